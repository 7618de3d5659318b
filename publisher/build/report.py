"""What a build did, as values and as the file beside what it made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from publisher.build.freshness import BUILD, REPORT
from publisher.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did: paths under `build/`, advice, and a line on each thing made anew.

    `searchable`: the search index has what the pages show. `stages` tells how many seconds each
    stage took.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    reasons: tuple[str, ...] = ()
    searchable: bool = True
    stages: Mapping[str, float] = field(default_factory=dict, compare=False)


def write(root: Path, report: BuildReport, identity: str) -> None:
    """Lay it under `build/`, by which others see that a whole build (its id, hex) lies there."""
    summary = {
        "build": identity,
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "advice": [str(problem) for problem in report.problems],
        "seconds": {name: round(took, 3) for name, took in report.stages.items()},
    }
    text = json.dumps(summary, ensure_ascii=False, indent=1) + "\n"
    partial = root / BUILD / (REPORT + ".part")
    partial.write_text(text, "utf-8")
    partial.replace(root / BUILD / REPORT)
