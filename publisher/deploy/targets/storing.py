"""A target that is a store: how it plans, applies and goes back. One story for all stores.

What lies there is known from the memory beside it. Only what differs is looked at, or all of ours
where a look costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher.deploy.share_folders import is_share
from publisher.deploy.target import DeployPlan, EarlierSite, LocalSite, no_site
from publisher.deploy.targets import lock
from publisher.deploy.targets.difference import (
    answer,
    first_of,
    planned,
    questions,
    receipt,
    relearnt,
    unread,
)
from publisher.deploy.targets.guard import held
from publisher.deploy.targets.memory import Goal, StoreMemory, decode
from publisher.deploy.targets.notes import MEMORY_FOLDER, OLD, TargetNote, chosen, is_open
from publisher.deploy.targets.patience import with_patience
from publisher.deploy.targets.store import OLDER, Goals, Store, StoreLock, StoreSettings
from publisher.deploy.targets.transfer import StoreView, Transfer
from publisher.model import Receipt
from publisher.problems import Problem, PublisherError
from publisher.swedish import number


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreTarget:
    """See the module. `root` is the publication's folder."""

    name: str
    settings: StoreSettings
    root: Path

    def plan(self, local: LocalSite) -> DeployPlan:
        """Compare by the memory; nothing is written."""
        goals = self._goals(local)
        look = with_patience(self.settings, lambda store: self._view(store, goals, local))
        return planned(self.name, local, look.found, look.memory.promised)

    def apply(self, plan: DeployPlan, *, break_lock: bool = False) -> Receipt:
        """Put, then delete, each file whole or not at all; the plan tells which site."""
        done: list[Receipt] = []  # what the first try found, should the connection be cut
        local, goals = plan.local, self._goals(plan.local)

        async def settled(store: Store) -> StoreView | None:
            look = await self._view(store, goals, local)
            return None if self._settled(look, plan, goals, done) else look

        async def task(store: Store) -> None:
            if plan.empty and not await settled(store):
                return  # nothing needs to be written, and no lock either
            async with self._held(store, local.name, break_lock=break_lock) as latch:
                if look := await settled(store):  # anew: nobody else writes from now on
                    await self._deploy(store, latch, look, local, goals).run()

        with_patience(self.settings, task)
        return done[0]

    def kept(self) -> tuple[EarlierSite, ...]:
        """The earlier sites whose files are kept. Raises PublisherError where none ever are."""
        if not self.settings.keep:
            text = f"målet ”{self.name}” sparar inga tidigare versioner (keep: 0)"
            raise PublisherError(Problem(path=self.settings.shown, text=text, hint=OLDER))

        async def task(store: Store) -> tuple[bool, StoreMemory]:
            return store.can_keep, (await _remembered(store))[1] or StoreMemory()

        can_keep, memory = with_patience(self.settings, task)
        if not can_keep:
            text = "värden kan inte spara tidigare versioner (den gör inga hårda länkar)"
            raise PublisherError(Problem(path=self.settings.shown, text=text, hint=OLDER))
        return tuple(
            EarlierSite(id=past.id, when=datetime.fromisoformat(past.when), files=len(past.files))
            for past in memory.history
        )

    def roll_back(self, kept: EarlierSite, *, break_lock: bool = False) -> Receipt:
        """Put an earlier site back from the files that were kept."""
        done: list[Receipt] = []

        async def task(store: Store) -> None:
            async with self._held(store, kept.id, break_lock=break_lock) as latch:
                memory = (await _remembered(store))[1] or StoreMemory()
                if done and _is_there(memory, kept):
                    return  # the connection was cut after all had been done
                nth = self._nth(memory, kept)
                goals = memory.history[nth].files
                look = await self._look(store, goals, None, is_share)
                done.append(receipt(self.name, look.found, goals))
                await (await self._restore(store, latch, look, nth)).run()

        with_patience(self.settings, task)
        return done[0]

    def _held(
        self, store: Store, build: str, *, break_lock: bool
    ) -> AbstractAsyncContextManager[StoreLock]:
        latch = store.latch(lock.mine(build, self.root))
        return held(latch, self.settings.shown, break_lock=break_lock)

    def _goals(self, local: LocalSite) -> dict[str, Goal]:
        form = self.settings.form
        return {
            path: Goal(sha256=facts.sha256, bytes=facts.bytes, form=form(path))
            for path, facts in local.files.items()
        }

    async def _view(self, store: Store, goals: Goals, local: LocalSite) -> StoreView:
        look = await self._look(store, goals, local.folder, local.stays)
        if local.only and not (look.memory.whole and look.memory.files):
            raise PublisherError(no_site(self.name, self.settings.shown))
        return look

    async def _look(
        self, store: Store, goals: Goals, folder: Path | None, stays: Callable[[str], bool]
    ) -> StoreView:
        note, known = await _remembered(store)
        memory, taken = known or StoreMemory(), frozenset[str]()
        advice: tuple[Problem, ...] = ()
        if not memory.files and not memory.pending:
            memory, taken, advice = await self._relearn(store, goals, known)
        asked = questions(goals, memory, stays, every=store.sees_all)
        tags = {path: stored.tag for path, stored in memory.files.items()}
        seen = await store.look(asked, tags)
        read = await store.hashes(unread(goals, memory, seen), goals, folder)
        found = answer(
            goals, memory, asked, seen, read, front=f"{self.settings.shown}/", taken=taken
        )
        if found.conflicts:
            raise PublisherError(first_of(found.conflicts))
        found.advice[:0] = advice
        return StoreView(note=note, memory=memory, found=found)

    async def _relearn(
        self, store: Store, goals: Goals, known: StoreMemory | None
    ) -> tuple[StoreMemory, frozenset[str], tuple[Problem, ...]]:
        """What can be told of a place without a memory, or with a damaged one (None).

        The second is at which paths what lies there is ours.
        """
        here = goals.keys() if store.sees_all else await store.names() & goals.keys()
        taken = relearnt(goals, await store.look(here, {}), sure=known is None)
        if known is not None and not taken:
            return known, taken, ()
        foreign = len(await store.names() - goals.keys())
        return StoreMemory(whole=False), taken, (self._lost(foreign, damaged=known is None),)

    def _settled(
        self, look: StoreView, plan: DeployPlan, goals: Goals, done: list[Receipt]
    ) -> bool:
        """Whether nothing needs to be written; notes the receipt of the first look."""
        local, memory = plan.local, look.memory
        promised = memory.promised if local.only else local.promised
        if memory.promised not in (plan.remembered, promised):
            raise PublisherError(lock.overtaken(self.settings.shown))
        if not done:
            done.append(receipt(self.name, look.found, goals))
        same = look.found.ours == memory.files and promised == memory.promised
        finished = memory.whole and not memory.pending and not is_open(look.note)
        return look.found.idle and same and finished

    def _deploy(
        self, store: Store, latch: StoreLock, view: StoreView, local: LocalSite, goals: Goals
    ) -> Transfer:
        memory, keep = view.memory, self.settings.keep if store.can_keep else 0
        same = bool(local.only) or (view.found.idle and memory.whole)
        history = memory.history[:keep] if same else memory.grown(keep)
        id_ = memory.id if same and memory.id else local.name
        when = memory.when if same and memory.when else local.now.isoformat()
        promised = memory.promised if local.only else local.promised
        after = StoreMemory(id=id_, when=when, promised=promised, history=history)
        return Transfer(
            store=store,
            latch=latch,
            shown=self.settings.shown,
            folder=local.folder,
            goals=goals,
            view=view,
            after=after,
            meanwhile=history,
        )

    async def _restore(self, store: Store, latch: StoreLock, view: StoreView, nth: int) -> Transfer:
        """Put a site of the history back, and remember those before it."""
        promised, history = view.memory.promised, view.memory.history
        past, rest = history[nth], history[nth + 1 :]
        wanted = {path: past.files[path] for path in (*view.found.added, *view.found.changed)}
        return Transfer(
            store=store,
            latch=latch,
            shown=self.settings.shown,
            folder=await store.recover(wanted, history[nth::-1]),
            goals=past.files,
            view=view,
            after=StoreMemory(id=past.id, when=past.when, promised=promised, history=rest),
            meanwhile=history[nth:],
        )

    def _nth(self, memory: StoreMemory, kept: EarlierSite) -> int:
        for nth, past in enumerate(memory.history):
            if (past.id, past.when) == (kept.id, kept.when.isoformat()):
                return nth
        text = f"versionen ”{kept.id}” finns inte längre att ställa tillbaka"
        raise PublisherError(Problem(path=self.settings.shown, text=text, hint=OLDER))

    def _lost(self, foreign: int, *, damaged: bool) -> Problem:
        what = "är skadad" if damaged else "saknas"
        text = f"minneslistan över utlagda filer {what}, och görs om efter vad som ligger där"
        hint = "Inget annat behöver göras."
        if foreign:
            files = "fil" if foreign == 1 else "filer"
            hint = f"{number(foreign)} {files} som sajten inte har lämnas kvar. Ta bort för hand "
            hint += "det som inte behövs."
        return Problem(
            path=f"{self.settings.shown}/{MEMORY_FOLDER}", text=text, hint=hint, fatal=False
        )


def _is_there(memory: StoreMemory, kept: EarlierSite) -> bool:
    return memory.whole and (memory.id, memory.when) == (kept.id, kept.when.isoformat())


async def _remembered(store: Store) -> tuple[TargetNote | None, StoreMemory | None]:
    """The memory as it lies there, and what it says: None when that cannot be made out."""
    note = await store.read(chosen(await store.notes(MEMORY_FOLDER)) or OLD)
    return note, decode(note.data) if note else StoreMemory()
