"""YAML text → plain values, with the line of every key and every list item.

Only what an author means is read as something other than text: whole numbers, decimals,
`true`/`false`, nothing, and ISO dates. What YAML 1.1 would turn into surprises (`33:18` into 1998,
`no` into False, `0123` into 83) stays text. How a value was written is kept beside it: a title of
`3.10` is not one of 3.1, and only the schema knows what is a title.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from publisher.config.fields.composing import PLAIN, Broken, compose, too_deep, too_many, unreadable
from publisher.config.fields.meaning import Value, meant
from publisher.config.fields.parsed import CORE, Keys, Parsed, Tagged
from publisher.config.fields.syntax import unspaced
from publisher.model import limits
from publisher.problems import Problem
from publisher.swedish import number
from publisher.system.disk import composed

if TYPE_CHECKING:
    from collections.abc import Iterator


def parse(
    text: str, path: str, first_line: int = 1, *, allow_tags: bool = False, go_on: bool = False
) -> tuple[Parsed | None, tuple[Problem, ...]]:
    """Read a YAML mapping; `first_line` is the line of the file on which `text` begins.

    None when the text cannot be understood at all. With `allow_tags` foreign tags become `Tagged`
    instead of Problems. With `go_on` a field that is no YAML is told of and left out, named in
    `Parsed.faulty`, so that the faults of all others show as well. Never raises, whatever the text.
    """
    text = composed(text.removeprefix("\ufeff"))
    if problem := unreadable(text, path, first_line):
        return None, (problem,)
    found = compose(text, path, first_line, go_on=go_on)
    problems, root = tuple(found.problems), found.root
    if isinstance(root, Broken):
        return None, problems
    if root is None or (isinstance(root, yaml.ScalarNode) and root.value == ""):
        faulty = frozenset((name,) for name in found.lost)
        return Parsed({}, {(): first_line}, faulty), problems
    if not isinstance(root, yaml.MappingNode):
        return None, problems or (_no_mapping(root, text, path, first_line),)
    builder = _Builder(path=path, first_line=first_line, allow_tags=allow_tags)
    try:
        values = builder.build(root, ())
    except _TooMuchError as much:
        return None, (*problems, much.problem)
    if not isinstance(values, dict):  # a tag before the first field
        values = {}
    builder.lines[()] = first_line
    builder.faulty |= {(name,) for name in found.lost}
    parsed = Parsed(values, builder.lines, frozenset(builder.faulty), builder.written)
    return parsed, (*problems, *builder.problems)


class _TooMuchError(Exception):
    """More than the program takes on; carries the Problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.problem = problem


def _no_mapping(root: yaml.Node, text: str, path: str, first_line: int) -> Problem:
    line = first_line + root.start_mark.line
    said, hint = unspaced(text.strip("\n").split("\n")[0])
    if isinstance(root, yaml.ScalarNode) and said:
        return Problem(path=path, line=line, text=said, hint=hint)
    what = "en lista" if isinstance(root, yaml.SequenceNode) else "löpande text"
    return Problem(
        path=path,
        line=line,
        text=f"här står {what} där det ska stå fält",
        hint="Skriv ett fält på varje rad, till exempel: title: Rubriken",
    )


