"""What a text was, version by version: to merge with, and to go back to.

A version is kept when a text is opened or saved at the desk. They lie beside what the preview has
made, outside git and every deploy, and thin out with age: all of an hour, then one in ten minutes,
after two days one a day; nothing is older than sixty days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from publisher.system.disk import write_whole

_NAME = re.compile(r"(\d{20})-([0-9a-f]{32})\.md")
_HOUR, _TWO_DAYS, _SIXTY_DAYS = 3600, 48 * 3600, 60 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVersion:
    """One version: when it was first kept, and its hash."""

    when: datetime
    version: str


class Versions:
    """A folder of versions, with a folder for each text."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when there is something to keep."""
        self._folder = folder
        self._latest: dict[str, str] = {}

    def keep(self, path: str, version: str, data: bytes) -> None:
        """Keep a version of the text at a path, unless it is the one that was kept last."""
        if self._latest.get(path) == version:
            return
        folder = self._of(path)
        if not any(folder.glob(f"*-{version}.md")):
            folder.mkdir(parents=True, exist_ok=True)
            now = datetime.now(UTC)
            write_whole(folder / f"{now:%Y%m%d%H%M%S%f}-{version}.md", data)
            self._thin(folder)
        self._latest[path] = version

    def read(self, path: str, version: str) -> bytes | None:
        """The bytes of a version; None when it is not kept any more."""
        if not re.fullmatch(r"[0-9a-f]{32}", version):
            return None
        found = next(iter(self._of(path).glob(f"*-{version}.md")), None)
        return found.read_bytes() if found else None

    def all(self, path: str) -> list[TextVersion]:
        """Every version of a text, the newest first."""
        kept = sorted(_kept(self._of(path)), reverse=True)
        return [TextVersion(when=when, version=version) for when, version, _ in kept]

    def _of(self, path: str) -> Path:
        return self._folder / sha256(path.encode()).hexdigest()[:20]

    def _thin(self, folder: Path) -> None:
        """Of each span of time its last version stays, and always the newest of all."""
        now = datetime.now(UTC).timestamp()
        seen: set[tuple[str, int]] = set()
        for at, (when, _, file) in enumerate(sorted(_kept(folder), reverse=True)):
            age = now - when.timestamp()
            span = _span(age, when.timestamp())
            if at and (span in seen or age > _SIXTY_DAYS):
                file.unlink(missing_ok=True)
            seen.add(span)


def _span(age: float, when: float) -> tuple[str, int]:
    if age < _HOUR:
        return "all", int(when * 1_000_000)
    if age < _TWO_DAYS:
        return "minutes", int(when // 600)
    return "day", int(when // 86400)


def _kept(folder: Path) -> Iterator[tuple[datetime, str, Path]]:
    for file in folder.glob("*.md"):
        if name := _NAME.fullmatch(file.name):
            yield datetime.strptime(name[1], "%Y%m%d%H%M%S%f").replace(tzinfo=UTC), name[2], file
