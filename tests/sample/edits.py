"""A publication that is edited and built again: what a build looks at, and whether it is as clean."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from time import sleep

import pytest

from publisher.build import BuildOptions, inputs
from publisher.build import build as build_
from publisher.problems import PublisherError
from sample.publication import NOW, tree

Exchange = tuple[str, str]
"""What in a file is exchanged, and for what."""


def looks_at_all(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The hours of all builds from now on that look at everything."""
    seen: list[datetime] = []
    examine = inputs.examine

    def looked(
        request: inputs.BuildRequest, adding: inputs.Adding | None = None
    ) -> inputs.BuildInputs:
        seen.append(request.now)
        return examine(request, adding)

    monkeypatch.setattr(inputs, "examine", looked)
    return seen


def settle() -> None:
    """Wait until a file that was just saved no longer counts as one that may be saved once more."""
    sleep(0.07)


def build(root: Path, now: datetime = NOW) -> list[str]:
    """A build's advice, or its faults."""
    try:
        return [str(each) for each in build_(BuildOptions(root=root, now=now, jobs=1)).problems]
    except PublisherError as error:
        return ["fel", *map(str, error.problems)]


def change(root: Path, path: str, *changes: Exchange) -> None:
    """Exchange something in a file that is there."""
    text = (root / path).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (root / path).write_text(text, "utf-8")


def as_clean(root: Path, now: datetime = NOW) -> None:
    """Build what lies there, and hold it against what a clean build makes of it."""
    before, told, clean = tree(root), build(root, now), root.with_name("ren")
    shutil.copytree(root, clean, ignore=shutil.ignore_patterns("build", ".publisher"))
    try:
        assert told == build(clean, now)
        assert tree(root) == (before if told[:1] == ["fel"] else tree(clean))
    finally:
        shutil.rmtree(clean)
