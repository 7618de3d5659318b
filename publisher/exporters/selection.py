"""Which texts are meant: of a year, with a tag, in files or folders; drafts only when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher.model import Edition, Entry, Piece, Site
from publisher.model.addresses import slug
from publisher.problems import Problem, PublisherError
from publisher.swedish import STOCKHOLM


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What was asked for; where nothing is, everything is meant."""

    years: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    """Of tags or categories, however their letters are written."""
    paths: tuple[str, ...] = ()
    """Files or folders, as seen from the publication's root."""

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.years or self.tags or self.paths)


def selected(site: Site, wanted: Selection) -> tuple[Entry, ...]:
    """The texts that are meant, the oldest first, then pages, then letters and translations.

    A page has no year and no tag, so it comes only with all else, or by its path. Raises
    PublisherError when none is meant.
    """
    pieces: Iterable[Piece] = (*site.articles, *site.episodes)
    order: list[Entry] = [*sorted(pieces, key=lambda piece: (piece.date, piece.id))]
    letters = sorted(site.editions, key=lambda each: (each.date, each.id))
    order += [*site.pages, *letters, *site.translations]
    by_source = {entry.source: entry for entry in order}
    chosen = tuple(entry for entry in order if _is_meant(entry, wanted, by_source))
    if not chosen:
        raise PublisherError(
            Problem(path="", text="inga texter stämmer", hint="\n    ".join(_hints(site, wanted)))
        )
    return chosen


def _is_meant(entry: Entry, wanted: Selection, by_source: dict[str, Entry]) -> bool:
    below = any(
        entry.source == path or entry.source.startswith(f"{path}/") for path in wanted.paths
    )
    if wanted.paths and not below:
        return False
    own = by_source.get(entry.translation_of, entry)
    when: datetime | None = own.date if isinstance(own, Piece | Edition) else None
    if wanted.years and (when is None or when.astimezone(STOCKHOLM).year not in wanted.years):
        return False
    if not wanted.tags:
        return True
    names = (*own.tags, *own.categories) if isinstance(own, Piece) else ()
    return bool({slug(name) for name in names} & {slug(tag) for tag in wanted.tags})


def _hints(site: Site, wanted: Selection) -> Iterator[str]:
    pieces = (*site.articles, *site.episodes)
    if wanted.years and pieces:
        years = [piece.date.astimezone(STOCKHOLM).year for piece in pieces]
        yield f"Det finns texter från {min(years)} till {max(years)}."
    if wanted.tags:
        yield "Taggarna står på /taggar/ och i huvudet på texterna."
    yield "Utkast kommer bara med om --drafts står på raden."


def below(root: Path, given: Iterable[Path]) -> tuple[str, ...]:
    """Files and folders as seen from the root. Raises PublisherError for one that is not there."""
    found: list[str] = []
    for path in given:
        place = path.resolve()
        if not place.exists() or not place.is_relative_to(root.resolve()):
            text = "finns inte" if not place.exists() else "ligger inte i publikationen"
            hint = "Kontrollera namnet på filen."
            raise PublisherError(Problem(path=str(path), text=text, hint=hint))
        found.append(place.relative_to(root.resolve()).as_posix())
    return tuple(found)
