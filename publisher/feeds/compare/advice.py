"""What to do about a move, step by step, in Swedish."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.feeds.compare.differences import FeedComparison
from publisher.feeds.compare.reading import OutsideFeed


def advice(
    old: OutsideFeed, new: OutsideFeed, found: FeedComparison, addresses: tuple[str, str]
) -> tuple[str, ...]:
    """The steps that are left, in order; `addresses` are where the two feeds are polled.

    An empty address is one that nobody knows.
    """
    return (*_episodes(found), *_show(old, new), *_move(old, new, addresses), *_sound(found))


def _episodes(found: FeedComparison) -> Iterator[str]:
    if found.counts["lost"]:
        yield (
            "Lägg in de avsnitt som är borta, med raden guid: och deras guid i huvudet. "
            "Annars försvinner de ur lyssnarnas appar."
        )
    if found.counts["guid"]:
        yield (
            "Skriv guid: och den gamla guiden i huvudet på de avsnitt som har bytt. "
            "Annars kommer de en gång till som nya."
        )


def _show(old: OutsideFeed, new: OutsideFeed) -> Iterator[str]:
    if old.podcast_guid and old.podcast_guid != new.podcast_guid:
        yield (
            f"Skriv guid: {old.podcast_guid} i poddens fil i feeds/, så är den samma podd "
            "i Podcasting 2.0."
        )


def _move(old: OutsideFeed, new: OutsideFeed, addresses: tuple[str, str]) -> Iterator[str]:
    before, after = addresses
    if before and before == after:
        return
    goal = after or "det nya flödets adress"
    if not after or new.new_feed_url != after:
        yield f"Skriv new_feed_url: {goal} i poddens fil i feeds/, och kör publisher build."
    if not after or old.new_feed_url != after:
        yield f"Låt den gamla poddvärden sätta itunes:new-feed-url till {goal}."
    yield (
        f"Låt {before or 'det gamla flödets adress'} svara 301 (flyttad för gott) med {goal}, "
        "så länge någon hämtar den."
    )


def _sound(found: FeedComparison) -> Iterator[str]:
    if found.counts["address"]:
        yield (
            "Låt de gamla ljudadresserna svara 301 med de nya, så att redan nedladdade listor "
            "fungerar. Alla par visas med -v."
        )
    if found.counts["bytes"]:
        yield "Lyssna på ett avsnitt vars storlek skiljer: är det samma ljud, omkodat?"
