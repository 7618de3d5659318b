"""What must be known of all files and texts to judge one of them by itself, and where it is kept.

Two rows of the state: the structure of the site, which is written by whole builds alone
(`structure`), and beside it what the words of texts say to each other, which every build brings up
to date. Neither is older than what the other rows hold: a build that looks at everything forgets
both before it begins, and only one that came to its end puts them there again.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from publisher.engine.scan import Stamp
from publisher.engine.state import State, StateDamagedError
from publisher.model import Digest
from publisher.model.structure import SiteStructure
from publisher.problems import Problem

STRUCTURE, WORDS = ("build", "structure"), ("build", "words")


class SiteWords(msgspec.Struct, frozen=True, kw_only=True):
    """What must be known of all files and texts to judge one of them by itself.

    `stamps` are those of every file that the build read, `folders` as in `Scan`. `bodies` has the
    hash of each text by path, for no two may be the same; `asked` are names in `[[links]]`, and
    `anchored` the paths of texts of which a heading is linked to. `heads` is advice on all but
    texts, `texts` that on each of them, by path.
    """

    stamps: dict[str, Stamp]
    folders: frozenset[str]
    bodies: dict[str, str]
    anchored: frozenset[str]
    heads: tuple[Problem, ...]
    texts: dict[str, tuple[Problem, ...]]


def anchored(digest: Digest) -> Iterator[str]:
    """The texts, by path, of which a text links to a heading."""
    return (link.target for link in digest.links if link.anchor)


def forget(state: State) -> None:
    """Trust neither row before a build has come to its end."""
    state.delete(*STRUCTURE)
    state.delete(*WORDS)


def kept(state: State) -> tuple[SiteStructure, SiteWords] | None:
    """Both, as the last build that came to its end left them."""
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
