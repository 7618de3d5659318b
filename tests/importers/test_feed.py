"""Articles out of a feed, in each of its three forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from program import Ran
from sample.publication import NOW, attempt
from web_server import free_port, serving

from publisher.feeds.compare import compare, read
from publisher.importers.feed import SavedFeed
from publisher.importers.story import ImportOptions, ImportReport
from publisher.importers.story import run as imported
from publisher.problems import PublisherError

Publication = Callable[..., Path]
RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>B</title>
<item><title>En text</title><link>https://gamla.example/2020/en-text/</link><guid>tag:1</guid>
<pubDate>Sun, 02 Feb 2025 06:00:00 +0000</pubDate><author>anna@hemma.example (Anna Lund)</author>
<category>Handel</category><description>Kort</description>
<content:encoded><![CDATA[<p>Hela <b>texten</b>.</p>]]></content:encoded></item></channel></rss>"""
ATOM = """
<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>En text</title>
<link href="https://gamla.example/2020/en-text/"/><id>tag:1</id><updated>2025-03-01T00:00:00Z</updated>
<published>2025-02-02T06:00:00Z</published><author><name>Anna Lund</name><email>anna@hemma.example</email></author>
<category term="Handel"/><content type="html">&lt;p>Hela &lt;b>texten&lt;/b>.&lt;/p></content></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": "tag:1",
                "url": "https://gamla.example/2020/en-text/",
                "title": "En text",
                "content_html": "<p>Hela <b>texten</b>.</p>",
                "date_published": "2025-02-02T06:00:00Z",
                "authors": [{"name": "Anna Lund"}],
                "tags": ["Handel"],
            }
        ],
    }
)


def moved(root: Path, feed: str) -> ImportReport:
    file = root.parent / "flöde"
    file.write_text(feed, "utf-8")
    return imported(SavedFeed(file), ImportOptions(root=root, file="mkdocs.yml", now=NOW))


@pytest.mark.parametrize("feed", [RSS, ATOM, JSON], ids=["rss", "atom", "json"])
def test_a_piece_comes_with_its_head_and_builds(publication: Publication, feed: str) -> None:
    root = publication()
    report = moved(root, feed)
    lede = "description: Kort\n" if feed == RSS else ""
    assert [each.fate for each in moved(root, feed).outcomes] == ["same"]
    assert report.outcomes[0].text.state == "unchanged"
    assert (root / "content/artiklar/2025/2025-02-02-en-text.md").read_text("utf-8") == (
        f"---\ntitle: En text\n{lede}date: 2025-02-02 07:00\nid: feed-tag-1\n"
        'aliases: ["/2020/en-text/"]\nauthors: [anna-lund]\ntags: [Handel]\nguid: "tag:1"\n---\n\n'
        "Hela **texten**.\n"
    )
    told = attempt(root, search=False)
    assert not isinstance(told, str), told


def test_what_has_only_its_beginning_is_told(publication: Publication) -> None:
    report = moved(publication(), RSS.replace("<b>texten</b>.", "texten […]"))
    assert [note.kind for note in report.outcomes[0].text.notes] == ["bara början"]
    assert report.outcomes[0].text.state == "look"


@pytest.mark.parametrize(
    ("feed", "told"),
    [
        ("", "inte XML"),
        ("{", "JSON"),
        ("{}", "inga texter"),
        ("<rss></rss>", "inga texter"),
        (RSS[:-40], "XML|avklippt"),
        ("<!DOCTYPE x>" + ATOM, "DOCTYPE"),
    ],
)
def test_what_is_no_feed_is_refused(publication: Publication, feed: str, told: str) -> None:
    with pytest.raises(PublisherError, match=told):
        moved(publication(), feed)


def test_a_real_feed_loses_nothing_in_silence(shared: Path, publication: Publication) -> None:
    root = publication()
    file = shared / "real-input/podcast/german-radio-32-episodes.rss"
    report = imported(SavedFeed(file), ImportOptions(root=root, file="mkdocs.yml", now=NOW))
    assert len(report.outcomes) == 32
    assert [each.text.differences for each in report.outcomes if each.text.differences] == []
    assert all("ljud" in {note.kind for note in each.text.notes} for each in report.outcomes)
    told = attempt(root, search=False)
    assert not isinstance(told, str), told
    ours = (root / "build/site/podd/endorphine-fur-delfine.xml").read_bytes()
    found = compare(read(file.read_bytes(), "gammalt"), read(ours, "nytt"))
    assert (found.differences, found.same) == ((), 32)


def test_a_feed_that_only_apps_can_read_is_read_as_they_do(publication: Publication) -> None:
    feed = RSS.replace("<![CDATA[<p>Hela <b>texten</b>.</p>]]>", "Hela&nbsp;texten.")
    feed = feed.replace("En text", "Fyr & flamma&nbsp;– nu")
    report = moved(publication(), feed)
    assert [note.kind for note in report.notes if note.grade == "look"] == ["flöde"]
    text = report.outcomes[0].text.text
    assert "Fyr & flamma – nu" in text
    assert "Hela\N{NO-BREAK SPACE}texten" in text


def test_a_feed_comes_from_the_web_and_a_wrong_address_is_told(
    publication: Publication, tmp_path: Path, tool: Callable[[str], str], run: Callable[..., Ran]
) -> None:
    root = publication()
    site, home = tmp_path / "sajt", tmp_path / "nginx"
    for folder in (site, home):
        folder.mkdir()
    (site / "feed.xml").write_text(RSS, "utf-8")
    with serving(tool("nginx"), site, home, free_port()) as origin:
        code, shown, _ = run("import", "feed", f"{origin}/feed.xml", cwd=root)
        assert code == 0
        assert "1 ny" in shown
        code, _, told = run("import", "feed", f"{origin}/borta.xml", cwd=root)
        assert code == 1
        assert "servern svarade 404" in told
