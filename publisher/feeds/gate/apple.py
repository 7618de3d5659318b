"""What Apple Podcasts, Spotify and PSP-1 ask of a show's feed.

Sources: Apple, A Podcaster's Guide to RSS and articles 823 and 896; the Podcast Standards Project's
PSP-1 1.0; Spotify's delivery specification.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from publisher.config.standards.apple import CATEGORIES
from publisher.feeds.gate.finding import SPACES, Feed, FeedPart, GateFinding, problem
from publisher.feeds.gate.values import file_name, is_address, is_email, is_number, is_plain_name
from publisher.problems import Problem, did_you_mean

_DESCRIPTION_BYTES = 4000
_LONGEST = 255
_TYPES = {
    "audio/mpeg": (".mp3",),
    "audio/x-m4a": (".m4a",),
    "audio/mp4": (".m4a", ".mp4"),
    "video/mp4": (".mp4",),
    "video/x-m4v": (".m4v",),
    "video/quicktime": (".mov",),
    "application/pdf": (".pdf",),
}
"""What Apple takes in an enclosure, and how its file's name must end."""
_PICTURES = (".jpg", ".jpeg", ".png")
_DURATION = re.compile(r"\d+|\d{1,2}:[0-5]\d(?::[0-5]\d)?")
_NUMBERED = re.compile(
    r"(?:avsnitt|avs\.?|del|episode|ep\.?|nr\.?|säsong|season|#)\s*\d+\b|s\d+\s*e\d+\b"
    r"|\d{1,3}\s*[.:–-]\s",
    re.IGNORECASE,
)
_FREE = frozenset({"description", "content", "encoded", "summary", "guid", "link", "url"})


def check(feed: Feed) -> Iterator[Problem]:
    """Everything that directories would refuse or apps would show wrongly."""
    channel = feed.channel
    for finding in (*_show(feed), *_categories(channel), *_owner(channel), *_lengths(channel)):
        yield problem(channel, finding)
    urls = Counter(item.attribute("enclosure", "url") for item in feed.items)
    serial = channel.text("itunes:type") == "serial"
    title = channel.text("title")
    for item in feed.items:
        found = (*_sound(item, urls), *_episode(item, serial=serial), *_lengths(item))
        yield from (problem(item, finding) for finding in (*found, *_title(item, title)))


def _show(feed: Feed) -> Iterator[GateFinding]:
    channel = feed.channel
    if not feed.items:
        text = "podden har inga avsnitt; Apple och Spotify tar emot den först när det finns ett"
        hint = "Lägg ett avsnitt i content/avsnitt, till exempel en trailer (kind: trailer)."
        yield GateFinding(text, hint, fatal=False)
    for name, key in (("language", "language"), ("itunes:author", "author")):
        if not channel.text(name):
            yield GateFinding(f"podden saknar {name}, som Apple kräver", f"Skriv {key}: i filen.")
    if not is_plain_name(file_name(feed.address)):
        text = f"flödets filnamn ”{file_name(feed.address)}” har tecken utanför a–z och 0–9"
        yield GateFinding(text, "Byt namn på filen i feeds/.")
    yield from _picture(channel, required=True)
    yield from _explicit(channel, required=True)
    kind = channel.text("itunes:type")
    if kind not in {"episodic", "serial"}:
        text = f"itunes:type är ”{kind}”"
        yield GateFinding(text, "Skriv type: episodic eller type: serial i filen.")
    for name in ("itunes:block", "itunes:complete"):
        if channel.has(name) and channel.text(name) != "Yes":
            text = f"{name} är ”{channel.text(name)}”; Apple läser bara Yes"
            yield GateFinding(text, f"Skriv {name[7:]}: true i filen.")
    moved = channel.text("itunes:new-feed-url")
    if channel.has("itunes:new-feed-url") and not is_address(moved):
        text = f"flödets nya adress ”{moved}” är ingen hel webbadress"
        yield GateFinding(text, "Skriv new_feed_url: med https:// först.")


def _categories(channel: FeedPart) -> Iterator[GateFinding]:
    found = channel.all("itunes:category")
    if not found:
        yield GateFinding("podden saknar kategori", "Skriv categories: i filen.")
    for category in found:
        name = category.get("text", "")
        if name not in CATEGORIES:
            near = did_you_mean(name, CATEGORIES)
            text = f"Apple har ingen kategori ”{name}”"
            yield GateFinding(text, f"{near}Apples kategorier: {', '.join(CATEGORIES)}")
            continue
        for below in category.findall("itunes:category", SPACES):
            sub = below.get("text", "")
            if sub not in CATEGORIES[name]:
                near = did_you_mean(sub, CATEGORIES[name])
                known = ", ".join(CATEGORIES[name]) or "inga"
                text = f"Apple har ingen underkategori ”{sub}” i {name}"
                yield GateFinding(text, f"{near}Där finns: {known}")


def _owner(channel: FeedPart) -> Iterator[GateFinding]:
    owner = channel.one("itunes:owner")
    name = "" if owner is None else owner.findtext("itunes:name", "", SPACES).strip()
    email = "" if owner is None else owner.findtext("itunes:email", "", SPACES).strip()
    if not name or not is_email(email):
        text = f"podden saknar ägare med namn och e-postadress (”{name}”, ”{email}”)"
        yield GateFinding(text, "Skriv owner: med name: och email: i filen.")


