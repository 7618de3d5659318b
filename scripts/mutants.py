"""Change the program in many small ways and see whether its tests notice: `make mutants`.

    python scripts/mutants.py [--count N] [--seed N] [--jobs N] [--near] [ROOM…]

Of every room a sample of `--count` changes is made by Cosmic Ray's operators (a comparison turned,
a number moved, a condition negated…), one at a time, each in a copy of the repository, and the
tests that `TESTS` names for that room are run over it: first those that are known to pass through
the changed line, and only when these see nothing, all of them. With `--near` it stops at the first
ones, where there are any: quicker, and what it calls unnoticed may yet be noticed by others.

The runs are forks of one process for each copy (`forked_pytest.py`), since importing takes most
of the time. A change that nothing notices is printed with its place as soon as it is known. Those
that cannot be noticed, because the program does the same with them, stand with their reason in
`tests/equivalent_mutants.toml`; every other one asks for a test. Ends with 1 when there is such a
one.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import functools
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import IO, cast
from xml.etree import ElementTree as ET

import cosmic_ray.plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from coverage import CoverageData

ROOT = Path(__file__).parents[1]
EQUIVALENT = ROOT / "tests" / "equivalent_mutants.toml"
_CHOSEN = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text("utf-8"))
TESTS: Mapping[str, tuple[str, ...]] = _CHOSEN["tests"]
"""The test files of a room, by its path under `publisher/`, or by a pattern for some modules."""
SLOW: Sequence[str] = _CHOSEN["slow"]
"""Tests among these that are left out, since they take long and others look at the same."""

_LEAST, _PATIENCE = 10, 2
"""Seconds, and how many times as long as usual, tests may take: what takes more is noticed."""
_MOST_TESTS = 60
"""How many tests through the line are tried before all of them are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One change: the whole new text of a module, and the lines of the old one that it touches."""

    module: str
    line: int
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """How the tests of a room do without a change: processor's seconds, tests by line they pass."""

    seconds: float
    through: Mapping[tuple[str, int], tuple[str, ...]]


def main() -> int:
    """Run the rooms that are asked for, all of them by default; print what nobody noticed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rooms", nargs="*", help="rooms of tests/mutants.toml, e.g. ledger")
    parser.add_argument("--count", type=int, default=40, help="changes to a room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--near", action="store_true", help="only tests through the line")
    asked = parser.parse_args()
    unknown = set(asked.rooms) - set(TESTS)
    if unknown:
        parser.error(f"not in tests/mutants.toml: {', '.join(sorted(unknown))}")
    missed = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies = [copied(Path(folder) / str(number)) for number in range(asked.jobs)]
        for room in asked.rooms or TESTS:
            missed += try_room(room, copies, count=asked.count, seed=asked.seed, near=asked.near)
    return 1 if missed else 0


def copied(folder: Path) -> Path:
    """A copy of what git knows of this repository, and of the judges' packages by a link."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / "tests/tools/node_modules").symlink_to(ROOT / "tests/tools/node_modules")
    return folder


def try_room(
    room: str, copies: Sequence[Path], *, count: int, seed: int, near: bool = False
) -> int:
    """Try `count` changes in a room; print each that went unnoticed; how many have no excuse."""
    baseline = measured(room, copies[0])
    mutants = sampled(room, count, seed)
    free: Queue[Path] = Queue()
    for copy in copies:
        free.put(copy)

    def noticed(mutant: Mutant) -> bool:
        copy = free.get()
        try:
            seen = is_noticed(mutant, copy, room, baseline, only_near=near)
        finally:
            free.put(copy)
        if not seen and _key(mutant) not in excused:
            place = f"{mutant.module}:{mutant.line}"
            print(f"{place}\n  - {mutant.before}\n  + {mutant.after}", flush=True)
        return seen

    excused = equivalents()
    with ThreadPoolExecutor(len(copies)) as executor:
        results = list(zip(mutants, executor.map(noticed, mutants), strict=True))
    survivors = [mutant for mutant, seen in results if not seen]
    asking = [mutant for mutant in survivors if _key(mutant) not in excused]
    killed = len(mutants) - len(survivors)
    print(
        f"{room}: {len(mutants)} changes, {killed} noticed ({killed / max(1, len(mutants)):.0%}), "
        f"{len(survivors) - len(asking)} equivalent, {len(asking)} ask for a test",
        flush=True,
    )
    return len(asking)


