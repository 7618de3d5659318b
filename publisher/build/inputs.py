"""Everything a build must know before it makes anything: settings, entries, texts, what changed.

Stops where going on would only bring follow-on faults, and always with all faults of that stage.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from publisher.build import promised, settings, sound_copies
from publisher.build.collisions import disputes, undisputed
from publisher.build.kept_hashes import known_hashes, remember_hashes
from publisher.build.promised import PromisedSite, remembered
from publisher.build.published import PUBLISHED, published, published_entry
from publisher.build.reasons import reasons
from publisher.build.stages import COMPARING, HOLDING, LOADING, RENDERING, SETTINGS, SOUND, Stages
from publisher.build.words import SiteHeads, SiteWords, forget
from publisher.config import Config
from publisher.content.fragments import (
    Fragments,
    RenderInputs,
    TextNames,
    check_anchors,
    render_all,
)
from publisher.content.load import Loaded, LoadInputs, load
from publisher.content.withdrawn import remarks
from publisher.engine import theme
from publisher.engine.recipes import BuildContext, ThemeFile, key
from publisher.engine.scan import Hashes, Scan
from publisher.engine.state import State
from publisher.ledger import Ledger, in_letters, read
from publisher.model import Change, Entry, Page, Site, WithdrawnEntry
from publisher.model.structure import SiteStructure
from publisher.problems import BROKEN, Problem, PublisherError, faults, in_order
from publisher.system.parallel import OnProgress, forked

if TYPE_CHECKING:
    from publisher.content.render import Context

_SHARED = ("build", "world")
_UNDISPUTED = ("build", "undisputed")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildInputs:
    """What was found. `due` is when something now hidden is to be published."""

    context: BuildContext
    loaded: Loaded
    ledger: Ledger
    hashes: Hashes
    problems: tuple[Problem, ...]
    reasons: tuple[str, ...]
    due: datetime | None
    unlike: Mapping[str, bytes | None]
    """What is published otherwise than last time, by id; None: no more."""
    shared: str
    heads: tuple[Problem, ...]
    """Advice on all but what texts say, feeds and letters: it stands for as long as heads do."""
    words: SiteWords | None = None
    """What all texts say, when few were looked at; None: all were."""
    restructured: tuple[SiteStructure, SiteHeads] | None = None
    """What all heads say, when few were looked at and something in them is another."""
    coming: AddedTexts | None = None
    """What a preview shows besides what is published."""

    def put_off(self, problems: Iterable[Problem]) -> Iterable[Problem]:
        """The same, but what is only said of something that is coming stops nothing."""
        return problems if self.coming is None else self.coming.put_off(problems)

    def keep(self, state: State) -> None:
        """Note what is now published, for the next build to compare with."""
        for id_, data in self.unlike.items():
            if data is None:
                state.delete(PUBLISHED, id_)
            else:
                state.put(PUBLISHED, id_, data)
        state.put(*_SHARED, self.shared.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """What is examined: a publication as `found` on disk, at an hour, with so many processes."""

    root: Path
    file: str
    found: Scan
    state: State
    now: datetime
    jobs: int
    on_progress: OnProgress
    stages: Stages
    home: Path | None = None
    """Where the build lies, unless that is the publication itself."""

    @property
    def place(self) -> Path:
        """Where the build lies."""
        return self.home or self.root


class AddedTexts(Protocol):
    """The publication with more than what is published, for a preview."""

    @property
    def context(self) -> BuildContext:
        """All of it."""

    @property
    def loaded(self) -> Loaded:
        """The entries and the records that they come of."""

    def put_off(self, problems: Iterable[Problem]) -> Iterable[Problem]:
        """The same, but what is only said of something that is coming stops nothing."""

    def write(self, home: Path) -> None:
        """Tell whoever shows the preview what of it is not published."""


Adding = Callable[["BuildRequest", BuildContext, Loaded, Ledger, Hashes], AddedTexts]
"""Puts more beside what is published, in which nothing is wrong."""


def examine(request: BuildRequest, adding: Adding | None = None) -> BuildInputs:
    """Read all that changed. Raises PublisherError when settings, entries or texts have faults."""
    stages = request.stages
    stages.begin(SETTINGS)
    forget(request.state)
    hashes = Hashes(request.found, known_hashes(request.state))
    config, ledger, problems = settings_and_ledger(request, hashes)
    pictures = promised.pictures(request.found.stamps, hashes)
    stages.begin(LOADING)
    loaded = load(load_inputs(request, hashes, ledger, config))
    stages.begin(SOUND)
    out = sound_copies.PublishedCopies(covers=promised.covers_in_sound(ledger), pictures=pictures)
    sound = sound_copies.prepare(loaded.site, config, hashes, request.state, out, request.place)
    loaded = replace(loaded, site=sound.site)
    stages.begin(RENDERING)
    texts, more = _texts(request, config, loaded, hashes)
    told = remarks(loaded.site, texts, partial(is_included, config=config))
    heads = (*problems, *loaded.problems, *sound.problems, *told)
    problems = (*heads, *more)
    stages.begin(HOLDING)
    if not faults(problems):
        context = _context(request, config, loaded, texts, hashes)
        held = promised.held(ledger, replace(context, in_letters=in_letters(ledger)))
        loaded = replace(loaded, site=held.context.site)
        problems += held.problems or _disputes(held, request.state)
        heads = (*heads, *held.problems)
    remember_hashes(hashes, request.state)
    if faults(problems):
        request.state.commit()  # what was read and rendered stays true
        raise PublisherError(in_order(problems))
    stages.begin(COMPARING)
    context = replace(
        _context(request, config, loaded, texts, hashes),
        sounds=sound.sounds,
        in_letters=in_letters(ledger),
        old_covers=promised.old_covers(ledger, config, pictures),
    )
    loaded = replace(loaded, problems=in_order(problems))
    return _told(request, context, loaded, ledger, hashes, adding, heads)


def _told(  # noqa: PLR0913, PLR0917 (all that was found)
    request: BuildRequest,
    context: BuildContext,
    loaded: Loaded,
    ledger: Ledger,
    hashes: Hashes,
    adding: Adding | None,
    heads: tuple[Problem, ...],
) -> BuildInputs:
    """All of it compared with the last build; in a preview, with what that shows besides."""
    if adding is None:
        return _compared(request, context, loaded, ledger, hashes, heads)
    more = adding(request, context, loaded, ledger, hashes)
    remember_hashes(hashes, request.state)  # of what only those read, too
    compared = _compared(request, more.context, more.loaded, ledger, hashes, heads)
    return replace(compared, coming=more)


def settings_and_ledger(
    request: BuildRequest, hashes: Hashes
) -> tuple[Config, Ledger, tuple[Problem, ...]]:
    """What is set, what is promised, and advice. Raises PublisherError when either has faults."""
    config, problems = settings.settings(request.root, request.file, hashes, request.state)
    ledger, more = read(request.root)
    problems = (*problems, *more)
    if config is None or faults(more):
        raise PublisherError(in_order(_causes(request.found, problems)))
    config = promised.covers_of(ledger, remembered(config, ledger), hashes)
    return config, ledger, problems


def _disputes(held: PromisedSite, state: State) -> tuple[Problem, ...]:
    """What two things dispute, unless it is known that those that there are do not."""
    mark = undisputed(held.context, held.lists).encode()
    if mark and state.get(*_UNDISPUTED) == mark:
        return ()
    found = tuple(disputes(held.context, held.lists))
    if not found:
        state.put(*_UNDISPUTED, mark)
    return found


def _causes(found: Scan, problems: Iterable[Problem]) -> Iterator[Problem]:
    """What the walk over the disk saw, and of all else only what does not follow from that."""
    yield from found.problems
    seen = {problem.path for problem in found.problems}
    for problem in problems:
        path = PurePosixPath(problem.path)
        if seen.isdisjoint({str(path), *map(str, path.parents)}):
            yield problem


def load_inputs(
    request: BuildRequest, hashes: Hashes, ledger: Ledger, config: Config
) -> LoadInputs:
    """What loading the entries of a publication takes."""
    return LoadInputs(
        root=request.root,
        scan=request.found,
        people=settings.people(request.root, hashes, request.state),
        hashes=hashes,
        state=request.state,
        ledger=ledger,
        shows=tuple(show.id for show in config.shows),
        now=request.now,
        map=forked(request.jobs, "Läser", request.on_progress),
        language=config.language,
        mail_since=config.mail.every_since,
    )


def _texts(
    request: BuildRequest, config: Config, loaded: Loaded, hashes: Hashes
) -> tuple[Fragments, tuple[Problem, ...]]:
    """Render what is published, and for their faults' sake texts whose front matter has others."""
    live = {
        path: record.entry
        for path, record in loaded.records.items()
        if record.entry is not None and path not in loaded.hidden
    }
    broken = (
        Page(id="", source=path, url="/", title="", body_line=record.body_line)
        for path, record in loaded.records.items()
        if record.entry is None and record.body_line and not record.draft
    )
    entries = (*(each for each in live.values() if not isinstance(each, WithdrawnEntry)), *broken)
    map_ = forked(request.jobs, "Omvandlar texter", request.on_progress)
    rendering = render_inputs(request, config, hashes, live.values(), loaded.hidden)
    texts, problems = render_all(entries, rendering, request.state, map_)
    return texts, (*problems, *check_anchors(entries, texts))


