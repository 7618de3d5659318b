"""Transcripts: what is read, what is wrong and where, and what apps and readers get."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample.site import episode
from sample.transcripts import cue, read, said

from publisher.media import transcripts
from publisher.media.transcripts import Cue
from publisher.model import Chapter

# Reading


def test_webvtt_with_everything_in_it_is_read() -> None:
    text = (
        "\ufeffWEBVTT - titel\r\nKind: captions\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n"
        "REGION\r\nid:a\r\n\r\nNOTE en\r\nnot\r\n\r\n"
        "intro\r\n00:01.000 --> 00:02.000 align:start\r\n<v Åsa>Hej på <b>er</b>,\r\n"
        "<i>alla</i>  2\u00a0048.\r\n\r\n"
        "01:02:03.000 --> 01:02:04.000\r\n<v Åsa>det är &lt;jag&gt; &amp; du.\r\n\r\n\r\n"
        "01:02:05.000 --> 01:02:06.000\r\n<v.loud Bo Ek>Nej.</v> <v Åsa>Jo.\r\n"
    )
    assert read(text) == (
        cue(1, 2, "Hej på er, alla 2\u00a0048.", "Åsa"),
        cue(3723, 3724, "det är <jag> & du.", "Åsa"),
        cue(3725, 3726, "Nej.", "Bo Ek"),
        cue(3725, 3726, "Jo.", "Åsa"),
    )


def test_srt_with_names_windows_and_a_missing_empty_line_is_read() -> None:
    text = (
        "1\r\n00:00:01,000 --> 00:00:02,500\r\nAnna Berg: <i>Ett</i>\r\noch två.\r\n\r\n"
        "2\r\n00:00:03,000 --> 00:00:04,000\r\n{\\an8}Tre.\r\n"
        "3\r\n00:00:05,000 --> 00:00:06\r\nBo: Resultat: 5 < 7.\r\n\r\n4\r\n"
    )
    assert read(text) == (
        cue(1, 2.5, "Ett och två.", "Anna Berg"),
        cue(3, 4, "Tre.", "Anna Berg"),
        cue(5, 6, "Resultat: 5 < 7.", "Bo"),
    )


@pytest.mark.parametrize(
    ("said", "speakers"),
    [
        (["Avsnitt 12: Gruvan.", "Hej."], ["", ""]),
        (["Avsnitt 12: Gruvan.", "Obs: nej.", "Hej."], ["", "", ""]),
        (["Avsnitt 12: A.", "Anna: B.", "Bo: C.", "Anna: D."], ["", "Anna", "Anna", "Anna"]),
        (["Så blev det.", "Resultat: vi vann."], ["", ""]),
        (["klockan 12: lunch", "https://a.se"], ["", ""]),
        (["TALARE 1: Hej.", "von: nej", "TALARE 1: Ja."], ["TALARE 1"] * 3),
        (["TALARE 1: Hej.", "TALARE 2: Nej."], ["", ""]),
        (["Anna: A.", "Bo: B."], ["Anna", "Bo"]),
        (["Anna: A.", "B.", "Anna: C.", "Resultat: D."], ["Anna", "Anna", "Anna", "Resultat"]),
        (["Anna: A.", "B."], ["", ""]),
        (["A.", "Anna: B.", "Bo: C.", "Anna: D."], ["", "Anna", "Anna", "Anna"]),
    ],
)
def test_a_name_used_once_is_no_speaker(said: list[str], speakers: list[str]) -> None:
    rows = (f"{n}\n00:00:0{n},000 --> 00:00:0{n},500\n{text}\n" for n, text in enumerate(said))
    assert [each.speaker for each in read("\n".join(rows))] == speakers


YOUTUBE = """WEBVTT
Kind: captions
Language: sv

00:00:00.160 --> 00:00:02.470 align:start position:0%
␠
hej<00:00:00.480><c> och</c><00:00:00.640><c> välkommen</c>

00:00:02.470 --> 00:00:02.480 align:start position:0%
hej och välkommen
␠

