"""What an export has to tell: how much came along, and all that did not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from publisher.model import Edition, Entry, Episode, Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """`left` has in Swedish what the format cannot carry, with the files that it stands in."""

    output: Path
    texts: int
    files: int
    left: tuple[tuple[str, tuple[str, ...]], ...]
    steps: tuple[str, ...] = ()
    """What is to be done with it there, in order."""


@dataclass(slots=True)
class LeftBehind:
    """Gathers what a format cannot carry, kind by kind, in the order it came to light."""

    found: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, what: str, path: str) -> None:
        """One thing in one file."""
        self.found.setdefault(what, {})[path] = None

    def rows(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """All of it."""
        return tuple((what, tuple(paths)) for what, paths in self.found.items())


def without_a_place(entries: Iterable[Entry], carried: frozenset[str], left: LeftBehind) -> None:
    """Tell what heads say that a format has no place for; `carried` are the names that it has."""
    for entry in entries:
        if isinstance(entry, Edition):
            left.add("nyhetsbrev som samlar texter", entry.source)
        elif entry.translation_of:
            left.add("översättningar", entry.source)
        else:
            for fact in _FACTS:
                if fact.name not in carried and fact.stands_in(entry):
                    left.add(fact.told, entry.source)


class HeadFact(NamedTuple):
    """Something that a head can say, what it is called in Swedish, and whether one says it."""

    name: str
    told: str
    stands_in: Callable[[Entry], bool]


def _piece(entry: Entry, name: str) -> bool:
    return isinstance(entry, Piece) and bool(getattr(entry, name))


def _episode(entry: Entry, name: str) -> bool:
    return isinstance(entry, Episode) and bool(getattr(entry, name))


_FACTS = (
    HeadFact("aliases", "gamla adresser som leder till texten", lambda e: bool(e.aliases)),
    HeadFact("guid", "guid som flödesläsare känner texten på", lambda e: _piece(e, "foreign_guid")),
    HeadFact("updated", "när texten ändrades", lambda e: _piece(e, "updated")),
    HeadFact("corrections", "rättelser", lambda e: _piece(e, "corrections")),
    HeadFact("order", "ordningen på startsidan", lambda e: _piece(e, "order")),
    HeadFact("pinned", "fästa texter", lambda e: _piece(e, "pinned")),
    HeadFact("categories", "kategorier", lambda e: _piece(e, "categories")),
    HeadFact("image", "bilden överst", lambda e: _piece(e, "image")),
    HeadFact(
        "credit",
        "vem som gjort bilden",
        lambda e: isinstance(e, Piece) and e.image is not None and bool(e.image.credit),
    ),
    HeadFact(
        "mail",
        "brevets ämnesrad",
        lambda e: isinstance(e, Piece) and bool(e.mail.subject or e.mail.preheader),
    ),
    HeadFact("sound", "ljudet", lambda e: isinstance(e, Episode)),
    HeadFact("chapters", "kapitel", lambda e: _episode(e, "chapters")),
    HeadFact("transcript", "utskrifter", lambda e: _episode(e, "transcript")),
    HeadFact("people", "de som hörs", lambda e: _episode(e, "people")),
    HeadFact("links", "avsnittets länkar", lambda e: _episode(e, "links")),
    HeadFact(
        "number",
        "avsnittets nummer och säsong",
        lambda e: _episode(e, "number") or _episode(e, "season"),
    ),
)
