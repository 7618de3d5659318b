"""What an S3 store is told of each file besides its bytes, and the mark by which we know ours."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from publisher.config.standards.media_types import caching, content_type, is_compressible
from publisher.deploy.targets.memory import Goal

MARK = "publisher"
"""Metadata of every object that we put: `x-amz-meta-publisher: <sha256>-<bytes>-<form>`."""


def headers(path: str, *, compress: bool) -> dict[str, str]:
    """What readers are to be told of a file."""
    found = {"Content-Type": content_type(path), "Cache-Control": caching(path)}
    return {**found, "Content-Encoding": "gzip"} if compress and is_compressible(path) else found


def form(path: str, *, compress: bool) -> str:
    """The headers as one short word: when it differs, a file with the same bytes is put anew."""
    return _short(repr(sorted(headers(path, compress=compress).items())))


@cache
def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]


def mark(goal: Goal) -> str:
    """The mark of a file that is put as `goal`."""
    return f"{goal.sha256}-{goal.bytes}-{goal.form}"


def goal_of(mark: str) -> Goal | None:
    """What an object was put as, by its mark; None when it bears none of ours."""
    parts = mark.split("-")
    if len(parts) != 3 or not parts[1].isdecimal():  # noqa: PLR2004
        return None
    return Goal(sha256=parts[0], bytes=int(parts[1]), form=parts[2])
