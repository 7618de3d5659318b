"""Python-Markdown with our reading of blocks and marks in the place of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.postprocessors import RawHtmlPostprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import ETX, STX, AtomicString, Registry

from publisher.content.render.reading import notes
from publisher.content.render.reading.abbreviations import MOST, Abbreviations
from publisher.content.render.reading.block import Features
from publisher.content.render.reading.blocks import BlockReader
from publisher.content.render.reading.building import TreeBuilder
from publisher.content.render.reading.document import Document
from publisher.content.render.reading.inline import Inline
from publisher.content.render.reading.typography import Typography
from publisher.model import TextName

OURS = frozenset(
    "fenced_code md_in_html sane_lists tables pymdownx.mark pymdownx.tasklist".split()  # noqa: SIM905
)
"""Extensions whose work is done here, whatever their settings."""
KNOWN = OURS | frozenset(
    "abbr admonition attr_list def_list extra footnotes smarty toc".split()  # noqa: SIM905
)
"""With these a text is read here; one that asks for others is read by the library alone."""

_PLACE = re.compile(f"(<p>)?{STX}wzxhzdk:([0-9]+){ETX}(</p>)?")
_SPECIAL = re.compile(r"[\\`*_~=\[\]<&!@\n]|://|www\.", re.IGNORECASE)


def reads(names: Iterable[str]) -> bool:
    """Whether a publication with these extensions is read by our rules."""
    return KNOWN.issuperset(map(short, names))


def short(name: str) -> str:
    """An extension's name as it is usually written."""
    return name.removeprefix("markdown.extensions.")


class ReadingMarkdown(Markdown):
    """Markdown that reads as CommonMark says."""

    document: Document
    builder: TreeBuilder
    names: Mapping[str, TextName] = {}
    """What texts are called, for `[[links]]`, by folded name."""

    def build_parser(self) -> ReadingMarkdown:
        """As the stock one, but with our block parser, and nothing before it."""
        super().build_parser()
        parser = _Blocks(self)
        parser.blockprocessors = self.parser.blockprocessors
        self.parser = parser
        return self

    def take_over(self) -> None:
        """Once all extensions are registered: our steps in the place of the library's."""
        self.preprocessors = Registry()
        self.preprocessors.register(_Source(self), "normalize_whitespace", 30)
        self.footnotes = self._extension(FootnoteExtension)
        self._replace("inline", _Inline(self), 20)
        self._replace("prettify", _Lines(self), 10)
        self.postprocessors.register(_Raw(self), "raw_html", 30)
        for name in ("footnote", "footnote-duplicate", "footnote-reorder"):
            if name in self.treeprocessors:
                self.treeprocessors.deregister(name)
        if "abbr" in self.treeprocessors:
            self._replace("abbr", Abbreviations(self), 7)
        for step in self.treeprocessors:
            if isinstance(step, AttrListTreeprocessor):
                step.HEADER_RE = _AtEnd(step.BASE_RE)  # type: ignore[misc, assignment]
        if "smarty" in self.treeprocessors:
            stock = self.treeprocessors["smarty"]
            if type(stock) is InlineProcessor:
                self._replace("smarty", Typography(self, stock.inlinePatterns), 6)

    def features(self) -> Features:
        """What extensions the publication has asked for, that blocks depend on."""
        processors = self.parser.blockprocessors
        return Features(
            abbreviations="abbr" in processors,
            boxes="admonition" in processors,
            definitions="defindent" in processors,
            footnotes=self.footnotes is not None,
        )

    def _extension(self, kind: type[FootnoteExtension]) -> FootnoteExtension | None:
        return next((each for each in self.registeredExtensions if isinstance(each, kind)), None)

    def _replace(self, name: str, step: Treeprocessor, priority: int) -> None:
        self.treeprocessors.register(step, name, priority)


class _AtEnd:
    """Finds `{: .class }` at the end of a heading, and looks for it only where there is one.

    In the library's place, whose expression tries every space of a row of them.
    """

    def __init__(self, base: str) -> None:
        """`base` is the extension's expression for what stands in braces."""
        self._pattern = re.compile(rf"(?<! ) +{base} *$")

    def search(self, text: str) -> re.Match[str] | None:
        """As a compiled expression's."""
        return self._pattern.search(text) if text.rstrip(" ").endswith("}") else None


