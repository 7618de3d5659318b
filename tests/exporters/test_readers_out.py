"""What is written for WordPress, Ghost and other Markdown programs, as those read it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
import wpparser
import yaml
from program import Ran
from sample.moving import MOVING_NOW, moving

from publisher.build import BuildOptions
from publisher.exporters.report import ExportReport
from publisher.exporters.selection import Selection
from publisher.exporters.story import ExportFormat, ExportOptions
from publisher.exporters.story import run as exported
from publisher.problems import PublisherError


@pytest.fixture(scope="module")
def leaving(sample: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return moving(sample(tmp_path_factory.mktemp("ut") / "kinamedia"))


def out(
    root: Path, output: Path, format_: ExportFormat, *, drafts: bool = False, **chosen: Any
) -> ExportReport:
    build = BuildOptions(root=root, now=MOVING_NOW, jobs=1)
    return exported(
        ExportOptions(
            build=build,
            format=format_,
            output=output,
            drafts=drafts,
            selection=Selection(**chosen),
        )
    )


SECRETS = ("Hemligt utkast", "ingen får se", "Kommer sedan", "anna@hemma.example")


@pytest.mark.parametrize("format_", ["wordpress", "ghost", "epub", "markdown"])
def test_no_draft_nothing_that_is_coming_and_nobodys_address_is_in_it(
    leaving: Path, tmp_path: Path, format_: ExportFormat
) -> None:
    output = tmp_path / "ut"
    report = out(leaving, output, format_)
    assert report.texts > 10
    files = [file for file in output.rglob("*") if file.is_file()] if output.is_dir() else [output]
    for file in files:
        data = file.read_bytes()
        assert not [word for word in SECRETS if word.encode() in data], file


@pytest.mark.parametrize("format_", ["wordpress", "ghost", "epub"])
def test_the_same_texts_give_the_same_bytes(
    leaving: Path, tmp_path: Path, format_: ExportFormat
) -> None:
    for name in ("a", "b"):
        out(leaving, tmp_path / name, format_)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_feedparser_reads_what_is_for_wordpress(leaving: Path, tmp_path: Path) -> None:
    file = tmp_path / "ut.xml"
    report = out(leaving, file, "wordpress")
    read = feedparser.parse(str(file))
    assert not read.bozo, read.get("bozo_exception")
    texts = [each for each in read.entries if each["wp_post_type"] in {"post", "page"}]
    assert len(texts) == report.texts
    rals = next(each for each in texts if each["wp_post_name"] == "rals")
    assert rals.title == "Räls &amp; ”rör” &lt;för&gt; alla"
    assert rals.link == "https://kinamedia.example/2026/rals/"
    assert rals.id == "https://gamla.example/?p=7"
    assert "]]>" in rals.content[0].value.replace("&gt;", ">")


def test_wpparser_reads_what_is_for_wordpress(leaving: Path, tmp_path: Path) -> None:
    file = tmp_path / "ut.xml"
    out(leaving, file, "wordpress")
    read = wpparser.parse(str(file))
    assert read["blog"]["blog_url"] == "https://kinamedia.example"
    posts = {each["post_name"]: each for each in read["posts"]}
    rals = posts["rals"]
    assert rals["post_date_gmt"] == "2026-11-20 06:30:00"
    assert rals["status"] == "publish"
    # It takes the authors for tags, which the plug-in for several has in the same place.
    assert {"c", "rals"} <= set(rals["tags"])
    assert {each["display_name"] for each in read["authors"]} >= {"Anna Ö. Lund", "Redaktionen"}
    assert [each["email"] for each in read["authors"] if each["email"]] == []
    attached = [each for each in read["posts"] if each["post_type"] == "attachment"]
    assert "stor" in {each["post_name"] for each in attached}
    assert {each["status"] for each in attached} == {"inherit"}


LENGTHS = {
    "posts": {
        "id": 24,
        "uuid": 36,
        "title": 255,
        "slug": 191,
        "feature_image": 2000,
        "custom_excerpt": 300,
    },
    "posts_meta": {"id": 24, "post_id": 24, "feature_image_alt": 191, "email_subject": 300},
    "users": {"id": 24, "name": 191, "slug": 191, "email": 191, "bio": 250},
    "tags": {"id": 24, "name": 191, "slug": 191},
    "posts_tags": {"id": 24, "post_id": 24, "tag_id": 24},
    "posts_authors": {"id": 24, "post_id": 24, "author_id": 24},
}
"""The longest that Ghost's `schema.js` and its validations let through."""
NEEDED = {
    "posts": ("id", "uuid", "title", "slug", "html", "type", "status", "visibility", "created_at"),
    "posts_meta": ("id", "post_id"),
    "users": ("id", "name", "slug", "email"),
    "tags": ("id", "name", "slug"),
    "posts_tags": ("id", "post_id", "tag_id", "sort_order"),
    "posts_authors": ("id", "post_id", "author_id", "sort_order"),
}


def test_what_is_for_ghost_is_as_its_tables_want_it(leaving: Path, tmp_path: Path) -> None:
    file = tmp_path / "ut.json"
    out(leaving, file, "ghost", drafts=True)
    whole = json.loads(file.read_text("utf-8"))
    (database,) = whole["db"]
    data = database["data"]
    assert set(data) == set(NEEDED)
    for table, rows in data.items():
        assert rows, table
        assert len({row["id"] for row in rows}) == len(rows)
        for row in rows:
            assert all(row.get(key) is not None for key in NEEDED[table]), (table, row)
            for key, most in LENGTHS[table].items():
                assert len(str(row.get(key) or "")) <= most, (table, key)
    posts = {row["id"]: row for row in data["posts"]}
    assert len({(row["slug"], row["type"]) for row in posts.values()}) == len(posts)
    assert {row["status"] for row in posts.values()} == {"published", "draft", "scheduled"}
    assert {row["visibility"] for row in posts.values()} == {"public", "members"}
    known = {name: {row["id"] for row in data[name]} for name in ("posts", "users", "tags")}
    for row in (*data["posts_tags"], *data["posts_authors"], *data["posts_meta"]):
        assert row["post_id"] in known["posts"]
        assert row.get("tag_id") is None or row["tag_id"] in known["tags"]
        assert row.get("author_id") is None or row["author_id"] in known["users"]
    assert all(row["email"].endswith(".invalid") for row in data["users"])
    rals = next(row for row in posts.values() if row["slug"] == "rals")
    assert 'href="__GHOST_URL__/hukou/"' in rals["html"]


