"""The house keeps its shape: sizes, and what an ordinary build may not import."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import grimp
import pytest
from mypy.find_sources import create_source_list
from mypy.options import Options

from publisher.build import freshness

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "publisher").rglob("*.py"))
MOST_LINES_IN_A_MODULE = 400
MOST_LINES_IN_A_FUNCTION = 40
HEAVY = {
    "PIL",
    "pillow_heif",
    "babel",
    "email_validator",
    "css_inline",
    "feedgen",
    "jinja2",
    "lxml",
    "markdown",
    "material",
    "mkdocs",
    "mutagen",
    "psycopg",
    "pydantic",
    "pygments",
    "selectolax",
    "yaml",
}

LIGHT = {
    f"publisher.{room}" for room in ("build", "cli", "engine", "problems", "swedish", "system")
}
"""The rooms that a build needs in which nothing changed."""

OWNED = {
    "PIL": ("media.images",),
    "pillow_heif": ("media.images",),
    "asyncssh": ("deploy.targets",),
    "cryptography": ("sending.signing",),
    "email_validator": ("subscribers.addresses",),
    "dns": ("sending.doctor",),
    "feedgen": ("feeds",),
    "flufl": ("sending.returns",),
    "imaplib": ("sending.returns",),
    "markdown": ("content.render",),
    "merge3": ("desk",),
    "markdown_it": ("importers.markdown",),
    "mdit_py_plugins": ("importers.markdown",),
    "mkdocs": ("site", "cli.mkdocs_plugin"),
    "mutagen": ("media.audio",),
    "obstore": ("deploy.targets",),
    "smtplib": ("system.smtp", "system.smtp_answers"),
    "platformdirs": ("subscribers.place",),
    "psycopg": ("subscribers.database",),
    "procrastinate": ("sending.fleet",),
    "starlette": ("preview", "subscribers.service"),
    "uvicorn": ("preview", "subscribers.service"),
    "watchfiles": ("preview",),
}
"""Libraries that may be exchanged one day, and the only rooms that know them."""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All there is in a module; every test here looks at the same trees."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


@cache
def libraries(path: Path) -> frozenset[str]:
    """Top-level names of all that a module imports, wherever in it."""
    plain = (
        each.name for node in nodes(path) if isinstance(node, ast.Import) for each in node.names
    )
    given = (node.module or "" for node in nodes(path) if isinstance(node, ast.ImportFrom))
    return frozenset(name.partition(".")[0] for name in (*plain, *given))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def imported(code: str, cwd: Path) -> set[str]:
    """Libraries, and our rooms, that a fresh Python holds after running `code`."""
    script = f"import sys\ntry:\n    {code}\nexcept SystemExit as end:\n    assert not end.code\n"
    script += (
        "parts = (name.split('.') for name in sys.modules)\n"
        "print('imported:', *{'.'.join(part[: 1 + (part[0] == 'publisher')]) for part in parts})"
    )
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


@pytest.mark.parametrize("library", OWNED)
def test_a_library_that_may_be_exchanged_is_known_to_its_room_only(library: str) -> None:
    knowing = [name_of(path) for path in MODULES if library in libraries(path)]
    assert knowing
    rooms = tuple(f"publisher.{room}." for room in OWNED[library])
    assert not [name for name in knowing if not f"{name}.".startswith(rooms)]


def test_ruff_mypy_and_the_contract_see_every_module() -> None:
    """`build` is a name that tools like to leave out, and `publisher/build/` is ours."""
    command = [sys.executable, "-m", "ruff", "check", "--show-files", "publisher"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert sorted(map(Path, shown.split())) == MODULES
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]
    assert settings["files"] == ["publisher"]
    assert "exclude" not in settings
    names = {name_of(path) for path in MODULES}
    assert {
        each.module for each in create_source_list([str(ROOT / "publisher")], Options())
    } == names
    assert grimp.build_graph("publisher", cache_dir=None).modules == names


def test_no_package_has_a_name_that_a_module_of_its_own_would_overwrite() -> None:
    """Python puts a module into its package's names when it is imported, whatever was there."""
    for face in (path for path in MODULES if path.name == "__init__.py"):
        inside = {path.stem for path in (*face.parent.glob("*.py"), *face.parent.glob("*/"))}
        own: set[str] = set()
        for node in ast.parse(face.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                own.add(node.name)
            elif isinstance(node, ast.ImportFrom) and not f"{node.module}.".startswith(
                f"{name_of(face)}."
            ):
                own |= {each.asname or each.name for each in node.names}
        assert not own & inside, face


def test_the_mark_of_the_program_is_over_every_module() -> None:
    """Whatever module is changed by an upgrade, what the program before it kept is thrown away."""
    assert freshness._own() == MODULES


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"util", "utils", "helpers", "common", "misc"}
    assert not [path for path in MODULES if path.stem in drawers]


def test_the_command_line_starts_without_any_heavy_module(tmp_path: Path) -> None:
    assert (
        not imported("import publisher.cli.main, publisher.build, publisher.deploy", tmp_path)
        & HEAVY
    )


def test_a_build_in_which_nothing_changed_imports_no_heavy_module(
    publication: Callable[..., Path], run: Callable[..., tuple[int, str, str]]
) -> None:
    folder = publication()
    time.sleep(0.2)  # files younger than the clock can tell are read again by the next build
    assert run("build", cwd=folder)[0] == 0
    code = "from publisher.cli.main import main; sys.argv[1:] = ['build']; main()"
    held = imported(code, folder)
    assert not held & HEAVY
    assert {name for name in held if name.startswith("publisher.")} <= LIGHT


def test_an_edit_of_a_text_imports_no_schema_no_yaml_and_no_theme(
    publication: Callable[..., Path], run: Callable[..., tuple[int, str, str]]
) -> None:
    folder = publication()
    time.sleep(0.2)
    assert run("build", cwd=folder)[0] == 0
    text = min((folder / "content/artiklar").rglob("*.md"))
    text.write_text(f"{text.read_text('utf-8')}\nEtt ord till.\n", "utf-8")
    code = "from publisher.cli.main import main; sys.argv[1:] = ['build', '--jobs', '1']; main()"
    held = imported(code, folder)
    assert not held & {
        "pydantic",
        "yaml",
        "mkdocs",
        "material",
        "mutagen",
        "PIL",
        "babel",
    }


def test_every_name_that_a_package_offers_is_there() -> None:
    """Some fetch their names when they are asked for (`system/lazily.py`): then nobody else looks."""
    for face in (path for path in MODULES if path.name == "__init__.py"):
        package = import_module(name_of(face))
        assert [
            name for name in getattr(package, "__all__", ()) if not hasattr(package, name)
        ] == []
