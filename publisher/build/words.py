"""What must be known of all files and texts to judge one of them by itself, and where it is kept.

Three rows of the state: the structure of the site, beside it what the words of texts say to each
other, which every build brings up to date, and what heads must not dispute, which is read only when
one has changed. None is older than what the other rows hold: a build that looks at everything
forgets them before it begins, and only one that came to its end puts them there again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from publisher.engine.scan import Stamp
from publisher.engine.state import State, StateDamagedError
from publisher.model import Digest
from publisher.model.structure import SiteStructure
from publisher.problems import Problem

STRUCTURE, WORDS, HEADS = ("build", "structure"), ("build", "words"), ("build", "heads")
_ROWS = (STRUCTURE, WORDS, HEADS)


class SiteWords(msgspec.Struct, frozen=True, kw_only=True):
    """What must be known of all files and texts to judge one of them by itself.

    `stamps` are those of every file that the build read, `folders` as in `Scan`. `bodies` has the
    hash of each text by path, for no two may be the same. `linked` is all that texts lead to within
    the publication, paths and site addresses, `anchored` the paths of which a heading is linked to,
    and `asked` are names in `[[links]]`; each may have some that once were. `heads` is advice on
    all but texts, `texts` that on each of them, by path.
    """

    stamps: dict[str, Stamp]
    folders: frozenset[str]
    bodies: dict[str, str]
    linked: frozenset[str]
    anchored: frozenset[str]
    asked: frozenset[str]
    heads: tuple[Problem, ...]
    texts: dict[str, tuple[Problem, ...]]


class SiteHeads(msgspec.Struct, frozen=True, kw_only=True):
    """What the heads of all files say that a changed one may meet.

    `uses` counts the pieces of each tag and category, those included that are not out yet. `taken`
    has what belongs to entries that are not out: ids, addresses and GUIDs, and all GUIDs of others'
    making, with capitals made small. `copied` are the paths of files that are named as copies, and
    of what they are named after. `periods` are the times that newsletters gather from, `gathered`
    the ids of what they name or correct. `pictures` tells how many texts have each, by its path.
    """

    uses: dict[str, dict[str, int]]
    taken: frozenset[str]
    copied: frozenset[str]
    periods: tuple[tuple[datetime, datetime | None], ...]
    gathered: frozenset[str]
    pictures: dict[str, int]


def anchored(digest: Digest) -> Iterator[str]:
    """The texts, by path, of which a text links to a heading."""
    return (link.target for link in digest.links if link.anchor)


def linked(digest: Digest) -> Iterator[str]:
    """All that a text links to within the publication."""
    return (link.target for link in digest.links)


def forget(state: State) -> None:
    """Trust none of the rows before a build has come to its end."""
    for row in _ROWS:
        state.delete(*row)


def set_aside(state: State) -> tuple[bytes | None, ...]:
    """Forget the rows, and give them to be put back when all has turned out well."""
    rows = tuple(state.get(*row) for row in _ROWS)
    forget(state)
    return rows


def put_back(rows: tuple[bytes | None, ...], state: State) -> None:
    """Trust again what was set aside; of nothing there is nothing to trust."""
    for row, data in zip(_ROWS, rows, strict=False):
        if data is not None:
            state.put(*row, data)


def kept(state: State) -> tuple[SiteStructure, SiteWords] | None:
    """What structure and words the last build left that came to its end."""
    structure, words = state.get(*STRUCTURE), state.get(*WORDS)
    if structure is None or words is None:
        return None
    try:
        return (
            msgspec.json.decode(structure, type=SiteStructure),
            msgspec.json.decode(words, type=SiteWords),
        )
    except msgspec.MsgspecError as error:
        raise StateDamagedError(WORDS[1]) from error


def kept_heads(state: State) -> SiteHeads:
    """What heads say, where `kept` finds the rest. Raises StateDamagedError when it is gone."""
    try:
        return msgspec.json.decode(state.get(*HEADS) or b"", type=SiteHeads)
    except msgspec.MsgspecError as error:
        raise StateDamagedError(HEADS[1]) from error
