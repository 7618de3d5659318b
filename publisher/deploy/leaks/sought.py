"""What is looked for in files that are about to go out: closed texts, and hidden ones."""

from __future__ import annotations

from functools import cached_property

from publisher.deploy.leaks import audience
from publisher.deploy.leaks.hidden import HiddenText
from publisher.deploy.leaks.hidden import hidden as hidden_texts
from publisher.deploy.leaks.hidden import marks as signs_of
from publisher.deploy.leaks.reading import ScannedBuild

CLOSED = "leaks:closed"
"""The table of closed texts that all files have been searched for."""


class SoughtTexts:
    """Of one build; found out when first asked for."""

    def __init__(self, scanned: ScannedBuild) -> None:
        """`scanned` is the build whose files are looked through."""
        self.scanned, self.context = scanned, scanned.context
        self._open: dict[str, bool] = {}

    @cached_property
    def hidden(self) -> tuple[HiddenText, ...]:
        """Texts that must not be given away yet, or any more."""
        return hidden_texts(self.scanned.state, self.scanned.now)

    @cached_property
    def signs(self) -> dict[str, HiddenText]:
        """What gives a hidden text away → the text."""
        return signs_of(self.hidden, self.context.site, self.context.config.origin)

    @cached_property
    def needles(self) -> dict[str, str]:
        """Sentences that only subscribers may read → the text they are from."""
        return {
            sentence: piece.source
            for piece in audience.closed(self.context)
            for sentence in audience.needles(self.context, piece)
        }

    @cached_property
    def marks(self) -> dict[str, str]:
        """The closed texts, each with a mark of what is looked for of it."""
        closed = audience.closed(self.context)
        return {piece.source: audience.mark(self.context, piece) for piece in closed}

    @cached_property
    def fresh(self) -> frozenset[str]:
        """The closed texts that the old files have not been searched for."""
        known = {source: data.decode() for source, data in self.scanned.state.items(CLOSED)}
        return frozenset(s for s, mark in self.marks.items() if known.get(s) != mark)

    def is_open(self, sentence: str) -> bool:
        """Whether a sentence of a closed text also stands where everybody may read it."""
        if sentence not in self._open:
            entries = self.context.site.entries
            self._open[sentence] = audience.stands_openly(self.context, entries, sentence)
        return self._open[sentence]
