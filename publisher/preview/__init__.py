"""A live preview of site, feeds and editions, for the author's own browser and nobody else's."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from publisher.build import freshness
from publisher.preview.builder import BuildCrashed, BuildDone, BuildRefused
from publisher.preview.events import Live
from publisher.preview.story import BuildNews, PreviewSession
from publisher.preview.watching import Watch
from publisher.problems import Problem, PublisherError, reason
from publisher.system.platform import ENDING, Ended

if TYPE_CHECKING:
    from types import FrameType

    import uvicorn
    from starlette.applications import Starlette

    from publisher.build import BuildOptions

__all__ = ["BuildCrashed", "BuildDone", "BuildNews", "BuildRefused", "serve"]

_HOST = "127.0.0.1"
_LAST_PORT = 65535


def serve(
    options: BuildOptions,
    port: int,
    on_build: Callable[[BuildNews], None],
    opened: Callable[[str, str], None],
    *,
    hour: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Build, serve on `port` (0: any that is free), and build anew at every save, until Ctrl-C.

    What is built shows drafts and what is dated ahead too, and lies apart from the real build; the
    clock is taken to be what `hour` says. `on_build` hears of every build, `opened` once of the
    preview's address, ending with `/`, and of the desk's, with its secret. Raises PublisherError
    when the port is not to be had.
    """
    with _socket(port) as listening, _beside(port) as writing:
        sockets = (listening, writing)
        try:
            asyncio.run(_serve(replace(options, preview=True), sockets, on_build, opened, hour))
        except Ended:
            raise
        except KeyboardInterrupt:
            return


async def _serve(
    options: BuildOptions,
    sockets: tuple[socket.socket, socket.socket],
    on_build: Callable[[BuildNews], None],
    opened: Callable[[str, str], None],
    hour: Callable[[], datetime],
) -> None:
    from publisher.preview.application import PreviewApplication
    from publisher.preview.desk_key import DeskKey
    from publisher.preview.writing_application import WritingApplication

    live = Live()
    session = PreviewSession(options, live, on_build, freshness.program, hour)
    await session.first()
    watch = Watch(options.root, options.file, options.home, session.saved, session.built)
    site_port, desk_port = (each.getsockname()[1] for each in sockets)
    writing = WritingApplication(options, live, hour, DeskKey(), (site_port, desk_port))
    showing = PreviewApplication(options, live, hour, f"http://{_HOST}:{desk_port}")
    server = _server(_settings(showing.application()), (live.close, session.close))
    desk_server = _silent(_settings(writing.application()))
    async with asyncio.TaskGroup() as group:
        working = [group.create_task(each) for each in (watch.run(), session.run())]
        beside = group.create_task(desk_server.serve(sockets=[sockets[1]]))
        opened(f"http://{_HOST}:{site_port}/", writing.address)
        await server.serve(sockets=[sockets[0]])
        desk_server.should_exit = True
        await beside
        watch.close()
        for task in working:
            task.cancel()


def _settings(application: Starlette) -> uvicorn.Config:
    import uvicorn

    return uvicorn.Config(application, log_config=None, access_log=False, lifespan="off")


def _server(settings: uvicorn.Config, closing: tuple[Callable[[], None], ...]) -> uvicorn.Server:
    """A server that when it is to end, ends what would go on for ever: streams, and a build."""
    import uvicorn
    from uvicorn.server import HANDLED_SIGNALS

    class Server(uvicorn.Server):
        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            with super().capture_signals():
                more = [each for each in ENDING if each not in HANDLED_SIGNALS and _heard(each)]
                before = {number: signal.signal(number, self.handle_exit) for number in more}
                try:
                    yield
                finally:
                    for number, handler in before.items():
                        signal.signal(number, handler)

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            super().handle_exit(sig, frame)
            for close in closing:
                close()

    return Server(settings)


def _silent(settings: uvicorn.Config) -> uvicorn.Server:
    """A server that leaves every signal to the one that it stands beside."""
    import uvicorn

    class Silent(uvicorn.Server):
        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    return Silent(settings)


def _heard(number: int) -> bool:
    return signal.getsignal(number) != signal.SIG_IGN  # as `nohup` wants it


def _socket(port: int) -> socket.socket:
    """A socket that listens from the start, so that a second preview finds the port taken."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_HOST, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise PublisherError(_refused(port, error)) from error
    return listening


def _beside(port: int) -> socket.socket:
    """A socket for the desk: at the next port if that is free, so that drawers are found again."""
    if port and port < _LAST_PORT:
        try:
            return _socket(port + 1)
        except PublisherError:
            pass  # somebody else's; any other will do
    return _socket(0)


def _refused(port: int, error: OSError) -> Problem:
    if error.errno == errno.EADDRINUSE:
        text = f"porten {port} är upptagen"
        hint = "Kanske pågår en förhandsvisning redan. Annars ta en annan port: "
        return Problem(path="", text=text, hint=f"{hint}publisher serve --port {port + 1}")
    text = f"porten {port} går inte att använda: {reason(error)}"
    return Problem(path="", text=text, hint="Ta en annan: publisher serve --port 8000")
