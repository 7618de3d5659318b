"""The service as a program of its own: killed, flooded, kept waiting; under another ASGI host too."""

from __future__ import annotations

import re
import signal
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from time import sleep

import pytest
from program import Ran
from service_program import HOME, Made, ask, running, sign_up, states, waited
from smtp_server import Say, Scripted, scripted

from publisher.subscribers import StorePlace, open_store
from publisher.subscribers.keys import KeyRing


def test_what_was_accepted_survives_a_kill(made: Made) -> None:
    """Every reader that was answered gets a mail, though the mail server was away and the program killed."""
    away = True

    def script(step: str, _count: int, _recipient: str) -> Say | None:
        return Say(line="421 4.3.2 later", close=True) if away and step == "greeting" else None

    addresses = [f"a{n}@x.example" for n in range(12)]
    with scripted(script) as server:
        root, folder = made(server.port)
        keys = KeyRing.load(folder)
        with running(root) as (port, process):
            told = [sign_up(port, keys, each, f"10.0.0.{n}") for n, each in enumerate(addresses)]
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert {status for status, _ in told} == {200}
        assert sum(states(folder).values()) == len(addresses)
        with (
            open_store(
                StorePlace(database=str(folder / "subscribers.sqlite"), folder=folder)
            ) as store,
            store.write(),
        ):
            store.database.run("UPDATE outbox SET next_at = created")  # the time has come again
        away = False
        with running(root):
            waited(server, len(addresses))
        assert sorted(to for _, to, _ in server.letters) == sorted(addresses)
    assert states(folder) == {"sent": len(addresses)}


def flood(made: Made, post: Scripted, count: int, hourly: int) -> None:
    root, folder = made(post.port, hourly)
    keys = KeyRing.load(folder)
    with running(root) as (port, process):
        with ThreadPoolExecutor(8) as pool:
            told = list(
                pool.map(
                    lambda n: sign_up(
                        port, keys, f"a{n}@x.example", f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}"
                    ),
                    range(count),
                )
            )
        waited(post, hourly)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert {status for status, _ in told} == {200}
    assert len({re.sub(r"a\d+@", "a@", text) for _, text in told}) == 1
    assert len(post.letters) == hourly  # the pace, however many ask
    with open_store(
        StorePlace(database=str(folder / "subscribers.sqlite"), folder=folder)
    ) as store:
        kept = store.database.one("SELECT count(*) FROM outbox")
        refused = store.database.one(
            "SELECT sum(CAST(value AS INTEGER)) FROM meta WHERE name LIKE 'refused %'"
        )
        by_client = store.database.one("SELECT count(*) FROM attempt WHERE kind = 'client'")
    assert kept + (refused or 0) == count
    assert by_client == kept  # what is refused adds no row
    most = hourly + 24 * hourly
    assert kept <= most
    log = (root.parent / "service.log").read_text("utf-8")
    assert "@" not in log
    assert log.count("POST /anmal 200") == count


def test_a_flood_is_answered_alike_kept_to_its_pace_and_counted(made: Made, post: Scripted) -> None:
    flood(made, post, 150, 3)


@pytest.mark.long
def test_ten_thousand_posts(made: Made, post: Scripted) -> None:
    flood(made, post, 10_000, 60)


def test_two_hundred_who_say_nothing_keep_nobody_waiting(made: Made, post: Scripted) -> None:
    root, folder = made(post.port)
    keys = KeyRing.load(folder)
    with running(root) as (port, _), ExitStack() as slow:
        for n in range(200):
            line = slow.enter_context(closing(socket.create_connection(("127.0.0.1", port))))
            said = (
                b"POST /anmal HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\nOrigin: "
                + HOME.encode()
                + b"\r\n\r\na"
            )
            line.sendall(said if n % 2 else b"GET / HTTP/1.1\r\nHo")
        assert ask(port, "GET", "/")[0] == 200
        assert sign_up(port, keys, "anna@x.example", "10.0.0.1")[0] == 200
        waited(post, 1)


