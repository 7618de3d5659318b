"""Tables of spreadsheets and mail: a row of headings, numbers to the right, no empty edge."""

from __future__ import annotations

import re

from publisher.content.markup.tree import Element, drop, elements, words_of

_NUMBER = re.compile(r"[-−–+]?\s*(?:[\d\s.,\xa0\u202f]*\d)\s*(?:%|kr|SEK|EUR|USD|€|\$)?")
_BLOCKS = ("p", "div")


def plain(root: Element) -> None:
    """Make tables what Markdown can say, in place; of one that only arranges the text stays."""
    for table in list(root.iter("table")):
        for each in list(table.iter("colgroup", "col")):
            drop(each)
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        if not rows or max(len(row) for row in rows) <= 1 or _arranges(table):
            _let_go(table)
            continue
        _trimmed(rows)
        _lined(table)
        _headed([row for row in rows if row.getparent() is not None])


def _arranges(table: Element) -> bool:
    inner = table.find(".//table") is not None
    return inner or (table.get("role") or "") == "presentation"


def _let_go(table: Element) -> None:
    for each in list(table.iter("tr", "td", "th")):
        if next(each.iterancestors("table"), None) is table:
            each.tag = "div"
            each.attrib.clear()
    for each in list(table.iter("tbody", "thead", "tfoot")):
        if next(each.iterancestors("table"), None) is table:
            each.drop_tag()
    table.tag = "div"
    table.attrib.clear()


def _trimmed(rows: list[Element]) -> None:
    """Without the empty rows and columns that a spreadsheet was chosen with."""
    for row in rows:
        if not words_of(row) and row.find(".//img") is None:
            drop(row)
    left = [row for row in rows if row.getparent() is not None]
    if any(cell.get("colspan") or cell.get("rowspan") for row in left for cell in row):
        return
    while left and all(len(row) and not words_of(row[-1]) for row in left):
        if min(len(row) for row in left) <= 1:
            return
        for row in left:
            drop(row[-1])


def _lined(table: Element) -> None:
    """A paragraph in a cell is the cell's text; several are lines of it."""
    for cell in table.iter("td", "th"):
        blocks = [each for each in elements(cell) if each.tag in _BLOCKS]
        for at, each in enumerate(blocks):
            if at < len(blocks) - 1:
                end = each.makeelement("br")
                each.append(end)
            each.drop_tag()


def _headed(rows: list[Element]) -> None:
    """The first row is of headings, and a column of numbers stands to the right."""
    for each in [each for row in rows[:1] for each in row.iter("strong", "b")]:
        each.drop_tag()
    for row in rows:
        for cell in row:  # a row's own name is no heading that Markdown could say
            cell.tag = "th" if row is rows[0] else "td"
            cell.attrib.pop("style", None)
    for at, cell in enumerate(rows[0] if rows else ()):
        said = [words_of(row[at]) for row in rows[1:] if at < len(row)]
        if any(said) and all(not words or _NUMBER.fullmatch(words) for words in said):
            cell.set("style", "text-align: right")