def _sound(item: FeedPart, urls: Counter[str]) -> Iterator[GateFinding]:
    sound = item.one("enclosure")
    if sound is None:
        yield GateFinding("avsnittet saknar ljudfil i flödet", "Skriv audio: i huvudet.")
        return
    url, mime = sound.get("url", ""), sound.get("type", "")
    name = file_name(url)
    if urls[url] > 1:
        text = f"ljudfilen {url} står i {urls[url]} avsnitt; Apple visar bara det ena"
        yield GateFinding(text, "Ge varje avsnitt en egen ljudfil vid audio:.")
    if not is_plain_name(name):
        text = f"ljudfilens namn ”{name}” har tecken utanför a–z och 0–9"
        yield GateFinding(text, "Döp om filen och skriv det nya namnet vid audio:.")
    if mime not in _TYPES:
        text = f"ljud av typen {mime} spelas inte av Apple Podcasts"
        yield GateFinding(text, "Spara ljudet som MP3 eller M4A.", fatal=False)
    elif PurePosixPath(name).suffix.lower() not in _TYPES[mime]:
        text = f"ljudfilen ”{name}” är {mime} men heter inte så"
        yield GateFinding(text, f"Döp om den så att den slutar på {_TYPES[mime][0]}.")


def _episode(item: FeedPart, *, serial: bool) -> Iterator[GateFinding]:
    if not item.text("title"):
        yield GateFinding("avsnittet saknar rubrik i flödet", "Skriv title: i huvudet.")
    duration = item.text("itunes:duration")
    if not _DURATION.fullmatch(duration) or not duration.strip("0:"):
        text = f"avsnittets längd är ”{duration}”, inte sekunder"
        yield GateFinding(text, "Exportera ljudet på nytt, eller skriv seconds: i huvudet.")
    kind = item.text("itunes:episodeType")
    if kind not in {"", "full", "trailer", "bonus"}:
        yield GateFinding(
            f"itunes:episodeType är ”{kind}”", "Skriv kind: full, trailer eller bonus."
        )
    for name, key in (("itunes:episode", "number"), ("itunes:season", "season")):
        if item.has(name) and not is_number(item.text(name)):
            text = f"{name} är ”{item.text(name)}”, inte ett heltal från 1"
            yield GateFinding(text, f"Rätta {key}: i huvudet.")
    if serial and kind in {"", "full"} and not item.has("itunes:episode"):
        text = "avsnittet saknar nummer, men podden hörs i ordning (type: serial)"
        yield GateFinding(text, "Skriv number: i huvudet, eller type: episodic i poddens fil.")
    yield from _explicit(item, required=False)
    yield from _picture(item, required=False)


def _title(item: FeedPart, show: str) -> Iterator[GateFinding]:
    title = item.text("itunes:title") or item.text("title")
    if _NUMBERED.match(title):
        text = f"rubriken ”{title}” börjar med ett nummer, som apparna redan visar"
        yield GateFinding(text, "Skriv numret vid number: och ta bort det ur title:.", fatal=False)
    if show and show.casefold() in title.casefold():
        text = f"poddens namn står i rubriken ”{title}”, och apparna visar det en gång till"
        yield GateFinding(text, "Ta bort det ur title:.", fatal=False)


def _explicit(part: FeedPart, *, required: bool) -> Iterator[GateFinding]:
    value = part.text("itunes:explicit")
    if (required or part.has("itunes:explicit")) and value not in {"true", "false"}:
        text = f"itunes:explicit är ”{value}”; det ska vara true eller false"
        yield GateFinding(text, "Skriv explicit: true eller explicit: false.")


def _picture(part: FeedPart, *, required: bool) -> Iterator[GateFinding]:
    href = part.attribute("itunes:image", "href")
    if not href and (required or part.has("itunes:image")):
        yield GateFinding("omslaget saknas (itunes:image)", "Skriv image: med bildens filnamn.")
    if href and not (is_address(href) and href.lower().endswith(_PICTURES)):
        text = f"omslagets adress ”{href}” slutar inte på .jpg eller .png, eller är inte hel"
        yield GateFinding(text, "Spara omslaget som JPEG eller PNG.")
    if href and not is_plain_name(file_name(href)):
        text = f"omslagets namn ”{file_name(href)}” har tecken utanför a–z och 0–9"
        yield GateFinding(text, "Döp om bilden.")


def _lengths(part: FeedPart) -> Iterator[GateFinding]:
    for name, key in (("description", "texten"), ("itunes:summary", "sammanfattningen")):
        size = len(part.text(name).encode())
        if size > _DESCRIPTION_BYTES:
            text = f"{key} i flödet ({name}) är {size} byte; Apple tar högst 4000"
            yield GateFinding(text, "Korta den. Å, ä och ö tar två byte var.")
    for element in part.element:
        name = _name(element)
        if name and len(element.text or "") > _LONGEST:
            text = f"{name} har {len(element.text or '')} tecken; Apple tar högst 255"
            yield GateFinding(text, "Korta den.")


def _name(element: etree._Element) -> str:
    """The name of an element whose text Apple limits, `itunes:title`; empty for all others."""
    if not isinstance(element.tag, str):
        return ""
    space, _, name = element.tag.rpartition("}")
    if name in _FREE or space not in {"", "{" + SPACES["itunes"]}:
        return ""
    return f"itunes:{name}" if space else name
