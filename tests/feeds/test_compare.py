"""Two feeds side by side: what a move would cost those who listen."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.cli.main import main
from publisher.feeds.compare import Fetched, OutsideFeed, compare, fetch, read, whole
from publisher.feeds.compare.fetching import NothingThereError
from publisher.problems import Problem, PublisherError

HEAD = (
    '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0" '
    'xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Podden</title>'
)
OLD_URL = "https://gammal.example/podd.rss"
NEW_URL = "https://ny.example/podd/podden.xml"


def item(number: int, **other: str) -> str:
    facts = {
        "guid": f"g{number}",
        "title": f"Avsnitt {number}",
        "date": f"Mon, {number:02} Jan 2024 06:00:00 +0100",
        "url": f"https://ljud.example/{number}.mp3",
        "length": str(1000 + number),
        **other,
    }
    guid = f"<guid isPermaLink='false'>{facts['guid']}</guid>" if facts["guid"] else ""
    return (
        f"<item><title>{facts['title']}</title>{guid}<pubDate>{facts['date']}</pubDate>"
        f"<enclosure url='{facts['url']}' length='{facts['length']}' type='audio/mpeg'/></item>"
    )


def rss(*items: str, more: str = "") -> bytes:
    return f"{HEAD}{more}{''.join(items)}</channel></rss>".encode()


def feed(*items: str, more: str = "") -> OutsideFeed:
    return read(rss(*items, more=more), "flöde")


def told(old: OutsideFeed, new: OutsideFeed) -> list[tuple[str, str, str]]:
    """Each difference: its kind, the episode's title, and what it was known by."""
    found = compare(old, new).differences
    return [(each.kind, each.episode.title, each.by) for each in found]


# What is read


def test_everything_that_is_compared_is_read() -> None:
    more = (
        f'<atom:link rel="self" href="{OLD_URL}"/><podcast:guid>abc</podcast:guid>'
        f"<itunes:new-feed-url>{NEW_URL}</itunes:new-feed-url>"
    )
    found = feed(item(1, title="Å &amp; ä"), more=more)
    assert (found.title, found.address) == ("Podden", OLD_URL)
    assert (found.podcast_guid, found.new_feed_url) == ("abc", NEW_URL)
    (one,) = found.episodes
    assert (one.guid, one.title) == ("g1", "Å & ä")
    assert one.date is not None
    assert one.date.isoformat() == "2024-01-01T05:00:00+00:00"
    assert (one.url, one.bytes, one.mime) == ("https://ljud.example/1.mp3", 1001, "audio/mpeg")
    assert found.problems == ()


@pytest.mark.parametrize(
    "data",
    [
        b"\n\n" + b'<?xml version="1.0"?>' + rss(item(1)),
        b"\xef\xbb\xbf" + rss(item(1)),
        b"\xef\xbb\xbf\n" + rss(item(1)),
        rss(item(1)) + b"\n<!-- slut -->\n\n",
        rss(item(1)).decode().encode("utf-16"),
        b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd">' + rss(item(1)),
    ],
    ids=["empty line", "byte order mark", "both", "comment last", "utf-16", "doctype"],
)
def test_what_real_feeds_have_around_them_is_no_hindrance(data: bytes) -> None:
    found = read(data, "flöde")
    assert [episode.title for episode in found.episodes] == ["Avsnitt 1"]
    assert found.problems == ()


@pytest.mark.parametrize("declared", ["", '<?xml version="1.0" encoding="iso-8859-1"?>'])
@pytest.mark.parametrize("charset", ["", "iso-8859-1", "x-okänd"])
def test_latin_1_is_read_whether_it_is_declared_or_not(declared: str, charset: str) -> None:
    text = declared + rss(item(1, title="Smörgås")).decode()
    found = read(text.encode("latin-1"), "flöde", charset)
    assert found.episodes[0].title == "Smörgås"


def test_a_feed_that_is_not_well_formed_is_read_with_advice() -> None:
    found = feed(item(1, title="Fika&nbsp;& kaka"), item(2))
    assert [episode.guid for episode in found.episodes] == ["g1", "g2"]
    (problem,) = found.problems
    assert not problem.fatal
    assert "inte giltig" in problem.text


def test_without_a_guid_the_sound_file_s_address_is_the_guid() -> None:
    (one,) = feed(item(1, guid="")).episodes
    assert one.guid == "https://ljud.example/1.mp3"