@pytest.mark.long
def test_whoever_does_not_come_to_the_point_is_let_go(made: Made, post: Scripted) -> None:
    root, _ = made(post.port)
    with running(root) as (port, _), ExitStack() as slow:
        head = slow.enter_context(closing(socket.create_connection(("127.0.0.1", port))))
        idle = slow.enter_context(closing(socket.create_connection(("127.0.0.1", port))))
        body = slow.enter_context(closing(socket.create_connection(("127.0.0.1", port))))
        body.sendall(
            b"POST /anmal HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\na"
        )
        for sign in b"GET / HTTP/1.1\r\nHost: " + b"x" * 30:
            try:
                head.sendall(bytes([sign]))
            except OSError:
                break
            sleep(0.6)
        head.settimeout(60), idle.settimeout(60), body.settimeout(60)
        assert head.recv(1) == b""
        assert idle.recv(1) == b""
        assert body.recv(100).startswith(b"HTTP/1.1 408")


def test_it_runs_under_another_hosts_hand_too(made: Made, post: Scripted) -> None:
    root, folder = made(post.port)
    host = (
        sys.executable,
        "-m",
        "uvicorn",
        "publisher.cli.asgi:app",
        "--port",
        "{port}",
        "--no-proxy-headers",
    )
    elsewhere = {"PUBLISHER_CONFIG": str(root / "mkdocs.yml")}
    with running(root, *host, env=elsewhere) as (port, _):
        assert ask(port, "GET", "/halsa") == (200, "ok\n")
        assert sign_up(port, KeyRing.load(folder), "anna@x.example", "10.0.0.1")[0] == 200
        waited(post, 1)


def test_how_it_goes_is_told_in_numbers(
    made: Made, post: Scripted, run: Callable[..., Ran]
) -> None:
    root, folder = made(post.port)
    with running(root) as (port, _):
        for _ in range(3):
            sign_up(port, KeyRing.load(folder), "anna@x.example", "10.0.0.1")
        waited(post, 1)
    ran = run("subscriptions", "status", cwd=root)
    assert ran.code == 0, ran.stderr
    assert "0 mejl väntar på sin tur." in ran.stdout
    assert "1 skickade" in ran.stdout
    assert "2 för att adressen hade fått ett mejl redan" in ran.stdout
    assert "anna" not in ran.stdout


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("service: http://127.0.0.1:8020/, ", ""), "service saknas under subscribers:"),
        (("        smtp:", "        # smtp:"), "smtp saknas under mail:"),
        (("at: /", "at: ssh://brev.example/"), "registret ligger på brev.example"),
    ],
)
def test_what_is_missing_is_told_before_anything_is_opened(
    made: Made, post: Scripted, run: Callable[..., Ran], change: tuple[str, str], told: str
) -> None:
    root, _ = made(post.port)
    text = (root / "mkdocs.yml").read_text("utf-8")
    assert change[0] in text
    (root / "mkdocs.yml").write_text(text.replace(*change), "utf-8")
    ran = run("subscriptions", "serve", "--port", "0", cwd=root)
    assert ran.code == 1
    assert told in ran.stderr


def test_a_page_of_the_publications_own_stands_in_and_its_faults_are_told(
    made: Made, post: Scripted, run: Callable[..., Ran]
) -> None:
    root, _ = made(post.port)
    text = (root / "mkdocs.yml").read_text("utf-8")
    own = text.replace("  name: material\n", "  name: material\n  custom_dir: theme/web\n")
    (root / "mkdocs.yml").write_text(own, "utf-8")
    page = root / "theme/subscriptions/link.html"
    for folder in (page.parent, root / "theme/web"):
        folder.mkdir(parents=True)
    page.write_text(
        '{% extends "base.html" %}\n{% block body %}<h1>Vår egen</h1>{% endblock %}', "utf-8"
    )
    with running(root) as (port, _):
        assert "Vår egen" in ask(port, "GET", "/lank")[1]
        assert "Vilka brev" in ask(port, "GET", "/")[1]
    letter = root / "theme/mail/notice.html"
    letter.parent.mkdir()
    letter.write_text("{{ borta }}", "utf-8")
    ran = run("subscriptions", "serve", "--port", "0", cwd=root)
    assert ran.code == 1
    assert "gick inte att fylla i" in ran.stderr
    assert "borta" in ran.stderr
    letter.unlink()
    page.write_text("\n{% if %}", "utf-8")
    ran = run("subscriptions", "serve", "--port", "0", cwd=root)
    assert ran.code == 1
    assert "theme/subscriptions/link.html:2: mallen är felskriven" in ran.stderr


def test_a_port_that_is_taken_is_told(made: Made, post: Scripted, run: Callable[..., Ran]) -> None:
    root, _ = made(post.port)
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = run("subscriptions", "serve", "--port", str(taken.getsockname()[1]), cwd=root)
    assert ran.code == 1
    assert "går inte att använda" in ran.stderr
