"""`publisher serve`: what the author saves is built, and the open page follows."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from program import Preview, started
from sample.episodes import EPISODE, MP3, SHOW, SOUND, episode
from sample.publication import DEFAULT_FILES, WHOLE_YML, tree

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests" / "tools" / "preview.js"
ARTICLE = "content/artiklar/2025/forsta.md"
PAGE = "/2025/forsta/"
WITH_LETTER = """\
---
title: Ett brev ut
date: 2025-03-03
authors: redaktionen
mail:
  send: true
---

En text med [en länk](forsta.md).
"""


DRAFT = "content/artiklar/2025/utkast.md"
UNFINISHED = """\
---
title: Ett utkast
date: 2025-03-03
authors: redaktionen
tags: [kina]
draft: true
mail: {send: true}
---
Utkastets ord.
"""
LATER = "content/artiklar/2025/kommer.md"
COMING = """\
---
title: En kommande text
date: 2025-12-07T06:30
authors: redaktionen
---

Se [utkastet](utkast.md).
"""


@pytest.fixture
def serve() -> Iterator[Callable[..., Preview]]:
    """A function that starts a preview of the publication in a folder, on a free port."""
    with ExitStack() as stack:
        yield lambda root, *more: stack.enter_context(started(root, *more))


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of a publication with a draft; only to be asked."""
    root = tmp_path_factory.mktemp("utkast")
    for name, text in {**DEFAULT_FILES, DRAFT: UNFINISHED}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    with started(root) as preview:
        yield preview


def change(root: Path, path: str, old: str, new: str) -> None:
    file = root / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def until(events: Iterator[dict[str, Any]], wanted: Callable[[dict[str, Any]], bool]) -> Any:
    return next(event for event in events if wanted(event))


def tells_of(url: str) -> Callable[[dict[str, Any]], bool]:
    return lambda event: url in event.get("changed", ())


def test_a_saved_text_is_built_and_the_open_page_is_told(
    publication: Callable[..., Path], serve: Callable[[Path], Preview]
) -> None:
    root = publication()
    preview = serve(root)
    with preview.events() as events:
        before = next(events)
        change(root, ARTICLE, "En andra text.", "En helt annan text.")
        event = until(events, tells_of(PAGE))
    assert event["before"] == before["build"] != event["build"]
    assert event["faults"] == []
    assert "En helt annan text." in preview.text(PAGE)
    code, stdout, stderr = preview.end()
    assert (code, stderr) == (0, "")
    assert f"{ARTICLE}: " in stdout
    assert stdout.endswith("Förhandsvisningen är avslutad.\n")


def test_faults_are_told_in_both_places_while_the_last_whole_build_is_shown(
    publication: Callable[..., Path], serve: Callable[[Path], Preview]
) -> None:
    root = publication()
    preview = serve(root)
    with preview.events() as events:
        change(root, ARTICLE, "tags: [kina]", "tagar: [kina]")
        event = until(events, lambda event: bool(event["faults"]))
        assert [fault["place"] for fault in event["faults"]] == [f"{ARTICLE}, rad 6"]
        assert "Menade du ”tags”?" in event["faults"][0]["hint"]
        assert "En andra text." in preview.text(PAGE)
        change(root, ARTICLE, "tagar: [kina]", "tags: [kina, usa]")
        until(events, tells_of(PAGE))
    _, stdout, stderr = preview.end()
    assert f"{ARTICLE}:6: okänt fält ”tagar”" in stderr
    assert "1 fel. Det förra bygget visas." in stderr
    assert "Felen är rättade." in stdout


def test_a_publication_that_has_never_been_whole_shows_what_is_wrong(
    publication: Callable[..., Path], serve: Callable[[Path], Preview]
) -> None:
    root = publication({"content/artiklar/2025/fel.md": "---\ntitle: <Fel>\ndatum: i dag\n---\n"})
    preview = serve(root)
    response, data = preview.ask("/2025/forsta/")
    page = data.decode()
    assert response.status == 503
    assert "<code>content/artiklar/2025/fel.md, rad 3</code>" in page
    assert "live.js" in page
    with preview.events() as events:
        (root / "content/artiklar/2025/fel.md").unlink()
        until(events, lambda event: event["build"] != "" and not event["faults"])
    assert preview.ask(PAGE)[0].status == 200


