"""Chapters in every shape people have them in, judged by one set of rules, written for every app."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample.episodes import EPISODE, ROOT, Write, beside_the_page, refused, written
from sample.site import episode

from publisher.build import BuildOptions, build
from publisher.media import chapters
from publisher.media.chapters import ChapterMark
from publisher.model import Chapter, Image

SOUND = 3600.0
THREE = "00:00 Ett\n01:30 Två\n1:00:00 Tre\n"
STARTS = [(0, "Ett"), (90, "Två"), (3600, "Tre")]


def told(text: str) -> list[tuple[float, str]]:
    marks, problems = chapters.read(text, "k.txt")
    assert problems == ()
    return [(mark.start, mark.title) for mark in marks]


# One line


@pytest.mark.parametrize(
    ("line", "start", "title"),
    [
        ("00:00 Inledning", 0, "Inledning"),
        ("75:30 Sent", 4530, "Sent"),
        ("1:02:30 Sist", 3750, "Sist"),
        ("00:00:01.500 Med decimaler", 1.5, "Med decimaler"),
        ("0:05,25 Med komma", 5.25, "Med komma"),
        ("**01:30** – Fetstil", 90, "Fetstil"),
        ("[01:30] *Kursiv* och `kod`", 90, "Kursiv och kod"),
        ("(01:30) Parentes", 90, "Parentes"),
        ("01:30: Kolon: två", 90, "Kolon: två"),
        ("01:30 snake_case_namn 2 * 3 * 4", 90, "snake_case_namn 2 * 3 * 4"),
        ("01:30 3–4 & 2\u00a0048", 90, "3–4 & 2\u00a0048"),
        ("01:30 Stjärna \\*", 90, "Stjärna *"),
    ],
)
def test_a_line_is_a_time_and_a_title(line: str, start: float, title: str) -> None:
    assert chapters.mark(line) == ChapterMark(start=start, title=title)


@pytest.mark.parametrize(
    "line",
    ["", "Inledning", "00:00", "00:60 Sekunder", "1:60:00 Minuter", "1:2:3:4 Fyra", "00:00Hej",
     "00:00 [](https://a.se)", "-00:10 Minus", "٠٠:٠٠ Arabiska", "00:00 \u200b\x07".rstrip()],
)  # fmt: skip
def test_a_line_without_time_or_title_is_no_chapter(line: str) -> None:
    found = chapters.mark(line)
    assert found is None or found.title == "\u200b"


def test_a_line_may_hold_links_and_a_picture() -> None:
    line = "01:30 [Gruvan](https://sv.wikipedia.org/wiki/Gruva_(plats)) ![Ingången](bild.jpg)"
    wanted = ChapterMark(
        start=90,
        title="Gruvan",
        url="https://sv.wikipedia.org/wiki/Gruva_(plats)",
        image="bild.jpg",
        alt="Ingången",
    )
    assert chapters.mark(line) == wanted
    assert chapters.mark("[01:30 Allt](https://a.se/)") == ChapterMark(
        start=90, title="Allt", url="https://a.se/"
    )
    assert chapters.mark("01:30 Adress <https://a.se/>") == ChapterMark(
        start=90, title="Adress", url="https://a.se/"
    )


def test_a_link_to_another_text_is_only_its_words() -> None:
    assert chapters.mark("01:30 [Tull](../artiklar/tull.md)") == ChapterMark(start=90, title="Tull")


# Files from other programs

JSON = json.dumps(
    {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0, "title": "Ett"},
            {"startTime": 45, "img": "https://a.se/b.jpg", "toc": False},
            {"startTime": 90.0, "title": "Två", "url": "https://a.se/", "img": "bild.jpg"},
            {"startTime": 3600, "title": "Tre"},
        ],
    }
)
PODLOVE = """\
<?xml version="1.0" encoding="UTF-8"?>
<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">
<psc:chapter start="00:00:00.000" title="Ett"/>
<psc:chapter start="00:01:30" title="Två" href="https://a.se/" image="bild.jpg"/>
<psc:chapter start="01:00:00.000" title="Tre"/>
</psc:chapters>
"""
FILES = {
    "lines": THREE,
    "mp4chaps": "00:00:00.000 Ett\n00:01:30.000 Två <https://a.se/>\n01:00:00.000 Tre\n",
    "audacity": "0.000000\t0.000000\tEtt\n90,000\t95,0\tTvå\n\\\t100\t200\n3600\t3600\tTre\n",
    "ogm": "CHAPTER01=00:00:00.000\nCHAPTER01NAME=Ett\nCHAPTER02=00:01:30.000\n"
    "CHAPTER02NAME=Två\nCHAPTER03=01:00:00.000\nCHAPTER03NAME=Tre\n",
    "json": JSON,
    "podlove json": json.dumps(
        [
            {"start": "00:00:00.000", "title": "Ett", "href": "", "image": ""},
            {"start": "00:01:30.000", "title": "Två"},
            {"start": "01:00:00.000", "title": "Tre"},
        ]
    ),
    "podlove xml": PODLOVE,
    "ffmetadata": ";FFMETADATA1\ntitle=Avsnitt\n\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=90000\n"
    "title=Ett\n[CHAPTER]\nTIMEBASE=1/44100\nSTART=3969000\ntitle=Två\n[STREAM]\ntitle=Nej\n"
    "[CHAPTER]\nSTART=3600000000000\ntitle=Tre\n",
    "byte order mark and windows": "\ufeff" + THREE.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("text", FILES.values(), ids=list(FILES))
def test_every_shape_of_file_is_read(text: str) -> None:
    assert told(text) == STARTS


def test_links_and_pictures_come_along() -> None:
    for text in (JSON, PODLOVE):
        (_, two, _), _ = chapters.read(text, "k")
        assert (two.url, two.image) == ("https://a.se/", "bild.jpg")
    (_, two, _), _ = chapters.read(FILES["mp4chaps"], "k")
    assert (two.title, two.url) == ("Två", "https://a.se/")


def test_escapes_of_ffmpeg_are_undone() -> None:
    text = ";FFMETADATA1\n[CHAPTER]\nSTART=0\ntitle=A\\=B\\; \\#1 \\\\ slut\\\nnästa\n"
    assert told(text) == [(0, "A=B; #1 \\ slut nästa")]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "filen innehåller inga kapitel"),
        ("en vanlig\ntext", 1, "filen är ingen lista över kapitel"),
        ("00:00 Ett\nTvå\n", 2, "kapitlet ”Två” saknar tid eller rubrik"),
        ("0.0\t1.0\tEtt\n5.0\t6.0\t\n", 2, "kapitlet ”utan rubrik” saknar tid eller rubrik"),
        ('{"chapters": [', 1, "filen är inte giltig JSON"),
        ("{}", 1, "filen saknar en lista ”chapters”"),
        ('{"chapters": [\n{"startTime": NaN, "title": "Ett"}]}', 2, "kapitlet ”Ett” saknar tid"),
        ('{"chapters": [\n{"startTime": 1e99, "title": "Ett"}]}', 2, "kapitlet ”Ett” saknar tid"),
        ("[" * 100_000 + "{", 1, "filen är ingen lista över kapitel"),
        ('{"a":' * 100_000, 1, "filen är inte giltig JSON"),
        ("<a>\n<b>", 2, "filen är inte giltig XML"),
        ("CHAPTER01=00:00:00\nCHAPTER02=skräp\nCHAPTER01NAME=A", 2, "kapitlet ”utan rubrik”"),
        (";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/0\nSTART=1\ntitle=A", 2, "kapitlet ”A” saknar tid"),
    ],
)
def test_a_file_that_is_wrong_says_where(text: str, line: int, said: str) -> None:
    _, problems = chapters.read(text, "k.txt")
    first = problems[0]
    assert (first.path, first.line) == ("k.txt", line)
    assert first.text.startswith(said)
    assert first.fatal
    assert first.hint


def test_xml_entities_are_never_expanded() -> None:
    bomb = (
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;"><!ENTITY d SYSTEM "/etc/hostname">]>\n'
        '<chapters><chapter start="0:00" title="A"/>&c;&d;</chapters>'
    )
    assert told(bomb) == [(0, "A")]


@settings(max_examples=60, deadline=None)
@given(st.text() | st.text(alphabet='0123456789:.,\t\n -[]{}"<>/=\\CHAPTERNMstar', max_size=200))
def test_no_file_brings_the_reader_down(text: str) -> None:
    for front in ("", "{", '{"chapters":[', ";FFMETADATA1\n[CHAPTER]\n", "CHAPTER01=", "<", "0\t"):
        marks, problems = chapters.read(front + text, "k")
        assert marks or problems
        for mark in marks:
            assert mark.title.encode()
            assert 0 <= mark.start < 1_000_000


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(["chapters", "startTime", "title", "url", "img", "toc", "start"]), inner
    ),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(JSON_VALUES)
def test_no_json_brings_the_reader_down(value: object) -> None:
    for text in (json.dumps(value), json.dumps({"chapters": [value]}), json.dumps([value])):
        marks, _ = chapters.read(text, "k")
        assert all((mark.title + mark.url + mark.image).encode() is not None for mark in marks)


# Rules


def faults(*lines: str, sound: float = SOUND) -> list[tuple[bool, str]]:
    marks, problems = chapters.read("\n".join(lines), "k")
    assert not problems
    return [(problem.fatal, problem.text) for problem in chapters.check(marks, "k", sound)]


def test_good_chapters_are_left_in_peace() -> None:
    assert faults("00:00 Ett", "00:01 " + "x" * 40, "59:59 Frågor & svar <3 ©") == []


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (("00:01 A", "00:02 B", "00:03 C"), (True, "första kapitlet börjar inte vid 00:00")),
        (("00:00 A", "00:09 B", "00:05 C"), (True, "kapitlet ”C” kommer inte efter det förra")),
        (("00:00 A", "00:00.4 B", "00:05 C"), (True, "kapitlet ”B” kommer inte efter det förra")),
        (("00:00 A", "00:05 B", "60:00 C"), (True, "kapitlet ”C” börjar efter att ljudet är slut")),
        (("00:00 A", "00:05 B"), (False, "avsnittet har bara två kapitel")),
        (
            ("00:00 A", "00:05 B", "00:06 🎙️ C"),
            (False, "kapitelrubriken ”🎙️ C” innehåller en bildsymbol"),
        ),
        (
            ("00:00 A", "00:05 B", "00:06 A&amp;B"),
            (False, "kapitelrubriken ”A&amp;B” innehåller HTML"),
        ),
        (
            ("00:00 A", "00:05 B", "00:06 " + "x" * 41),
            (False, f"kapitelrubriken ”{'x' * 41}” har 41 tecken"),
        ),
    ],
)
def test_what_apple_and_spotify_ask_is_checked(
    lines: tuple[str, ...], fault: tuple[bool, str]
) -> None:
    assert faults(*lines) == [fault]


# Lists in the text

BODY = """\
Om avsnittet.

