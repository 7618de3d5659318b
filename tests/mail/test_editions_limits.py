"""Letters on both sides of each limit, and to the letter of the advice on them."""

from __future__ import annotations

from dataclasses import replace
from email.header import decode_header, make_header
from typing import Any

import pytest
from sample.mail import COVER, ROOT, SITE, TRAIN, article, body, build, image, settings

from publisher.config.standards.mail_clients import DEFAULT, chosen
from publisher.config.standards.mail_clients.table import Feature
from publisher.mail import advice, clients, clipping, preview, source_lines
from publisher.mail.clients import Clients, TracedFinding
from publisher.mail.clipping import LIMIT, within
from publisher.mail.compatibility.check import Level, MailFinding
from publisher.mail.letter import GatheredPiece, Letter
from publisher.mail.message import encoded, message
from publisher.mail.newsletter import compose
from publisher.mail.pictures import picture_of, scaled
from publisher.mail.sanitizing import mail_safe
from publisher.mail.style import split_style, styled
from publisher.mail.tables import PHONE_WIDTH, stacked
from publisher.mail.text import COLUMNS, plain_text
from publisher.model import Edition, Layout, MailOptions
from publisher.problems import PublisherError

PAGE = "https://x.se/text/"


def letter(**more: Any) -> Letter:
    given: dict[str, Any] = {
        "id": "x",
        "date": TRAIN.date,
        "url": PAGE,
        "subject": "Ämne",
        "preheader": "Något annat",
        "kicker": "",
        "title": "Rubrik",
        "dek": "",
        "byline": "",
        "body": "",
    }
    return Letter(**(given | more))


def clip(name: str, layout: Layout = "summary", *, locked: bool = False) -> GatheredPiece:
    return GatheredPiece(
        title=name,
        url=f"https://x.se/{name}/",
        label="",
        summary=name,
        action="",
        goal="",
        picture=None,
        layout=layout,
        body=f"<p>{name}</p>" if layout == "full" else "",
        locked=locked,
    )


# What is kept of a letter that is too heavy


def test_a_letter_weighs_no_more_than_gmail_shows() -> None:
    assert LIMIT == 102_400


NOTES = '<div class="footnote"><ol><li id="fn:1"><p>Noten.</p></li></ol></div>'
MANY = letter(
    body="<p>1</p><p>2</p>",
    placed=((clip("a", "full"), "<p>3</p>"), (clip("b"), f'<p>4 <a href="#fn:1">1</a></p>{NOTES}')),
    clips=(clip("c", "full"), clip("d")),
)


def shape(found: Letter) -> str:
    """The letter's parts in a row, those that are shown in full in capitals."""
    placed = "".join(f"[{_shown(each)}]{_words(after)}" for each, after in found.placed)
    return _words(found.body) + placed + "".join(f"[{_shown(each)}]" for each in found.clips)


def _shown(each: GatheredPiece) -> str:
    return each.title.upper() if each.layout == "full" else each.title


def _words(html: str) -> str:
    return "".join(plain_text(html.replace(NOTES, "<p>n</p>")).split("\n\nLänkar")[0].split())


SHAPES = [
    "",
    "1",
    "12",
    "12[a]",
    "12[a]3",
    "12[a]3[b]",
    "12[a]3[b]41n",
    "12[a]3[b]41n",
    "12[a]3[b]41n[c]",
    "12[a]3[b]41n[c][d]",
    "12[A]3[b]41n[c][d]",
]


@pytest.mark.parametrize("room", range(len(SHAPES)))
def test_a_letter_is_cut_part_by_part(room: int) -> None:
    """Each letter is weighed by its place in the row, and so many are light enough."""
    made = [clipping._Shorter(MANY)[size] for size in range(len(clipping._Shorter(MANY)))]
    assert [shape(each).replace("(not1)", "1") for each in made] == SHAPES
    assert all(each.cut for each in made)
    light = [shape(each) for each in made[: room + 1]]
    kept, html = within(MANY, shape, lambda html: LIMIT if html in light else LIMIT + 1)
    assert shape(kept) == html == light[-1]


def test_a_letter_of_exactly_the_limit_is_whole() -> None:
    assert within(MANY, shape, lambda _: LIMIT)[0] is MANY
    assert within(MANY, shape, lambda html: LIMIT + (html == shape(MANY)))[0].cut


