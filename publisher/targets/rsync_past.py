"""The files of an earlier site, from the folders into which rsync moved what was replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import file_digest
from pathlib import Path

from publisher.targets.memory import KEPT, Goal, Past
from publisher.targets.rsync_link import Link
from publisher.targets.rsync_writing import key_of


def fetch(link: Link, wanted: Mapping[str, Goal], pasts: Sequence[Past], stage: Path) -> list[str]:
    """Fetch files into `stage`, each proved by its sha256; returns the paths that cannot be had.

    `pasts` begins with the site that the files belong to and goes on with those that came after: a
    file lies with the first of them that was replaced by one without it.
    """
    lacking = dict(wanted)
    stage.mkdir(exist_ok=True)
    if not wanted:
        return []
    there = link.listing([KEPT])
    for number, folder in enumerate(_folders(pasts, there)):
        names = {f"{folder}/{path}": path for path in lacking}
        found = [name for name in names if name in there and there[name].kind == "f"]
        room = link.room / f"kept-{number}"
        link.pull(found, room)
        for name in found:
            path = names[name]
            if is_whole(room / name, lacking[path]):
                (stage / path).parent.mkdir(parents=True, exist_ok=True)
                (room / name).replace(stage / path)
                del lacking[path]
    return sorted(lacking)


def is_whole(file: Path, goal: Goal) -> bool:
    """Whether a file is what it should be. Raises OSError when it cannot be read."""
    if not file.is_file() or file.stat().st_size != goal.bytes:
        return False
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest() == goal.sha256


def _folders(pasts: Sequence[Past], there: Mapping[str, object]) -> list[str]:
    """The folders of these sites, and of one site those of its runs in order."""
    found = []
    for past in pasts:
        front = f"{KEPT}/{key_of(past)}/"
        runs = {path[len(front) :].partition("/")[0] for path in there if path.startswith(front)}
        found += [f"{front}{run}" for run in sorted(filter(str.isdecimal, runs), key=int)]
    return found
