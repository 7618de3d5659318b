"""What authors leave in a text, paste into it, and define twice or for nothing."""

from __future__ import annotations

import pytest
from sample.fragments import make


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Ord %%fråga NN%% ord.", "kommentaren ”%%fråga NN%%” skulle synas för läsarna"),
        ("Ord\n\n%%\nfråga\n\nNN\n%%\n", "kommentaren ”%% fråga NN %%” skulle synas för läsarna"),
        ("Det kostar TK kronor.", "”TK” står kvar i texten"),
        ("Hon heter TKTK.", "”TKTK” står kvar i texten"),
        ("(TK)", "”TK” står kvar i texten"),
        ("- TK: siffra", "”TK” står kvar i texten"),
        ("År XXX.", "”XXX” står i texten: är det något som ska skrivas?"),
        ("XXX kronor", "”XXX” står kvar i texten"),
        ("Det är (XXX) kronor", "”XXX” står kvar i texten"),
        ("XXXX", "”XXXX” står kvar i texten"),
        ("Skriv texten här.", "”Skriv texten här.” står kvar i texten"),
        ("> Skriv texten här.", "”Skriv texten här.” står kvar i texten"),
        ("TODO ring", "”TODO” står kvar i texten"),
        ("FIXME", "”FIXME” står kvar i texten"),
    ],
)
def test_what_is_left_to_write_is_told(body: str, text: str) -> None:
    told = [(problem.line, problem.text) for problem in make(f"Ett.\n\n{body}", line=4).problems]
    assert (body.startswith("Ord\n") and told == [(8, text)]) or told == [(6, text)]


@pytest.mark.parametrize("word", ["%%x%%", "TK", "XXX siffra", "Skriv texten här."])
def test_what_can_only_be_forgotten_stops_a_build(word: str) -> None:
    assert make(f"Ord, {word}.").faults
    assert make(f"Ord, {word}.").advice == []


@pytest.mark.parametrize(
    "body",
    [
        "`TK` och `%%x%%`",
        "```\nXXX TK TODO %%x%% [[x]] ![[x]]\n```",
        "    TK XXX\n",
        "<!-- TK XXX %%x%% -->\n\nOrd.",
        "https://exempel.se/TK/XXX?%%a%%=1",
        "[a](https://exempel.se/TK) och <https://exempel.se/XXX>",
        "[a]\n\n[a]: https://exempel.se/TK 'XXX'",
        "red.TK@exempel.se",
        "TK 3000, TK Elevator och BTK, TK-frågan, ATK, tk, OTKA",
        "xxx, XX, XXXIX och XXXV",
        "100 % och 50 %% av 3 %",
        "Att göra: todo.",
        "Skriv texten här intill.",
        "[a[b]] och [[]]",
        "- ett – två\n- • tre",
        "En – två, fem • sex.",
    ],
)
def test_what_only_looks_like_it_is_let_be(body: str) -> None:
    assert make(body).problems == ()


@pytest.mark.parametrize(
    "sign", ["•\t", "• ", "·\t", "▪\t", "●\t", "–\t", "✓\t", "◦ ", "o\t", "§\t", "ü\t"]
)
def test_a_pasted_list_is_told(sign: str) -> None:
    made = make(f"Ett.\n\n{sign}Två\n{sign}Tre\n")
    text = f"raden börjar med ”{sign[0]}” och blir ingen lista"
    assert made.advice == [(3, text), (4, text)]


@pytest.mark.parametrize("sign", ["\uf0b7\t", "\uf0b7 ", "\uf0a7\t", "\uf0fc\t"])
def test_a_list_in_words_symbols_is_told(sign: str) -> None:
    text = "raden börjar med ”•” och blir ingen lista"
    assert make(f"Ett.\n\n{sign}Två\n{sign}Tre\n").advice == [(3, text), (4, text)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("– ", "– "),
        ("— ", "— "),
        ("a) ", "b) "),
        ("A. ", "B. "),
        ("-", "-"),
        ("1.", "2."),
        ("1)", "2)"),
    ],
)
def test_lines_that_run_together_are_told_once(first: str, second: str) -> None:
    sign = second.strip()
    text = f"raden börjar med ”{sign}” men hamnar i samma stycke som raden ovanför"
    lines = f"{first}Ett\n{second}Två\n{second}Tre"
    assert make(f"Ord.\n\n{lines}").advice == [(4, text)]
    assert make(f"> Ord.\n>\n> {lines.replace(chr(10), chr(10) + '> ')}").advice == [(4, text)]
    apart = lines.replace("\n", "\n\n")
    broken = lines.replace("\n", "\\\n")
    assert make(apart).advice == make(broken).advice == make(f"```\n{lines}\n```").advice == []