def test_a_letter_with_nothing_to_take_is_as_it_is() -> None:
    kept, _ = within(letter(), shape, lambda _: LIMIT + 1)
    assert (shape(kept), kept.cut) == ("", True)


@pytest.mark.parametrize("end", ["<h2>Rubrik</h2>", "<hr>", "<p>Så här:</p>", "<h6>x</h6><hr>\n"])
def test_a_letter_never_ends_with_what_leads_to_nothing(end: str) -> None:
    made = clipping._Shorter(letter(body=f"<p>1</p>{end}<p>2</p><p>3</p>"))
    parts = end.count("<h") or 1
    assert [_words(made[size].body) for size in range(1, 2 + parts)] == ["1"] * (parts + 1)
    assert "2" in _words(made[2 + parts].body)


@pytest.mark.parametrize("sign", ["a", "=", "å", "中", "🇸", "\n"])
@pytest.mark.parametrize("count", [1, 75, 76, 77, 1000, 16_000, 17_000, 20_000])
def test_a_quick_look_is_never_too_light(sign: str, count: int) -> None:
    assert clipping.most(sign * count) >= len(encoded(sign * count))


# Advice


@pytest.mark.parametrize(
    ("subject", "own", "told"),
    [
        ("x" * 50, True, None),
        ("x" * 51, True, "subject:"),
        ("x" * 70, False, None),
        ("x" * 71, False, "title:"),
    ],
)
def test_a_subject_of_so_many_signs(subject: str, own: bool, told: str | None) -> None:
    mail = MailOptions(subject=subject if own else "", preheader="", send=True)
    found = [*advice.first_lines(letter(subject=subject), replace(TRAIN, mail=mail))]
    assert (
        found
        == [
            advice.LetterAdvice(
                told,
                f"ämnesraden har {len(subject)} tecken; en telefon visar ungefär 50",
                "Säg det viktigaste först, eller skriv en kortare ämnesrad (subject).",
            )
        ]
        * (told is not None)
        if told
        else found == []
    )


@pytest.mark.parametrize(
    ("length", "own", "told"), [(100, True, 0), (101, True, 1), (101, False, 0)]
)
def test_a_preheader_of_so_many_signs(length: int, own: bool, told: int) -> None:
    words = "x" * length
    mail = MailOptions(subject="Ämne", preheader=words if own else "", send=True)
    found = [*advice.first_lines(letter(preheader=words), replace(TRAIN, mail=mail))]
    assert (
        found
        == [
            advice.LetterAdvice(
                "preheader:",
                f"raden efter ämnet har {length} tecken; en telefon visar ungefär 100",
                "Korta den, eller säg det viktigaste först.",
            )
        ]
        * told
    )


@pytest.mark.parametrize(
    ("preheader", "own", "sign"),
    [
        ("Ämne", True, "preheader:"),
        ("ämne!", False, "description:"),
        ("Rubrik.", True, "preheader:"),
        ("Ämne och mer", True, ""),
        ("", True, ""),
    ],
)
def test_two_lines_that_say_the_same(preheader: str, own: bool, sign: str) -> None:
    mail = MailOptions(subject="Ämne", preheader=preheader if own else "", send=True)
    found = [*advice.first_lines(letter(preheader=preheader), replace(TRAIN, mail=mail))]
    text = "raden efter ämnet säger samma sak som ämnet"
    hint = "Skriv något mer (preheader) som lockar till läsning."
    assert found == [advice.LetterAdvice(sign, text, hint)] * bool(sign)


@pytest.mark.parametrize(("signs", "same"), [(19, False), (20, True), (21, True)])
def test_twenty_signs_in_common_are_the_same_line(signs: int, same: bool) -> None:
    subject = "x" * signs
    mail = MailOptions(subject=subject, preheader="x", send=True)
    made = letter(subject=subject, preheader=f"{subject} och mer")
    assert bool([*advice.first_lines(made, replace(TRAIN, mail=mail))]) is same


