"""What outside judges say of the publication in this repository: a browser, axe, and the W3C's Nu."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from publisher.build import Options, build

BROWSE = Path(__file__).parent / "tools" / "browse.js"
KINDS = {
    "the front page": "index.html",
    "an article": "20*/*/index.html",
    "an episode": "podd/*/*/index.html",
    "an edition": "nyhetsbrev/*/index.html",
    "the archive": "arkiv/index.html",
    "an ordinary page": "om/index.html",
    "the page for what is not there": "404.html",
}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sample: Callable[[Path], Path]) -> Path:
    root = sample(tmp_path_factory.mktemp("judged"))
    build(Options(root=root))
    return root / "build" / "site"


@pytest.fixture(scope="module")
def origin(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def seen(
    site: Path, origin: str, tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> list[dict[str, Any]]:
    """One page of each kind, at 390 and 1280 pixels."""
    node_module("playwright-core"), node_module("axe-core")
    pages = [max(site.glob(pattern)).relative_to(site) for pattern in KINDS.values()]
    urls = [f"{origin}/{page}" for page in pages]
    command = [tool("node"), str(BROWSE), tool("chromium"), *urls]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_page_has_a_fault_that_axe_can_see(seen: list[dict[str, Any]]) -> None:
    assert {(each["url"], *each["violations"]) for each in seen if each["violations"]} == set()


def test_no_page_sticks_out_sideways(seen: list[dict[str, Any]]) -> None:
    assert [(each["url"], each["width"]) for each in seen if each["sideways"] > 0] == []


def test_no_page_asks_anybody_else_for_anything(seen: list[dict[str, Any]], origin: str) -> None:
    assert {host for each in seen for host in each["hosts"]} == {origin.removeprefix("http://")}


def test_nothing_breaks_in_the_browser(seen: list[dict[str, Any]]) -> None:
    assert [error for each in seen for error in each["errors"]] == []


def test_every_page_is_valid_html(
    site: Path, tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> None:
    jar = node_module("vnu-jar") / "build" / "dist" / "vnu.jar"
    command = [tool("java"), "-Xss4m", "-jar", str(jar), "--format", "json", "--skip-non-html"]
    done = subprocess.run(
        [*command, str(site)], capture_output=True, check=False, text=True, timeout=300
    )
    found = {
        (message.get("url", "").partition("/site/")[2], message["message"])
        for message in json.loads(done.stderr)["messages"]
        if message["type"] == "error"
    }
    assert found == set()
