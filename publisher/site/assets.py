"""Files that no page is: the theme's, and what is made of pictures and sound beside the texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from publisher.engine.recipes import BuildContext, Recipe, RecipeGroup, SoundCopy, key
from publisher.media import images
from publisher.model import Artifact, Media, Show
from publisher.model.addresses import SITE, built
from publisher.problems import Problem, PublisherError
from publisher.site.cards import COVER, cover
from publisher.site.chrome import Chrome
from publisher.site.letter_pictures import recipes as mailed
from publisher.site.originals import originals
from publisher.site.pictures import Gallery, damage, nothing
from publisher.site.portraits import recipes as portraits
from publisher.site.social_cards import SocialCards
from publisher.site.styles import FEED, NAME, feed_sheet, stylesheet
from publisher.system.disk import on_disk


def static(context: BuildContext, chrome: Chrome) -> RecipeGroup:
    """The joined stylesheet, the theme's own assets, and of Material's those that pages name."""
    sheet = stylesheet(context)
    recipes = [_made(NAME, sheet.hash, sheet.read())]
    own = {
        name.removeprefix("web/"): file
        for name, file in context.theme.items()
        if name.startswith("web/assets/") and file not in sheet.files and name != f"web/{FEED}"
    }
    if dressed := feed_sheet(context.theme, context.config):
        recipes.append(_made(FEED, *dressed))
    recipes += (_copied(name, file.hash, file.path) for name, file in sorted(own.items()))
    for name in chrome.assets:
        if name not in own and name != NAME:
            path = _material(context, name)
            recipes.append(_copied(name, sha256(path.read_bytes()).hexdigest(), path))
    return RecipeGroup(name="site:static", recipes=tuple(recipes))


def media(context: BuildContext, gallery: Gallery) -> RecipeGroup:
    """What is made of pictures, sound and covers, each at its own address."""
    sounds = (_sound(sound) for _, sound in sorted(context.sounds.items()))
    covers = (_cover(context, show) for show in context.config.shows)
    sizes = gallery.recipes(_pictures(context))
    made = (*sounds, *covers, *sizes, *mailed(context), *portraits(context))
    return RecipeGroup(name="site:media", recipes=made)


def pictured(context: BuildContext) -> Iterator[Recipe]:
    """Every recipe, each with a trial, that something wrong with an entry's picture stops."""
    social = SocialCards(context)
    yield from Gallery(context).recipes(_pictures(context))
    yield from mailed(context)
    yield from (card.recipe for entry in context.site.entries if (card := social.of(entry)))
    for recipe in originals(context).recipes:
        yield replace(recipe, trial=recipe.make)


def _sound(sound: SoundCopy) -> Recipe:
    artifact = Artifact(path=built(sound.url), data=sound.write)
    return Recipe(name=artifact.path, key=sound.key, make=lambda: (artifact,))


def _cover(context: BuildContext, show: Show) -> Recipe:
    """The cover as pages show it; the whole one, of 3,000 pixels, is for the directories."""
    name = built(cover(show))
    path, mark = on_disk(context.config.root, show.image.source), context.hashes(show.image.source)

    def make() -> tuple[Artifact]:
        try:
            return (Artifact(path=name, data=images.shrunk(path, COVER)),)
        except images.UnfitPictureError as unfit:
            return (nothing(name, unfit.problem(show.image.source)),)

    def trial() -> tuple[Artifact]:
        return (nothing(name, *damage(context, show.image.source)),)

    return Recipe(name=name, key=key(mark, COVER), make=make, trial=trial)


def _pictures(context: BuildContext) -> Iterator[Media]:
    """Those that pages show in sizes: in texts, and over them."""
    for entry in context.site.entries:
        yield from context.pictures_of(entry)


def _material(context: BuildContext, name: str) -> Path:
    """A file of Material's; its place is asked for each time, for the state may have moved."""
    spec = find_spec("material")
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        path = Path(folder) / "templates" / name
        if path.is_file():
            return path
    raise PublisherError(
        Problem(
            path=context.config.file,
            text=f"temat har ingen fil ”{name}”",
            hint="Lägg filen i temats mapp, eller ta bort raden som nämner den.",
        )
    )


def _copy(path: str, source: Path) -> Callable[[], tuple[Artifact]]:
    return lambda: (Artifact(path=path, data=source),)


def _made(name: str, mark: str, data: bytes) -> Recipe:
    artifact = Artifact(path=f"{SITE}/{name}", data=data)
    return Recipe(name=artifact.path, key=mark, make=lambda: (artifact,))


def _copied(name: str, mark: str, path: Path) -> Recipe:
    return Recipe(name=f"{SITE}/{name}", key=mark, make=_copy(f"{SITE}/{name}", path))
