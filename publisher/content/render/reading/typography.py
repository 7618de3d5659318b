"""Straight quotes, dashes and full stops → typographic ones, as `smarty` would, in one go each.

The expressions and what they are replaced by are the extension's, with its settings. It puts every
sign aside on its own and copies all the text each time: minutes for a long text of quotes.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

from markdown.extensions import smarty
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString

from publisher.content.render.quick import NEEDLES
from publisher.content.render.reading import signs

_TOKEN = re.compile(f"{STX}q([0-9]+){ETX}")
_WORDS = re.compile(r"(\s+)")
_PATH = re.compile(
    r"[(\"'”]?(?:(?:~|\.\.?|[A-Za-z]:)[/\\]|/[\w.-]+/|[A-Za-z][A-Za-z0-9+.-]{1,31}://"
    r"|(?:arxiv|doi|magnet|mailto|urn):\w|(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,63}(?::\d+)?/)",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\w\.(?:avi|bz2|csv|docx?|epub|flac|gif|gz|heic|html?|jpe?g|json|log|m4a|md|mov|mp[34]|od[pst]|ogg"
    r"|opus|pdf|png|pptx?|py|rar|rtf|srt|svg|tar|tex|tiff?|toml|txt|vtt|wav|webm|webp|xlsx?|xml"
    r"|ya?ml|zip)[).,;:!?\"'”]*$",
    re.IGNORECASE,
)
_IN_PATH = re.compile(r"--+|\.\.\.+")
_AFTER_A_WORD = smarty.closeClass
"""Such an expression looks at the sign before, and must not see one that was just replaced."""


class Typography(Treeprocessor):
    """Goes through all text that is not code or an address."""

    def __init__(self, md: Any, patterns: Any) -> None:  # noqa: ANN401 (untyped in the library)
        """`patterns` are the extension's, in its order."""
        super().__init__(md)
        self._steps = [
            (
                NEEDLES.get(each.compiled_re.pattern, ("",)),
                each.compiled_re,
                each.replace,
                _AFTER_A_WORD in each.pattern,
            )
            for each in patterns
        ]

    def run(self, root: Element) -> None:
        """Replace in place."""
        for element in root.iter():
            if element.text and sought(element.text):
                element.text = self.made(element.text)
            if element.tail and sought(element.tail):
                element.tail = self.made(element.tail)

    def made(self, text: str) -> str:
        """A stretch of text, what is to stay as it is held (`signs.held`)."""
        made: list[str] = []
        if "--" in text or "..." in text:
            text = "".join(map(_held, _WORDS.split(text)))
        for needles, pattern, replacement, looks_back in self._steps:
            if any(needle in text for needle in needles):
                text = _replaced(text, pattern, replacement, made, looks_back=looks_back)
        while _TOKEN.search(text):  # one that stands for a space may hold an earlier one
            text = _TOKEN.sub(lambda match: made[int(match[1])], text)
        return text


def _held(word: str) -> str:
    """A word as it is, and a path or a file's name so that nothing in it becomes a dash."""
    if ("--" in word or "..." in word) and (_PATH.match(word) or _FILE.search(word[-20:])):
        return _IN_PATH.sub(lambda run: "".join(map(signs.held, run[0])), word)
    return word


def sought(text: str) -> bool:
    """Whether anything in it may become typographic."""
    signs_in = (
        '"' in text
        or "'" in text
        or "--" in text
        or "..." in text
        or ("<" in text and "<<" in text)
        or (">" in text and ">>" in text)
    )
    return signs_in and not isinstance(text, AtomicString)


def _replaced(
    text: str,
    pattern: re.Pattern[str],
    replacement: Any,  # noqa: ANN401 (strings and numbers of groups)
    made: list[str],
    *,
    looks_back: bool,
) -> str:
    parts: list[str] = []
    end = 0
    for match in pattern.finditer(text):
        if looks_back and match.start() == end and end:
            continue
        parts += (text[end : match.start()], f"{STX}q{len(made)}{ETX}")
        made.append(
            "".join(
                match[part] if isinstance(part, int) else unescape(part) for part in replacement
            )
        )
        end = match.end()
    return "".join(parts) + text[end:] if parts else text
