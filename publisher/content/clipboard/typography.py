"""Quotation marks and dashes as they are in Swedish; the copy desk has the rest of the rules."""

from __future__ import annotations

import re

from publisher.content.markup.tree import Element

_VERBATIM = frozenset(("code", "pre", "kbd", "samp"))
_QUOTES = str.maketrans("“„‟‘‚‛", "”””’’’")
_DASH = re.compile(r"(?<=[ \xa0])(?:--?|—)(?= )|(?<=\w)--(?=\w)")
_SPACES = re.compile(r" ?\xa0[ \xa0]+| \xa0")


def swedish(root: Element) -> None:
    """Change the words of a tree in place, but no code."""
    for each in root.iter("*"):
        own = not any(above.tag in _VERBATIM for above in (each, *each.iterancestors()))
        if each.text and own:
            each.text = _swedish(each.text)
        outside = not any(above.tag in _VERBATIM for above in each.iterancestors())
        if each.tail and outside and each is not root:
            each.tail = _swedish(each.tail)


def _swedish(words: str) -> str:
    return _DASH.sub("–", _SPACES.sub(" ", words.translate(_QUOTES)))
