"""The `podcast:` tags of the Podcasting 2.0 namespace (podcastindex.org/namespace/1.0)."""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd
from pathlib import PurePosixPath
from uuid import UUID, uuid5

from publisher.config import Config
from publisher.config.standards.podcasting import ROLES
from publisher.feeds.channel import ExtensionTag
from publisher.media import chapters, transcripts
from publisher.model import Credit, Episode, Image, Show

_FEEDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace's own UUID, from the description of podcast:guid."""
_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


def of_show(config: Config, show: Show) -> Iterator[ExtensionTag]:
    """Identity, ownership, the people always heard, and what apps show about the whole."""
    feed_url = config.absolute(show.feed_url)
    yield ExtensionTag("podcast:guid", show.guid or guid(feed_url))
    locked = "yes" if show.locked else "no"
    yield ExtensionTag("podcast:locked", locked, {"owner": show.owner.email})
    yield ExtensionTag("podcast:medium", show.medium)
    yield from (_person(config, host) for host in show.hosts)
    yield from (
        ExtensionTag("podcast:funding", each.title, {"url": each.url}) for each in show.funding
    )
    yield from _update_frequency(show)
    yield from _image(config, show.image, "artwork")
    if show.verify:
        yield ExtensionTag("podcast:txt", show.verify, {"purpose": "verify"})
    if show.publisher_guid:
        yield _publisher(show)


def of_episode(config: Config, show: Show, episode: Episode) -> Iterator[ExtensionTag]:
    """Place in the show, people heard, pictures, chapters and transcripts."""
    if episode.season:
        yield ExtensionTag("podcast:season", str(episode.season))
    if episode.number:
        yield ExtensionTag("podcast:episode", str(episode.number))
    yield from (_person(config, person) for person in _heard(show, episode))
    if episode.image:
        yield from _image(config, episode.image)
    yield from _transcripts(config, show, episode)
    if address := chapters.address(episode):
        about = {"url": config.absolute(address), "type": chapters.MIME}
        yield ExtensionTag("podcast:chapters", attributes=about)


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


def _person(config: Config, person: Credit) -> ExtensionTag:
    about = {"role": person.role}
    if (group := ROLES.get(person.role, "cast")) != "cast":  # what apps take for granted
        about["group"] = group
    if person.url:
        about["href"] = config.absolute(person.url)
    return ExtensionTag("podcast:person", person.name, about)


def _update_frequency(show: Show) -> Iterator[ExtensionTag]:
    """How often there is a new episode, and whether there will ever be one again."""
    about = {"rrule": show.update_rule} if show.update_rule else {}
    if show.complete:
        about["complete"] = "true"
    if about or show.update_frequency:
        words = show.update_frequency or "Inga fler avsnitt"
        yield ExtensionTag("podcast:updateFrequency", words, about)


def _image(config: Config, image: Image, purpose: str = "") -> Iterator[ExtensionTag]:
    """A picture of any shape, as podcast:image; where its size is unknown an app would guess."""
    if not (image.width and image.height):
        return
    about = {"href": config.absolute(image.url), "alt": image.alt}
    part = gcd(image.width, image.height)
    about["aspect-ratio"] = f"{image.width // part}/{image.height // part}"
    about |= {"width": str(image.width), "height": str(image.height)}
    about["type"] = _TYPES.get(PurePosixPath(image.url).suffix.lower(), "")
    about["purpose"] = purpose
    yield ExtensionTag(
        "podcast:image", attributes={name: value for name, value in about.items() if value}
    )


def _transcripts(config: Config, show: Show, episode: Episode) -> Iterator[ExtensionTag]:
    for address, mime in transcripts.addresses(episode):
        about = {"url": config.absolute(address), "type": mime, "language": show.language}
        yield ExtensionTag("podcast:transcript", attributes=about)


def _publisher(show: Show) -> ExtensionTag:
    about = {"medium": "publisher", "feedGuid": show.publisher_guid}
    if show.publisher_url:
        about["feedUrl"] = show.publisher_url
    return ExtensionTag(
        "podcast:publisher", inside=(ExtensionTag("podcast:remoteItem", attributes=about),)
    )
