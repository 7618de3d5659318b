"""One text that is not published yet as files of its own, to be shown to those who get the address.

Its page and its letter, with the pictures and the sound that only it has, all below one folder.
They are made of what is published and that text alone: nothing of any other draft is in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from time import sleep
from typing import TypeVar

from publisher import mail, site
from publisher.build import BuildOptions, sound_copies
from publisher.build.coming_texts import homeless, rendered
from publisher.build.inputs import BuildInputs, BuildRequest, examine
from publisher.build.opening import BusyError, opened
from publisher.build.stable_sources import settle, steadily
from publisher.build.stages import Stages
from publisher.content.load import UpcomingTexts, later
from publisher.engine.recipes import BuildContext, Recipe, RenderedTexts
from publisher.engine.scan import Scan
from publisher.engine.state import State
from publisher.model import Article, Artifact, Change, Edition, Entry, Episode, Page, Site
from publisher.model.addresses import SITE, exact_file
from publisher.problems import Problem, PublisherError, did_you_mean, faults
from publisher.site.apart import ApartPlace, letter_apart
from publisher.system.disk import on_disk

T = TypeVar("T")
_PATIENCE, _AGAIN = 60, 0.1
_LETTER = "brev/index.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPlace:
    """Where the files are to lie: `folder` below the site, ending with `/`, until a day's end."""

    folder: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedText:
    """A text as files, by path below the site; `advice` is what is wrong with it."""

    source: str
    title: str
    files: Mapping[str, bytes | Path]
    advice: tuple[Problem, ...]


def coming(options: BuildOptions, name: str) -> str:
    """The path of the text that is called so: by its path, its file's name or its id.

    Raises PublisherError for one that is published, or that nobody knows.
    """

    def step(_request: BuildRequest, _examined: BuildInputs, texts: UpcomingTexts) -> str:
        return _named(options, name, texts, _examined.context.site)

    return _looked(options, step)


def shared(options: BuildOptions, source: str, place: SharedPlace) -> SharedText:
    """The text at this path as files. Raises PublisherError when it cannot be shown."""

    def step(request: BuildRequest, examined: BuildInputs, texts: UpcomingTexts) -> SharedText:
        return _Sharing(request, examined, texts, texts.entries[source], place).text()

    return _looked(options, step)


def _looked(options: BuildOptions, do: Callable[..., T]) -> T:
    """What `do` makes of the publication as it is, in the preview's state."""
    options = replace(options, preview=True)

    def step(state: State, found: Scan) -> T:
        settle(found)
        request = BuildRequest(
            root=options.root,
            file=options.file,
            found=found,
            state=state,
            now=options.now,
            jobs=options.jobs,
            on_progress=options.on_progress,
            stages=Stages(),
            home=options.home,
        )
        examined = examine(request)
        shows = [show.id for show in examined.context.config.shows]
        texts = later(examined.loaded, examined.ledger, shows, request.now)
        return do(request, examined, texts)

    for _ in range(int(_PATIENCE / _AGAIN)):
        try:
            with opened(options.root, options.home) as state:
                return steadily(options.root, options.file, state, partial(step, state))
        except BusyError:  # a preview builds when something was saved
            sleep(_AGAIN)
    with opened(options.root, options.home) as state:
        return steadily(options.root, options.file, state, partial(step, state))


def _named(options: BuildOptions, name: str, texts: UpcomingTexts, live: Site) -> str:
    path = Path(name)
    if path.is_file() and path.resolve().is_relative_to(options.root):
        name = path.resolve().relative_to(options.root).as_posix()
    for source, entry in texts.entries.items():
        if name in _names(entry):
            return source
    for entry in live.entries:
        if name in _names(entry):
            text = f"texten är redan publicerad på {entry.url}"
            raise PublisherError(Problem(path=entry.source, text=text, hint="Dela den adressen."))
    for page in texts.broken:
        if name == page.source:
            raise PublisherError(faults(texts.problems) or _unreadable(page.source))
    known = [entry.source for entry in texts.entries.values()]
    hint = f"{did_you_mean(name, known)}Se vad som väntar: publisher status"
    text = f"”{name}” är inget utkast och inget som publiceras senare"
    raise PublisherError(Problem(path="", text=text, hint=hint))


def _names(entry: Entry) -> set[str]:
    path = PurePosixPath(entry.source)
    return {entry.source, entry.id, path.name, path.stem}


def _unreadable(path: str) -> Problem:
    hint = "Se vad som är fel: publisher check"
    return Problem(path=path, text="texten har fel i huvudet och går inte att visa", hint=hint)


