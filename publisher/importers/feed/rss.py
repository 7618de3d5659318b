"""An `<item>` of RSS: an article, or an episode with its sound.

Sources: https://www.rssboard.org/rss-specification, https://help.apple.com/itc/podcasts_connect/
(itunes), https://podcasting2.org/docs/podcast-namespace (podcast),
https://podlove.org/simple-chapters/ (psc).
"""

from __future__ import annotations

import re

from lxml import etree

from publisher.config.standards.podcasting import known_role
from publisher.content.markup.notes import Notes
from publisher.content.markup.tree import parsed, words_of
from publisher.importers.feed.said import length, moment, person, size, told
from publisher.importers.records import SourceRecord, SourceSound, SourceTerm
from publisher.importers.safe_xml import local, space
from publisher.importers.wordpress.autop import with_paragraphs

_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_KINDS = {"full": "", "trailer": "trailer", "bonus": "bonus"}
_YES = frozenset(("yes", "true", "explicit"))
_SOUND = re.compile(r"\.(?:mp3|m4a|ogg|oga|opus|wav|flac)$", re.IGNORECASE)


def article(item: etree._Element) -> SourceRecord:
    """An item as a text; what `episode` adds to it comes from the same elements."""
    record = SourceRecord(id="", kind="article")
    said: dict[str, str] = {}
    tags: list[str] = []
    for child in item:
        name, within, text = local(child), prefix_of(child), (child.text or "").strip()
        if name == "category" and not within and text:
            tags.append(text)
        elif name == "enclosure":
            _enclosed(record, child)
        elif (within, name) in _READ:
            said.setdefault(_READ[within, name], text)
        elif isinstance(child.tag, str):
            _kept(record, f"{within}:{name}" if within else name, told(child))
    record.title = " ".join((said.get("title") or said.get("itunes title", "")).split())
    record.link, record.guid = said.get("link", ""), said.get("guid", "")
    record.date = moment(said.get("date", ""))
    record.tags = tuple(SourceTerm(slug=tag, name=tag) for tag in dict.fromkeys(tags))
    if author := said.get("creator") or said.get("author"):
        record.authors = (person(author),)
    _texts(record, said)
    return record


_READ = {
    ("", "title"): "title",
    ("itunes", "title"): "itunes title",
    ("", "link"): "link",
    ("", "guid"): "guid",
    ("", "pubDate"): "date",
    ("dc", "date"): "date",
    ("dc", "creator"): "creator",
    ("", "author"): "author",
    ("content", "encoded"): "encoded",
    ("", "description"): "description",
    ("itunes", "summary"): "summary",
    ("itunes", "subtitle"): "subtitle",
}


def prefix_of(element: etree._Element) -> str:
    """The usual prefix of an element's name space; that of one nobody knows, whole."""
    within = space(element).lstrip("{")
    for sign, name in _SPACES.items():
        if sign in within:
            return name
    return within


_SPACES = {
    "purl.org/rss/1.0/modules/content": "content",
    "purl.org/rss/1.0/modules/slash": "slash",
    "purl.org/rss/1.0": "",
    "purl.org/dc/": "dc",
    "itunes.com/dtds": "itunes",
    "podcastindex.org/namespace": "podcast",
    "podcast-namespace": "podcast",
    "podlove.org/simple-chapters": "psc",
    "w3.org/2005/atom": "atom",
    "search.yahoo.com/mrss": "media",
}


def _kept(record: SourceRecord, name: str, value: object) -> None:
    """For the side file; a name that comes more than once has a list."""
    if name not in record.extra:
        record.extra[name] = value
        return
    before = record.extra[name]
    record.extra[name] = [*before, value] if isinstance(before, list) else [before, value]


def _enclosed(record: SourceRecord, enclosure: etree._Element) -> None:
    """The first sound is the episode's; other enclosures are told of in the side file."""
    url, kind = (enclosure.get("url") or "").strip(), (enclosure.get("type") or "").strip().lower()
    sounds = kind.startswith("audio") or bool(_SOUND.search(url.partition("?")[0]))
    if sounds and not record.audio and url:
        record.audio = url
        record.sound = SourceSound(url=url, mime=kind, bytes=size(enclosure.get("length") or ""))
    elif kind.startswith("image") and not record.image:
        record.image = url
    else:
        _kept(record, "enclosure", dict(enclosure.attrib))


def _texts(record: SourceRecord, said: dict[str, str]) -> None:
    """The fullest text is the body; a shorter one that is no beginning of it stands above it."""
    longest = [said.get(name, "") for name in ("encoded", "description", "summary")]
    body = next(filter(None, longest), "")
    record.body = body if _TAG.search(body) else with_paragraphs(body)
    words = plain_words(record.body)
    for short in (said.get("subtitle", ""), said.get("description", ""), said.get("summary", "")):
        bare = re.sub(r"[\s.…\[\]()]+$", "", plain_words(short))
        if bare and not record.description and bare[:100] not in words:
            record.description = plain_words(short)


