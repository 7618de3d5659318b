"""The gate: a good feed passes, and each rule refuses a feed in which that one thing is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from subprocess import run
from typing import Any

import feedparser
import podcastparser
import pytest
from lxml import etree
from PIL import Image as Pillow
from sample.feeds import (
    ARTICLE,
    FEED,
    FIRST,
    FIRST_FILE,
    FULL,
    NASTY,
    PODCAST,
    SECOND,
    SHOW_FILE,
    context,
    made,
    planted,
    told,
)
from sample.feeds import published as publication
from sample.recordings import recording

from publisher.engine.recipes import BuildContext
from publisher.feeds.gate import verify
from publisher.model import Chapter, Credit, Enclosure, Image, ShowLink
from publisher.model.feed_formats import FORMATS
from publisher.problems import Problem

URL = "https://kinamedia.example/podd/nya-kalla-kriget.xml"


def judged(found: BuildContext, path: str = PODCAST, sizes: Any = None) -> list[Problem]:
    return list(verify(path, made(found)[path], found, sizes))


def test_a_good_feed_passes_without_a_word(root: Path) -> None:
    found = publication(root)
    feeds = made(found)
    assert {path: told([*verify(path, data, found)]) for path, data in feeds.items()} == {
        path: [] for path in feeds
    }


def test_the_other_formats_pass_too(root: Path) -> None:
    feeds = (replace(FEED, formats=tuple(FORMATS), include="all", each=("tag",)),)
    found = publication(root, FIRST, SECOND, feeds=feeds)
    written = made(found)
    assert {f"site/feed{each.ending}" for each in FORMATS.values()} <= written.keys()
    for path, data in written.items():
        assert told([*verify(path, data, found)]) == []


@pytest.mark.parametrize("old", ["/gammal.json", "/gammal.xml", "/gammal.atom", "/gammal.rss"])
@pytest.mark.parametrize("new", ["/feed.json", "/feed.xml", "/feed.atom"])
def test_a_feed_is_read_as_what_it_is_also_where_it_once_lay(
    root: Path, old: str, new: str
) -> None:
    found = publication(root, feeds=(replace(FEED, formats=("rss", "atom", "json")),))
    found = replace(found, site=replace(found.site, redirects=((old, new),)))
    written = made(found)
    assert written[f"site{old}"] == written[f"site{new}"]
    assert told([*verify(f"site{old}", written[f"site{old}"], found)]) == []


CHANNEL_FAULTS = [
    ("version", r'version="2.0"', 'version="0.91"', "inte RSS 2.0"),
    ("title", "<title>Nya kalla kriget</title>", "<title></title>", "saknar namn (title)"),
    ("title twice", "<title>Nya", "<title>X</title><title>Nya", "title står 2 gånger"),
    ("link", "<link>[^<]*</link>", "<link/>", "saknar adress (link)"),
    ("relative link", "<link>[^<]*</link>", "<link>/podd/</link>", "ingen hel webbadress"),
    ("description", "<description>.*?</description>", "<description/>", "saknar beskrivning"),
    ("language", "<language>sv<", "<language>xx<", "”xx” är ingen språkkod"),
    ("no language", "<language>sv</language>", "", "saknar language"),
    ("self", 'rel="self"', 'rel="alternate"', "egen adress (atom:link) är inte skriven"),
    ("self elsewhere", f'href="{URL}"', 'href="https://annan.example/x.xml"', "egen adress"),
    ("image's link", "</url>\n(.*)\n(.*)<link>[^<]*<", r"</url>\n\1\n\2<link>https://x.se/<", "bildens link"),
    ("image's title", "</url>\n(\\s*)<title>[^<]*<", r"</url>\n\1<title>Annat<", "bildens title"),
    ("image's url", "<image>\n\\s*<url>[^<]*<", "<image><url><", "bild saknar url"),
    ("built when", "<lastBuildDate>[^<]*<", "<lastBuildDate>2025-03-01<", "RFC 822"),
    ("artwork", "<itunes:image href=.*omslag.jpg.*/>", "", "omslaget saknas"),
    ("artwork's suffix", 'image href="([^"]*omslag).jpg"', r'image href="\1.webp"', ".jpg eller .png"),
    ("artwork's name", 'image href="([^"]*)omslag.jpg"', r'image href="\1oms%C3%A5.jpg"', "tecken utanför"),
    ("no category", "(?s)<itunes:category.*?\n    <itunes:owner", "<itunes:owner", "saknar kategori"),
    ("category", 'text="News"', 'text="Newz"', "Apple har ingen kategori ”Newz”"),
    ("subcategory", 'text="Politics"', 'text="Politix"', "ingen underkategori ”Politix” i News"),
    ("explicit", "<itunes:explicit>false", "<itunes:explicit>no", "itunes:explicit är ”no”"),
    ("author", "<itunes:author>[^<]*<", "<itunes:author><", "saknar itunes:author"),
    ("owner's name", "<itunes:name>[^<]*<", "<itunes:name><", "saknar ägare"),
    ("owner's mail", "<itunes:email>[^<]*<", "<itunes:email>ingen<", "saknar ägare"),
    ("type", "<itunes:type>episodic", "<itunes:type>daily", "itunes:type är ”daily”"),
    ("block", "<itunes:block>Yes", "<itunes:block>true", "Apple läser bara Yes"),
    ("moved", "<itunes:new-feed-url>[^<]*<", "<itunes:new-feed-url>ny.xml<", "nya adress ”ny.xml”"),
    ("long subtitle", "<itunes:subtitle>", "<itunes:subtitle>" + "å" * 256, "Apple tar högst 255"),
    ("long description", "<description>.*?</description>", f"<description>{'å' * 2001}</description>", "4002 byte"),
    ("guid", "<podcast:guid>[^<]*<", "<podcast:guid>y0ur-gu1d<", "ingen UUID"),
    ("guid twice", "<podcast:locked", "<podcast:guid>x</podcast:guid><podcast:locked", "står 2 gånger"),
    ("locked", ">yes</podcast:locked", ">true</podcast:locked", "podcast:locked är ”true”"),
    ("locked's owner", 'owner="[^"]*"', 'owner="podd"', "”podd” är ingen e-postadress"),
    ("medium", "<podcast:medium>podcast", "<podcast:medium>radio", "podcast:medium är ”radio”"),
    ("funding's url", 'url="https://stod.example/"', 'url="stod"', "”stod” är ingen hel webbadress"),
    ("funding's words", ">Stöd podden<", f">{'x' * 129}<", "poddappar visar högst 128"),
    ("person's name", ">Åsa Öberg</podcast:person>", f">{'x' * 129}</podcast:person>", "högst 128"),
    ("no name", ">Åsa Öberg</podcast:person>", "></podcast:person>", "medverkande saknar namn"),
    ("role", 'role="host"', 'role="värd"', "”värd” är ingen roll"),
    ("group", 'role="host"', 'role="host" group="gäng"', "”gäng” är ingen grupp"),
    ("image's href", '<podcast:image href="[^"]*"', '<podcast:image href="x.jpg"', "”x.jpg” är ingen hel"),
    ("image's purpose", 'purpose="artwork"', f'purpose="{"x" * 129}"', "purpose"),
    ("frequency", ">Varje fredag<", f">{'x' * 129}<", "högst 128"),
    ("txt", ">kod<", f">{'x' * 4001}<", "verify är för lång"),
    ("publisher", 'medium="publisher"', 'medium="podcast"', "ett enda flöde"),
    ("publisher's guid", 'feedGuid="[^"]*"', 'feedGuid="x"', "utgivarens guid ”x”"),
    ("unknown tag", "<podcast:txt ([^>]*)>kod</podcast:txt>", r"<podcast:text \1/>", "finns inte i namnrymden"),
    ("no DOCTYPE", "<rss", "<!DOCTYPE rss><rss", "DOCTYPE"),
    ("undeclared prefix", "<itunes:author>", "<x:y/><itunes:author>", "giltig"),
    ("unclosed", "</channel>", "", "giltig"),
    ("bare ampersand", "<title>Nya", "<title>& Nya", "giltig"),
    ("control character", "<title>Nya", "<title>\x07Nya", "osynligt tecken (U+0007)"),
    ("empty line first", r"\A", "\n", "giltig"),
]  # fmt: skip
ITEM_FAULTS = [
    ("guid", "<guid[^>]*>[^<]*<", '<guid isPermaLink="false"><', "saknar id (guid)"),
    ("long guid", "<guid[^>]*>", '<guid isPermaLink="false">' + "x" * 256, "255"),
    ("permalink", 'isPermaLink="false"', 'isPermaLink="true"', "sägs vara en adress"),
    ("no date", "<pubDate>[^<]*</pubDate>", "", "saknar datum"),
    ("minute 61", "06:00:00 ", "06:61:00 ", "finns inte i kalendern eller på klockan"),
    ("29 February", "Sat, 01 Mar 2025", "29 Feb 2025", "finns inte i kalendern"),
    ("wrong weekday", "Sat, 01 Mar", "Sun, 01 Mar", "är ingen Sun"),
    ("two-digit year", "Mar 2025", "Mar 25", "RFC 822"),
    ("zone", r"06:00:00 \+0100", "06:00:00 +1900", "tidszon"),
    ("title", "<title>[^<]*</title>", "", "avsnittet saknar rubrik"),
    ("long title", "<title>", "<title>" + "x" * 256, "title har 264 tecken"),
    ("long itunes:title", "<itunes:title>", "<itunes:title>" + "x" * 256, "itunes:title har 264"),
    ("long description", r"<description><!\[CDATA\[", "<description><![CDATA[" + "å" * 2000, "högst 4000"),
    ("relative link in the text", r"<content:encoded><!\[CDATA\[", '<content:encoded><![CDATA[<a href="/x/">x</a>', "”/x/” leder ingenstans"),
    ("relative picture", r"<content:encoded><!\[CDATA\[", "<content:encoded><![CDATA[<img src='x.jpg'>", "”x.jpg” leder"),
    ("relative page", "<link>[^<]*<", "<link>/podd/x/<", "länken ”/podd/x/”"),
    ("no sound", "<enclosure[^>]*/>", "", "saknar ljudfil"),
    ("two sounds", "(<enclosure[^>]*/>)", r"\1\1", "enclosure står 2 gånger"),
    ("relative sound", 'url="[^"]*tull.mp3"', 'url="/tull.mp3"', "ljudfilens adress ”/tull.mp3”"),
    ("sound's name", "tull.mp3", "tull%C3%A5.mp3", "tecken utanför a–z"),
    ("length", 'length="[^"]*"', 'length="0"', "storlek är ”0”"),
    ("length in words", 'length="[^"]*"', 'length="1,2 MB"', "storlek är ”1,2 MB”"),
    ("type", 'type="audio/mpeg"', 'type="mp3"', "typ är ”mp3”"),
    ("suffix", "tull.mp3", "tull.m4a", "är audio/mpeg men heter inte så"),
    ("duration", "<itunes:duration>[^<]*<", "<itunes:duration>31 min<", "längd är ”31 min”"),
    ("no duration", "<itunes:duration>[^<]*<", "<itunes:duration>0<", "längd är ”0”"),
    ("kind", "<itunes:episodeType>full", "<itunes:episodeType>hel", "itunes:episodeType är ”hel”"),
    ("number", "<itunes:episode>12", "<itunes:episode>12a", "itunes:episode är ”12a”"),
    ("season", "<itunes:season>2", "<itunes:season>0", "itunes:season är ”0”"),
    ("explicit", "<itunes:explicit>false", "<itunes:explicit>clean", "itunes:explicit är ”clean”"),
    ("artwork", "<itunes:image href=[^>]*/>", "<itunes:image/>", "omslaget saknas"),
    ("podcast:season", "<podcast:season>2", "<podcast:season>två", "säsongen är ”två”"),
    ("season's name", "<podcast:season>", f'<podcast:season name="{"x" * 129}">', "säsongens namn"),
    ("podcast:episode", "<podcast:episode>12", "<podcast:episode>tolv", "nummer är ”tolv”"),
    ("display", "<podcast:episode>", f'<podcast:episode display="{"x" * 33}">', "nummer i ord"),
    ("transcript's type", 'type="text/vtt"', 'type="text/docx"', "avskriftens typ"),
    ("transcript's url", '(<podcast:transcript) url="[^"]*"', r"\1", "”” är ingen hel webbadress"),
    ("chapters' type", r"application/json\+chapters", "application/json", "kapitlens typ"),
    ("chapter's time", 'start="00:01:30.000"', 'start="halv två"', "”halv två” är ingen tid"),
    ("chapter's order", 'start="00:01:30.000"', 'start="00:00:00.000"', "inte efter det förra"),
    ("chapter's title", 'title="Tull"', 'title=""', "saknar rubrik"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "new", "text"), [row[1:] for row in CHANNEL_FAULTS], ids=[row[0] for row in CHANNEL_FAULTS])  # fmt: skip
def test_a_fault_in_the_show_names_the_show_s_file(
    root: Path, pattern: str, new: str, text: str
) -> None:
    found = publication(root)
    problems = [*verify(PODCAST, planted(made(found)[PODCAST], pattern, new), found)]
    assert [each for each in problems if text in each.text and each.fatal], told(problems)
    assert {each.path for each in problems} == {SHOW_FILE}
    assert all(each.hint for each in problems)


@pytest.mark.parametrize(("pattern", "new", "text"), [row[1:] for row in ITEM_FAULTS], ids=[row[0] for row in ITEM_FAULTS])  # fmt: skip
def test_a_fault_in_an_episode_names_the_episode_s_file(
    root: Path, pattern: str, new: str, text: str
) -> None:
    found = publication(root)
    data = planted(made(found)[PODCAST], pattern, new, after="<item>")
    problems = [*verify(PODCAST, data, found)]
    assert [each for each in problems if text in each.text and each.fatal], told(problems)
    # An item whose id was destroyed can only be told to be the show's.
    expected = SHOW_FILE if "<guid" in pattern else FIRST_FILE
    assert {each.path for each in problems} == {expected}
    assert all(each.hint for each in problems)


def test_bytes_that_are_not_utf_8(root: Path) -> None:
    found = publication(root)
    data = made(found)[PODCAST].replace("Åsa".encode(), "Åsa".encode("latin-1"))
    [problem] = verify(PODCAST, data, found)
    assert "inte UTF-8 (rad " in problem.text
    other = b'<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0"><channel/></rss>'
    [problem] = verify(PODCAST, other, found)
    assert problem.text == "flödet säger sig vara ISO-8859-1, inte UTF-8"


def test_one_guid_or_one_sound_in_two_episodes(root: Path) -> None:
    found = publication(root)
    feed = made(found)[PODCAST]
    twice = feed.replace(b">2025-02-01-kol<", b">2025-03-01-tull<")
    assert [each.path for each in verify(PODCAST, twice, found)] == [FIRST_FILE, FIRST_FILE]
    shared = feed.replace(b"kol.mp3", b"tull.mp3")
    problems = [*verify(PODCAST, shared, found)]
    assert [each.path for each in problems] == [FIRST_FILE, SECOND.source]
    assert "Apple visar bara det ena" in problems[0].text


def test_advice_is_not_a_fault(root: Path) -> None:
    numbered = replace(FIRST, title="12. Tullarna")
    named = replace(SECOND, title="Kolet i Nya kalla kriget")
    ogg = replace(SECOND, id="x", sound=recording("content/o.ogg", mime="audio/ogg"))
    problems = judged(publication(root, numbered, named, ogg))
    assert [each.fatal for each in problems] == [False] * 3
    assert [each.text.split(" ”")[0] for each in problems] == [
        "rubriken",
        "poddens namn står i rubriken",
        "ljud av typen audio/ogg spelas inte av Apple Podcasts",
    ]


def test_a_title_that_is_about_numbers_is_left_alone(root: Path) -> None:
    titles = ("1968 – året då allt hände", "Sju av tio", "5 frågor om tull", "Delstaterna")
    episodes = [replace(SECOND, id=f"e{n}", title=title, sound=recording(f"content/{n}.mp3")) for n, title in enumerate(titles)]  # fmt: skip
    assert judged(publication(root, *episodes)) == []


def test_a_serial_show_needs_numbers_save_for_trailers(root: Path) -> None:
    bare = replace(FIRST, number=None)
    trailer = replace(SECOND, number=None, episode_kind="trailer")
    problems = judged(publication(root, bare, trailer, show=replace(FULL, type="serial")))
    assert told(problems) == [
        (FIRST_FILE, "avsnittet saknar nummer, men podden hörs i ordning (type: serial)", True)
    ]


def test_a_show_without_episodes_is_a_valid_feed_with_advice(root: Path) -> None:
    found = context(ARTICLE, shows=(FULL,), root=root)
    [problem] = judged(found)
    assert (problem.path, problem.fatal) == (SHOW_FILE, False)
    assert "har inga avsnitt" in problem.text
    assert not feedparser.parse(made(found)[PODCAST]).bozo


@pytest.mark.parametrize(
    ("mode", "pixels", "name", "text"),
    [
        ("RGBA", 1400, "omslag.png", "genomskinliga delar"),
        ("CMYK", 1400, "omslag.jpg", "i CMYK, inte RGB"),
        ("L", 1400, "omslag.jpg", "i gråskala, inte RGB"),
        ("RGB", 1399, "omslag.jpg", "1399 × 1399"),
        ("RGB", 3001, "omslag.jpg", "3001 × 3001"),
    ],
)
def test_covers_are_looked_at_not_believed(
    tmp_path: Path, mode: str, pixels: int, name: str, text: str
) -> None:
    (tmp_path / "feeds").mkdir()
    Pillow.new(mode, (pixels, pixels)).save(tmp_path / "feeds" / name)
    cover = Image(source=f"feeds/{name}", url=f"/media/feeds/{name}", width=1400, height=1400)
    problems = judged(publication(tmp_path, SECOND, show=replace(FULL, image=cover)))
    assert [(each.path, each.fatal) for each in problems] == [(SHOW_FILE, True)]
    assert text in problems[0].text
    assert "kvadratiskt, 1400–3000 bildpunkter, i RGB" in problems[0].hint


def test_an_episode_s_unfit_picture_is_advice(root: Path) -> None:
    Pillow.new("RGBA", (1400, 1400)).save(root / "content" / "clear.png")
    clear = Image(source="content/clear.png", url="/media/clear.png", width=1400, height=1400)
    [problem] = judged(publication(root, replace(FIRST, image=clear)))
    assert (problem.path, problem.fatal) == (FIRST_FILE, False)


def test_what_the_feed_points_at_is_there_and_as_large_as_it_says(root: Path) -> None:
    found = publication(root)
    here = set(re.findall(r'https://kinamedia\.example(/[^"<>\s]+)', made(found)[PODCAST].decode()))
    sizes: dict[str, int | None] = dict.fromkeys((f"site{path}" for path in here), 1_234_567)
    assert judged(found, sizes=sizes.get) == []
    sizes["site/media/avsnitt/tull.mp3"] = 1_234_568
    del sizes["site/media/avsnitt/kol.mp3"]
    del sizes["site/podd/nya-kalla-kriget/tull/kapitel.json"]
    assert told(judged(found, sizes=sizes.get)) == [
        (FIRST_FILE, "flödet säger att ljudfilen är 1234567 byte, men den är 1234568", True),
        (
            FIRST_FILE,
            "https://kinamedia.example/podd/nya-kalla-kriget/tull/kapitel.json finns inte i bygget"
            " (podcast:chapters)",
            True,
        ),
        (
            SECOND.source,
            "ljudfilen https://kinamedia.example/media/avsnitt/kol.mp3 finns inte i bygget",
            True,
        ),
    ]


def test_sound_on_other_hosting_is_not_looked_for(root: Path) -> None:
    sound = Enclosure(url="https://cdn.example/kol.mp3", bytes=9, mime="audio/mpeg", seconds=9)
    found = publication(root, replace(SECOND, sound=sound, transcript=None))
    sizes = {"site/media/feeds/omslag.jpg": 1}
    assert judged(found, sizes=sizes.get) == []


def test_nasty_text_in_every_field_passes(root: Path) -> None:
    credit = (Credit(name=NASTY, url="https://x.example/"),)
    nasty = replace(
        FIRST,
        title=NASTY,
        description=NASTY,
        people=credit,
        chapters=(Chapter(start=0, title=NASTY),),
        links=(ShowLink(title=NASTY, url="https://x.example/?a=1&b=2"),),
    )
    show = replace(
        FULL,
        title=NASTY,
        subtitle=NASTY,
        description=NASTY * 3,
        author=NASTY,
        copyright=NASTY,
        hosts=credit,
        funding=(ShowLink(title=NASTY, url="https://x.example/"),),
        update_frequency=NASTY,
        verify=NASTY,
    )
    html = {FIRST.id: f"<p>{chr(11)}]]> 🇸🇪 å</p>" + "<p>Räksmörgås &amp; 🦐.</p>" * 400}
    found = publication(root, nasty, show=show, html=html)
    assert {each.text[:20] for each in judged(found)} <= {"poddens namn står i "}
    feed = podcastparser.parse(URL, BytesIO(made(found)[PODCAST]))
    assert feed["episodes"][0]["title"] == NASTY.replace("\x07", "")


def test_articles_feeds_are_judged_as_strictly(root: Path) -> None:
    found = publication(root)
    data = made(found)["site/feed.xml"]
    broken = planted(data, "<pubDate>[^<]*<", "<pubDate>i dag<", after="<item>")
    [problem] = verify("site/feed.xml", broken, found)
    assert problem.path == ARTICLE.source
    [problem] = verify("site/feed.xml", data.replace(b'rel="self"', b'rel="x"'), found)
    assert problem.path == FEED.source


@pytest.mark.parametrize(
    ("path", "old", "new", "text"),
    [
        ("site/feed.atom", "<updated>[^<]*<", "<updated>2025-02-30T08:00:00+01:00<", "finns inte"),
        ("site/feed.atom", "<id>[^<]*<", "<id>x<", "ingen hel adress"),
        ("site/feed.atom", 'rel="self"', 'rel="via"', "egen adress"),
        ("site/feed.atom", "<title>[^<]*</title>", "", "title ska stå en gång"),
        ("site/feed.atom", "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "inte Atom"),
        ("site/feed.json", '"feed_url": "[^"]*"', '"feed_url": ""', "egen adress"),
        ("site/feed.json", '"id": "[^"]*"', '"id": ""', "saknar id"),
        ("site/feed.json", '"date_published": "[^"]*"', '"date_published": "i dag"', "finns inte"),
        ("site/feed.json", '"version"', "version", "inte JSON"),
        ("site/feed.json", '"items"', '"saker"', "saknar listan"),
        ("site/feed.json", '"url": "[^"]*"', '"url": "/x/"', "”/x/” (url)"),
    ],
)
def test_faults_in_other_formats(root: Path, path: str, old: str, new: str, text: str) -> None:
    found = publication(root, feeds=(replace(FEED, formats=("rss", "atom", "json"), each=()),))
    problems = [*verify(path, planted(made(found)[path], old, new), found)]
    assert [each for each in problems if text in each.text and each.fatal], told(problems)


def test_what_no_parser_takes_the_gate_does_not_pass(
    root: Path, tool: Callable[[str], str], tmp_path: Path
) -> None:
    """Every byte range of the feed cut out or doubled: what a judge refuses, the gate refuses."""
    found = publication(root)
    data = made(found)[PODCAST]
    refused = 0
    for start in range(0, len(data), 97):
        broken = data[:start] + data[start + 11 :]
        judged_bad = _refused(broken, tmp_path, tool("xmllint") if start % 5 == 0 else "")
        refused += judged_bad
        if judged_bad:
            assert [each for each in verify(PODCAST, broken, found) if each.fatal], start
    assert refused > 20


def _refused(data: bytes, folder: Path, xmllint: str) -> bool:
    """Whether podcastparser, lxml or (when given) xmllint calls the feed broken."""
    try:
        podcastparser.parse(URL, BytesIO(data))
        etree.fromstring(data)
    except (podcastparser.FeedParseError, etree.XMLSyntaxError):
        return True
    if not xmllint:
        return False
    file = folder / "x.xml"
    file.write_bytes(data)
    return run([xmllint, "--noout", file], check=False, capture_output=True).returncode != 0
