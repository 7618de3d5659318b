"""What is said of sendings, in words that somebody who writes for a living understands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from publisher.cli.shared import for_programs, plural, say

if TYPE_CHECKING:
    from publisher.sending.journey import Progress
    from publisher.sending.planning import PlannedSending
    from publisher.sending.requests import SendingState

HELP = """Skicka ett brev till alla på en lista, och var och en får det en gång.

\b
  publisher send vecka-6 --test du@tidning.se   bara till dig
  publisher send vecka-6                        till listan
  publisher send status                         hur det gick
"""

_EACH = 25
_FEW = 5
_MINUTE = 60

_STATES = {
    "accepted": ("har fått brevet", "har fått brevet"),
    "planned": ("står på tur", "står på tur"),
    "handing": ("lämnas över just nu", "lämnas över just nu"),
    "deferred": ("väntar på ett nytt försök", "väntar på ett nytt försök"),
    "rejected": ("avvisades av mottagarens server", "avvisades av mottagarens server"),
    "unknown": ("vet ingen om", "vet ingen om"),
    "bounced_hard": ("kom tillbaka: adressen finns inte", "kom tillbaka: adresserna finns inte"),
    "bounced_soft": ("kom tillbaka den här gången", "kom tillbaka den här gången"),
    "complained": ("har anmälts som skräp", "har anmälts som skräp"),
    "skipped": ("lämnade listan innan det var deras tur", "lämnade listan innan det var deras tur"),
}
_MEANWHILE = (
    "Låt kommandot vara igång, eller bryt med Ctrl-C och fortsätt senare med publisher send resume."
)
_CUT_OFF = ("lämnades över när det bröts", "lämnades över när det bröts")
_HEAD = {
    "planned": "Planerat",
    "sending": "Skickas",
    "stopped": "Stoppat",
    "finished": "Klart",
}


def foreseen(subject: str, list_name: str, counted: PlannedSending) -> str:
    """Who will get it, before it is sent."""
    who = _who(counted.planned, own=counted.own)
    known = " Det är planerat sedan tidigare." if counted.known else ""
    return f"”{subject}” till {list_name}: {who}.{known}" + _left_out(counted.excluded)


def _who(count: int, *, own: bool) -> str:
    """The readers, and apart from them the editor's own copy."""
    if not own:
        return plural(count, "mottagare", "mottagare")
    if count == 1:
        return "bara din egen kopia"
    return f"{plural(count - 1, 'läsare', 'läsare')} och din egen kopia"


def _left_out(excluded: dict[str, int]) -> str:
    from publisher.sending.planning import EXCLUDED

    if not excluded:
        return ""
    rows = (
        f"\n  {count} får det inte: {EXCLUDED.get(why, why)}" for why, count in excluded.items()
    )
    return "".join(rows)


def list_of_sendings(sendings: Iterable[SendingState]) -> str:
    """A line each, the newest first."""
    lines = [
        f"{_head(each)}: {each.name} till {each.list_name}, {_parts(each)}"
        + (" (din egen kopia medräknad)" if each.own else "")
        for each in sendings
    ]
    return "\n".join(lines) or "Inget har skickats härifrån än."


def report(sendings: Iterable[SendingState]) -> str:
    """How each stands, and what to do next."""
    return "\n\n".join(map(_one, sendings))


def shown(sendings: Iterable[SendingState]) -> str:
    """For programs."""
    return for_programs([asdict(each) for each in sendings])


def _one(each: SendingState) -> str:
    total = _who(sum(each.sums.values()), own=each.own)
    lines = [f"{_head(each)}: ”{each.subject}” ({each.name}) till {each.list_name}."]
    if each.why:
        lines.append(each.why)
    lines.append(f"{total}: {_parts(each)}.")
    lines += [f"{domain} får inga fler: {why}" for domain, why in each.pauses]
    lines += _next(each)
    return "\n".join(lines)


def _interrupted(each: SendingState) -> bool:
    """Whether nobody sends it any more, though there are some whose turn never came."""
    waiting = each.sums.get("planned", 0) + each.sums.get("handing", 0)
    return each.state == "sending" and not each.carried and bool(waiting)


