"""Where each record is to lie, what it is to be called, and where its old addresses lead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from publisher.content.load.paths import stem
from publisher.content.markup.notes import Notes
from publisher.content.source import read
from publisher.importers.media import is_file
from publisher.importers.records import SourceIndex, SourceRecord, SourceTerm
from publisher.model.addresses import CONTENT, slug
from publisher.model.old_addresses import old_address
from publisher.swedish import STOCKHOLM

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 80
_TAKEN = frozenset(
    [
        "arkiv",
        "podd",
        "taggar",
        "kategorier",
        "forfattare",
        "nyhetsbrev",
        "media",
        "assets",
        "sok",
        "search",
        "feed",
        "404",
        "index",
        "en",
        "de",
        "fr",
        "zh",
    ]
)


@dataclass(slots=True, kw_only=True)
class Place:
    """Where one record goes. `path` is empty for what does not become a text."""

    path: str = ""
    url: str = ""
    slug: str = ""
    id: str = ""
    guid: str = ""
    """What readers' programs know it by; two texts cannot be known by one."""
    aliases: list[str] = field(default_factory=list)
    told: Notes = field(default_factory=Notes)
    back: str = ""
    """Why it does not become a text, where that is known beforehand."""


@dataclass(slots=True, kw_only=True)
class Plan:
    """The places of all records by id, and the names of everybody and everything."""

    places: dict[str, Place]
    authors: dict[str, tuple[str, str]]
    """What the source calls somebody → our id and their name."""
    tags: dict[SourceTerm, str]
    categories: dict[SourceTerm, str]
    alike: tuple[tuple[str, ...], ...]
    """Tags that may be one and the same: a proposal, for whoever knows."""
    others: frozenset[str]
    """Addresses of texts that are here from elsewhere."""
    queries: tuple[tuple[str, str], ...]
    """Old addresses with `?`, which only a web server can answer, and where they should lead."""


def planned(  # noqa: PLR0913 (what a plan depends on)
    index: SourceIndex,
    root: Path,
    kept: dict[str, str],
    now: datetime,
    *,
    show: str = "",
    back: Mapping[str, str] | None = None,
) -> Plan:
    """The plan. `kept` has the path of what was imported before, by record id: it stays there.

    Episodes are of the podcast `show`; `back` says of records why they cannot become texts.
    """
    taken, spelt = _taken(root, set(kept.values()), show), _spellings(root, set(kept.values()))
    others = frozenset(taken | spelt["aliases"].keys())
    ids = spelt["ids"]
    here = _Here(spelt["pieces"], kept, back or {}, index.site, ids, frozenset(ids.values()))
    places = {head.id: _place(head, index, taken, kept, now, show, here) for head in index.heads}
    _aliases(index, places, others)
    _guids(index, places)
    tags, alike = _named((term for head in index.heads for term in head.tags), spelt["tags"])
    categories, _ = _named(
        (term for head in index.heads for term in head.categories), spelt["categories"]
    )
    queries = tuple(
        (f"/?{key}={head.id}", places[head.id].url)
        for head in index.heads
        if places[head.id].path and index.service == "wordpress"
        for key in (("p",) if head.kind == "article" else ("page_id",))
    )
    return Plan(
        places=places,
        authors=_authors(index),
        tags=tags,
        categories=categories,
        alike=alike,
        others=others,
        queries=queries,
    )


@dataclass(frozen=True, slots=True)
class _Here:
    """What keeps a record from becoming a text: that it is here already, or has no sound."""

    pieces: dict[str, str]
    """Old address and title → the file of a text that is here."""
    kept: dict[str, str]
    back: Mapping[str, str]
    site: str
    ids: dict[str, str]
    """File → the id in its head, of all that is here."""
    known: frozenset[str]
    """All of these ids."""

    def id_of(self, head: SourceRecord, service: str) -> str:
        """The id it has had; else one that no text here has: two sites may have a number 12."""
        own = self.kept.get(head.id, "")
        if own in self.ids:
            return self.ids[own]
        bare = re.sub(r"[^A-Za-z0-9._-]", "-", head.id)
        host = slug(urlsplit(self.site).hostname or "") if "//" in self.site else ""
        made, number = f"{service}-{bare}", 1
        while made in self.known:
            more = f"-{number}" if number > 1 else ""
            made, number = f"{service}-{host or 'annan'}{more}-{bare}", number + 1
        return made

    def why(self, head: SourceRecord) -> str:
        """In Swedish; empty when it may come."""
        own = self.kept.get(head.id, "")
        if own and (head.kind == "episode") == own.startswith(f"{CONTENT}/avsnitt/"):
            return self.back.get(head.id, "")
        path = _path(head.link, self.site)
        known = self.pieces.get(_known_by(path, head.title), "") if path != "/" else ""
        known = own or (known if path else "")
        return f"finns redan här: {known}" if known else self.back.get(head.id, "")


