"""A folder on this machine, or on a disk that it has mounted.

Only files that this target wrote are ever replaced or removed. What it wrote, it remembers in a
manifest beside them; before it writes, it notes there what it is about to write, so that a run
that was cut off is finished by the next.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from publisher.config import TargetSettings
from publisher.model import Receipt
from publisher.problems import Problem, PublisherError, reason
from publisher.targets.manifest import Manifest, Written, load, save
from publisher.targets.plan import Local, Plan, in_order
from publisher.targets.survey import Survey, blocked, first_of, is_behind, lstat, survey, written

_OWN_ROOMS = ("build", "content", "feeds", "theme", ".publisher", ".git")
_CHUNK = 1 << 20


def folder(settings: TargetSettings, root: Path, file: str) -> Folder:
    """The target `kind: folder`; its one option is `path`, relative to the publication or not.

    Raises PublisherError when the folder is one that a site must not lie in.
    """
    options = dict(settings.options)
    path = options.pop("path", None)
    problems = [_unknown(name, settings, file) for name in options]
    if text := _wrong_place(path, root):
        text = f"målet ”{settings.name}” {text}"
        hint = "Skriv en egen mapp för sajten, till exempel path: publicerat"
        problems.append(Problem(path=file, line=settings.line, text=text, hint=hint))
    if problems:
        raise PublisherError(problems)
    return Folder(name=settings.name, shown=str(path).rstrip("/"), place=_place(str(path), root))


def _place(path: str, root: Path) -> Path:
    home = os.path.expanduser(path)  # noqa: PTH111 (Path.expanduser raises when there is no home)
    return Path(os.path.realpath(root / home))


def _unknown(name: str, settings: TargetSettings, file: str) -> Problem:
    from publisher.fields import unknown_key

    return unknown_key(name, ("kind", "path"), file, settings.line, settings.name)


def _wrong_place(path: object, root: Path) -> str:
    """Why a site must not lie there; empty when it may."""
    if not isinstance(path, str) or not path.strip() or "\0" in path:
        return "saknar path: med den mapp som sajten ska ligga i"
    place, home = _place(path, root), Path(os.path.realpath(root))
    if home.is_relative_to(place):
        return f"är mappen som publikationen själv ligger i (”{path}”)"
    inside = next((room for room in _OWN_ROOMS if place.is_relative_to(home / room)), "")
    return f"ligger i {inside}/, som är till för annat" if inside else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """See the module. `shown` is the folder as its owner wrote it, for Problems."""

    name: str
    shown: str
    place: Path

    def plan(self, local: Local) -> Plan:
        """Compare by the manifest and one stat a file; nothing is written."""
        try:
            old = load(self.place, self.shown)
            found = self._look(local, old)
        except OSError as error:
            raise self._refused(error, "läsa") from error
        return Plan(
            target=self.name,
            local=local,
            added=tuple(in_order(found.added, local.files)),
            changed=tuple(in_order(found.changed, local.files)),
            removed=tuple(found.removed),
            bytes=sum(local.files[path].bytes for path in (*found.added, *found.changed)),
            advice=tuple(found.advice),
            remembered=old.promised,
        )

    def apply(self, plan: Plan) -> Receipt:
        """Write, then delete, each file whole or not at all; the plan tells which site."""
        try:
            old = load(self.place, self.shown)
            if old.promised != plan.remembered:
                raise PublisherError(self._overtaken())
            found = self._look(plan.local, old)  # anew: a person may have thought in between
            news = found.ours != old.files or plan.local.promised != old.promised
            if not found.idle or news or old.pending:
                self._carry_out(found, plan.local, old)
        except OSError as error:
            raise self._refused(error, "skriva") from error
        return Receipt(
            target=self.name,
            added=tuple(sorted(found.added)),
            changed=tuple(sorted(found.changed)),
            removed=tuple(found.removed),
            bytes=sum(plan.local.files[path].bytes for path in (*found.added, *found.changed)),
        )

    def _look(self, local: Local, manifest: Manifest) -> Survey:
        found = survey(self.place, self.shown, local, manifest)
        if found.conflicts:
            raise PublisherError(first_of(found.conflicts))
        return found

    def _carry_out(self, found: Survey, local: Local, old: Manifest) -> None:
        puts = in_order((*found.added, *found.changed), local.files)
        self.place.mkdir(parents=True, exist_ok=True)
        made = old.folders | self._missing_folders(puts)
        pending = {path: local.files[path].sha256 for path in puts}
        begun = Manifest(files=found.ours, folders=made, pending=pending, promised=old.promised)
        save(self.place, begun)
        ours = dict(found.ours)
        for path in old.pending:
            self._partial(path).unlink(missing_ok=True)
        for path in puts:
            ours[path] = self._put(path, local)
        for path in found.removed:
            (self.place / path).unlink(missing_ok=True)
            del ours[path]
        done = Manifest(files=ours, folders=self._pruned(made), promised=local.promised)
        save(self.place, done)

    def _put(self, path: str, local: Local) -> Written:
        goal, partial = self.place / path, self._partial(path)
        goal.parent.mkdir(parents=True, exist_ok=True)
        try:
            hash_ = _copy(local.folder / path, partial)
            if hash_ != local.files[path].sha256:
                text, hint = "har ändrats sedan bygget", "Kör publisher build --clean först."
                raise PublisherError(Problem(path=f"build/site/{path}", text=text, hint=hint))
            partial.replace(goal)
        finally:
            partial.unlink(missing_ok=True)
        return written(hash_, goal.lstat())

    def _partial(self, path: str) -> Path:
        goal = self.place / path
        return goal.with_name(f".{goal.name}.publisher-part")

    def _missing_folders(self, paths: list[str]) -> frozenset[str]:
        parents = {parent for path in paths for parent in PurePosixPath(path).parents}
        missing = (parent.as_posix() for parent in parents if not (self.place / parent).exists())
        return frozenset(missing) - {"."}

    def _pruned(self, made: frozenset[str]) -> frozenset[str]:
        """Remove the folders that we made and that are empty now; returns those that remain."""
        left = set(made)
        walls = blocked(self.place, made)
        for name in sorted(made, reverse=True):  # so that a folder comes after those inside it
            place = self.place / name
            there = None if is_behind(name, walls) else lstat(place)
            if there is None or not stat.S_ISDIR(there.st_mode):
                left.discard(name)
            elif not any(place.iterdir()):
                place.rmdir()
                left.discard(name)
        return frozenset(left)

    def _overtaken(self) -> Problem:
        text = "någon annan har lagt ut medan du höll på"
        return Problem(path=self.shown, text=text, hint="Kör publisher deploy igen.")

    def _refused(self, error: OSError, what: str) -> PublisherError:
        name, front = str(error.filename or ""), f"{self.place}{os.sep}"
        inside = name.removeprefix(front) if name.startswith(front) else ""
        path = f"{self.shown}/{inside}" if inside else self.shown
        text = f"gick inte att {what}: {reason(error)}"
        hint = "Rätta till det och kör publisher deploy igen, så görs resten."
        return PublisherError(Problem(path=path, text=text, hint=hint))


def _copy(source: Path, goal: Path) -> str:
    """Copy the bytes alone (rights and times are the target's own matter); returns the sha256."""
    digest = sha256()
    with source.open("rb") as read, goal.open("wb") as write:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            write.write(chunk)
    return digest.hexdigest()