def test_what_nobody_can_recognise_is_told() -> None:
    found = feed("<item><title>Namnlöst</title></item>", item(1), item(2, guid="g1"))
    assert [episode.guid for episode in found.episodes] == ["g1", "g1"]
    assert ["varken guid, ljud eller länk" in each.text for each in found.problems] == [True, False]
    assert "”Avsnitt 1” och ”Avsnitt 2” har samma guid ”g1”" in found.problems[1].text


def test_the_same_advice_of_many_is_given_once() -> None:
    assert len(feed(*[item(1)] * 50).problems) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "är inget RSS-flöde"),
        (b"<rss/>", "är inget RSS-flöde"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "är inget RSS-flöde"),
        (b"<!doctype html><html><p>Hej<br></html>", "är en webbsida"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "är ett Atom-flöde"),
        (b"\x00" * 100, "är inget RSS-flöde"),
    ],
)
def test_what_is_no_feed_is_a_fault(data: bytes, says: str) -> None:
    with pytest.raises(PublisherError) as caught:
        read(data, "flöde")
    (problem,) = caught.value.problems
    assert says in problem.text
    assert problem.hint


def test_entities_neither_swell_nor_read_files() -> None:
    bomb = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    doctype = f'<!DOCTYPE rss [<!ENTITY a0 "x"><!ENTITY f SYSTEM "file:///etc/passwd">{bomb}]>'
    found = read(doctype.encode() + rss(item(1, title="&a9; &f;")), "flöde")
    titles = "".join(episode.title for episode in found.episodes)
    assert len(titles) < 100
    assert "root" not in titles


odd = st.text(max_size=30) | st.sampled_from(["&x;", "<![CDATA[", "]]>", "<guid/>", "\x00", "é"])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    fields=st.lists(st.tuples(odd, odd, odd, odd, odd), max_size=4),
    cut=st.integers(0, 400),
    noise=st.binary(max_size=8),
    charset=st.sampled_from(["", "latin-1", "utf-16", "idna", "hej", "utf-8"]),
)
def test_no_feed_however_broken_leaves_a_traceback(
    fields: list[tuple[str, ...]], cut: int, noise: bytes, charset: str
) -> None:
    names = ("guid", "title", "date", "url", "length")
    items = [item(1, **dict(zip(names, each, strict=True))) for each in fields]
    data = "".join((HEAD, *items, "</channel></rss>")).encode("utf-8", "replace")
    data = data[:cut] + noise + data[cut:]
    for each in (data, data[: len(data) // 2], noise):
        found = None
        with suppress(PublisherError):
            found = read(each, "flöde", charset)
        assert found is None or compare(found, found).hurts == 0


# What is compared


def test_a_feed_is_like_itself() -> None:
    one = feed(*(item(number) for number in range(1, 4)))
    found = compare(one, one)
    assert (found.differences, found.same, found.hurts) == ((), 3, 0)


def test_lost_and_new_episodes_are_told_the_worst_first() -> None:
    assert told(feed(item(2), item(1)), feed(item(3), item(2))) == [
        ("lost", "Avsnitt 1", ""),
        ("new", "Avsnitt 3", ""),
    ]
    assert compare(feed(item(1)), feed()).hurts == 1
    assert compare(feed(), feed(item(1))).hurts == 0


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"url": "https://ny.example/1.mp3"}, "address"),
        ({"length": "7"}, "bytes"),
        ({"length": "0"}, "bytes"),
        ({"title": "Annat"}, "title"),
        ({"date": "Mon, 01 Jan 2024 06:00:00 GMT"}, "date"),
    ],
)
def test_what_differs_under_the_same_guid_does_not_hurt(change: dict[str, str], kind: str) -> None:
    found = compare(feed(item(1)), feed(item(1, **change)))
    assert [each.kind for each in found.differences] == [kind]
    assert found.hurts == 0


def test_the_same_hour_in_another_zone_is_no_difference() -> None:
    assert told(feed(item(1)), feed(item(1, date="Mon, 01 Jan 2024 05:00:00 GMT"))) == []


