"""Which of the author's pictures the finished letters show, for the ledger to promise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import msgspec

from publisher.deploy.release import Release
from publisher.engine.outputs import ARTIFACTS, WrittenArtifact
from publisher.engine.recipes import BuildContext
from publisher.engine.state import State
from publisher.ledger import Shown
from publisher.model import Entry, Media, Piece
from publisher.model.addresses import sized_from

_ROOM = "deploy:letters"
_SRC = re.compile(r"""<img\b[^>]*?\ssrc=["']([^"']+)["']""", re.IGNORECASE)


class _Read(msgspec.Struct, frozen=True):
    """What a letter was found to show: its hash, and the addresses below the site's own."""

    hash: str
    addresses: tuple[str, ...]


def shown(release: Release) -> Shown:
    """The pictures below `content/` in each letter, by the id of its entry.

    Asked of the letters themselves, for what a letter shows of a text is for its template to say.
    Only those made since the last time are read. A cover is not among them: its address follows
    from the podcast's, which is promised already.
    """
    if release.work is None or release.state is None:
        return {}
    files = dict(_files(release.work))
    found: dict[str, tuple[Media, ...]] = {}
    known = dict(release.state.items(_ROOM))
    for entry in _sent(release.work):
        addresses = _addresses(release, release.state, entry.id, known.pop(entry.id, b""))
        media = (_media(address, files) for address in addresses)
        if pictures := tuple(each for each in media if each):
            found[entry.id] = pictures
    for id_ in known:
        release.state.delete(_ROOM, id_)
    release.state.commit()
    return found


def _sent(work: BuildContext) -> Iterator[Entry]:
    yield from work.site.editions
    yield from (piece for piece in work.pieces if piece.mail.send)


def _addresses(release: Release, state: State, id_: str, known: bytes) -> tuple[str, ...]:
    path = f"editions/{id_}/index.html"
    data = state.get(ARTIFACTS, path)
    if data is None:
        return ()
    mark = msgspec.json.decode(data, type=WrittenArtifact).hash
    if known and (kept := msgspec.json.decode(known, type=_Read)).hash == mark:
        return kept.addresses
    html = (release.config.root / "build" / path).read_text("utf-8")
    origin = release.config.origin + "/"
    named = (unescape(src) for src in _SRC.findall(html))
    ours = sorted({src.removeprefix(origin[:-1]) for src in named if src.startswith(origin)})
    state.put(_ROOM, id_, msgspec.json.encode(_Read(mark, tuple(ours))))
    return tuple(ours)


def _files(work: BuildContext) -> Iterator[tuple[str, str]]:
    """The address of each picture as the author gave it, and its path."""
    for entry in work.site.entries:
        own = (entry.image,) if isinstance(entry, Piece) and entry.image else ()
        yield from ((each.url, each.source) for each in (*own, *work.texts.digest(entry).media))


def _media(address: str, files: dict[str, str]) -> Media | None:
    """The file behind an address, which is its own or that of one of its sizes."""
    for url in (address, *sized_from(address)):
        if url in files:
            return Media(source=files[url], url=address)
    return None
