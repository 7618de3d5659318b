"""The desk's part that lets things out: its page, and what that asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from publisher.build.freshness import PREVIEW
from publisher.desk.deed_commands import DEEDS
from publisher.desk.deeds import Deeds
from publisher.preview.bar import faults
from publisher.preview.publish_page import PUBLISH, publish_page, told
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from publisher.build import BuildOptions
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
        self._deeds = Deeds(options.root / PREVIEW / "desk" / "deed", options.root, options.file)

    @property
    def doing(self) -> dict[str, Callable[[Asked], Any]]:
        """What pages may ask for, by name."""
        return {"deed": self._begin, "confirm": self._confirm, "deed-state": self._state}

    @property
    def routes(self) -> tuple[Route, ...]:
        """Its pages."""
        return (Route(PUBLISH, self._page),)

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
        path = request.query_params.get("text", "")
        status = 200
        try:
            body = await run_in_threadpool(self._shown, path)
        except PublisherError as error:
            body, status = faults(error.problems), 503
        return self._facts.framed("Publicera", body, request, status)

    def _shown(self, path: str) -> str:
        from publisher.build.overview import overview

        config = overview(replace(self._options, now=self._hour())).config
        lists = {each.id: each.name for each in config.people.lists}
        return publish_page(self._facts.facts(), lists, path)


def _are_words(values: Mapping[Any, Any]) -> bool:
    return all(isinstance(each, str) and len(each) <= _MOST for each in values.values())
