"""The disk is believed before the state: what is gone or changed in build/ is made again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from program import Ran
from sample.publication import WHOLE_YML

from publisher.build import BuildOptions, BuildReport, build, check, finished
from publisher.problems import PublisherError

PAGE = "build/site/2025/forsta/index.html"
LETTER = (
    "---\ntitle: Ut\ndate: 2024-03-03\nauthors: redaktionen\nmail:\n  send: true\n---\n\nHej.\n"
)


def tree(root: Path) -> dict[str, tuple[bytes, int]]:
    """Every file of a build with its permissions, links as such, and empty folders."""
    found: dict[str, tuple[bytes, int]] = {}
    for room in ("site", "editions"):
        for path in (root / "build" / room).rglob("*"):
            name, mode = path.relative_to(root / "build").as_posix(), path.lstat().st_mode
            if path.is_symlink():
                found[name] = (str(path.readlink()).encode(), mode)
            elif path.is_file():
                found[name] = (path.read_bytes(), mode)
            else:
                found[name] = (b"", mode)
    return found


def gone(name: str) -> Callable[[Path], None]:
    def harm(root: Path) -> None:
        place = root / name
        shutil.rmtree(place) if place.is_dir() else place.unlink()

    return harm


def edited(root: Path) -> None:
    """The same size, and the time it had."""
    file = root / PAGE
    before = file.stat()
    file.write_bytes(file.read_bytes().replace(b"text", b"TEXT"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def swapped(root: Path) -> None:
    other = root / "other.html"
    other.write_bytes((root / PAGE).read_bytes()[::-1])
    shutil.copystat(root / PAGE, other)
    other.replace(root / PAGE)


def truncated(root: Path) -> None:
    os.truncate(root / PAGE, 100)


def emptied(root: Path) -> None:
    (root / PAGE).write_bytes(b"")


def closed(root: Path) -> None:
    (root / PAGE).chmod(0)


def opened(root: Path) -> None:
    (root / PAGE).chmod(0o777)


def closed_folder(root: Path) -> None:
    (root / "build/site/2025").chmod(0)


def narrow_folder(root: Path) -> None:
    (root / "build/site").chmod(0o500)


def folder_for_file(root: Path) -> None:
    (root / PAGE).unlink()
    (root / PAGE / "inuti").mkdir(parents=True)
    (root / PAGE / "inuti" / "fil.txt").write_text("en fil")


def empty_folder_for_file(root: Path) -> None:
    (root / PAGE).unlink()
    (root / PAGE).mkdir()


def link_for_file(root: Path) -> None:
    (root / "annan.html").write_bytes((root / PAGE).read_bytes())
    (root / PAGE).unlink()
    (root / PAGE).symlink_to(root / "annan.html")


def dead_link_for_file(root: Path) -> None:
    (root / PAGE).unlink()
    (root / PAGE).symlink_to("ingenstans")


def pipe_for_file(root: Path) -> None:
    (root / PAGE).unlink()
    os.mkfifo(root / PAGE)


def link_for_folder(root: Path) -> None:
    shutil.move(root / "build/site/2025", root / "annanstans")
    (root / "build/site/2025").symlink_to(root / "annanstans")


def file_for_folder(root: Path) -> None:
    shutil.rmtree(root / "build/site/2025")
    (root / "build/site/2025").write_text("en fil")


def file_for_room(root: Path) -> None:
    shutil.rmtree(root / "build/editions")
    (root / "build/editions").write_text("en fil")


def stray_files(root: Path) -> None:
    for name in (".DS_Store", "2025/kvar.html", "gammal/mapp/a.html"):
        file = root / "build/site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("kvarglömt")
    (root / "build/site/tom/mapp").mkdir(parents=True)
    (root / "build/site/lank").symlink_to("/")


def report_gone(root: Path) -> None:
    (root / "build/report.json").unlink()


def names_that_are_no_text(root: Path) -> None:
    folder = root / "build/site" / os.fsdecode(b"m\xe4pp")
    folder.mkdir()
    for place in (folder, folder.parent, root / "build/editions"):
        (place / os.fsdecode(b"r\xe4ka.html")).write_bytes(b"Latin-1.")


def staging_is_a_file(root: Path) -> None:
    (root / PAGE).unlink()  # so that there is something to stage
    (root / "build/.staging").write_bytes(b"")


def staging_is_a_pipe(root: Path) -> None:
    (root / PAGE).unlink()
    os.mkfifo(root / "build/.staging")


def staging_is_a_link(root: Path) -> None:
    (root / PAGE).unlink()
    (root / "build/.staging").symlink_to(root / "content")


def two_swapped(root: Path) -> None:
    one, two = root / PAGE, root / "build/site/index.html"
    one.rename(root / "c")
    two.rename(one)
    (root / "c").rename(two)


HARMS = (
    *(gone(name) for name in (
        "build", "build/site", "build/editions", "build/site/2025", PAGE, "build/site/feed.xml",
        "build/site/media", "build/site/assets", "build/site/sok", "build/site/sok/index",
    )),
    edited, swapped, truncated, emptied, closed, opened, closed_folder, narrow_folder,
    folder_for_file, empty_folder_for_file, link_for_file, dead_link_for_file, pipe_for_file,
    link_for_folder, file_for_folder, file_for_room, stray_files, report_gone, two_swapped,
    names_that_are_no_text, staging_is_a_file, staging_is_a_pipe, staging_is_a_link,
)  # fmt: skip


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0"/></svg>'
    text = "---\ntitle: Bild\ndate: 2025-02-04\n---\n\n![En ruta](ruta.svg)\n"
    files = {
        "mkdocs.yml": WHOLE_YML.replace("cards: true", "cards: false"),
        "content/artiklar/2025/brev.md": LETTER,
        "content/artiklar/2025/bild.md": text,
        "content/artiklar/2025/ruta.svg": svg,
    }
    root = publication(files)
    build(BuildOptions(root=root, jobs=1))
    return root


def harmed(root: Path, harm: Callable[[Path], None]) -> None:
    """Do it, and say afterwards whether the next build has undone it, in one go."""
    before = tree(root)
    harm(root)
    build(BuildOptions(root=root, jobs=1))
    after = tree(root)
    assert {p: v for p, v in after.items() if before.get(p) != v} == {}, harm
    assert before.keys() == after.keys()
    again = build(BuildOptions(root=root, jobs=1))
    assert again.reasons == ()
    with finished(BuildOptions(root=root, jobs=1)):
        pass


def test_whatever_happened_in_build_the_next_build_makes_it_again(root: Path) -> None:
    for harm in HARMS:
        harmed(root, harm)
    assert (root / "annanstans/forsta/index.html").exists(), "what a link leads to is not ours"


TOGETHER = (
    HARMS[0], HARMS[3], swapped, folder_for_file, link_for_folder, stray_files,
    names_that_are_no_text,
)  # fmt: skip


@pytest.mark.parametrize("harm", TOGETHER, ids=lambda harm: harm.__qualname__.split(".")[0])
def test_with_an_edit_at_the_same_time_it_is_as_a_clean_build(
    root: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    file = root / "content/artiklar/2025/forsta.md"
    file.write_text(file.read_text("utf-8") + "\nTillagt.\n", "utf-8")
    harm(root)
    build(BuildOptions(root=root, jobs=1, search=False))
    build(BuildOptions(root=root, jobs=1))
    skip = shutil.ignore_patterns("build", ".publisher")
    shutil.copytree(root, tmp_path / "ren", ignore=skip, symlinks=True)
    build(BuildOptions(root=tmp_path / "ren", jobs=1))
    assert tree(root) == tree(tmp_path / "ren")


def test_what_is_as_it_was_is_left_alone_whatever_its_stamp_says(root: Path) -> None:
    """A backup that was put back, or a second name for the same file."""
    shutil.copytree(root / "build", root / "kopia")
    shutil.rmtree(root / "build")
    (root / "kopia").rename(root / "build")
    os.link(root / PAGE, root / "andra-namnet.html")
    assert build(BuildOptions(root=root, jobs=1)) == BuildReport()
    assert build(BuildOptions(root=root, jobs=1)) == BuildReport()


def test_the_whole_build_may_lie_on_another_disk(root: Path) -> None:
    shutil.move(root / "build", root / "annan-skiva")
    (root / "build").symlink_to(root / "annan-skiva")
    assert build(BuildOptions(root=root, jobs=1)) == BuildReport()
    gone("annan-skiva/site/2025")(root)
    assert "site/2025/forsta/index.html" in build(BuildOptions(root=root, jobs=1)).added


@pytest.mark.parametrize("harm", [gone(PAGE), gone("build/editions"), edited, link_for_file])
def test_deploy_refuses_what_is_not_as_it_was_built(
    root: Path, run: Callable[..., Ran], harm: Callable[[Path], None]
) -> None:
    harm(root)
    with (
        pytest.raises(PublisherError, match=r"inte (är )?som de[nt]? ?byggdes|borta"),
        finished(BuildOptions(root=root)),
    ):
        pass
    ran = run("deploy", "lokal", cwd=root)
    assert ran.code == 1
    assert "Kör publisher build, så görs" in ran.stderr
    assert not (root / "publicerat").exists()


def test_a_check_says_the_same_of_a_build_that_was_thrown_away(root: Path) -> None:
    before = check(BuildOptions(root=root, jobs=1))
    gone("build")(root)
    assert check(BuildOptions(root=root, jobs=1)) == before
    assert not (root / "build").exists()
