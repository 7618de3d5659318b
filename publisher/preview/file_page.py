"""A text as a file: its name, what it has been, and the wastebasket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from publisher.preview.desk_page import DESK, WRITE
from publisher.preview.git_page import difference
from publisher.preview.publish_page import deed_form, field, section, stage
from publisher.swedish import moment, number

if TYPE_CHECKING:
    from publisher.desk import DeskEntry
    from publisher.desk.differences import DifferencePart
    from publisher.desk.history import PastText
    from publisher.desk.wastebasket import ThrownText

FILE = f"{DESK}filen/"
_WHO = {"desk": "vid skrivbordet", "git": "i git"}


def file_page(entry: DeskEntry, past: Sequence[PastText], now: datetime, seen: str) -> str:
    """What can be done with a text's file. `seen` is the difference of a version, as HTML."""
    source = entry.source
    back = f'<a href="{WRITE}{quote(source)}">{escape(entry.title)}</a>'
    about = f'<p class="sum"><span>{back}</span><span>{escape(source)}</span></p>'
    return f"{about}{stage()}{_naming(entry)}{seen}{_versions(source, past, now)}{_throwing(entry)}"


def version_seen(
    source: str, name: str, parts: Sequence[DifferencePart], words: tuple[int, int]
) -> str:
    """What would change if a version were put back: what comes is marked, what goes struck out."""
    text = difference(tuple(parts))
    new, gone = words
    told = f"<p>{number(new)} ord kommer till, {number(gone)} försvinner.</p>"
    form = deed_form(
        "put-back", f"publisher text versions {source} --put-back {name}",
        words="Lägg tillbaka den", path=source, version=name,
    )  # fmt: skip
    shown = f'<div class="differing" tabindex="0" role="group" aria-label="Skillnaden">{text}</div>'
    return section("skillnad", "Om den läggs tillbaka", told + shown + form)


def wastebasket(found: Sequence[ThrownText], now: datetime) -> str:
    """What was thrown away, to be taken back."""
    rows = "".join(
        f'<li><p class="title">{escape(each.path.rpartition("/")[2])}</p>'
        f'<p class="about">kastad {moment(each.when, now)}</p>'
        + deed_form(
            "restore", f"publisher text restore {each.path}", words="Ta tillbaka", path=each.path
        )
        + "</li>"
        for each in found
    )
    empty = '<p class="empty">Papperskorgen är tom.</p>'
    return stage() + section("korgen", "Kastat", f'<ul class="rows">{rows}</ul>' if rows else empty)


def _naming(entry: DeskEntry) -> str:
    name = entry.source.rpartition("/")[2].removesuffix(".md")
    told = "Namnet står i adressen."
    if entry.state in {"published", "withdrawn"}:
        told += " Den gamla adressen fortsätter att leda hit."
    more = f'value="{escape(name)}" required maxlength="80" autocapitalize="off"'
    command = f"publisher text rename {entry.source} NAMN"
    form = deed_form("rename", command, field("to", "Nytt namn", more=more), path=entry.source)
    return section("namnet", "Namn", f"<p>{told}</p>{form}")


def _versions(source: str, past: Sequence[PastText], now: datetime) -> str:
    rows = "".join(
        f'<li><a href="{FILE}?{escape(urlencode({"text": source, "version": each.name}))}">'
        f"{moment(each.when, now)}</a> "
        f'<span class="about">{escape(each.message) or _WHO[each.kept_by]}</span></li>'
        for each in past
    )
    empty = '<p class="empty">Här står vad texten har varit, när du har skrivit i den.</p>'
    return section("versioner", "Versioner", f'<ol class="past">{rows}</ol>' if rows else empty)


def _throwing(entry: DeskEntry) -> str:
    if entry.state in {"published", "withdrawn"}:
        return ""
    form = deed_form("remove", f"publisher text remove {entry.source}", path=entry.source)
    return section(
        "kasta",
        "Kasta",
        f"<p>Den läggs i papperskorgen, och går att ta tillbaka.</p>{form}",
    )
