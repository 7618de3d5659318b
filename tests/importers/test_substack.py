"""Substack's archive → texts; and archives that nobody should open."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sample.publication import NOW, attempt

from publisher.importers import safe_zip
from publisher.importers.story import ImportOptions, ImportReport
from publisher.importers.story import run as imported
from publisher.importers.substack import Substack
from publisher.problems import PublisherError

Publication = Callable[..., Path]
COLUMNS = "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n"
ROW = "{id},2025-02-02T06:00:00.000Z,{out},,{kind},{audience},{title},En &amp; annan,\n"


def row(
    id_: str = "7.en-text",
    out: str = "true",
    kind: str = "newsletter",
    audience: str = "everyone",
    title: str = "En text",
) -> str:
    return ROW.format(id=id_, out=out, kind=kind, audience=audience, title=title)


def archive(folder: Path, rows: str, posts: Mapping[str, str]) -> Path:
    path = folder / "arkiv.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("posts.csv", COLUMNS + rows)
        for name, body in posts.items():
            file.writestr(f"posts/{name}.html", body)
    return path


def moved(root: Path, path: Path) -> ImportReport:
    return imported(Substack(path), ImportOptions(root=root, file="mkdocs.yml", now=NOW))


def one(root: Path, body: str) -> tuple[str, ImportReport]:
    """The Markdown of one post's body."""
    report = moved(root, archive(root.parent, row(), {"7.en-text": body}))
    return report.outcomes[0].text.text.partition("---\n\n")[2].strip(), report


def attrs(**facts: object) -> str:
    return "data-attrs='" + json.dumps(facts).replace("'", "&#39;") + "'"


SAID = [
    (
        "<p>Ord<a class='footnote-anchor' id='footnote-anchor-1' href='#footnote-1'>1</a>.</p><div class='footnote' data-component-name='FootnoteToDOM'><a id='footnote-1' href='#footnote-anchor-1' class='footnote-number'>1</a><div class='footnote-content'><p>Noten.</p></div></div>",
        "Ord[^1].\n\n[^1]: Noten.",
        "unchanged",
    ),
    (
        "<div class='tweet' " + attrs(url="https://x.com/a/status/1", full_text="Hej") + "></div>",
        "https://x.com/a/status/1",
        "unchanged",
    ),
    (
        "<div id='youtube2-abcdefg' class='youtube-wrap' "
        + attrs(videoId="abcdefg")
        + "><div class='youtube-inner'><iframe src='https://www.youtube-nocookie.com/embed/abcdefg?rel=0'></iframe></div></div>",
        "https://www.youtube.com/watch?v=abcdefg",
        "unchanged",
    ),
    (
        "<div class='embedded-post-wrap' "
        + attrs(url="https://andra.example/p/x")
        + "><a href='https://andra.example/p/x'>Rubrik Read full story</a></div>",
        "https://andra.example/p/x",
        "changed",
    ),
    (
        "<div class='subscription-widget-wrap' data-attrs='{}'><p>Tack för att du läser!</p><form><input></form></div><p>Slut.</p>",
        "Slut.",
        "changed",
    ),
    (
        "<p class='button-wrapper'><a class='button' href='https://b.substack.com/subscribe?'><span>Prenumerera</span></a></p><p>Slut.</p>",
        "Slut.",
        "changed",
    ),
    (
        "<p class='button-wrapper'><a class='button' href='https://b.example/bok'><span>Köp</span></a></p>",
        "[Köp](https://b.example/bok)",
        "unchanged",
    ),
    (
        "<div class='latex-rendered' " + attrs(persistentExpression="x^2") + "></div>",
        "```latex\nx^2\n```",
        "changed",
    ),
    ("<div class='poll-embed' " + attrs(id=1) + ">Ja eller nej</div><p>Slut.</p>", "Slut.", "look"),
    (
        "<div class='native-video-embed' " + attrs(mediaUploadId="u") + "></div><p>Slut.</p>",
        "Slut.",
        "look",
    ),
    (
        "<div class='captioned-image-container'><figure><a class='image-link' href='https://substackcdn.com/image/fetch/f_auto,q_auto/https%3A%2F%2Fbucket.example%2Fa.png'><div><img src='https://substackcdn.com/image/fetch/w_1456/https%3A%2F%2Fbucket.example%2Fa.png' alt='Ett tåg'></div></a><figcaption>Text</figcaption></figure></div>",
        "[Bild: Ett tåg](https://bucket.example/a.png)\n\nText",
        "look",
    ),
]


