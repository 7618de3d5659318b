"""The story of a preview: a save, a build, a word to the terminal and to every open page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from publisher.build.freshness import BUILD, REPORT
from publisher.preview.builder import BuildCrashed, BuildDone, BuildRefused, BuildRunner, Outcome
from publisher.preview.events import Live
from publisher.problems import Problem, faults
from publisher.system.disk import ordinary

if TYPE_CHECKING:
    from publisher.build import BuildOptions
    from publisher.build.report import BuildReport

QUIET = 1.0
"""How long nothing may have been saved before the search index is made anew, in seconds."""
_INDEX = "site/sok/index/"
"""Where the search index lies under `build/`; no page that is open shows anything of it."""
_OUTDATED = Problem(
    path="",
    text="publisher har uppdaterats medan förhandsvisningen var igång",
    hint="Avsluta den med Ctrl-C och kör publisher serve igen.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildNews:
    """What the terminal hears: how a build went, and the saved files that were its cause."""

    outcome: Outcome
    saved: frozenset[str]


class PreviewSession:
    """Builds what was saved, one build at a time; saves during a build are the next one's."""

    def __init__(
        self,
        options: BuildOptions,
        live: Live,
        on_build: Callable[[BuildNews], None],
        program: Callable[[], str],
        hour: Callable[[], datetime],
    ) -> None:
        """`hour` is what the clock is taken to be.

        `program` gives a mark of the program's own files, which must not change under way.
        """
        self._options, self._live, self._on_build = options, live, on_build
        self._program, self._began = program, program()
        self._hour = hour
        self._builder = BuildRunner()
        self._saved: set[str] = set()
        self._wake = asyncio.Event()
        self._building = False
        self._search_due = False

    def saved(self, paths: set[str]) -> None:
        """Something was written, renamed or removed."""
        self._saved |= paths
        self._wake.set()

    def built(self) -> None:
        """Some build was finished; if it was not ours, what it made is served already."""
        build = self._on_disk()
        if build and build != self._live.build and not self._building:
            self._live.right(build)

    async def first(self) -> None:
        """The build before anything is served; if it fails, what an earlier one left is shown."""
        self._live.build = self._on_disk()
        await self._build(frozenset())

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            if self._saved:
                saved, self._saved = frozenset(self._saved), set()
                self._wake.clear()
                await self._build(saved)
            elif not self._search_due:
                await self._wake.wait()
            elif await self._is_quiet():
                await self._index()

    def close(self) -> None:
        """Stop the build that is under way."""
        self._builder.interrupt()

    async def _build(self, saved: frozenset[str]) -> None:
        outcome = await self._outcome(search=False)
        if outcome is None:
            return
        if isinstance(outcome, BuildDone):
            self._show(outcome.report, saved)
            self._search_due = True
        else:
            self._wrong(outcome)
        self._on_build(BuildNews(outcome=outcome, saved=saved))

    def _show(self, report: BuildReport, saved: frozenset[str]) -> None:
        build = self._on_disk()
        self._live.advice = len(report.problems)
        changed = _changed(report)
        if not changed and build != self._live.build:
            self._live.right(build)  # another build was quicker, and only it knows what it did
        else:
            styles = bool(saved) and all(path.endswith(".css") for path in saved)
            self._live.right(build, changed, styles=styles)

    async def _is_quiet(self) -> bool:
        try:
            await asyncio.wait_for(self._wake.wait(), QUIET)
        except TimeoutError:
            return True
        return False

    async def _index(self) -> None:
        """Bring the search index up to date, unless something is saved before that is done."""
        indexing = asyncio.create_task(self._outcome(search=True))
        saving = asyncio.create_task(self._wake.wait())
        await asyncio.wait({indexing, saving}, return_when=asyncio.FIRST_COMPLETED)
        if not indexing.done():
            self._builder.interrupt()
        saving.cancel()
        outcome = await indexing
        self._search_due = outcome is None
        if outcome is None:
            return
        if isinstance(outcome, BuildDone):
            changed = (path for path in _changed(outcome.report) if not path.startswith(_INDEX))
            self._live.right(self._on_disk(), changed)
        else:
            self._wrong(outcome)
            self._on_build(BuildNews(outcome=outcome, saved=frozenset()))

    def _wrong(self, outcome: BuildRefused | BuildCrashed) -> None:
        """Show what went wrong on every open page."""
        if isinstance(outcome, BuildCrashed):
            self._live.wrong((), outcome.crash)
        else:
            self._live.wrong(faults(outcome.problems))

    async def _outcome(self, *, search: bool) -> Outcome | None:
        if self._program() != self._began:
            return BuildRefused(problems=(_OUTDATED,))
        options = replace(self._options, now=self._hour(), search=search)
        self._building = True
        try:
            outcome = await self._builder.build(options)
        finally:
            self._building = False
        if isinstance(outcome, BuildDone | BuildRefused) and outcome.site_url:
            origin = outcome.site_url.rstrip("/")
            self._live.origin = origin
            self._live.base = "".join(f"/{part}" for part in origin.split("/")[3:])
        return outcome

    def _on_disk(self) -> str:
        """The id of the build that is served, or the empty string."""
        try:
            report = json.loads(ordinary(self._options.home / BUILD / REPORT).read_bytes())
        except (OSError, ValueError, RecursionError):
            return ""
        return str(report.get("build", "")) if isinstance(report, dict) else ""


def _changed(report: BuildReport) -> list[str]:
    return [*report.added, *report.changed, *report.removed]
