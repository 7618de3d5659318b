"""Advice on drafts, and on entries dated in the future, before their day; for `check`.

Each is looked at as it will be: among all that is published now, and all that will be by then. What
would stop a build that day is advice until then. Nothing of this reaches `build/`; what was learnt
lies in tables of the state that no build looks into.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from publisher import feeds, mail, site
from publisher.build import quality, sound_copies
from publisher.build.coming_texts import dated, homeless, rendered
from publisher.build.inputs import BuildInputs, BuildRequest
from publisher.build.promised import polled
from publisher.content.fragments import COMING, check_addresses, check_anchors
from publisher.content.load import UpcomingTexts, later
from publisher.content.withdrawn import check_links
from publisher.engine.dry_run import tried_apart
from publisher.engine.recipes import BuildContext, Recipe, RenderedTexts
from publisher.engine.state import State
from publisher.ledger import promises
from publisher.model import Change, Entry, Site
from publisher.model.addresses import SITE, address_of
from publisher.problems import Problem
from publisher.system.parallel import forked

_TOLD, _TRIED = "told.coming", "tried.coming"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpcomingAdvice:
    """Advice on what is coming, each with its day; `context` is the publication with all of it."""

    problems: tuple[Problem, ...]
    context: BuildContext
    later: UpcomingTexts

    def put_off(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The same, but what is said of something that is coming tells so."""
        return tuple(dated(problem, self.later) for problem in problems)


def judged(
    request: BuildRequest, examined: BuildInputs, exists: Callable[[str], bool]
) -> UpcomingAdvice:
    """All there is to say of what is not published at this hour.

    `exists` tells whether anything lies at a site address now.
    """
    context, shows = examined.context, [show.id for show in examined.context.config.shows]
    coming = later(examined.loaded, examined.ledger, shows, request.now)
    if not coming.paths:
        _forget(request.state)
        return UpcomingAdvice(problems=(), context=context, later=coming)
    look = _UpcomingBuild(request, examined, coming, exists)
    found = (*coming.problems, *look.problems())
    told = tuple(dated(problem, coming) for problem in found)
    return UpcomingAdvice(
        problems=tuple(filter(_is_coming, told)), context=look.context, later=coming
    )


