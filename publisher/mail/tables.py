"""Tables that a phone has no room for, set row by row: no big mail program lets one scroll."""

from __future__ import annotations

import re
from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

PHONE_WIDTH = 272
"""Pixels for a table on the narrowest phones, 320 wide: less the padding at both sides."""

_SIGN, _GAP = 8, 10
"""Pixels a sign in a cell takes, and those between two columns (style.css, `.text td`)."""
_SURELY = 240
"""Pixels that words fit in also where they are made of wide signs, and need not be broken."""

_PART = 3
"""Signs of a word that a column must have room for, where words are broken."""
_TABLE = re.compile(r"<table\b(?:(?!<table\b).)*?</table>", re.DOTALL)
_SPANNED = re.compile(r'\s(?:col|row)span="(?!1")')
_BREAKS = re.compile(r"[ \t\n\r\f/\u2013-]")
"""Where a line may break within a cell; a hard space is none of them."""


def stacked(html: str) -> str:
    """The fragment with its wide tables set row by row, each cell beside its column's heading.

    A table whose longest words fit beside each other on the narrowest phone stands as it is, and so
    does one with a table inside. Without headings, or with cells over several columns or rows, no
    cell has a heading to stand beside: words are broken there, and only when so many columns stand
    beside each other that this cannot help either, each cell stands by itself.
    """
    return _TABLE.sub(lambda match: _fitted(match[0]), html) if "<table" in html else html


def _fitted(table: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(f"<body>{table}").body
    rows = [row.css("th, td") for row in body.css("tr")] if body is not None else []
    spanned = bool(_SPANNED.search(table))
    headed = not spanned and len(rows) > 1 and all(cell.tag == "th" for cell in rows[0])
    least = _least(rows)
    if not spanned and least <= _SURELY:
        return table.replace("<table", '<table class="whole"', 1)
    if (least if headed else _broken(rows)) <= PHONE_WIDTH:
        return table
    captions = "".join(node.html or "" for node in (body.css("caption") if body else ()))
    kind = "row" if headed else "row cells"
    if headed:
        records = "\n".join(_record(rows[0], row) for row in rows[1:])
    else:
        records = "\n".join(map(_apart, rows))
    return f'<table class="{kind}">{captions}<tbody>\n{records}\n</tbody></table>'


def _least(rows: list[list[LexborNode]]) -> int:
    """Pixels without which some word must be broken."""
    columns = zip_longest(*([_longest(cell) for cell in row] for row in rows), fillvalue=0)
    return sum(max(column) * _SIGN + _GAP for column in columns) - _GAP


def _broken(rows: list[list[LexborNode]]) -> int:
    """Pixels for the longest row when words are broken into parts that can just be read."""
    needed = (sum(min(_longest(cell), _PART) * _SIGN + _GAP for cell in row) for row in rows)
    return max(needed, default=0) - _GAP


def _longest(cell: LexborNode) -> int:
    return max(map(len, _BREAKS.split(cell.text())))


def _record(heads: list[LexborNode], row: list[LexborNode]) -> str:
    """One row as many: heading and cell, the first of them under a line."""
    lines = []
    for nth, (head, cell) in enumerate(zip_longest(heads, row)):
        mark = "" if nth else ' class="first"'
        name = head.inner_html or "" if head is not None else ""
        words = cell.inner_html or "" if cell is not None else ""
        lang = _language(cell) if cell is not None else ""
        lines.append(f'<tr><th scope="row"{mark}>{name}</th><td{mark}{lang}>{words}</td></tr>')
    return "\n".join(lines)


def _apart(row: list[LexborNode]) -> str:
    """One row as many, a cell in each, the first of them under a line."""
    lines = []
    for nth, cell in enumerate(row):
        mark = "" if nth else ' class="first"'
        tag, words = cell.tag, cell.inner_html or ""
        lines.append(f"<tr><{tag}{mark}{_language(cell)}>{words}</{tag}></tr>")
    return "\n".join(lines)


def _language(cell: LexborNode) -> str:
    language = cell.attributes.get("lang")
    return f' lang="{escape(language)}"' if language else ""