@pytest.mark.parametrize(
    ("change", "by"),
    [
        ({}, "address"),
        ({"url": "https://ny.example/media/1.mp3?x=1"}, "file"),
        ({"url": "https://ny.example/ett.mp3", "length": "5"}, "title"),
        ({"url": "https://ny.example/ett.mp3", "date": "?"}, "title"),
        ({"url": "https://ny.example/ett.mp3", "date": "Mon, 01 Jan 2024 23:00:00 +0100"}, "title"),
    ],
)
def test_an_episode_with_another_guid_is_recognised(change: dict[str, str], by: str) -> None:
    found = told(feed(item(1)), feed(item(1, guid="ny", **change)))
    assert found[0] == ("guid", "Avsnitt 1", by)
    assert "lost" not in [kind for kind, _, _ in found]
    assert compare(feed(item(1)), feed(item(1, guid="ny", **change))).hurts == 1


def test_a_guid_that_differs_only_in_case_is_another() -> None:
    assert told(feed(item(1)), feed(item(1, guid="G1"))) == [("guid", "Avsnitt 1", "address")]


def test_an_address_that_many_share_tells_nothing() -> None:
    same = {"url": "https://ljud.example/stream", "length": "0"}
    old = feed(item(1, **same), item(2, **same))
    new = feed(item(1, guid="a", **same), item(2, guid="b", **same))
    assert {by for kind, _, by in told(old, new) if kind == "guid"} == {"title"}


# What is fetched


class Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        data = rss(item(1, title="Smörgås"))
        packed = {"Content-Encoding": "gzip"}
        latin = {"Content-Type": "application/xml; charset=iso-8859-1"}
        answers: dict[str, tuple[int, bytes, dict[str, str]]] = {
            "/podd.rss": (200, data, {}),
            "/%C3%A5": (200, data, {}),
            "/latin": (200, data.decode().encode("latin-1"), latin),
            "/gzip": (200, gzip.compress(data), packed),
            "/bomb": (200, gzip.compress(b"x" * 3_000_000), packed),
            "/avhuggen": (200, data, {"Content-Length": str(len(data) + 5)}),
            "/flytt": (301, b"", {"Location": "/podd.rss"}),
            "/fil": (302, b"", {"Location": "file:///etc/passwd"}),
        }
        code, body, headers = answers.get(self.path, (404, b"borta", {}))
        self.answer(code, body, headers)

    def answer(self, code: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.02))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("path", ["/podd.rss", "/å", "/gzip", "/latin"])
def test_a_feed_is_fetched_over_the_network(origin: str, path: str) -> None:
    found = fetch(origin + path)
    assert read(found.data, path, found.charset).episodes[0].title == "Smörgås"


def test_where_an_address_leads_is_told(origin: str) -> None:
    assert fetch(f"{origin}/flytt").address == f"{origin}/podd.rss"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/finns-inte", "servern svarade 404"),
        ("/avhuggen", "avbrutet eller skadat"),
        ("/bomb", "är större än 1\N{NO-BREAK SPACE}MB"),
        ("/fil", "går inte att hämta"),
    ],
)
def test_what_cannot_be_fetched_is_a_fault(origin: str, path: str, says: str) -> None:
    with pytest.raises(PublisherError) as caught:
        fetch(origin + path, limit=1_000_000)
    (problem,) = caught.value.problems
    assert problem.path == origin + path
    assert says in problem.text
    assert problem.hint


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("http://127.0.0.1:1/x", "går inte att hämta: ingen server lyssnar där"),
        ("http://[::1", "felskriven"),
        ("http://\x00/", "felskriven"),
        ("https://" + "å" * 80 + ".example/", "felskriven"),
        ("ftp://exempel.se/podd.rss", "går inte att hämta härifrån"),
        ("finns-inte.rss", "den finns inte"),
        ("\x00", "så kan ingen fil heta"),
        (".", "det är en mapp"),
    ],
)
def test_what_leads_nowhere_is_a_fault(place: str, says: str) -> None:
    with pytest.raises(PublisherError) as caught:
        fetch(place)
    assert says in caught.value.problems[0].text


def test_a_server_that_never_answers_is_not_waited_for() -> None:
    silent = ThreadingHTTPServer(("127.0.0.1", 0), Server)  # it listens, and nobody is at work
    try:
        with pytest.raises(PublisherError) as caught:
            fetch(f"http://127.0.0.1:{silent.server_port}/", seconds=0.2)
    finally:
        silent.server_close()
    assert "det tog för lång tid" in caught.value.problems[0].text


