"""What the converter of a publication has been set to, as far as texts written directly need it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.toc import TocTreeprocessor

from publisher.content.render.reading.block import Features
from publisher.content.render.reading.engine import ReadingMarkdown
from publisher.content.render.reading.typography import Typography

_STEPS = frozenset(
    "inline prettify attr_list abbr smarty toc unescape "  # noqa: SIM905
    "publisher-before publisher-after publisher-last".split()
)
_AFTERWARDS = frozenset({"raw_html", "footnote", "amp_substitute"})
_CONTENTS = {"marker": "[TOC]", "base_level": 0, "use_anchors": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectSettings:
    """The steps of the long way whose work is done here too, and by the same code."""

    slug: Callable[[str], str]
    """A heading's words → its id, before it is made the only one."""
    listed: range
    """The levels of headings that are listed."""
    serialise: Callable[[Element], str]
    typography: Typography | None
    footnotes: FootnoteExtension | None
    features: Features


def settings_of(md: Markdown) -> DirectSettings | None:
    """None where a setting or a step asks for something that is not written directly."""
    if not isinstance(md, ReadingMarkdown) or not _known(md):
        return None
    contents = md.treeprocessors["toc"]
    if not isinstance(contents, TocTreeprocessor) or not _usual(contents):
        return None
    typography = next((each for each in md.treeprocessors if isinstance(each, Typography)), None)
    if typography is None and "smarty" in md.treeprocessors:
        return None
    return DirectSettings(
        slug=lambda words: contents.slugify(words, contents.sep),
        listed=range(contents.toc_top, contents.toc_bottom + 1),
        serialise=md.serializer,
        typography=typography,
        footnotes=md.footnotes if _numbered(md.footnotes) else None,
        features=md.features(),
    )


def _known(md: Markdown) -> bool:
    """Whether all its steps are among those whose work is known here."""
    steps = sum(name in md.treeprocessors for name in _STEPS)
    afterwards = sum(name in md.postprocessors for name in _AFTERWARDS)
    return steps == len(md.treeprocessors) and afterwards == len(md.postprocessors)


def _usual(contents: TocTreeprocessor) -> bool:
    expected: Mapping[str, object] = _CONTENTS
    usual = all(getattr(contents, name) == value for name, value in expected.items())
    return usual and contents.use_permalinks in {False, None}


def _numbered(footnotes: FootnoteExtension | None) -> bool:
    return footnotes is not None and footnotes.getConfig("SUPERSCRIPT_TEXT") == "{}"
