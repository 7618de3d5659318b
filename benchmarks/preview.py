"""From a save to the word that an open page gets, in a preview of so many articles.

    python benchmarks/preview.py [--articles 1000] [--saves 12]

The time is what an author waits before the browser begins to load the page again: the file system's
word, the settling of saves, the build and the event. Prints the median and the worst.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep

import corpus as corpora
from contestants import Ours

QUIET = 0.3


def main() -> int:
    """Measure, and print a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--saves", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(Path(folder, "tidning"), [])
        ours.lay_out(corpora.make(Path(folder, "corpus"), options.articles))
        root = ours.folder
        texts = sorted((root / "content" / "artiklar").rglob("*.md"))
        text = texts[len(texts) // 2]
        with _preview(root) as port, _events(port) as events:
            next(events)
            took = [_save(text, number, events) for number in range(options.saves)]
    median, worst = statistics.median(took), max(took)
    print(f"{options.articles} articles: median {median:.2f} s, worst {worst:.2f} s")
    return 0


def _save(text: Path, number: int, events: Iterator[dict[str, object]]) -> float:
    sleep(QUIET)  # an author reads before saving again
    words = text.read_text("utf-8")
    started = perf_counter()
    text.write_text(f"{words}\nEn rad till, nummer {number}.\n", "utf-8")
    for event in events:
        if event.get("changed"):
            return perf_counter() - started
    message = "the preview ended"
    raise RuntimeError(message)


@contextmanager
def _preview(root: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "publisher", "serve", "--port", "0", "--quiet"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, encoding="utf-8") as process:
        line = process.stdout.readline() if process.stdout else ""
        yield int(re.findall(r"127\.0\.0\.1:(\d+)/", line)[0])
        process.send_signal(signal.SIGINT)


@contextmanager
def _events(port: int) -> Iterator[Iterator[dict[str, object]]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", "/__publisher__/events")
    response = connection.getresponse()
    lines = iter(response.readline, b"")
    yield (json.loads(line[6:]) for line in lines if line.startswith(b"data: "))
    response.close()
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