@pytest.mark.parametrize("layout", ["full", "summary", "headline"])
@pytest.mark.parametrize("locked", [True, False])
def test_what_only_the_letter_has_the_whole_of(layout: Layout, locked: bool) -> None:
    for made in (
        letter(clips=(clip("a", layout, locked=locked),)),
        letter(placed=((clip("a", layout, locked=locked), ""),)),
    ):
        assert advice._locked(made) == (
            {"https://x.se/a/"} if locked and layout == "full" else set()
        )


@pytest.mark.parametrize(
    "made",
    [
        letter(body="<p>x</p>"),
        letter(placed=((clip("a"), ""),)),
        letter(clips=(clip("a"),)),
        letter(dek="x"),
    ],
)
def test_a_letter_with_anything_in_it_is_not_empty(made: Letter) -> None:
    assert [*advice.empty(made)] == []
    [note] = advice.empty(letter(body=" \n"))
    assert note.text == "brevet är tomt: det har ingen text och samlar inget"
    assert note.hint == "Skriv något innan det skickas, eller ta bort filen."


@pytest.mark.parametrize(
    ("html", "what", "sign"),
    [
        ("<audio src='x'></audio>", "ljudspelaren", "<audio"),
        ("<video src='x'></video>", "filmspelaren", "<video"),
        ("<SCRIPT>x</SCRIPT>", "skripten", "<script"),
        ("<style>x</style>", "stilmallarna", "<style"),
        ("<link href='x'>", "stilmallarna från andra", "<link"),
        ("<form>x</form>", "formulären", "<form"),
        ("<iframe src='x'></iframe>", "de inbäddade sidorna", "<iframe"),
        ("<object>x</object>", "de inbäddade programmen", "<object"),
        ("<embed src='x'>", "de inbäddade programmen", "<object"),
        ('<p style="color: red">x</p>', "de egna stilarna", "style="),
        ('<td style="text-align: right;">x</td>', "", ""),
        ('<td style="text-align:left">x</td>', "", ""),
    ],
)
def test_what_a_letter_loses(html: str, what: str, sign: str) -> None:
    text = f"brevet saknar {what}: inget e-postprogram visar sådana"
    hint = "På webben är allt kvar. I brevet står en länk dit, där det behövs."
    assert [*advice.lost(html, raw=True)] == [advice.LetterAdvice(sign, text, hint)] * bool(what)
    player = sign in {"<audio", "<video"}
    assert [*advice.lost(html, raw=False)] == [advice.LetterAdvice(sign, text, hint)] * player


# The message


@pytest.mark.parametrize("length", [1, 59, 60, 61, 200])
@pytest.mark.parametrize("sign", ["a", "å", "中"])
def test_a_subject_of_any_length_is_read_back(length: int, sign: str) -> None:
    subject = sign * length
    data = message(letter(subject=subject), "<p>x</p>", "x\n", settings()).decode()
    lines = data[data.index("Subject: ") : data.index("\r\nDate:")].split("\r\n")
    assert str(make_header(decode_header("".join(lines).removeprefix("Subject: ")))) == subject
    assert ("=?utf-8?q?" in lines[0]) is (sign != "a" or length > 60)
    assert max(map(len, lines)) <= 76
    # As much on each line as there is room for.
    assert all(len(line) + 9 > 75 for line in lines[1:-1])


# Pictures


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ((600, 400), (600, 400)),
        ((601, 400), (600, 399)),
        ((1600, 900), (600, 338)),
        ((300, None), (300, None)),
        ((1600, None), (600, None)),
        ((None, 9), (600, None)),
        ((0, 9), (600, None)),
    ],
)
def test_a_picture_is_no_wider_than_the_column(
    given: tuple[int | None, int | None], found: tuple[int, int | None]
) -> None:
    assert scaled(*given, 600) == found


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("/a/", "https://kinamedia.example/y/a/"),
        ("//a.example/", "//a.example/"),
        ("https://a.example/", "https://a.example/"),
        ("{{ id }}", "{{ id }}"),
        ("", ""),
    ],
)
def test_an_address_is_whole(address: str, whole: str) -> None:
    assert settings().absolute(address) == whole


def test_a_picture_that_cannot_be_opened_is_named() -> None:
    broken = replace(image("trasig.jpg"), width=1600, height=900)
    (ROOT / broken.source).write_bytes(b"\xff\xd8\xff" + bytes(99))
    with pytest.raises(PublisherError) as caught:
        picture_of(build(), broken, 600)
    assert caught.value.problems[0].path == "content/trasig.jpg"


