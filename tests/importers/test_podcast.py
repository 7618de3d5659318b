"""A podcast moves in: its sound, chapters and transcripts, from a host that answers in every way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from program import Ran
from sample.episodes import SOUND
from sample.publication import NOW, attempt
from web_server import free_port, serving

from publisher.feeds.compare import compare, read
from publisher.importers.downloading import Downloads
from publisher.importers.feed import SavedFeed
from publisher.importers.story import ImportOptions, ImportReport
from publisher.importers.story import run as imported

Publication = Callable[..., Path]
VTT = "WEBVTT\n\n00:00.000 --> 00:04.000\n<v Anna Berg>Välkommen till podden.\n"
CHAPTERS = {
    "version": "1.2.0",
    "chapters": [
        {"startTime": 0, "title": "Inledning"},
        {"startTime": 10, "title": "Tullarna", "url": "https://exempel.se/"},
        {"startTime": 30, "title": "Slut"},
    ],
}
CHANNEL = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:psc="http://podlove.org/simple-chapters">
<channel><title>Gamla kriget</title><link>https://podd.example/</link><language>sv</language>
<description>Om <![CDATA[<b>makt</b>]]> och handel.</description>
<itunes:author>Anna Berg</itunes:author><copyright>© Anna</copyright>
<itunes:owner><itunes:name>Anna Berg</itunes:name><itunes:email>anna@podd.example</itunes:email></itunes:owner>
<itunes:image href="ORIGIN/omslag.jpg"/><itunes:explicit>no</itunes:explicit><itunes:type>serial</itunes:type>
<itunes:category text="Government"/><itunes:category text="News"><itunes:category text="Politics"/></itunes:category>
<itunes:category text="News &amp; Politics"/>
<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>
<podcast:funding url="https://podd.example/stod">Stöd oss</podcast:funding>
ITEMS
</channel></rss>"""
ONE = """<item><title>Räls &amp; makt</title><link>https://podd.example/avsnitt/rals</link>
<guid isPermaLink="false"> Buzzsprout-1 </guid><pubDate>Mon, 03 Feb 2025 05:30:17 GMT</pubDate>
<description>Kort om avsnittet</description>
<content:encoded><![CDATA[<p>Vi talar om <a href="https://exempel.se/">räls</a>.</p>]]></content:encoded>
<enclosure url="ORIGIN/ljud/vidare.mp3?x=1" length="1" type="audio/mpeg"/>
<itunes:duration>1:00:00</itunes:duration><itunes:episode>12</itunes:episode><itunes:season>2</itunes:season>
<itunes:episodeType>bonus</itunes:episodeType><itunes:explicit>true</itunes:explicit>
<podcast:chapters url="ORIGIN/kapitel.json" type="application/json+chapters"/>
<podcast:transcript url="ORIGIN/avskrift.html" type="text/html"/>
<podcast:transcript url="ORIGIN/trasig.vtt" type="text/vtt"/>
<podcast:transcript url="ORIGIN/avskrift.srt" type="application/x-subrip"/>
<podcast:person role="guest" href="https://exempel.se/li">Li Wei</podcast:person>
<podcast:soundbite startTime="1.5" duration="5">Bit</podcast:soundbite></item>"""
TWO = """<item><title>Utan guid</title><description>En rad.

En till.</description>
<pubDate>Mon, 10 Feb 2025 05:30:00 GMT</pubDate>
<enclosure url=" ORIGIN/ljud/tva.mp3 " length="0" type="audio/mpeg"/>
<psc:chapters><psc:chapter start="00:00:00" title="A"/><psc:chapter start="00:00:05.500" title="B" href="https://exempel.se/b"/>
<psc:chapter start="00:00:20" title="C"/></psc:chapters></item>"""


