"""Bytes → a parsed document, or why no reader would take it."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from publisher.engine.recipes import BuildContext
from publisher.feeds.gate.finding import SPACES, Feed, FeedPart, GateFinding
from publisher.feeds.gate.values import FORBIDDEN
from publisher.model import Entry

_OURS = "Felet ligger i programmet, inte i texterna: berätta för den som sköter det."
_ENOUGH = 60


@dataclass(frozen=True, slots=True)
class UnreadableFeed:
    """A document that is no feed, and why."""

    findings: tuple[GateFinding, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Which file a feed and its items are made from."""

    context: BuildContext
    _by_guid: dict[str, Entry] = field(default_factory=dict)

    def of_feed(self, address: str) -> str:
        """The file in `feeds/` that asks for the feed at this address; else the settings' file."""
        config = self.context.config
        for show in config.shows:
            if show.feed_url == address:
                return show.source
        name = address.rpartition("/")[2].rpartition(".")[0]
        for feed in config.feeds:
            if any(file.url == address for file in feed.files):
                return feed.source
        lists = (feed for feed in config.feeds if feed.address.endswith(f"/{name}.xml"))
        return next((feed.source for feed in lists), config.file)

    def of_item(self, guid: str) -> Entry | None:
        """The entry whose GUID this is; Atom's ids have it last: `tag:tidning.se,2026:guid`."""
        if guid.startswith("tag:"):
            guid = unquote(guid.split(":", 2)[-1])
        own = self.context.by_id.get(guid)  # as of nearly all
        if own is not None and own.guid == guid:
            return own
        if not self._by_guid:
            self._by_guid.update({entry.guid: entry for entry in self.context.site.entries})
        return self._by_guid.get(guid)


def text_fault(data: bytes) -> tuple[GateFinding, ...]:
    """Why the bytes are not a text that programs can hand on."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return (GateFinding(f"flödet är inte UTF-8 (rad {line})", _OURS),)
    if (found := FORBIDDEN.search(text)) is not None:
        at = found.start()
        near = " ".join(text[max(at - _ENOUGH, 0) : at].split())[-30:]
        text = f"flödet innehåller ett osynligt tecken (U+{ord(found[0]):04X}) efter ”{near}”"
        return (GateFinding(text, "Leta upp stället i texten och skriv om raden för hand."),)
    return ()


def parse(data: bytes) -> etree._Element | UnreadableFeed:
    """The root element, by rules as strict as xmllint's."""
    if findings := text_fault(data):
        return UnreadableFeed(findings)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return UnreadableFeed((GateFinding(f"flödet är inte giltig XML: {error}", _OURS),))
    about = root.getroottree().docinfo
    if about.doctype:
        return UnreadableFeed(
            (GateFinding("flödet har en DOCTYPE, som många läsare vägrar", _OURS),)
        )
    if (about.encoding or "UTF-8").upper() != "UTF-8":
        text = f"flödet säger sig vara {about.encoding}, inte UTF-8"
        return UnreadableFeed((GateFinding(text, _OURS),))
    return root


def rss(root: etree._Element, address: str, sources: Sources) -> Feed | UnreadableFeed:
    """The document as channel and items."""
    channels = root.findall("channel")
    if root.get("version") != "2.0" or len(channels) != 1:
        text = "flödet är inte RSS 2.0 med en enda kanal"
        return UnreadableFeed((GateFinding(text, _OURS),))
    return _feed(channels[0], channels[0].findall("item"), "guid", address, sources)


def atom(root: etree._Element, address: str, sources: Sources) -> Feed | UnreadableFeed:
    """The same of an Atom feed."""
    if root.tag != f"{{{SPACES['atom']}}}feed":
        return UnreadableFeed((GateFinding("flödet är inte Atom 1.0", _OURS),))
    return _feed(root, root.findall("atom:entry", SPACES), "atom:id", address, sources)


def _feed(
    channel: etree._Element,
    items: list[etree._Element],
    name: str,
    address: str,
    sources: Sources,
) -> Feed:
    source = sources.of_feed(address)
    shows = sources.context.config.shows
    parts = []
    for item in items:
        entry = sources.of_item((item.findtext(name, "", SPACES) or "").strip())
        parts.append(FeedPart(element=item, source=entry.source if entry else source, entry=entry))
    return Feed(
        address=address,
        channel=FeedPart(element=channel, source=source),
        items=tuple(parts),
        context=sources.context,
        show=next((show for show in shows if show.feed_url == address), None),
    )
