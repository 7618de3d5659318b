"""The search index as a group of recipes: one for each block, and one for the list of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from publisher.engine.recipes import BuildContext, Recipe, RecipeGroup, key
from publisher.model import Artifact
from publisher.site.search.blocks import IndexBlock, blocks

FOLDER = "site/sok/index"
LIST = "delar.json"
GROUP = "search:index"
_ENGINE = ("pagefind.js", "wasm.")


def group(context: BuildContext) -> RecipeGroup:
    """Everything the search page fetches. Empty where the settings say that there is no search.

    All blocks are always named, whatever has changed: which block a text is in depends on how many
    there are. It costs one hash over what the entries are made of.
    """
    if not context.config.search:
        return RecipeGroup(name=GROUP, recipes=())
    shared = key(context.config.language, context.site.people, _shows(context))
    made = tuple(_block(context, block, shared) for block in blocks(context.site.entries))
    return RecipeGroup(name=GROUP, recipes=(*made, _list(made)) if made else ())


def _shows(context: BuildContext) -> tuple[tuple[str, str], ...]:
    return tuple((show.id, show.title) for show in context.config.shows)


def _block(context: BuildContext, block: IndexBlock, shared: str) -> Recipe:
    """A block's recipe.

    Its key is over all that the entries are made of, sound and pictures too: more than is indexed,
    and far quicker to tell.
    """
    made_of = tuple(context.published[entry.id] for entry in block.entries)
    return Recipe(
        name=f"{FOLDER}/{block.name}",
        key=key(shared, block.name, made_of),
        make=partial(_make, context, block),
        late=True,
    )


def _make(context: BuildContext, block: IndexBlock) -> Iterator[Artifact]:
    from publisher.site.search.documents import DocumentWriter
    from publisher.site.search.engine import indexed
    from publisher.site.search.records import record

    people = {person.id: person for person in context.site.people}
    records = [record(entry, context, people) for entry in block.entries]
    writer = DocumentWriter(records, context.config.language)
    documents = {one.url: writer.html(one) for one in records}
    for name, data in indexed(documents, context.config.language).items():
        if not block.name or not name.startswith(_ENGINE):
            folder = f"{FOLDER}/{block.name}" if block.name else FOLDER
            yield Artifact(path=f"{folder}/{name}", data=data)


def _list(made: tuple[Recipe, ...]) -> Recipe:
    """Which blocks there are, each with a mark by which a browser tells a new one from an old."""
    parts = [
        {"mapp": recipe.name.removeprefix(f"{FOLDER}/"), "version": recipe.key[:12]}
        for recipe in made
    ]
    data = json.dumps({"delar": parts}, separators=(",", ":")).encode()
    artifact = Artifact(path=f"{FOLDER}/{LIST}", data=data)
    return Recipe(name=artifact.path, key=key(data), make=lambda: (artifact,))
