"""A fragment of ours → XHTML as reading systems take it: known elements, links that lead somewhere.

Source: https://www.w3.org/TR/epub-33/#sec-xhtml; notes by https://www.w3.org/TR/dpub-aria-1.1/.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from lxml import etree, html

from publisher.exporters.markup import Element, parsed, plain

_ELEMENTS = frozenset(
    # One string, for it is read as one.
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "a",
        "em",
        "strong",
        "b",
        "i",
        "u",
        "s",
        "del",
        "ins",
        "sub",
        "sup",
        "small",
        "mark",
        "abbr",
        "cite",
        "q",
        "code",
        "kbd",
        "samp",
        "var",
        "span",
        "br",
        "wbr",
        "hr",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "caption",
        "figure",
        "figcaption",
        "img",
        "div",
        "section",
        "aside",
        "details",
        "summary",
        "dfn",
        "time",
        "ruby",
        "rt",
        "rp",
        "bdi",
        "bdo",
    ]
)
_PLAYERS = {"audio": "Lyssna", "video": "Se filmen", "iframe": "Se det på webben"}
_ATTRIBUTES = {
    "a": frozenset(("href",)),
    "img": frozenset(("src", "alt", "width", "height")),
    "td": frozenset(("colspan", "rowspan", "headers")),
    "th": frozenset(("colspan", "rowspan", "headers", "scope", "abbr")),
    "ol": frozenset(("start", "reversed", "type")),
    "li": frozenset(("value",)),
    "blockquote": frozenset(("cite",)),
    "q": frozenset(("cite",)),
    "time": frozenset(("datetime",)),
    "bdo": frozenset(("dir",)),
}
_EVERYWHERE = frozenset(("id", "class", "lang", "dir", "title", "role"))
_ALIGNED = re.compile(r"\s*text-align:\s*(left|right|center)\s*;?\s*")
_SCHEMES = frozenset(("http", "https", "mailto", "tel"))
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLinks:
    """Where things lie in the book. Both give what to write, or nothing for what is not in it."""

    text: Callable[[str], str]
    """Of a link, as the site has it."""
    picture: Callable[[str], str]
    """Of a picture's address."""


def xhtml(fragment: str, links: BookLinks) -> str:
    """The fragment as XHTML, to stand in a body."""
    root = parsed(fragment)
    plain(root)
    for each in list(root.iter("*")):
        if each is not root and isinstance(each.tag, str):
            _element(each, links)
    _linked(root, links)
    _notes(root)
    for each in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        each.drop_tree()
    parts = [html.tostring(each, encoding="unicode", method="xml") for each in root]
    return _text(root.text or "") + "".join(parts)


def _text(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _element(element: Element, links: BookLinks) -> None:
    tag = str(element.tag)
    if tag in _PLAYERS:
        _player(element, links)
    elif tag == "img":
        _picture(element, links)
    elif tag not in _ELEMENTS:
        element.drop_tag()
        return
    allowed = _EVERYWHERE | _ATTRIBUTES.get(str(element.tag), frozenset())
    align = _ALIGNED.fullmatch(element.get("style") or "")
    for name in list(element.attrib):
        if name not in allowed and not name.startswith("aria-"):
            del element.attrib[name]
    if align and tag in {"td", "th"}:
        element.set("class", align[1])
    if (lang := element.get("lang")) is not None:
        element.set(_LANG, lang)


def _player(element: Element, links: BookLinks) -> None:
    """What plays becomes a link: a book has no sound, and reading systems no net."""
    inner = element.find("source")
    src = element.get("src") or (inner.get("src") if inner is not None else "") or ""
    for child in list(element):
        child.drop_tree()
    element.text, element.tag = _PLAYERS[str(element.tag)], "a"
    element.attrib.clear()
    if goal := links.text(src):
        element.set("href", goal)
    parent = element.getparent()
    if parent is not None and parent.tag == "div" and parent.getparent() is None:
        paragraph, tail = html.Element("p"), element.tail
        element.tail = None
        parent.replace(element, paragraph)
        paragraph.append(element)
        paragraph.tail = tail


def _picture(element: Element, links: BookLinks) -> None:
    found = links.picture(element.get("src") or "")
    if not found:
        element.tag, element.text = "span", element.get("alt") or ""
        return
    element.set("src", found)
    element.set("alt", element.get("alt") or "")
    for name in ("width", "height"):
        if not (element.get(name) or "").isdigit():
            element.attrib.pop(name, None)


def _linked(root: Element, links: BookLinks) -> None:
    """Links by what they lead to; one that leads nowhere keeps its words."""
    ids = {each.get("id") for each in root.iter("*") if each.get("id")}
    for each in root.iter("a"):
        if (href := each.get("href")) is None:
            continue
        goal = href if href.startswith("#") and href[1:] in ids else links.text(href)
        if goal and not href.startswith("#"):
            each.set("href", goal)
        elif not goal:
            del each.attrib["href"]


def _notes(root: Element) -> None:
    """Footnotes as reading systems know them, which may show one where it is referred to."""
    for each in root.iter("a"):
        names = (each.get("class") or "").split()
        if "footnote-ref" in names:
            each.set("epub:type", "noteref")
            each.set("role", "doc-noteref")
        elif "footnote-backref" in names:
            each.set("role", "doc-backlink")
            each.set("aria-label", "Tillbaka till texten")
            each.attrib.pop("title", None)
    for each in root.iter("div"):
        if "footnote" in (each.get("class") or "").split():
            each.tag = "section"
            each.set("epub:type", "footnotes")
            each.set("role", "doc-endnotes")
            each.set("aria-label", "Noter")


def address(url: str) -> str:
    """A web address as XML and reading systems take it; empty for any other."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme.lower() not in _SCHEMES or (
        parts.scheme.startswith("http") and not parts.hostname
    ):
        return ""
    host = parts.hostname or ""
    if any(sign not in "abcdefghijklmnopqrstuvwxyz0123456789.-:[]_" for sign in host):
        return _in_ascii(url, host)
    return quote(url.strip(), safe="%/:=&?~#+!$,;'@()*[]")


def _in_ascii(url: str, host: str) -> str:
    try:
        return address(url.replace(host, host.encode("idna").decode(), 1))
    except UnicodeError:
        return ""
