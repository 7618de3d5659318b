"""The desk's part that lets things out: its page, and what that asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from publisher.build.freshness import BUILD, PREVIEW
from publisher.desk.deed_commands import DEEDS
from publisher.desk.deeds import Deeds
from publisher.desk.differences import brief, counted, differences
from publisher.desk.history import TextHistory
from publisher.desk.repository import Repository
from publisher.desk.wastebasket import thrown
from publisher.preview.bar import faults
from publisher.preview.desk_page import GIT, WASTEBASKET
from publisher.preview.everywhere import seen_items, seen_page
from publisher.preview.everywhere_page import EVERYWHERE, everywhere_page
from publisher.preview.file_page import FILE, file_page, version_seen, wastebasket
from publisher.preview.git_page import NO_REPOSITORY, git_page
from publisher.preview.publish_page import PUBLISH, publish_page, stage, told
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from publisher.build import BuildOptions
    from publisher.desk import DeskEntry
    from publisher.preview.desk_application import DeskApplication

Asked = Mapping[str, Any]
_MOST = 6000


class PublishingApplication:
    """Begins deeds, lets them be confirmed, and tells how they stand."""

    def __init__(
        self, options: BuildOptions, hour: Callable[[], datetime], facts: DeskApplication
    ) -> None:
        """`facts` knows where everything stands, and frames pages."""
        self._options, self._hour, self._facts = options, hour, facts
        home = options.root / PREVIEW / "desk"
        self._deeds = Deeds(home / "deed", options.root, options.file)
        self._history = TextHistory(options.root, home)

    @property
    def doing(self) -> dict[str, Callable[[Asked], Any]]:
        """What pages may ask for, by name."""
        return {"deed": self._begin, "confirm": self._confirm, "deed-state": self._state}

    @property
    def routes(self) -> tuple[Route, ...]:
        """Its pages."""
        return (
            Route(PUBLISH, self._page),
            Route(FILE, self._file),
            Route(WASTEBASKET, self._wastebasket),
            Route(GIT, self._git),
            Route(EVERYWHERE, self._everywhere),
        )

    def _begin(self, asked: Asked) -> Any:  # noqa: ANN401 (what becomes JSON)
        name, values = asked.get("name"), asked.get("values")
        if (
            not isinstance(name, str)
            or name not in DEEDS
            or not isinstance(values, dict)
            or not _are_words(values)
        ):
            raise PublisherError(Problem(path="", text="så heter ingenting här", hint=""))
        return told(self._deeds.begin(name, values))

    def _confirm(self, asked: Asked) -> Any:  # noqa: ANN401
        return told(self._deeds.confirm(str(asked.get("id"))))

    def _state(self, _asked: Asked) -> Any:  # noqa: ANN401
        return {"deed": told(self._deeds.state())}

    async def _page(self, request: Request) -> Response:
        return await self._answered(request, "Publicera", self._shown)

    async def _file(self, request: Request) -> Response:
        return await self._answered(request, "Filen", self._as_file)

    async def _wastebasket(self, request: Request) -> Response:
        return await self._answered(request, "Papperskorgen", self._thrown)

    async def _git(self, request: Request) -> Response:
        return await self._answered(request, "Git", self._in_git)

    async def _everywhere(self, request: Request) -> Response:
        return await self._answered(request, "Överallt", self._as_met)

    async def _answered(
        self, request: Request, title: str, page: Callable[[str, str], str]
    ) -> Response:
        """A page about a text, and about a version of it, if they are asked for."""
        asked, status = request.query_params, 200
        try:
            body = await run_in_threadpool(page, asked.get("text", ""), asked.get("version", ""))
        except PublisherError as error:
            body, status = stage() + faults(error.problems), 404 if asked.get("text") else 503
        return self._facts.framed(title, body, request, status)

    def _thrown(self, _path: str, _name: str) -> str:
        return wastebasket(thrown(self._options.root), self._hour())

    def _entry(self, path: str) -> DeskEntry:
        found = next((each for each in self._facts.facts().entries if each.source == path), None)
        if found is None:
            hint = "Gå tillbaka till översikten, och välj en text."
            raise PublisherError(Problem(path=path, text="texten finns inte", hint=hint))
        return found

    def _as_met(self, path: str, _name: str) -> str:
        entry = self._entry(path)
        folder = self._options.home / BUILD / "site"
        page = seen_page(folder, entry.url) if entry.url else None
        items = seen_items(folder, page.address) if page else ()
        return everywhere_page(entry, page, items, (self._facts.site, folder))

    def _in_git(self, _path: str, _name: str) -> str:
        repository = Repository(self._options.root)
        return git_page(repository.state()) if repository.exists else NO_REPOSITORY

    def _as_file(self, path: str, name: str) -> str:
        entry, seen = self._entry(path), ""
        if name:
            now = self._history.current(path)
            parts = differences(now, self._history.read(path, name))
            seen = version_seen(path, name, brief(parts), counted(parts))
        return file_page(entry, self._history.all(path), self._hour(), seen)

    def _shown(self, path: str, _name: str) -> str:
        from publisher.build.overview import overview

        config = overview(replace(self._options, now=self._hour())).config
        lists = {each.id: each.name for each in config.people.lists}
        return publish_page(self._facts.facts(), lists, path)


def _are_words(values: Mapping[Any, Any]) -> bool:
    return all(isinstance(each, str) and len(each) <= _MOST for each in values.values())
