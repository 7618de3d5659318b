"""`publisher send`: a letter to everybody on a list, once."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.drafts import draft_at
from publisher.cli.release import settings as read_settings
from publisher.cli.send_place import desk_of, way, where
from publisher.cli.send_words import HELP, foreseen, list_of_sendings, report, shown
from publisher.cli.send_worker import worker
from publisher.cli.shared import Hour, common, options_of, plural, say, show
from publisher.cli.swedish_click import SwedishCommand, SwedishGroup
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from publisher.build import BuildOptions
    from publisher.sending.order import SendingOrder
    from publisher.sending.remote import There
    from publisher.sending.requests import Here, SendReply

_DEFAULT = "brev"


class _SendGroup(SwedishGroup):
    """`publisher send vecka-6` is `publisher send brev vecka-6`: what is no command is a letter."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command, or the one that sends."""
        if args and args[0] not in self.commands:
            args = [_DEFAULT, *args]
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options may stand before the letter: `publisher send --dry-run vecka-6`."""
        asks = {"-h", "--help"}
        if args and args[0].startswith("-") and args[0] not in asks:
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)


@click.group(cls=_SendGroup, help=HELP)
def send() -> None:
    """All that has to do with a sending."""


send.add_command(worker)
_to = click.option("--to", "list_", default="", metavar="LISTA", help="Listan brevet går till.")
_store = click.option(
    "--store",
    default="",
    metavar="FIL",
    help="Registret över prenumeranter på den här datorn. Förval: det i inställningarna.",
)


class _Rate(click.ParamType[float]):
    name = "TAKT"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """`10/s`, `30/min` or `900/h` as letters a second."""
        from publisher.config.schema_mail import letters_a_second

        try:
            return letters_a_second(str(value))
        except ValueError:
            self.fail("skriv som 10/s, 30/min eller 900/h", param, ctx)


@send.command(_DEFAULT, cls=SwedishCommand)
@click.argument("edition", metavar="BREV")
@click.option("--test", "address", default="", metavar="ADRESS", help="Skicka bara dit, som prov.")
@click.option("--dry-run", is_flag=True, help="Räkna mottagarna, men skicka inget.")
@click.option("--at", type=Hour(), help="Skicka då, till exempel 2026-12-07T06:30.")
@click.option("--rate", type=_Rate(), help="Takten, till exempel 10/s, 30/min eller 900/h.")
@click.option("--yes", is_flag=True, help="Fråga inte innan det går iväg.")
@click.option("--via", default="", metavar="TJÄNST", help="Gör ett utkast hos en utskickstjänst.")
@_to
@common
def one(  # noqa: PLR0913 (one for each option)
    *,
    edition: str,
    address: str,
    dry_run: bool,
    at: datetime | None,
    rate: float | None,
    yes: bool,
    via: str,
    list_: str,
    config: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Skicka ett brev som är byggt och utlagt.

    BREV är brevets id eller fil. Först kommer ditt eget exemplar, sedan alla andras. Avbryts
    det är ingenting förlorat: publisher send resume fortsätter där det slutade.
    """
    from publisher.sending.requests import SendRequest

    del verbose
    options = options_of(config, None, quiet=quiet)
    if via:
        draft_at(options, edition, via, quiet=quiet)
        return
    desk = desk_of(read_settings(options), quiet=quiet)
    order, letter, advice = _prepared(options, edition, list_, trial=bool(address))
    if address:
        _tried(desk, order, address, letter, advice, dry_run=dry_run)
        return
    counted = desk.ask(SendRequest(action="foresee", order=order)).planned
    if counted is not None and not quiet:
        say(foreseen(order.subject, order.list_name, counted))
    if dry_run:
        say(f"Inget skickades. Nästa steg: publisher send {edition}")
        return
    at = _confirmed(at, yes=yes)
    request = SendRequest(action="plan" if at else "send", order=order, rate=rate, at=at)
    _finish(desk.ask(request, letter), options.root, quiet=quiet)


def _tried(  # noqa: PLR0913 (what goes where)
    desk: Here | There,
    order: SendingOrder,
    address: str,
    letter: bytes,
    advice: tuple[Problem, ...],
    *,
    dry_run: bool,
) -> None:
    from publisher.sending.requests import SendRequest

    if not dry_run:
        desk.ask(SendRequest(action="test", order=order, address=address), letter)
    show(advice)
    if dry_run:
        say(f"Ett prov av ”{order.subject}” skulle gå till {address}. Inget skickades.")
    else:
        say("Provbrevet är på väg.")


