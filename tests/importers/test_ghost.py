"""Ghost's export → texts, from HTML and from its own tree, in all three forms it is given in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sample.publication import NOW, attempt

from publisher.content.markup.notes import Notes
from publisher.importers.ghost import GhostExport
from publisher.importers.lexical import html_of
from publisher.importers.story import ImportOptions, ImportReport
from publisher.importers.story import run as imported
from publisher.problems import PublisherError

Publication = Callable[..., Path]
POST = {
    "id": "p1",
    "title": "En text",
    "slug": "en-text",
    "html": '<p>Ett <a href="__GHOST_URL__/tva/">två</a> <a href="__GHOST_URL__/about/">om</a></p>',
    "status": "published",
    "visibility": "public",
    "type": "post",
    "published_at": "2025-02-02T06:00:00.000Z",
    "custom_excerpt": "Ingress",
    "codeinjection_head": "<script>",
}
OTHER = {
    **POST,
    "id": "p2",
    "title": "Två",
    "slug": "tva",
    "html": "<p>b</p>",
    "visibility": "paid",
}
DATA = {
    "posts": [POST, OTHER],
    "users": [{"id": "u1", "name": "Anna Lund", "slug": "anna", "email": "anna@hemma.example"}],
    "tags": [
        {"id": "t1", "name": "Handel", "slug": "handel"},
        {"id": "t2", "name": "#inre", "slug": "hash-inre"},
    ],
    "posts_authors": [{"post_id": "p1", "author_id": "u1", "sort_order": 0}],
    "posts_tags": [
        {"post_id": "p1", "tag_id": "t2", "sort_order": 1},
        {"post_id": "p1", "tag_id": "t1", "sort_order": 0},
    ],
}
FORMS = [{"db": [{"meta": {}, "data": DATA}]}, {"meta": {}, "data": DATA}, DATA]


def moved(root: Path, export: object, site: str = "") -> ImportReport:
    file = root.parent / "ghost.json"
    file.write_text(export if isinstance(export, str) else json.dumps(export), "utf-8")
    return imported(GhostExport(file, site), ImportOptions(root=root, file="mkdocs.yml", now=NOW))


@pytest.mark.parametrize("form", FORMS, ids=["nested", "flat", "tables"])
def test_posts_come_with_their_heads_and_build(publication: Publication, form: object) -> None:
    root = publication()
    report = moved(root, form)
    text = (root / "content/artiklar/2025/2025-02-02-en-text.md").read_text("utf-8")
    assert text == (
        "---\ntitle: En text\ndescription: Ingress\ndate: 2025-02-02 07:00\nid: ghost-p1\n"
        'aliases: ["/en-text/"]\nauthors: [anna]\ntags: [Handel]\nguid: p1\n---\n\n'
        "Ett [två](2025-02-02-tva.md) om\n"
    )
    assert "audience: prenumeranter" in (
        root / "content/artiklar/2025/2025-02-02-tva.md"
    ).read_text("utf-8")
    assert [each.text.state for each in report.outcomes] == ["changed", "unchanged"]
    assert "hemma.example" not in "".join(
        file.read_text("utf-8")
        for file in root.rglob("*.*")
        if file.suffix in {".md", ".yml", ".json", ".jsonl"}
    )
    told = attempt(root, search=False)
    assert not isinstance(told, str), told


def test_links_lead_to_the_old_site_when_it_is_named(publication: Publication) -> None:
    root = publication()
    report = moved(root, DATA, "https://gamla.example")
    assert "[om](https://gamla.example/about/)" in report.outcomes[0].text.text
    assert report.outcomes[0].text.state == "unchanged"


NODES = [
    (
        {
            "type": "paragraph",
            "children": [{"type": "extended-text", "text": "a <b>", "format": 3}],
        },
        "<p><em><strong>a &lt;b&gt;</strong></em></p>",
    ),
    (
        {"type": "extended-heading", "tag": "h3", "children": [{"type": "text", "text": "R"}]},
        "<h3>R</h3>",
    ),
    (
        {
            "type": "list",
            "listType": "number",
            "children": [{"type": "listitem", "children": [{"type": "text", "text": "a"}]}],
        },
        "<ol><li>a</li></ol>",
    ),
    (
        {"type": "link", "url": "https://x.example/", "children": [{"type": "text", "text": "x"}]},
        '<a href="https://x.example/">x</a>',
    ),
    (
        {"type": "image", "src": "a.png", "alt": "b", "caption": "c"},
        '<figure><img src="a.png" alt="b"><figcaption>c</figcaption></figure>',
    ),
    (
        {"type": "embed", "url": "https://youtu.be/abcdefg"},
        '<p data-embed="https://youtu.be/abcdefg"></p>',
    ),
    (
        {"type": "codeblock", "language": "py", "code": "a < b"},
        '<pre data-language="py"><code>a &lt; b</code></pre>',
    ),
    ({"type": "horizontalrule"}, "<hr>"),
    ({"type": "callout", "calloutText": "x"}, "<blockquote>x</blockquote>"),
    (
        {"type": "button", "buttonText": "Köp", "buttonUrl": "https://x.example/"},
        '<p><a href="https://x.example/">Köp</a></p>',
    ),
    ({"type": "html", "html": "<b>x</b>"}, "<b>x</b>"),
]


@pytest.mark.parametrize(("node", "html"), NODES, ids=[str(node["type"]) for node, _ in NODES])
def test_each_node_is_said(node: dict[str, object], html: str) -> None:
    notes = Notes()
    assert html_of(json.dumps({"root": {"children": [node]}}), notes) == html
    assert notes == []


@pytest.mark.parametrize(
    "written",
    ['{"root": {"children": [{"type": "signup", "header": "Hej"}]}}', "{", "[]", '{"root": 1}'],
)
def test_what_no_node_says_is_told(written: str) -> None:
    notes = Notes()
    html_of(written, notes)
    assert [note.grade for note in notes] == ["look"]


BAD = [
    ("", "tom"),
    ("{", "JSON"),
    ('{"db": []}', "inga texter"),
    ("[1]", "inga texter"),
    ("[" * 100_000, "JSON"),
    ("<html>", "JSON"),
]


@pytest.mark.parametrize(("export", "told"), BAD)
def test_what_is_no_export_is_refused(publication: Publication, export: str, told: str) -> None:
    with pytest.raises(PublisherError, match=told):
        moved(publication(), export)


def test_posts_that_lack_things_come_and_build(publication: Publication) -> None:
    root = publication()
    rows = [
        {"id": "a"},
        {"id": "b", "slug": "b", "status": "sent", "html": "<p>c</p>"},
        {"slug": "d", "mobiledoc": "{}", "published_at": "skräp"},
        "inte en rad",
    ]
    report = moved(root, {"posts": rows})
    assert len(report.outcomes) == 3
    told = attempt(root, search=False)
    assert not isinstance(told, str), told


@pytest.mark.parametrize("name", ["ghost", "ghost-flat", "api-posts"])
def test_real_exports_lose_nothing_in_silence(
    shared: Path, publication: Publication, name: str
) -> None:
    root = publication()
    source = GhostExport(shared / f"real-input/ghost/{name}.json")
    report = imported(source, ImportOptions(root=root, file="mkdocs.yml", now=NOW))
    assert report.outcomes
    assert [each.text.differences for each in report.outcomes if each.text.differences] == []
    told = attempt(root, search=False)
    assert not isinstance(told, str), told