def _known_by(address: str, title: str) -> str:
    return f"{unquote(address).rstrip('/')} {' '.join(title.split()).casefold()}"


def _taken(root: Path, ours: set[str], show: str = "") -> set[str]:
    """Addresses that other texts of the publication have, to go by their names."""
    taken = {f"/{name}/" for name in _TAKEN}
    for folder, dated in (("artiklar", True), ("sidor", False)):
        for file in (root / CONTENT / folder).rglob("*.md"):
            path = file.relative_to(root).as_posix()
            if path in ours:
                continue
            bare = slug(re.sub(r"^\d{4}-\d{2}-\d{2}[-_]?", "", file.stem))
            year = re.search(r"(\d{4})", file.name if file.name[:4].isdigit() else path)
            taken.add(f"/{year[1]}/{bare}/" if dated and year else f"/{bare}/")
    for file in (root / CONTENT / "avsnitt").rglob("*.md"):
        if (path := file.relative_to(root).as_posix()) not in ours:
            taken.add(f"/podd/{show}/{slug(stem(path, 'episode'))}/")
    return taken


def _place(  # noqa: PLR0913, PLR0917 (what a place depends on)
    head: SourceRecord,
    index: SourceIndex,
    taken: set[str],
    kept: dict[str, str],
    now: datetime,
    show: str,
    here: _Here,
) -> Place:
    if head.kind not in {"article", "page", "episode"} or head.status == "trash":
        return Place()
    if why := here.why(head):
        return Place(back=why)
    place = Place(id=here.id_of(head, index.service))
    day = (head.date or head.modified or now).astimezone(STOCKHOLM)
    bare = name_of(head, place)
    start = {"page": "/", "episode": f"/podd/{show}/"}.get(head.kind, f"/{day:%Y}/")
    made, number = bare, 2
    while f"{start}{made}/" in taken or (head.kind == "page" and re.fullmatch(r"\d{4}", made)):
        made, number = f"{bare}-{number}", number + 1
    if made != bare:
        text = f"adressen {start}{bare}/ var upptagen; texten fick {start}{made}/"
        place.told.add("told", "adress", text)
    taken.add(f"{start}{made}/")
    place.slug, place.url = made, f"{start}{made}/"
    if head.id in kept:
        place.path = kept[head.id]
    elif head.kind == "page":
        place.path = f"{CONTENT}/sidor/{made}.md"
    elif head.kind == "episode":
        place.path = f"{CONTENT}/avsnitt/{day:%Y-%m-%d}-{made}.md"
    else:
        place.path = f"{CONTENT}/artiklar/{day:%Y}/{day:%Y-%m-%d}-{made}.md"
    return place


def name_of(head: SourceRecord, place: Place) -> str:
    """The last part of its address: the old one where that may stand, else made of it."""
    old = unquote(head.slug)
    if _SLUG.fullmatch(old) and len(old) <= _LONGEST and not old.isdigit():
        return old
    made = slug(old) or slug(head.title) or f"text-{slug(head.id) or 'utan-namn'}"
    if len(made) > _LONGEST:
        made = made[: _LONGEST + 1].rpartition("-")[0] or made[:_LONGEST]
    if made.isdigit():
        made = f"text-{made}"
    if old and old != made:
        place.told.add("told", "adress", f"”{old}” skrivs {made} i adressen; den gamla leder dit")
    return made


def _aliases(index: SourceIndex, places: dict[str, Place], others: Iterable[str]) -> None:
    """Old addresses, each leading to one text only: the one that had it first.

    `others` are the addresses that other texts of the publication have, or had.
    """
    taken = {address.rstrip("/") for address in others}
    seen = {place.url.rstrip("/") for place in places.values() if place.url}
    for head in index.heads:
        place = places[head.id]
        for path in _old_paths(head, index.site) if place.path else ():
            try:
                plain = old_address(path)
            except ValueError as error:
                told = f"{path} {error.args[0]}: kan inte leda hit"
                place.told.add("told", "gammal adress", told)
                continue
            if plain.rstrip("/") in taken:
                told = f"{plain} leder redan till en annan text här"
                place.told.add("told", "gammal adress", told)
            elif plain.rstrip("/") not in seen:
                seen.add(plain.rstrip("/"))
                place.aliases.append(plain)
    _picture_pages(index, places, seen | taken)


