"""A feed that is divided into pages, read whole: half of an old feed would hide what is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from publisher.feeds.compare.fetching import Fetched, NothingThereError, fetch
from publisher.feeds.compare.reading import OutsideFeed, read
from publisher.problems import Problem, PublisherError
from publisher.system.web import joined

_HEAD = 4000
PAGES = 500
"""No feed has more; one that seems to leads in a circle."""
Fetch = Callable[[str], Fetched]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeFeed:
    """All pages as one feed, and the address of the first; empty for a file on disk."""

    feed: OutsideFeed
    address: str = ""


def whole(place: str, fetch_: Fetch = fetch) -> WholeFeed:
    """The feed at `place` with the episodes of every page it has.

    Pages are what the feed itself says (RFC 5005), and what WordPress has without saying so.
    Raises PublisherError when one of them cannot be read: then nobody knows what was on it.
    """
    fetched = fetch_(place)
    first = read(fetched.data, place, fetched.charset)
    known = {(each.guid, each.url) for each in first.episodes}
    pages, problems = [first], list(first.problems)
    seen = {fetched.address or place}
    base = fetched.address or first.address
    if first.wordpress and not fetched.address and not first.next_page:
        problems.append(_saved(place))
        first = replace(first, wordpress=False)
        pages = [first]
    while goal := _next(pages[-1], base, len(pages)):
        if goal in seen or not goal.startswith(("http://", "https://")):
            break
        if len(pages) >= PAGES:
            text = f"har fler än {PAGES} sidor, eller leder runt i en ring"
            raise PublisherError(Problem(path=place, text=text, hint="Spara flödet i en fil."))
        seen.add(goal)
        guessed = not pages[-1].next_page
        page = _page(goal, fetch_, guessed=guessed)
        new = [] if page is None else [e for e in page.episodes if (e.guid, e.url) not in known]
        if page is None or (guessed and not new):
            break  # WordPress has no more, or gives the same page whatever is asked for
        known |= {(each.guid, each.url) for each in new}
        pages.append(replace(page, episodes=tuple(new)))
        problems += page.problems
    episodes = tuple(each for page in pages for each in page.episodes)
    feed = replace(first, episodes=episodes, problems=tuple(problems))
    return WholeFeed(feed=feed, address=fetched.address)


def pages(place: str, fetch_: Fetch = fetch) -> tuple[Fetched, ...]:
    """The bytes of every page of the feed at an address, also of one that is no podcast's.

    Raises PublisherError when one of them cannot be read.
    """
    found: list[Fetched] = []

    def noted(address: str) -> Fetched:
        found.append(fetch_(address))
        return found[-1]

    try:
        whole(place, noted)
    except PublisherError:
        if len(found) != 1 or not _other_form(found[0].data):
            raise
    return tuple(found)


def _other_form(data: bytes) -> bool:
    """Whether it is a feed of a kind that has no pages: Atom or JSON."""
    return b"<feed" in data[:_HEAD] or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def _saved(place: str) -> Problem:
    text = "är sparat från WordPress, som delar upp flöden i sidor: här kan vara bara den första"
    hint = "Ge flödets webbadress i stället, så läses alla sidor."
    return Problem(path=place, text=text, hint=hint, fatal=False)


def _next(page: OutsideFeed, base: str, number: int) -> str:
    """The address of the page after this, the `number`th."""
    if page.next_page:
        return joined(base, page.next_page)
    if not (page.wordpress and page.episodes and base):
        return ""
    parts = urlsplit(base)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", str(number + 1))])))


def _page(address: str, fetch_: Fetch, *, guessed: bool) -> OutsideFeed | None:
    """None when a page that nobody has told of is not there."""
    try:
        fetched = fetch_(address)
        return read(fetched.data, address, fetched.charset)
    except NothingThereError:
        if guessed:
            return None
        raise
