"""Feeds of 1,000 articles with forty tags: what they cost a cold build, and what one edit names.

    python benchmarks/lists.py [ARTICLES]

Prints seconds of processor time, one process. It exits 1 when an edit names feeds of lists that its
article is not in.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import process_time

import corpus as corpora
from contestants import Ours

from publisher import feeds
from publisher.build import BuildOptions, build, finished
from publisher.engine.recipes import BuildContext
from publisher.model import Change

LIST_NAME = 4
"""`feeds:artiklar:tag:kina` has so many parts, `feeds:artiklar` fewer."""


def main() -> int:
    """Measure, print, and tell whether an edit stays in its lists."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        root = _laid_out(Path(folder), count)
        before = _processor_time()
        build(BuildOptions(root=root, jobs=1))
        cold = _processor_time() - before
        with finished(BuildOptions(root=root)) as whole:
            return _measure(whole.context, cold)


def _laid_out(folder: Path, count: int) -> Path:
    """The publication of the contest, with every feed there is."""
    ours = Ours(folder / "tidning", [])
    ours.lay_out(corpora.make(folder / "corpus", count))
    settings = ours.folder / "feeds" / "artiklar.yml"
    lines = settings.read_text("utf-8").splitlines()
    kept = (line for line in lines if not line.startswith(("formats:", "each:")))
    settings.write_text("\n".join(kept) + "\n", "utf-8")
    return ours.folder


def _measure(context: BuildContext, cold: float) -> int:
    start = process_time()
    groups = list(feeds.groups(replace(context, everything=True)))
    keyed = process_time()
    recipes = [recipe for group in groups for recipe in group.recipes]
    files = [artifact for recipe in recipes for artifact in recipe.make()]
    made = process_time()
    megabytes = sum(len(file.data) for file in files if isinstance(file.data, bytes)) / 1e6
    print(f"cold build, all of it      {cold:7.2f} s")
    print(f"{len(files):4} feeds, {megabytes:5.1f} MB       {made - keyed:7.2f} s")
    print(f"their keys                 {keyed - start:7.3f} s")
    return _edit(context)


def _edit(context: BuildContext) -> int:
    article = context.site.articles[len(context.site.articles) // 2]
    changes = (Change(old=article, new=article),)
    start = process_time()
    named = [one.name for one in feeds.groups(replace(context, everything=False, changes=changes))]
    lists = [name for name in named if name.count(":") == LIST_NAME - 1]
    expected = len(article.tags) + len(article.categories) + len(article.authors)
    print(f"one edit names {len(lists)} of the lists {process_time() - start:7.3f} s")
    return 0 if len(lists) == expected else 1


def _processor_time() -> float:
    """Seconds of this process and of those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    sys.exit(main())
