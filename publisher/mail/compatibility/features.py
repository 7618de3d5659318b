"""Which of caniemail.com's features a piece of HTML or CSS uses.

Every tag of a letter is looked at, but each distinct one only once: letters are made of the same
few dozen tags, inline styles and all, so the answers are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from publisher.mail.compatibility.names import (
    ATTRIBUTES,
    ELEMENTS,
    FUNCTIONS,
    INPUTS,
    MEDIA,
    PICTURES,
    PROPERTIES,
    PSEUDO,
    UNITS,
    VALUES,
)
from publisher.system.web import path_of

if TYPE_CHECKING:
    from tinycss2.ast import Node

_TAGS = re.compile(r"<[a-zA-Z][^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>")
_TAG = re.compile(
    r"<([a-z][a-z0-9]*)((?:\s+[^\s=>/]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?)*)\s*/?>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"([^\s=>/]+)(?:=(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?")
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_VENDOR = ("mso-", "-ms-")


def features(html: str) -> frozenset[str]:
    """Every feature of a whole document, by slug, as `used` finds them; much quicker."""
    bare = _COMMENT.sub("", html)
    found = {"html-doctype"} if _typed(html) else set()
    found.update(*map(of_tag, set(_TAGS.findall(bare))))
    found.update(*map(of_sheet, _STYLE.findall(bare)))
    return frozenset(found)


def used(html: str) -> dict[str, int]:
    """Every feature of a whole document, by slug, with the line (from 1) where it is first used.

    What stands in comments, Outlook's conditional ones too, is written for those who read it there
    and is not looked at.
    """
    bare = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), html)
    places: dict[str, int] = {}

    def note(slugs: tuple[str, ...], at: int) -> None:
        for slug in slugs:
            places.setdefault(slug, at)

    if _typed(html):
        note(("html-doctype",), 0)
    seen: set[str] = set()
    for found in _TAGS.finditer(bare):
        if found[0] not in seen:
            seen.add(found[0])
            note(of_tag(found[0]), found.start())
    lines: dict[str, int] = {}
    line, last = 1, 0
    for slug, at in sorted(places.items(), key=itemgetter(1)):
        line, last = line + bare.count("\n", last, at), at
        lines[slug] = line
    for block in _STYLE.finditer(bare):
        first = bare.count("\n", 0, block.start(1))
        for slug, line in of_sheet(block[1]).items():
            lines[slug] = min(lines.get(slug, first + line), first + line)
    return lines


def _typed(html: str) -> bool:
    return html.lstrip()[:9].lower() == "<!doctype"


@lru_cache(maxsize=20_000)
def of_tag(tag: str) -> tuple[str, ...]:
    """The features of one opening tag, as it is written."""
    match = _TAG.fullmatch(tag)
    if match is None:
        return ()
    name = match[1].lower()
    attributes = {
        found[1].lower(): found[2] or found[3] or found[4] or ""
        for found in _ATTRIBUTE.finditer(match[2])
    }
    slugs = [ELEMENTS[name]] if name in ELEMENTS else []
    if name in {"input", "button"} and attributes.get("type") in INPUTS:
        slugs.append(INPUTS[attributes["type"]])
    slugs += (ATTRIBUTES[each] for each in attributes if each in ATTRIBUTES)
    slugs += _addresses(name, attributes)
    if name == "meta" and attributes.get("name") == "color-scheme":
        slugs.append("html-meta-color-scheme")
    if style := attributes.get("style"):
        slugs += of_style(style)
    return tuple(dict.fromkeys(slugs))


def _addresses(name: str, attributes: dict[str, str]) -> Iterator[str]:
    href, src = attributes.get("href", ""), attributes.get("src", "")
    if href.startswith("mailto:"):
        yield "html-mailto-links"
    if len(href) > 1 and href.startswith("#"):
        yield "html-anchor-links"
    if name == "img" and src.startswith("data:"):
        yield "image-base64"
    elif name == "img":
        ending = path_of(src).rpartition(".")[2].lower()
        if ending in PICTURES:
            yield PICTURES[ending]


@lru_cache(maxsize=20_000)
def of_style(style: str) -> tuple[str, ...]:
    """The features of the declarations in a `style` attribute."""
    return tuple(dict.fromkeys(slug for slug, _ in _declarations(style)))


def _declarations(style: str | list[Node]) -> Iterator[tuple[str, int]]:
    import tinycss2

    for node in tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration" and not node.lower_name.startswith(_VENDOR):
            slugs = (*_declared(node.lower_name, node.value),)
            yield from ((slug, node.source_line) for slug in slugs)
            if node.important:
                yield "css-important", node.source_line


def _declared(name: str, value: list[Node]) -> Iterator[str]:
    if name.startswith("--"):
        yield "css-variables"
        return
    if name in PROPERTIES:
        yield PROPERTIES[name]
    for node in _all(value):
        if node.type == "ident" and (name, node.lower_value) in VALUES:
            yield VALUES[name, node.lower_value]
        elif node.type == "ident" and ("", node.lower_value) in VALUES:
            yield VALUES["", node.lower_value]
        elif node.type == "dimension" and node.lower_unit in UNITS:
            yield UNITS[node.lower_unit]
        elif node.type == "percentage":
            yield "css-unit-percent"
        elif node.type == "function" and node.lower_name in FUNCTIONS:
            yield FUNCTIONS[node.lower_name]


def _all(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if node.type == "function":
            yield from _all(node.arguments)


@lru_cache(maxsize=256)
def of_sheet(css: str) -> dict[str, int]:
    """The features of a style sheet: rules, at-rules and selectors, with the first line of each."""
    import tinycss2

    lines: dict[str, int] = {}
    for node in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        for slug, line in _rule(node):
            lines.setdefault(slug, line)
    return lines


def _rule(node: Node) -> Iterator[tuple[str, int]]:
    import tinycss2

    if node.type == "at-rule":
        yield from ((slug, node.source_line) for slug in _at_rule(node))
        if node.content is None:
            return
        if node.lower_at_keyword == "font-face":
            yield from _declarations(node.content)
        else:
            for inner in tinycss2.parse_rule_list(node.content):
                yield from _rule(inner)
    elif node.type == "qualified-rule":
        selectors = _selectors(tinycss2.serialize(node.prelude))
        yield from ((slug, node.source_line) for slug in selectors)
        yield from _declarations(node.content)


def _at_rule(node: Node) -> Iterator[str]:
    import tinycss2

    name, prelude = node.lower_at_keyword, tinycss2.serialize(node.prelude).lower()
    if name in {"font-face", "import", "keyframes", "media", "supports"}:
        yield f"css-at-{name}"
    if name == "media":
        yield from (slug for word, slug in MEDIA.items() if word in prelude)


def _selectors(selector: str) -> Iterator[str]:
    for found in re.finditer(r":{1,2}([a-z-]+)", selector):
        if found[1] in PSEUDO:
            yield PSEUDO[found[1]]
    parts = {
        "css-selector-class": r"\.[A-Za-z_]",
        "css-selector-id": r"#[A-Za-z_]",
        "css-selector-attribute": r"\[",
        "css-selector-child": r">",
        "css-selector-adjacent-sibling": r"\+",
        "css-selector-general-sibling": r"~(?!=)",
        "css-selector-universal": r"\*(?!=)",
        "css-selector-grouping": r",",
        "css-selector-descendant": r"[\w\])]\s+[\w.#\[:]",
        "css-selector-type": r"(?:^|[\s,>+~])[A-Za-z]",
        "css-selector-chaining": r"[\w\]][.#\[]",
    }
    yield from (slug for slug, form in parts.items() if re.search(form, selector.strip()))
