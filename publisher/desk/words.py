"""What the desk's facts are called in Swedish, for page and command alike."""

from __future__ import annotations

from publisher.desk.facts import DeskEntry

_KINDS = {"article": "artikel", "episode": "avsnitt", "edition": "brev", "page": "sida"}
_MISSING = {
    "picture": "bild",
    "alt": "bildbeskrivning",
    "description": "beskrivning",
    "subject": "ämnesrad",
}


def kind_word(kind: str) -> str:
    """`artikel`, `avsnitt`, `brev`, `sida`."""
    return _KINDS[kind]


def missing_words(entry: DeskEntry) -> str:
    """`bild, beskrivning`; empty when nothing is missing."""
    return ", ".join(_MISSING[each] for each in entry.missing)
