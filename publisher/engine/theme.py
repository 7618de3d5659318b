"""Where the theme lies: the publication's own folder on top of the one that came along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publisher import FOLDER

PACKAGED = "@theme"
"""What stands for the packaged theme's folder in paths, which must not depend on the machine."""


def packaged() -> Path:
    """The theme in the wheel, or beside the package in a checkout."""
    inside = FOLDER / "theme"
    return inside if inside.is_dir() else FOLDER.parent / "theme"


def in_force(root: Path, own: str | None) -> dict[str, Path]:
    """Path below `theme/` → the file in force, for who reads a theme without building anything."""
    homes = (packaged(), *((root / own,) if own else ()))
    return {
        file.relative_to(home).as_posix(): file
        for home in homes
        for file in sorted(home.rglob("*"))
        if file.is_file()
    }


def names(paths: Iterator[str], own: str | None) -> dict[str, str]:
    """Path below `theme/` → the scanned path that is in force; the publication's own shadows ours.

    >>> names(iter(["@theme/web/a.html", "theme/web/a.html"]), "theme")
    {'web/a.html': 'theme/web/a.html'}
    """
    homes = (PACKAGED + "/", *((own + "/",) if own else ()))
    found: dict[str, str] = {}
    for path in sorted(
        path for path in paths if path.startswith(homes)
    ):  # "@" sorts before letters: ours first, then the owner's over it
        if path.startswith(PACKAGED + "/"):
            found[path.removeprefix(PACKAGED + "/")] = path
        elif own and path.startswith(own + "/"):
            found[path.removeprefix(own + "/")] = path
    return {name: path for name, path in found.items() if name.startswith(("web/", "mail/"))}
