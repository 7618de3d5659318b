"""The store of readers, its keys and copies: where none of them may lie, whatever they are called.

What goes out is looked at with all else that does (`contents`). Here it is the publication's
folder, which anybody who writes in it may add to the site, and the git repository that it is in.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from publisher.config import Config
from publisher.problems import Problem, PublisherError
from publisher.subscribers import place_of
from publisher.subscribers.recognising import HEAD, readers_in
from publisher.system import git

HINT = "Flytta den någon annanstans. Har den redan legat ute: byt nyckel med publisher people "
HINT += "rotate, och berätta för dem det gäller."
_PASSED = frozenset({".git", ".hg", ".svn", ".publisher", "build", "node_modules", ".venv"})


def readers_about(config: Config) -> Iterator[Problem]:
    """Everything of that kind in the publication's folder, and in git around it."""
    root = config.root
    inside = {path for path in _files(root) if path.is_file()}
    tracked = set(_tracked(root))
    for path in sorted(inside | tracked):
        if (what := readers_in(_head(path))) is not None:
            named = os.path.relpath(path, root)
            where = "ligger i git" if path in tracked else "ligger i publikationens mapp"
            yield Problem(path=named, text=f"{what} {where}", hint=HINT)
    yield from _store_in_git(config, tracked)


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in _PASSED]
        yield from (Path(folder, name) for name in names)


def _tracked(root: Path) -> Iterator[Path]:
    """All that git keeps of the repository that the publication is in, if it is in one."""
    top = _git(root, "rev-parse", "--show-toplevel")
    if top is not None:
        base = Path(top.rstrip("\n"))
        listed = _git(base, "ls-files", "-z") or ""
        yield from (base / name for name in listed.split("\0") if name)


def _store_in_git(config: Config, tracked: set[Path]) -> Iterator[Problem]:
    """The store where it is in use, if the next `git add` would take it along."""
    try:
        place = place_of(config)
    except PublisherError as error:
        yield from error.problems
        return
    file = Path(place.database)
    if place.host or place.on_server or not file.exists() or file in tracked:
        return
    if _git(file.parent, "rev-parse", "--show-toplevel") is None:
        return
    if _git(file.parent, "check-ignore", "-q", str(file)) is None:
        text = "registret över prenumeranter ligger där git tar med det"
        hint = "Välj en plats utanför git: at: under subscribers:, och flytta mappen dit."
        yield Problem(path=config.file, text=text, hint=hint)


def _git(folder: Path, *args: str) -> str | None:
    """What git says; None when it says no, or is not there."""
    try:
        return git.run(args, folder, git.clean(), "")
    except (OSError, git.GitFault):
        return None


def _head(path: Path) -> bytes:
    """The first bytes; nothing of what cannot be read, which others tell of."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""
