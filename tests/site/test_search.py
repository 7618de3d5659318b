"""Searching the site: what a reader finds in a real browser, and what lies in the index."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

import pytest
from selectolax.lexbor import LexborHTMLParser

from publisher.build import BuildOptions, BuildReport, build
from publisher.model import Article, Page
from publisher.problems import PublisherError
from publisher.site.search.blocks import blocks

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
SEARCH = Path(__file__).parents[1] / "tools" / "search.js"
INDEX = "build/site/sok/index"
SHOW = (ROOT / "feeds" / "nya-kalla-kriget.yml").read_text("utf-8")
COVER = (ROOT / "feeds" / "nya-kalla-kriget.jpg").read_bytes()
SOUND = min((ROOT / "content" / "avsnitt").glob("*.mp3"), key=lambda file: file.stat().st_size)
CSP = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; "
    "manifest-src 'self'; frame-ancestors 'none'"
)
NGINX = """\
daemon off;
master_process off;
pid {home}/nginx.pid;
events {{ worker_connections 64; }}
http {{
  types {{ text/html html; text/css css; text/javascript js; application/json json; font/woff2 woff2; image/svg+xml svg; }}
  access_log off;
  client_body_temp_path {home}/t1;
  proxy_temp_path {home}/t2;
  fastcgi_temp_path {home}/t3;
  uwsgi_temp_path {home}/t4;
  scgi_temp_path {home}/t5;
  add_header Content-Security-Policy "{csp}" always;
  server {{ listen 127.0.0.1:{port}; location /blad/ {{ alias {site}/; }} }}
}}
"""
VTT = """\
WEBVTT

00:00:00.000 --> 00:00:03.000
<v Anna>Välkommen till samtalet.

00:00:03.000 --> 00:00:06.000
<v Bo Ek>I dag handlar det om neodymmagneter.

00:00:06.000 --> 00:00:08.000
<v Anna>Tack, Bo.
"""


def article(title: str, date: str, text: str, **front: str) -> str:
    more = "".join(f"{key}: {value}\n" for key, value in front.items())
    return f"---\ntitle: {title}\ndate: {date}\nauthors: redaktionen\n{more}---\n\n{text}\n"


ARTICLES = {
    "skriftsprak": article(
        "Skriftspråk utan mellanrum 文在寅",
        "2025-02-20",
        "Rubriken löd 中国国家主席习近平会见法国总统。 I Tokyo stod ニュースを見る東京タワー på skylten, i "
        "Bangkok ประเทศไทยวันนี้ och i Seoul 대한민국에서. Min iPhone手机很好. Yangon မြန်မာစာ, "
        "Phnom Penh ភាសាខ្មែរ, Vientiane ປະເທດລາວ, ﾆｭｰｽ. Först 上海人民 och sedan 民主.",
    ).replace("authors: redaktionen\n", ""),
    "algar": article(
        "Djur i norr",
        "2019-01-01",
        "Älgarna har blivit fler. De kan ha rätt.",
        categories="[Natur]",
    ),
    "alger": article("Gröna hav", "2019-02-01", "Algerna blommar. Hal is.", categories="[Natur]"),
    "bocker": article("Läsning", "2020-01-01", "Böckerna står i hyllan, och ingen läser dem."),
    "brev": article("Post", "2020-02-01", "Det sista nyhetsbrevet kom i går."),
    "malmo": article("Söderut", "2021-01-01", "I Malmö växer hamnen. Där bor Kina."),
    "stugor": article("Semester", "2021-02-01", "Sommarstugorna är uthyrda."),
    "export": article("Handel", "2024-01-01", "USA inför exportförbud mot Kina."),
    "forbud": article("Regler", "2024-02-01", "Ett förbud är ett förbud."),
    "chip": article("Teknik", "2025-01-01", "Halvledarindustrin i Kina växer.", tags="[Nvidia]"),
    "kraft": article(
        "Energi",
        "2025-02-01",
        "Kärnkraftverket i norr stängs. Zhidou byggde det, sade Zhidouchefen. Zhidou teg.",
    ),
    "sluten": article(
        "För de invigda",
        "2025-03-01",
        "Bara inledningen visas.\n\nHemlighetsordet är zinnober.",
        audience="prenumeranter",
    ),
}
EPISODE = """\
---
title: Samtalet om magneter
date: 2025-03-03
show: nya-kalla-kriget
audio: 1.mp3
transcript: 1.vtt
{more}---

