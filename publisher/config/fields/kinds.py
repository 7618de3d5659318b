"""What a field of a schema may hold, and how it is written: told from its annotation."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

    from publisher.config.fields.parsed import Keys, Parsed

_LISTS = (list, tuple, set, frozenset)
_OTHERS = (bool, int, float, date)


def named_fields(schema: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model, by the names that authors write."""
    return {field.alias or name: field for name, field in schema.model_fields.items()}


def branches(annotation: object) -> Iterator[object]:
    """What may stand there: the parts of a union, without what is only said about them."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from branches(get_args(annotation)[0])
    elif origin in {Union, types.UnionType}:
        for part in get_args(annotation):
            yield from branches(part)
    else:
        yield annotation


def is_model(annotation: object) -> bool:
    """Whether a group of fields stands there."""
    from pydantic import BaseModel

    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def item_of(annotation: object) -> object | None:
    """What the items of a list are; None of what is no list."""
    if get_origin(annotation) not in _LISTS:
        return None
    item: object = get_args(annotation)[0]
    return item


def as_written(schema: type[BaseModel], parsed: Parsed) -> dict[str, Any]:
    """The values, with all text as it stands in the file: a title of `3.10` is not 3.1."""
    if not parsed.written:
        return parsed.values
    return _group(schema, parsed.values, (), parsed.written)


def _group(
    schema: type[BaseModel], values: Mapping[str, Any], place: Keys, written: Mapping[Keys, str]
) -> dict[str, Any]:
    fields = named_fields(schema)
    return {
        name: _value(fields[name].annotation, value, (*place, name), written)
        if name in fields
        else value
        for name, value in values.items()
    }


def _value(annotation: object, value: Any, place: Keys, written: Mapping[Keys, str]) -> Any:  # noqa: ANN401
    parts = list(branches(annotation))
    if isinstance(value, dict):
        for part in parts:
            if isinstance(part, type) and is_model(part):
                return _group(part, value, place, written)
            if get_origin(part) is dict:
                of = get_args(part)[1]
                return {
                    key: _value(of, each, (*place, key), written) for key, each in value.items()
                }
        return value
    if isinstance(value, list):
        items = [item for part in parts if (item := item_of(part)) is not None]
        each = Union[tuple(items)] if items else object  # noqa: UP007 (made at run time)
        return [_value(each, one, (*place, n), written) for n, one in enumerate(value)]
    return written[place] if written.get(place) and _is_text(parts, value) else value


def _is_text(parts: list[object], value: object) -> bool:
    """Whether text is wanted, and nothing that the value is already."""
    flat = [part for each in parts for part in branches(item_of(each) or each)]
    if str not in flat or (value is None and type(None) in flat):
        return False
    return not any(isinstance(part, type) and issubclass(part, _OTHERS) for part in flat)


def example_of(field: FieldInfo) -> str:
    """How the value of a field may be written, on one line of YAML; empty when nobody can tell."""
    return _plain(field.examples[0]) if field.examples else _sample(field.annotation)


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sample(part: object) -> str:
    origin = get_origin(part)
    if origin is Annotated:
        inner, *said = get_args(part)
        given = next((one.examples for one in said if getattr(one, "examples", None)), None)
        return _plain(given[0]) if given else _sample(inner)
    if origin in {Union, types.UnionType}:
        return next((text for each in get_args(part) if (text := _sample(each))), "")
    if origin is Literal:
        return _plain(get_args(part)[0])
    if (item := item_of(part)) is not None:
        inner = _sample(item)
        return f"[{inner}]" if inner else ""
    return _sample_of_type(part) if isinstance(part, type) else ""


def _sample_of_type(part: type) -> str:
    if is_model(part):
        return "{" + ", ".join(_rows(part)) + "}"
    return next((text for kind, text in _EXAMPLES if issubclass(part, kind)), "")


def _rows(schema: type[BaseModel]) -> Iterator[str]:
    """What must stand in a group, else the first of what may."""
    fields = named_fields(schema)
    needed = {name: field for name, field in fields.items() if field.is_required()}
    for name, field in (needed or dict(list(fields.items())[:1])).items():
        text = example_of(field)
        bare = text.startswith(("[", "{", '"')) or "://" in text or not set(text) & set(",{}[]:#")
        yield f"{name}: {text if bare else json.dumps(text, ensure_ascii=False)}"


_EXAMPLES: tuple[tuple[type, str], ...] = (
    (bool, "true"),
    (int, "12"),
    (float, "1.5"),
    (date, "2025-02-02"),
    (str, "Några ord"),
)
