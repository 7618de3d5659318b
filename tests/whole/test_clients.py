"""Programs that people listen and read with, against the sample publication on a real web server."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import feedparser
import pytest

from publisher.build import BuildOptions, build

SHOW = "podd/nya-kalla-kriget.xml"
EPISODE = "content/avsnitt/002-chippen-som-inte-far-saljas.md"
PLAYER = Path(__file__).parents[1] / "tools" / "player.js"
NGINX = """\
daemon off;
master_process off;
pid {home}/nginx.pid;
events {{ worker_connections 64; }}
http {{
  types {{
    text/html html; text/css css; text/javascript js;
    application/rss+xml xml; application/json json; audio/mpeg mp3;
  }}
  access_log {home}/access.log;
  client_body_temp_path {home}/t1;
  proxy_temp_path {home}/t2;
  fastcgi_temp_path {home}/t3;
  uwsgi_temp_path {home}/t4;
  scgi_temp_path {home}/t5;
  server {{ listen 127.0.0.1:{port}; root {site}; }}
}}
"""


@dataclass(frozen=True)
class Served:
    """A built publication, and where its site is to be had."""

    root: Path
    origin: str

    @property
    def site(self) -> Path:
        return self.root / "build" / "site"

    @property
    def feed(self) -> str:
        return f"{self.origin}/{SHOW}"

    def episodes(self) -> list[Any]:
        return list(feedparser.parse((self.site / SHOW).read_bytes()).entries)


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(port: int) -> bool:
    with closing(socket.socket()) as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory,
    sample: Callable[[Path], Path],
    tool: Callable[[str], str],
) -> Iterator[Served]:
    nginx = tool("nginx")
    root, home = sample(tmp_path_factory.mktemp("ute")), tmp_path_factory.mktemp("nginx")
    port = free_port()
    settings = root / "mkdocs.yml"
    lines = settings.read_text("utf-8").splitlines(keepends=True)
    own = f"site_url: http://127.0.0.1:{port}/\n"
    new = [own if line.startswith("site_url:") else line for line in lines]
    settings.write_text("".join(new), "utf-8")
    build(BuildOptions(root=root, jobs=1))
    made = Served(root, f"http://127.0.0.1:{port}")
    conf = home / "nginx.conf"
    conf.write_text(NGINX.format(home=home, port=port, site=made.site), "utf-8")
    log = home / "error.log"
    with subprocess.Popen([nginx, "-e", str(log), "-p", str(home), "-c", str(conf)]) as server:
        try:
            patience = monotonic() + 300
            while not answers(port):
                assert server.poll() is None, log.read_text("utf-8")
                assert monotonic() < patience
                sleep(0.02)
            yield made
        finally:
            server.terminate()


def run(*command: str, home: Path) -> str:
    """Run a program that must know of nothing but what is in `home`."""
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "GPODDER_HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
    }
    done = subprocess.run(
        command, cwd=home, env=env, check=False, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done
    return done.stdout


def rows(database: Path, question: str, *about: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(question, about).fetchall()


# The web server


def test_sound_is_given_in_pieces(served: Served) -> None:
    for episode in served.episodes():
        (sound,) = episode.enclosures
        path = sound.href.removeprefix(served.origin)
        host = served.origin.removeprefix("http://")
        with closing(HTTPConnection(host, timeout=20)) as connection:
            connection.request("GET", path, headers={"Range": "bytes=100-199"})
            answer = connection.getresponse()
            assert answer.status == 206
            assert answer.headers["Content-Range"] == f"bytes 100-199/{sound.length}"
            assert answer.headers["Content-Type"] == sound.type
            assert answer.read() == (served.site / path[1:]).read_bytes()[100:200]


# gPodder


@pytest.fixture(scope="module")
def gpo(
    served: Served, tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """gPodder's home after it has subscribed and downloaded, and what it said last."""
    home = tmp_path_factory.mktemp("gpodder")
    run(tool("gpo"), "subscribe", served.feed, home=home)
    return home, run(tool("gpo"), "download", home=home)


def test_gpodder_downloads_every_episode_byte_for_byte(
    served: Served, gpo: tuple[Path, str]
) -> None:
    home, said = gpo
    episodes = served.episodes()
    assert f"{len(episodes)} episodes downloaded." in said
    downloaded = {path.name: path.read_bytes() for path in (home / "Downloads").rglob("*.mp3")}
    sounds = [episode.enclosures[0] for episode in episodes]
    assert downloaded == {
        Path(sound.href).name: (
            served.site / sound.href.removeprefix(f"{served.origin}/")
        ).read_bytes()
        for sound in sounds
    }
    assert sorted(len(data) for data in downloaded.values()) == sorted(
        int(sound.length) for sound in sounds
    )


