"""The JSON feed, read back field by field, and judged by the schema of JSON Feed 1.1."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from sample.feeds import ARTICLE, EPISODE, FEED, NASTY, NASTY_READ, STOCKHOLM, context, made

from publisher.model import Article, Episode, Image

JUDGE = Path(__file__).parents[1] / "tools" / "jsonfeed.js"
JSON = replace(FEED, formats=("rss", "json"), include="all", hub="https://hub.example/")
REVISED = datetime(2025, 5, 1, 12, 0, tzinfo=STOCKHOLM)
PICTURE = Image(source="content/b.jpg", url="/media/b.jpg", width=10, height=10)

Judge = Callable[[bytes], list[str]]


def written(*pieces: Article | Episode, **about: Any) -> bytes:
    return made(context(*pieces, **{"feeds": (JSON,), **about}))["site/feed.json"]


def feed(*pieces: Article | Episode, **about: Any) -> Any:
    return json.loads(written(*pieces, **about))


@pytest.fixture
def judge(tool: Callable[[str], str], node_module: Callable[[str], Path], tmp_path: Path) -> Judge:
    """What the schema has to say of a feed."""
    node_module("jsonfeed-schema"), node_module("ajv"), node_module("ajv-formats")

    def run(data: bytes) -> list[str]:
        file = tmp_path / "feed.json"
        file.write_bytes(data)
        done = subprocess.run(
            [tool("node"), str(JUDGE), str(file)], capture_output=True, check=False, text=True
        )
        assert done.returncode == 0, done.stderr
        faults: list[str] = json.loads(done.stdout)
        return faults

    return run


def test_the_feed() -> None:
    found = feed(ARTICLE)
    del found["items"]
    assert found == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Kinamedia",
        "home_page_url": "https://kinamedia.example/",
        "feed_url": "https://kinamedia.example/feed.json",
        "description": "Nytt om Kina.",
        "user_comment": found["user_comment"],
        "authors": [{"name": "Kinamedia"}],
        "language": "sv",
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
    }
    assert "https://kinamedia.example/feed.json" in found["user_comment"]


def test_an_item() -> None:
    [item] = feed(replace(ARTICLE, updated=REVISED, image=PICTURE))["items"]
    assert item.pop("content_html").startswith("<p><strong>Tåget går i dag.</strong></p>\n<p>Läs")
    assert item == {
        "id": "2025-02-02-rals",
        "url": "https://kinamedia.example/2025/rals/",
        "title": "Räls till Laos",
        "summary": "Tåget går i dag.",
        "image": "https://kinamedia.example/media/b.jpg",
        "date_published": "2025-02-02T08:30:00+01:00",
        "date_modified": "2025-05-01T12:00:00+02:00",
        "authors": [
            {"name": "Redaktionen", "url": "https://kinamedia.example/forfattare/redaktionen/"},
            {"name": "Åsa Öberg", "url": "https://kinamedia.example/forfattare/asa/"},
        ],
        "tags": ["Ekonomi", "tåg", "Laos"],
    }


def test_what_was_never_revised_has_no_date_for_it() -> None:
    assert "date_modified" not in feed(ARTICLE)["items"][0]


def test_an_episode_has_its_sound() -> None:
    [item] = feed(EPISODE)["items"]
    assert item["attachments"] == [
        {
            "url": "https://kinamedia.example/media/avsnitt/tull.mp3",
            "mime_type": "audio/mpeg",
            "size_in_bytes": 1_234_567,
            "duration_in_seconds": 1862,
        }
    ]


def test_the_text_is_the_same_as_in_rss() -> None:
    feeds = made(context(EPISODE, ARTICLE, feeds=(JSON,)))
    rss = etree.fromstring(feeds["site/feed.xml"])
    encoded = rss.findall(".//{http://purl.org/rss/1.0/modules/content/}encoded")
    items = json.loads(feeds["site/feed.json"])["items"]
    assert [item["content_html"] for item in items] == [one.text for one in encoded]
    assert [item["id"] for item in items] == [one.text for one in rss.iter("guid")]


@pytest.mark.parametrize("dek", ["", "Tåget går i dag."])
def test_what_is_for_subscribers_does_not_leak(dek: str) -> None:
    secret = replace(ARTICLE, audience="prenumeranter", description=dek)
    data = written(secret, html={ARTICLE.id: "<p>HEMLIGT</p>"})
    assert b"HEMLIGT" not in data
    assert b"Sammanfattning" not in data, "the summary is made from the whole text"
    [item] = json.loads(data)["items"]
    assert item["summary"] == (dek or "Läs mer.")
    assert "Hela texten går till prenumeranterna." in item["content_html"]


def test_text_that_breaks_feeds_is_the_same_text_here() -> None:
    nasty = replace(ARTICLE, title=NASTY, description=NASTY, tags=(NASTY,), categories=())
    found = feed(nasty, feeds=(replace(JSON, title=NASTY, description=NASTY),))
    [item] = found["items"]
    assert found["title"] == found["description"] == NASTY_READ
    assert item["title"] == item["summary"] == item["tags"][0] == NASTY_READ


def test_the_same_publication_gives_the_same_bytes() -> None:
    assert written(EPISODE, ARTICLE) == written(EPISODE, ARTICLE)
    assert written(ARTICLE).endswith(b"}\n")


def test_the_schema_has_nothing_to_say(judge: Judge) -> None:
    bare = replace(ARTICLE, id="kal", description="", tags=(), categories=(), authors=())
    nasty = replace(ARTICLE, id="ful", title=NASTY, description=NASTY, updated=REVISED)
    assert judge(written(EPISODE, nasty, bare, html={"kal": ""})) == []
    assert judge(written()) == []


def test_the_schema_would_have_said_it(judge: Judge) -> None:
    found = feed(ARTICLE)
    del found["items"][0]["id"]
    found["items"][0]["date_published"] = "2 februari 2025"
    assert len(judge(json.dumps(found).encode())) == 2
