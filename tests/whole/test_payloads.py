"""What hostile texts do in a real browser with no policy at all: nothing, wherever they are shown."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import pytest
from markdown import markdown
from PIL import Image
from program import Preview, started
from pydantic import ValidationError
from sample.fragments import EXTENSIONS, Made, make
from sample.payloads import ADDRESSES, CANARY, CONTEXTS, Payload, bodies, escaped, files, filled
from sample.payloads import markdown as markdown_of

from publisher.content.front_matter import EpisodeFields
from publisher.content.html.listed import is_link
from publisher.media.chapters import web

ROOT = Path(__file__).parents[2]
BUILT = Path(".publisher/preview/build")
SCRIPT = ROOT / "tests" / "tools" / "payloads.js"
LATER = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f]|/\\{CANARY}")
"""Control characters are found when a file is read, addresses on the site when all are."""
SHOWN = "Inledning.\n\n{}\n\nAvslutning."

Seen = dict[str, Any]


@pytest.fixture(scope="module")
def look(
    tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> Callable[..., list[Seen]]:
    """A function that opens pages in Chromium and tells what each did."""
    node_module("playwright-core")

    def look_(**asked: Any) -> list[Seen]:
        done = subprocess.run(
            [tool("node"), str(SCRIPT), tool("chromium")],
            input=json.dumps(asked),
            capture_output=True,
            check=False,
            text=True,
            timeout=1200,
        )
        assert done.returncode == 0, done.stderr
        told: list[Seen] = json.loads(done.stdout)
        return told

    return look_


@pytest.fixture(scope="module")
def tried() -> list[tuple[Payload, Made]]:
    """Every payload as a text, rendered; what has faults is never published, but looked at too."""
    return [(payload, make(SHOWN.format(payload.text))) for payload in bodies()]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, tried: list[tuple[Payload, Made]]) -> Path:
    """A publication with a payload in every field, and all that texts get past the faults."""
    root = tmp_path_factory.mktemp("hostile")
    passed = {
        f"content/artiklar/2025/{payload.id}.md": (
            f"---\ntitle: Text {payload.id}\ndate: 2024-01-01\n---\n\n{SHOWN.format(payload.text)}\n"
        )
        for payload, made in tried
        if not made.faults and not LATER.search(payload.text)
    }
    whole = [
        {"article": f"../{path.removeprefix('content/')}", "layout": "full"} for path in passed
    ]
    head = {"title": "Allt", "date": "2025-04-01", "subject": "Allt", "articles": whole}
    letter = {"content/nyhetsbrev/allt.md": markdown_of(head, "Allt i ett brev.")}
    for path, text in {**files(), **passed, **letter}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    sound = min((ROOT / "content" / "avsnitt").glob("*.mp3"), key=lambda file: file.stat().st_size)
    for number in range(4):
        shutil.copy(sound, root / f"content/avsnitt/ljud{number}.mp3")
    shutil.copy(sound, root / "content/artiklar/2025/samtal.mp3")
    shutil.copy(ROOT / "feeds" / "nya-kalla-kriget.jpg", root / "feeds" / "podden.jpg")
    for path in ("artiklar/bild.png", "avsnitt/bild.png", "artiklar/2025/karta.png"):
        Image.new("RGB", (800, 600), "red").save(root / "content" / path)
    return root


@pytest.fixture(scope="module")
def preview(root: Path) -> Iterator[Preview]:
    """`publisher serve` of it, once the site and its search index are there."""
    with started(root) as preview:
        answer, page = preview.ask("/")
        assert answer.status == 200, page.decode()
        index = preview.home / "build" / "site" / "sok" / "index" / "delar.json"
        patience = monotonic() + 120
        while not index.exists():
            assert monotonic() < patience
            assert preview.process.poll() is None
            sleep(0.2)
        yield preview


def pages(root: Path) -> Iterator[str]:
    """Every page, feed and letter that a browser can open."""
    for folder, before in (("site", "/"), ("editions", "/brev/")):
        for file in sorted((root / BUILT / folder).rglob("*")):
            path = file.relative_to(root / BUILT / folder).as_posix()
            if file.suffix in {".html", ".xml"}:
                yield before + path.removesuffix("index.html")


def some(urls: list[str], each: int) -> list[str]:
    """One page in so many of each kind, by the first part of its address; of a kind of few, all."""
    kinds: dict[str, list[str]] = {}
    for url in urls:
        kinds.setdefault(url.split("/")[1] if url.count("/") > 1 else "", []).append(url)
    few = 12
    return [url for kind in kinds.values() for url in kind[:: each if len(kind) > few else 1]]


def harm(seen: list[Seen]) -> list[Seen]:
    """The pages on which something ran, or that asked anybody else for anything."""
    return [each for each in seen if each["hits"] or each["strange"] or each["asked"]]


def test_every_payload_that_is_refused_is_told_with_its_line(
    tried: list[tuple[Payload, Made]],
) -> None:
    assert len(tried) >= 300
    lost = [
        payload
        for payload, made in tried
        for problem in made.problems
        if problem.line is None
        or not 1 <= problem.line <= SHOWN.format(payload.text).count("\n") + 1
    ]
    assert lost == []


def test_the_payloads_do_run_where_nothing_is_done_about_them(
    look: Callable[..., list[Seen]],
) -> None:
    texts = [payload.text for payload in bodies()][::5]
    options = dict(EXTENSIONS)
    raw = [markdown(text, extensions=[*options], extension_configs=options) for text in texts]
    (seen,) = look(fragments=raw)
    asked = {urlsplit(url).path.split("/")[1] for url in seen["asked"]}
    assert len({*seen["hits"], *asked}) > len(texts) // 2


def test_nothing_runs_even_of_what_is_refused(
    tried: list[tuple[Payload, Made]], look: Callable[..., list[Seen]]
) -> None:
    page = "<!doctype html><meta charset=utf-8>" + "\n".join(
        f'<div id="own">{made.html}</div>' for _, made in tried
    )
    assert harm(look(documents={"all": page})) == []


@pytest.mark.parametrize("each", [20, pytest.param(1, marks=pytest.mark.long)])
def test_no_page_feed_letter_or_search_runs_or_asks(
    root: Path, preview: Preview, look: Callable[..., list[Seen]], each: int
) -> None:
    everything = list(pages(root))
    urls = some(everything, each)
    assert len(everything) >= len(urls) > len(everything) // (each + 1) > 20
    seen = look(
        origin=f"http://127.0.0.1:{preview.port}", urls=urls, queries=["halvledare", "text podden"]
    )
    assert harm(seen) == []


FIELDS = {
    "people": [{"name": "Anna", "url": None}],
    "links": [{"title": "En länk", "url": None}],
    "chapters": [{"start": "00:00", "title": "Kapitel", "url": None}],
}


@pytest.mark.parametrize("address", [each for each in ADDRESSES if not each.startswith("https:")])
@pytest.mark.parametrize("name", FIELDS)
def test_an_address_that_is_a_script_is_refused_in_every_field(name: str, address: str) -> None:
    row = {key: value or filled(address, "x") for key, value in FIELDS[name][0].items()}
    head = {"title": "T", "date": "2025-02-02", "show": "s", "audio": "a.mp3", name: [row]}
    with pytest.raises(ValidationError):
        EpisodeFields.model_validate(head)


@pytest.mark.parametrize("address", ADDRESSES)
def test_nor_does_one_in_the_sound_itself_become_a_link(address: str) -> None:
    assert not is_link(filled(address, "x")) or address.startswith("https://")
    assert web(filled(address, "x")) in {"", filled(address, "x").strip()}
    assert "javascript" not in web(filled(address, "x"))


# What is wrong, shown over the preview's pages.


def faulty(number: int, told: list[str]) -> str:
    """A text with a fault for each payload: a link, a picture or a tag that is told of in words."""
    links = "\n\n".join(
        f"[x](<{escaped(text)}>)" if at % 2 else f"![x](<{escaped(text)}>)"
        for at, text in enumerate(told)
    )
    return f"---\ntitle: Text {number}\ndate: 2024-01-01\n---\n\n{links}\n"


def test_faults_are_shown_as_words_whatever_the_text_said(
    publication: Callable[..., Path],
    tried: list[tuple[Payload, Made]],
    look: Callable[..., list[Seen]],
) -> None:
    told = [payload.text for payload, made in tried if made.faults and payload.text.isprintable()]
    words = [filled(text, f"o{at}") for at, text in enumerate(CONTEXTS) if text.isprintable()]
    texts = "\n\n".join(told)
    root = publication(
        {
            'content/artiklar/2025/"><img src=x onerror=hit(1)>.md': "# x\n",
            "content/artiklar/2025/adresser.md": faulty(1, words),
            "content/artiklar/2025/taggar.md": faulty(2, told),
            "content/artiklar/2025/texter.md": f"---\ntitle: T\ndate: 2024-01-01\n---\n\n{texts}\n",
            "content/artiklar/2025/falt.md": markdown_of(dict.fromkeys(words, "x"), "Text."),
            "content/artiklar/2025/varden.md": markdown_of(
                {"title": "V", "date": words[0]}, "Text."
            ),
        }
    )
    with started(root, stderr=subprocess.DEVNULL) as preview:
        (seen,) = look(origin=f"http://127.0.0.1:{preview.port}", urls=["/"], slow=True)
    assert seen["status"] == 503
    # What was said is there to be read, in full or cut short, and is nothing but words.
    assert sum(text[:30] in seen["shown"] for text in words) > len(words) // 2
    assert seen["shown"].count("<") > 100
    assert harm([seen]) == []
