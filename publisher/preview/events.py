"""What open pages are told: what changed, and what is wrong, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

from publisher.model.addresses import SITE, address_of
from publisher.preview.bar import place
from publisher.problems import Problem

_MANY = 500
"""More changed files than this are not named: then every page looks for itself."""


@dataclass(slots=True)
class Live:
    """The state of the preview, and everybody who wants to hear of it.

    `build` is the id of the build that is served (empty: there is none), `base` the sub-path of the
    site in it, `origin` the address it will have when published, both without a slash at the end.
    """

    build: str = ""
    base: str = ""
    origin: str = ""
    faults: tuple[Problem, ...] = ()
    advice: int = 0
    """How much advice the last build gave."""
    crash: str = ""
    _ears: set[asyncio.Queue[str | None]] = field(default_factory=set)

    def wrong(self, faults: tuple[Problem, ...], crash: str = "") -> None:
        """The last build failed; what was served is served still."""
        self.faults, self.crash = faults, crash
        self._tell({})

    def right(self, build: str, changed: Iterable[str] = (), *, styles: bool = False) -> None:
        """A build is whole. `changed`: paths under `build/`; `styles`: only looks are new."""
        before, self.build = self.build, build
        self.faults, self.crash = (), ""
        urls = [self._url(path) for path in changed]
        named = {} if len(urls) > _MANY else {"changed": urls, "before": before}
        self._tell({**named, "styles": styles})

    def close(self) -> None:
        """End every stream."""
        for ear in self._ears:
            ear.put_nowait(None)

    async def stream(self) -> AsyncIterator[str]:
        """How things are now, and then every change, each as one event."""
        ear: asyncio.Queue[str | None] = asyncio.Queue()
        self._ears.add(ear)
        try:
            yield self._event({})
            while (event := await ear.get()) is not None:
                yield event
        finally:
            self._ears.discard(ear)

    def _tell(self, news: dict[str, object]) -> None:
        event = self._event(news)
        for ear in self._ears:
            ear.put_nowait(event)

    def _event(self, news: dict[str, object]) -> str:
        faults = [
            {"place": place(each), "text": each.text, "hint": each.hint} for each in self.faults
        ]
        state = {"build": self.build, "faults": faults, "crash": self.crash, **news}
        return f"data: {json.dumps(state, ensure_ascii=False)}\n\n"

    def _url(self, path: str) -> str:
        folder, _, rest = path.partition("/")
        return (self.base if folder == SITE else "/brev") + address_of(rest)