@pytest.mark.parametrize(("body", "markdown", "state"), SAID, ids=[body[:40] for body, *_ in SAID])
def test_each_container_is_said_or_told(
    publication: Publication, body: str, markdown: str, state: str
) -> None:
    said, report = one(publication(), body)
    assert said == markdown
    assert report.outcomes[0].text.state == state
    assert not report.lost


def test_posts_come_with_their_heads_and_build(publication: Publication) -> None:
    root = publication()
    rows = (
        row()
        + row("8.om-oss", kind="page", title="Om &#x201C;oss&#x201D;")
        + row("9.utkast", out="false", title="Utkast")
        + row("10.betald", audience="only_paid", title="Betald")
        + row("11.borta", title="Borta")
    )
    body = '<p><a href="https://b.substack.com/p/betald">dit</a> <a href="https://b.substack.com/subscribe?">x</a></p>'
    report = moved(
        root,
        archive(
            root.parent,
            rows,
            {
                "7.en-text": body,
                "8.om-oss": "<p>Om</p>",
                "9.utkast": "<p>Ut</p>",
                "10.betald": "<p>Be</p>",
            },
        ),
    )
    text = (root / "content/artiklar/2025/2025-02-02-en-text.md").read_text("utf-8")
    assert text.startswith(
        '---\ntitle: En text\ndescription: "En & annan"\ndate: 2025-02-02 07:00\nid: substack-7\naliases: ["/p/en-text"]\nguid: "https://b.substack.com/p/en-text"\n---\n'
    )
    assert "[dit](2025-02-02-betald.md)" in text
    assert (
        (root / "content/sidor/om-oss.md")
        .read_text("utf-8")
        .startswith("---\ntitle: Om “oss”\n".replace("Om “oss”", '"Om “oss”"'))
    )
    assert "draft: true" in (root / "content/artiklar/2025/2025-02-02-utkast.md").read_text("utf-8")
    assert "audience: prenumeranter" in (
        root / "content/artiklar/2025/2025-02-02-betald.md"
    ).read_text("utf-8")
    assert {outcome.text.title: outcome.text.state for outcome in report.outcomes}[
        "Borta"
    ] == "look"
    told = attempt(root, search=False)
    assert not isinstance(told, str), told


def packed(path: Path, **files: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return path


BAD = {
    "leder ut": {"../../hemlig": "x", "posts.csv": COLUMNS + ROW},
    "leder ut ur": {"/etc/passwd": "x"},
    "leder": {"a\\..\\..\\b": "x"},
    "sväller": {"posts.csv": b"0" * 20_000_000},
    "inget arkiv från Substack": {"annat.csv": "x"},
    "inga texter": {"posts.csv": "a,b\n1,2\n"},
    "går inte att läsa": {"posts.csv": COLUMNS + '"' + "x" * 200_000},
}


@pytest.mark.parametrize("told", BAD)
def test_an_archive_that_nobody_should_open_is_refused(publication: Publication, told: str) -> None:
    root = publication()
    path = packed(root.parent / "arkiv.zip", **BAD[told])
    before = sorted(file for file in root.parent.rglob("*") if file.is_file())
    with pytest.raises(PublisherError) as error:
        moved(root, path)
    assert told in str(error.value)
    assert sorted(file for file in root.parent.rglob("*") if file.is_file()) == before


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html>"])
def test_what_is_no_archive_is_refused(publication: Publication, data: bytes) -> None:
    root = publication()
    (root.parent / "arkiv.zip").write_bytes(data)
    with pytest.raises(PublisherError, match="zip-arkiv"):
        moved(root, root.parent / "arkiv.zip")


def test_an_archive_cut_short_is_refused(publication: Publication) -> None:
    root = publication()
    path = archive(root.parent, row(), {"7.en-text": "<p>a</p>" * 1000})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(PublisherError, match="zip-arkiv"):
        moved(root, path)


def test_an_archive_of_too_much_is_refused(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = publication()
    path = archive(root.parent, row(), {"7.en-text": "<p>a</p>"})
    monkeypatch.setattr(safe_zip, "LARGEST_ALL", 100)
    with pytest.raises(PublisherError, match="större"):
        moved(root, path)


def test_the_real_archive_loses_nothing_in_silence(shared: Path, publication: Publication) -> None:
    root = publication()
    report = moved(root, shared / "real-input/substack")
    assert [each.text.differences for each in report.outcomes if each.text.differences] == []
    assert len(report.outcomes) == 5
    assert [note.kind for note in report.notes] == ["prenumeranter"]
