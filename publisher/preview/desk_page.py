"""The overview as a page: what goes out when, what is written, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from urllib.parse import quote, urlencode

from publisher.desk import DeskEntry, DeskFacts, DeskLetter, DeskTarget
from publisher.desk.shares import Share
from publisher.desk.words import kind_word, missing_words, share_words
from publisher.preview.bar import faults
from publisher.swedish import MONTHS, STOCKHOLM, moment, number

DESK = "/skrivbord/"
TEXTS, HANDBOOK, WRITE = f"{DESK}texter/", f"{DESK}handbok/", f"{DESK}skriv/"
PUBLISH, WASTEBASKET = f"{DESK}publicera/", f"{DESK}papperskorgen/"
GIT = f"{DESK}git/"
_WEEKS = 4
_DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_NEWEST = 8
_PAGE = 100
_ADVICE = 8
_CHANGED = 6
_WHAT = {"new": "Ny", "changed": "Ändrad", "gone": "Borta"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPlaces:
    """Where rows lead.

    `site` is the site's origin (empty on the same one) with its sub-path, `letters` where letters
    are shown, and `write` where a text is written (empty: nowhere). `here` tells that it is at this
    desk that texts are written: then a title leads there.
    """

    site: str
    letters: str = "/brev/"
    write: str = ""
    here: bool = False


def overview(facts: DeskFacts, places: DeskPlaces) -> str:
    """The whole page below its heading."""
    return (
        f'<p class="sum">{_sum(facts)}</p>'
        f"{_calendar(facts, places)}"
        '<div class="columns"><div>'
        f"{_drafts(facts, places)}{_published(facts, places)}{_withdrawn(facts, places)}"
        "</div><div>"
        f"{_letters(facts, places)}{_shares(facts)}{_advice(facts)}{_targets(facts)}"
        "</div></div>"
    )


def texts(facts: DeskFacts, places: DeskPlaces, asked: str, page: int) -> str:
    """All texts whose title or path has the words asked for, a hundred at a time."""
    wanted = asked.casefold()
    found = [
        each
        for each in facts.entries
        if wanted in each.title.casefold() or wanted in each.source.casefold()
    ]
    pages = max(1, -(-len(found) // _PAGE))
    page = min(max(page, 1), pages)
    rows = "".join(_row(each, facts, places) for each in found[(page - 1) * _PAGE : page * _PAGE])
    count = f'<p class="sum">{number(len(found))} {"text" if len(found) == 1 else "texter"}</p>'
    return (
        _search(asked)
        + count
        + _listed(rows, "Ingen text heter så.")
        + (_pager(asked, page, pages))
        + (f'<p><a href="{WASTEBASKET}">Papperskorgen</a></p>' if places.here else "")
    )


def _sum(facts: DeskFacts) -> str:
    words = {
        "draft": ("utkast", "utkast"),
        "scheduled": ("schemalagd", "schemalagda"),
        "published": ("publicerad", "publicerade"),
        "mailed": ("mejlad", "mejlade"),
        "corrected": ("rättad", "rättade"),
        "withdrawn": ("tillbakadragen", "tillbakadragna"),
    }
    parts = (
        f"<span><b>{number(facts.counts[key])}</b> {one if facts.counts[key] == 1 else many}</span>"
        for key, (one, many) in words.items()
        if facts.counts[key] or key != "withdrawn"  # seldom met, and then only
    )
    return " ".join(parts)


def _section(id_: str, title: str, body: str) -> str:
    heading = f'<h2 id="{id_}-h">{title}</h2>'
    return f'<section id="{id_}" aria-labelledby="{id_}-h">{heading}{body}</section>'


def _listed(rows: str, empty: str) -> str:
    """Rows, or what to do to have any."""
    return f'<ul class="rows">{rows}</ul>' if rows else f'<p class="empty">{empty}</p>'


# What goes out when


def _calendar(facts: DeskFacts, places: DeskPlaces) -> str:
    """This week and the three after it, by day."""
    today = facts.now.astimezone(STOCKHOLM).date()
    first = today - timedelta(days=today.weekday())
    days = [first + timedelta(days=n) for n in range(7 * _WEEKS)]
    on: dict[date, list[DeskEntry]] = {}
    for entry in facts.entries:
        if entry.at is not None and entry.state in {"scheduled", "published"}:
            on.setdefault(entry.at.astimezone(STOCKHOLM).date(), []).append(entry)
    cells = "".join(_day(each, on.get(each, []), today, places) for each in days)
    later = [
        e for e in facts.of("scheduled") if e.at and e.at.astimezone(STOCKHOLM).date() > days[-1]
    ]
    rest = "".join(_row(each, facts, places) for each in later)
    after = f'<h3>Senare</h3><ul class="rows">{rest}</ul>' if rest else ""
    empty = (
        '<p class="empty">Inget är på väg ut. Ge en text ett datum framåt i huvudet, till exempel '
        f"<code>date: {today + timedelta(days=1)}T06:30</code>, så står den här.</p>"
    )
    none = "" if facts.of("scheduled") else empty
    return _section("kalender", "Går ut", f'<ol class="calendar">{cells}</ol>{after}{none}')


def _day(day: date, entries: list[DeskEntry], today: date, places: DeskPlaces) -> str:
    entries.sort(key=lambda entry: entry.at or datetime.min.replace(tzinfo=STOCKHOLM))
    items = "".join(_item(each, places) for each in entries)
    kind = "today" if day == today else "past" if day < today else ""
    kind += "" if entries else " free"
    current = ' aria-current="date"' if day == today else ""
    month = f" {MONTHS[day.month - 1]}"
    name = (
        f'<span class="weekday">{_DAYS[day.weekday()]}</span> <b>{day.day}</b><span>{month}</span>'
    )
    return f'<li class="{kind.strip()}"{current}><p class="day">{name}</p><ul>{items}</ul></li>'


def _item(entry: DeskEntry, places: DeskPlaces) -> str:
    at = entry.at.astimezone(STOCKHOLM) if entry.at else None
    hour = f"<time>{at:%H.%M}</time> " if at and (at.hour or at.minute) else ""
    mail = ' <span class="mail">brev</span>' if entry.letter else ""
    return f'<li class="{entry.state}">{hour}{_link(entry, places)}{mail}</li>'


# What is written


def _drafts(facts: DeskFacts, places: DeskPlaces) -> str:
    rows = "".join(_row(each, facts, places) for each in facts.of("draft"))
    empty = (
        "Inga utkast. Börja ett med <code>publisher new article ”En rubrik”</code>, så syns det "
        "här med en gång."
    )
    return _section("utkast", "Utkast", _listed(rows, empty))


def _published(facts: DeskFacts, places: DeskPlaces) -> str:
    found = [each for each in facts.of("published") if each.at is not None]
    rows = "".join(_row(each, facts, places) for each in found[:_NEWEST])
    empty = (
        "Inget är publicerat än. Ta bort <code>draft: true</code> ur en texts huvud, och kör "
        "<code>publisher build</code> och <code>publisher deploy</code>."
    )
    more = f'<p><a href="{TEXTS}">Alla {number(len(facts.entries))} texter</a></p>'
    return _section("publicerat", "Publicerat", _search("") + _listed(rows, empty) + more)


def _withdrawn(facts: DeskFacts, places: DeskPlaces) -> str:
    """Nothing, as it nearly always is."""
    rows = "".join(_row(each, facts, places) for each in facts.of("withdrawn"))
    return _section("tillbakadraget", "Tillbakadraget", _listed(rows, "")) if rows else ""


def _row(entry: DeskEntry, facts: DeskFacts, places: DeskPlaces) -> str:
    facts_ = [kind_word(entry.kind), *_standing(entry, facts)]
    about = " · ".join(facts_)
    missing = missing_words(entry)
    lacks = f'<p class="lacks">Saknar {missing}</p>' if missing else ""
    file = f"<code>{escape(entry.source)}</code> {_other(entry, places)}"
    return (
        f'<li><p class="title">{_link(entry, places)}</p><p class="about">{about}</p>'
        f'<p class="file">{file}</p>{lacks}{faults(entry.faults)}</li>'
    )


def _standing(entry: DeskEntry, facts: DeskFacts) -> Iterator[str]:
    """In words: when it is out, and whether it was mailed and put right."""
    if entry.state == "scheduled" and entry.at:
        yield f"publiceras {moment(entry.at, facts.now)}"
    elif entry.state == "draft":
        yield "utkast"
    elif entry.state == "withdrawn":
        yield "tillbakadragen"
    elif entry.at:
        yield moment(entry.at, facts.now).removesuffix(" 00.00")
    if entry.mailed:
        yield f"mejlad {moment(entry.mailed, facts.now)}"
    elif entry.letter and entry.kind != "edition":
        yield "brev"
    if entry.corrected:
        yield "rättad"


def _link(entry: DeskEntry, places: DeskPlaces) -> str:
    """The title, leading to where one goes from here: to the text, or to the page."""
    url = _write(entry, places) if places.here else entry.url and places.site + entry.url
    return f'<a href="{escape(url)}">{escape(entry.title)}</a>' if url else escape(entry.title)


def _other(entry: DeskEntry, places: DeskPlaces) -> str:
    """The way to the page where the title leads to the text, and the other way round."""
    if places.here:
        url, words = entry.url and places.site + entry.url, "Visa"
    else:
        url, words = _write(entry, places), "Skriv"
    name = f'<span class="unseen">: {escape(entry.title)}</span>'
    return f'<a class="other" href="{escape(url)}">{words}{name}</a>' if url else ""


def _write(entry: DeskEntry, places: DeskPlaces) -> str:
    return places.write and places.write + quote(entry.source)


def _search(asked: str) -> str:
    return (
        f'<form role="search" action="{TEXTS}"><label>Sök bland texterna '
        f'<input type="search" name="q" value="{escape(asked)}"></label> '
        "<button>Sök</button></form>"
    )


def _pager(asked: str, page: int, pages: int) -> str:
    def link(number_: int, words: str) -> str:
        query = urlencode({"q": asked, "sida": number_})
        return f'<a href="{TEXTS}?{escape(query)}">{words}</a>'

    parts = [link(page - 1, "Föregående")] if page > 1 else []
    parts += [f"Sida {page} av {pages}"] if pages > 1 else []
    parts += [link(page + 1, "Nästa")] if page < pages else []
    return f'<nav class="desk-pages" aria-label="Sidor">{" ".join(parts)}</nav>' if parts else ""


# Beside


def _letters(facts: DeskFacts, places: DeskPlaces) -> str:
    rows = "".join(_letter(each, facts, places) for each in facts.letters)
    empty = (
        "Inget brev är på väg. En artikel blir ett brev med <code>mail: {send: true}</code> i "
        "huvudet; ett som samlar flera börjar du med <code>publisher new edition</code>."
    )
    return _section("brev", "Nästa brev", _listed(rows, empty))


def _letter(letter: DeskLetter, facts: DeskFacts, places: DeskPlaces) -> str:
    entry = letter.entry
    when = "utkast" if entry.state == "draft" or not entry.at else moment(entry.at, facts.now)
    pieces = "".join(f"<li>{escape(title)}</li>" for title in letter.pieces)
    inside = f'<ul class="pieces">{pieces}</ul>' if pieces else ""
    link = f'<a href="{places.letters}{escape(entry.id)}/">{escape(letter.subject)}</a>'
    return f'<li><p class="title">{link}</p><p class="about">{when}</p>{inside}</li>'


def _shares(facts: DeskFacts) -> str:
    """What is shown to some before it is published; seldom met, and told of only then."""
    rows = "".join(_share(each, facts) for each in facts.shares)
    return _section("delat", "Delat", f'<ul class="rows">{rows}</ul>') if rows else ""


def _share(share: Share, facts: DeskFacts) -> str:
    until, end = share_words(share, facts.now, out=facts.is_out(share.source))
    link = f'<a href="{escape(share.address)}" rel="noreferrer">{escape(share.title)}</a>'
    about = f"{escape(share.target)}, {until}"
    about += f". Ta bort: <code>{escape(end)}</code>" if end else ""
    return f'<li><p class="title">{link}</p><p class="about">{about}</p></li>'


def _advice(facts: DeskFacts) -> str:
    found = (*facts.faults, *facts.advice)
    more = len(found) - _ADVICE
    rest = f"<p>… och {more} till: <code>publisher check</code></p>" if more > 0 else ""
    body = f'<div class="advice">{faults(found[:_ADVICE])}</div>{rest}'
    empty = '<p class="empty">Inga råd. Allt ser bra ut.</p>'
    return _section("rad", "Råd", body if found else empty)


def _targets(facts: DeskFacts) -> str:
    rows = "".join(_target(each, facts) for each in facts.targets)
    empty = (
        "Sajten har ingenstans att läggas ut än. Handboken säger hur: "
        f'<a href="{HANDBOOK}?q=targets">targets</a>.'
    )
    return _section("utlagt", "Sedan det lades ut", _listed(rows, empty))


def _target(target: DeskTarget, facts: DeskFacts) -> str:
    name = escape(target.name)
    if target.when is None:
        about = "Inget är utlagt från den här datorn."
        return f'<li><p class="title">{name}</p><p class="about">{about}</p></li>'
    about = f"Utlagt {moment(target.when, facts.now)}."
    rows = "".join(
        f"<li>{_WHAT[each.what]}: {escape(each.title)}</li>" for each in target.changes[:_CHANGED]
    )
    more = len(target.changes) - _CHANGED
    rows += f"<li>… och {more} till</li>" if more > 0 else ""
    changes = f'<ul class="pieces">{rows}</ul>' if rows else ""
    about += " " + _changed(len(target.changes))
    return f'<li><p class="title">{name}</p><p class="about">{about}</p>{changes}</li>'


def _changed(count: int) -> str:
    if not count:
        return "Inget har ändrats sedan dess."
    told = (
        "En text är ny, ändrad eller borta"
        if count == 1
        else f"{count} texter är nya, ändrade eller borta"
    )
    return f"{told}: <code>publisher deploy</code>"