def _prepared(
    options: BuildOptions, edition: str, list_: str, *, trial: bool
) -> tuple[SendingOrder, bytes, tuple[Problem, ...]]:
    """The letter as the newest build has it, and advice. Raises PublisherError: what hinders it."""
    from publisher.build import finished
    from publisher.model import Edition
    from publisher.sending.preparing import entry_named, not_out, prepared
    from publisher.sending.requests import SendRequest

    with finished(options) as made:
        entry = entry_named(made, edition)
        corrected = ""
        if isinstance(entry, Edition) and entry.corrects and not list_:
            desk = desk_of(read_settings(options), quiet=True)
            first = desk.ask(SendRequest(action="status", name=entry.corrects)).sendings[0]
            corrected = first.list
        order, letter = prepared(made, entry, list_, corrected, trial=trial)
        return order, letter, not_out(made, entry) if trial else ()


def _confirmed(at: datetime | None, *, yes: bool) -> datetime | None:
    """The hour to send at, where that has passed now; None: at once. Asks a human first.

    Refuses where there is none to ask: what is sent cannot be called back.
    """
    from publisher.swedish import hour

    now = datetime.now(UTC)
    later = max(at, now) if at else None
    passed = f"{hour(at)} har redan passerat" if at and at < now else ""
    if yes:
        return later
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        hint = "Kör kommandot i en terminal, eller lägg till --yes om det ska gå av sig självt."
        text = "ett brev som har gått iväg går inte att ta tillbaka, och ingen är här att fråga"
        if passed:
            text = f"{passed}, och ingen är här att fråga om brevet ska gå iväg ändå"
            hint = "Rätta tiden i --at, eller lägg till --yes: då går brevet så snart det kan."
        raise PublisherError(Problem(path="", text=text, hint=hint))
    question = f"Ska det skickas {hour(at)}? [j/N]" if at else "Ska det skickas nu? [j/N]"
    if passed:
        question = f"{passed}. Ska det skickas så snart det kan? [j/N]"
    answer = click.prompt(question, default="n", show_default=False, err=True)
    if not answer.strip().lower().startswith("j"):
        raise click.Abort
    return later


@send.command(cls=SwedishCommand)
@click.argument("edition", metavar="[BREV]", default="")
@_to
@_store
@common
def status(  # noqa: PLR0913 (one for each option)
    *, edition: str, list_: str, store: str, config: str, quiet: bool, verbose: bool
) -> None:
    """Hur det gick med ett brev, eller med alla som har skickats."""
    from publisher.sending.requests import SendRequest

    del verbose
    desk, root = where(config, store, quiet=quiet)
    reply = desk.ask(SendRequest(action="status", name=edition, list=list_))
    _note(reply, root)
    say(report(reply.sendings) if edition else list_of_sendings(reply.sendings))


@send.command(cls=SwedishCommand)
@click.argument("edition", metavar="BREV")
@_to
@_store
@common
def stop(  # noqa: PLR0913 (one for each option)
    *, edition: str, list_: str, store: str, config: str, quiet: bool, verbose: bool
) -> None:
    """Stoppa ett utskick. Det brev som just lämnas över kommer fram, sedan inget mer."""
    from publisher.sending.requests import SendRequest

    del verbose
    desk, _ = where(config, store, quiet=quiet)
    reply = desk.ask(SendRequest(action="stop", name=edition, list=list_))
    say(report(reply.sendings) if reply.count else "Det fanns inget kvar att stoppa.")


