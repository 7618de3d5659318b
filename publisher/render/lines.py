"""Where in the source something stands: Python-Markdown forgets lines, so they are sought again.

Only faults, advice and links within the publication need a line; nothing here runs for the rest.
"""

from __future__ import annotations

import re
from functools import cached_property
from html import unescape
from itertools import pairwise

_FENCE = re.compile(
    r"^[ \t>]*(?P<mark>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*(?P=mark)[`~]*[ \t]*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_UNDERLINE = re.compile(r"[ \t>]*(?:=+|-+)[ \t]*")
_LEADS = " \t>*+-.0123456789"
"""What may stand before a heading: it can be quoted, or the first thing in a list item."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_VISIBLE = re.compile(r"[^\n]")


class Lines:
    """The lines of one body. All searches skip code and comments, and count matches from 0.

    When something cannot be found the body's first line is given: a line that is near beats none.
    """

    def __init__(self, body: str, first: int) -> None:
        """`first` is the line of the file on which the body begins."""
        self._body = body
        self.first = first

    def target(self, target: str, nth: int = 0) -> int:
        """The line of the `nth` link or picture to `target`, written as the author wrote it.

        A link by reference (`[text][id]`) stands where its target is defined.
        """
        if not target:
            return self.text("]()", nth)
        pattern = rf"""(?:\(\s*<?|\]:\s*<?|<|=\s*["']?){re.escape(target)}(?=[\s)>"'|]|$)"""
        if hits := _ends(pattern, self._prose):
            return self._line(hits[min(nth, len(hits) - 1)])
        return self.text(target, nth)

    def text(self, literal: str, nth: int = 0, rather: str = "") -> int:
        """The line of the `nth` place where this stands, or where `rather` does if it does not."""
        for sought in filter(None, (literal, rather)):
            for text in (self._prose, self._plain):
                if hits := _ends(re.escape(sought), text):
                    return self._line(hits[min(nth, len(hits) - 1)])
        return self.first

    def heading(self, level: int, raw: str, nth: int = 0) -> int:
        """The line of the `nth` heading of this level with this text, in Markdown."""
        lines = self._prose.split("\n")
        hits = [
            number
            for number, (line, below) in enumerate(pairwise([*lines, ""]))
            if raw in line
            and (line.lstrip(_LEADS).startswith("#" * level) or _UNDERLINE.fullmatch(below))
        ]
        return self._line(hits[min(nth, len(hits) - 1)]) if hits else self.text(raw, nth)

    @cached_property
    def _prose(self) -> str:
        """The body with its code and comments blanked out, every line where it was."""
        text = self._body
        for sign, code in (("```", _FENCE), ("~~~", _FENCE), ("<!--", _COMMENT), ("`", _SPAN)):
            if sign in text:
                text = code.sub(_blank, text)
        return text

    @cached_property
    def _plain(self) -> str:
        """The body as it is meant: without backslashes, and `&amp;` as &."""
        lines = _ESCAPE.sub(r"\1", self._body).split("\n")
        return "\n".join(unescape(line).replace("\n", " ") for line in lines)

    def _line(self, position: int) -> int:
        return self.first + position


def _blank(match: re.Match[str]) -> str:
    return _VISIBLE.sub(" ", match[0])


def _ends(pattern: str, text: str) -> list[int]:
    """The line (from 0) on which each match ends."""
    return [text.count("\n", 0, match.end()) for match in re.finditer(pattern, text, re.MULTILINE)]
