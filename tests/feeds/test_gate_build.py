"""The gate in its place: what builds and checks do with what it finds."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
from sample.episodes import EPISODE_MD, SHOW_YML, SOUND
from sample.pictures import cover
from sample.recordings import recording

from publisher.build import BuildOptions, build, check
from publisher.feeds import gate
from publisher.problems import Problem, PublisherError


@pytest.fixture
def podcast(publication: Callable[..., Path]) -> Callable[..., Path]:
    """A function that writes a publication with a show of one episode, changed as told."""

    def write(**files: Any) -> Path:
        return publication(
            {
                "feeds/provpodden.yml": files.get("show", SHOW_YML),
                "feeds/provpodden.jpg": files.get("cover", cover()),
                "content/avsnitt/ett.md": files.get("episode", EPISODE_MD),
                "content/avsnitt/ett.mp3": files.get("sound", SOUND),
            }
        )

    return write


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(each.path, each.text) for each in problems if "LUFS" not in each.text]


def refused(root: Path) -> tuple[Problem, ...]:
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, jobs=1))
    return caught.value.problems


def test_a_good_show_builds_and_checks_without_a_word(podcast: Callable[..., Path]) -> None:
    root = podcast()
    assert told(check(BuildOptions(root=root, jobs=1))) == []
    assert told(build(BuildOptions(root=root, jobs=1)).problems) == []
    assert told(check(BuildOptions(root=root, jobs=1))) == []


def test_a_fault_in_a_feed_stops_the_build_and_names_the_text(
    podcast: Callable[..., Path],
) -> None:
    title = "En rubrik som aldrig tar slut " * 10
    root = podcast(episode=EPISODE_MD.replace("Ett avsnitt", title))
    problems = refused(root)
    assert {each.path for each in problems} == {"content/avsnitt/ett.md"}
    assert "Apple tar högst 255" in problems[0].text
    assert not (root / "build" / "site").exists()
    assert told(check(BuildOptions(root=root, jobs=1))) == told(problems)
    podcast()
    assert build(BuildOptions(root=root, jobs=1)).added


def test_advice_is_given_again_while_the_feed_is_the_same(podcast: Callable[..., Path]) -> None:
    root = podcast(episode=EPISODE_MD.replace("Ett avsnitt", "12. Ett avsnitt"))
    advice = [
        (
            "content/avsnitt/ett.md",
            "rubriken ”12. Ett avsnitt” börjar med ett nummer, som apparna redan visar",
        )
    ]
    options = BuildOptions(root=root, jobs=1)
    assert told(check(options)) == advice
    assert told(build(options).problems) == advice
    assert told(build(options).problems) == advice, "nothing changed"
    article = root / "content" / "artiklar" / "2025" / "forsta.md"
    article.write_text(article.read_text("utf-8") + "\nMera.\n", "utf-8")
    assert told(build(options).problems) == advice, "the show's feed was not made anew"
    assert told(check(options)) == advice
    podcast()
    assert told(build(options).problems) == []
    assert told(check(options)) == []


def test_feeds_are_judged_once_for_each_time_they_are_made(
    podcast: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []
    real = gate.verify

    def verify(path: str, *rest: Any) -> Any:
        judged.append(path)
        return real(path, *rest)

    monkeypatch.setattr(gate, "verify", verify)
    root = podcast()
    build(BuildOptions(root=root, jobs=1))
    assert {"site/podd/provpodden.xml", "site/feed.xml"} <= set(judged)
    judged.clear()
    check(BuildOptions(root=root, jobs=1))
    assert judged == []
    page = root / "content" / "sidor" / "prenumerera.md"
    page.write_text(page.read_text("utf-8") + "\nMera.\n", "utf-8")
    build(BuildOptions(root=root, jobs=1))
    assert judged == []


def test_a_size_that_is_not_the_file_s_stops_the_build(
    podcast: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = podcast()
    real = gate.verify

    def verify(path: str, data: bytes, *rest: Any) -> Any:
        return real(path, data.replace(b'length="', b'length="1'), *rest)

    monkeypatch.setattr(gate, "verify", verify)
    [problem] = refused(root)
    assert problem.path == "content/avsnitt/ett.md"
    assert "flödet säger att ljudfilen är" in problem.text


def test_a_playing_time_that_ffprobe_does_not_find_is_told(
    podcast: Callable[..., Path], tool: Callable[[str], str]
) -> None:
    tool("ffprobe")
    from dataclasses import replace

    from sample.feeds import EPISODE, context

    root = podcast()
    sound = recording("content/avsnitt/ett.mp3", seconds=1861.6)
    sample = context(replace(EPISODE, sound=sound), root=root)
    kept: dict[str, float] = {}

    class Kept:
        def get(self, hash_: str) -> float | None:
            return kept.get(hash_)

        def put(self, hash_: str, seconds: float) -> None:
            kept[hash_] = seconds

    [problem] = gate.verify_sounds(sample, Kept())
    assert (problem.path, problem.fatal) == (EPISODE.source, False)
    assert "avsnittets längd är 1861,6 s i flödet men " in problem.text
    [seconds] = kept.values()
    right = replace(EPISODE, sound=recording(sound.path, seconds=seconds + 0.9))
    assert [*gate.verify_sounds(context(right, root=root), Kept())] == []
    shutil.rmtree(root / "content")
    assert [*gate.verify_sounds(context(right, root=root), Kept())] == [], "measured once"


def test_a_show_without_episodes_is_published_with_advice(podcast: Callable[..., Path]) -> None:
    root = podcast(episode=None, sound=None)
    [(path, text)] = told(build(BuildOptions(root=root, jobs=1)).problems)
    assert path == "feeds/provpodden.yml"
    assert "har inga avsnitt" in text
    feed = feedparser.parse((root / "build/site/podd/provpodden.xml").read_bytes())
    assert not feed.bozo
    assert feed.entries == []


def test_an_episode_whose_show_is_gone(podcast: Callable[..., Path]) -> None:
    root = podcast(show=None)
    problems = refused(root)
    assert ("content/avsnitt/ett.md", "podden ”provpodden” finns inte: feeds/provpodden.yml saknas") in told(problems)  # fmt: skip


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (cover("CMYK"), "omslaget är i CMYK, inte RGB"),
        (cover("L"), "omslaget är i gråskala, inte RGB"),
        (cover(pixels=1399), "omslaget är för litet: 1399 × 1399 bildpunkter"),
    ],
)
def test_covers_that_apple_refuses(podcast: Callable[..., Path], data: bytes, text: str) -> None:
    root = podcast(cover=data)
    assert ("feeds/provpodden.yml", text) in told(refused(root))


@pytest.mark.parametrize(
    ("old", "new", "text", "hint"),
    [
        ("name: News", "name: Newss", "Apple har ingen kategori ”Newss”", "Menade du ”News”?"),
        ("author:", "medium: radio\nauthor:", "”medium” är inget som poddappar känner", "Skriv podcast, music"),
        ("author:", "hosts: [{name: Bo, role: programledare}]\nauthor:", "”role” kan inte vara ”programledare”", "Menade du ”host”?"),
        ("author:", "hosts: [{name: Bo, role: Värd}]\nauthor:", "”role” kan inte vara ”Värd”", "Menade du ”host”?"),
        ("author:", "hosts: [{name: Bo, role: medvärd}]\nauthor:", "”role” kan inte vara ”medvärd”", "Menade du ”co-host”?"),
        ("author:", "hosts: [{name: Bo, role: gest}]\nauthor:", "”role” kan inte vara ”gest”: poddapparna har ingen sådan roll", "Menade du ”guest”?"),
        ("author:", "update_frequency: {text: Ofta, rrule: ibland}\nauthor:", "”rrule” är ingen upprepning enligt iCalendar", "FREQ=WEEKLY;BYDAY=FR"),
        ("author:", "new_feed_url: ny.xml\nauthor:", "”new_feed_url” är ingen webbadress", "https://"),
        ("author:", "publisher: {guid: x}\nauthor:", "”guid” är ingen UUID", ""),
        ("author:", f"funding: [{{title: {'x' * 129}, url: 'https://x.se/'}}]\nauthor:", "har 129 tecken", ""),
        ("En podd för prov.", "Å" * 10_000, "är 20000 byte; Apple tar högst 4000", "två byte"),
    ],
)  # fmt: skip
def test_settings_that_no_app_would_understand(
    podcast: Callable[..., Path], old: str, new: str, text: str, hint: str
) -> None:
    root = podcast(show=SHOW_YML.replace(old, new))
    [problem] = refused(root)
    assert problem.path == "feeds/provpodden.yml"
    assert problem.line
    assert text in problem.text
    assert hint in problem.hint


def test_everything_a_show_s_file_can_say_reaches_its_feed(podcast: Callable[..., Path]) -> None:
    more = """\
