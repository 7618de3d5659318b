"""Who is told that something new is published, and what they are told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from publisher.config import NotifySettings
from publisher.deploy.notify import Announcement, notify

KEY = "a1b2c3d4e5f6"


class Listener:
    """A server on loopback that notes what it is told, and answers as the test wants."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, bytes]] = []
        self.answer = 202
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.heard.append((self.command, self.path, body))
                self.send_response(outer.answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST = _any  # noqa: N815 (as the library calls them)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    made = Listener()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join(5)


def settings(listener: Listener, **more: object) -> NotifySettings:
    values = {"indexnow": KEY, "indexnow_url": f"{listener.origin}/indexnow", **more}
    return NotifySettings(**values)  # type: ignore[arg-type]


def test_search_engines_hear_of_the_pages_that_changed(listener: Listener) -> None:
    pages = ("https://prov.example/2025/ny/", "https://prov.example/")
    told = notify(Announcement(origin="https://prov.example", pages=pages), settings(listener))
    assert told.whom == ("IndexNow",)
    assert told.problems == ()
    ((method, path, body),) = listener.heard
    assert (method, path) == ("POST", "/indexnow")
    assert json.loads(body) == {
        "host": "prov.example",
        "key": KEY,
        "keyLocation": f"https://prov.example/{KEY}.txt",
        "urlList": list(pages),
    }


def test_a_hub_hears_of_each_feed_that_changed(listener: Listener) -> None:
    hub = f"{listener.origin}/nav"
    feeds = (("https://prov.example/feed.xml", hub), ("https://prov.example/podd.xml", ""))
    told = notify(Announcement(origin="https://prov.example", feeds=feeds), NotifySettings())
    assert told.whom == ("WebSub",)
    ((method, path, body),) = listener.heard
    assert (method, path) == ("POST", "/nav")
    said = parse_qs(body.decode())
    assert said["hub.mode"] == ["publish"]
    assert said["hub.url"] == ["https://prov.example/feed.xml"]


def test_other_addresses_are_asked_for_with_feed_or_sitemap(listener: Listener) -> None:
    ping = (f"{listener.origin}/ny?karta={{sitemap}}", f"{listener.origin}/podd?url={{feed}}")
    news = Announcement(
        origin="https://prov.example", feeds=(("https://prov.example/podd/a.xml", ""),)
    )
    notify(news, NotifySettings(ping=ping))
    assert [(method, path) for method, path, _ in listener.heard] == [
        ("GET", "/ny?karta=https%3A%2F%2Fprov.example%2Fsitemap.xml"),
        ("GET", "/podd?url=https%3A%2F%2Fprov.example%2Fpodd%2Fa.xml"),
    ]


def test_nobody_hears_when_nothing_is_new(listener: Listener) -> None:
    ping = (f"{listener.origin}/ny",)
    told = notify(Announcement(origin="https://prov.example"), settings(listener, ping=ping))
    assert told.whom == ()
    assert listener.heard == []


@pytest.mark.parametrize(
    ("code", "hint"), [(403, "Nyckeln stämmer inte"), (500, "Sajten är utlagd")]
)
def test_a_refusal_is_advice(listener: Listener, code: int, hint: str) -> None:
    listener.answer = code
    news = Announcement(origin="https://prov.example", pages=("https://prov.example/",))
    (problem,) = notify(news, settings(listener)).problems
    assert not problem.fatal
    assert problem.text == f"IndexNow fick inte veta vad som är nytt: svarar {code}"
    assert problem.hint.startswith(hint)


def test_a_key_in_an_address_is_not_repeated() -> None:
    news = Announcement(origin="https://prov.example", pages=("https://prov.example/",))
    ping = ("http://127.0.0.1:1/ny?key=hemligt",)
    (problem,) = notify(news, NotifySettings(ping=ping)).problems
    assert "hemligt" not in str(problem)
