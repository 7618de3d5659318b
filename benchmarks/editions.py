"""Letters of 10,000 articles: what they cost a cold build, an edit, and a build that has no news.

    python benchmarks/editions.py [ARTICLES [ROUNDS]]

Builds the same corpus without letters and with one for every article, in turn, and prints the
difference between the quickest of each: seconds of processor time, shared out on two cores, and
wall seconds. It exits 1 when a target is missed.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

import corpus as corpora
from contestants import Ours

from publisher.build import BuildOptions, build, finished
from publisher.mail import groups

CORES = 2
COLD = 20.0
"""Seconds that 10,000 letters may add to a cold build on two cores."""
ONE = 15.0
"""Milliseconds that one letter may take."""
MAIL = "        every_since: 1990-01-01\n"


class Cost(NamedTuple):
    """Seconds of processor time, ours and our children's, and of the clock on the wall."""

    processor: float
    wall: float


def main() -> int:
    """Measure, print, and tell whether every target holds."""
    count, rounds = (*map(int, sys.argv[1:]), *(10_000, 1)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as folder:
        without = _laid_out(Path(folder) / "utan", count, mailed=False)
        mailed = _laid_out(Path(folder) / "med", count, mailed=True)
        times = [(_cold(without), _cold(mailed)) for _ in range(rounds)]
        plain, cold = (min(each) for each in zip(*times, strict=True))
        again = _built(mailed)
        first, one = _one(mailed)
    each = (cold.processor - plain.processor) / count
    whole = each * 10_000 / CORES
    print(f"cold, no letters           {plain.processor:8.2f} s, {plain.wall:.2f} s on the wall")
    print(f"cold, {count:6} letters      {cold.processor:8.2f} s, {cold.wall:.2f} s on the wall")
    print(f"letters alone, two cores   {whole:8.2f} s for 10,000 (at most {COLD:g})")
    print(f"one letter in a batch      {each * 1000:8.2f} ms")
    print(f"the first letter           {first * 1000:8.2f} ms, with the templates read")
    print(f"one more                   {one * 1000:8.2f} ms (at most {ONE:g})")
    print(f"nothing changed            {again.processor:8.2f} s")
    return int(whole > COLD or one * 1000 > ONE)


def _laid_out(folder: Path, count: int, *, mailed: bool) -> Path:
    """The publication of the contest."""
    ours = Ours(folder / "tidning", [])
    ours.lay_out(corpora.make(folder / "corpus", count))
    settings = ours.folder / "mkdocs.yml"
    text = settings.read_text("utf-8")
    if mailed:
        text = text.replace("      mail:\n", f"      mail:\n{MAIL}", 1)
    settings.write_text(text, "utf-8")
    return ours.folder


def _cold(root: Path) -> Cost:
    for folder in ("build", ".publisher"):
        shutil.rmtree(root / folder, ignore_errors=True)
    return _built(root)


def _built(root: Path) -> Cost:
    processor, wall = _processor_time(), perf_counter()
    build(BuildOptions(root=root, jobs=CORES))
    return Cost(_processor_time() - processor, perf_counter() - wall)


def _one(root: Path) -> tuple[float, float]:
    """Seconds for the first letter, the templates read, and for one of fifty more: the median."""
    times: list[float] = []
    with finished(BuildOptions(root=root)) as whole:
        mailed = (
            group for group in groups(replace(whole.context, everything=True)) if group.recipes
        )
        for group in islice(mailed, 51):
            before = process_time()
            for recipe in group.recipes:
                list(recipe.make())
            times.append(process_time() - before)
    first, *rest = times
    return first, sorted(rest)[len(rest) // 2]


def _processor_time() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    sys.exit(main())
