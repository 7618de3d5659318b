"""Where every finished feed goes in, and who judges which format."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from publisher.engine.recipes import BuildContext
from publisher.feeds.gate import apple, atom, document, files, jsonfeed, namespace, rss
from publisher.feeds.gate.document import Sources, UnreadableFeed
from publisher.feeds.gate.files import Sizes
from publisher.feeds.gate.finding import Feed
from publisher.model.addresses import SITE, address_of
from publisher.model.feed_formats import RSS, FeedFormatId, format_at
from publisher.problems import Problem

Judge = Callable[[bytes, str, Sources, Sizes | None], Iterator[Problem]]
"""Asked of a feed's bytes, the address where it belongs, whose texts it holds, and built files."""


def verify(
    path: str, data: bytes, context: BuildContext, sizes: Sizes | None = None
) -> Iterator[Problem]:
    """Everything wrong with the feed that lies at `path` under `build/`.

    Faults are what makes some reader lose an item or refuse the feed, advice is all else. With
    `sizes`, what the feed points at on our own host is compared with the files of the build.
    """
    address = _own(address_of(path.removeprefix(f"{SITE}/")), context)
    format_ = format_at(address) or RSS
    yield from JUDGES[format_.id](data, address, Sources(context), sizes)


def _own(address: str, context: BuildContext) -> str:
    """Where the feed belongs; at an address that it once had lies a copy of it."""
    return context.led.get(address, address)


def _rss(data: bytes, address: str, sources: Sources, sizes: Sizes | None) -> Iterator[Problem]:
    feed = _read(data, address, sources, document.rss)
    if isinstance(feed, UnreadableFeed):
        yield from _refused(feed, address, sources)
        return
    yield from rss.check(feed)
    if feed.show:
        yield from apple.check(feed)
        yield from namespace.check(feed)
        yield from files.check(feed, sizes)


def _atom(data: bytes, address: str, sources: Sources, _: Sizes | None) -> Iterator[Problem]:
    feed = _read(data, address, sources, document.atom)
    if isinstance(feed, UnreadableFeed):
        yield from _refused(feed, address, sources)
    else:
        yield from atom.check(feed)


def _json(data: bytes, address: str, sources: Sources, _: Sizes | None) -> Iterator[Problem]:
    yield from jsonfeed.check(data, address, sources)


JUDGES: dict[FeedFormatId, Judge] = {"rss": _rss, "atom": _atom, "json": _json}


def _read(
    data: bytes,
    address: str,
    sources: Sources,
    reader: Callable[[etree._Element, str, Sources], Feed | UnreadableFeed],
) -> Feed | UnreadableFeed:
    root = document.parse(data)
    return root if isinstance(root, UnreadableFeed) else reader(root, address, sources)


def _refused(feed: UnreadableFeed, address: str, sources: Sources) -> Iterator[Problem]:
    source = sources.of_feed(address)
    for each in feed.findings:
        yield Problem(path=source, text=each.text, hint=each.hint)
