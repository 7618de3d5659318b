"""What is said of sendings, in words that somebody who writes for a living understands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from publisher.cli.shared import for_programs, plural

if TYPE_CHECKING:
    from publisher.sending.carrying import Progress
    from publisher.sending.planning import PlannedSending
    from publisher.sending.requests import SendingState

HELP = """Skicka ett brev till alla på en lista, och var och en får det en gång.

\b
  publisher send vecka-6 --test du@tidning.se   bara till dig
  publisher send vecka-6                        till listan
  publisher send status                         hur det gick
"""

_EACH = 25
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
_HEAD = {
    "planned": "Planerat",
    "sending": "Skickas",
    "stopped": "Stoppat",
    "finished": "Klart",
}


def foreseen(subject: str, list_name: str, counted: PlannedSending) -> str:
    """Who will get it, before it is sent."""
    who = plural(counted.planned, "mottagare", "mottagare")
    known = " Det är planerat sedan tidigare." if counted.known else ""
    return f"”{subject}” till {list_name}: {who}.{known}" + _left_out(counted.excluded)


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
        f"{_HEAD[each.state]}: {each.name} till {each.list_name}, {_parts(each)}"
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
    total = plural(sum(each.sums.values()), "mottagare", "mottagare")
    lines = [f"{_HEAD[each.state]}: ”{each.subject}” ({each.name}) till {each.list_name}."]
    if each.why:
        lines.append(each.why)
    lines.append(f"{total}: {_parts(each)}.")
    lines += [f"{domain} får inga fler: {why}" for domain, why in each.pauses]
    lines += _next(each)
    return "\n".join(lines)


def _parts(each: SendingState) -> str:
    parts = [plural(count, *_STATES[state]) for state, count in each.sums.items() if count]
    return ", ".join(parts) or "inga mottagare"


def _next(each: SendingState) -> list[str]:
    said = []
    if each.sums.get("unknown"):
        said.append(
            "Där ingen vet bröts det mitt i överlämningen: brevet kan ha kommit fram, eller inte. "
            f"Räkna dem som skickade: publisher send decide {each.name} sent. Eller skicka igen, "
            f"och någon kan få det två gånger: publisher send decide {each.name} again"
        )
    if each.state == "planned" and each.send_at:
        said.append(f"Det skickas {_hour(each.send_at)}, om timern är igång: publisher send timer")
    if each.state == "stopped":
        said.append(f"Fortsätt när felet är rättat: publisher send resume {each.name}")
    if each.state == "sending":
        when = f" efter {_hour(each.next_at)}" if each.next_at else ""
        said.append(f"Fortsätt{when}: publisher send resume {each.name}")
    if each.state == "finished":
        said.append("Nästa steg: spara feeds/ledger.jsonl i git. Där står att brevet är skickat.")
    return said


def _hour(stamp: str) -> str:
    from publisher.swedish import STOCKHOLM, day

    when = datetime.fromisoformat(stamp).astimezone(STOCKHOLM)
    return f"{day(when)} kl. {when:%H.%M}"


def progress(*, quiet: bool) -> Callable[[Progress], None]:
    """One line, written over itself: how many have it, and how long it will take."""
    watched = sys.stderr.isatty() and not quiet

    def tell(now: Progress) -> None:
        if not watched or (now.done % _EACH and now.done < now.total):
            return
        left = f", {_long(now.seconds_left)} kvar" if now.seconds_left else ""
        line = f"Skickar {now.done} av {now.total}{left}…" if now.done < now.total else ""
        click.echo(f"\r\x1b[K{line}", nl=False, err=True)

    return tell


def _long(seconds: float) -> str:
    if seconds < _MINUTE:
        return "mindre än en minut"
    return plural(round(seconds / _MINUTE), "minut", "minuter")
