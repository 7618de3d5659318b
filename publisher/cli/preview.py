"""`publisher preview …`: show a draft to somebody before it is published."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import click

from publisher.cli.release import settings, summary
from publisher.cli.shared import (
    common,
    config_option,
    list_files,
    now_option,
    options_of,
    plural,
    quiet_option,
    say,
    show,
)
from publisher.cli.swedish_click import SwedishGroup
from publisher.problems import Problem, PublisherError, put_off

if TYPE_CHECKING:
    from collections.abc import Sequence

    from publisher.config import Config, TargetSettings
    from publisher.desk.shares import Share
    from publisher.model import Receipt

_DAYS, _MOST = 14, 90


@click.group(cls=SwedishGroup)
def preview() -> None:
    """Visa ett utkast för någon innan det publiceras.

    Texten läggs på en adress som ingen kan gissa, och finns inte i någon lista, något flöde
    eller någon sökning. På den egna datorn visas alla utkast med publisher serve.
    """


@preview.command()
@click.argument("file", metavar="FIL")
@click.argument("target", metavar="[MÅL]", required=False, default="")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATUM",
    help="Sista dagen, som 2026-12-24. Förval: om 14 dagar.",
)
@click.option("--dry-run", is_flag=True, help="Visa vad som skulle läggas ut, men gör det inte.")
@now_option
@common
def share(  # noqa: PLR0913
    *,
    file: str,
    target: str,
    until: datetime | None,
    dry_run: bool,
    now: datetime | None,
    config: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Lägg ett utkast på en hemlig adress, med sitt brev.

    FIL är ett utkast eller en text som publiceras senare, MÅL ett namn under targets:; utan
    namn tas det första. Dela samma text igen, så byts det som ligger på adressen.
    """
    from publisher.build.sharing import SharedPlace, coming, shared
    from publisher.deploy import sharing
    from publisher.deploy.share_folders import new_folder
    from publisher.desk.shares import Share, shares

    options = options_of(config, now, quiet=quiet)
    whole = settings(options)
    place, source = sharing.route(whole, target), coming(options, file)
    old = _standing(shares(options.root), source, place, options.now)
    last = _last(until, old, options.now)
    same = next((one for one in old if one.until == last), None)
    at = SharedPlace(folder=same.folder if same else new_folder(last), until=last)
    text = shared(options, source, at)
    show(put_off(each) for each in (*text.advice, *_trial(whole, place)))
    new = Share(
        source=source, title=text.title, target=place.name, folder=at.folder, until=last,
        origin=sharing.origin_of(whole, place),
    )  # fmt: skip
    if dry_run:
        _foreseen(new, len(text.files))
        return
    done = sharing.put(whole, place, new, text.files, options.now, instead=old)
    say(new.address)
    _told(new, done, quiet=quiet, verbose=verbose)


def _trial(config: Config, place: TargetSettings) -> tuple[Problem, ...]:
    """Advice where the address leads elsewhere: a trial, and nobody has said where it is seen."""
    if place.promises is not False or place.url:
        return ()
    text = f"målet ”{place.name}” är ett prov, så den som följer länken får en felsida om provet "
    text += f"inte är det som visas på {config.site_url}"
    hint = "Dela på målet där läsarna finns: publisher preview share FIL MÅL. Visas provet på en "
    hint += "egen adress, skriv den som url: under målet."
    return (Problem(path=config.file, line=place.line, text=text, hint=hint),)


def _foreseen(new: Share, files: int) -> None:
    from publisher.swedish import day

    say(
        f"”{new.title}” skulle läggas på {new.target} på en hemlig adress, till och med "
        f"{day(_noon(new.until))}: {plural(files, 'fil', 'filer')}. Inget lades ut."
    )


def _told(new: Share, receipt: Receipt, *, quiet: bool, verbose: bool) -> None:
    from publisher.swedish import day

    if quiet:
        return
    say(f"{new.target}: {summary(receipt)}")
    if verbose:
        list_files(receipt.added, receipt.changed, receipt.removed)
    say(
        f"Den som har adressen kan läsa ”{new.title}” till och med {day(_noon(new.until))}. "
        "Ingen värd tar bort den av sig själv: det gör första publisher deploy efter den dagen, "
        "eller publisher preview end."
    )


