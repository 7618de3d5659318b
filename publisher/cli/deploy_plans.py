"""What `publisher deploy` says of a plan before it is carried out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from publisher.cli.release import DeployArguments, again
from publisher.cli.shared import count, list_files, say, show, size

if TYPE_CHECKING:
    from publisher.deploy import DeployStep

_KINDS = {"sidor": ".html", "flöden": "", "ljud": ".mp3 .m4a .ogg .opus .wav"}  # see _kind
_KINDS |= {"bilder": ".webp .jpg .jpeg .png .svg .avif .gif .ico", "sökning": ".pagefind"}


def describe(step: DeployStep, arguments: DeployArguments) -> None:
    """Print its advice, and as much of what it would do as was asked for."""
    plan = step.plan
    show(again(plan.advice, arguments.names))
    if arguments.quiet or not (arguments.verbose or arguments.dry_run):
        return
    if arguments.verbose:
        list_files(plan.added, plan.changed, plan.removed)
    if arguments.dry_run:
        changes = count(plan.added, plan.changed, plan.removed)
        say(f"Planen för {plan.target}: {changes} {size(plan.bytes)} skulle kopieras.")
    for line in _by_kind(step):
        say(line)


def _by_kind(step: DeployStep) -> list[str]:
    plan, rows = step.plan, dict[str, list[int]]()
    for at, paths in enumerate((plan.added, plan.changed, plan.removed)):
        for path in paths:
            row = rows.setdefault(_kind(path), [0, 0, 0, 0])
            row[at] += 1
            row[3] += plan.local.files[path].bytes if path in plan.local.files else 0
    words = ("nya", "ändrade", "borttagna")
    lines = []
    for kind in (*_KINDS, "övrigt"):
        if kind in rows:
            *numbers, total = rows[kind]
            numbered = ", ".join(f"{n} {word}" for n, word in zip(numbers, words, strict=True) if n)
            lines.append(f"  {kind + ':':<9} {numbered}" + (f" ({size(total)})" if total else ""))
    return lines


def _kind(path: str) -> str:
    from publisher.model.feed_formats import format_at

    if "/pagefind/" in f"/{path}" or ".pf_" in path or path.startswith("sok/"):
        return "sökning" if not path.endswith(".html") else "sidor"
    ending = Path(path).suffix
    if path.startswith("assets/"):
        return "övrigt"
    if format_at(path):
        return "flöden"
    return next((kind for kind, ends in _KINDS.items() if ending in ends.split()), "övrigt")