00:00:02.480 --> 00:00:05.000 align:start position:0%
hej och välkommen
till<00:00:02.800><c> podden</c>

00:00:05.000 --> 00:00:05.010 align:start position:0%
till podden
␠

00:00:05.010 --> 00:00:07.000 align:start position:0%
till podden
ja

00:00:07.000 --> 00:00:09.000 align:start position:0%
ja
ja<00:00:07.500><c> ja</c>
"""


def test_captions_of_youtube_are_read_and_each_line_once() -> None:
    assert [(each.start, each.text) for each in read(YOUTUBE.replace("␠", " "))] == [
        (0.16, "hej och välkommen"),
        (2.48, "till podden"),
        (5.01, "ja"),
        (7, "ja ja"),
    ]


def test_a_line_of_a_space_ends_no_cue_unless_a_time_follows() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nEtt\n \ntvå.\n \n00:03.000 --> 00:04.000\nTre.\n\t\nfyra\n"
        "00:05.000 --> 00:06.000\nFem.\n"
    )
    assert [each.text for each in read(text)] == ["Ett två.", "Tre.", "Fem."]


@pytest.mark.parametrize(
    ("cue_text", "words"),
    [
        ("<v Bo>Nej.</v> Jo.", [("Bo", "Nej."), ("", "Jo.")]),
        ("Ja. <v.loud.first Bo Ek>Nej.", [("", "Ja."), ("Bo Ek", "Nej.")]),
        ("<v Åsa &amp; Bo>Vi.", [("Åsa & Bo", "Vi.")]),
        ("<v>Utan namn", [("", "Utan namn")]),
        ("<v\tÅsa>Tabb", [("Åsa", "Tabb")]),
        ("<b><v Bo><i>Nej</i></b>", [("Bo", "Nej")]),
        ("<c.yellow.bg_blue>Färg</c> <.x>y</.x>", [("", "Färg y")]),
        ("<lang en-GB>Hello</lang>", [("", "Hello")]),
        ("<ruby>漢<rt>kan</rt></ruby> ord", [("", "漢 (kan) ord")]),
        ("<ruby>漢<rt>kan</ruby> ord", [("", "漢 (kan) ord")]),
        ("ett<00:01.500>två</>", [("", "etttvå")]),
        ("&lt;b&gt; &amp;amp; &nbsp;&eacute;&#229;&#x4E60;", [("", "<b> &amp; \u00a0éå习")]),
        ("5 < 7 > 3", [("", "5 < 7 > 3")]),
        ("rad ett\nrad två", [("", "rad ett rad två")]),
        ("NOTE inget råd", [("", "NOTE inget råd")]),
        ("STYLE", [("", "STYLE")]),
    ],
)
def test_what_stands_in_a_cue_of_webvtt(cue_text: str, words: list[tuple[str, str]]) -> None:
    cues = read(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{cue_text}\n")
    assert [(each.speaker, each.text) for each in cues] == words


@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        ("00:01.000 --> 00:02.000", 1, 2),
        ("00:01.000-->00:02.000", 1, 2),
        ("  00:01.000\t-->\t00:02.000  ", 1, 2),
        ("00:00:01.000 --> 00:02.000", 1, 2),
        ("123:00:01.000 --> 123:00:02.000", 442_801, 442_802),
        ("00:01.000 --> 00:02.000 region:a align:start line:0 position:10%,line-left", 1, 2),
        ("00:59.999 --> 00:59.999", 59.999, 59.999),
        ("00:01,000 --> 00:02,000", 1, 2),
    ],
)
def test_times_of_webvtt(times: str, start: float, end: float) -> None:
    for front in ("WEBVTT", "\ufeffWEBVTT", "WEBVTT titel\nKind: captions", "WEBVTT\tx"):
        for line_end in ("\n", "\r\n", "\r"):
            text = f"{front}\n\nid\n{times}\nOrd.\n".replace("\n", line_end)
            assert read(text) == (cue(start, end, "Ord."),)


def test_cues_may_overlap() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:09.000\nEtt.\n\n00:01.000 --> 00:02.000\nTvå.\n"
    assert [each.text for each in read(text)] == ["Ett.", "Två."]


@pytest.mark.parametrize(
    ("times", "written", "words"),
    [
        ("00:00:01.000 --> 00:00:02.000", "Punkt.", "Punkt."),
        ("0:00:01,000 --> 0:00:02,000", "Kort.", "Kort."),
        ("00:00:01 --> 00:00:02", "Hela.", "Hela."),
        ("00:00:01,000 --> 00:00:02,000 X1:100 X2:200", "Plats.", "Plats."),
        ("00:00:01,000 --> 00:00:02,000", '<font color="#fff">A</font><br/>B', "A B"),
        ("00:00:01,000 --> 00:00:02,000", "<span class='x'><em>A</em></span> 5 < 7", "A 5 < 7"),
        ("00:00:01,000 --> 00:00:02,000", "{\\an8}{\\i1}A{\\i0} {ej kod}", "A {ej kod}"),
        ("00:00:01,000 --> 00:00:02,000", "AT&amp;T&nbsp;&#229; R&copy", "AT&T\u00a0å R&copy"),
    ],
)
def test_srt_as_programs_write_it(times: str, written: str, words: str) -> None:
    for front in ("1\n", "", "\ufeff1\n", "\n\n7\n"):
        assert read(f"{front}{times}\n{written}\n") == (cue(1, 2, words),)


def test_json_for_podcasts_is_read() -> None:
    text = json.dumps(
        {
            "version": "1.0.0",
            "segments": [
                {"speaker": "Åsa", "startTime": 0.5, "endTime": 1, "body": "Hej\n på er"},
                {"startTime": 1, "endTime": 2.2504, "body": "Nej"},
                {"startTime": 3, "endTime": 4, "body": " "},
            ],
        }
    )
    assert read(text) == (cue(0.5, 1, "Hej på er", "Åsa"), cue(1, 2.25, "Nej"))


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("", 1, "avskriften är tom"),
        (" \n\n", 1, "avskriften är tom"),
        ("Bara text.\n\nMer.", 1, "avskriften är varken WebVTT eller SRT"),
        ("WEBVTTX\n\nhej", 1, "avskriften är varken WebVTT eller SRT"),
        ("WEBVTT\n\nNOTE inget\n", 1, "avskriften har inga repliker"),
        ("skräp --> skräp", 1, "tiden ”skräp --> skräp” går inte att läsa"),
        ("WEBVTT\n\nid\n00:01 -> 00:02\nhej\n", 3, "orden hör inte till någon tid"),
        (
            "WEBVTT\n\n00:61.000 --> 01:02.000\nhej\n",
            3,
            "tiden ”00:61.000 --> 01:02.000” går inte att läsa",
        ),
        (
            "1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\n00:00:x --> 00:00:04,000\nB\n",
            6,
            "tiden ”00:00:x --> 00:00:04,000” går inte att läsa",
        ),
        (
            "1\n00:00:01,000 --> 00:00:02,000\nA\n\ntappade ord\n",
            5,
            "orden hör inte till någon tid",
        ),
        (
            "WEBVTT\n\n00:05.000 --> 00:04.500\nA\n",
            3,
            "repliken slutar (0:04,5) innan den börjar (0:05)",
        ),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nA\n\n00:04.000 --> 00:07.000\nB\n",
            6,
            "repliken börjar (0:04) före den förra (0:05)",
        ),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nA\n\n01:00.000 --> 01:02.100\nB\n",
            6,
            "avskriften är längre än ljudet, som slutar vid 1:00",
        ),
        ('{"segments": [', 1, "avskriften är inte giltig JSON"),
        ("{}", 1, "avskriften saknar en lista ”segments”"),
        (
            '{"segments": [\n{"startTime": 0, "endTime": 1, "body": "A"},\n{"startTime": "x"}]}',
            3,
            "stycke 2 i avskriften saknar tid eller ord",
        ),
        ('{"a":' * 100_000, 1, "avskriften är inte giltig JSON"),
    ],
)
def test_a_fault_has_its_line_and_a_way_out(text: str, line: int, fault: str) -> None:
    _, problems = transcripts.read(text, "a.vtt", 60)
    assert [(p.path, p.line, p.text, p.fatal) for p in problems] == [("a.vtt", line, fault, True)]
    assert problems[0].hint


def test_all_faults_are_told_at_once_and_the_rest_is_read() -> None:
    text = "WEBVTT\n\n00:05.000 --> 00:04.000\nA\n\nx\n\n00:0.000 -->\nB\n\n00:06.000 --> 00:07.000\nC\n"
    cues, problems = transcripts.read(text, "a.vtt")
    assert sorted(problem.line or 0 for problem in problems) == [3, 6, 8]
    assert [each.text for each in cues] == ["A", "C"]


def test_words_may_outlast_the_sound_by_two_seconds() -> None:
    text = "WEBVTT\n\n00:05.000 --> 01:02.000\nA\n"
    assert transcripts.read(text, "a.vtt", 60)[1] == ()
    assert transcripts.read(text, "a.vtt", 59.9)[1] != ()


NOISE = st.text() | st.text('0123456789:.,->\n <v>WEBVTNOES/&;Åäö{}[]"', max_size=200)
TIMED = st.builds(
    "{}{}:{}{} --> {}:{}\n{}\n\n".format,
    st.sampled_from(["", "1\n", "NOTE\n", "id\nid\n"]),
    *(st.sampled_from(["0", "00", "1", "59", "61", "00:00", "9999:59"]) for _ in range(1)),
    st.sampled_from(["00", "59", "60", "00.000", "1,5", "x"]),
    st.sampled_from(["", " "]),
    st.sampled_from(["00", "01", "00:01", "99"]),
    st.sampled_from(["00", "01.000", "59,999"]),
    NOISE,
)


@settings(max_examples=60, deadline=None)
@given(NOISE | st.lists(TIMED | NOISE).map("".join))
def test_no_file_brings_the_reader_down(text: str) -> None:
    for front in ("", "WEBVTT\n\n", "1\n", '{"segments": [', "WEBVTT"):
        cues, problems = transcripts.read(front + text, "a", 10)
        assert cues or problems
        for each in cues:
            assert (each.text + each.speaker).encode()
            assert transcripts.as_vtt([each])


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(
            st.sampled_from(["startTime", "endTime", "body", "speaker"]), inner
        ),
    )
)  # fmt: skip
def test_no_json_brings_the_reader_down(value: object) -> None:
    cues, problems = transcripts.read(json.dumps({"segments": [value, {"body": value}]}), "a")
    assert problems
    assert all(each.text.encode() for each in cues)


# Writing, and reading back

WORD = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zs", "Zl", "Zp")), min_size=1)
WORDS = st.lists(WORD | st.just("2\u00a0048") | st.just("ord"), min_size=1, max_size=30).map(
    " ".join
)
PLAIN = st.lists(
    st.text("abcdefåäö,.!?&>\u00a0é中🎙", min_size=1, max_size=80), min_size=1, max_size=20
).map(" ".join)  # fmt: skip
NAME = st.sampled_from(["Åsa", "Bo Ek", "Anna von Sydow", "TALARE 1", "Li-Wei O’Hara"])
TIMES = st.lists(
    st.tuples(st.integers(0, 9_999_999), st.integers(0, 99_999)), min_size=1, max_size=8
).map(lambda rows: [(a / 1000, (a + b) / 1000) for a, b in sorted(rows)])  # fmt: skip


@st.composite
def rows(
    draw: st.DrawFn, words: st.SearchStrategy[str], names: st.SearchStrategy[str]
) -> list[Cue]:
    return [cue(a, b, draw(words), draw(names)) for a, b in draw(TIMES)]


ODD_NAME = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zs", "Zl", "Zp")), min_size=1
)


@settings(max_examples=60, deadline=None)
@given(rows(WORDS, ODD_NAME))
def test_webvtt_is_read_back_equal(cues: list[Cue]) -> None:
    data = transcripts.as_vtt(cues)
    assert read(data.decode()) == tuple(cues)
    assert transcripts.as_vtt(read(data.decode())) == data


@settings(max_examples=60, deadline=None)
@given(rows(PLAIN, st.just("")))
def test_webvtt_without_names_is_read_back_equal(cues: list[Cue]) -> None:
    assert read(transcripts.as_vtt(cues).decode()) == tuple(cues)


@settings(max_examples=60, deadline=None)
@given(rows(PLAIN, NAME) | rows(PLAIN, st.just("")))
def test_srt_is_read_back_equal(cues: list[Cue]) -> None:
    if cues[0].speaker:  # so that every name is written twice, as in a talk
        end = cues[-1]
        voice = replace(end, speaker="Rösten", text="Ja.")
        again = [replace(each, start=end.start, end=end.end) for each in cues]
        cues = [*cues, voice, *again, voice]
    assert read(transcripts.as_srt(cues).decode()) == tuple(cues)


@settings(max_examples=60, deadline=None)
@given(rows(WORDS, ODD_NAME | st.just("")))
def test_json_is_read_back_equal(cues: list[Cue]) -> None:
    found, problems = transcripts.read(transcripts.as_json(cues).decode(), "a")
    assert problems == ()
    named = any(each.speaker for each in cues)
    assert named is any(each.speaker for each in found)
    assert found == tuple(cues)


@settings(max_examples=60, deadline=None)
@given(rows(WORDS, NAME))
def test_no_line_is_longer_than_65_unless_one_word_is(cues: list[Cue]) -> None:
    written = transcripts.as_srt(cues).decode()
    assert all(len(line) <= 65 or " " not in line for line in written.split("\n"))


def test_webvtt_is_what_apple_reads() -> None:
    long = "Ett " + "mycket " * 12 + "långt <stycke> & slut."
    assert (
        transcripts.as_vtt([cue(0.5, 2, "Hej.", "Bo & Åsa"), cue(3661.25, 3662, long)])
        == (
            "WEBVTT\n\n"
            "00:00:00.500 --> 00:00:02.000\n<v Bo &amp; Åsa>Hej.\n\n"
            "01:01:01.250 --> 01:01:02.000\n"
            "Ett mycket mycket mycket mycket mycket mycket mycket mycket\n"
            "mycket mycket mycket mycket långt &lt;stycke&gt; &amp; slut.\n"
        ).encode()
    )


def test_srt_names_a_speaker_where_the_speaker_changes() -> None:
    cues = [cue(0, 1, "Ett.", "Åsa"), cue(1, 2, "Två.", "Åsa"), cue(2, 3, "a --> <b>", "Bo")]
    assert (
        transcripts.as_srt(cues)
        == (
            "1\n00:00:00,000 --> 00:00:01,000\nÅsa: Ett.\n\n"
            "2\n00:00:01,000 --> 00:00:02,000\nTvå.\n\n"
            "3\n00:00:02,000 --> 00:00:03,000\nBo: a → ‹b>\n"
        ).encode()
    )


def test_html_has_chapters_speakers_times_and_nothing_unescaped() -> None:
    one = episode(1, title="A & <B>")
    cues = [cue(1, 2, "Hej <du>.", "Åsa"), cue(3, 4, "Ja."), cue(125, 130, "Gruva.", "Bo")]
    page = transcripts.as_html(one, cues, "https://a.example", "sv").decode()
    assert '<html lang="sv">' in page
    assert "<title>Avskrift: A &amp; &lt;B&gt;</title>" in page
    assert (
        '<link rel="canonical" href="https://a.example/podd/nya-kalla-kriget/avsnitt-1/">' in page
    )
    assert page[page.index("<h1>") :] == (
        "<h1>A &amp; &lt;B&gt;</h1>\n<h2>Början</h2>\n"
        "<cite>Åsa:</cite>\n<time>00:00:01</time>\n<p>Hej &lt;du&gt;. Ja.</p>\n"
        "<h2>Gruvan</h2>\n<cite>Bo:</cite>\n<time>00:02:05</time>\n<p>Gruva.</p>\n"
        "</body>\n</html>\n"
    )


def test_a_transcript_has_four_addresses_and_webvtt_first() -> None:
    assert transcripts.addresses(episode(1)) == (
        ("/podd/nya-kalla-kriget/avsnitt-1/avskrift.vtt", "text/vtt"),
        ("/podd/nya-kalla-kriget/avsnitt-1/avskrift.srt", "application/x-subrip"),
        ("/podd/nya-kalla-kriget/avsnitt-1/avskrift.html", "text/html"),
        ("/podd/nya-kalla-kriget/avsnitt-1/avskrift.json", "application/json"),
    )
    assert transcripts.addresses(episode(1, transcript=None)) == ()


# Paragraphs


def test_cues_of_one_voice_become_one_paragraph() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Åsa>Hej,\n\n00:03.000 --> 00:04.000\ndet är jag.\n\n"
        "01:02:05.000 --> 01:02:06.000\n<v Bo Ek>Nej.</v> <v Åsa>Jo.\n"
    )
    assert said(text) == [
        ("Åsa", 1, "Hej, det är jag."),
        ("Bo Ek", 3725, "Nej."),
        ("Åsa", 3725, "Jo."),
    ]


def test_a_long_speech_is_broken_at_a_full_stop() -> None:
    cues = (
        f"00:{n:02}.000 --> 00:{n:02}.900\nMening nummer {n} är ganska lång.\n" for n in range(40)
    )
    paragraphs = said("WEBVTT\n\n" + "\n".join(cues))
    assert len(paragraphs) == 3
    assert all(text.endswith(".") for _, _, text in paragraphs)
    assert " ".join(text for _, _, text in paragraphs).count("Mening") == 40


def test_a_cue_belongs_to_the_chapter_in_which_most_of_it_is_heard() -> None:
    marks = tuple(Chapter(start=start, title=str(start)) for start in (0, 10, 20, 30))
    cues = (cue(5, 14, "a", "Bo"), cue(9.6, 14, "b", "Bo"), cue(31, 32, "c", "Bo"))
    parts = transcripts.sections(cues, marks)
    assert [(p.chapter and p.chapter.start, [s.text for s in p.speeches]) for p in parts] == [
        (0, ["a"]),
        (10, ["b"]),
        (20, []),
        (30, ["c"]),
    ]
    assert [s.speaker for p in parts for s in p.speeches] == ["Bo", "", ""]


def test_what_is_said_before_the_first_chapter_has_no_heading() -> None:
    parts = transcripts.sections((cue(1, 2, "a"),), (Chapter(start=9, title="x"),))
    assert [part.chapter and part.chapter.title for part in parts] == [None, "x"]
    assert transcripts.sections((), (Chapter(start=0, title="x"),)) == ()


def test_the_words_alone_are_for_a_search() -> None:
    cues = (cue(0, 1, "Hej", "Åsa"), cue(1, 2, "på er.", "Åsa"), cue(2, 3, "Nej.", "Bo"))
    assert transcripts.text(cues) == "Hej på er.\nNej."


# Real files


@pytest.mark.parametrize(
    ("name", "count", "speakers"),
    [
        ("transcripts-example.vtt", 7, {"Sarah", "Gillian"}),
        ("transcripts-example.srt", 222, {"Travis", "Sarah", "Gilon"}),
        ("transcripts-example.json", 5, {"Darth Vader", "Luke"}),
    ],
)
def test_the_namespaces_own_examples_are_read(
    shared: Path, name: str, count: int, speakers: set[str]
) -> None:
    text = (shared / "real-input" / "podcast" / name).read_text("utf-8")
    cues, problems = transcripts.read(text, name)
    assert problems == ()
    assert len(cues) == count
    assert {each.speaker for each in cues} >= speakers
    assert all(len(each.speaker.split()) <= 2 for each in cues)
    for written in (transcripts.as_vtt, transcripts.as_srt, transcripts.as_json):
        assert transcripts.read(written(cues).decode(), name) == (cues, ())
