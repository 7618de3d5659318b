"""HTML as a tree, and what is asked of its elements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

Element = html.HtmlElement

_PARSER = html.HTMLParser(encoding="utf-8", remove_pis=True, no_network=True, huge_tree=False)
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
"""What neither XML nor our texts may hold, and nobody sees."""
_CLOSED = re.compile(r"<(div|p|span|a|i|em|b|strong|iframe|video|audio|figure)(\s[^<>]*)?/>")
_LONE = re.compile(r"<(?![A-Za-z/!?])")

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "noscript",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "iframe",
        "video",
        "audio",
        "object",
    ]
)
GONE = frozenset(["script", "style", "template", "head", "meta", "link", "title", "noscript"])
"""What readers never saw as text."""
SPACE = re.compile(r"[ \t\n\r\f]+")


def parsed(text: str) -> Element:
    """The fragment within a `<div>`. Whatever stands there, this raises nothing."""
    text = _LONE.sub("&lt;", ILLEGAL.sub("", text))
    text = _CLOSED.sub(r"<\1\2></\1>", text)
    try:
        root = html.fragment_fromstring(
            f"<div>{text}</div>".encode(), parser=_PARSER, create_parent=False
        )
    except (etree.ParserError, etree.XMLSyntaxError):
        root = html.document_fromstring(f"<div>{text}</div>".encode(), parser=_PARSER)
    if root.tag != "div" or root.attrib:
        whole = html.Element("div")
        whole.append(root)
        root = whole
    if "&#" in text:
        _legal(root)
    for comment in list(root.iter(etree.Comment)):
        if (comment.text or "").strip().lower() != "more":
            drop(comment)
    return root


def _legal(root: Element) -> None:
    """Without the signs that came as numbers and that no text may hold."""
    for each in root.iter("*"):
        if each.text and ILLEGAL.search(each.text):
            each.text = ILLEGAL.sub("", each.text)
        if each.tail and ILLEGAL.search(each.tail):
            each.tail = ILLEGAL.sub("", each.tail)
        for key, value in each.items():
            if ILLEGAL.search(value):
                each.set(key, ILLEGAL.sub("", value))


def serialized(root: Element) -> str:
    """The tree as HTML."""
    return str(html.tostring(root, encoding="unicode"))


def name(element: Element) -> str:
    """Its tag; only comments have none, and they are no names."""
    return str(element.tag)


def drop(element: Element) -> None:
    """Take an element out of its tree; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def replace(element: Element, new: Element) -> None:
    """Put another element in its place; what follows stays where it is."""
    new.tail, element.tail = element.tail, None
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, new)


def words_of(element: Element) -> str:
    """All text of an element, on one line."""
    pieces = element.itertext("*")
    return SPACE.sub(" ", " ".join(pieces)).strip()


def hrefs(element: Element) -> tuple[str, ...]:
    """Where the links in it lead."""
    return tuple(each.get("href", "") for each in element.iter("a") if each.get("href"))


def classes(element: Element) -> frozenset[str]:
    """Its classes."""
    return frozenset((element.get("class") or "").split())


def is_block(element: Element) -> bool:
    """Whether it, or something in it, begins a paragraph."""
    return element.tag in BLOCKS or any(child.tag in BLOCKS for child in element.iter())


def elements(element: Element) -> Iterator[Element]:
    """Its children that are elements."""
    return element.iterchildren("*")


def is_more(element: Element) -> bool:
    """Whether it is `<!-- more -->`, the only comment that is kept."""
    return callable(element.tag)
