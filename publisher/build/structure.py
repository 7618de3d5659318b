"""What all heads and texts of a whole build say together, for builds within texts (`words`)."""

from __future__ import annotations

import msgspec

from publisher.build.inputs import BuildInputs
from publisher.build.words import STRUCTURE, WORDS, SiteWords, anchored
from publisher.engine.scan import Scan
from publisher.engine.state import State
from publisher.model.structure import SiteStructure, listed
from publisher.site.listings import Listings


def structure_of(examined: BuildInputs) -> SiteStructure:
    """The structure of a site that has been looked at whole."""
    context, site = examined.context, examined.context.site
    kinds = (site.articles, site.episodes, site.editions, site.pages, site.translations)
    place = {entry.id: at for at, entry in enumerate(site.entries)}
    return SiteStructure(
        ids=tuple(place),
        sources=tuple(entry.source for entry in site.entries),
        urls=tuple(entry.url for entry in site.entries),
        counts=tuple(map(len, kinds)),
        lists={
            listed(*where): tuple(place[member.id] for member in members)
            for where, members in Listings(context).members.items()
        },
        hidden=dict(examined.loaded.hidden),
        redirects=site.redirects,
        enclosures=dict(site.enclosures),
    )


def words_of(examined: BuildInputs, found: Scan) -> SiteWords:
    """What the texts of a site say to each other, when all of them have been looked at."""
    context, records = examined.context, examined.loaded.records
    digests = {entry.source: context.texts.digest(entry) for entry in context.site.entries}
    return SiteWords(
        stamps=found.stamps,
        folders=found.folders,
        bodies={path: record.body for path, record in records.items() if record.body},
        anchored=frozenset(path for digest in digests.values() for path in anchored(digest)),
        heads=examined.heads,
        texts={path: digest.problems for path, digest in digests.items() if digest.problems},
    )


def keep(examined: BuildInputs, found: Scan, state: State) -> None:
    """Note what a build that came to its end has found, and the files as it saw them.

    `found` has no stamp of a file that may have been saved again without leaving another.
    """
    words = examined.words
    if words is None:
        state.put(*STRUCTURE, msgspec.json.encode(structure_of(examined)))
        words = words_of(examined, found)
    words = msgspec.structs.replace(words, stamps=found.stamps, folders=found.folders)
    state.put(*WORDS, msgspec.json.encode(words))
