"""One sound file as podcast apps fetch it: how long it is, and a part out of the middle.

Apple asks for both: "Your hosting server must support byte-range requests" and HEAD
(https://podcasters.apple.com/support/823-podcast-requirements).
"""

from __future__ import annotations

from collections.abc import Iterator

from publisher.deploy.verify.facts import Expected
from publisher.problems import Problem
from publisher.system.web import Answer, Ask

_OK, _PART = 200, 206
_WANTED = 400
"""Bytes of the part that is asked for."""
_RANGE = "Utan det går det inte att hoppa i ljudet, och Apple tar inte emot podden. Fråga "
_RANGE += "webbhotellet efter Range, eller lägg ljudet på annat håll (media.target)."


def sound(expected: Expected, asking: Ask) -> Iterator[Problem]:
    """Everything wrong with it, by HEAD and by one range."""
    head = asking(expected.url, method="HEAD")
    if head.status != _OK:
        hint = "Kör publisher deploy igen. Ljudet ska svara på HEAD med 200."
        yield Problem(path=expected.url, text=f"ljudet {head.told}", hint=hint)
        return
    yield from _size(expected, head)
    yield from _type(expected, head)
    yield from _part(expected, asking)


def _size(expected: Expected, head: Answer) -> Iterator[Problem]:
    length = head.headers.get("content-length", "")
    if expected.bytes and length != str(expected.bytes):
        text = f"ljudet är {length or 'okänt antal'} byte på servern men {expected.bytes} i flödet"
        hint = "Kör publisher deploy igen: appar avbryter ett avsnitt som är kortare än de väntar."
        yield Problem(path=expected.url, text=text, hint=hint)


def _type(expected: Expected, head: Answer) -> Iterator[Problem]:
    if expected.types and head.type not in expected.types:
        text = f"ljudet skickas som {head.type or 'ingenting'}, inte {expected.types[0]}"
        hint = f"Ställ in typen {expected.types[0]} på servern."
        fatal = not head.type.startswith(("audio/", "video/", "application/ogg"))
        yield Problem(path=expected.url, text=text, hint=hint, fatal=fatal)


def _part(expected: Expected, asking: Ask) -> Iterator[Problem]:
    total = expected.bytes
    if total < 2 * _WANTED:
        return
    first = total // 2
    last = first + _WANTED - 1
    answer = asking(expected.url, headers={"Range": f"bytes={first}-{last}"})
    if answer.status != _PART:
        text = f"ljudet går inte att hämta en del av (svarar {answer.status}, inte 206)"
        yield Problem(path=expected.url, text=text, hint=_RANGE)
        return
    wanted = f"bytes {first}-{last}/{total}"
    if len(answer.data) != _WANTED or answer.headers.get("content-range", "") != wanted:
        text = (
            f"servern skickar en annan del av ljudet än den som begärdes ({len(answer.data)} byte)"
        )
        yield Problem(path=expected.url, text=text, hint=_RANGE)
    elif expected.file is not None and answer.data != _own(expected, first):
        text = "ljudet på servern är ett annat än det som byggdes"
        hint = "Kör publisher deploy igen, och töm mellanlagringen om det inte hjälper."
        yield Problem(path=expected.url, text=text, hint=hint)


def _own(expected: Expected, first: int) -> bytes:
    if expected.file is None:
        return b""
    with expected.file.open("rb") as file:
        file.seek(first)
        return file.read(_WANTED)
