"""Two things that want one address: a fault that names both, for all that has an address.

One place for all of it, asked before anything is made: texts, what leads on, lists, feeds, pictures
and other files of authors, the theme's, and what the site has for itself. Disks of macOS and
Windows make no difference between `A` and `a`, and none can have a file where it has a folder.
Nor can any have a name of more than 255 bytes, and what is short in Chinese is long in an address.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import takewhile
from pathlib import PurePosixPath
from typing import NamedTuple

from publisher.engine.recipes import BuildContext
from publisher.ledger import PromisedListing
from publisher.model import Media, Piece
from publisher.model.addresses import page_file
from publisher.problems import Problem
from publisher.swedish import number

_OURS = (
    *("/", "/404.html", "/favicon.ico", "/robots.txt", "/site.webmanifest", "/sitemap.xml"),
    *("/sitemap-news.xml", "/_redirects", "/_headers", "/sok/", "/gamla-adresser.json"),
)
_TERMS = ("/taggar/", "/kategorier/", "/forfattare/")
_RENAME = "Byt namn på den ena filen, också där texten nämner den."
_OTHER_SLUG = "Skriv en annan slug: i huvudet, eller byt namn på filen."
_OTHER_ID = "Skriv ett annat id: i den nya."
_SHORTEN = {
    _RENAME: "Ge filen ett kortare namn, också där texten nämner den.",
    _OTHER_ID: "Skriv ett kortare id: i huvudet.",
}
_EDITIONS = "editions:"
_LONGEST = 255
"""Characters in a name, of a folder or a file, that disks hold: addresses are ASCII."""
_ENDINGS = 20
"""As many of them as a picture in another size, and a file half put, have for what they add."""
_SITE = "sajten själv"
_LIST = "listan "


class Claim(NamedTuple):
    """Somebody who wants an address. `path` is where it is mended, `holds` what would lie there.

    Two that hold the same do not mind each other.
    """

    address: str
    path: str
    holds: str
    hint: str


def disputes(context: BuildContext, lists: Iterable[PromisedListing]) -> Iterator[Problem]:
    """Each claim to what another has already, or to what no disk can hold, once for each file.

    Those that came first in `claims` keep it.
    """
    taken: dict[str, Claim] = {}
    long: set[str] = set()
    for claim in claims(context, lists):
        if claim.path not in long and (name := _too_long(context, claim)):
            long.add(claim.path)
            yield _unheld(claim, name)
        other = taken.setdefault(_folded(claim.address), claim)
        if other.holds != claim.holds:
            yield _told(claim, other)
    clear: set[str] = set()  # folders that neither are files nor lie below one
    for folded, claim in taken.items():
        folders = list(takewhile(lambda each: each not in clear, _above(folded)))
        files = [taken[each] for each in folders if each in taken]
        yield from (_told(claim, file) for file in files)
        if not files:
            clear.update(folders)


def undisputed(context: BuildContext, lists: Iterable[PromisedListing]) -> str:
    """A mark over all claims: where one had no disputes, another with the same mark has none.

    Empty where some address is so long that more than the claims must be asked.
    """
    found = list(claims(context, lists))
    if any(len(claim.address) > _LONGEST - _ENDINGS for claim in found):
        return ""
    rows = (f"{claim.address}\0{claim.path}\0{claim.holds}" for claim in found)
    return sha256("\n".join(rows).encode(errors="surrogatepass")).hexdigest()


def claims(context: BuildContext, lists: Iterable[PromisedListing]) -> Iterator[Claim]:
    """All that a build lays at an address of its own, what was promised longest first."""
    yield from (Claim(address, context.config.file, _SITE, "") for address in (*_OURS, *_TERMS))
    for entry in context.site.entries:
        yield Claim(entry.url, entry.source, entry.source, _OTHER_SLUG)
    for gone in context.site.withdrawn:
        yield Claim(gone.url, gone.source, gone.source, _OTHER_SLUG)
    yield from _lists(context, lists)
    yield from _feeds(context)
    yield from (Claim(each.url, each.source, each.source, _RENAME) for each in _files(context))
    yield from _theme(context)
    yield from _led(context)
    for entry in context.site.entries:
        # Letters lie in folders named by ids, which may have capitals.
        yield Claim(f"{_EDITIONS}{entry.id}/", entry.source, entry.id, _OTHER_ID)


def _lists(context: BuildContext, lists: Iterable[PromisedListing]) -> Iterator[Claim]:
    for each in lists:
        first = context.by_id[each.members[0]].source if each.members else context.config.file
        yield Claim(each.url, first, _LIST + each.url, "Kalla den något annat.")
        yield from (Claim(url, first, _LIST + each.url, "") for url in each.feeds)


def _feeds(context: BuildContext) -> Iterator[Claim]:
    hint = "Skriv en annan address: i filen."
    for feed in context.config.feeds:
        yield from (Claim(file.url, feed.source, feed.source, hint) for file in feed.files)
    for show in context.config.shows:
        yield Claim(show.feed_url, show.source, show.source, hint)


def _files(context: BuildContext) -> Iterator[Media]:
    """Of authors: pictures in letters that went out first, for their addresses are promised."""
    yield from context.originals()
    for episode in context.site.episodes:
        url = context.site.enclosure(episode).url
        if episode.recording and not episode.closed and url.startswith("/"):
            yield Media(source=episode.recording.path, url=url)
    for show in context.config.shows:
        yield Media(source=show.source, url=show.cover_url)


def _theme(context: BuildContext) -> Iterator[Claim]:
    for name in context.theme:
        if name.startswith("web/assets/"):
            path = f"theme/{name}"
            yield Claim(f"/{name.removeprefix('web/')}", path, path, _RENAME)


def _led(context: BuildContext) -> Iterator[Claim]:
    owners = {entry.url: entry for entry in (*context.site.entries, *context.site.withdrawn)}
    for old, new in context.site.redirects:
        entry = owners.get(new)
        written = entry is not None and old in entry.aliases
        told = dict(context.config.redirects).get(old) == new
        path = entry.source if entry and not told else context.config.file
        hint = f"Ta bort den ur {'aliases' if written else 'redirects'}:."
        # What nothing written leads on is promised: then the other is what has to give way.
        yield Claim(old, path, f"→ {new}", hint if written or told else "")


def _above(path: str) -> Iterator[str]:
    """The folders that a path lies in, the nearest first."""
    if "//" in path or "/." in path:  # then a folder may have several names
        yield from map(str, PurePosixPath(path).parents)
        return
    while path := path.rpartition("/")[0]:
        yield path


def _folded(address: str) -> str:
    """The file of an address as the least careful disk sees it."""
    path = page_file(address)
    return (path if path.isascii() else unicodedata.normalize("NFC", path)).casefold()


def _too_long(context: BuildContext, claim: Claim) -> str:
    """The name in the address that is too long for a disk; empty when none is."""
    if len(claim.address) <= _LONGEST - _ENDINGS:
        return ""  # as nearly all are, of as many as there are
    entry = context.by_id.get(claim.holds) if claim.address.startswith(_EDITIONS) else None
    if isinstance(entry, Piece) and not entry.mail.send:
        return ""  # no letter, so no folder
    names = claim.address.removeprefix(_EDITIONS).split("/")
    return next((name for name in names if len(name.encode()) > _room(claim)), "")


def _room(claim: Claim) -> int:
    return _LONGEST - (_ENDINGS if claim.address.startswith("/media/") else 0)


def _unheld(claim: Claim, name: str) -> Problem:
    what = "brevets mapp " if claim.address.startswith(_EDITIONS) else "adressen "
    what += f"{claim.address[:50]}…".replace(_EDITIONS, "editions/")
    text = f"{what} har ett namn på {number(len(name))} tecken; högst {_room(claim)} går att spara"
    return Problem(path=claim.path, text=text, hint=_SHORTEN.get(claim.hint, claim.hint))


def _told(claim: Claim, other: Claim) -> Problem:
    address = claim.address.removeprefix(_EDITIONS)
    whose = other.path
    if other.holds == _SITE or other.holds.startswith(_LIST):
        whose = other.holds
    if _folded(claim.address) != _folded(other.address):
        text = f"adressen {address} ligger under {other.address}, som är en fil ({whose})"
    elif claim.address == other.address:
        text = f"får samma adress {address} som {whose}: den ena skulle ta den andras plats"
    else:
        first = other.address.removeprefix(_EDITIONS)
        text = f"{address} och {first} ({whose}) är samma fil"
        if claim.address.casefold() == other.address.casefold():
            text = f"{address} och {first} ({whose}) skiljer sig bara i stora och små bokstäver, "
            text += "och på många diskar är de en"
    hint = claim.hint or other.hint
    return Problem(path=claim.path, text=text, hint=hint)
