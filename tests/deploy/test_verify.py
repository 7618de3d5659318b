"""What readers and apps get from a real web server, and what is said when it is not what was built."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import cast

import pytest
from web_server import free_port, serving

from publisher.deploy.verify import Expected, SiteFacts, discover, verify
from publisher.problems import PublisherError
from publisher.system.web import Answer, ask

PAGE = "<html><body>" + "En lång sida. " * 200 + "</body></html>"
SOUND = bytes(range(256)) * 40
FEED = '<rss version="2.0"><channel><item><enclosure url="{}" length="{}" type="audio/mpeg"/></item></channel></rss>'
GOOD = (
    "etag on;",
    "gzip on;",
    "location ~ \\.vtt$ { add_header Access-Control-Allow-Origin *; }",
    "location /assets/ { add_header Cache-Control max-age=31536000; }",
    "location = /gammal/ { return 301 /2025/ny/; }",
)

Serve = Callable[..., "contextmanager[str]"]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    files: dict[str, str | bytes] = {
        "index.html": PAGE,
        "2025/ny/index.html": PAGE,
        "gammal/index.html": "<meta http-equiv=refresh>",
        "404.html": "borta",
        "robots.txt": "User-agent: *\n",
        "sitemap.xml": "<urlset/>",
        "feed.xml": FEED,
        "media/ljud.mp3": SOUND,
        "2025/ny/avskrift.vtt": "WEBVTT\n",
        "assets/main.0a1b2c3d.css": "body {}",
    }
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


@pytest.fixture
def served(site: Path, tool: Callable[[str], str], tmp_path: Path) -> Iterator[Callable[..., str]]:
    """A function that starts nginx with these lines, and gives its origin."""
    from contextlib import ExitStack

    home = tmp_path / "nginx"
    home.mkdir()
    with ExitStack() as stack:

        def start(*lines: str) -> str:
            nginx = tool("nginx")
            return stack.enter_context(serving(nginx, site, home, free_port(), *lines))

        yield start


def facts(origin: str, site: Path) -> SiteFacts:
    def expected(path: str, *types: str) -> Expected:
        file = site / path
        data = file.read_bytes()
        url = f"{origin}/{path.removesuffix('index.html')}"
        digest = sha256(data).hexdigest()
        return Expected(url=url, sha256=digest, bytes=len(data), types=types, file=file)

    return SiteFacts(
        origin=origin,
        pages=(expected("index.html", "text/html"), expected("2025/ny/index.html", "text/html")),
        feeds=(expected("feed.xml", "application/rss+xml"),),
        maps=(expected("robots.txt", "text/plain"), expected("sitemap.xml")),
        sound=expected("media/ljud.mp3", "audio/mpeg"),
        beside=(expected("2025/ny/avskrift.vtt", "text/vtt"),),
        moved=((expected("gammal/index.html"), f"{origin}/2025/ny/"),),
        asset=expected("assets/main.0a1b2c3d.css"),
    )


def test_a_good_host_gets_neither_fault_nor_advice(served: Callable[..., str], site: Path) -> None:
    report = verify(facts(served("default_type text/plain;", *GOOD), site))
    assert report.problems == ()
    assert report.asked == 9


def test_a_plain_host_gets_advice_only(served: Callable[..., str], site: Path) -> None:
    report = verify(facts(served("etag off;", "if_modified_since off;"), site))
    assert report.faults == ()
    told = "\n".join(each.text for each in report.problems)
    for words in (
        "skickas okomprimerad",
        "inget 304",
        "poddspelare på webben",
        "mellanlagras länge",
    ):
        assert words in told


def test_folders_that_show_what_only_subscribers_are_told_are_a_fault(
    served: Callable[..., str], site: Path
) -> None:
    for name in (
        f"media/prenumeranter/{'0a' * 16}/ljud.mp3",
        f".publisher-memory/{'0b' * 16}.json",
    ):
        (site / name).parent.mkdir(parents=True)
        (site / name).write_bytes(b"hemligt")
    origin = served(*GOOD, "location /.publisher-memory/ { autoindex on; }")
    folders = (f"{origin}/.publisher-memory/", f"{origin}/media/prenumeranter/")
    report = verify(replace(facts(origin, site), closed=folders))
    (problem,) = report.faults
    assert problem.path == folders[0]
    assert "prenumeranternas ljud" in problem.text
    assert "autoindex off" in problem.hint
    assert report.asked == 11


def test_old_bytes_are_a_fault_once_patience_is_over(
    served: Callable[..., str], site: Path
) -> None:
    wanted = facts(served(*GOOD), site)
    (site / "2025/ny/index.html").write_text(PAGE + "gammalt", "utf-8")
    (site / "feed.xml").write_text("gammalt", "utf-8")
    waits: list[float] = []
    report = verify(wanted, patience=10, wait=waits.append)
    assert waits == [1.0, 2.0, 4.0, 3.0]
    assert {each.path for each in report.faults} == {wanted.pages[1].url, wanted.feeds[0].url}
    assert all("något annat än det som byggdes" in each.text for each in report.faults)


def test_a_cache_that_is_only_behind_is_waited_for(served: Callable[..., str], site: Path) -> None:
    wanted = facts(served(*GOOD), site)
    new = (site / "feed.xml").read_bytes()
    (site / "feed.xml").write_text("gammalt", "utf-8")
    report = verify(
        wanted, patience=10, wait=lambda _: (site / "feed.xml").write_bytes(new) and None
    )
    assert report.faults == ()


@pytest.mark.parametrize(
    ("line", "path", "told"),
    [
        ("location = /2025/ny/ { return 403; }", "/2025/ny/", "svarar 403"),
        ("location = /feed.xml { return 302 /index.html; }", "/feed.xml", "leder vidare till"),
        ("location = /feed.xml { types {} default_type text/html; }", "/feed.xml", "skickas som text/html"),
        ("location /media/ { max_ranges 0; }", "/media/ljud.mp3", "hämta en del av (svarar 200"),
        ("location /media/ { return 404; }", "/media/ljud.mp3", "ljudet svarar 404"),
        ("location /media/ { types {} default_type text/plain; }", "/media/ljud.mp3", "ljudet skickas som text/plain"),
        ("location /finns { return 200 hej; }", "/finns-inte-9c1f4e7a/", "finns inte, men servern svarar 200"),
        ("location = /gammal/ { return 301 /; }", "/gammal/", "gammal adress"),
    ],
)  # fmt: skip
def test_what_keeps_readers_out_is_a_fault_with_a_next_step(
    served: Callable[..., str], site: Path, line: str, path: str, told: str
) -> None:
    origin = served(*GOOD[:3], line)
    report = verify(facts(origin, site))
    (problem,) = report.faults
    assert problem.path == origin + path
    assert told in problem.text
    assert problem.hint


def test_a_sound_of_another_length_or_content_is_a_fault(
    served: Callable[..., str], site: Path
) -> None:
    wanted = facts(served(*GOOD), site)
    (site / "media/ljud.mp3").write_bytes(SOUND[::-1])
    (problem,) = verify(replace(wanted, sound=_apart(wanted, site))).faults
    assert "ett annat än det som byggdes" in problem.text
    (site / "media/ljud.mp3").write_bytes(SOUND[:-500])
    texts = " ".join(each.text for each in verify(wanted).faults)
    assert f"ljudet är {len(SOUND) - 500} byte på servern men {len(SOUND)} i flödet" in texts


def _apart(wanted: SiteFacts, site: Path) -> Expected:
    own = site.parent / "eget.mp3"
    own.write_bytes(SOUND)
    assert wanted.sound is not None
    return replace(wanted.sound, file=own)


def test_no_server_is_told_once_and_not_waited_for(site: Path) -> None:
    def wait(_: float) -> None:
        raise AssertionError

    report = verify(facts(f"http://127.0.0.1:{free_port()}", site), patience=60, wait=wait)
    (problem,) = report.problems
    assert problem.text == "svarar inte: ingen server lyssnar där"
    assert not report.answered


def test_a_site_of_which_only_the_address_is_known(served: Callable[..., str], site: Path) -> None:
    origin = served(*GOOD)
    (site / "feed.xml").write_text(FEED.format(f"{origin}/media/ljud.mp3", len(SOUND)), "utf-8")
    link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    (site / "index.html").write_text(f"<html><head>{link}</head>" + PAGE, "utf-8")
    found = discover(origin)
    assert [each.url for each in found.feeds] == [f"{origin}/feed.xml"]
    assert found.sound is not None
    assert (found.sound.url, found.sound.bytes) == (f"{origin}/media/ljud.mp3", len(SOUND))
    assert verify(found).faults == ()
    with pytest.raises(PublisherError) as caught:
        discover(f"{origin}/finns-inte/")
    assert caught.value.problems[0].text == "svarar 404"


def test_what_the_network_does_is_an_answer() -> None:
    assert ask("http://127.0.0.1:1/").error == "ingen server lyssnar där"
    assert ask("http://[trasig/").error.startswith("adressen är felskriven")
    assert ask("ftp://127.0.0.1/").status == 0
    assert Answer(status=503).told == "svarar 503"


# A server that means harm: what it sends is made nothing of, and costs neither time nor memory.

FRONT = "https://prov.example/"
FRONTS = {
    "nothing": b"",
    "no markup": b"hej",
    "zeros": b"\0" * 1000,
    "tags that never end": b"<link " * 200_000,
    "a name that never ends": b"<link " + b"a" * 1_000_000,
    "elements in each other": b"<b>" * 200_000,
    "an address that is none": b'<link rel=alternate type=application/rss+xml href="http://[">',
    "an address of a file": b'<link rel=alternate type=application/rss+xml href="file:///etc/x">',
    "a script": b'<link rel=alternate type=application/rss+xml href="javascript:x">',
    "another encoding": "<link rel=alternate type=application/rss+xml href=/f>".encode("utf-16"),
}
FEEDS = {
    "nothing": b"",
    "no markup": b"hej",
    "zeros": b"\0" * 1000,
    "a page": b"<!doctype html><title>404</title>",
    "elements in each other": b"<b>" * 200_000,
    "entities in entities": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(20))
    + b"]><rss>&u;</rss>",
    "an entity of a file": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>',
    "a length without end": b'<rss><enclosure url="https://x.example/a.mp3" length="'
    + b"9" * 9000
    + b'"/></rss>',
    "another encoding": b'<?xml version="1.0" encoding="x-none"?><rss/>',
    "half": b'<rss><channel><item><enclosure url="',
}


def says(answers: dict[str, Answer]) -> Callable[..., Answer]:
    return lambda url, **_: answers.get(url, Answer(status=404))


@pytest.mark.parametrize("data", FRONTS.values(), ids=FRONTS)
def test_a_front_page_of_any_kind_names_feeds_or_none(data: bytes) -> None:
    facts = discover(FRONT, says({FRONT: Answer(status=200, data=data)}))
    assert facts.pages
    assert all("passwd" not in each.url for each in facts.feeds)


@pytest.mark.parametrize("data", FEEDS.values(), ids=FEEDS)
def test_a_feed_of_any_kind_has_a_sound_or_none(data: bytes) -> None:
    front = b'<LINK REL=alternate type="application/rss+xml" href="/feed.xml?a=1&amp;b=2">'
    feed = f"{FRONT}feed.xml?a=1&b=2"
    answers = {FRONT: Answer(status=200, data=front), feed: Answer(status=200, data=data)}
    facts = discover(FRONT, says(answers))
    assert [each.url for each in facts.feeds] == [feed]
    assert facts.sound is None or facts.sound.bytes == 0


@pytest.mark.parametrize("place", ["http://[", "https://[::", "//[x"])
def test_an_address_that_is_none_leads_nowhere(place: str) -> None:
    moved = Answer(status=301, headers={"location": place})
    with pytest.raises(PublisherError, match="felskriven"):
        discover(FRONT, says({FRONT: moved}))
    old = Expected(url=f"{FRONT}gammal/")
    facts = SiteFacts(origin=FRONT[:-1], moved=((old, f"{FRONT}ny/"),))
    report = verify(facts, asking=says({old.url: moved}))
    assert [each.path for each in report.faults] == [old.url]


@pytest.mark.parametrize("age", ["9" * 9000, "max", "-1", "\u0663"])
def test_an_age_that_is_none_is_passed_over(age: str) -> None:
    headers = {"cache-control": f"max-age={age}", "content-type": "text/html"}
    page = Expected(url=FRONT)
    answer = Answer(status=200, headers=headers)
    report = verify(SiteFacts(origin=FRONT[:-1], pages=(page,)), asking=says({FRONT: answer}))
    assert report.answered


def test_where_the_first_are_silence_the_rest_are_not_waited_for() -> None:
    asked: list[str] = []

    def silent(url: str, **_: object) -> Answer:
        asked.append(url)
        return Answer(error="det tog för lång tid")

    pages = tuple(Expected(url=f"{FRONT}{at}/") for at in range(100))
    report = verify(SiteFacts(origin=FRONT[:-1], pages=pages), patience=9, asking=silent)
    assert (report.answered, len(asked)) == (False, 8)
    assert "det tog för lång tid" in report.problems[0].text


def test_one_answer_in_the_midst_of_silence_is_a_server() -> None:
    pages = tuple(Expected(url=f"{FRONT}{at}/") for at in range(20))
    answers = says({pages[7].url: Answer(status=200)})
    report = verify(SiteFacts(origin=FRONT[:-1], pages=pages), asking=answers)
    assert report.answered
    assert len([each for each in report.problems if each.text == "svarar 404"]) == 19


def test_of_what_servers_send_nothing_is_held() -> None:
    held: list[weakref.ref[Body]] = []

    class Body(bytearray):
        """Bytes that can be asked whether they are still there."""

    def generous(url: str, **_: object) -> Answer:
        body = Body(b"x" * 1000)
        held.append(weakref.ref(body))
        assert sum(each() is not None for each in held) <= 8, "more than are under way"
        return Answer(status=200, data=cast("bytes", body))

    pages = tuple(Expected(url=f"{FRONT}{at}/", sha256="0" * 64) for at in range(60))
    report = verify(SiteFacts(origin=FRONT[:-1], pages=pages), asking=generous)
    assert len(report.faults) >= 60
