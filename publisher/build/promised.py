"""What the outside world knows the site by: its feeds, its lists and where it lies.

The ledger is told of all of it, and asked whether what is about to be published still keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from publisher import ledger
from publisher.config import Config
from publisher.engine.recipes import BuildContext
from publisher.ledger import Ledger, PromisedCover, PromisedFeed, PromisedListing, SiteListings
from publisher.model import Media, Show, Site
from publisher.model.addresses import OLD_ADDRESSES
from publisher.problems import Problem

_TO_WHAT = "Skriv adressen till en sida, en lista eller ett flöde på sajten."
_FIXED = ("/", "/taggar/", "/kategorier/", "/forfattare/", "/sok/")
_YIELDS = "/rattelser/"
"""Ours too, but where the owner leads on from there, that is what is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedSite:
    """What is published, with all that leads on from old addresses, and the promises it breaks."""

    context: BuildContext
    lists: tuple[PromisedListing, ...]
    problems: tuple[Problem, ...]


def held(book: Ledger, context: BuildContext) -> PromisedSite:
    """What of all that was promised `context` keeps, what it keeps by leading on, and what not."""
    config = context.config
    there = lists(book, context)
    found = ledger.kept(book, there)
    site = _led(context.site, found.moves, dict(config.redirects))
    site = _followed(site, book)
    broken = ledger.promises(book, site, context.hashes, polled(config, context.hashes))
    moved = ledger.origin_promises(book, config.origin, config.file)
    return PromisedSite(
        context=replace(context, site=site),
        lists=tuple(there.lists.values()),
        problems=(*_nowhere(context), *broken, *found.problems, *moved),
    )


def remembered(config: Config, book: Ledger) -> Config:
    """The settings with what stays when the site moves: ids are named after where it first lay."""
    first = ledger.first_host(book)
    if first in {"", config.host}:
        return config
    mail = config.mail
    if mail.list_id == f"brev.{config.host}":
        mail = replace(mail, list_id=f"brev.{first}")
    guids = {each.id: each.guid for each in book.records.values() if not each.withdrawn}
    shows = tuple(
        replace(show, guid=show.guid or guids.get(f"feed:{show.id}", "")) for show in config.shows
    )
    return replace(config, first_host=first, mail=mail, shows=shows)


def covers_of(book: Ledger, config: Config, hashes: Callable[[str], str]) -> Config:
    """The settings with each podcast's cover at an address of its own: apps keep art by address.

    A cover that has not been out goes to the plain address only if no other has been there.
    """
    return replace(config, shows=tuple(_covered(show, book, hashes) for show in config.shows))


def old_covers(book: Ledger, config: Config, pictures: Mapping[str, str]) -> tuple[Media, ...]:
    """Every address that a cover has had, and the file that is to answer there.

    The cover of then, where it still is among `pictures` (path by sha256); else that of today.
    """
    return tuple(
        Media(source=pictures.get(cover.sha256, show.image.source), url=cover.url)
        for show in config.shows
        for cover in _covers(show, book)
        if cover.url != show.image.url
    )


def pictures(paths: Iterable[str], hashes: Callable[[str], str]) -> dict[str, str]:
    """All that lies in `feeds/` and may be, or have been, a cover: its path by its sha256."""
    endings = (".jpg", ".jpeg", ".png", ".webp")
    found = (path for path in sorted(paths) if path.startswith("feeds/"))
    return {hashes(path): path for path in found if path.lower().endswith(endings)}


def covers_in_sound(book: Ledger) -> dict[str, str]:
    """The sha256 of the cover that each episode's file was published with, by the episode's id."""
    known = (each for each in book.records.values() if each.enclosure and not each.withdrawn)
    return {each.id: each.enclosure.cover for each in known if each.enclosure}


def _covers(show: Show, book: Ledger) -> dict[PromisedCover, None]:
    lines = ledger.standing(book, "feed").get(f"feed:{show.id}", ())
    return dict.fromkeys(line.cover for line in lines if line.cover is not None)


def _covered(show: Show, book: Ledger, hashes: Callable[[str], str]) -> Show:
    mark = hashes(show.image.source)
    known = list(_covers(show, book))
    own = [cover.url for cover in known if cover.sha256 == mark]
    if not known or own:
        return replace(show, image=replace(show.image, url=own[-1])) if own else show
    if show.image.url not in {cover.url for cover in known}:
        return show
    stem, _, ending = show.image.url.rpartition(".")
    return replace(show, image=replace(show.image, url=f"{stem}-{mark[:8]}.{ending}"))


def polled(config: Config, hashes: Callable[[str], str] | None = None) -> tuple[PromisedFeed, ...]:
    """One of each file in `feeds/`. An article feed's other formats follow its own address.

    With `hashes` the podcasts' covers are told too.
    """
    return (*_articles(config), *_shows(config, hashes))