funding: [{title: Stöd podden, url: "https://stod.example/"}]
medium: newsletter
update_frequency: {text: Varje fredag, rrule: FREQ=WEEKLY;BYDAY=FR}
new_feed_url: https://ny.example/podd.xml
block: true
complete: true
verify: S6lpp-7ZCn8
publisher: {guid: 003af0a0-6a45-55cf-b765-68e3d349551a, url: "https://utgivare.example/alla.xml"}
hub: https://hubb.example/
hosts: [{name: Bo, role: Audio Editor}]
"""
    root = podcast(show=SHOW_YML + more)
    assert told(build(BuildOptions(root=root, jobs=1)).problems) == []
    feed = (root / "build/site/podd/provpodden.xml").read_text("utf-8")
    for written in (
        '<podcast:funding url="https://stod.example/">Stöd podden<',
        "<podcast:medium>newsletter<",
        '<podcast:updateFrequency rrule="FREQ=WEEKLY;BYDAY=FR" complete="true">Varje fredag<',
        "<itunes:new-feed-url>https://ny.example/podd.xml<",
        "<itunes:block>Yes<",
        "<itunes:complete>Yes<",
        '<podcast:txt purpose="verify">S6lpp-7ZCn8<',
        'feedGuid="003af0a0-6a45-55cf-b765-68e3d349551a"',
        'feedUrl="https://utgivare.example/alla.xml"',
        'rel="hub" href="https://hubb.example/"',
        '<podcast:person role="audio editor" group="audio post-production">Bo<',
    ):
        assert written in feed


def test_a_guest_with_a_role_that_nobody_knows(podcast: Callable[..., Path]) -> None:
    people = "number: 1\npeople:\n  - name: Bo\n    role: gäst"
    root = podcast(episode=EPISODE_MD.replace("number: 1", people))
    [problem] = refused(root)
    assert (problem.path, problem.line) == ("content/avsnitt/ett.md", 10)
    assert problem.hint.startswith("Menade du ”guest”?")


def test_text_of_ten_thousand_characters_and_every_awkward_sign(
    podcast: Callable[..., Path],
) -> None:
    long = "Räksmörgås & <fika> ]]> 🇸🇪 " * 400
    episode = EPISODE_MD.replace("Kort.", f"'{long}'").replace("Text.", long.replace("<", "&lt;"))
    root = podcast(episode=episode.replace("Ett avsnitt", "'Räka & <fika> ]]> 🦐'"))
    assert told(build(BuildOptions(root=root, jobs=1)).problems) == []
    [entry] = feedparser.parse((root / "build/site/podd/provpodden.xml").read_bytes()).entries
    assert len(entry.summary.encode()) <= 4000
    assert "🦐" in entry.title