@dataclass(kw_only=True)
class _Builder:
    """Walks the nodes once; a node met again is an alias, and aliases of lists are refused."""

    path: str
    first_line: int
    allow_tags: bool
    lines: dict[Keys, int] = field(default_factory=dict)
    faulty: set[Keys] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    written: dict[Keys, str] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    values: int = 0
    referred: int = 0

    def build(self, node: yaml.Node, keys: Keys) -> Value:
        self.lines.setdefault(keys, self._line(node))
        self._count(node)
        if len(keys) > limits.YAML_DEPTH:
            raise _TooMuchError(too_deep(self.path, self._line(node)))
        if not isinstance(node, yaml.ScalarNode) and id(node) in self.seen:
            text = "hänvisningar med & och * går inte att använda här"
            self._fault(node, keys, text, "Skriv ut värdet på båda ställena.")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            value: Value = self._mapping(node, keys)
        elif isinstance(node, yaml.SequenceNode):
            value = self._sequence(node, keys)
        else:
            value = self._scalar(node, keys)
        return self._tag(node, keys, value)

    def _count(self, node: yaml.Node) -> None:
        self.values += 1
        if self.values > limits.YAML_VALUES:
            raise _TooMuchError(too_many(self.path, self._line(node)))
        if isinstance(node, yaml.ScalarNode) and id(node) in self.seen:
            self.referred += len(node.value)
        if self.referred > limits.ALIAS_CHARS:
            most = number(limits.ALIAS_CHARS)
            text = f"hänvisningarna med & och * står för mer än {most} tecken tillsammans"
            hint = "Skriv ut värdena där de behövs, eller korta dem."
            raise _TooMuchError(
                Problem(path=self.path, line=self._line(node), text=text, hint=hint)
            )

    def _sequence(self, node: yaml.SequenceNode, keys: Keys) -> list[Value]:
        items = node.value
        if len(items) > limits.LIST_ITEMS:
            most = number(limits.LIST_ITEMS)
            text = f"listan har {number(len(items))} rader, och högst {most} går att ha"
            self._fault(node, keys, text, "Dela upp den, eller ta bort det som inte behövs.")
            items = items[: limits.LIST_ITEMS]
        return [self.build(item, (*keys, index)) for index, item in enumerate(items)]

    def _mapping(self, node: yaml.MappingNode, keys: Keys) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, line, item in self._pairs(node, keys):
            place = (*keys, name)
            if name in values:
                first = self.lines[place]
                text = f"fältet ”{name}” står två gånger, på rad {first} och rad {line}"
                self._say(line, text, "Ta bort det ena.")
                continue
            self.lines[place] = line
            values[name] = self.build(item, place)
        return values

    def _pairs(self, node: yaml.MappingNode, keys: Keys) -> Iterator[tuple[str, int, yaml.Node]]:
        for key, item in node.value:
            if not isinstance(key, yaml.ScalarNode) or not key.value.strip():
                text = "här saknas ett fältnamn före kolonet"
                self._fault(key, keys, text, "Skriv till exempel: title: Rubriken")
            elif len(key.value) > limits.KEY_CHARS:
                text = f"fältnamnet ”{key.value[:20]}…” har {number(len(key.value))} tecken"
                hint = f"Högst {limits.KEY_CHARS} får plats. Saknas ett kolon eller en radbrytning?"
                self._fault(key, keys, text, hint)
            elif key.tag == PLAIN and key.value == "<<":
                text = "sammanfogning med << går inte att använda här"
                self._fault(key, keys, text, "Skriv ut fälten.")
            elif key.tag not in {PLAIN, f"{CORE}str"}:
                sign = Tagged(key.tag, key.value).sign
                text = f"framför fältnamnet ”{key.value}” står ”{sign}”, som inte betyder något här"
                self._fault(key, (*keys, key.value), text, "Ta bort det.")
            else:
                yield key.value, self._line(key), item

    def _scalar(self, node: yaml.Node, keys: Keys) -> Value:
        text = composed(node.value)  # once more: a code such as \u0301 is a sign only now
        if len(text) > limits.VALUE_CHARS:
            most = number(limits.VALUE_CHARS)
            said = f"värdet har {number(len(text))} tecken, och högst {most} får plats"
            self._fault(node, keys, said, "Korta det. Löpande text hör hemma under huvudet.")
            return text[: limits.LINE_CHARS]
        if node.tag != PLAIN:
            return text
        value = meant(text)
        if not isinstance(value, str):
            self.written[keys] = text
        return value

    def _tag(self, node: yaml.Node, keys: Keys, value: Value) -> Value:
        if node.tag == PLAIN or node.tag.removeprefix(CORE) in {"str", "map", "seq"}:
            return value
        if self.allow_tags:
            return Tagged(node.tag, value)
        self._fault(
            node,
            keys,
            f"värdet börjar med ”{Tagged(node.tag, value).sign}”, som inte betyder något här",
            "Sätt citattecken runt värdet om utropstecknet hör till texten.",
        )
        return value

    def _line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + self.first_line

    def _fault(self, node: yaml.Node, keys: Keys, text: str, hint: str) -> None:
        self.faulty.add(keys)
        self._say(self._line(node), text, hint)

    def _say(self, line: int, text: str, hint: str) -> None:
        self.problems.append(Problem(path=self.path, line=line, text=text, hint=hint))
