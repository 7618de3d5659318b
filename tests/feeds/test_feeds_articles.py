"""The articles' feed, read back by feedparser and lxml: every field arrives as it was written."""

from __future__ import annotations

from calendar import timegm
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Any

import feedparser
import pytest
from lxml import etree
from sample.feeds import (
    ARTICLE,
    EPISODE,
    FEED,
    HTML,
    NASTY,
    NASTY_READ,
    STOCKHOLM,
    article_feed,
    context,
    made,
)

from publisher.model import Article


def parsed(feed: bytes) -> Any:
    """What a reader that follows every rule makes of it; anything not well-formed is an error."""
    found = feedparser.parse(feed, sanitize_html=False)
    assert not found.bozo, found.bozo_exception
    return found


def moment(parsed: struct_time) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)


def series(number: int) -> list[Article]:
    """That many articles, newest first, one a day."""
    return [
        replace(
            ARTICLE,
            id=f"a{n}",
            url=f"/2025/a{n}/",
            title=f"Artikel {n}",
            date=ARTICLE.date + timedelta(days=n),
        )
        for n in reversed(range(number))
    ]


def test_the_channel() -> None:
    channel = parsed(article_feed(ARTICLE)).feed
    assert channel.title == "Kinamedia"
    assert channel.subtitle == "Nytt om Kina."
    assert channel.link == "https://kinamedia.example/"
    assert channel.language == "sv"
    assert channel.rights == "© Kinamedia"
    assert channel.generator == "kinamedia-publisher"
    [own] = [link.href for link in channel.links if link.rel == "self"]
    assert own == "https://kinamedia.example/feed.xml"


def test_an_item() -> None:
    [item] = parsed(article_feed(ARTICLE)).entries
    assert item.id == "2025-02-02-rals"
    assert not item.guidislink
    assert item.title == "Räls till Laos"
    assert item.link == "https://kinamedia.example/2025/rals/"
    assert item.published == "Sun, 02 Feb 2025 08:30:00 +0100"
    assert moment(item.published_parsed) == ARTICLE.date
    assert item.summary == "Tåget går i dag."
    assert [author.name for author in item.authors] == ["Redaktionen", "Åsa Öberg"]
    assert [tag.term for tag in item.tags] == ["Ekonomi", "tåg", "Laos"]
    assert not item.enclosures


def test_the_guid_is_no_permanent_link() -> None:
    [guid] = etree.fromstring(article_feed(ARTICLE)).iter("guid")
    assert guid.attrib == {"isPermaLink": "false"}
    assert guid.text == ARTICLE.id


def test_the_guid_outlives_title_and_address() -> None:
    moved = replace(ARTICLE, title="Nytt namn", url="/2025/nytt-namn/", source="content/nytt.md")
    assert parsed(article_feed(moved)).entries[0].id == parsed(article_feed(ARTICLE)).entries[0].id


def test_the_whole_text_is_there_with_absolute_addresses() -> None:
    [content] = parsed(article_feed(ARTICLE)).entries[0].content
    assert content.type == "text/html"
    whole = (
        HTML.replace('"/2025/annat/"', '"https://kinamedia.example/2025/annat/"')
        .replace('"/media/', '"https://kinamedia.example/media/')
        .replace('"#fn:1"', '"https://kinamedia.example/2025/rals/#fn:1"')
    )
    # feedparser writes the fragment anew; what lxml reads is what we wrote.
    assert encoded(article_feed(ARTICLE)) == f"<p><strong>Tåget går i dag.</strong></p>\n{whole}"
    assert "https://kinamedia.example/media/karta.jpg" in content.value


def encoded(feed: bytes) -> str:
    [content] = etree.fromstring(feed).iter("{http://purl.org/rss/1.0/modules/content/}encoded")
    return content.text or ""


