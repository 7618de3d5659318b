"""HTML in a text, as CommonMark tells it from words: where it begins and where it ends."""

from __future__ import annotations

import re

_NAME = r"[A-Za-z][A-Za-z0-9-]*+"
_ATTRIBUTE = r"""\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?+"""
_OPENING = rf"<{_NAME}(?:{_ATTRIBUTE})*+\s*+/?>"
_CLOSING = rf"</{_NAME}\s*+>"
_TAG = re.compile(f"{_OPENING}|{_CLOSING}")
_TAG_ALONE = re.compile(rf"(?:{_OPENING}|{_CLOSING})[ \t]*$")
_DECLARATION = re.compile(r"<![A-Za-z]")

_BLOCKS = """
    address article aside base basefont blockquote body caption center col colgroup dd details
    dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6
    head header hr html iframe legend li link main menu menuitem nav noframes ol optgroup option p
    param search section summary table tbody td tfoot th thead title tr track ul
"""
_BLOCK = re.compile(rf"</?(?:{'|'.join(_BLOCKS.split())})(?:\s|/?>|$)", re.IGNORECASE)
_RAW = re.compile(r"<(?:script|pre|style|textarea)(?:\s|>|$)", re.IGNORECASE)
_RAW_END = re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"""<[A-Za-z][^<>]*?(\s++markdown(?:\s*+=\s*+["']?(?:1|block|span)["']?)?)(?=[\s>/])""",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"<([A-Za-z][A-Za-z0-9-]*+)(?=[\s>]).*</\1\s*+>[ \t]*$", re.IGNORECASE)
_SHORT_COMMENT = re.compile("<!---?>")
_ENCLOSED = (
    (re.compile("<!--"), "-->"),
    (re.compile(r"<\?"), "?>"),
    (re.compile(r"<!\[CDATA\["), "]]>"),
    (_DECLARATION, ">"),
)

BLANK = ""
"""Ends what goes on until an empty line."""


class Begun:
    """HTML on lines of its own that has begun: what ends it."""

    __slots__ = ("_end",)

    def __init__(self, end: str | re.Pattern[str]) -> None:
        """`end` is a string, a pattern, or BLANK."""
        self._end = end

    def ends_at_blank(self) -> bool:
        """Whether an empty line ends it."""
        return self._end == BLANK

    def ends_in(self, line: str) -> bool:
        """Whether this line, which still belongs to it, is its last."""
        if isinstance(self._end, str):
            return self._end != BLANK and self._end in line
        return self._end.search(line) is not None


def begun(line: str, *, in_paragraph: bool) -> Begun | None:
    """What begins with this line, which itself begins with <; None when it is running text."""
    fixed = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
    if _RAW.match(line):
        return Begun(_RAW_END)
    for start, end in fixed:
        if line.startswith(start):
            return Begun(end)
    if _DECLARATION.match(line):
        return Begun(">")
    if _BLOCK.match(line) or (not in_paragraph and _TAG_ALONE.match(line)):
        return Begun(BLANK)
    return None


def with_markdown(line: str) -> str | None:
    """The line without its `markdown` attribute; None when no tag in it asks for Markdown."""
    match = _MARKDOWN.match(line)
    return None if match is None else line[: match.start(1)] + line[match.end(1) :]


def is_whole(line: str) -> bool:
    """Whether the element that begins the line ends it too, like the <summary> of a <details>."""
    return _WHOLE.match(line) is not None


def inline_end(text: str, start: int, absent: set[str]) -> int:
    """Where the HTML that begins with this < ends; 0 when it is none.

    `absent` is kept from call to call: what was sought in vain is not sought again further on.
    """
    if match := _TAG.match(text, start):
        return match.end()
    if match := _SHORT_COMMENT.match(text, start):
        return match.end()
    for opening, closing in _ENCLOSED:
        if found := opening.match(text, start):
            end = -1 if closing in absent else text.find(closing, found.end())
            if end < 0:
                absent.add(closing)
            return end + len(closing) if end >= 0 else 0
    return 0
