"""Where `build/` leads when it, or a folder in it, is a link: what lies there may be others'.

A build clears away what it did not make. In a folder of our own that is the law; through a link it
would be the loss of whatever the link leads to. So a link may never lead to the publication itself,
and what lies where a link leads is ours only when we have filled that folder before.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from publisher.build.freshness import BUILD, CACHE
from publisher.engine.integrity import OUTPUT_FOLDERS
from publisher.problems import Problem, PublisherError, in_order
from publisher.swedish import number

_NOTE = "lankar"
_OWN = ("content", "feeds", "theme", CACHE, ".git", "mkdocs.yml")
_EMPTY = "Peka länken mot en tom mapp, som bara är till för bygget."


def require_apart(root: Path) -> None:
    """Raise PublisherError when a folder leads into the publication, around it or into another."""
    home = os.path.realpath(root)
    own = [(each, os.path.realpath(root / each)) for each in _OWN if os.path.lexists(root / each)]
    places = _places(root)
    problems = list[Problem]()
    for folder, place in places.items():
        near = next((name for name, other in own if _overlap(place, other)), "")
        near = near or ("publikationen själv" if _within(home, place) else "")
        twin = next(
            (other for other in places if other < folder and _overlap(place, places[other])), ""
        )
        if near or twin:
            where = near or f"{BUILD}/{twin}"
            text = f"leder till {where}, och ett bygge tar bort allt som det inte har gjort"
            problems.append(Problem(path=f"{BUILD}/{folder}", text=text, hint=_EMPTY))
    if problems:
        raise PublisherError(in_order(problems))


def take_over(root: Path, strange: Iterable[str]) -> None:
    """Note that what lies where the links lead is ours from here on.

    Raises PublisherError when anything `strange` that would be lost (paths under `build/`) lies
    where we have never been: it may be somebody else's.
    """
    known = _noted(root)
    paths = sorted(strange)
    problems = [
        _others(folder, place, theirs)
        for folder, place in _linked(root)
        if place not in known
        and (theirs := [path for path in paths if path.startswith(f"{folder}/")])
    ]
    if problems:
        raise PublisherError(problems)
    _note(root)


def require_ours(root: Path, name: str) -> None:
    """Raise PublisherError when `build/` is a link, and what has this name there may be others'.

    It is to be cleared away before anything is made. A folder that has nothing of what we make is
    noted as ours from here on: then a build that is cut off is no stranger to the next one.
    """
    goal = os.path.realpath(root / BUILD)
    if goal == str(Path(os.path.realpath(root), BUILD)):
        return
    here = {each for each in (name, *OUTPUT_FOLDERS) if os.path.lexists(root / BUILD / each)}
    if not here:
        _note(root)
    elif name in here and _noted(root).isdisjoint(_places(root).values()):
        raise PublisherError(_others("", goal, [name]))


def _note(root: Path) -> None:
    places = _noted(root)
    if new := [place for _, place in _linked(root) if place not in places]:
        text = "".join(f"{place}\n" for place in sorted({*places, *new}))
        partial = root / CACHE / f"{_NOTE}.part"
        partial.write_bytes(os.fsencode(text))
        partial.replace(root / CACHE / _NOTE)


def _others(folder: str, place: str, theirs: list[str]) -> Problem:
    text = f"leder till {place}, där det redan ligger annat: {theirs[0].removeprefix(f'{folder}/')}"
    if more := len(theirs) - 1:
        text += f" och {number(more)} till"
    hint = f"Ett bygge skulle ta bort det. {_EMPTY}"
    return Problem(path=f"{BUILD}/{folder}".rstrip("/"), text=text, hint=hint)


def _places(root: Path) -> dict[str, str]:
    return {folder: os.path.realpath(root / BUILD / folder) for folder in OUTPUT_FOLDERS}


def _linked(root: Path) -> Iterator[tuple[str, str]]:
    home = os.path.realpath(root)
    for folder, place in _places(root).items():
        if place != str(Path(home, BUILD, folder)):
            yield folder, place


def _noted(root: Path) -> set[str]:
    try:
        return set(os.fsdecode((root / CACHE / _NOTE).read_bytes()).splitlines())
    except OSError:
        return set()


def _overlap(one: str, other: str) -> bool:
    return _within(one, other) or _within(other, one)


def _within(inner: str, outer: str) -> bool:
    return Path(inner).is_relative_to(outer)
