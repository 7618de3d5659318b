"""What only Word writes: lists that are paragraphs, spaces that count, changes and comments.

As Word 2016–365 for Windows and Mac put HTML on the clipboard (`mso-…` styles), and Word for the
web (a list of its own for each item, `aria-level`).
"""

from __future__ import annotations

import re

from publisher.content.clipboard.styles import style_of
from publisher.content.markup.tree import Element, classes, drop, words_of

_LEVEL = re.compile(r"mso-list:l(\d+)level(\d+)")
_NUMBER = re.compile(r"^\(?(\d+)[.)]|^\(?(?:[a-zåäö]{1,3}|[ivxlcdm]+)[.)]$", re.IGNORECASE)
_TITLE = frozenset(("MsoTitle",))


def plain(root: Element, told: list[str]) -> None:
    """Make what Word wrote what others write, in place; comments are told."""
    _comments(root, told)
    for each in list(root.iter("del")):
        if each.get("cite") or each.get("datetime"):  # taken away under a colleague's eyes
            drop(each)
    for each in list(root.iter("span")):
        if "mso-spacerun" in style_of(each) or "Apple-converted-space" in classes(each):
            _spaces(each)
    for each in list(root.iter("span")):
        if "EOP" in classes(each):  # the end of a paragraph, which has a space in it
            drop(each)
    for each in list(root.iter("p")):
        if classes(each) & _TITLE:
            each.tag = "h1"
    _lists(root)
    _web_lists(root)


def _comments(root: Element, told: list[str]) -> None:
    found = [each for each in root.iter("*") if "mso-element:comment-list" in style_of(each)]
    number = sum(
        1 for each in root.iter("*") if style_of(each).startswith("mso-element:comment;")
    ) or sum(1 for box in found for each in box.iter("p"))
    for each in found:
        drop(each)
    for each in list(root.iter("a", "span")):
        style = style_of(each)
        if "mso-comment-reference" in style and each.tag == "a":
            each.drop_tag()
        elif "mso-special-character:comment" in style:
            drop(each)
    if found:
        told.append(f"{max(number, 1)} kommentar{'er' * (number > 1)} kom inte med.")


def _spaces(element: Element) -> None:
    element.text = " "
    for child in list(element):
        drop(child)


def _lists(root: Element) -> None:
    """Rows of `<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1">` → lists."""
    for each in list(root.iter("p")):
        if each.getparent() is None or not _level(each):
            continue
        rows = [each]
        while (after := rows[-1].getnext()) is not None and _level(after):
            if (rows[-1].tail or "").strip():
                break
            rows.append(after)
        _built(rows)


def _level(paragraph: Element) -> int:
    """How deep in a list it is; 0 when in none."""
    found = _LEVEL.search(style_of(paragraph)) if paragraph.tag == "p" else None
    return int(found[2]) if found else 0


def _built(rows: list[Element]) -> None:
    """A list, with lists in it, in the place of its rows."""
    place = rows[0].makeelement("div")
    rows[0].addprevious(place)
    place.tail = rows[-1].tail
    open_lists: list[tuple[int, Element]] = []
    for row in rows:
        level, number = _level(row), _NUMBER.match(_sign(row))
        tag = "ol" if number else "ul"
        while open_lists and (
            open_lists[-1][0] > level
            or (open_lists[-1][0] == level and open_lists[-1][1].tag != tag)
        ):
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            made = row.makeelement(tag)
            if number and number[1] and number[1] != "1":
                made.set("start", number[1])
            if open_lists:
                open_lists[-1][1][-1].append(made)
            else:
                place.addprevious(made)
            open_lists.append((level, made))
        row.tag, row.tail = "li", None
        row.attrib.clear()
        open_lists[-1][1].append(row)
    place.drop_tag()


def _sign(row: Element) -> str:
    """What stands before the item, which is taken away."""
    for each in list(row.iter("span")):
        if "mso-list:ignore" in style_of(each):
            sign = words_of(each).strip("\xa0 ")
            drop(each)
            return sign
    return ""


def _web_lists(root: Element) -> None:
    """Word for the web: each item is a list of its own, in a box of its own."""
    boxes = [each for each in root.iter("div") if "ListContainerWrapper" in classes(each)]
    before: Element | None = None
    open_lists: list[tuple[int, Element]] = []
    for box in boxes:
        lists = [each for each in box if each.tag in {"ul", "ol"}]
        if len(lists) != 1:
            before = None
            continue
        item = next(iter(lists[0].iter("li")), None)
        if item is None:
            continue
        level = int(item.get("data-aria-level") or item.get("aria-level") or 1)
        if before is None or box.getprevious() is not before:
            open_lists = []
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        if open_lists and open_lists[-1][0] == level and open_lists[-1][1].tag == lists[0].tag:
            open_lists[-1][1].extend(list(lists[0]))
            drop(box)
        elif open_lists and open_lists[-1][0] < level:
            open_lists[-1][1][-1].append(lists[0])
            open_lists.append((level, lists[0]))
            drop(box)
        else:
            open_lists = [(level, lists[0])]
            before = box
