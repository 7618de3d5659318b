"""What an import has to tell of one text: everything that did not come along as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Grade = Literal["told", "changed", "look"]
"""`told`: nothing a reader would miss. `changed`: cleaned, or said in another way. `look`: somebody
should look at it."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing, in Swedish; with the words, links and pictures that are gone because of it."""

    grade: Grade
    kind: str
    text: str
    words: str = ""
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    added: str = ""
    """Words that stand there instead."""


class Notes(list[Note]):
    """The notes of one text, in the order in which things came to light."""

    def add(  # noqa: PLR0913 (what a note is)
        self,
        grade: Grade,
        kind: str,
        text: str,
        *,
        words: str = "",
        links: tuple[str, ...] = (),
        images: tuple[str, ...] = (),
        added: str = "",
    ) -> None:
        """One more."""
        self.append(Note(grade, kind, text, words, links, images, added))
