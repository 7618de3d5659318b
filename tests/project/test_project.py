"""The repository around the program: locks, commands, licence, packages."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def locked(path: Path) -> dict[str, str]:
    """The version of each package that a lock names."""
    found = re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", path.read_text("utf-8"), flags=re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def requirements() -> list[tuple[str, Requirement]]:
    base, test = PROJECT["dependencies"], PROJECT["optional-dependencies"]["test"]
    return [("base.txt", Requirement(text)) for text in base] + [
        ("test.txt", Requirement(text)) for text in test
    ]


@pytest.mark.parametrize(("lock", "wanted"), requirements(), ids=str)
def test_the_lock_holds_a_version_that_the_project_asks_for(lock: str, wanted: Requirement) -> None:
    versions = locked(ROOT / "requirements" / lock)
    assert wanted.specifier.contains(versions[canonicalize_name(wanted.name)])


def test_the_tests_run_on_what_is_installed_for_authors() -> None:
    base, test = (locked(ROOT / "requirements" / name) for name in ("base.txt", "test.txt"))
    assert base.items() <= test.items()


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_hashes_and_no_address(path: Path) -> None:
    text = path.read_text("utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "--index-url" not in text


def test_the_npm_lock_has_hashes_and_no_address() -> None:
    text = (ROOT / "tests" / "tools" / "package-lock.json").read_text("utf-8")
    packages = json.loads(text)["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)
    assert "://" not in text


def test_every_program_that_a_test_asks_for_can_be_installed() -> None:
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").glob("*/test_*.py"))
    asked = set(re.findall(r'\btool\("([a-z0-9-]+)"\)', tests))
    script = (ROOT / "scripts" / "install_tools.sh").read_text("utf-8")
    from_debian = set(re.findall(r"^    ([a-z0-9-]+):[a-z0-9-]+$", script, flags=re.MULTILINE))
    from_pypi = {"lychee", "node", "mkdocs", "publisher"}
    assert asked <= from_debian | from_pypi


def test_ci_runs_the_same_checks_as_a_developer() -> None:
    assert re.search(
        r"^exec make .*\bcheck$", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE
    )


def test_the_licence_is_the_one_that_the_package_names() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert PROJECT["license"] == "GPL-3.0-or-later"
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "Version 3, 29 June 2007" in text


def test_the_changelog_tells_of_this_version() -> None:
    from publisher import __version__

    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == __version__
