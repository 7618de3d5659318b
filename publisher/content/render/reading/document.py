"""What one text defines and refers to, and what comes up while it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown

from publisher.content.render.reading import signs

if TYPE_CHECKING:
    from markdown.extensions.toc import TocTreeprocessor

    from publisher.model import TextName

MOST_MARKS = 200
"""So many times one footnote may be referred to: each is a way back from the note."""
MOST_HEADINGS = 2000


class ReadingRemark(NamedTuple):
    """Something to tell the author; lines count from 0, in the body."""

    line: int
    text: str
    hint: str
    fatal: bool
    earlier: int | None = None
    """Where the same was defined before."""


class References:
    """Where `[x]: address` says that `[x]` and `[words][x]` lead."""

    def __init__(self, document: Document) -> None:
        """None yet."""
        self._document = document
        self._defined: dict[str, tuple[signs.LinkTarget, int, str]] = {}
        self._used: set[str] = set()

    def define(self, name: str, target: signs.LinkTarget, line: int) -> None:
        """The first definition counts, as in CommonMark; a second one is a fault."""
        key = signs.folded(name)
        if (earlier := self._defined.get(key)) is None:
            self._defined[key] = (target, line, name)
            return
        if earlier[0][:2] != target[:2]:
            self._document.twice(f"länken [{name}]", line, earlier[1])

    def target(self, name: str, end: int) -> signs.LinkTarget | None:
        """Where a name leads, for a link that ends at `end`."""
        if not self._defined:
            return None
        key = signs.folded(name)
        if (found := self._defined.get(key)) is None:
            return None
        self._used.add(key)
        return found[0]._replace(end=end)

    def tell(self) -> None:
        """Advice on what nothing refers to."""
        for key, (_, line, name) in self._defined.items():
            if key not in self._used:
                hint = "Ta bort raden, eller skriv [" + name + "] där länken ska stå."
                self._document.advise(line, f"länken [{name}] används inte i texten", hint)


class Footnotes:
    """Notes at the end of a text, and the marks in it that lead to them."""

    def __init__(self, document: Document) -> None:
        """None yet."""
        self._document = document
        self.numbers: dict[str, int] = {}
        self.lines: dict[str, int] = {}
        self.marks: dict[str, int] = {}
        self.format = "{}"

    def define(self, name: str, line: int) -> bool:
        """A note; False when there is one of that name already."""
        if name in self.lines:
            self._document.twice(f"fotnoten [^{name}]", line, self.lines[name])
            return False
        self.lines[name] = line
        self.numbers[name] = len(self.numbers) + 1
        return True

    def reference(self, match: re.Match[str] | None) -> tuple[Element, int] | None:
        """The mark that leads to a note, and where it ends; None when there is no such note."""
        if match is None or (number := self.numbers.get(match[1])) is None:
            return None
        name = match[1]
        count = self.marks[name] = self.marks.get(name, 0) + 1
        if count > MOST_MARKS:
            if count == MOST_MARKS + 1:
                text = f"fotnoten [^{name}] nämns fler än {MOST_MARKS} gånger"
                self._document.fault(self._document.line, text, "Ta bort några hänvisningar.")
            return None
        sup = Element("sup", {"id": f"fnref{count if count > 1 else ''}:{name}"})
        link = SubElement(sup, "a", {"class": "footnote-ref", "href": f"#fn:{name}"})
        link.text = self.format.format(number)
        return sup, match.end()


class Wiki:
    """Links as Obsidian writes them, `[[x]]`: known by the names of the publication's texts."""

    _LINK = re.compile(
        r"\[\[([^\[\]|#\n]{1,200})(#[^\[\]|\n]{1,200})?(?:\|([^\[\]\n]{1,300}))?\]\](?![(\[:])"
    )

    def __init__(self, names: Mapping[str, TextName], as_id: Callable[[str], str]) -> None:
        """`names` has the text by each name that only one text has, folded.

        `as_id` makes a heading's words into the id that links to it end in.
        """
        self._names = names
        self._as_id = as_id
        self.asked: set[str] = set()
        """Every name that was looked for, folded, whether a text has it or not."""
        self.written: dict[str, str] = {}
        """How the author wrote each address that was found."""

    def link(self, text: str, start: int) -> tuple[Element, int] | None:
        """The link that begins here, if it is certain where it leads."""
        if not text.startswith("[[", start) or (match := self._LINK.match(text, start)) is None:
            return None
        name, heading, words = match.groups()
        folded = signs.folded(name).removesuffix(".md")
        self.asked.add(folded)
        found = self._names.get(folded)
        if found is None or (heading or "").startswith("#^"):  # a paragraph that has no name here
            return None
        address = quote(found.path)
        if heading:
            address += f"#{self._as_id(heading.rpartition('#')[2].strip())}"
        self.written.setdefault(address, match[0])
        made = Element("a", {"href": address})
        made.text = (words or found.title or name).strip()
        return made, match.end()


class Document:
    """One text, while it is read."""

    def __init__(self, md: Markdown, names: Mapping[str, TextName]) -> None:
        """Nothing has been read."""
        self._md = md
        self.said: list[ReadingRemark] = []
        self.references = References(self)
        self.footnotes = Footnotes(self)
        self.wiki = Wiki(names, self._as_id)
        self.abbreviations: dict[str, int] = {}
        self.blocks: set[int] = set()
        """Which pieces of HTML that were put aside stood between paragraphs, not in one."""
        self.code: set[int] = set()
        """Lines that are code because they stand in."""
        self.line = 0
        """The line of what is being read."""
        self._deep = False

    def _as_id(self, heading: str) -> str:
        step = cast("TocTreeprocessor", self._md.treeprocessors["toc"])
        return str(step.slugify(heading, step.sep))

    def put_aside(self, html: str) -> str:
        """What stands in the text for HTML that the author wrote by hand."""
        return str(self._md.htmlStash.store(html))

    def put_aside_block(self, html: str) -> str:
        """The same for HTML between paragraphs."""
        self.blocks.add(len(self._md.htmlStash.rawHtmlBlocks))
        return self.put_aside(html)

    def fault(self, line: int, text: str, hint: str = "") -> None:
        """Something that stops the build."""
        self.said.append(ReadingRemark(line, text, hint, fatal=True))

    def advise(self, line: int, text: str, hint: str = "") -> None:
        """Something that could be better."""
        self.said.append(ReadingRemark(line, text, hint, fatal=False))

    def unused(self, abbreviations: Iterable[str]) -> None:
        """Advice on abbreviations that the text turned out not to have."""
        for name in abbreviations:
            text = f"förkortningen *[{name}] används inte i texten"
            self.advise(self.abbreviations[name], text, "Ta bort raden, eller rätta stavningen.")

    def twice(self, what: str, line: int, earlier: int) -> None:
        """Two definitions of one name: only one could be used."""
        hint = "Ta bort den ena, eller ge dem olika namn: bara en av dem kan användas."
        self.said.append(
            ReadingRemark(line, f"{what} står två gånger", hint, fatal=True, earlier=earlier)
        )

    def too_deep_marks(self) -> None:
        """Emphasis in emphasis in emphasis: told once."""
        if not self._deep:
            self._deep = True
            text = "fetstil och kursiv står i varandra mer än 32 nivåer djupt"
            self.fault(self.line, text, "Ta bort * och _ som inte ska vara där.")