def test_a_markdown_folder_has_heads_that_others_read_and_bodies_as_they_were(
    leaving: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "ut"
    out(leaving, folder, "markdown")
    file = folder / "artiklar/2026/rals.md"
    _, head, body = re.split(r"^---\n", file.read_text("utf-8"), maxsplit=2, flags=re.MULTILINE)
    given = yaml.safe_load(head)
    assert given["title"] == "Räls & ”rör” <för> alla"
    assert given["date"] == "2026-11-20T07:30:00+01:00"
    assert given["lastmod"] == "2026-11-21T08:00:00+01:00"
    assert given["permalink"] == given["url"] == "/2026/rals/"
    assert given["guid"] == "https://gamla.example/?p=7"
    assert given["mail"] == {"subject": "Räls i brevet"}
    before = (leaving / "content/artiklar/2026/rals.md").read_text("utf-8")
    assert before.endswith(body)
    people = yaml.safe_load((folder / "_data/authors.yml").read_text("utf-8"))
    assert people["anna"] == {"name": "Anna Ö. Lund", "bio": "Skriver om räls."}
    for text in folder.rglob("*.md"):
        for goal in re.findall(
            r"\]\(([\w./-]+\.(?:md|png|jpg|svg|pdf))[)# ]", text.read_text("utf-8")
        ):
            assert (text.parent / goal).is_file(), (text, goal)


def test_sound_and_transcripts_lie_beside_their_episode(leaving: Path, tmp_path: Path) -> None:
    out(leaving, tmp_path / "ut", "markdown", paths=("content/avsnitt",))
    files = {file.suffix for file in (tmp_path / "ut/avsnitt").iterdir()}
    assert files == {".md", ".mp3", ".vtt"}


CHOSEN = [
    ({"years": (2024,)}, 4),
    ({"tags": ("RÄLS",)}, 1),
    ({"tags": ("ekonomi",), "years": (2026,)}, 2),
    ({"paths": ("content/sidor/om.md",)}, 1),
]


@pytest.mark.parametrize(("chosen", "least"), CHOSEN)
def test_only_what_is_chosen_comes(
    leaving: Path, tmp_path: Path, chosen: dict[str, Any], least: int
) -> None:
    everything = out(leaving, tmp_path / "allt.json", "ghost").texts
    assert least <= out(leaving, tmp_path / "del.json", "ghost", **chosen).texts < everything


REFUSED = [
    ({"years": (1999,)}, "ut.xml", "inga texter stämmer"),
    ({}, "content/ut.xml", "publikationens egna filer"),
    ({}, ".", "publikationens egna filer"),
]


@pytest.mark.parametrize(("chosen", "place", "told"), REFUSED)
def test_what_cannot_be_is_told_and_nothing_is_written(
    leaving: Path, chosen: dict[str, Any], place: str, told: str
) -> None:
    before = sorted(leaving.rglob("*.xml*"))
    with pytest.raises(PublisherError, match=told):
        out(leaving, leaving / place, "wordpress", **chosen)
    assert sorted(leaving.rglob("*.xml*")) == before


def test_a_folder_with_anything_in_it_is_left_as_it_is(leaving: Path, tmp_path: Path) -> None:
    (tmp_path / "ut").mkdir()
    (tmp_path / "ut/min.md").write_text("min", "utf-8")
    with pytest.raises(PublisherError, match="är inte tom"):
        out(leaving, tmp_path / "ut", "markdown")
    assert [file.name for file in tmp_path.rglob("*")] == ["ut", "min.md"]


def test_two_texts_of_one_name_are_both_there_in_ghost(
    publication: Callable[..., Path], tmp_path: Path
) -> None:
    text = "---\ntitle: Nyårstal\ndate: {year}-01-01\nauthors: redaktionen\n---\n\nTal {year}.\n"
    years = {f"content/artiklar/{y}/nyarstal.md": text.format(year=y) for y in (2023, 2024)}
    root = publication(years)
    report = out(root, tmp_path / "ut.json", "ghost")
    posts = json.loads((tmp_path / "ut.json").read_text("utf-8"))["db"][0]["data"]["posts"]
    assert {row["slug"] for row in posts} >= {"nyarstal", "nyarstal-2024"}
    assert any("en annan text redan har" in told for told, _ in report.left)


def test_the_command_tells_what_did_not_fit(
    leaving: Path, tmp_path: Path, run: Callable[..., Ran]
) -> None:
    code, shown, _ = run("export", "wordpress", "--output", tmp_path / "ut.xml", cwd=leaving)
    assert code == 0
    assert "Det här kom inte med, eller blev något annat:" in shown
    assert "texter för prenumeranter, som blir privata där (1)" in shown
    assert "WordPress egen import är inte prövad" in shown
    code, shown, _ = run(
        "export", "epub", "--output", tmp_path / "b.epub", "--year", "2026", "-q", cwd=leaving
    )
    assert (code, shown) == (0, "")
    code, _, told = run("export", "ghost", cwd=leaving)
    assert code == 2
    assert "--output" in told
