"""The service as an ASGI application: its addresses, and the outbox that is carried beside them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.problems import PublisherError
from publisher.subscribers.links import CHOOSE, CONFIRM, FORGET, LEAVE
from publisher.subscribers.service.carrying import Carrier
from publisher.subscribers.service.confirming import Confirming
from publisher.subscribers.service.desk import CurrentKeys, ServiceDesk
from publisher.subscribers.service.forms import LINK, SIGN_UP, AddressForms
from publisher.subscribers.service.guard import Guard
from publisher.subscribers.service.holding import Holding
from publisher.subscribers.service.mailer import Mailer
from publisher.subscribers.service.pages import ServicePages
from publisher.subscribers.service.reading import UnfitFormError, body_of
from publisher.subscribers.service.settings import ServiceSettings
from publisher.subscribers.service.threads import StoreOpener, StoreThread
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import Clock, clock

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

Handler = Callable[["Request"], Awaitable["Response"]]
Hook = Callable[[PeopleStore, Mapping[str, str], bytes], int]
"""What takes a mail service's report of what came back: its headers and body → the HTTP status."""

ASSETS, HEALTH, RETURNS = "assets", "halsa", "aterbud"
_REPORT = 1_000_000
"""Bytes of a report: some services send a thousand returns at once."""
_KINDS = frozenset({SIGN_UP, LINK, CONFIRM, LEAVE, CHOOSE, FORGET, ASSETS, HEALTH, RETURNS})
_UNFIT = {
    400: ("Formuläret gick inte att läsa", "Gå tillbaka och försök igen."),
    408: ("Det tog för lång tid", "Förbindelsen är trög. Försök igen."),
    413: ("Det blev för mycket", "Skriv bara din e-postadress."),
    415: ("Formuläret gick inte att läsa", "Gå tillbaka och försök igen."),
}
_AWAY = "Just nu går det inte"
_AWAY_LEAD = "Något är fel hos oss, och ingenting har ändrats. Försök igen om en stund."


def sign_up_app(  # noqa: PLR0913 (all that it is put together of)
    settings: ServiceSettings,
    opener: StoreOpener,
    folder: Path,
    mailer: Mailer,
    *,
    now: Clock = clock,
    tell: Callable[[str], None],
    hooks: Mapping[str, Hook] | None = None,
) -> Guard:
    """The application, for any ASGI host that tells of its lifespan (mails leave from there).

    `opener` opens the store, once in each of two threads; `folder` is where its keys and spool lie.
    `tell` gets a line for each request and for what went wrong. `hooks` are what takes returns, by
    the secret name that stands in their address. What is wrong with the database is not raised
    here but answered with 503; only leaving goes on.
    """
    desk = ServiceDesk(
        settings=settings,
        pages=ServicePages(settings),
        store=StoreThread(opener),
        keys=CurrentKeys(folder),
        folder=folder,
        now=now,
        tell=tell,
    )
    carrier = Carrier(settings, StoreThread(opener), mailer, tell)
    desk.wake = carrier.wake
    inner = _application(desk, carrier, hooks or {})
    return Guard(inner, base=settings.base, kinds=_KINDS, now=now, tell=tell)


def _application(desk: ServiceDesk, carrier: Carrier, hooks: Mapping[str, Hook]) -> Starlette:
    from starlette.applications import Starlette

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        carrying = asyncio.create_task(carrier.run())
        yield
        carrier.stop()
        await carrying
        desk.store.close()

    async def unfit(_request: Request, error: Exception) -> Response:
        status = error.status if isinstance(error, UnfitFormError) else 400
        return desk.notice(*_UNFIT[status], status)

    async def away(_request: Request, error: Exception) -> Response:
        if isinstance(error, PublisherError):
            desk.tell(error.problems[0].text)
        return desk.notice(_AWAY, _AWAY_LEAD, 503)

    async def broken(_request: Request, _error: Exception) -> Response:
        return desk.notice("Något gick fel hos oss", "Försök igen om en stund.", 500)

    async def lost(_request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 404)
        return desk.notice("Sidan finns inte", "Adressen kan vara felskriven.", status)

    return Starlette(
        routes=_routes(desk, hooks),
        lifespan=lifespan,
        exception_handlers={
            UnfitFormError: unfit,
            PublisherError: away,
            Exception: broken,
            404: lost,
            405: lost,
        },
    )


def _routes(desk: ServiceDesk, hooks: Mapping[str, Hook]) -> list[Route]:
    from starlette.routing import Route

    forms = AddressForms(desk)
    confirming, holding = Confirming(desk), Holding(desk, forms)
    pages: tuple[tuple[str, Handler, Handler], ...] = (
        ("", forms.front, forms.from_box),
        (LINK, forms.lost, forms.send_link),
        (f"{CONFIRM}/{{token:path}}", confirming.ask, confirming.confirm),
        (f"{LEAVE}/{{token:path}}", holding.ask_to_leave, holding.leave),
        (f"{CHOOSE}/{{token:path}}", holding.choices, holding.choose),
        (f"{FORGET}/{{token:path}}", holding.ask_to_forget, holding.forget),
    )
    return [
        Route(f"/{LEAVE}/{{token:path}}/angra", holding.undo, methods=["POST"]),
        *(Route(f"/{path}", get, methods=["GET"]) for path, get, _ in pages),
        *(Route(f"/{path}", post, methods=["POST"]) for path, _, post in pages),
        Route(f"/{SIGN_UP}", forms.sign_up, methods=["POST"]),
        Route(f"/{SIGN_UP}", forms.front, methods=["GET"]),
        Route(f"/{RETURNS}/{{name}}", _returns(desk, hooks), methods=["POST"]),
        Route(f"/{ASSETS}/{{path:path}}", _asset(desk), methods=["GET"]),
        Route(f"/{HEALTH}", _health(desk), methods=["GET"]),
    ]


def _asset(desk: ServiceDesk) -> Handler:
    async def asset(request: Request) -> Response:
        from starlette.exceptions import HTTPException
        from starlette.responses import Response

        found = desk.settings.assets.get(f"{ASSETS}/{request.path_params['path']}")
        if found is None:
            raise HTTPException(404)
        fresh = {"Cache-Control": "public, max-age=3600"}
        return Response(found.data, media_type=found.mime, headers=fresh)

    return asset


def _health(desk: ServiceDesk) -> Handler:
    """For whatever watches over the machine: whether the store can be read."""

    async def health(_request: Request) -> Response:
        from starlette.responses import PlainTextResponse

        await desk.store.run(lambda store: store.database.one("SELECT count(*) FROM meta"))
        return PlainTextResponse("ok\n")

    return health


def _returns(desk: ServiceDesk, hooks: Mapping[str, Hook]) -> Handler:
    async def returns(request: Request) -> Response:
        from starlette.exceptions import HTTPException
        from starlette.responses import PlainTextResponse

        hook = hooks.get(request.path_params["name"])
        if hook is None:
            raise HTTPException(404)
        body, headers = await body_of(request, _REPORT), dict(request.headers)
        status = await desk.store.run(lambda store: hook(store, headers, body))
        return PlainTextResponse("ok\n" if status < 400 else "", status_code=status)  # noqa: PLR2004

    return returns
