"""The publisher's own small files at a target, and where its memory lies.

The memory names every file, subscribers' sound too, whose address nobody may know; and most targets
lie where a web server hands out all there is. So the memory's own address is one that nobody can
guess either: a random name in a folder of ours. Whoever may deploy can list that folder, from any
machine; readers cannot, or the sound would not be hidden from them to begin with.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

MEMORY_FOLDER = ".publisher-memory"
OLD = ".publisher-manifest.json"
"""Where memories lay before: they are still read, and then moved."""
_NAME = re.compile(rf"{re.escape(MEMORY_FOLDER)}/[0-9a-f]{{32}}\.json")
_BITS = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetNote:
    """A small file of the publisher's own, as it was read: memory or lock.

    `name` is its path below the target, `tag` what a store calls this very content, and `written`
    when it was put there, in seconds by the clock over there.
    """

    name: str
    data: bytes
    tag: str = ""
    written: float = 0


def chosen(names: Iterable[str]) -> str:
    """The memory among all names of a target, or the empty string.

    Should there be several, for somebody has copied one site onto another, always the same one.
    """
    found = frozenset(names)
    return min(filter(_NAME.fullmatch, found), default=OLD if OLD in found else "")


def place_for(name: str) -> str:
    """Where the memory is to lie that lay at `name` (empty: nowhere): there, if nobody can guess.

    The one thing in a deploy that is left to chance, since whatever can be worked out from a site
    can be worked out by its readers.
    """
    return (
        name if _NAME.fullmatch(name) else f"{MEMORY_FOLDER}/{secrets.token_hex(_BITS // 8)}.json"
    )


def is_open(note: TargetNote | None) -> bool:
    """Whether a memory lies where anybody would look for it, and must be moved."""
    return note is not None and note.name == OLD