def test_files_are_served_as_a_good_web_server_would(
    publication: Callable[..., Path], serve: Callable[[Path], Preview]
) -> None:
    root = publication({"content/artiklar/2025/andra.md": WITH_LETTER})
    preview = serve(root)
    types = {
        "/": "text/html; charset=utf-8",
        "/feed.xml": "application/xml; charset=utf-8",
        "/feed.atom": "application/atom+xml; charset=utf-8",
        "/feed.json": "application/feed+json",
        "/sitemap.xml": "application/xml",
        "/robots.txt": "text/plain; charset=utf-8",
        "/assets/stylesheets/site.css": "text/css; charset=utf-8",
        "/brev/2025-03-03-andra/message.eml": "message/rfc822",
    }
    assert {path: preview.ask(path)[0].headers["content-type"] for path in types} == types
    whole = preview.ask("/feed.xml")[1]
    response, part = preview.ask("/feed.xml", headers={"Range": "bytes=5-14"})
    assert (response.status, part) == (206, whole[5:15])
    assert response.headers["content-range"] == f"bytes 5-14/{len(whole)}"
    assert preview.ask("/feed.xml", "HEAD")[0].headers["content-length"] == str(len(whole))
    missing, page = preview.ask("/finns/inte/")
    assert missing.status == 404
    assert "Sidan finns inte" in page.decode()
    assert preview.ask("/2025/forsta")[0].headers["location"] == PAGE
    assert preview.ask("/..%2f..%2fmkdocs.yml")[0].status == 404
    assert preview.ask("/", headers={"Host": "ond.example"})[0].status == 400
    assert preview.ask("/", "POST")[0].status == 405


def test_the_script_that_reloads_is_only_in_what_is_served(
    publication: Callable[..., Path], serve: Callable[[Path], Preview]
) -> None:
    root = publication()
    preview = serve(root)
    home = root / ".publisher" / "preview" / "build" / "site"
    built = (home / "index.html").read_text("utf-8")
    served = preview.text("/")
    script = re.compile(
        r'<script src="/__publisher__/live\.js" data-build="[0-9a-f]+"'
        r' data-desk="http://127\.0\.0\.1:\d+" defer></script>'
    )
    bar = re.compile(r"<publisher-bar>.*?</publisher-bar>", re.DOTALL)
    assert bar.sub("", script.sub("", served)) == built
    assert len(bar.findall(served)) == len(script.findall(served)) == 1
    assert "__publisher__" not in "".join(path.read_text("utf-8") for path in home.rglob("*.html"))


BREAKING = """\
from markdown import Extension
from markdown.preprocessors import Preprocessor

class Breaking(Preprocessor):
    def run(self, lines):
        return [str(1 / 0) if line == "BRYT" else line for line in lines]

class Extending(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Breaking(md), "bryter", 1)

def makeExtension(**options):
    return Extending(**options)
"""


def test_a_fault_of_the_program_is_told_and_the_preview_goes_on(
    publication: Callable[..., Path], serve: Callable[[Path], Preview]
) -> None:
    root = publication({"trasig.py": BREAKING})
    change(root, "mkdocs.yml", "  - toc\n", "  - toc\n  - trasig\n")
    named = "      extension_files: {trasig: []}\n      subscribers:"
    change(root, "mkdocs.yml", "      subscribers:", named)
    preview = serve(root)
    with preview.events() as events:
        change(root, ARTICLE, "En andra text.", "BRYT")
        event = until(events, lambda event: bool(event["crash"]))
        assert event["crash"].endswith("ZeroDivisionError: division by zero\n")
        assert preview.ask("/prenumerera/")[0].status == 200
        change(root, ARTICLE, "BRYT", "En ny text.")
        until(events, tells_of(PAGE))
    assert "En ny text." in preview.text(PAGE)
    code, _, stderr = preview.end()
    assert code == 0
    assert "Programmet gick sönder. Det förra bygget visas." in stderr