def broken(name: str, size: str = "0", seconds: str = "") -> str:
    """An episode whose sound cannot be had."""
    return f"""<item><title>Ett {name}</title><guid>g-{name}</guid><description>Text om {name}.</description>
<pubDate>Mon, 17 Feb 2025 05:30:00 GMT</pubDate>
<enclosure url="ORIGIN/ljud/{name}.mp3" length="{size}" type="audio/mpeg"/>
<itunes:duration>{seconds}</itunes:duration></item>"""


BROKEN = ("borta", "sida", "skrap", "tom", "fel", "runt", "ut", "fil")
ANSWERS = (
    "location = /ljud/vidare.mp3 { return 302 /ljud/langsam/ett.mp3; }",
    "location /ljud/langsam/ { alias SITE/ljud/; limit_rate 400k; }",
    "location = /ljud/sida.mp3 { default_type text/html; return 200 '<html><p>Logga in</p>'; }",
    "location = /ljud/skrap.mp3 { default_type audio/mpeg; return 200 'inget ljud alls'; }",
    "location = /ljud/tom.mp3 { default_type audio/mpeg; return 200 ''; }",
    "location = /ljud/fel.mp3 { return 500; }",
    "location = /ljud/runt.mp3 { return 302 /ljud/runt.mp3; }",
    "location = /ljud/ut.mp3 { return 302 /ljud/../../../../../../etc/passwd; }",
    "location = /ljud/fil.mp3 { return 302 file:///etc/passwd; }",
    "location = /trasig.vtt { default_type text/vtt; return 200 'WEBVTT'; }",
)


def feed_of(*items: str, origin: str) -> str:
    return CHANNEL.replace("ITEMS", "\n".join(items)).replace("ORIGIN", origin)


def cover(side: int = 1400) -> bytes:
    made = BytesIO()
    Image.new("RGB", (side, side), (120, 0, 0)).save(made, "JPEG")
    return made.getvalue()


@pytest.fixture
def host(tmp_path: Path, tool: Callable[[str], str]) -> Iterator[str]:
    """The old host: `ORIGIN` in a feed is its address."""
    site, home = tmp_path / "värd", tmp_path / "nginx"
    (site / "ljud").mkdir(parents=True)
    home.mkdir()
    for name in ("ett", "tva"):
        (site / f"ljud/{name}.mp3").write_bytes(SOUND)
    (site / "omslag.jpg").write_bytes(cover())
    (site / "kapitel.json").write_text(json.dumps(CHAPTERS), "utf-8")
    (site / "avskrift.srt").write_text("1\n00:00:00,000 --> 00:00:04,000\nHej\n", "utf-8")
    answers = (each.replace("SITE", str(site)) for each in ANSWERS)
    with serving(tool("nginx"), site, home, free_port(), *answers) as origin:
        for page, (items, more) in enumerate(((ONE, True), (TWO, False)), start=1):
            link = f'<atom:link rel="next" href="{origin}/sida2.xml"/>' if more else ""
            text = feed_of(link, items, origin=origin)
            (site / f"sida{page}.xml").write_text(text, "utf-8")
        yield origin


def moved(root: Path, feed: str, *, fetching: bool = True, **given: object) -> ImportReport:
    file = root.parent / "flöde.xml"
    file.write_text(feed, "utf-8")
    fetch = Downloads(root, pause=0, seconds=5).fetch if fetching else None
    options = ImportOptions(root=root, file="mkdocs.yml", now=NOW, fetch=fetch, **given)  # type: ignore[arg-type]
    return imported(SavedFeed(file), options)


