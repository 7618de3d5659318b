"""The desk where texts are written: a keystroke to the page beside, opening it, saving, memory.

    python benchmarks/desk.py [--articles 10000] [--words 5000] [--saves 1000] [--keys 150]

Chromium types as a person does, into a text of so many words. What is measured: milliseconds from a
key to the page beside it (median and 95th percentile; at most 150 and 300 wanted), the desk's
overview (at most 1 s), a save to the word that open pages get (at most 0.4 s), the script as it is
sent (at most 250 kB), and the memory of all processes of `publisher serve` before and after saves.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import corpus as corpora
from contestants import Ours

HERE = Path(__file__).parent
SCRIPT = HERE.parent / "publisher" / "preview" / "assets" / "editor.js"
TYPES = {"Content-Type": "application/json"}


def main() -> int:
    """Measure, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=5_000)
    parser.add_argument("--saves", type=int, default=1_000)
    parser.add_argument("--keys", type=int, default=150)
    options = parser.parse_args()
    print(f"script: {len(gzip.compress(SCRIPT.read_bytes())) / 1000:.0f} kB compressed")
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(Path(folder, "tidning"), [])
        ours.lay_out(corpora.make(Path(folder, "corpus"), options.articles))
        texts = sorted((ours.folder / "content" / "artiklar").rglob("*.md"))
        text = texts[len(texts) // 2]
        _lengthen(text, options.words)
        path = text.relative_to(ours.folder).as_posix()
        with _desk(ours.folder) as desk:
            print(f"overview: {desk.overview():.2f} s, and {desk.overview():.2f} s again")
            keys, ready = desk.typed(path, options.keys)
            print(f"editor open: {ready / 1000:.2f} s")
            late = statistics.quantiles(keys, n=20)[-1]
            print(f"key to page: median {statistics.median(keys):.0f} ms, p95 {late:.0f} ms")
            before = desk.memory()
            took = desk.saved(path, options.saves)
            print(f"save to site: median {statistics.median(took[:20]):.2f} s of the first 20")
            print(f"memory: {before} MiB, after {options.saves} saves {desk.memory()} MiB")
    return 0


def _lengthen(text: Path, words: int) -> None:
    """As many words as asked for, of the text's own paragraphs."""
    head, _, body = text.read_text("utf-8").partition("\n---\n")
    plain = [each for each in body.split("\n\n") if each[:1].isalpha()]
    while len(body.split()) < words:
        body += "\n\n" + "\n\n".join(plain)
    text.write_text(f"{head}\n---\n{body}\n", "utf-8")


class Desk:
    """A running desk."""

    def __init__(self, process: subprocess.Popen[str], address: str, site: int) -> None:
        """`address` is what the terminal printed, `site` the port that pages are shown on."""
        self._process, self._address, self._site = process, address, site
        self._port = int(re.findall(r":(\d+)/", address)[0])

    def _ask(self, method: str, path: str, body: object = None, key: str = "") -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=600)
        data = None if body is None else json.dumps(body)
        connection.request(method, path, data, {**TYPES, "X-Desk-Key": key})
        found = connection.getresponse().read()
        connection.close()
        return found

    @property
    def _within(self) -> str:
        return "/" + self._address.split("/")[3]

    def overview(self) -> float:
        """Seconds until the overview has come."""
        began = perf_counter()
        page = self._ask("GET", f"{self._within}/skrivbord/")
        assert b"Skrivbordet" in page  # noqa: S101 (or nothing was measured)
        return perf_counter() - began

    def typed(self, path: str, keys: int) -> tuple[list[float], float]:
        """Milliseconds of each key, and until the editor could be written in."""
        address = self._address.removesuffix("/skrivbord/") + f"/skrivbord/skriv/{path}"
        chromium = shutil.which("chromium") or "chromium"
        command = ["node", str(HERE / "desk.js"), chromium, address, str(keys)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        told = json.loads(done.stdout)
        return [float(each) for each in told["took"] if each is not None], float(told["ready"])

    def saved(self, path: str, times: int) -> list[float]:
        """A save by the desk, and the word that the site is built; one after the other."""
        page = self._ask("GET", f"{self._within}/skrivbord/skriv/{path}").decode()
        key = re.findall(r'data-key="([^"]+)"', page)[0]
        text = json.loads(self._ask("POST", "/skrivbord/api/text", {"path": path}, key))
        took = []
        with _events(self._site) as events:
            next(events)
            for number in range(times):
                began = perf_counter()
                body = f"{text['body']}\nRad {number}.\n"
                asked = {"path": path, "base": text["version"], "body": body, "fields": {}}
                version = json.loads(self._ask("POST", "/skrivbord/api/save", asked, key))
                for event in events:
                    if event.get("changed"):
                        break
                took.append(perf_counter() - began)
                text = {**text, "version": version["version"]}
        return took

    def memory(self) -> int:
        """Resident MiB of the process and all that it has started."""
        rows = subprocess.run(
            ["ps", "-eo", "pid=,ppid=,rss="], check=True, capture_output=True, text=True
        ).stdout.splitlines()
        found = [tuple(map(int, row.split())) for row in rows]
        ours = {self._process.pid}
        for _ in range(5):
            ours |= {pid for pid, parent, _ in found if parent in ours}
        return sum(size for pid, _, size in found if pid in ours) // 1024


@contextmanager
def _desk(root: Path) -> Iterator[Desk]:
    command = [sys.executable, "-m", "publisher", "serve", "--port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=root, stdout=pipe, encoding="utf-8") as process:
        assert process.stdout is not None  # noqa: S101 (it is a pipe)
        site = int(re.findall(r"127\.0\.0\.1:(\d+)/", process.stdout.readline())[0])
        address = re.findall(r"http://\S+/skrivbord/", process.stdout.readline())[0]
        yield Desk(process, address, site)
        process.send_signal(signal.SIGINT)


@contextmanager
def _events(port: int) -> Iterator[Iterator[dict[str, object]]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", "/__publisher__/events")
    response = connection.getresponse()
    lines = iter(response.readline, b"")
    yield (json.loads(line[6:]) for line in lines if line.startswith(b"data: "))
    response.close()
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
