"""Addresses that led here once, and dates at the ends of time: answered, or faults in Swedish."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web_server import free_port, serving

from publisher.build import BuildOptions, build, check
from publisher.cli.main import main
from publisher.model.old_addresses import LONGEST, old_address
from publisher.problems import PublisherError, faults

FAULTS = {
    "/a//b/": "två snedstreck",
    "/a//": "två snedstreck",
    "//evil.example/x": "ingen adress på den här sajten",
    "https://evil.example/x": "ingen adress på den här sajten",
    "utan/": "ingen adress på den här sajten",
    "": "ingen adress på den här sajten",
    "/": "startsidans",
    "/a/./b/": "/./",
    "/../../x/": "/../",
    "/../x/": "/../",
    "/%2e%2e/x/": "/../",
    "/a%2F..%2Fb/": "snedstreck i procentkod",
    "/.git/x": "”.git”",
    "/x/.git/": "”.git”",
    "/.publisher-lock.json": "”.publisher-lock.json”",
    "/.well-known/x/": "”.well-known”",
    "/_redirects": "”_redirects”",
    "/_headers": "”_headers”",
    "/CNAME": "”CNAME”",
    "/cname/": "”cname”",
    "/a\tb/": "U+0009",
    "/a%00b/": "U+0000",
    "/a%0Ab/": "U+000A",
    "/a\x85b/": "U+0085",
    "/a\u202eb/": "U+202E",
    "/a\ud800b/": "procentkoder som inte är UTF-8",
    "/a\\b/": "”\\”",
    "/a%5Cb/": "”\\”",
    "/a:b/": "”:”",
    "/a*/": "”*”",
    "/a|b/": "”|”",
    '/a"b/': '”"”',
    "/a<b/": "”<”",
    "/?p=123": "”?”",
    "/x/#del": "”#”",
    "/100%/": "procenttecken utan sin kod",
    "/100%25/": "”%”",
    "/f%F6r/": "inte är UTF-8",
    "/a\u030a/": "sammansatta av två tecken",
    "/a%CC%8A/": "sammansatta av två tecken",
    "/con/": "”con”",
    "/NUL.txt": "”NUL.txt”",
    "/slut./": "”slut.”",
    "/ a/": "” a”",
    "/" + "x" * 3000: "för lång",
    "/" + "x" * 201 + "/": "för lång",
    "/" + "å" * 101 + "/": "för lång",
}
GOOD = {
    "/2025/02/å-hej/": "/2025/02/å-hej/",
    "/2025/02/%C3%A5-hej/": "/2025/02/å-hej/",
    "/2025/02/%c3%a5-hej/": "/2025/02/å-hej/",
    "/%7Eanna/": "/~anna/",
    "/中国/": "/中国/",
    "/rapport%201/": "/rapport 1/",
    "/a.html": "/a.html",
    "/a": "/a",
    "/" + "x" * 200 + "/": "/" + "x" * 200 + "/",
}


@pytest.mark.parametrize("written", FAULTS)
def test_what_cannot_be_an_address_is_told(written: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        old_address(written)
    text, hint = caught.value.args
    assert FAULTS[written] in text
    assert hint


@pytest.mark.parametrize("written", GOOD)
def test_an_address_has_its_letters_plain(written: str) -> None:
    assert old_address(written) == GOOD[written]
    assert old_address(quote(GOOD[written])) == GOOD[written]


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet=st.sampled_from("/.%_-~ aÅå2eEfF\\:?#\x00\u202e\u030a中"), max_size=30))
def test_no_address_leaves_the_site_or_a_traceback(tail: str) -> None:
    for written in (tail, "/" + tail):
        try:
            plain = old_address(written)
        except ValueError as error:
            _, _ = error.args  # a text and a hint
            continue
        names = plain.strip("/").split("/")
        assert plain.startswith("/")
        assert not plain.startswith("//")
        assert {"", ".", ".."}.isdisjoint(names)
        assert not any(name.startswith((".", "_")) for name in names)
        assert "\x00" not in plain
        assert len(plain.encode()) <= LONGEST
        assert old_address(quote(plain)) == plain


def article(more: str, date: str = "2025-01-01") -> str:
    return f"---\ntitle: Ett\ndate: {date}\n{more}---\n\nHej.\n"


def told(root: Path) -> list[str]:
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, jobs=1))
    found = [str(each) for each in faults(caught.value.problems)]
    assert found == [str(each) for each in check(BuildOptions(root=root, jobs=1)) if each.fatal]
    return found


def test_build_and_check_say_the_same_of_all_of_them_at_once(
    publication: Callable[..., Path],
) -> None:
    bad = ["/a//b/", "//evil.example/x", "/a/./b/", "/../../x/", "/.git/x", "/_redirects", "/?p=1"]
    rows = "".join(f"  - {each!r}\n" for each in bad)
    root = publication({"content/artiklar/ett.md": article(f"aliases:\n{rows}")})
    found = told(root)
    assert len(found) == len(bad)
    assert all(each.startswith("content/artiklar/ett.md:") for each in found)


def asked(origin: str, line: bytes) -> tuple[int, str]:
    """What a server answers to these bytes in its first line, as a client may well send them."""
    host, port = origin.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as link:
        link.sendall(b"GET " + line + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        with link.makefile("rb") as answer:
            said = answer.read().decode()
    return int(said.split(" ", 2)[1]), said


def test_plain_and_encoded_both_answer(
    publication: Callable[..., Path], tool: Callable[[str], str], tmp_path: Path
) -> None:
    aliases = "aliases: [/2025/02/å-hej/, /2024/%C3%A4ven/, /rapport%201/, /中国/]\n"
    root = publication({"content/artiklar/ett.md": article(aliases)})
    build(BuildOptions(root=root, jobs=1))
    site, home = root / "build/site", tmp_path / "nginx"
    home.mkdir()
    with serving(tool("nginx"), site, home, free_port()) as origin:
        for address in ("/2025/02/å-hej/", "/2024/även/", "/rapport 1/", "/中国/"):
            code = quote(address)
            bare = address.replace(" ", "%20").encode()
            for line in (code.encode(), re.sub("%..", lambda m: m[0].lower(), code).encode(), bare):
                status, page = asked(origin, line)
                assert (status, "/2025/ett/" in page) == (200, True), line
    moves = (site / "_redirects").read_text("utf-8")
    assert "/2025/02/%C3%A5-hej/ /2025/ett/ 301\n" in moves


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("0001-01-01", "orimligt årtal: 1"),
        ("9999-12-31", "orimligt årtal: 9999"),
        ("0001-01-01T00:00:00+14:00", "orimligt årtal: 1"),
        ("9999-12-31T23:59:59-12:00", "orimligt årtal: 9999"),
        ("1899-12-31", "orimligt årtal: 1899"),
        ("2200-01-01", "orimligt årtal: 2200"),
    ],
)
@pytest.mark.parametrize("key", ["date", "updated", "corrections"])
def test_a_date_at_the_end_of_time_is_told(
    publication: Callable[..., Path], key: str, date: str, words: str
) -> None:
    more = {
        "date": "",
        "updated": f"updated: {date}\n",
        "corrections": f"corrections:\n- date: {date}\n  text: Fel.\n",
    }
    text = article(more[key], date if key == "date" else "2025-01-01")
    (fault,) = told(publication({"content/artiklar/ett.md": text}))
    assert words in fault
    assert "mellan 1900 och 2199" in fault


@pytest.mark.parametrize("date", ["1900-01-01", "1900-01-01T00:00:00+14:00"])
def test_the_first_dates_that_are_good_build(publication: Callable[..., Path], date: str) -> None:
    build(BuildOptions(root=publication({"content/artiklar/ett.md": article("", date)}), jobs=1))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("updated: 2024-12-31\n", "ändrad innan den publicerades"),
        ("updated: 2025-01-01T06:59:59\n", "ändrad innan den publicerades"),
        ("updated: 2099-01-01\n", "ändrad 1 januari 2099, som inte har varit än"),
        ("corrections:\n- date: 2024-12-31\n  text: Fel.\n", "äldre än texten"),
        ("corrections:\n- date: 2098-02-03\n  text: Fel.\n", "3 februari 2098, som inte har"),
    ],
)
def test_a_change_before_the_text_or_in_the_future_is_told(
    publication: Callable[..., Path], more: str, words: str
) -> None:
    text = article(more, "2025-01-01T07:00")
    (fault,) = told(publication({"content/artiklar/ett.md": text}))
    assert words in fault


def test_a_change_on_the_day_itself_is_never_before_the_text(
    publication: Callable[..., Path],
) -> None:
    text = article("updated: 2025-01-01\n", "2025-01-01T07:00")
    root = publication({"content/artiklar/ett.md": text})
    build(BuildOptions(root=root, jobs=1))
    feed = (root / "build/site/feed.atom").read_text("utf-8")
    assert "<updated>2025-01-01T07:00:00+01:00</updated>" in feed


def test_old_addresses_lie_plain_where_they_are_deployed(
    publication: Callable[..., Path],
) -> None:
    text = "---\ntitle: Ny\ndate: 2025-02-03\naliases: ['/2024/å-hej/', '/2024/x%C3%B6/', /p/sida.html]\n---\n\nHej.\n"
    root = publication({"content/artiklar/ny.md": text})
    build(BuildOptions(root=root, jobs=1))
    for wrote in (True, False):
        before = _lying(root)
        with pytest.raises(SystemExit) as ended:
            main(["deploy", "-q", "--config", str(root / "mkdocs.yml")])
        assert ended.value.code == 0
        assert (_lying(root) != before) is wrote
    for path in ("2024/å-hej/index.html", "2024/xö/index.html", "p/sida.html"):
        assert 'url=/2025/ny/"' in _lying(root)[path].decode()


def _lying(root: Path) -> dict[str, bytes]:
    place = root / "publicerat"
    return {
        file.relative_to(place).as_posix(): file.read_bytes()
        for file in place.rglob("*")
        if file.is_file() and ".publisher" not in str(file)
    }
