"""Podlove Simple Chapters 1.2 (podlove.org/simple-chapters), which Spotify and others read."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.config import Config
from publisher.feeds.channel import ExtensionTag
from publisher.media import chapters
from publisher.model import Chapter, Episode


def of_episode(config: Config, episode: Episode) -> Iterator[ExtensionTag]:
    """The episode's chapters, in the order they are heard."""
    if episode.chapters:
        inside = tuple(_chapter(config, each) for each in episode.chapters)
        yield ExtensionTag("psc:chapters", attributes={"version": "1.2"}, inside=inside)


def _chapter(config: Config, chapter: Chapter) -> ExtensionTag:
    about = {"start": chapters.normal_time(chapter.start), "title": chapter.title}
    if chapter.url:
        about["href"] = config.absolute(chapter.url)
    if chapter.image:
        about["image"] = config.absolute(chapter.image.url)
    return ExtensionTag("psc:chapter", attributes=about)
