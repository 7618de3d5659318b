"""Turning what lies at an rsync target into a site, under its lock, so that it can break anywhere.

First the memory says what is about to be written. Then come the files, phase by phase, each whole
or not at all; then deletions; and last the memory says that all is done. What is replaced or
removed is moved aside by rsync itself, into a folder for each run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from publisher.targets.difference import Difference
from publisher.targets.memory import KEPT, Goal, Memory, Past, Stored, encode
from publisher.targets.notes import OLD, is_open, place_for
from publisher.targets.plan import in_phases
from publisher.targets.rsync_link import Link, time_of
from publisher.targets.rsync_lock import Held
from publisher.targets.rsync_look import parents


@dataclass(slots=True, kw_only=True)
class Writing:
    """One run. The files of `goals` that differ lie in `folder`.

    `history` are the sites to remember afterwards, newest first, and `meanwhile` those until then;
    `old` is what was remembered, `found` what differs, and `folders` those that are there. With
    `aside`, what is replaced is kept.
    """

    link: Link
    held: Held
    folder: Path
    goals: Mapping[str, Goal]
    found: Difference
    folders: frozenset[str]
    old: Memory
    id: str
    when: str
    promised: Mapping[str, str]
    history: tuple[Past, ...]
    meanwhile: tuple[Past, ...]
    aside: bool
    _name: str = field(init=False)
    _ours: dict[str, Stored] = field(init=False)
    _kept: frozenset[str] = field(init=False)
    _precious: frozenset[str] = field(init=False)
    _backup: str = field(init=False, default="")
    _folders: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Find a folder of its own for what this run replaces, of what may be put back."""
        note = self.held.memory
        self._name = place_for(note.name if note else "")
        self._ours = dict(self.found.ours)
        self._kept = self.old.kept
        replaced = (*self.found.changed, *self.found.removed)
        self._precious = frozenset(filter(self._is_of_an_earlier_site, replaced))
        if self.aside and self._precious:
            key = key_of(self.meanwhile[0])
            runs = [int(name.rpartition("/")[2]) for name in self._kept if f"/{key}/" in name]
            self._backup = f"{KEPT}/{key}/{max(runs, default=-1) + 1}"
            self._kept |= {self._backup}

    def _is_of_an_earlier_site(self, path: str) -> bool:
        """Not so are the files of a run that was cut off: they would only fill the disk."""
        goal = self._ours[path].goal
        return any(past.files.get(path) == goal for past in self.meanwhile)

    def run(self) -> None:
        """Do it all. Raises PublisherError and RsyncFault."""
        puts = [*self.found.added, *self.found.changed]
        above = {parent for path in puts for parent in parents(path)}
        self._folders = self.old.folders | (above - self.folders)
        moved = is_open(self.held.memory)
        if puts or self.found.removed or moved:
            self.link.note({self._name: encode(self._under_way(puts))})
        if moved or not self.old.whole:  # so this is never missed, however often we are cut off
            self.link.delete([OLD])
        for phase in in_phases(puts, self.goals):
            self.held.renew()
            kept = [path for path in phase if path in self._precious]
            self.link.push(self.folder, kept, backup=self._backup)
            self.link.push(self.folder, [path for path in phase if path not in self._precious])
            for path in phase:
                tag = f"{self.goals[path].bytes}-{time_of(self.folder / path)}"
                self._ours[path] = Stored(goal=self.goals[path], tag=tag)
        self.held.require()
        self._remove()
        stays = frozenset(f"{KEPT}/{key_of(past)}" for past in self.history)
        goes = {name for name in self._kept if name.rpartition("/")[0] not in stays}
        self.link.delete(sorted({name.rpartition("/")[0] for name in goes}), trees=True)
        self.held.finish(self._name, encode(self._done(self._kept - goes)))

    def _remove(self) -> None:
        gone = self.found.removed
        self.link.delete([path for path in gone if path in self._precious], backup=self._backup)
        self.link.delete([path for path in gone if path not in self._precious])
        for path in gone:
            del self._ours[path]
        used = {parent for path in self._ours for parent in parents(path)}
        emptied = {parent for path in gone for parent in parents(path)} & self._folders - used
        self.link.delete(emptied)
        self._folders -= emptied

    def _under_way(self, puts: Iterable[str]) -> Memory:
        past = self.old
        return Memory(
            id=past.id,
            when=past.when,
            files=self._ours,
            folders=self._folders,
            pending={path: self.goals[path] for path in puts},
            promised=past.promised,
            history=self.meanwhile,
            kept=self._kept,
            whole=False,
        )

    def _done(self, kept: frozenset[str]) -> Memory:
        return Memory(
            id=self.id,
            when=self.when,
            files=self._ours,
            folders=self._folders,
            promised=self.promised,
            history=self.history,
            kept=kept,
        )


def key_of(past: Past) -> str:
    """The name of the folder for what replaced an earlier site's files."""
    return re.sub(r"[^0-9A-Za-z]+", "-", f"{past.when}-{past.id}").strip("-")
