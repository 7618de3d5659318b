"""What lies at an rsync target, held against what is remembered and what is wanted there.

Rsync lists thousands of files in a blink, so all of ours are looked at every time: what somebody
has changed there is seen by its size or its time, and only then are contents compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path

from publisher.problems import Problem, PublisherError
from publisher.swedish import number
from publisher.targets.difference import Difference, Goals, answer, first_of, relearnt, unread
from publisher.targets.memory import Goal, Memory, decode, is_ours
from publisher.targets.notes import OLD, ROOM, Note, lying_in
from publisher.targets.rsync_link import Link, Listed
from publisher.targets.store import FOLDER, Seen

_UNKNOWN = "?"
"""The hash of a file that somebody has touched since we left it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The memory as it was read, what it says (or what was relearnt), what differs, what to tell.

    `folders` are those that are there.
    """

    note: Note | None
    memory: Memory
    found: Difference
    folders: frozenset[str]
    advice: tuple[Problem, ...]


def look(link: Link, note: Note | None, goals: Goals, folder: Path, shown: str) -> Look:
    """Compare what lies there with `goals`, whose files lie in `folder`; `note` is the memory.

    Raises PublisherError when something is in the way, and RsyncFault.
    """
    decoded = decode(note.data) if note else Memory()
    lost, memory = decoded is None, decoded or Memory()
    seen, there, walls = _seen(link, goals.keys() | memory.files.keys() | memory.pending.keys())
    advice: tuple[Problem, ...] = ()
    if not memory.files and not memory.pending:
        again = relearnt(goals, seen, sure=lost)
        if again.pending or lost:
            memory, advice = again, (_lost(link, goals, shown, damaged=lost),)
    memory = _without_touched(memory, seen)
    read = _read(link, goals, folder, unread(goals, memory, seen))
    found = answer(goals, memory, seen, read, shown)
    found.conflicts += [_wall(path, shown) for path in walls if _above(path, goals)]
    if found.conflicts:
        raise PublisherError(first_of(found.conflicts))
    return Look(note=note, memory=memory, found=found, folders=there, advice=advice)


def memory_note(link: Link) -> Note | None:
    """The memory as it lies over there, if there is any."""
    room = link.room / "memory"
    link.pull([ROOM, OLD], room)
    return lying_in(room)


def tag(there: Listed) -> str:
    """What a file is known again by."""
    return f"{there.bytes}-{there.time}"


def _seen(link: Link, paths: AbstractSet[str]) -> tuple[dict[str, Seen], frozenset[str], list[str]]:
    """What lies at these paths, the folders above them, and what lies where such must be.

    What lies behind a link to somewhere else is not seen.
    """
    folders = {parent for path in paths for parent in parents(path)}
    listed = link.listing(sorted({path.partition("/")[0] for path in paths}))
    walls = sorted(path for path in folders & listed.keys() if listed[path].kind != "d")
    seen = {path: _as_seen(listed[path]) for path in paths & listed.keys()}
    return seen, frozenset(folders & listed.keys()), walls


def _as_seen(there: Listed) -> Seen:
    return Seen(bytes=there.bytes if there.kind == "f" else FOLDER, tag=tag(there))


def _read(link: Link, goals: Goals, folder: Path, paths: list[str]) -> dict[str, str]:
    """The sha256 of files over there: by comparing them with ours, else by fetching them."""
    ours = [path for path in paths if path in goals and (folder / path).is_file()]
    other = link.differing(folder, ours)
    read = {path: goals[path].sha256 for path in ours if path not in other}
    fetched = link.room / "unknown"
    rest = [path for path in paths if path not in ours]
    link.pull(rest, fetched)
    for path in rest:
        if (fetched / path).is_file():
            with (fetched / path).open("rb") as file:
                read[path] = file_digest(file, "sha256").hexdigest()
    return read


def _without_touched(memory: Memory, seen: Mapping[str, Seen]) -> Memory:
    """The memory, forgetting what those files hold that are not as we left them, or are gone."""
    files = dict(memory.files)
    for path, stored in memory.files.items():
        there = seen.get(path)
        if there is None or there.tag != stored.tag:
            unknown = Goal(sha256=_UNKNOWN, bytes=stored.goal.bytes)
            files[path] = replace(stored, goal=unknown)
    return replace(memory, files=files)


def parents(path: str) -> Iterator[str]:
    """The folders that a path lies in, the nearest first."""
    above = path.rpartition("/")[0]
    while above:
        yield above
        above = above.rpartition("/")[0]


def _above(wall: str, goals: Goals) -> bool:
    return any(path.startswith(f"{wall}/") for path in goals)


def _wall(path: str, shown: str) -> Problem:
    text = "ligger i vägen för sajtens mapp med samma namn"
    hint = "Flytta undan den, eller välj en annan mapp som mål."
    return Problem(path=f"{shown}/{path}", text=text, hint=hint)


def _lost(link: Link, goals: Goals, shown: str, *, damaged: bool) -> Problem:
    names = (path for path, there in link.listing(None).items() if there.kind == "f")
    left = sum(not is_ours(name) and name not in goals for name in names)
    text = "minneslistan över utlagda filer " + ("är skadad" if damaged else "saknas")
    hint = "Inget annat behöver göras."
    if left:
        hint = f"{number(left)} filer som sajten inte har lämnas kvar. Ta bort dem för hand om "
        hint += "de inte behövs."
    return Problem(
        path=f"{shown}/{ROOM}",
        text=f"{text}, och görs om efter vad som ligger där",
        hint=hint,
        fatal=False,
    )
