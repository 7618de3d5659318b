"""Lists are promises: a tag's page is linked to and found by searching, and its feed is followed.

A list is what it gathers, not what it is called. When a tag is renamed, all that stood under the
old name stands under the new one, and the old address leads there by itself; where that is not
certain, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from publisher.ledger.values import Ledger, LedgerLine, standing, utc
from publisher.model.feed_formats import RSS, format_at
from publisher.problems import Problem

LIST = "list"
MEMBERS = 5
"""How many of its oldest pieces a list is known by: more would be a new line for each new piece."""
_ACCEPT = "publisher ledger accept"
_SOURCE = "content"
_YEARS = "/arkiv/"
_CALLED = {
    "taggar": ("taggen", "någon annan tagg"),
    "kategorier": ("kategorin", "någon annan kategori"),
    "forfattare": ("skribenten", "någon annan skribent"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedListing:
    """A list as readers can find it: site address, numbered pages, addresses of its feeds."""

    url: str
    pages: int = 0
    feeds: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    """The ids of its oldest pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteListings:
    """All lists of a site, by address; `stands` tells in which of them an entry (by id) is."""

    lists: Mapping[str, PromisedListing] = field(default_factory=dict)
    stands: Callable[[str], frozenset[str]] = field(default=lambda _id: frozenset())
    led: Mapping[str, str] = field(default_factory=dict)
    """Old address → new, as the owner has written."""
    shows: frozenset[str] = frozenset()
    """The addresses of podcasts' pages that were promised; their feeds' faults tell of them."""
    fileless: frozenset[str] = frozenset()
    """Names of feeds (`feed.xml`) whose file in `feeds/` is gone; its fault tells of lists' too."""
    withdrawn: frozenset[str] = frozenset()
    """The ids of texts that are taken back: a list that held nothing else leads to its kind's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRedirects:
    """Old addresses of lists and their feeds → where they lead now, and the promises broken."""

    moves: Mapping[str, str]
    problems: tuple[Problem, ...]


def list_id(url: str) -> str:
    """The id of the list that was first published at this address."""
    return f"lista:{url}"


def list_records(ledger: Ledger, lists: SiteListings, now: datetime) -> Iterator[LedgerLine]:
    """What a deploy promises of lists; those that are called something else go on as the new."""
    at = utc(now)
    goals = {list_id(url): url for url in lists.lists}
    promised = _promised(ledger)
    for id_, lines in standing(ledger, LIST).items():
        goal = _goal(lines[-1], lists, promised)
        if id_ not in goals and goal in lists.lists:
            goals[id_] = goal
    for id_, url in sorted(goals.items()):
        found = lists.lists[url]
        if not found.members:
            continue  # nothing to read there, and nothing that anybody would link to
        yield LedgerLine(
            id=id_,
            at=at,
            kind=LIST,
            source=_SOURCE,
            url=url,
            guid=id_,
            published=at,
            also=found.feeds,
            pages=found.pages,
            members=found.members,
        )


def kept(ledger: Ledger, lists: SiteListings) -> ListingRedirects:
    """Where every address that a list or its feed has had leads, and which lead nowhere."""
    moves: dict[str, str] = {}
    gone: dict[str, tuple[str, LedgerLine]] = {}
    feeds = {address for each in lists.lists.values() for address in each.feeds}
    lost: dict[tuple[str, str], list[str]] = {}
    promised = _promised(ledger)
    for id_, lines in standing(ledger, LIST).items():
        newest = lines[-1]
        goal = _goal(newest, lists, promised)
        if not goal:
            # Lists that went on as this one share its fate, and are told of and released with it.
            if above := _emptied(newest, lists):
                moves |= _pages(lines, above, lists)
                continue
            first = newest.url not in gone or id_ == list_id(newest.url)
            if first and not _released(newest, lists):
                gone[newest.url] = id_, newest
            continue
        moves |= _pages(lines, goal, lists)
        for address in _feeds(lines):
            if address in feeds:
                continue
            if heir := lists.led.get(address) or _same_feed(address, lists.lists.get(goal)):
                moves[address] = heir
            elif (name := address.rpartition("/")[2]) not in lists.fileless:
                folder = newest.url.split("/")[1]
                lost.setdefault((folder, name), []).append(address)
    problems = [_gone(newest, ledger, id_) for id_, newest in gone.values()]
    problems += (_fewer_feeds(folder, *found) for (folder, _), found in lost.items())
    return ListingRedirects(moves=moves, problems=tuple(problems))


def _promised(ledger: Ledger) -> frozenset[str]:
    """All addresses that are promised; no entry or feed has that of a list."""
    return frozenset(each.url for each in ledger.records.values() if not each.withdrawn)


def _goal(record: LedgerLine, lists: SiteListings, promised: frozenset[str]) -> str:
    """Where what stood there is now; empty when nobody can be sure."""
    if record.url in lists.lists:
        return record.url
    if written := lists.led.get(record.url):
        return written
    folder = record.url.split("/")[1]
    if folder.isdecimal():
        return _YEARS if _YEARS in lists.lists else ""
    stands = [found for id_ in record.members if (found := lists.stands(id_))]
    common = frozenset[str].intersection(*stands) if stands else frozenset()
    new = [url for url in common - promised if url.split("/")[1] == folder]
    return new[0] if len(new) == 1 else ""


def _pages(
    lines: Iterable[LedgerLine], goal: str, lists: SiteListings
) -> Iterator[tuple[str, str]]:
    """From every old address, and from numbered pages that the list no longer has."""
    found = lists.lists.get(goal)
    last = found.pages if found else 0
    for record in lines:
        if record.url != goal and record.url not in lists.lists:
            yield record.url, goal
        for number in range(1, record.pages + 1):
            page = f"{record.url}sida/{number}/"
            there = lists.lists.get(record.url)
            if there is None or number > there.pages:
                yield page, f"{goal}sida/{number}/" if number <= last else goal


def _feeds(lines: Iterable[LedgerLine]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for record in lines for address in record.also))


def _same_feed(address: str, goal: PromisedListing | None) -> str:
    """The goal's feed of that name, or its only one of that format."""
    feeds = goal.feeds if goal else ()
    name, format_ = address.rpartition("/")[2], format_at(address)
    named = [feed for feed in feeds if feed.rpartition("/")[2] == name]
    alike = named or [feed for feed in feeds if format_ and format_at(feed) is format_]
    return alike[0] if len(alike) == 1 else ""


