"""Values → YAML as somebody would write them by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

_WIDE = 1 << 30
"""A value stands on one line, however long."""


def scalar(value: Any, style: str | None = None) -> str:  # noqa: ANN401 (whatever a field holds)
    """One value on a line of its own, quoted as `style` says or only if it must be.

    >>> scalar("Kina och AI"), scalar("Kina: så gick det"), scalar("Kina", "'"), scalar(True)
    ('Kina och AI', '"Kina: så gick det"', "'Kina'", 'true')
    """
    if not isinstance(value, str):
        return _dumped(value, None)
    if style in {"'", '"'} and "\n" not in value:
        return _dumped(value, style)
    plain = _dumped(value, None)
    return plain if plain == value else _dumped(value, '"')


def flow(value: Any) -> str:  # noqa: ANN401
    """A value within brackets or braces, or such a list or mapping itself.

    >>> flow(["ai", "Kina, Taiwan"]), flow({"send": True})
    ('[ai, "Kina, Taiwan"]', '{send: true}')
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    if not isinstance(value, str):
        return _dumped(value, None)
    inside = yaml.safe_dump([value], allow_unicode=True, width=_WIDE, default_flow_style=True)
    return value if inside == f"[{value}]\n" else _dumped(value, '"')


def literal(value: str, column: str, line: str) -> str:
    """Text of several lines after `|`, each beginning at that column."""
    rows = [f"{column}{row}" if row else "" for row in value.rstrip("\n").split("\n")]
    return line.join(["|" if value.endswith("\n") else "|-", *rows])


def block_item(value: Any, column: str, line: str) -> str:  # noqa: ANN401
    """An item of a list on a line of its own; of a mapping each field on one."""
    if not isinstance(value, Mapping):
        return f"{column}- {scalar(value)}"
    rows = [f"{key}: {scalar(v) if _is_one(v) else flow(v)}" for key, v in value.items()]
    return f"{column}- " + f"{line}{column}  ".join(rows)


def field_value(value: Any) -> str:  # noqa: ANN401
    """What stands after the colon of a field."""
    return scalar(value) if _is_one(value) else flow(value)


def _is_one(value: Any) -> bool:  # noqa: ANN401
    return not isinstance(value, Mapping | list | tuple)


def _dumped(value: Any, style: str | None) -> str:  # noqa: ANN401
    text: str = yaml.safe_dump(value, allow_unicode=True, width=_WIDE, default_style=style)
    return text.removesuffix("\n").removesuffix("\n...").rstrip("\n")