def _head(each: SendingState) -> str:
    if _interrupted(each):
        return "Avbrutet"
    if each.state == "sending" and not each.carried:
        return "Väntar på nya försök"
    return _HEAD[each.state]


def _parts(each: SendingState) -> str:
    names = _STATES | ({"handing": _CUT_OFF} if _interrupted(each) else {})
    parts = [plural(count, *names[state]) for state, count in each.sums.items() if count]
    return ", ".join(parts) or "inga mottagare"


def _next(each: SendingState) -> list[str]:
    said = []
    if each.sums.get("unknown"):
        said.append(
            "Där ingen vet bröts det mitt i överlämningen: brevet kan ha kommit fram, eller inte. "
            f"Räkna dem som skickade: publisher send decide {each.name} sent. Eller skicka igen, "
            f"och någon kan få det två gånger: publisher send decide {each.name} again"
        )
        said += _to_ask_with(each.unknown)
    if each.state == "planned" and each.send_at:
        said.append(f"Det skickas {_hour(each.send_at)}, om timern är igång: publisher send timer")
    if each.state == "stopped":
        said.append(f"{_go_on(each.why)}: publisher send resume {each.name}")
    if _interrupted(each):
        said.append(f"Fortsätt där det slutade: publisher send resume {each.name}")
    elif each.state == "sending" and not each.carried:
        when = f" efter {_hour(each.next_at)}" if each.next_at else ""
        said.append(f"Fortsätt{when}: publisher send resume {each.name}")
    elif each.state == "sending":
        said.append(f"Vill du stoppa det: publisher send stop {each.name}")
    if each.state == "finished":
        said.append("Nästa steg: spara feeds/ledger.jsonl i git. Där står att brevet är skickat.")
    return said


def _go_on(why: str) -> str:
    """What going on means: only where something was wrong is there anything to put right."""
    from publisher.sending.deeds import BY_EDITOR, MISSED, ONCE_MORE

    words = {
        BY_EDITOR: "Fortsätt där det slutade",
        ONCE_MORE: "Skicka till dem",
        MISSED: "Skicka det ändå",
    }
    return words.get(why, "Fortsätt när felet är rättat")


def _to_ask_with(unknown: tuple[tuple[str, str], ...]) -> list[str]:
    """What whoever keeps the mail server needs to find a letter in its log."""
    if not unknown:
        return []
    lines = [
        "Den som sköter e-postservern kan se i sin logg om den tog emot brevet. Fråga efter:",
        *(f"  <{message_id}>{_at(handed)}" for message_id, handed in unknown[:_FEW]),
    ]
    if len(unknown) > _FEW:
        lines.append(f"  … och {len(unknown) - _FEW} till: publisher send report visar alla.")
    return lines


def _at(handed: str) -> str:
    from publisher.swedish import STOCKHOLM

    if not handed:
        return ""
    there = datetime.fromisoformat(handed).astimezone(STOCKHOLM)
    return f" lämnat {_hour(handed)}.{there:%S}"


def _hour(stamp: str) -> str:
    from publisher.swedish import hour

    return hour(datetime.fromisoformat(stamp))


def progress(*, quiet: bool) -> Callable[[Progress], None]:
    """One line, written over itself: how many have it, and how long it will take.

    That it waits is told in a line that stays, also where nobody watches: it may be for long.
    """
    watched = sys.stderr.isatty() and not quiet

    def tell(now: Progress) -> None:
        if now.waiting and not quiet:
            who = plural(now.waiting, "mottagare väntar", "mottagare väntar")
            if watched:
                click.echo("\r\x1b[K", nl=False, err=True)
            say(f"{who} på ett nytt försök {_hour(now.until)}. {_MEANWHILE}", err=True)
        if now.waiting or not watched or (now.done % _EACH and now.done < now.total):
            return
        left = f", {_long(now.seconds_left)} kvar" if now.seconds_left else ""
        line = f"Skickar {now.done} av {now.total}{left}…" if now.done < now.total else ""
        click.echo(f"\r\x1b[K{line}", nl=False, err=True)

    return tell


def _long(seconds: float) -> str:
    if seconds < _MINUTE:
        return "mindre än en minut"
    return plural(round(seconds / _MINUTE), "minut", "minuter")
