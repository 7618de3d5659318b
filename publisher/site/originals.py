"""Files that authors put beside their texts, as the site publishes them: pictures only cleaned.

The address is the file's name; what is removed from a picture changes neither that nor its pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from publisher.engine.recipes import BuildContext, Recipe, RecipeGroup, key
from publisher.media import images
from publisher.model import Artifact
from publisher.model.addresses import built
from publisher.problems import Problem
from publisher.system.disk import on_disk


def originals(context: BuildContext) -> RecipeGroup:
    """Pictures, and whatever else a text leads to, each at its address."""
    used = {item.source: item.url for item in context.originals()}
    root, hashes = context.config.root, context.hashes
    taken = set(used.values())
    old = [(each.source, each.url) for each in context.old_covers if each.url not in taken]
    recipes = (
        Recipe(
            name=built(url),
            key=key(hashes(source), images.CLEANING),
            make=partial(published, root, source, built(url)),
        )
        for source, url in [*sorted(used.items()), *old]
    )
    return RecipeGroup(name="site:originals", recipes=tuple(recipes))


def published(root: Path, source: str, path: str) -> Iterator[Artifact]:
    """The file at `source` below `root`, to lie at `path` under `build/`.

    A picture that cannot be cleaned is a fault, told with the artifact so that all are told at
    once. A HEIC is published as the JPEG that is made of it, never itself. One of a kind that
    cannot be cleaned at all, such as TIFF, is published, and told of: no page shows it, so that
    somebody has meant it to be fetched as it is.
    """
    file = on_disk(root, source)
    with file.open("rb") as opened:
        head = opened.read(images.HEAD)
    if images.is_cleaned(head) or images.is_heif(head):
        try:
            yield Artifact(path=path, data=_cleaned(file, head))
        except images.UnfitPictureError as unfit:
            yield Artifact(path=path, data=b"", problems=(unfit.problem(source),))
    elif images.is_telling(head):
        yield Artifact(path=path, data=file, problems=(_telling(source),))
    else:
        yield Artifact(path=path, data=file)


def _cleaned(file: Path, head: bytes) -> bytes:
    return images.as_jpeg(file) if images.is_heif(head) else images.cleaned(file.read_bytes())


def _telling(source: str) -> Problem:
    return Problem(
        path=source,
        text="bilden läggs ut som den är, med allt som kameran och programmen har skrivit i den: "
        "det kan vara var den togs, och med vilken kamera",
        hint="Spara den som JPEG, PNG eller WebP, så rensas kopian på sajten.",
        fatal=False,
    )
