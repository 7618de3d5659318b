"""Where a file is expected there may lie a pipe, or JSON without end; a head may hold any value."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from program import Ran

from publisher.build import BuildOptions, build, check, freshness
from publisher.deploy.targets import lock, memory
from publisher.deploy.targets.git import blobs, survey
from publisher.ledger.file import read as read_ledger
from publisher.problems import PublisherError, faults

pytestmark = pytest.mark.sampled(3)

DEEP = b'{"id":' * 200_000
EPISODE = "---\ntitle: Ett\ndate: 2025-03-03\nshow: {}\naudio: 1.mp3\n---\n\nText.\n"
ARTICLE = "---\ntitle: Ett\ndate: 2025-03-03\nauthors: {}\n---\n\nText.\n"


def pipe(place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    os.mkfifo(place)
    return place


def told(root: Path) -> list[str]:
    return [
        f"{each.path}:{each.line}: {each.text}" for each in faults(check(BuildOptions(root=root)))
    ]


def text(place: Path) -> None:
    place.write_text("något annat", "utf-8")


def link(goal: str) -> Callable[[Path], None]:
    return lambda place: place.symlink_to(goal)


def use_own_theme(root: Path) -> None:
    file, name = root / "mkdocs.yml", "  name: material\n"
    settings = file.read_text("utf-8")
    assert name in settings
    file.write_text(settings.replace(name, f"{name}  custom_dir: theme/web\n"), "utf-8")


RING = "går att följa (länkar leder runt i en ring)"
NOWHERE = "går att följa (den finns inte)"
LEDGER = "feeds/ledger.jsonl"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has pipes in folders")
@pytest.mark.parametrize(
    ("path", "put", "says"),
    [
        ("feeds/extra.yml", pipe, "är ingen vanlig fil"),
        ("feeds/extra.yml", link("extra.yml"), f"är en länk som inte {RING}"),
        ("feeds/extra.yml", link("saknas.yml"), "är en länk till något som inte finns"),
        (LEDGER, pipe, "är ingen vanlig fil"),
        (LEDGER, link("ledger.jsonl"), f"är en länk som inte {RING}"),
        ("feeds", text, "ska vara en mapp, men något annat ligger där"),
        ("feeds", pipe, "ska vara en mapp, men något annat ligger där"),
        ("feeds", link("feeds"), f"ska vara en mapp, men är en länk som inte {RING}"),
        ("content", text, "ska vara en mapp, men något annat ligger där"),
        ("content", link("content"), f"ska vara en mapp, men är en länk som inte {RING}"),
        ("theme", text, "ska vara en mapp, men något annat ligger där"),
        ("theme", pipe, "ska vara en mapp, men något annat ligger där"),
        ("theme", link("theme"), f"ska vara en mapp, men är en länk som inte {RING}"),
        ("theme", link("saknas"), f"ska vara en mapp, men är en länk som inte {NOWHERE}"),
        ("theme", link("mkdocs.yml"), "ska vara en mapp, men är en länk till en fil"),
        ("theme/web", link("web"), f"är en länk som inte {RING}"),
    ],
)
@pytest.mark.parametrize("own_theme", [False, True])
def test_what_lies_in_the_place_of_a_file_or_folder_is_told_once(
    publication: Callable[..., Path],
    path: str,
    put: Callable[[Path], object],
    says: str,
    own_theme: bool,
) -> None:
    root = publication({"theme/web/.plats": ""} if own_theme else {})
    if own_theme:
        use_own_theme(root)
    build(BuildOptions(root=root, jobs=1))
    place = root / path
    shutil.rmtree(place, ignore_errors=True)
    place.unlink(missing_ok=True)
    place.parent.mkdir(exist_ok=True)
    put(place)
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, jobs=1))
    (problem,) = caught.value.problems
    assert (problem.path, problem.text) == (path, says)
    assert problem.hint
    assert "rättigheter" not in problem.hint
    assert told(root) == [f"{path}:{problem.line}: {says}"]


def test_a_folder_that_is_called_as_a_feed_has_nothing_to_do_with_permissions(
    publication: Callable[..., Path],
) -> None:
    root = publication({"feeds/extra.yml/läs.txt": "text"})
    (problem,) = faults(check(BuildOptions(root=root)))
    assert (problem.path, problem.text) == ("feeds/extra.yml", "går inte att läsa (det är en mapp)")
    assert problem.hint == "Flytta det som ligger där, och lägg filen i dess ställe."


def test_a_file_in_the_place_of_our_templates_is_told(publication: Callable[..., Path]) -> None:
    root = publication({"theme/web": "något annat"})
    use_own_theme(root)
    assert [each.partition(": ")[2] for each in told(root)] == ["theme/web är ingen mapp"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has pipes in folders")
@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("mkdocs.yml", "mkdocs.yml: inställningsfilen finns varken här"),
        ("feeds/extra.yml", "feeds/extra.yml: är ingen vanlig fil"),
        ("feeds/ledger.jsonl", "feeds/ledger.jsonl: är ingen vanlig fil"),
        ("content/forfattare.yml", "content/forfattare.yml: är ingen vanlig fil"),
        ("content/artiklar/2025/forsta.md", "forsta.md: är ingen vanlig fil"),
    ],
)
def test_nobody_waits_for_a_pipe(
    publication: Callable[..., Path], run: Callable[..., Ran], path: str, says: str
) -> None:
    root = publication()
    pipe(root / path)
    checked = run("check", cwd=root)
    assert checked.code == 1
    assert says in checked.stderr
    assert run("build", cwd=root).code == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has pipes in folders")
def test_a_pipe_in_the_place_of_what_a_build_wrote_is_replaced(
    publication: Callable[..., Path], run: Callable[..., Ran]
) -> None:
    root = publication()
    assert run("build", cwd=root).code == 0
    paths = ("report.json", "site/index.html", "site/feed.xml")
    before = [(root / "build" / path).read_bytes() for path in paths[1:]]
    for path in paths:
        pipe(root / "build" / path)
    assert run("deploy", cwd=root).code == 1
    assert run("build", cwd=root).code == 0
    assert [(root / "build" / path).read_bytes() for path in paths[1:]] == before
    assert run("deploy", cwd=root).code == 0


def test_json_without_end_is_damaged_json(tmp_path: Path) -> None:
    assert lock.read(DEEP) is None
    assert memory.decode(DEEP) is None
    assert survey.read(DEEP.decode()) is None
    mark = sha256(DEEP).hexdigest().encode()
    (tmp_path / "publisher-blobs.json").write_bytes(mark + b"\n" + DEEP)
    assert blobs._load(tmp_path) == {}
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "report.json").write_bytes(DEEP)
    assert not freshness.reported(tmp_path, "x")
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "ledger.jsonl").write_bytes(DEEP + b"\n")
    _, problems = read_ledger(tmp_path)
    assert [(each.line, each.text) for each in problems] == [(1, "raden är skadad")]


@pytest.mark.parametrize(
    "value", ["12", "1.0", "~", "null", "true", "1e999", "2025-01-01", "0x10", "33:18"]
)
def test_whatever_names_nobody_is_told_as_it_was_written(
    publication: Callable[..., Path], value: str
) -> None:
    root = publication(
        {
            "content/artiklar/a.md": ARTICLE.format(value),
            "content/artiklar/b.md": ARTICLE.format(f"[redaktionen, {value}]").replace(
                "Ett", "Två"
            ),
            "content/avsnitt/1.md": EPISODE.format(value),
            "content/avsnitt/1.mp3": b"",
        }
    )
    found = told(root)
    for path in ("artiklar/a.md", "artiklar/b.md"):
        text = f"författaren ”{value}” finns inte i content/forfattare.yml"
        assert f"content/{path}:4: {text}" in found
    assert f"content/avsnitt/1.md:4: podden ”{value}” finns inte: feeds/{value}.yml saknas" in found


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("[articles]", "”kind” ska vara text"),
        ("{articles: 1}", "”kind” ska vara text"),
        ("true", "okänt slags flöde: ”true”"),
        ("12", "okänt slags flöde: ”12”"),
        ("~", "fältet ”kind” saknas"),
    ],
)
def test_a_kind_of_feed_may_be_any_value(
    publication: Callable[..., Path], kind: str, says: str
) -> None:
    root = publication({"feeds/artiklar.yml": f"kind: {kind}\ntitle: A\ndescription: B\n"})
    assert f"feeds/artiklar.yml:1: {says}" in told(root)
