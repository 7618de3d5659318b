"""The outbox carried, in a thread of its own: no page waits for a mail server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from publisher.problems import PublisherError
from publisher.subscribers.retention import age
from publisher.subscribers.service.guard import whence
from publisher.subscribers.service.limits import forget_tallies
from publisher.subscribers.service.mailer import Mailer
from publisher.subscribers.service.outbox import forget_done, hand_over, next_turn, recover
from publisher.subscribers.service.settings import ServiceSettings
from publisher.subscribers.service.spool import apply_spooled
from publisher.subscribers.service.threads import StoreThread
from publisher.subscribers.store import PeopleStore

_BREATH = 0.2
"""Seconds before the next look, however many sign up meanwhile."""
_IDLE = 2.0
"""Seconds between two looks at an outbox that nobody has put anything in."""
_AFTER_FAULT = 20.0
_TIDY_EVERY = 3600.0


class Carrier:
    """Carries as long as the service runs; another process may carry from the same store."""

    def __init__(
        self,
        settings: ServiceSettings,
        store: StoreThread,
        mailer: Mailer,
        tell: Callable[[str], None],
    ) -> None:
        """`store` is a thread of its own."""
        self._settings = settings
        self._store = store
        self._mailer = mailer
        self._tell = tell
        self._awake = asyncio.Event()
        self._ended = False
        self._tidied = 0.0

    def wake(self) -> None:
        """There is something in the outbox."""
        self._awake.set()

    def stop(self) -> None:
        """No more mails after the one that is under way."""
        self._ended = True
        self._awake.set()

    async def run(self) -> None:
        """Until stopped."""
        while not self._ended:
            wait = await self._step()
            if wait and not self._ended:
                await asyncio.sleep(_BREATH)
                await self._rest(wait)
        self._mailer.close()
        self._store.close()

    async def _step(self) -> float:
        """Do what there is to do; how long to wait then."""
        try:
            await self._tidy()
            return 0.0 if await self._store.run(self._one) else _IDLE
        except PublisherError as error:
            self._tell(error.problems[0].text)
        except Exception as error:  # noqa: BLE001 (told; mails must go on leaving)
            self._tell(f"fel i programmet: {type(error).__name__} {whence(error)}")
        return _AFTER_FAULT

    def _one(self, store: PeopleStore) -> bool:
        recover(store)
        if done := apply_spooled(store, self._tell):
            self._tell(f"{done} avslutade prenumerationer ur spool/ är genomförda")
        turn = next_turn(store, self._settings)
        if turn is not None:
            hand_over(store, self._mailer, turn, self._tell)
        return turn is not None

    async def _tidy(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._tidied >= _TIDY_EVERY or not self._tidied:
            await self._store.run(_aged)
            self._tidied = now

    async def _rest(self, seconds: float) -> None:
        """So long, or until there is something in the outbox; put there meanwhile counts too."""
        try:
            await asyncio.wait_for(self._awake.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._awake.clear()


def _aged(store: PeopleStore) -> None:
    """What has been kept as long as it may be."""
    age(store)
    forget_tallies(store)
    forget_done(store)