def render_inputs(  # noqa: PLR0913, PLR0917 (all that a text may lead to)
    request: BuildRequest,
    config: Config,
    hashes: Hashes,
    live: Collection[Entry],
    hidden: Mapping[str, str],
    known: Mapping[str, str] | None = None,
) -> RenderInputs:
    """What texts are rendered with when `live` can be linked to, and `hidden` (by path) not.

    `known` has the addresses of `live` by path, where somebody has them already.
    """
    urls = {entry.source: entry.url for entry in live} if known is None else known
    names = TextNames(live)

    def context() -> Context:
        from publisher.content.render import Context

        others = (path for path in request.found.stamps if path not in urls)
        faulty = {path: BROKEN for path in others if path.endswith(".md")}
        return Context(
            root=config.root,
            extensions=config.markdown,
            urls=urls,
            names=names,
            hidden={**faulty, **hidden},
            files=frozenset(path for path in request.found.stamps if not path.endswith(".md")),
            raw_html=config.raw_html,
            kinds=config.unread,
            language=config.language,
        )

    return RenderInputs(
        context=context,
        urls=urls,
        names=names,
        salt=_salt(request.found, config, hashes),
        disk=request.found.disk,
        hashes=hashes,
    )


def _salt(found: Scan, config: Config, hashes: Hashes) -> str:
    """A mark over what all texts are rendered with."""
    included = sorted((path, hashes(path)) for path in found.stamps if is_included(path, config))
    return key(config.markdown, config.raw_html, config.unread, config.language, *included)


