"""What the desk's facts are called in Swedish, for page and command alike."""

from __future__ import annotations

from datetime import datetime
from shlex import quote

from publisher.desk.facts import DeskEntry
from publisher.desk.shares import Share
from publisher.swedish import STOCKHOLM, day

_KINDS = {"article": "artikel", "episode": "avsnitt", "edition": "brev", "page": "sida"}
_MISSING = {
    "picture": "bild",
    "alt": "bildbeskrivning",
    "description": "beskrivning",
    "subject": "ämnesrad",
}


def kind_word(kind: str) -> str:
    """`artikel`, `avsnitt`, `brev`, `sida`."""
    return _KINDS[kind]


def missing_words(entry: DeskEntry) -> str:
    """`bild, beskrivning`; empty when nothing is missing."""
    return ", ".join(_MISSING[each] for each in entry.missing)


def share_words(share: Share, now: datetime, *, out: bool = False) -> tuple[str, str]:
    """Until when it is shown, or what is wrong with that; then the command that ends it (or "").

    `out` tells that the text is published by now.

    >>> put = Share(source="a.md", title="A", target="webben", folder="x/", there=True,
    ...             until=datetime(2026, 12, 7).date(), origin="https://tidning.example")
    >>> share_words(put, datetime(2026, 12, 7, tzinfo=STOCKHOLM))
    ('till och med 7 december 2026', '')
    >>> share_words(put, datetime(2026, 12, 8, tzinfo=STOCKHOLM))
    ('skulle bort efter 7 december 2026', 'publisher preview end')
    """
    last = share.until
    until = day(datetime(last.year, last.month, last.day, 12, tzinfo=STOCKHOLM))
    end = f"publisher preview end {quote(share.source)}"
    if not share.there:
        return "blev inte klart, så dela den igen eller ta bort den", end
    if share.over(now):
        return f"skulle bort efter {until}", "publisher preview end"
    if out:
        return f"till och med {until}, fast texten är publicerad", end
    return f"till och med {until}", ""
