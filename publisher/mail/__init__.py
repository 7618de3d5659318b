"""Editions: what subscribers get by mail, as HTML, as plain text and as a whole message.

Each mailed piece and each newsletter becomes `editions/<id>/index.html`, `text.txt` and
`message.eml`. Nothing is sent from here, and nothing about a single recipient is known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publisher.engine.outputs import WrittenArtifact
from publisher.engine.recipes import BuildContext, Recipe, RecipeGroup
from publisher.mail.recipes import LetterMaker
from publisher.model import Edition, Media, Piece

__all__ = ["groups", "letter_recipe", "shown"]


def groups(context: BuildContext) -> Iterator[RecipeGroup]:
    """One group, `editions:<entry id>`, for each edition that may differ from the last build.

    With `context.everything` that is every edition there is. Otherwise: those of changed entries,
    as they were and as they are, and newsletters that gather a changed piece. The group of an entry
    that is no longer mailed holds no recipe, so that its files go.
    """
    maker = LetterMaker(context)
    for id_ in _wanted(context):
        entry = context.letter(id_)
        recipes = (maker.recipe(entry),) if entry else ()
        yield RecipeGroup(name=f"editions:{id_}", recipes=recipes)


def letter_recipe(context: BuildContext, entry: Piece | Edition) -> Recipe:
    """How the letter of this entry is made."""
    return LetterMaker(context).recipe(entry)


def shown(files: Mapping[str, WrittenArtifact]) -> dict[str, tuple[Media, ...]]:
    """The author's pictures that each letter of a build asks for, by the id of its entry.

    As it was told when the letter was made: it stands beside the hash of those very bytes.
    """
    folders = ((path.split("/"), each.shows) for path, each in files.items() if each.shows)
    return {parts[1]: pictures for parts, pictures in folders}


def _wanted(context: BuildContext) -> list[str]:
    """Ids of the entries whose groups must be named, sorted."""
    if context.everything:
        return sorted(context.letters)
    touched = list(context.touched())
    changed = {entry.id for entry in touched}
    editions = context.site.editions
    gathering = {each.id for each in editions if not changed.isdisjoint(context.shown_by(each))}
    return sorted(gathering | {entry.id for entry in touched if entry.mailed})
