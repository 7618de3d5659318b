"""The Atom feed, read back by feedparser and lxml: every field arrives as it was written."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree
from sample.feeds import ARTICLE, EPISODE, FEED, NASTY, NASTY_READ, STOCKHOLM, context, made

from publisher.feeds.atom import atom_id
from publisher.model import Article, Episode

ATOM = replace(FEED, formats=("rss", "atom"), include="all", hub="https://hub.example/")
SPACE = {"a": "http://www.w3.org/2005/Atom"}
REVISED = datetime(2025, 5, 1, 12, 0, tzinfo=STOCKHOLM)


def atom(*pieces: Article | Episode, **about: Any) -> bytes:
    return made(context(*pieces, **{"feeds": (ATOM,), **about}))["site/feed.atom"]


def parsed(feed: bytes) -> Any:
    found = feedparser.parse(feed, sanitize_html=False)
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found


def texts(feed: bytes, path: str) -> list[str]:
    return [str(text) for text in etree.fromstring(feed).xpath(path, namespaces=SPACE)]


def test_the_feed() -> None:
    feed = parsed(atom(ARTICLE)).feed
    assert feed.id == "tag:kinamedia.example,2026:feed:artiklar"
    assert feed.title == "Kinamedia"
    assert feed.subtitle == "Nytt om Kina."
    assert feed.updated == "2025-02-02T08:30:00+01:00"
    assert feed.language == "sv"
    assert feed.author == "Kinamedia"
    assert feed.rights == "© Kinamedia"
    assert feed.generator == "kinamedia-publisher"
    assert [(link.rel, link.get("type"), link.href) for link in feed.links] == [
        ("self", "application/atom+xml", "https://kinamedia.example/feed.atom"),
        ("alternate", "text/html", "https://kinamedia.example/"),
        ("hub", "text/html", "https://hub.example/"),  # feedparser's own guess of the type
    ]


def test_an_entry() -> None:
    [entry] = parsed(atom(replace(ARTICLE, updated=REVISED))).entries
    assert entry.id == "tag:kinamedia.example,2026:2025-02-02-rals"
    assert entry.title == "Räls till Laos"
    assert entry.link == "https://kinamedia.example/2025/rals/"
    assert entry.published == "2025-02-02T08:30:00+01:00"
    assert entry.updated == "2025-05-01T12:00:00+02:00"
    assert entry.summary == "Tåget går i dag."
    assert [author.name for author in entry.authors] == ["Redaktionen", "Åsa Öberg"]
    assert [tag.term for tag in entry.tags] == ["Ekonomi", "tåg", "Laos"]
    assert "enclosures" not in entry or not entry.enclosures
    assert entry.content[0].type == "text/html"


def test_an_episode_keeps_its_sound_apart_from_its_page() -> None:
    [entry] = parsed(atom(EPISODE)).entries
    assert entry.link == "https://kinamedia.example/podd/nya-kalla-kriget/tull/"
    [sound] = entry.enclosures
    assert (sound.href, sound.type, sound.length) == (
        "https://kinamedia.example/media/avsnitt/tull.mp3",
        "audio/mpeg",
        "1234567",
    )


def test_without_an_update_an_entry_was_updated_when_it_was_published() -> None:
    [entry] = parsed(atom(ARTICLE)).entries
    assert entry.updated == entry.published == "2025-02-02T08:30:00+01:00"


def test_the_text_is_the_same_as_in_rss() -> None:
    feeds = made(context(EPISODE, ARTICLE, feeds=(ATOM,)))
    rss = etree.fromstring(feeds["site/feed.xml"])
    encoded = rss.findall(".//{http://purl.org/rss/1.0/modules/content/}encoded")
    assert texts(feeds["site/feed.atom"], "//a:content/text()") == [one.text for one in encoded]
    assert texts(feeds["site/feed.atom"], "//a:content/@type") == ["html", "html"]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Nytt"},
        {"url": "/2026/nytt/"},
        {"date": REVISED},
        {"source": "content/nytt.md", "updated": REVISED},
    ],
)
def test_the_id_outlives_title_address_and_date(change: dict[str, Any]) -> None:
    assert texts(atom(replace(ARTICLE, **change)), "//a:entry/a:id/text()") == [
        "tag:kinamedia.example,2026:2025-02-02-rals"
    ]


def test_the_ids_stay_when_the_site_moves_to_another_host() -> None:
    feed = replace(ATOM, id_host="kinamedia.example")
    moved = atom(ARTICLE, feeds=(feed,), site_url="https://ny.example:8000/y/")
    assert texts(moved, "//a:id/text()") == texts(atom(ARTICLE), "//a:id/text()")
    without = atom(ARTICLE, site_url="https://ny.example:8000/y/")
    assert texts(without, "//a:feed/a:id/text()") == ["tag:ny.example,2026:feed:artiklar"]


@pytest.mark.parametrize(
    ("guid", "id_"),
    [
        ("2025-02-02-rals", "tag:x.se,2026:2025-02-02-rals"),
        ("https://gamla.example/?p=123", "https://gamla.example/?p=123"),
        ("urn:uuid:37f2ef90-bb36-5957-b5f1-16c2570d9284",) * 2,
        ("123 på gamla <sajten>", "tag:x.se,2026:123%20p%C3%A5%20gamla%20%3Csajten%3E"),
        ("https://gamla.example/å", "https://gamla.example/å"),
        ("https://gamla.example/ å", "tag:x.se,2026:https:%2F%2Fgamla.example%2F%20%C3%A5"),
    ],
)
def test_an_id_is_always_an_absolute_iri(guid: str, id_: str) -> None:
    assert atom_id("x.se", guid) == id_


def test_the_newest_first_and_in_one_order_when_the_hour_is_the_same() -> None:
    a, b = replace(ARTICLE, id="a"), replace(ARTICLE, id="b")
    one, other = atom(b, a, EPISODE), atom(a, b, EPISODE)
    ids = texts(one, "//a:entry/a:id/text()")
    assert [id_.rpartition(":")[2] for id_ in ids] == [EPISODE.id, "b", "a"]
    assert one == other


def test_the_feed_is_as_new_as_its_newest_change() -> None:
    old = replace(ARTICLE, updated=REVISED)
    assert parsed(atom(EPISODE, old)).feed.updated == "2025-05-01T12:00:00+02:00"


def test_an_empty_feed_was_never_updated() -> None:
    assert parsed(atom()).feed.updated == "2000-01-01T00:00:00+00:00"
    assert atom() == atom()


@pytest.mark.parametrize("dek", ["", "Tåget går i dag."])
def test_what_is_for_subscribers_does_not_leak(dek: str) -> None:
    secret = replace(ARTICLE, audience="prenumeranter", description=dek)
    feed = atom(secret, html={ARTICLE.id: "<p>HEMLIGT</p>"})
    assert b"HEMLIGT" not in feed
    assert b"Sammanfattning" not in feed, "the summary is made from the whole text"
    assert parsed(feed).entries[0].summary == (dek or "Läs mer.")
    assert "Hela texten går till prenumeranterna." in parsed(feed).entries[0].content[0].value


def test_text_that_breaks_feeds(tool: Callable[[str], str], tmp_path: Path) -> None:
    nasty = replace(ARTICLE, title=NASTY, description=NASTY, tags=(NASTY,), categories=())
    named = replace(ATOM, title=NASTY, description=NASTY)
    feed = atom(nasty, html={ARTICLE.id: f"<p>a ]]> b {chr(7)} å</p>"}, feeds=(named,))
    [entry] = parsed(feed).entries
    assert texts(feed, "/a:feed/a:title/text()") == [NASTY_READ]
    assert texts(feed, "/a:feed/a:subtitle/text()") == [NASTY_READ]
    assert texts(feed, "//a:entry/a:title/text()") == [NASTY_READ]
    assert entry.tags[0].term == NASTY_READ
    assert texts(feed, "//a:content/text()")[0].endswith("<p>a ]]> b  å</p>")
    file = tmp_path / "feed.atom"
    file.write_bytes(feed)
    command = [tool("xmllint"), "--noout", str(file)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
