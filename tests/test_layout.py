"""The house keeps its shape: sizes, and what an ordinary build may not import."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "publisher").rglob("*.py"))
MOST_LINES_IN_A_MODULE = 400
MOST_LINES_IN_A_FUNCTION = 40
HEAVY = {
    "PIL",
    "babel",
    "css_inline",
    "feedgen",
    "jinja2",
    "lxml",
    "markdown",
    "material",
    "mkdocs",
    "mutagen",
    "pydantic",
    "pygments",
    "selectolax",
    "yaml",
}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def imported(code: str, cwd: Path) -> set[str]:
    """Top-level names of the modules that a fresh Python holds after running `code`."""
    script = f"import sys\ntry:\n    {code}\nexcept SystemExit as end:\n    assert not end.code\n"
    script += "print('imported:', *sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_and_its_functions_are_short_enough_to_read(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= MOST_LINES_IN_A_MODULE
    long = [(name, size) for name, size in functions(path) if size > MOST_LINES_IN_A_FUNCTION]
    assert not long


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"util", "utils", "helpers", "common", "misc"}
    assert not [path for path in MODULES if path.stem in drawers]


def test_the_command_line_starts_without_any_heavy_module(tmp_path: Path) -> None:
    assert not imported("import publisher.cli, publisher.build, publisher.deploy", tmp_path) & HEAVY


def test_a_build_in_which_nothing_changed_imports_no_heavy_module(
    publication: Callable[..., Path], run: Callable[..., tuple[int, str, str]]
) -> None:
    folder = publication()
    time.sleep(0.2)  # files younger than the clock can tell are read again by the next build
    assert run("build", cwd=folder)[0] == 0
    code = "from publisher.cli import main; sys.argv[1:] = ['build']; main()"
    assert not imported(code, folder) & HEAVY
