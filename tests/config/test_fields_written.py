"""What was written is what is published; every hint can be followed; every size has its limit."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from pydantic import BaseModel

from publisher.config.fields import check, example_of, named_fields, parse
from publisher.config.fields.days import meant_day
from publisher.config.fields.kinds import branches, is_model, item_of
from publisher.config.schema_feeds import ArticleFeedFields, PodcastFields
from publisher.config.schemas import PublisherFields, SiteFields
from publisher.content import front_matter
from publisher.content.load.records import must
from publisher.content.source import read
from publisher.model import limits
from publisher.problems import Problem

SCHEMAS: tuple[type[BaseModel], ...] = (
    front_matter.ArticleFields, front_matter.EpisodeFields, front_matter.EditionFields, front_matter.PageFields,
    front_matter.TranslationFields, front_matter.EntryFields, front_matter.AuthorFields, ArticleFeedFields,
    PodcastFields, SiteFields, PublisherFields,
)  # fmt: skip


def told(text: str, of: type[BaseModel] = front_matter.ArticleFields) -> list[Problem]:
    parsed, problems = parse(text, "a.md", go_on=True)
    assert parsed is not None, problems
    return [*problems, *check(of, parsed, "a.md")[1]]


def made(text: str, of: type[BaseModel] = front_matter.ArticleFields) -> dict[str, object]:
    parsed, problems = parse(text, "a.md")
    assert parsed is not None
    assert problems == ()
    model, problems = check(of, parsed, "a.md")
    assert problems == ()
    assert model is not None
    return dict(model)


WRITTEN = (
    "3.10", "1.10", "2026", "no", "on", "yes", "true", "false", "0x1F", "1e3", "12:30", "1_000",
    "007", "-0", "1.0", "0.10", "2026-02-02", "2026-02-30", "2026-02-02 07:30", "+46", ".5",
    "12345678901234567890", "1.123456789012345678", "NaN", "y", "Off", "١٢", "0o17", "1,5",
)  # fmt: skip
NOTHING = ("null", "~")


@pytest.mark.parametrize("value", [*WRITTEN, *NOTHING])
@pytest.mark.parametrize("style", ["{}", '"{}"', "'{}'", "|-\n  {}", ">-\n  {}", "\n  {}"])
def test_a_title_is_what_was_written(value: str, style: str) -> None:
    assert made(f"title: {style.format(value)}\ndate: 2025-02-02\n")["title"] == value


@pytest.mark.parametrize("name", ["description", "image_caption", "image_credit", "guid"])
@pytest.mark.parametrize("value", WRITTEN)
def test_so_is_every_other_text(name: str, value: str) -> None:
    assert made(f"title: a\ndate: 2025-02-02\n{name}: {value}\n")[name] == value


@pytest.mark.parametrize("name", ["tags", "categories", "authors"])
def test_so_is_every_name_in_a_list(name: str) -> None:
    every = tuple(value for value in (*WRITTEN, *NOTHING) if "," not in value)
    head = "title: a\ndate: 2025-02-02\n"
    rows = "".join(f"  - {value}\n" for value in every)
    assert made(f"{head}{name}: [{', '.join(every)}]\n")[name] == every
    assert made(f"{head}{name}:\n{rows}")[name] == every
    for value in every:
        lone = made(f"{head}{name}: {value}\n")[name]
        assert lone == (value,) or value in NOTHING


def test_so_is_text_inside_groups_and_a_number_is_still_a_number() -> None:
    head = "title: a\ndate: 2025-02-02\nshow: 1.10\naudio: 2.20\nnumber: 12\nseconds: 1.50\n"
    links = "links: [{title: 3.10, url: https://x.se/}]\npeople: [{name: 007}]\n"
    found = made(head + links + "chapters: [{start: 90, title: 1.0}]\n", front_matter.EpisodeFields)
    assert (found["show"], found["audio"], found["number"]) == ("1.10", "2.20", 12)
    assert found["seconds"] == 1.5
    assert found["links"][0].title == "3.10"  # type: ignore[index]  # a tuple of links
    assert found["people"][0].name == "007"  # type: ignore[index]  # likewise of people
    assert found["chapters"][0].title == "1.0"  # type: ignore[index]  # and of chapters


def test_nothing_is_nothing_where_nothing_may_stand() -> None:
    head = "title: a\ndate: 2025-02-02\n"
    for value in ("null", "~", ""):
        assert made(f"{head}image: {value}\n")["image"] is None


def test_the_settings_keep_what_was_written_too() -> None:
    assert made("site_name: 1.10\ncopyright: 2026\n", SiteFields)["site_name"] == "1.10"


def _fields(of: type[BaseModel], front: str = "") -> Iterator[tuple[type[BaseModel], str, str]]:
    """Every field of a schema, and of the groups in it: its model, its name, its example."""
    for name, field in named_fields(of).items():
        yield of, name, example_of(field)
        for part in branches(field.annotation):
            for inner in branches(item_of(part) or part):
                if isinstance(inner, type) and is_model(inner) and inner is not of:
                    yield from _fields(inner, f"{front}{name}.")


EXAMPLES = sorted(
    {(model, name, example) for of in SCHEMAS for model, name, example in _fields(of)},
    key=lambda row: (row[0].__name__, row[1]),
)


@pytest.mark.parametrize(
    ("model", "name", "example"), EXAMPLES, ids=[f"{m.__name__}.{n}" for m, n, _ in EXAMPLES]
)
def test_every_example_in_a_hint_is_accepted_by_its_schema(
    model: type[BaseModel], name: str, example: str
) -> None:
    assert example, "a field without an example has no way out to show"
    rest = {
        other: example_of(field)
        for other, field in named_fields(model).items()
        if field.is_required() and other != name
    }
    text = "".join(f"{key}: {value}\n" for key, value in {**rest, name: example}.items())
    assert told(text, model) == []


@pytest.mark.parametrize(
    ("model", "name", "example"), EXAMPLES, ids=[f"{m.__name__}.{n}" for m, n, _ in EXAMPLES]
)
def test_a_wrong_value_of_any_field_shows_how_that_field_is_written(
    model: type[BaseModel], name: str, example: str
) -> None:
    del example
    for value in ("[[x]]", "{x: {y: z}}", "{}", "[]", '""', "true", "-1.5", "x y"):
        for problem in told(f"{name}: {value}\n", model):
            assert name == "tags" or "[kina, handel]" not in problem.hint
            front, _, line = problem.hint.partition(": ")
            if front not in {"Skriv till exempel", "Lägg till raden"}:
                continue
            if line.partition(":")[0] in named_fields(model):
                alone = [each for each in told(line + "\n", model) if "saknas" not in each.text]
                assert alone == [], line


@pytest.mark.parametrize(
    "kind",
    [front_matter.ArticleFields, front_matter.EpisodeFields, front_matter.EditionFields, front_matter.PageFields,
     front_matter.TranslationFields, front_matter.EntryFields],
)  # fmt: skip
@pytest.mark.parametrize("text", ["Bara text.\n", "", "title: x\n---\n"])
def test_a_text_without_head_is_shown_a_head_of_its_own_kind(
    tmp_path: Path, kind: type[front_matter.EntryFields], text: str
) -> None:
    file = tmp_path / "a.md"
    file.write_text(text, "utf-8")
    _, problems = read(file, "a.md", must(kind))
    (problem,) = problems
    for row in must(kind).split("\n"):
        assert row in problem.hint
    assert ("date:" in problem.hint) == ("date" in must(kind))
    file.write_text(f"---\n{must(kind)}\n---\n\nText\n", "utf-8")
    found, problems = read(file, "a.md", must(kind))
    assert problems == ()
    assert found is not None
    assert check(kind, found.front, "a.md")[1] == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-1-5", "2026-01-05"),
        ("2026.01.05", "2026-01-05"),
        ("2026/1/5", "2026-01-05"),
        ("5/1 2026", "2026-01-05"),
        ("5/1/2026", "2026-01-05"),
        ("05.01.2026", "2026-01-05"),
        ("5-1-2026", "2026-01-05"),
        ('"20260105"', "2026-01-05"),
        ("26 november 2026", "2026-11-26"),
        ("26 nov 2026", "2026-11-26"),
        ("26 nov. 2026", "2026-11-26"),
        ("den 1 maj 2026", "2026-05-01"),
        ("torsdag 26 november 2026", "2026-11-26"),
        ("torsdagen den 26:e november 2026", "2026-11-26"),
        ("November 26, 2026", "2026-11-26"),
        ("2026-11-26 kl. 7.30", "2026-11-26 07:30"),
        ("26 november 2026 klockan 07:30", "2026-11-26 07:30"),
        ("2026-1-5 7:30", "2026-01-05 07:30"),
        ("2026-01-05\u00a0", "2026-01-05"),
        ("”2026-01-05”", "2026-01-05"),
        ("“2026-01-05”", "2026-01-05"),
        ("’26 november 2026’", "2026-11-26"),
        ("2026\u20111\u20115", ""),
        ("2026-02-30", ""),
        ("31 februari 2026", ""),
        ("i fredags", ""),
        ("3 ma 2026", ""),
        ("2026-11-26 kl. 27.30", ""),
    ],
)
def test_a_day_written_otherwise_is_written_for_the_author(written: str, meant: str) -> None:
    (problem,) = told(f"title: a\ndate: {written}\n")
    if meant:
        assert problem.hint in {f"Skriv: date: {meant}", f"Skriv om raden för hand: {meant}"}
        assert told(f"title: a\ndate: {meant}\n") == []
    else:
        assert problem.hint == "Skriv till exempel: date: 2025-02-02"
    assert "ett datum eller" not in problem.text


def test_today_is_a_day_too() -> None:
    day = dt.date(2026, 11, 30)
    words = ("idag", "i dag", "Idag", "igår", "i morgon")
    assert [meant_day(word, day) for word in words] == [
        "2026-11-30", "2026-11-30", "2026-11-30", "2026-11-29", "2026-12-01",
    ]  # fmt: skip
    assert meant_day("2026-1-5"), meant_day("idag")


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("\u00a0", "hårt blanksteg"),
        ("\u202f", "smalt hårt blanksteg"),
        ("\u2003", "blanksteg U+2003"),
        ("\u200b", "nollbreddstecken"),
        ("\ufeff", "BOM"),
        ("\u202e", "riktningstecken (RLO)"),
        ("\u2066", "riktningstecken (LRI)"),
        ("\u00ad", "mjukt bindestreck"),
    ],
)
def test_what_nobody_sees_is_called_by_its_name(sign: str, name: str) -> None:
    if sign == "\ufeff":  # which YAML forbids anywhere but first
        _, (problem,) = parse(f"title: a\ndate: 2025-02-02{sign}\n", "a.md")
        assert (problem.line, name in problem.text) == (2, True)
        return
    (problem,) = told(f"title: a\ndate: 2025-02-02{sign}\n")
    assert (problem.line, name in problem.text) == (2, True)
    assert problem.hint.endswith(": 2025-02-02")
    assert sign not in str(problem)
    for text in (f"title: a\ndescription:{sign}b\ndate: 2025-02-02\n", f"title: a\nslug:{sign}b"):
        _, problems = parse(text, "a.md")
        (problem,) = problems
        assert (problem.line, name in problem.text) == (2, True), text
        assert "ett vanligt mellanslag" in problem.hint
    unknown = told(f"title: a\n{sign}date: 2025-02-02\n")[0]
    assert name in str(unknown)
    assert sign not in str(unknown)


def test_a_hard_space_in_a_block_of_text_is_no_fault() -> None:
    text = "title: a\ndescription: |\n  Obs:\u00a0viktigt\ndate: 2025-02-02\n"
    assert made(text)["description"] == "Obs:\u00a0viktigt\n"


@pytest.mark.parametrize("name", ["tags", "categories", "authors", "aliases"])
@pytest.mark.parametrize("written", ["tåg, kina", "tåg,kina", "tåg; kina", "a, b, c"])
def test_several_names_without_brackets_are_no_name(name: str, written: str) -> None:
    (problem,) = told(f"title: a\ndate: 2025-02-02\n{name}: {written}\n")
    assert problem.line == 3
    assert "komma" in problem.text
    inside = written.replace(";", ",")
    assert ", ".join(part.strip() for part in inside.split(",")) in problem.hint


def test_one_name_with_a_comma_is_one_when_it_says_so() -> None:
    head = "title: a\ndate: 2025-02-02\n"
    assert made(head + 'tags: ["Washington, D.C."]\n')["tags"] == ("Washington, D.C.",)


@pytest.mark.parametrize(
    "head",
    ["authors: [[anna]]", "tags: [[a], {b: c}]", "aliases: [[/a/]]", "corrections: [[x]]",
     "mail: [x]", "image: {a: b}"],
)  # fmt: skip
def test_no_fault_speaks_python(head: str) -> None:
    for problem in told(f"title: a\ndate: 2025-02-02\n{head}\n"):
        assert not set("'<>") & set(problem.text)
        assert "tuple" not in str(problem)


# Each is one fault in a head, told of its own line whatever else is wrong: text, line's sign.
ONE_FAULT = {
    "date": "date: i fredags",
    "unknown": "publicerat: ja",
    "type": "draft: kanske",
    "list": "tags: tåg, kina",
    "group": "corrections: Fel namn.",
    "choice": "audience: prenumerant",
    "yaml": "slug: *min",
    "space": "guid:x",
    "twice": "description: a\ndescription: b",
    "number": "order: 0",
}


@pytest.mark.parametrize(("one", "other"), list(combinations(ONE_FAULT, 2)))
def test_two_faults_in_one_head_are_told_at_once(one: str, other: str) -> None:
    rows = ["title: a", *([] if "date" in {one, other} else ["date: 2025-02-02"])]
    text = "\n".join([*rows, ONE_FAULT[one], ONE_FAULT[other], ""])
    lines = text.split("\n")
    wanted = {lines.index(row.split("\n")[-1]) + 1 for row in (ONE_FAULT[one], ONE_FAULT[other])}
    problems = told(text)
    assert {problem.line for problem in problems} == wanted
    assert len(problems) == 2


def test_a_quote_that_runs_on_is_told_where_it_was_opened() -> None:
    text = 'title: "a\ndate: 2025-02-02\ndescription: "b"\n'
    assert told(text)[0].line == 1
    assert "citattecken" in told(text)[0].text


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def test_a_letter_is_one_sign_however_it_was_typed() -> None:
    text = "title: Malmö\ndate: 2025-02-02\ntags: [Öst, Åbo]\nimage: Malmö.png\nimage_alt: å\n"
    assert made(_decomposed(text)) == made(text)
    # As programs write what they were given: a letter and its ring, each as a code.
    coded = "title: Malmö\ndate: 2025-02-02\nimage: {}\nimage_alt: å\n"
    assert made(coded.format(json.dumps(_decomposed("Malmö.png"))))["image"] == "Malmö.png"


# Limits: one thing at its limit is taken, and one more is not.


@pytest.mark.parametrize(
    ("most", "text"),
    [
        (limits.LINE_CHARS, lambda n: f"title: {'a' * n}\ndate: 2025-02-02\n"),
        (limits.LINE_CHARS, lambda n: f"title: a\ndate: 2025-02-02\ntags: [{'a' * n}]\n"),
        (limits.VALUE_CHARS, lambda n: f"title: a\ndate: 2025-02-02\ndescription: {'a' * n}\n"),
        (
            limits.VALUE_CHARS,
            lambda n: f"title: a\ndate: 2025-02-02\nimage_caption: |-\n  {'a' * n}\n",
        ),
        (
            limits.LIST_ITEMS,
            lambda n: f"title: a\ndate: 2025-02-02\ntags: [{', '.join(map(str, range(n)))}]\n",
        ),
    ],
    ids=["title", "tag", "description", "caption", "tags"],
)
def test_a_value_at_its_limit_is_taken_and_one_more_is_not(most: int, text) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 (a lambda)
    assert told(text(most)) == []
    (problem,) = told(text(most + 1))
    assert problem.line is not None
    assert problem.hint


def test_a_fields_name_has_a_limit() -> None:
    for size, faults in ((limits.KEY_CHARS, 0), (limits.KEY_CHARS + 1, 1)):
        _, problems = parse(f"{'a' * size}: b\n", "a.yml")
        assert len(problems) == faults
    assert len(str(problems[0])) < 300


def test_lists_inside_lists_have_a_limit() -> None:
    for depth, whole in ((limits.YAML_DEPTH - 1, True), (limits.YAML_DEPTH + 1, False)):
        for text in ("x: " + "[" * depth + "]" * depth, _nested(depth)):
            parsed, problems = parse(text, "a.yml")
            assert (parsed is not None, problems == ()) == (whole, whole)
    for depth in (2_000, 100_000):
        parsed, (problem,) = parse("x: " + "[" * depth, "a.yml")
        assert "djupt" in problem.text


def _nested(depth: int) -> str:
    return "".join(f"{' ' * at}x:\n" for at in range(depth)) + " " * depth + "y\n"


def test_references_have_a_limit_together() -> None:
    size = 1_000
    most = limits.ALIAS_CHARS // size
    for times, whole in ((most, True), (most + 1, False)):
        rows = "".join(f"k{n}: *a\n" for n in range(times))
        parsed, problems = parse(f"a: &a {'x' * size}\n{rows}", "a.yml")
        assert (parsed is not None, problems == ()) == (whole, whole)
    assert "hänvisningarna" in problems[0].text


def test_a_bomb_of_references_is_refused() -> None:
    rows = ["a: &a [x, x]"] + [
        f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    parsed, problems = parse("\n".join(rows), "a.yml")
    assert problems
    assert parsed is None or len(str(parsed.values)) < 10_000


def test_a_file_of_yaml_has_a_limit_of_values() -> None:
    groups = [f"g{n}:\n" + "".join(f"  k{m}: v\n" for m in range(999)) for n in range(101)]
    parsed, problems = parse("".join(groups[:99]), "a.yml")
    assert parsed is not None
    assert problems == ()
    parsed, (problem,) = parse("".join(groups), "a.yml")
    assert parsed is None
    assert "200\u00a0000 uppgifter" in problem.text


def test_a_file_of_text_has_a_limit(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    front = b"---\ntitle: a\n---\n"
    for size, whole in ((limits.TEXT_BYTES, True), (limits.TEXT_BYTES + 1, False)):
        file.write_bytes(front + b"a" * (size - len(front)))
        found, problems = read(file, "a.md")
        assert (found is not None, problems == ()) == (whole, whole)
    assert "5 MB" in problems[0].text


def test_a_head_has_a_limit_of_fields(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    for fields, whole in ((limits.LIST_ITEMS, True), (limits.LIST_ITEMS + 1, False)):
        rows = "".join(f"k{number}: v\n" for number in range(fields))
        file.write_text(f"---\n{rows}---\n", "utf-8")
        found, problems = read(file, "a.md")
        assert (found is not None, problems == ()) == (whole, whole)
    assert len(problems) == 1


def test_a_head_has_a_limit(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    row = "# anteckning\n"
    for rows, whole in (
        (limits.HEAD_BYTES // len(row), True),
        (limits.HEAD_BYTES // len(row) + 1, False),
    ):
        file.write_text("---\n" + row * rows + "---\n", "utf-8")
        found, problems = read(file, "a.md")
        assert (found is not None, problems == ()) == (whole, whole)
    assert "200 kB" in problems[0].text
