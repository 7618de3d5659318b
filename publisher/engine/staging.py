"""Artifacts → folder, in two steps: everything is first laid beside it, then moved into place.

The first step can fail (a full disk, a broken template) and leaves the last good build alone. The
second only renames and removes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO

from publisher.engine.integrity import OUTPUT_FOLDERS
from publisher.model import Artifact, Media
from publisher.problems import Problem
from publisher.system.platform import undisturbed


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """An artifact that has been made: path under `build/`, sha256 (hex), and size in bytes.

    `waiting` tells that it lies staged and is to be moved; else the file in place is the same.
    `problems` are what the author is to hear of it, `shows` the pictures that a letter asks for.
    """

    path: str
    hash: str
    bytes: int
    waiting: bool
    problems: tuple[Problem, ...] = ()
    shows: tuple[Media, ...] = ()


def stage(artifact: Artifact, staging: Path, known: str | None) -> Staged:
    """Lay an artifact in `staging` unless its hash is `known` to be in place already.

    Raises OSError when it cannot be written, ValueError on a path outside our folders.
    """
    parts = artifact.path.split("/")
    if parts[0] not in OUTPUT_FOLDERS or not {"", ".", ".."}.isdisjoint(parts):
        message = f"an artifact must lie in one of {OUTPUT_FOLDERS}: {artifact.path}"
        raise ValueError(message)
    goal = staging / artifact.path
    if isinstance(artifact.data, Path):
        return _stage_copy(artifact, artifact.data, goal, known)
    if not isinstance(artifact.data, bytes):
        staged = _stage_stream(artifact.path, artifact.data(), goal, known)
        return replace(staged, problems=artifact.problems)
    hash_ = sha256(artifact.data).hexdigest()
    if hash_ != known:
        with _opened(goal) as file:
            file.write(artifact.data)
    return Staged(
        path=artifact.path,
        hash=hash_,
        bytes=len(artifact.data),
        waiting=hash_ != known,
        problems=artifact.problems,
        shows=artifact.shows,
    )


def _opened(goal: Path) -> BinaryIO:
    """A new file to write; its folder is made if need be, which mostly it is not."""
    try:
        return goal.open("wb")
    except FileNotFoundError:
        goal.parent.mkdir(parents=True, exist_ok=True)
        return goal.open("wb")


def _stage_copy(artifact: Artifact, source: Path, goal: Path, known: str | None) -> Staged:
    with source.open("rb") as file:
        hash_ = file_digest(file, "sha256").hexdigest()
    if hash_ != known:
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, goal)
    size = source.stat().st_size
    return Staged(
        path=artifact.path,
        hash=hash_,
        bytes=size,
        waiting=hash_ != known,
        problems=artifact.problems,
    )


def _stage_stream(path: str, pieces: Iterable[bytes], goal: Path, known: str | None) -> Staged:
    """Hash while writing: what is streamed is too large to be read twice."""
    digest, size = sha256(), 0
    with _opened(goal) as file:
        for piece in pieces:
            digest.update(piece)
            size += file.write(piece)
    hash_ = digest.hexdigest()
    if hash_ == known:
        goal.unlink()
    return Staged(path=path, hash=hash_, bytes=size, waiting=hash_ != known)


def put_in_place(build: Path, staging: Path, removed: Iterable[str]) -> None:
    """Move all that is staged into `build`, after removing what is gone. Ctrl-C waits for the end.

    Where folder and file have changed places, what is in the way is among `removed`.

    A folder that is new moves whole, in one rename.
    """
    with undisturbed():
        for path in removed:
            _remove(build / path)
            _prune(build, path)
        _merge(staging, build)


def _merge(source: str | Path, goal: str | Path) -> None:
    with os.scandir(source) as entries:
        for entry in entries:
            place = os.path.join(goal, entry.name)  # noqa: PTH118 (pathlib would take most time)
            if entry.is_dir(follow_symlinks=False) and os.path.isdir(place):  # noqa: PTH112
                _merge(entry.path, place)
            else:
                os.replace(entry.path, place)  # noqa: PTH105


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
        return
    with suppress(FileNotFoundError, NotADirectoryError):
        place.unlink()


def _prune(build: Path, path: str) -> None:
    for folder in (build / path).parents:
        if build in (folder, folder.parent) or not _empty(folder):
            return
        folder.rmdir()


def _empty(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    with os.scandir(folder) as entries:
        return next(entries, None) is None
