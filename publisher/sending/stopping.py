"""When so much is refused that it is no longer about single readers, sending stops."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

_SHARE = 20
"""One of so many refused is too much."""
_FEW = 3
"""So few refused are never too large a share; so many alike in a row are too many."""


@dataclass(slots=True)
class RefusalWatch:
    """Counts what a run was answered. `why` is empty for as long as it may go on."""

    done: int = 0
    refused: int = 0
    why: str = ""
    _row: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def taken(self) -> None:
        """A letter was accepted."""
        with self._lock:
            self.done += 1
            self._row.clear()

    def refusal(self, kind: str, said: str) -> str:
        """A letter was refused, in this class (`5.7`); why all must stop now, or nothing.

        `said` is the server's own sentence, without anybody's address.
        """
        with self._lock:
            self.done += 1
            self.refused += 1
            self._row = [*self._row, kind] if not self._row or self._row[-1] == kind else [kind]
            if len(self._row) >= _FEW:
                self.why = (
                    f"{len(self._row)} brev i rad har avvisats av samma skäl. Servern sade: {said}"
                )
            elif self.refused >= _FEW and self.refused * _SHARE >= self.done:
                self.why = (
                    f"{self.refused} av {self.done} brev har avvisats, och det är för många. "
                    f"Servern sade senast: {said}"
                )
            return self.why
