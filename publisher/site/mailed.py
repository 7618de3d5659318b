"""Pictures that only letters show; they lie with the site's, since a letter holds addresses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from publisher import images
from publisher.addresses import beside
from publisher.images import UnfitError
from publisher.model import Artifact, Edition, Entry, Media, Piece
from publisher.problems import PublisherError
from publisher.work import Recipe, Work, key

_NEWER = frozenset({".avif", ".webp"})
"""What Outlook for Windows does not show (caniemail, 2026-05)."""


def recipes(work: Work) -> Iterator[Recipe]:
    """Small pictures of what newsletters gather; in older formats, what is too new for letters.

    A picture that pages have in such a size already is made by them, and not here.
    """
    gathered = {
        entry.id: entry for edition in work.site.editions for entry in _shown(work, edition)
    }
    sent = (each for each in work.pieces if each.mail.send)
    mailed: dict[str, Entry] = {each.id: each for each in (*work.site.editions, *sent)} | gathered
    wanted = {(each, images.LETTER) for entry in mailed.values() for each in _newer(work, entry)}
    wanted |= {
        (entry.image, images.THUMB)
        for entry in gathered.values()
        if isinstance(entry, Piece) and entry.image
    }
    files = {(each.source, each.url, most) for each, most in wanted}
    for source, url, most in sorted(files):
        yield Recipe(
            name=f"site{url} (brev, {most})",
            key=key(work.hashes(source), images.MAKING, most),
            make=partial(_made, work, source, url, most),
        )


def _shown(work: Work, edition: Edition) -> Iterator[Entry]:
    """What a newsletter may show pictures of: gathered, or linked to by its text."""
    yield from (work.by_id[id_] for id_ in edition.articles if id_ in work.by_id)
    targets = (link.target for link in work.texts.digest(edition).links)
    yield from (work.by_source[target] for target in targets if target in work.by_source)


def _newer(work: Work, entry: Entry) -> Iterator[Media]:
    own = (entry.image,) if isinstance(entry, Piece) and entry.image else ()
    for each in (*own, *work.texts.digest(entry).media):
        if PurePosixPath(each.url).suffix in _NEWER:
            yield each


def _made(work: Work, source: str, url: str, most: int) -> Iterator[Artifact]:
    path = work.config.root / source
    try:
        variant = images.mailed(path, most)
        on_pages = images.variants(path) if most == images.LETTER else None
        if variant is not None and on_pages is None:
            data = images.resized(path, variant.width, variant.format)
            yield Artifact(path=f"site{beside(url, variant.ending)}", data=data)
    except UnfitError as unfit:
        raise PublisherError(unfit.problem(source)) from unfit