def test_a_podcast_on_the_web_comes_whole_and_nobody_who_listens_notices(
    publication: Publication, host: str, run: Callable[..., Ran]
) -> None:
    root = publication()
    code, shown, told = run("import", "feed", f"{host}/sida1.xml", "--download", cwd=root)
    assert code == 0, told
    assert "2 ny" in shown
    assert (root / "content/avsnitt/2025-02-03-rals.md").read_text("utf-8") == (
        '---\ntitle: "Räls & makt"\ndescription: Kort om avsnittet\ndate: 2025-02-03 06:30:17\n'
        'id: feed-Buzzsprout-1\naliases: ["/avsnitt/rals"]\n'
        'show: gamla-kriget\naudio: "2025-02-03-rals.mp3"\n'
        'chapters: "2025-02-03-rals-kapitel.json"\n'
        'transcript: "2025-02-03-rals-avskrift.srt"\nguid: Buzzsprout-1\n'
        "number: 12\nseason: 2\nkind: bonus\nexplicit: true\n"
        'people: [{name: Li Wei, role: guest, url: "https://exempel.se/li"}]\n---\n\n'
        "Vi talar om [räls](https://exempel.se/).\n"
    )
    built, _, wrong = run("build", "--now", "2026-06-01", cwd=root)
    assert built == 0, wrong
    ours = read((root / "build/site/podd/gamla-kriget.xml").read_bytes(), "ny")
    olds = [read((root.parent / f"värd/sida{page}.xml").read_bytes(), "g") for page in (1, 2)]
    for old in olds:
        found = compare(old, ours)
        assert {each.kind for each in found.differences} <= {"address", "bytes", "new"}
        assert found.hurts == 0
    assert {each.bytes for each in ours.episodes} != {1, None}
    two = (root / "content/avsnitt/2025-02-10-utan-guid.md").read_text("utf-8")
    assert f'guid: "{host}/ljud/tva.mp3"' in two
    assert '{start: "00:00:05.500", title: B, url: "https://exempel.se/b"}' in two
    assert two.endswith("En rad.\n\nEn till.\n")
    code, shown, _ = run("import", "feed", f"{host}/sida1.xml", cwd=root)
    assert (code, "2 som förut" in shown) == (0, True)


def test_the_podcast_itself_comes_with_its_cover(publication: Publication, host: str) -> None:
    root = publication()
    report = moved(root, feed_of(ONE, origin=host))
    assert (root / "feeds/gamla-kriget.yml").read_text("utf-8") == (
        'kind: "podcast"\ntitle: "Gamla kriget"\ndescription: "Om makt och handel."\n'
        'author: "Anna Berg"\nowner: {"name": "Anna Berg", "email": "anna@podd.example"}\n'
        'categories: [{"name": "Government"}, {"name": "News", "sub": "Politics"}]\n'
        'language: "sv"\nexplicit: false\ntype: "serial"\ncopyright: "© Anna"\n'
        'guid: "917393e3-1b1e-5cef-ace4-edaa54e1f810"\n'
        'funding: [{"title": "Stöd oss", "url": "https://podd.example/stod"}]\n'
        'image: "gamla-kriget.jpg"\nimage_alt: "Omslaget till Gamla kriget"\n'
    )
    assert (root / "feeds/gamla-kriget.jpg").read_bytes() == cover()
    side = json.loads((root / "import/feed/Buzzsprout-1.json").read_text("utf-8"))
    assert side["podcast:soundbite"] == {"startTime": "1.5", "duration": "5", "": "Bit"}
    notes = {(note.kind, note.text.partition(" ")[0]) for note in report.outcomes[0].text.notes}
    assert notes == {
        ("ommätt", "flödet"),
        ("avskrift", "avskriften"),
        ("avskrift", f"{host}/trasig.vtt"),
    }
    (root / "feeds/gamla-kriget.yml").write_text(
        "# min\n" + (root / "feeds/gamla-kriget.yml").read_text("utf-8"), "utf-8"
    )
    moved(root, feed_of(ONE, origin=host))
    assert (root / "feeds/gamla-kriget.yml").read_text("utf-8").startswith("# min")


