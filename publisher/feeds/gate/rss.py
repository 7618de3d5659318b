"""RSS 2.0 as the RSS Advisory Board writes it down and the W3C's feed validator reads it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from publisher.config.standards.apple import LANGUAGES
from publisher.feeds.gate.finding import Feed, FeedPart, GateFinding, problem
from publisher.feeds.gate.values import date_fault, is_address, is_mime, is_number
from publisher.problems import Problem

_OURS = "Felet ligger i programmet, inte i texterna: berätta för den som sköter det."
_LINKED = re.compile(r"""<[a-zA-Z][^<>]*?\s(?:href|src|poster)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_ONCE = ("title", "link", "description", "language", "copyright", "pubDate", "lastBuildDate")
_ITEM_ONCE = ("title", "link", "description", "guid", "pubDate", "enclosure", "content:encoded")
_LONGEST_GUID = 255


def check(feed: Feed) -> Iterator[Problem]:
    """Everything wrong with the core of the feed."""
    channel = feed.channel
    for finding in (*_channel(feed), *_image(channel)):
        yield problem(channel, finding)
    guids = Counter(item.text("guid") for item in feed.items)
    for item in feed.items:
        for finding in (*_item(item), *_guid(item, guids), *_enclosure(item)):
            yield problem(item, finding)
    for part in feed.parts:
        yield from (problem(part, finding) for finding in _addresses(part))


def _channel(feed: Feed) -> Iterator[GateFinding]:
    channel = feed.channel
    for name, words in (("title", "namn"), ("link", "adress"), ("description", "beskrivning")):
        if not channel.text(name):
            yield GateFinding(f"flödet saknar {words} ({name})", f"Skriv {name}: i filen.")
    yield from _repeated(channel, _ONCE)
    language = channel.text("language")
    if language and language.partition("-")[0].lower() not in LANGUAGES:
        text = f"”{language}” är ingen språkkod enligt ISO 639"
        yield GateFinding(text, "Skriv language: sv i filen.")
    for name in ("pubDate", "lastBuildDate"):
        yield from _date(channel, name)
    own = [link.get("href", "") for link in channel.all("atom:link") if link.get("rel") == "self"]
    if own != [feed.url]:
        text = f"flödets egen adress (atom:link) är {', '.join(own) or 'inte skriven'}"
        yield GateFinding(text, f"Den ska vara {feed.url}. Stämmer site_url i inställningarna?")


def _image(channel: FeedPart) -> Iterator[GateFinding]:
    image = channel.one("image")
    if image is None:
        return
    for name in ("url", "title", "link"):
        if not image.findtext(name, "").strip():
            yield GateFinding(f"flödets bild saknar {name}", _OURS)
    for name in ("title", "link"):
        theirs, ours = image.findtext(name, "").strip(), channel.text(name)
        if theirs and theirs != ours:
            yield GateFinding(f"bildens {name} är ”{theirs}” men flödets är ”{ours}”", _OURS)


def _item(item: FeedPart) -> Iterator[GateFinding]:
    if not (item.text("title") or item.text("description")):
        yield GateFinding("saknar både rubrik och beskrivning i flödet", "Skriv title: i huvudet.")
    yield from _repeated(item, _ITEM_ONCE)
    if not item.has("pubDate"):
        yield GateFinding("saknar datum i flödet", "Skriv date: i huvudet.")
    yield from _date(item, "pubDate")


def _guid(item: FeedPart, guids: Counter[str]) -> Iterator[GateFinding]:
    guid = item.text("guid")
    if not guid:
        yield GateFinding("saknar id (guid) i flödet", "Skriv id: i huvudet.")
    elif guids[guid] > 1:
        text = f"id ”{guid}” står {guids[guid]} gånger i flödet"
        yield GateFinding(text, "Ge en av texterna ett annat id: i huvudet, den nyare om det går.")
    if len(guid) > _LONGEST_GUID:
        text = f"id är {len(guid)} tecken långt; poddappar jämför 255"
        yield GateFinding(
            text, "Skriv ett kortare id: i huvudet, om texten inte redan är publicerad."
        )
    if item.attribute("guid", "isPermaLink").lower() != "false" and not is_address(guid):
        yield GateFinding(f"id ”{guid}” sägs vara en adress men är ingen", _OURS)


def _enclosure(item: FeedPart) -> Iterator[GateFinding]:
    sound = item.one("enclosure")
    if sound is None:
        return
    url, size, mime = (sound.get(name, "") for name in ("url", "length", "type"))
    if not is_address(url):
        yield GateFinding(
            f"ljudfilens adress ”{url}” är ingen hel webbadress", "Rätta audio: i huvudet."
        )
    if not is_number(size):
        text = f"ljudfilens storlek är ”{size}”, inte ett antal byte"
        yield GateFinding(text, "Ligger ljudet någon annanstans: skriv bytes: i huvudet.")
    if not is_mime(mime):
        yield GateFinding(f"ljudfilens typ är ”{mime}”, inte något som audio/mpeg", _OURS)


def _addresses(part: FeedPart) -> Iterator[GateFinding]:
    """Elements and attributes that hold an address, and links in texts that are HTML."""
    link = part.text("link")
    if link and not is_address(link):
        yield GateFinding(f"länken ”{link}” är ingen hel webbadress", "Stämmer site_url?")
    for name in ("description", "content:encoded"):
        for double, single in _LINKED.findall(part.text(name)):
            address = unescape(double or single)
            if not _SCHEME.match(address):
                text = f"länken eller bilden ”{address}” leder ingenstans utanför sajten"
                yield GateFinding(text, "Skriv hela adressen, med https:// först.")


def _date(part: FeedPart, name: str) -> Iterator[GateFinding]:
    text = part.text(name)
    if part.has(name) and (fault := date_fault(text)):
        yield GateFinding(
            f"datumet ”{text}” ({name}) {fault}", "Rätta date: eller updated: i huvudet."
        )


def _repeated(part: FeedPart, names: tuple[str, ...]) -> Iterator[GateFinding]:
    for name in names:
        if (count := len(part.all(name))) > 1:
            yield GateFinding(f"{name} står {count} gånger men får bara stå en gång", _OURS)
