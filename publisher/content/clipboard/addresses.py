"""Links as they were meant, without what counts clicks; and pictures, which do not come along."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from publisher.content.markup.tree import Element, drop, words_of

_LEADS = frozenset(("http", "https", "mailto", "tel"))
_WEB = frozenset(("http", "https"))
_COUNTED = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|yclid|twclid|_hsenc|_hsmi"
)
_PACKED = {
    re.compile(r"(?:www\.)?google\.[a-z.]+"): ("/url", ("q", "url")),
    re.compile(r"[\w.-]+\.safelinks\.protection\.outlook\.com"): ("/", ("url",)),
    re.compile(r"l\.facebook\.com"): ("/l.php", ("u",)),
    re.compile(r"out\.reddit\.com"): ("/", ("url",)),
}


def plain(root: Element, told: list[str]) -> None:
    """Make links lead where they lead, in place; those that lead nowhere become their words."""
    for link in list(root.iter("a")):
        href = (link.get("href") or "").strip()
        if href.startswith("#fn"):
            continue
        goal = unpacked(href)
        if not goal:
            link.drop_tag()
            continue
        link.attrib.clear()
        link.set("href", goal)
        if not words_of(link) and link.find(".//img") is None:
            drop(link)
    pictures = list(root.iter("img", "picture", "svg"))
    number = sum(not _is_counter(each) for each in pictures)
    for each in pictures:
        drop(each)
    for each in list(root.iter("figure")):
        each.tag = "div"
        for words in list(each.iter("figcaption")):
            words.tag = "p"
    if number:
        many = number > 1
        told.append(
            f"{number} bild{'er' * many} kom inte med. "
            f"Spara {'dem' if many else 'den'}, och släpp {'dem' if many else 'den'} i texten."
        )


def unpacked(href: str) -> str:
    """Where an address leads, without parameters that only count; empty when it leads nowhere."""
    try:
        parts = urlsplit(href)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in _LEADS or (parts.scheme in _WEB and not host):
        return ""
    for pattern, (path, names) in _PACKED.items():
        if pattern.fullmatch(host) and parts.path.startswith(path):
            inner = parse_qs(parts.query)
            found = next((inner[name][0] for name in names if name in inner), "")
            if found.startswith(("http://", "https://")):
                return unpacked(found)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _COUNTED.fullmatch(name)]
    if len(kept) == len(pairs):
        return href
    return urlunsplit(parts._replace(query=urlencode(kept)))


def _is_counter(image: Element) -> bool:
    """Whether a picture is one that only tells that a mail was opened, or an icon in the text."""
    sides = [image.get("width") or "", image.get("height") or ""]
    return all(side.isdigit() and int(side) <= 2 for side in sides)  # noqa: PLR2004 (in pixels)
