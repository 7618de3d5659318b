"""One field of a YAML text given another value, with every other byte left as it was.

Who writes a head by hand has put fields in an order and comments beside them, and has quoted as it
pleased them. So nothing is dumped: where the old value stands the new one is put in, in the same
manner, and the whole is read again; unless exactly what was asked for has changed, nothing has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import yaml

from publisher.config.fields.composing import Broken, compose, unreadable
from publisher.config.fields.values import parse
from publisher.config.fields.written import block_item, field_value, flow, literal, scalar
from publisher.system.disk import composed

Path = tuple[str, ...]


class NotEditableError(ValueError):
    """A text that says too little of where things stand: it is left to its author's own hand."""


def edited(
    text: str, changes: Mapping[str, Any], order: Sequence[str] = (), indent: str = "  "
) -> str:
    """The same YAML mapping with other values for these fields; None takes a field away.

    A field is named `title`, or `mail.subject` in a group. Values are text, whole numbers, truths,
    dates, lists of these, and lists of mappings of them. `order` tells where a field that is not
    there yet belongs: after those before it. Raises NotEditableError when the text is no mapping on
    lines of its own, or when the change cannot be made without touching something else.
    """
    for name, value in changes.items():
        text = _changed(text, tuple(name.split(".")), _in_one_form(value), order, indent)
    return text


def values_in(text: str) -> dict[str, Any]:
    """What the text says. Raises NotEditableError when it cannot be read without fault."""
    parsed, problems = parse(text, "")
    if parsed is None or problems:
        raise NotEditableError
    return parsed.values


def _changed(text: str, path: Path, value: Any, order: Sequence[str], indent: str) -> str:  # noqa: ANN401
    before = values_in(text)
    if _at(before, path) == value and (value is None or _is_same_kind(_at(before, path), value)):
        return text
    wanted = _with(before, path, value)
    for made in _Edit(text, order, indent).ways(path, _at(before, path), value):
        try:
            if values_in(made) == wanted:
                return made
        except NotEditableError:
            continue
    raise NotEditableError


def _in_one_form(value: Any) -> Any:  # noqa: ANN401
    """As everything that is read: å is one character."""
    if isinstance(value, str):
        return composed(value)
    if isinstance(value, Mapping):
        return {name: _in_one_form(each) for name, each in value.items()}
    return [_in_one_form(each) for each in value] if isinstance(value, list) else value


def _is_same_kind(old: Any, new: Any) -> bool:  # noqa: ANN401
    """Whether equal values are of one kind: 1 and true are equal in Python."""
    return isinstance(old, bool) == isinstance(new, bool)