class _Sharing:
    """One text on its way to files."""

    def __init__(
        self,
        request: BuildRequest,
        examined: BuildInputs,
        texts: UpcomingTexts,
        entry: Entry,
        place: SharedPlace,
    ) -> None:
        self._request, self._examined, self._coming = request, examined, texts
        self._entry, self._place = entry, place

    def text(self) -> SharedText:
        """All of it."""
        entry = self._entry
        texts, found = rendered(
            self._request, self._examined.context, self._examined.hashes, self._coming
        )
        own = [each for each in found if each.path == entry.source]
        if bad := faults(own):
            raise PublisherError(bad)
        context = self._context(texts)
        if entry.id not in context.by_id:
            raise PublisherError(self._unfit())
        made = dict(self._pages(context))
        words = "".join(data.decode() for data in made.values())
        beside = dict(self._beside(context, words))
        moved = {path: f"{self._place.folder}{path}" for path in beside}
        files: dict[str, bytes | Path] = {
            path: self._led(data.decode(), moved, context).encode() for path, data in made.items()
        }
        files |= {moved[path]: data for path, data in beside.items()}
        return SharedText(source=entry.source, title=entry.title, files=files, advice=tuple(own))

    def _unfit(self) -> Problem:
        problems = [each for each in self._coming.problems if each.path == self._entry.source]
        return problems[0] if problems else _unreadable(self._entry.source)

    def _context(self, texts: RenderedTexts) -> BuildContext:
        """The publication as it is, with this text and what it is made of."""
        live, chosen = self._examined.context, set(self._with())
        without = {path for path in self._coming.paths if path not in chosen}
        without |= homeless(live.config, self._coming.entries.values())
        site_ = self._coming.site(without)
        sounds = sound_copies.expected(site_, live.config, self._examined.hashes)
        return replace(
            live,
            site=replace(site_, enclosures={**sounds, **live.site.enclosures}),
            texts=texts,
            changes=(Change(old=None, new=self._entry),),
            everything=False,
            sounds={},
        )

    def _with(self) -> Iterator[str]:
        """The text itself, what it translates, and what a letter gathers that is coming too."""
        yield self._entry.source
        if self._entry.translation_of:
            yield self._entry.translation_of
        if isinstance(self._entry, Edition):
            ids = {entry.id: path for path, entry in self._coming.entries.items()}
            yield from (ids[id_] for id_ in self._entry.articles if id_ in ids)

    def _pages(self, context: BuildContext) -> Iterator[tuple[str, bytes]]:
        """The page and the letter, by path below the site."""
        folder, entry = self._place.folder, context.by_id[self._entry.id]
        letter = context.letter(entry.id)
        if letter is not None and isinstance(letter, Episode) and letter.closed:
            letter = None  # it has the address of sound that only subscribers may know
        at = ApartPlace(url=f"/{folder}", until=self._place.until, letter=letter is not None)
        for made in site.page_apart(context, self._request.state, entry, at).make():
            yield f"{folder}index.html", _whole(made)
        if letter is not None:
            made = next(
                each
                for each in mail.letter_recipe(context, letter).make()
                if each.path.endswith("/index.html")
            )
            yield f"{folder}{_LETTER}", letter_apart(_whole(made).decode()).encode()

    def _beside(self, context: BuildContext, words: str) -> Iterator[tuple[str, bytes | Path]]:
        """Files that the pages ask for and the target may lack, by path below the site."""
        for recipe in self._recipes(context):
            for made in recipe.make():
                path = made.path.removeprefix(f"{SITE}/")
                if f"/{path}" in words and not callable(made.data):
                    if bad := faults(made.problems):
                        raise PublisherError(bad)
                    yield path, made.data
        entry = context.by_id[self._entry.id]
        if isinstance(entry, Episode) and not entry.closed and entry.recording:
            path = exact_file(context.site.enclosure(entry).url)
            if f"/{path}" in words:
                yield path, on_disk(context.config.root, entry.recording.path)

    def _recipes(self, context: BuildContext) -> Iterator[Recipe]:
        entry = context.by_id[self._entry.id]
        pieces = (
            (*context.gathered(entry), *context.linked(entry)) if isinstance(entry, Edition) else ()
        )
        only = replace(context, site=_only((entry, *pieces)), in_letters=(), old_covers=())
        yield from site.pictured(only)
        yield from site.beside_episode(context)

    def _led(self, html: str, moved: Mapping[str, str], context: BuildContext) -> str:
        """With what lies beside at its place here, and the text's own address nowhere."""
        config, folder = context.config, self._place.folder
        if moved:
            paths = "|".join(map(re.escape, sorted(moved, key=len, reverse=True)))
            html = re.sub(rf"/({paths})(?=[\"'?#&\s,<)])", lambda m: f"/{moved[m[1]]}", html)
        for start in (config.origin, config.base):
            html = html.replace(f'"{start}{self._entry.url}', f'"{start}/{folder}')
        # Wherever it is seen, also as a trial: a letter's addresses are whole ones otherwise.
        return html.replace(f"{config.origin}/{folder}", f"{config.base}/{folder}")


def _whole(made: Artifact) -> bytes:
    if isinstance(made.data, bytes):
        return made.data
    raise TypeError(made.path)


def _only(entries: Iterable[Entry]) -> Site:
    """A site of these alone, for their pictures' sake."""
    found = tuple(dict.fromkeys(entries))
    return Site(
        articles=tuple(each for each in found if isinstance(each, Article)),
        episodes=tuple(each for each in found if isinstance(each, Episode)),
        editions=tuple(each for each in found if isinstance(each, Edition)),
        pages=tuple(each for each in found if isinstance(each, Page)),
    )
