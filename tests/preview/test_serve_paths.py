"""Whatever is asked for, the preview answers: with what is there, or that nothing is."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from publisher.build import BuildOptions
from publisher.preview.application import PreviewApplication
from publisher.preview.events import Live

ODD = (
    "\0", "a\0b", "\0.html", "index.html\0", "a" * 256, "a" * 5000, "/".join(["a"] * 3000),
    "å" * 200, "中" * 300, "\udcff", "a\udc80b", "\ud800", "\ufffd", "\uffff", "\U0010ffff", "\r\n",
    "a\r\nX: y", "\n", "\t", "\x1b[31m", "\x7f", "\x80", "\u202e", "\u0000\u0301", "e\u0301",
    "..", "../..", "../../etc/passwd", "....//....//etc/passwd", "..\\..\\etc\\passwd", "/etc/passwd",
    "//etc/passwd", "///", "//evil.example", "//evil.example/..", "\\\\evil.example\\x", "C:/x", "C:",
    "file:///etc/passwd", "http://evil.example/", "~", "~root", ".", "./.", "./", "a/./b", "a//b",
    "%00", "%2e%2e/", "%252e%252e/", "%", "%zz", "%c3%28", "%ff", "?", "#", "a?b", "a#b", "&", "*",
    "<script>", "'", '"', "`", "{path}", "{{7*7}}", "${x}", "con", "nul", "aux.html", "a.html/", " ",
    " a", "a ", "a.", "...", "-", "--help", ";", "a;b", "|", "!", "@", "=", "+", ",", "(", ")", "[", "]",
    "index.html/", "index.html/x", "index.html/../index.html", "feed.xml/", "2025/forsta", "2025",
    "2025/forsta/index.html/../../..", "loop", "loop/x", "out", "out/passwd", ".staging", "report.json",
    "../report.json", "__publisher__", "__publisher__/", "__publisher__/live.js/..", "brev", "brev/..",
    "brev/\0", "brev/../../report.json", "brev/" + "a" * 300, "brev//", "__publisher__/page.html",
    "__publisher__/\0", "__publisher__/" + "a" * 300, "__publisher__/../page.html",
)  # fmt: skip


def paths() -> Iterator[str]:
    yield from ODD
    rng = random.Random(13)  # noqa: S311
    parts = [*ODD, "index.html", "2025", "forsta", "/", "..", "sok", "brev"]
    for _ in range(150):
        yield "/".join(rng.choice(parts) for _ in range(rng.randint(2, 5)))


@pytest.fixture
def ask(tmp_path: Path) -> Callable[[str], tuple[int, dict[str, str]]]:
    """A function that asks the preview of a small site, as a server does that has decoded a path."""
    for name in (
        "site/index.html",
        "site/2025/forsta/index.html",
        "site/feed.xml",
        "site/404.html",
    ):
        file = tmp_path / "build" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("<body></body>")
    (tmp_path / "build/site/loop").symlink_to("loop")
    (tmp_path / "build/site/out").symlink_to("/etc")
    application = PreviewApplication(BuildOptions(root=tmp_path), Live()).application()

    def asked(path: str) -> tuple[int, dict[str, str]]:
        answers: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            answers.append(message)

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": "/" + path, "raw_path": quote(path, errors="replace").encode(),
            "query_string": b"", "root_path": "", "headers": [(b"host", b"127.0.0.1")],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2),
        }  # fmt: skip
        asyncio.run(application(scope, receive, send))  # type: ignore[arg-type]
        headers = {name.decode(): value.decode("latin-1") for name, value in answers[0]["headers"]}  # type: ignore[attr-defined]
        return int(str(answers[0]["status"])), headers

    return asked


def test_no_path_breaks_the_preview(ask: Callable[[str], tuple[int, dict[str, str]]]) -> None:
    asked = list(paths())
    assert len(asked) > 200
    for path in asked:
        if path.strip("/") == "__publisher__/events":
            continue
        status, headers = ask(path)
        assert status in {200, 307, 404}, path
        assert not headers.get("location", "/x").startswith("//"), path
    for path in ("", "2025/forsta/", "feed.xml", "index.html"):
        assert ask(path)[0] == 200
    for path in ("\0", "a" * 300, "out/passwd", "../report.json", "loop"):
        assert ask(path)[0] == 404
