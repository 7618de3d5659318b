"""Where in `mkdocs.yml` the number of subscribers stands, for whoever changes only that."""

from __future__ import annotations

from collections.abc import Iterator

import yaml


def count_place(text: str) -> tuple[int, int] | None:
    """From where to where it stands, under `subscribers:` or its `count:`; None: nowhere."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for plugin in _plugins(_below(node, "plugins")):
        found = _below(_below(plugin, "publisher"), "subscribers")
        number = _below(found, "count") if isinstance(found, yaml.MappingNode) else found
        if isinstance(number, yaml.ScalarNode) and number.tag.endswith(":int"):
            return number.start_mark.index, number.end_mark.index
    return None


def _plugins(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """`plugins:` as a list of mappings, or as one mapping."""
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif node is not None:
        yield node


def _below(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)
