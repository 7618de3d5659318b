"""A show's feed, read back by feedparser, podcastparser (gPodder's own) and lxml."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from subprocess import run
from typing import Any
from uuid import UUID

import feedparser
import podcastparser
import pytest
from lxml import etree
from sample.feeds import (
    CHAPTERS,
    EPISODE,
    NASTY,
    NASTY_READ,
    SHOW,
    context,
    made,
    podcast,
)
from sample.feeds import SERIAL as FULL
from sample.recordings import recording

from publisher.feeds.podcasting import guid
from publisher.model import Category, Credit, Enclosure, Image

NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "atom": "http://www.w3.org/2005/Atom",
}
PSC = {"psc": "http://podlove.org/simple-chapters"}


def gpodder(feed: bytes) -> Any:
    return podcastparser.parse("https://kinamedia.example/podd/nya-kalla-kriget.xml", BytesIO(feed))


def texts(feed: bytes, path: str) -> list[str | None]:
    return [element.text for element in etree.fromstring(feed).iterfind(path, NAMESPACES)]


def attributes(feed: bytes, path: str) -> list[dict[str, str]]:
    found = etree.fromstring(feed).iterfind(path, NAMESPACES)
    return [{str(k): str(v) for k, v in element.attrib.items()} for element in found]


def test_the_show_as_gpodder_reads_it() -> None:
    show = gpodder(podcast(EPISODE))
    del show["episodes"]
    assert show == {
        "title": "Nya kalla kriget",
        "description": "Samtal om Kina & omvärlden.",
        "link": "https://kinamedia.example/podd/nya-kalla-kriget/",
        "language": "sv",
        "type": "episodic",
        "explicit": False,
        "cover_url": "https://kinamedia.example/media/feeds/omslag.jpg",
        "itunes_author": "Kinamedia",
        "itunes_owner": {"name": "Poddredaktionen", "email": "podd@kinamedia.example"},
        "itunes_categories": [["News", "Politics"], ["Society & Culture"]],
        "generator": "kinamedia-publisher",
    }


def test_the_episode_as_gpodder_reads_it() -> None:
    [episode] = gpodder(podcast(EPISODE))["episodes"]
    assert "Rapporten & annat" in episode.pop("description")
    assert 'href="https://exempel.se/?a=1&amp;b=2"' in episode.pop("description_html")
    assert episode == {
        "guid": "2025-03-01-tull",
        "title": "Tullarna",
        "link": "https://kinamedia.example/podd/nya-kalla-kriget/tull/",
        "published": int(EPISODE.date.timestamp()),
        "total_time": 1862,
        "explicit": False,
        "number": 12,
        "season": 2,
        "type": "full",
        "episode_art_url": "https://kinamedia.example/media/t.png",
        "payment_url": None,
        "enclosures": [
            {
                "url": "https://kinamedia.example/media/avsnitt/tull.mp3",
                "file_size": 1_234_567,
                "mime_type": "audio/mpeg",
            }
        ],
    }


def test_the_feed_as_any_reader_reads_it() -> None:
    found = feedparser.parse(podcast(EPISODE))
    assert not found.bozo
    assert found.feed.subtitle == "Om Kina och världen"
    assert found.feed.rights == "© Kinamedia"
    assert found.feed.image.href == "https://kinamedia.example/media/feeds/omslag.jpg"
    [own] = [link.href for link in found.feed.links if link.rel == "self"]
    assert own == "https://kinamedia.example/podd/nya-kalla-kriget.xml"
    [item] = found.entries
    assert item.id == EPISODE.id
    assert not item.guidislink
    assert item.published == "Sat, 01 Mar 2025 06:00:00 +0100"
    assert (item.itunes_season, item.itunes_episode) == ("2", "12")


def test_explicit_is_true_or_false_at_both_levels() -> None:
    feed = podcast(replace(EPISODE, explicit=True), EPISODE, shows=(replace(SHOW, explicit=True),))
    assert texts(feed, "channel/itunes:explicit") == ["true"]
    assert texts(feed, "channel/item/itunes:explicit") == ["true", "false"]


def test_the_channel_s_own_image_links_where_the_channel_does() -> None:
    [image] = etree.fromstring(podcast(EPISODE)).iterfind("channel/image")
    assert {part.tag: part.text for part in image} == {
        "url": "https://kinamedia.example/media/feeds/omslag.jpg",
        "title": "Nya kalla kriget",
        "link": "https://kinamedia.example/podd/nya-kalla-kriget/",
    }


def test_podcasting_two() -> None:
    feed = podcast(EPISODE)
    assert texts(feed, "channel/podcast:medium") == ["podcast"]
    assert texts(feed, "channel/podcast:locked") == ["yes"]
    assert attributes(feed, "channel/podcast:locked") == [{"owner": "podd@kinamedia.example"}]
    assert texts(feed, "channel/item/podcast:season") == ["2"]
    assert texts(feed, "channel/item/podcast:episode") == ["12"]
    page = "https://kinamedia.example/podd/nya-kalla-kriget/tull/"
    assert attributes(feed, "channel/item/podcast:transcript") == [
        {"url": f"{page}avskrift.{end}", "type": mime, "language": "sv"}
        for end, mime in [
            ("vtt", "text/vtt"),
            ("srt", "application/x-subrip"),
            ("html", "text/html"),
            ("json", "application/json"),
        ]
    ]
    unlocked = podcast(EPISODE, shows=(replace(SHOW, locked=False),))
    assert texts(unlocked, "channel/podcast:locked") == ["no"]


def test_what_a_show_can_say_of_itself() -> None:
    feed = podcast(EPISODE, shows=(FULL,))
    assert texts(feed, "channel/itunes:type") == ["serial"]
    assert texts(feed, "channel/itunes:new-feed-url") == ["https://ny.example/podd.xml"]
    assert texts(feed, "channel/itunes:block") == ["Yes"]
    assert texts(feed, "channel/itunes:complete") == ["Yes"]
    assert texts(feed, "channel/podcast:medium") == ["newsletter"]
    assert texts(feed, "channel/podcast:funding") == ["Stöd podden"]
    assert attributes(feed, "channel/podcast:funding") == [{"url": "https://stod.example/"}]
    assert texts(feed, "channel/podcast:updateFrequency") == ["Varje fredag"]
    assert attributes(feed, "channel/podcast:updateFrequency") == [
        {"rrule": "FREQ=WEEKLY;BYDAY=FR", "complete": "true"}
    ]
    assert texts(feed, "channel/podcast:txt") == ["S6lpp-7ZCn8"]
    assert attributes(feed, "channel/podcast:txt") == [{"purpose": "verify"}]
    assert attributes(feed, "channel/podcast:publisher/podcast:remoteItem") == [
        {
            "medium": "publisher",
            "feedGuid": "003af0a0-6a45-55cf-b765-68e3d349551a",
            "feedUrl": "https://utgivare.example/alla.xml",
        }
    ]
    links = {each["rel"]: each["href"] for each in attributes(feed, "channel/atom:link")}
    assert links == {
        "self": "https://kinamedia.example/podd/nya-kalla-kriget.xml",
        "hub": "https://hubb.example/",
    }


def test_what_a_show_does_not_say_is_not_there() -> None:
    feed = podcast(EPISODE)
    for name in ("itunes:new-feed-url", "itunes:block", "itunes:complete", "podcast:funding"):
        assert texts(feed, f"channel/{name}") == []
    for name in ("podcast:updateFrequency", "podcast:txt", "podcast:publisher"):
        assert texts(feed, f"channel/{name}") == []
    assert [each["rel"] for each in attributes(feed, "channel/atom:link")] == ["self"]


def test_pictures_of_any_shape_are_offered_with_their_shape() -> None:
    wide = Image(source="content/b.webp", url="/media/b.webp", width=1600, height=900, alt="En & b")
    feed = podcast(replace(EPISODE, image=wide))
    assert attributes(feed, "channel/podcast:image") == [
        {
            "href": "https://kinamedia.example/media/feeds/omslag.jpg",
            "aspect-ratio": "1/1",
            "width": "3000",
            "height": "3000",
            "type": "image/jpeg",
            "purpose": "artwork",
        }
    ]
    assert attributes(feed, "channel/item/podcast:image") == [
        {
            "href": "https://kinamedia.example/media/b.webp",
            "alt": "En & b",
            "aspect-ratio": "16/9",
            "width": "1600",
            "height": "900",
            "type": "image/webp",
        }
    ]


def test_chapters_are_in_every_shape_that_apps_read() -> None:
    feed = podcast(replace(EPISODE, chapters=CHAPTERS))
    assert attributes(feed, "channel/item/podcast:chapters") == [
        {
            "url": "https://kinamedia.example/podd/nya-kalla-kriget/tull/kapitel.json",
            "type": "application/json+chapters",
        }
    ]
    [item] = etree.fromstring(feed).iterfind("channel/item")
    assert [dict(each.attrib) for each in item.iterfind("psc:chapters/psc:chapter", PSC)] == [
        {"start": "00:00:00.000", "title": "Början & sånt"},
        {
            "start": "00:01:35.000",
            "title": "Tull",
            "href": "https://tull.example/",
            "image": "https://kinamedia.example/media/k.png",
        },
        {"start": "01:02:05.000", "title": "Slut"},
    ]
    [description] = texts(feed, "channel/item/description")
    for line in ("<li>00:00 Början &amp; sånt</li>", "<li>01:02:05 Slut</li>"):
        assert line in str(description)
    [found] = gpodder(feed)["episodes"]
    assert [(each["start"], each["title"]) for each in found["chapters"]] == [
        (0, "Början & sånt"),
        (95, "Tull"),
        (3725, "Slut"),
    ]


def test_a_long_text_does_not_push_chapters_out_of_the_description() -> None:
    long = {EPISODE.id: "<p>" + "Räksmörgås och kaffe. " * 400 + "</p>"}
    feed = podcast(replace(EPISODE, chapters=CHAPTERS), html=long)
    [description] = texts(feed, "channel/item/description")
    assert 3900 < len(str(description).encode()) <= 4000
    assert str(description).endswith("<li>01:02:05 Slut</li> </ul>")
    assert "…</p>" in str(description)


def test_a_role_behind_the_microphone_has_its_group() -> None:
    people = (Credit(name="Li Wei", role="audio editor"), Credit(name="Bo", role="guest"))
    feed = podcast(replace(EPISODE, people=people), shows=(replace(SHOW, hosts=()),))
    assert attributes(feed, "channel/item/podcast:person") == [
        {"role": "audio editor", "group": "audio post-production"},
        {"role": "guest"},
    ]


def test_hosts_are_said_again_for_each_episode() -> None:
    feed = podcast(EPISODE)
    asa = {"role": "host", "href": "https://kinamedia.example/forfattare/asa/"}
    assert texts(feed, "channel/podcast:person") == ["Åsa Öberg"]
    assert attributes(feed, "channel/podcast:person") == [asa]
    assert texts(feed, "channel/item/podcast:person") == ["Åsa Öberg", "Li Wei"]
    assert attributes(feed, "channel/item/podcast:person") == [
        asa,
        {"role": "guest", "href": "https://li.example/"},
    ]


def test_a_host_who_is_the_guest_for_once_is_named_once() -> None:
    feed = podcast(replace(EPISODE, people=(Credit(name="Åsa Öberg", role="guest"),)))
    assert attributes(feed, "channel/item/podcast:person") == [{"role": "guest"}]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ("http://podnews.net/rss/", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
    ],
)
def test_the_show_s_guid_follows_the_namespace_s_own_examples(url: str, expected: str) -> None:
    assert guid(url) == expected


def test_a_guid_in_the_settings_stays_whatever_the_address() -> None:
    kept = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    feed = podcast(EPISODE, shows=(replace(SHOW, guid=kept),), site_url="https://annan.example/")
    assert texts(feed, "channel/podcast:guid") == [kept]
    [reckoned] = texts(podcast(EPISODE), "channel/podcast:guid")
    assert UUID(reckoned).version == 5


def test_every_optional_part_may_be_missing() -> None:
    bare = replace(
        EPISODE,
        number=None,
        season=None,
        image=None,
        transcript=None,
        people=(),
        links=(),
        description="",
    )
    show = replace(SHOW, subtitle="", copyright="", hosts=(), categories=(Category(name="News"),))
    feed = podcast(bare, shows=(show,))
    for name in ("season", "episode", "image", "subtitle"):
        assert texts(feed, f".//item/itunes:{name}") == []
    for name in ("season", "episode", "transcript", "person"):
        assert texts(feed, f".//item/podcast:{name}") == []
    assert texts(feed, "channel/copyright") == []
    assert b"nkar</h2>" not in feed
    assert gpodder(feed)["itunes_categories"] == [["News"]]


@pytest.mark.parametrize(
    ("url", "width", "height", "taken"),
    [
        ("/media/t.png", 1400, 1400, True),
        ("/media/t.jpeg", 3000, 3000, True),
        ("/media/t.png", 1399, 1399, False),
        ("/media/t.png", 3001, 3001, False),
        ("/media/t.png", 1600, 1400, False),
        ("/media/t.webp", 1400, 1400, False),
        ("/media/t.png", None, None, False),
    ],
)
def test_only_what_apple_takes_as_artwork_is_offered_as_artwork(
    url: str, width: int | None, height: int | None, taken: bool
) -> None:
    image = Image(source="content/x", url=url, width=width, height=height)
    feed = podcast(replace(EPISODE, image=image))
    found = attributes(feed, "channel/item/itunes:image")
    assert found == ([{"href": f"https://kinamedia.example{url}"}] if taken else [])


def test_seconds_are_whole_and_never_none() -> None:
    def lasting(seconds: float) -> list[str | None]:
        sound = recording("content/a.mp3", seconds=seconds)
        return texts(podcast(replace(EPISODE, sound=sound)), "channel/item/itunes:duration")

    assert lasting(3599.6) == ["3600"]
    assert lasting(0.2) == ["1"]


def test_sound_that_lies_elsewhere_keeps_its_address() -> None:
    sound = Enclosure(url="https://cdn.example/a.m4a", bytes=9, mime="audio/x-m4a", seconds=9)
    [found] = attributes(podcast(replace(EPISODE, sound=sound)), "channel/item/enclosure")
    assert found == {"url": "https://cdn.example/a.m4a", "length": "9", "type": "audio/x-m4a"}


def test_a_site_below_a_path() -> None:
    feed = podcast(EPISODE, site_url="https://x.example/y/")
    [episode] = gpodder(feed)["episodes"]
    assert episode["link"] == "https://x.example/y/podd/nya-kalla-kriget/tull/"
    assert episode["enclosures"][0]["url"] == "https://x.example/y/media/avsnitt/tull.mp3"
    assert gpodder(feed)["cover_url"] == "https://x.example/y/media/feeds/omslag.jpg"
    within = feed.partition(b"<rss")[2]
    assert b'"/' not in within.replace(b'"/>', b"")


def test_text_that_breaks_feeds() -> None:
    nasty = replace(EPISODE, title=NASTY, people=(Credit(name=NASTY),), description=NASTY)
    show = replace(SHOW, title=NASTY, author=NASTY, subtitle=NASTY, hosts=(Credit(name=NASTY),))
    feed = podcast(nasty, shows=(show,), html={EPISODE.id: f"<p>{chr(11)}]]> 🇸🇪 å</p>"})
    found = gpodder(feed)
    assert found["title"] == found["itunes_author"] == NASTY_READ
    assert found["episodes"][0]["title"] == NASTY_READ
    assert texts(feed, "channel/itunes:subtitle") == [NASTY_READ]
    assert texts(feed, "channel/item/podcast:person") == [NASTY_READ]
    assert "<p>]]> 🇸🇪 å</p>" in str(texts(feed, "channel/item/content:encoded")[0])


def test_notes_have_it_all_and_the_description_what_apple_shows() -> None:
    feed = podcast(EPISODE)
    [notes] = texts(feed, "channel/item/content:encoded")
    assert notes is not None
    assert notes.startswith("<p><strong>Vad händer nu?</strong></p>\n<p>Läs <a")
    assert notes.endswith(
        "<h2>Länkar</h2>\n<ul>\n"
        '<li><a href="https://exempel.se/?a=1&amp;b=2">Rapporten &amp; annat</a></li>\n</ul>'
    )
    assert texts(feed, "channel/item/description") == [
        "<p>Vad händer nu?</p> "
        '<p>Läs <a href="https://kinamedia.example/2025/annat/">mer</a> och se noten.'
        '<a href="https://kinamedia.example/podd/nya-kalla-kriget/tull/#fn:1">1</a></p> '
        "<p>Hur &amp; varför</p> <p> Slut.</p> <p>Länkar</p> "
        '<ul> <li><a href="https://exempel.se/?a=1&amp;b=2">Rapporten &amp; annat</a></li> </ul>'
    ]


def test_a_description_is_at_most_4000_bytes() -> None:
    long = {EPISODE.id: "<ul>" + "<li>Räksmörgås &amp; <b>kaffe</b></li>" * 400 + "</ul>"}
    show = replace(SHOW, description="Åäö & " * 2000)
    feed = podcast(EPISODE, html=long, shows=(show,))
    both = texts(feed, "channel/item/description") + texts(feed, "channel/description")
    for description in both:
        assert description is not None
        assert 3900 < len(description.encode()) <= 4000
    [notes] = texts(feed, "channel/item/content:encoded")
    assert str(notes).count("<li>") == 401


def test_what_is_for_subscribers_does_not_leak() -> None:
    secret = replace(EPISODE, id="hemligt", audience="prenumeranter")
    open_ = podcast(EPISODE, html={secret.id: "<p>HEMLIGT</p>"})
    assert podcast(EPISODE, secret, html={secret.id: "<p>HEMLIGT</p>"}) == open_
    assert texts(podcast(secret), "channel/item/title") == []


def test_each_show_has_its_own_episodes_all_of_them() -> None:
    other = replace(SHOW, id="extra", title="Extra")
    pieces = [replace(EPISODE, id=f"e{n}", show=("extra", SHOW.id)[n % 2]) for n in range(60)]
    feeds = made(context(*pieces, shows=(SHOW, other)))
    assert list(feeds) == [
        "site/feed.xml",
        "site/podd/nya-kalla-kriget.xml",
        "site/podd/extra.xml",
    ]
    guids = [one["guid"] for one in gpodder(feeds["site/podd/extra.xml"])["episodes"]]
    assert guids == [f"e{n}" for n in range(0, 60, 2)], "in the order they were given"


def test_a_show_without_episodes_is_a_feed_all_the_same() -> None:
    feed = podcast()
    assert gpodder(feed)["episodes"] == []
    assert gpodder(feed)["title"] == "Nya kalla kriget"
    assert texts(feed, "channel/lastBuildDate") == []
    assert not feedparser.parse(feed).bozo


def test_the_guid_outlives_title_address_and_file() -> None:
    sound = recording("content/nytt.mp3")
    moved = replace(EPISODE, title="Nytt", url="/podd/nya-kalla-kriget/nytt/", sound=sound)
    assert texts(podcast(moved), "channel/item/guid") == texts(
        podcast(EPISODE), "channel/item/guid"
    )


def test_the_same_publication_gives_the_same_bytes() -> None:
    assert podcast(EPISODE) == podcast(EPISODE)


def test_namespaces_are_declared_once_at_the_top() -> None:
    feed = podcast(EPISODE)
    assert etree.fromstring(feed).nsmap == NAMESPACES
    assert feed.count(b"xmlns:") == len(NAMESPACES)


def test_xmllint_calls_it_well_formed(tool: Callable[[str], str], tmp_path: Path) -> None:
    for path, feed in made(context(EPISODE, replace(EPISODE, id="x", title=NASTY))).items():
        file = tmp_path / Path(path).name
        file.write_bytes(feed)
        done = run([tool("xmllint"), "--noout", file], check=False, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_radio_s_feed_written_by_us_has_the_same_episodes_in_the_same_order(
    shared: Path,
) -> None:
    file = shared / "real-input" / "podcast" / "german-radio-32-episodes.rss"
    radio = podcastparser.parse("https://radio.example/x.rss", BytesIO(file.read_bytes().lstrip()))
    pieces = [
        replace(EPISODE, id=one["guid"], title=one["title"], sound=sound(one))
        for one in radio["episodes"]
    ]
    ours = gpodder(podcast(*pieces))
    assert len(ours["episodes"]) == 32
    for mine, theirs in zip(ours["episodes"], radio["episodes"], strict=True):
        assert mine["guid"] == theirs["guid"]
        assert mine["title"] == theirs["title"]
        assert mine["total_time"] == theirs["total_time"]
        assert mine["enclosures"] == theirs["enclosures"]


def sound(episode: dict[str, Any]) -> Enclosure:
    [enclosure] = episode["enclosures"]
    return Enclosure(
        url=enclosure["url"],
        bytes=enclosure["file_size"],
        mime=enclosure["mime_type"],
        seconds=episode["total_time"],
    )