## Kapitel

- 00:00 Inledning
- **01:30** [Gruvan](https://a.se/)
  med en rad till
1. 02:00 Slut

## Mer

- 03:00 Inte ett kapitel
"""


def test_a_list_under_the_heading_kapitel_is_found_with_its_lines() -> None:
    found = chapters.listed(BODY, "a.md", 10)
    assert [(mark.start, mark.title, mark.line) for mark in found.marks] == [
        (0, "Inledning", 14),
        (90, "Gruvan", 15),
        (120, "Slut", 17),
    ]
    assert found.problems == ()


@pytest.mark.parametrize(
    "body",
    [
        "## Kapitel\n\nBara text.\n",
        "## Kapitel\n\n- en bok\n- två böcker\n",
        "## Kapitelbok\n\n- 00:00 A\n",
        "- 00:00 A\n- 00:10 B\n",
        "```\n## Kapitel\n- 00:00 A\n```\n",
    ],
)
def test_other_lists_are_left_alone(body: str) -> None:
    assert chapters.listed(body, "a.md", 1).marks == ()
    assert chapters.listed(body, "a.md", 1).problems == ()


def test_an_item_without_a_time_among_chapters_is_a_fault_with_its_line() -> None:
    found = chapters.listed("# Kapitel\n- 00:00 A\n- glömd\n", "a.md", 7)
    assert [(p.line, p.text) for p in found.problems] == [
        (9, "kapitlet ”glömd” saknar tid eller rubrik")
    ]


def test_times_of_the_list_become_links_into_the_sound() -> None:
    html = (
        '<h2 id="k">Kapitel<a class="headerlink" href="#k">¶</a></h2>\n<ul>\n<li>00:00 A</li>\n'
        "<li><p><strong>1:00:05</strong> B 02:00</p></li>\n</ul>\n<ul><li>00:07 C</li></ul>"
    )
    shown = chapters.linked(html, "/media/a.mp3")
    assert '<li><a href="/media/a.mp3#t=0">00:00</a> A</li>' in shown
    assert '<strong><a href="/media/a.mp3#t=3605">1:00:05</a></strong> B 02:00' in shown
    assert "<li>00:07 C</li>" in shown
    assert chapters.linked("<p>00:00</p>", "/a.mp3") == "<p>00:00</p>"


@settings(max_examples=60, deadline=None)
@given(st.text(), st.sampled_from(["", "## Kapitel\n- 00:00 A\n- ", "# Kapitel\n"]))
def test_no_text_brings_the_reader_of_lists_down(text: str, front: str) -> None:
    found = chapters.listed(front + text, "a.md", 1)
    assert all(mark.title for mark in found.marks)
    assert chapters.linked(f"<h2>Kapitel</h2><ul>{text}</ul>", "/a.mp3")


# What is written

TITLES = (
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=60)
    .map(chapters.clean)
    .filter(bool)
)
ROWS = st.lists(st.tuples(st.integers(0, 200_000), TITLES), min_size=1, max_size=9)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_json_chapters_are_read_back_equal(rows: list[tuple[int, str]]) -> None:
    image = Image(source="content/b.jpg", url="/media/b.jpg", width=9, height=9)
    made = tuple(Chapter(start=start, title=title, image=image) for start, title in rows)
    made = (*made, Chapter(start=7, title="Länk", url="https://a.se/?a=1&b=2"))
    data = chapters.as_json(episode(1, chapters=made), "https://a.example/y")
    marks, problems = chapters.read(data.decode(), "k")
    assert problems == ()
    assert [(m.start, m.title) for m in marks] == [(c.start, c.title) for c in made]
    assert marks[-1].url == "https://a.se/?a=1&b=2"
    assert marks[0].image == "https://a.example/y/media/b.jpg"


# What a sound file may call its chapters, which Markdown reads otherwise.
MARKED = (
    *("*Stjärnan*", "**Fet**", "_Kursiv_", "`kod`", "~~Struken~~", "snake__case__namn", "2 * 3 * 4"),
    *("[Nato](https://a.se/)", "[Nato](b.md) säger", "![Bild](b.png) Gruvan", "x <https://a.se/>"),
    *("- Streck", "– Tankstreck", ": Kolon", "| Lod", "C:\\_temp", "\\*x\\*", "5:30 Om morgonen", "<b>x</b>"),
)  # fmt: skip


@pytest.mark.parametrize("title", MARKED)
def test_a_line_is_written_only_where_it_is_read_as_it_was(title: str) -> None:
    line = chapters.as_line(Chapter(start=90.5, title=title))
    assert line in {None, f"01:30.500 {title}"}
    assert line is None or chapters.mark(line) == ChapterMark(start=90.5, title=title)


def test_a_line_has_no_room_for_an_address() -> None:
    assert chapters.as_line(Chapter(start=0, title="Länk", url="https://a.se/")) is None
    assert chapters.as_line(Chapter(start=0, title="Länk")) == "00:00 Länk"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 200_000), TITLES), min_size=1))
def test_lines_are_read_back_equal(rows: list[tuple[int, str]]) -> None:
    made = ((row, chapters.as_line(Chapter(start=row[0], title=row[1]))) for row in rows)
    lines = {row: line for row, line in made if line is not None}
    marks, problems = chapters.read("".join(f"{line}\n" for line in lines.values()), "k")
    assert problems == ()
    assert [(m.start, m.title) for m in marks] == [*lines]


def test_json_chapters_have_version_title_and_only_what_there_is() -> None:
    data = json.loads(chapters.as_json(episode(1), "https://a.example"))
    assert data == {
        "version": "1.2.0",
        "title": "Avsnittet om gruva 1",
        "chapters": [
            {"startTime": 0, "title": "Början"},
            {"startTime": 125, "title": "Gruvan"},
        ],
    }


def test_the_list_of_the_show_notes_has_a_chapter_a_line() -> None:
    made = (
        Chapter(start=0, title="A & B"),
        Chapter(start=3750, title="C", url="https://a.se/?a&b"),
    )
    one = episode(1, chapters=made)
    assert chapters.notes(one) == (
        "\n<h2>Kapitel</h2>\n<ul>\n<li>00:00 A &amp; B</li>"
        '\n<li>01:02:30 <a href="https://a.se/?a&amp;b">C</a></li>\n</ul>'
    )
    assert chapters.notes(replace(one, chapters=())) == ""


def test_notes_are_not_said_twice_unless_the_text_is_cut() -> None:
    own = episode(1, chapters_in_text=True)
    assert chapters.notes(own) == ""
    assert "00:00 Början" in chapters.notes(replace(own, audience="prenumeranter"))


def test_times_for_podlove_are_whole() -> None:
    assert [chapters.normal_time(n) for n in (0, 90, 3750)] == [
        "00:00:00.000",
        "00:01:30.000",
        "01:02:30.000",
    ]


def test_an_episode_without_chapters_has_no_address() -> None:
    assert chapters.address(episode(1)) == "/podd/nya-kalla-kriget/avsnitt-1/kapitel.json"
    assert chapters.address(episode(1, chapters=())) == ""


# Real files


@pytest.mark.parametrize("name", ["chapters-example.json", "chapters-exampleComplex.json"])
def test_the_namespaces_own_examples_are_read(shared: Path, name: str) -> None:
    text = (shared / "real-input" / "podcast" / name).read_text("utf-8")
    marks, problems = chapters.read(text, name)
    values = [c for c in json.loads(text)["chapters"] if c.get("toc") is not False]
    assert problems == ()
    assert [(m.start, m.title, m.url) for m in marks] == [
        (c["startTime"], c["title"], c.get("url", "")) for c in values
    ]
    assert text.split("\n")[(marks[1].line or 0) - 1].strip().startswith('"startTime": 168')
    assert list(chapters.check(marks, name, 7000)) == []


# In a publication


@pytest.fixture
def podcast(publication: Write) -> Write:
    """A function that writes a publication with one show and one episode."""
    return partial(written, publication)


def made(root: Path) -> list[dict[str, object]]:
    build(BuildOptions(root=root))
    found: list[dict[str, object]] = json.loads(beside_the_page(root, "kapitel.json"))["chapters"]
    return found


FRONT = "chapters:\n  - 00:00 Ett\n  - 00:10 Två\n  - 00:20 Tre\n"
THREE_MADE = [
    {"startTime": 0, "title": "Ett"},
    {"startTime": 10, "title": "Två"},
    {"startTime": 20, "title": "Tre"},
]


@pytest.mark.parametrize(
    ("more", "body", "files"),
    [
        (FRONT, "Hej.", {}),
        ("chapters: k.txt", "Hej.", {"k__txt": "00:00 Ett\n00:10 Två\n00:20 Tre\n"}),
        ("", "## Kapitel\n\n- 00:00 Ett\n- 00:10 Två\n- 00:20 Tre\n", {}),
        (FRONT, "## Kapitel\n\n- 00:00 Ett\n- 00:10 Två\n- 00:20 Tre\n", {}),
        (
            "chapters:\n  - {start: 0, title: Ett}\n  - {start: 0:10, title: Två}\n"
            "  - {start: 20.5, title: Tre}\n",
            "Hej.",
            {},
        ),
    ],
    ids=["front matter", "file", "text", "both alike", "maps"],
)
def test_chapters_may_stand_in_many_places(
    podcast: Write, more: str, body: str, files: dict[str, str]
) -> None:
    found = made(podcast(more, body, **files))
    assert found == [*THREE_MADE[:2], {"startTime": 20.5 if "20.5" in more else 20, "title": "Tre"}]


def test_a_title_with_a_colon_needs_no_quotes(podcast: Write) -> None:
    more = "chapters:\n  - 00:00 Ett: början\n  - 00:10 [Två](https://a.se/)\n  - 00:20 Tre\n"
    one, two, _ = made(podcast(more))
    assert one["title"] == "Ett: början"
    assert two == {"startTime": 10, "title": "Två", "url": "https://a.se/"}


def test_the_sound_files_own_chapters_may_be_used(podcast: Write) -> None:
    root = podcast("chapters: ljudfilen")
    assert refused(root) == [("content/avsnitt/ett.md", 7, "ljudfilen ”a.mp3” har inga kapitel")]
    from mutagen.id3 import CHAP, CTOC, ID3, TIT2, CTOCFlags

    tags = ID3()
    tags.add(
        CTOC(element_id="toc", flags=CTOCFlags.TOP_LEVEL, child_element_ids=["c2", "c1", "c0"])
    )
    for number, (_, title) in enumerate(STARTS):
        start = number * 10_000
        tags.add(
            CHAP(
                element_id=f"c{number}",
                start_time=start,
                end_time=start + 10_000,
                sub_frames=[TIT2(text=title)],
            )
        )
    tags.save(root / "content/avsnitt/a.mp3")
    assert made(root) == THREE_MADE


def test_a_picture_beside_the_text_is_published_with_its_chapter(
    podcast: Write,
) -> None:
    picture = (ROOT / "content/artiklar/2024/elbilar-tullar.png").read_bytes()
    root = podcast(FRONT.replace("Två", "Två ![](b.png)"), b__png=picture)
    _, two, _ = made(root)
    assert str(two["img"]).endswith("/media/avsnitt/b.png")
    assert (root / "build/site/media/avsnitt/b.png").read_bytes() == picture
    page = beside_the_page(root, "index.html").decode()
    assert 'src="/media/avsnitt/b.png"' in page


def test_a_picture_elsewhere_is_told_to_apps_and_never_fetched_by_the_page(
    podcast: Write,
) -> None:
    root = podcast(FRONT.replace("Två", "Två ![](https://a.se/b.png)"))
    _, two, _ = made(root)
    assert two["img"] == "https://a.se/b.png"
    assert "a.se/b.png" not in beside_the_page(root, "index.html").decode()


@pytest.mark.parametrize(
    ("more", "body", "files", "fault"),
    [
        (
            FRONT,
            "## Kapitel\n\n- 00:00 Ett\n- 00:11 Två\n- 00:20 Tre",
            {},
            (EPISODE, 16, "kapitlen i texten stämmer inte med dem i huvudet"),
        ),
        (
            "chapters:\n  - 00:00 A\n  - fel\n",
            "",
            {},
            (EPISODE, 9, "kapitlet ”fel” saknar tid eller rubrik"),
        ),
        (
            "chapters:\n  - 00:00 A\n  - {start: x, title: B}\n",
            "",
            {},
            (EPISODE, 9, "kapitlet ”x” saknar tid eller rubrik"),
        ),
        ("chapters: k.txt", "", {}, (EPISODE, 7, "filen ”k.txt” finns inte")),
        (
            "chapters: k.txt",
            "",
            {"k__txt": "00:00 A\n00:10 B\n09:00 C\n"},
            ("content/avsnitt/k.txt", 3, "kapitlet ”C” börjar efter att ljudet är slut"),
        ),
        (
            "chapters: k.txt",
            "",
            {"k__txt": "00:00 Ändå\n".encode("latin-1")},
            (
                "content/avsnitt/k.txt",
                1,
                "innehåller tecken som inte är UTF-8 (troligen Latin-1 eller Windows-1252)",
            ),
        ),
        (
            "",
            "# Kapitel\n- 00:00 A\n- 00:05 ![](finns-inte.png) B",
            {},
            (EPISODE, 11, "filen ”finns-inte.png” finns inte"),
        ),
    ],
    ids=["two that differ", "line", "map", "no file", "past the end", "latin-1", "no picture"],
)
def test_a_fault_names_the_file_and_the_line(
    podcast: Write,
    more: str,
    body: str,
    files: dict[str, str],
    fault: tuple[str, int, str],
) -> None:
    assert fault in refused(podcast(more, body, **files))


def test_a_chapter_file_that_turns_up_or_changes_is_read_anew(
    podcast: Write, publication: Write
) -> None:
    root = podcast("chapters: k.txt")
    assert refused(root)
    publication({"content/avsnitt/k.txt": "00:00 Ett\n00:10 Två\n00:20 Tre\n"})
    assert made(root) == THREE_MADE
    publication({"content/avsnitt/k.txt": "00:00 Ett\n00:10 Två\n00:21 Tre\n"})
    assert made(root)[2] == {"startTime": 21, "title": "Tre"}


def test_the_texts_own_list_is_shown_once_with_its_times_linked(
    podcast: Write,
) -> None:
    root = podcast("", "## Kapitel\n\n- 00:00 Ett\n- 00:10 Två\n- 00:20 Tre\n")
    made(root)
    page = beside_the_page(root, "index.html").decode()
    assert page.count("Kapitel</h2>") + page.count("Kapitel<a") == 1
    assert '<a href="/media/avsnitt/a.mp3#t=10">00:10</a> Två' in page
