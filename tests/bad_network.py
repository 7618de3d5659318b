"""A small TCP proxy that cuts connections: what a train tunnel does to a deploy."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

HOST = "127.0.0.1"
_CHUNK = 1 << 14
_RESET = struct.pack("ii", 1, 0)  # linger for no time at all: closing sends RST


class Proxy:
    """Carries bytes to `target`, until `cut_after` of them (both ways together) have passed.

    Then every connection is reset, and new ones are too; None carries all. Set `cut_after` at any
    time: the count starts anew.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._left: int | None = None
        self._open: set[socket.socket] = set()
        self._ended = self._once = False
        self.carried = 0
        self.cuts = 0
        self._server = socket.create_server((HOST, 0), backlog=100)
        self.port = int(self._server.getsockname()[1])
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def cut_after(self) -> int | None:
        return self._left

    @cut_after.setter
    def cut_after(self, count: int | None) -> None:
        with self._lock:
            self._left, self.carried = count, 0

    def cut_once(self, count: int) -> None:
        """Cut after so many bytes, and then let new connections through."""
        self._once = True
        self.cut_after = count

    def close(self) -> None:
        self._ended = True
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._cut()
        self._thread.join(5)

    def _accept(self) -> None:
        while not self._ended:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            if self._left is not None and self._left <= 0:
                _reset(client)
                continue
            try:
                server = socket.create_connection((HOST, self._target), 5)
            except OSError:
                _reset(client)
                continue
            for each in (client, server):  # else small answers wait for one another
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open |= {client, server}
            for pair in ((client, server), (server, client)):
                threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, goal: socket.socket) -> None:
        try:
            while data := source.recv(_CHUNK):
                allowed = self._spend(len(data))
                goal.sendall(data[:allowed])
                if allowed < len(data):
                    with self._lock:
                        self.cuts += 1
                        if self._once:
                            self._left, self._once = None, False
                    self._cut()
                    return
        except OSError:
            pass
        finally:
            with contextlib.suppress(OSError):
                goal.shutdown(socket.SHUT_WR)

    def _spend(self, wanted: int) -> int:
        with self._lock:
            allowed = wanted if self._left is None else min(wanted, max(self._left, 0))
            if self._left is not None:
                self._left -= allowed
            self.carried += allowed
            return allowed

    def _cut(self) -> None:
        with self._lock:
            sockets, self._open = self._open, set()
        for each in sockets:
            _reset(each)


def _reset(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()


@contextlib.contextmanager
def proxy(target: int) -> Iterator[Proxy]:
    """A proxy before a port of this machine, for as long as the context lasts."""
    made = Proxy(target)
    try:
        yield made
    finally:
        made.close()
