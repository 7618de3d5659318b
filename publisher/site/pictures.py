"""Pictures as pages show them: in several sizes, so that a phone fetches no more than it shows.

The fragment names the original, as feeds and mail do; only the page's frame names the sizes. They
lie beside the original: `/media/2025/chip.jpg` → `/media/2025/chip-800.webp`. A changed picture
keeps its address and gets another query (`?v=…`), so that no cache serves the old one. Not a hash
in the name: whoever has an older page open, or in a cache, still finds a picture there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from html import escape

from publisher.engine.recipes import BuildContext, Recipe, key
from publisher.media import images
from publisher.model import Artifact, Image, Media
from publisher.model.addresses import beside, built, ending
from publisher.problems import Problem, PublisherError
from publisher.site import galleries
from publisher.system.disk import on_disk

TEXT_SIZES = "(min-width: 720px) 660px, calc(100vw - 40px)"
"""How wide a picture in a text is: the column (`--column` in base.css), or a phone's screen."""

_RASTER = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_SHOWN = _RASTER | {".avif", ".gif", ".svg"}
_PICTURE = re.compile(
    r"""<picture\b.*?</picture>|<img\b(?:[^>"']|"[^"]*"|'[^']*')*>""", re.DOTALL | re.IGNORECASE
)
_WIDE = re.compile(rf' {galleries.SIZES}="([^"]*)"')
_SRC = re.compile(r"""(\ssrc=)(["'])([^"']*)\2""")


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture(Image):
    """An image on a page. `mark` differs whenever its file does, or what is made of it."""

    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """Addresses for an `<img>` and for the `<source>` before it, which may have none to offer.

    `clear`: it may be seen through, so that it needs a light ground where the page is dark.
    `pale`: it is drawn on white, which is too bright there.
    """

    src: str
    srcset: str = ""
    clear: bool = False
    pale: bool = False


