"""The `podcast:` namespace (podcastindex.org/namespace/1.0) and Podlove Simple Chapters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from uuid import UUID

from lxml import etree

from publisher.config.standards.podcasting import MEDIA, ROLES
from publisher.feeds.gate.finding import SPACES, Feed, FeedPart, GateFinding, problem
from publisher.feeds.gate.values import is_address, is_email, is_number
from publisher.media import transcripts
from publisher.problems import Problem, did_you_mean

_MEDIA = frozenset({*MEDIA, *(f"{each}L" for each in MEDIA[:-1])})
_GROUPS = frozenset(ROLES.values()) | {"video post-production"}
_TRANSCRIPTS = frozenset({*transcripts.FORMATS.values(), "application/srt", "text/plain"})
_NAME, _DISPLAY, _TXT = 128, 32, 4000
_UUID_VERSION = 5
_ONCE = (
    "guid",
    "locked",
    "medium",
    "updateFrequency",
    "publisher",
    "chapters",
    "season",
    "episode",
)
_PODCAST, _PSC = ("{" + SPACES[prefix] for prefix in ("podcast", "psc"))
_NORMAL_TIME = re.compile(r"(?:\d+:)?[0-5]?\d:[0-5]\d(?:\.\d{1,3})?")
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_ELSEWHERE = frozenset(
    [
        *("alternateEnclosure", "block", "chat", "contentLink", "integrity", "license", "liveItem"),
        *("location", "podping", "podroll", "remoteItem", "socialInteract", "soundbite", "source"),
        *("trailer", "value", "valueRecipient", "valueTimeSplit", "images"),
    ]
)
"""Names of the namespace that we never write and do not look into."""


def check(feed: Feed) -> Iterator[Problem]:
    """Every element of the two namespaces, by the rules of its own page there."""
    for part in feed.parts:
        yield from (problem(part, finding) for finding in _part(part))
    for name in ("guid", "locked"):
        if not feed.channel.has(f"podcast:{name}"):
            text = f"podden saknar podcast:{name}, som PSP-1 rekommenderar"
            yield problem(
                feed.channel, GateFinding(text, "Felet ligger i programmet.", fatal=False)
            )


def _part(part: FeedPart) -> Iterator[GateFinding]:
    for name in _ONCE:
        if (count := len(part.all(f"podcast:{name}"))) > 1:
            yield GateFinding(f"podcast:{name} står {count} gånger", "Den får bara stå en gång.")
    for element in part.element:
        if not isinstance(element.tag, str):
            continue
        space, _, name = element.tag.rpartition("}")
        if space == _PSC:
            yield from _simple_chapters(element)
        elif space == _PODCAST and name in _RULES:
            yield from _RULES[name](element)
        elif space == _PODCAST and name not in _ELSEWHERE:
            text = f"podcast:{name} finns inte i namnrymden"
            near = did_you_mean(name, (*_RULES, *_ELSEWHERE))
            yield GateFinding(text, f"{near}Felet ligger i programmet.")


def _guid(element: etree._Element) -> Iterator[GateFinding]:
    written = _text(element)
    try:
        found = UUID(written)
    except ValueError:
        hint = "Ta bort guid: ur poddens fil, eller kopiera den ur flödet podden hade förut."
        yield GateFinding(f"poddens guid ”{written}” är ingen UUID", hint)
        return
    if str(found) != written or found.version != _UUID_VERSION:
        text = f"poddens guid ”{written}” är ingen UUIDv5 med små bokstäver"
        hint = "Behåll den om podden alltid haft den; annars ta bort guid: ur poddens fil."
        yield GateFinding(text, hint, fatal=False)


def _locked(element: etree._Element) -> Iterator[GateFinding]:
    if _text(element) not in {"yes", "no"}:
        text = f"podcast:locked är ”{_text(element)}”"
        yield GateFinding(text, "Skriv locked: true eller locked: false i filen.")
    owner = element.get("owner", "")
    if owner and not is_email(owner):
        yield GateFinding(f"”{owner}” är ingen e-postadress", "Rätta owner.email i filen.")


def _medium(element: etree._Element) -> Iterator[GateFinding]:
    if (written := _text(element)) not in _MEDIA:
        hint = f"{did_you_mean(written, _MEDIA)}Skriv medium: podcast i filen."
        yield GateFinding(f"podcast:medium är ”{written}”, som inga appar känner", hint)


def _funding(element: etree._Element) -> Iterator[GateFinding]:
    yield from _named(element, "funding.title")
    yield from _address(element, "url", "funding.url")


def _person(element: etree._Element) -> Iterator[GateFinding]:
    if not _text(element):
        yield GateFinding("en medverkande saknar namn", "Skriv name: i people eller hosts.")
    yield from _named(element, "name")
    role, group = element.get("role", "host").casefold(), element.get("group", "cast").casefold()
    if role not in ROLES:
        hint = f"{did_you_mean(role, ROLES)}Skriv role: host, guest, producer …"
        yield GateFinding(f"”{role}” är ingen roll som poddappar känner", hint)
    if group not in _GROUPS:
        known = f"{did_you_mean(group, _GROUPS)}Grupper: {', '.join(sorted(_GROUPS))}"
        yield GateFinding(f"”{group}” är ingen grupp av roller", known)
    for name in ("href", "img"):
        if name in element.attrib:
            yield from _address(element, name, "url")


def _transcript(element: etree._Element) -> Iterator[GateFinding]:
    yield from _address(element, "url", "transcript")
    if (kind := element.get("type", "")) not in _TRANSCRIPTS:
        text = f"avskriftens typ är ”{kind}”, som poddappar inte känner"
        yield GateFinding(text, "Spara avskriften som .vtt eller .srt.")


def _chapters(element: etree._Element) -> Iterator[GateFinding]:
    yield from _address(element, "url", "chapters")
    if (kind := element.get("type", "")) != "application/json+chapters":
        text = f"kapitlens typ är ”{kind}”, inte application/json+chapters"
        yield GateFinding(text, "Felet ligger i programmet.")


def _season(element: etree._Element) -> Iterator[GateFinding]:
    if not is_number(_text(element)):
        yield GateFinding(f"säsongen är ”{_text(element)}”", "Skriv season: som ett heltal från 1.")
    if len(element.get("name", "")) > _NAME:
        yield GateFinding("säsongens namn är för långt", f"Högst {_NAME} tecken.")


def _episode(element: etree._Element) -> Iterator[GateFinding]:
    if not _DECIMAL.fullmatch(_text(element)):
        yield GateFinding(
            f"avsnittets nummer är ”{_text(element)}”", "Skriv number: som ett heltal."
        )
    if len(element.get("display", "")) > _DISPLAY:
        text = f"avsnittets nummer i ord är ”{element.get('display')}”"
        yield GateFinding(text, f"Poddappar visar högst {_DISPLAY} tecken.")


def _image(element: etree._Element) -> Iterator[GateFinding]:
    yield from _address(element, "href", "image")
    if len(element.get("purpose", "")) > _NAME:
        yield GateFinding("bildens syfte (purpose) är för långt", f"Högst {_NAME} tecken.")


def _update_frequency(element: etree._Element) -> Iterator[GateFinding]:
    yield from _named(element, "update_frequency.text")
    if element.get("complete", "true") not in {"true", "false"}:
        yield GateFinding("updateFrequency complete är varken true eller false", "Rätta complete:.")


def _txt(element: etree._Element) -> Iterator[GateFinding]:
    if len(_text(element)) > _TXT or len(element.get("purpose", "")) > _NAME:
        yield GateFinding("koden vid verify är för lång", f"Högst {_TXT} tecken.")


def _publisher(element: etree._Element) -> Iterator[GateFinding]:
    inside = element.findall("podcast:remoteItem", SPACES)
    if [each.get("medium") for each in inside] != ["publisher"]:
        yield GateFinding(
            "podcast:publisher ska peka på ett enda flöde", "Rätta publisher: i filen."
        )
        return
    try:
        UUID(inside[0].get("feedGuid", ""))
    except ValueError:
        text = f"utgivarens guid ”{inside[0].get('feedGuid', '')}” är ingen UUID"
        yield GateFinding(text, "Kopiera podcast:guid ur utgivarens flöde till publisher.guid.")


def _simple_chapters(element: etree._Element) -> Iterator[GateFinding]:
    """Podlove Simple Chapters 1.2: ascending starts in Normal Play Time, each with a title."""
    last = -1.0
    for chapter in element.findall("psc:chapter", SPACES):
        start, title = chapter.get("start", ""), chapter.get("title", "")
        if not _NORMAL_TIME.fullmatch(start):
            yield GateFinding(f"kapitlets tid ”{start}” är ingen tid", "Skriv den som 01:30.")
            continue
        if not title.strip():
            yield GateFinding(f"kapitlet vid {start} saknar rubrik", "Skriv den efter tiden.")
        if (now := _seconds(start)) <= last:
            text = f"kapitlet ”{title}” ({start}) kommer inte efter det förra"
            yield GateFinding(text, "Skriv kapitlen i den ordning de hörs.")
        last = now


def _seconds(time: str) -> float:
    total = 0.0
    for part in time.split(":"):
        total = total * 60 + float(part)
    return total


def _named(element: etree._Element, key: str) -> Iterator[GateFinding]:
    if (length := len(_text(element))) > _NAME:
        text = f"”{_text(element)[:40]}…” har {length} tecken; poddappar visar högst {_NAME}"
        yield GateFinding(text, f"Korta {key}:.")


def _address(element: etree._Element, name: str, key: str) -> Iterator[GateFinding]:
    if not is_address(element.get(name, "")):
        text = f"”{element.get(name, '')}” är ingen hel webbadress"
        yield GateFinding(text, f"Rätta {key}:.")


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


_RULES: dict[str, Callable[..., Iterator[GateFinding]]] = {
    "guid": _guid,
    "locked": _locked,
    "medium": _medium,
    "funding": _funding,
    "person": _person,
    "transcript": _transcript,
    "chapters": _chapters,
    "season": _season,
    "episode": _episode,
    "image": _image,
    "updateFrequency": _update_frequency,
    "txt": _txt,
    "publisher": _publisher,
}
