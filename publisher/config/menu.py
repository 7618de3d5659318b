"""`nav:` → the menu: a flat list of titles, each with an address or a file in `content/`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.config.values import MenuItem
from publisher.problems import Problem, did_you_mean
from publisher.system.disk import composed, on_disk

if TYPE_CHECKING:
    from publisher.config.fields import Parsed

_ELSEWHERE = re.compile(r"(?:https?://|mailto:)[^\s]+")
_ADDRESS = re.compile(r"/(?!/)[A-Za-z0-9/_.~%?=&#-]*")
_SHAPE = "Skriv till exempel: - Om oss: sidor/om.md"


def menu(
    parsed: Parsed, path: str, content: Path
) -> tuple[tuple[MenuItem, ...], tuple[Problem, ...]]:
    """Every line of the menu; `content` is the folder that file names are below."""
    items: list[MenuItem] = []
    problems: list[Problem] = []
    for title, target, line in _written(parsed, path, problems):
        fault, hint = ("", "")
        if _ELSEWHERE.fullmatch(target) or _ADDRESS.fullmatch(target):
            goal = target
        else:
            goal, fault, hint = _file(target, content)
        if fault:
            problems.append(Problem(path=path, line=line, text=fault, hint=hint))
        else:
            items.append(MenuItem(title=title, target=goal, line=line))
    return tuple(items), tuple(problems)


def _written(parsed: Parsed, path: str, problems: list[Problem]) -> Iterator[tuple[str, str, int]]:
    nav = parsed.values.get("nav")
    for number, item in enumerate(nav if isinstance(nav, list) else [nav] if nav else []):
        line = parsed.line("nav", number)
        pair = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else None
        if pair is not None and isinstance(pair[1], str) and pair[1].strip():
            yield pair[0], pair[1].strip(), line
        elif pair is not None and isinstance(pair[1], list):
            text = f"menyn har bara en nivå, men ”{pair[0]}” har rader under sig"
            problems.append(Problem(path=path, line=line, text=text, hint=_SHAPE))
        else:
            text = "en rad i menyn ska ha en titel och en adress"
            problems.append(Problem(path=path, line=line, text=text, hint=_SHAPE))


def _file(target: str, content: Path) -> tuple[str, str, str]:
    """The source path, or a fault with a hint; never a file outside `content`."""
    name = posixpath.normpath(target.replace("\\", "/"))
    if not name.endswith(".md"):
        hint = "Skriv en adress som /arkiv/, en fil som sidor/om.md, eller en adress med https://."
        return "", f"menyn kan inte leda till ”{target}”", hint
    if name.startswith(("../", "/")) or not on_disk(content, name).is_file():
        pages = sorted(
            composed(file.relative_to(content).as_posix()) for file in content.rglob("*.md")
        )
        hint = f"{did_you_mean(name, pages)}Sökvägen räknas från {content.name}/."
        return "", f"filen ”{target}” i menyn finns inte", hint
    return f"{content.name}/{name}", "", ""