class _Source(Preprocessor):
    """The text as it is to be read: tabs stay, for code may hold them."""

    def run(self, lines: list[str]) -> list[str]:
        """Without the signs that Python-Markdown marks its own places with."""
        text = "\n".join(lines).replace(STX, "").replace(ETX, "").replace("\0", "\ufffd")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return lines[:-1] if lines[-1] == "" else lines


class _Blocks(BlockParser):
    """Lines → tree."""

    md: ReadingMarkdown

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802 (the library's name)
        """Read a whole text; what comes up is in `md.document`."""
        md = self.md
        md.document = document = Document(md, md.names)
        if md.footnotes is not None:
            document.footnotes.format = md.footnotes.getConfig("SUPERSCRIPT_TEXT")
        reader = BlockReader(document, md.features())
        root = reader.read(lines)
        md.builder = TreeBuilder(document)
        tree = md.builder.build(root)
        if md.footnotes is not None:
            notes.append(tree, md.builder.notes, md.footnotes)
        self._abbreviate(reader)
        self.root = tree
        return ElementTree(tree)

    def _abbreviate(self, reader: BlockReader) -> None:
        step = next(
            (each for each in self.md.treeprocessors if isinstance(each, Abbreviations)), None
        )
        if step is not None:
            step.document = self.md.document
            step.meanings = dict(list(reader.abbreviations.items())[:MOST])
            if len(reader.abbreviations) > MOST:
                text = f"texten har {len(reader.abbreviations)} förkortningar: högst {MOST} går"
                self.md.document.fault(0, text, "Ta bort dem som inte används.")


class _Inline(Treeprocessor):
    """Reads the words of every element."""

    md: ReadingMarkdown

    def run(self, root: Element) -> None:
        """Of the whole text, or of an element that a later step has made."""
        md = self.md
        document = md.document
        if root is not md.parser.root:
            for element in list(root.iter()):  # what comes of it has been read
                words(element, document)
            return
        for element, text, line in md.builder.words:
            if line < 0:
                element.text = document.put_aside_block(text)
                continue
            document.line = line
            words(element, document)
        for item in md.builder.tight:
            _unwrap(item)
        if md.footnotes is not None:
            notes.lead_back(root, document.footnotes, md.footnotes)


def words(element: Element, document: Document) -> None:
    """Read what an element says, if there is anything in it but words."""
    text = element.text
    if text and not isinstance(text, AtomicString) and _SPECIAL.search(text):
        element.text = None
        Inline(text, document).fill(element)


def _unwrap(item: Element) -> None:
    """Make an item's paragraphs words of its own."""
    children = list(item)
    item[:] = []
    for child in children:
        if child.tag != "p" or child.get("class"):
            item.append(child)
            continue
        before, separate = (item[-1], True) if len(item) else (item, False)
        text = child.text or ""
        if separate:
            before.tail = (before.tail or "") + ("\n" if before.tail else "") + text
        else:
            before.text = (before.text or "") + ("\n" if before.text else "") + text
        item.extend(child)


class _Lines(Treeprocessor):
    """Blocks on lines of their own, as the library sets them; code as it is written."""

    md: ReadingMarkdown

    def run(self, root: Element) -> None:
        """In place, however deep it is."""
        block = self.md.is_block_level
        for element in root.iter():
            if block(element.tag) and element.tag not in {"code", "pre"}:
                if len(element) and not (element.text or "").strip() and block(element[0].tag):
                    element.text = "\n"
                for child in element:
                    if block(child.tag) and not (child.tail or "").strip():
                        child.tail = "\n"
            elif element.tag == "br":
                element.tail = f"\n{(element.tail or '').lstrip(' ')}"
        root.tail = "\n"


class _Raw(RawHtmlPostprocessor):
    """What stood between paragraphs is put back between them; what stood in one, into it."""

    md: ReadingMarkdown

    def run(self, text: str) -> str:
        """Each piece once, as it is: nobody's HTML stands for other HTML."""
        stash = self.md.htmlStash.rawHtmlBlocks
        if not stash:
            return text
        blocks = self.md.document.blocks

        def restored(match: re.Match[str]) -> str:
            index = int(match[2])
            if index >= len(stash):
                return match[0]
            html = str(stash[index])
            return html if index in blocks else f"{match[1] or ''}{html}{match[3] or ''}"

        return _PLACE.sub(restored, text)
