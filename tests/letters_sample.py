"""A small publication that mails: what the tests of letters write, build and read back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from publisher.build import BuildOptions, build
from publisher.problems import Problem, PublisherError

NOW = datetime(2025, 3, 1, tzinfo=UTC)


def article(day: str, title: str = "", text: str = "", **fields: Any) -> str:
    """A Markdown file; fields are written as JSON, which is YAML."""
    head = {"title": title or f"Artikel {day}", "date": day, "description": f"Om {day}."} | fields
    lines = "\n".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()
    )
    return f"---\n{lines}\n---\n\n{text or 'En text om Kina.'}\n"


def letter(text: str = "God morgon!", **fields: Any) -> str:
    """A newsletter of Monday 3 February 2025."""
    head = {"title": "Veckans Kina", "date": "2025-02-03T06:00", "subject": "Veckans Kina"}
    for key, value in fields.items():
        head[key.rstrip("_")] = value
    lines = "\n".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()
    )
    return f"---\n{lines}\n---\n\n{text}\n"


def built(root: Path, now: datetime = NOW) -> tuple[Problem, ...]:
    """Build, and return the advice."""
    return build(BuildOptions(root=root, jobs=1, now=now, search=False)).problems


def refused(root: Path, now: datetime = NOW) -> tuple[Problem, ...]:
    """The faults that stop a build."""
    try:
        built(root, now)
    except PublisherError as error:
        return tuple(problem for problem in error.problems if problem.fatal)
    return ()


def mailed(root: Path) -> list[str]:
    """Ids of all letters there are."""
    folder = root / "build" / "editions"
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


def read(root: Path, id_: str, name: str = "index.html") -> str:
    return (root / "build" / "editions" / id_ / name).read_text("utf-8")


def page(root: Path, address: str) -> str:
    return (root / "build" / "site" / address.strip("/") / "index.html").read_text("utf-8")


def tree(root: Path) -> dict[str, bytes]:
    """Every file of the build but the report, which tells what changed."""
    folder = root / "build"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "report.json"
    }
