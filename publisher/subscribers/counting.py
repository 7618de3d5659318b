"""The number that the site shows: rounded, and put into the settings where it stands already."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_IMODE

from publisher.config.count_place import count_place
from publisher.problems import Problem, PublisherError, reason, remedy

_STEPS = ((100, 5), (1000, 25), (10_000, 100), (100_000, 500))
"""Below each number, what is rounded down to."""
_MOST = 1000


def rounded(count: int) -> int:
    """Never more than there are, and in steps that do not tell who came today.

    >>> [rounded(each) for each in (4, 63, 779, 2048, 123_456)]
    [0, 60, 775, 2000, 123000]
    """
    step = next((step for below, step in _STEPS if count < below), _MOST)
    return count // step * step


def write_count(root: Path, file: str, count: int) -> bool:
    """The number where `subscribers:` or its `count:` stands, nothing else touched; if it changed.

    Raises PublisherError where there is no such line, or the file cannot be written.
    """
    path = root / file
    try:
        with path.open(encoding="utf-8", newline="") as opened:
            text = opened.read()
        place = count_place(text)
        if place is None:
            raise PublisherError(_no_line(file, count))
        start, end = place
        new = f"{text[:start]}{count}{text[end:]}"
        if new == text:
            return False
        staged = path.with_name(f".{path.name}.{os.getpid()}")
        with staged.open("w", encoding="utf-8", newline="") as out:
            out.write(new)
        staged.chmod(S_IMODE(path.stat().st_mode))
        staged.replace(path)
    except OSError as error:
        text = f"antalet går inte att skriva ({reason(error)})"
        raise PublisherError(Problem(path=file, text=text, hint=remedy(error))) from None
    return True


def _no_line(file: str, count: int) -> Problem:
    text = "det finns ingen rad att skriva antalet på"
    hint = f"Lägg till raden subscribers: {count} under - publisher:, eller count: {count} om det "
    return Problem(path=file, text=text, hint=hint + "står mer under subscribers:.")
