"""Where in the source something stands: Python-Markdown forgets lines, so they are sought again.

Only faults, advice and links within the publication need a line; nothing here runs for the rest.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from html import unescape
from itertools import pairwise

_FENCE = re.compile(
    r"^[ \t>]*+(?P<mark>`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^[ \t>]*+(?P=mark)[`~]*+[ \t]*+$|\Z)",
    re.MULTILINE | re.DOTALL,
)
_TICKS = re.compile("`+")
_BLANK_LINE = re.compile(r"\n[ \t]*+\n")
_COMMENT = re.compile(r"<!-->|<!--->|<!--.*?-->", re.DOTALL)
_UNDERLINE = re.compile(r"[ \t>]*(?:=+|-+)[ \t]*")
_LEADS = " \t>*+-.0123456789"
"""What may stand before a heading: it can be quoted, or the first thing in a list item."""
_TARGET = re.compile(
    r"""(?:\(\s*+<?|\]:\s*+<?|<|=\s*+["']?)([^\s()<>"'|=\]]+)(?=[\s)>"'|]|$)""",
    re.MULTILINE,
)
_SIMPLE = re.compile(r"""[^\s()<>"'|=\]]+""")
_MOST_SEARCHES = 2000
"""More are not made in one text: each goes through it all, and nobody reads so many faults."""
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
        self.spelled: dict[str, str] = {}
        """How targets are written that are not written as they are: `[[x]]`."""
        self._hits: dict[tuple[str, bool], list[int]] = {}
        self._searches = 0

    def target(self, target: str, nth: int = 0) -> int:
        """The line of the `nth` link or picture to `target`, written as the author wrote it.

        A link by reference (`[text][id]`) stands where its target is defined.
        """
        if not target:
            return self.text("]()", nth)
        if target in self.spelled:
            return self.text(self.spelled[target], nth)
        hits = self._targets.get(target)
        if hits is None and not _SIMPLE.fullmatch(target):
            pattern = rf"""(?:\(\s*<?|\]:\s*<?|<|=\s*["']?){re.escape(target)}(?=[\s)>"'|]|$)"""
            hits = self._sought(pattern, plainly=False)
        return self._nth(hits, nth) if hits else self.text(target, nth)

    def text(self, literal: str, nth: int = 0, rather: str = "") -> int:
        """The line of the `nth` place where this stands, or where `rather` does if it does not."""
        for sought in filter(None, (literal, rather)):
            for plainly in (False, True):
                if hits := self._sought(re.escape(sought), plainly=plainly):
                    return self._nth(hits, nth)
        return self.first

    def named(self, name: str) -> list[int]:
        """The lines on which this id is given, by hand or in braces; at least one."""
        pattern = (
            rf"""(?:\{{[^{{}}\n]*#|\b(?:id|name)\s*=\s*["']?){re.escape(name)}(?=[\s"'}}>/])"""
        )
        hits = self._sought(pattern, plainly=False)
        return [self.first + hit for hit in hits] or [self.first]

    def heading(self, level: int, raw: str, nth: int = 0) -> int:
        """The line of the `nth` heading of this level with this text, in Markdown."""
        hits = [number for number, line in self._headings if raw in line]
        hits = [number for number in hits if self._is_heading(number, level)]
        return self._nth(hits, nth) if hits else self.text(raw, nth)

    def _is_heading(self, number: int, level: int) -> bool:
        line = self._rows[number]
        below = self._rows[number + 1] if number + 1 < len(self._rows) else ""
        marked = line.lstrip(_LEADS).startswith("#" * level)
        return marked or _UNDERLINE.fullmatch(below) is not None

    @cached_property
    def prose(self) -> str:
        """The body with its code and comments blanked out, every line where it was."""
        text = self._body
        for sign in ("```", "~~~"):
            if sign in text:
                text = _FENCE.sub(_blank, text)
        end = text.rfind("-->") + 3  # what begins after it is no comment, and is not looked at
        text = _COMMENT.sub(_blank, text[:end]) + text[end:] if "<!--" in text else text
        return _without_spans(text) if "`" in text else text

    @cached_property
    def _plain(self) -> str:
        """The body as it is meant: without backslashes, and `&amp;` as &."""
        lines = _ESCAPE.sub(r"\1", self._body).split("\n")
        return "\n".join(unescape(line).replace("\n", " ") for line in lines)

    @cached_property
    def _rows(self) -> list[str]:
        return self.prose.split("\n")

    @cached_property
    def _headings(self) -> list[tuple[int, str]]:
        """The lines that may be headings."""
        return [
            (number, line)
            for number, (line, below) in enumerate(pairwise([*self._rows, ""]))
            if line.lstrip(_LEADS).startswith("#") or _UNDERLINE.fullmatch(below)
        ]

    @cached_property
    def _targets(self) -> dict[str, list[int]]:
        """The lines of everything that is written where a link's target is."""
        found: dict[str, list[int]] = {}
        for target, line in _with_lines(_TARGET, self.prose):
            found.setdefault(target, []).append(line)
        return found

    def _sought(self, pattern: str, *, plainly: bool) -> list[int]:
        """The lines on which matches end; what has been sought is not sought again."""
        key = (pattern, plainly)
        if (hits := self._hits.get(key)) is None:
            self._searches += 1
            if self._searches > _MOST_SEARCHES:
                return []
            text = self._plain if plainly else self.prose
            compiled = re.compile(pattern, re.MULTILINE)
            hits = self._hits[key] = [line for _, line in _with_lines(compiled, text)]
        return hits

    def _nth(self, hits: list[int], nth: int) -> int:
        return self.first + hits[min(nth, len(hits) - 1)]


def _without_spans(text: str) -> str:
    """Code within a paragraph blanked out: from each run of ` to the next one as long."""
    runs = [(match.start(), len(match[0])) for match in _TICKS.finditer(text)]
    ends = [match.start() for match in _BLANK_LINE.finditer(text)]
    later: dict[int, list[int]] = {}
    for start, length in reversed(runs):
        later.setdefault(length, []).append(start)
    parts: list[str] = []
    at = 0
    for start, length in runs:
        same = later[length]
        same.pop()
        if start < at or text.startswith("\\", max(start - 1, 0)) or not same:
            continue
        index = bisect_left(ends, start)
        if index < len(ends) and ends[index] < same[-1]:
            continue
        end = same[-1] + length
        parts += (text[at:start], _VISIBLE.sub(" ", text[start:end]))
        at = end
    return "".join(parts) + text[at:]


def _blank(match: re.Match[str]) -> str:
    return _VISIBLE.sub(" ", match[0])


def _with_lines(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, int]]:
    """Each match (its first group, if it has one) and the line, from 0, on which it ends."""
    line = at = 0
    for match in pattern.finditer(text):
        line += text.count("\n", at, match.end())
        at = match.end()
        yield match[pattern.groups], line
