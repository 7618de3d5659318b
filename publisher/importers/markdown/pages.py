"""Markdown → the HTML that its readers had, by markdown-it, not by our own renderer."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from publisher.content.markup.tree import Element, parsed, serialized, words_of
from publisher.model.addresses import slug

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_ID = re.compile(r"\s*\{:?\s*#([\w:.-]+)[^{}]*\}\s*$")
_MARKS = re.compile(r"\n?\{:\s[^{}\n]*\}\s*$")
_SHORT = re.compile(r"^\*\[[^\]\n]+\]:[^\n]*\n?", re.MULTILINE)
_BARE = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?')\]]")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_AS_IT_IS = frozenset(("a", "pre", "code", "script", "style"))
_LINKED = {"a": "href", "img": "src", "audio": "src", "video": "src", "source": "src"}


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    made = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return made.use(footnote_plugin).use(deflist_plugin).use(admon_plugin)


def html_of(markdown: str, resolved: Callable[[str], str]) -> str:
    """The HTML, with each address as `resolved` gives it."""
    root = parsed(_reader().render(_SHORT.sub("", markdown)))
    for each in root.iter(*_LINKED):
        name = _LINKED[str(each.tag)]
        if value := each.get(name):
            each.set(name, resolved(value))
    for each in list(root.iter("hr")):
        if each.get("class") == "footnotes-sep":
            each.drop_tree()
    for each in root.iter(*_HEADINGS, "p", "li", "td"):
        _marked(each)
    _placed(root)
    _captioned(root)
    for each in list(root.iter("*")):
        if not {each.tag, *(above.tag for above in each.iterancestors())} & _AS_IT_IS:
            _linked(each)
    return serialized(root)


def _placed(root: Element) -> None:
    """Headings get the ids that programs make of them, and links within the text lead to those."""
    ids = {each.get("id") for each in root.iter("*") if each.get("id")}
    for each in root.iter(*_HEADINGS):
        own = slug(words_of(each))
        if not each.get("id") and own and own not in ids:
            each.set("id", own)
            ids.add(own)
    for each in root.iter("a"):
        goal = unquote((each.get("href") or "").partition("#")[2])
        if (each.get("href") or "").startswith("#") and goal not in ids and slug(goal) in ids:
            each.set("href", f"#{slug(goal)}")


def _captioned(root: Element) -> None:
    """The title of a picture that stands by itself is its caption, as with us."""
    from lxml import html

    for each in list(root.iter("p")):
        image = each[0] if len(each) == 1 and each[0].tag == "img" else None
        if image is None or not image.get("title") or words_of(each):
            continue
        caption = html.Element("figcaption")
        caption.text = image.attrib.pop("title")
        each.tag = "figure"
        each.append(caption)


def _linked(element: Element) -> None:
    """A bare address is a link, as most programs show it, and ours."""
    from lxml import html

    parts: list[tuple[Element | str, str]] = [("", element.text or "")]
    parts += [(child, child.tail or "") for child in element]
    for before, text in parts:
        at, place = 0, before
        for match in _BARE.finditer(text):
            link = html.Element("a", href=match[0])
            link.text = match[0]
            _say(element, place, text[at : match.start()])
            if isinstance(place, str):
                element.insert(0, link)
            else:
                element.insert(element.index(place) + 1, link)
            at, place = match.end(), link
        if at:
            _say(element, place, text[at:])


def _say(element: Element, place: Element | str, text: str) -> None:
    if isinstance(place, str):
        element.text = text
    else:
        place.tail = text


def _marked(element: Element) -> None:
    """Take away what Kramdown and Hugo read as marks of an element; its id is kept."""
    last = element[-1] if len(element) else None
    text = (last.tail if last is not None else element.text) or ""
    if str(element.tag).startswith("h") and (match := _ID.search(text)):
        element.set("id", match[1])
        text = text[: match.start()]
    else:
        text = _MARKS.sub("", text)
    if last is not None:
        last.tail = text
    else:
        element.text = text
