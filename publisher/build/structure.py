"""What all heads and texts of a whole build say together, for builds of a few texts (`words`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from publisher.build.inputs import BuildInputs
from publisher.build.words import (
    HEADS,
    STRUCTURE,
    WORDS,
    SiteHeads,
    SiteWords,
    anchored,
    linked,
)
from publisher.content.load.duplicates import copied_from
from publisher.engine.scan import Scan
from publisher.engine.state import State
from publisher.model import Edition, Entry, Piece
from publisher.model.structure import SiteStructure, listed
from publisher.site.listings import Listings
from publisher.site.sitemap import days


def structure_of(examined: BuildInputs) -> SiteStructure:
    """The structure of a site that has been looked at whole."""
    context, site = examined.context, examined.context.site
    kinds = (site.articles, site.episodes, site.editions, site.pages, site.translations)
    place = {entry.id: at for at, entry in enumerate(site.entries)}
    places = Listings(context)
    return SiteStructure(
        ids=tuple(place),
        sources=tuple(entry.source for entry in site.entries),
        urls=tuple(entry.url for entry in site.entries),
        counts=tuple(map(len, kinds)),
        days=tuple(days(context)),
        lists={
            listed(*where): tuple(place[member.id] for member in members)
            for where, members in places.members.items()
        },
        names={listed(*where): name for where, name in places.names.items()},
        pinned=tuple(piece.id for piece in context.pinned),
        hidden=dict(examined.loaded.hidden),
        redirects=site.redirects,
        enclosures=dict(site.enclosures),
        withdrawn=tuple(site.withdrawn),
        corrected=site.corrected,
    )


def words_of(examined: BuildInputs, found: Scan) -> SiteWords:
    """What the texts of a site say to each other, when all of them have been looked at."""
    context, records = examined.context, examined.loaded.records
    digests = {entry.source: context.texts.digest(entry) for entry in context.site.entries}
    return SiteWords(
        stamps=found.stamps,
        folders=found.folders,
        bodies={path: record.body for path, record in records.items() if record.body},
        linked=frozenset(each for digest in digests.values() for each in linked(digest)),
        anchored=frozenset(path for digest in digests.values() for path in anchored(digest)),
        asked=frozenset(name for digest in digests.values() for name in digest.names),
        heads=examined.heads,
        texts={path: digest.problems for path, digest in digests.items() if digest.problems},
    )


def heads_of(examined: BuildInputs) -> SiteHeads:
    """What the heads say that a changed one may meet, when all have been looked at."""
    context, loaded = examined.context, examined.loaded
    records = loaded.records.values()
    entries = [entry for record in records if (entry := record.entry) is not None]
    counted = [one for one in entries if isinstance(one, Piece) and not one.translation_of]
    out = [piece for piece in counted if not piece.draft]
    hidden = [entry for entry in entries if entry.source in loaded.hidden]
    foreign = (piece.foreign_guid for piece in counted if piece.foreign_guid)
    pictures = (one.source for each in context.site.entries for one in context.pictures_of(each))
    return SiteHeads(
        uses={
            "tags": dict(Counter(name for piece in out for name in piece.tags)),
            "categories": dict(Counter(name for piece in out for name in piece.categories)),
        },
        taken=frozenset(
            name.casefold()
            for name in (*foreign, *(one for entry in hidden for one in _of_its_own(entry)))
        ),
        copied=frozenset(_copied(loaded.records)),
        periods=tuple(
            (each.wanted.start, each.wanted.end) for each in records if each.wanted.start
        ),
        gathered=frozenset(
            id_
            for each in entries
            if isinstance(each, Edition)
            for id_ in (*each.articles, each.corrects)
        ),
        pictures=dict(Counter(pictures)),
    )


def _of_its_own(entry: Entry) -> Iterator[str]:
    """What no other entry may have."""
    yield from (entry.id, entry.guid)
    yield from (address.rstrip("/") for address in (entry.url, *entry.aliases))


def _copied(paths: Iterable[str]) -> Iterator[str]:
    """Every path that is named as a copy, and what it is named after."""
    for path in paths:
        if (first := copied_from(path)) != path:
            yield from (path, first)


def keep(examined: BuildInputs, found: Scan, state: State) -> None:
    """Note what a build that came to its end has found, and the files as it saw them.

    `found` has no stamp of a file that may have been saved again without leaving another.
    """
    words, heads = examined.words, examined.restructured
    if words is None:
        words = words_of(examined, found)
        heads = structure_of(examined), heads_of(examined)
    if heads is not None:
        state.put(*STRUCTURE, msgspec.json.encode(heads[0]))
        state.put(*HEADS, msgspec.json.encode(heads[1]))
    words = msgspec.structs.replace(words, stamps=found.stamps, folders=found.folders)
    state.put(*WORDS, msgspec.json.encode(words))