def _picture_pages(index: SourceIndex, places: dict[str, Place], seen: set[str]) -> None:
    """Pages that pictures had lead to the text that they were uploaded with."""
    for head in index.heads:
        parent = places.get(head.parent)
        if head.kind != "media" or parent is None or not parent.path or is_file(head.link):
            continue
        path = _path(head.link, index.site)
        try:
            plain = old_address(path) if path else ""
        except ValueError:
            continue
        if plain and plain.rstrip("/") not in seen:
            seen.add(plain.rstrip("/"))
            parent.aliases.append(plain)


def _guids(index: SourceIndex, places: dict[str, Place]) -> None:
    seen: set[str] = set()
    for head in index.heads:
        place, guid = places[head.id], " ".join(head.guid.split())
        if not place.path or not guid or head.kind == "page":
            continue
        if guid in seen:
            text = f"en annan text har samma guid, {guid}; den här får en ny i flödena"
            place.told.add("changed", "guid", text)
        else:
            seen.add(guid)
            place.guid = guid


def _old_paths(head: SourceRecord, site: str) -> Iterable[str]:
    if head.status in {"draft", "private"}:
        return
    path = _path(head.link, site)
    for each in (path, *(_path(address, site) for address in head.addresses)):
        if each and each != "/":
            yield each
    last = path.rstrip("/").rpartition("/")[2]
    for old in filter(None, head.old_slugs):
        if path and last:
            ending = "/" if path.endswith("/") else ""
            yield f"{path.rstrip('/').removesuffix(last)}{old}{ending}"


def _path(link: str, site: str) -> str:
    """The path of an address of the old site; empty for a query, and for another site's."""
    try:
        parts = urlsplit(link)
        host = urlsplit(site).hostname or ""
    except ValueError:
        return ""
    same = not host or (parts.hostname or "").removeprefix("www.") == host.removeprefix("www.")
    return parts.path if same and not parts.query and parts.path.startswith("/") else ""


def _spellings(root: Path, ours: set[str]) -> dict[str, dict[str, str]]:
    """Tags, categories and old addresses that other texts have, by what each leads to."""
    found: dict[str, dict[str, str]] = {"tags": {}, "categories": {}, "aliases": {}}
    pieces: dict[str, str] = {}
    ids: dict[str, str] = {}
    for file in (root / CONTENT).rglob("*.md"):
        path = file.relative_to(root).as_posix()
        text, _ = read(file, path)
        title = str(text.front.values.get("title") or "") if text is not None else ""
        if text is not None and (own := str(text.front.values.get("id") or "")):
            ids[path] = own
        for field_, names in found.items():
            given = text.front.values.get(field_) if text is not None else None
            for name in given if isinstance(given, list) else [given] if given else []:
                key = str(name) if field_ == "aliases" else slug(str(name))
                if field_ == "aliases":
                    pieces.setdefault(_known_by(key, title), path)
                if path not in ours:
                    names.setdefault(key, str(name))
    return found | {"pieces": pieces, "ids": ids}


def _named(
    terms: Iterable[SourceTerm], spelt: dict[str, str]
) -> tuple[dict[SourceTerm, str], tuple[tuple[str, ...], ...]]:
    """A name for each, no two of which have one address with us; and which seem to be the same.

    What is `spelt` here already keeps its spelling.
    """
    counts = Counter(terms)
    names: dict[SourceTerm, str] = {}
    used = dict(spelt)
    alike: dict[str, list[str]] = {}
    for term, _ in counts.most_common():
        name = re.sub(r"\s+", " ", term.name).strip()
        address = slug(name)
        if used.get(address, "").casefold() == name.casefold() and address in spelt:
            name = spelt[address]  # there is a list of that name here already, which it joins
        alike.setdefault(re.sub(r"[^a-z0-9]", "", address) or name.casefold(), []).append(name)
        if not address or used.get(address, name) != name:
            name = f"{name} ({unquote(term.slug) or 'tagg'})"
            address = slug(name)
            while not address or used.get(address, name) != name:
                name = f"{name[:-1]}-{len(names)})"
                address = slug(name) or f"tagg-{len(names)}"
        used[address] = name
        names[term] = name
    return names, tuple(
        tuple(dict.fromkeys(group)) for group in alike.values() if len(set(group)) > 1
    )


def _authors(index: SourceIndex) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for head in index.heads:
        for term in head.authors:
            bare = term.slug.partition("@")[0]  # some sites sign with an address, which stays there
            name = term.name.partition("@")[0] if "@" in term.name else term.name
            found.setdefault(term.slug, (slug(bare) or slug(name) or "skribent", name or bare))
    return found
