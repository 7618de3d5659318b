"""A worker: waits for jobs, does them, and looks every few seconds for editions to be carried."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from publisher.problems import Problem, PublisherError
from publisher.sending.fleet.rounds import carry_part, waiting
from publisher.sending.requests import Here
from publisher.subscribers.database import opened

if TYPE_CHECKING:
    from procrastinate import App

_QUEUE = "send"
_EVERY = "* * * * * */2"
"""When editions are looked for: in seconds, the sixth field."""
_ALIVE = 30
"""Seconds after which a worker that says nothing is taken for dead."""
_AGAIN = 1.0
_LOCK = 7_239_401
"""Of the work of making procrastinate's tables: a number that nobody else has reason to take."""

Tell = Callable[[str], None]
P = ParamSpec("P")
T = TypeVar("T")


def work(here: Here, tell: Tell) -> None:
    """Work until SIGTERM or Ctrl-C; what is being handed over then is finished first.

    A database that goes away is waited for. Raises PublisherError: the store is not on a server,
    or the extra is not installed. A fault of the program's own ends the worker.
    """
    if not here.place.on_server:
        text = "flera datorer kan bara dela på ett utskick om registret ligger i PostgreSQL"
        hint = "Skriv serverns adress på raden at: under subscribers:, eller skicka härifrån: "
        raise PublisherError(Problem(path="", text=text, hint=hint + "publisher send"))
    try:
        import procrastinate  # noqa: F401 (is it there?)
    except ImportError:
        text = "det som delar på arbetet mellan datorer är inte installerat"
        hint = 'Installera det: pip install "kinamedia-publisher[postgres]"'
        raise PublisherError(Problem(path="", text=text, hint=hint)) from None
    # It tells of each job and of every lost connection, in English and with tracebacks.
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
    asyncio.run(_FleetWorker(here, tell).run())


class _FleetWorker:
    def __init__(self, here: Here, tell: Tell) -> None:
        self._here, self._tell = here, tell
        self._ended = asyncio.Event()
        self._errors: list[Exception] = []
        self._running: asyncio.Task[None] | None = None

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, self._end)
        away = ""
        while not self._ended.is_set():
            problem = await self._once()
            if problem and problem != away:
                self._tell(f"{problem}; försöker igen")
            away = problem
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), _AGAIN)
        if self._errors:
            raise self._errors[0]

    def _end(self) -> None:
        self._ended.set()
        if self._running is not None:
            self._running.cancel()

    async def _once(self) -> str:
        """Work for as long as the database is there; why it is not any more."""
        from procrastinate.exceptions import ConnectorException

        self._running = asyncio.create_task(self._served())
        try:
            await self._running
        except asyncio.CancelledError:
            if not self._ended.is_set():
                raise
        except ConnectorException:
            return "databasservern svarar inte"
        except PublisherError as error:
            return error.problems[0].text
        finally:
            self._running = None
        return ""

    async def _served(self) -> None:
        server = self._here.place.database
        schema = await asyncio.to_thread(_tables, server)
        app = self._app(server, schema)
        async with app.open_async():
            await app.run_worker_async(
                queues=[_QUEUE],
                concurrency=1,
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=5.0,
                stalled_worker_timeout=_ALIVE,
                delete_jobs="always",
                install_signal_handlers=False,
            )

    def _app(self, server: str, schema: str) -> App:
        app = _app_of(server, schema)

        @app.task(name="carry", queue=_QUEUE)
        async def carry(edition: int, slot: int, share: int) -> None:
            more = await self._done(carry_part, self._here, edition, share)
            if more and not self._ended.is_set():
                await _defer(app, edition, slot, share)

        @app.periodic(cron=_EVERY)
        @app.task(name="wake", queue=_QUEUE, queueing_lock="wake", priority=1)
        async def wake(timestamp: int) -> None:
            del timestamp
            workers = await _workers(app)
            for each in await self._done(waiting, self._here, workers) or ():
                for slot in range(each.slots):
                    await _defer(app, each.edition, slot, each.slots)

        return app

    async def _done(self, function: Callable[P, T], *args: P.args, **more: P.kwargs) -> T | None:
        """In a thread, for the store waits; a fault that an editor can mend is told and passed."""
        try:
            return await asyncio.to_thread(function, *args, **more)
        except PublisherError as error:
            self._tell(str(error))
        except Exception as error:
            self._errors.append(error)
            self._end()
            raise
        return None


def _app_of(server: str, schema: str) -> App:
    from procrastinate import App, PsycopgConnector

    options = {"options": f"-c search_path={schema}", "application_name": "publisher worker"}
    return App(
        connector=PsycopgConnector(
            conninfo=server, kwargs=options, min_size=1, max_size=4, timeout=10
        )
    )


async def _defer(app: App, edition: int, slot: int, share: int) -> None:
    """Have the next rows carried by whoever is free; not twice for one slot at a time.

    The lock is on what waits only: a job that a dead worker left half done is in nobody's way.
    """
    from procrastinate.exceptions import AlreadyEnqueued

    job = app.configure_task("carry", queue=_QUEUE, queueing_lock=f"carry-{edition}-{slot}")
    with contextlib.suppress(AlreadyEnqueued):
        await job.defer_async(edition=edition, slot=slot, share=share)


async def _workers(app: App) -> int:
    """How many live, this one among them."""
    row = await app.connector.execute_query_one_async(
        "SELECT count(*) AS count FROM procrastinate_workers "
        "WHERE last_heartbeat > now() - interval '1 second' * %(alive)s",
        alive=_ALIVE,
    )
    return max(1, int(row["count"]))


def _tables(server: str) -> str:
    """Make procrastinate's tables where there are none; the name space that they lie in.

    They hold nothing that the ledger does not know better, so each version has its own.
    """
    from importlib.metadata import version

    major, minor, *_ = version("procrastinate").split(".")
    schema = f"publisher_jobs_{major}_{minor}"
    with opened(server) as database:
        database.rows("SELECT pg_advisory_lock(:lock) IS NULL AS held", lock=_LOCK)
        with database.write():
            database.run(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        there = database.one(f"SELECT to_regclass('{schema}.procrastinate_jobs') IS NOT NULL AS t")
        if not there:
            app = _app_of(server, schema)
            with app.open():
                app.schema_manager.apply_schema()
        database.rows("SELECT pg_advisory_unlock(:lock) AS held", lock=_LOCK)
    return schema
