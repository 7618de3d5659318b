"""The story of a sign-up in a browser, with script and without: site and service behind a real nginx."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import urlsplit

import pytest
from program import ROOT
from sample.publication import MKDOCS_YML
from smtp_server import Scripted, scripted
from web_server import free_port, serving

from publisher.build import BuildOptions, build

TOOLS = Path(__file__).parents[1] / "tools"
STARTERS = ROOT / "publisher/content/new/starters/publication"
WELCOME = "---\ntitle: Välkommen till Bladet\n---\n\nRoligt att du är här. Läs [om oss](/om/).\n"
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; form-action 'self' {service}"


def settings(service: str, site: str, smtp: int, at: Path) -> str:
    text = re.sub(r"site_url: \S+", f"site_url: {site}/", MKDOCS_YML)
    text = text.replace("      subscribe_url: /prenumerera/\n", "")
    text = text.replace(
        "      subscribers: 775\n",
        f"      subscribers:\n        count: 775\n        service: {service}\n        at: {at}\n",
    )
    out = f"        smtp: {{host: 127.0.0.1, port: {smtp}, security: none}}\n"
    assert "      mail:\n" in text
    return text.replace("      mail:\n", f"      mail:\n{out}")


@contextmanager
def running(root: Path, port: int) -> Iterator[Path]:
    """`publisher subscriptions serve`; gives its log."""
    log = root.parent / "service.log"
    with log.open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "publisher", "subscriptions", "serve", "--port", str(port)],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=err,
            encoding="utf-8",
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert "Tjänsten svarar" in line, log.read_text("utf-8")
            yield log
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) in {0, -signal.SIGTERM, 128 + signal.SIGTERM}
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            process.stdout.close()


def parsed(data: bytes) -> EmailMessage:
    made = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(made, EmailMessage)
    return made


@contextmanager
def mailbox(post: Scripted) -> Iterator[str]:
    """Tells the links in the newest mail that has a confirmation's link, or a welcome's."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind = urlsplit(self.path).query
            found: dict[str, str] = {}
            for _, _, data in post.letters:
                mail = parsed(data)
                part = mail.get_body(("plain",))
                assert part is not None
                links = re.findall(r"https?://\S+", part.get_content())
                confirm = [each for each in links if "/bekrafta/" in each]
                if kind == "confirm" and confirm:
                    found = {"link": confirm[0]}
                elif kind == "welcome" and mail["List-Unsubscribe"]:
                    choose = next(each for each in links if "/val/" in each)
                    found = {"link": choose, "leave": mail["List-Unsubscribe"].strip("<>")}
            data = json.dumps(found).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(True, id="with script"),
        pytest.param(False, id="without", marks=pytest.mark.long),
    ],
)
def test_from_the_box_to_the_mail_and_out_again(
    script: bool,
    publication: Callable[..., Path],
    tool: Callable[[str], str],
    node_module: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    node_module("playwright-core"), node_module("axe-core")
    web, port = free_port(), free_port()
    site = f"http://127.0.0.1:{web}"
    # The service under a path of the site's own host when there is no script, and by itself with.
    service = f"http://localhost:{web}/" if script else f"{site}/brev/"
    with scripted() as post, mailbox(post) as mails:
        at = tmp_path / "readers" / "subscribers.sqlite"
        files = {
            "mkdocs.yml": settings(service, site, post.port, at),
            "prenumeranter/valkommen.md": WELCOME,
        }
        root = publication(files)
        build(BuildOptions(root=root, search=False))
        place = "/brev/" if not script else "/"
        proxy = (
            f"location {place} {{ proxy_pass http://127.0.0.1:{port}; "
            "proxy_set_header X-Forwarded-For $remote_addr; }"
        )
        csp = POLICY.format(service=service.rstrip("/") if script else "")
        policy = f'add_header Content-Security-Policy "{csp}" always;'
        lines = (
            (policy, proxy)
            if not script
            else (policy, f"}} server {{ listen 127.0.0.1:{web}; server_name localhost; {proxy}")
        )
        home = tmp_path / "nginx"
        home.mkdir()
        with (
            running(root, port) as log,
            serving(tool("nginx"), root / "build/site", home, web, *lines),
        ):
            told = walked(tool, site, mails, script=script)
            sleep(0.1)
            lines_ = log.read_text("utf-8")
    assert told["errors"] == []
    names = {f"127.0.0.1:{web}", f"localhost:{web}"} if script else {f"127.0.0.1:{web}"}
    assert set(told["hosts"]) == names
    pages = {each["name"]: each for each in told["pages"]}
    assert {name: each["violations"] for name, each in pages.items() if each["violations"]} == {}
    assert {
        name: each["sideways"] for name, each in pages.items() if any(each["sideways"].values())
    } == {}
    assert "Nu är du med" in pages["confirmed"]["words"]
    assert "Vi har glömt dig" in pages["forgotten"]["words"]
    assert [to for _, to, _ in post.letters] == ["anna.berg@x.example"] * 2
    welcome = parsed(post.letters[1][2])
    assert welcome["Subject"] == "Välkommen till Bladet"
    assert f"{site}/om/" in str(welcome.get_body(("html",)))
    for secret in (
        "anna",
        "x.example",
        "?",
        urlsplit(welcome["List-Unsubscribe"].strip("<>")).path,
    ):
        assert secret not in lines_
    assert re.search(r"POST /anmal 200 \d+ ms", lines_)


def walked(tool: Callable[[str], str], site: str, mails: str, *, script: bool) -> dict[str, Any]:
    asked = {
        "site": f"{site}/",
        "mails": mails,
        "script": script,
        "address": "anna.berg@x.example",
        "pictures": os.environ.get("SIGN_UP_PICTURES", "") if script else "",
    }
    command = [tool("node"), str(TOOLS / "signup.js"), tool("chromium"), json.dumps(asked)]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told