def _released(record: LedgerLine, lists: SiteListings) -> bool:
    """Whether all that it is known to have held is gone, or its podcast is: that is told itself."""
    if record.url in lists.shows:
        return True
    return not any(lists.stands(id_) for id_ in record.members)


def _emptied(record: LedgerLine, lists: SiteListings) -> str:
    """Where a list leads of which all has been taken back; empty for any other."""
    folder = record.url.split("/")[1]
    if folder not in _CALLED or not _released(record, lists):
        return ""
    return f"/{folder}/" if not lists.withdrawn.isdisjoint(record.members) else ""


def _gone(record: LedgerLine, ledger: Ledger, id_: str) -> Problem:
    folder, name = record.url.strip("/").partition("/")[::2]
    called, other = _CALLED.get(folder, ("listan", "någon annan lista"))
    sources = (ledger.record(member) for member in record.members)
    path = next((found.source for found in sources if found is not None), record.source)
    return Problem(
        path=path,
        text=f"{called} ”{name or folder}” är publicerad på {record.url} men finns inte längre, "
        f"och det är inte säkert att {other} är densamma: länkar dit och dess flöde slutar fungera",
        hint="Skriv den som förut i texterna, eller skriv i mkdocs.yml, under publisher:, vart den "
        f"ska leda: redirects: {{{record.url}: /ny-adress/}} Ska den bort: {_ACCEPT} {id_}",
    )


def _fewer_feeds(folder: str, first: str, *more: str) -> Problem:
    rest = f" och {len(more)} till" if more else ""
    each = {"taggar": "tag", "kategorier": "category", "forfattare": "author"}.get(folder, "")
    format_ = (format_at(first) or RSS).id
    return Problem(
        path="feeds",
        text=f"flödet {first}{rest} är publicerat men finns inte längre: "
        "de som följer det får aldrig något nytt",
        hint=f"Låt each: ha med {each} och each_formats: ha med {format_} i flödets fil. "
        f"Är det ändå rätt: {_ACCEPT} lista:/{folder}/",
    )
