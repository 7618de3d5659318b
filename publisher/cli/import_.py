"""`publisher import …`: move in from another service, and be told what did not come along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publisher.cli.shared import Hour, common, options_of, plural, say
from publisher.cli.swedish_click import SwedishGroup
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from publisher.importers.records import Source
    from publisher.importers.story import ImportReport

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_SHOWN = 10


@click.group("import", cls=SwedishGroup)
def import_() -> None:
    """Flytta hit texter från en annan tjänst.

    Varje text prövas mot den gamla, ord för ord. Det som inte kom med räknas upp i rapporten.
    """


def _options(function: Callable[..., None]) -> Callable[..., None]:
    """What every source has in common."""
    added = (
        click.option("--dry-run", is_flag=True, help="Visa vad som skulle hända, men skriv inget."),
        click.option(
            "--since",
            type=Hour(),
            help="Bara texter från och med den dagen, till exempel 2020-01-01.",
        ),
        click.option(
            "--media", type=_FOLDER, metavar="MAPP", help="Mappen med de uppladdade bilderna."
        ),
        click.option(
            "--download",
            is_flag=True,
            help="Hämta bilder som inte finns i mappen från den gamla sajten.",
        ),
        click.option(
            "--report",
            type=_FILE,
            metavar="FIL",
            help="Rapporten. Förval: import/rapport-TJÄNST.html.",
        ),
    )
    for option in reversed(added):
        function = option(function)
    return common(function)


@import_.command()
@click.argument("files", nargs=-1, required=True, metavar="FIL…", type=_FILE)
@_options
def wordpress(*, files: tuple[Path, ...], **given: Any) -> None:  # noqa: ANN401 (click's)
    """Ta in en export ur WordPress (Verktyg, Exportera, Allt innehåll)."""
    from publisher.importers.wordpress import WordPress

    _run(WordPress(files), **given)


@import_.command()
@click.argument("archive", metavar="ARKIV", type=click.Path(path_type=Path))
@_options
def substack(*, archive: Path, **given: Any) -> None:  # noqa: ANN401 (click's)
    """Ta in ett arkiv från Substack (Settings, Exports), som zip-fil eller uppackad mapp."""
    from publisher.importers.substack import Substack

    _run(Substack(archive), **given)


@import_.command()
@click.argument("file", metavar="FIL", type=_FILE)
@click.option(
    "--site",
    default="",
    metavar="ADRESS",
    help="Den gamla sajtens adress, som exporten inte säger.",
)
@_options
def ghost(*, file: Path, site: str, **given: Any) -> None:  # noqa: ANN401 (click's)
    """Ta in en export ur Ghost (Settings, Import/Export), en JSON-fil."""
    from publisher.importers.ghost import GhostExport

    _run(GhostExport(file, site), **given)


@import_.command()
@click.argument("folder", metavar="MAPP", type=_FOLDER)
@click.option(
    "--site",
    default="",
    metavar="ADRESS",
    help="Den gamla sajtens adress, där mappens inställningar inte säger den.",
)
@_options
def markdown(*, folder: Path, site: str, **given: Any) -> None:  # noqa: ANN401 (click's)
    """Ta in en mapp med Markdown: Hugo, Jekyll, Eleventy, Obsidian eller vår egen export."""
    from publisher.importers.markdown import MarkdownFolder

    given["media"] = given["media"] or folder
    _run(MarkdownFolder(folder, site), **given)


@import_.command()
@click.argument("place", metavar="FIL|ADRESS")
@click.option(
    "--show",
    default="",
    metavar="PODD",
    help="Poddens id, namnet på dess fil i feeds/. Förval: efter poddens namn.",
)
@_options
def feed(*, place: str, **given: Any) -> None:  # noqa: ANN401 (click's)
    """Ta in ett flöde, ur en fil eller från webben: artiklar (RSS, Atom, JSON) eller en podd."""
    from tempfile import TemporaryDirectory

    from publisher.importers.feed import SavedFeed

    if not place.startswith(("http://", "https://")):
        _run(SavedFeed(Path(place)), **given)
        return
    from publisher.feeds.compare.paging import pages

    with TemporaryDirectory() as folder:
        files: list[Path] = []
        for number, page in enumerate(pages(place)):
            files.append(Path(folder, f"flöde-{number}"))
            files[-1].write_bytes(page.data)
        _run(SavedFeed(*files), **given)


def _run(  # noqa: PLR0913 (one for each option of a command line)
    source: Source,
    *,
    dry_run: bool,
    since: datetime | None,
    media: Path | None,
    download: bool,
    report: Path | None,
    config: str,
    quiet: bool,
    verbose: bool,
    show: str = "",
) -> None:
    from publisher.importers import report as reports
    from publisher.importers.downloading import Downloads
    from publisher.importers.story import ImportOptions, run

    options = options_of(config, None, quiet=quiet)
    _there(media)
    fetch = Downloads(options.root).fetch if download and not dry_run else None
    asked = ImportOptions(
        root=options.root,
        file=options.file,
        now=options.now,
        dry_run=dry_run,
        since=since,
        media=media,
        fetch=fetch,
        show=show,
        on_progress=options.on_progress,
    )
    imported = run(source, asked)
    page = None
    if report is not None or not dry_run:
        usual = options.root / "import" / f"rapport-{imported.service}.html"
        page, _ = reports.written(imported, report or usual)
    if not quiet:
        _tell(imported, page, verbose=verbose)
    if imported.lost:
        raise click.exceptions.Exit(1)


def _there(media: Path | None) -> None:
    if media is not None and not media.is_dir():
        hint = "Peka ut mappen som bilderna ligger i, till exempel wp-content/uploads."
        raise PublisherError(Problem(path=str(media), text="mappen finns inte", hint=hint))


def _tell(imported: ImportReport, page: Path | None, *, verbose: bool) -> None:
    from publisher.importers.report import FATES, STATES

    counts = ", ".join(f"{imported.count(state)} {name}" for state, name in STATES.items())
    say(f"{plural(len(imported.outcomes), 'text', 'texter')}: {counts}.")
    fates = {fate: sum(1 for each in imported.outcomes if each.fate == fate) for fate in FATES}
    say(
        "Filer: "
        + ", ".join(f"{count} {FATES[fate]}" for fate, count in fates.items() if count)
        + "."
    )
    if imported.missing:
        say(
            f"{plural(len(imported.missing), 'bild eller fil', 'bilder och filer')} saknas och är "
            "länkar tills vidare. Kör igen med --media eller --download."
        )
    if imported.kept_back:
        say(
            f"{plural(len(imported.kept_back), 'post', 'poster')} blev inga texter. "
            "Rapporten säger varför."
        )
    for outcome in imported.lost[:_SHOWN]:
        for each in outcome.text.differences:
            say(f"Saknas: {outcome.text.path}: {each.kind}: {each.text}", err=True)
    if verbose:
        for outcome in imported.outcomes:
            say(f"  {STATES[outcome.text.state]:11} {outcome.text.path}")
    _told_at_the_end(imported, page)


def _told_at_the_end(imported: ImportReport, page: Path | None) -> None:
    if imported.dry_run:
        say("Det var ett prov: ingenting har skrivits.")
    if page is not None:
        say(f"Rapporten: {page}")
    if imported.show:
        say(f"Podden: feeds/{imported.show}.yml")
    if not imported.dry_run:
        say("Nästa steg: öppna rapporten, och kör sedan publisher check")


__all__ = ["import_"]
