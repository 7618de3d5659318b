"""Lists, one within another, and lists of terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from publisher.content.markup.tree import Element, elements, is_block, words_of

if TYPE_CHECKING:
    from publisher.content.markup.inline import InlineWriter
    from publisher.content.markup.notes import Notes


class Writer(Protocol):
    """Whoever writes the blocks of an item."""

    inline: InlineWriter
    notes: Notes

    def of(self, element: Element) -> Iterator[str]:
        """The blocks in an element."""


_DEEPEST = 12
"""So deep our texts hold lists in each other (handbook, ”Så stor får en text vara”)."""


def listed_items(element: Element, writer: Writer) -> Iterator[str]:
    """A list as one block, and lists that lie in it."""
    if sum(1 for each in element.iterancestors("ul", "ol")) >= _DEEPEST:
        writer.notes.add(
            "look", "för djup lista", "listan ligger för djupt; dess punkter blev stycken"
        )
        yield from (block for each in elements(element) for block in writer.of(each))
        return
    items = [_item(each, writer) for each in elements(element)]
    items = [blocks for blocks in items if blocks]
    loose = any(each.tag == "p" for item in element for each in item) and any(
        len(item) > 1 or item.find("p") is not None for item in elements(element)
    )
    number = _first(element) if element.tag == "ol" else 0
    rows: list[str] = []
    for blocks in items:
        mark = f"{number}. " if element.tag == "ol" else "- "
        number += 1
        between = "\n\n" if loose else "\n"
        inner = between.join(_tight(blocks) if not loose else blocks)
        rows.append(mark + inner.replace("\n", "\n" + " " * len(mark)))
    made = ("\n\n" if loose else "\n").join(rows)
    if made:
        before = element.getprevious()
        apart = before is not None and before.tag == element.tag and not (before.tail or "").strip()
        yield ("<!-- -->\n\n" if apart else "") + _without_trailing(made)


def _tight(blocks: list[str]) -> list[str]:
    """Two paragraphs in an item need an empty line between them whatever the list looks like."""
    made: list[str] = []
    for block in blocks:
        plain = (
            made
            and not block.startswith(("- ", "1. ", "> ", "```", "<"))
            and not block[:1].isdigit()
        )
        made.append(f"\n{block}" if plain else block)
    return made


def _item(item: Element, writer: Writer) -> list[str]:
    if item.tag in {"ul", "ol"}:  # a list that was put beside the items and not within one
        return list(listed_items(item, writer))
    return [block for block in writer.of(item) if block.strip()]


def _first(element: Element) -> int:
    start = element.get("start") or "1"
    return min(int(start), 999_999_999) if start.isdigit() else 1


def _without_trailing(made: str) -> str:
    return "\n".join(line.rstrip(" ") if not line.strip() else line for line in made.split("\n"))


def definitions(element: Element, writer: Writer) -> Iterator[str]:
    """A list of terms and what they mean."""
    parts: list[str] = []
    flat = [
        each
        for each in _flat(element)
        if each.tag == "dd" or each.find(".//img") is not None or words_of(each)
    ]
    if not any(each.tag == "dd" for each in flat):  # terms that nothing is said of
        yield from (block for each in flat for block in writer.of(each))
        return
    for at, each in enumerate(flat):
        if each.tag == "dt":
            words = writer.inline.of(each, rows=False)
            parts.append(("\n" if at and flat[at - 1].tag == "dd" else "") + words)
        else:
            blocks = [block for block in writer.of(each) if block.strip()]
            several = len(blocks) > 1 or any(is_block(child) for child in elements(each))
            inner = "\n\n".join(blocks).replace("\n", "\n    ").replace("\n    \n", "\n\n")
            parts.append(("\n" if several else "") + f":   {inner}" + ("\n" if several else ""))
    yield "\n".join(parts).strip("\n")


def _flat(element: Element) -> Iterator[Element]:
    for child in elements(element):
        if child.tag in {"dt", "dd"}:
            yield child
        else:
            yield from _flat(child)
