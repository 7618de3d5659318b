"""A fragment of ours → the plain HTML that other programs take, without cards and hints."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree, html

from publisher.config import Config
from publisher.model.addresses import rebase

Element = html.HtmlElement
_NEVER = ("script", "style", "form", "object", "embed", "link", "meta", "noscript", "template")
_HINTS = ("decoding", "loading", "fetchpriority")


def parsed(fragment: str) -> Element:
    """A fragment as a tree: what stands in a `<div>`."""
    return html.fragment_fromstring(fragment, create_parent="div")


def inside(root: Element) -> str:
    """The HTML of all that stands in an element."""
    parts = [_escaped(root.text or "")]
    parts += (etree.tostring(child, encoding="unicode", method="html") for child in root)
    return "".join(parts).strip()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(root: Element) -> None:
    """Make a tree plain, in place."""
    for each in list(root.iter(*_NEVER)):
        each.drop_tree()
    for each in list(root.iter("p")):
        if "card" in (each.get("class") or "").split():
            _card(each)
    for each in list(root.iter("div")):
        if each.get("class") == "table":
            each.drop_tag()
    for each in root.iter("img", "iframe", "video", "audio"):
        for name in _HINTS:
            each.attrib.pop(name, None)


def _card(paragraph: Element) -> None:
    """A card is a paragraph that is a link; one without words of its own is its address."""
    link, title = paragraph.find("a"), paragraph.find(".//span")
    internal = "card--internal" in (paragraph.get("class") or "")
    named = paragraph.find(".//span[@class='card__host']") is not None
    paragraph.attrib.pop("class")
    if link is None or title is None:
        return
    href = link.get("href") or ""
    for child in list(link):
        if child is not title:
            child.drop_tree()
    if internal or named:
        title.tail = None
        title.drop_tag()
    else:
        for child in list(link):
            link.remove(child)
        link.text = href


def outside(fragment: str, config: Config, moved: Mapping[str, str] | None = None) -> str:
    """The fragment made plain, with every address whole; links within the text stay within it.

    `moved` has what to write for a link to a text that gets another address there, by its own.
    """
    root = parsed(fragment)
    plain(root)
    for each in root.iter("a") if moved else ():
        path, mark, anchor = (each.get("href") or "").partition("#")
        if moved and path in moved:
            each.set("href", f"{moved[path]}{mark}{anchor}")
    return rebase(inside(root), config.origin)
