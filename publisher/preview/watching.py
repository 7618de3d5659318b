"""What is saved, renamed and deleted in a publication, as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.build.freshness import BUILD, REPORT
from publisher.engine.integrity import OUTPUT_FOLDERS

if TYPE_CHECKING:
    from watchfiles import Change

FOLDERS = ("content", "feeds", "theme")
_JUNK = ("Thumbs.db", "desktop.ini", "4913")
"""What desktops and editors (4913: Vim) leave behind."""


class Watch:
    """Tells of every change below the publication's folders and of its settings file.

    The folders are watched with all that is in them, the publication itself only at the top: what
    lies elsewhere in it (a repository, an environment, the build) may be a great many files.
    """

    def __init__(
        self,
        root: Path,
        file: str,
        home: Path,
        saved: Callable[[set[str]], None],
        built: Callable[[], None],
    ) -> None:
        """`saved` is called with paths below `root`; `built` when a build in `home` is finished."""
        self._root, self._file, self._home = root, file, home
        self._saved, self._built = saved, built
        self._closing = asyncio.Event()
        self._moved = asyncio.Event()

    async def run(self) -> None:
        """Watch until `close` is called."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._folders())
            group.create_task(self._top())
            group.create_task(self._reports())

    def close(self) -> None:
        """End `run`."""
        self._closing.set()
        self._moved.set()

    async def _folders(self) -> None:
        """A folder that is made, removed or renamed is a new thing to watch: then begin anew."""
        from watchfiles import awatch

        while not self._closing.is_set():
            self._moved.clear()
            there = [self._root / name for name in FOLDERS if (self._root / name).is_dir()]
            if not there:
                await self._moved.wait()
                continue
            async for found in awatch(*there, watch_filter=_wanted, stop_event=self._moved):
                self._saved(self._names(found))

    async def _top(self) -> None:
        from watchfiles import awatch

        events = awatch(self._root, watch_filter=_wanted, stop_event=self._closing, recursive=False)
        async for found in events:
            names = self._names(found)
            if names & set(FOLDERS):
                self._moved.set()
            if saved := names & {self._file, *FOLDERS}:
                self._saved(saved)

    async def _reports(self) -> None:
        """Another preview may build here, or somebody throw it all away; then begin anew."""
        from watchfiles import awatch

        folder = self._home / BUILD
        while not self._closing.is_set():
            folder.mkdir(parents=True, exist_ok=True)
            async for found in awatch(folder, stop_event=self._closing, recursive=False):
                names = {Path(path).name for _, path in found}
                if REPORT in names:
                    self._built()
                if any(not (folder / name).is_dir() for name in names & {*OUTPUT_FOLDERS}):
                    self._saved({f"{BUILD}/"})
                if not folder.is_dir():
                    self._saved({f"{BUILD}/"})
                    break

    def _names(self, found: set[tuple[Change, str]]) -> set[str]:
        return {Path(path).relative_to(self._root).as_posix() for _, path in found}


def _wanted(_change: Change, path: str) -> bool:
    name = Path(path).name
    return not (name.startswith(".") or name.endswith("~") or name in _JUNK)