@send.command(cls=SwedishCommand)
@click.argument("edition", metavar="BREV")
@click.option("--rate", type=_Rate(), help="Takten, till exempel 10/s, 30/min eller 900/h.")
@_to
@_store
@common
def resume(  # noqa: PLR0913 (one for each option)
    *,
    edition: str,
    rate: float | None,
    list_: str,
    store: str,
    config: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Fortsätt där ett utskick slutade. Ingen som har fått brevet får det igen."""
    from publisher.sending.requests import SendRequest

    del verbose
    desk, root = where(config, store, quiet=quiet)
    first = SendRequest(action="resume", name=edition, list=list_, rate=rate)
    reply = desk.ask(replace(first, way=way(config, store)))
    if not reply.count:
        say("Det finns ingen kvar att skicka till.")
    _finish(reply, root, quiet=quiet)


@send.command(cls=SwedishCommand)
@click.argument("edition", metavar="BREV")
@click.argument("answer", metavar="SVAR", type=click.Choice(["sent", "again"]))
@_to
@_store
@common
def decide(  # noqa: PLR0913 (one for each option)
    *, edition: str, answer: str, list_: str, store: str, config: str, quiet: bool, verbose: bool
) -> None:
    """Bestäm om dem där ingen vet om brevet kom fram.

    SVAR är sent (räkna dem som skickade) eller again (skicka igen, och någon kan få det två
    gånger). Efter en vecka räknas de som skickade av sig själva.
    """
    from publisher.sending.requests import SendRequest

    del verbose
    desk, root = where(config, store, quiet=quiet)
    first = SendRequest(action="decide", name=edition, list=list_)
    reply = desk.ask(replace(first, answer="again") if answer == "again" else first)
    _note(reply, root)
    who = plural(reply.count, "mottagare", "mottagare")
    done = "räknas som skickade" if answer == "sent" else "får brevet igen"
    say(f"{who} {done}.")
    if answer == "again" and reply.count:
        say(f"Nästa steg: publisher send resume {edition}")


@send.command("report", cls=SwedishCommand)
@click.argument("edition", metavar="BREV")
@_to
@_store
@common
def report_(  # noqa: PLR0913 (one for each option)
    *, edition: str, list_: str, store: str, config: str, quiet: bool, verbose: bool
) -> None:
    """Skriv ut ett utskicks siffror för program, som JSON."""
    from publisher.sending.requests import SendRequest

    del verbose
    desk, _ = where(config, store, quiet=quiet)
    reply = desk.ask(SendRequest(action="status", name=edition, list=list_))
    say(shown(reply.sendings))


@send.command(cls=SwedishCommand)
@_store
@common
def due(*, store: str, config: str, quiet: bool, verbose: bool) -> None:
    """Skicka det vars tid har kommit, och fortsätt med det som är påbörjat: för en timer.

    Ett brev som skulle ha gått för mer än en halvtimme sedan skickas inte av sig självt. Det
    stoppas, och du avgör med publisher send resume eller stop.
    """
    from publisher.sending.requests import SendRequest

    del verbose
    desk, root = where(config, store, quiet=True)
    reply = desk.ask(SendRequest(action="due", way=way(config, store)))
    _note(reply, root)
    if reply.sendings and not quiet:
        say(report(reply.sendings))
    if any(each.missed for each in reply.sendings):
        raise click.exceptions.Exit(1)


@send.command(cls=SwedishCommand)
@click.argument("edition", metavar="BREV")
@click.option("--count", type=click.IntRange(min=1), default=1, help="Hur många som fick det.")
@_to
@common
def mark(  # noqa: PLR0913 (one for each option)
    *, edition: str, count: int, list_: str, config: str, quiet: bool, verbose: bool
) -> None:
    """Anteckna att ett brev har skickats från en annan tjänst."""
    from publisher.build import finished
    from publisher.sending.facts import MailedFact, note
    from publisher.sending.preparing import entry_named

    del verbose
    options = options_of(config, None, quiet=quiet)
    with finished(options) as made:
        entry = entry_named(made, edition)
    fact = MailedFact(
        name=entry.id, source=entry.source, list=list_ or "annan-tjanst", letter="", accepted=count
    )
    if note(options.root, (fact,), datetime.now(UTC)) and not quiet:
        say("Det står i feeds/ledger.jsonl nu. Nästa steg: spara filen i git.")


@send.command(cls=SwedishCommand, hidden=True)
@click.option("--store", required=True)
def remote(*, store: str) -> None:
    """Svara på en begäran från en annan dator, på standard in och ut."""
    from publisher.sending.remote import serve, telling
    from publisher.sending.requests import Here
    from publisher.subscribers import StorePlace

    place = StorePlace(database=store, folder=Path(store).parent)
    out = sys.stdout.buffer
    here = Here(place=place, root=Path.home(), on_progress=telling(out))
    code = serve(here, sys.stdin.buffer, out)
    raise click.exceptions.Exit(code)


@send.command(cls=SwedishCommand)
@click.argument("folder", metavar="MAPP", type=click.Path(path_type=Path))
@click.option("--store", default="", metavar="FIL", help="Registret, om publikationen inte är här.")
@common
def timer(*, folder: Path, store: str, config: str, quiet: bool, verbose: bool) -> None:
    """Skriv filerna till systemd som skickar det vars tid har kommit, varje minut."""
    from publisher.sending.units import write

    del verbose
    home = Path(store).parent if store else options_of(config, None).root
    for file in write(folder, home, sys.executable, store):
        if not quiet:
            say(f"  + {file}")
    if not quiet:
        say("Nästa steg: systemctl --user enable --now publisher-send.timer")


def _finish(reply: SendReply, root: Path | None, *, quiet: bool) -> None:
    """Note what was sent, and tell it; what stopped is a fault."""
    _note(reply, root)
    stopped = any(each.state == "stopped" for each in reply.sendings)
    if not quiet or stopped:
        say(report(reply.sendings), err=stopped)
    if stopped:
        raise click.exceptions.Exit(1)


def _note(reply: SendReply, root: Path | None) -> None:
    from publisher.sending.facts import note

    if root is not None and reply.facts:
        note(root, reply.facts, datetime.now(UTC))
