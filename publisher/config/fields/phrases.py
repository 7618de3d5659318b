"""What pydantic says in English about a value, said in Swedish with the way out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from publisher.config.fields.days import meant_day
from publisher.config.fields.kinds import example_of
from publisher.config.fields.unseen import UNSEEN, called, seen, unveiled
from publisher.config.fields.words import shown
from publisher.problems import did_you_mean

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from publisher.config.fields.parsed import Keys

# The first part of pydantic's error type → what should have stood there.
_EXPECTED = {
    "string": "text", "str": "text", "int": "ett heltal", "float": "ett tal", "decimal": "ett tal",
    "bool": "true eller false", "list": "en lista", "tuple": "en lista", "set": "en lista",
    "frozen": "en lista", "iterable": "en lista", "dict": "en grupp av fält",
    "mapping": "en grupp av fält", "model": "en grupp av fält", "dataclass": "en grupp av fält",
    "date": "ett datum", "datetime": "ett datum med klockslag", "timezone": "ett datum med tidszon",
    "time": "ett klockslag", "url": "en webbadress", "none": "tomt",
}  # fmt: skip
_BOUNDS = {
    "greater_than_equal": ("minst", "ge"), "greater_than": ("större än", "gt"),
    "less_than_equal": ("högst", "le"), "less_than": ("mindre än", "lt"),
    "multiple_of": ("en multipel av", "multiple_of"),
}  # fmt: skip
# A number where text should stand is told by its own limits, not by what was expected.
_SIZES = {
    "string_too_short": ("min_length", "minst", "tecken"),
    "string_too_long": ("max_length", "högst", "tecken"),
    "too_short": ("min_length", "minst", "värden"),
    "too_long": ("max_length", "högst", "värden"),
}


_LIKE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:$|[T ])")
_LONGEST = 60

Words = tuple[str, str]
"""Text and hint."""


def worded(found: list[ErrorDetails], name: str, place: Keys, field: FieldInfo | None) -> Words:
    """Text and hint for everything pydantic says of one place; the first phrase that fits is it.

    `name` is the nearest key with a name, `field` what the schema says of it, if it is a field.
    """
    case = _Case(found=found, named=_Named(name, place, field))
    return next(words for phrase in _PHRASES if (words := phrase(case)) is not None)


class _Named:
    """A field as it is spoken of: its name in quotes, and an example of how it is written."""

    def __init__(self, name: str, place: Keys, field: FieldInfo | None) -> None:
        self.key, self.field = name, field
        last = place[-1] if place else ""
        self.text = f"värde {last + 1} i ”{name}”" if isinstance(last, int) else f"”{name}”"

    def example(self) -> str:
        """`Skriv till exempel: date: 2025-02-02`, empty when there is none to give.

        Always the field as a whole, in a way that its schema takes: a test tries every one.
        """
        sample = self.written()
        return f"Skriv till exempel: {sample}" if sample else ""

    def written(self) -> str:
        """`date: 2025-02-02`."""
        sample = example_of(self.field) if self.field else ""
        return f"{self.key}: {sample}" if sample else ""


@dataclass(frozen=True, kw_only=True)
class _Case:
    """All that pydantic says about one place."""

    found: list[ErrorDetails]
    named: _Named

    @property
    def kind(self) -> str:
        """Pydantic's name of the first error."""
        return self.found[0]["type"]

    @property
    def value(self) -> object:
        """What stands in the file."""
        return self.found[0]["input"]

    @property
    def context(self) -> Mapping[str, Any]:
        """The limits and causes that came with the first error."""
        return self.found[0].get("ctx", {})

    @property
    def expected(self) -> str:
        """`text eller en lista`, from the first part of each error's type."""
        names = [_EXPECTED.get(detail["type"].split("_")[0], "") for detail in self.found]
        return " eller ".join(dict.fromkeys(name for name in names if name))


def _missing(case: _Case) -> Words | None:
    if case.kind != "missing":
        return None
    sample = case.named.written() or f"{case.named.key}: Några ord"
    return f"fältet {case.named.text} saknas", f"Lägg till raden: {sample}"


def _own(case: _Case) -> Words | None:
    """What a validator of ours said: `ValueError(text)`, `ValueError(text, hint)`, or a type."""
    if case.kind in {"value_error", "assertion_error"}:
        parts = getattr(case.context.get("error"), "args", ())
        text, hint = [*(str(part) for part in parts), "", ""][:2]
    elif _is_pydantics(case.kind):
        return None
    else:
        text, hint = case.found[0]["msg"], ""
    text = text or "har ett värde som inte går att använda"
    return (
        f"{case.named.text} {text}" if case.named.key else text,
        hint or case.named.example(),
    )


