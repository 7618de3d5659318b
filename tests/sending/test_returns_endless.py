"""A mailbox server that never comes to an end is left: in bytes, in lines, and in time."""

from __future__ import annotations

import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from publisher.problems import PublisherError
from publisher.sending.returns import bounded_imap
from publisher.sending.returns.fetching import MailboxAccess, from_imap
from publisher.sending.returns.reading import LONGEST

HOST = "127.0.0.1"
MIB = 1 << 20
Answer = Callable[[socket.socket, bytes], None]
BOX = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 MOVE\r\n",
    b"SELECT": b"* 1 EXISTS\r\n* OK [PERMANENTFLAGS (\\*)] x\r\n",
    b"LIST": b'* LIST () "/" ""\r\n',
    b"STATUS": b'* STATUS "Behandlade" (MESSAGES 0)\r\n',
    b"SEARCH": b"* SEARCH 1\r\n",
}


@contextmanager
def server(at: bytes, answer: Answer) -> Iterator[int]:
    """A mailbox with one message, which answers one command in a way of its own."""
    listening = socket.create_server((HOST, 0))
    gone = threading.Event()

    def serve() -> None:
        client, _ = listening.accept()
        with client, suppress(OSError):
            client.settimeout(60)
            client.sendall(b"* OK ready\r\n")
            for line in client.makefile("rb"):
                tag, said = line.split(b" ", 1)
                name = next((name for name in (*BOX, at) if name in said.upper()), b"")
                if at in said.upper():
                    answer(client, tag)
                    gone.set()
                client.sendall(BOX.get(name, b"") + tag + b" OK done\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listening:
        yield listening.getsockname()[1]
    thread.join(60)
    assert not thread.is_alive()  # it was left, and not waited for


def read(port: int) -> int:
    """What reading the mailbox cost in memory, in bytes; it must have been refused."""
    access = MailboxAccess(host=HOST, port=port, security="none", user="a", password="b")  # noqa: S106
    tracemalloc.start()
    try:
        with pytest.raises(PublisherError) as error:
            list(from_imap(access))
        assert "brevlådan hos" in str(error.value)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def for_ever(part: bytes) -> Answer:
    def answer(client: socket.socket, _: bytes) -> None:
        while True:  # until the line is broken, which raises
            client.sendall(part)

    return answer


def literal(size: int) -> Answer:
    def answer(client: socket.socket, tag: bytes) -> None:
        client.sendall(b"* 1 FETCH (BODY[]<0> {%d}\r\n" % size)
        for_ever(b"x" * 65536)(client, tag)

    return answer


@pytest.mark.parametrize("size", [10**12, LONGEST + 8 * MIB])
def test_a_literal_that_never_ends_is_not_waited_for(size: int) -> None:
    with server(b"FETCH", literal(size)) as port:
        assert read(port) < 8 * MIB


@pytest.mark.parametrize("line", [b"* 1 EXISTS\r\n" * 500, b"* SEARCH" + b" 1" * 400_000 + b"\r\n"])
def test_answers_that_never_end_are_left(line: bytes) -> None:
    with server(b"SEARCH", for_ever(line)) as port:
        assert read(port) < 12 * (LONGEST + 4 * MIB)


def test_a_server_that_trickles_is_left_when_its_time_is_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each byte comes in time, and all of them never would."""
    monkeypatch.setattr(bounded_imap, "SECONDS", 0.5)
    gone = threading.Event()

    def drop(client: socket.socket, _: bytes) -> None:
        client.sendall(b"* 1 FETCH (BODY[]<0> {1000}\r\n")
        while not gone.wait(0.05):
            client.sendall(b"x")

    with server(b"FETCH", drop) as port:
        read(port)
        gone.set()


def test_a_message_as_long_as_any_that_is_read_is_read() -> None:
    def whole(client: socket.socket, _: bytes) -> None:
        client.sendall(b"* 1 FETCH (BODY[]<0> {%d}\r\n" % LONGEST + b"x" * LONGEST + b")\r\n")

    access = MailboxAccess(host=HOST, security="none", user="a", password="b", port=0)  # noqa: S106
    with server(b"FETCH", whole) as port:
        (message,) = from_imap(replace(access, port=port))
        assert len(message.data) == LONGEST
