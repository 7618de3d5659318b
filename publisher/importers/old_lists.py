"""Where the old site's lists and feeds lead: what each service called them, and ours of the same.

WordPress's and Ghost's usual addresses are taken for granted, for no export says whether its owner
had changed them; Substack's cannot be changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

from publisher.config import Config
from publisher.config.feeds import old_addresses
from publisher.config.fields import parse
from publisher.importers.heads import head_of
from publisher.importers.planning import Plan
from publisher.importers.records import SourceIndex
from publisher.model.addresses import OLD_ADDRESSES, list_url, slug
from publisher.model.feed_formats import format_at
from publisher.model.old_addresses import old_address

_LISTS = {
    "wordpress": {"category": "/category/{}/", "tag": "/tag/{}/", "author": "/author/{}/"},
    "ghost": {"tag": "/tag/{}/", "author": "/author/{}/"},
}
_FEEDS = {
    "wordpress": ("/feed/", "/feed/rss/", "/feed/rss2/", "/rss.xml"),
    "ghost": ("/rss/", "/feed/"),
    "substack": ("/feed", "/feed.xml"),
}
_LIST_FEEDS = {"wordpress": "feed/", "ghost": "rss/"}
_QUERY = re.compile(r"[a-z_]{1,40}=[A-Za-z0-9_-]{1,100}")
_FIXED = {"substack": {"/archive": "/arkiv/"}}
_QUERIES = {"wordpress": {"category": "category_name", "tag": "tag", "author": "author_name"}}


@dataclass(slots=True, kw_only=True)
class OldAddresses:
    """Old address → ours. `feeds` are those of the redirects that only a web server can answer."""

    redirects: dict[str, str] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    feeds: dict[str, str] = field(default_factory=dict)


def found(index: SourceIndex, plan: Plan, config: Config, now: datetime) -> OldAddresses:
    """Of one source: only what leads to something that will be there."""
    made = OldAddresses()
    places = plan.places.values()
    taken = {each.rstrip("/") for place in places for each in (place.url, *place.aliases) if each}
    for old, new in _led(index, plan, config, now):
        try:
            plain = old_address(old)
        except ValueError:
            continue  # no file can be called so, and so no host has ever handed one out
        if plain.rstrip("/") in taken or plain == new:
            continue
        taken.add(plain.rstrip("/"))
        made.redirects[plain] = new
        if format_at(new) and not format_at(plain):
            made.feeds[plain] = new
    named = _QUERIES.get(index.service, {})
    for kind, old_slug, ours in _terms(index, plan, now):
        if kind in named and _QUERY.fullmatch(query := f"{named[kind]}={old_slug}"):
            made.queries[query] = list_url(kind, ours)
    feed = _main_feed(config)
    if feed and index.service == "wordpress":
        made.queries |= {f"feed={name}": feed for name in ("rss", "rss2")}
    shown = _shown(index, plan, now)
    ours_of = ((old.removeprefix("/?"), new) for old, new in plan.queries if new in shown)
    made.queries |= {query: new for query, new in ours_of if _QUERY.fullmatch(query)}
    return made


def _main_feed(config: Config) -> str:
    return config.feeds[0].address if config.feeds else ""


def _shown(index: SourceIndex, plan: Plan, now: datetime) -> set[str]:
    """The addresses of texts that a build shows; a page has no date."""
    return {
        plan.places[head.id].url
        for head in index.heads
        if head.status == "public"
        and plan.places[head.id].path
        and (head.kind == "page" or (head.date is not None and head.date <= now))
    }


def _terms(index: SourceIndex, plan: Plan, now: datetime) -> Iterator[tuple[str, str, str]]:
    """Kind, old slug and ours of every list that has something in it."""
    shown = _shown(index, plan, now)
    seen: dict[tuple[str, str, str], None] = {}
    for head in index.heads:
        if head.kind == "page" or plan.places[head.id].url not in shown:
            continue
        for term in head.categories:
            seen["category", unquote(term.slug), slug(plan.categories[term])] = None
        for term in head.tags:
            seen["tag", unquote(term.slug), slug(plan.tags[term])] = None
        for term in head.authors:
            seen["author", unquote(term.slug), plan.authors[term.slug][0]] = None
    yield from seen


def _led(
    index: SourceIndex, plan: Plan, config: Config, now: datetime
) -> Iterator[tuple[str, str]]:
    feed = _main_feed(config)
    with_feeds = {kind for each in config.feeds[:1] for kind in each.each}
    for kind, old_slug, ours in _terms(index, plan, now):
        pattern = _LISTS.get(index.service, {}).get(kind)
        if pattern is None or not old_slug:
            continue
        old, new = pattern.format(quote(old_slug)), list_url(kind, ours)
        yield old, new
        if kind in with_feeds and (ending := _LIST_FEEDS.get(index.service)):
            yield old + ending, next(iter(config.feeds[0].files_of(new))).url
    if feed:
        yield from ((old, feed) for old in _FEEDS.get(index.service, ()))
    yield from _FIXED.get(index.service, {}).items()


def text_of(root: Path, own: OldAddresses, others: frozenset[str]) -> str:
    """The file with these, and those that earlier imports left there; empty for none.

    What led to one of the `others`, texts that came from elsewhere, goes on leading there.
    """
    file = root / OLD_ADDRESSES
    redirects, queries = dict[str, str](), dict[str, str]()
    if file.is_file():
        parsed, _ = parse(file.read_text("utf-8"), OLD_ADDRESSES)
        if parsed is not None:
            redirects, queries, _ = old_addresses(parsed, OLD_ADDRESSES)
    # A page lies at both `/feed` and `/feed/`, so whoever came first has it.
    before = {old.rstrip("/"): old for old in redirects}
    redirects |= {
        old: new for old, new in own.redirects.items() if before.get(old.rstrip("/"), old) == old
    }
    queries |= {
        query: new for query, new in own.queries.items() if queries.get(query, new) not in others
    }
    if not redirects and not queries:
        return ""
    rows = [_HEAD]
    for name, led in (("redirects", redirects), ("queries", queries)):
        lines = "".join(f"  {_key(old)}: {_key(new)}\n" for old, new in sorted(led.items()))
        rows.append(f"{name}:\n{lines}" if lines else "")
    return "".join(rows)


_HEAD = """\
# Dit leder den gamla sajtens adresser: listor, flöden och sådant som bara har ett frågetecken.
# Skriven av publisher import. En rad som inte behövs kan tas bort.
kind: addresses
"""


def _key(text: str) -> str:
    """As YAML."""
    return head_of({"x": text}).removeprefix("x: ").rstrip("\n")
