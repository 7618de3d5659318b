"""Editions: what subscribers get by mail, as HTML, as plain text and as a whole message.

Each mailed piece and each newsletter becomes `editions/<id>/index.html`, `text.txt` and
`message.eml`. Nothing is sent from here, and nothing about a single recipient is known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from publisher.engine.recipes import BuildContext, RecipeGroup
from publisher.mail.recipes import LetterMaker
from publisher.model import Edition, Entry, Piece

__all__ = ["groups"]


def groups(work: BuildContext) -> Iterator[RecipeGroup]:
    """One group, `editions:<entry id>`, for each edition that may differ from the last build.

    With `work.everything` that is every edition there is. Otherwise: those of changed entries, as
    they were and as they are, and newsletters that gather a changed piece. The group of an entry
    that is no longer mailed holds no recipe, so that its files go.
    """
    press = LetterMaker(work)
    for id_ in _wanted(work):
        entry = work.by_id.get(id_)
        recipes = (press.recipe(entry),) if _mailed(entry) else ()
        yield RecipeGroup(name=f"editions:{id_}", recipes=recipes)


def _wanted(work: BuildContext) -> list[str]:
    """Ids of the entries whose groups must be named, sorted."""
    if work.everything:
        return sorted(entry.id for entry in work.site.entries if _mailed(entry))
    touched = list(work.touched())
    changed = {entry.id for entry in touched}
    gathering = {e.id for e in work.site.editions if not changed.isdisjoint(_shown(work, e))}
    return sorted(gathering | {entry.id for entry in touched if _mailed(entry)})


def _shown(work: BuildContext, edition: Edition) -> Iterator[str]:
    """Ids of the other entries that the letter may show something of."""
    sources = {link.target for link in work.texts.digest(edition).links}
    yield from edition.articles
    yield from (work.by_source[source].id for source in sources if source in work.by_source)
    yield edition.corrects


def _mailed(entry: Entry | None) -> TypeGuard[Piece | Edition]:
    """Whether the entry is an edition of its own."""
    return isinstance(entry, Edition) or (isinstance(entry, Piece) and entry.mail.send is True)