def test_letters_lie_beside_the_site_and_lead_into_it(
    publication: Callable[..., Path], serve: Callable[[Path], Preview]
) -> None:
    settings = (publication() / "mkdocs.yml").read_text("utf-8")
    below = settings.replace("https://prov.example/\n", "https://prov.example/tidning/\n", 1)
    root = publication({"mkdocs.yml": below, "content/artiklar/2025/andra.md": WITH_LETTER})
    preview = serve(root)
    assert preview.ask("/")[0].headers["location"] == "/tidning/"
    assert preview.ask("/tidning/2025/forsta/")[0].status == 200
    assert preview.ask("/2025/forsta/")[0].status == 404
    listing = preview.text("/brev/")
    assert "<h2>Ett brev ut</h2>" in listing
    assert 'href="/brev/2025-03-03-andra/message.eml"' in listing
    letter = preview.text("/brev/2025-03-03-andra/")
    assert 'href="/tidning/2025/forsta/"' in letter
    assert 'href="https://prov.example/tidning/' not in letter
    written = (preview.home / "build/editions/2025-03-03-andra/index.html").read_text("utf-8")
    assert 'href="https://prov.example/tidning/2025/forsta/"' in written


def test_saves_in_a_row_removals_and_renamed_folders_all_come_through(
    publication: Callable[..., Path], serve: Callable[[Path], Preview]
) -> None:
    root = publication({"content/artiklar/2025/andra.md": WITH_LETTER})
    preview = serve(root)
    with preview.events() as events:
        for number in range(20):  # the first begins a build, the rest come while it is under way
            change(
                root, ARTICLE, "andra text" if not number else f"rad {number}", f"rad {number + 1}"
            )
        while "rad 20" not in preview.text(PAGE):
            until(events, tells_of(PAGE))
        (root / "content/artiklar/2025/andra.md").unlink()
        until(events, tells_of("/2025/andra/"))
        assert preview.ask("/2025/andra/")[0].status == 404
        (root / "content/artiklar/2025").rename(root / "content/artiklar/gamla")
        change(root, "content/artiklar/gamla/forsta.md", "rad 20", "på en ny plats")
        while "på en ny plats" not in preview.text(PAGE):
            next(events)
        change(root, "content/artiklar/gamla/forsta.md", "på en ny plats", "och en gång till")
        while "och en gång till" not in preview.text(PAGE):
            next(events)
    assert preview.end()[0] == 0


def test_a_theme_that_is_made_under_way_is_watched_too(
    publication: Callable[..., Path], serve: Callable[[Path], Preview]
) -> None:
    root = publication()
    preview = serve(root)
    own = root / "theme" / "web" / "assets" / "stylesheets" / "zz-own.css"
    own.parent.mkdir(parents=True)
    own.write_text(":root { --min: 1px; }\n", "utf-8")
    with preview.events() as events:
        change(
            root, "mkdocs.yml", "  name: material\n", "  name: material\n  custom_dir: theme/web\n"
        )
        while "--min: 1px" not in preview.text("/assets/stylesheets/site.css"):
            next(events)
        own.write_text(":root { --min: 2px; }\n", "utf-8")
        event = until(events, lambda event: event.get("styles", False))
        assert event["faults"] == []
        assert "--min: 2px" in preview.text("/assets/stylesheets/site.css")


