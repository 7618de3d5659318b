"""YAML text → plain values, with the line of every key and every list item.

Only what an author means is read as something other than text: whole numbers, decimals,
`true`/`false`, nothing, and ISO dates. What YAML 1.1 would turn into surprises (`33:18` into 1998,
`no` into False, `0123` into 83) stays text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import yaml

from publisher.fields.syntax import syntax_problem
from publisher.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

Keys = tuple[str | int, ...]
Value: TypeAlias = Any
"""Text, number, truth, nothing, date, or a list or mapping of such."""

_PLAIN = "plain"
_CORE = "tag:yaml.org,2002:"
_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?: ?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2}))?"
)
_CONSTANTS: dict[str, bool | None] = {
    "true": True,
    "false": False,
    "null": None,
    "~": None,
    "": None,
}

# Characters YAML forbids, and three line breaks that no editor counts as one: text pasted from
# Word or InDesign brings them along, and every line number after them would be wrong.
_UNSEEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NESTING = re.compile(r"[\[{]|[-?:](?=\s)")
_MAX_DEPTH = 50
_HARMLESS = 1000


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Marks every unquoted scalar as plain and decides nothing; mypy cannot see a computed base."""

    yaml_implicit_resolvers: ClassVar = {None: [(_PLAIN, re.compile(""))]}


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value with a YAML tag of somebody else's (`!ENV`, `!!python/name:x.y`), kept unread."""

    tag: str
    value: Any

    @property
    def sign(self) -> str:
        """The tag as it is written: `!ENV`, `!!python/name:x.y`."""
        return self.tag.replace(_CORE, "!!")

    @property
    def python_name(self) -> str:
        """`x.y` of `!!python/name:x.y`, empty for every other tag."""
        front = _CORE + "python/name:"
        return self.tag.removeprefix(front) if self.tag.startswith(front) else ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """Values, and the line of every key: `lines[("mail", "send")]`, `lines[("tags", 0)]`.

    `faulty` are the keys whose values already have a Problem, so that nobody complains twice.
    """

    values: dict[str, Any]
    lines: dict[Keys, int]
    faulty: frozenset[Keys] = frozenset()

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
        return Parsed(values, lines, faulty)

    def only(self, names: Container[str]) -> Parsed:
        """The same without all other top-level keys."""
        values = {name: value for name, value in self.values.items() if name in names}
        faulty = frozenset(key for key in self.faulty if key[:1] and key[0] in names)
        return Parsed(values, self.lines, faulty)


def parse(
    text: str, path: str, first_line: int = 1, *, allow_tags: bool = False
) -> tuple[Parsed | None, tuple[Problem, ...]]:
    """Read a YAML mapping; `first_line` is the line of the file on which `text` begins.

    None when the text cannot be understood at all. With `allow_tags` foreign tags become `Tagged`
    instead of Problems. Never raises, whatever the text.
    """
    text = text.removeprefix("\ufeff")
    if problem := _unreadable(text, path, first_line):
        return None, (problem,)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        return None, (syntax_problem(text, error, path, first_line),)
    if root is None or (isinstance(root, yaml.ScalarNode) and root.value == ""):
        return Parsed({}, {(): first_line}), ()
    if not isinstance(root, yaml.MappingNode):
        return None, (_no_mapping(root, text, path, first_line),)
    builder = _Builder(path=path, first_line=first_line, allow_tags=allow_tags)
    values = builder.build(root, ())
    if not isinstance(values, dict):  # a tag before the first field
        values = {}
    builder.lines[()] = first_line
    return Parsed(values, builder.lines, frozenset(builder.faulty)), tuple(builder.problems)


def _unreadable(text: str, path: str, first_line: int) -> Problem | None:
    """What must be refused before libyaml sees it: unseen characters, and nesting without end.

    libyaml's nodes are built by recursion in C, so 100,000 brackets would end the process.
    """
    if found := _UNSEEN.search(text):
        return Problem(
            path=path,
            line=first_line + text.count("\n", 0, found.start()),
            text=f"ett osynligt tecken (U+{ord(found[0]):04X}) står i raden",
            hint="Skriv om raden för hand; tecknet följer ofta med när text klistras in.",
        )
    if len(_NESTING.findall(text)) > _HARMLESS and _nested_too_deep(text):
        return _too_deep(path, first_line)
    return None


def _nested_too_deep(text: str) -> bool:
    """Stops at the first bracket too many, for libyaml slows with the square of the depth."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH:
                return True
    except yaml.MarkedYAMLError:
        return False  # compose meets the same fault, and its words are for the author
    return False


def _too_deep(path: str, line: int) -> Problem:
    return Problem(path=path, line=line, text="värdena ligger för djupt inuti varandra")


def _no_mapping(root: yaml.Node, text: str, path: str, first_line: int) -> Problem:
    line = first_line + root.start_mark.line
    if isinstance(root, yaml.ScalarNode) and (found := re.match(r"\s*([\w-]+):(\S.*)", text)):
        return Problem(
            path=path,
            line=line,
            text=f"mellanslag saknas efter kolonet i ”{found[1]}:”",
            hint=f"Skriv: {found[1]}: {found[2]}",
        )
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
    seen: set[int] = field(default_factory=set)

    def build(self, node: yaml.Node, keys: Keys) -> Value:
        self.lines.setdefault(keys, self._line(node))
        if len(keys) > _MAX_DEPTH:
            self._fault(node, keys, "värdena ligger för djupt inuti varandra", "")
            return None
        if not isinstance(node, yaml.ScalarNode) and id(node) in self.seen:
            text = "hänvisningar med & och * går inte att använda här"
            self._fault(node, keys, text, "Skriv ut värdet på båda ställena.")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            value: Value = self._mapping(node, keys)
        elif isinstance(node, yaml.SequenceNode):
            value = [self.build(item, (*keys, index)) for index, item in enumerate(node.value)]
        else:
            value = self._scalar(node, keys)
        return self._tag(node, keys, value)

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
            elif key.tag == _PLAIN and key.value == "<<":
                text = "sammanfogning med << går inte att använda här"
                self._fault(key, keys, text, "Skriv ut fälten.")
            else:
                yield key.value, self._line(key), item

    def _scalar(self, node: yaml.Node, keys: Keys) -> Value:
        text: str = node.value
        if node.tag != _PLAIN:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _DATE.fullmatch(text) or _MOMENT.fullmatch(text):
            return self._moment(node, keys)
        return text

    def _moment(self, node: yaml.Node, keys: Keys) -> date | datetime | str:
        text: str = node.value
        try:
            if len(text) == len("2025-02-02"):
                return date.fromisoformat(text)
            return datetime.fromisoformat(re.sub(r" (?=[-+Zz])", "", text).upper())
        except ValueError:
            what = "datumet" if _DATE.fullmatch(text) else "tidpunkten"
            hint = "Skriv år-månad-dag, till exempel 2025-02-02."
            self._fault(node, keys, f"{what} {text} finns inte", hint)
            return text

    def _tag(self, node: yaml.Node, keys: Keys, value: Value) -> Value:
        if node.tag == _PLAIN or node.tag.removeprefix(_CORE) in {"str", "map", "seq"}:
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