def test_a_site_below_a_path() -> None:
    feed = article_feed(ARTICLE, site_url="https://x.example/y/")
    [item] = parsed(feed).entries
    assert item.link == "https://x.example/y/2025/rals/"
    assert parsed(feed).feed.link == "https://x.example/y/"
    assert 'href="https://x.example/y/2025/annat/"' in encoded(feed)
    assert 'href="https://x.example/y/2025/rals/#fn:1"' in encoded(feed)
    assert 'href="/' not in encoded(feed)


def test_without_a_dek_the_summary_stands_in() -> None:
    feed = article_feed(replace(ARTICLE, description=""))
    assert parsed(feed).entries[0].summary == "Sammanfattning."
    assert encoded(feed).startswith("<p>Läs")


@pytest.mark.parametrize("dek", ["", "Tåget går i dag."])
def test_what_is_for_subscribers_does_not_leak(dek: str) -> None:
    secret = replace(ARTICLE, audience="prenumeranter", description=dek)
    feed = article_feed(secret, html={ARTICLE.id: "<p>HEMLIGT</p>"})
    assert b"HEMLIGT" not in feed
    assert b"Sammanfattning" not in feed, "the summary is made from the whole text"
    assert parsed(feed).entries[0].summary == (dek or "Läs mer.")
    text = encoded(feed)
    assert "Läs <a href='https://kinamedia.example/2025/annat/'>mer</a>." in text
    assert "Hela texten går till prenumeranterna." in text
    assert '<a href="https://kinamedia.example/prenumerera/">Prenumerera på Kinamedia</a>' in text


def test_text_that_breaks_feeds() -> None:
    nasty = replace(ARTICLE, title=NASTY, description=NASTY, tags=(NASTY,), categories=())
    html = {ARTICLE.id: f"<p>a ]]> b {chr(7)} å</p>"}
    feed = article_feed(nasty, html=html, feeds=(replace(FEED, title=NASTY, description=NASTY),))
    found = parsed(feed)
    [item] = found.entries
    assert found.feed.title == item.title == item.tags[0].term == NASTY_READ
    assert encoded(feed).endswith("<p>a ]]> b  å</p>")
    described = etree.fromstring(feed).findtext("channel/item/description")
    assert described == NASTY_READ.replace("<f", "&lt;f"), "a description is HTML"


def test_the_newest_and_no_more() -> None:
    feed = article_feed(*series(5), feeds=(replace(FEED, newest=3),))
    assert [item.id for item in parsed(feed).entries] == ["a4", "a3", "a2"]


def test_episodes_are_not_articles() -> None:
    assert [item.id for item in parsed(article_feed(EPISODE, ARTICLE)).entries] == [ARTICLE.id]


def test_the_feed_is_as_old_as_what_is_in_it() -> None:
    revised = datetime(2025, 5, 1, 12, 0, tzinfo=STOCKHOLM)
    one, two = series(2)
    assert moment(parsed(article_feed(one, two)).feed.updated_parsed) == one.date
    feed = article_feed(one, replace(two, updated=revised))
    assert moment(parsed(feed).feed.updated_parsed) == revised


def test_an_empty_feed_says_nothing_of_when() -> None:
    found = parsed(article_feed())
    assert found.entries == []
    assert found.feed.title == "Kinamedia"
    assert "updated" not in found.feed


def test_the_feed_lies_at_its_address() -> None:
    other = replace(FEED, id="kort", address="/kort.xml", newest=1)
    feeds = made(context(*series(2), feeds=(FEED, other), shows=()))
    assert list(feeds) == ["site/feed.xml", "site/kort.xml"]
    assert len(parsed(feeds["site/kort.xml"]).entries) == 1
    [own] = [link.href for link in parsed(feeds["site/kort.xml"]).feed.links if link.rel == "self"]
    assert own == "https://kinamedia.example/kort.xml"


def test_the_same_publication_gives_the_same_bytes() -> None:
    assert article_feed(*series(3)) == article_feed(*series(3))
