"""Tables as GitHub writes them: a row of heads, a row of dashes, and rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

WIDEST = 100
"""So many columns a table may have."""

_DASHES = re.compile(r"[|:\- \t]+$")
_DASH = re.compile(r":?-+:?")
_BAR = re.compile(r"\\\||\|")


def columns(line: str) -> list[str] | None:
    """How each column is set (left, center, right or nothing), if this is a row of dashes."""
    if "-" not in line or "|" not in line or not _DASHES.match(line):
        return None
    found = cells(line)
    if not all(_DASH.fullmatch(cell) for cell in found):
        return None
    return [_alignment(cell) for cell in found]


def _alignment(cell: str) -> str:
    ends = (cell.startswith(":"), cell.endswith(":"))
    return {(True, True): "center", (True, False): "left", (False, True): "right"}.get(ends, "")


def cells(line: str) -> list[str]:
    """What stands in a row's cells; a bar with a backslash before it is only a sign."""
    row = line.strip().removeprefix("|")
    found, start = [], 0
    for bar in _BAR.finditer(row):
        if bar[0] == "|":
            found.append(row[start : bar.start()])
            start = bar.end()
    if row[start:].strip() or not found:
        found.append(row[start:])
    return [cell.strip().replace("\\|", "|") for cell in found]


def left_over(line: str, columns: int) -> list[str]:
    """Words in cells that no column is left for."""
    return [cell for cell in cells(line)[columns:] if cell]


def make(lines: list[str], words: Callable[[Element, str], None]) -> Element:
    """The table of these lines; `words` is told what stands in each cell."""
    settings = columns(lines[1]) or []
    table = Element("table")
    _row(SubElement(SubElement(table, "thead"), "tr"), "th", lines[0], settings, words)
    body = SubElement(table, "tbody") if lines[2:] else None
    for line in lines[2:]:
        if body is not None:
            _row(SubElement(body, "tr"), "td", line, settings, words)
    return table


def _row(
    parent: Element,
    tag: str,
    line: str,
    settings: list[str],
    words: Callable[[Element, str], None],
) -> None:
    found = cells(line)
    for index, setting in enumerate(settings):
        cell = SubElement(parent, tag)
        if setting:
            cell.set("style", f"text-align: {setting};")
        words(cell, found[index] if index < len(found) else "")
