"""What `make mutants` is told of the program is true of the program as it is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EQUIVALENT: list[dict[str, Any]] = tomllib.loads(
    (ROOT / "tests/equivalent_mutants.toml").read_text("utf-8")
)["mutant"]
CHOSEN = tomllib.loads((ROOT / "tests/mutants.toml").read_text("utf-8"))


@pytest.mark.parametrize("mutant", EQUIVALENT, ids=lambda mutant: mutant["before"][:30])
def test_a_change_that_makes_no_difference_is_one_of_a_line_that_is_there(
    mutant: dict[str, str],
) -> None:
    lines = {line.strip() for line in (ROOT / mutant["module"]).read_text("utf-8").splitlines()}
    assert mutant["before"] != mutant["after"]
    assert {line.strip() for line in mutant["before"].splitlines()} <= lines
    assert len(mutant["reason"]) > 20


@pytest.mark.parametrize("room", CHOSEN["tests"])
def test_a_room_and_the_tests_that_look_at_it_are_there(room: str) -> None:
    assert [*(ROOT / "publisher").glob(room), *(ROOT / "publisher").glob(f"{room}.py")]
    files = CHOSEN["tests"][room]
    assert files
    assert not [name for name in files if not (ROOT / "tests" / name).is_file()]


def test_a_test_that_is_left_out_is_there() -> None:
    for slow in CHOSEN["slow"]:
        name, _, test = slow.partition("::")
        function = test.partition("[")[0]
        assert f"def {function}(" in (ROOT / "tests" / name).read_text("utf-8"), slow
