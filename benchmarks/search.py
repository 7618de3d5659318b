"""The search index of 1,200 articles in years: what it costs, all of it and after one edit.

    python benchmarks/search.py [ARTICLES]

Prints seconds of processor time (ours, one process, and Pagefind's), Pagefind's largest memory and
the size of the index. It exits 1 when an edit makes more than the block of its own years.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import corpus as corpora
from contestants import Ours

from publisher.build import BuildOptions, BuildReport, build
from publisher.swedish.compounds import Splitter

INDEX = "site/sok/index/"


def main() -> int:
    """Measure, print, and tell whether an edit stays in its block."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1200
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(Path(folder) / "tidning", [])
        articles = corpora.make(Path(folder) / "corpus", count)
        ours.lay_out(articles)
        root = ours.folder
        settings = root / "mkdocs.yml"
        settings.write_text(
            settings.read_text("utf-8").replace("search: false", "search: true"), "utf-8"
        )
        without, _ = _timed(root, search=False)
        whole, report = _timed(root, search=True)
        megabytes = sum(file.stat().st_size for file in (root / "build" / INDEX).rglob("*.*")) / 1e6
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
        print(f"pages of {count} articles     {without:6.2f} s")
        print(f"their index, {_blocks(report)} blocks     {whole:6.2f} s, {megabytes:.1f} MB")
        print(f"Pagefind's memory         {memory:6.0f} MB")
        _edit(root)
        pages, _ = _timed(root, search=False)
        edited, report = _timed(root, search=True)
        print(f"one edit, without search  {pages:6.2f} s")
        print(f"its block of the index    {edited:6.2f} s")
        _splitter(root)
        return 0 if _blocks(report) == 1 else 1


def _timed(root: Path, *, search: bool) -> tuple[float, BuildReport]:
    start = _processor_time()
    report = build(BuildOptions(root=root, search=search, jobs=1))
    return _processor_time() - start, report


def _processor_time() -> float:
    """Seconds of this process and of those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _blocks(report: BuildReport) -> int:
    """How many blocks were made anew: each has a list of its own of what is in it."""
    paths = (*report.added, *report.changed)
    return sum(path.startswith(INDEX) and path.endswith("pagefind-entry.json") for path in paths)


def _edit(root: Path) -> None:
    newest = max((root / "content").rglob("*.md"))
    newest.write_text(newest.read_text("utf-8") + "\n\nEtt exportförbud till.\n", "utf-8")


def _splitter(root: Path) -> None:
    texts = [file.read_text("utf-8") for file in (root / "content").rglob("*.md")]
    words = [word for text in texts for word in text.split() if word.isalpha()]
    split = Splitter()
    start = perf_counter()
    for word in words:
        split(word)
    print(f"splitter                  {len(words) / (perf_counter() - start):,.0f} words/s")


if __name__ == "__main__":
    sys.exit(main())
