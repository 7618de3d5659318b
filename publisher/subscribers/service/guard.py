"""What all answers share: headers, a line in the log, silence about bugs of ours.

The log has the hour, the method, the kind of page, the status and how long it took. Addresses that
are asked for hold readers' tokens, and what is asked with them may hold anything: neither is ever
written.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from time import perf_counter
from traceback import walk_tb
from typing import Any

from publisher.subscribers.times import Clock, stamp

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    # Not no-referrer: with that, browsers send forms without saying from where.
    (b"referrer-policy", b"same-origin"),
    (b"x-robots-tag", b"noindex"),
)
_PRIVATE = (b"cache-control", b"no-store")
_LONGEST_PATH = 1_000


class Guard:
    """Around the application: whatever comes in or goes out passes here."""

    def __init__(
        self,
        inner: Application,
        *,
        base: str,
        kinds: frozenset[str],
        now: Clock,
        tell: Callable[[str], None],
    ) -> None:
        """`base` is the path that the service lies under, `kinds` how its addresses begin."""
        self._inner = inner
        self._base = base
        self._kinds = kinds
        self._now = now
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        began, status = perf_counter(), 0
        scope = self._below(scope)

        async def sending(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _with_ours(message.get("headers", ()))
            await send(message)

        try:
            if len(scope["path"]) > _LONGEST_PATH:
                await _plain(sending, 414, "Adressen är för lång.")
            else:
                await self._inner(scope, receive, sending)
        except Exception as error:  # noqa: BLE001 (told by its place: its words may hold anything)
            self._tell(f"fel i programmet: {type(error).__name__} {whence(error)}")
            if not status:
                await _plain(sending, 500, "Något gick fel hos oss. Försök igen om en stund.")
        finally:
            took = round((perf_counter() - began) * 1000)
            at, kind = stamp(self._now()), self._kind(scope["path"])
            self._tell(f"{at} {scope['method']} {kind} {status} {took} ms")

    def _below(self, scope: Scope) -> Scope:
        """The path as the pages know it, whether a proxy has taken the base away or not."""
        path = scope["path"]
        if self._base and f"{path}/".startswith(f"{self._base}/"):
            path = path[len(self._base) :] or "/"
        return {**scope, "path": path, "raw_path": path.encode(), "root_path": ""}

    def _kind(self, path: str) -> str:
        """The sort of page and nothing of what makes it somebody's."""
        first = path.lstrip("/").partition("/")[0]
        if first not in self._kinds:
            return "/" if not first else "/?"
        return f"/{first}" + ("/…" if "/" in path.lstrip("/") else "")


def _with_ours(headers: Any) -> list[tuple[bytes, bytes]]:  # noqa: ANN401 (as ASGI has it)
    given = list(headers)
    names = {name.lower() for name, _ in given}
    ours = _HEADERS if b"cache-control" in names else (*_HEADERS, _PRIVATE)
    return [*given, *(each for each in ours if each[0] not in names)]


async def _plain(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{words}\n".encode()})


def whence(error: BaseException) -> str:
    """Where it came from: files and lines, and none of the values."""
    frames = [
        f"{frame.f_code.co_filename.rpartition('/')[2]}:{line}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    return " › ".join(frames[-6:])
