"""What to ask the web for when a deploy is done, and whom to tell of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from publisher.build.promised import polled
from publisher.config import Config
from publisher.config.standards.media_types import content_type, is_feed
from publisher.deploy.notify import Announcement
from publisher.deploy.release import SITE, Release, Route
from publisher.deploy.story import DeployStep
from publisher.deploy.target import FileFacts
from publisher.deploy.targets.notes import MEMORY_FOLDER
from publisher.deploy.verify import Expected, SiteFacts
from publisher.media import chapters, transcripts
from publisher.model import Entry, Episode, published_at
from publisher.model.addresses import address_of, exact_file, page_file
from publisher.model.feed_formats import format_at

_MOST = 20
"""Pages that are asked for, newest first, and lists' feeds."""
_FEW = 5
_INDEX = "index.html"
_TYPES: Mapping[str, tuple[str, ...]] = {
    "application/json+chapters": ("application/json+chapters", "application/json"),
    "application/x-subrip": ("application/x-subrip", "application/srt", "text/srt", "text/plain"),
    "application/xml": ("application/xml", "text/xml"),
}


def facts(release: Release, route: Route, changed: Sequence[str] | None = None) -> SiteFacts:
    """What readers are to find at this target: the pages that changed, or the newest ones."""
    origin = (route.settings.url or release.context.config.site_url).rstrip("/")
    make = _Facts(release, origin)
    return SiteFacts(
        origin=origin,
        pages=tuple(map(make.expected, make.pages(changed))),
        feeds=tuple(map(make.expected, make.feeds(changed))),
        maps=tuple(map(make.expected, make.there(("robots.txt", "sitemap.xml")))),
        sound=make.sound(),
        beside=tuple(map(make.expected, make.beside())),
        moved=tuple(make.moved()),
        asset=next(map(make.expected, make.assets()), None),
        closed=make.closed(),
    )


def news(release: Release, steps: Sequence[DeployStep]) -> Announcement:
    """What is new to the world: entries' pages that were added, changed or removed, and feeds."""
    config = release.context.config
    plans = [step.plan for step in steps if step.route.promises]
    changed = {path for each in plans for path in (*each.added, *each.changed)}
    gone = {path for each in plans for path in each.removed if path.endswith("/" + _INDEX)}
    site = release.context.site
    pages = {page_file(entry.url) for entry in (*site.entries, *site.withdrawn)} | {_INDEX}
    urls = sorted(address_of(path) for path in (changed & pages) | gone)
    feeds = {url: hub for url, hub in _hubs(config).items() if exact_file(url) in changed}
    return Announcement(
        origin=config.origin,
        pages=tuple(map(config.absolute, urls)),
        feeds=tuple((config.absolute(url), hub) for url, hub in sorted(feeds.items())),
    )


def _hubs(config: Config) -> dict[str, str]:
    """The site address of every feed of the whole site, and its hub."""
    articles = {file.url: feed.hub for feed in config.feeds for file in feed.files}
    return articles | {show.feed_url: show.hub for show in config.shows}


