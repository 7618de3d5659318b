"""Which text a command is about, and the desk's own way to its file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from publisher.build import BuildOptions
    from publisher.desk import DeskEntry
    from publisher.desk.text_files import TextFiles


def files_of(options: BuildOptions) -> TextFiles:
    """As the desk has them, so that neither writes over the other."""
    from publisher.build.freshness import PREVIEW
    from publisher.desk.text_files import TextFiles

    return TextFiles(options.root, options.root / PREVIEW / "desk")


def path_of(options: BuildOptions, file: str) -> str:
    """A text's path in the publication, from here or from its root."""
    place = (Path.cwd() / file).resolve()
    if not place.is_relative_to(options.root) or not place.exists():
        place = options.root / file
    return place.relative_to(options.root).as_posix()


def entry_of(options: BuildOptions, file: str) -> DeskEntry:
    """Where a text stands. Raises PublisherError when there is none at that path."""
    from publisher.desk import standing

    path = path_of(options, file)
    found = next((each for each in standing(options).entries if each.source == path), None)
    if found is None:
        hint = "Skriv sökvägen till en text i content/."
        raise PublisherError(Problem(path=file, text="är ingen text", hint=hint))
    return found