def test_another_terminal_may_build_meanwhile_and_neither_disturbs_the_other(
    publication: Callable[..., Path],
    serve: Callable[[Path], Preview],
    run: Callable[..., tuple[int, str, str]],
) -> None:
    root = publication({DRAFT: UNFINISHED})
    code, _, stderr = run("build", cwd=root)
    assert code == 0, stderr
    before = tree(root)
    preview = serve(root)
    assert tree(root) == before
    code, _, stderr = run("build", "--clean", "--now", "2025-01-01", cwd=root)
    assert code == 0, stderr
    assert not (root / "build/site/2025/forsta").exists()
    assert preview.ask(PAGE)[0].status == preview.ask("/2025/utkast/")[0].status == 200
    code, _, stderr = run("build", cwd=root)
    assert code == 0, stderr
    assert tree(root) == before
    assert preview.end()[0] == 0


def test_what_is_not_published_is_shown_everywhere_with_a_banner(
    publication: Callable[..., Path], serve: Callable[..., Preview]
) -> None:
    root = publication({DRAFT: UNFINISHED, LATER: COMING})
    preview = serve(root, "--now", "2025-06-01")
    draft, later = preview.text("/2025/utkast/"), preview.text("/2025/kommer/")
    assert "<strong>Utkast</strong>" in draft
    assert "<strong>Publiceras 7 december 06.30</strong>" in later
    assert "Utkastets ord" in draft
    front, letter = preview.text("/"), preview.text("/brev/2025-03-03-utkast/")
    assert 'href="/2025/utkast/"' in front
    assert 'href="/2025/kommer/"' in front
    assert "publisher-banner" not in front
    assert "<strong>Utkast</strong>" in letter
    assert '<b class="tag">Utkast</b>' in preview.text("/brev/")
    assert "Ett utkast" in preview.text("/taggar/kina/")
    assert "Ett utkast" in preview.text("/feed.xml")
    tags = json.loads(preview.text("/__publisher__/coming.json"))
    assert tags == {"/2025/utkast/": "Utkast", "/2025/kommer/": "Publiceras 7 december 06.30"}
    assert re.search(r'#utkast">Utkast <b style="[^"]*">1</b>', front)
    assert not (root / "build").exists()
    preview.end()
    after = serve(root, "--now", "2025-12-07T06:30")
    assert "publisher-banner" not in after.text("/2025/kommer/")
    assert "<strong>Utkast</strong>" in after.text("/2025/utkast/")


def test_a_draft_with_faults_stops_nothing_and_says_what_is_wrong_where_it_would_be(
    publication: Callable[..., Path], serve: Callable[..., Preview]
) -> None:
    dead = UNFINISHED.replace("Utkastets ord", "Se [den här](finns-inte.md)")
    root = publication({DRAFT: dead, LATER: "---\ntitel: Fel\ndraft: true\n---\n\nText.\n"})
    preview = serve(root)
    assert preview.ask(PAGE)[0].status == 200
    response, data = preview.ask("/2025/utkast/")
    page = data.decode()
    assert response.status == 404
    assert "är ett utkast" in page
    assert f"<code>{DRAFT}, rad 9</code>" in page
    assert "finns-inte.md" in page
    assert "okänt fält ”titel”" in preview.text("/2025/kommer/")
    assert "är ett utkast" not in preview.text("/finns/inte/")
    with preview.events() as events:
        next(events)
        change(root, DRAFT, "Se [den här](finns-inte.md)", "Nu är det rätt")
        until(events, tells_of("/2025/utkast/"))
    assert "Nu är det rätt" in preview.text("/2025/utkast/")
    assert "<strong>Utkast</strong>" in preview.text("/2025/utkast/")


