"""What a podcast says of itself in its `<channel>` → the fields of a file in `feeds/`.

Source: A Podcaster’s Guide to RSS (https://help.apple.com/itc/podcasts_connect/), and
https://podcasting2.org/docs/podcast-namespace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from publisher.config.standards.apple import CATEGORIES
from publisher.importers.feed.rss import plain_words, prefix_of
from publisher.importers.feed.said import told
from publisher.importers.records import SourceShow
from publisher.importers.safe_xml import local

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_YES = frozenset(("yes", "true", "explicit"))
_TEXTS = {
    ("", "title"): "title",
    ("itunes", "subtitle"): "subtitle",
    ("itunes", "author"): "author",
    ("", "copyright"): "copyright",
    ("", "language"): "language",
}


def show(elements: Iterable[etree._Element]) -> SourceShow | None:
    """The podcast, if it has a name."""
    made = SourceShow(title="")
    for element in elements:
        _take(made, prefix_of(element), local(element), element)
    made.title = str(made.fields.get("title", ""))
    return made if made.title else None


def _take(show_: SourceShow, within: str, name: str, element: etree._Element) -> None:
    text, fields = (element.text or "").strip(), show_.fields
    key = _TEXTS.get((within, name))
    if key is not None and text:
        fields.setdefault(key, " ".join(text.split()))
    elif name in {"description", "summary"} and within in {"", "itunes"}:
        if text and (within == "" or "description" not in fields):
            fields["description"] = plain_words(text)
    elif within == "itunes" and name in _ITUNES:
        _ITUNES[name](show_, element, text)
    elif (within, name) == ("podcast", "guid") and _UUID.fullmatch(text):
        fields["guid"] = text.lower()
    elif (within, name) == ("podcast", "funding") and text and element.get("url"):
        funding = fields.setdefault("funding", [])
        assert isinstance(funding, list)  # noqa: S101 (made above)
        funding.append({"title": text, "url": element.get("url")})
    elif (within, name) == ("podcast", "locked"):
        fields["locked"] = text.lower() in _YES
    elif name not in {"link", "image", "pubDate", "lastBuildDate"} or within not in {"", "atom"}:
        show_.extra[f"{within}:{name}" if within else name] = told(element)
    elif (within, name) == ("", "image") and not show_.image:
        show_.image = (element.findtext("url") or "").strip()


def _image(show_: SourceShow, element: etree._Element, text: str) -> None:
    show_.image = (element.get("href") or text).strip()


def _owner(show_: SourceShow, element: etree._Element, _: str) -> None:
    given = {local(child): (child.text or "").strip() for child in element}
    show_.fields["owner"] = {"name": given.get("name", ""), "email": given.get("email", "")}


def _category(show_: SourceShow, element: etree._Element, _: str) -> None:
    """Those that Apple has today; others lie in the side file."""
    name = (element.get("text") or "").strip()
    subs = [(child.get("text") or "").strip() for child in element]
    known = [each for each in subs if each in CATEGORIES.get(name, ())]
    if name not in CATEGORIES or len(known) < len(subs):
        show_.extra["itunes:category"] = told(element)
    if name in CATEGORIES:
        chosen = show_.fields.setdefault("categories", [])
        assert isinstance(chosen, list)  # noqa: S101 (made above)
        chosen += [{"name": name, "sub": sub} for sub in known] or [{"name": name}]


def _explicit(show_: SourceShow, _: etree._Element, text: str) -> None:
    show_.fields["explicit"] = text.lower() in _YES


def _type(show_: SourceShow, _: etree._Element, text: str) -> None:
    if text.lower() == "serial":
        show_.fields["type"] = "serial"


def _complete(show_: SourceShow, _: etree._Element, text: str) -> None:
    show_.fields["complete"] = text.lower() in _YES


_ITUNES = {
    "image": _image,
    "owner": _owner,
    "category": _category,
    "explicit": _explicit,
    "type": _type,
    "complete": _complete,
}
