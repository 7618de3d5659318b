"""A link on a line of its own → a card: title and source, and nothing fetched from anybody."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

_LONGEST = 60
_LONGEST_HOST = 253
"""So long a name in the net may be."""


class Service(NamedTuple):
    """A place that articles often point at, and what to call a link to it that has no text."""

    css: str
    name: str
    phrase: str


_X = Service("x", "X", "Läs inlägget på X")
_YOUTUBE = Service("youtube", "YouTube", "Se videon på YouTube")
_SERVICES = {
    "youtube.com": _YOUTUBE,
    "youtu.be": _YOUTUBE,
    "x.com": _X,
    "twitter.com": _X,
    "spotify.com": Service("spotify", "Spotify", "Lyssna på Spotify"),
    "podcasts.apple.com": Service("apple", "Apple Podcasts", "Lyssna i Apple Podcasts"),
    "soundcloud.com": Service("soundcloud", "SoundCloud", "Lyssna på SoundCloud"),
    "vimeo.com": Service("vimeo", "Vimeo", "Se videon på Vimeo"),
    "svtplay.se": Service("svt", "SVT Play", "Se programmet på SVT Play"),
    "instagram.com": Service("instagram", "Instagram", "Se inlägget på Instagram"),
    "facebook.com": Service("facebook", "Facebook", "Läs inlägget på Facebook"),
    "bsky.app": Service("bluesky", "Bluesky", "Läs inlägget på Bluesky"),
}

_BARE = re.compile(r"https?://\S+")


def make_card(paragraph: Element, *, internal: bool) -> None:
    """Turn a paragraph whose only content is a link into a card, in place.

    A link without words of its own is named after the service, else after host and path. Without
    any style sheet a card is still a paragraph with a plain link that says where it leads.
    """
    link = paragraph[0]
    href = link.get("href", "")
    service = None if internal else _service(href)
    title = Element("span", {"class": "card__title"})
    own_words = not _BARE.fullmatch("".join(link.itertext()).strip())
    if own_words:
        title.text, link.text = link.text, None
        title.extend(list(link))
        for child in list(link):
            link.remove(child)
    else:
        link.text, title.text = None, service.phrase if service else _shown(href)
    link.append(title)
    link.tail = None
    if own_words and not internal:
        title.tail = " "
        host = SubElement(link, "span", {"class": "card__host"})
        host.text = service.name if service else _host(href)
    kind = "internal" if internal else service.css if service else "link"
    classes = (paragraph.get("class", ""), "card", f"card--{kind}")
    paragraph.set("class", " ".join(filter(None, classes)))


def _service(href: str) -> Service | None:
    # None of them has a name of more parts than three.
    labels = _host(href)[-_LONGEST_HOST:].split(".")[-3:]
    names = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return next((_SERVICES[name] for name in names if name in _SERVICES), None)


def _host(href: str) -> str:
    return re.split(r"[/?#:]", href.partition("://")[2], maxsplit=1)[0].lower().removeprefix("www.")


def _shown(href: str) -> str:
    """`https://www.dn.se/ekonomi/x/?y` → `dn.se/ekonomi/x`, cut where it grows too long."""
    path = re.split(r"[?#]", href.partition("://")[2], maxsplit=1)[0].partition("/")[2]
    readable = unquote(path).rstrip("/")
    shown = "/".join(filter(None, (_host(href), readable if readable.isprintable() else path)))
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
