"""Pages that list pieces: archive, years, tags, categories, people, podcasts and newsletters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter

from publisher.engine.recipes import Recipe, RecipeGroup
from publisher.model import Episode
from publisher.model.addresses import list_url
from publisher.model.feed_formats import FeedFile
from publisher.site.cards import SiteLookup, Term
from publisher.site.frame import PageFrame
from publisher.site.head import PageHead, SharedPicture
from publisher.site.listings import ARCHIVE, Listed, ListingKey, Listings
from publisher.site.months import ways_to
from publisher.site.page_values import Listing, ListingContent, ListingExtras
from publisher.site.pager import members_of, newer, numbered, older, touched
from publisher.site.portraits import portrait
from publisher.swedish.sorting import alphabetical


class ListingPages:
    """All lists of this build, as groups."""

    def __init__(self, lookup: SiteLookup, frame: PageFrame, places: Listings) -> None:
        """`places` are the listings; `lookup` has their cards, `frame` sets their pages."""
        self._lookup = lookup
        self._frame = frame
        self._places = places
        self._size = lookup.context.config.per_page

    def groups(self, *, everything: bool) -> Iterator[RecipeGroup]:
        """Those of every list, or of the lists that the changes touched."""
        members, moves = self._places.members, self._places.moves
        for place in sorted(members.keys() | moves.keys() if everything else moves.keys()):
            yield from self._groups(place, everything=everything)

    def terms(self, kind: str) -> tuple[Term, ...]:
        """All tags, or all categories, with the number of pieces, in alphabetical order."""
        found = (
            Term(name=self._places.names[place], url=address(place), count=len(members))
            for place, members in self._places.members.items()
            if place.kind == kind
        )
        return tuple(sorted(found, key=lambda term: (alphabetical(term.name), term.url)))

    def years(self) -> tuple[Term, ...]:
        """Every year with pieces, newest first."""
        found = [
            Term(name=place.value, url=address(place), count=len(members))
            for place, members in self._places.members.items()
            if place.kind == "year"
        ]
        return tuple(sorted(found, key=attrgetter("name"), reverse=True))

    def authors(self) -> tuple[Term, ...]:
        """Everybody who has signed a piece, with the number of pieces, in alphabetical order."""
        found = (
            Term(name=self._lookup.people[place.value].name, url=address(place), count=len(members))
            for place, members in self._places.members.items()
            if place.kind == "author"
        )
        return tuple(sorted(found, key=lambda term: (alphabetical(term.name), term.url)))

    def addresses(self) -> Iterator[str]:
        """The lists' own addresses, for the sitemap."""
        return (address(place) for place in sorted(self._places.members))

    def _groups(self, place: ListingKey, *, everything: bool) -> Iterator[RecipeGroup]:
        members = self._places.members.get(place)
        moves = self._places.moves.get(place, ())
        name = ":".join(("site", *filter(None, place)))
        pages = touched(members or (), moves, self._size)
        listing = None if members is None else self._listing(place)
        if everything or self._places.renamed(place):
            pages |= set(range(1, numbered(len(members or ()), self._size) + 1))
        for page in (0, *sorted(pages)):
            recipes: tuple[Recipe, ...] = ()
            if listing and members is not None and page <= numbered(len(members), self._size):
                recipes = (self._recipe(listing, members, page),)
            yield RecipeGroup(name=f"{name}:{page}" if page else name, recipes=recipes)

    def _recipe(self, listing: Listing, members: Sequence[Listed], page: int) -> Recipe:
        count, here = len(members), members_of(page, members, self._size)
        before = older(page, count, self._size)
        after = newer(page, count, self._size) if page else None
        first = ListingExtras() if page else listing.first
        shown = ListingContent(
            listing=listing,
            cards=tuple(map(self._lookup.card, here)),
            page=page,
            older=f"{listing.url}sida/{before}/" if before else None,
            newer=None
            if after is None
            else (f"{listing.url}sida/{after}/" if after else listing.url),
            years=first.years,
            months=first.months,
            show=first.show,
            playable=first.playable,
        )
        head = PageHead(
            title=f"{listing.title}, sida {page}" if page else listing.title,
            url=f"{listing.url}sida/{page}/" if page else listing.url,
            description="" if page else listing.text,
            image=listing.image,
            picture=self._card(listing),
            feeds=listing.feeds,
        )
        return self._frame.recipe(listing.template, head, shown)

    def _card(self, listing: Listing) -> SharedPicture | None:
        show = listing.first.show
        card = self._frame.social.of_show(show) if show else None
        return card.picture if card else None

    def _listing(self, place: ListingKey) -> Listing:
        url = address(place)
        years = self.years() if place == ARCHIVE else ()
        first = ListingExtras(years=years)
        match place.kind:
            case "archive":
                return Listing(url=url, title="Arkiv", text="Allt vi har publicerat.", first=first)
            case "year":
                label = Term(name="Arkiv", url="/arkiv/")
                months = ways_to(url, self._places.members[place], self._size)
                first = ListingExtras(months=months)
                return Listing(url=url, title=place.value, label=label, monthly=True, first=first)
            case "tag" | "category":
                return self._term(place, first)
            case "author":
                return self._author(place, first)
            case "show":
                return self._show(place)
            case "letters":
                text = "Våra nyhetsbrev samlar det viktigaste vi har skrivit."
                return Listing(url=url, title="Nyhetsbrev", text=text, first=first)

    def _term(self, place: ListingKey, first: ListingExtras) -> Listing:
        is_tag = place.kind == "tag"
        label = (
            Term(name="Taggar", url="/taggar/")
            if is_tag
            else Term(name="Kategorier", url="/kategorier/")
        )
        name, feeds = self._places.names[place], self._feeds(place)
        return Listing(url=address(place), title=name, label=label, feeds=feeds, first=first)

    def _author(self, place: ListingKey, first: ListingExtras) -> Listing:
        person = self._lookup.people[place.value]
        return Listing(
            url=address(place),
            title=person.name,
            label=Term(name="Skribenter", url="/forfattare/"),
            text=person.bio,
            email=person.email,
            line=person.line,
            links=person.links,
            person=True,
            portrait=portrait(self._lookup.context, person),
            picture=person.portrait_url,
            feeds=self._feeds(place),
            first=first,
        )

    def _feeds(self, place: ListingKey) -> tuple[FeedFile, ...]:
        """The list's own, of every feed that has one for each such list."""
        settings = self._lookup.context.config.feeds
        own = (feed.files_of(address(place)) for feed in settings if place.kind in feed.each)
        return tuple(file for files in own for file in files)

    def _show(self, place: ListingKey) -> Listing:
        """The newest episodes can be played in the list itself, those for subscribers apart."""
        show = self._lookup.shows[place.value]
        newest = members_of(0, self._places.members[place], self._size)
        heard = (e for e in newest if isinstance(e, Episode) and not e.closed)
        playable = {each.url: (each, self._lookup.context.site.enclosure(each)) for each in heard}
        return Listing(
            url=show.url,
            title=show.title,
            text=show.description,
            image=show.image,
            template="show.html",
            first=ListingExtras(show=show, playable=playable),
        )


def address(place: ListingKey) -> str:
    """The list's own address.

    >>> address(ListingKey("tag", "kina")), address(ARCHIVE)
    ('/taggar/kina/', '/arkiv/')
    """
    match place.kind:
        case "archive":
            return "/arkiv/"
        case "letters":
            return "/nyhetsbrev/"
        case "year":
            return f"/{place.value}/"
        case "show":
            return f"/podd/{place.value}/"
        case _:
            return list_url(place.kind, place.value)
