"""The old site's lists and feeds: a real server, and a browser, are led to ours."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from html import escape
from http.client import HTTPResponse
from pathlib import Path
from socket import create_connection

import pytest
from sample.publication import NOW, attempt
from sample.wordpress import post, wxr
from web_server import free_port, serving

from publisher.importers.story import ImportOptions, ImportReport
from publisher.importers.story import run as imported
from publisher.importers.wordpress import WordPress

Publication = Callable[..., Path]


def term(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{slug}">{escape(name)}</category>'


EXPORT = wxr(
    post(
        "Ett.",
        terms=term("category", "k%c3%a4rnkraft", "Kärnkraft") + term("post_tag", "kina", "Kina"),
    ),
    post(
        "Två.",
        post_id="21",
        post_name="%e4%b8%ad%e5%9b%bd",
        title="中国 och vi",
        link="https://gamla.example/2015/%e4%b8%ad%e5%9b%bd/",
        terms=term("post_tag", "%e4%b8%ad", "中"),
    ),
    post(
        "Ett utkast.",
        post_id="23",
        post_name="utkast",
        status="draft",
        terms=term("post_tag", "hemlig", "Hemlig"),
    ),
)


def moved(root: Path, export: str = EXPORT) -> ImportReport:
    file = root.parent / "export.xml"
    file.write_text(export, "utf-8")
    return imported(WordPress((file,)), ImportOptions(root=root, file="mkdocs.yml", now=NOW))


def built(root: Path) -> Path:
    told = attempt(root, search=False)
    assert not isinstance(told, str), told
    assert not [each for each in told.problems if "gamla-adresser" in str(each)]
    return root / "build/site"


@pytest.fixture
def site(
    publication: Publication, tool: Callable[[str], str], tmp_path: Path
) -> Iterator[tuple[str, Path]]:
    """The moved site behind nginx with the rules; its address, and the publication."""
    root = publication()
    moved(root)
    shown, home = built(root), tmp_path / "nginx"
    home.mkdir()
    rules = (root / "import/adresser/nginx-server.conf").read_text("utf-8")
    with serving(
        tool("nginx"),
        shown,
        home,
        free_port(),
        *rules.splitlines(),
        http=(root / "import/adresser/nginx-http.conf").read_text("utf-8"),
    ) as origin:
        yield origin, root


def asked(origin: str, path: str) -> tuple[int, str, str]:
    """Status, where it leads, and the page; letters that are not ASCII go as they are."""
    host, _, port = origin.removeprefix("http://").partition(":")
    with create_connection((host, int(port)), timeout=60) as link:
        link.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = HTTPResponse(link)
        answer.begin()
        return answer.status, answer.headers.get("Location") or "", answer.read().decode()


LED = [
    ("/category/k%C3%A4rnkraft/", "/kategorier/karnkraft/"),
    ("/category/kärnkraft/", "/kategorier/karnkraft/"),
    ("/tag/%E4%B8%AD/", "/taggar/zhong/"),
    ("/tag/中/", "/taggar/zhong/"),
    ("/2015/%E4%B8%AD%E5%9B%BD/", "/2015/zhong-guo/"),
    ("/2015/中国/", "/2015/zhong-guo/"),
    ("/author/anna/", "/forfattare/anna/"),
    ("/tag/kina/", "/taggar/kina/"),
]
ANSWERED = [
    ("/?p=10", "/2015/en-text/"),
    ("/?tag=kina", "/taggar/kina/"),
    ("/?feed=rss2", "/feed.xml"),
    ("/feed/", "/feed.xml"),
    ("/tag/kina/feed/", "/taggar/kina/feed.xml"),
]


def test_every_old_address_is_answered_percent_encoded_and_plain(site: tuple[str, Path]) -> None:
    origin, root = site
    for old, new in LED:
        status, _, page = asked(origin, old)
        assert (status, f'href="{new}"' in page) == (200, True), old
        assert (root / f"build/site{new}index.html").is_file()
    for old, new in ANSWERED:
        status, goal, _ = asked(origin, old)
        assert (status, goal.removeprefix(origin)) == (301, new), old
    assert asked(origin, "/rss.xml")[2] == asked(origin, "/feed.xml")[2]
    assert asked(origin, "/?p=23")[0] == 200  # a draft's address stays the front page's
    assert "hemlig" not in (root / "feeds/gamla-adresser.yml").read_text("utf-8")
    told = (root / "build/site/_redirects").read_text("utf-8")
    assert "/ p=10 /2015/en-text/ 301!\n" in told
    assert "/feed/ /feed.xml 301\n" in told


def test_a_browser_is_led_on_where_the_host_has_no_rules(
    site: tuple[str, Path], tool: Callable[[str], str], tmp_path: Path
) -> None:
    root, home = site[1], tmp_path / "värd"
    home.mkdir()
    with serving(tool("nginx"), root / "build/site", home, free_port()) as origin:
        for old, goal in (("/?utm=x&p=10", "/2015/en-text/"), ("/?p=99", "/"), ("/", "/")):
            assert landed(tool("chromium"), origin + old, home) == goal


def landed(chromium: str, url: str, home: Path) -> str:
    """The address of the page that a browser shows in the end, below the site."""
    command = [
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={home}/webb",
    ]
    command += ["--virtual-time-budget=20000", "--dump-dom", url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    found = re.search(r'<link rel="?canonical"? href="?https://prov.example([^">]*)', done.stdout)
    assert found, done.stdout[:2000]
    return found[1]


def test_what_the_host_must_answer_is_listed(publication: Publication) -> None:
    root = publication()
    report = moved(root)
    assert ("/feed/", "/feed.xml") in report.feeds
    assert ("/?p=10", "/2015/en-text/") in report.queries
    assert not [old for old, _ in report.queries if "23" in old]
    (root / "content/artiklar/2025/forsta.md").unlink()
    (root / "feeds/artiklar.yml").unlink()
    assert moved(root).feeds == ()


def test_lines_of_the_owner_and_of_other_imports_stay(publication: Publication) -> None:
    root = publication()
    file = root / "feeds/gamla-adresser.yml"
    file.write_text(
        "kind: addresses\nredirects: {/gammal/: /taggar/kina/, /feed: /feed.xml}\n", "utf-8"
    )
    moved(root)
    first = file.read_text("utf-8")
    assert '"/gammal/": "/taggar/kina/"' in first
    moved(root)
    assert file.read_text("utf-8") == first
    built(root)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("redirects: {/a/: /b/}\n", "kind"),
        ("kind: addresses\nredirects: [a]\n", "redirects"),
        ("kind: addresses\nqueries: {'p=1&x': /a/}\n", "fel form"),
        ("kind: addresses\nredirects: {/feed/?a: /b/}\n", "”?”"),
    ],
)
def test_a_file_that_is_wrong_is_told_with_its_line(
    publication: Publication, text: str, told: str
) -> None:
    root = publication({"feeds/gamla-adresser.yml": text})
    said = attempt(root, search=False)
    assert isinstance(said, str)
    assert "feeds/gamla-adresser.yml" in said
    assert told in said


def test_what_leads_to_a_list_that_is_gone_is_told_and_stops_nothing(
    publication: Publication,
) -> None:
    text = "kind: addresses\nredirects: {/a/: /taggar/borta/}\nqueries: {p=1: /2001/borta/}\n"
    report = attempt(publication({"feeds/gamla-adresser.yml": text}), search=False)
    assert not isinstance(report, str), report
    told = "\n".join(map(str, report.problems))
    assert "/taggar/borta/" in told
    assert "/?p=1" in told


def test_two_sites_that_number_their_texts_alike_both_come(publication: Publication) -> None:
    root = publication()
    other = post("Från en annan sajt.", post_name="annan", title="Annan").replace(
        "gamla.example", "b.example"
    )
    second = wxr(other).replace("gamla.example", "b.example")
    for _ in range(2):
        moved(root)
        moved(root, second)
    texts = [file.read_text("utf-8") for file in (root / "content/artiklar/2015").iterdir()]
    ids = sorted(line for text in texts for line in text.splitlines() if line.startswith("id: "))
    assert ids == [
        "id: wordpress-10",
        "id: wordpress-21",
        "id: wordpress-23",
        "id: wordpress-b-example-10",
    ]
    assert '"p=10": "/2015/en-text/"' in (root / "feeds/gamla-adresser.yml").read_text("utf-8")
    built(root)
