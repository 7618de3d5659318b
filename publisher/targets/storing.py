"""A target whose files are put one by one in a store: how it plans, applies and goes back.

A plan costs one small read: what lies there is known from the memory beside it, and only what
differs is looked at. Whatever is said here holds for every store.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from publisher.model import Receipt
from publisher.problems import Problem, PublisherError
from publisher.swedish import number
from publisher.targets import lock
from publisher.targets.difference import (
    Difference,
    Goals,
    answer,
    first_of,
    questions,
    relearnt,
    unread,
)
from publisher.targets.guard import held
from publisher.targets.memory import Goal, Memory, Past, decode
from publisher.targets.notes import OLD, ROOM, Note, chosen, is_open
from publisher.targets.plan import Kept, Local, Plan, planned
from publisher.targets.store import Cut, Shop, Store, in_parallel
from publisher.targets.transfer import Transfer

R = TypeVar("R")

_READERS = 4
"""So many files are read at once, where their contents must be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreTarget:
    """See the module. `root` is the publication's folder."""

    name: str
    shop: Shop
    root: Path

    def plan(self, local: Local) -> Plan:
        """Compare by the memory; nothing is written."""
        look = self._with_patience(lambda store: self._look(store, self._goals(local)))
        told, promised = look.advice, look.memory.promised
        return planned(self.name, local, look.found, advice=told, remembered=promised)

    def apply(self, plan: Plan, *, break_lock: bool = False) -> Receipt:
        """Put, then delete, each file whole or not at all; the plan tells which site."""
        done: list[Receipt] = []  # what the first try found, should the connection be cut
        goals = self._goals(plan.local)

        async def task(store: Store) -> None:
            if self._settled(await self._look(store, goals), plan, goals, done):
                return
            own = lock.mine(plan.local.name, self.root)
            async with held(store, own, self.shop.shown, break_lock=break_lock):
                look = await self._look(store, goals)  # anew: nobody else writes from now on
                if not self._settled(look, plan, goals, done):
                    await self._deploy(store, look, plan.local, goals).run()

        self._with_patience(task)
        return done[0]

    def kept(self) -> tuple[Kept, ...]:
        """The earlier sites whose files are kept. Raises PublisherError where none ever are."""
        if not self.shop.keep:
            text = f"målet ”{self.name}” sparar inga tidigare versioner (keep: 0)"
            raise PublisherError(Problem(path=self.shop.shown, text=text, hint=_OLDER))

        async def task(store: Store) -> tuple[bool, Memory]:
            return store.can_keep, (await _remembered(store))[1]

        can_keep, memory = self._with_patience(task)
        if not can_keep:
            text = "värden kan inte spara tidigare versioner (den gör inga hårda länkar)"
            raise PublisherError(Problem(path=self.shop.shown, text=text, hint=_OLDER))
        return tuple(
            Kept(id=past.id, when=datetime.fromisoformat(past.when), files=len(past.files))
            for past in memory.history
        )

    def roll_back(self, kept: Kept, *, break_lock: bool = False) -> Receipt:
        """Put an earlier site back from the files that were kept."""
        done: list[Receipt] = []

        async def task(store: Store) -> None:
            own = lock.mine(kept.id, self.root)
            async with held(store, own, self.shop.shown, break_lock=break_lock):
                _, memory = await _remembered(store)
                if done and _is_there(memory, kept):
                    return  # the connection was cut after all had been done
                sites = memory.history[self._nth(memory, kept) :]
                look = await self._look(store, sites[0].files)
                done.append(self._receipt(look.found, sites[0].files))
                await (await self._restore(store, look, sites)).run()

        self._with_patience(task)
        return done[0]

    def _with_patience(self, task: Callable[[Store], Awaitable[R]]) -> R:
        return asyncio.run(self._patiently(task))

    async def _patiently(self, task: Callable[[Store], Awaitable[R]]) -> R:
        """Connect and do the task; anew, after a pause, when the connection was cut."""
        for pause in self.shop.pauses:
            try:
                return await self._connected(task)
            except Cut:
                await asyncio.sleep(pause)
        try:
            return await self._connected(task)
        except Cut as cut:
            raise PublisherError(cut.problem) from cut

    async def _connected(self, task: Callable[[Store], Awaitable[R]]) -> R:
        async with self.shop.open() as store:
            return await task(store)

    def _goals(self, local: Local) -> dict[str, Goal]:
        form = self.shop.form
        return {
            path: Goal(sha256=facts.sha256, bytes=facts.bytes, form=form(path))
            for path, facts in local.files.items()
        }

    async def _look(self, store: Store, goals: Goals) -> _Look:
        note, memory = await _remembered(store)
        advice: tuple[Problem, ...] = ()
        if not memory.files and not memory.pending:
            memory, advice = await self._relearn(store, goals, note)
        tags = {path: stored.tag for path, stored in memory.files.items()}
        seen = await store.look(questions(goals, memory), tags)
        unsure = unread(goals, memory, seen)
        hashes = await in_parallel(_READERS, store.hash, unsure)
        read = dict(zip(unsure, hashes, strict=True))
        found = answer(goals, memory, seen, read, self.shop.shown)
        if found.conflicts:
            raise PublisherError(first_of(found.conflicts))
        return _Look(note=note, memory=memory, found=found, advice=advice)

    async def _relearn(
        self, store: Store, goals: Goals, note: Note | None
    ) -> tuple[Memory, tuple[Problem, ...]]:
        """What can be told of a place without a memory, or with a damaged one."""
        names = await store.names()
        here = names & goals.keys()
        damaged = note is not None and decode(note.data) is None
        seen = await store.look(here, {})
        memory = relearnt(goals, seen, sure=damaged)
        if not memory.pending and not damaged:
            return Memory(), ()
        foreign = len(names - goals.keys())
        return memory, (self._lost(foreign, damaged=damaged),)

    def _settled(self, look: _Look, plan: Plan, goals: Goals, done: list[Receipt]) -> bool:
        """Whether nothing needs to be written; notes the receipt of the first look."""
        local, memory = plan.local, look.memory
        if memory.promised not in (plan.remembered, local.promised):
            text = "någon annan har lagt ut medan du höll på"
            hint = "Kör publisher deploy igen."
            raise PublisherError(Problem(path=self.shop.shown, text=text, hint=hint))
        if not done:
            done.append(self._receipt(look.found, goals))
        same = look.found.ours == memory.files and local.promised == memory.promised
        finished = memory.whole and not memory.pending and not is_open(look.note)
        return look.found.idle and same and finished

    def _receipt(self, found: Difference, goals: Goals) -> Receipt:
        return Receipt(
            target=self.name,
            added=tuple(sorted(found.added)),
            changed=tuple(sorted(found.changed)),
            removed=tuple(found.removed),
            bytes=sum(goals[path].bytes for path in (*found.added, *found.changed)),
        )

    def _deploy(self, store: Store, look: _Look, local: Local, goals: Goals) -> Transfer:
        memory, keep = look.memory, self.shop.keep if store.can_keep else 0
        same = look.found.idle and memory.whole
        history = memory.history[:keep] if same else memory.grown(keep)
        return Transfer(
            store=store,
            parallel=self.shop.parallel,
            shown=self.shop.shown,
            goals=goals,
            found=look.found,
            old=memory,
            note=look.note,
            put=lambda path: store.put(path, local.folder / path, goals[path]),
            id=memory.id if same and memory.id else local.name,
            when=memory.when if same and memory.when else local.now.isoformat(),
            promised=local.promised,
            history=history,
            meanwhile=history,
        )

    async def _restore(self, store: Store, look: _Look, sites: tuple[Past, ...]) -> Transfer:
        """Put the first of these sites back, and remember the others."""
        past = sites[0]
        paths = (*look.found.added, *look.found.changed)
        names = {past.files[path].kept for path in paths}
        if lacking := names - await store.holds(names):
            text = f"{number(len(lacking))} av filerna som skulle ställas tillbaka finns inte kvar"
            raise PublisherError(Problem(path=self.shop.shown, text=text, hint=_OLDER))
        return Transfer(
            store=store,
            parallel=self.shop.parallel,
            shown=self.shop.shown,
            goals=past.files,
            found=look.found,
            old=look.memory,
            note=look.note,
            put=lambda path: store.put_back(past.files[path].kept, path),
            id=past.id,
            when=past.when,
            promised=look.memory.promised,
            history=sites[1:],
            meanwhile=sites,
        )

    def _nth(self, memory: Memory, kept: Kept) -> int:
        for nth, past in enumerate(memory.history):
            if (past.id, past.when) == (kept.id, kept.when.isoformat()):
                return nth
        text = f"versionen ”{kept.id}” finns inte längre att ställa tillbaka"
        raise PublisherError(Problem(path=self.shop.shown, text=text, hint=_OLDER))

    def _lost(self, foreign: int, *, damaged: bool) -> Problem:
        what = "är skadad" if damaged else "saknas"
        text = f"minneslistan över utlagda filer {what}, och görs om efter vad som ligger där"
        hint = "Inget annat behöver göras."
        if foreign:
            files = "fil" if foreign == 1 else "filer"
            hint = f"{number(foreign)} {files} som sajten inte har lämnas kvar. Städa för hand."
        return Problem(path=f"{self.shop.shown}/{ROOM}", text=text, hint=hint, fatal=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """The memory as it was read, what it says (or what was relearnt), and what differs."""

    note: Note | None
    memory: Memory
    found: Difference
    advice: tuple[Problem, ...]


_OLDER = (
    "Ta fram den äldre versionen av content/ ur git (git log, git checkout) och kör publisher "
    "build och publisher deploy."
)


def _is_there(memory: Memory, kept: Kept) -> bool:
    return memory.whole and (memory.id, memory.when) == (kept.id, kept.when.isoformat())


async def _remembered(store: Store) -> tuple[Note | None, Memory]:
    note = await store.read(chosen(await store.notes(ROOM)) or OLD)
    return note, (decode(note.data) if note else None) or Memory()
