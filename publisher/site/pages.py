"""The page of an entry: article, episode, edition or ordinary page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from publisher.engine.recipes import Recipe, RecipeGroup
from publisher.media import chapters, transcripts
from publisher.model import Article, Edition, Entry, Episode, Heading, Page, Piece, Rendered
from publisher.model.addresses import rebase
from publisher.site.cards import Neighbour, SiteLookup, category, tag
from publisher.site.corrections import Corrections
from publisher.site.frame import PageFrame
from publisher.site.head import PageHead
from publisher.site.heard import Heard
from publisher.site.joints import in_headings, is_swedish
from publisher.site.languages import words
from publisher.site.letters import Letters
from publisher.site.listings import Listed, ListingKey, Listings, order
from publisher.site.page_values import (
    EditionContent,
    EntryContent,
    EntryText,
    EpisodeContent,
    PieceContent,
    TranslationContent,
)
from publisher.site.related import Related
from publisher.site.subscribing import Subscribing
from publisher.site.timeline import spoken
from publisher.site.translations import Translations

if TYPE_CHECKING:
    from markupsafe import Markup

LONG, MANY = 1000, 3
"""Words above which a text, with so many headings at least, gets a table of contents."""

_CHAPTER = 2
"""The level of the headings that stand there."""
PROMISED = "rattelser"
"""Where the corrections of a piece were found before the theme's ids began with `sajt:`; addresses
that end so still lead there, unless the author has a heading by that name."""
_ALIGNED = re.compile(r'(<t[dh]) style="text-align: (left|center|right);"')


class EntryPages:
    """The pages of all entries of this build, as groups."""

    def __init__(self, lookup: SiteLookup, frame: PageFrame, places: Listings) -> None:
        """`lookup` has what pages ask for, `frame` sets them; `places` tell what is related."""
        self._lookup = lookup
        self._context = lookup.context
        self._frame = frame
        self._letters = Letters(lookup)
        self._subscribing = Subscribing(lookup)
        self._corrections = Corrections(lookup)
        self._places = places
        self._related = Related(places)
        self._heard = Heard(lookup.context)
        self._translations = Translations(lookup.context)

    def groups(self, *, everything: bool) -> Iterator[RecipeGroup]:
        """One for each entry, or for each that the changes can have touched."""
        ids = {entry.id for entry in self._context.touched()}
        if everything:
            ids |= set(self._context.by_id)
        elif not self._context.within_texts:
            ids |= set(self._beside())
        for id_ in sorted(ids):
            entry = self._context.by_id.get(id_)
            recipes = () if entry is None else tuple(self._recipes(entry))
            yield RecipeGroup(name=f"site:entry:{id_}", recipes=recipes)

    def _beside(self) -> Iterator[str]:
        """Entries unchanged themselves whose pages show a changed one."""
        yield from self._letters.touched()
        yield from self._subscribing.touched()
        yield from self._corrections.touched()
        for entry in self._context.touched():
            yield from self._related.touched(entry)
            yield from self._translations.beside(entry)
            yield from self._heard.touched(entry)
            if isinstance(entry, Piece | Edition):
                row = self._row(entry)
                at = bisect_left(row, order(entry), key=order)
                yield from (one.id for one in row[max(0, at - 1) : at + 2])

    def _row(self, entry: Listed) -> Sequence[Listed]:
        """Those among which the entry has a neighbour on each side, oldest first."""
        if isinstance(entry, Article):
            return self._articles
        if isinstance(entry, Episode):
            return self._places.row(ListingKey("show", entry.show))
        return self._editions

    @cached_property
    def _articles(self) -> Sequence[Listed]:
        return self._context.site.articles[::-1]

    @cached_property
    def _editions(self) -> Sequence[Listed]:
        return self._context.site.editions[::-1]

    def _neighbours(self, entry: Listed) -> tuple[Neighbour | None, Neighbour | None]:
        """The older one and the newer one."""
        row = self._row(entry)
        at = bisect_left(row, order(entry), key=order)
        return _neighbour(row[max(0, at - 1) : at]), _neighbour(row[at + 1 : at + 2])

    def _recipes(self, entry: Entry) -> Iterator[Recipe]:
        """The page, and the card it is shared with."""
        yield self._recipe(entry)
        if (card := self._frame.social.of(entry)) is not None:
            yield card.recipe

    def page(self, entry: Entry) -> Recipe:
        """The page alone."""
        return self._recipe(entry)

    def _recipe(self, entry: Entry) -> Recipe:
        match entry:
            case Article() if entry.translation_of:
                return self._page("translation.html", self._of_translation(entry))
            case Episode():
                return self._page("episode.html", self._of_episode(entry))
            case Article():
                return self._page("article.html", self._of_piece(entry))
            case Edition():
                return self._page("edition.html", self._of_edition(entry))
            case Page():
                return self._of_page(entry)
        raise TypeError(entry)

    def _of_page(self, page: Page) -> Recipe:
        """An ordinary page; two of them show more than their words."""
        shown = self._of_entry(page)
        if self._subscribing.is_it(page):
            return self._page("subscribe.html", self._subscribing.content(shown))
        if self._corrections.is_it(page):
            return self._page("corrections.html", self._corrections.content(shown))
        return self._page("page.html", shown)

    def _page(self, template: str, shown: EntryContent) -> Recipe:
        entry = shown.entry
        mark = self._context.texts.digest(entry).hash
        head = self._head(entry)
        return self._frame.recipe(template, head, shown, lambda: self._text(entry), mark)

    def _text(self, entry: Entry) -> EntryText:
        """What is fetched only when the page is made; subscribers' texts stay with subscribers."""
        rendered = self._context.texts.rendered(entry)
        closed = isinstance(entry, Piece) and entry.audience == "prenumeranter"
        html = rendered.teaser if closed else rendered.html
        if isinstance(entry, Edition):
            contents = self._contents(entry, rendered)
            framed = partial(self._framed, rendered=rendered, entry=entry)
            return self._letters.text(entry, html, framed, contents)
        if closed or not isinstance(entry, Episode):
            contents = () if closed else self._contents(entry, rendered)
            text = self._framed(html, rendered, entry)
            return EntryText(text=text, closed=closed, contents=contents)
        if entry.chapters_in_text:
            html = chapters.linked(html, self._context.site.enclosure(entry).url)
        return EntryText(
            text=self._framed(html, rendered, entry),
            closed=closed,
            contents=(),
            marks=() if entry.chapters_in_text else entry.chapters,
            spoken=spoken(self._context, entry),
        )

    def _framed(self, html: str, rendered: Rendered, entry: Entry) -> Markup:
        """The fragment in the page's frame: pictures in sizes, and no style but the theme's.

        Long words of its headings may break at their joints.

        Python-Markdown aligns the cells of a table by `style`, which a strict Content-Security-
        Policy refuses.
        """
        from markupsafe import Markup

        html = self._lookup.gallery.framed(html, rendered.media)
        html = _ALIGNED.sub(r'\1 class="to-\2"', html)
        if is_swedish(entry.language or self._context.config.language):
            html = in_headings(html)
        return Markup(rebase(html, self._context.config.base))  # noqa: S704 (made by render/)

    def _contents(self, entry: Entry, rendered: Rendered) -> tuple[Heading, ...]:
        """The headings of a long text, for a table of contents; none for one soon read."""
        headings = tuple(each for each in rendered.toc if each.level == _CHAPTER)
        long = self._context.texts.digest(entry).words > LONG
        return headings if long and len(headings) >= MANY else ()

    def _head(self, entry: Entry) -> PageHead:
        piece = entry if isinstance(entry, Piece) else None
        card = self._frame.social.of(entry)
        return PageHead(
            picture=card.picture if card else None,
            authors=self._lookup.authors(piece) if piece else (),
            section=self._section(entry),
            tags=piece.tags if piece else (),
            language=entry.language,
            versions=self._translations.versions(entry),
            title=entry.title,
            url=entry.url,
            description=self._lookup.description(entry),
            kind="article" if isinstance(entry, Piece | Edition) else "website",
            image=self._lookup.image(piece) if piece else None,
            published=entry.date if isinstance(entry, Piece | Edition) else None,
            updated=piece.updated if piece else None,
        )

    def _section(self, entry: Entry) -> str:
        if isinstance(entry, Episode):
            return self._lookup.shows[entry.show].title
        if isinstance(entry, Edition):
            return "Nyhetsbrev"
        return entry.categories[0] if isinstance(entry, Piece) and entry.categories else ""

    def _of_entry(self, entry: Entry) -> EntryContent:
        digest = self._context.texts.digest(entry)
        return EntryContent(
            entry=entry,
            minutes=digest.minutes,
            versions=self._translations.versions(entry),
            promised="" if PROMISED in digest.anchors else PROMISED,
            pictures=self._lookup.gallery.marks(digest.media),
        )

    def _of_piece(self, piece: Piece) -> PieceContent:
        older, newer = self._neighbours(piece)
        related, nearby = self._beside_in_matter(piece)
        return PieceContent(
            **vars(self._of_entry(piece)),
            authors=self._lookup.authors(piece),
            categories=tuple(map(category, piece.categories)),
            tags=tuple(map(tag, piece.tags)),
            picture=self._lookup.picture(piece),
            older=older,
            newer=newer,
            related=tuple(map(self._lookup.card, (*related, *nearby))),
            nearby=bool(nearby),
            signers=self._lookup.signers(piece),
            heard=self._heard.beside(piece) if isinstance(piece, Article) else {},
        )

    def _beside_in_matter(self, piece: Piece) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Related pieces, and others to fill up with; the two neighbours are there already."""
        row = self._row(piece)
        at = bisect_left(row, order(piece), key=order)
        near = tuple(one.id for one in row[max(0, at - 1) : at + 2])
        related = self._related.to(piece, near)
        shown = (*near, *(other.id for other in related))
        return related, self._related.near(piece, shown, len(related))

    def _of_episode(self, episode: Episode) -> EpisodeContent:
        script = episode.transcript
        return EpisodeContent(
            **vars(self._of_piece(episode)),
            show=self._lookup.shows[episode.show],
            sound=self._context.site.enclosure(episode),
            script=self._context.hashes(script.path) if script else "",
            files=transcripts.addresses(episode),
        )

    def _of_translation(self, article: Article) -> TranslationContent:
        whole, original = self._of_entry(article), self._translations.original(article)
        return TranslationContent(
            **vars(whole),
            authors=self._lookup.authors(article),
            picture=self._lookup.picture(article),
            words=words(article.language, article.date, article.updated, whole.minutes),
            episode=original.url if isinstance(original, Episode) else "",
        )

    def _of_edition(self, edition: Edition) -> EditionContent:
        older, newer = self._neighbours(edition)
        return EditionContent(
            **vars(self._of_entry(edition)),
            older=older,
            newer=newer,
            gathered=self._letters.gathered(edition),
            linked=self._letters.linked(edition),
            corrects=self._letters.corrects(edition),
            corrected=self._letters.corrected(edition),
        )


def _neighbour(found: Sequence[Listed]) -> Neighbour | None:
    return Neighbour(url=found[0].url, title=found[0].title) if found else None