def test_a_file_that_is_too_big_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "stor").write_bytes(b"x" * 11)
    assert fetch(str(tmp_path / "stor"), limit=11).data == b"x" * 11
    with pytest.raises(PublisherError) as caught:
        fetch(str(tmp_path / "stor"), limit=10)
    assert "är större än" in caught.value.problems[0].text


# What is told

Compare = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Compare:
    """A function that compares two feeds on the command line: code, output and faults."""

    def run(old: bytes, new: bytes, *options: str) -> tuple[int, str, str]:
        (tmp_path / "gammalt.rss").write_bytes(old)
        (tmp_path / "nytt.rss").write_bytes(new)
        files = [str(tmp_path / name) for name in ("gammalt.rss", "nytt.rss")]
        with pytest.raises(SystemExit) as ended:
            main(["feed", "compare", *files, *options])
        assert isinstance(ended.value.code, int)
        return ended.value.code, *capsys.readouterr()

    return run


def link(url: str) -> str:
    return f'<atom:link rel="self" href="{url}"/>'


def test_the_table_tells_every_difference_and_the_steps_that_are_left(said: Compare) -> None:
    old = rss(item(3), item(2), item(1), more=link(OLD_URL) + "<podcast:guid>abc</podcast:guid>")
    new = rss(item(3, length="9"), item(2, guid="ny"), more=link(NEW_URL))
    code, out, err = said(old, new)
    assert code == 1
    assert err == "2 avsnitt skulle försvinna för lyssnarna eller komma en gång till.\n"
    assert out.splitlines() == [
        "Gammalt: Podden, 3 avsnitt",
        "Nytt:    Podden, 2 avsnitt",
        "",
        "VAD         DATUM       AVSNITT                                   GAMMALT → NYTT",
        "borta       2024-01-01  Avsnitt 1                                 g1",
        "bytt guid   2024-01-02  Avsnitt 2                                 g2 → ny "
        "(känns igen på ljudadressen)",
        "storlek     2024-01-03  Avsnitt 3                                 "
        "1\N{NO-BREAK SPACE}003\N{NO-BREAK SPACE}byte → 9\N{NO-BREAK SPACE}byte",
        "",
        "1 borta, 1 med bytt guid, 1 med annan storlek, 0 avsnitt är helt lika.",
        "",
        "Så här:",
        "1. Lägg in de avsnitt som är borta, med raden guid: och deras guid i huvudet. "
        "Annars försvinner de ur lyssnarnas appar.",
        "2. Skriv guid: och den gamla guiden i huvudet på de avsnitt som har bytt. "
        "Annars kommer de en gång till som nya.",
        "3. Skriv guid: abc i poddens fil i feeds/, så är den samma podd i Podcasting 2.0.",
        f"4. Skriv new_feed_url: {NEW_URL} i poddens fil i feeds/, och kör publisher build.",
        f"5. Låt den gamla poddvärden sätta itunes:new-feed-url till {NEW_URL}.",
        f"6. Låt {OLD_URL} svara 301 (flyttad för gott) med {NEW_URL}, så länge någon hämtar den.",
        "7. Lyssna på ett avsnitt vars storlek skiljer: är det samma ljud, omkodat?",
    ]


def test_steps_already_taken_are_not_asked_for(said: Compare) -> None:
    moved = f"<itunes:new-feed-url>{NEW_URL}</itunes:new-feed-url>"
    old = rss(item(1), more=link(OLD_URL) + moved)
    new = rss(item(1, url="https://ny.example/1.mp3"), more=link(NEW_URL) + moved)
    code, out, err = said(old, new)
    assert (code, err) == (0, "")
    steps = out.partition("Så här:\n")[2].splitlines()
    assert [step[:12] for step in steps] == [f"1. Låt {OLD_URL}"[:12], "2. Låt de ga"]


def test_nothing_is_asked_of_a_feed_that_stays_where_it_is(said: Compare) -> None:
    same = rss(item(1), more=link(OLD_URL))
    assert said(same, same)[:2] == (
        0,
        "Gammalt: Podden, 1 avsnitt\nNytt:    Podden, 1 avsnitt\n\n1 avsnitt är helt lika.\n",
    )
    assert said(same, same, "-q") == (0, "", "")


