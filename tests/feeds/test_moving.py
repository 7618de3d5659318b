"""A show of a German broadcaster moves here: 32 real episodes, of which no listener notices a thing.

The feed stays in the shared folder; here is only the adapter that does what the handbook tells an
author to do, with the feed's facts: GUIDs, titles, hours, and sound that stays where it is.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest

from publisher import ledger
from publisher.build import BuildOptions, build
from publisher.cli.main import main
from publisher.feeds.compare import OutsideFeed, compare, fetch, read

ROOT = Path(__file__).parents[2]
SHOW = """\
kind: podcast
title: Radio
description: En podd som flyttar.
author: Radion
owner: {name: Radion, email: radio@prov.example}
image: radio.jpg
categories: [{name: Music, sub: Music Interviews}]
language: de
"""


def episode(item: Any, number: int) -> str:
    sound = item.enclosures[0]
    minutes, seconds = item.itunes_duration.split(":")
    head = {
        "title": item.title,
        "date": item.published_parsed
        and "{:04}-{:02}-{:02} {:02}:{:02}:{:02}+00:00".format(*item.published_parsed[:6]),
        "guid": item.id,
        "show": "radio",
        "number": number,
        "audio": sound.href,
        "bytes": int(sound.length),
        "seconds": int(minutes) * 60 + int(seconds),
    }
    bare = {"date", "number", "bytes", "seconds"}
    rows = (
        f"{name}: {value if name in bare else json.dumps(value, ensure_ascii=False)}"
        for name, value in head.items()
    )
    return "\n".join(("---", *rows, "---", "", f"Avsnitt {number}.", ""))


@pytest.fixture(scope="module")
def old(shared: Path) -> Path:
    return shared / "real-input/podcast/german-radio-32-episodes.rss"


@pytest.fixture
def moved(old: Path, publication: Callable[..., Path]) -> Path:
    items = feedparser.parse(old.read_bytes().strip()).entries
    files = {
        f"content/avsnitt/{number:03}.md": episode(item, number)
        for number, item in zip(range(len(items), 0, -1), items, strict=True)
    }
    root = publication({"feeds/radio.yml": SHOW, **files})
    shutil.copy(ROOT / "feeds/nya-kalla-kriget.jpg", root / "feeds/radio.jpg")
    build(BuildOptions(root=root, jobs=1))
    return root


def facts(feed: OutsideFeed) -> list[tuple[object, ...]]:
    return [
        (each.guid, each.title, each.date, each.url, each.bytes, each.mime)
        for each in feed.episodes
    ]


def test_the_moved_show_carries_the_same_32_guids_in_the_same_order(old: Path, moved: Path) -> None:
    before = read(fetch(str(old)).data, "gammalt")
    after = read((moved / "build/site/podd/radio.xml").read_bytes(), "nytt")
    assert len(before.episodes) == 32
    assert [each.guid for each in after.episodes] == [each.guid for each in before.episodes]
    assert facts(after) == facts(before)
    assert compare(before, after).same == 32


def test_gpodder_s_own_parser_sees_the_same_episodes(old: Path, moved: Path) -> None:
    def seen(file: Path) -> list[tuple[object, ...]]:
        with file.open("rb") as stream:
            if stream.read(1) != b"\n":
                stream.seek(0)
            parsed = podcastparser.parse("https://x.example/feed.xml", stream)
        return [
            (
                each["guid"],
                each["title"],
                each["published"],
                each["total_time"],
                each["enclosures"][0]["url"],
                each["enclosures"][0]["file_size"],
            )
            for each in parsed["episodes"]
        ]

    before = seen(old)
    assert len(before) == 32
    assert seen(moved / "build/site/podd/radio.xml") == before


def test_the_command_tells_that_nobody_loses_anything_and_what_is_left_to_do(
    old: Path, moved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["feed", "compare", str(old), str(moved / "build/site/podd/radio.xml")])
    said = capsys.readouterr()
    assert (ended.value.code, said.err) == (0, "")
    assert "\n32 avsnitt är helt lika.\n" in said.out
    assert "1. Skriv new_feed_url: https://prov.example/podd/radio.xml i poddens fil" in said.out
    assert "3. Låt https://www.dasding.de/~podcast/" in said.out


def test_its_guids_and_its_sound_are_promised_like_all_other(old: Path, moved: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["deploy", "-q", "--config", str(moved / "mkdocs.yml")])
    assert ended.value.code == 0
    book, problems = ledger.read(moved)
    assert problems == ()
    before = read(fetch(str(old)).data, "gammalt")
    guids = {each.guid for each in book.records.values() if each.kind == "episode"}
    assert guids == {each.guid for each in before.episodes}
    assert {url: sound for url, (_, sound) in book.enclosures.items()} == {
        each.url: ledger.PromisedEnclosure(url=each.url, bytes=each.bytes or 0, sha256="")
        for each in before.episodes
    }
    build(BuildOptions(root=moved, jobs=1))
