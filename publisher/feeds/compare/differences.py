"""Two feeds → what differs, and what of it hurts those who listen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from publisher.feeds.compare.reading import OutsideEpisode, OutsideFeed

Kind = Literal["lost", "guid", "new", "address", "bytes", "mime", "date", "title"]
KINDS: tuple[Kind, ...] = ("lost", "guid", "new", "address", "bytes", "mime", "date", "title")
"""The worst first."""
HURTS = frozenset({"lost", "guid"})
"""An episode that apps take away, or show once more as new."""
_NEAR = timedelta(days=1)
"""A date without a zone, or with the wrong one, is at most this far off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeDifference:
    """What is not the same of one episode; `old` or `new` is None where it is only in one feed.

    `by` tells what two episodes with different GUIDs were known by: `address`, `file` or `title`.
    """

    kind: Kind
    old: OutsideEpisode | None = None
    new: OutsideEpisode | None = None
    by: str = ""

    @property
    def episode(self) -> OutsideEpisode:
        """The episode, as the old feed has it if it does."""
        found = self.old or self.new
        assert found is not None  # noqa: S101 (one of the two is always given)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedComparison:
    """All differences, the worst kind first, in feed order; `same` episodes have none at all."""

    differences: tuple[EpisodeDifference, ...]
    same: int

    @property
    def counts(self) -> Counter[Kind]:
        """How many of each kind."""
        return Counter(each.kind for each in self.differences)

    @property
    def hurts(self) -> int:
        """How many episodes listeners would lose, or get once more as new."""
        return sum(each.kind in HURTS for each in self.differences)


def compare(old: OutsideFeed, new: OutsideFeed) -> FeedComparison:
    """What `new` would change for those who have followed `old`."""
    left, right = _by_guid(old), _by_guid(new)
    pairs = [(left.pop(guid), right.pop(guid), "") for guid in list(left) if guid in right]
    for by, key in _LIKENESSES.items():
        pairs += ((one, other, by) for one, other in _alike(left, right, key))
    pairs += ((one, other, "title") for one, other in _same_title(left, right))
    found = [EpisodeDifference(kind="lost", old=one) for one in left.values()]
    found += (EpisodeDifference(kind="new", new=one) for one in right.values())
    same = 0
    for one, other, by in pairs:
        differences = list(_between(one, other, by))
        same += not differences
        found += differences
    return FeedComparison(differences=_sorted(found, old, new), same=same)


_Episodes = dict[str, OutsideEpisode]


def _by_guid(feed: OutsideFeed) -> _Episodes:
    """Of two episodes with one GUID, apps keep the first."""
    return {episode.guid: episode for episode in reversed(feed.episodes)}


def _alike(
    left: _Episodes, right: _Episodes, key: Callable[[OutsideEpisode], Hashable]
) -> Iterator[tuple[OutsideEpisode, OutsideEpisode]]:
    """Pairs for which `key` gives the same, and gives it for no other; they leave the lists."""
    ours, theirs = _only(left, key), _only(right, key)
    for value in ours.keys() & theirs.keys():
        one, other = ours[value], theirs[value]
        del left[one.guid], right[other.guid]
        yield one, other


def _only(
    episodes: _Episodes, key: Callable[[OutsideEpisode], Hashable]
) -> dict[Hashable, OutsideEpisode]:
    count = Counter(key(episode) for episode in episodes.values())
    return {
        value: episode
        for episode in episodes.values()
        if (value := key(episode)) is not None and count[value] == 1
    }


def _address(episode: OutsideEpisode) -> Hashable:
    return episode.url or None


def _file(episode: OutsideEpisode) -> Hashable:
    """The sound file's name and exact size: a new host seldom changes both."""
    name = episode.url.partition("?")[0].rpartition("/")[2]
    return (name, episode.bytes) if name and episode.bytes else None


_LIKENESSES: dict[str, Callable[[OutsideEpisode], Hashable]] = {"address": _address, "file": _file}


def _same_title(
    left: _Episodes, right: _Episodes
) -> Iterator[tuple[OutsideEpisode, OutsideEpisode]]:
    """Pairs with the same title at about the same time, or with a date that nobody knows."""
    titles: dict[str, tuple[list[OutsideEpisode], list[OutsideEpisode]]] = {}
    for side, episodes in enumerate((left, right)):
        for episode in episodes.values():
            if episode.title:
                titles.setdefault(episode.title.casefold(), ([], []))[side].append(episode)
    for ours, theirs in titles.values():
        for one, other in _matched(ours, theirs):
            del left[one.guid], right[other.guid]
            yield one, other


def _matched(
    ours: list[OutsideEpisode], theirs: list[OutsideEpisode]
) -> Iterator[tuple[OutsideEpisode, OutsideEpisode]]:
    """Of several with one title, those that belong together; where nobody can tell, none.

    A day may have two “Nyheter”. As many on both sides belong together in the order they came, also
    when all hours are off by the same; else each has the nearest that has no nearer one itself.
    """
    dated = [sorted((e for e in side if e.date), key=_when) for side in (ours, theirs)]
    in_order = list(zip(*dated, strict=False))
    if len(dated[0]) == len(dated[1]) and all(_near(*pair) for pair in in_order):
        yield from in_order
        dated = [[], []]
    for one in dated[0]:
        if (other := _nearest(one, dated[1])) and _nearest(other, dated[0]) is one:
            yield one, other
    if len(ours) == len(theirs) == 1 and not (ours[0].date and theirs[0].date):
        yield ours[0], theirs[0]


def _nearest(one: OutsideEpisode, others: list[OutsideEpisode]) -> OutsideEpisode | None:
    """The one that is nearer in time than all others; None when two are as near."""
    near = sorted((abs(_when(one) - _when(each)), at) for at, each in enumerate(others))
    near = [found for found in near if found[0] <= _NEAR]
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return others[near[0][1]]


def _when(episode: OutsideEpisode) -> datetime:
    return episode.date or datetime.max.replace(tzinfo=UTC)


def _near(one: OutsideEpisode, other: OutsideEpisode) -> bool:
    return not (one.date and other.date) or abs(one.date - other.date) <= _NEAR


def _between(one: OutsideEpisode, other: OutsideEpisode, by: str) -> Iterator[EpisodeDifference]:
    if by:
        yield EpisodeDifference(kind="guid", old=one, new=other, by=by)
    facts: tuple[tuple[Kind, object, object], ...] = (
        ("address", one.url, other.url),
        ("bytes", one.bytes, other.bytes),
        ("mime", one.mime, other.mime),
        ("date", one.date, other.date),
        ("title", one.title, other.title),
    )
    for kind, before, after in facts:
        if before != after:
            yield EpisodeDifference(kind=kind, old=one, new=other)


def _sorted(
    found: list[EpisodeDifference], old: OutsideFeed, new: OutsideFeed
) -> tuple[EpisodeDifference, ...]:
    places = {id(each): at for at, each in enumerate((*old.episodes, *new.episodes))}
    return tuple(sorted(found, key=lambda each: (KINDS.index(each.kind), places[id(each.episode)])))
