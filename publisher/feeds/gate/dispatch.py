"""Where every finished feed goes in, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.engine.recipes import Work
from publisher.feeds.gate import apple, atom, document, files, jsonfeed, namespace, rss
from publisher.feeds.gate.document import Sources, Unreadable
from publisher.feeds.gate.files import Sizes
from publisher.feeds.gate.finding import SPACES, Feed
from publisher.problems import Problem

_ATOM = f"{{{SPACES['atom']}}}feed"


def _own(address: str, work: Work) -> str:
    """Where the feed belongs; at an address that it once had lies a copy of it."""
    return work.led.get(address, address)


def verify(path: str, data: bytes, work: Work, sizes: Sizes | None = None) -> Iterator[Problem]:
    """Everything wrong with the feed that lies at `path` under `build/`.

    Faults are what makes some reader lose an item or refuse the feed, advice is all else. With
    `sizes`, what the feed points at on our own host is compared with the files of the build.
    """
    address, sources = _own(path.removeprefix("site"), work), Sources(work)
    if path.endswith(".json"):
        yield from jsonfeed.check(data, address, sources)
        return
    root = document.parse(data)
    if isinstance(root, Unreadable):
        feed: Feed | Unreadable = root
    else:
        feed = (document.atom if root.tag == _ATOM else document.rss)(root, address, sources)
    if isinstance(feed, Unreadable):
        source = sources.of_feed(address)
        for each in feed.findings:
            yield Problem(path=source, text=each.text, hint=each.hint)
        return
    yield from (atom if feed.channel.element.tag == _ATOM else rss).check(feed)
    if feed.show:
        yield from apple.check(feed)
        yield from namespace.check(feed)
        yield from files.check(feed, sizes)