def measured(room: str, copy: Path) -> Baseline:
    """Run a room's tests unchanged, under coverage; raises SystemExit when they fail."""
    data, report = copy / ".coverage", copy / "junit.xml"
    settings = copy / ".coveragerc"
    settings.write_text("[run]\nsource = publisher\ndynamic_context = test_function\n", "utf-8")
    started = _spent()
    coverage = ["-m", "coverage", "run", f"--rcfile={settings}", f"--data-file={data}"]
    pytest = ["-m", "pytest", *_arguments(copy), f"--junitxml={report}", *_files(room)]
    done = subprocess.run(
        [sys.executable, *coverage, *pytest],
        cwd=copy,
        env=_environment(copy),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"{room}: the tests fail without any change\n{done.stdout[-3000:]}")
    return Baseline(seconds=_spent() - started, through=_through(copy, data, report))


def _spent() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _through(copy: Path, data: Path, report: Path) -> dict[tuple[str, int], tuple[str, ...]]:
    """For each line of each module, the tests that pass through it, the quickest first."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 (pytest wrote it a moment ago)
        name = case.get("name", "").partition("[")[0]
        module = case.get("classname", "").rpartition(".")[2]  # as coverage has it, without folders
        seconds[f"{module}.{name}"] += float(case.get("time", 0))
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    covered = CoverageData(str(data))
    covered.read()
    for path in covered.measured_files():
        module = os.path.relpath(path, copy)
        for line, contexts in covered.contexts_by_lineno(path).items():
            tests = sorted((c for c in contexts if c in seconds), key=seconds.__getitem__)
            found[module, line] = tuple(_node(test, copy) for test in tests[:_MOST_TESTS])
    return found


def _node(context: str, copy: Path) -> str:
    module, _, name = context.partition(".")
    file = next((copy / "tests").rglob(f"{module}.py")).relative_to(copy)
    return f"{file}::{name.replace('.', '::')}"


def is_noticed(
    mutant: Mutant, copy: Path, room: str, baseline: Baseline, *, only_near: bool = False
) -> bool:
    """Whether a test fails, or never ends, with the change in place.

    With `only_near` the room's other tests are left out where some pass through the line.
    """
    path = copy / mutant.module
    original, stat = path.read_bytes(), path.stat()
    path.write_text(mutant.text, "utf-8")
    # Compiled files are believed by second and size: no two texts may share both.
    os.utime(path, (time.time(), next(_seconds)))
    near = baseline.through.get((mutant.module, mutant.line), ())
    seconds = int(_LEAST + baseline.seconds * _PATIENCE)
    try:
        noticed = bool(near) and _forked(copy, [*near], seconds) != 0
        if noticed or (near and only_near):
            return noticed
        return _forked(copy, _files(room), seconds) != 0
    finally:
        path.write_bytes(original)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _counting() -> Iterator[int]:
    second = 1_000_000_000
    while True:
        second += 2
        yield second


_seconds = _counting()


def _files(room: str) -> list[str]:
    left_out = [f"--deselect=tests/{name}" for name in SLOW]
    return [*(f"tests/{name}" for name in TESTS[room]), *left_out]


def _arguments(copy: Path) -> list[str]:
    """How pytest is to run in a copy: until the first failure, and leaving nothing behind."""
    own = [f"--basetemp={copy.with_name(f'{copy.name}-tmp')}", "-p", "no:cacheprovider"]
    return ["-x", "-q", "--no-header", *own]


def _environment(copy: Path) -> dict[str, str]:
    shared = os.environ.get("KINAMEDIA_SHARED", str(ROOT.parent / "shared"))
    return {**os.environ, "PYTHONPATH": str(copy), "KINAMEDIA_SHARED": shared}


def _forked(copy: Path, what: Sequence[str], seconds: int) -> int:
    """Run pytest in a copy, as a fork of the copy's own process; its exit code."""
    write, read = _warm(copy)
    asked = {"arguments": [*_arguments(copy), *what], "seconds": seconds}
    write.write(json.dumps(asked) + "\n")
    write.flush()
    return int(read.readline())


