"""UTF-8 that was once read as Windows-1252 (`Ã¥`, `â€œ`), repaired where that is certain."""

from __future__ import annotations

import re

from publisher.content.markup.notes import Notes

_HIGH = (
    "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
_RUN = re.compile(
    rf"(?:[\u00c2-\u00df][{_HIGH}]|[\u00e0-\u00ef][{_HIGH}]{{2}}|[\u00f0-\u00f4][{_HIGH}]{{3}})+"
)
_CERTAIN = re.compile(r"[ÃÂâ]")


def repaired(text: str, notes: Notes) -> str:
    """The text as it was once written; every run that was repaired is told.

    >>> repaired("RÃ¤ksmÃ¶rgÃ¥s, och Â©", Notes())
    'Räksmörgås, och ©'
    """
    if not _CERTAIN.search(text) or not _RUN.search(text):
        return text

    def repair(match: re.Match[str]) -> str:
        try:
            made = _bytes(match[0]).decode("utf-8")
        except (UnicodeDecodeError, UnicodeEncodeError):
            return match[0]
        if not made.isprintable() and made != "\xa0":
            return match[0]
        notes.add("changed", "teckenfel", f"”{match[0]}” lästes som ”{made}”")
        return made

    return _RUN.sub(repair, text)


def _bytes(text: str) -> bytes:
    """As Windows-1252 writes it; the five bytes it has no signs for are themselves."""
    return b"".join(
        bytes([ord(sign)]) if sign <= "\xff" else sign.encode("cp1252") for sign in text
    )
