"""Group commit: what several sessions want to write at once is written and waited for once.

A write that must be on the disk costs as much for ten rows as for one, and a connection to SQLite
forgets all it has read whenever another one writes. So the sessions of one program share one
connection; whoever comes while it is in use is taken along by the next who gets it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from publisher.subscribers.keys import KeyRing
from publisher.subscribers.store import PeopleStore

T = TypeVar("T")
Act = Callable[[PeopleStore], T]


@dataclass(slots=True)
class _Wanted:
    act: Act[Any]
    done: bool = False
    value: Any = None
    error: BaseException | None = None


class GroupCommit:
    """A store that several threads write in; nothing else may use it meanwhile."""

    def __init__(self, store: PeopleStore) -> None:
        """`store` may have been opened by another thread."""
        self._store = store
        self._lock = threading.Lock()
        self._waiting: deque[_Wanted] = deque()

    @property
    def keys(self) -> KeyRing:
        """Those that hold now: another program may have rotated them."""
        return self._store.keys

    def do(self, act: Act[T]) -> T:
        """What `act` gives; all that it wrote is on the disk when this returns.

        It is part of a transaction with what others want at the same time, and none of it was done
        if any of it cannot be. Raises what the database refuses, to each of them.
        """
        wanted = _Wanted(act)
        self._waiting.append(wanted)
        with self._lock:
            if not wanted.done:
                self._together()
        if wanted.error is not None:
            raise wanted.error
        value: T = wanted.value
        return value

    def alone(self, act: Act[T]) -> T:
        """The same for what has transactions of its own, one after another."""
        with self._lock:
            return act(self._store)

    def _together(self) -> None:
        group: list[_Wanted] = []
        while self._waiting:
            group.append(self._waiting.popleft())
        error: BaseException | None = None
        try:
            with self._store.write():
                for each in group:
                    each.value = each.act(self._store)
        except BaseException as raised:  # noqa: BLE001 (raised by each who waits for it)
            error = raised
        for each in group:
            each.error, each.done = error, True