Ett avsnitt om Kina.
"""
QUERIES = {
    **dict.fromkeys(
        ("习近平", "主席", "国家主席习近平", "中国国家主席习近平会见法国总统", "习", "统", "東京", "タワー", "見る", "ニュース",
         "京", "ไทย", "วันนี้", "민국", "대한민국에서", "Tokyo 東京", "Tokyo東京", "iPhone手机", "iPhone", "手机",
         "မြန်မာ", "ខ្មែរ", "ລາວ", "ﾆｭｰｽ", "文在寅", "总统", "主席 法国", "人民", "人民 民主"),
        "Skriftspråk utan mellanrum 文在寅",
    ),
    **dict.fromkeys(("毛泽东", "平习近", "近平习", "平近习", "习平", "国中", "家国席主", "京東", "ーュニ", "ยทไ", "国민", "会见会见法", "寅在文", "人民主", "上海人民主"), None),
    "älg": "Djur i norr", "älgen": "Djur i norr", "Älgarna": "Djur i norr", "böcker": "Läsning",
    "nyhetsbreven": "Post", "brev": {"Post", "Prenumerera"}, "malmo": "Söderut", "Malmö": "Söderut", "stuga": "Semester", "stugan": "Semester",
    "förbud": "Regler", "exportförbud": "Handel", "halvledare": "Teknik", "industri": "Teknik", "industrin": "Teknik", "hamn": "Söderut",
    "kraftverk": "Energi", "verket": "Energi", "chefen": "Energi", "nvidia": "Teknik",
    "zinnober": None, "neodymmagneter": "Samtalet om magneter", "magnet": "Samtalet om magneter",
    "redaktionen": {"Post", "Regler", "Handel"}, "invigda": "För de invigda", "xyzzy": None, "<b>": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """A function that writes a publication with texts from eight years."""

    def write(site_url: str = "https://prov.example/", settings: str = "") -> Path:
        from sample.publication import DEFAULT_FILES, MKDOCS_YML

        root = tmp_path_factory.mktemp("bladet")
        own = MKDOCS_YML.replace("https://prov.example/\n", site_url + "\n", 1)
        own = own.replace("search: false", "search: true")
        own = own.replace("  - publisher:\n", f"  - publisher:\n{settings}")
        files: dict[str, str | bytes] = {
            **DEFAULT_FILES,
            "mkdocs.yml": own,
            "feeds/nya-kalla-kriget.yml": SHOW,
            "feeds/nya-kalla-kriget.jpg": COVER,
            "content/avsnitt/1.md": EPISODE.format(more=""),
            "content/avsnitt/1.mp3": SOUND.read_bytes(),
            "content/avsnitt/1.vtt": VTT,
            "content/avsnitt/2.md": EPISODE.format(more="audience: prenumeranter\nslug: dold\n")
            .replace("magneter", "nickel")
            .replace("1.", "2."),
            "content/avsnitt/2.mp3": SOUND.read_bytes() + bytes(9),
            "content/avsnitt/2.vtt": VTT.replace("neodymmagneter", "koboltgruvor"),
            **{f"content/artiklar/{name}.md": text for name, text in ARTICLES.items()},
        }
        for name, data in files.items():
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data.encode() if isinstance(data, str) else data)
        return root

    return write


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if four texts were many, so that a small publication has several blocks."""
    monkeypatch.setattr("publisher.site.search.blocks.FULL", 4)
    monkeypatch.setattr("publisher.site.search.blocks.FEW", 2)


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(port: int) -> bool:
    with closing(socket.socket()) as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def served(
    paper: Callable[..., Path],
    tool: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Path]]:
    """The address of the built site, below a sub-path and with a strict policy, and its folder."""
    nginx, home, port = tool("nginx"), tmp_path_factory.mktemp("nginx"), free_port()
    root = paper(f"http://127.0.0.1:{port}/blad/")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("publisher.site.search.blocks.FULL", 4)
        patch.setattr("publisher.site.search.blocks.FEW", 2)
        build(BuildOptions(root=root, now=NOW))
    conf = home / "nginx.conf"
    site = root / "build" / "site"
    conf.write_text(NGINX.format(home=home, port=port, site=site, csp=CSP), "utf-8")
    log = home / "error.log"
    with subprocess.Popen([nginx, "-e", str(log), "-p", str(home), "-c", str(conf)]) as server:
        try:
            patience = monotonic() + 300
            while not answers(port):
                assert server.poll() is None, log.read_text("utf-8")
                assert monotonic() < patience
                sleep(0.02)
            yield f"http://127.0.0.1:{port}/blad", site
        finally:
            server.kill()


