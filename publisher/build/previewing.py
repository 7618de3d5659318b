"""What a preview shows besides what is published: drafts, and what is dated ahead.

What is published is read and judged as in any build, so that what stops a build stops a preview in
the same words. All that is coming is added to it. What is wrong with such a text is told of it and
stops nothing: it is only left out itself if it cannot be shown.

The whole of it lies apart from the real build, and every page of it bears a mark that no deploy
lets through.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import msgspec

from publisher.build import sound_copies
from publisher.build.coming_texts import dated, homeless, rendered
from publisher.build.inputs import BuildRequest
from publisher.content.fragments import check_anchors
from publisher.content.load import Loaded, UpcomingTexts, later
from publisher.content.load.paths import kind_of, stem
from publisher.content.withdrawn import check_links
from publisher.engine.recipes import BuildContext, Recipe, RecipeGroup, key
from publisher.engine.scan import Hashes
from publisher.ledger import Ledger
from publisher.model import Artifact, Kind, Site, written_as
from publisher.model.addresses import SITE, slug
from publisher.model.output import PREVIEW_FILE, PREVIEW_MARK
from publisher.problems import Problem

FACTS = "coming.json"
"""Where in its folder a preview tells of itself."""
_WORDS = "Detta är en förhandsvisning med utkast i. Den får inte läggas ut, och publisher vägrar.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingText:
    """A text that is not published yet, for whoever shows the preview.

    `at` is its hour, None of a draft. `url` is where it is shown, or would be if it could be
    `shown`; of one whose head cannot be read only its end is known. `problems` are what is wrong.
    """

    id: str
    source: str
    title: str
    url: str
    kind: Kind
    at: datetime | None
    shown: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewFacts:
    """What whoever shows a preview must know of it; `sounds` leads from address to file."""

    texts: tuple[ComingText, ...] = ()
    sounds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedTexts:
    """The publication as a preview shows it, and what is said of what is coming."""

    context: BuildContext
    loaded: Loaded
    later: UpcomingTexts
    facts: PreviewFacts

    def put_off(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """The same, but what is said of something that is coming stops nothing."""
        return (dated(problem, self.later) for problem in problems)

    def write(self, home: Path) -> None:
        """Lay the facts where `read_facts` finds them."""
        partial = home / f"{FACTS}.part"
        partial.write_bytes(msgspec.json.encode(self.facts))
        partial.replace(home / FACTS)


def read_facts(home: Path) -> PreviewFacts:
    """What the last preview build told; nothing when there was none."""
    try:
        return msgspec.json.decode((home / FACTS).read_bytes(), type=PreviewFacts)
    except (OSError, msgspec.MsgspecError):
        return PreviewFacts()


def previewed(
    request: BuildRequest, live: BuildContext, loaded: Loaded, ledger: Ledger, hashes: Hashes
) -> PreviewedTexts:
    """All that is coming, beside what is published in `live`, in which nothing is wrong."""
    coming = later(loaded, ledger, [show.id for show in live.config.shows], request.now)
    texts, faulty = rendered(request, live, hashes, coming)
    unreadable = {problem.path for problem in faulty if problem.fatal}
    without = unreadable | homeless(live.config, coming.entries.values())
    site = _site(coming, live, without, hashes)
    shown = tuple(entry for entry in coming.entries.values() if entry in site.entries)
    anchors = check_anchors(shown, texts, live.site.entries)
    told = check_links(shown, texts, live.site.withdrawn)
    about = (p for p in (*coming.problems, *faulty, *anchors, *told) if p.path in coming.paths)
    problems = tuple(dated(problem, coming) for problem in about)
    records = dict(loaded.records)
    records |= {each.source: records[each.source].having(each) for each in shown}
    return PreviewedTexts(
        context=replace(live, site=site, texts=texts, sounds={}),
        loaded=replace(loaded, records=records, problems=(*loaded.problems, *problems)),
        later=coming,
        facts=PreviewFacts(
            texts=tuple(_told(coming, loaded, {each.source for each in shown}, problems)),
            sounds=_sounds(site),
        ),
    )


def marked(groups: Iterable[RecipeGroup], *, everything: bool) -> Iterator[RecipeGroup]:
    """The same, each page with the mark of a preview; with `everything`, the site's as well."""
    for group in groups:
        yield replace(group, recipes=tuple(map(_marked, group.recipes)))
    if everything:
        path = f"{SITE}/{PREVIEW_FILE}"
        made = (Artifact(path=path, data=_WORDS.encode()),)
        sign = Recipe(name=path, key=key(_WORDS), make=lambda: made)
        yield RecipeGroup(name="preview:mark", recipes=(sign,))


def _marked(recipe: Recipe) -> Recipe:
    def make() -> Iterator[Artifact]:
        for made in recipe.make():
            page = made.path.endswith(".html") and isinstance(made.data, bytes)
            yield replace(made, data=made.data + PREVIEW_MARK) if page else made  # type: ignore[operator]  # bytes, just asked

    return replace(recipe, make=make, key=key(recipe.key, PREVIEW_MARK))


def _site(
    coming: UpcomingTexts, live: BuildContext, without: Collection[str], hashes: Hashes
) -> Site:
    """All there is, with the redirects that there are but for those where something now lies."""
    site = coming.site(without)
    sounds = sound_copies.expected(site, live.config, hashes)
    urls = {entry.url for entry in (*site.entries, *site.withdrawn)}
    led = {**dict(site.redirects), **dict(live.site.redirects)}
    return replace(
        site,
        enclosures={**sounds, **live.site.enclosures},
        redirects=tuple(sorted((old, new) for old, new in led.items() if old not in urls)),
    )


def _sounds(site: Site) -> dict[str, str]:
    """The author's own files, by the address that each is published at: a preview copies none."""
    heard = ((site.enclosure(each).url, each.recording) for each in site.episodes)
    return {url: recording.path for url, recording in heard if recording}


def _told(
    coming: UpcomingTexts, loaded: Loaded, shown: set[str], problems: tuple[Problem, ...]
) -> Iterator[ComingText]:
    about: dict[str, list[Problem]] = {}
    for problem in problems:
        about.setdefault(problem.path, []).append(problem)
    for path, entry in coming.entries.items():
        yield ComingText(
            id=entry.id,
            source=path,
            title=entry.title,
            url=entry.url,
            kind=written_as(entry),
            at=None if coming.draft(path) else coming.at[path],
            shown=path in shown,
            problems=tuple(about.get(path, ())),
        )
    for path in loaded.hidden.keys() - coming.entries.keys():
        if (kind := kind_of(path)) is not None:
            yield ComingText(
                id="",
                source=path,
                title="",
                url=f"/{slug(stem(path, kind))}/",
                kind=kind,
                at=None,
                shown=False,
                problems=loaded.records[path].problems,
            )
