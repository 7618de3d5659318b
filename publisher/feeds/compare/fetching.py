"""A feed's bytes, from a file or over the network, within limits of size and time."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.problems import Problem, PublisherError, reason
from publisher.system import web

if TYPE_CHECKING:
    from http.client import HTTPResponse

_SECONDS = 20.0
"""For each answer of the server; three times that for the whole."""
_CHUNK = 1 << 16
_NOTHING = (404, 410)


class NothingThereError(PublisherError):
    """The server has nothing at that address (404 or 410)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """`address` is where the bytes came from after redirects, empty for a file on disk."""

    data: bytes
    address: str = ""
    charset: str = ""


def fetch(place: str, *, limit: int = web.LIMIT, seconds: float = _SECONDS) -> Fetched:
    """The bytes of a file, or of an http(s) address.

    Raises PublisherError when they cannot be had, are more than `limit`, or let themselves be
    waited for longer than `seconds` (three times that for all of them).
    """
    if place.lower().startswith(("http://", "https://")):
        return _from_web(place, limit, seconds)
    if "://" in place:
        raise PublisherError(_fault(place, "går inte att hämta härifrån", "Ge en http-adress."))
    try:
        with Path(place).open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "så kan ingen fil heta"
        hint = "Ge sökvägen till en fil, eller en adress som börjar med https://"
        raise PublisherError(_fault(place, f"går inte att läsa: {why}", hint)) from error
    if len(data) > limit:
        raise PublisherError(_too_big(place, limit))
    return Fetched(data=data)


def _from_web(place: str, limit: int, seconds: float) -> Fetched:
    from http.client import HTTPException
    from urllib.error import HTTPError

    hint = "Kontrollera adressen i en webbläsare, eller spara flödet och ge filen."
    try:
        with web.opened(place, seconds=seconds, follow=True) as answer:
            data = _body(answer, place, limit)
            charset = answer.headers.get_content_charset("")
            return Fetched(data=data, address=answer.geturl(), charset=charset)
    except HTTPError as error:
        error.close()  # it is the answer as well
        kind = NothingThereError if error.code in _NOTHING else PublisherError
        text = f"går inte att hämta: servern svarade {error.code}"
        raise kind(_fault(place, text, hint)) from error
    except (OSError, HTTPException, ValueError, zlib.error) as error:
        text = f"går inte att hämta: {web.why(error)}"
        raise PublisherError(_fault(place, text, hint)) from error


def _body(answer: HTTPResponse, place: str, limit: int) -> bytes:
    found = bytearray()
    for chunk in _unpacked(answer):
        found += chunk
        if len(found) > limit:
            raise PublisherError(_too_big(place, limit))
    return bytes(found)


def _unpacked(answer: HTTPResponse) -> Iterator[bytes]:
    """In small pieces, so that a packed file that swells is noticed in time."""
    from http.client import IncompleteRead

    packed = answer.headers.get("Content-Encoding", "").lower() in {"gzip", "x-gzip"}
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    while chunk := answer.read1(_CHUNK):
        while packed and chunk and not unpack.eof:
            yield unpack.decompress(chunk, _CHUNK)
            chunk = unpack.unconsumed_tail
        if not packed:
            yield chunk
    if answer.length or (packed and not unpack.eof):
        raise IncompleteRead(b"", answer.length)


def _too_big(place: str, limit: int) -> Problem:
    text = f"är större än {limit // 1_000_000}\N{NO-BREAK SPACE}MB"
    return _fault(place, text, "Så stort är inget poddflöde. Är adressen den rätta?")


def _fault(place: str, text: str, hint: str) -> Problem:
    return Problem(path=place, text=text, hint=hint)
