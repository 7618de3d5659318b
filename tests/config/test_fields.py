"""Front matter and settings as authors write them, right and wrong."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, field_validator

from publisher.config.fields import (
    Parsed,
    Tagged,
    check,
    lost_words,
    parse,
    shown,
    unknown_key,
)
from publisher.config.fields.comments import MOST_LOST
from publisher.content.front_matter import ArticleFields
from publisher.problems import Problem


def read(text: str, first_line: int = 1) -> Parsed:
    parsed, problems = parse(text, "a.md", first_line)
    assert problems == ()
    assert parsed is not None
    return parsed


def complaint(text: str, first_line: int = 1) -> Problem:
    _, problems = parse(text, "a.md", first_line)
    assert len(problems) == 1
    return problems[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("33:18", "33:18"),
        ("12:30", "12:30"),
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("0123", "0123"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("+46", "+46"),
        ("1e5", "1e5"),
        (".inf", ".inf"),
        ("=", "="),
        ("2025-2-3", "2025-2-3"),
        ("٣", "٣"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("!!str 12", "12"),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("1.5", 1.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("2025-02-02", dt.date(2025, 2, 2)),
        ("2025-02-02 07:30", dt.datetime(2025, 2, 2, 7, 30)),  # noqa: DTZ001 (no zone was written)
        ("2025-02-02T07:30:05Z", dt.datetime(2025, 2, 2, 7, 30, 5, tzinfo=dt.UTC)),
        ("2025-02-02 07:30 +0000", dt.datetime(2025, 2, 2, 7, 30, tzinfo=dt.UTC)),
        ("[a, 0123, no]", ["a", "0123", "no"]),
        ("{a: 1}", {"a": 1}),
        ("Kina & USA", "Kina & USA"),
        ("”Kina”", "”Kina”"),
    ],
)
def test_a_value_is_what_an_author_means(written: str, meant: object) -> None:
    value = read(f"x: {written}\n").values["x"]
    assert value == meant
    assert type(value) is type(meant)


def test_keys_are_always_text() -> None:
    assert read("2025: a\nno: b\n").values == {"2025": "a", "no": "b"}


def test_every_key_and_item_has_its_line() -> None:
    parsed = read("title: a\nmail:\n  send: true\ntags:\n  - a\n  - b\n", first_line=2)
    assert parsed.line("title") == 2
    assert parsed.line("mail", "send") == 4
    assert parsed.line("tags", 1) == 7
    assert parsed.line("mail", "subject") == 3
    assert parsed.line("missing") == 2
    assert parsed.line() == 2


def test_lines_are_right_with_windows_line_ends_and_a_byte_order_mark() -> None:
    parsed = read("\ufefftitle: a\r\nsum: |\r\n  b\r\n  c\r\nlast: d\r\n")
    assert parsed.values == {"title": "a", "sum": "b\nc\n", "last": "d"}
    assert parsed.line("last") == 5


@pytest.mark.parametrize("text", ["", "\n\n", "# bara en kommentar\n"])
def test_nothing_written_is_no_fields(text: str) -> None:
    assert read(text, 2) == Parsed({}, {(): 2})


@pytest.mark.parametrize(
    ("text", "line", "says", "advises"),
    [
        ("a: b\nmail:\n\tsend: c\n", 4, "indragen med tabb", "mellanslag"),
        ("title: a\n\tdate: b\n", 3, "indragen med tabb", "mellanslag"),
        ('a: b\ntitle: "Kina\ndate: c\n', 3, "citattecken öppnas", "sist i värdet"),
        ("title: 'Kina\ndate: c\n", 2, "citattecken öppnas", "sist i värdet"),
        ("title:Kina\ndate: c\n", 2, "mellanslag saknas efter kolonet", "title: Kina"),
        ("date: c\ntitle:Kina\ntags: d\n", 3, "mellanslag saknas efter kolonet", "title: Kina"),
        ("title:Kina", 2, "mellanslag saknas efter kolonet", "title: Kina"),
        ("a: b\ntitle: Kina: del två\n", 3, "kolonet inne i värdet", 'title: "Kina: del två"'),
        ('title: Ett "nej": del två\n', 2, "kolonet inne", "title: 'Ett \"nej\": del två'"),
        (
            'a: b\ntitle: "Kina" och USA\nc: d\n',
            3,
            "efter det avslutande citattecknet",
            "title: '\"Kina\" och USA'",
        ),
        (
            "title: 'Kina' och USA\n",
            2,
            "efter det avslutande citattecknet",
            "title: \"'Kina' och USA\"",
        ),
        ("title: \"Kina\" och 'USA'\n", 2, "efter det avslutande citattecknet", "innanför"),
        ("title: 'Kina's väg'\n", 2, "efter det avslutande", 'title: "Kina\'s väg"'),
        ('title: "Om "frihet" nu"\n', 2, "efter det avslutande", "title: 'Om \"frihet\" nu'"),
        ('title: "Ja" och "nej"\n', 2, "efter det avslutande", 'title: \'"Ja" och "nej"\''),
        ("tags:\n- fyr\n-båt\n", 4, "mellanslag saknas efter bindestrecket", "Skriv: - båt"),
        ("title: a\n- tags: b\n", 3, "börjar med ett bindestreck", "Skriv: tags: b"),
        ("people:\n  - name: a\n- name: b\n", 4, "indraget", "samma kolumn"),
        ("tags: [#metoo, kina]\n", 2, "tecknet # är resten", '"#metoo"'),
        ("title: a\ntags: [kina, #metoo]\n", 3, "tecknet # är resten", '"#metoo"'),
        ("tags: [kina # [x\n", 2, "”[” öppnar en lista", "”]” sist"),
        ("anna\n  name: Anna\n", 2, "kolon saknas efter ”anna”", "Skriv: anna:"),
        ("title: a\nrubrik\ndate: b\n", 3, "saknar kolon", "title: Rubriken"),
        ("tags: [a, b\ntitle: c\n", 2, "”[” öppnar en lista", "”]” sist"),
        ("mail: {a: b\ntitle: c\n", 2, "”{” öppnar en grupp", "”}” sist"),
        ("title: *Viktigt*\n", 2, "börja med ”*”", '"*Viktigt*"'),
        ("title: & co\n", 2, "börja med ”&”", '"& co"'),
        ("title: @kina\n", 2, "börja med ”@”", '"@kina"'),
        ("title: %x\n", 2, "börja med ”%”", '"%x"'),
        ("title: !Obs\n", 2, "”!Obs”", "citattecken"),
        ("title: !!python/name:os.system\n", 2, "”!!python/name:os.system”", "citattecken"),
        ('title: "a\\q"\n', 2, "omvänt snedstreck", "enkla citattecken"),
        ("title: - a\n", 2, "streck först", "egen rad"),
        ("title: a\n  date: b\n", 3, "indraget", "samma kolumn"),
        ("a:\n  b: c\n d: e\n", 4, "indraget", "samma kolumn"),
        ("tags:\n  - a\n  b: c\n", 4, "indraget", "samma kolumn"),
        ("title: | x\n  y\n", 2, "får inget mer stå", "nästa rad"),
        ("a: b\n---\nc: d\n", 3, "”---”", "Ta bort"),
        ("a: ]\n", 2, "går inte att läsa", "citattecken"),
        ("- a\n- b\n", 2, "en lista", "title: Rubriken"),
        ("bara text\n", 2, "löpande text", "title: Rubriken"),
        ("a: b\na: c\n", 3, "två gånger, på rad 2 och rad 3", "Ta bort"),
        ("a: &x [b]\nc: *x\n", 2, "hänvisningar", "båda"),
        ("a: &x [*x]\n", 2, "hänvisningar", "båda"),
        ("a: {b: c}\n<<: d\n", 3, "<<", "Skriv ut"),
        ("? [a]\n: b\n", 2, "saknas ett fältnamn", "title"),
        ("a: b\n!x title: c\n", 3, "framför fältnamnet ”title” står ”!x”", "Ta bort"),
        ("a:\n  !!int b: c\n", 3, "framför fältnamnet ”b” står ”!!int”", "Ta bort"),
        ("a: b\ntitle: x\x07\n", 3, "U+0007", "för hand"),
        ("a: b\u2028c\n", 2, "U+2028", "för hand"),
    ],
)
def test_a_fault_has_its_line_and_a_way_out(text: str, line: int, says: str, advises: str) -> None:
    problem = complaint(text, first_line=2)
    assert problem.path == "a.md"
    assert problem.line == line
    assert says in problem.text
    assert advises in problem.hint
    assert problem.fatal


@pytest.mark.parametrize(
    ("text", "line", "lost"),
    [
        ("title: Nummer # 1\n", 2, "1"),
        ("date: 2025-02-02\ndescription: Åk för 5 kr # per styck\n", 3, "per styck"),
        ("title: a\ntags: [fyrar # och båtar\n  , sill]\n", 3, "och båtar"),
        ("tags:\n  - fyrar #kust\n", 3, "kust"),
        ("mail:\n  subject: Hej # du\n", 3, "du"),
        ("corrections:\n  - date: 2025-02-02\n    text: Fel # 2\n", 4, "2"),
        ("image_credit: #Foto\n", 2, "Foto"),
        ("description: Ett\n  och två # tre\n", 3, "tre"),
    ],
)
def test_words_that_are_taken_for_a_comment_are_told(text: str, line: int, lost: str) -> None:
    (advice,) = lost_words(text, "a.md", 2)
    assert (advice.line, advice.fatal) == (line, False)
    assert advice.text.endswith(f"”{lost}” kommer inte med")
    assert "citattecken" in advice.hint


@pytest.mark.parametrize(
    "text",
    [
        "# title: a # b\ntitle: a\n",
        'title: "a # b"\n',
        "title: a#b C# d\n",
        "title: 'a' # b\n",
        "date: 2025-02-02 # publicerad\n",
        "date: 2025-02-02 07:30 # publicerad\n",
        "authors: anna # och bo\n",
        "mail:\n  send: true # skicka\n",
        "tags: [a, b] # ämnen\n",
        "tags: # ämnen\n  - a\n",
        "description: >\n  a # b\n",
        "description: |\n  a # b\n",
        "",
    ],
)
def test_what_can_only_be_a_comment_is_left_alone(text: str) -> None:
    assert list(lost_words(text, "a.md", 2)) == []


def test_of_lost_words_only_the_first_are_told() -> None:
    rows = "".join(f"  - a{number} # b\n" for number in range(500))
    assert len(list(lost_words(f"tags:\n{rows}", "a.md", 2))) == MOST_LOST


def test_all_faults_are_told_at_once() -> None:
    _, problems = parse("a: !p 1\na: x\nb: !q y\n", "a.md")
    assert [problem.line for problem in problems] == [1, 2, 3]


@pytest.mark.parametrize("sign", ["[", "- ", "{a: ", "? "])
def test_nesting_without_end_is_a_fault_and_not_a_crash(sign: str) -> None:
    parsed, problems = parse(sign * 200_000, "a.md")
    assert parsed is None
    assert len(problems) == 1


def test_shared_scalars_may_be_repeated_by_reference() -> None:
    assert read("a: &x hej\nb: *x\n").values == {"a": "hej", "b": "hej"}


def test_foreign_tags_are_kept_unread_where_they_are_allowed() -> None:
    text = "a: !ENV [X, y]\nb: !!python/name:pymdownx.x\nc: !!python/object/apply:os.system [ls]\n"
    parsed, problems = parse(text, "mkdocs.yml", allow_tags=True)
    assert problems == ()
    assert parsed is not None
    assert parsed.values["a"] == Tagged("!ENV", ["X", "y"])
    assert parsed.values["b"].python_name == "pymdownx.x"
    assert parsed.values["c"].python_name == ""


_SIGNS = st.sampled_from(list("abå:-?[]{}\"'|>&*!%@`#,\\\t\n\r 019.~<=\ufeff\u2028\x85"))
_LINES = st.sampled_from(
    ["title: ", "- ", "a: b\n", "\n  ", '"', "2025-13-01", "mail:\n  x: ", "&a ", "*a", "<<: "]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(st.one_of(_SIGNS, _LINES)).map("".join)), st.booleans())
def test_no_text_at_all_ends_in_a_traceback(text: str, allow_tags: bool) -> None:
    parsed, problems = parse(text, "a.md", 2, allow_tags=allow_tags)
    assert parsed is not None or problems
    last = 2 + max(1, len(text.splitlines()))
    assert all(problem.line is not None and 2 <= problem.line <= last for problem in problems)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Mail(_Strict):
    subject: str = ""
    send: bool = False


class _Chapter(_Strict):
    start: str = Field(examples=["12:30"])
    title: str


class _Piece(_Strict):
    title: str = Field(min_length=1, max_length=20, examples=["Rubriken"])
    date: dt.date | dt.datetime = Field(examples=["2025-02-02"])
    description: str = ""
    tags: list[str] = Field(default=[], max_length=3, examples=["[kina, handel]"])
    audience: Literal["alla", "prenumeranter"] = "alla"
    number: int | None = Field(default=None, ge=1)
    rating: float = Field(default=1, lt=5)
    mail: _Mail = _Mail()
    chapters: list[_Chapter] = []
    authors: str | list[str] = []
    url: str = ""
    slug: str | None = Field(default=None, pattern="^[a-z]+$", examples=["en-slug"])

    @field_validator("url")
    @classmethod
    def _https(cls, value: str) -> str:
        if not value.startswith("https://"):
            raise ValueError("ska börja med https://", "Kopiera adressen ur webbläsaren.")
        return value


def faults(text: str) -> list[str]:
    parsed, found = parse(text, "a.md")
    assert parsed is not None
    piece, problems = check(_Piece, parsed, "a.md")
    assert piece is None
    return [str(problem) for problem in (*found, *problems)]


def test_right_values_become_the_schema() -> None:
    text = 'title: "2025"\ndate: 2025-02-02\nchapters:\n  - {start: 33:18, title: no}\n'
    piece, problems = check(_Piece, read(text), "a.md")
    assert problems == ()
    assert piece is not None
    assert (piece.title, piece.date) == ("2025", dt.date(2025, 2, 2))
    assert piece.chapters == [_Chapter(start="33:18", title="no")]


_GOOD = "title: a\ndate: 2025-02-02\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "publicerat: x\n",
            "a.md:3: okänt fält ”publicerat”\n    Menade du ”date”?",
        ),
        ("taggar: x\n", "a.md:3: okänt fält ”taggar”\n    Menade du ”tags”?"),
        ("descripton: x\n", "a.md:3: okänt fält ”descripton”\n    Menade du ”description”?"),
        ("qqq: x\n", "a.md:3: okänt fält ”qqq”\n    Tillåtna fält: "),
        (
            "mail:\n  ämne: x\n",
            "a.md:4: okänt fält ”ämne” i ”mail”\n    Menade du ”subject”?",
        ),
        (
            "mail:\n  send: ja\n",
            "a.md:4: ”send” ska vara true eller false, inte ”ja”\n"
            "    Skriv till exempel: send: true",
        ),
        ("mail: true\n", "a.md:3: ”mail” ska vara en grupp av fält, inte true"),
        (
            "tags: kina\n",
            "a.md:3: ”tags” ska vara en lista, inte ”kina”\n"
            "    Skriv till exempel: tags: [kina, handel]",
        ),
        (
            "tags:\n  - a\n  - [b]\n",
            "a.md:5: värde 2 i ”tags” ska vara text, inte en lista\n"
            "    Skriv till exempel: tags: [kina, handel]",
        ),
        (
            "date2: x\u00a0\nslug: en\u00a0slug\n",
            "a.md:3: okänt fält ”date2”\n    Menade du ”date”?",
        ),
        (
            "slug: en\u00a0slug\n",
            "a.md:3: ”slug” har ett hårt blanksteg i sig: ”en‹hårt blanksteg›slug”\n"
            "    Skriv om raden för hand: en slug",
        ),
        (
            "chapters: text\n",
            "a.md:3: ”chapters” ska vara en lista, inte ”text”\n"
            '    Skriv till exempel: chapters: [{start: "12:30", title: Några ord}]',
        ),
        ("tags: [a, b, c, d]\n", "a.md:3: ”tags” har 4 värden men ska ha högst 3"),
        ("tags:\n", "a.md:3: ”tags” är tomt\n    Skriv till exempel: tags: [kina, handel]"),
        (
            "description: [false]\n",
            "a.md:3: ”description” ska vara text, inte en lista\n"
            "    Skriv till exempel: description: Några ord",
        ),
        (
            "audience: prenumerant\n",
            "a.md:3: ”audience” kan inte vara ”prenumerant”\n"
            "    Menade du ”prenumeranter”? Möjliga värden: alla, prenumeranter",
        ),
        ("number: 0\n", "a.md:3: ”number” ska vara minst 1, inte 0"),
        (
            "number: 1.5\n",
            "a.md:3: ”number” ska vara ett heltal, inte talet 1,5\n"
            "    Skriv till exempel: number: 12",
        ),
        ("rating: 5.5\n", "a.md:3: ”rating” ska vara mindre än 5,0, inte 5,5"),
        (
            "authors: {a: b}\n",
            "a.md:3: ”authors” ska vara text eller en lista, inte en grupp av fält",
        ),
        (
            "chapters:\n  - titel: b\n",
            "a.md:4: fältet ”start” saknas\n    Lägg till raden: start: 12:30",
        ),
        ("chapters:\n  - 3\n", "a.md:4: värde 1 i ”chapters” ska vara en grupp av fält, inte tal"),
        (
            "url: ftp://x\n",
            "a.md:3: ”url” ska börja med https://\n    Kopiera adressen ur webbläsaren.",
        ),
        (
            "slug: Å\n",
            "a.md:3: ”slug” har fel form: ”Å”\n    Skriv till exempel: slug: en-slug",
        ),
    ],
)
def test_a_wrong_value_is_told_in_plain_swedish(text: str, expected: str) -> None:
    assert faults(_GOOD + text)[0].startswith(expected)


def test_missing_and_empty_fields_are_told_with_an_example() -> None:
    assert faults("tags: [a]\n") == [
        "a.md:1: fältet ”title” saknas\n    Lägg till raden: title: Rubriken",
        "a.md:1: fältet ”date” saknas\n    Lägg till raden: date: 2025-02-02",
    ]
    assert faults('title: ""\ndate:\n') == [
        "a.md:1: ”title” är tomt\n    Skriv till exempel: title: Rubriken",
        "a.md:2: ”date” är tomt\n    Skriv till exempel: date: 2025-02-02",
    ]


def test_a_number_is_no_date() -> None:
    assert faults("title: a\ndate: 2025\n") == [
        "a.md:2: ”date” ska vara ett datum eller ett datum med klockslag, inte talet 2025\n"
        "    Skriv till exempel: date: 2025-02-02"
    ]


@pytest.mark.parametrize("number", ["2025", "20250202", "1.5", "true"])
def test_a_number_is_no_date_in_an_article_either(number: str) -> None:
    piece, problems = check(ArticleFields, read(f"title: a\ndate: {number}\n"), "a.md")
    assert piece is None
    assert str(problems[0]) == (
        "a.md:2: ”date” ska vara ett datum, inte ett tal\n    Skriv till exempel: date: 2025-02-02"
    )


def test_what_is_already_told_is_not_told_again() -> None:
    assert len(faults("title: a\ndate: !x 2026-13-40\n")) == 1
    assert len(faults("title: !x 3\ndate: 2026-13-40\nqqq: 1\n")) == 3


def test_faults_come_in_the_order_of_the_lines() -> None:
    lines = [line.split(":")[1] for line in faults("rating: x\nurl: y\ntitle: [3]\nqqq: 1\n")]
    assert lines == sorted(lines)
    assert len(lines) == 5


def test_no_error_of_pydantics_is_ever_shown_in_english() -> None:
    from pydantic_core.core_schema import ErrorType

    from publisher.config.fields.phrases import _is_pydantics

    kinds = ErrorType.__args__  # type: ignore[attr-defined]
    assert len(kinds) > 80
    assert all(_is_pydantics(kind) for kind in kinds)
    assert not _is_pydantics("our_own")


def test_values_are_shown_short_and_in_swedish() -> None:
    long = "ordet " * 20
    assert shown(long) == "”ordet ordet ordet ordet ordet ordet ord…”"
    assert shown(" ") == "tom text"
    assert shown(1.5) == "talet 1,5"
    assert shown(None) == "tomt"
    assert shown([1]) == "en lista"
    assert shown(dt.datetime(2025, 2, 2, 7, 5, tzinfo=dt.UTC)) == "tidpunkten 2025-02-02 07:05"
    assert shown(object()) == "något annat"


def test_an_unknown_key_names_its_neighbours() -> None:
    problem = unknown_key("rubrik", ["title", "date"], "f.yml", 3)
    assert str(problem) == ("f.yml:3: okänt fält ”rubrik”\n    Menade du ”title”?")
