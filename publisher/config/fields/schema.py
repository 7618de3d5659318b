"""Values against a pydantic schema: every fault at once, in Swedish, with its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, get_origin

from publisher.config.fields.kinds import (
    as_written,
    branches,
    example_of,
    is_model,
    item_of,
    named_fields,
)
from publisher.config.fields.phrases import worded
from publisher.config.fields.words import meant_by, unknown_key
from publisher.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from publisher.config.fields.parsed import Keys, Parsed

M = TypeVar("M", bound="BaseModel")


def check(schema: type[M], parsed: Parsed, path: str) -> tuple[M | None, tuple[Problem, ...]]:
    """The values as an instance of `schema`, or every fault in them.

    Give schemas `extra="forbid"` and `strict=True`, else pydantic makes a date of the number 2025
    and a truth of the word "no". A validator of one's own raises `ValueError(text, hint)` where
    `text` follows the field's name: `”url” ska börja med https://`. `Field(examples=[…])` is what
    hints show, as YAML. None is returned, without a repeated Problem, for what `parse` has
    complained of.
    """
    from pydantic import ValidationError  # only files that changed are checked

    try:
        model = schema.model_validate(as_written(schema, parsed))
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems = tuple(_Checker(schema, parsed, path).problems(details))
        return None, tuple(sorted(problems, key=lambda problem: problem.line or 0))
    return (None if parsed.faulty else model), ()


def sound_part(schema: type[M], parsed: Parsed) -> tuple[M | None, frozenset[str]]:
    """What is whole in a file that has faults, and the fields that are not.

    For looking on: what else is wrong is to be told at once. Where something must stand and does
    not, an example stands instead, and is among the names; nothing is to be made of it.
    """
    from pydantic import ValidationError

    from publisher.config.fields.values import parse

    fields = named_fields(schema)
    values = dict(as_written(schema, parsed))
    names = {str(key[0]) for key in parsed.faulty if key} | {n for n in values if n not in fields}
    names |= {name for name, each in fields.items() if each.is_required() and name not in values}
    while True:
        values = {name: value for name, value in values.items() if name not in names}
        for name in names & fields.keys():
            if fields[name].is_required():
                made, _ = parse(f"{name}: {example_of(fields[name])}", "")
                values |= as_written(schema, made) if made else {}
        try:
            return schema.model_validate(values), frozenset(names)
        except ValidationError as error:
            more = {str(each["loc"][0]) for each in error.errors() if each["loc"]} - names
            if not more:
                return None, frozenset(names)
            names |= more


class _Checker:
    """Words pydantic's errors; those of a union, several about one place, become one Problem."""

    def __init__(self, schema: type[BaseModel], parsed: Parsed, path: str) -> None:
        self.schema, self.parsed, self.path = schema, parsed, path

    def problems(self, details: Iterable[ErrorDetails]) -> Iterable[Problem]:
        """One Problem for each place."""
        places: dict[Keys, list[ErrorDetails]] = {}
        for detail in details:
            places.setdefault(self._place(detail), []).append(detail)
        meant: set[Keys] = set()
        for place, found in places.items():
            if found[0]["type"] == "extra_forbidden":
                meant.add(
                    (*place[:-1], meant_by(str(place[-1]), _fields_at(self.schema, place[:-1])))
                )
        for place, found in places.items():
            misspelt = found[0]["type"] == "missing" and place in meant
            if not misspelt and not self._already_told(place):
                yield self._problem(place, found)

    def _already_told(self, place: Keys) -> bool:
        faulty = self.parsed.faulty
        return any(place[:size] in faulty for size in range(1, len(place) + 1))

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
        last = max((at for at, key in enumerate(place) if isinstance(key, str)), default=-1)
        field = _fields_at(self.schema, place[:last]).get(name) if last >= 0 else None
        text, hint = worded(found, name, place, field)
        return Problem(path=self.path, line=self.parsed.line(*place), text=text, hint=hint)


def _holds(value: object, key: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(key, int) and key < len(value)
    return isinstance(value, Mapping) and key in value


def _fields_at(schema: type[BaseModel], place: Keys) -> dict[str, FieldInfo]:
    """The fields, as authors write them, of the model that stands at `place` in the schema."""
    fields = named_fields(schema)
    names = [key for key in place if isinstance(key, str)]
    if not names:
        return fields
    if names[0] not in fields:
        return {}
    annotation = fields[names[0]].annotation
    rest = names[2 if get_origin(annotation) is dict else 1 :]  # a dict's keys are the author's own
    found: dict[str, FieldInfo] = {}
    for model in _models(annotation):
        found |= _fields_at(model, tuple(rest))
    return found


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """Every pydantic model inside an annotation such as `list[Chapter] | None`."""
    from typing import get_args

    for part in branches(annotation):
        if isinstance(part, type) and is_model(part):
            yield part
        elif (item := item_of(part)) is not None:
            yield from _models(item)
        elif get_origin(part) is dict:
            yield from _models(get_args(part)[1])
