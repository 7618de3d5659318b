"""The files beside an episode's page, and what its page and its letter show of the timeline."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sample.episodes import EPISODE, Write, beside_the_page, refused, written
from sample.site import CONFIG, context, differences, episode, place, site
from selectolax.lexbor import LexborHTMLParser

from publisher.build import BuildOptions, build
from publisher.engine.recipes import BuildContext
from publisher.media import chapters, transcripts
from publisher.model import Artifact, Chapter
from publisher.site.timeline import groups

VTT = """\
WEBVTT

00:00:01.000 --> 00:00:04.000
<v Åsa>Hej &amp; välkomna.

00:00:11.000 --> 00:00:14.000
<v Bo Ek>Tack.
"""
SRT = """\
1
00:00:01,000 --> 00:00:04,000
Åsa: Hej & välkomna.

2
00:00:11,000 --> 00:00:14,000
Bo Ek: Tack.
"""
FRONT = "chapters:\n  - 00:00 Ett\n  - 00:10 Två\n  - 00:20 Tre\n"


@pytest.fixture
def podcast(publication: Write) -> Write:
    """A function that writes a publication with one show and one episode."""
    return partial(written, publication)


def made(work_: BuildContext, *, everything: bool = True) -> dict[str, bytes]:
    artifacts: list[Artifact] = [
        artifact
        for group in groups(work_, everything=everything)
        for recipe in group.recipes
        for artifact in recipe.make()
    ]
    return {each.path: each.data for each in artifacts if isinstance(each.data, bytes)}


def keys(work_: BuildContext) -> dict[str, str]:
    return {r.name: r.key for group in groups(work_, everything=True) for r in group.recipes}


# Groups


def test_an_episode_has_five_files_beside_its_page(tmp_path: Path) -> None:
    tree = made(context(place(tmp_path), site(episode(1))))
    folder = "site/podd/nya-kalla-kriget/avsnitt-1/"
    assert set(tree) == {
        f"{folder}avskrift.html",
        f"{folder}avskrift.json",
        f"{folder}avskrift.srt",
        f"{folder}avskrift.vtt",
        f"{folder}kapitel.json",
    }


def test_every_form_of_the_transcript_says_the_same(tmp_path: Path) -> None:
    tree = made(context(place(tmp_path), site(episode(1))))
    folder = "site/podd/nya-kalla-kriget/avsnitt-1/avskrift"
    forms = [transcripts.read(tree[f"{folder}.{end}"].decode(), end) for end in ("vtt", "json")]
    assert forms[0] == forms[1]
    assert [each.speaker for each in forms[0][0]] == ["Anna", "", "Bo Ek"]
    words = " ".join(cue.text for cue in forms[0][0])
    page = LexborHTMLParser(tree[f"{folder}.html"].decode())
    assert " ".join(p.text() for p in page.css("p")) == words


def test_an_episode_with_nothing_along_it_has_an_empty_group(tmp_path: Path) -> None:
    bare = episode(1, chapters=(), transcript=None)
    found = list(groups(context(place(tmp_path), site(bare)), everything=True))
    assert [(group.name, group.recipes) for group in found] == [("site:timeline:avsnitt-1", ())]


def test_only_what_changed_is_named_and_what_is_gone_has_an_empty_group(tmp_path: Path) -> None:
    old, new = site(episode(1), episode(2), episode(3)), site(episode(1), episode(2, title="Ny"))
    changed = context(place(tmp_path), new, changes=differences(old, new), everything=False)
    found = {group.name: len(group.recipes) for group in groups(changed, everything=False)}
    assert found == {"site:timeline:avsnitt-2": 2, "site:timeline:avsnitt-3": 0}


def test_a_key_covers_everything_that_is_shown(tmp_path: Path) -> None:
    root = place(tmp_path)
    one = episode(1)
    plain = keys(context(root, site(one)))
    script, marks = sorted(plain, key=len)
    retitled = keys(context(root, site(replace(one, title="Ny"))))
    assert {name for name in plain if plain[name] != retitled[name]} == {script, marks}
    moved = keys(context(root, site(one), settings={"site_url": "https://ny.example/"}))
    assert {name for name in plain if plain[name] != moved[name]} == {script, marks}
    remarked = (replace(one.chapters[0], title="X"), *one.chapters[1:])
    rechaptered = keys(context(root, site(replace(one, chapters=remarked))))
    assert {name for name in plain if plain[name] != rechaptered[name]} == {script, marks}
    assert keys(context(root, site(replace(one, description="Ny")))) == plain


# From the author's files


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.vtt", VTT),
        ("a.srt", SRT),
        ("a.txt", "\ufeff" + SRT),
        ("b.srt", SRT.replace("\n", "\r\n").encode("utf-16")),
    ],
)
def test_any_transcript_becomes_all_four(podcast: Write, name: str, text: str | bytes) -> None:
    root = podcast(f"{FRONT}transcript: {name}", **{name.replace(".", "__"): text})
    build(BuildOptions(root=root))
    assert beside_the_page(root, "avskrift.vtt").decode() == VTT
    assert beside_the_page(root, "avskrift.srt").decode() == SRT
    segments = json.loads(beside_the_page(root, "avskrift.json"))["segments"]
    assert segments[0] == {
        "speaker": "Åsa",
        "startTime": 1.0,
        "endTime": 4.0,
        "body": "Hej & välkomna.",
    }
    html = LexborHTMLParser(beside_the_page(root, "avskrift.html").decode())
    assert [node.text() for node in html.css("h2")] == ["Ett", "Två", "Tre"]
    assert not (root / f"build/site/media/avsnitt/{name}").exists()


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        (VTT.replace("00:00:14.000", "00:00:10.000"), 6, "repliken slutar (0:10) innan den börjar"),
        (VTT.replace("00:00:11.000", "00:00:00.500"), 6, "repliken börjar (0:00,5) före den förra"),
        (VTT.replace("00:00:14.000", "01:00:14.000"), 6, "avskriften är längre än ljudet"),
        (VTT.replace("-->", "->", 1), 3, "orden hör inte till någon tid"),
        ("Det var en gång.", 1, "avskriften är varken WebVTT eller SRT"),
        ("", 1, "avskriften är tom"),
        (VTT.encode("utf-16")[:-1], 1, "är sparad som UTF-16"),
        (b"WEBVTT\n\n\xe5", 3, "innehåller tecken som inte är UTF-8"),
    ],
)
def test_a_fault_in_the_transcript_is_told_with_its_own_line(
    podcast: Write, text: str | bytes, line: int, fault: str
) -> None:
    ((path, at, told),) = refused(podcast("transcript: a.vtt", a__vtt=text))
    assert (path, at) == ("content/avsnitt/a.vtt", line)
    assert told.startswith(fault)


def test_a_missing_transcript_is_told_where_it_is_named(podcast: Write) -> None:
    assert refused(podcast("transcript: b.vtt", a__vtt=VTT)) == [
        (EPISODE, 7, "filen ”b.vtt” finns inte")
    ]


def test_faults_of_a_draft_are_only_advice(podcast: Write) -> None:
    root = podcast(
        "draft: true\ntranscript: a.vtt\nchapters: [00:09 A]\n", a__vtt="WEBVTT\n\nhej\n"
    )
    problems = build(BuildOptions(root=root)).problems
    paths = {problem.path for problem in problems if problem.path.startswith("content/")}
    assert paths == {EPISODE, "content/avsnitt/a.vtt"}
    assert not any(problem.fatal for problem in problems)


def test_a_corrected_transcript_is_read_anew_and_only_its_episode_made(
    podcast: Write, publication: Write
) -> None:
    root = podcast("transcript: a.vtt", a__vtt=VTT)
    build(BuildOptions(root=root))
    publication({"content/avsnitt/a.vtt": VTT.replace("Tack.", "Tack så mycket.")})
    changed = [
        path for path in build(BuildOptions(root=root)).changed if path.startswith("site/podd/")
    ]
    folder = "site/podd/podden/ett"
    assert set(changed) == {
        f"{folder}/index.html",
        *(f"{folder}/avskrift.{end}" for end in ("html", "json", "srt", "vtt")),
    }
    assert "Tack så mycket." in beside_the_page(root, "index.html").decode()


def test_what_is_taken_away_goes_from_the_site(podcast: Write) -> None:
    build(BuildOptions(root=podcast(FRONT + "transcript: a.vtt", a__vtt=VTT)))
    root = podcast()
    gone = build(BuildOptions(root=root)).removed
    folder = "site/podd/podden/ett"
    assert {path for path in gone if not path.startswith("site/sok/")} == {
        f"{folder}/kapitel.json",
        *(f"{folder}/avskrift.{end}" for end in ("html", "json", "srt", "vtt")),
    }


# The page


def test_the_page_has_the_transcript_under_headings_and_with_speakers(podcast: Write) -> None:
    root = podcast(FRONT + "transcript: a.vtt", a__vtt=VTT)
    build(BuildOptions(root=root))
    page = LexborHTMLParser(beside_the_page(root, "index.html").decode())
    headings = [" ".join(node.text().split()) for node in page.css(".transcript h3")]
    assert headings == ["0:00 Ett", "0:10 Två", "0:20 Tre"]
    spoken = [node.text() for node in page.css(".transcript p")]
    assert spoken[:2] == ["0:01 Åsa: Hej & välkomna.", "0:11 Bo Ek: Tack."]
    hrefs = [a.attributes["href"] for a in page.css(".transcript a")]
    assert hrefs == [
        "/media/avsnitt/a.mp3#t=0",
        "/media/avsnitt/a.mp3#t=1",
        "/media/avsnitt/a.mp3#t=10",
        "/media/avsnitt/a.mp3#t=11",
        "/media/avsnitt/a.mp3#t=20",
        "/podd/podden/ett/avskrift.vtt",
        "/podd/podden/ett/avskrift.srt",
    ]


def test_a_chapters_link_says_where_it_leads(podcast: Write) -> None:
    root = podcast(FRONT.replace("Två", "[Två](https://exempel.se/a?b=1&c=2)"))
    build(BuildOptions(root=root))
    page = LexborHTMLParser(beside_the_page(root, "index.html").decode())
    links = [(a.text(), a.attributes["href"]) for a in page.css(".chapters__more")]
    assert links == [("exempel.se", "https://exempel.se/a?b=1&c=2")]


def test_an_episode_without_transcript_has_no_section_for_it(podcast: Write) -> None:
    root = podcast(FRONT)
    build(BuildOptions(root=root))
    assert "Avskrift" not in beside_the_page(root, "index.html").decode()


def test_an_episode_for_subscribers_has_nothing_beside_its_page(tmp_path: Path) -> None:
    closed = episode(1, audience="prenumeranter")
    assert made(context(place(tmp_path), site(closed))) == {}


# The letter


@pytest.mark.parametrize(
    ("more", "body"),
    [(FRONT, "Hej."), ("", "## Kapitel\n\n- 00:00 Ett\n- 00:10 Två\n- 00:20 Tre\n")],
    ids=["front matter", "text"],
)
def test_the_letter_links_each_time_into_the_sound(podcast: Write, more: str, body: str) -> None:
    root = podcast(f"{more}mail:\n  send: true\n", body)
    build(BuildOptions(root=root))
    folder = root / "build/editions/2025-02-02-ett"
    html = LexborHTMLParser((folder / "index.html").read_text("utf-8"))
    sound = "https://prov.example/media/avsnitt/a.mp3#t="
    links = [a.attributes["href"] for a in html.css("a") if "#t=" in (a.attributes["href"] or "")]
    assert links == [f"{sound}0", f"{sound}10", f"{sound}20"]
    assert html.text().count("Kapitel") == 1
    plain = (folder / "text.txt").read_text("utf-8")
    assert "#t=" not in plain
    assert "Två" in plain


# Everything hangs together


def test_chapters_of_the_sample_are_read_back_from_what_was_written(
    tmp_path: Path, sample: Callable[[Path], Path]
) -> None:
    root = sample(tmp_path / "s")
    build(BuildOptions(root=root))
    files = sorted((root / "build/site/podd/nya-kalla-kriget").glob("*/kapitel.json"))
    assert len(files) == 3
    for file in files:
        marks, problems = chapters.read(file.read_text("utf-8"), "k")
        assert problems == ()
        assert list(chapters.check(marks, "k", 60)) == []
        page = LexborHTMLParser((file.parent / "index.html").read_text("utf-8"))
        shown = [node.text() for node in page.css(".chapters__mark")]
        assert [text.split(" ", 1)[1] for text in shown] == [mark.title for mark in marks]


def test_pictures_of_chapters_are_whole_addresses_for_apps(tmp_path: Path) -> None:
    from publisher.model import Image

    image = Image(source="content/b.png", url="/media/b.png", width=1, height=1)
    marks = (Chapter(start=0, title="Ett", image=image),)
    tree = made(context(place(tmp_path), site(episode(1, chapters=marks))))
    data = json.loads(tree["site/podd/nya-kalla-kriget/avsnitt-1/kapitel.json"])
    assert data["chapters"][0]["img"] == f"{CONFIG.origin}/media/b.png"
