"""`markdown_extensions:` → names and options, all known to be there, none of them imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from typing import TYPE_CHECKING, Any

from publisher.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from publisher.config.fields import Parsed, Tagged

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
_PURE = _SHORT_NAMES | {
    f"pymdownx.{name}"
    for name in (
        "arithmatex",
        "betterem",
        "blocks.admonition",
        "blocks.caption",
        "blocks.definition",
        "blocks.details",
        "blocks.html",
        "blocks.tab",
        "bracketspan",
        "caret",
        "critic",
        "details",
        "emoji",
        "escapeall",
        "extra",
        "fancylists",
        "highlight",
        "inlinehilite",
        "keys",
        "magiclink",
        "mark",
        "progressbar",
        "quotes",
        "saneheaders",
        "smartsymbols",
        "striphtml",
        "superfences",
        "tabbed",
        "tasklist",
        "tilde",
    )
}
"""Extensions that look at nothing but the text: no file, no environment, no network. Looked through
in Python-Markdown 3.11 and pymdown-extensions 12."""
_PURE_CODE = ("markdown.", "pymdownx.", "pygments.", "material.extensions.emoji.")
"""Where `!!python/name:` may lead without being named."""
_FILES = ("custom_icons", "base_path", "url_download")
"""Options by which extensions are told of files and addresses."""
_YAML_1_1_TRUTHS = frozenset({"yes", "no", "on", "off", "true", "false"})


def reading(
    parsed: Parsed, found: Extensions, named: Mapping[str, object], path: str
) -> Iterator[Problem]:
    """Extensions that may look at more than the text, unless `named` tells at which files.

    A page is made anew when something it was made of changes. What an extension reads by itself
    nobody sees, so that a page would keep what a file said long ago.
    """
    lines = {name: parsed.line(*keys, name) for name, _, keys in _written(parsed, path, [])}
    for name, options in found:
        why = "" if name in named else _reads(name, options)
        if why:
            text = f"Markdown-tillägget ”{name}” {why}, och då märks inte när det ändras"
            hint = (
                "Ta bort tillägget, eller räkna upp under plugins: - publisher: vilka filer det "
                f'läser: extension_files: {{"{name}": [content/…]}}. En tom lista betyder inga.'
            )
            yield Problem(path=path, line=lines.get(name, 1), text=text, hint=hint)
    for name in named:
        if name not in dict(found):
            text = f"”{name}” under extension_files är inget av Markdown-tilläggen"
            hint = did_you_mean(name, dict(found)) + "Rätta namnet eller ta bort raden."
            line = parsed.line("plugins")
            yield Problem(path=path, line=line, text=text, hint=hint)


def is_pure(name: str) -> bool:
    """Whether it is one of those that came along, and look at nothing but the text."""
    return name.removeprefix("markdown.extensions.").partition(":")[0] in _PURE


def _reads(name: str, options: Mapping[str, Any]) -> str:
    """What else it may look at, worded to follow its name; empty when it is nothing."""
    if not is_pure(name):
        return "kan läsa annat än texten" if _exists(name) else ""  # that is told by itself
    if any(key in _FILES for key in _keys(options)):
        return "läser filer enligt sina inställningar"
    code = (each for each in _code(options) if module_exists(each.rpartition(".")[0]))
    if any(not each.startswith(_PURE_CODE) for each in code):
        return "kör annan programkod enligt sina inställningar"
    return ""


def _keys(value: object) -> Iterator[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield from map(str, value)
    for each in inner:
        yield from _keys(each)


def _code(value: object) -> Iterator[str]:
    from publisher.config.fields import Tagged

    if isinstance(value, Tagged):
        yield value.python_name
        value = value.value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _code(each)


def environment(parsed: Parsed, path: str) -> Iterator[Problem]:
    """Settings that are not in the file but in the environment: nobody sees when they change."""
    for keys, value in _leaves(parsed.values, ()):
        if not value.python_name and keys[0] != KEY:
            text = f"”{value.sign}” hämtar en inställning utifrån, och då märks inte när den ändras"
            hint = "Skriv själva värdet här."
            yield Problem(path=path, line=parsed.line(*keys), text=text, hint=hint)


def _leaves(
    value: object, keys: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Tagged]]:
    from publisher.config.fields import Tagged

    if isinstance(value, Tagged):
        yield keys, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*keys, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, (*keys, number))


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
    from publisher.config.fields import Tagged

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
    from publisher.config.fields import Tagged

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
