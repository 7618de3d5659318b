"""An SMTP server that does as it is told, for what no real one can be made to do.

    with scripted(lambda step, count, recipient: Say("421 gone", close=True) if …) as server:
        … server.port … server.copies["anna@x.example"]

Steps are `greeting`, `ehlo`, `mail`, `rcpt`, `data` and `dot`; `count` tells how often the step has been reached.
A letter counts as received (`copies`, `letters`) when its dot has come and the script keeps it, whatever is said of
it afterwards: what a reader then finds in the mailbox.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """An answer; None says nothing. `close` ends the line then, `keeps` counts the letter as received.

    `hang` waits for the client to leave. `takes` is how much of the letter is read before the answer.
    """

    line: str | None = None
    close: bool = False
    keeps: bool | None = None
    hang: bool = False
    takes: int | None = None


Script = Callable[[str, int, str], Say | None]

_USUAL = {
    "greeting": "220 post.example ESMTP",
    "auth": "235 2.7.0 Ok",
    "mail": "250 2.1.0 Ok",
    "rcpt": "250 2.1.5 Ok",
    "data": "354 End data with <CR><LF>.<CR><LF>",
    "dot": "250 2.0.0 Ok: queued as 4F2A",
}
EXTENSIONS = ("PIPELINING", "SIZE 10240000", "DSN")


@dataclass(slots=True)
class Scripted:
    """What the server has seen."""

    port: int
    script: Script
    extensions: tuple[str, ...]
    keep: bool = True
    copies: Counter[str] = field(default_factory=Counter)
    letters: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Envelope sender, recipient and letter of each that was received."""
    commands: list[str] = field(default_factory=list)
    reached: Counter[str] = field(default_factory=Counter)
    sessions: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, step: str, recipient: str) -> Say:
        with self.lock:
            self.reached[step] += 1
            count = self.reached[step]
        return self.script(step, count, recipient) or Say(line=_USUAL.get(step))


def plain(_step: str, _count: int, _recipient: str) -> Say | None:
    """The script of a server that takes everything."""
    return None


@contextlib.contextmanager
def scripted(
    script: Script = plain,
    *,
    extensions: tuple[str, ...] = EXTENSIONS,
    keep: bool = True,
) -> Iterator[Scripted]:
    """A server for as long as the block lasts; without `keep` letters are counted, not kept."""
    with socket.create_server((HOST, 0), backlog=200) as listening:
        port = int(listening.getsockname()[1])
        server = Scripted(port, script, extensions, keep=keep)
        lines: list[socket.socket] = []
        accepting = threading.Thread(target=_accept, args=(listening, server, lines), daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            for line in lines:
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
            accepting.join(10)


def _accept(listening: socket.socket, server: Scripted, lines: list[socket.socket]) -> None:
    while True:
        try:
            line, _ = listening.accept()
        except OSError:
            return
        lines.append(line)
        server.sessions += 1
        threading.Thread(target=_serve, args=(line, server), daemon=True).start()


def _serve(line: socket.socket, server: Scripted) -> None:
    with line, contextlib.suppress(OSError, _Left):
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _Conversation(line, server).go_on()


class _Left(Exception):  # noqa: N818
    pass


class _Conversation:
    def __init__(self, line: socket.socket, server: Scripted) -> None:
        self._line, self._server = line, server
        self._buffer = b""
        self._sender = self._recipient = ""

    def go_on(self) -> None:
        self._say("greeting")
        while True:
            command = self._until(b"\r\n").decode()
            self._server.commands.append(command)
            word = command.split(" ", 1)[0].upper()
            if word in {"EHLO", "HELO"}:
                self._ehlo()
            elif word == "MAIL":
                self._sender = _between(command)
                self._say("mail")
            elif word == "RCPT":
                self._recipient = _between(command)
                self._say("rcpt")
            elif word == "DATA":
                if self._say("data") == "354":
                    self._data()
            elif word == "AUTH":
                self._say("auth")
            elif word == "QUIT":
                self._line.sendall(b"221 2.0.0 Bye\r\n")
                raise _Left
            else:
                self._line.sendall(b"250 2.0.0 Ok\r\n")

    def _ehlo(self) -> None:
        asked = self._server.ask("ehlo", "")
        if asked.line or asked.close or asked.hang:
            self._obey(asked)
            return
        lines = ["post.example", *self._server.extensions]
        text = "".join(f"250-{each}\r\n" for each in lines[:-1]) + f"250 {lines[-1]}\r\n"
        self._line.sendall(text.encode())

    def _data(self) -> None:
        asked = self._server.ask("dot", self._recipient)
        if asked.takes is not None:
            self._some(asked.takes)
            self._obey(asked)
            return
        letter = self._until(b"\r\n.\r\n") + b"\r\n"
        said = (asked.line or "").startswith("2")
        if said if asked.keeps is None else asked.keeps:
            with self._server.lock:
                self._server.copies[self._recipient] += 1
                if self._server.keep:
                    plain_ = (b"\r\n" + letter).replace(b"\r\n..", b"\r\n.")[2:]
                    self._server.letters.append((self._sender, self._recipient, plain_))
        self._obey(asked)

    def _say(self, step: str) -> str:
        asked = self._server.ask(step, self._recipient)
        self._obey(asked)
        return (asked.line or "")[:3]

    def _obey(self, asked: Say) -> None:
        if asked.hang:
            while self._line.recv(65536):
                pass
            raise _Left
        if asked.line is not None:
            self._line.sendall(asked.line.encode() + b"\r\n")
        if asked.close or asked.line is None:
            raise _Left

    def _until(self, end: bytes) -> bytes:
        while end not in self._buffer:
            self._more()
        found, _, self._buffer = self._buffer.partition(end)
        return found

    def _some(self, amount: int) -> None:
        while len(self._buffer) < amount:
            self._more()

    def _more(self) -> None:
        more = self._line.recv(262144)
        if not more:
            raise _Left
        self._buffer += more


def _between(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]
