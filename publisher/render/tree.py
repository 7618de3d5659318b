"""Our own work on Python-Markdown's tree, in three passes between its own (priorities in brackets).

Before inline (25): what must be seen while it is still text. After inline (12), so that captions
get their quotes and abbreviations: figures and tables. Last (-10): links, pictures, cards, teaser.
"""

from __future__ import annotations

import re
from functools import partial
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, HTML_PLACEHOLDER_RE, STX, AtomicString

from publisher.fragments import listed
from publisher.fragments.tags import value_of
from publisher.render.cards import make_card
from publisher.render.elements import ALLOWED, SMALLER, Elements
from publisher.render.findings import Findings
from publisher.render.raw import RawHtml
from publisher.render.unread import leave_out, report

TEASER_END = f"{STX}more{ETX}"
"""Stands in the finished HTML where the teaser ends; the source can hold no STX."""

_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_BARE_LINK = re.compile(r"https?://[^\s<>]+")
_HEADING = re.compile(r"h[1-6]")
_PLAIN = frozenset({"class", "title", "alt"})
"""Attributes that need no looking into, but in _LOOKED_INTO."""
_LOOKED_INTO = frozenset({"a", "img"})


class Pass(Treeprocessor):
    """A pass over the tree of the text that `found` is about; `found` is set before each."""

    found: Findings


class BeforeInline(Pass):
    """Bare links on lines of their own, and the order of headings."""

    def run(self, root: Element) -> None:
        """Go through root's paragraphs, and through all headings."""
        for child in list(root):
            # Now, for `_` and `--` in an address are neither emphasis nor a dash.
            if child.tag == "p" and child.text and child.text.startswith("http"):
                _link_bare(root, child, child.text.split("\n"))
        above = 1
        for element in root.iter():
            if len(element.tag) == 2 and _HEADING.fullmatch(element.tag):  # noqa: PLR2004 (h1…h6)
                above = self._heading(element, above)

    def _heading(self, element: Element, above: int) -> int:
        level, raw = int(element.tag[1]), element.text or ""
        nth = self.found.nth(f"{'#' * level} {raw}")
        shown = f"rubriken ”{raw}”"
        if level == 1:
            line = self.found.lines.heading(level, raw, nth)
            self.found.advice(line, f"{shown} är lika stor som sidans titel (#)", SMALLER)
            element.tag, level = "h2", 2
        if level > above + 1:
            line = self.found.lines.heading(level, raw, nth)
            text = f"{shown} hoppar över en nivå ({'#' * level})"
            self.found.advice(line, text, f"Skriv {'#' * (above + 1)} i stället.")
        return level


class AfterInline(Pass):
    """A picture with a title becomes a figure; a table can be scrolled sideways on its own."""

    def run(self, root: Element) -> None:
        """Go through root's own children, and through all words for what is left of comments."""
        report(root, self.found)
        tables = [child for child in root if child.tag == "table"]
        for nth, table in enumerate(tables, start=1):
            _wrap(root, table, "Tabell" if len(tables) == 1 else f"Tabell {nth}")
        for child in root:
            image = _only(child, "img")
            if image is not None and image.get("title"):
                caption = SubElement(child, "figcaption")
                caption.text = image.attrib.pop("title")
                child.tag, image.tail = "figure", None
                self.md.treeprocessors["inline"].run(child)


