"""Listening to an episode in a real browser, with real sound from a real web server."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample.episodes import Write, beside_the_page, written
from sample.site import built, episode, page, site
from selectolax.lexbor import LexborHTMLParser
from web_server import free_port, serving

from publisher.build import BuildOptions, build
from publisher.ledger import promises
from publisher.ledger.promises import records
from publisher.ledger.values import gather
from publisher.model import Episode

SCRIPT = Path(__file__).parents[1] / "tools" / "listening.js"
ROOT = Path(__file__).parents[2]
TITLE = "Gruvan som gav namn åt fyra grundämnen"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
Told = dict[str, Any]
Listen = Callable[..., Told]


@pytest.fixture(scope="module")
def folder(published: Path) -> Path:
    return published / "build" / "site"


@pytest.fixture(scope="module")
def listen(
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    tool: Callable[[str], str],
    node_module: Callable[[str], Path],
) -> Iterator[Listen]:
    """A function that plays a scenario of `listening.js` and gives what it told."""
    node_module("playwright-core")
    nginx, node, chromium = tool("nginx"), tool("node"), tool("chromium")
    header = f'add_header Content-Security-Policy "{POLICY}" always;'
    home = tmp_path_factory.mktemp("nginx")
    with serving(nginx, folder, home, free_port(), header) as origin:

        def play(scenario: str, *paths: str) -> Told:
            command = [node, str(SCRIPT), chromium, origin, scenario, *paths]
            done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=900)
            assert done.returncode == 0, done.stderr
            told: Told = json.loads(done.stdout)
            assert told["errors"] == []
            return {**told, "origin": origin}

        yield play


# The player


@pytest.fixture(scope="module")
def buttons(listen: Listen) -> Told:
    return listen("buttons")


def test_the_buttons_skip_back_and_forth_and_change_the_speed(buttons: Told) -> None:
    assert buttons["forward"]["by"] == pytest.approx(30, abs=0.1)
    assert buttons["back"]["by"] == pytest.approx(-15, abs=0.1)
    assert buttons["forward"]["playing"]
    assert buttons["speed"].split() == ["Hastighet", "1,2×"]
    assert buttons["back"]["rate"] == 1.2
    assert min(buttons["sizes"]) >= 44, "as large as a thumb (WCAG 2.2, 2.5.5)"


def test_where_one_stopped_and_how_fast_are_remembered(buttons: Told) -> None:
    assert buttons["again"] == {"at": int(buttons["left"]["at"]), "playing": False, "rate": 1.2}
    stopped = f"0:{int(buttons['left']['at']):02}"
    assert buttons["note"] == f"Du slutade vid {stopped}. Därifrån fortsätter det."
    assert buttons["speedAgain"].split() == ["Hastighet", "1,2×"]
    assert buttons["resumed"]["at"] >= 16


def test_nothing_is_stored_before_play_and_no_place_in_what_is_heard_out(buttons: Told) -> None:
    assert buttons["before"] == buttons["unheard"] == {}
    assert list(buttons["after"]) == ["avsnitt:2026-11-13-gruvan-i-ytterby", "hastighet"]
    assert buttons["over"] == {"hastighet": "1.2"}
    assert buttons["cookies"] == []


def test_the_button_says_pause_while_the_sound_plays(buttons: Told) -> None:
    assert buttons["labels"] == ["Pausa", "Spela"]


def test_the_system_is_told_what_is_heard(buttons: Told) -> None:
    told = buttons["metadata"]
    assert told["title"] == TITLE
    assert told["artist"] == "Kinamedia: Nya kalla kriget"
    assert told["album"] == "Vägen till Baotou", "the chapter being heard"
    assert told["artwork"].endswith("/podd/nya-kalla-kriget/omslag.jpg")


# The transcript


@pytest.fixture(scope="module")
def transcript(listen: Listen) -> Told:
    return listen("transcript")


def test_words_in_the_transcript_lead_to_their_place_and_are_marked(transcript: Told) -> None:
    start = transcript["start"]
    assert start - 0.1 <= transcript["clicked"]["at"] < start + 0.1
    assert transcript["clicked"]["playing"]
    assert transcript["now"] == [transcript["cues"][3]]


def test_the_page_follows_only_a_reader_who_reads_along(transcript: Told) -> None:
    assert transcript["followed"] == ["smooth"]
    assert transcript["still"] == ["instant"], "where motion is not wanted"
    assert transcript["elsewhere"] == [], "who has scrolled away is left in peace"
    assert [words.split("\n")[1] for words in transcript["marked"]] == ["Räcker Kiruna?"]


def test_an_address_with_a_time_leads_to_that_time(listen: Listen) -> None:
    told = listen("address")
    assert told["at"] == 16
    assert told["seen"], "the transcript is open at those words"
    assert not told["playing"]
    assert told["stored"] == {}


# Going on while one reads


@pytest.fixture(scope="module")
def visits(listen: Listen) -> Told:
    return listen("visits")


def test_a_page_visited_while_sound_plays_is_as_good_as_loaded(visits: Told) -> None:
    archive = visits["archive"]
    assert archive["title"] == archive["said"] == "Arkiv – Kinamedia"
    assert archive["canonical"] == "https://kinamedia.example/arkiv/"
    assert (archive["descriptions"], archive["h1"]) == (1, 1)
    assert archive["focus"] == "H1"
    assert archive["current"] == ["Arkiv"]
    assert archive["top"] == visits["article"]["top"] == 0
    assert visits["article"]["pieces"] == 1


def test_the_player_follows_at_the_foot_of_the_window(visits: Told) -> None:
    assert visits["archive"]["foot"]
    assert visits["archive"]["words"] == TITLE


def test_the_sound_plays_on_there_and_back(visits: Told) -> None:
    home = visits["home"]
    assert home["same"], "no page was loaded anew"
    assert home["playing"]
    assert home["gained"] > 0
    assert home["sounds"] == 1
    assert [words.split("\n")[1] for words in home["marked"]] == ["Vägen till Baotou"]
    assert visits["works"] == pytest.approx(-15, abs=0.1), (
        "the page's buttons have the sound that plays"
    )
    assert abs(visits["back"]["top"] - 700) < 20, "where one was on the page gone back to"


def test_one_can_search_while_listening_and_go_to_what_was_found(visits: Told) -> None:
    found = visits["found"]
    assert found["same"]
    assert found["playing"]
    time = int(found["hash"].removeprefix("#t="))
    assert time > 30
    assert time <= found["at"] < time + 1


def test_other_links_are_left_to_the_browser(visits: Told) -> None:
    assert visits["tabs"] == 2, "with Ctrl a new tab"
    assert visits["stayed"]
    assert not visits["nowhere"], "what is no page of ours is loaded"
    assert not visits["silent"], "and so is every page while nothing plays"


def test_an_episode_is_played_from_the_list_and_goes_on_at_its_page(listen: Listen) -> None:
    told = listen("show")
    assert len(told["links"]) == 3
    assert told["links"][0].split("\n") == ["Spela", TITLE]
    assert told["playing"] == "Chippen som inte får säljas"
    assert told["words"] == ["Spela", "Pausa", "Spela"], "only what plays can be paused"
    assert told["button"] == "Pausa"
    assert told["dragged"]["at"] == 20
    assert told["dragged"]["said"].startswith("0:20 av 0:")
    assert told["rested"] == ["Spela"] * 3
    assert told["other"] == TITLE
    assert told["episode"]["playing"]
    assert told["episode"]["same"]
    assert told["episode"]["sounds"] == 1
    assert told["paused"]
    assert told["closed"] == {"playing": False, "hidden": True}


# For everybody


def test_everything_is_within_reach_of_the_keyboard(listen: Listen) -> None:
    told = listen("keyboard")
    assert told["outlines"] == ["solid"] * 6, "where the focus is can be seen"
    assert told["skipped"] == pytest.approx(30, abs=0.1)
    assert told["speed"].split() == ["Hastighet", "1,2×"]
    assert 28 <= told["chapter"]["at"] < 28.5
    assert told["paused"]


def test_without_scripts_there_is_a_player_and_links_into_the_sound(listen: Listen) -> None:
    told = listen("plain")
    assert told["player"]
    assert not told["row"], "no button that does nothing"
    assert [link.partition("#")[2] for link in told["chapters"]] == ["t=0", "t=15", "t=28", "t=39"]
    assert told["arrived"], "an address with a time opens the transcript there"
    assert "Centrum är staden Baotou." in told["words"][1]


KINDS = (
    "index.html",
    "20*/*/index.html",
    "podd/*/*/index.html",
    "podd/*/index.html",
    "arkiv/index.html",
    "20*/index.html",
    "taggar/index.html",
    "taggar/*/index.html",
    "kategorier/*/index.html",
    "forfattare/*/index.html",
    "nyhetsbrev/index.html",
    "nyhetsbrev/*/index.html",
    "om/index.html",
    "sok/index.html",
    "404.html",
)


def test_no_page_asks_anybody_else_and_all_keep_to_a_strict_policy(
    listen: Listen, folder: Path
) -> None:
    paths = [f"/{max(folder.glob(kind)).relative_to(folder)}" for kind in KINDS]
    told = listen("privacy", *(path.removesuffix("index.html") for path in paths))
    assert told["hosts"] == [told["origin"]]
    assert told["cookies"] == []
    assert told["violations"] == []
    assert told["played"] == 3, "the front page, an episode and the podcast"
    assert told["searched"] > 0


def test_the_handbook_gives_the_policy_that_is_tested() -> None:
    handbook = (ROOT / "docs" / "handbok.md").read_text("utf-8")
    assert POLICY in " ".join(handbook.split())


# Episodes for subscribers

CLOSED = (
    "audience: prenumeranter\nmail:\n  send: true\ntranscript: a.vtt\nchapters: ['00:00 Ett']\n"
)
VTT = "WEBVTT\n\n00:01.000 --> 00:03.000\nHemligt sagt.\n"


def test_the_page_of_an_episode_for_subscribers_shows_only_how_it_begins(
    publication: Write,
) -> None:
    root = written(publication, CLOSED, "Början.\n\nHemligheten.", a__vtt=VTT)
    build(BuildOptions(root=root))
    html = beside_the_page(root, "index.html").decode()
    shown = LexborHTMLParser(html)
    assert [node.text().strip() for node in shown.css(".text")] == ["Början."]
    assert not shown.css("audio, .player, .chapters, .transcript, script[data-visit], [download]")
    assert "Avsnittet är för prenumeranter." in shown.body.text()
    assert sorted(path.name for path in (root / "build/site/podd/podden/ett").iterdir()) == [
        "index.html"
    ]


def test_the_sound_for_subscribers_is_led_to_by_the_letter_alone(publication: Write) -> None:
    root = written(publication, CLOSED, "Början.", a__vtt=VTT)
    feed = (root / "feeds/artiklar.yml").read_text("utf-8") + "include: all\n"
    build(BuildOptions(root=publication({"feeds/artiklar.yml": feed})))
    assert "Ett avsnitt" in (root / "build/site/feed.json").read_text("utf-8")
    [sound] = (root / "build/site/media/prenumeranter").glob("*/a.mp3")
    address = sound.relative_to(root / "build/site").as_posix()
    folder = root / "build/editions/2025-02-02-ett"
    for name in ("index.html", "text.txt"):
        assert f"https://prov.example/{address}" in (folder / name).read_text("utf-8"), name
    for path in (root / "build/site").rglob("*"):
        if path.suffix in {".html", ".xml", ".atom", ".json", ".js"}:
            text = path.read_text("utf-8")
            assert sound.parent.name not in text, path
            assert "a.mp3" not in text, path
            assert "Hemligt sagt" not in text, path
    assert not (root / "build/site/media/avsnitt/a.mp3").exists()


def test_an_episode_that_everybody_has_cannot_be_closed_in_silence() -> None:
    public = episode(1)
    closed = replace(public, audience="prenumeranter")
    now = public.date
    ledger = gather(records(site(public), lambda path: path, now))
    [problem] = promises(ledger, site(closed), lambda path: path)
    assert problem.path == public.source
    assert "försvinner ur lyssnarnas appar" in problem.text
    assert "publisher ledger accept avsnitt-1" in problem.hint
    begun = gather(records(site(closed), lambda path: path, now))
    assert begun.records["avsnitt-1"].enclosure is None
    assert promises(begun, site(closed), lambda path: path) == ()
    assert promises(begun, site(public), lambda path: path) == (), "to open one hurts nobody"


def test_the_front_page_and_the_list_offer_only_sound_that_all_may_hear(tmp_path: Path) -> None:
    closed: Episode = episode(3, audience="prenumeranter")
    made = built(tmp_path, site(episode(1), episode(2), closed))
    front = LexborHTMLParser(page(made, "/"))
    assert [node.attributes["data-id"] for node in front.css(".player")] == ["avsnitt-2"]
    show = LexborHTMLParser(page(made, "/podd/nya-kalla-kriget/"))
    assert [node.attributes["data-id"] for node in show.css(".play")] == ["avsnitt-2", "avsnitt-1"]
    assert len(show.css(".item")) == 3


def test_every_player_knows_its_episode(tmp_path: Path) -> None:
    one = episode(1, title="Säg <hej> & ”hej”")
    made = built(tmp_path, site(one))
    [box] = LexborHTMLParser(page(made, one.url)).css(".player")
    told = {name: value for name, value in box.attributes.items() if name.startswith("data-")}
    assert told == {
        "data-id": one.id,
        "data-page": one.url,
        "data-title": one.title,
        "data-show": "Kinamedia: Nya kalla kriget",
        "data-cover": "/podd/nya-kalla-kriget/omslag.jpg",
        "data-seconds": "754",
    }


def test_platforms_have_their_signs_and_the_feed_is_among_them(tmp_path: Path) -> None:
    one = episode(1)
    made = built(tmp_path, site(one))
    shown = LexborHTMLParser(page(made, one.url))
    rows = [
        (a.text().strip(), (a.css_first("use").attributes["href"] or "").partition("#")[2])
        for a in shown.css(".platforms a")
    ]
    assert rows == [("Apple Podcasts", "apple"), ("RSS", "rss")]
    signs = made["site/assets/images/signs.svg"]
    text = signs.read_text("utf-8") if isinstance(signs, Path) else signs.decode()
    assert all(f'id="{name}"' in text for _, name in rows)


def test_a_platform_whose_address_is_not_known_is_shown_nowhere(
    publication: Write, run: Callable[..., Any]
) -> None:
    rows = "platforms:\n  - {title: Spotify}\n  - title: Apple Podcasts\n    url: ''\n"
    root = written(publication, "mail: {send: true}")
    feed = root / "feeds/podden.yml"
    told = re.sub(r"(?m)^platforms:\n(?:  .*\n?)+", rows, feed.read_text("utf-8"))
    feed.write_text(told, "utf-8")
    code, _, said = run("build", cwd=root)
    assert code == 0, said
    shown = [*(root / "build").rglob("*.html"), *(root / "build").rglob("*.txt")]
    assert shown
    for file in shown:
        text = file.read_text("utf-8")
        assert not any(name in text for name in ("Spotify", "Apple Podcasts")), file
    page = LexborHTMLParser(beside_the_page(root, "index.html").decode())
    assert [a.text().strip() for a in page.css(".platforms a")] == ["RSS"]


def test_two_paragraphs_that_begin_in_one_second_share_no_id(publication: Write) -> None:
    vtt = "WEBVTT\n\n00:01.000 --> 00:01.400\n<v Anna>Ja.\n\n00:01.500 --> 00:03.000\n<v Bo>Nej.\n"
    root = written(publication, "transcript: a.vtt", a__vtt=vtt)
    build(BuildOptions(root=root))
    shown = LexborHTMLParser(beside_the_page(root, "index.html").decode())
    assert [node.attributes.get("id") for node in shown.css(".speech")] == ["t=1", None]
    starts = [node.attributes["data-start"] for node in shown.css(".cue")]
    assert starts == ["1.0", "1.5"]
