"""Everything that was made goes into place: the step from which there is no way back."""

from __future__ import annotations

from pathlib import Path

from publisher.build import freshness
from publisher.build.disk_errors import refusals_half_way
from publisher.build.freshness import BUILD, REPORT
from publisher.build.output_links import take_over
from publisher.engine import outputs
from publisher.engine.integrity import OutputTree
from publisher.engine.outputs import Result
from publisher.engine.state import State


def put_in_place(root: Path, result: Result, state: State, disk: OutputTree, staging: Path) -> None:
    """Move what is staged to where it is to lie; half way the last build is no longer whole."""
    take_over(root, outputs.lost(result, disk))
    freshness.begin_moving(state)
    state.sure = None  # all has been read, and there is no way back
    (root / BUILD / REPORT).unlink(missing_ok=True)
    with refusals_half_way(root):
        outputs.move(result, disk, staging)
