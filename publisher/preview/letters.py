"""The editions in `build/editions/`: which there are, and each ready to be looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from html import escape
from pathlib import Path

_FILES = {
    "index.html": "Brevet",
    "preview.html": "I olika e-postprogram",
    "text.txt": "Som ren text",
    "message.eml": "Som brevfil (.eml)",
}
_HEADERS = 16_000
"""No edition's headers are longer than this, in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFiles:
    """An edition: its id, its subject, when it is dated, and the files there are."""

    id: str
    subject: str
    date: datetime | None
    files: tuple[str, ...]


def letters(folder: Path) -> tuple[LetterFiles, ...]:
    """All editions in `folder`, newest first."""
    found = [_letter(each) for each in folder.iterdir()] if folder.is_dir() else []
    return tuple(
        sorted(
            found, key=lambda one: (one.date.timestamp() if one.date else 0, one.id), reverse=True
        )
    )


def _letter(folder: Path) -> LetterFiles:
    files = sorted(each.name for each in folder.iterdir() if each.is_file())
    known = [name for name in _FILES if name in files]
    subject, date = folder.name, None
    if "message.eml" in known:
        with (folder / "message.eml").open("rb") as file:
            head = file.read(_HEADERS).partition(b"\n\n")[0]
        message = message_from_bytes(head, policy=policy.default)
        subject = str(message["Subject"] or subject)
        date = getattr(message["Date"], "datetime", None)
    rest = [name for name in files if name not in known]
    return LetterFiles(id=folder.name, subject=subject, date=date, files=(*known, *rest))


def listing(found: tuple[LetterFiles, ...], marked: Mapping[str, str]) -> str:
    """The list of all editions, as HTML; `marked` are those that are not out, by id."""
    from publisher.swedish import day

    if not found:
        return "<p>Inga brev ännu. Skriv <code>mail: {send: true}</code> i en artikel.</p>"
    rows = []
    for one in found:
        mark = f'<b class="tag">{escape(marked[one.id])}</b> ' if one.id in marked else ""
        dated = day(one.date) if one.date and not mark else ""
        when = f'<p class="when">{mark}{dated}</p>' if mark or dated else ""
        files = (
            f'<a href="/brev/{one.id}/{"" if name == "index.html" else name}">{label}</a>'
            for name, label in ((name, escape(_FILES.get(name, name))) for name in one.files)
        )
        rows.append(f"<li>{when}<h2>{escape(one.subject)}</h2><p>{' '.join(files)}</p></li>")
    return f"<ol>{''.join(rows)}</ol>"


def at_home(html: bytes, origin: str, base: str) -> bytes:
    """An edition whose links and pictures of our own lead to the preview, not to the public site.

    The file on disk keeps its whole addresses: there a letter has no other way home.
    """
    if not origin:
        return html
    own = re.compile(rb'((?:href|src)=")' + re.escape(origin.encode()) + rb'(?=[/"#])')
    return own.sub(rb"\1" + base.encode(), html)
