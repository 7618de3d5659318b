"""Two sets of facts side by side, less what the notes tell already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from publisher.content.markup.notes import Note
from publisher.importers.judge.facts import Facts, address_of, words_of

_SHOWN = 12
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was, and that no note tells of; `lost` if it is gone."""

    kind: str
    text: str
    lost: bool


def compared(before: Facts, after: Facts, notes: Iterable[Note]) -> tuple[Difference, ...]:
    """What differs beyond what the notes tell."""
    notes = tuple(notes)
    found = [
        *_words(before.words, after.words, notes),
        *_counted(
            "länk", before.links, after.links, [link for n in notes for link in n.links], notes
        ),
        *_counted(
            "bild", before.images, after.images, [image for n in notes for image in n.images], ()
        ),
    ]
    told = any(note.grade != "told" for note in notes)
    if not told:
        found += _alike("rubrik", before.headings, after.headings)
        found += _alike("lista", before.items, after.items)
        found += _alike("tabellcell", before.cells, after.cells)
    if before.notes != after.notes:
        text = f"{before.notes} hänvisningar till fotnoter blev {after.notes}"
        found.append(Difference("fotnot", text, lost=after.notes < before.notes))
    if missing := before.languages - after.languages:
        found.append(
            Difference("språk", f"utan språkmärkning: {', '.join(sorted(missing))}", lost=True)
        )
    return tuple(found)


def _words(before: list[str], after: list[str], notes: tuple[Note, ...]) -> list[Difference]:
    if before == after:
        return []
    told = Counter(word for note in notes for word in words_of(note.words))
    added = Counter(word for note in notes if note.added for word in words_of(note.added))
    gone = Counter(before) - Counter(after) - told
    new = Counter(after) - Counter(before) - added
    found = []
    if gone:
        found.append(Difference("ord", f"borta: {_near(before, gone)}", lost=True))
    if new:
        found.append(Difference("ord", f"nytt: {_near(after, new)}", lost=False))
    if not gone and not new and not told and not added and Counter(before) == Counter(after):
        found.append(Difference("ordning", _moved(before, after), lost=False))
    return found


def _near(words: list[str], sought: Counter[str]) -> str:
    """The first of these words, with what stands around it."""
    at = next((at for at, word in enumerate(words) if word in sought), 0)
    shown = " ".join(words[max(0, at - 3) : at + _SHOWN])
    count = sum(sought.values())
    return f"{count} ord, till exempel ”{shown}”"


def _moved(before: list[str], after: list[str]) -> str:
    if len(before) > _LONGEST:
        return "samma ord i en annan ordning"
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    at = next((i1 for tag, i1, *_ in matcher.get_opcodes() if tag != "equal"), 0)
    return f"samma ord i en annan ordning, vid ”{' '.join(before[max(0, at - 3) : at + _SHOWN])}”"


def _counted(
    kind: str, before: list[str], after: list[str], told: list[str], notes: Sequence[Note]
) -> list[Difference]:
    if before == after:
        return []
    gone = Counter(before) - Counter(after) - Counter(map(address_of, told))
    found = [
        Difference(kind, f"borta: {address} ({count})", lost=True)
        for address, count in gone.items()
    ]
    missing = Counter(address_of(image) for note in notes for image in note.images)
    new = Counter(after) - Counter(before) - missing
    return found + [
        Difference(kind, f"ny: {address} ({count})", lost=False) for address, count in new.items()
    ]


def _alike(kind: str, before: Sequence[object], after: Sequence[object]) -> list[Difference]:
    if list(before) == list(after):
        return []
    pairs = zip([*before, None], [*after, None], strict=False)
    first = next((pair for pair in pairs if pair[0] != pair[1]), (len(before), len(after)))
    text = f"{len(before)} blev {len(after)}; den första som skiljer: {first[0]!r} → {first[1]!r}"
    return [Difference(kind, text[:300], lost=len(after) < len(before))]