@pytest.mark.parametrize("signs", ["##", "###", "######"])
def test_a_heading_without_its_space_is_told(signs: str) -> None:
    text = f"raden börjar med ”{signs}” utan mellanslag och blir ingen rubrik"
    assert make(f"Ett.\n\n{signs}Två").advice == [(3, text)]
    assert make(f"Ett #kina.\n\n#kina\n\n`{signs}Två`\n\n```\n{signs}Två\n```").advice == []


@pytest.mark.parametrize("space", ["\xa0", "\u202f", "\u2003"])
@pytest.mark.parametrize("sign", ["##", "#", "-", "*", "+", "1.", "12)", "> -", "  -"])
def test_a_hard_space_after_a_mark_is_told(sign: str, space: str) -> None:
    mark = sign.strip("> ")
    what = "rubrik" if mark.startswith("#") else "lista"
    text = f"raden börjar med ”{mark}” och ett hårt blanksteg och blir ingen {what}"
    assert make(f"Ett.\n\n{sign}{space}Två").advice == [(3, text)]
    assert make(f"Ett.\n\n```\n{sign}{space}Två\n```").advice == []
    assert make(f"Ett {sign}{space}två.").advice == []


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_code_that_never_ends_is_told(fence: str) -> None:
    assert make(f"Ett.\n\n{fence}\nTvå\n").advice == [(3, "koden som börjar här tar aldrig slut")]
    assert make(f"Ett.\n\n{fence}\nTvå\n{fence}\n").advice == []


@pytest.mark.parametrize(
    ("rows", "lost"),
    [
        ("| 1 | 2 | 3 |", "3"),
        ("| `a|b` | c |", "c"),
        ("| 1 | 2 |\n| 1 | 2 |  | 4 |", "4"),
        ("| a || c |", "c"),
    ],
)
def test_words_that_no_column_is_left_for_are_a_fault(rows: str, lost: str) -> None:
    text = f"raden har fler celler än tabellen har kolumner: ”{lost}” kommer inte med"
    made = make(f"Ett.\n\n| A | B |\n| --- | --- |\n{rows}\n")
    assert made.faults == [(5 + rows.count("\n"), text)]
    assert make("| A | B |\n| --- | --- |\n| 1 | 2 | |\n| a\\|b | 2 |\n| 1 |").problems == ()


def test_heads_and_columns_that_differ_are_told() -> None:
    made = make("Ett.\n\n| A | B |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n")
    assert made.advice == [(4, "tabellen har 2 rubriker men 3 kolumner under dem")]


@pytest.mark.parametrize("above", ["- punkt", "1. punkt", "> citat", "- a\n  - b", "> - a"])
@pytest.mark.parametrize("table", ["| A | B |\n|---|---|\n| 1 | 2 |", "A | B\n--|--\n1 | 2"])
def test_a_table_that_runs_into_a_list_or_a_quote_is_told(above: str, table: str) -> None:
    line = above.count("\n") + 5
    text = "tabellen hamnar i stycket ovanför och blir ingen tabell"
    assert make(f"Ett.\n\n{above}\n{table}").advice == [(line, text)]
    assert make(f"Ett.\n\n{above}\n\n{table}").problems == ()


@pytest.mark.parametrize("indent", ["\t", "    ", "\t\t"])
def test_a_paragraph_that_stands_in_is_told(indent: str) -> None:
    prose = "Regeringen säger att räntan sjunker och att exporten växer."
    assert make(f"Ett.\n\n{indent}{prose}\n\nTvå.").advice == [
        (3, "det indragna stycket visas som programkod")
    ]
    assert make(f"Ett.\n\n{indent}for each in {{1, 2, 3}}: print(each)\n").problems == ()
    assert make(f"- Ett.\n\n  {prose}\n\n{indent}Ja. {prose}\n").advice in (
        [],
        [(5, "det indragna stycket visas som programkod")],
    )


@pytest.mark.parametrize("link", ["[[x]]", "[[x|ord]]", "[[x#h]]", "[[mapp/x]]"])
def test_obsidians_links_are_told(link: str) -> None:
    text = f"”{link}” är Obsidians sätt att länka, och det är inte säkert vart den ska leda"
    assert make(f"Ett.\n\nSe {link}.").advice == [(3, text)]


@pytest.mark.parametrize("link", ["![[x.png]]", "![[x]]", "![[x.png|300]]"])
def test_obsidians_pictures_are_told(link: str) -> None:
    text = f"”{link}” är Obsidians sätt att visa en fil och blir ingen bild"
    assert make(f"Ett.\n\n{link}").advice == [(3, text)]


