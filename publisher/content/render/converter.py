"""A process's one converter: Python-Markdown with the publication's extensions and our passes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from markdown.extensions import toc
from markdown.extensions.footnotes import FootnoteExtension

from publisher.config import resolved
from publisher.content.render.direct.settings import DirectSettings, settings_of
from publisher.content.render.findings import Findings
from publisher.content.render.messages import tell
from publisher.content.render.quick import QuickMarkdown
from publisher.content.render.raw import GONE
from publisher.content.render.reading.engine import OURS, ReadingMarkdown, reads, short
from publisher.content.render.tree import AfterInline, BeforeInline, Last, Pass
from publisher.model import Heading
from publisher.problems import Problem, PublisherError

Extensions = tuple[tuple[str, dict[str, Any]], ...]

_BACK = "Tillbaka till texten, fotnot {}"

_NOTHING = re.compile(rf"<p>\s*{GONE}\s*</p>\n?|{GONE}")

_idle: dict[str, Converter] = {}
"""Built converters that nobody is using, by the `repr` of their extensions: building takes longer
than a short text. One that broke off in the middle is not put back, so nothing of it can leak."""


_latest: dict[bool, tuple[Extensions, DirectSettings | None]] = {}
"""The extensions last asked for, of English texts and of others: a build asks for the same ones."""


class Converter:
    """Markdown → one HTML fragment, with what was found on the way."""

    def __init__(self, extensions: Extensions) -> None:
        """Build it, with our passes among its steps."""
        self._md = build(extensions)
        self._passes: tuple[tuple[Pass, str, int], ...] = (
            (BeforeInline(self._md), "publisher-before", 25),
            (AfterInline(self._md), "publisher-after", 12),
            (Last(self._md), "publisher-last", -10),
        )
        for step, name, priority in self._passes:
            self._md.treeprocessors.register(step, name, priority)
        self.direct = settings_of(self._md)
        """How texts are written directly with these extensions, if they are."""

    def convert(self, body: str, found: Findings) -> str:
        """The fragment, with `tree.TEASER_END` in it where the teaser ends."""
        for step, _, _ in self._passes:
            step.found = found
        if isinstance(self._md, ReadingMarkdown):
            self._md.names = found.context.names
        html = self._md.reset().convert(body)
        if isinstance(self._md, ReadingMarkdown) and body.strip():
            tell(self._md.document, found)
        found.toc = tuple(_flat(getattr(self._md, "toc_tokens", [])))
        return _NOTHING.sub("", html) if GONE in html else html


def build(extensions: Extensions) -> ReadingMarkdown | QuickMarkdown:
    """Markdown with these extensions, but without our passes.

    Headings get ids even if `toc` was not asked for: addresses may end in one.
    """
    ours = reads(name for name, _ in extensions)
    md = ReadingMarkdown(output_format="html") if ours else QuickMarkdown(output_format="html")
    for name, options in extensions:
        _extend(md, name, options)
    if "toc" not in md.treeprocessors:
        toc.TocExtension().extendMarkdown(md)
    md.take_over()
    _in_swedish(md)
    return md


def convert(body: str, found: Findings, extensions: Extensions) -> str:
    """As `Converter.convert`, with a converter that is kept from text to text."""
    key, converter = _taken(found, extensions)
    html = converter.convert(body, found)
    _idle[key] = converter
    return html


def settings(found: Findings, extensions: Extensions) -> DirectSettings | None:
    """How a text of this kind is written directly; None when none is."""
    english, latest = _is_english(found), _latest.get(_is_english(found))
    if latest is None or latest[0] is not extensions:
        key, converter = _taken(found, extensions)
        _idle[key] = converter
        latest = _latest[english] = (extensions, converter.direct)
    return latest[1]


def _taken(found: Findings, extensions: Extensions) -> tuple[str, Converter]:
    extensions = tuple(_spelt(name, options, found) for name, options in extensions)
    key = repr(extensions)
    return key, _idle.pop(key, None) or Converter(extensions)


def _spelt(name: str, options: dict[str, Any], found: Findings) -> tuple[str, dict[str, Any]]:
    """The owner's quotation marks are those of the publication; an English text has its own."""
    if not _is_english(found) or name.rpartition(".")[2] != "smarty":
        return name, options
    return name, {key: value for key, value in options.items() if key != "substitutions"}


def _is_english(found: Findings) -> bool:
    return found.entry.language.partition("-")[0].lower() == "en"


def _extend(md: ReadingMarkdown | QuickMarkdown, name: str, options: dict[str, Any]) -> None:
    """Add one extension. What it thinks of its options shows only when it is given them."""
    try:
        extension = md.build_extension(name, resolved(options))
        if short(name) not in OURS or not isinstance(md, ReadingMarkdown):
            md.registerExtensions([extension], {})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        text = f"Markdown-tillägget ”{name}” kan inte använda sina inställningar: {error}"
        hint = "Rätta dem under markdown_extensions i mkdocs.yml."
        raise PublisherError(Problem(path="", text=text, hint=hint)) from error


def _in_swedish(md: ReadingMarkdown | QuickMarkdown) -> None:
    """Words and ids that extensions would else make up in English, or not at all."""
    for extension in md.registeredExtensions:
        if isinstance(extension, FootnoteExtension):
            if extension.getConfig("BACKLINK_TITLE").startswith("Jump"):
                extension.setConfig("BACKLINK_TITLE", _BACK)
            # A count of texts converted so far would make ids depend on what came before.
            extension.setConfig("UNIQUE_IDS", value=False)
    step = md.treeprocessors["toc"]
    if isinstance(step, toc.TocTreeprocessor) and step.slugify is toc.slugify:
        step.slugify = _slugify


def _slugify(text: str, separator: str) -> str:
    """As `toc` does, and `rubrik` where nothing can be written in ASCII (中国)."""
    return toc.slugify(text, separator) or "rubrik"


def _flat(tokens: list[dict[str, Any]]) -> Iterator[Heading]:
    """The headings that `toc` has nested, in their order."""
    for token in tokens:
        yield Heading(level=token["level"], id=token["id"], title=unescape(token["name"]))
        yield from _flat(token["children"])
