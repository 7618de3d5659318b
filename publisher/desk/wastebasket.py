"""Drafts that were thrown away, in `.publisher/wastebasket/`, until somebody takes them back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from publisher.build.freshness import CACHE
from publisher.content.new.writing import free
from publisher.desk.facts import DeskEntry
from publisher.desk.text_files import TextFiles
from publisher.problems import Problem, PublisherError, reason

_FOLDER = f"{CACHE}/wastebasket"
_STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrownText:
    """A text that lies there: where it was, and when it was thrown away."""

    path: str
    when: datetime
    file: Path


def throw_away(root: Path, files: TextFiles, entry: DeskEntry) -> None:
    """Put a draft into the wastebasket; pictures beside it stay.

    Raises PublisherError for what has been out, and when the disk refuses.
    """
    may_be_thrown(entry)
    place = files.place(entry.source)
    goal = root / _FOLDER / f"{datetime.now(UTC):{_STAMP}}" / entry.source
    try:
        goal.parent.mkdir(parents=True)
        place.replace(goal)
    except OSError as error:
        text = f"kan inte kastas ({reason(error)})"
        raise _refused(entry.source, text, "Rätta till det, och försök igen.") from error


def may_be_thrown(entry: DeskEntry) -> None:
    """Raises PublisherError unless it is a draft, or a page, that no reader has been promised."""
    if entry.state in {"published", "withdrawn"} or entry.mailed:
        hint = (
            "Dra tillbaka den: publisher text withdraw. Då får den som följer en länk veta varför."
        )
        if entry.kind == "page":
            hint = "Gör den till utkast först: draft: true i huvudet."
        raise _refused(entry.source, "är publicerad", hint)


def thrown(root: Path) -> tuple[ThrownText, ...]:
    """All that lies there, what was thrown last first."""
    return tuple(sorted(_thrown(root / _FOLDER), key=lambda each: each.when, reverse=True))


def take_back(root: Path, path: str) -> ThrownText:
    """Put what was thrown away last of a path back where it was.

    Raises PublisherError when there is none, or when something else lies there by now.
    """
    found = next((each for each in thrown(root) if each.path == path), None)
    if found is None:
        raise _refused(
            path, "ligger inte i papperskorgen", "Se vad som gör det: publisher text restore"
        )
    place = root / path
    free(root, place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        found.file.replace(place)
    except OSError as error:
        text = f"kan inte tas tillbaka ({reason(error)})"
        raise _refused(path, text, "Rätta till det, och försök igen.") from error
    return found


def _thrown(folder: Path) -> Iterator[ThrownText]:
    for each in folder.glob("*/content/**/*.md"):
        stamp, *rest = each.relative_to(folder).parts
        try:
            when = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue  # somebody else's folder
        yield ThrownText(path="/".join(rest), when=when, file=each)


def _refused(path: str, text: str, hint: str) -> PublisherError:
    return PublisherError(Problem(path=path, text=text, hint=hint))
