"""Footnotes as Markdown programs and plug-ins set them → marks and bodies that become our own.

A list in a `footnotes` section, items with ids, marks that link to them, links back: as
Python-Markdown, goldmark (Hugo), kramdown (Jekyll), markdown-it (Eleventy) and most plug-ins of
WordPress write it. A list that is not wholly so stays a list.
"""

from __future__ import annotations

import re

from publisher.content.markup.notes import Notes
from publisher.content.markup.tree import Element, classes, drop, replace, words_of

_SECTION = re.compile(r"(?:^|[-_])(?:foot|end)notes?(?:$|[-_])")
_LABEL = re.compile(r"fn[:_-]?(?:user-content-)?([A-Za-z0-9][A-Za-z0-9_-]*)$")
_BACK = frozenset(("↩", "↩︎", "↩\ufe0e", "^", "↑", "⏎", "↵", "⤴", "back", "[back]"))

_HEADING = 20
"""So many letters a heading over notes may have."""


def noted(root: Element, notes: Notes) -> None:
    """Find the footnotes of a tree, and mark them, in place; a heading over them is told."""
    for section in list(root.iter("div", "section", "aside", "footer", "ol")):
        is_notes = section.get("role") == "doc-endnotes" or any(
            map(_SECTION.search, classes(section))
        )
        if is_notes and any(each is root for each in section.iterancestors()):
            _section(section, root, notes)


def _section(section: Element, root: Element, notes: Notes) -> None:
    rows = section if section.tag == "ol" else next(section.iter("ol"), None)
    items = [] if rows is None else [each for each in rows if each.tag == "li"]
    marks = {str(item.get("id")): _marks(root, section, item) for item in items}
    if not items or len(marks) < len(items) or not all(marks.values()):
        return
    more = len(words_of(section)) - len(words_of(rows)) if rows is not None else 0
    if more > _HEADING:
        return  # it says more than its notes do, and that would be lost
    labels = _labels(list(marks))
    for item in items:
        label = labels[str(item.get("id"))]
        for mark in marks[str(item.get("id"))]:
            _mark(mark, label)
        _body(item, label)
        section.addprevious(item)
    if words := words_of(section):
        notes.add("told", "fotnoter", f"rubriken över fotnoterna, ”{words}”, sätts av sidan själv")
    drop(section)


def _marks(root: Element, section: Element, item: Element) -> list[Element]:
    """The links that lead to a note from outside the notes."""
    own = item.get("id")
    return [
        each
        for each in root.iter("a")
        if own
        and (each.get("href") or "") == f"#{own}"
        and not any(above is section for above in each.iterancestors())
    ]


def _labels(ids: list[str]) -> dict[str, str]:
    """What each note is called: by its id where that says it, else by its number."""
    found = {id_: _LABEL.search(id_) for id_ in ids}
    named = {id_: match[1] for id_, match in found.items() if match}
    if len(set(named.values())) == len(ids):
        return named
    return {id_: str(number) for number, id_ in enumerate(ids, start=1)}


def _mark(link: Element, label: str) -> None:
    from lxml import html

    above = link.getparent()
    alone = above is not None and above.tag == "sup" and words_of(above) == words_of(link)
    made = html.Element("sup")
    made.set("data-fn", label)
    replace(above if alone and above is not None else link, made)


def _body(item: Element, label: str) -> None:
    """The note without its links back, as what a note's body is made of."""
    for link in list(item.iter("a")):
        names = " ".join(classes(link))
        back = "backref" in names or "back" in (link.get("role") or "")
        if (link.get("href") or "").startswith("#") and (back or words_of(link) in _BACK):
            _without(link)
    item.tag = "div"
    item.attrib.clear()
    item.set("data-fn-body", label)
    item.tail = None


def _without(link: Element) -> None:
    """Take a link back away, with the space that stood before it."""
    before, above = link.getprevious(), link.getparent()
    if before is not None:
        before.tail = (before.tail or "").rstrip(" \xa0\n") or None
    elif above is not None and above.text:
        above.text = above.text.rstrip(" \xa0\n")
    if above is not None and above.tag == "sup" and words_of(above) == words_of(link):
        drop(above)
    else:
        drop(link)
