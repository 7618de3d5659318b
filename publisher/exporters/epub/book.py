"""The book: every text as a page of its own, links between them made to lead within it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from publisher import swedish
from publisher.build.reading import ReadableTexts
from publisher.exporters.epub.package import CONTAINER, BookFacts, package
from publisher.exporters.epub.pages import (
    STYLE,
    BookText,
    Surroundings,
    contents,
    text_page,
    title_page,
)
from publisher.exporters.epub.pictures import BookPictures
from publisher.exporters.epub.xhtml import BookLinks, address, xhtml
from publisher.exporters.report import LeftBehind
from publisher.model import Entry, Episode, Piece
from publisher.problems import Problem, PublisherError

_IMAGES = re.compile(r"<img\b[^>]*>")
_DAY_ZERO = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip file knows: the same texts give the same bytes."""


class Book:
    """Makes one book."""

    def __init__(
        self, texts: ReadableTexts, entries: tuple[Entry, ...], title: str, left: LeftBehind
    ) -> None:
        """Of those entries that are open pieces. Raises PublisherError for a book of none."""
        self._texts, self._config, self._left = texts, texts.context.config, left
        self._title = title
        self._pieces = tuple(self._open(entries))
        if not self._pieces:
            hint = "En bok har artiklar och avsnitt som alla får läsa. Välj andra texter."
            raise PublisherError(Problem(path="", text="boken blev tom", hint=hint))
        self._names = {
            piece.url: f"text-{number:04}.xhtml" for number, piece in enumerate(self._pieces, 1)
        }
        self._anchors = {
            piece.url: frozenset(texts.context.texts.digest(piece).anchors)
            for piece in self._pieces
        }
        self._pictures = BookPictures(disk=texts.disk, sources=self._sources())
        self._people = {person.id: person.name for person in texts.context.site.people}

    def _open(self, entries: Iterable[Entry]) -> Iterable[Piece]:
        for entry in entries:
            if entry.translation_of or not isinstance(entry, Piece):
                told = "översättningar" if entry.translation_of else "sidor och nyhetsbrev"
                self._left.add(f"{told}: boken har artiklar och avsnitt", entry.source)
            elif entry.closed:
                self._left.add("texter som bara prenumeranter får läsa", entry.source)
            else:
                yield entry

    def written(self, file: Path) -> int:
        """Write the book; gives how many texts it has."""
        made = tuple(map(self._text, self._pieces))
        for path, why in self._pictures.unfit.items():
            self._left.add(f"en bild som {why}", path)
        files = {place: kind for place, (kind, _) in self._pictures.found.items()}
        parts: dict[str, str | bytes] = {
            "META-INF/container.xml": CONTAINER,
            "EPUB/bok.opf": package(self._facts(made), made, files),
            "EPUB/nav.xhtml": contents(self._title, self._config.language, made),
            "EPUB/titel.xhtml": title_page(self._title, self._config, self._span()),
            "EPUB/stil.css": STYLE,
        }
        parts |= {f"EPUB/{each.name}": each.page for each in made}
        parts |= {f"EPUB/{place}": data for place, (_, data) in self._pictures.found.items()}
        with zipfile.ZipFile(file, "w") as book:
            # First, and as it is: so that programs know a book by its first bytes (OCF 3.3, 4.3).
            book.writestr(zipfile.ZipInfo("mimetype", _DAY_ZERO), "application/epub+zip")
            for name, data in parts.items():
                told = zipfile.ZipInfo(name, _DAY_ZERO)
                told.compress_type = zipfile.ZIP_DEFLATED
                told.external_attr = 0o644 << 16
                book.writestr(told, data)
        return len(made)

    def _text(self, piece: Piece) -> BookText:
        body = xhtml(self._texts.context.texts.rendered(piece).html, self._links())
        picture = self._pictures.place(piece.image.url) if piece.image else ""
        listen = self._config.absolute(piece.url) if isinstance(piece, Episode) else ""
        if listen:
            self._left.add("ljudet: avsnittet länkar till sajten", piece.source)
        around = Surroundings(signed=self._byline(piece), picture=picture, listen=listen)
        page = text_page(piece, body, self._config, around)
        return BookText(name=self._names[piece.url], title=piece.title, page=page)

    def _byline(self, piece: Piece) -> str:
        names = [self._people.get(id_, id_) for id_ in piece.authors]
        return " · ".join(filter(None, (swedish.listing(names), swedish.day(piece.date))))

    def _links(self) -> BookLinks:
        return BookLinks(text=self._goal, picture=self._pictures.place)

    def _goal(self, href: str) -> str:
        """Where a link of the site's leads from a page of the book."""
        path, _, anchor = href.partition("#")
        if path in self._names:
            known = anchor in self._anchors[path]
            return self._names[path] + (f"#{anchor}" if known else "")
        return address(self._config.absolute(href))

    def _sources(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for piece in self._pieces:
            found |= {media.url: media.source for media in self._texts.context.pictures_of(piece)}
        return found

    def _span(self) -> str:
        first, last = (swedish.day(self._pieces[at].date) for at in (0, -1))
        return first if first == last else f"{first} – {last}"

    def _facts(self, made: tuple[BookText, ...]) -> BookFacts:
        pictures = [tag for text in made for tag in _IMAGES.findall(text.page)]
        ids = dict.fromkeys(id_ for piece in self._pieces for id_ in piece.authors)
        newest = max(piece.updated or piece.date for piece in self._pieces)
        told = "\n".join((self._config.site_url, self._title, *(p.id for p in self._pieces)))
        return BookFacts(
            id=f"urn:uuid:{uuid5(NAMESPACE_URL, told)}",
            title=self._title,
            language=self._config.language,
            publisher=self._config.site_name,
            authors=tuple(self._people.get(id_, id_) for id_ in ids),
            rights=self._config.copyright,
            date=self._pieces[-1].date,
            changed=newest,
            pictured=bool(pictures),
            described=all('alt=""' not in tag for tag in pictures),
            noted=any("doc-noteref" in text.page for text in made),
        )
