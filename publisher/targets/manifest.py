"""What a folder target remembers of what it wrote, in a file that lies at the target."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from publisher.problems import Problem, PublisherError

NAME = ".publisher-manifest.json"
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file as we left it: sha256 (hex), size in bytes, and mtime in nanoseconds."""

    sha256: str
    bytes: int
    mtime: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Every file that is ours, by path below the target, and every folder that we made.

    `pending` are files that an unfinished run was about to write, with their sha256: whatever of
    them is there is ours as well. `promised` is what the last deploy asked to be remembered.
    """

    files: Mapping[str, Written] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    pending: Mapping[str, str] = field(default_factory=dict)
    promised: Mapping[str, str] = field(default_factory=dict)
    version: int = _VERSION


def load(target: Path, shown: str) -> Manifest:
    """The target's manifest, empty when there is none. `shown` is the target's name in Problems.

    Raises PublisherError when it is damaged, and OSError when it cannot be read.
    """
    try:
        data = (target / NAME).read_bytes()
    except FileNotFoundError:
        return Manifest()
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        manifest = None
    if manifest is None or manifest.version != _VERSION or not _harmless(manifest):
        text = "minneslistan över utlagda filer är skadad"
        hint = "Ta bort den och kör publisher deploy igen; filer som är likadana känns igen."
        raise PublisherError(Problem(path=f"{shown}/{NAME}", text=text, hint=hint))
    return manifest


def save(target: Path, manifest: Manifest) -> None:
    """Put the manifest at the target, whole or not at all. Raises OSError."""
    record: dict[str, Any] = msgspec.to_builtins(manifest)
    record["folders"] = sorted(manifest.folders)
    partial = target / f"{NAME}.part"
    try:
        with partial.open("w", encoding="utf-8") as file:
            json.dump(record, file, ensure_ascii=False, indent=0, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target / NAME)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def _harmless(manifest: Manifest) -> bool:
    """Whether every path stays below the target, for we are going to delete by this list."""
    paths = map(PurePosixPath, (*manifest.files, *manifest.folders, *manifest.pending))
    return all(path.parts and not path.is_absolute() and ".." not in path.parts for path in paths)
