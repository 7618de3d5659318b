"""content/forfattare.yml: whom it names, also where something is wrong, and which ids will do."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.content.load.people import People, read_people
from publisher.model import Person


def people(tmp_path: Path, text: str) -> People:
    file = tmp_path / "forfattare.yml"
    file.write_text(text, "utf-8")
    return read_people(file)


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ("bo:\n  name: !x Bo\n", 2),
        ("bo: {name: 'x\n", 1),
        ("bo: *x\n", 1),
        ("bo:\n  name: !x [a]\n", 2),
        ("bo:\n  name: Bo\n  email: !x 1\n", 3),
        ("bo: !x\n  name: Bo\n", 1),
        ("bo:\n  nam: Bo\n  bio: Skriver.\n", 2),
        ("bo: Bo Ek\n", 1),
        ("bo:\n", 1),
        ("!x bo:\n  name: Bo\n", 1),
        ("bo:\n  !x name: Bo\n", 2),
    ],
    ids=[
        "a tag",
        "a line",
        "a reference",
        "a list",
        "a field",
        "all of it",
        "a name",
        "no fields",
        "nothing",
        "a tag before them",
        "a tag before a field",
    ],
)
def test_whom_the_file_names_is_known_whatever_is_wrong_with_them(
    tmp_path: Path, broken: str, line: int
) -> None:
    """Or every text of theirs would be told of too, for one slip in another file."""
    found = people(tmp_path, broken + "anna:\n  name: Anna Ek\n  bio: Skriver.\n")
    assert found.named == {"anna", "bo"}
    assert Person(id="anna", name="Anna Ek", bio="Skriver.", email="") in found.found
    assert [each.line for each in found.problems] == [line]


def test_of_a_file_that_nobody_can_read_nobody_is_unknown(tmp_path: Path) -> None:
    found = people(tmp_path, "- anna\n- bo\n")
    assert (found.found, found.named) == ((), None)
    assert [each.line for each in found.problems] == [1]


def test_without_a_file_there_is_nobody() -> None:
    assert read_people(None) == People(found=(), named=frozenset(), problems=())


@pytest.mark.parametrize(
    ("id_", "instead"),
    [
        ("anna", ""),
        ("anna-ek-2", ""),
        ("Anna", "anna"),
        ("ANNA", "anna"),
        ("åsa", "asa"),
        ("bo ek", "bo-ek"),
        ("-bo", "bo"),
        ("!", "ett namn med a–z"),
    ],
)
def test_an_id_is_a_part_of_an_address(tmp_path: Path, id_: str, instead: str) -> None:
    found = people(tmp_path, f"'{id_}':\n  name: Anna Ek\nzeb:\n  name: Zeb\n")
    assert [each.id for each in found.found] == (["zeb"] if instead else [id_, "zeb"])
    hints = [each.hint for each in found.problems]
    assert hints == ([f"Skriv {instead}: den blir en del av sidans adress."] if instead else [])


def test_everybody_stands_in_order_of_their_ids(tmp_path: Path) -> None:
    found = people(tmp_path, "zeb:\n  name: A\nanna:\n  name: Z\nbo:\n  name: B\n")
    assert [(each.id, each.name) for each in found.found] == [
        ("anna", "Z"),
        ("bo", "B"),
        ("zeb", "A"),
    ]