def _empty(case: _Case) -> Words | None:
    too_small = case.kind in {"string_too_short", "too_short"} and not case.value
    if case.value is not None and not too_small:
        return None
    hint = case.named.example() or "Skriv ett värde, eller ta bort raden."
    return f"{case.named.text} är tomt", hint


def _choice(case: _Case) -> Words | None:
    choices = [each for each in case.found if each["type"] in {"literal_error", "enum"}]
    if not choices:
        return None
    wanted = [
        word
        for each in choices
        for word in re.findall(r"'([^']*)'|(\d+)", str(each.get("ctx", {}).get("expected", "")))
    ]
    words = [quoted or number for quoted, number in wanted]
    text = f"{case.named.text} kan inte vara {shown(case.value)}"
    return text, f"{did_you_mean(str(case.value), words)}Möjliga värden: {', '.join(words)}"


def _bound(case: _Case) -> Words | None:
    if case.kind not in _BOUNDS:
        return None
    word, key = _BOUNDS[case.kind]
    limit = str(case.context[key]).replace(".", ",")
    stands = shown(case.value).removeprefix("talet ")
    return f"{case.named.text} ska vara {word} {limit}, inte {stands}", ""


def _size(case: _Case) -> Words | None:
    if case.kind not in _SIZES:
        return None
    key, word, unit = _SIZES[case.kind]
    size = len(case.value) if isinstance(case.value, Sized) else 0
    text = f"{case.named.text} har {size} {unit} men ska ha {word} {case.context[key]}"
    return text, ""


def _form(case: _Case) -> Words | None:
    if not case.kind.endswith("pattern_mismatch"):
        return None
    return f"{case.named.text} har fel form: {shown(case.value)}", case.named.example()


def _unquoted(case: _Case) -> Words | None:
    """A title such as 2025 is a number to YAML; all it lacks is a pair of quotes."""
    if case.expected != "text" or not isinstance(case.value, int | float | date):
        return None
    written = str(case.value).lower() if isinstance(case.value, bool) else str(case.value)
    text = f"{case.named.text} ska vara text, inte {shown(case.value)}"
    return text, f'Sätt citattecken runt värdet: "{written}"'


def _unseen(case: _Case) -> Words | None:
    """A value that is right to the eye, and holds a sign that nobody sees."""
    if not isinstance(case.value, str) or not (found := UNSEEN.search(case.value)):
        return None
    what = _article(called(found[0]))
    text = f"{case.named.text} har {what} i sig: ”{unveiled(case.value[:_LONGEST])}”"
    return text, f"Skriv om raden för hand: {seen(case.value[:_LONGEST]).strip()}"


def _article(name: str) -> str:
    common = ("tabb", "ordfog", "BOM", "vagnretur")
    return f"{'en' if name.startswith(common) else 'ett'} {name}"


def _day(case: _Case) -> Words | None:
    """A day that was meant but is written otherwise: the fault writes it as it should be."""
    if "datum" not in case.expected or not isinstance(case.value, str) or not case.value.strip():
        return None
    day = meant_day(case.value)
    text = f"{case.named.text} ska vara ett datum, inte {shown(case.value)}"
    if _LIKE_DATE.match(case.value.strip()):
        text = f"{case.named.text}: datumet {case.value.strip()} finns inte"
    return text, f"Skriv: {case.named.key}: {day}" if day else case.named.example()


def _wrong_type(case: _Case) -> Words:
    if case.expected:
        text = f"{case.named.text} ska vara {case.expected}, inte {shown(case.value)}"
    else:
        text = f"{case.named.text} har ett värde som inte går att använda: {shown(case.value)}"
    return text, case.named.example()


_PHRASES: tuple[Callable[[_Case], Words | None], ...] = (
    _missing,
    _unseen,
    _day,
    _own,
    _empty,
    _choice,
    _bound,
    _size,
    _form,
    _unquoted,
    _wrong_type,
)


def _is_pydantics(kind: str) -> bool:
    """Whether the type is pydantic's own, whose message is English, and not one of ours."""
    from pydantic_core.core_schema import ErrorType

    return kind in get_args(ErrorType)
