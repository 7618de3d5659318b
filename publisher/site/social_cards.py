"""The cards that links are shown with: one for each entry and podcast, and one for the site."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path

from publisher import swedish
from publisher.config.contrast import DARK, LIGHT
from publisher.config.values_look import SYSTEM
from publisher.engine.recipes import BuildContext, Recipe, RecipeGroup, key
from publisher.media import images
from publisher.media.images.card_text import HEIGHT, WIDTH, CardText, FontFile, Inks
from publisher.model import Article, Artifact, Edition, Entry, Episode, Image, Piece, Show
from publisher.model.addresses import built
from publisher.problems import Problem
from publisher.site.dates import length
from publisher.site.head import SharedPicture
from publisher.site.languages import english, version
from publisher.site.pictures import nothing
from publisher.system.disk import on_disk

PAPER, DARK_PAPER = LIGHT[0], DARK[0]
"""The page's grounds."""
INK, QUIET = "#171411", "#5f5750"
"""`--ink` and `--soft` of the theme's base.css, by daylight."""
_FONTS = "web/assets/fonts/"
_SERIF, _SANS = "newsreader.woff2", "libre-franklin.woff2"
_SQUARE = 1.2


class SocialCards:
    """Makes the cards of one build. With `cards: false` there are none."""

    def __init__(self, context: BuildContext) -> None:
        """`context` has the entries and their colours; nothing is drawn yet."""
        self._context = context
        self._config = context.config
        self._inks = Inks(paper=PAPER, ink=INK, quiet=QUIET, accent=context.config.look.accent)

    @cached_property
    def serif(self) -> FontFile | None:
        """The face of headlines, which titles and icons are set in."""
        return self._font(self._config.look.font_headline, _SERIF)

    @cached_property
    def _sans(self) -> FontFile | None:
        return self._font(self._config.look.font_text, _SANS)

    @cached_property
    def _host(self) -> str:
        return self._config.origin.partition("://")[2]

    def of_site(self) -> SocialCard | None:
        """The site's own, which also stands in for lists."""
        config = self._config
        title = config.site_description or config.site_name
        card = self._card(title, "", self._host)
        return card and SocialCard("", *card)

    def of_show(self, show: Show) -> SocialCard | None:
        """A podcast's, with its cover."""
        card = self._card(show.title, "Podd", self._host, show.image)
        return card and SocialCard(show.url, *card)

    def of(self, entry: Entry) -> SocialCard | None:
        """An entry's."""
        image = self._image(entry)
        card = self._card(entry.title, self._kicker(entry), self._foot(entry), image)
        # Of a text in another language readers expect no card in letters that ours are set in.
        return card and SocialCard(entry.url, *card, told_in="" if entry.language else entry.source)

    def groups(self) -> Iterator[RecipeGroup]:
        """Those that belong to no entry; to be named when settings, theme or covers differ."""
        found = (self.of_site(), *map(self.of_show, self._config.shows))
        yield RecipeGroup(name="site:cards", recipes=tuple(one.recipe for one in found if one))

    def _kicker(self, entry: Entry) -> str:
        match entry:
            case Entry(language=language) if language:
                return version(entry, self._config.language).words
            case Episode(number=None):
                return "Podd"
            case Episode(number=number):
                return f"Podd · Avsnitt {number}"
            case Article(categories=categories):
                return categories[0] if categories else "Artikel"
            case Edition():
                return "Nyhetsbrev"
        return ""

    def _foot(self, entry: Entry) -> str:
        if not isinstance(entry, Piece | Edition):
            return self._host
        if entry.language:
            return english(entry.date)
        date = swedish.day(entry.date)
        if isinstance(entry, Episode):
            return f"{date} · {length(entry.sound.seconds)}"
        return date

    def _image(self, entry: Entry) -> Image | None:
        if isinstance(entry, Episode):
            return _drawable(entry.image) or self._config.show(entry.show).image
        return entry.image if isinstance(entry, Piece) else None

    def _card(
        self, title: str, kicker: str, foot: str, image: Image | None = None
    ) -> tuple[CardText, str] | None:
        """The card, and the path of the picture on it, if any."""
        if not self._config.cards or self.serif is None or self._sans is None:
            return None
        picture = _drawable(image)
        wanted = CardText(
            title=title,
            kicker=kicker,
            name=self._config.site_name,
            foot=foot,
            inks=self._inks,
            serif=self.serif,
            sans=self._sans,
            picture=self._source(picture) if picture else None,
            frame="cover" if picture and _is_square(picture) else "side",
            focus=picture.focus if picture else None,
        )
        return wanted, picture.source if picture else ""

    def _source(self, picture: Image) -> FontFile:
        context = self._context
        return FontFile(
            path=on_disk(context.config.root, picture.source), mark=context.hashes(picture.source)
        )

    def _font(self, chosen: str, usual: str) -> FontFile | None:
        """The owner's font, else ours, else any that the theme has."""
        theme = self._context.theme
        fonts = sorted(n for n in theme if n.startswith(_FONTS) and n.endswith(".woff2"))
        wanted = chosen if chosen and chosen != SYSTEM else usual
        names = [name for name in (_FONTS + wanted, _FONTS + usual, *fonts) if name in theme]
        if not names:
            return None
        return FontFile(path=theme[names[0]].path, mark=theme[names[0]].hash)