@pytest.mark.parametrize(("layout", "width"), [("summary", 120), ("full", 600)])
def test_a_gathered_piece_has_a_picture_for_its_layout(layout: Layout, width: int) -> None:
    piece = article("bild", image=image("bred.jpg", width=1800, height=1200))
    edition = Edition(
        id="e", source="content/nyhetsbrev/e.md", url="/nyhetsbrev/e/", title="E", body_line=5,
        date=TRAIN.date, subject="E", articles=("bild",), layout=layout,
    )  # fmt: skip
    context = build(
        replace(SITE, articles=(piece,), editions=(edition,)),
        fragments={"bild": "<p>x</p>", "e": ""},
    )
    [made] = compose(context, edition).clips
    assert made.picture is not None
    assert (made.picture.width, made.picture.height) == (width, width * 2 // 3)
    assert COVER.width == 3000


# Made safe


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("<p>a<svg><path/></svg></p>", f'<p>a<a href="{PAGE}">Se bilden på webben</a></p>'),
        ('<p>a<svg aria-hidden="true"></svg></p>', "<p>a</p>"),
        ('<p><a href="https://y.se/">a<svg></svg></a></p>', '<p><a href="https://y.se/">a</a></p>'),
        ("<p><video><audio></audio></video></p>", f'<p><a href="{PAGE}">Se filmen på webben</a></p>'),
        ('<p><img src="https://y.se/a.SVG" alt=""></p>', "<p></p>"),
        ('<p><img src="https://y.se/a.svg" alt="Karta"></p>', '<p><a href="https://y.se/a.svg">Bild: Karta</a></p>'),
        ('<p><img src="https://y.se/a.avif" alt="Karta"></p>', '<p><a href="https://y.se/a.avif">Bild: Karta</a></p>'),
        ('<p><img src="data:image/png;base64,xx" alt="Karta"></p>', f'<p><a href="{PAGE}">Bild: Karta</a></p>'),
        ('<p><a href="https://y.se/"><img src="https://y.se/a.svg" alt="Karta"></a></p>', '<p><a href="https://y.se/">Karta</a></p>'),
        ("<p>a<!-- b -->c</p>", "<p>ac</p>"),
        ('<p id="a" onclick="x()">a</p>', '<p id="a">a</p>'),
        ('<p style="color: red">a</p>', "<p>a</p>"),
        ("<details><summary>Mer</summary><p>a</p></details>", "<p><strong>Mer</strong></p><p>a</p>"),
        ("<script>x</script><p>a</p>", "<p>a</p>"),
        ("<p>שלום</p><p>hej</p>", '<p dir="rtl">שלום</p><p>hej</p>'),
        ('<p dir="ltr">שלום</p>', '<p dir="ltr">שלום</p>'),
        ("<p>123 שלום</p>", '<p dir="rtl">123 שלום</p>'),
        ("<p>hej שלום</p>", "<p>hej שלום</p>"),
        ("<ul><li>a</li></ul>", '<ul class="points"><li>a</li></ul>'),
        ("<p>x</p><ul><li>a</li></ul>", "<p>x</p><ul><li>a</li></ul>"),
    ],
)  # fmt: skip
def test_what_mail_programs_get(html: str, safe: str) -> None:
    assert mail_safe(html, PAGE) == safe


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ('width="1600" height="900"', 'width="552" height="310"'),
        ('width="100" height="50"', 'width="100" height="50"'),
        ('width="0" height="50"', 'width="552"'),
        ('width="x"', 'width="552"'),
    ],
)
def test_a_picture_in_a_text_says_how_large_it_is(size: str, kept: str) -> None:
    made = mail_safe(f'<p><img src="https://y.se/a.png" {size}></p>', PAGE)
    inside = {each for each in made[:-5].split() if each.startswith(("width", "height"))}
    assert inside == set(kept.split())


def test_names_in_a_letter_of_many_texts_are_each_its_own() -> None:
    html = '<h2 id="a">A</h2><p><a href="#a">x</a> <a href="https://y.se/#a">y</a></p>'
    assert mail_safe(html, PAGE, ids="2-") == (
        '<h2 id="2-a">A</h2><p><a href="#2-a">x</a> <a href="https://y.se/#a">y</a></p>'
    )