def plain_words(html: str) -> str:
    """What is read in it, on one line."""
    return " ".join(words_of(parsed(html)).split()) if html else ""


def episode(record: SourceRecord, item: etree._Element) -> None:
    """Make an episode of an article that has sound. What the head has no place for is noted."""
    assert record.sound is not None  # noqa: S101 (asked for only then)
    notes = Notes(record.notes)
    found = _About(record, notes)
    for child in item:
        if isinstance(child.tag, str):
            found.take(prefix_of(child), local(child), child)
    record.kind, record.audio, record.guid = "episode", "", record.guid or record.sound.url
    record.sound = SourceSound(
        url=record.sound.url,
        mime=record.sound.mime,
        bytes=record.sound.bytes,
        seconds=found.seconds,
        chapters=found.chapters,
        marks=tuple(found.marks),
        transcripts=tuple(found.transcripts),
    )
    if found.people:
        record.own["people"] = found.people
    record.notes = tuple(notes)


class _About:
    """What the elements for podcast apps say of one episode."""

    def __init__(self, record: SourceRecord, notes: Notes) -> None:
        self._record, self._notes = record, notes
        self.seconds = 0.0
        self.chapters = ""
        self.marks: list[dict[str, str]] = []
        self.transcripts: list[tuple[str, str]] = []
        self.people: list[dict[str, str]] = []

    def take(self, within: str, name: str, child: etree._Element) -> None:
        """One element; those with a place here leave the side file."""
        taker = getattr(self, f"_{within}_{name}".lower(), None)
        if taker is not None and taker(child, (child.text or "").strip()):
            self._record.extra.pop(f"{within}:{name}", None)

    def _itunes_duration(self, _: etree._Element, text: str) -> bool:
        self.seconds = length(text)
        return bool(self.seconds)

    def _itunes_episode(self, _: etree._Element, text: str) -> bool:
        return self._number("number", text)

    def _itunes_season(self, _: etree._Element, text: str) -> bool:
        return self._number("season", text)

    def _podcast_episode(self, _: etree._Element, text: str) -> bool:
        return self._number("number", text)

    def _podcast_season(self, _: etree._Element, text: str) -> bool:
        return self._number("season", text)

    def _number(self, field: str, text: str) -> bool:
        number = size(text)
        if number:
            self._record.own.setdefault(field, number)
        return bool(number)

    def _itunes_episodetype(self, _: etree._Element, text: str) -> bool:
        kind = _KINDS.get(text.lower())
        if kind:
            self._record.own["kind"] = kind
        return kind is not None

    def _itunes_explicit(self, _: etree._Element, text: str) -> bool:
        if text.lower() in _YES:
            self._record.own["explicit"] = True
        return True

    def _itunes_author(self, _: etree._Element, text: str) -> bool:
        """Whom apps show as its maker: as a rule the show's own, which stands there."""
        return not text

    def _itunes_image(self, child: etree._Element, text: str) -> bool:
        self._record.image = (child.get("href") or text).strip()
        return True

    def _itunes_keywords(self, _: etree._Element, text: str) -> bool:
        named = [" ".join(each.split()) for each in text.split(",")]
        terms = (SourceTerm(slug=each, name=each) for each in named if each)
        self._record.tags = tuple(dict.fromkeys((*self._record.tags, *terms)))
        return True

    def _podcast_chapters(self, child: etree._Element, _: str) -> bool:
        self.chapters = (child.get("url") or "").strip()
        return True

    def _psc_chapters(self, child: etree._Element, _: str) -> bool:
        for each in child.iter("{*}chapter"):
            given = {"start": each.get("start"), "title": each.get("title")}
            given["url"] = each.get("href")
            self.marks.append({key: value.strip() for key, value in given.items() if value})
        return True

    def _podcast_transcript(self, child: etree._Element, _: str) -> bool:
        url, kind = (child.get("url") or "").strip(), (child.get("type") or "").strip().lower()
        self.transcripts += [(url, kind)] if url else []
        return True

    def _podcast_person(self, child: etree._Element, text: str) -> bool:
        if not text:
            return False
        try:
            role = known_role(child.get("role") or "host")
        except ValueError:
            role = "guest"
            told_ = f"rollen ”{child.get('role')}” finns inte här; {text} står som gäst"
            self._notes.add("changed", "roll", told_)
        made = {"name": text, "role": role, "url": (child.get("href") or "").strip()}
        self.people.append({key: value for key, value in made.items() if value})
        return True
