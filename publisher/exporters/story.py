"""The story of an export: read, choose, write beside, put in place, and tell what did not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from publisher.build import BuildOptions
from publisher.build.reading import ReadableTexts, readable
from publisher.exporters import ghost, markdown, wordpress
from publisher.exporters.files import new_file, new_folder, require_apart
from publisher.exporters.report import ExportReport, LeftBehind
from publisher.exporters.selection import Selection, selected
from publisher.model import Entry

ExportFormat = Literal["markdown", "wordpress", "ghost", "epub"]
_Writer = Callable[[ReadableTexts, tuple[Entry, ...], Path, LeftBehind], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What is asked for. `title` is a book's, empty: made of what was chosen."""

    build: BuildOptions
    format: ExportFormat
    output: Path
    selection: Selection = field(default_factory=Selection)
    drafts: bool = False
    title: str = ""


def run(options: ExportOptions) -> ExportReport:
    """Export. Raises PublisherError for faults in the texts, and for what the disk refuses.

    Then nothing is left of it.
    """
    require_apart(options.output, options.build.root)
    left = LeftBehind()
    with readable(options.build, drafts=options.drafts) as texts:
        entries = selected(texts.context.site, options.selection)
        if options.format == "markdown":
            with new_folder(options.output) as folder:
                files = markdown.written(texts, entries, folder, left)
            return _report(options, len(entries), files, left)
        with new_file(options.output) as file:
            count = _writer(options)(texts, entries, file, left)
    return _report(options, count, 1, left)


def _writer(options: ExportOptions) -> _Writer:
    if options.format == "wordpress":
        return wordpress.written
    if options.format == "ghost":
        return ghost.written

    def book(texts: ReadableTexts, entries: tuple[Entry, ...], file: Path, left: LeftBehind) -> int:
        from publisher.exporters.epub.book import Book

        title = options.title or _title(texts.context.config.site_name, options.selection)
        return Book(texts, entries, title, left).written(file)

    return book


def _title(name: str, selection: Selection) -> str:
    """What a book is called that nobody has given a name: `Kinamedia 2025`, `Kinamedia: handel`."""
    years = "–".join(
        str(year)
        for year in dict.fromkeys(sorted(selection.years)[:: max(1, len(selection.years) - 1)])
    )
    tags = ", ".join(selection.tags)
    return f"{name} {years}".strip() + (f": {tags}" if tags else "")


def _report(options: ExportOptions, texts: int, files: int, left: LeftBehind) -> ExportReport:
    steps = {
        "wordpress": wordpress.STEPS,
        "ghost": ghost.STEPS,
    }.get(options.format, ())
    return ExportReport(
        output=options.output, texts=texts, files=files, left=left.rows(), steps=steps
    )