def test_gpodder_knows_every_episode_as_it_is(served: Served, gpo: tuple[Path, str]) -> None:
    home, _ = gpo
    question = "SELECT guid, title, url, file_size, mime_type FROM episode ORDER BY published DESC"
    assert rows(home / "Database", question) == [
        (
            episode.id,
            episode.title,
            episode.enclosures[0].href,
            int(episode.enclosures[0].length),
            episode.enclosures[0].type,
        )
        for episode in served.episodes()
    ]


# newsboat


@pytest.fixture(scope="module")
def newsboat(
    served: Served, tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Path]:
    """A function that lets newsboat fetch the podcast and the articles; returns its cache."""
    home = tmp_path_factory.mktemp("newsboat")
    (home / "urls").write_text(f"{served.feed}\n{served.origin}/feed.xml\n", "utf-8")
    (home / "config").write_text("", "utf-8")

    def fetch() -> Path:
        files = ("-u", "urls", "-c", "cache.db", "-C", "config")
        run(tool("newsboat"), *files, "-x", "reload", home=home)
        return home / "cache.db"

    return fetch


def test_newsboat_reads_episodes_with_their_sound(
    served: Served, newsboat: Callable[[], Path]
) -> None:
    cache = newsboat()
    question = (
        "SELECT guid, title, url, enclosure_url, enclosure_type FROM rss_item "
        "WHERE feedurl = ? ORDER BY pubDate DESC"
    )
    assert rows(cache, question, served.feed) == [
        (
            episode.id,
            episode.title,
            episode.link,
            episode.enclosures[0].href,
            episode.enclosures[0].type,
        )
        for episode in served.episodes()
    ]


def test_newsboat_reads_articles_with_their_dates_and_whole_text(
    served: Served, newsboat: Callable[[], Path]
) -> None:
    cache = newsboat()
    question = (
        "SELECT guid, title, datetime(pubDate, 'unixepoch'), length(content) FROM rss_item "
        "WHERE feedurl = ? ORDER BY pubDate DESC, guid DESC"
    )
    found = rows(cache, question, f"{served.origin}/feed.xml")
    articles = feedparser.parse((served.site / "feed.xml").read_bytes()).entries
    assert [row[:3] for row in found] == [
        (
            article.id,
            article.title,
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}".format(*article.published_parsed[:6]),
        )
        for article in articles
    ]
    for row, article in zip(found, articles, strict=True):
        assert row[3] >= len(article.content[0].value) - len("\n\n")


# What changes afterwards. Last in the file: the publication is not the same after it.


def test_an_episode_that_moves_and_changes_its_title_is_no_new_one(
    served: Served,
    gpo: tuple[Path, str],
    newsboat: Callable[[], Path],
    tool: Callable[[str], str],
) -> None:
    home, _ = gpo
    cache = newsboat()
    before = [rows(place, ask) for place, ask in counts(home, cache)]
    text = (served.root / EPISODE).read_text("utf-8")
    lines = [line for line in text.split("\n") if not line.startswith(("title:", "slug:", "id:"))]
    id_ = next(each.id for each in served.episodes() if "chippen" in each.id)
    lines[1:1] = ["title: En annan titel", "slug: annan-adress", f"id: {id_}"]
    (served.root / EPISODE).write_text("\n".join(lines), "utf-8")
    build(BuildOptions(root=served.root, jobs=1))
    assert "En annan titel" in [episode.title for episode in served.episodes()]
    run(tool("gpo"), "update", home=home)
    newsboat()
    assert [rows(place, ask) for place, ask in counts(home, cache)] == before
    titles = "SELECT title FROM episode WHERE guid = ?"
    assert rows(home / "Database", titles, id_) == [("En annan titel",)]


def counts(home: Path, cache: Path) -> list[tuple[Path, str]]:
    """What an app would show: every episode it knows, and whether it is new."""
    return [
        (home / "Database", "SELECT guid, is_new, state FROM episode ORDER BY guid"),
        (cache, "SELECT guid, unread FROM rss_item ORDER BY guid"),
    ]


# A browser


def test_chapters_jump_in_the_player_and_the_one_heard_is_marked(
    served: Served, tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> None:
    node_module("playwright-core")
    page = f"{served.origin}/podd/nya-kalla-kriget/gruvan-i-ytterby/"
    command = [tool("node"), str(PLAYER), tool("chromium"), page]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["before"] == []
    second = told["chapters"][1]
    assert second["start"] <= told["chapter"]["at"] < second["start"] + 5
    assert told["chapter"]["marked"] == [second["text"]]
    assert told["chapter"]["playing"]
    assert told["transcript"]["marked"] == [told["chapters"][2]["text"]]
    assert told["address"] == page
    assert told["without"].endswith(f"#t={second['start']}")
    assert told["errors"] == []