@pytest.mark.parametrize(
    ("signs", "rows"), [((16, 15), False), ((16, 16), False), ((17, 16), True), ((40, 1), True)]
)
def test_a_table_that_is_too_wide_for_a_phone_is_set_row_by_row(
    signs: tuple[int, int], rows: bool
) -> None:
    assert PHONE_WIDTH == 272
    one, two = ("x" * count for count in signs)
    table = f"<table><tr><th>A</th><th>B</th></tr><tr><td>{one}</td><td>{two}</td></tr></table>"
    wide = sum(signs) * 8 + 10 > PHONE_WIDTH
    assert wide is rows
    assert (stacked(table) != table) is rows
    bare = table.replace("th>", "td>")
    assert stacked(bare) == bare
    spanned = table.replace("<td>", '<td colspan="2">', 1)
    assert stacked(spanned) == spanned


@pytest.mark.parametrize(("last", "rows"), [(27, False), (28, True)])
def test_every_column_but_one_has_a_gap(last: int, rows: bool) -> None:
    cells = "".join(f"<td>{'x' * count}</td>" for count in (1, 1, 1, last))
    table = f"<table><tr>{'<th>A</th>' * 4}</tr><tr>{cells}</tr></table>"
    assert (stacked(table) != table) is rows


@pytest.mark.parametrize(("count", "rows"), [(8, False), (9, True), (30, True)])
def test_many_columns_without_headings_are_set_cell_by_cell(count: int, rows: bool) -> None:
    cells = "".join(f'<td lang="zh">ruta {number}</td>' for number in range(count - 1))
    row = f"<tr><th>Ett</th>{cells}</tr>"
    for table in (
        f"<table><caption>Allt</caption>{row}{row}</table>",
        f'<table><tr>{"<th>A</th>" * count}</tr>{row}<tr><td colspan="9">x</td></tr></table>',
    ):
        made = stacked(table)
        assert (made != table) is rows
        if rows:
            assert made.count("<tr>") == table.count("<th") + table.count("<td")
            assert made.count('class="first"') == table.count("<tr>")
            assert made.count(' lang="zh"') == table.count(' lang="zh"')
            assert made.count("<caption>") == table.count("<caption>")
            assert "colspan" not in made


def test_a_style_sheet_is_parted_into_what_may_stand_where() -> None:
    css = "p { margin: 0 }\n@media print { p { color: red } }\na:hover { color: red }\n"
    inline, at_rules, others = split_style(css)
    assert [rule.split("{")[0].strip() for rule in inline] == ["p"]
    assert "@media" in at_rules
    assert ":hover" in others


def test_a_style_that_names_what_is_not_there_is_told() -> None:
    with pytest.raises(PublisherError) as caught:
        styled(
            ":root { --ink: #000; }\np { color: var(--inl); }",
            settings().look,
            "theme/mail/style.css",
        )
    [problem] = caught.value.problems
    assert problem.text == "stilmallen nämner --inl, som ingen har bestämt"
    assert problem.hint == "Menade du ”ink”? Namnen står i :root först i filen."


# Plain text


@pytest.mark.parametrize(
    ("open_", "close", "prefix"),
    [
        ("<p>", "</p>", ""),
        ("<blockquote><p>", "</p></blockquote>", "> "),
        ('<div class="admonition"><p>', "</p></div>", "| "),
        ("<ul><li>", "</li></ul>", "• "),
        ("<ol><li>", "</li></ol>", "1. "),
        ("<dl><dt>T</dt><dd>", "</dd></dl>", "    "),
    ],
)
def test_a_line_is_exactly_as_wide_as_allowed(open_: str, close: str, prefix: str) -> None:
    room = COLUMNS - len(prefix)
    for more in (0, 1):
        words = "x" * (room - 5 + more) + " " + "y" * 4
        lines = plain_text(f"{open_}{words}{close}").removeprefix("T\n").splitlines()
        assert len(lines) == 1 + more
        assert lines[0].startswith(prefix)
        assert len(lines[0]) == (COLUMNS if not more else COLUMNS - 4)


