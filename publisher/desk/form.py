"""The head of a text as a form: which fields there are, what they are called, what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from publisher.desk.handbook import handbook_text

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

FieldKind = Literal["line", "text", "date", "number", "list", "choice", "truth", "rows"]
FieldGroup = Literal["time", "words", "picture", "letter", "sound", "more"]

LABELS: dict[str, tuple[str, FieldGroup]] = {
    "title": ("Rubrik", "words"),
    "description": ("Ingress", "words"),
    "date": ("Publiceras", "time"),
    "draft": ("Utkast", "time"),
    "updated": ("Uppdaterad", "time"),
    "authors": ("Skribenter", "words"),
    "categories": ("Avdelningar", "words"),
    "tags": ("Taggar", "words"),
    "image": ("Bild", "picture"),
    "image_alt": ("Vad bilden visar", "picture"),
    "image_caption": ("Bildtext", "picture"),
    "image_credit": ("Vem bilden är av", "picture"),
    "image_focus": ("Punkten som ska synas när den beskärs", "picture"),
    "mail.send": ("Ett brev", "letter"),
    "mail.subject": ("Ämnesrad", "letter"),
    "mail.preheader": ("Raden efter ämnet", "letter"),
    "subject": ("Ämnesrad", "letter"),
    "preheader": ("Raden efter ämnet", "letter"),
    "articles": ("Texter i brevet", "letter"),
    "week": ("Vecka som samlas", "letter"),
    "from": ("Samlas från", "letter"),
    "to": ("Samlas till", "letter"),
    "sort": ("Ordning", "letter"),
    "layout": ("Så visas texterna", "letter"),
    "corrects": ("Rättar brevet", "letter"),
    "show": ("Podd", "sound"),
    "audio": ("Ljudfil", "sound"),
    "number": ("Avsnittets nummer", "sound"),
    "season": ("Säsong", "sound"),
    "kind": ("Sorts avsnitt", "sound"),
    "explicit": ("Inte för barn", "sound"),
    "chapters": ("Kapitel", "sound"),
    "transcript": ("Avskrift", "sound"),
    "bytes": ("Ljudets storlek i byte", "sound"),
    "seconds": ("Ljudets längd i sekunder", "sound"),
    "people": ("Medverkande", "sound"),
    "links": ("Länkar", "sound"),
    "corrections": ("Rättelser", "more"),
    "withdrawn": ("Tillbakadragen", "more"),
    "pinned": ("Överst på förstasidan", "more"),
    "order": ("Plats på förstasidan", "more"),
    "audience": ("Läsare", "more"),
    "menu": ("Plats i menyn", "more"),
    "slug": ("Adressens slut", "more"),
    "aliases": ("Gamla adresser", "more"),
    "id": ("Textens namn i flöden", "more"),
    "guid": ("Namn i ett gammalt flöde", "more"),
}
"""What each field is called, and with which others it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A field that a kind of text may have, with what stands there now.

    `value` is as the form shows it: text, truth, a list of texts, or None where nothing stands. A
    field of `rows` is shown by nobody but the one who writes the head as text.
    """

    name: str
    label: str
    kind: FieldKind
    group: FieldGroup
    help: str
    required: bool
    choices: tuple[str, ...]
    usual: str
    value: Any


def form(schema: type[BaseModel], values: Mapping[str, Any]) -> tuple[FormField, ...]:
    """The fields of such a head, in the order of LABELS, holding these values."""
    helps = _helps()
    fields = dict(_flat(schema))
    return tuple(
        _field(name, fields[name], _value_at(values, name), helps.get(name, ""))
        for name in LABELS
        if name in fields
    )


def order_of(schema: type[BaseModel]) -> tuple[str, ...]:
    """The fields as they usually stand in a head."""
    return tuple(dict.fromkeys(name.partition(".")[0] for name, _ in _flat(schema)))


def as_written(field: FormField, given: Any) -> Any:  # noqa: ANN401 (what a form sent)
    """What was put into a form's row → a value for the head; None takes the field away.

    Raises ValueError, in Swedish, for what no such field can hold.
    """
    if given is None or given in ("", []):
        return None
    if field.kind == "truth":
        return given is True
    if field.kind == "list":
        return [str(each) for each in given] if isinstance(given, list) else [str(given)]
    text = str(given).strip()
    if field.kind == "number":
        return _number(field, text)
    if field.kind == "date":
        return _moment(field, text)
    return text if field.kind == "text" else " ".join(text.split())


def _number(field: FormField, text: str) -> int | float:
    try:
        return int(text) if re.fullmatch(r"-?\d+", text) else float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"{field.label} ska vara ett tal.") from None


def _moment(field: FormField, text: str) -> date | datetime:
    clean = re.sub(r"\s+(?:kl\.?\s*)?(?=\d)", "T", text, count=1)
    clean = re.sub(r"(?<=T\d\d)\.(?=\d\d)", ":", clean)
    try:
        day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", clean)
        return date.fromisoformat(clean) if day else datetime.fromisoformat(clean)
    except ValueError:
        hint = "Skriv ett datum, gärna med klockslag: 2026-02-02 06:30."
        raise ValueError(f"{field.label} är inget datum. {hint}") from None


def _flat(schema: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """Every field by name; of a group each by `mail.subject`."""
    from publisher.config.fields import named_fields

    for name, info in named_fields(schema).items():
        group = _model(info.annotation)
        if group is None:
            yield name, info
            continue
        for inner, about in named_fields(group).items():
            yield f"{name}.{inner}", about


def _model(annotation: object) -> type[BaseModel] | None:
    from publisher.config.fields.kinds import is_model

    return annotation if is_model(annotation) else None  # type: ignore[return-value]


def _field(name: str, info: FieldInfo, value: Any, help_: str) -> FormField:  # noqa: ANN401
    label, group = LABELS[name]
    kind = _kind(name, info, value)
    choices = _choices(info.annotation)
    usual = info.default if isinstance(info.default, str) and choices else ""
    return FormField(
        name=name,
        label=label,
        kind=kind,
        group=group,
        help=_BY_HAND if kind == "rows" else help_,
        required=info.is_required(),
        choices=choices,
        usual=usual,
        value=_shown(kind, value),
    )


_BY_HAND = "Skrivs i huvudet: välj Visa som text."
_LONG = frozenset({"description", "image_alt", "image_caption"})


_TYPES: tuple[tuple[frozenset[object], FieldKind], ...] = (
    (frozenset({bool}), "truth"),
    (frozenset({datetime, date}), "date"),
    (frozenset({int, float}), "number"),
    (frozenset({str}), "line"),
)


def _kind(name: str, info: FieldInfo, value: Any) -> FieldKind:  # noqa: ANN401
    if name in _LONG:
        return "text"
    if _choices(info.annotation):
        return "choice"
    parts = _parts(info.annotation)
    if tuple in parts or list in parts:
        return "list" if str in parts and _is_plain(value) else "rows"
    return next((kind for types, kind in _TYPES if parts & types), "rows")


def _is_plain(value: Any) -> bool:  # noqa: ANN401
    """Whether a list holds what one line can show; one of mappings is edited as text."""
    items = value if isinstance(value, list) else [value]
    return not any(isinstance(each, dict | list) for each in items)


def _parts(annotation: object) -> frozenset[object]:
    """Every type that an annotation is made of."""
    origin, inner = get_origin(annotation), get_args(annotation)
    found = {origin or annotation}
    for each in inner if origin is not Literal else ():
        found |= _parts(each)
    return frozenset(found)


def _choices(annotation: object) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(str(each) for each in get_args(annotation))
    if get_origin(annotation) in {tuple, list}:
        return ()
    return next((found for each in get_args(annotation) if (found := _choices(each))), ())


def _value_at(values: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401
    first, _, rest = name.partition(".")
    found = values.get(first)
    if not rest:
        return found
    return found.get(rest) if isinstance(found, Mapping) else None


def _shown(kind: FieldKind, value: Any) -> Any:  # noqa: ANN401
    if value is None or kind == "rows":
        return None
    if kind == "truth":
        return value if isinstance(value, bool) else None
    if kind == "list":
        return [str(each) for each in value] if isinstance(value, list) else [str(value)]
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes" if not value.second else "seconds")
    return str(value)


@cache
def _helps() -> dict[str, str]:
    """What the handbook's table says of each field, without signs for code and links."""
    chapter = handbook_text().partition("\n## Huvudet\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([\w.]+)` \|(?:[^|]*\|){5} (.*) \|$", chapter, re.MULTILINE)
    return {name: _plain(text) for name, text in rows}


def _plain(text: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("`", "")
