"""Whatever a server does, the program waits for it only so long."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from itertools import chain, repeat

import pytest

from publisher.feeds.compare import fetch
from publisher.problems import PublisherError
from publisher.system.web import ask

SECONDS = 0.15
PAUSE = 0.03
HEAD = b"HTTP/1.1 200 OK\r\n"
# What is sent, piece by piece, with a pause after each: none ends by itself.
ANSWERS: dict[str, tuple[bytes, bytes]] = {
    "a status line that drips": (b"HTTP/1.1 200 ", b"O"),
    "a header line that drips": (HEAD + b"X-Long: ", b"x"),
    "headers without an end": (HEAD, b"X: y\r\n"),
    "100 Continue for ever": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "100 Continue whose header drips": (b"HTTP/1.1 100 Continue\r\nX: ", b"x"),
    "a body that drips": (HEAD + b"Content-Length: 100000\r\n\r\n", b"x"),
    "a body without an end": (HEAD + b"\r\n", b"x"),
    "a chunk that drips": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "a size of a chunk that drips": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "nothing at all": (b"", b""),
}


class Dripping:
    """A server that says `first`, and then `rest` again and again for as long as it is heard."""

    def __init__(self, first: bytes, rest: bytes) -> None:
        self._said = (first, rest)
        self._ended = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(OSError):
                link, _ = self._server.accept()
                with link:
                    self._drip(link)

    def _drip(self, link: socket.socket) -> None:
        first, rest = self._said
        for piece in chain([first], repeat(rest)):
            link.sendall(piece)
            if self._ended.wait(PAUSE):
                return

    def close(self) -> None:
        self._ended.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()


@pytest.fixture(params=ANSWERS)
def dripping(request: pytest.FixtureRequest) -> Iterator[int]:
    server = Dripping(*ANSWERS[request.param])
    yield server.port
    server.close()


def test_a_question_has_an_end(dripping: int) -> None:
    answer = ask(f"http://127.0.0.1:{dripping}/", seconds=SECONDS)
    assert (answer.status, answer.error) == (0, "det tog för lång tid")


def test_a_feed_is_not_waited_for(dripping: int) -> None:
    with pytest.raises(PublisherError) as caught:
        fetch(f"http://127.0.0.1:{dripping}/", seconds=SECONDS)
    assert "går inte att hämta: det tog för lång tid" in caught.value.problems[0].text


def test_a_handshake_has_an_end() -> None:
    # The head of a ServerHello of 16 kB, of which a byte comes now and then.
    server = Dripping(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03", b"\0")
    answer = ask(f"https://127.0.0.1:{server.port}/", seconds=SECONDS)
    server.close()
    assert (answer.status, answer.error) == (0, "det tog för lång tid")


def test_a_chain_of_answers_that_lead_on_has_an_end() -> None:
    server = Dripping(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /x\r\n\r\n", b"")
    with pytest.raises(PublisherError):
        fetch(f"http://127.0.0.1:{server.port}/", seconds=SECONDS)
    server.close()


@pytest.mark.parametrize(
    "said",
    [b"", b"hej\r\n\r\n", HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"],
    ids=["it hangs up", "no HTTP", "a chunk without a size"],
)
def test_a_broken_answer_is_called_so_by_whoever_asked(said: bytes) -> None:
    def serve() -> None:
        for _ in range(2):
            link, _ = server.accept()
            with link:
                link.recv(1 << 16)
                link.sendall(said)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        answer = ask(url)
        with pytest.raises(PublisherError) as caught:
            fetch(url)
        thread.join()
    assert (answer.status, answer.error) == (0, "svaret blev avbrutet eller skadat")
    assert caught.value.problems[0].text == f"går inte att hämta: {answer.error}"
