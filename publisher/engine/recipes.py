"""The build context that each room is handed, and the groups of recipes that it gives back.

A room never decides whether something is built. It names what may have changed, and says for each
what the result depends on; the build compares keys and makes the rest disappear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from publisher.config import Config
from publisher.model import (
    Artifact,
    Change,
    Digest,
    Edition,
    Entry,
    Episode,
    Media,
    Piece,
    Rendered,
    Site,
    Stream,
)
from publisher.model.addresses import media_url


class RenderedTexts(Protocol):
    """The fragments of this build; `rendered` may read from disk, `digest` never does."""

    def rendered(self, entry: Entry) -> Rendered:
        """The entry's whole fragment."""

    def digest(self, entry: Entry) -> Digest:
        """What lists need of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeFile:
    """A file of the theme in force: the publication's own where it has one, else ours."""

    path: Path
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundCopy:
    """The published copy of a sound file: its site address, what it depends on, and its bytes."""

    url: str
    key: str
    write: Stream
    cover: str = ""
    """The hash of the picture that its cover is made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Artifacts that are made together. `key` covers all that `make` reads, its own code apart.

    `late` ones are made after all others, one at a time: they take long, or much memory. `trial`
    gives the same artifacts and what they tell, but without their bytes, for a fraction of the
    cost: that is what a check asks for. Without a trial, making leads to `name` and tells nothing.
    """

    name: str
    key: str
    make: Callable[[], Iterable[Artifact]]
    late: bool = False
    trial: Callable[[], Iterable[Artifact]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeGroup:
    """All recipes of one place, such as one tag: whatever stood here before and is not named goes.

    Group names begin with the room's name: `site:tag:kina`, `feeds:artiklar`, `editions:<id>`.
    """

    name: str
    recipes: tuple[Recipe, ...]


@dataclass(frozen=True, kw_only=True)
class BuildContext:
    """One build as the rooms see it.

    With `everything` set, all groups must be named, else only those that an entry in `changes`,
    as it was or as it is, can have touched.
    """

    config: Config
    site: Site
    texts: RenderedTexts
    changes: tuple[Change, ...]
    everything: bool
    hashes: Callable[[str], str]
    """The sha256 of a published file, by its path; from the state, not by reading it anew."""
    theme: Mapping[str, ThemeFile]
    """What the theme holds, by path below `theme/`: `web/article.html`, `mail/article.html`…"""
    published: Mapping[str, bytes] = field(default_factory=dict)
    """Each entry as bytes that differ whenever it, its text or a file beside it does, by id."""
    sounds: Mapping[str, SoundCopy] = field(default_factory=dict)
    """The copies of the episodes' sound files, by the path of the author's original."""
    old_covers: tuple[Media, ...] = ()
    """Addresses at which apps know the covers that podcasts once had, and what is to lie there."""
    in_letters: tuple[Media, ...] = ()
    """Pictures that letters already sent may ask for: file, and the address that was shown."""

    @property
    def within_texts(self) -> bool:
        """Whether nothing but the changed entries' own words is another than last time.

        Then no list, neighbour or address differs, and nothing that lists show of an entry.
        """
        return False

    @property
    def standing(self) -> bool:
        """Whether only what a few changed articles touch is another than last time.

        Then nothing leads on otherwise, no file beside the texts has come or gone, and no episode,
        letter or page is another.
        """
        return False

    def kept_list(self, _kind: str, _value: str, /) -> Sequence[Piece] | None:
        """The pieces of a list, oldest first, as the last build had them; None: gather them."""
        return None

    def kept_lists(self) -> Mapping[tuple[str, str], Sequence[Entry]] | None:
        """Every list by its kind and value, members oldest first; None: gather them."""
        return None

    def kept_names(self) -> Mapping[tuple[str, str], str] | None:
        """How each list of a tag or category is spelled; None: gather them."""
        return None

    def kept_days(self) -> Sequence[str] | None:
        """When each entry was last altered, as the sitemap has it; None: ask the entries."""
        return None

    @property
    def addresses(self) -> Sequence[str]:
        """Every entry's site address, in the order of `site.entries`."""
        return tuple(entry.url for entry in self.site.entries)

    @cached_property
    def pinned(self) -> tuple[Piece, ...]:
        """The pieces that stand first on the front page, newest first."""
        return tuple(piece for piece in self.pieces if piece.pinned)

    @cached_property
    def pieces(self) -> Sequence[Piece]:
        """Articles and episodes together, newest first."""
        pieces: list[Piece] = [*self.site.articles, *self.site.episodes]
        return tuple(sorted(pieces, key=lambda piece: (piece.date, piece.id), reverse=True))

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Every published entry by its id."""
        return {entry.id: entry for entry in self.site.entries}

    @cached_property
    def by_source(self) -> Mapping[str, Entry]:
        """Every published entry by the path of its file."""
        return {entry.source: entry for entry in self.site.entries}

    @cached_property
    def led(self) -> dict[str, str]:
        """Every old site address, and where it leads."""
        return dict(self.site.redirects)

    @cached_property
    def letters(self) -> dict[str, Piece | Edition]:
        """Every entry that is a letter of its own, by its id."""
        entries = (each for each in self.site.entries if isinstance(each, Piece | Edition))
        return {entry.id: entry for entry in entries if entry.mailed}

    def letter(self, id_: str) -> Piece | Edition | None:
        """The entry with this id, if it is a letter of its own."""
        entry = self.by_id.get(id_)
        return entry if isinstance(entry, Piece | Edition) and entry.mailed else None

    def pictures_of(self, entry: Entry) -> tuple[Media, ...]:
        """An entry's pictures: the one over it, and those that its text publishes."""
        own = (entry.image,) if isinstance(entry, Piece) and entry.image else ()
        return (*own, *self.texts.digest(entry).media)

    def originals(self) -> Iterator[Media]:
        """The author's files that are published as they are, sound apart; one may come twice.

        First those that no text need show any more, but letters that have gone out.
        """
        for shown in self.in_letters:
            if self.hashes(shown.source) and shown.url == media_url(shown.source):
                yield shown
        for entry in self.site.entries:
            yield from self.pictures_of(entry)
            if isinstance(entry, Episode) and not entry.closed:
                marks = (mark.image for mark in entry.chapters)
                yield from (image for image in marks if image and image.source)
        yield from (show.image for show in self.config.shows)
        logo = self.config.look.logo
        if logo and logo.url.startswith("/media/"):  # one in the theme is published with the theme
            yield logo

    def gathered(self, edition: Edition) -> tuple[Piece, ...]:
        """The pieces a newsletter gathers, in its order; one that is withdrawn is passed over."""
        entries = map(self.by_id.get, edition.articles)
        return tuple(entry for entry in entries if isinstance(entry, Piece))

    def linked(self, entry: Entry) -> tuple[Entry, ...]:
        """What an entry's text leads to, each once. Only the fragment tells if it is placed."""
        sources = dict.fromkeys(link.target for link in self.texts.digest(entry).links)
        return tuple(self.by_source[each] for each in sources if each in self.by_source)

    def shown_by(self, edition: Edition) -> tuple[str, ...]:
        """Ids of all that a newsletter may show something of: gathered, placed, corrected."""
        linked = (entry.id for entry in self.linked(edition))
        corrects = (edition.corrects,) if edition.corrects else ()
        return tuple(dict.fromkeys((*edition.articles, *linked, *corrects)))

    def theme_salt(self, folder: str) -> str:
        """A hash over every file of one of the theme's folders, `web` or `mail`."""
        inside = (name for name in sorted(self.theme) if name.startswith(folder + "/"))
        return key(*((name, self.theme[name].hash) for name in inside))

    def touched(self) -> Iterator[Entry]:
        """Every changed entry, as it was and as it is."""
        for change in self.changes:
            yield from (entry for entry in (change.old, change.new) if entry is not None)


def key(*parts: object) -> str:
    """A hash over the parts' `repr`; give it only values whose repr is all they are."""
    return sha256(repr(parts).encode()).hexdigest()
