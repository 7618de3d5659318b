"""What goes out and comes in again is what it was, as far as the format has a place for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sample.moving import MOVING_NOW, moving

from publisher.build import BuildOptions
from publisher.build.reading import readable
from publisher.exporters.story import ExportFormat, ExportOptions
from publisher.exporters.story import run as exported
from publisher.importers.ghost import GhostExport
from publisher.importers.judge import facts_of
from publisher.importers.markdown import MarkdownFolder
from publisher.importers.records import Source
from publisher.importers.story import ImportOptions, ImportReport
from publisher.importers.story import run as imported
from publisher.importers.wordpress import WordPress
from publisher.media import images
from publisher.model import Piece
from publisher.problems import Problem

NEW = {"content/artiklar/2025/forsta.md": None}
SITE = "https://kinamedia.example"


@pytest.fixture(scope="module")
def leaving(sample: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return moving(sample(tmp_path_factory.mktemp("ut") / "kinamedia"))


@dataclass(frozen=True)
class Moved:
    """A piece as readers and their programs have it."""

    title: str
    description: str
    date: str
    url: str
    authors: tuple[str, ...]
    categories: frozenset[str]
    tags: frozenset[str]
    guid: str
    pinned: bool
    alt: str
    caption: str
    closed: bool
    aliases: frozenset[str]
    words: tuple[str, ...]
    links: tuple[str, ...]
    headings: tuple[Any, ...]
    items: tuple[Any, ...]
    cells: tuple[str, ...]
    notes: int
    images: int


def pieces(root: Path, *, drafts: bool = False) -> dict[str, Moved]:
    """All articles of a publication, by address."""
    options = BuildOptions(root=root, now=MOVING_NOW, jobs=1)
    with readable(options, drafts=drafts) as texts:
        site = texts.context.site
        return {
            each.url: moved(each, texts.context.texts.rendered(each).html) for each in site.articles
        }


def moved(piece: Piece, html: str) -> Moved:
    facts = facts_of(html)
    return Moved(
        title=piece.title,
        description=piece.description,
        date=piece.date.isoformat(),
        url=piece.url,
        authors=piece.authors,
        categories=frozenset(piece.categories),
        tags=frozenset(piece.tags),
        guid=piece.guid,
        pinned=piece.pinned,
        alt=piece.image.alt if piece.image else "",
        caption=piece.image.caption if piece.image else "",
        closed=piece.closed,
        aliases=frozenset(piece.aliases),
        words=tuple(facts.words),
        # A text that is a draft there is linked to where it was.
        links=tuple(link.removeprefix(SITE) for link in facts.links if "/media/" not in link),
        headings=tuple(facts.headings),
        items=tuple(facts.items),
        cells=tuple(facts.cells),
        notes=facts.notes,
        images=len(facts.images),
    )


def put(root: Path) -> Callable[[str, Path], str]:
    """A fetch that takes files from where they lie in the publication that was left."""
    lying = {
        f"{SITE}/media/{file.relative_to(root / 'content').as_posix()}": file
        for file in (root / "content").rglob("*")
        if file.is_file()
    }

    def fetch(url: str, target: Path) -> str:
        if url not in lying:
            return "den finns inte"
        target.write_bytes(lying[url].read_bytes())
        return ""

    return fetch


def there_and_back(
    leaving: Path, root: Path, format_: ExportFormat, *, drafts: bool = False
) -> ImportReport:
    """Export all of it, and import that into a new publication at `root`."""
    output = root.parent / f"ut-{format_}"
    exported(
        ExportOptions(
            build=BuildOptions(root=leaving, now=MOVING_NOW, jobs=1),
            format=format_,
            output=output,
            drafts=drafts,
        )
    )
    sources: dict[str, Callable[[], Source]] = {
        "wordpress": lambda: WordPress((output,)),
        "ghost": lambda: GhostExport(output, SITE),
        "markdown": lambda: MarkdownFolder(output, SITE),
    }
    options = ImportOptions(
        root=root,
        file="mkdocs.yml",
        now=MOVING_NOW,
        fetch=put(leaving),
        media=output if output.is_dir() else None,
    )
    report = imported(sources[format_](), options)
    assert [each.text.differences for each in report.outcomes if each.text.differences] == []
    assert [each.text.faults for each in report.outcomes if each.text.faults] == []
    return report


NOT_CARRIED: dict[str, frozenset[str]] = {
    "wordpress": frozenset(("closed", "aliases")),
    # Ghost knows tags and no categories, and gives every post an id of its own.
    "ghost": frozenset(("guid", "categories", "tags", "aliases")),
    "markdown": frozenset(),
}


@pytest.mark.parametrize("format_", ["wordpress", "ghost", "markdown"])
def test_texts_that_go_out_and_come_in_are_what_they_were(
    leaving: Path, publication: Callable[..., Path], format_: ExportFormat
) -> None:
    before = pieces(leaving)
    root = publication(NEW)
    there_and_back(leaving, root, format_)
    after = pieces(root, drafts=True)
    assert set(before) <= set(after)
    for url, old in before.items():
        new = after[url]
        for name in old.__dataclass_fields__.keys() - NOT_CARRIED[format_]:
            assert getattr(new, name) == getattr(old, name), (url, name)
    for url, old in before.items():
        if format_ == "ghost":
            names = old.tags | old.categories
            assert {n.casefold() for n in after[url].tags} == {n.casefold() for n in names}
            assert after[url].closed == old.closed


def test_an_address_that_wordpress_can_keep_comes_back(
    leaving: Path, publication: Callable[..., Path]
) -> None:
    root = publication(NEW)
    there_and_back(leaving, root, "wordpress")
    assert "/2026/gamla-rals/" in pieces(root)["/2026/rals/"].aliases


@pytest.mark.parametrize("format_", ["wordpress", "ghost"])
def test_drafts_come_only_when_asked_for_and_as_drafts(
    leaving: Path, publication: Callable[..., Path], format_: ExportFormat
) -> None:
    root = publication(NEW)
    report = there_and_back(leaving, root, format_, drafts=True)
    states = {each.text.title: each.text.text for each in report.outcomes}
    assert "draft: true" in states["Hemligt utkast"]
    assert "draft: true" not in states["Kommer sedan"]
    assert "date: 2027-01-01" in states["Kommer sedan"]


def test_pictures_are_pictures_when_they_have_come_back(
    leaving: Path, publication: Callable[..., Path]
) -> None:
    root = publication(NEW)
    there_and_back(leaving, root, "wordpress")
    found = [file for file in (root / "content/bilder").rglob("*") if file.suffix == ".png"]
    assert len(found) > 4
    for file in found:
        measured = images.measure(root, file.relative_to(root).as_posix(), "/x")
        assert not isinstance(measured, Problem)


def episodes(root: Path) -> dict[str, tuple[object, ...]]:
    """All episodes of a publication, by address, as listeners and their apps have them."""
    with readable(BuildOptions(root=root, now=MOVING_NOW, jobs=1)) as texts:
        return {
            each.url: (
                each.title,
                each.description,
                each.date,
                each.guid,
                each.number,
                each.season,
                each.kind,
                each.people,
                each.links,
                [(mark.start, mark.title, mark.url) for mark in each.chapters],
                bool(each.transcript),
                each.recording and (each.recording.bytes, each.recording.seconds),
                tuple(facts_of(texts.context.texts.rendered(each).html).words),
            )
            for each in texts.context.site.episodes
        }


def test_episodes_that_go_out_as_markdown_come_in_as_they_were(
    leaving: Path, publication: Callable[..., Path]
) -> None:
    show = {f"feeds/{name.name}": name.read_bytes() for name in leaving.glob("feeds/nya-kalla-*")}
    root = publication(NEW | show)
    there_and_back(leaving, root, "markdown")
    before = episodes(leaving)
    assert len(before) > 1
    assert episodes(root) == before