class Last(Pass):
    """Everything that needs to see the text as it will be."""

    def run(self, root: Element) -> None:
        """Go through every element once, and through the hand-written HTML that was put aside."""
        elements = Elements(self.found)
        _mark_teaser(root, self.md)
        self._resolve(root, elements)
        raw = RawHtml(elements)
        stash = self.md.htmlStash.rawHtmlBlocks
        for index, piece in enumerate(stash):
            if isinstance(piece, str):
                stash[index] = raw.rewrite(piece)
            else:
                self._resolve(piece, elements)
        raw.check_closed()
        elements.linker.check_local()
        for child in root:
            if (link := _only(child, "a")) is not None and link.find(".//img") is None:
                href = link.get("href", "")
                internal = href in elements.linker.entries
                if internal or href.startswith(("http://", "https://")):
                    make_card(child, internal=internal)

    def _resolve(self, root: Element, elements: Elements) -> None:
        for element in root.iter():
            leave_out(element, self.found)
            tag, names = element.tag, element.keys()
            if tag not in ALLOWED and elements.refused(
                tag, element.attrib, partial(self._line, f"<{tag}")
            ):
                continue
            if names and (tag in _LOOKED_INTO or not _PLAIN.issuperset(names)):
                self._look_into(element, elements)

    def _look_into(self, element: Element, elements: Elements) -> None:
        given = {name.lower(): value for name, value in element.items()}
        unlisted = (name for name in element.attrib if not listed(element.tag, name.lower()))
        values = map(given.get, ("src", "href", "style", "id"))
        written = next(filter(None, (*unlisted, *values)), element.tag)
        href = given.get("href")
        hidden = href is not None and href.startswith(AMP_SUBSTITUTE)
        if href is not None and hidden:  # an e-mail address, which harvesters are not to see
            given["href"] = value_of(href.replace(AMP_SUBSTITUTE, "&"))
        kept = elements.attributes(element.tag, given, partial(self._line, written))
        if href is not None and hidden and kept.get("href") == given["href"]:
            kept["href"] = href
        element.attrib.clear()
        for name, value in kept.items():
            element.set(name, value)  # type: ignore[arg-type]

    def _line(self, written: str) -> int:
        return self.found.lines.target(written, self.found.latest(written))


def _link_bare(root: Element, paragraph: Element, lines: list[str]) -> None:
    """Make a paragraph of each line, if every line is an address and nothing else."""
    addresses = [line.strip() for line in lines if line.strip()]
    if not all(_BARE_LINK.fullmatch(address) for address in addresses):
        return
    place = list(root).index(paragraph)
    root.remove(paragraph)
    for address in reversed(addresses):
        single = Element("p")
        SubElement(single, "a", {"href": address}).text = AtomicString(address)
        root.insert(place, single)


def _only(parent: Element, tag: str) -> Element | None:
    """The element that is all a paragraph holds; None when it is another, or there is more."""
    if parent.tag != "p" or len(parent) != 1 or parent[0].tag != tag:
        return None
    if (parent.text and parent.text.strip()) or (parent[0].tail and parent[0].tail.strip()):
        return None
    return parent[0]


def _wrap(root: Element, table: Element, label: str) -> None:
    """Into an element that scrolls, and that one who has no mouse can reach."""
    place = list(root).index(table)
    root.remove(table)
    attributes = {"class": "table", "role": "region", "tabindex": "0", "aria-label": label}
    wrapper = Element("div", attributes)
    wrapper.append(table)
    root.insert(place, wrapper)


def _mark_teaser(root: Element, md: Markdown) -> None:
    """Put TEASER_END where the author wrote `<!-- more -->`, else after the first paragraph."""
    end: Element | None = None
    for child in root:
        if child.tag == "p" and (piece := _put_aside(child, md)) and _MORE.fullmatch(piece.strip()):
            root.remove(child)
            break
        end = child
    else:
        end = None
    if end is None:
        end = next((child for child in root if _has_words(child)), None)
    if end is not None:
        end.tail = f"\n{TEASER_END}\n"


def _put_aside(paragraph: Element, md: Markdown) -> str:
    """The hand-written HTML that is all a paragraph stands for; empty when it is a real one."""
    match = HTML_PLACEHOLDER_RE.fullmatch((paragraph.text or "").strip())
    if match is None or len(paragraph):
        return ""
    return str(md.htmlStash.rawHtmlBlocks[int(match[1])])


def _has_words(child: Element) -> bool:
    """Whether this is a paragraph of running text: not a picture, a card or an HTML block."""
    if child.tag != "p" or _only(child, "a") is not None:
        return False
    return bool(HTML_PLACEHOLDER_RE.sub("", "".join(child.itertext())).strip())