def lists(book: Ledger, context: BuildContext) -> SiteListings:
    """Every list that readers can find now."""
    from publisher.site.listings import Listings
    from publisher.site.lists import address
    from publisher.site.pager import numbered

    places, config = Listings(context), context.config
    found: dict[str, PromisedListing] = {}
    for place, members in places.members.items():
        url = address(place)
        feeds = (
            file.url
            for each in config.feeds
            if place.kind in each.each
            for file in each.files_of(url)
        )
        found[url] = PromisedListing(
            url=url,
            pages=numbered(len(members), config.per_page),
            feeds=tuple(feeds),
            members=tuple(member.id for member in members[: ledger.MEMBERS]),
        )

    @cache
    def stands(id_: str) -> frozenset[str]:
        entry = context.by_id.get(id_)
        return frozenset(map(address, places.of(entry))) if entry else frozenset()

    told = (each.id.removeprefix("feed:") for each in book.records.values() if each.kind == "feed")
    shows = frozenset(f"/podd/{show}/" for show in told)
    return SiteListings(
        lists=found,
        stands=stands,
        led=dict(config.redirects),
        shows=shows,
        fileless=_fileless(book, config),
        withdrawn=frozenset(each.id for each in context.site.withdrawn),
    )


def _fileless(book: Ledger, config: Config) -> frozenset[str]:
    """What the feeds are called whose own fault is that they are gone, their lists' with them."""
    there = {feed.url for feed in polled(config)} | dict(config.redirects).keys()
    told = (each for each in book.records.values() if each.kind == "feed" and not each.withdrawn)
    gone = (address for each in told if each.url not in there for address in (each.url, *each.also))
    return frozenset(address.rpartition("/")[2] for address in gone)


def _led(site: Site, moves: Mapping[str, str], told: Mapping[str, str]) -> Site:
    """With more that leads on; what is there stays.

    What an entry's head says goes first, then what the settings do (`told`), then what an entry is
    remembered by, last where lists have gone (`moves`).
    """
    answering = (*site.entries, *site.withdrawn)
    live = {entry.url for entry in answering}
    own = {old for entry in answering for old in entry.aliases}
    told = {old: new for old, new in told.items() if old not in own}
    found = {**moves, **dict(site.redirects), **told}
    kept = ((old, new) for old, new in found.items() if old not in live)
    return replace(site, redirects=tuple(sorted(kept)))


def _followed(site: Site, book: Ledger) -> Site:
    """Where an entry that is gone is led on from its address, all that it had before follows."""
    answering = (*site.entries, *site.withdrawn)
    led, live = dict(site.redirects), {entry.url: entry.id for entry in answering}
    there = {*live.values()}
    goals = {
        id_: led[record.url]
        for id_, record in book.records.items()
        if record.kind in ledger.ENTRIES and id_ not in there and record.url in led
    }
    if not goals:
        return site
    had = ((old, goals[id_]) for old, id_ in book.old_addresses().items() if id_ in goals)
    found = {old: goal for old, goal in had if old not in live}
    return replace(site, redirects=tuple(sorted({**found, **led}.items())))


def _nowhere(context: BuildContext) -> Iterator[Problem]:
    """What the owner leads on from a page that is there, or to one that is not."""
    config = context.config
    if not config.redirects and not config.queries:
        return
    from publisher.site.listings import Listings
    from publisher.site.lists import address

    pages = {entry.url for entry in (*context.site.entries, *context.site.withdrawn)} | {
        *map(address, Listings(context).members)
    }
    feeds = {file for feed in polled(config) for file in feed.also}
    feeds |= {f.url for each in config.feeds for page in pages for f in each.files_of(page)}
    there = pages | feeds | {*_FIXED, _YIELDS}
    moved = frozenset(config.moved)
    for old, new in config.redirects:
        file = OLD_ADDRESSES if (old, new) in moved else config.file
        if old in pages or old in {*_FIXED}:
            text = f"redirects: leder om {old}, men där finns en sida"
            yield Problem(path=file, text=text, hint="Ta bort raden.")
        elif new.startswith("/") and new.partition("#")[0] not in there:
            text = f"redirects: leder {old} till {new}, som inte finns"
            yield Problem(path=file, text=text, hint=_TO_WHAT, fatal=file == config.file)
    for query, new in config.queries:
        if new.startswith("/") and new.partition("#")[0] not in there:
            text = f"queries: leder /?{query} till {new}, som inte finns"
            yield Problem(path=OLD_ADDRESSES, text=text, hint=_TO_WHAT, fatal=False)


def _articles(config: Config) -> Iterator[PromisedFeed]:
    for feed in config.feeds:
        also = tuple(file.url for file in feed.files)
        yield PromisedFeed(id=f"feed:{feed.id}", source=feed.source, url=feed.address, also=also)


def _shows(config: Config, hashes: Callable[[str], str] | None) -> Iterator[PromisedFeed]:
    if not config.shows:
        return
    from publisher.feeds.podcasting import guid

    for show in config.shows:
        own = show.guid or guid(config.absolute(show.feed_url))
        mark = hashes(show.image.source) if hashes else ""
        yield PromisedFeed(
            id=f"feed:{show.id}",
            source=show.source,
            url=show.feed_url,
            guid=own,
            also=(show.feed_url,),
            cover=PromisedCover(url=show.image.url, sha256=mark) if mark else None,
        )
