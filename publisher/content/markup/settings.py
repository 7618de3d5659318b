"""What a conversion must be told from outside: where links lead and pictures lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from publisher.content.markup.notes import Notes


class LinkGoal(NamedTuple):
    """Where something leads in our publication: as it is written in Markdown.

    `missing` says, in Swedish, why a picture or file is not at hand; then `written` is where it is.
    """

    written: str
    missing: str = ""


def _as_it_was(address: str) -> LinkGoal:
    return LinkGoal(address)


@dataclass(frozen=True, slots=True)
class Settings:
    """For one text. `link` and `media` are given addresses as they stood in the source."""

    link: Callable[[str], LinkGoal] = _as_it_was
    media: Callable[[str], LinkGoal] = _as_it_was
    notes: Notes = field(default_factory=Notes)