class _UpcomingBuild:
    """One look at all that is coming."""

    def __init__(
        self,
        request: BuildRequest,
        examined: BuildInputs,
        coming: UpcomingTexts,
        exists: Callable[[str], bool],
    ) -> None:
        self._request = request
        self._examined = examined
        self._coming = coming
        self._exists = exists
        self._entries = tuple(coming.entries.values())

    def problems(self) -> Iterator[Problem]:
        """What texts, letters, feeds and pictures tell, and the promises they would break."""
        examined, now = self._examined, self._examined.context
        texts, faulty = self._rendered
        yield from (problem for problem in faulty if problem.path in self._coming.paths)
        yield from check_anchors(self._entries, texts, now.site.entries)
        yield from self._unseen(texts)
        yield from check_links(self._entries, texts, now.site.withdrawn)
        yield from check_addresses(self._entries, texts, self._will_exist)
        yield from self._pictures()
        yield from self._framed()
        later_site = self.context.site
        yield from promises(examined.ledger, later_site, now.hashes, polled(now.config))

    @cached_property
    def context(self) -> BuildContext:
        """The publication with all that is coming, but for what has faults of its own."""
        problems = (*self._coming.problems, *self._rendered[1])
        faulty = {problem.path for problem in problems if _stops(problem)}
        return self._with_all(faulty | self._homeless)

    @cached_property
    def _homeless(self) -> frozenset[str]:
        """Episodes of a show that there is not: nothing can be made of them."""
        return homeless(self._examined.context.config, self._entries)

    def _with_all(self, without: Collection[str]) -> BuildContext:
        """The publication with all that is coming, as changes to what is published."""
        now = self._examined.context
        site_ = self._coming.site(without)
        live = {entry.id for entry in now.site.entries}
        sounds = sound_copies.expected(site_, now.config, self._examined.hashes)
        new = (entry for entry in site_.entries if entry.id not in live)
        return replace(
            now,
            site=replace(site_, enclosures={**sounds, **now.site.enclosures}),
            texts=self._rendered[0],
            changes=tuple(Change(old=None, new=entry) for entry in new),
            everything=False,
        )

    @cached_property
    def _rendered(self) -> tuple[RenderedTexts, tuple[Problem, ...]]:
        """Fragments, each text by itself: which of the others are out by then is asked after."""
        examined = self._examined
        return rendered(self._request, examined.context, examined.hashes, self._coming)

    def _unseen(self, texts: RenderedTexts) -> Iterator[Problem]:
        for entry in self._entries:
            for link in texts.digest(entry).links:
                if why := self._coming.unseen(self._at.get(link.target, link.target), entry.source):
                    text = f"länken till {link.target} leder till en text som {why}"
                    hint = "Publicera den först, eller ta bort länken."
                    yield Problem(path=entry.source, line=link.line, text=text, hint=hint)

    @cached_property
    def _at(self) -> Mapping[str, str]:
        """Which text that is coming a site address leads to."""
        return {entry.url: path for path, entry in self._coming.entries.items()}

    def _will_exist(self, address: str) -> bool:
        return address in self._at or self._exists(address) or address in self._addresses

    @cached_property
    def _addresses(self) -> frozenset[str]:
        """Of all pages that come with what is coming, such as the list of a new tag."""
        groups = site.groups(self._with_all(self._homeless), _Reading(self._request.state))
        files = (recipe.name for group in groups for recipe in group.recipes)
        return frozenset(address_of(name.removeprefix(f"{SITE}/")) for name in files)

    def _pictures(self) -> Iterator[Problem]:
        """Damaged ones, told of the texts that show them."""
        entries = (each for each in self._entries if each.source not in self._homeless)
        context = replace(self.context, site=_only(entries), sounds={})
        recipes = {recipe.name: recipe for recipe in site.pictured(context)}
        map_ = forked(self._request.jobs, "Läser bilder", self._request.on_progress)
        found, _ = tried_apart(recipes, self._request.state, _TRIED, map_)
        for problem in set(found):
            for entry in self._entries:
                if any(problem.path == each.source for each in context.pictures_of(entry)):
                    yield replace(problem, path=entry.source)

    def _framed(self) -> Iterator[Problem]:
        """What letters and feeds would tell, each made once for as long as nothing changes."""
        context, state = self.context, self._request.state
        groups = (*mail.groups(context), *feeds.groups(context)) if context.changes else ()
        recipes = {recipe.name: recipe for group in groups for recipe in group.recipes}
        kept = {name: _Told.of(data) for name, data in state.items(_TOLD)}
        for name in kept.keys() - recipes.keys():
            state.delete(_TOLD, name)
        new = [name for name in recipes if name not in kept or kept[name].key != recipes[name].key]
        state.commit()  # forked children read fragments through connections of their own
        map_ = forked(self._request.jobs, "Gör brev", self._request.on_progress)
        for name, told in zip(
            new, map_(lambda each: _told(recipes[each], context), new), strict=True
        ):
            kept[name] = told
            state.put(_TOLD, name, msgspec.json.encode(told))
        for name in recipes:
            yield from kept[name].problems


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a letter or feed told when it was made by the recipe with this key."""

    key: str
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, data: bytes) -> _Told:
        return msgspec.json.decode(data, type=cls)


def _told(recipe: Recipe, context: BuildContext) -> _Told:
    return _Told(key=recipe.key, problems=tuple(quality.judged(recipe, context)))


class _Reading:
    """The state as it is: what another menu would look like is nothing to keep."""

    def __init__(self, state: State) -> None:
        self._state = state

    def get(self, table: str, key: str, /) -> bytes | None:
        return self._state.get(table, key)

    def put(self, table: str, key: str, data: bytes, /) -> None:
        """Keep nothing."""


def _only(entries: Iterable[Entry]) -> Site:
    kinds = {"article": "articles", "episode": "episodes", "edition": "editions", "page": "pages"}
    rows: dict[str, list[Entry]] = {name: [] for name in kinds.values()}
    for entry in entries:
        rows[kinds[entry.kind]].append(entry)
    return Site(**{name: tuple(row) for name, row in rows.items()})  # type: ignore[arg-type]  # sorted by kind just above


def _stops(problem: Problem) -> bool:
    return problem.fatal or bool(problem.coming and problem.coming.stops)


def _is_coming(problem: Problem) -> bool:
    return problem.coming is not None


def _forget(state: State) -> None:
    for table in (*COMING, _TOLD, _TRIED):
        if state.keys(table):
            state.delete(table)
