"""The `podcast:` tags of the Podcasting 2.0 namespace (podcastindex.org/namespace/1.0)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid5

from publisher.feeds.channel import Tag, absolute
from publisher.model import Credit, Episode, Show

_FEEDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace's own UUID, from the description of podcast:guid."""


def of_show(origin: str, show: Show) -> Iterator[Tag]:
    """Identity, ownership and the people always heard."""
    feed_url = absolute(origin, show.feed_url)
    yield Tag("podcast:guid", show.guid or guid(feed_url))
    locked = "yes" if show.locked else "no"
    yield Tag("podcast:locked", locked, {"owner": show.owner.email})
    yield Tag("podcast:medium", "podcast")
    yield from (_person(origin, host) for host in show.hosts)


def of_episode(origin: str, show: Show, episode: Episode) -> Iterator[Tag]:
    """Place in the show, people heard and transcript."""
    if episode.season:
        yield Tag("podcast:season", str(episode.season))
    if episode.number:
        yield Tag("podcast:episode", str(episode.number))
    yield from (_person(origin, person) for person in _heard(show, episode))
    if episode.transcript:
        address = absolute(origin, episode.transcript.url)
        about = {"url": address, "type": episode.transcript.mime, "language": show.language}
        yield Tag("podcast:transcript", attributes=about)


def guid(feed_url: str) -> str:
    """A show's identity for life: UUIDv5 of its first feed's URL without scheme and last slashes.

    Computed only until the show's settings state it, for a show that moves must keep the old one.
    """
    return str(uuid5(_FEEDS, feed_url.split("://", 1)[-1].rstrip("/")))


def _heard(show: Show, episode: Episode) -> tuple[Credit, ...]:
    """Hosts and guests. An episode's list replaces the show's, so the hosts are said again.

    A host whom the episode names itself, as a guest perhaps, is only what the episode says.
    """
    named = {person.name for person in episode.people}
    return (*(host for host in show.hosts if host.name not in named), *episode.people)


def _person(origin: str, person: Credit) -> Tag:
    about = {"role": person.role}
    if person.url:
        about["href"] = absolute(origin, person.url)
    return Tag("podcast:person", person.name, about)
