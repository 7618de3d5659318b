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

from publisher.content.html import listed
from publisher.content.html.tags import value_of
from publisher.content.render import galleries
from publisher.content.render.cards import make_card
from publisher.content.render.elements import ALLOWED, SMALLER, Elements
from publisher.content.render.findings import Findings
from publisher.content.render.raw import RawHtml, scrolling
from publisher.content.render.reading.engine import ReadingMarkdown
from publisher.content.render.unread_html import leave_out, report

TEASER_END = f"{STX}more{ETX}"
"""Stands in the finished HTML where the teaser ends; the source can hold no STX."""

MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
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
        # Now, for `_` and `--` in an address are neither emphasis nor a dash.
        root[:] = [each for child in root for each in _with_bare_links(child)]
        above = 1
        for element in root.iter():
            if len(element.tag) == 2 and _HEADING.fullmatch(element.tag):  # noqa: PLR2004 (h1…h6)
                above = self._heading(element, above)

    def _heading(self, element: Element, above: int) -> int:
        level, raw = int(element.tag[1]), element.text or ""
        nth = self.found.nth(f"{'#' * level} {raw}")
        if advice := heading_advice(level, above, raw):
            self.found.advice(self._at(element, level, raw, nth), *advice)
        if level == 1:
            element.tag, level = "h2", 2
        return level

    def _at(self, element: Element, level: int, raw: str, nth: int) -> int:
        if isinstance(self.md, ReadingMarkdown) and element in self.md.builder.lines:
            return self.found.lines.first + self.md.builder.lines[element]
        return self.found.lines.heading(level, raw, nth)


def heading_advice(level: int, above: int, raw: str) -> tuple[str, str] | None:
    """What is said of a heading of this level below one of the level `above`, if anything is."""
    shown = f"rubriken ”{raw}”"
    if level == 1:
        return f"{shown} är lika stor som sidans titel (#)", SMALLER
    if level > above + 1:
        text = f"{shown} hoppar över en nivå ({'#' * level})"
        return text, f"Skriv {'#' * (above + 1)} i stället."
    return None


class AfterInline(Pass):
    """A picture with a title, or a box of them, becomes a figure; a table scrolls by itself."""

    def run(self, root: Element) -> None:
        """Go through root's own children, and through all words and tables, wherever they stand."""
        report(root, self.found)
        tables = [
            (parent, each) for parent in root.iter() for each in parent if each.tag == "table"
        ]
        _wrap(tables)
        for child in root:
            image = _only(child, "img")
            if image is not None and image.get("title"):
                caption = SubElement(child, "figcaption")
                caption.text = image.attrib.pop("title")
                child.tag, image.tail = "figure", None
                self.md.treeprocessors["inline"].run(child)
        for box in filter(galleries.is_one, list(root.iter())):
            self._settle(box)

    def _settle(self, box: Element) -> None:
        """A box of pictures."""
        unread, faults = galleries.settled(box)
        for figure in unread:
            self.md.treeprocessors["inline"].run(figure)
        for fault in faults:
            self.found.fault(self._line_of(fault.element), fault.text, fault.hint)

    def _line_of(self, element: Element) -> int:
        lines = self.md.builder.lines if isinstance(self.md, ReadingMarkdown) else {}
        known = [lines[each] for each in element.iter() if each in lines]
        if known:
            return self.found.lines.first + known[0]
        return self.found.lines.text(f"!!! {galleries.KIND}")


class Last(Pass):
    """Everything that needs to see the text as it will be."""

    def run(self, root: Element) -> None:
        """Go through every element once, and through the hand-written HTML that was put aside."""
        elements = Elements(self.found)
        if isinstance(self.md, ReadingMarkdown):
            self.found.names |= self.md.document.wiki.asked
            self.found.lines.spelled |= self.md.document.wiki.written
        _mark_teaser(root, self.md)
        self._resolve(root, elements)
        raw = RawHtml(elements, sum(1 for _ in root.iter("table")))
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


def _with_bare_links(paragraph: Element) -> list[Element]:
    """A paragraph for each line, if every line is an address and nothing else."""
    if paragraph.tag != "p" or not paragraph.text or not paragraph.text.startswith("http"):
        return [paragraph]
    return [_bare_link(address) for address in bare_addresses(paragraph.text)] or [paragraph]


def bare_addresses(text: str) -> list[str]:
    """The addresses that a paragraph holds, each on its line; none if it holds anything else."""
    addresses = [line.strip() for line in text.split("\n") if line.strip()]
    return addresses if all(map(_BARE_LINK.fullmatch, addresses)) else []


def _bare_link(address: str) -> Element:
    single = Element("p")
    SubElement(single, "a", {"href": address}).text = AtomicString(address)
    return single


def _only(parent: Element, tag: str) -> Element | None:
    """The element that is all a paragraph holds; None when it is another, or there is more."""
    if parent.tag != "p" or len(parent) != 1 or parent[0].tag != tag:
        return None
    if (parent.text and parent.text.strip()) or (parent[0].tail and parent[0].tail.strip()):
        return None
    return parent[0]


def _wrap(tables: list[tuple[Element, Element]]) -> None:
    """Each into an element that scrolls."""
    made: dict[Element, Element] = {}
    for nth, (_, table) in enumerate(tables, start=1):
        made[table] = Element("div", scrolling(nth, len(tables)))
        made[table].tail, table.tail = table.tail, None
        made[table].append(table)
    for parent in dict.fromkeys(parent for parent, _ in tables):
        parent[:] = [made.get(child, child) for child in parent]


def _mark_teaser(root: Element, md: Markdown) -> None:
    """Put TEASER_END where the author wrote `<!-- more -->`, else after the first paragraph."""
    end: Element | None = None
    for child in root:
        if child.tag == "p" and (piece := _put_aside(child, md)) and MORE.fullmatch(piece.strip()):
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