@pytest.fixture(scope="module")
def seen(
    served: tuple[str, Path], tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> dict[str, Any]:
    """What a real browser showed, query by query and reader by reader."""
    node_module("playwright-core"), node_module("axe-core")
    wanted = [f"q={quote(words)}" for words in QUERIES]
    wanted += ["q=kina&slag=avsnitt", "q=kina&ar=2024", "q=djur&kategori=Natur"]
    command = [tool("node"), str(SEARCH), tool("chromium"), served[0], *wanted]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def asked(seen: dict[str, Any], words: str) -> dict[str, Any]:
    return seen["queries"][f"q={quote(words)}"]


# What a reader finds


@pytest.mark.parametrize(("words", "title"), QUERIES.items(), ids=[*QUERIES])
def test_a_word_leads_to_the_text_that_has_it_in_any_form(
    seen: dict[str, Any], words: str, title: str | set[str] | None
) -> None:
    shown = asked(seen, words)
    if title is None:
        assert shown["hits"] == []
        assert shown["help"]
        assert shown["status"] == f"Inga träffar på ”{words}”"
    elif isinstance(title, set):
        assert title <= {hit["title"] for hit in shown["hits"]}
    else:
        assert shown["hits"][0]["title"] == title
    assert shown["errors"] == []  # a breach of the policy, too, is an error on the console


@pytest.mark.parametrize(
    ("words", "marks"),
    [
        ("习近平", ["习近平"]),
        ("习", ["习"]),
        ("总统", ["总统"]),
        ("主席 法国", ["主席", "法国"]),
        ("東京", ["東京"]),
        ("iPhone手机", ["iPhone手机"]),
    ],
)
def test_signs_that_were_found_are_marked_and_the_text_stands_as_it_was_written(
    seen: dict[str, Any], words: str, marks: list[str]
) -> None:
    (hit,) = asked(seen, words)["hits"]
    assert hit["marks"] == marks
    assert "…" in hit["text"]
    assert hit["text"].replace("…", "").strip() in ARTICLES["skriftsprak"]


def test_signs_that_stand_apart_are_no_run_and_are_not_counted(seen: dict[str, Any]) -> None:
    assert [chip[-1] for chip in asked(seen, "人民主")["chips"][1:]] == ["0"] * 4
    assert asked(seen, "人民")["chips"][1] == "Artiklar 1"


def test_a_block_that_only_guesses_is_left_out(seen: dict[str, Any]) -> None:
    assert [hit["title"] for hit in asked(seen, "halvledare")["hits"]] == ["Teknik"]
    assert asked(seen, "halvledare")["status"] == "1 träff på ”halvledare”"


def test_the_letters_that_were_asked_for_come_first(seen: dict[str, Any]) -> None:
    assert [hit["title"] for hit in asked(seen, "älg")["hits"]] == ["Djur i norr", "Gröna hav"]


def test_a_hit_shows_the_words_around_it_with_the_compound_whole(seen: dict[str, Any]) -> None:
    hit = next(one for one in asked(seen, "förbud")["hits"] if one["title"] == "Handel")
    assert hit["text"] == "USA inför exportförbud mot Kina."
    assert hit["marks"] == ["exportförbud"]
    assert hit["meta"] == "1 januari 2024"
    assert hit["link"] == "/blad/2024/export/"


def test_what_is_said_in_an_episode_leads_to_that_moment(
    seen: dict[str, Any], served: tuple[str, Path]
) -> None:
    (hit,) = asked(seen, "neodymmagneter")["hits"]
    ((link, text),) = hit["moments"]
    assert text == "0:03 I dag handlar det om neodymmagneter."
    page, _, anchor = link.partition("#")
    assert anchor == "t=3"
    file = served[1] / page.removeprefix("/blad/") / "index.html"
    html = LexborHTMLParser(file.read_text("utf-8"))
    (paragraph,) = html.css('[id="t=3"]')
    assert "neodymmagneter" in paragraph.text()


def test_a_text_for_subscribers_says_so(seen: dict[str, Any]) -> None:
    (hit,) = asked(seen, "invigda")["hits"]
    assert hit["meta"] == "1 mars 2025 För prenumeranter"
    assert hit["text"] == "Bara inledningen visas."


def test_filters_in_the_address_hold(seen: dict[str, Any]) -> None:
    episodes = seen["queries"]["q=kina&slag=avsnitt"]
    titles = {hit["title"] for hit in episodes["hits"]}
    assert titles == {"Samtalet om magneter", "Samtalet om nickel"}
    assert [h["title"] for h in seen["queries"]["q=kina&ar=2024"]["hits"]] == ["Handel"]
    assert [h["title"] for h in seen["queries"]["q=djur&kategori=Natur"]["hits"]] == ["Djur i norr"]
    assert episodes["years"] == ["Alla", "2025", "2024", "2021", "2020", "2019"]


def test_filters_can_be_chosen_and_let_go(seen: dict[str, Any]) -> None:
    chooser = seen["chooser"]
    assert len(chooser["all"]["hits"]) > len(chooser["episodes"]["hits"]) == 2
    assert chooser["all"]["chips"][1:3] == ["Artiklar 4", "Poddavsnitt 2"]
    assert chooser["nothing"]["status"] == "Inga träffar på ”stuga”"
    assert chooser["nothing"]["help"]
    assert [hit["title"] for hit in chooser["again"]["hits"]] == ["Semester"]


def test_nothing_of_the_search_is_fetched_before_somebody_searches(seen: dict[str, Any]) -> None:
    assert not [url for url in seen["typist"]["before"] if "/sok/" in url or "search.js" in url]


def test_the_keyboard_is_enough(seen: dict[str, Any]) -> None:
    typist = seen["typist"]
    assert typist["first"]["hits"][0]["title"] == "Regler"
    assert typist["second"]["hits"][0]["title"] == "Semester"
    assert typist["address"].endswith("/blad/sok/?q=stuga")
    assert typist["stops"][0] == "button"
    assert "item hit" in typist["stops"]
    assert typist["errors"] == []


def test_without_scripts_the_page_says_so_and_leads_on(seen: dict[str, Any]) -> None:
    scriptless = seen["scriptless"]
    assert "behöver JavaScript" in scriptless["text"]
    assert not scriptless["form"]
    assert {"/blad/arkiv/", "/blad/taggar/"} <= set(scriptless["links"])


def test_axe_finds_nothing_on_the_page_of_hits(seen: dict[str, Any]) -> None:
    assert seen["axe"] == []


# The index


def unpacked(root: Path) -> bytes:
    """All that the index holds, decompressed."""
    files = [file for file in (root / INDEX).rglob("*") if file.is_file()]
    assert len(files) > 20
    data = (file.read_bytes() for file in files)
    return b"\n".join(gzip.decompress(one) if one[:2] == b"\x1f\x8b" else one for one in data)


def tree(root: Path) -> dict[str, bytes]:
    folder = root / INDEX
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_nothing_that_only_subscribers_get_is_in_the_index(served: tuple[str, Path]) -> None:
    held = unpacked(served[1].parents[1]).lower()
    assert b"inledningen" in held
    assert b"neodym" in held
    assert b"zinnober" not in held
    assert b"kobolt" not in held


def test_lists_are_not_indexed(served: tuple[str, Path]) -> None:
    files = (served[1] / "sok" / "index").rglob("*.pf_fragment")
    urls = {json.loads(gzip.decompress(file.read_bytes())[12:])["url"] for file in files}
    assert "/prenumerera/" in urls
    assert not {url for url in urls if url.startswith(("/arkiv", "/taggar", "/kategorier"))}
    assert len(urls) == len(ARTICLES) + 4


def test_the_same_texts_give_the_same_index_anywhere(
    paper: Callable[..., Path], small_blocks: None
) -> None:
    one, two = paper(), paper()
    build(BuildOptions(root=one, now=NOW, jobs=1))
    build(BuildOptions(root=two, now=NOW, jobs=2))
    assert tree(one) == tree(two)
    assert len({path.split("/")[0] for path in tree(one) if path[:2] == "20"}) >= 2


def test_an_edit_makes_only_its_own_block(paper: Callable[..., Path], small_blocks: None) -> None:
    root = paper()
    build(BuildOptions(root=root, now=NOW))
    file = root / "content/artiklar/export.md"
    file.write_text(file.read_text("utf-8").replace("inför", "avskaffar"), "utf-8")
    report = build(BuildOptions(root=root, now=NOW))
    touched = {path.removeprefix("site/sok/index/").split("/")[0] for path in search_paths(report)}
    assert touched == {"2021", "delar.json"}
    clean = root.with_name("ren")
    clean.mkdir()
    for name in ("content", "feeds", "mkdocs.yml"):
        subprocess.run(["cp", "-r", root / name, clean], check=True)
    build(BuildOptions(root=clean, now=NOW))
    assert tree(root) == tree(clean)


def search_paths(report: BuildReport) -> set[str]:
    paths = (*report.added, *report.changed, *report.removed)
    return {path for path in paths if path.startswith("site/sok/")}


# Without the index


def test_no_search_leaves_the_index_and_the_next_build_makes_what_is_missing(
    paper: Callable[..., Path], run: Callable[..., Any]
) -> None:
    root = paper()
    assert run("build", "--now", "2026-06-01", cwd=root).code == 0
    before = tree(root)
    file = root / "content/artiklar/export.md"
    file.write_text(file.read_text("utf-8").replace("inför", "avskaffar"), "utf-8")
    spared = run("build", "--no-search", "--now", "2026-06-01", cwd=root)
    assert spared.code == 0
    assert "Sökregistret är inte uppdaterat. Nästa steg: publisher build" in spared.stdout
    assert "avskaffar" in (root / "build/site/2024/export/index.html").read_text("utf-8")
    assert tree(root) == before
    refused = run("deploy", "--now", "2026-06-01", cwd=root)
    assert refused.code == 1
    assert "sökregistret är inte uppdaterat\n    Kör publisher build." in refused.stderr
    made = run("build", "--explain", "--now", "2026-06-01", cwd=root)
    assert "sökregistret (" in made.stdout
    assert "sidan för" not in made.stdout
    assert b"avskaffar" in unpacked(root)
    assert run("deploy", "--now", "2026-06-01", cwd=root).code == 0


def test_no_search_on_an_unchanged_publication_changes_nothing(paper: Callable[..., Path]) -> None:
    root = paper()
    build(BuildOptions(root=root, now=NOW))
    before = tree(root)
    (root / "content/artiklar/export.md").touch()
    report = build(BuildOptions(root=root, now=NOW, search=False))
    assert (report.added, report.changed, report.removed) == ((), (), ())
    again = build(BuildOptions(root=root, now=NOW))
    assert search_paths(again) == set()
    assert tree(root) == before


def test_the_settings_can_do_without_search(paper: Callable[..., Path]) -> None:
    root = paper()
    build(BuildOptions(root=root, now=NOW))
    assert 'class="find"' in (root / "build/site/index.html").read_text("utf-8")
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("search: true", "search: false"), "utf-8")
    build(BuildOptions(root=root, now=NOW))
    assert not (root / "build/site/sok").exists()
    assert "find__" not in (root / "build/site/index.html").read_text("utf-8")


