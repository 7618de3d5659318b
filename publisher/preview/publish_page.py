"""Where things are let out: what each button would do is shown first, and then done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from publisher.preview.desk_page import HANDBOOK, PUBLISH, WRITE
from publisher.swedish import moment

if TYPE_CHECKING:
    from publisher.desk import DeskEntry, DeskFacts
    from publisher.desk.deeds import DeedState

__all__ = ["PUBLISH", "deed_form", "field", "publish_page", "section", "stage", "told"]
_BUTTONS = {
    "deploy": "Lägg ut …", "rollback": "Gå tillbaka …", "test": "Skicka prov …",
    "send": "Skicka brevet …", "publish": "Låt den gå ut …", "share": "Dela …",
    "end": "Sluta dela …", "correct": "Rätta …", "withdraw": "Dra tillbaka …",
    "rename": "Byt namn …", "remove": "Kasta …", "put-back": "Lägg tillbaka …",
}  # fmt: skip
"""What shows first what would be done ends with three dots."""
_NEWEST = 12
_FIRST = '<p class="sum">Varje knapp visar först vad som skulle hända.</p>'


def publish_page(facts: DeskFacts, lists: Mapping[str, str], path: str) -> str:
    """The page; for one text when `path` is one. `lists` are names of lists by id."""
    entry = next((each for each in facts.entries if each.source == path), None)
    parts = [
        _FIRST,
        stage(),
        *(_of_text(entry, facts, lists) if entry else ()),
        _targets(facts),
        _check(),
    ]
    if entry is None:
        parts.insert(3, _letters(facts, lists))
    return "".join(parts)


def told(state: DeedState | None) -> dict[str, Any] | None:
    """How it stands, for the script of the page."""
    if state is None:
        return None
    return {
        "id": state.id, "name": state.name, "title": state.title, "step": state.step,
        "values": dict(state.values), "went": state.went, "output": state.output,
        "progress": state.progress, "next": state.next,
    }  # fmt: skip


def stage() -> str:
    """Where that which goes on, or went on last, is shown; the script fills it."""
    return (
        '<section class="deed" data-deed-stage hidden aria-labelledby="pagar-h">'
        '<h2 id="pagar-h" data-deed-title tabindex="-1"></h2>'
        '<p class="went" data-deed-went role="status"></p>'
        '<pre data-deed-output tabindex="0" aria-label="Vad kommandot säger"></pre>'
        '<div class="buttons" data-deed-choice hidden>'
        '<button type="button" data-deed-confirm></button>'
        '<button type="button" class="plain" data-deed-leave>Låt bli</button></div>'
        "</section>"
    )


def section(id_: str, title: str, body: str) -> str:
    """A part of the page with its heading."""
    heading = f'<h2 id="{id_}-h">{title}</h2>'
    return f'<section id="{id_}" aria-labelledby="{id_}-h">{heading}{body}</section>'


def deed_form(name: str, command: str, inside: str = "", words: str = "", **hidden: str) -> str:
    """A form that begins a deed, and what one would write oneself."""
    fields = "".join(
        f'<input type="hidden" name="{key}" value="{escape(value)}">'
        for key, value in hidden.items()
    )
    return (
        f'<form data-deed="{name}">{fields}{inside}<button>{words or _BUTTONS[name]}</button>'
        f'<p class="command"><code>{escape(command)}</code></p></form>'
    )


def field(name: str, label: str, kind: str = "text", more: str = "") -> str:
    """A row of a form."""
    return f'<label>{label} <input name="{name}" type="{kind}" {more}></label>'


def _words(label: str, name: str = "words") -> str:
    return (
        f'<label class="wide">{label} <textarea name="{name}" rows="2" required '
        'maxlength="5000"></textarea></label>'
    )


def _check() -> str:
    form = deed_form("check", "publisher check", words="Kontrollera")
    return section("kontroll", "Kontrollera", f"<p>Letar efter alla fel och ger råd.</p>{form}")


def _targets(facts: DeskFacts) -> str:
    rows = "".join(
        f'<li><p class="title">{escape(target.name)}</p><p class="about">'
        + (f"Utlagt {moment(target.when, facts.now)}." if target.when else "Inte utlagt härifrån.")
        + "</p>"
        + deed_form("deploy", f"publisher deploy {target.name}", target=target.name)
        + "<details><summary>Gå tillbaka till det förra</summary>"
        + deed_form("rollback", f"publisher deploy --rollback {target.name}", target=target.name)
        + "</details></li>"
        for target in facts.targets
    )
    empty = (
        '<p class="empty">Sajten har ingenstans att läggas ut än. Handboken säger hur: '
        f'<a href="{HANDBOOK}?q=targets">targets</a>.</p>'
    )
    body = f'<ul class="rows">{rows}</ul>' if rows else empty
    return section("lagg-ut", "Lägg ut sajten", body)


def _letters(facts: DeskFacts, lists: Mapping[str, str]) -> str:
    """Letters that have not gone out, the next ones first."""
    found = [each for each in facts.entries if each.letter and not each.mailed]
    rows = "".join(
        f'<li><p class="title">{escape(each.title)}</p>{_letter(each, lists)}</li>'
        for each in found[:_NEWEST]
    )
    empty = '<p class="empty">Inget brev väntar på att skickas.</p>'
    return section("skicka", "Skicka brev", f'<ul class="rows">{rows}</ul>' if rows else empty)


def _letter(entry: DeskEntry, lists: Mapping[str, str]) -> str:
    choices = "".join(
        f'<option value="{escape(id_)}">{escape(name)}</option>' for id_, name in lists.items()
    )
    own = '<option value="">Brevets egen</option>'
    chosen = f'<label>Lista <select name="list">{own}{choices}</select></label>'
    address = field("address", "Prov till", "email", 'required autocomplete="email"')
    at = field("at", "Tid (annars nu)", "datetime-local")
    return deed_form(
        "test", f"publisher send {entry.id} --test ADRESS", address, letter=entry.id
    ) + deed_form("send", f"publisher send {entry.id}", chosen + at, letter=entry.id)


def _of_text(entry: DeskEntry, facts: DeskFacts, lists: Mapping[str, str]) -> Iterator[str]:
    """What can be done with one text, where it stands."""
    source = entry.source
    back = f'<a href="{WRITE}{quote(source)}">{escape(entry.title)}</a>'
    yield f'<p class="sum"><span>{back}</span><span>{escape(source)}</span></p>'
    if entry.state == "draft":
        form = deed_form("publish", f"publisher text publish {source}", path=source)
        yield section("texten", "Låt texten gå ut", "<p>Den är ett utkast. Sedan följer den med "
                       f"när sajten läggs ut, efter sitt datum.</p>{form}")  # fmt: skip
    if entry.letter:
        mailed = entry.mailed and f"<p>Skickat {moment(entry.mailed, facts.now)}.</p>"
        yield section("skicka", "Brevet", (mailed or "") + _letter(entry, lists))
    if entry.state in {"draft", "scheduled"}:
        yield section("dela", "Visa den för någon först", _sharing(entry, facts))
    if entry.state == "published" and entry.kind != "page":
        yield section("ratta", "Rätta", _correcting(entry))
        yield section("dra-tillbaka", "Dra tillbaka", _withdrawing(source))


def _sharing(entry: DeskEntry, facts: DeskFacts) -> str:
    options = "".join(f"<option>{escape(each.name)}</option>" for each in facts.targets)
    if not options:
        return '<p class="empty">Det går när sajten har någonstans att läggas ut.</p>'
    where = f'<label>Mål <select name="target">{options}</select></label>'
    last = field("until", "Sista dagen (annars 14 dagar)", "date")
    command = f"publisher preview share {entry.source}"
    ending = deed_form("end", f"publisher preview end {entry.source}", path=entry.source)
    return (
        "<p>Sidan läggs på en hemlig adress, med sitt brev.</p>"
        + deed_form("share", command, where + last, path=entry.source)
        + f"<details><summary>Sluta dela</summary>{ending}</details>"
    )


def _correcting(entry: DeskEntry) -> str:
    letter = " Den har skickats, så ett rättelsebrev börjas också." if entry.mailed else ""
    about = f"<p>Rätta först i texten. Läsarna får läsa det du skriver här.{letter}</p>"
    command = f"publisher text correct {entry.source} --because ORD"
    words = _words("Vad som var fel, och vad som är rätt")
    return about + deed_form("correct", command, words, path=entry.source)


def _withdrawing(source: str) -> str:
    about = (
        "<p>På textens adress står sedan att den är tillbakadragen, och varför. Texten, bilderna "
        "och ljudet försvinner från sajten när den läggs ut.</p>"
    )
    command = f"publisher text withdraw {source} --because ORD"
    form = deed_form("withdraw", command, _words("Varför"), path=source)
    return f"<details><summary>Dra tillbaka texten</summary>{about}{form}</details>"