@functools.cache
def _warm(copy: Path) -> tuple[IO[str], IO[str]]:
    """Ask and answer of a copy's process, which has imported what takes time and ends with us."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "scripts" / "forked_pytest.py")],
        cwd=copy,
        env=_environment(copy),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)


def lying(room: str) -> set[Path]:
    """The modules of a room, those of the rooms in it among them."""
    place = ROOT / "publisher" / room
    return {*(place.rglob("*.py") if place.is_dir() else place.parent.glob(f"{place.name}.py"))}


def sampled(room: str, count: int, seed: int) -> list[Mutant]:
    """At most `count` of all changes to a room, the same ones for the same seed and source."""
    inner = (lying(other) for other in TESTS if other.startswith(f"{room}/"))
    modules = sorted(lying(room).difference(*inner))
    everything = [(module, *change) for module in modules for change in changes(module)]
    chosen = random.Random(f"{seed} {room}")  # noqa: S311 (a sample, not a secret)
    chosen.shuffle(everything)
    kept: list[Mutant] = []
    lines: Counter[tuple[Path, int]] = Counter()
    for module, operator, occurrence, line in everything:
        if len(kept) == count:
            break
        if lines[module, line]:
            continue  # one line, one question
        if mutant := made(module, operator, occurrence, line):
            lines[module, line] += 1
            kept.append(mutant)
    return kept


def changes(module: Path) -> Iterator[tuple[str, int, int]]:
    """Operator, occurrence and line of every change that could make a difference."""
    text = module.read_text("utf-8")
    tree = get_ast(text)
    quiet = without_effect(ast.parse(text))
    for name in sorted(cosmic_ray.plugins.operator_names()):
        kind = cosmic_ray.plugins.get_operator(name)
        if kind.arguments() or name.endswith("/NoOp"):
            continue
        positions = (
            start for node in ast_nodes(tree) for start, _ in kind().mutation_positions(node)
        )
        for occurrence, start in enumerate(positions):
            if not any(first <= start < last for first, last in quiet):
                yield name, occurrence, start[0]


def without_effect(tree: ast.AST) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where a change does nothing at run time: annotations, what only types need, decorators."""
    found: list[ast.AST | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(node.returns)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.extend(node.decorator_list)
        if isinstance(node, ast.arg | ast.AnnAssign):
            found.append(node.annotation)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            found.append(node)
    return [
        ((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset))
        for node in found
        if node is not None
    ]


def made(module: Path, operator: str, occurrence: int, line: int) -> Mutant | None:
    """One change carried out, or None when it leaves no Python or no difference."""
    text = module.read_text("utf-8")
    changed = mutate_code(text, cosmic_ray.plugins.get_operator(operator)(), occurrence)
    if changed is None:
        return None
    try:
        if ast.dump(ast.parse(changed)) == ast.dump(ast.parse(text)):
            return None
    except SyntaxError:
        return None
    diff = list(difflib.unified_diff(text.splitlines(), changed.splitlines(), n=0))[3:]
    before = " ".join(part[1:].strip() for part in diff if part.startswith("-"))
    after = " ".join(part[1:].strip() for part in diff if part.startswith("+"))
    if before.replace("*, ", "/, ") == after:
        return None  # a parameter that could also be given by its place
    return Mutant(
        module=str(module.relative_to(ROOT)), line=line, text=changed, before=before, after=after
    )


def _key(mutant: Mutant) -> tuple[str, str, str]:
    return mutant.module, mutant.before, mutant.after


def equivalents() -> set[tuple[str, str, str]]:
    """The changes that are known to make no difference, each with a reason in the file."""
    entries = tomllib.loads(EQUIVALENT.read_text("utf-8")).get("mutant", [])
    return {(entry["module"], entry["before"], entry["after"]) for entry in entries}


if __name__ == "__main__":
    sys.exit(main())
