"""A text as its page will have it, rendered while it is being written.

What surrounds it (addresses, other texts, pictures) is as it was when last looked at; that is
looked at again beside the writing, so that no keystroke waits for it.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from publisher.build.overview import Overview, overview
from publisher.content.load.paths import kind_of
from publisher.model import Entry, Page, Piece
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from publisher.build import BuildOptions
    from publisher.content.render import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenText:
    """A rendered text. Lines of `problems` are the body's, counted from 1."""

    html: str
    words: int
    minutes: int
    problems: tuple[Problem, ...]


class WrittenTexts:
    """Renders one text after the other, in one publication."""

    def __init__(self, options: Callable[[], BuildOptions]) -> None:
        """`options` tell of the publication, and of the hour."""
        self._options = options
        self._known: tuple[object, Overview, Context] | None = None
        self._rendering, self._looking = threading.Lock(), threading.Lock()

    def render(self, path: str, body: str, mark: object) -> WrittenText:
        """The fragment of a body. `mark` is another when the publication may be another.

        Raises PublisherError when nothing is known of the publication, for its settings have
        faults.
        """
        from publisher.content.render import digest, render

        seen, context = self._surroundings(mark)
        record = seen.loaded.records.get(path)
        entry = record.entry if record and record.entry else _stand_in(path)
        entry = replace(entry, body_line=1)
        with self._rendering:
            rendered, problems = render(entry, body, context)
        short = digest(entry, rendered, ())
        return WrittenText(
            html=rendered.html, words=short.words, minutes=short.minutes, problems=problems
        )

    def known(self, mark: object) -> Mapping[str, tuple[str, ...]]:
        """What lists of a head may hold, by field: those who write, and what has been used before.

        The most used comes first. Raises PublisherError as `render` does.
        """
        seen, _ = self._surroundings(mark)
        pieces = [each.entry for each in seen.loaded.records.values()]
        used: dict[str, Counter[str]] = {"categories": Counter(), "tags": Counter()}
        for piece in pieces:
            if isinstance(piece, Piece):
                used["categories"].update(piece.categories)
                used["tags"].update(piece.tags)
        people = tuple(person.id for person in seen.loaded.site.people)
        found = {
            name: tuple(word for word, _ in count.most_common()) for name, count in used.items()
        }
        return {**found, "authors": people}

    def refresh(self, mark: object) -> None:
        """Look at the publication again, unless that has been done since `mark` was another."""
        with self._looking:
            if self._known is None or self._known[0] != mark:
                seen = overview(self._options())
                self._known = (mark, seen, seen.rendering())

    def _surroundings(self, mark: object) -> tuple[Overview, Context]:
        if self._known is None:
            self.refresh(mark)
        elif self._known[0] != mark and not self._looking.locked():
            threading.Thread(target=self._refreshed, args=(mark,), daemon=True).start()
        if self._known is None:
            raise PublisherError(Problem(path="", text="publikationen går inte att läsa", hint=""))
        return self._known[1:]

    def _refreshed(self, mark: object) -> None:
        try:
            self.refresh(mark)
        except PublisherError:
            return  # the preview shows the faults; what was known before stands


def _stand_in(path: str) -> Entry:
    """In the place of an entry whose head cannot be read."""
    return Page(id=path, source=path, url=f"/{kind_of(path)}/", title="", body_line=1)
