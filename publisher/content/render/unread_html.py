"""What looks like HTML and was read as words: readers would see it, comments above all."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from publisher.content.render.findings import Findings

_COMMENT = re.compile(r"<!-->|<!--->|<!--.*?-->", re.DOTALL)
"""A comment that browsers and CommonMark end in the same place."""

_ASIDE = re.compile(r"<([!?])(?=[-\w\[=])[^\w<>]*(\w*)")
_WORDS = ("title", "alt", "aria-label")
"""Attributes whose words readers meet."""

_ESCAPE = "Ska tecknet < synas, skriv &lt;."


def without_comments(text: str) -> str:
    """The text without all that is a whole comment. Where none ends any more none is looked for."""
    end = text.rfind("-->") + len("-->")
    return _COMMENT.sub("", text[:end]) + text[end:] if end >= len("-->") else text


def aside(found: Findings, begun: str, word: str = "") -> None:
    """A fault: a comment, or the like, that could not be left out of the text."""
    what = "kommentaren" if begun.startswith("<!-") else "det som börjar med"
    text = f"{what} ”{begun}” går inte att utelämna där den står"
    if what != "kommentaren":
        text = f"{what} ”{begun}” är ingen HTML som kan stå i en text"
    hint = f"Avsluta den med --> i samma stycke, eller skriv den på egna rader. {_ESCAPE}"
    line = found.lines.text(f"{begun} {word}", rather=begun)
    found.fault(line, text, hint if what == "kommentaren" else _ESCAPE)


def report(root: Element, found: Findings) -> None:
    """What is left of comments in words; while those that the author escaped are still signs."""
    for element in root.iter():
        if element.tag != "code" and element.text and "<" in element.text:
            _report(element.text, found)
        if element.tail and "<" in element.tail:
            _report(element.tail, found)


def leave_out(element: Element, found: Findings) -> None:
    """Take whole comments out of the attributes that readers meet."""
    for name in _WORDS:
        value = element.get(name)
        if value and "<!-" in value:
            element.set(name, without_comments(value).strip())
            _report(element.get(name, ""), found)


def _report(words: str, found: Findings) -> None:
    for match in _ASIDE.finditer(words):
        begun = "<!--" if words.startswith("<!-", match.start()) else match[0][:2]
        aside(found, begun, match[2])
