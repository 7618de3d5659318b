"""One table of formats that everybody asks: a format more is known everywhere, and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest
from sample.feeds import ARTICLE, FEED, context, made

from publisher.build.quality import judged
from publisher.config.standards.media_types import PAGE, caching, content_type
from publisher.deploy.target import in_phases
from publisher.deploy.verify.discovery import discover
from publisher.engine.recipes import BuildContext
from publisher.feeds import gate, groups
from publisher.feeds.channel import Channel, FeedItem
from publisher.feeds.formats import WRITERS
from publisher.feeds.gate.dispatch import JUDGES
from publisher.feeds.gate.document import Sources
from publisher.feeds.gate.files import Sizes
from publisher.ledger.feeds import PromisedFeed, feed_promises, feed_records
from publisher.ledger.values import Ledger
from publisher.model.feed_formats import FORMATS, USUAL, USUAL_OF_LISTS, FeedFormat, FeedFormatId
from publisher.problems import Problem
from publisher.system.web import Answer

ROOT = Path(__file__).parents[2]
LINES = FeedFormat(
    id="rader",  # type: ignore[arg-type]
    name="Rader",
    mime="text/x-rader",
    served={".rader": "text/plain; charset=utf-8"},
    answers=("text/plain",),
)


def written(channel: Channel, items: tuple[FeedItem, ...]) -> bytes:
    return "\n".join((channel.title, *(item.title for item in items))).encode()


def read(data: bytes, address: str, _: Sources, __: Sizes | None) -> Iterator[Problem]:
    if b"Laos" in data:
        yield Problem(path=address, text="raderna är för långa", fatal=False)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> BuildContext:
    """A build with a feed in a format that somebody has just added, site-wide and of tags."""
    monkeypatch.setitem(FORMATS, LINES.id, LINES)
    monkeypatch.setitem(WRITERS, LINES.id, written)
    monkeypatch.setitem(JUDGES, LINES.id, read)
    both = ("rss", LINES.id)
    feed = replace(FEED, formats=both, each=("tag",), each_formats=both)
    found = context(replace(ARTICLE, tags=("Laos",)), feeds=(feed,), shows=())
    return replace(found, site=replace(found.site, redirects=(("/gammal.rader", "/feed.rader"),)))


def test_a_new_format_is_written_for_the_site_for_lists_and_at_old_addresses(
    lines: BuildContext,
) -> None:
    feeds = made(lines)
    assert {path for path in feeds if path.endswith(".rader")} == {
        "site/feed.rader",
        "site/gammal.rader",
        "site/taggar/laos/feed.rader",
    }
    assert feeds["site/feed.rader"].decode() == "Kinamedia\nRäls till Laos"
    assert feeds["site/gammal.rader"] == feeds["site/feed.rader"]
    [_, file] = lines.config.feeds[0].files
    assert (file.name, file.mime, file.url) == ("Rader", "text/x-rader", "/feed.rader")


def test_a_new_format_is_judged_by_its_own_rules(lines: BuildContext) -> None:
    recipes = chain.from_iterable(group.recipes for group in groups(lines))
    told = chain.from_iterable(judged(recipe, lines) for recipe in recipes)
    own = [each.path for each in told if each.text == "raderna är för långa"]
    assert sorted(own) == ["/feed.rader", "/feed.rader", "/taggar/laos/feed.rader"]
    assert [*gate.verify("site/feed.rader", b"Kinamedia", lines)] == []


@pytest.mark.usefixtures("lines")
def test_a_new_format_is_served_put_and_asked_for_as_a_feed() -> None:
    assert content_type("taggar/laos/feed.rader") == "text/plain; charset=utf-8"
    assert caching("feed.rader") == PAGE
    paths = ("feed.rader", "2025/rals/index.html", "assets/x.css", "index.html")
    assert in_phases(paths, paths)[-1] == ["feed.rader"]
    link = b'<link rel="alternate" type="text/x-rader" href="/feed.rader">'

    def ask(url: str, **_: object) -> Answer:
        return Answer(status=200, data=link if url.endswith("example/") else b"")

    [expected] = discover("https://kinamedia.example/", ask).feeds
    assert expected.url == "https://kinamedia.example/feed.rader"
    assert expected.types == ("text/x-rader", "text/plain")


@pytest.mark.usefixtures("lines")
def test_a_new_format_is_promised_by_its_name() -> None:
    feed = PromisedFeed(id="feed:a", source="feeds/a.yml", url="/feed.xml")
    promised = replace(feed, also=("/feed.xml", "/feed.rader", "/feed.finns-inte-langre"))
    records = feed_records([promised], ARTICLE.date)
    book = Ledger(records={each.id: each for each in records})
    [problem] = feed_promises(book, (replace(feed, also=("/feed.xml",)),))
    assert "/feed.rader" in problem.text
    assert problem.hint.startswith("Skriv formats: [rss, rader] i filen.")


def test_every_format_has_all_that_a_format_needs() -> None:
    assert tuple(FORMATS) == get_args(FeedFormatId)
    assert all(id_ == each.id for id_, each in FORMATS.items())
    assert FORMATS.keys() == WRITERS.keys() == JUDGES.keys()
    assert FORMATS.keys() >= {*USUAL, *USUAL_OF_LISTS}
    endings = [ending for each in FORMATS.values() for ending in each.served]
    assert len(endings) == len({*endings})
    types = [mime for each in FORMATS.values() for mime in (each.mime, *each.linked)]
    assert len(types) == len({*types})


NAMED = re.compile(r"rss\+xml|atom\+xml|feed\+json|\.(rss|atom)\b|^(rss|atom)$")
"""What is said of feeds only; `.xml` and `.json` are other files' endings too."""
ELSEWHERE = {
    "content/render/attached.py": "whether a file that authors lay beside a text is XML",
    "feeds/atom.py": "its own format",
    "feeds/compare/reading.py": "other people's podcasts, whose first element is rss or rdf",
    "feeds/formats.py": "who writes each",
    "feeds/gate/dispatch.py": "who judges each",
    "feeds/gate/document.py": "atom is the prefix of a namespace",
    "feeds/gate/finding.py": "atom is the prefix of a namespace",
    "feeds/rss.py": "atom is the prefix of a namespace",
    "importers/feed/channel.py": "atom is the prefix of a namespace, in other people's feeds",
    "importers/feed/rss.py": "other people's feeds, whose first element is rss or rdf",
    "importers/old_lists.py": "where other programs put their feeds",
    "model/feed_formats.py": "the table",
}


def _words(path: Path) -> Iterator[str]:
    """Every text in a module's code, without its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in prose and isinstance(node.value, str):
            yield node.value


def test_no_other_module_and_no_template_knows_a_format_by_heart() -> None:
    house = ROOT / "publisher"
    knowing = {
        path.relative_to(house).as_posix()
        for path in house.rglob("*.py")
        if any(NAMED.search(word) for word in _words(path))
    }
    assert knowing == ELSEWHERE.keys()
    pages = [*(ROOT / "theme").rglob("*.html"), *(ROOT / "theme").rglob("*.jinja")]
    assert pages
    assert not [path for path in pages if NAMED.search(path.read_text("utf-8"))]
