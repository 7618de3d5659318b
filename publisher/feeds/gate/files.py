"""What a feed points at on our own host: is it there, is it as large, is the cover a cover."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

from publisher.feeds.gate.finding import Feed, FeedPart, GateFinding, problem
from publisher.media import artwork
from publisher.model import Image, Piece
from publisher.model.addresses import built
from publisher.problems import Problem
from publisher.system.disk import on_disk

Sizes = Callable[[str], int | None]
"""The size in bytes of what a finished build has at a path under `build/`; None: nothing."""

_LINKS = (("podcast:transcript", "url"), ("podcast:chapters", "url"), ("podcast:image", "href"))


def check(feed: Feed, sizes: Sizes | None) -> Iterator[Problem]:
    """Compare with the real files; without `sizes` only the pictures can be looked at."""
    for part in feed.parts:
        found = [*_picture(feed, part)]
        if sizes is not None:
            found += [*_sound(feed, part, sizes), *_linked(feed, part, sizes)]
        yield from (problem(part, finding) for finding in found)


def _sound(feed: Feed, part: FeedPart, sizes: Sizes) -> Iterator[GateFinding]:
    url = part.attribute("enclosure", "url")
    path = _path(feed, url)
    if not path:
        return
    size = sizes(path)
    if size is None:
        yield GateFinding(f"ljudfilen {url} finns inte i bygget", "Finns filen vid audio: kvar?")
    elif str(size) != (length := part.attribute("enclosure", "length")):
        text = f"flödet säger att ljudfilen är {length} byte, men den är {size}"
        yield GateFinding(text, "Kör publisher build --clean. Då mäts filen om.")


def _linked(feed: Feed, part: FeedPart, sizes: Sizes) -> Iterator[GateFinding]:
    for name, attribute in (*_LINKS, ("itunes:image", "href")):
        for element in part.all(name):
            url = element.get(attribute, "")
            if (path := _path(feed, url)) and sizes(path) is None:
                yield GateFinding(f"{url} finns inte i bygget ({name})", "Finns filen kvar?")


def _path(feed: Feed, url: str) -> str:
    """The path under `build/` of an address on our own host; empty for all others."""
    origin = feed.config.origin
    return built(unquote(url.removeprefix(origin))) if url.startswith(f"{origin}/") else ""


def _picture(feed: Feed, part: FeedPart) -> Iterator[GateFinding]:
    """Apple (896): square, 1400–3000 pixels, RGB, no transparency; Spotify: square.

    An episode's picture is advice only: apps show the show's cover in its place.
    """
    if not part.has("itunes:image"):
        return
    if part is feed.channel and feed.show:
        image: Image | None = feed.show.image
    else:
        image = part.entry.image if isinstance(part.entry, Piece) else None
    if image and image.source and (text := _unfit(on_disk(feed.config.root, image.source))):
        hint = "Spara om det kvadratiskt, 1400–3000 bildpunkter, i RGB, som JPEG eller PNG."
        yield GateFinding(f"omslaget {text}", hint, fatal=part is feed.channel)


def _unfit(file: Path) -> str:
    try:
        found = artwork.look(file)
        if found and (found.width != found.height or found.width not in artwork.PIXELS):
            return f"är {found.width} × {found.height} bildpunkter"
        return artwork.fault(file)
    except OSError:
        return f"”{file.name}” går inte att läsa"
