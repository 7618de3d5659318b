"""A link in the place of `build/` or of a room in it never costs anybody a file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from program import Ran
from sample.publication import NOW, tree

from publisher.build import BuildOptions, build, check
from publisher.engine import outputs
from publisher.problems import PublisherError

pytestmark = pytest.mark.sampled(3)

LETTER = "---\ntitle: Brev\ndate: 2025-02-03\nmail: {send: true}\n---\n\nText.\n"
THEIRS = ("index.html", "annat.html", "mapp/bok.pdf")


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    root = publication(
        {"theme/web/assets/egen.css": "a{}", "content/artiklar/2025/brev.md": LETTER}
    )
    build(BuildOptions(root=root, now=NOW, jobs=1))
    return root


def lead(place: Path, goal: Path | str) -> None:
    shutil.rmtree(place)
    place.symlink_to(goal)


def sources(root: Path) -> dict[str, bytes]:
    rooms = ("content", "feeds", "theme")
    files = (file for room in rooms for file in (root / room).rglob("*") if file.is_file())
    found = {file.relative_to(root).as_posix(): file.read_bytes() for file in files}
    return {"mkdocs.yml": (root / "mkdocs.yml").read_bytes(), **found}


INTO = {
    "content": ("build/site", "../content", "build/site: leder till content, "),
    "a folder of content": (
        "build/site",
        "../content/artiklar",
        "build/site: leder till content, ",
    ),
    "letters into content": (
        "build/editions",
        "../content",
        "build/editions: leder till content, ",
    ),
    "feeds": ("build/site", "../feeds", "build/site: leder till feeds, "),
    "theme": ("build/editions", "../theme", "build/editions: leder till theme, "),
    "what the program keeps": ("build/site", "../.publisher", "leder till .publisher, "),
    "the publication": ("build/site", "..", "build/site: leder till content, "),
    "around it": ("build/site", "../..", "build/site: leder till content, "),
    "all there is": ("build/site", "/", "build/site: leder till content, "),
    "build into content": ("build", "content", "build/editions: leder till content, "),
    "letters into the site": ("build/editions", "site", "leder till build/editions, "),
    "the site into letters": ("build/site", "editions", "leder till build/editions, "),
}


@pytest.mark.parametrize(("place", "goal", "says"), INTO.values(), ids=INTO.keys())
def test_a_link_into_the_publication_is_refused(
    root: Path, place: str, goal: str, says: str
) -> None:
    before = sources(root)
    lead(root / place, goal)
    options = BuildOptions(root=root, now=NOW, jobs=1)
    with pytest.raises(PublisherError) as refused:
        build(options)
    assert says in str(refused.value)
    assert str(refused.value) == "\n".join(map(str, check(options)))
    assert sources(root) == before
    (root / place).unlink()
    build(options)
    assert (root / "build/site/index.html").is_file()


@pytest.mark.parametrize("place", ["build", "build/site", "build/editions"])
@pytest.mark.parametrize("theirs", THEIRS)
def test_what_others_have_where_a_link_leads_stays(
    root: Path, tmp_path: Path, run: Callable[..., Ran], place: str, theirs: str
) -> None:
    goal = tmp_path / "annans"
    file = goal / ("site" if place == "build" else "") / theirs
    if place == "build/editions" and theirs == "index.html":
        file = goal / next(each for each in tree(root) if each.startswith("editions/"))[9:]
    file.parent.mkdir(parents=True)
    file.write_text("Någon annans.", "utf-8")
    lead(root / place, goal)
    refused = run("build", cwd=root)
    assert (refused.code, refused.stdout) == (1, "")
    assert "där det redan ligger annat: " in refused.stderr
    assert "Peka länken mot en tom mapp" in refused.stderr
    assert [each.read_text("utf-8") for each in goal.rglob("*") if each.is_file()] == [
        "Någon annans."
    ]
    file.unlink()
    build(BuildOptions(root=root, now=NOW, jobs=1))


def test_a_folder_that_we_have_filled_is_ours(root: Path, tmp_path: Path) -> None:
    options = BuildOptions(root=root, now=NOW, jobs=1)
    wanted = tree(root)
    (root / "build/site").rename(tmp_path / "stor-disk")
    (root / "build/site").symlink_to(tmp_path / "stor-disk")
    assert (root / "build/site/index.html").is_file()
    article = root / "content/artiklar/2025/forsta.md"
    article.rename(article.with_name("andra.md"))  # moved and edited at once: still all of it ours
    build(options)
    assert not (tmp_path / "stor-disk/2025/forsta").exists()
    article.with_name("andra.md").rename(article)
    (tmp_path / "stor-disk/skrap.html").write_text("x", "utf-8")
    (root / ".publisher/state.sqlite").unlink()
    build(options)  # what lies there is cleared away, as in any build of ours
    assert tree(root) == wanted


@pytest.mark.parametrize("name", [".staging/semester.jpg", ".staging/site/index.html", ".staging"])
def test_what_others_keep_where_a_build_is_prepared_stays(
    root: Path, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "annans" / name
    file.parent.mkdir(parents=True)
    file.write_text("Någon annans.", "utf-8")
    lead(root / "build", tmp_path / "annans")
    with pytest.raises(PublisherError) as refused:
        build(BuildOptions(root=root, now=NOW, jobs=1))
    (problem,) = refused.value.problems
    assert problem.path == "build"
    assert problem.text.endswith("där det redan ligger annat: .staging")
    assert file.read_text("utf-8") == "Någon annans."
    assert [each for each in (tmp_path / "annans").rglob("*") if each.is_file()] == [file]
    shutil.rmtree(tmp_path / "annans")
    (tmp_path / "annans").mkdir()
    build(BuildOptions(root=root, now=NOW, jobs=1))


def test_what_a_build_of_ours_left_there_when_it_was_cut_off_gives_way(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = tmp_path / "stor-disk"
    goal.mkdir()
    lead(root / "build", goal)

    def cut_off(*_: object, **__: object) -> None:
        (goal / ".staging/halvt").write_text("x", "utf-8")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(outputs, "make", cut_off)
        patch.setattr("publisher.build.shutil.rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            build(BuildOptions(root=root, now=NOW, jobs=1))
    assert (goal / ".staging/halvt").is_file()
    build(BuildOptions(root=root, now=NOW, jobs=1))
    assert not (goal / ".staging").exists()
