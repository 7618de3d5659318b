"""`[[links]]` as Obsidian writes them lead where it is certain, and follow the texts they name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sample.fragments import ARTICLE, CONTEXT
from sample.publication import attempt, tree

from publisher.content.fragments import called
from publisher.content.render import render
from publisher.model import TextName

NAMES = {
    "dar": TextName("/artiklar/2025/dar.md", "Där borta"),
    "där borta": TextName("/artiklar/2025/dar.md"),
    "artiklar/2024/räls": TextName("/artiklar/2024/räls.md", "Räls"),
    "räls": TextName("/artiklar/2024/räls.md"),
}


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("[[dar]]", '<a href="/2025/dar/">Där borta</a>'),
        ("[[Dar.md]]", '<a href="/2025/dar/">Där borta</a>'),
        ("[[Där  Borta]]", '<a href="/2025/dar/">Där  Borta</a>'),
        ("[[dar|så här]]", '<a href="/2025/dar/">så här</a>'),
        ("[[räls]]", '<a href="/2024/rals/">räls</a>'),
        ("[[artiklar/2024/räls|r]]", '<a href="/2024/rals/">r</a>'),
        ("[[dar#Om kriget]]", '<a href="/2025/dar/#om-kriget">Där borta</a>'),
        ("[[dar#Ett#Om kriget|k]]", '<a href="/2025/dar/#om-kriget">k</a>'),
        ("**[[dar]]**", '<strong><a href="/2025/dar/">Där borta</a></strong>'),
        ("[[okänd]]", "[[okänd]]"),
        ("[[dar#^a1b2]]", "[[dar#^a1b2]]"),
        ("`[[dar]]`", "<code>[[dar]]</code>"),
        ("\\[[dar]]", "[[dar]]"),
    ],
)
def test_a_link_leads_where_it_is_certain(written: str, html: str) -> None:
    rendered, problems = render(ARTICLE, f"Se {written} nu.", replace(CONTEXT, names=NAMES))
    assert rendered.html == f"<p>Se {html} nu.</p>"
    certain = "<a" in html or "<code" in html
    assert [problem.fatal for problem in problems] == [] if certain else [False]


def test_what_was_asked_for_and_its_line_are_known() -> None:
    body = "Ett.\n\nSe [[dar]].\n\nOch [[dar#Borta]], [[okänd]].\n"
    rendered, _ = render(ARTICLE, body, replace(CONTEXT, names=NAMES))
    assert rendered.names == ("dar", "okänd")
    assert [(link.target, link.anchor, link.line) for link in rendered.links] == [
        ("content/artiklar/2025/dar.md", "", 3),
        ("content/artiklar/2025/dar.md", "borta", 5),
    ]


def test_only_what_one_text_is_called_is_certain() -> None:
    one = replace(ARTICLE, source="content/a/var.md", title="Vår", aliases=("/2010/gammal/",))
    other = replace(ARTICLE, source="content/b/var.md", title="Sommar")
    assert called([one, other]) == {
        "a/var": ("/a/var.md", "Vår"),
        "b/var": ("/b/var.md", "Sommar"),
        "vår": ("/a/var.md", ""),
        "sommar": ("/b/var.md", ""),
        "gammal": ("/a/var.md", "Vår"),
    }


def text(title: str, body: str, more: str = "") -> str:
    return f"---\ntitle: {title}\ndate: 2025-02-02\n{more}---\n\n{body}\n"


LINKING = text("Länkar", "Se [[tåget]] och [[Ett annat namn|namnet]].")
BY_FILE = text("Med filnamn", "Se [[taget]].")
GOAL = "content/artiklar/2025/taget.md"
STEPS: list[tuple[str, dict[str, str | None], str | None]] = [
    ("appears", {GOAL: text("Tåget", "Text om tåg.")}, "/2025/taget/"),
    ("is redated", {GOAL: text("Tåget", "Text om tåg.").replace("2025", "2024")}, "/2024/taget/"),
    ("is ambiguous", {"content/artiklar/2025/b.md": text("TÅGET", "Mer om tåg.")}, None),
    ("is certain again", {"content/artiklar/2025/b.md": text("Bussen", "Om bussar.")}, "/2024/taget/"),
    ("is called otherwise", {GOAL: text("Ett annat namn", "Text om tåg.")}, None),
    ("is a draft", {GOAL: text("Tåget", "Text om tåg.", "draft: true\n")}, None),
    ("is back", {GOAL: text("Tåget", "Text om tåg.")}, "/2025/taget/"),
    ("is moved", {GOAL: None, "content/artiklar/2025/z.md": text("Tåget", "Text.")}, "/2025/z/"),
    ("is removed", {"content/artiklar/2025/z.md": None}, None),
]  # fmt: skip


def test_a_link_follows_the_text_it_names_and_a_build_is_as_a_clean_one(
    publication: Callable[..., Path], tmp_path: Path
) -> None:
    root = publication({"content/artiklar/2025/lankar.md": LINKING})
    attempt(root, search=False)
    for nth, (what, files, address) in enumerate(STEPS):
        for path, data in files.items():
            if data is None:
                (root / path).unlink()
            else:
                (root / path).write_text(data, "utf-8")
        attempt(root, search=False)
        page = (root / "build/site/2025/lankar/index.html").read_text("utf-8")
        assert (f'<a href="{address}">tåget</a>' in page) == (address is not None), what
        assert ("[[tåget]]" in page) == (address is None), what
        assert tree(root) == clean(root, tmp_path / f"ren{nth}"), what


def test_a_link_by_a_files_name_shows_the_title_and_follows_it(
    publication: Callable[..., Path], tmp_path: Path
) -> None:
    files = {"content/artiklar/2025/fil.md": BY_FILE, GOAL: text("Tåget", "Text.")}
    root = publication(files)
    for nth, title in enumerate(("Tåget", "Nattåget", "Taget")):
        (root / GOAL).write_text(text(title, "Text."), "utf-8")
        attempt(root, search=False)
        page = (root / "build/site/2025/fil/index.html").read_text("utf-8")
        # The name is the title itself in the last, and then stays as it was written.
        shown = "taget" if title == "Taget" else title
        assert f">{shown}</a>" in page
        assert tree(root) == clean(root, tmp_path / f"ren{nth}")


def clean(root: Path, copy: Path) -> dict[str, bytes]:
    """What a build in a folder that has never been built gives."""
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("build", ".publisher"))
    attempt(copy, search=False)
    return tree(copy)
