"""The wheel alone is enough: installed elsewhere, it builds any publication with its own theme."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds the wheel and, by a path file, what it needs.

    The path file names the running environment's packages without reading the path files that lie
    there, so the checkout's own `publisher` stays out of reach.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-index", "--no-deps", str(wheel)], check=True)
    packages = next((folder / "lib").glob("python*/site-packages"))
    (packages / "needs.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return folder / "bin"


def outside(command: list[str | Path], cwd: Path) -> str:
    """Run a command that knows nothing of this repository."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_wheel_holds_the_program_and_its_theme_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert len(tops) == 2
    assert "publisher" in tops
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "publisher").rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == modules
    theme = {str(path.relative_to(ROOT)) for path in (ROOT / "theme").rglob("*") if path.is_file()}
    assert {f"publisher/{name}" for name in theme} <= set(names)
    assert {"publisher/handbok.md", "publisher/requirements.txt"} <= set(names)


def test_the_wheel_holds_what_new_publications_begin_with(wheel: Path) -> None:
    starters = ROOT / "publisher" / "content" / "new" / "starters"
    files = {str(path.relative_to(ROOT)) for path in starters.rglob("*") if path.is_file()}
    assert any("dot-github" in name for name in files)
    with zipfile.ZipFile(wheel) as archive:
        assert files <= set(archive.namelist())


def test_an_installed_publisher_has_its_handbook(installed: Path) -> None:
    said = outside([installed / "publisher", "handbook", "brev"], installed)
    assert said.startswith("## Brev\n")


def test_an_installed_publisher_builds_a_publication_that_lies_elsewhere(
    installed: Path, publication: Callable[..., Path], run: Callable[..., tuple[int, str, str]]
) -> None:
    place = "import publisher.engine.theme as t; print(t.packaged())"
    assert Path(outside([installed / "python", "-c", place], installed).strip()).is_relative_to(
        installed.parent
    )
    here, there = publication(folder="here"), publication(folder="there")
    code, _, stderr = run("build", cwd=here)
    assert code == 0, stderr
    outside([installed / "publisher", "build"], there)
    assert (there / "build" / "site" / "index.html").is_file()
    assert tree(there / "build" / "site") == tree(here / "build" / "site")
    assert tree(there / "build" / "editions") == tree(here / "build" / "editions")
