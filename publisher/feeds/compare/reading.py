"""Bytes → a feed as apps understand it, tolerant of what real feeds have.

Real feeds begin with an empty line or a byte order mark, say UTF-8 and are Latin-1, name entities
that XML lacks. Apps read them all the same, so a move must be able to start from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from lxml import etree

_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_PODCAST = (
    "{https://podcastindex.org/namespace/1.0}",
    "{https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md}",
)
"""The namespace's address, and the one it had at first."""
_ATOM = "{http://www.w3.org/2005/Atom}"
_BOM = b"\xef\xbb\xbf"
_LONGEST_NUMBER = 15
_HEAD = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideEpisode:
    """An item of somebody's feed. Empty or None: not told, or told so that nobody understands it.

    `guid` is what apps know it by: the enclosure's address where the item has no GUID (Apple,
    article 823), and its link where it has no sound either.
    """

    guid: str
    title: str = ""
    date: datetime | None = None
    url: str = ""
    bytes: int | None = None
    mime: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideFeed:
    """Somebody's podcast feed. `address` is where it says that it is to be polled (atom:link)."""

    episodes: tuple[OutsideEpisode, ...]
    title: str = ""
    address: str = ""
    new_feed_url: str = ""
    podcast_guid: str = ""
    next_page: str = ""
    """Where older episodes are, as the feed says (RFC 5005); empty: it says nothing."""
    wordpress: bool = False
    """Whether WordPress has made it, which has more pages than it tells of."""
    problems: tuple[Problem, ...] = ()


def read(data: bytes, name: str, charset: str = "") -> OutsideFeed:
    """The feed in `data`. `name` is what Problems call it, `charset` what the server said of it.

    Raises PublisherError when no app could find an RSS feed there.
    """
    root, problems = _parsed(data, name, charset)
    if root is None or (channel := _channel(root)) is None:
        raise PublisherError(_no_feed(root, data, name))
    episodes: list[OutsideEpisode] = []
    for item in _items(root):
        episode = _episode(item)
        if episode.guid:
            episodes.append(episode)
        else:
            problems.append(_nameless(episode, item, name))
    problems += _repeated(episodes, name)
    return OutsideFeed(
        episodes=tuple(episodes),
        title=_text(channel, "title"),
        address=_link(channel, "self"),
        new_feed_url=_text(channel, _ITUNES + "new-feed-url"),
        podcast_guid=_text(channel, *(space + "guid" for space in _PODCAST)),
        next_page=_link(channel, "next") or _link(channel, "prev-archive"),
        wordpress="wordpress" in _text(channel, "generator").lower(),
        problems=tuple(dict.fromkeys(problems)),
    )


def _channel(root: etree._Element) -> etree._Element | None:
    """The channel of any RSS, its elements without the namespace that some versions have them in.

    RSS 1.0 is RDF, 2.0 was in a namespace for a while, and both are still written.
    """
    if _name(root) not in {"rss", "rdf"}:
        return None
    channel = next((each for each in root.iter() if _name(each) == "channel"), None)
    if channel is not None and (space := str(channel.tag).rpartition("}")[0]):
        for each in root.iter():
            if isinstance(each.tag, str) and each.tag.startswith(space + "}"):
                each.tag = each.tag.removeprefix(space + "}")
    return channel


def _items(root: etree._Element) -> Iterator[etree._Element]:
    """Wherever they stand: in the channel, beside it (RSS 1.0), or in a list of their own."""
    for item in root.iter("item"):
        if not any(above.tag == "item" for above in item.iterancestors()):
            yield item


def _parsed(data: bytes, name: str, charset: str) -> tuple[etree._Element | None, list[Problem]]:
    """As it says it is; else in the encoding it must be; else whatever can be saved of it."""
    from lxml import etree

    data = data.strip()
    while data.startswith(_BOM):
        data = data.removeprefix(_BOM).lstrip()
    fault = ""
    for encoding in (None, charset, "windows-1252"):
        if encoding == "":
            continue
        try:
            return etree.fromstring(data, _parser(encoding)), []
        except (etree.XMLSyntaxError, LookupError, ValueError) as error:
            fault = fault or str(error)
    try:
        root = etree.fromstring(data, _parser(None, recover=True))
    except (etree.XMLSyntaxError, ValueError):
        root = None
    text = f"flödet är inte giltig XML ({fault})"
    hint = "Poddappar kan visa färre avsnitt än här. Rätta det där flödet görs."
    return root, [Problem(path=name, text=text, hint=hint, fatal=False)]


def _parser(encoding: str | None, *, recover: bool = False) -> etree.XMLParser:
    """One that neither fetches anything nor swells."""
    from lxml import etree

    return etree.XMLParser(
        encoding=encoding,
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _no_feed(root: etree._Element | None, data: bytes, name: str) -> Problem:
    kind = "" if root is None else _name(root)
    if kind == "html" or b"<html" in data[:_HEAD].lower():
        text = "är en webbsida och inget flöde"
        hint = "Leta efter länken RSS på sidan, eller i poddvärdens inställningar."
    elif kind == "feed":
        text = "är ett Atom-flöde; poddappar läser RSS"
        hint = "Ta RSS-flödets adress i stället."
    else:
        text, hint = "är inget RSS-flöde", "Ge flödets adress, eller en fil som det är sparat i."
    return Problem(path=name, text=text, hint=hint)


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _episode(item: etree._Element) -> OutsideEpisode:
    sound = item.find("enclosure")
    url = "" if sound is None else sound.get("url", "").strip()
    return OutsideEpisode(
        guid=_text(item, "guid") or url or _text(item, "link"),
        title=_text(item, "title", _ITUNES + "title"),
        date=_date(_text(item, "pubDate")),
        url=url,
        bytes=None if sound is None else _number(sound.get("length", "")),
        mime="" if sound is None else sound.get("type", "").strip(),
    )


def _text(parent: etree._Element, *names: str) -> str:
    """The text of the first of these elements that has any, on one line."""
    for name in names:
        for element in parent.iterfind(name):
            if text := " ".join("".join(element.itertext()).split()):
                return text
    return ""


def _link(channel: etree._Element, rel: str) -> str:
    links = (link for link in channel.iterfind(_ATOM + "link") if link.get("rel") == rel)
    return next((link.get("href", "").strip() for link in links), "")


def _date(text: str) -> datetime | None:
    """RFC 822, as RSS has it, or ISO 8601, as some have it; without a zone it is UTC."""
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            found = parse(text)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _number(text: str) -> int | None:
    """A size in bytes. Zero is what feeds say that do not know."""
    digits = text.strip()
    known = digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER
    return (int(digits) or None) if known else None


def _nameless(episode: OutsideEpisode, item: etree._Element, name: str) -> Problem:
    text = f"”{episode.title or 'ett avsnitt'}” har varken guid, ljud eller länk"
    hint = "Det går inte att känna igen och jämförs inte."
    return Problem(path=name, line=item.sourceline, text=text, hint=hint, fatal=False)


def _repeated(episodes: list[OutsideEpisode], name: str) -> Iterator[Problem]:
    seen: dict[str, OutsideEpisode] = {}
    for episode in episodes:
        first = seen.setdefault(episode.guid, episode)
        if first is not episode:
            text = f"”{first.title}” och ”{episode.title}” har samma guid ”{episode.guid}”"
            hint = "Poddappar visar bara det ena."
            yield Problem(path=name, text=text, hint=hint, fatal=False)