@pytest.mark.parametrize(("tag", "mark"), [("h1", "="), ("h2", "-"), ("h3", "~"), ("h6", "~")])
def test_a_heading_is_underlined_as_far_as_its_longest_line(tag: str, mark: str) -> None:
    first, second = "x" * 40 + " " + "y" * 20, "z" * 30
    made = plain_text(f"<{tag}>{first} {second}</{tag}>").splitlines()
    assert made == [first, second, mark * 61]
    assert plain_text(f"<{tag}>Kort<br>längre</{tag}>").splitlines() == ["Kort", "längre", mark * 6]


@pytest.mark.parametrize(
    ("start", "marks"), [("", "1. 2."), ('start="9"', "9. 10."), ('start="x"', "1. 2.")]
)
def test_a_list_is_numbered_from_where_it_says(start: str, marks: str) -> None:
    made = plain_text(f"<ol {start}><li>a</li><li>b</li></ol>")
    assert " ".join(line.split()[0] for line in made.splitlines()) == marks


# Which programs, and where

PROGRAMS = chosen(list(DEFAULT))


def test_only_what_letters_are_made_of_is_ours_to_answer_for() -> None:
    names = {file.path.name for file in Clients(build())._templates}
    assert {"letter.html", "style.css", "clip.html"} <= names
    assert not [
        name for name in names if name.startswith("preview") or name.endswith((".js", ".yml"))
    ]


@pytest.mark.parametrize("count", [1, clients._NAMED, clients._NAMED + 1, clients._NAMED + 4])
def test_a_few_programs_are_each_named(count: int) -> None:
    context = build(config=settings(mail=replace(settings().mail, clients=PROGRAMS)))
    asked = PROGRAMS[:count]
    assert len(asked) == count
    each = [clients.spoken(one) for one in asked]
    assert (Clients(context)._named(asked) == each) is (count <= clients._NAMED)


def found(level: Level, names: tuple[str, ...], title: str = "GIF") -> MailFinding:
    feature = Feature(slug="image-gif", title=title, support={})
    return MailFinding(feature=feature, level=level, line=1, clients=names, missing=names)


def test_only_what_nobody_has_tried_is_untried() -> None:
    one, two = PROGRAMS[:2]
    rows = (
        found("unknown", (one, two)),
        found("unknown", (one,), "AVIF"),
        found("breaks", (two,), "WebP"),
        found("degrades", (two,), "HEIC"),
    )
    said = dict(preview._untested(rows))
    assert said == {clients.spoken(one): "AVIF och GIF", clients.spoken(two): "GIF"}


@pytest.mark.parametrize(("level", "fatal"), [("breaks", True), ("degrades", False)])
def test_what_nobody_can_be_without_stops_the_build(level: Level, fatal: bool) -> None:
    one = found(level, PROGRAMS[:1])
    traced = TracedFinding(
        **{name: getattr(one, name) for name in MailFinding.__slots__},
        path="theme/mail/x.html",
        at=7,
        theirs=True,
    )
    [problem] = Clients(build()).problems((traced,))
    assert (problem.path, problem.line, problem.fatal) == ("theme/mail/x.html", 7, fatal)
    assert problem.hint == (
        "Gör på något annat sätt: det här kan inte alla läsare vara utan."
        if fatal
        else "Gör på något annat sätt, eller godta image-gif i mail/accepted.yml och säg varför."
    )


@pytest.mark.parametrize(
    ("html", "signs"),
    [
        ('<img src="/media/a.gif" alt="Ett  tåg">', ["/media/a.gif", "/media/a.gif", "a.gif", "Ett  tåg", ".gif"]),
        ('<a href="mailto:a@b.se">Skriv nu</a>', ["mailto:a@b.se", "a@b.se", "mailto:a@b.se", "", "Skriv nu", "Skriv nu"]),
        ("<ruby>漢<rt>kan</rt></ruby>", ["", "", "", "", "漢", "漢"]),
        ("<table></table>", ["", "", "", ""]),
        ("<abbr>EU</abbr>", ["", "", "", "", "EU", "EU"]),
    ],
)  # fmt: skip
def test_what_an_element_is_known_by(html: str, signs: list[str]) -> None:
    node = body(html).child
    assert node is not None
    assert [*source_lines._known_by(node)] == signs