def is_included(path: str, config: Config) -> bool:
    """Whether texts may take the file in, through an extension of Markdown's."""
    return any(fnmatchcase(path, pattern) for pattern in config.extension_files)


def _context(
    request: BuildRequest, config: Config, loaded: Loaded, texts: Fragments, hashes: Hashes
) -> BuildContext:
    """All but what changed."""
    return BuildContext(
        config=config,
        site=loaded.site,
        texts=texts,
        changes=(),
        everything=False,
        hashes=hashes,
        theme=theme_files(request.found, config, hashes),
    )


def theme_files(found: Scan, config: Config, hashes: Hashes) -> dict[str, ThemeFile]:
    """What the theme in force holds, by path below `theme/`."""
    names = theme.names(iter(found.stamps), config.theme)
    return {
        name: ThemeFile(path=found.disk[path], hash=hashes(path)) for name, path in names.items()
    }


def _compared(  # noqa: PLR0913, PLR0917 (what all stages before found)
    request: BuildRequest,
    context: BuildContext,
    loaded: Loaded,
    ledger: Ledger,
    hashes: Hashes,
    heads: tuple[Problem, ...],
) -> BuildInputs:
    site, config = context.site, context.config
    salts = (context.theme_salt("web"), context.theme_salt("mail"))
    covers = [context.hashes(show.image.source) for show in config.shows]
    covers += [context.hashes(each.image.source) for each in site.people if each.image]
    back = (site.withdrawn, site.corrected)
    named = (config.first_host, *(show.guid for show in config.shows), config.mail.list_id)
    shared = key(config.salt, named, site.people, site.redirects, back, *salts, *covers)
    everything = request.state.get(*_SHARED) != shared.encode()
    now = {entry.id: _encoded(entry, context, loaded) for entry in site.entries}
    old = dict(request.state.items(PUBLISHED))
    unlike: dict[str, bytes | None] = dict.fromkeys(old.keys() - now.keys())
    unlike |= {id_: data for id_, data in now.items() if old.get(id_) != data}
    changes = tuple(_changes(site, unlike, old))
    return BuildInputs(
        context=replace(context, changes=changes, everything=everything, published=now),
        loaded=loaded,
        ledger=ledger,
        hashes=hashes,
        problems=loaded.problems,
        reasons=tuple(reasons(changes, everything=everything)),
        due=loaded.due,
        unlike=unlike,
        shared=shared,
        heads=heads,
    )


def _encoded(entry: Entry, context: BuildContext, loaded: Loaded) -> bytes:
    digest, depends = context.texts.digest(entry), loaded.records[entry.source].depends
    return published(entry, digest, depends, context.hashes, context.site.enclosures)


def shared_mark(state: State) -> str:
    """A mark over what all pages of the last build have in common."""
    return (state.get(*_SHARED) or b"").decode()


def _changes(
    site: Site, unlike: Mapping[str, bytes | None], old: Mapping[str, bytes]
) -> Iterator[Change]:
    for entry in (each for each in site.entries if each.id in unlike):
        before = old.get(entry.id)
        yield Change(old=published_entry(entry.id, before) if before else None, new=entry)
    for id_, data in old.items():
        if id_ in unlike and unlike[id_] is None:
            yield Change(old=published_entry(id_, data), new=None)
