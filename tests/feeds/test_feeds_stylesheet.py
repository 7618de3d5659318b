"""What a person sees who opens a feed in a browser: by XSLT, and without it."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from lxml import etree, html
from sample.feeds import ARTICLE, EPISODE, FEED, NASTY, NASTY_READ, SHOW, context, made

from publisher.model import Article, Episode

ASSETS = Path(__file__).parents[2] / "theme" / "web" / "assets"
XSL = etree.XSLT(etree.parse(ASSETS / "feed.xsl"))
FEEDS = replace(FEED, formats=("rss", "atom", "json"), include="all")


def feeds(*pieces: Article | Episode, site_url: str = "https://x.example/y/") -> dict[str, bytes]:
    return made(context(*pieces, feeds=(FEEDS,), site_url=site_url))


def page(feed: bytes) -> html.HtmlElement:
    """The page that a browser with XSLT makes of a feed, read back as HTML."""
    return html.document_fromstring(bytes(XSL(etree.fromstring(feed).getroottree())))


def text(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


XML = ["site/feed.xml", "site/feed.atom", f"site/podd/{SHOW.id}.xml"]


@pytest.mark.parametrize("path", XML)
@pytest.mark.parametrize(("url", "base"), [("https://x.example/y/", "/y"), ("https://x.se/", "")])
def test_every_xml_feed_names_both_stylesheets(path: str, url: str, base: str) -> None:
    lines = feeds(EPISODE, ARTICLE, site_url=url)[path].decode().split("\n")
    assert lines[0].startswith("<?xml ")
    assert lines[1:3] == [
        f'<?xml-stylesheet type="text/xsl" href="{base}/assets/feed.xsl"?>',
        f'<?xml-stylesheet type="text/css" href="{base}/assets/feed.css"?>',
    ]


def test_a_json_feed_has_no_stylesheet() -> None:
    assert b"assets/feed" not in feeds(ARTICLE)["site/feed.json"]


@pytest.mark.parametrize("path", XML)
def test_the_page_explains_in_swedish_what_to_do(path: str) -> None:
    seen = page(feeds(EPISODE, ARTICLE)[path])
    assert seen.get("lang") == "sv"
    assert [text(one) for one in seen.iter("h1")] == [SHOW.title if "podd" in path else "Kinamedia"]
    help_ = text(seen.find_class("help")[0])
    assert "Det här är ett flöde" in help_
    own = "https://x.example/y" + path.removeprefix("site")
    assert f"Kopiera flödets adress: {own}" in help_
    assert [text(one) for one in seen.iter("code")] == [own]


def test_a_podcast_names_podcast_apps_and_an_article_feed_feed_readers() -> None:
    made_ = feeds(EPISODE, ARTICLE)
    assert "AntennaPod" in text(page(made_[XML[2]]))
    assert "Feedly" not in text(page(made_[XML[2]]))
    for path in XML[:2]:
        assert "Feedly" in text(page(made_[path]))
        assert "AntennaPod" not in text(page(made_[path]))


@pytest.mark.parametrize("path", XML[:2])
def test_the_newest_are_linked_with_their_days(path: str) -> None:
    months = [
        replace(ARTICLE, id=f"a{n}", title=f"Nr {n}", date=ARTICLE.date.replace(month=n))
        for n in range(12, 0, -1)
    ]
    items = page(feeds(*months)[path]).find_class("items")[0].findall("li")
    assert len(items) == 10
    assert [text(one) for one in items[:3]] == [
        "Nr 12 2 december 2025",
        "Nr 11 2 november 2025",
        "Nr 10 2 oktober 2025",
    ]
    assert [one.find("time").text for one in items[-2:]] == ["2 april 2025", "2 mars 2025"]
    assert items[-1].find("time").get("datetime") == "2025-03-02"
    assert {one.find("a").get("href") for one in items} == {"https://x.example/y/2025/rals/"}


@pytest.mark.parametrize("path", XML)
def test_a_feed_without_items_says_so(path: str) -> None:
    assert "Här finns inget ännu." in text(page(feeds()[path]))


@pytest.mark.parametrize("path", XML)
def test_the_page_has_no_inline_script_or_style_and_text_stays_text(path: str) -> None:
    nasty = replace(ARTICLE, title=NASTY)
    seen = page(feeds(nasty, replace(EPISODE, title=NASTY))[path])
    assert not [one for one in seen.iter() if one.tag in {"script", "style"} or one.get("style")]
    assert NASTY_READ in [one.text for one in seen.find_class("items")[0].iter("a")]
    addresses = [one.get("href") for one in seen.iter("link")]
    assert addresses == ["/y/assets/images/favicon.svg", "/y/assets/feed.css"]


def test_both_ways_say_the_same() -> None:
    """The sentences of the page are also in the CSS, for browsers without XSLT."""
    css = (ASSETS / "feed.css").read_text("utf-8").replace("\\A", "")
    said = " ".join("".join(re.findall(r'content: "([^"]*)"', css)).split())
    for path in XML:
        seen = page(feeds(EPISODE, ARTICLE)[path]).find_class("help")[0]
        for node in [*seen.iter("h2", "p"), *list(seen.iter("li"))[2:]]:
            assert text(node) in said
    for app in ("Feedly, Inoreader, NetNewsWire eller Thunderbird", "Overcast eller Pocket Casts"):
        assert app in said


# In a browser.


class Server(SimpleHTTPRequestHandler):
    extensions_map = {".xml": "text/xml", ".xsl": "application/xml", ".css": "text/css"}  # noqa: RUF012 (as its parent has it)

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""

    def end_headers(self) -> None:
        # XSLT counts as script (Fetch, "script-like"): without script-src, a blank page.
        policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
        self.send_header("Content-Security-Policy", policy)
        super().end_headers()


@pytest.fixture(scope="module")
def origin(published: Path) -> Iterator[str]:
    handler = partial(Server, directory=str(published / "build" / "site"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def opened(chromium: str, url: str, *flags: str) -> str:
    """What the browser's document is after it has opened an address."""
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", *flags, "--dump-dom", url]
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=600)
    return done.stdout


def test_a_browser_shows_either_the_page_or_the_feed_itself(
    origin: str, tool: Callable[[str], str]
) -> None:
    chromium = tool("chromium")
    seen = opened(chromium, f"{origin}/feed.xml")
    # Chromium is about to part from XSLT; what it shows then is what it shows here without it.
    assert "Det här är ett flöde" in seen or seen.startswith("<rss")
    without = opened(chromium, f"{origin}/feed.xml", "--disable-blink-features=XSLT")
    assert "<rss" in without, "feed.css dresses this"
    assert "<html" not in without