@pytest.mark.parametrize(
    ("mark", "css", "title"),
    [
        ("> [!note]", "note", "Obs"),
        ("> [!NOTE]\n> Ord.", "note", "Obs"),
        ("> [!tip] Så gör du", "tip", "Så gör du"),
        ("> [!warning]- Fälld", "warning", "Fälld"),
        ("> [!tldr]", "abstract", "Sammanfattning"),
        ("> [!quote]+", "quote", "Citat"),
    ],
)
def test_boxes_written_as_quotes_are_boxes(mark: str, css: str, title: str) -> None:
    made = make(f"{mark}\n> Ord.\n")
    assert f'<div class="admonition {css}">\n<p class="admonition-title">{title}</p>' in made.html
    assert "<blockquote>" not in made.html
    assert made.problems == ()


def test_a_box_of_an_unknown_kind_is_told_and_stays_a_quote() -> None:
    made = make("Ett.\n\n> [!hemligt] Ord\n> Ord.")
    assert made.advice == [(3, "rutan [!hemligt] är av okänt slag och blir ett vanligt citat")]
    assert "<blockquote>" in made.html


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("A[^1]\n\n[^1]: Ett.\n\n[^1]: Två.\n", (5, "fotnoten [^1] står två gånger, här och på rad 3")),
        ("[a]\n\n[a]: /x/\n[A]: /y/\n", (4, "länken [A] står två gånger, här och på rad 3")),
        ("> [a]\n\n[a]: /x/\n\n- [a]: /x/ 'T'\n", (5, "länken [a] står två gånger, här och på rad 3")),
        ("BNP\n\n*[BNP]: ett\n*[BNP]: två\n", (4, "förkortningen *[BNP] står två gånger, här och på rad 3")),
        ("## A {#x}\n\n## B {#x}\n", (3, "namnet ”x” står två gånger, på rad 1 och 3")),
        ('## A {#x}\n\n<a id="x"></a>B\n', (3, "namnet ”x” står två gånger, på rad 1 och 3")),
        ("[TOC]\n\n## A\n\n[TOC]\n", (5, "innehållsförteckningen [TOC] står två gånger, här och på rad 1")),
    ],
)  # fmt: skip
def test_what_is_defined_twice_is_a_fault_with_both_lines(
    body: str, fault: tuple[int, str]
) -> None:
    assert make(body).faults == [fault]


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("A\n\n[^1]: Ett.\n", (3, "fotnoten [^1] nämns inte i texten")),
        ("A\n\n[x]: /x/\n", (3, "länken [x] används inte i texten")),
        ("A\n\n*[BNP]: brutto\n", (3, "förkortningen *[BNP] används inte i texten")),
        ("A [b][x]\n", (1, "länken ”[b][x]” saknar mål")),
    ],
)
def test_what_is_defined_for_nothing_or_not_at_all_is_told(
    body: str, advice: tuple[int, str]
) -> None:
    assert make(body).advice == [advice]


@pytest.mark.parametrize(
    "body", ["A\n\nB[^1]\n", "A\n\n> - B [^1] C\n", "A\n\n| [^1] |\n|---|\n| c |\n"]
)
def test_a_footnote_that_is_not_there_is_a_fault(body: str) -> None:
    assert make(body).faults == [(3, "fotnoten [^1] finns inte")]


@pytest.mark.parametrize("body", ["A \\[^1] b", "A `[^1]` b", "```\n[^1]\n```"])
def test_signs_that_are_meant_are_no_footnote(body: str) -> None:
    assert make(body).problems == ()


def test_the_same_definition_twice_is_no_fault() -> None:
    assert make("[a]\n\n[a]: /x/\n\n[a]: /x/\n").problems == ()


@pytest.mark.parametrize(
    ("written", "next_step"),
    [
        ("![En bild](min bild.jpg)", "min%20bild.jpg"),
        ("[a](../filer/min  fil.PDF)", "../filer/min%20%20fil.PDF"),
        ("- [a](a b.md)", "a%20b.md"),
    ],
)
def test_a_file_name_with_a_space_is_told(written: str, next_step: str) -> None:
    (problem,) = make(f"Ett.\n\n{written}\n").problems
    assert (problem.line, problem.fatal) == (3, False)
    assert problem.text.endswith("har ett mellanslag i adressen och visas som det är skrivet")
    assert problem.hint == f"Skriv %20 i stället för mellanslaget: {next_step}"


@pytest.mark.parametrize(
    "body",
    [
        '[a](dar.md "En text.se")',
        "[a](<dar.md>)",
        "[sic](min anmärkning) och [1](s. 12)",
        "`[a](a b.md)`",
        "```\n[a](a b.md)\n```",
        "[a](dar.md) (se a b.md)",
    ],
)
def test_a_space_elsewhere_is_let_be(body: str) -> None:
    assert make(body).problems == ()
