"""Transcripts on both sides of each limit, and to the letter of what is said of them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sample.site import episode
from sample.transcripts import cue, read, said

from publisher.media import transcripts
from publisher.media.transcripts import Cue
from publisher.model import Chapter
from publisher.problems import Problem

FORMS = "En avskrift är en fil i WebVTT (.vtt) eller SRT (.srt), eller JSON för poddar."
TIME = "Skriv som 00:01:02.500 --> 00:01:05.000"
HOMELESS = "Ta bort tomraden före, om orden hör till repliken ovanför, eller skriv en tid."


def vtt(*cues: str) -> str:
    return "\n\n".join(("WEBVTT", *cues)) + "\n"


def srt(*words: str) -> str:
    rows = (
        f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},500\n{each}\n" for n, each in enumerate(words, 1)
    )
    return "\n".join(rows)


# What is said of a fault, word for word

FAULTS = [
    ("", 1, "avskriften är tom", FORMS),
    ("Bara text.", 1, "avskriften är varken WebVTT eller SRT", FORMS),
    (vtt("NOTE inget"), 1, "avskriften har inga repliker", FORMS),
    ("{", 1, "avskriften är varken WebVTT eller SRT", FORMS),
    ('{"segments"', 1, "avskriften är inte giltig JSON", FORMS),
    ('{"segments":\n\n[', 3, "avskriften är inte giltig JSON", FORMS),
    ('{"segments": {}}', 1, "avskriften saknar en lista ”segments”", FORMS),
    (
        '{"segments": [{"startTime": 0}]}',
        1,
        "stycke 1 i avskriften saknar tid eller ord",
        FORMS,
    ),
    (
        vtt("60:00.000 --> 61:00.000\nA"),
        3,
        "tiden ”60:00.000 --> 61:00.000” går inte att läsa",
        TIME,
    ),
    (vtt("A"), 3, "orden hör inte till någon tid", HOMELESS),
    (vtt("A\nB\n00:01.000 --> 00:02.000\nC"), 3, "orden hör inte till någon tid", HOMELESS),
    (
        vtt("00:02.000 --> 00:01.999\nA"),
        3,
        "repliken slutar (0:01,999) innan den börjar (0:02)",
        "Rätta den ena av tiderna.",
    ),
    (
        vtt("1:00:00.050 --> 1:00:01.000\nA", "59:59.000 --> 59:59.100\nB"),
        6,
        "repliken börjar (59:59) före den förra (1:00:00,05)",
        "Skriv replikerna i tidsordning.",
    ),
    (
        vtt("00:01.000 --> 2:46:42.001\nA"),
        3,
        "avskriften är längre än ljudet, som slutar vid 2:46:40",
        "Kontrollera att avskriften hör till den här ljudfilen.",
    ),
]


@pytest.mark.parametrize(("text", "line", "fault", "hint"), FAULTS, ids=[r[2] for r in FAULTS])
def test_a_fault_and_its_way_out(text: str, line: int, fault: str, hint: str) -> None:
    _, problems = transcripts.read(text, "a.vtt", 10_000)
    assert problems == (Problem(path="a.vtt", line=line, text=fault, hint=hint),)


@pytest.mark.parametrize(
    ("block", "line", "hint"),
    [
        ("x --> y\nA", 3, TIME),
        ("id\nx --> y\nA", 4, TIME),
        ("a --> b\nx --> y\nA", 3, TIME),
        ("id\nid\nx --> y\nA", 3, HOMELESS),
        ("7\nA", 3, HOMELESS),
        ("A\n7", 3, HOMELESS),
    ],
)
def test_a_block_without_a_time(block: str, line: int, hint: str) -> None:
    cues, problems = transcripts.read(vtt(block), "a")
    assert [(each.line, each.hint) for each in problems] == [(line, hint)]
    assert cues == ()


@pytest.mark.parametrize(("count", "wrong"), [(1, 0), (3, 1), (300, 280)])
def test_in_a_transcript_of_any_length_a_fault_has_its_line(count: int, wrong: int) -> None:
    rows = [f'{{"startTime": {n}, "endTime": {n + 1}, "body": "A"}}' for n in range(count)]
    rows[wrong] = '{"startTime": 0, "endTime": 1}'
    _, problems = transcripts.read('{"segments": [\n' + ",\n".join(rows) + "\n]}", "a.json")
    told = (wrong + 2, f"stycke {wrong + 1} i avskriften saknar tid eller ord")
    assert told in [(each.line, each.text) for each in problems]


@pytest.mark.parametrize("first", ['"body": "A"', '"startTime": 1, "words": {"startTime": 1}'])
def test_where_segments_and_times_are_not_as_many_no_line_is_guessed(first: str) -> None:
    rows = f'{{"segments": [\n{{{first}}},\n{{"startTime": 1}}\n]}}'
    _, problems = transcripts.read(rows, "a.json")
    assert [each.line for each in problems if "saknar tid" in each.text] == [1, 1]


def test_every_cue_is_held_to_the_latest_before_it() -> None:
    starts = [5, 3, 4, 5, 6]
    text = vtt(*(f"00:0{start}.000 --> 00:09.000\n{start}" for start in starts))
    assert [(p.line, p.text) for p in transcripts.read(text, "a")[1]] == [
        (6, "repliken börjar (0:03) före den förra (0:05)"),
        (9, "repliken börjar (0:04) före den förra (0:05)"),
    ]


def test_only_the_first_cue_past_the_sound_is_told() -> None:
    text = vtt(*(f"00:0{n}.000 --> 00:0{n}.500\n{n}" for n in (1, 3, 4)))
    assert [p.line for p in transcripts.read(text, "a", 1)[1]] == [6]


def test_a_time_that_cannot_be_read_is_shown_to_its_sixtieth_sign() -> None:
    text = vtt("00:0x.000 --> " + "x" * 46 + "y" * 20 + "\nA")
    [problem] = transcripts.read(text, "a")[1]
    assert problem.text == f"tiden ”00:0x.000 --> {'x' * 46}” går inte att läsa"


# Times


@pytest.mark.parametrize(
    ("time", "seconds"),
    [
        ("00:00.000", 0),
        ("00:00.001", 0.001),
        ("00:00.5", 0.5),
        ("00:00.05", 0.05),
        ("00:59.000", 59),
        ("00:60.000", None),
        ("59:00.000", 3540),
        ("60:00.000", None),
        ("0:59:59.999", 3599.999),
        ("1:00:00", 3600),
        ("0:60:00", None),
        ("0:00:60", None),
        ("9999:59:59", 35_999_999),
        ("10000:00:00", None),
        ("1:2:03", 3723),
        ("1:02:3", None),
        ("001:02:03", 3723),
        ("00:01.0000", None),
    ],
)
def test_a_moment_as_it_is_written(time: str, seconds: float | None) -> None:
    cues, problems = transcripts.read(vtt(f"{time} --> 9999:59:59.999\nA"), "a")
    if seconds is None:
        assert problems
        assert all(each.hint in {TIME, HOMELESS} for each in problems)
    else:
        assert (cues, problems) == ((cue(seconds, 35_999_999.999, "A"),), ())


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (0.25, "0:00,25"),
        (59.9994, "0:59,999"),
        (59.9996, "1:00"),
        (3599, "59:59"),
        (3600, "1:00:00"),
        (3661.1, "1:01:01,1"),
    ],
)
def test_a_moment_as_people_read_it(moment: float, shown: str) -> None:
    [problem] = transcripts.read(vtt("00:01.000 --> 1000:00:00.000\nA"), "a", moment)[1]
    assert problem.text == f"avskriften är längre än ljudet, som slutar vid {shown}"


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (0, "00:00:00.000"),
        (0.0004, "00:00:00.000"),
        (59.9996, "00:01:00.000"),
        (3599.999, "00:59:59.999"),
        (3600, "01:00:00.000"),
        (86_399, "23:59:59.000"),
        (360_000, "100:00:00.000"),
    ],
)
def test_a_moment_as_apps_read_it(moment: float, written: str) -> None:
    words = cue(moment, moment, "A")
    assert transcripts.as_vtt([words]) == f"WEBVTT\n\n{written} --> {written}\nA\n".encode()
    comma = written.replace(".", ",")
    assert transcripts.as_srt([words]) == f"1\n{comma} --> {comma}\nA\n".encode()
    page = transcripts.as_html(episode(1, chapters=()), [words], "https://a.example", "sv").decode()
    whole = f"{int(moment) // 3600:02}:{int(moment) // 60 % 60:02}:{int(moment) % 60:02}"
    assert f"<time>{whole}</time>" in page


# Lines and blocks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("WEBVTT\n00:01.000 --> 00:02.000\nTätt under.\n", ["Tätt under."]),
        ("WEBVTT\nid\n00:01.000 --> 00:02.000\nA\n", ["A"]),
        (vtt("id\n00:01.000 --> 00:02.000\nA\n00:03.000 --> 00:04.000\nB"), ["A", "B"]),
        (vtt("00:01.000 --> 00:02.000\nA\n7\n00:03.000 --> 00:04.000\nB"), ["A", "B"]),
        (vtt("00:01.000 --> 00:02.000\nA\n7"), ["A 7"]),
        (vtt("00:01.000 --> 00:02.000\nA", "8"), ["A"]),
        (vtt("00:01.000 --> 00:02.000\nA\n \nB"), ["A B"]),
        (vtt("00:01.000 --> 00:02.000\nA\n \n00:03.000 --> 00:04.000\nB"), ["A", "B"]),
        (vtt("00:01.000 --> 00:02.000\nA\n \n2\n00:03.000 --> 00:04.000\nB"), ["A", "B"]),
        (vtt("00:01.000 --> 00:02.000\n\u00a0\nA"), ["\u00a0 A"]),
        (vtt("00:01.000 --> 00:02.000", "00:03.000 --> 00:04.000\nB"), ["B"]),
        (srt("A\n \nB"), None),
        (srt("A\n\t\n"), ["A"]),
    ],
)
def test_where_a_cue_ends(text: str, words: list[str] | None) -> None:
    cues, problems = transcripts.read(text, "a")
    if words is None:
        assert [each.hint for each in problems] == [HOMELESS]
    else:
        assert ([each.text for each in cues], problems) == (words, ())


@pytest.mark.parametrize("kind", ["NOTE", "STYLE", "REGION"])
def test_an_aside_of_webvtt_is_no_words(kind: str) -> None:
    one = "00:01.000 --> 00:02.000\nA"
    for aside in (kind, f"{kind} mer", f"{kind}\nmer", f"{kind}\tmer"):
        assert [each.text for each in read(vtt(aside, one))] == ["A"]
    assert transcripts.read(vtt(f"{kind}X mer", one), "a")[1][0].hint == HOMELESS


def test_lines_that_roll_up_are_known_up_to_ten() -> None:
    rows = [f"rad {n}" for n in range(11)]
    for shown, new in ((10, "ny"), (11, " ".join((*rows, "ny")))):
        first, then = "\n".join(rows[:shown]), "\n".join((*rows[:shown], "ny"))
        text = vtt(
            f"00:01.000 --> 00:02.000\n<00:01.000>{first}", f"00:02.000 --> 00:03.000\n{then}"
        )
        assert [each.text for each in read(text)] == [" ".join(rows[:shown]), new]


def test_json_holds_each_fault_to_its_own_line_where_it_can() -> None:
    good, bad = '{"startTime": 0,\n "endTime": 1, "body": "A"}', '{"startTime": 0,\n "endTime": 1}'
    text = f'{{"segments": [\n{good},\n{bad},\n{good},\n{bad}]}}'
    assert [(p.line, p.text[:8]) for p in transcripts.read(text, "a")[1]] == [
        (4, "stycke 2"),
        (8, "stycke 4"),
    ]
    unsure = f'{{"segments": [\n{good},\n\n{bad},\n"A"]}}'
    assert [p.line for p in transcripts.read(unsure, "a")[1]] == [1, 1]


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        (0, 0, (0, 0)),
        (0.0004, 0.0006, (0, 0.001)),
        (9_999_999.5, 9_999_999.999, (9_999_999.5, 9_999_999.999)),
        (0, 10_000_000, None),
        (-0.001, 1, None),
        (True, 1, None),
        (0, "1", None),
        (None, 1, None),
        (0, float("nan"), None),
        (0, float("inf"), None),
    ],
)
def test_times_of_json(start: object, end: object, kept: tuple[float, float] | None) -> None:
    about = {"segments": [{"startTime": start, "endTime": end, "body": "A"}]}
    cues, problems = transcripts.read(json.dumps(about), "a")
    assert cues == (() if kept is None else (cue(*kept, "A"),))
    assert len(problems) == (kept is None)


@pytest.mark.parametrize(
    ("about", "kept"),
    [
        ({"body": "A", "speaker": "Åsa"}, ("A", "Åsa")),
        ({"body": "A", "speaker": None}, ("A", "")),
        ({"body": "A", "speaker": ""}, ("A", "")),
        ({"body": "A", "speaker": 7}, None),
        ({"body": 7}, None),
        ({}, None),
    ],
)
def test_words_of_json(about: dict[str, object], kept: tuple[str, str] | None) -> None:
    text = json.dumps({"segments": [{"startTime": 0, "endTime": 1, **about}]})
    cues, problems = transcripts.read(text, "a")
    assert [(each.text, each.speaker) for each in cues] == ([] if kept is None else [kept])
    assert len(problems) == (kept is None)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("a\x00b", "ab"),
        ("a \x00 b", "a b"),
        ("a\t \x07\t b", "a b"),
        ("\ud800a", "a"),
        ("a\U0010ffff", "a"),
        ("a\u00adb", "a\u00adb"),
        (" \u00a0a\u00a0 ", "\u00a0a\u00a0"),
    ],
)
def test_what_no_feed_can_hold_goes(written: str, words: str) -> None:
    text = json.dumps({"segments": [{"startTime": 0, "endTime": 1, "body": written}]})
    assert [each.text for each in read(text)] == [words]


# Names


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("A" * 40, True),
        ("A" * 41, False),
        ("Anna Berg Ek Al", True),
        ("Anna Berg Ek Al By", False),
        ("Anna von der Ek", True),
        ("Anna och Bo", True),
        ("Anna & Bo", True),
        ("Anna med Bo", False),
        ("anna", False),
        ("von Ek", False),
        ("TALARE 12", True),
        ("Anna (forts.)", False),
        ("7 Anna", False),
        *(
            (f"Anna {word} Ek", True)
            for word in ("af", "av", "da", "de", "del", "den", "der", "van")
        ),
    ],
)
def test_what_may_be_a_name(name: str, *, is_one: bool) -> None:
    cues = read(srt(f"{name}: Ett.", "Två.", f"{name}: Tre."))
    assert [each.speaker for each in cues] == ([name] * 3 if is_one else [""] * 3)


@pytest.mark.parametrize("dash", ["-", "- "])
def test_a_dash_before_a_name_is_none_of_it(dash: str) -> None:
    cues = read(srt(f"{dash}Anna: Ett.", f"{dash}Anna:  Två."))
    assert [(each.speaker, each.text) for each in cues] == [("Anna", "Ett."), ("Anna", "Två.")]


def test_names_hold_on_in_srt_and_not_in_webvtt() -> None:
    rows = ["Anna: Ett.", "Två.", "Anna: Tre."]
    assert [each.speaker for each in read(srt(*rows))] == ["Anna", "Anna", "Anna"]
    cues = (f"00:0{n}.000 --> 00:0{n}.500\n{words}" for n, words in enumerate(rows))
    assert [each.speaker for each in read(vtt(*cues))] == ["Anna", "", "Anna"]


def test_a_fault_between_cues_does_not_end_a_name() -> None:
    text = srt("Anna: Ett.") + "\nhemlös\n\n" + srt("Två.", "Anna: Tre.").replace("00:00", "00:01")
    cues, problems = transcripts.read(text, "a")
    assert [each.speaker for each in cues] == ["Anna", "Anna", "Anna"]
    assert [each.hint for each in problems] == [HOMELESS]


# Paragraphs


@pytest.mark.parametrize(
    ("length", "end", "paragraphs"),
    [
        *((500, end, 1) for end in ".!?”x"),
        *((501, end, 2) for end in ".!?”"),
        *((501, end, 1) for end in ",x:)"),
        (1500, "x", 1),
        (1501, "x", 2),
    ],
)
def test_a_speech_is_broken_past_so_many_signs(length: int, end: str, paragraphs: int) -> None:
    cues = (cue(0, 1, "x" * (length - 1) + end, "Bo"), cue(1, 2, "Mer.", "Bo"))
    [part] = transcripts.sections(cues)
    assert len(part.speeches) == paragraphs
    assert part.speeches[-1].cues[-1] == cues[1]
    assert [each.speaker for each in part.speeches] == ["Bo", ""][:paragraphs]


@pytest.mark.parametrize(
    ("start", "end", "chapter"),
    [(9, 11, 10), (9, 10.999, 0), (9.999, 10, 0), (10, 10, 10), (19, 21, 20), (0, 100, 20)],
)
def test_a_cue_heard_half_in_each_chapter_belongs_to_the_later(
    start: float, end: float, chapter: int
) -> None:
    marks = tuple(Chapter(start=at, title="x") for at in (0, 10, 20))
    parts = transcripts.sections((cue(start, end, "A"),), marks)
    assert [part.chapter and part.chapter.start for part in parts] == [0, 10, 20]
    assert [part.chapter for part in parts if part.speeches] == [marks[chapter // 10]]


def test_what_comes_before_the_first_chapter_is_there_only_where_something_is_said() -> None:
    marks = (Chapter(start=1, title="x"),)
    assert [part.chapter for part in transcripts.sections((cue(2, 3, "A"),), marks)] == [*marks]
    assert [part.chapter for part in transcripts.sections((cue(0, 1, "A"),), marks)] == [
        None,
        *marks,
    ]


def test_who_speaks_is_told_where_it_changes() -> None:
    cues = [
        cue(n + 0.9, n + 1, who + "x", who)
        for n, who in enumerate(["", "Bo", "", "Bo", "Al", "Bo"])
    ]
    [part] = transcripts.sections(cues)
    assert [(each.speaker, each.start, each.text) for each in part.speeches] == [
        ("", 0, "x"),
        ("Bo", 1, "Box x Box"),
        ("Al", 4, "Alx"),
        ("Bo", 5, "Box"),
    ]


# Written


@pytest.mark.parametrize(("first", "lines"), [(32, 1), (33, 2), (65, 2), (66, 2)])
def test_a_line_is_exactly_as_long_as_allowed(first: int, lines: int) -> None:
    words = f"{'x' * first} {'y' * 32}"
    written = transcripts.as_srt([cue(0, 1, words)]).decode().splitlines()[2:]
    assert len(written) == lines
    assert " ".join(written) == words


def test_a_space_at_an_end_of_words_is_kept() -> None:
    assert transcripts.as_srt([cue(0, 1, "a  b")]).decode().splitlines()[2:] == ["a  b"]


@pytest.mark.parametrize(
    ("rows", "written"),
    [
        ([("Åsa", "A"), ("Åsa", "B")], ["Åsa: A", "B"]),
        ([("Åsa", "A"), ("Åsa", "Obs: B")], ["Åsa: A", "Åsa: Obs: B"]),
        ([("Åsa", "A"), ("", "B"), ("Åsa", "C")], ["Åsa: A", "B", "Åsa: C"]),
        ([("", "Obs: A")], ["Obs: A"]),
        ([("Åsa", "{\\an8} a<b --> c")], ["Åsa: {an8} a‹b → c"]),
    ],
)
def test_names_in_srt(rows: list[tuple[str, str]], written: list[str]) -> None:
    cues = [cue(n, n + 1, words, who) for n, (who, words) in enumerate(rows)]
    blocks = transcripts.as_srt(cues).decode().split("\n\n")
    assert [block.splitlines()[2] for block in blocks] == written
    assert [block.splitlines()[0] for block in blocks] == [str(n + 1) for n in range(len(rows))]


def test_json_is_written_word_for_word() -> None:
    cues = [cue(0.5, 1, "Å", "Bo"), cue(1, 2.25, "B")]
    assert json.loads(transcripts.as_json(cues)) == {
        "version": "1.0.0",
        "segments": [
            {"speaker": "Bo", "startTime": 0.5, "endTime": 1, "body": "Å"},
            {"startTime": 1, "endTime": 2.25, "body": "B"},
        ],
    }
    assert "Å".encode() in transcripts.as_json(cues)


def test_a_page_without_chapters_or_names_has_neither() -> None:
    one = replace(episode(1), chapters=())
    words: list[Cue] = [cue(61, 62, "A")]
    page = transcripts.as_html(one, words, "https://a.example", 's"v').decode()
    assert '<html lang="s&quot;v">' in page
    assert page.endswith("</h1>\n<time>00:01:01</time>\n<p>A</p>\n</body>\n</html>\n")


def test_one_voice_after_another_in_a_paragraph_of_its_own() -> None:
    assert said(vtt("00:01.900 --> 00:02.000\n<v Bo>A</v><v Al>B</v>")) == [
        ("Bo", 1, "A"),
        ("Al", 1, "B"),
    ]
