"""A text let out, put right or taken back: what is written in its head, and the letter about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from publisher.config.fields.editing import NotEditableError
from publisher.content.load.records import schema_of
from publisher.content.new.writing import free, lines, name_of
from publisher.desk.facts import DeskEntry
from publisher.desk.form import order_of
from publisher.desk.text_files import OpenText, TextEdit, TextFiles
from publisher.model.addresses import CONTENT
from publisher.problems import Problem, PublisherError
from publisher.swedish import STOCKHOLM
from publisher.system.disk import write_whole

_LETTER = (
    "Skriv här vad som var fel och vad som är rätt. Brevet går bara till dem som fick det förra."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What is to be written: fields of a head, and a letter as a new file (empty: none)."""

    text: OpenText
    fields: Mapping[str, Any]
    letter: str = ""
    letter_text: str = ""


def let_out(files: TextFiles, path: str) -> Amendment:
    """A draft that is one no more. Raises PublisherError when it is none."""
    text, values = _read(files, path)
    if values.get("draft") is not True:
        raise _refused(
            path, "är inget utkast", "Den går ut vid nästa publisher deploy efter sitt datum."
        )
    return Amendment(text=text, fields={"draft": None})


def correct(files: TextFiles, entry: DeskEntry, words: str, now: datetime) -> Amendment:
    """What was wrong, told in the head; and in the draft of a letter, to those who got it by mail.

    A newsletter has no list of its own of what was wrong: there the letter is all. Raises
    PublisherError for what readers cannot have seen yet, and for what has no readers.
    """
    text, values = _read(files, entry.source)
    if entry.state != "published" or entry.kind == "page":
        hint = "Rätta i texten: ingen läsare har sett den än."
        if entry.kind == "page":
            hint = "Rätta i texten: bara artiklar, avsnitt och brev har rättelser."
        raise _refused(entry.source, "har inga rättelser", hint)
    if entry.kind == "edition" and not entry.mailed:
        raise _refused(entry.source, "har inte skickats än", "Rätta i brevet, och skicka det.")
    day = now.astimezone(STOCKHOLM).date()
    row = {"date": day, "text": words}
    fields = {} if entry.kind == "edition" else {"corrections": [*_rows(values), row]}
    if not entry.mailed:
        return Amendment(text=text, fields=fields)
    title = f"Rättelse av {entry.title}"
    head = {
        "title": title, "date": f"{now.astimezone(STOCKHOLM):%Y-%m-%dT%H:%M}",
        "subject": entry.title, "corrects": entry.id,
    }  # fmt: skip
    body = "\n".join(["---", *lines(head), "draft: true", "---", "", words, "", _LETTER, ""])
    name = f"{CONTENT}/nyhetsbrev/{day}-{name_of(title)}.md"
    return Amendment(text=text, fields=fields, letter=name, letter_text=body)


def withdraw(files: TextFiles, entry: DeskEntry, words: str, now: datetime) -> Amendment:
    """A text that is taken back, and why. Raises PublisherError for what has not been out."""
    text, _ = _read(files, entry.source)
    if entry.kind == "page" or entry.state in {"draft", "scheduled"}:
        hint = "Ta bort filen i stället: publisher text remove."
        raise _refused(entry.source, "kan inte dras tillbaka", hint)
    if entry.state == "withdrawn":
        raise _refused(entry.source, "är redan tillbakadragen", "Ändra orden i huvudet.")
    day = now.astimezone(STOCKHOLM).date()
    return Amendment(text=text, fields={"withdrawn.date": day, "withdrawn.reason": words})


def carry_out(files: TextFiles, root: Path, amendment: Amendment) -> None:
    """Write it. Raises PublisherError when the head is one for its author's own hand."""
    text = amendment.text
    if amendment.letter:
        free(root, root / amendment.letter)
    if amendment.fields:
        edit = TextEdit(body=text.body, fields=amendment.fields)
        try:
            files.save(text.path, text.version, edit, order_of(schema_of(text.kind, text.path)))
        except NotEditableError:
            hint = f"Skriv det själv: {', '.join(amendment.fields)}."
            raise _refused(text.path, "huvudet går inte att ändra härifrån", hint) from None
    if amendment.letter:
        place = root / amendment.letter
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, amendment.letter_text.encode())


def _read(files: TextFiles, path: str) -> tuple[OpenText, Mapping[str, Any]]:
    text = files.open(path)
    if text.values is None:
        raise _refused(path, "huvudet går inte att läsa", "Rätta det först: publisher check.")
    return text, text.values


def _rows(values: Mapping[str, Any]) -> list[Any]:
    found = values.get("corrections") or []
    return list(found) if isinstance(found, list) else [found]


def _refused(path: str, text: str, hint: str) -> PublisherError:
    return PublisherError(Problem(path=path, text=text, hint=hint))
