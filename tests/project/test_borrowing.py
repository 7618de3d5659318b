"""Tests borrow from the sample and from what lies beside it, never from each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FILES = sorted((*TESTS.glob("*.py"), *TESTS.glob("[!t]*/*.py")))


def imported(source: str) -> list[str]:
    """Every module that is named in an import, wherever in the file."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module or ''}.{each.name}" for each in node.names]
    return found


def borrowed(source: str) -> list[str]:
    """What is imported from a file of tests, or from pytest's own plugin file."""
    return [
        name
        for name in imported(source)
        if any(part.startswith("test_") or part == "conftest" for part in name.split(".")[:-1])
        or name.startswith("test_")
    ]


def test_no_test_is_imported_by_another() -> None:
    assert len(FILES) > 150
    found = {
        path.relative_to(TESTS).as_posix(): borrowed(path.read_text("utf-8")) for path in FILES
    }
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "source",
    [
        "from test_load import read",
        "import test_load",
        "from tests.content.test_load import read",
        "def f():\n    from test_load import read",
        "from conftest import ROOT",
    ],
)
def test_what_is_borrowed_is_found(source: str) -> None:
    assert borrowed(source)


def test_the_names_of_files_of_tests_are_their_own() -> None:
    """pytest imports them by their names alone, and takes the second of two for the first."""
    names = [path.name for path in FILES if path.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))


def test_every_part_of_the_sample_is_used() -> None:
    parts = {path.stem for path in (TESTS / "sample").glob("*.py")} - {"__init__"}
    used = {
        part
        for path in FILES
        for name in imported(path.read_text("utf-8"))
        if name.startswith("sample.")
        for part in name.split(".")[1:2]
    }
    assert parts == used


def test_what_is_begun_with_is_there(request: pytest.FixtureRequest) -> None:
    shared = request.config.pluginmanager.get_plugin(str(TESTS / "conftest.py"))
    assert shared is not None
    names = [path.relative_to(TESTS).as_posix() for path in FILES]
    assert [
        first for first in shared.LONGEST if not any(name.startswith(first) for name in names)
    ] == []


PATCHED = {
    (
        "content/test_render_quick.py",
        "_plan",
    ): "a name of Python-Markdown's own: whether it is still in use",
    ("deploy/test_leaks.py", "_unlike"): "the site is written into after it was built",
    ("deploy/test_targets_rsync.py", "_SURE"): "how long a lock is believed: no test waits so long",
    ("deploy/test_targets_rsync.py", "_run"): "Ctrl-C at a certain command of many",
    ("sending/test_doctor.py", "_PATIENCE"): "how long DNS is waited for: no test waits so long",
    (
        "subscribers/test_service_joining.py",
        "_sql",
    ): "which statements a page asks: none that tells",
    ("subscribers/test_importing.py", "_AT_ONCE"): "an import cut off between two batches",
    ("subscribers/test_service_threads.py", "_plain"): "a disk that is full at COMMIT",
    ("subscribers/test_store.py", "_packed"): "a disk that is full while a copy is packed",
}
"""Private names that tests exchange, and why no argument would do."""


def patched(source: str) -> list[str]:
    """Names of the program's own that `monkeypatch.setattr` is given and that begin with `_`."""
    names = [
        part.value.rpartition(".")[2]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"setattr", "delattr"}
        for part in node.args[:2]
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    return [name for name in names if name.startswith("_") and not name.startswith("__")]


def test_a_private_name_is_patched_only_where_no_argument_would_do() -> None:
    found = {
        (path.relative_to(TESTS).as_posix(), name)
        for path in FILES
        for name in patched(path.read_text("utf-8"))
    }
    assert found == set(PATCHED)
    assert patched('m.setattr("publisher.a._b", 1)\nm.setattr(a, "_c", 1)') == ["_b", "_c"]
