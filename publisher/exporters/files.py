"""Where an export is put: beside first, and in place only once it is whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.problems import Problem, PublisherError, reason, remedy

_OURS = ("content", "feeds", "build", ".publisher", "theme", "import")


def require_apart(output: Path, root: Path) -> None:
    """Refuse a place where the publication's own files lie. Raises PublisherError."""
    place, root = output.resolve(), root.resolve()
    inside = place.relative_to(root).parts if place.is_relative_to(root) else ("",)
    if place == root or inside[0] in _OURS:
        text = "här ligger publikationens egna filer"
        hint = "Välj en annan plats med --output, till exempel ../flytt."
        raise PublisherError(Problem(path=str(output), text=text, hint=hint))


@contextmanager
def new_folder(output: Path) -> Iterator[Path]:
    """A folder to fill, which becomes `output` at the end; nothing is left of it after a fault.

    Raises PublisherError for a folder that has anything in it, and for what the disk refuses.
    """
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        hint = "Peka ut en mapp som är tom eller inte finns än."
        raise PublisherError(Problem(path=str(output), text="är inte tom", hint=hint))
    with _refusals(output):
        output.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
        try:
            yield half
            half.chmod(0o755)
            if output.exists():
                output.rmdir()
            half.rename(output)
        finally:
            shutil.rmtree(half, ignore_errors=True)


@contextmanager
def new_file(output: Path) -> Iterator[Path]:
    """A file to write, which becomes `output` at the end, in the place of one that was there.

    Raises PublisherError for a folder of that name, and for what the disk refuses.
    """
    if output.is_dir():
        hint = "Peka ut en fil med --output."
        raise PublisherError(Problem(path=str(output), text="är en mapp", hint=hint))
    with _refusals(output):
        output.parent.mkdir(parents=True, exist_ok=True)
        half = output.with_name(f".{output.name}.part")
        try:
            yield half
            half.replace(output)
        finally:
            half.unlink(missing_ok=True)


@contextmanager
def _refusals(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        text = f"gick inte att skriva: {reason(error)}"
        raise PublisherError(Problem(path=str(output), text=text, hint=remedy(error))) from error
