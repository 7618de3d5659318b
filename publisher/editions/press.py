"""From an entry to the three files of its edition, and to the key that says when to make them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING

from publisher.editions.letter import compose, gathered
from publisher.model import Artifact, Edition, Piece
from publisher.work import Recipe, Work, key

if TYPE_CHECKING:
    from publisher.editions.frame import Frame


class Press:
    """What all editions of one build share. Costs nothing until the first recipe is asked for."""

    def __init__(self, work: Work) -> None:
        """Remember the build; reads nothing."""
        self._work = work

    def recipe(self, entry: Piece | Edition) -> Recipe:
        """How the edition of this entry is made, and on what it depends."""
        return Recipe(
            name=f"editions:{entry.id}", key=self._key(entry), make=partial(self._make, entry)
        )

    def _make(self, entry: Piece | Edition) -> Iterator[Artifact]:
        from publisher.editions.message import message

        letter = compose(self._work, entry)
        html, text = self._frame.html(letter), self._frame.text(letter)
        folder = f"editions/{entry.id}"
        eml = message(letter, html, text, self._work.config)
        yield Artifact(path=f"{folder}/index.html", data=html.encode())
        yield Artifact(path=f"{folder}/text.txt", data=text.encode())
        yield Artifact(path=f"{folder}/message.eml", data=eml)

    def _key(self, entry: Piece | Edition) -> str:
        pieces = gathered(self._work, entry) if isinstance(entry, Edition) else ()
        read = [(one, self._work.texts.digest(one).hash) for one in (entry, *pieces)]
        signed = {id_ for one, _ in read if isinstance(one, Piece) for id_ in one.authors}
        people = [person for person in self._work.site.people if person.id in signed]
        return key(self._salt, read, people)

    @cached_property
    def _salt(self) -> str:
        """What every edition depends on, besides its own words."""
        from importlib.metadata import version

        work = self._work
        engines = [version(name) for name in ("css-inline", "jinja2", "selectolax")]
        return key(work.config.salt, work.config.shows, work.theme_salt("mail"), engines)

    @cached_property
    def _frame(self) -> Frame:
        """Made in the process that first needs it, and kept there."""
        from publisher.editions.frame import Frame

        return Frame(self._work)
