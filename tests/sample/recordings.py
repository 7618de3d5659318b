"""Sound for sample episodes: recordings, and how they are published."""

from __future__ import annotations

from collections.abc import Iterable

from publisher.engine.recipes import SoundCopy
from publisher.model import Enclosure, Entry, Episode, Recording, Site


def recording(
    path: str, size: int = 3, seconds: float = 9.5, mime: str = "audio/mpeg"
) -> Recording:
    """A recording of the author's at `path`."""
    return Recording(
        path=path,
        bytes=size,
        mime=mime,
        seconds=seconds,
        bitrate=128_000,
        channels=1,
        sample_rate=44_100,
    )


def enclosures(entries: Iterable[Entry]) -> dict[str, Enclosure]:
    """What is published of the episodes' recordings, by id; here no larger than those are."""
    return {
        entry.id: Enclosure(
            url=f"/media/{sound.path.removeprefix('content/')}",
            bytes=sound.bytes,
            mime=sound.mime,
            seconds=sound.seconds,
        )
        for entry in entries
        if isinstance(entry, Episode) and (sound := entry.recording)
    }


def copies(site: Site) -> dict[str, SoundCopy]:
    """Copies of all recordings of the site's, each at the address that its enclosure tells."""
    return {
        sound.path: SoundCopy(
            url=site.enclosure(episode).url,
            key=f"key of {sound.path}",
            write=lambda: iter([b"sound"]),
        )
        for episode in site.episodes
        if (sound := episode.recording)
    }
