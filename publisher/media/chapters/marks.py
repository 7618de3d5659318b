"""A chapter as somebody wrote it: `12:30 Titel`, perhaps with a link and a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from unicodedata import category

TIME = r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{2})(?:[.,]([0-9]{1,9}))?(?!:?[0-9])"
"""`MM:SS` or `H:MM:SS`, with decimals after a full stop or a comma: hours to decimals."""

LONGEST = 360_000
"""Seconds; a time past a hundred hours is a slip of the pen, not a podcast."""

_LEAD = re.compile(rf"[*_`(\[]*{TIME}[*_`)\]]*")
_GAP = re.compile(r"[ \t]+(?:[-–—:|][ \t]+)?|[ \t]*[:|][ \t]+")
_SECONDS = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,9})?")
_IMAGE = re.compile(r'!\[([^\[\]]*)\]\(<?((?:[^()\s<>]|\([^()\s<>]*\))+)>?(?:[ \t]+"[^"]*")?\)')
_LINK = re.compile(r'\[([^\[\]]*)\]\(<?((?:[^()\s<>]|\([^()\s<>]*\))+)>?(?:[ \t]+"[^"]*")?\)')
_BARE = re.compile(r"[ \t]*<(https?://[^\s<>]+)>[ \t]*$")
_WEB = re.compile(r"https?://\S+\Z")
_STRESS = re.compile(r"(\*{1,3}|(?<!\w)_{1,2}|`)(?=\S)([^*_`]+)(?<=\S)\1(?!\w)")
_SPACES = re.compile(r" {2,}")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterMark:
    """A chapter before the rules have seen it.

    `start` is in seconds, with the decimals the author had. `image` is as written, a path or a web
    address, with `alt` where the form has room for one. `line` is where it stands, in the file that
    it was read from.
    """

    start: float
    title: str
    url: str = ""
    image: str = ""
    alt: str = ""
    line: int | None = None


def seconds(written: str) -> float | None:
    """A time in seconds: `1:02:30`, `62:30`, `00:00:01.500`, `90`, `0,5`; None for anything else.

    Minutes may pass 59 only when no hours stand before them; seconds never.
    """
    written = written.strip()
    if _SECONDS.fullmatch(written):
        return float(written.replace(",", "."))
    found = re.fullmatch(TIME, written)
    return _of(found) if found else None


def _of(found: re.Match[str]) -> float | None:
    hours, minutes, rest, decimals = found.groups()
    if int(rest) >= 60 or (hours is not None and int(minutes) >= 60):  # noqa: PLR2004 (a clock)
        return None
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(rest)
    return float(f"{whole}.{decimals or 0}")


def possible(start: float) -> bool:
    """Whether a number can be a place in a sound: not before its beginning, not beyond reason."""
    return isfinite(start) and 0 <= start < LONGEST


def begins_with_time(text: str) -> bool:
    """Whether a line or a value is a chapter, right or wrong, and not a file's name."""
    return _LEAD.match(_without_links(text)) is not None


def mark(text: str, line: int | None = None) -> ChapterMark | None:
    """One line, `12:30 Titel`, with Markdown's links and pictures; None without time or title.

    The first web address is the chapter's own; a link to anything else is only its words. What
    people put between time and title (a hyphen, a colon) and around the time (brackets, stars) is
    no part of either.
    """
    image, alt = "", ""
    if found := _IMAGE.search(text):
        alt, image = found.groups()
        text = _IMAGE.sub("", text)
    urls = [link[2] for link in _LINK.finditer(text) if _WEB.match(link[2])]
    if found := _BARE.search(text):
        urls.append(found[1])
        text = text[: found.start()]
    text = _without_links(text).strip()
    lead = _LEAD.match(text)
    start = _of(lead) if lead else None
    gap = _GAP.match(text, lead.end()) if lead else None
    if start is None or gap is None:
        return None
    title = clean(_ESCAPED.sub(r"\1", _STRESS.sub(r"\2", text[gap.end() :])))
    if not title:
        return None
    return ChapterMark(
        start=start, title=title, url=urls[0] if urls else "", image=image, alt=alt, line=line
    )


def clean(title: str) -> str:
    """On one line, without what no feed can hold (control characters, half a surrogate pair)."""
    kept = (" " if category(sign) in {"Cc", "Cs", "Cn"} else sign for sign in title)
    return _SPACES.sub(" ", "".join(kept)).strip(" ")


def _without_links(text: str) -> str:
    return _LINK.sub(r"\1", _IMAGE.sub("", text))
