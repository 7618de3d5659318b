"""A picture put beside a text: by the name that it is given, and only if it can be published."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from secrets import token_hex

from publisher.desk.text_files import TextFiles
from publisher.media import images
from publisher.model.addresses import slug
from publisher.problems import Problem, PublisherError, reason

LARGEST = 60_000_000
"""Bytes that a picture may have on its way here: more than any telephone makes."""
ENDINGS = frozenset({".jpg", ".png", ".webp", ".gif", ".avif", ".svg", ".heic", ".heif"})
"""Of pictures; whether one can be published shows when it is measured."""
_NAMELESS = frozenset({"image", "bild", "img", "screenshot", "skarmbild", "blob", ""})


def put_beside(root: Path, files: TextFiles, path: str, name: str, data: bytes) -> str:
    """Write a picture into the folder of the text at `path`; returns the name that it got.

    What is called nothing (pictures from a clipboard) is called as its text. One that lies there
    already is not written again, and nothing is ever written over. Raises PublisherError for what
    is no picture that can be published, and when the disk refuses.
    """
    text = files.place(path)
    given = PurePosixPath(name.replace("\\", "/"))
    ending = given.suffix.lower().replace(".jpeg", ".jpg")
    if ending not in ENDINGS:
        hint = f"Välj en bild: {', '.join(sorted(each.lstrip('.') for each in ENDINGS))}."
        raise PublisherError(Problem(path=name, text="är ingen bild som kan visas", hint=hint))
    stem = slug(given.stem)
    stem = slug(text.stem) if stem in _NAMELESS else stem
    with _staged(root, text, ending, data) as staged:
        for number in range(1, 1000):
            place = text.with_name(f"{stem}{ending}" if number == 1 else f"{stem}-{number}{ending}")
            try:
                os.link(staged, place)
            except FileExistsError:
                if _holds(place, data):
                    return place.name
            except OSError as error:
                raise _unwritten(root, place, error) from error
            else:
                return place.name
    raise PublisherError(Problem(path=name, text="namnet är upptaget", hint="Byt namn på bilden."))


@contextmanager
def _staged(root: Path, text: Path, ending: str, data: bytes) -> Iterator[Path]:
    """The picture by a name that nothing looks at, found fit to be published, for a while."""
    staged = text.with_name(f".{token_hex(8)}{ending}")
    try:
        with staged.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        found = images.measure(root, staged.relative_to(root).as_posix(), "/")
        if isinstance(found, Problem):
            raise PublisherError(replace(found, path=f"{text.stem}{ending}"))
        yield staged
    except OSError as error:
        raise _unwritten(root, text, error) from error
    finally:
        staged.unlink(missing_ok=True)


def _holds(place: Path, data: bytes) -> bool:
    return place.is_file() and place.read_bytes() == data


def _unwritten(root: Path, place: Path, error: OSError) -> PublisherError:
    source = place.relative_to(root).as_posix()
    text = f"går inte att skriva ({reason(error)})"
    return PublisherError(Problem(path=source, text=text, hint="Rätta till det och försök igen."))