class Gallery:
    """The pictures of one build."""

    def __init__(self, context: BuildContext) -> None:
        """`context` has the pictures and their hashes; none is opened yet."""
        self._context = context
        self._known: dict[str, images.Variants | None] = {}
        self._clear: dict[str, bool] = {}
        self._pale: dict[str, bool] = {}

    def picture(self, image: Image) -> PagePicture:
        """The same, to be shown."""
        return PagePicture(
            source=image.source,
            url=image.url,
            width=image.width,
            height=image.height,
            alt=image.alt,
            caption=image.caption,
            credit=image.credit,
            focus=image.focus,
            mark=self._mark(image.source),
        )

    def marks(self, media: Iterable[Media]) -> tuple[str, ...]:
        """What a page with these in its text depends on, besides the text."""
        return tuple(self._mark(each.source) for each in media if _is_shown(each))

    def sized(self, picture: Media) -> Sized:
        """Where its files lie, sub-path and all. Reads its header: for when a page is made."""
        return self._sized(picture, self._context.config.base)

    def _sized(self, picture: Media, base: str) -> Sized:
        made = self._variants(picture.source)
        query = f"?v={self._mark(picture.source)}"
        clear, pale = self._is_clear(picture.source), self._is_pale(picture.source)
        if made is None:
            return Sized(src=base + picture.url + query, clear=clear, pale=pale)
        files = (
            f"{base}{beside(picture.url, each.ending)}{query} {each.width}w" for each in made.webp
        )
        src = base + beside(picture.url, made.fallback.ending) + query
        return Sized(src=src, srcset=", ".join(files), clear=clear, pale=pale)

    def framed(self, html: str, media: Iterable[Media]) -> str:
        """A fragment whose pictures come in sizes; what the author wrote as `<picture>` stands.

        Its addresses are still those of a fragment: what puts the sub-path before all the others
        puts it before these.
        """
        if "<img" not in html:
            return html
        shown = {escape(each.url): each for each in media if _is_shown(each)}

        def frame(match: re.Match[str]) -> str:
            tag = match[0]
            src = _SRC.search(tag)
            if not tag.lower().startswith("<img") or src is None or src[3] not in shown:
                return tag
            picture = shown[src[3]]
            if not _is_raster(picture):
                return _on_light(tag) if self._is_clear(picture.source) else tag
            sized = self._sized(picture, "")
            whole = f"{tag[: src.start()]}{src[1]}{src[2]}{sized.src}{src[2]}{tag[src.end() :]}"
            if sized.clear:
                whole = _on_light(whole)
            elif sized.pale:
                whole = _dimmed(whole)
            if not sized.srcset:
                return whole
            wide = _WIDE.search(tag)
            sizes = wide[1] if wide else TEXT_SIZES
            source = f'type="image/webp" srcset="{sized.srcset}" sizes="{sizes}"'
            return f"<picture><source {source}>{whole}</picture>"

        return _WIDE.sub("", _PICTURE.sub(frame, galleries.laid(html)))

    def recipes(self, used: Iterable[Media]) -> Iterator[Recipe]:
        """One for each picture, which makes all its sizes; none of it when it has none."""
        for source, url in sorted(
            {each.source: each.url for each in used if _is_raster(each)}.items()
        ):
            yield Recipe(
                name=f"{built(url)} (storlekar)",
                key=self._mark(source),
                make=partial(self._made, source, url),
                trial=partial(self._tried, source, url),
            )

    def _made(self, source: str, url: str) -> Iterator[Artifact]:
        if (wanted := self._variants(source)) is None:
            return
        try:
            for variant, data in images.made(on_disk(self._context.config.root, source), wanted):
                yield Artifact(path=built(beside(url, variant.ending)), data=data)
        except images.UnfitPictureError as unfit:
            # Told with the artifact, so that all damaged pictures are told at once.
            yield nothing(built(beside(url, wanted.fallback.ending)), unfit.problem(source))

    def _tried(self, source: str, url: str) -> Iterator[Artifact]:
        if (wanted := self._variants(source)) is None:
            return
        told = damage(self._context, source)
        yield from (nothing(built(beside(url, each.ending)), *told) for each in wanted)

    def _variants(self, source: str) -> images.Variants | None:
        if source not in self._known:
            try:
                self._known[source] = images.variants(on_disk(self._context.config.root, source))
            except images.UnfitPictureError as unfit:
                raise PublisherError(unfit.problem(source)) from unfit
        return self._known[source]

    def _is_clear(self, source: str) -> bool:
        if source not in self._clear:
            try:
                self._clear[source] = images.is_clear(on_disk(self._context.config.root, source))
            except images.UnfitPictureError as unfit:
                raise PublisherError(unfit.problem(source)) from unfit
        return self._clear[source]

    def _is_pale(self, source: str) -> bool:
        if source not in self._pale:
            try:
                self._pale[source] = images.is_pale(on_disk(self._context.config.root, source))
            except images.UnfitPictureError:
                self._pale[source] = False  # told of when its sizes are made
        return self._pale[source]

    def _mark(self, source: str) -> str:
        return key(self._context.hashes(source), images.MAKING, images.CLEANING)[:10]


def damage(context: BuildContext, source: str) -> tuple[Problem, ...]:
    """What is wrong with a picture's pixels, if anything; it is decoded as when files are made."""
    try:
        images.whole(on_disk(context.config.root, source))
    except images.UnfitPictureError as unfit:
        return (unfit.problem(source),)
    return ()


def nothing(path: str, *problems: Problem) -> Artifact:
    """What stands in a file's place: it was not made, or could not be."""
    return Artifact(path=path, data=b"", problems=problems)


def _on_light(tag: str) -> str:
    """An `<img>` tag, marked as one that needs a light ground (text.css)."""
    return f"{tag[:4]} data-clear{tag[4:]}"


def _dimmed(tag: str) -> str:
    """An `<img>` tag, marked as one that is too bright on a dark page (base.css)."""
    return f"{tag[:4]} data-pale{tag[4:]}"


def _is_shown(media: Media) -> bool:
    return ending(media.url) in _SHOWN


def _is_raster(media: Media) -> bool:
    return ending(media.url) in _RASTER