def test_where_pagefind_is_missing_the_build_says_what_to_do(
    paper: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    from publisher.site.search.engine import indexed

    with pytest.raises(PublisherError) as caught:
        indexed({"/a/": "<p>a"}, "sv")
    assert "programmet pagefind finns inte" in str(caught.value)
    assert "--no-search" in str(caught.value)


# Blocks


def dated(year: int, number: int) -> Article:
    when = datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    name = f"{year}-{number:04}"
    return Article(id=name, source=name, url=f"/{name}/", title=name, body_line=1, date=when)


def rows(*counts: tuple[int, int]) -> list[tuple[str, int]]:
    entries = [dated(year, number) for year, count in counts for number in range(count)]
    page = Page(id="om", source="om", url="/om/", title="Om", body_line=1)
    return [(block.name, len(block.entries)) for block in blocks((*entries, page))]


def test_few_texts_are_one_block() -> None:
    assert rows((2024, 30), (2025, 40), (2026, 3)) == [("", 74)]


def test_years_are_gathered_until_a_block_is_full() -> None:
    found = rows((2010, 150), (2011, 250), (2012, 399), (2013, 1), (2014, 700), (2015, 300))
    assert found == [("", 401), ("2012", 399), ("2013", 701), ("2015", 300)]


def test_a_new_year_waits_with_the_old_one_until_it_has_enough() -> None:
    assert rows((2024, 500), (2025, 99)) == [("", 600)]
    assert rows((2024, 500), (2025, 100)) == [("", 501), ("2025", 100)]


def test_nothing_published_is_no_block() -> None:
    assert blocks(()) == ()
