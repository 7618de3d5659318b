"""The store in a thread of its own: one connection, one thing at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Any, TypeVar

from publisher.subscribers.database import DatabaseRefusedError
from publisher.subscribers.store import PeopleStore

T = TypeVar("T")
StoreOpener = Callable[[], AbstractContextManager[PeopleStore]]
_MOST = 64
"""So many are made durable at once."""


@dataclass(slots=True, kw_only=True)
class StoreTask:
    """Something to do with the store; with `together` it may share its transaction with others."""

    do: Callable[[PeopleStore], Any]
    together: bool
    done: Future[Any] = field(default_factory=Future)


class StoreThread:
    """Opens the store when it is first needed, and anew after a database has refused something.

    A connection of SQLite's belongs to the thread that made it, and one writer at a time is all
    there can be: so requests stand in line here, and not in the database until they time out. What
    is to be durable before its reader is answered waits for the disk: when several stand in line
    who may share a transaction, the disk is waited for once.
    """

    def __init__(self, opener: StoreOpener) -> None:
        """Nothing is opened yet."""
        self._opener = opener
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._line: deque[StoreTask] = deque()
        self._stack = ExitStack()
        self._store: PeopleStore | None = None

    async def run(self, do: Callable[[PeopleStore], T], *, together: bool = False) -> T:
        """What `do` gives. Raises what it raises: PublisherError when the database refuses.

        With `together` it must not mind being done twice: if another that it shared a transaction
        with fails, all of it is rolled back, and each is done by itself.
        """
        task = StoreTask(do=do, together=together)
        self._line.append(task)
        self._executor.submit(self._next)
        found: T = await asyncio.wrap_future(task.done)
        return found

    def close(self) -> None:
        """Let go of the store, after what stands in line."""
        self._executor.submit(self._let_go).result()
        self._executor.shutdown()

    def _next(self) -> None:
        """Whoever is first in line, with those right behind who may share."""
        if not self._line:
            return  # somebody took it along
        tasks = [self._line.popleft()]
        while tasks[0].together and len(tasks) < _MOST and self._line and self._line[0].together:
            tasks.append(self._line.popleft())
        tasks = [task for task in tasks if task.done.set_running_or_notify_cancel()]
        if not (len(tasks) > 1 and self._shared(tasks)):
            for task in tasks:
                self._alone(task)

    def _shared(self, tasks: list[StoreTask]) -> bool:
        """Whether all of it was done, or refused, at once."""
        try:
            store = self._opened()
            with store.write():
                results = [task.do(store) for task in tasks]
        except DatabaseRefusedError as error:
            self._let_go()
            for task in tasks:
                task.done.set_exception(error)
            return True
        except Exception:  # noqa: BLE001 (one of them: each is told by itself whose it is)
            return False
        for task, result in zip(tasks, results, strict=True):
            task.done.set_result(result)
        return True

    def _alone(self, task: StoreTask) -> None:
        try:
            result = task.do(self._opened())
        except BaseException as error:  # noqa: BLE001 (it is whoever waits for it who is told)
            if isinstance(error, DatabaseRefusedError):
                self._let_go()
            task.done.set_exception(error)
        else:
            task.done.set_result(result)

    def _opened(self) -> PeopleStore:
        if self._store is None:
            self._store = self._stack.enter_context(self._opener())
        return self._store

    def _let_go(self) -> None:
        self._store = None
        self._stack.close()