@preview.command("list")
@now_option
@config_option
@quiet_option
def list_(*, now: datetime | None, config: str, quiet: bool) -> None:
    """Visa vad som är delat härifrån, var och till när."""
    from publisher.desk.shares import shares

    options = options_of(config, now, quiet=quiet)
    found = shares(options.root)
    for each in found:
        say(_row(each, options.now))
    if not found and not quiet:
        say("Inget är delat härifrån. Dela ett utkast: publisher preview share FIL")


@preview.command()
@click.argument("what", metavar="[ADRESS|FIL]", required=False, default="")
@click.option("--dry-run", is_flag=True, help="Visa vad som skulle tas bort, men gör det inte.")
@now_option
@common
def end(  # noqa: PLR0913
    *, what: str, dry_run: bool, now: datetime | None, config: str, quiet: bool, verbose: bool
) -> None:
    """Ta bort det som är delat, i förtid eller efter sin dag.

    Utan ADRESS eller FIL tas det bort vars sista dag har varit.
    """
    from publisher.deploy import sharing
    from publisher.deploy.targets import choose
    from publisher.desk.shares import shares

    options = options_of(config, now, quiet=quiet)
    whole = settings(options)
    known = shares(options.root)
    folders, problems = _to_end(whole, known, what, options.now), list[Problem]()
    if dry_run:
        for name, names in folders.items():
            say(f"{name}: {plural(len(names), 'delad text', 'delade texter')} skulle tas bort.")
        say("Inget togs bort.")
        return
    for name, names in folders.items():
        try:
            place = choose(whole.targets, name, whole.file)
            receipt = sharing.end(whole, place, names, options.now)
        except PublisherError as error:  # what lies elsewhere goes all the same
            problems += error.problems
            continue
        if not quiet:
            say(f"{name}: {summary(receipt)}")
        if verbose:
            list_files(receipt.added, receipt.changed, receipt.removed)
    if problems:
        raise PublisherError(problems)
    if not folders and not quiet:
        say("Inget delat har nått sin sista dag. Se vad som är delat: publisher preview list")


def _standing(
    known: Sequence[Share], source: str, place: TargetSettings, now: datetime
) -> list[Share]:
    """What is shared of the same text at the same target, and has not come to its end."""
    return [
        each
        for each in known
        if each.source == source and each.target == place.name and not each.over(now)
    ]


def _last(until: datetime | None, old: Sequence[Share], now: datetime) -> date:
    from publisher.swedish import STOCKHOLM

    today = now.astimezone(STOCKHOLM).date()
    if until is None:
        return old[-1].until if old else today + timedelta(days=_DAYS)
    if not today <= until.date() <= today + timedelta(days=_MOST):
        text = f"--until {until.date()} är inte en dag från i dag till om {_MOST} dagar"
        hint = f"Skriv till exempel --until {today + timedelta(days=_DAYS)}"
        raise PublisherError(Problem(path="", text=text, hint=hint))
    return until.date()


def _row(each: Share, now: datetime) -> str:
    from publisher.desk.words import share_words

    until, end = share_words(each, now)
    command = f". Ta bort: {end}" if end else ""
    return f"{each.title} ({each.source})\n  {each.address}\n  {each.target}: {until}{command}"


def _to_end(
    config: Config, known: Sequence[Share], what: str, now: datetime
) -> dict[str, list[str]]:
    """The folders to take away, by the name of their target."""
    from publisher.deploy import sharing

    folder = sharing.folder_of(what)
    found = [each for each in known if _meant(each, what, folder, now)]
    names = dict.fromkeys(each.target for each in found)
    if not found and folder:  # somebody else's, or what was remembered is lost
        everywhere = (each.name for each in config.targets)
        return {name: [folder] for name in everywhere if name != config.media_target}
    if not found and what:
        text = f"”{what}” är inte delat härifrån"
        hint = "Se vad som är det: publisher preview list"
        raise PublisherError(Problem(path="", text=text, hint=hint))
    return {name: [each.folder for each in found if each.target == name] for name in names}


def _meant(each: Share, what: str, folder: str, now: datetime) -> bool:
    if not what:
        return each.over(now)
    if folder:
        return each.folder == folder
    return each.source == what or each.source.endswith(f"/{what.removeprefix('./')}")


def _noon(day: date) -> datetime:
    """A moment in that day, in Sweden."""
    from publisher.swedish import STOCKHOLM

    return datetime(day.year, day.month, day.day, 12, tzinfo=STOCKHOLM)
