"""What a build makes and a deploy does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from publisher.model.entries import Entry
from publisher.model.media import Media
from publisher.problems import Problem

PREVIEW_FILE = "publisher-forhandsvisning.txt"
"""Lies at the top of the site that a preview builds, and of no other: by it a deploy knows one."""
PREVIEW_MARK = b"<!-- publisher:preview -->\n"
"""How every HTML file of a preview ends, should one stray from its folder."""

Stream = Callable[[], Iterator[bytes]]
"""Makes a large file anew each time it is called, piece by piece, so that it is never in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One file of a build: its path under `build/`, and its bytes, a stream, or a file to copy.

    `problems` are what its making revealed that the author must hear of, now and while it stays.
    `shows` are the author's pictures that a letter asks for, where it may be opened years from now.
    """

    path: str
    data: bytes | Path | Stream
    problems: tuple[Problem, ...] = ()
    shows: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry whose metadata or text differs from the last build's; None: absent then or now."""

    old: Entry | None
    new: Entry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a deploy did at its target: paths under `build/site/`, and bytes copied."""

    target: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    bytes: int = 0
