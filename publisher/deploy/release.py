"""What is deployed, and where to: the site, and its sound, which may have a place of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from publisher import ledger
from publisher.config import Config, TargetSettings
from publisher.deploy.target import FileFacts, LocalSite
from publisher.deploy.targets import choose
from publisher.engine.recipes import BuildContext
from publisher.engine.state import State
from publisher.system.parallel import Map, serial

SITE, LETTERS = "build/site", "build/editions"
_MEDIA = "media/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A finished build, ready to go out.

    `files` are the facts of everything below `build/site`; `now` is the hour that the ledger is to
    note. With `state`, which knows what has been looked through before, the contents are looked
    through too; `secret` are the environment's secrets, by name.
    """

    context: BuildContext
    files: Mapping[str, FileFacts]
    now: datetime
    state: State | None = None
    secret: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, FileFacts] = field(default_factory=dict)
    """The facts of everything below `build/editions`, which a deploy promises pictures of."""
    shown: ledger.Shown = field(default_factory=dict)
    """The pictures that letters ask for, by the id of their entry, for the ledger to promise."""
    map: Map = serial

    @property
    def sounds(self) -> frozenset[str]:
        """The paths of the sound files, if they go to a target of their own; else nothing."""
        if not self.context.config.media_target:
            return frozenset()
        paths = (sound.url.removeprefix("/") for sound in self.context.sounds.values())
        return frozenset(path for path in paths if path in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A target, and whether it gets the sound alone."""

    settings: TargetSettings
    sound: bool = False
    promises: bool = True
    """Whether what lies there is what the world is promised: not sound alone, and not a trial."""

    def local(self, release: Release, lines: tuple[ledger.LedgerLine, ...]) -> LocalSite:
        """The part of the release that goes there; `lines` is the ledger as it will be."""
        sounds, folder = release.sounds, release.context.config.root / SITE
        if self.sound:
            # As in the feeds: the address is the base address and the path below media/.
            files = {path.removeprefix(_MEDIA): release.files[path] for path in sounds}
            return LocalSite(folder=folder / _MEDIA, files=files, now=release.now)
        files = {path: facts for path, facts in release.files.items() if path not in sounds}
        promised = ledger.marks(lines) if self.promises else {}
        return LocalSite(folder=folder, files=files, promised=promised, now=release.now)


def routes(config: Config, names: Sequence[str] = ()) -> tuple[Route, ...]:
    """The targets of those names, or the first one; before them the one for sound, if there is one.

    Raises PublisherError when there is none, or none of that name.
    """
    apart = config.media_target
    sites = tuple(each for each in config.targets if each.name != apart)
    known = config.targets if names else sites
    wanted: list[str | None] = [*dict.fromkeys(names)] or [None]
    chosen = [choose(known, name, config.file) for name in wanted]
    found = [_route(each, config) for each in chosen if each.name != apart]
    if apart:
        settings = choose(config.targets, apart, config.file)
        return (Route(settings=settings, sound=True, promises=False), *found)
    return tuple(found)


def _route(settings: TargetSettings, config: Config) -> Route:
    promises = settings.promises is not False and settings.url in {"", config.site_url}
    return Route(settings=settings, promises=promises)
