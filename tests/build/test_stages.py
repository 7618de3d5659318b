"""How long each stage of a build took is told, and kept in the report."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from publisher.build import stages

NAMES = [value for name, value in vars(stages).items() if name.isupper()]


def test_every_stage_is_shown_and_kept(
    publication: Callable[..., Path], run: Callable[..., tuple[int, str, str]]
) -> None:
    root = publication()
    code, told, _ = run("build", "--profile", cwd=root)
    assert code == 0
    assert [name for name in NAMES if name not in told] == []
    kept = json.loads((root / "build/report.json").read_text("utf-8"))["seconds"]
    assert list(kept) == NAMES
    assert all(seconds >= 0 for seconds in kept.values())


def test_a_stage_that_is_come_back_to_goes_on() -> None:
    clock = stages.Stages()
    for name in (stages.SETTINGS, stages.LOOKING, stages.SETTINGS):
        clock.begin(name)
    assert list(clock.took()) == [stages.LOOKING, stages.SETTINGS]