def test_a_move_of_all_sound_does_not_fill_the_screen(said: Compare) -> None:
    numbers = range(1, 21)
    old = rss(*map(item, numbers))
    new = rss(*(item(each, url=f"https://ny.example/{each}.mp3") for each in numbers))
    _, out, _ = said(old, new)
    assert out.count("\nljudadress") == 6
    assert "… och 15 till (visas med -v)" in out
    _, out, _ = said(old, new, "-v")
    assert out.count("\nljudadress") == 20
    assert "visas med -v)" not in out


def test_a_strangers_feed_has_no_say_over_the_terminal(said: Compare) -> None:
    _, out, _ = said(rss(item(1, title="\u009b31mRött&#133;")), rss())
    assert not {char for char in out if not char.isprintable()} - {"\n", "\N{NO-BREAK SPACE}"}


def test_programs_get_json(said: Compare) -> None:
    code, out, _ = said(rss(item(1)), rss(item(1, guid="ny"), item(2)), "--json")
    found = json.loads(out)
    assert code == 1
    assert [(row["kind"], row["by"]) for row in found["differences"]] == [
        ("guid", "address"),
        ("new", ""),
    ]
    assert found["differences"][0]["old"]["guid"] == "g1"
    assert found["differences"][1]["old"] is None
    assert (found["old"]["episodes"], found["new"]["episodes"]) == (1, 2)
    assert found["advice"]


def test_what_is_no_feed_ends_with_a_fault(said: Compare) -> None:
    code, out, err = said(rss(), b"hej")
    assert (code, out) == (1, "")
    assert "nytt.rss: är inget RSS-flöde" in err


# Feeds in several pages

BLOG = "<generator>https://wordpress.org/?v=6.4</generator>"


def net(pages: dict[str, bytes]) -> Callable[[str], Fetched]:
    """What fetches from these addresses only."""

    def fetch_(place: str) -> Fetched:
        if place not in pages:
            raise NothingThereError(Problem(path=place, text="servern svarade 404"))
        return Fetched(data=pages[place], address=place if "://" in place else "")

    return fetch_


def titles(one: OutsideFeed) -> list[str]:
    return [each.title for each in one.episodes]


@pytest.mark.parametrize("rel", ["next", "prev-archive"])
@pytest.mark.parametrize("goal", ["https://a.example/2", "/2", "2"])
def test_every_page_of_a_feed_is_read(rel: str, goal: str) -> None:
    more = f'<atom:link rel="{rel}" href="{goal}"/>'
    pages = {
        "https://a.example/1": rss(item(6), item(5), more=more),
        "https://a.example/2": rss(item(4), item(5), more=more.replace("2", "3")),
        "https://a.example/3": rss(item(3)),
    }
    found = whole("https://a.example/1", net(pages))
    assert titles(found.feed) == ["Avsnitt 6", "Avsnitt 5", "Avsnitt 4", "Avsnitt 3"]
    assert found.address == "https://a.example/1"
    lead = rss(item(6), more=f'<atom:link rel="{rel}" href="https://a.example/3"/>')
    assert titles(whole("fil.rss", net({**pages, "fil.rss": lead})).feed) == [
        "Avsnitt 6",
        "Avsnitt 3",
    ]


def test_a_page_that_cannot_be_read_is_a_fault() -> None:
    more = '<atom:link rel="next" href="https://a.example/2"/>'
    with pytest.raises(PublisherError, match="404"):
        whole("https://a.example/1", net({"https://a.example/1": rss(item(1), more=more)}))


@pytest.mark.parametrize("href", ["http://[", "//[x", "http://a]/"])
def test_a_page_after_this_whose_address_is_none_is_the_end(href: str) -> None:
    more = f'<atom:link rel="next" href="{href}"/>'
    pages = {"https://a.example/1": rss(item(1), more=more)}
    assert len(whole("https://a.example/1", net(pages)).feed.episodes) == 1


def test_pages_that_lead_in_a_circle_have_an_end() -> None:
    def page(number: int) -> bytes:
        return rss(item(number), more=f'<atom:link rel="next" href="/{3 - number}"/>')

    pages = {f"https://a.example/{number}": page(number) for number in (1, 2)}
    assert len(whole("https://a.example/1", net(pages)).feed.episodes) == 2


