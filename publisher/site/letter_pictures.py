"""Pictures that only letters show; they lie with the site's, since a letter holds addresses.

A letter that has gone out asks for its pictures for years, whatever has become of the texts: what
the ledger has promised of them is made for as long as the author's file is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from publisher.engine.recipes import BuildContext, Recipe, key
from publisher.ledger import FILE
from publisher.media import images
from publisher.model import Artifact, Entry, Media, Piece
from publisher.model.addresses import beside, built, ending, media_url
from publisher.problems import Problem, PublisherError
from publisher.site.pictures import damage, nothing
from publisher.system.disk import on_disk

_SCALED = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"})
_SIZES = (images.LETTER, images.THUMB)
_MADE = re.compile(r"-(\d+)\.(jpg|png)")
"""How the name of what is made of a picture ends."""


def recipes(context: BuildContext) -> Iterator[Recipe]:
    """Pictures as wide as letters want them, and small ones of what newsletters gather.

    A picture that pages have in such a size already is made by them, and not here.
    """
    editions = context.site.editions
    listed = {
        piece.id: piece
        for each in editions
        for piece in (*context.gathered(each), *context.linked(each))
    }
    mailed: dict[str, Entry] = {**context.letters, **listed}
    wanted = {(each, images.LETTER) for entry in mailed.values() for each in _of(context, entry)}
    wanted |= {
        (entry.image, images.THUMB)
        for entry in listed.values()
        if isinstance(entry, Piece) and entry.image
    }
    files = {(each.source, each.url, most) for each, most in wanted}
    for source, url, most in sorted(files):
        yield Recipe(
            name=f"{built(url)} (brev, {most})",
            key=key(context.hashes(source), images.MAKING, most),
            make=partial(_made, context, source, url, most),
            trial=partial(_tried, context, source, url, most),
        )
    yield from _promised(context, files)


def _promised(context: BuildContext, wanted: set[tuple[str, str, int]]) -> Iterator[Recipe]:
    """What letters that have gone out show, where nothing else makes it any more."""
    if not context.in_letters:
        return
    pages = {media.source for entry in context.site.entries for media in _of(context, entry)}
    for each in context.in_letters:
        url = media_url(each.source)
        if each.url == url or not context.hashes(each.source):
            continue  # an original is in a group of its own; what is gone is a broken promise
        promised = _Promised(
            context=context,
            shown=each,
            letters=tuple(most for most in _SIZES if (each.source, url, most) in wanted),
            on_pages=each.source in pages,
        )
        yield Recipe(
            name=f"{built(each.url)} (brev som gått ut)",
            key=key(
                context.hashes(each.source), images.MAKING, promised.letters, promised.on_pages
            ),
            make=promised.made,
            trial=promised.tried,
        )


def _of(context: BuildContext, entry: Entry) -> Iterator[Media]:
    """An entry's pictures that come in sizes."""
    for each in context.pictures_of(entry):
        if ending(each.url) in _SCALED:
            yield each


def _made(context: BuildContext, source: str, url: str, most: int) -> Iterator[Artifact]:
    if (variant := _variant(context, source, most)) is None:
        return
    path = built(beside(url, variant.ending))
    try:
        data = images.resized(on_disk(context.config.root, source), variant.width, variant.format)
    except images.UnfitPictureError as unfit:
        yield nothing(path, unfit.problem(source))
    else:
        yield Artifact(path=path, data=data)


def _tried(context: BuildContext, source: str, url: str, most: int) -> Iterator[Artifact]:
    if variant := _variant(context, source, most):
        yield nothing(built(beside(url, variant.ending)), *damage(context, source))


def _variant(context: BuildContext, source: str, most: int) -> images.Variant | None:
    """The file to make; None when letters show the picture itself, or a file that pages have."""
    path = on_disk(context.config.root, source)
    try:
        variant = images.mailed(path, most)
        on_pages = images.variants(path) if most == images.LETTER else None
    except images.UnfitPictureError as unfit:
        raise PublisherError(unfit.problem(source)) from unfit
    same = variant is not None and on_pages is not None and on_pages.fallback == variant
    return None if same else variant


@dataclass(frozen=True, slots=True, kw_only=True)
class _Promised:
    """A file that letters show: where the author's lies, and who else may make the same.

    `letters` are the sizes that letters of today ask for, `on_pages` tells that pages show it too.
    """

    context: BuildContext
    shown: Media
    letters: tuple[int, ...]
    on_pages: bool

    def made(self) -> Iterator[Artifact]:
        """The file at the address that was shown, unless another recipe makes it."""
        source = self.shown.source
        if (asked := self._asked()) is None:
            return
        try:
            data = images.resized(on_disk(self.context.config.root, source), *asked)
        except images.UnfitPictureError as unfit:
            yield nothing(built(self.shown.url), unfit.problem(source))
        else:
            yield Artifact(path=built(self.shown.url), data=data)

    def tried(self) -> Iterator[Artifact]:
        """The same, without its bytes."""
        if self._asked():
            yield nothing(built(self.shown.url), *damage(self.context, self.shown.source))

    def _asked(self) -> tuple[int, Literal["JPEG", "PNG"]] | None:
        """How wide, and in which format, the address says that the file is; None: made already."""
        url = media_url(self.shown.source)
        if self.shown.url in {beside(url, ending) for ending in self._others()}:
            return None
        for match in _MADE.finditer(self.shown.url):
            if beside(url, match[0]) == self.shown.url:
                return int(match[1]), "PNG" if match[2] == "png" else "JPEG"
        text = f"”{self.shown.url}” är ingen adress som ”{self.shown.source}” kan ha"
        hint = "Ta tillbaka raden ur git; filen ska inte ändras för hand."
        raise PublisherError(Problem(path=FILE, text=text, hint=hint))

    def _others(self) -> Iterator[str]:
        source = self.shown.source
        for most in self.letters:
            if variant := _variant(self.context, source, most):
                yield variant.ending
        try:
            sizes = (
                images.variants(on_disk(self.context.config.root, source))
                if self.on_pages
                else None
            )
        except images.UnfitPictureError as unfit:
            raise PublisherError(unfit.problem(source)) from unfit
        yield from (each.ending for each in sizes or ())