def _at(values: Mapping[str, Any], path: Path) -> Any:  # noqa: ANN401
    found: Any = values
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _with(values: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:  # noqa: ANN401
    """The values as they shall be; a group that has nothing left goes with its last field."""
    name, rest = path[0], path[1:]
    inner = values.get(name)
    if rest:
        value = _with(inner if isinstance(inner, Mapping) else {}, rest, value) or None
    if value is None:
        return {key: each for key, each in values.items() if key != name}
    return {**values, name: value}


def _steps(before: list[Any], after: list[Any]) -> Iterator[tuple[bool, int, int, list[Any]]]:
    """Whether some items stay, which they were, and what comes where they were."""
    a, b = [repr(item) for item in before], [repr(item) for item in after]
    for what, i1, i2, j1, j2 in SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        yield what == "equal", i1, i2, after[j1:j2]


class _Edit:
    """One text, and the places in it."""

    def __init__(self, text: str, order: Sequence[str], indent: str) -> None:
        self._text, self._order, self._indent = text, order, indent
        self._line = "\r\n" if "\r\n" in text else "\n"
        if unreadable(text, "", 1) is not None:
            raise NotEditableError
        root = compose(text, "", 1, go_on=False).root
        if isinstance(root, Broken) or (
            root is not None and (not isinstance(root, yaml.MappingNode) or root.flow_style)
        ):
            raise NotEditableError
        self._root = root

    def ways(self, path: Path, before: Any, value: Any) -> Iterator[str]:  # noqa: ANN401
        """Texts that may be what is wanted, the one that looks best first."""
        pair = self._pair(path)
        if value is None:
            yield self._without(path)
            # Between text on lines of its own and a comment further in there must be something.
            yield self._without(path, f"#{self._line}")
        elif pair is None:
            yield from self._with_new(path, value)
        else:
            yield from self._replaced(*pair, before, value)

    def _pair(self, path: Path) -> tuple[yaml.Node, yaml.Node] | None:
        node, found = self._root, None
        for name in path:
            if not isinstance(node, yaml.MappingNode):
                return None
            found = next((pair for pair in node.value if pair[0].value == name), None)
            if found is None:
                return None
            node = found[1]
        return found

    # A value in the place of another

    def _replaced(
        self,
        key: yaml.Node,
        old: yaml.Node,
        before: Any,  # noqa: ANN401
        value: Any,  # noqa: ANN401
    ) -> Iterator[str]:
        column = key.start_mark.column
        if isinstance(value, list):
            if isinstance(old, yaml.SequenceNode) and not old.flow_style and value:
                yield self._listed(old, before, value)
            yield self._put(key, old, flow(value))
            return
        if isinstance(value, str) and "\n" in value and key.start_mark.line != old.end_mark.line:
            yield self._put(key, old, literal(value, " " * column + self._indent, self._line))
        style = old.style if isinstance(old, yaml.ScalarNode) else None
        yield self._put(key, old, scalar(value, style))
        yield self._put(key, old, scalar(value, '"'))

    def _put(self, key: yaml.Node, old: yaml.Node, written: str) -> str:
        """With what is written after a key's colon; what stands behind it on the line stays."""
        colon = self._text.index(":", key.end_mark.index) + 1
        start, end = old.start_mark.index, self._end(old)
        space = self._text[colon:start]
        if not space or "\n" in space:
            start, end = colon, max(end, colon)
            space = " "
            return self._text[:start] + space + written + self._text[end:]
        return self._text[:start] + written + self._text[end:]

    def _listed(self, old: yaml.SequenceNode, before: list[Any], value: list[Any]) -> str:
        """A list on lines of its own, in which items that stay keep their lines."""
        rows = [self._item_lines(item) for item in old.value]
        column = " " * old.start_mark.column
        found: list[str] = []
        for same, at, until, items in _steps(before, value):
            new = (block_item(item, column, self._line) for item in items)
            found += rows[at:until] if same else new
        start = self._line_start(old.start_mark.index)
        end = self._line_end(self._end(old))
        return self._text[:start] + self._line.join(found) + self._text[end:]

    def _item_lines(self, item: yaml.Node) -> str:
        start = self._line_start(item.start_mark.index)
        return self._text[start : self._line_end(self._end(item))]

    # A field more

    def _with_new(self, path: Path, value: Any) -> Iterator[str]:  # noqa: ANN401
        parent = self._pair(path[:-1]) if path[1:] else None
        if path[1:] and parent is not None:
            yield from self._in_group(*parent, path[-1], value)
            return
        commented = re.search(rf"^# ?{re.escape(path[0])}:[^\r\n]*", self._text, re.MULTILINE)
        for written in self._rows(path, value):
            if commented:
                yield self._text[: commented.start()] + written + self._text[commented.end() :]
            at = self._after(path[0])
            if at:
                yield self._text[:at] + self._line + written + self._text[at:]
            else:
                yield written + self._line + self._text

    def _rows(self, path: Path, value: Any) -> Iterator[str]:  # noqa: ANN401
        head = f"{path[0]}:"
        if path[1:]:
            yield f"{head}{self._line}{self._indent}{path[1]}: {field_value(value)}"
            return
        if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            rows = self._line.join(block_item(item, self._indent, self._line) for item in value)
            yield f"{head}{self._line}{rows}"
        if isinstance(value, str) and "\n" in value:
            yield f"{head} {literal(value, self._indent, self._line)}"
        yield f"{head} {field_value(value)}"

    def _in_group(self, key: yaml.Node, group: yaml.Node, name: str, value: Any) -> Iterator[str]:  # noqa: ANN401
        if isinstance(group, yaml.MappingNode) and group.flow_style:
            at = self._end(group) - 1
            comma = ", " if group.value else ""
            inside = self._text[:at].rstrip()
            yield f"{inside}{comma}{name}: {field_value(value)}" + self._text[at:]
        elif isinstance(group, yaml.MappingNode):
            at = self._line_end(self._end(group))
            column = " " * group.start_mark.column
            row = f"{self._line}{column}{name}: {field_value(value)}"
            yield self._text[:at] + row + self._text[at:]
        else:
            column = " " * key.start_mark.column + self._indent
            yield self._put(
                key, group, f"{self._line}{column}{name}: {field_value(value)}"
            ).replace(f": {self._line}", f":{self._line}", 1)

    def _after(self, name: str) -> int:
        """Where the line ends after which a field belongs; 0: at the very beginning."""
        pairs = self._root.value if self._root is not None else []
        if not pairs:
            return len(self._text.rstrip("\r\n"))
        if name not in self._order:
            return self._line_end(self._end(pairs[-1][1]))
        earlier = self._order[: self._order.index(name)]
        ends = {pair[0].value: self._line_end(self._end(pair[1])) for pair in pairs}
        return next((ends[each] for each in reversed(earlier) if each in ends), 0)

    # A field less

    def _without(self, path: Path, instead: str = "") -> str:
        pair, parent = self._pair(path), self._pair(path[:-1]) if path[1:] else None
        if pair is None:
            raise NotEditableError
        if parent is not None and len(parent[1].value) == 1:
            return self._without(path[:-1], instead)
        if parent is not None and getattr(parent[1], "flow_style", False):
            return self._put(*parent, self._braced(parent[1], without=path[-1]))
        start = self._line_start(pair[0].start_mark.index)
        end = self._line_end(max(self._end(pair[1]), pair[0].end_mark.index))
        after = self._text[end:]
        return self._text[:start] + instead + re.sub(r"\A(?:\r\n|\n)", "", after)

    def _braced(self, group: yaml.Node, *, without: str) -> str:
        """A group within braces as it is, but for one field."""
        left = (
            f"{key.value}: {self._text[value.start_mark.index : self._end(value)]}"
            for key, value in group.value
            if key.value != without
        )
        return "{" + ", ".join(left) + "}"

    # Places

    def _end(self, node: yaml.Node | yaml.CollectionNode) -> int:
        """Where a value itself ends; YAML says of one on lines of its own: at the next field."""
        if isinstance(node, yaml.ScalarNode):
            if node.style not in {"|", ">"}:
                return int(node.end_mark.index)
            inside = self._text[node.start_mark.index : node.end_mark.index]
            return int(node.start_mark.index) + len(inside.rstrip())
        if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self._end(last[1] if isinstance(node, yaml.MappingNode) else last)

    def _line_start(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        found = re.compile(r"\r?\n|\Z").search(self._text, at)
        return found.start() if found else len(self._text)
