"""Values against a pydantic schema: every fault at once, in Swedish, with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from publisher.fields.words import shown, unknown_key
from publisher.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from publisher.fields.values import Keys, Parsed

M = TypeVar("M", bound="BaseModel")

# The first part of pydantic's error type → what should have stood there.
_EXPECTED = {
    "string": "text", "str": "text", "int": "ett heltal", "float": "ett tal", "decimal": "ett tal",
    "bool": "true eller false", "list": "en lista", "tuple": "en lista", "set": "en lista",
    "frozen": "en lista", "iterable": "en lista", "dict": "en grupp av fält",
    "mapping": "en grupp av fält", "model": "en grupp av fält", "dataclass": "en grupp av fält",
    "date": "ett datum", "datetime": "ett datum med klockslag", "timezone": "ett datum med tidszon",
    "time": "ett klockslag", "url": "en webbadress", "none": "tomt",
}  # fmt: skip
_EXAMPLES = {
    "text": "Några ord", "ett heltal": "12", "ett tal": "1.5", "true eller false": "true",
    "en lista": "[kina, handel]", "ett datum": "2025-02-02", "ett klockslag": "12:30",
    "ett datum med klockslag": "2025-02-02 07:30", "en webbadress": "https://exempel.se/",
    "ett datum med tidszon": "2025-02-02T07:30+01:00",
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


def check(schema: type[M], parsed: Parsed, path: str) -> tuple[M | None, tuple[Problem, ...]]:
    """The values as an instance of `schema`, or every fault in them.

    Give schemas `extra="forbid"` and `strict=True`, else pydantic makes a date of the number 2025
    and a truth of the word "no". A validator of one's own raises `ValueError(text, hint)` where
    `text` follows the field's name: `”url” ska börja med https://`. `Field(examples=[…])` is what
    hints show. None is returned, without a repeated Problem, for what `parse` has complained of.
    """
    from pydantic import ValidationError  # only files that changed are checked

    try:
        model = schema.model_validate(parsed.values)
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems = tuple(_Checker(schema, parsed, path).problems(details))
        return None, tuple(sorted(problems, key=lambda problem: problem.line or 0))
    return (None if parsed.faulty else model), ()


class _Checker:
    """Words pydantic's errors; those of a union, several about one place, become one Problem."""

    def __init__(self, schema: type[BaseModel], parsed: Parsed, path: str) -> None:
        self.schema, self.parsed, self.path = schema, parsed, path

    def problems(self, details: Iterable[ErrorDetails]) -> Iterable[Problem]:
        """One Problem for each place."""
        places: dict[Keys, list[ErrorDetails]] = {}
        for detail in details:
            places.setdefault(self._place(detail), []).append(detail)
        for place, found in places.items():
            if not self._already_told(place):
                yield self._problem(place, found)

    def _already_told(self, place: Keys) -> bool:
        return any(place[: len(keys)] == keys for keys in self.parsed.faulty if keys)

    def _place(self, detail: ErrorDetails) -> Keys:
        """The error's keys without the names pydantic adds for a union's branches."""
        current: Any = self.parsed.values
        place: list[str | int] = []
        for part in detail["loc"]:
            if _holds(current, part):
                current = current[part]
            elif detail["type"] != "missing" or part != detail["loc"][-1]:
                continue
            place.append(part)
        return tuple(place)

    def _problem(self, place: Keys, found: list[ErrorDetails]) -> Problem:
        detail = found[0]
        name = next((str(key) for key in reversed(place) if isinstance(key, str)), "")
        if detail["type"] == "extra_forbidden":
            within = next((str(key) for key in reversed(place[:-1]) if isinstance(key, str)), "")
            allowed = _fields_at(self.schema, place[:-1])
            return unknown_key(name, allowed, self.path, self.parsed.line(*place), within)
        field = _fields_at(self.schema, place[:-1]).get(name) if name in place[-1:] else None
        case = _Case(found=found, named=_Named(name, place, field))
        text, hint = next(words for phrase in _PHRASES if (words := phrase(case)) is not None)
        return Problem(path=self.path, line=self.parsed.line(*place), text=text, hint=hint)


class _Named:
    """A field as it is spoken of: its name in quotes, and an example of how it is written."""

    def __init__(self, name: str, place: Keys, field: FieldInfo | None) -> None:
        self.key, self.field = name, field
        last = place[-1] if place else ""
        self.text = f"värde {last + 1} i ”{name}”" if isinstance(last, int) else f"”{name}”"
        self.front = "" if isinstance(last, int) else f"{name}: "

    def example(self, expected: str = "") -> str:
        """`Skriv till exempel: date: 2025-02-02`, empty when there is none to give."""
        given = self.field.examples if self.field else None
        sample = str(given[0]) if given else _EXAMPLES.get(expected, "")
        return f"Skriv till exempel: {self.front}{sample}" if sample else ""


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


