"""Footnotes as Word, Google Docs and LibreOffice write them → as the converter knows them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import count
from urllib.parse import urlsplit

from publisher.content.markup.tree import Element, drop, is_block, words_of

_MARK = re.compile(r"_(ftn|edn)(\d+)|ftnt(\d+)|sd(foot|end)note(\d+)sym")
_BACK = re.compile(r"_(ftn|edn)ref(\d+)|ftnt_ref(\d+)|sd(foot|end)note(\d+)anc")


def marked(root: Element, labels: Collection[str], told: list[str]) -> None:
    """Make notes a section with a list, and their marks links to it, in place.

    Each gets the lowest number that is not among `labels`. A mark whose note was not chosen goes,
    and is told.
    """
    bodies = {key: link for link, key in _links(root, _BACK)}
    marks = list(_links(root, _MARK))
    free = (str(number) for number in count(1) if str(number) not in labels)
    names = {key: next(free) for key in dict.fromkeys(key for _, key in marks) if key in bodies}
    for link, key in marks:
        _mark(link, names.get(key))
    lost = {key for _, key in marks if key not in names}
    if lost:
        many = "er" * (len(lost) > 1)
        told.append(f"{len(lost)} not{many} kom inte med, för noternas text var inte kopierad.")
    items = [_item(root, bodies[key], name) for key, name in names.items()]
    for link, key in _links(root, _BACK):
        if key not in names:
            _without(link)
    if items:
        section = root.makeelement("section", {"class": "footnotes"})
        rows = root.makeelement("ol")
        rows.extend(items)
        section.append(rows)
        root.append(section)


def _links(root: Element, pattern: re.Pattern[str]) -> Iterator[tuple[Element, str]]:
    for link in list(root.iter("a")):
        try:
            fragment = urlsplit(link.get("href") or "").fragment
        except ValueError:
            continue
        if found := pattern.fullmatch(fragment):
            yield link, "-".join(filter(None, found.groups()))


def _mark(link: Element, name: str | None) -> None:
    above = link.getparent()
    if above is not None and above.tag == "sup" and words_of(above) == words_of(link):
        above.drop_tag()
    if name is None:
        drop(link)
        return
    link.attrib.clear()
    link.set("href", f"#fn{name}")
    for child in list(link):
        drop(child)
    link.text = name
    mark = link.makeelement("sup")
    mark.tail, link.tail = link.tail, None
    link.addprevious(mark)
    mark.append(link)


def _item(root: Element, back: Element, name: str) -> Element:
    """The note that a link back stands in, taken out of the text."""
    block = next((each for each in back.iterancestors() if is_block(each)), back)
    box = block
    above = box.getparent()
    while above is not None and above is not root and above.tag == "div" and _holds_only(above):
        box, above = above, above.getparent()
    _rule_before(box)
    item = box.makeelement("li", {"id": f"fn{name}"})
    _without(back)
    box.addprevious(item)
    box.tail, item.tail = None, box.tail
    item.append(box)
    drop(item)
    return item


def _holds_only(box: Element) -> bool:
    """Whether it has one element in it, and no words beside that."""
    return len(box) == 1 and not (box.text or "").strip() and not (box[0].tail or "").strip()


def _rule_before(box: Element) -> None:
    """The line that programs draw above the first note, and the empty lines beside it."""
    before = box.getprevious()
    if before is None and box.getparent() is not None:
        before = box.getparent().getprevious()  # type: ignore[union-attr]
    while before is not None and not words_of(before) and before.tag in {"hr", "br", "p", "div"}:
        if before.find(".//img") is not None:
            return
        gone, before = before, before.getprevious()
        drop(gone)


def _without(link: Element) -> None:
    """A link back, and the space after it."""
    link.tail = (link.tail or "").lstrip(" \xa0\t\n")
    above = link.getparent()
    if above is not None and above.tag == "sup" and words_of(above) == words_of(link):
        above.tail = (above.tail or "").lstrip(" \xa0\t\n")
        drop(link)
        drop(above)
        return
    drop(link)