@pytest.mark.parametrize("address", ["https://b.example/feed/", "https://b.example/?feed=rss2"])
@pytest.mark.parametrize("beyond", ["404", "the last page again"])
def test_wordpress_has_more_pages_than_it_says(address: str, beyond: str) -> None:
    sign = "&" if "?" in address else "?"
    pages = {
        address: rss(item(6), item(5), more=BLOG),
        f"{address}{sign}paged=2": rss(item(4), item(3), more=BLOG),
        f"{address}{sign}paged=3": rss(item(2), more=BLOG),
    }
    if beyond != "404":
        pages[f"{address}{sign}paged=4"] = pages[f"{address}{sign}paged=3"]
    assert len(whole(address, net(pages)).feed.episodes) == 5


def test_a_saved_page_of_wordpress_is_told_to_be_one() -> None:
    more = BLOG + link("https://b.example/feed/")
    found = whole("fil.rss", net({"fil.rss": rss(item(1), more=more)}))
    (problem,) = found.feed.problems
    assert "bara den första" in problem.text


ONE = "<title>Avsnitt</title><guid>g</guid><enclosure url='https://l.example/1.mp3'/>"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NESTED = {
    "RSS 1.0": f"<r:RDF xmlns:r='{RDF}' xmlns='http://purl.org/rss/1.0/'>"
    f"<channel><title>P</title></channel><item>{ONE}</item></r:RDF>",
    "beside the channel": f"<rss><channel><title>P</title></channel><item>{ONE}</item></rss>",
    "in a list": f"<rss><channel><title>P</title><items><item>{ONE}</item></items></channel></rss>",
    "in a namespace": "<rss xmlns='http://backend.userland.com/rss2'>"
    f"<channel><title>P</title><item>{ONE}</item></channel></rss>",
    "with a prefix": "<x:rss xmlns:x='urn:x'><x:channel><x:title>P</x:title>"
    f"<x:item>{ONE.replace('<', '<x:').replace('<x:/', '</x:')}</x:item></x:channel></x:rss>",
    "two channels": "<rss><channel><title>P</title></channel>"
    f"<channel><item>{ONE}</item></channel></rss>",
}


@pytest.mark.parametrize("how", NESTED)
def test_items_are_found_wherever_they_stand(how: str) -> None:
    found = read(NESTED[how].encode(), "flöde")
    assert (found.title, titles(found)) == ("P", ["Avsnitt"])
    assert found.episodes[0].guid == "g"


def test_nothing_is_never_equal(said: Compare) -> None:
    for old, new in ((rss(), rss()), (rss(), rss(item(1))), (rss(item(1)), rss())):
        code, _, err = said(old, new)
        assert code == 1
        assert "har inga avsnitt" in err


def news(guid: str, hour: int, day: int = 1) -> str:
    date = f"Mon, {day:02} Jan 2024 {hour:02}:00:00 +0100"
    return item(day, guid=guid, title="Nyheter", date=date, url=f"https://l.example/{guid}.mp3")


@pytest.mark.parametrize("off", [0, 1, 2, 6])
@pytest.mark.parametrize("turned", [False, True])
def test_two_with_one_title_on_one_day_are_never_swapped(off: int, *, turned: bool) -> None:
    new = [news("ny-morgon", 6 + off), news("ny-kväll", 16 + off)]
    old = feed(news("morgon", 6), news("kväll", 16))
    found = compare(old, feed(*(reversed(new) if turned else new))).differences
    pairs = {(e.old.guid, e.new.guid) for e in found if e.kind == "guid" and e.old and e.new}
    assert pairs == {("morgon", "ny-morgon"), ("kväll", "ny-kväll")}


def test_one_of_two_has_the_nearest() -> None:
    old = feed(news("morgon", 6), news("kväll", 16))
    for hour, guid in ((7, "morgon"), (15, "kväll")):
        found = compare(old, feed(news("ny", hour))).differences
        assert [(e.old.guid, e.new.guid) for e in found if e.old and e.new and e.by] == [
            (guid, "ny")
        ]
    assert not any(each.by for each in compare(old, feed(news("ny", 11))).differences)


# Real feeds


@pytest.mark.parametrize(
    ("name", "episodes"),
    [("german-radio-32-episodes.rss", 32), ("podcast-namespace-example.xml", 3)],
)
def test_real_feeds_are_read_whole(shared: Path, name: str, episodes: int) -> None:
    found = read(fetch(str(shared / "real-input/podcast" / name)).data, name)
    assert found.problems == ()
    assert len(found.episodes) == episodes
    assert all(one.guid and one.title and one.date and one.url for one in found.episodes)
    assert compare(found, found).same == episodes