_Words = tuple[str, str]
"""Text and hint."""


def _missing(case: _Case) -> _Words | None:
    if case.kind != "missing":
        return None
    sample = case.named.example("text").removeprefix("Skriv till exempel: ")
    return f"fältet {case.named.text} saknas", f"Lägg till raden: {sample}"


def _own(case: _Case) -> _Words | None:
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


def _empty(case: _Case) -> _Words | None:
    too_small = case.kind in {"string_too_short", "too_short"} and not case.value
    if case.value is not None and not too_small:
        return None
    hint = case.named.example(case.expected) or "Skriv ett värde, eller ta bort raden."
    return f"{case.named.text} är tomt", hint


def _choice(case: _Case) -> _Words | None:
    told = [each for each in case.found if each["type"] in {"literal_error", "enum"}]
    if not told:
        return None
    wanted = [
        word
        for each in told
        for word in re.findall(r"'([^']*)'|(\d+)", str(each.get("ctx", {}).get("expected", "")))
    ]
    words = [quoted or number for quoted, number in wanted]
    text = f"{case.named.text} kan inte vara {shown(case.value)}"
    return text, f"{did_you_mean(str(case.value), words)}Möjliga värden: {', '.join(words)}"


def _bound(case: _Case) -> _Words | None:
    if case.kind not in _BOUNDS:
        return None
    word, key = _BOUNDS[case.kind]
    limit = str(case.context[key]).replace(".", ",")
    stands = shown(case.value).removeprefix("talet ")
    return f"{case.named.text} ska vara {word} {limit}, inte {stands}", ""


def _size(case: _Case) -> _Words | None:
    if case.kind not in _SIZES:
        return None
    key, word, unit = _SIZES[case.kind]
    size = len(case.value) if isinstance(case.value, Sized) else 0
    text = f"{case.named.text} har {size} {unit} men ska ha {word} {case.context[key]}"
    return text, ""


def _form(case: _Case) -> _Words | None:
    if not case.kind.endswith("pattern_mismatch"):
        return None
    return f"{case.named.text} har fel form: {shown(case.value)}", case.named.example()


def _unquoted(case: _Case) -> _Words | None:
    """A title such as 2025 is a number to YAML; all it lacks is a pair of quotes."""
    if case.expected != "text" or not isinstance(case.value, int | float | date):
        return None
    written = str(case.value).lower() if isinstance(case.value, bool) else str(case.value)
    text = f"{case.named.text} ska vara text, inte {shown(case.value)}"
    return text, f'Sätt citattecken runt värdet: {case.named.front}"{written}"'


def _wrong_type(case: _Case) -> _Words:
    if case.expected:
        text = f"{case.named.text} ska vara {case.expected}, inte {shown(case.value)}"
    else:
        text = f"{case.named.text} har ett värde som inte går att använda: {shown(case.value)}"
    return text, case.named.example(case.expected)


_PHRASES: tuple[Callable[[_Case], _Words | None], ...] = (
    _missing,
    _own,
    _empty,
    _choice,
    _bound,
    _size,
    _form,
    _unquoted,
    _wrong_type,
)


def _holds(value: object, key: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(key, int) and key < len(value)
    return isinstance(value, Mapping) and key in value


def _is_pydantics(kind: str) -> bool:
    """Whether the type is pydantic's own, whose message is English, and not one of ours."""
    from pydantic_core.core_schema import ErrorType

    return kind in get_args(ErrorType)


def _fields_at(schema: type[BaseModel], place: Keys) -> dict[str, FieldInfo]:
    """The fields, as authors write them, of the model that stands at `place` in the schema."""
    fields = {field.alias or name: field for name, field in schema.model_fields.items()}
    names = [key for key in place if isinstance(key, str)]
    if not names:
        return fields
    inner = _models(fields[names[0]].annotation) if names[0] in fields else []
    found: dict[str, FieldInfo] = {}
    for model in inner:
        found |= _fields_at(model, tuple(names[1:]))
    return found


def _models(annotation: object) -> list[type[BaseModel]]:
    """Every pydantic model inside an annotation such as `list[Chapter] | None`."""
    from pydantic import BaseModel

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]
