"""What stands on a card and what it is set in: asked for many times where few are drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

WIDTH, HEIGHT = 1200, 630


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFile:
    """A file and a hash of what is in it, by which alone two are the same.

    So what was learnt of a file holds as long as its contents, wherever it lies.
    """

    path: Path = field(compare=False)
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inks:
    """The colours of a card, as `#rrggbb`."""

    paper: str
    ink: str
    quiet: str
    accent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardText:
    """What stands on a card: `kicker` above the title, `name` and `foot` below it.

    A `picture` fills the right side when `frame` is `side`; when it is `cover` it lies there whole,
    as a square. `focus` is the point of it that must be seen, in per cent.
    """

    title: str
    kicker: str
    name: str
    foot: str
    inks: Inks
    serif: FontFile
    sans: FontFile
    picture: FontFile | None = None
    frame: Literal["side", "cover"] = "side"
    focus: tuple[int, int] | None = None

    @property
    def ending(self) -> str:
        """What the file's name ends with."""
        return "jpg" if self.picture else "png"
