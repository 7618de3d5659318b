"""A folder on this machine, or on a disk that it has mounted."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from publisher.config import TargetSettings
from publisher.config.options import TargetOptions
from publisher.deploy.targets.folder.store import DiskStore
from publisher.deploy.targets.store import Store, StoreSettings
from publisher.deploy.targets.storing import StoreTarget

_OWN_ROOMS = ("build", "content", "feeds", "theme", ".publisher", ".git")


def folder(settings: TargetSettings, root: Path, file: str) -> StoreTarget:
    """The target `kind: folder`, with `path` (relative to the publication or not) and `keep`.

    Raises PublisherError when the folder is one that a site must not lie in.
    """
    options = TargetOptions(settings, file)
    path = options.text("path", example="publicerat")
    if path and (text := _wrong_place(path, root)):
        options.fault(text, "Skriv en egen mapp för sajten, till exempel path: publicerat")
    keep = options.number("keep", 3, 0, 50)
    options.finish()
    own = Folder(shown=path.rstrip("/"), place=_place(path, root), keep=keep)
    return StoreTarget(name=settings.name, settings=own, root=root)


def _place(path: str, root: Path) -> Path:
    home = os.path.expanduser(path)  # noqa: PTH111 (Path.expanduser raises when there is no home)
    return Path(os.path.realpath(root / home))


def _wrong_place(path: str, root: Path) -> str:
    """Why a site must not lie there; empty when it may."""
    place, home = _place(path, root), Path(os.path.realpath(root))
    if home.is_relative_to(place):
        return f"är mappen som publikationen själv ligger i (”{path}”)"
    inside = next((room for room in _OWN_ROOMS if place.is_relative_to(home / room)), "")
    return f"ligger i {inside}/, som är till för annat" if inside else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder(StoreSettings):
    """Such a folder, at `place`."""

    place: Path

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Store]:
        """It is always open."""
        yield DiskStore(site=str(self.place), own=str(self.place), shown=self.shown)
