"""What other pages were shown in a text: as the address of each, which is a card with us."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from publisher.content.markup.tree import Element, words_of

_RULES = (
    (
        r"(?:youtube(?:-nocookie)?\.com/(?:embed|v|shorts)/)([\w-]{6,})",
        "https://www.youtube.com/watch?v={}",
    ),
    (r"youtu\.be/([\w-]{6,})", "https://www.youtube.com/watch?v={}"),
    (r"player\.vimeo\.com/video/(\d+)", "https://vimeo.com/{}"),
    (r"vimeo\.com/moogaloop\.swf\?(?:.*&)?clip_id=(\d+)", "https://vimeo.com/{}"),
    (r"open\.spotify\.com/embed(?:-podcast)?/(\w+/\w+)", "https://open.spotify.com/{}"),
    (r"embed\.podcasts\.apple\.com/(\S+)", "https://podcasts.apple.com/{}"),
    (
        r"dailymotion\.com/(?:embed/video|swf(?:/video)?)/(\w+)",
        "https://www.dailymotion.com/video/{}",
    ),
    (
        r"slideshare\.net/slideshow/embed_code/(?:key/)?(\w+)",
        "https://www.slideshare.net/slideshow/embed_code/{}",
    ),
)
_KNOWN = tuple((re.compile(pattern), made) for pattern, made in _RULES)
_WEB = re.compile(r"https?://[^\s<>\"]+")


def page_of(address: str) -> str:
    """The page that a player's address belongs to; the address itself where that is not known.

    >>> page_of("//www.youtube.com/embed/abcdefg?rel=0")
    'https://www.youtube.com/watch?v=abcdefg'
    """
    address = address.strip()
    if address.startswith("//"):
        address = f"https:{address}"
    for pattern, made in _KNOWN:
        if match := pattern.search(address):
            return made.format(match[1])
    if "w.soundcloud.com/player" in address:
        inner = parse_qs(urlsplit(address).query).get("url", [""])[0]
        return unquote(inner) or address
    return address


def object_of(element: Element) -> str:
    """What an `<object>` or `<embed>` of old was to show; empty where it does not say."""
    for each in element.iter("param", "embed", "object"):
        given = each.get("value") if each.tag == "param" else each.get("src") or each.get("data")
        named = each.tag != "param" or (each.get("name") or "").lower() in {"movie", "src", "url"}
        if named and given and _WEB.match(given if "://" in given else f"https:{given}"):
            return page_of(given)
    return ""


def lone_address(element: Element) -> str:
    """The address that is all an element says; empty when it says anything else."""
    words = words_of(element)
    return words if _WEB.fullmatch(words) else ""
