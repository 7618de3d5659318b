"""A folder on another machine, by rsync over ssh.

Only files that this target wrote are ever replaced or removed. Files are sent in phases, so that
nothing leads to what is not yet there, and each takes the place of the old one in one step.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from publisher.config import TargetSettings
from publisher.model import Receipt
from publisher.problems import Problem, PublisherError
from publisher.targets import lock, rsync_words
from publisher.targets.difference import Goals
from publisher.targets.memory import Goal, Memory, decode
from publisher.targets.notes import is_open
from publisher.targets.options import Options
from publisher.targets.plan import Kept, Local, Plan, planned
from publisher.targets.rsync_link import Host, Link, connected
from publisher.targets.rsync_lock import Held, held
from publisher.targets.rsync_look import Look, look, memory_note
from publisher.targets.rsync_past import fetch, is_whole
from publisher.targets.rsync_words import RsyncFault
from publisher.targets.rsync_writing import Writing

_TO = re.compile(
    r"(?:(?P<user>[^@:/\s-][^@:/\s]*)@)?(?P<host>[\w.][\w.-]*|\[[\da-fA-F:.]+\]):(?P<path>.+)"
)
_PATH = re.compile(r"[\w./~+@ -]+")
_OLDER = (
    "Ta fram den äldre versionen av content/ ur git (git log, git checkout) och kör publisher "
    "build och publisher deploy."
)
_MANY = 20
_T = TypeVar("_T")


def rsync(settings: TargetSettings, root: Path, file: str) -> Rsync:
    """The target `kind: rsync`. Raises PublisherError for all that is wrong in its options."""
    options = Options(settings, file)
    to = options.text("to", example="namn@exempel.se:/srv/www")
    found = _TO.fullmatch(to)
    path = found["path"] if found else ""
    if to and not found:
        hint = "Skriv namn@värd:/mapp. För en mapp på den här datorn: kind: folder"
        options.fault("behöver to: med värd och mapp", hint)
    elif (
        to.startswith("rsync://") or path.startswith((":", "-")) or not _PATH.fullmatch(path or ".")
    ):
        hint = "Skriv namn@värd:/mapp, där mappens namn har bokstäver, siffror och ./_-+~"
        options.fault("har något i to: som inte går att använda", hint)
    elif path.rstrip("/") == "" and path:
        options.fault("pekar på hela datorn i to:", "Skriv mappen som sajten ska ligga i.")
    port = options.number("port", 22, 1, 65535)
    host = Host(
        address=to.rpartition(":")[0] if not found else to[: -len(path) - 1],
        folder=path,
        port=port if "port" in settings.options else 0,
        identity=_place(options.text("identity"), root),
        known_hosts=_place(options.text("known_hosts"), root),
    )
    keep = options.number("keep", 3, 0, 50)
    options.finish()
    return Rsync(name=settings.name, shown=to.rstrip("/"), host=host, keep=keep, root=root)


def _place(path: str, root: Path) -> str:
    return str(root.resolve() / Path(path).expanduser()) if path else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rsync:
    """See the module. `shown` is the target as its owner wrote it, for Problems.

    `keep` is how many earlier sites can be put back, `root` the publication's folder.
    """

    name: str
    shown: str
    host: Host
    keep: int
    root: Path

    def plan(self, local: Local) -> Plan:
        """Compare by the memory and a list of what lies there; nothing is written."""

        def work(link: Link) -> Look:
            return look(link, memory_note(link), _goals(local), local.folder, self.shown)

        seen = self._told(work)
        told, promised = seen.advice, seen.memory.promised
        return planned(self.name, local, seen.found, advice=told, remembered=promised)

    def apply(self, plan: Plan, *, break_lock: bool = False) -> Receipt:
        """Send, then delete, each file whole or not at all; the plan tells which site."""
        local, goals = plan.local, _goals(plan.local)

        def under_lock(link: Link) -> Receipt:
            own = lock.mine(local.name, self.root)
            with held(link, own, self.shown, break_lock=break_lock) as it:
                seen = look(link, it.memory, goals, local.folder, self.shown)
                if not self._settled(seen, plan):
                    self._deploy(it, seen, local, goals)
                return self._receipt(seen, goals)

        def work(link: Link) -> Receipt:
            if plan.empty:  # then probably nothing needs to be written, and no lock either
                seen = look(link, memory_note(link), goals, local.folder, self.shown)
                if self._settled(seen, plan):
                    return self._receipt(seen, goals)
            return under_lock(link)

        return self._told(work)

    def kept(self) -> tuple[Kept, ...]:
        """The earlier sites whose files are kept. Raises PublisherError where that is off."""
        if not self.keep:
            text = f"målet ”{self.name}” sparar inga tidigare versioner (keep: 0)"
            raise PublisherError(Problem(path=self.shown, text=text, hint=_OLDER))
        note = self._told(memory_note)
        memory = (decode(note.data) if note else None) or Memory()
        return tuple(
            Kept(id=past.id, when=datetime.fromisoformat(past.when), files=len(past.files))
            for past in memory.history
        )

    def roll_back(self, kept: Kept, *, break_lock: bool = False) -> Receipt:
        """Put an earlier site back: its files are fetched, proved and sent anew."""

        def work(link: Link) -> Receipt:
            own = lock.mine(kept.id, self.root)
            with held(link, own, self.shown, break_lock=break_lock) as it:
                return self._restore(it, kept)

        return self._told(work)

    def _settled(self, seen: Look, plan: Plan) -> bool:
        """Whether nothing needs to be written."""
        memory, promised = seen.memory, plan.local.promised
        if memory.promised != plan.remembered:
            text, hint = "någon annan har lagt ut medan du höll på", "Kör publisher deploy igen."
            raise PublisherError(Problem(path=self.shown, text=text, hint=hint))
        same = seen.found.ours == memory.files and promised == memory.promised
        finished = memory.whole and not memory.pending and not is_open(seen.note)
        return seen.found.idle and same and finished

    def _deploy(self, own: Held, seen: Look, local: Local, goals: Goals) -> None:
        memory, found = seen.memory, seen.found
        puts = (*found.added, *found.changed)
        if unlike := sorted(
            path for path in puts if not is_whole(local.folder / path, goals[path])
        ):
            raise PublisherError(map(_changed, unlike[:_MANY]))
        same = found.idle and memory.whole and bool(memory.when)
        history = memory.history[: self.keep] if same else memory.grown(self.keep)
        Writing(
            link=own.link,
            held=own,
            folder=local.folder,
            goals=goals,
            found=found,
            folders=seen.folders,
            old=memory,
            id=memory.id if same else local.name,
            when=memory.when if same else local.now.isoformat(),
            promised=local.promised,
            history=history,
            meanwhile=history,
            aside=True,
        ).run()

    def _restore(self, own: Held, kept: Kept) -> Receipt:
        link, stage = own.link, own.link.room / "stage"
        memory = (decode(own.memory.data) if own.memory else None) or Memory()
        names = [(past.id, past.when) for past in memory.history]
        wanted = (kept.id, kept.when.isoformat())
        if wanted not in names:
            text = f"versionen ”{kept.id}” finns inte längre att ställa tillbaka"
            raise PublisherError(Problem(path=self.shown, text=text, hint=_OLDER))
        nth = names.index(wanted)
        past = memory.history[nth]
        stage.mkdir()
        seen = look(link, own.memory, past.files, stage, self.shown)
        puts = {path: past.files[path] for path in (*seen.found.added, *seen.found.changed)}
        if lacking := fetch(link, puts, memory.history[nth::-1], stage):
            raise PublisherError(map(self._lacking, lacking[:_MANY]))
        Writing(
            link=link,
            held=own,
            folder=stage,
            goals=past.files,
            found=seen.found,
            folders=seen.folders,
            old=seen.memory,
            id=past.id,
            when=past.when,
            promised=memory.promised,
            history=memory.history[nth + 1 :],
            meanwhile=memory.history[nth:],
            aside=False,
        ).run()
        return self._receipt(seen, past.files)

    def _receipt(self, seen: Look, goals: Goals) -> Receipt:
        found = seen.found
        return Receipt(
            target=self.name,
            added=tuple(sorted(found.added)),
            changed=tuple(sorted(found.changed)),
            removed=tuple(found.removed),
            bytes=sum(goals[path].bytes for path in (*found.added, *found.changed)),
        )

    def _told(self, work: Callable[[Link], _T]) -> _T:
        """Connect and do it, and say in Swedish what rsync and ssh had against it."""
        try:
            with connected(self.host) as link:
                return work(link)
        except RsyncFault as fault:
            told = rsync_words.problems(fault.said, self.shown, self.host.folder)
            raise PublisherError(tuple(told)[:_MANY]) from fault

    def _lacking(self, path: str) -> Problem:
        text = "har inte sparats hel, så den går inte att ställa tillbaka"
        return Problem(path=f"{self.shown}/{path}", text=text, hint=_OLDER)


def _goals(local: Local) -> dict[str, Goal]:
    return {path: Goal(sha256=f.sha256, bytes=f.bytes) for path, f in local.files.items()}


def _changed(path: str) -> Problem:
    text, hint = "har ändrats sedan bygget", "Kör publisher build --clean först."
    return Problem(path=f"build/site/{path}", text=text, hint=hint)