def test_sound_is_heard_from_the_authors_own_file(
    publication: Callable[..., Path], serve: Callable[..., Preview]
) -> None:
    draft = episode("två.mp3", "draft: true\n").replace("title: Ett", "title: Två")
    root = publication({**SHOW, EPISODE: episode(), MP3: SOUND})
    (root / "content/avsnitt/utkast.md").write_text(draft, "utf-8")
    (root / "content/avsnitt/två.mp3").write_bytes(SOUND)
    preview = serve(root)
    for page, sound in (("utkast", "tva"), ("ett", "ett")):
        assert f'"/media/avsnitt/{sound}.mp3"' in preview.text(f"/podd/podden/{page}/")
        response, data = preview.ask(f"/media/avsnitt/{sound}.mp3")
        assert (response.status, response.headers["content-type"]) == (200, "audio/mpeg")
        assert data == SOUND
    assert not list((preview.home / "build").rglob("*.mp3"))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "ond.example"}, 400),
        ({"Origin": "http://ond.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, 403),
        (
            {
                "Sec-Fetch-Site": "cross-site",
                "Sec-Fetch-Mode": "navigate",
                "Sec-Fetch-Dest": "iframe",
            },
            403,
        ),
        (
            {
                "Sec-Fetch-Site": "cross-site",
                "Sec-Fetch-Mode": "navigate",
                "Sec-Fetch-Dest": "document",
            },
            200,
        ),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200),
    ],
)
def test_no_page_of_another_site_reads_a_draft(
    drafts: Preview, headers: dict[str, str], status: int
) -> None:
    for path in ("/2025/utkast/", "/__publisher__/coming.json", "/brev/2025-03-03-utkast/"):
        response, data = drafts.ask(path, headers=headers)
        assert response.status == status, (path, headers)
        assert (b"tkast" in data) is (status == 200)
        if status != 400:
            assert response.headers["cross-origin-resource-policy"] == "same-origin"
            assert response.headers["referrer-policy"] == "same-origin"


def test_the_sites_own_origin_is_let_in(drafts: Preview) -> None:
    for host in ("127.0.0.1", "localhost"):
        own = f"{host}:{drafts.port}"
        headers = {"Host": own, "Origin": f"http://{own}"}
        assert drafts.ask("/2025/utkast/", headers=headers)[0].status == 200


def test_the_search_index_is_made_in_a_quiet_moment(
    publication: Callable[..., Path],
    serve: Callable[[Path], Preview],
    run: Callable[..., tuple[int, str, str]],
) -> None:
    root = publication({"mkdocs.yml": WHOLE_YML})
    preview = serve(root)
    with preview.events() as events:
        first = next(events)["build"]
        later = until(events, lambda event: event["build"] != first)
    assert later["changed"] == []
    assert preview.ask("/sok/index/pagefind.js")[0].status == 200
    assert preview.end()[0] == 0
    code, _, stderr = run("deploy", "--dry-run", cwd=root)
    assert code == 1
    assert "här finns inget helt bygge" in stderr  # what a preview built is none


def test_a_taken_port_is_told_with_the_way_out(
    publication: Callable[..., Path], run: Callable[..., tuple[int, str, str]]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, _, stderr = run("serve", "--port", str(port), cwd=publication())
    assert code == 1
    assert f"porten {port} är upptagen" in stderr
    assert f"publisher serve --port {port + 1}" in stderr


def test_the_browser_follows_what_is_saved(
    publication: Callable[..., Path],
    serve: Callable[[Path], Preview],
    tool: Callable[[str], str],
    node_module: Callable[[str], Path],
) -> None:
    node_module("playwright-core")
    root = publication({"content/artiklar/2025/andra.md": WITH_LETTER.partition("En text")[0]})
    shutil.copytree(ROOT / "theme", root / "theme")
    change(root, "mkdocs.yml", "  name: material\n", "  name: material\n  custom_dir: theme/web\n")
    preview = serve(root)
    origin, pid = f"http://127.0.0.1:{preview.port}", preview.process.pid
    command = [tool("node"), SCRIPT, tool("chromium"), origin, root, pid]
    done = subprocess.run(
        list(map(str, command)), capture_output=True, check=False, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "reloaded": True,
        "fault": ["1 fel", f"{ARTICLE}, rad 6"],
        "stayed": True,
        "hidden": "1 fel",
        "mended": True,
        "other page left alone": True,
        "restyled without reloading": True,
        "told at the end": "Förhandsvisningen är avslutad.",
        "errors": [],
    }
