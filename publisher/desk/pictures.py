"""A picture put beside a text: by the name that it is given, and only if it can be published."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

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
    for number in range(1, 1000):
        place = text.with_name(f"{stem}{ending}" if number == 1 else f"{stem}-{number}{ending}")
        if not place.exists():
            return _written(root, place, data)
        if place.read_bytes() == data:
            return place.name
    raise PublisherError(Problem(path=name, text="namnet är upptaget", hint="Byt namn på bilden."))


def _written(root: Path, place: Path, data: bytes) -> str:
    source = place.relative_to(root).as_posix()
    try:
        with place.open("xb") as file:
            file.write(data)
    except OSError as error:
        place.unlink(missing_ok=True)
        text = f"går inte att skriva ({reason(error)})"
        raise PublisherError(Problem(path=source, text=text, hint="Rätta till det.")) from error
    found = images.measure(root, source, "/")
    if isinstance(found, Problem):
        place.unlink()
        raise PublisherError(found)
    return place.name
