"""The pictures of those who sign: squares, of which pages, linked data and feeds name one each.

They lie with the person's page: `/forfattare/anna/bild-256.jpg`. The file that the author put
beside the texts is never published itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from publisher.engine.recipes import BuildContext, Recipe, key
from publisher.media import images
from publisher.model import PORTRAITS, Artifact, Person
from publisher.model.addresses import built
from publisher.site.pictures import damage, nothing
from publisher.system.disk import on_disk


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A person's picture on a page, in sizes; the addresses are site addresses."""

    src: str
    sizes: tuple[tuple[str, int], ...]
    alt: str


def portrait(context: BuildContext, person: Person) -> Portrait | None:
    """The picture, if there is one. Its addresses differ whenever what is made of it does."""
    if person.image is None:
        return None
    query = f"?v={_mark(context, person)[:10]}"
    sizes = tuple((person.portrait(side) + query, side) for side in PORTRAITS)
    return Portrait(src=sizes[0][0], sizes=sizes, alt=person.image.alt)


def recipes(context: BuildContext) -> Iterator[Recipe]:
    """One for each person with a picture, which makes all its squares."""
    for person in context.site.people:
        if person.image is not None:
            yield Recipe(
                name=f"{built(person.portrait_url)} (storlekar)",
                key=_mark(context, person),
                make=partial(_made, context, person),
                trial=partial(_tried, context, person),
            )


def _mark(context: BuildContext, person: Person) -> str:
    image = person.image
    return key(context.hashes(image.source), image.focus, images.MAKING) if image else ""


def _made(context: BuildContext, person: Person) -> Iterator[Artifact]:
    if (image := person.image) is None:
        return
    try:
        file = on_disk(context.config.root, image.source)
        for side, data in images.squared(file, PORTRAITS, image.focus):
            yield Artifact(path=built(person.portrait(side)), data=data)
    except images.UnfitPictureError as unfit:
        yield nothing(built(person.portrait_url), unfit.problem(image.source))


def _tried(context: BuildContext, person: Person) -> Iterator[Artifact]:
    if (image := person.image) is None:
        return
    told = damage(context, image.source)
    yield from (nothing(built(person.portrait(side)), *told) for side in PORTRAITS)
