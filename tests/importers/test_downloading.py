"""Fetching the old site's files: whatever its server does, the import goes on, and says why."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from publisher.importers import downloading
from publisher.importers.downloading import Downloads

LONG = bytes(range(256)) * 4000
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 50


class OldSite(BaseHTTPRequestHandler):
    """A server that answers as its path says."""

    asked: ClassVar[Counter[str]] = Counter()

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        what = self.path.strip("/").partition(".")[0]
        getattr(self, f"say_{what}", self.say_bild)()

    def say(self, status: int, kind: str = "image/png", data: bytes = PNG, **more: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def say_bild(self) -> None:
        self.say(200)

    def say_borta(self) -> None:
        self.say(404)

    def say_sida(self) -> None:
        self.say(200, "text/html; charset=utf-8", b"<html>")

    def say_tom(self) -> None:
        self.say(200, data=b"")

    def say_vidare(self) -> None:
        self.say(302, Location="/bild.png")

    def say_runt(self) -> None:
        self.say(302, Location="/runt.png")

    def say_upptagen(self) -> None:
        self.say(503 if self.asked[self.path] == 1 else 200)

    def say_avbruten(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(PNG)

    def say_del(self) -> None:
        """Breaks off after 300,000 bytes, and goes on from where it is asked to."""
        asked = self.headers.get("Range") or ""
        start = int(asked[6:].rstrip("-")) if self.headers.get("If-Range") == '"a"' else 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(LONG) - 1}/{len(LONG)}")
        self.send_header("ETag", '"a"')
        self.send_header("Content-Length", str(len(LONG) - start))
        self.end_headers()
        self.wfile.write(LONG[start : start + 300_000])

    def say_aldrig(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        for _ in range(200):
            try:
                self.wfile.write(b"x")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    OldSite.asked.clear()
    with serving() as origin:
        yield origin


@contextmanager
def serving() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), OldSite)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fetched(root: Path, url: str, **given: float) -> tuple[str, Path]:
    target = root / "mål" / "bild.png"
    return Downloads(root, pause=0, **given).fetch(url, target), target


def test_a_file_comes_once_and_lies_ready_the_next_time(tmp_path: Path, site: str) -> None:
    for _ in range(2):
        told, target = fetched(tmp_path, f"{site}/bild.png")
        assert (told, target.read_bytes()) == ("", PNG)
    assert OldSite.asked == {"/bild.png": 1}


def test_another_place_is_followed_and_a_busy_server_is_asked_again(
    tmp_path: Path, site: str
) -> None:
    assert fetched(tmp_path, f"{site}/vidare.png")[0] == ""
    assert fetched(tmp_path, f"{site}/upptagen.png")[0] == ""
    assert OldSite.asked["/upptagen.png"] == 2


def test_a_long_file_goes_on_within_itself(tmp_path: Path, site: str) -> None:
    told, target = fetched(tmp_path, f"{site}/del.mp3")
    assert told == ""
    assert target.read_bytes() == LONG
    assert OldSite.asked["/del.mp3"] == 4
    left = [file.suffix for file in (tmp_path / ".publisher/import-media").iterdir()]
    assert left == [""]


def test_what_has_come_of_a_file_waits_for_the_next_run(
    tmp_path: Path, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "PROGRESS", 10**9)
    assert "avbrutet" in fetched(tmp_path, f"{site}/del.mp3")[0]
    assert OldSite.asked["/del.mp3"] == 2
    told, target = fetched(tmp_path, f"{site}/del.mp3")
    assert (told, target.read_bytes() == LONG) == ("", True)
    assert OldSite.asked["/del.mp3"] == 4


REFUSED = [
    ("/borta.png", "404"),
    ("/sida.png", "webbsida"),
    ("/tom.png", "tom"),
    ("/runt.png", "302"),
    ("/avbruten.png", "hämta"),
]


@pytest.mark.parametrize(("path", "told"), REFUSED)
def test_what_is_no_file_is_told_and_leaves_nothing(
    tmp_path: Path, site: str, path: str, told: str
) -> None:
    said, target = fetched(tmp_path, site + path)
    assert told in said
    assert not target.exists()
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_a_file_that_never_ends_is_given_up(
    tmp_path: Path, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, target = fetched(tmp_path, f"{site}/aldrig.png", seconds=0.3)
    assert "hämta" in said
    assert not target.exists()
    monkeypatch.setattr(downloading, "LARGEST", 20)
    assert fetched(tmp_path, f"{site}/bild.png")[0] == "filen är för stor"


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://x.example/a.png", "http://[", "http:///a.png", "x.png"]
)
def test_only_the_web_is_asked(tmp_path: Path, url: str) -> None:
    said, target = fetched(tmp_path, url)
    assert said.startswith("adressen")
    assert not target.exists()
