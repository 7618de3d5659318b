"""How quickly letters leave: in all, to each receiving domain, and slower when they ask for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from publisher.config import PaceSettings

_FIRST, _LONGEST = 30.0, 3600.0
"""Seconds that a domain is left alone after a first “later”, and at most."""


@dataclass(slots=True)
class TokenBucket:
    """`rate` a second, with room for one second's worth, so that no hour begins with a flood."""

    rate: float
    level: float = 1.0
    at: float | None = None

    def wait(self, now: float) -> float:
        """Seconds until one may be taken."""
        self._fill(now)
        # A level that is one but for what floating point lost is one, or a pace would never end.
        return 0.0 if self.level > 1 - 1e-9 else (1 - self.level) / self.rate

    def take(self, now: float) -> None:
        """Take one."""
        self._fill(now)
        self.level -= 1

    def _fill(self, now: float) -> None:
        if self.at is not None and now > self.at:
            self.level = min(max(1.0, self.rate), self.level + (now - self.at) * self.rate)
        self.at = now


@dataclass(slots=True)
class Pace:
    """Shared by all sessions. `clock` never goes back, whatever is done to the machine's other."""

    settings: PaceSettings
    clock: Callable[[], float] = monotonic
    _total: TokenBucket = field(init=False)
    _domains: dict[str, TokenBucket] = field(default_factory=dict)
    _left_alone: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """The pace in all."""
        self._total = TokenBucket(self.settings.total)

    def wait(self, domain: str) -> float:
        """Seconds until a letter may go there; 0.0 takes the place, and it must be used."""
        with self._lock:
            now = self.clock()
            own = self._domains.setdefault(domain, TokenBucket(self.settings.domain))
            until, _ = self._left_alone.get(domain, (0.0, 0.0))
            wait = max(self._total.wait(now), own.wait(now), until - now)
            if wait > 0:
                return wait
            self._total.take(now)
            own.take(now)
            return 0.0

    def later(self, domain: str) -> float:
        """The domain asked to wait: so many seconds, twice as many as the last time."""
        with self._lock:
            _, last = self._left_alone.get(domain, (0.0, 0.0))
            rest = min(_LONGEST, last * 2 or _FIRST)
            self._left_alone[domain] = (self.clock() + rest, rest)
            return rest

    def resting(self) -> dict[str, float]:
        """The domains that are left alone, each with the seconds until it may be asked again."""
        with self._lock:
            now = self.clock()
            return {
                name: until - now for name, (until, _) in self._left_alone.items() if until > now
            }

    def well(self, domain: str) -> None:
        """The domain took a letter: no reason to wait any more."""
        with self._lock:
            self._left_alone.pop(domain, None)
