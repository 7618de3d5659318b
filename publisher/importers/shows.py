"""A podcast that moves in → its file in `feeds/` and its cover, unless it is here already."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from publisher.config import Config
from publisher.config.feeds import FOLDER, feed
from publisher.config.fields import parse
from publisher.config.standards.apple import LANGUAGES
from publisher.content.markup.notes import Note
from publisher.importers.media import MediaStock
from publisher.importers.records import SourceRecord, SourceShow
from publisher.media import artwork, images
from publisher.model import limits
from publisher.model.addresses import host_of, slug
from publisher.problems import Problem, PublisherError, faults

_LINE, _BYTES = 255, 4000
"""What Apple takes of a name, and of a description."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPlace:
    """Which podcast the episodes are of. `is_new` when its file is still to be written."""

    id: str
    is_new: bool = False
    is_serial: bool = False


def settled(show: SourceShow, config: Config, wanted: str, kept: str) -> ShowPlace:
    """The podcast that is meant: `wanted`, the one of last time, or one of that guid or title.

    Raises PublisherError for a name that cannot be one.
    """
    here = {each.id: each for each in config.shows}
    if wanted and wanted != slug(wanted):
        hint = f"Skriv med a–z, 0–9 och bindestreck: --show {slug(wanted) or 'podden'}"
        text = f"--show {wanted} kan inte vara en del av en adress"
        raise PublisherError(Problem(path="", text=text, hint=hint))
    guid, title = show.fields.get("guid"), show.title.casefold()
    alike = (
        each.id
        for each in config.shows
        if (guid and each.guid == guid) or each.title.casefold() == title
    )
    id_ = wanted or (kept if kept in here else "") or next(alike, "")
    id_ = id_ or slug(show.title)[: limits.NAME_CHARS].strip("-") or "podden"
    serial = id_ in here and here[id_].type == "serial"
    return ShowPlace(id=id_, is_new=id_ not in here, is_serial=serial)


def numbered(
    show: SourceShow, place: ShowPlace, heads: Iterable[SourceRecord], notes: list[Note]
) -> None:
    """Apple wants a number of every whole episode of a podcast that is heard in order.

    One whose episodes lack them is not said to be so here, or, if it is here already, told of.
    """
    lacking = sum(
        head.kind == "episode" and "kind" not in head.own and "number" not in head.own
        for head in heads
    )
    if not lacking:
        return
    if place.is_serial:
        told = f"{lacking} avsnitt saknar nummer (number), som en podd som hörs i ordning ska ha"
        notes.append(Note("look", "avsnittens nummer", told))
    elif place.is_new and show.fields.pop("type", "") == "serial":
        told = f"podden hörs i ordning (serial), men {lacking} avsnitt saknar nummer: blev episodic"
        notes.append(Note("look", "avsnittens nummer", told))


def written(
    show: SourceShow, place: ShowPlace, config: Config, stock: MediaStock, notes: list[Note]
) -> dict[str, str]:
    """Stage cover and file, and give the file's text by path. What was missing is told of.

    Raises PublisherError when what was made of it has faults all the same.
    """
    cover, alt = _cover(show, place, config, stock, notes)
    path = f"{FOLDER}/{place.id}.yml"
    text = _text(_fields(show, config, notes), cover, alt)
    parsed, problems = parse(text, path)
    if parsed is not None:
        problems = feed(parsed, path, stock.staging, images.measure)[1]
    if fatal := faults(problems):
        raise PublisherError(fatal)
    return {path: text}


def _cover(
    show: SourceShow, place: ShowPlace, config: Config, stock: MediaStock, notes: list[Note]
) -> tuple[str, str]:
    """Its name in `feeds/` and its description; drawn where the podcast's own cannot be used."""
    folder = stock.staging / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    why = "flödet nämner inget omslag"
    if show.image:
        path, _, why = stock.place(show.image)
        if path:
            found = stock.staged.pop(path, stock.root / path)
            art = artwork.look(found)
            name = f"{place.id}{'.png' if art and art.kind == 'PNG' else '.jpg'}"
            shutil.copyfile(found, folder / name)
            why = _unfit(folder / name)
            if not why:
                stock.staged[f"{FOLDER}/{name}"] = folder / name
                return name, f"Omslaget till {show.title}"
            (folder / name).unlink()
    from publisher.content.new.show import drawn_cover

    name = f"{place.id}.png"
    (folder / name).write_bytes(drawn_cover(config, show.title))
    stock.staged[f"{FOLDER}/{name}"] = folder / name
    text = (
        f"omslaget kom inte med ({why}): ett är ritat i {FOLDER}/{name}, byt det före publicering"
    )
    notes.append(Note("look", "poddens omslag", text))
    return name, f"Poddens namn, {show.title}, i vitt på en enda färg."


def _unfit(file: Path) -> str:
    art = artwork.look(file)
    if art is None or art.width != art.height or art.width not in artwork.PIXELS:
        return f"det är {art.width} × {art.height} bildpunkter" if art else "det är ingen bild"
    return artwork.fault(file)


def _fields(show: SourceShow, config: Config, notes: list[Note]) -> dict[str, object]:
    """The fields in the order of the handbook, with what must be there."""
    given = show.fields

    def said(key: str, missing: str, most: int = _LINE) -> str:
        text = str(given.get(key) or "")
        if not text:
            told = f"flödet säger inte ”{key}”: där står ”{missing}”, ändra det i poddens fil"
            notes.append(Note("look", "poddens fil", told))
        return _cut(text or missing, most, key, notes)

    owner = given.get("owner")
    name = str(owner.get("name") or "") if isinstance(owner, dict) else ""
    email = str(owner.get("email") or "") if isinstance(owner, dict) else ""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", email):
        email = config.contact or config.mail.from_email or f"podd@{host_of(config.site_url)}"
        told = f"flödet säger inte vem Apple och Spotify skriver till: där står {email}"
        notes.append(Note("look", "poddens ägare", told))
    fields: dict[str, object] = {
        "title": _cut(show.title, _LINE, "title", notes),
        "subtitle": _cut(str(given.get("subtitle") or ""), _LINE, "subtitle", notes),
        "description": said("description", show.title, _BYTES),
        "author": said("author", config.site_name),
        "owner": {"name": name or str(given.get("author") or config.site_name), "email": email},
        "categories": given.get("categories") or _category(notes),
        "language": _language(str(given.get("language") or ""), config.language),
    }
    for key in ("explicit", "type", "copyright", "guid", "locked", "funding", "complete"):
        if given.get(key) not in (None, "", []):
            fields[key] = given[key]
    return {key: value for key, value in fields.items() if value not in ("", [])}


def _category(notes: list[Note]) -> list[dict[str, str]]:
    told = "flödet har ingen kategori som Apple känner: där står News, ändra det i poddens fil"
    notes.append(Note("look", "poddens kategori", told))
    return [{"name": "News"}]


def _language(written_: str, usual: str) -> str:
    code = written_.replace("_", "-")
    return code if code.partition("-")[0].lower() in LANGUAGES else usual


def _cut(text: str, most: int, key: str, notes: list[Note]) -> str:
    """No longer than Apple takes."""
    if len(text.encode()) <= most:
        return text
    notes.append(Note("look", "poddens fil", f"”{key}” var längre än Apple tar, och kortades"))
    short = text.encode()[: most - 4].decode(errors="ignore")
    return f"{short.rpartition(' ')[0] or short} …"


def _text(fields: dict[str, object], cover: str, alt: str) -> str:
    head = {"kind": "podcast", **fields, "image": cover, "image_alt": alt}
    return "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in head.items()
    )
