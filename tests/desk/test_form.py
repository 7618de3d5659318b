"""A head as a form: every field has its row, and what is written in it becomes what is meant."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from publisher.content import front_matter
from publisher.desk.form import LABELS, FormField, as_written, form, order_of

SCHEMAS = (
    front_matter.ArticleFields, front_matter.EpisodeFields, front_matter.EditionFields,
    front_matter.PageFields, front_matter.TranslationFields,
)  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_field_has_a_name_in_swedish_and_the_handbooks_words(schema: Any) -> None:
    rows = form(schema, {})
    names = {each.name.partition(".")[0] for each in rows}
    assert names == set(order_of(schema))
    assert all(each.help and each.label for each in rows)
    assert all("`" not in each.help and "](" not in each.help for each in rows)


def test_no_label_is_of_a_field_that_there_is_not() -> None:
    fields = {each.name for schema in SCHEMAS for each in form(schema, {})}
    assert fields == set(LABELS)


def kinds(schema: Any, values: dict[str, Any] | None = None) -> dict[str, str]:
    return {each.name: each.kind for each in form(schema, values or {})}


def test_each_kind_of_field_has_its_kind_of_row() -> None:
    found = kinds(front_matter.EpisodeFields)
    for name, kind in {
        "title": "line", "description": "text", "date": "date", "draft": "truth", "tags": "list",
        "audience": "choice", "kind": "choice", "number": "number", "seconds": "number",
        "chapters": "list", "people": "rows", "mail.send": "truth", "mail.subject": "line",
        "aliases": "list", "corrections": "rows",
    }.items():  # fmt: skip
        assert found[name] == kind, name
    assert kinds(front_matter.EditionFields)["layout"] == "choice"
    assert kinds(front_matter.PageFields)["menu"] == "number"


def test_a_list_of_more_than_words_is_left_to_whoever_edits_the_head_as_text() -> None:
    assert kinds(front_matter.EpisodeFields, {"chapters": [{"start": "0"}]})["chapters"] == "rows"


def row(kind: Any) -> FormField:
    return FormField(
        name="x", label="Fältet", kind=kind, group="more", help="", required=False, choices=(),
        usual="", value=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "given", "wanted"),
    [
        ("line", " En  rad ", "En rad"), ("line", "", None), ("line", None, None),
        ("text", "En\nrad", "En\nrad"), ("truth", True, True), ("truth", False, False),
        ("list", ["a", "b"], ["a", "b"]), ("list", [], None), ("number", "12", 12),
        ("number", "1,5", 1.5), ("date", "2026-02-02", dt.date(2026, 2, 2)),
        ("date", "2026-02-02 06:30", dt.datetime(2026, 2, 2, 6, 30)),  # noqa: DTZ001 (as written)
        ("date", "2026-02-02 kl. 06.30", dt.datetime(2026, 2, 2, 6, 30)),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_what_is_put_into_a_row_becomes_what_is_meant(kind: str, given: Any, wanted: Any) -> None:
    assert as_written(row(kind), given) == wanted


@pytest.mark.parametrize(
    ("kind", "given"),
    [("number", "tolv"), ("date", "i morgon"), ("date", "2026-02-30"), ("date", "2 februari")],
)
def test_what_cannot_be_meant_is_told_in_swedish(kind: str, given: str) -> None:
    with pytest.raises(ValueError, match="Fältet"):
        as_written(row(kind), given)
