"""Translations: `x.en.md` beside `x.md` is its English version, with an address of its own.

A translation is short: what it does not say itself it has from its original. It stands in no list,
no feed and no mail; the two pages lead to each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as members
from dataclasses import replace
from typing import Any

from publisher.content.load.paths import nearest
from publisher.content.load.records import EntryRecord
from publisher.ledger import Ledger
from publisher.model import (
    Article,
    Entry,
    Image,
    Page,
    Piece,
    WithdrawnEntry,
    published_at,
    written_as,
)
from publisher.problems import Problem, put_off

Translation = Article | Page | WithdrawnEntry


def paired(
    records: Mapping[str, EntryRecord], ledger: Ledger, language: str
) -> tuple[dict[str, EntryRecord], list[Problem]]:
    """Every translation with what it has from its original, and what is wrong between the two.

    `language` is the publication's own. An id that was not written out is the original's with the
    language after it, unless the ledger has promised another.
    """
    found = dict(records)
    problems: list[Problem] = []
    seen: dict[tuple[str, str], str] = {}
    for path, record in records.items():
        entry = record.entry
        if not isinstance(entry, Article | Page | WithdrawnEntry) or not entry.translation_of:
            continue
        key = (entry.translation_of, entry.language.lower())
        faults = _faults(path, entry, records, language, seen.setdefault(key, path))
        original = records.get(entry.translation_of)
        if not faults and original and original.entry:
            made, faults = _completed(entry, original.entry, record, ledger)
            found[path] = record.having(made)
        problems += map(put_off, faults) if entry.draft else faults
    return found, problems


def _faults(
    path: str, entry: Translation, records: Mapping[str, EntryRecord], language: str, first: str
) -> list[Problem]:
    original = entry.translation_of
    if original not in records:
        near = nearest(original, path, records.keys() - {path})
        text = f"är en översättning till ”{entry.language}”, men originalet {original} finns inte"
        hint = f"{near} Är det ingen översättning, byt punkten i filnamnet mot ett bindestreck."
        return [Problem(path=path, text=text, hint=hint)]
    if entry.language.lower().split("-")[0] == language.lower().split("-")[0]:
        text = f"är en översättning till ”{entry.language}”, som är publikationens eget språk"
        return [Problem(path=path, text=text, hint="Byt språket i filnamnet, eller ta bort filen.")]
    if first != path:
        text = f"är en andra översättning till ”{entry.language}” av {original}"
        return [Problem(path=path, text=text, hint=f"Ta bort den här filen eller {first}.")]
    return []


def _completed(
    entry: Translation, original: Entry, record: EntryRecord, ledger: Ledger
) -> tuple[Translation, list[Problem]]:
    above, _, last = original.url.rstrip("/").rpartition("/")
    name = entry.url.strip("/") if "slug" in record.lines else last
    own = entry.id if record.own_id else ledger.id_of_source(entry.source)
    common: dict[str, Any] = {
        "id": own or f"{original.id}-{entry.language.lower()}",
        "url": f"/{entry.language.lower()}{above}/{name}/",
    }
    if isinstance(entry, WithdrawnEntry):
        alone = "date" in record.lines
        published = entry.date if alone else published_at(original) or entry.date
        return replace(entry, **common, date=published), []
    if isinstance(original, WithdrawnEntry):
        return _with_its_original(replace(entry, **common), original), []
    if isinstance(entry, Page) or not isinstance(original, Piece):
        return replace(entry, **common), []
    image, problems = _image(entry, original, record)
    published = entry.date if "date" in record.lines else original.date
    if "date" not in record.lines:
        problems += _too_early(entry, original, record)
    return replace(
        entry,
        **common,
        date=published,
        updated=max(entry.updated, published) if entry.updated else None,
        authors=entry.authors if "authors" in record.lines else original.authors,
        categories=original.categories,
        tags=original.tags,
        audience=original.audience,
        image=image,
    ), problems


def _with_its_original(entry: Article | Page, original: WithdrawnEntry) -> WithdrawnEntry:
    """What is taken back is so in every language."""
    return WithdrawnEntry(
        **{one.name: getattr(entry, one.name) for one in members(Entry)},
        was=written_as(entry),
        date=original.date,
        withdrawal=original.withdrawal,
    )


def _too_early(entry: Article, original: Piece, record: EntryRecord) -> list[Problem]:
    """What is said to have changed before the day that the translation has from its original."""
    published = original.date.date()
    hint = f"Den har originalets dag, {published}. Är den yngre: skriv date: här också."
    early = ["corrections" for each in entry.corrections if each.date.date() < published]
    if "updated" in record.lines and entry.updated and entry.updated.date() < published:
        early.append("updated")
    said = {
        "corrections": "rättelsen är äldre än texten",
        "updated": "texten sägs vara ändrad innan den publicerades",
    }
    return [
        Problem(path=entry.source, line=record.line(key), text=said[key], hint=hint)
        for key in dict.fromkeys(early)
    ]


def _image(
    entry: Article, original: Piece, record: EntryRecord
) -> tuple[Image | None, list[Problem]]:
    """The original's picture in the translation's words."""
    line = record.line("image_alt")
    if original.image is None:
        if entry.image is None:
            return None, []
        text = "originalet har ingen bild som image_alt eller image_caption kan höra till"
        hint = "Ta bort raden, eller lägg bilden i originalet."
        return None, [Problem(path=entry.source, line=line, text=text, hint=hint)]
    own = entry.image or replace(original.image, alt="", caption="")
    problems: list[Problem] = []
    if original.image.alt and not own.alt:
        text = "bildens beskrivning är inte översatt"
        hint = f"Skriv image_alt: på samma språk som texten. I originalet: ”{original.image.alt}”."
        problems.append(Problem(path=entry.source, line=line, text=text, hint=hint))
    return replace(original.image, alt=own.alt, caption=own.caption), problems
