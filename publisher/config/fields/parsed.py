"""What was read of YAML: values, where they stand, and how they were written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container

    from publisher.config.fields.meaning import Value

Keys = tuple[str | int, ...]

CORE = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value with a YAML tag of somebody else's (`!ENV`, `!!python/name:x.y`), kept unread."""

    tag: str
    value: Any

    @property
    def sign(self) -> str:
        """The tag as it is written: `!ENV`, `!!python/name:x.y`."""
        return self.tag.replace(CORE, "!!")

    @property
    def python_name(self) -> str:
        """`x.y` of `!!python/name:x.y`, empty for every other tag."""
        front = CORE + "python/name:"
        return self.tag.removeprefix(front) if self.tag.startswith(front) else ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """Values, and the line of every key: `lines[("mail", "send")]`, `lines[("tags", 0)]`.

    `faulty` are the keys whose values already have a Problem, so that nobody complains twice.
    `written` is how everything that is not text stood in the file: `{("title",): "3.10"}`.
    """

    values: dict[str, Any]
    lines: dict[Keys, int]
    faulty: frozenset[Keys] = frozenset()
    written: dict[Keys, str] = field(default_factory=dict)

    def line(self, *keys: str | int) -> int:
        """The line of a key, else of its nearest known ancestor, else the first line."""
        return next(
            (self.lines[keys[:n]] for n in range(len(keys), -1, -1) if keys[:n] in self.lines), 1
        )

    def below(self, *keys: str | int) -> Parsed:
        """The mapping that stands at a key, as if it were a file of its own."""
        values: Value = self.values
        for key in keys:
            values = values[key]
        size = len(keys)
        lines = {key[size:]: line for key, line in self.lines.items() if key[:size] == keys}
        faulty = frozenset(key[size:] for key in self.faulty if key[:size] == keys)
        written = {key[size:]: text for key, text in self.written.items() if key[:size] == keys}
        return Parsed(values, lines, faulty, written)

    def only(self, names: Container[str]) -> Parsed:
        """The same without all other top-level keys."""
        values = {name: value for name, value in self.values.items() if name in names}
        faulty = frozenset(key for key in self.faulty if key[:1] and key[0] in names)
        return Parsed(values, self.lines, faulty, self.written)