class _Facts:
    """One release, as it is to be seen below `origin`."""

    def __init__(self, release: Release, origin: str) -> None:
        self._release, self._origin = release, origin
        self._files: Mapping[str, FileFacts] = release.files
        self._gone = {page_file(each.url) for each in release.context.site.withdrawn}

    def expected(self, path: str) -> Expected:
        known = self._files[path]
        return Expected(
            url=self._origin + address_of(path),
            sha256=known.sha256,
            bytes=known.bytes,
            types=_types(path),
            file=self._release.context.config.root / SITE / path,
            gone=path in self._gone,
        )

    def there(self, paths: Sequence[str]) -> list[str]:
        return [path for path in dict.fromkeys(paths) if path in self._files]

    def pages(self, changed: Sequence[str] | None) -> list[str]:
        """The front page, what is taken back, and the newest entries of those that changed."""
        entries = sorted(self._release.context.site.entries, key=_when, reverse=True)
        paths = [_INDEX, *sorted(self._gone)[:_FEW], *(page_file(entry.url) for entry in entries)]
        if changed is not None:
            wanted = frozenset(changed)
            rest = sorted(path for path in wanted if path.endswith("/" + _INDEX))
            paths = [_INDEX, *(path for path in [*paths, *rest] if path in wanted)]
        return self.there(paths)[:_MOST]

    def feeds(self, changed: Sequence[str] | None) -> list[str]:
        """All that apps poll, and some of the lists' feeds that changed."""
        main = [page_file(each.url) for each in polled(self._release.context.config)]
        main += [page_file(url) for url in _hubs(self._release.context.config)]
        lists = (path for path in sorted(changed or ()) if is_feed(path) and path not in main)
        return self.there([*main, *islice(lists, _MOST)])

    def sound(self) -> Expected | None:
        """The newest sound that everybody may hear, if it is ours."""
        episode = next(
            (each for each in self._release.context.site.episodes if not each.closed), None
        )
        if episode is None or not episode.recording:
            return None
        sound, media = (
            self._release.context.site.enclosure(episode),
            self._release.context.config.media_url,
        )
        path = "media/" + sound.url.removeprefix(media) if media else exact_file(sound.url)
        file = self._release.context.config.root / SITE / path
        return Expected(
            url=sound.url if media else self._origin + sound.url,
            bytes=sound.bytes,
            types=_sound_types(sound.mime),
            file=file if path in self._files else None,
        )

    def closed(self) -> tuple[str, ...]:
        """The folders of subscribers' sound and of memories, if there is such sound."""
        site, media = self._release.context.site, self._release.context.config.media_url
        hidden = (each for each in site.episodes if each.closed and each.recording)
        if (episode := next(hidden, None)) is None:
            return ()
        url = site.enclosure(episode).url
        url = url if media else self._origin + url
        apart = (f"{url.rsplit('/', 3)[0]}/{MEMORY_FOLDER}/",) if media else ()
        return (f"{self._origin}/{MEMORY_FOLDER}/", *apart, url.rsplit("/", 2)[0] + "/")

    def beside(self) -> list[str]:
        """Transcript and chapters of the newest episode that has them."""
        for episode in self._release.context.site.episodes:
            if not episode.closed and (found := self._companions(episode)):
                return found
        return []

    def _companions(self, episode: Episode) -> list[str]:
        scripts = (transcripts.address(episode.url, ending) for ending in ("vtt", "srt"))
        return self.there([exact_file(url) for url in (*scripts, chapters.address(episode))])

    def moved(self) -> Iterator[tuple[Expected, str]]:
        """One old address."""
        for old, new in self._release.context.site.redirects[:1]:
            if (path := page_file(old)) in self._files:
                yield self.expected(path), self._origin + new

    def assets(self) -> Iterator[str]:
        """One file whose address changes when it does."""
        from publisher.config.standards.media_types import FOR_EVER, caching

        paths = (path for path in sorted(self._files) if path.startswith("assets/"))
        yield from (path for path in paths if caching(path) == FOR_EVER)


def _types(path: str) -> tuple[str, ...]:
    """What a server may call a file of the site, the best first."""
    kind = content_type(path).partition(";")[0]
    if is_feed(path) and (found := format_at(path)):
        return tuple(dict.fromkeys((kind, *found.answers)))
    return _TYPES.get(kind, (kind,))


def _sound_types(mime: str) -> tuple[str, ...]:
    """M4A has two names, and both will do."""
    mp4 = ("audio/x-m4a", "audio/mp4", "audio/m4a")
    return (mime, *(each for each in mp4 if each != mime)) if mime in mp4 else (mime,)


def _when(entry: Entry) -> str:
    date = published_at(entry)
    return date.isoformat() if date else ""
