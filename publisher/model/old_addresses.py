"""An address that something used to have, as authors write it → as the site is to answer at it.

A redirect is a page in a folder of that name, so it must be a name that every disk, archive and
host can hold. What may stand in one is listed; all else is a fault, told in Swedish.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes

LONGEST = 1000
"""Bytes of a whole address, percent codes and all: S3 holds 1,024."""
LONGEST_NAME = 200
"""Bytes between two slashes: disks hold 255, and `index.html.part` and the like need some."""
_SIGNS = frozenset("-._~!$&'()+,;=@ ")
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_RESERVED_ON_WINDOWS = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")


def old_address(written: str) -> str:
    """The address with its letters plain: `/2025/%C3%A5-hej/` and `/2025/å-hej/` are one.

    Raises ValueError with a Swedish text, to follow a field's name, and a hint.
    """
    if not written.startswith("/") or written.startswith("//"):
        hint = "Skriv den från första snedstrecket: /2025/min-text/, utan https:// och värdnamn."
        raise ValueError("är ingen adress på den här sajten", hint)
    if len(written.encode("utf-8", "surrogatepass")) > LONGEST:
        hint = f"Högst {LONGEST} tecken får plats."
        raise ValueError(f"är för lång för en adress ({len(written)} tecken)", hint)
    if sign := next((sign for sign in "?#" if sign in written), ""):
        hint = f"En adress med ”{sign}” kan bara webbvärden leda vidare. Skriv delen före tecknet, "
        hint += "om den ledde till texten."
        raise ValueError(f"har ett ”{sign}”, som inte hör till en sidas adress", hint)
    plain = _decoded(written)
    for name in plain[1:].removesuffix("/").split("/") if plain != "/" else ():
        _check(name)
    if plain == "/":
        raise ValueError("är startsidans", "Startsidan finns redan. Ta bort raden.")
    return plain


def encoded(address: str) -> str:
    """As browsers and servers say it to one another."""
    return quote(address, safe="/-._~!$&'()+,;=@")


def _decoded(written: str) -> str:
    if _PERCENT.search(written):
        hint = "Efter ett procenttecken står två siffror eller bokstäver a–f, som i %C3%A5."
        raise ValueError("har ett procenttecken utan sin kod", hint)
    try:
        plain = unquote_to_bytes(written).decode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        hint = "Skriv bokstäverna som de är: /2025/å-hej/"
        raise ValueError("har procentkoder som inte är UTF-8", hint) from None
    if "%2f" in written.lower():
        hint = "Skriv snedstrecket som det är, eller ta bort raden."
        raise ValueError("har ett snedstreck i procentkod", hint)
    if plain != unicodedata.normalize("NFC", plain):
        better = unicodedata.normalize("NFC", plain)
        hint = f"Skriv om bokstäverna på tangentbordet: {better}"
        raise ValueError("har bokstäver som är sammansatta av två tecken", hint)
    return plain


def _check(name: str) -> None:
    """One name between two slashes."""
    if name in {"", ".", ".."}:
        what = f"”/{name}/”" if name else "två snedstreck efter varandra"
        raise ValueError(f"har {what}", "Skriv den väg som står i webbläsaren.")
    if name[0] in "._" or name.upper() == "CNAME":
        hint = "Sådana filer är till för webbvärden och för program. Ta bort raden."
        raise ValueError(f"har namnet ”{name}”, som ingen sajt visar", hint)
    if bad := next((sign for sign in name if not _may_stay(sign)), ""):
        hint = "Bokstäver, siffror, bindestreck och punkt går bra."
        raise ValueError(f"har tecknet {_named(bad)}, som en adress här inte kan ha", hint)
    if name != name.strip(" ") or name.endswith("."):
        hint = "Inget namn mellan två snedstreck får sluta på punkt, eller ha mellanslag ytterst."
        raise ValueError(f"har namnet ”{name}”, som inte går att spara överallt", hint)
    if len(encoded(name)) > LONGEST_NAME * 3 or len(name.encode()) > LONGEST_NAME:
        hint = f"Högst {LONGEST_NAME} tecken mellan två snedstreck, färre med å, ä och ö."
        raise ValueError("är för lång mellan två snedstreck", hint)
    if _RESERVED_ON_WINDOWS.match(name):
        hint = "Windows kan inte ha en fil som heter så. Ta bort raden."
        raise ValueError(f"leder till ”{name}”, som inte går att spara överallt", hint)


def _may_stay(sign: str) -> bool:
    """Letters, their marks and digits of any script, and the signs that mean nothing special."""
    return sign in _SIGNS or unicodedata.category(sign)[0] in "LM" or sign.isdecimal()


def _named(sign: str) -> str:
    return f"”{sign}”" if sign.isprintable() and sign.strip() else f"U+{ord(sign):04X}"
