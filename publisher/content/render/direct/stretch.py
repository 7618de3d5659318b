"""The marks in a stretch of text: emphasis, code, links, pictures, footnotes' marks.

Whatever is not nested as brackets are, each end answering to the beginning just before it, is
`Uncertain`. Of runs of signs that can begin or end, and not both, CommonMark's procedure then finds
the same pairs: an end takes the nearest run of its sign that can begin, and all that began after
that one has ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from typing import ClassVar

from markdown.extensions.toc import escape_cdata
from markdown.util import code_escape

from publisher.content.render.direct.uncertain import Uncertain
from publisher.content.render.direct.words import ALT, Words
from publisher.content.render.reading import signs
from publisher.content.render.reading.delimiters import TAGS, Delimiter
from publisher.content.render.reading.inline import FOOTNOTE, POINTED

_SIGN = re.compile(r"[*_`\[\]<]")
"""Signs that may mean something, of those that a text written directly may hold."""
_WEB = ("http://", "https://")
_PAIR = re.compile(r"(?<!\S)(\*\*?|__?)([^\W_](?:[^*_`\[\]<]*[^\W_])?)\1(?=[\s.,:;!?)]|\Z)")
"""Emphasis from a word's first letter to one's last, of which `emphasis` would say the same."""
_SIMPLE_LINK = re.compile(r"\[([^\[\]*_`<^][^\[\]*_`<]*)\]\(([^\s()<>]+)\)")
_CODE = re.compile(r"`([^`\n]+)`(?!`)")
_DEEPEST = 8
_LINK = "["


class Emphasis(Enum):
    """What a run of signs does."""

    NOTHING = 0
    BEGINS = 1
    ENDS = 2
    EITHER = 3


@lru_cache(maxsize=4096)
def emphasis(sign: str, run: int, before: str, after: str) -> Emphasis:
    """What a run does between these neighbours (a space at the text's edges)."""
    found = Delimiter(sign, run, before, after)
    return Emphasis(int(found.can_open) + 2 * int(found.can_close))


class MarkedWords(Words):
    """Reads the stretches of one text."""

    def html(self, text: str) -> str:
        """A stretch with its marks read."""
        return self.said(text) if _SIGN.search(text) is None else _Stretch(self, text).html()


class _Stretch:
    """A stretch while it is read."""

    __slots__ = ("_at", "_begun", "_open", "_parts", "_position", "_text", "_words")

    def __init__(self, words: Words, text: str) -> None:
        self._words = words
        self._text = text
        self._parts: list[str] = []
        self._open: list[str] = []
        """What has begun and not ended: runs of signs, and `_LINK`."""
        self._begun = -1
        """Where among the parts the link's tag belongs."""
        self._at = 0
        """Up to here the text is in the parts."""
        self._position = 0

    def html(self) -> str:
        text = self._text
        while (match := _SIGN.search(text, self._position)) is not None:
            start = match.start()
            self._ACTIONS[text[start]](self, start)
        if self._open:
            raise Uncertain
        self._flush(len(text))
        return "".join(self._parts)

    def _flush(self, end: int) -> None:
        if end > self._at:
            linked = self._begun >= 0
            self._parts.append(self._words.said(self._text[self._at : end], linked=linked))

    def _put(self, html: str, start: int, end: int) -> None:
        """Something that takes the place of the text from `start` to `end`."""
        self._flush(start)
        self._parts.append(html)
        self._at = self._position = end

    def _emphasis(self, start: int) -> None:
        text, sign = self._text, self._text[start]
        if (match := _PAIR.match(text, start)) and "@" not in text:
            tag = TAGS[sign, len(match[1])]
            self._put(f"<{tag}>{self._words.said(match[2])}</{tag}>", start, match.end())
            return
        end = start + (2 if text.startswith(sign, start + 1) else 1)
        if text.startswith(sign, end) or "@" in text:  # of a mail address _ is a part
            raise Uncertain
        before, after = text[start - 1] if start else " ", text[end : end + 1] or " "
        does = emphasis(sign, end - start, before, after)
        run, tag = text[start:end], TAGS[sign, end - start]
        if does is Emphasis.BEGINS and len(self._open) < _DEEPEST:
            self._put(f"<{tag}>", start, end)
            self._open.append(run)
        elif does is Emphasis.ENDS and self._open and self._open[-1] == run:
            self._put(f"</{tag}>", start, end)
            self._open.pop()
        elif does is Emphasis.NOTHING or (does is Emphasis.ENDS and not self._open):
            self._position = end  # there is nothing that it could end
        else:
            raise Uncertain

    def _code(self, start: int) -> None:
        if (match := _CODE.match(self._text, start)) is None:
            raise Uncertain
        inner = match[1]
        if inner[0] == inner[-1] == " " and inner.strip(" "):
            inner = inner[1:-1]
        self._put(f"<code>{code_escape(inner)}</code>", start, match.end())

    def _bracket(self, start: int) -> None:
        text = self._text
        if start and text[start - 1] == "!":
            self._picture(start)
        elif self._begun < 0 and (match := _SIMPLE_LINK.match(text, start)):
            self._simple(match)
        elif self._begun >= 0:
            raise Uncertain
        elif text.startswith("^", start + 1):
            self._mark(start)
        else:
            self._put("", start, start + 1)
            self._begun = len(self._parts) - 1
            self._open.append(_LINK)

    def _simple(self, match: re.Match[str]) -> None:
        """A link whose words hold no marks, and whose address is written in the plainest way."""
        words = self._words.said(match[1], linked=True)
        target = signs.LinkTarget(match[2], None, match.end())
        self._put(f"{self._words.link(target)}{words}</a>", match.start(), match.end())

    def _mark(self, start: int) -> None:
        if (match := FOOTNOTE.match(self._text, start)) is None:
            raise Uncertain
        self._flush(start)
        self._at = start
        self._put(self._words.mark(match[1]), start, match.end())

    def _picture(self, start: int) -> None:
        match = ALT.match(self._text, start)
        if match is None or self._begun >= 0:
            raise Uncertain
        target = self._target(match.end() - 1)
        self._put(self._words.picture(match[1], target), start - 1, target.end)

    def _close(self, start: int) -> None:
        empty = start == self._at and self._begun == len(self._parts) - 1
        if not self._open or self._open[-1] != _LINK or empty:
            raise Uncertain
        target = self._target(start)
        self._put("</a>", start, target.end)
        self._parts[self._begun] = self._words.link(target)
        self._begun = -1
        self._open.pop()

    def _target(self, end: int) -> signs.LinkTarget:
        """Where the link or picture whose ] is at `end` leads."""
        text = self._text
        target = signs.inline_target(text, end + 2) if text.startswith("(", end + 1) else None
        if target is None or not target.href or "\n" in text[end : target.end]:
            raise Uncertain
        return target

    def _pointed(self, start: int) -> None:
        match = POINTED.match(self._text, start)
        if match is None or not match[1].startswith(_WEB) or self._begun >= 0:
            raise Uncertain
        begins = self._words.link(signs.LinkTarget(match[1], None, match.end()))
        html = f"{begins}{escape_cdata(signs.attribute(match[1]))}</a>"
        self._put(html, start, match.end())

    _ACTIONS: ClassVar[Mapping[str, Callable[[_Stretch, int], None]]] = {
        "*": _emphasis,
        "_": _emphasis,
        "`": _code,
        "[": _bracket,
        "]": _close,
        "<": _pointed,
    }