class SocialCard:
    """One card: what a page says of it, and how it is made."""

    def __init__(self, url: str, wanted: CardText, source: str, told_in: str = "") -> None:
        """For the page at `url` (empty: the site); `source` is the path of the picture, if any.

        `told_in` is the path of the text whose author is told what the card cannot show.
        """
        self._told_in = told_in
        self._wanted = wanted
        self._source = source
        # No paths: the same publication has the same addresses on every machine.
        sources = (wanted.serif, wanted.sans, wanted.picture)
        marks = tuple(source.mark for source in sources if source)
        words = (wanted.title, wanted.kicker, wanted.name, wanted.foot)
        self._key = key(*words, wanted.inks, wanted.frame, wanted.focus, marks)
        self._path = f"/assets/kort{url.rstrip('/')}.{wanted.ending}"

    @property
    def picture(self) -> SharedPicture:
        """For the page's head. Another card has another address: those who fetch it keep it."""
        return SharedPicture(
            url=f"{self._path}?v={self._key[:8]}",
            width=WIDTH,
            height=HEIGHT,
            alt=f"{self._wanted.title} – {self._wanted.name}",
            mime="image/jpeg" if self._wanted.picture else "image/png",
        )

    @property
    def recipe(self) -> Recipe:
        """The file."""
        name = built(self._path)
        what = (name, self._wanted, self._source, self._told_in)
        made_of = key(self._key, self._told_in)
        return Recipe(
            name=name, key=made_of, make=partial(_made, *what), trial=partial(_tried, *what)
        )


def _made(name: str, wanted: CardText, source: str, told_in: str) -> tuple[Artifact]:
    from publisher.media.images.card import card

    try:
        return (Artifact(path=name, data=card(wanted), problems=_told(wanted, told_in)),)
    except images.UnfitPictureError as unfit:
        return (nothing(name, unfit.problem(source)),)


def _tried(name: str, wanted: CardText, source: str, told_in: str) -> tuple[Artifact]:
    try:
        if wanted.picture:
            images.whole(wanted.picture.path)
    except images.UnfitPictureError as unfit:
        return (nothing(name, unfit.problem(source)),)
    return (nothing(name, *_told(wanted, told_in)),)


def _told(wanted: CardText, told_in: str) -> tuple[Problem, ...]:
    """Advice on a title that the font cannot show, and that the card therefore does without."""
    if not told_in:
        return ()
    from publisher.media.images.card import unshown

    missing = unshown(wanted)
    if not missing:
        return ()
    text = f"rubriken visas inte på bilden för delning: typsnittet saknar ”{missing}”"
    hint = "Skriv det med latinska bokstäver, eller sätt det inom parentes: då visas resten."
    return (Problem(path=told_in, text=text, hint=hint, fatal=False),)


def _drawable(image: Image | None) -> Image | None:
    """A picture of pixels, in a file of ours."""
    drawn = image is None or not image.source or Path(image.source).suffix.lower() == ".svg"
    return None if drawn else image


def _is_square(image: Image) -> bool:
    width, height = image.width or 0, image.height or 0
    return max(width, height) <= _SQUARE * min(width, height)
