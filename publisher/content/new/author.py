"""A new author: some lines last in `content/forfattare.yml`, in which all else stays as it is."""

from __future__ import annotations

import os
from pathlib import Path

from publisher.config.fields import parse
from publisher.content.new.writing import name_of, unwritten, value
from publisher.content.source import read_text
from publisher.model.addresses import PEOPLE
from publisher.problems import Problem, PublisherError
from publisher.system.disk import composed

_LINES = """\
{name}:
  name: {called}
  # line: Kinakorrespondent
  # bio: Några ord om vem det är.
  # email: namn@tidning.se
  # links:
  #   - title: Webb
  #     url: https://tidning.se/
  # image: {name}.jpg
  # image_alt: {called} vid ett skrivbord
  # image_focus: 50% 30%
"""
_FIRST = "# De som skriver. Namnet längst till vänster är det som står vid authors: i texterna.\n"


def author(root: Path, called: str, name: str = "") -> str:
    """Add who is `called` so, and return their id: `name`, or one made of what they are called.

    Raises PublisherError when the id is taken, and when the file is such that nothing can be added
    at its end without what is there meaning something else.
    """
    called = " ".join(composed(called).split())
    name = name_of(called, name)
    file = root / PEOPLE
    before = _before(file)
    added = _LINES.format(
        name=name if name[0].isalpha() and value(name) == name else f'"{name}"',
        called=value(called),
    )
    if before:
        added = f"\n{added}" if before.endswith("\n") else f"\n\n{added}"
    else:
        added = _FIRST + added
    _stand(before, added, name)
    _append(root, file, added.replace("\n", _line_end(file)))
    return name


def _before(file: Path) -> str:
    if not file.exists():
        return ""
    text, problems = read_text(file, PEOPLE)
    if text is None:
        raise PublisherError(problems)
    return text


def _stand(before: str, added: str, name: str) -> None:
    """Raise PublisherError unless those who are there stay as they are, and one comes."""
    there, problems = parse(before, PEOPLE)
    if there is None or problems:
        raise PublisherError(problems)
    if name in there.values:
        hint = "Skriv vidare där, eller välj ett annat id med --slug."
        text = f"författaren ”{name}” finns redan"
        raise PublisherError(Problem(path=PEOPLE, line=there.line(name), text=text, hint=hint))
    after, problems = parse(before + added, PEOPLE)
    values = dict(after.values) if after is not None and not problems else {}
    if not values.pop(name, None) or values != dict(there.values):
        hint = f"Skriv dit {name}: och name: för hand, på samma sätt som de andra."
        text = "det går inte att lägga till någon sist i filen utan att ändra det som står där"
        raise PublisherError(Problem(path=PEOPLE, text=text, hint=hint))


def _line_end(file: Path) -> str:
    """As the file has them."""
    return "\r\n" if file.exists() and b"\r\n" in file.read_bytes() else "\n"


def _append(root: Path, file: Path, added: str) -> None:
    """Whole or not at all."""
    was = file.stat().st_size if file.exists() else None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as opened:
            opened.write(added.encode())
    except OSError as error:
        if was is not None:
            os.truncate(file, was)
        else:
            file.unlink(missing_ok=True)
        raise unwritten(root, file, error) from error
