"""The page of an entry: article, episode, edition or ordinary page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from publisher import chapters, transcripts
from publisher.addresses import rebase
from publisher.model import Article, Edition, Entry, Episode, Page, Piece
from publisher.site.cards import Desk, Neighbour, category, tag
from publisher.site.frame import Frame, Head, Values
from publisher.site.places import Listed, order
from publisher.site.timeline import cues
from publisher.work import Recipe, Shelf

if TYPE_CHECKING:
    from markupsafe import Markup


class Pages:
    """The pages of all entries of this build, as shelves."""

    def __init__(self, desk: Desk, frame: Frame) -> None:
        """Remember the build."""
        self._desk = desk
        self._work = desk.work
        self._frame = frame

    def shelves(self, *, everything: bool) -> Iterator[Shelf]:
        """One for each entry, or for each that the changes can have touched."""
        ids = {entry.id for entry in self._work.touched()}
        ids |= set(self._work.by_id) if everything else set(self._beside())
        for id_ in sorted(ids):
            entry = self._work.by_id.get(id_)
            recipes = () if entry is None else (self._recipe(entry),)
            yield Shelf(name=f"site:entry:{id_}", recipes=recipes)

    def _beside(self) -> Iterator[str]:
        """Entries unchanged themselves whose pages show a changed one."""
        changed = {entry.id for entry in self._work.touched()}
        yield from (e.id for e in self._work.site.editions if not changed.isdisjoint(e.articles))
        for entry in self._work.touched():
            if isinstance(entry, Piece | Edition):
                row = self._row(entry)
                at = bisect_left(row, order(entry), key=order)
                yield from (one.id for one in row[max(0, at - 1) : at + 2])

    def _row(self, entry: Listed) -> Sequence[Listed]:
        """Those among which the entry has a neighbour on each side, oldest first."""
        name = entry.show if isinstance(entry, Episode) else entry.kind
        return self._rows.get(name, ())

    @cached_property
    def _rows(self) -> dict[str, list[Listed]]:
        site, rows = self._work.site, dict[str, list[Listed]]()
        entries: tuple[Listed, ...] = (*site.articles, *site.episodes, *site.editions)
        for entry in sorted(entries, key=order):
            name = entry.show if isinstance(entry, Episode) else entry.kind
            rows.setdefault(name, []).append(entry)
        return rows

    def _neighbours(self, entry: Listed) -> Values:
        row = self._row(entry)
        at = bisect_left(row, order(entry), key=order)
        before, after = row[max(0, at - 1) : at], row[at + 1 : at + 2]
        beside = (Neighbour(url=n[0].url, title=n[0].title) if n else None for n in (before, after))
        return dict(zip(("older", "newer"), beside, strict=True))

    def _recipe(self, entry: Entry) -> Recipe:
        match entry:
            case Episode():
                return self._page("episode.html", entry, self._of_episode(entry))
            case Article():
                return self._page("article.html", entry, self._of_piece(entry))
            case Edition():
                return self._page("edition.html", entry, self._of_edition(entry))
            case Page():
                return self._page("page.html", entry, {})
        raise TypeError(entry)

    def _page(self, template: str, entry: Entry, shown: Values) -> Recipe:
        digest = self._work.texts.digest(entry)
        return self._frame.recipe(
            template,
            self._head(entry),
            {"entry": entry, "minutes": digest.minutes, **shown},
            lambda: self._text(entry),
            digest.hash,
        )

    def _text(self, entry: Entry) -> Values:
        """What is fetched only when the page is made; subscribers' texts stay with subscribers."""
        rendered = self._work.texts.rendered(entry)
        closed = isinstance(entry, Piece) and entry.audience == "prenumeranter"
        html = rendered.teaser if closed else rendered.html
        if not isinstance(entry, Episode):
            return {"text": self._framed(html), "closed": closed}
        if entry.chapters_in_text:
            html = chapters.linked(html, entry.audio.url)
        return {
            "text": self._framed(html),
            "closed": closed,
            "marks": () if entry.chapters_in_text and not closed else entry.chapters,
            "spoken": transcripts.sections(cues(self._work, entry), entry.chapters),
        }

    def _framed(self, html: str) -> Markup:
        from markupsafe import Markup

        return Markup(rebase(html, self._work.config.base))  # noqa: S704 (made by render/)

    def _head(self, entry: Entry) -> Head:
        piece = entry if isinstance(entry, Piece) else None
        return Head(
            title=entry.title,
            url=entry.url,
            description=self._desk.description(entry),
            kind="article" if isinstance(entry, Piece | Edition) else "website",
            image=self._desk.image(piece) if piece else None,
            published=entry.date if isinstance(entry, Piece | Edition) else None,
            updated=piece.updated if piece else None,
        )

    def _of_piece(self, piece: Piece) -> dict[str, object]:
        return {
            "authors": self._desk.authors(piece),
            "categories": tuple(map(category, piece.categories)),
            "tags": tuple(map(tag, piece.tags)),
            **self._neighbours(piece),
        }

    def _of_episode(self, episode: Episode) -> Values:
        script = episode.transcript
        return {
            **self._of_piece(episode),
            "show": self._desk.shows[episode.show],
            "script": self._work.hashes(script.path) if script else "",
            "files": transcripts.addresses(episode),
        }

    def _of_edition(self, edition: Edition) -> Values:
        return {"cards": self._desk.gathered(edition), **self._neighbours(edition)}
