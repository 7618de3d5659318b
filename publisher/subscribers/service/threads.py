"""The store in a thread of its own: one connection, one thing at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from typing import TypeVar

from publisher.subscribers.database import DatabaseRefusedError
from publisher.subscribers.store import PeopleStore

T = TypeVar("T")
StoreOpener = Callable[[], AbstractContextManager[PeopleStore]]


class StoreThread:
    """Opens the store when it is first needed, and anew after a database has refused something.

    A connection of SQLite's belongs to the thread that made it, and one writer at a time is all
    there can be: so requests stand in line here, and not in the database until they time out.
    """

    def __init__(self, opener: StoreOpener) -> None:
        """Nothing is opened yet."""
        self._opener = opener
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._stack = ExitStack()
        self._store: PeopleStore | None = None

    async def run(self, do: Callable[[PeopleStore], T]) -> T:
        """What `do` gives. Raises what it raises: PublisherError when the database refuses."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._do, do)

    def close(self) -> None:
        """Let go of the store, after what stands in line."""
        self._executor.submit(self._let_go).result()
        self._executor.shutdown()

    def _do(self, do: Callable[[PeopleStore], T]) -> T:
        if self._store is None:
            self._store = self._stack.enter_context(self._opener())
        try:
            return do(self._store)
        except DatabaseRefusedError:
            self._let_go()
            raise

    def _let_go(self) -> None:
        self._store = None
        self._stack.close()
