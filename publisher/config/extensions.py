"""`markdown_extensions:` → names and options, all known to be there, none of them imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from typing import TYPE_CHECKING, Any

from publisher.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from publisher.fields import Parsed

Extensions = tuple[tuple[str, dict[str, Any]], ...]

KEY = "markdown_extensions"
BUILT_IN = ("toc", "tables", "fenced_code")
"""Those MkDocs always adds (`MarkdownExtensions(builtins=…)` in its defaults)."""

_SHORT_NAMES = frozenset(
    [
        "abbr",
        "admonition",
        "attr_list",
        "codehilite",
        "def_list",
        "extra",
        "fenced_code",
        "footnotes",
        "legacy_attrs",
        "legacy_em",
        "md_in_html",
        "meta",
        "nl2br",
        "sane_lists",
        "smarty",
        "tables",
        "toc",
        "wikilinks",
    ]
)
_YAML_1_1_TRUTHS = frozenset({"yes", "no", "on", "off", "true", "false"})


def extensions(parsed: Parsed, path: str) -> tuple[Extensions, tuple[Problem, ...]]:
    """Every extension with its options, in order, with what MkDocs adds first."""
    problems: list[Problem] = []
    found: dict[str, dict[str, Any]] = {}
    for name, options, keys in _written(parsed, path, problems):
        line = parsed.line(*keys)
        if not _exists(name):
            text = f"Markdown-tillägget ”{name}” finns inte"
            hint = did_you_mean(name, _SHORT_NAMES) + "Är det stavat rätt och installerat?"
            problems.append(Problem(path=path, line=line, text=text, hint=hint))
        problems += _option_problems(options, parsed, (*keys, name), path)
        found[name] = options
    first = {name: found.pop(name, {}) for name in BUILT_IN if name not in found}
    return tuple((first | found).items()), tuple(problems)


def resolved(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options with `!!python/name:x.y` replaced by what it names; imports x. For rendering only.

    The loader has made sure that the module is there; a missing name in it raises AttributeError.
    """
    return {name: _resolved(value) for name, value in options.items()}


def _resolved(value: Any) -> Any:  # noqa: ANN401 (an option is anything)
    from publisher.fields import Tagged

    if isinstance(value, Tagged):
        module, _, name = value.python_name.rpartition(".")
        return getattr(import_module(module), name)
    if isinstance(value, dict):
        return {name: _resolved(inner) for name, inner in value.items()}
    return [_resolved(inner) for inner in value] if isinstance(value, list) else value


def _written(
    parsed: Parsed, path: str, problems: list[Problem]
) -> Iterator[tuple[str, dict[str, Any], tuple[str | int, ...]]]:
    """Name, options and place of each, from any of the ways MkDocs lets them be written."""
    for item, keys in _items(parsed.values.get(KEY) or []):
        pair = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else (item, {})
        name, options = pair[0], pair[1] or {}
        if isinstance(name, str) and isinstance(options, dict):
            yield name, options, keys
        else:
            text = "ett Markdown-tillägg ska vara ett namn, eller ett namn med inställningar"
            hint = "Skriv till exempel: - footnotes"
            problems.append(Problem(path=path, line=parsed.line(*keys), text=text, hint=hint))


def _items(value: object) -> Iterator[tuple[Any, tuple[str | int, ...]]]:
    if isinstance(value, dict):
        yield from (({name: options}, (KEY,)) for name, options in value.items())
    elif isinstance(value, list):
        yield from ((item, (KEY, number)) for number, item in enumerate(value))
    else:
        yield value, (KEY,)


def _exists(name: str) -> bool:
    """Whether Python-Markdown would find it, asked without importing a single package."""
    module = name.partition(":")[0].removeprefix("markdown.extensions.")
    if module in _SHORT_NAMES or ("." in module and module_exists(module)):
        return True
    from importlib.metadata import entry_points

    named = {point.name for point in entry_points(group="markdown.extensions")}
    return name in named or module_exists(module)


def module_exists(name: str) -> bool:
    """`importlib.util.find_spec` would import every parent; this only looks at the files."""
    places: list[str] | None = None
    spec: ModuleSpec | None = None
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        if not all(part.isidentifier() for part in parts):
            return False
        spec = PathFinder.find_spec(".".join(parts[:count]), places)
        if spec is None:
            return False
        places = list(spec.submodule_search_locations or [])
    return spec is not None


def _option_problems(
    value: object, parsed: Parsed, keys: tuple[str | int, ...], path: str
) -> Iterator[Problem]:
    from publisher.fields import Tagged

    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _option_problems(inner, parsed, (*keys, name), path)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _option_problems(inner, parsed, (*keys, number), path)
    elif isinstance(value, Tagged):
        if not module_exists(value.python_name.rpartition(".")[0]):
            text = f"”{value.python_name or value.sign}” går inte att hitta"
            hint = "Är det stavat rätt och installerat?"
            yield Problem(path=path, line=parsed.line(*keys), text=text, hint=hint)
    elif isinstance(value, str) and value.lower() in _YAML_1_1_TRUTHS:
        text = f"”{keys[-1]}” ska vara true eller false, inte ”{value}”"
        yield Problem(path=path, line=parsed.line(*keys), text=text, hint="Skriv true eller false.")
