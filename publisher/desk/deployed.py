"""What was deployed to each target from this machine, so that one can see what has changed since.

Whoever deploys notes it under `.publisher/deployed/`, which may be thrown away: then nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from publisher.build.disk_errors import refusals
from publisher.build.freshness import CACHE
from publisher.desk.facts import DeskTarget, TargetChange
from publisher.engine.recipes import BuildContext

Shown = Mapping[str, tuple[str, str, str]]
"""The hash of its file, its title and its path of all that readers see, by id."""


class DeployNote(msgspec.Struct, frozen=True, kw_only=True):
    """What readers of a target were given, and when."""

    when: datetime
    shown: dict[str, tuple[str, str, str]]


def note_deploy(root: Path, target: str, context: BuildContext, now: datetime) -> None:
    """Note that the whole site as it is in `context` now lies at this target.

    Raises PublisherError when the disk refuses; until the next deploy nobody knows then.
    """
    shown = {
        entry.id: (context.hashes(entry.source), entry.title, entry.source)
        for entry in (*context.site.entries, *context.site.withdrawn)
    }
    file = _file(root, target)
    partial = file.with_suffix(".part")
    with refusals(root):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        partial.write_bytes(msgspec.json.encode(DeployNote(when=now, shown=shown)))
        partial.replace(file)


def forget_deploy(root: Path, target: str) -> None:
    """Note that something else lies there, such as an earlier site."""
    _file(root, target).unlink(missing_ok=True)


def deployed(root: Path, target: str, shown: Shown) -> DeskTarget:
    """What has changed there since, when what would be shown now is `shown`."""
    try:
        note = msgspec.json.decode(_file(root, target).read_bytes(), type=DeployNote)
    except (OSError, msgspec.MsgspecError):
        return DeskTarget(name=target, when=None)
    changes = tuple(sorted(_changes(note.shown, shown), key=lambda each: each.source))
    return DeskTarget(name=target, when=note.when, changes=changes)


def _changes(before: Shown, now: Shown) -> Iterator[TargetChange]:
    for id_, (mark, title, source) in now.items():
        if id_ not in before:
            yield TargetChange(what="new", title=title, source=source)
        elif before[id_][0] != mark:
            yield TargetChange(what="changed", title=title, source=source)
    for id_ in before.keys() - now.keys():
        _, title, source = before[id_]
        yield TargetChange(what="gone", title=title, source=source)


def _file(root: Path, target: str) -> Path:
    """A target may be called anything; no file can."""
    name = sha256(target.encode()).hexdigest()[:16]
    return root / CACHE / "deployed" / f"{name}.json"
