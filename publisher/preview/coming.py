"""What of the preview is not published yet, asked for by whoever shows a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path

from publisher.build.previewing import FACTS, ComingText, PreviewFacts, read_facts
from publisher.preview.bar import banner, tag


class ComingTexts:
    """The facts of the last preview build, read again when there is another."""

    def __init__(self, home: Path) -> None:
        """`home` is where the preview lies."""
        self._home = home
        self._mark: tuple[int, int] | None = None
        self._known = PreviewFacts()

    @property
    def _facts(self) -> PreviewFacts:
        try:
            stat = (self._home / FACTS).stat()
            mark = (stat.st_mtime_ns, stat.st_ino)
        except OSError:
            return PreviewFacts()
        if mark != self._mark:
            self._mark, self._known = mark, read_facts(self._home)
        return self._known

    @property
    def sounds(self) -> Mapping[str, str]:
        """The author's own sound files, by the address that each will be published at."""
        return self._facts.sounds

    @property
    def drafts(self) -> int:
        """How many drafts there are."""
        return sum(text.at is None for text in self._facts.texts)

    def unshown(self, path: str) -> ComingText | None:
        """The text that would be at this site address, if it could be shown."""
        asked = f"/{path.strip('/')}/"
        hidden = [text for text in self._facts.texts if not text.shown]
        exact = (text for text in hidden if text.url == asked)
        near = (text for text in hidden if not text.id and asked.endswith(text.url))
        return next(chain(exact, near), None)

    def banner(self, path: str, letter: str, now: datetime) -> str:
        """What is said over the page at this site address, or over this letter; may be empty."""
        shown = (text for text in self._facts.texts if text.shown)
        here = (t for t in shown if (t.id == letter if letter else t.url == path))
        return next((banner(text, now) for text in here), "")

    def tags(self, base: str, now: datetime) -> dict[str, str]:
        """What a link to each is marked with, by address."""
        told = ((text, tag(text.at, now)) for text in self._facts.texts if text.shown)
        return {base + text.url: words for text, words in told if words}

    def letters(self, now: datetime) -> dict[str, str]:
        """The same for letters, by the id of their entry."""
        told = ((text, tag(text.at, now)) for text in self._facts.texts if text.shown)
        return {text.id: words for text, words in told if words}