def test_whatever_the_host_answers_what_came_builds_and_the_rest_is_told(
    publication: Publication, host: str
) -> None:
    """An episode without sound waits for it; one whose size and length are known can do without."""
    root = publication()
    items = [*(broken(name) for name in BROKEN), broken("kvar", "1000", "12:30"), TWO]
    report = moved(root, feed_of(*items, origin=host))
    assert sorted(title for _, title, _ in report.kept_back) == sorted(f"Ett {n}" for n in BROKEN)
    assert all("--download" in why for _, _, why in report.kept_back)
    kept = (root / "content/avsnitt/2025-02-17-ett-kvar.md").read_text("utf-8")
    assert f'audio: "{host}/ljud/kvar.mp3"\nbytes: 1000\nseconds: 750\n' in kept
    assert sorted(file.name for file in (root / "content/avsnitt").iterdir()) == [
        "2025-02-10-utan-guid.md",
        "2025-02-10-utan-guid.mp3",
        "2025-02-17-ett-kvar.md",
    ]
    told = attempt(root, search=False)
    assert not isinstance(told, str), told


def test_what_waited_for_its_sound_comes_when_it_is_there(
    publication: Publication, host: str
) -> None:
    root = publication()
    feed = feed_of(TWO, broken("fel"), origin=host).replace(">serial<", ">episodic<")
    assert len(moved(root, feed, fetching=False).kept_back) == 2
    assert not (root / "content/avsnitt").exists()
    offline = root.parent / "ljud"
    offline.mkdir()
    for name in ("tva", "fel"):
        (offline / f"{name}.mp3").write_bytes(SOUND)
    assert [each.fate for each in moved(root, feed, fetching=False, media=offline).outcomes] == [
        "new"
    ] * 2
    assert [each.fate for each in moved(root, feed, fetching=False).outcomes] == ["same"] * 2
    told = attempt(root, search=False)
    assert not isinstance(told, str), told


def test_a_podcast_that_is_here_gets_the_episodes(publication: Publication, host: str) -> None:
    from sample.episodes import SHOW

    root = publication(SHOW)
    before = (root / "feeds/podden.yml").read_bytes()
    moved(root, feed_of(ONE, TWO, origin=host), show="podden")
    moved(root, feed_of(ONE, TWO, origin=host), show="podden")
    assert (root / "feeds/podden.yml").read_bytes() == before
    assert not (root / "feeds/gamla-kriget.yml").exists()
    assert "show: podden" in (root / "content/avsnitt/2025-02-03-rals.md").read_text("utf-8")
    told = attempt(root, search=False)
    assert not isinstance(told, str), told


BARE = """<?xml version="1.0"?><rss xmlns:psc="http://podlove.org/simple-chapters" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<title>习</title><itunes:type>garbage</itunes:type><itunes:category text="Nyheter"/>
<itunes:image>
 ORIGIN/liten.jpg
</itunes:image>ITEMS</channel></rss>"""


def test_what_a_podcast_does_not_say_is_filled_in_and_told(
    publication: Publication, host: str, tmp_path: Path
) -> None:
    root = publication()
    (tmp_path / "värd/liten.jpg").write_bytes(cover(600))
    report = moved(root, BARE.replace("ITEMS", TWO).replace("ORIGIN", host))
    told = sorted(note.kind for note in report.notes if note.grade == "look")
    assert told == [
        "poddens fil",
        "poddens fil",
        "poddens kategori",
        "poddens omslag",
        "poddens ägare",
    ]
    built = attempt(root, search=False)
    assert not isinstance(built, str), built


def test_a_piece_that_is_here_already_is_not_brought_twice(
    publication: Publication, host: str
) -> None:
    """A podcast at Substack stands in its archive, too: whichever comes second is left out."""
    root = publication()
    moved(root, feed_of(ONE, origin=host))
    article = ONE.replace("itunes:", "x:").replace("<guid", "<guid2").replace("</guid>", "</guid2>")
    other = (
        '<rss xmlns:x="x" xmlns:podcast="y" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>B</title>{article}</channel></rss>"
    )
    report = moved(root, other)
    assert report.kept_back == (
        (
            "https://podd.example/avsnitt/rals",
            "Räls & makt",
            "finns redan här: content/avsnitt/2025-02-03-rals.md",
        ),
    )
