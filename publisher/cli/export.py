"""`publisher export …`: take the texts along to another program, or give them away as a book."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publisher.cli.shared import common, options_of, plural, say
from publisher.cli.swedish_click import SwedishGroup

if TYPE_CHECKING:
    from publisher.exporters.report import ExportReport
    from publisher.exporters.story import ExportFormat

_SHOWN = 5
_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group(cls=SwedishGroup)
def export() -> None:
    """Ta med texterna till ett annat program, eller ge bort dem som bok.

    Utkast kommer bara med om du ber om det, och läsares uppgifter kommer aldrig med. Det som
    formatet inte har någon plats för räknas upp efteråt.
    """


def _options(
    output: click.Path, shown: str
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """What every format has in common."""
    added = (
        click.argument("texts", nargs=-1, metavar="[TEXT]…", type=click.Path(path_type=Path)),
        click.option(
            "--output", required=True, type=output, metavar=shown, help="Var exporten ska ligga."
        ),
        click.option(
            "--year",
            "years",
            multiple=True,
            type=int,
            metavar="ÅR",
            help="Bara texter från det året.",
        ),
        click.option(
            "--tag",
            "tags",
            multiple=True,
            metavar="TAGG",
            help="Bara texter med taggen eller kategorin.",
        ),
        click.option(
            "--drafts", is_flag=True, help="Ta också med utkast och det som inte är ute än."
        ),
    )

    def add(function: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(added):
            function = option(function)
        return common(function)

    return add


@export.command()
@_options(_FOLDER, "MAPP")
def markdown(**given: Any) -> None:  # noqa: ANN401 (click's)
    """En mapp som Hugo, Jekyll, Eleventy och Obsidian kan läsa."""
    _run("markdown", **given)


@export.command()
@_options(_FILE, "FIL")
def wordpress(**given: Any) -> None:  # noqa: ANN401 (click's)
    """En fil som WordPress kan ta in (WXR)."""
    _run("wordpress", **given)


@export.command()
@_options(_FILE, "FIL")
def ghost(**given: Any) -> None:  # noqa: ANN401 (click's)
    """En fil som Ghost kan ta in (JSON)."""
    _run("ghost", **given)


@export.command()
@click.option("--title", default="", metavar="NAMN", help="Vad boken heter.")
@_options(_FILE, "FIL")
def epub(**given: Any) -> None:  # noqa: ANN401 (click's)
    """En bok (EPUB) av ett år eller ett urval, med bilder, noter och innehåll."""
    _run("epub", **given)


def _run(  # noqa: PLR0913 (one for each option of a command line)
    format_: ExportFormat,
    *,
    texts: tuple[Path, ...],
    output: Path,
    years: tuple[int, ...],
    tags: tuple[str, ...],
    drafts: bool,
    config: str,
    quiet: bool,
    verbose: bool,
    title: str = "",
) -> None:
    from publisher.exporters.selection import Selection, below
    from publisher.exporters.story import ExportOptions, run

    options = options_of(config, None, quiet=quiet)
    report = run(
        ExportOptions(
            build=options,
            format=format_,
            output=output,
            selection=Selection(years=years, tags=tags, paths=below(options.root, texts)),
            drafts=drafts,
            title=title,
        )
    )
    if not quiet:
        _tell(report, verbose=verbose)


def _tell(report: ExportReport, *, verbose: bool) -> None:
    files = f" i {plural(report.files, 'fil', 'filer')}" if report.files > 1 else ""
    say(f"{plural(report.texts, 'text', 'texter')}{files}: {report.output}")
    if report.left:
        say("Det här kom inte med, eller blev något annat:")
    for told, paths in report.left:
        say(f"  {told} ({len(paths)})")
        shown = paths if verbose else paths[:_SHOWN]
        for path in shown:
            say(f"    {path}")
        if len(paths) > len(shown):
            say(f"    … och {len(paths) - len(shown)} till (visas med -v)")
    for number, step in enumerate(report.steps, start=1):
        say(f"{number}. {step}")


__all__ = ["export"]
