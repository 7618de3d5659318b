"""Tables: as Markdown where it can say them, else as HTML."""

from __future__ import annotations

from publisher.content.markup.inline import InlineWriter, raw
from publisher.content.markup.tree import SPACE, Element, elements, is_block

_SIDES = {"left": ":---", "right": "---:", "center": ":---:"}


def table(element: Element, inline: InlineWriter) -> str:
    """The table, as one block."""
    rows = [row for row in element.iter("tr") if _nearest(row) is element]
    if not rows:
        return ""
    if not _simple(element, rows):
        inline.notes.add(
            "told", "tabell som HTML", "en tabell som Markdown inte kan säga står som HTML"
        )
        return SPACE.sub(" ", raw(element, inline)).replace("<tr", "\n<tr").strip()
    cells = [[_cell(cell, inline) for cell in elements(row)] for row in rows]
    sides = [_SIDES.get(_side(cell), "---") for cell in elements(rows[0])]
    lines = [_line(cells[0]), _line(sides), *map(_line, cells[1:])]
    return "\n".join(lines)


def _nearest(row: Element) -> Element | None:
    return next(row.iterancestors("table"), None)


def _simple(element: Element, rows: list[Element]) -> bool:
    """Whether it has a first row of headings, and only lines of words in equal rows."""
    first = [cell.tag for cell in elements(rows[0])]
    if not first or set(first) != {"th"} or len(rows) < 2:  # noqa: PLR2004 (a head and a row)
        return False
    if element.find(".//caption") is not None or element.find(".//table") is not None:
        return False
    for row in rows:
        cells = list(elements(row))
        if len(cells) != len(first) or (row is not rows[0] and any(c.tag != "td" for c in cells)):
            return False
        if any(
            cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1" for cell in cells
        ):
            return False
        if any(is_block(child) for cell in cells for child in elements(cell)):
            return False
    return True


def _cell(cell: Element, inline: InlineWriter) -> str:
    return inline.of(cell, rows=False).replace("|", "\\|").replace("\n", " ")


def _side(cell: Element) -> str:
    style = (cell.get("style") or "").replace(" ", "").lower()
    of_style = style.partition("text-align:")[2].partition(";")[0]
    return (of_style or cell.get("align") or cell.get("data-align") or "").lower()


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
