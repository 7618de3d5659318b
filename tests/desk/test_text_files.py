"""Texts opened and saved at the desk: exactly what was edited changes, and nobody's words are lost."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.config.fields.editing import NotEditableError
from publisher.content.load.records import schema_of
from publisher.desk.form import as_written, form, order_of
from publisher.desk.text_files import SaveConflictError, TextEdit, TextFiles
from publisher.desk.versions import Versions
from publisher.problems import PublisherError

ROOT = Path(__file__).parents[2]
PATH = "content/artiklar/2025/forsta.md"
TEXT = "---\ntitle: En text  # så\ndate: 2025-02-02\n---\n\nEtt.\n\nTvå.\n\nTre.\n"
ORDER = ("title", "description", "date")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / PATH
    place.parent.mkdir(parents=True)
    place.write_bytes(TEXT.encode())
    return tmp_path


@pytest.fixture
def files(root: Path) -> TextFiles:
    return TextFiles(root, root / ".publisher" / "desk")


def body_of(text: str) -> TextEdit:
    return TextEdit(body=text, fields={})


def samples() -> list[str]:
    found = (path.relative_to(ROOT).as_posix() for path in (ROOT / "content").rglob("*.md"))
    return sorted(path for path in found if path.count("/") > 1)


@pytest.mark.parametrize("path", samples())
def test_a_text_of_the_sample_that_is_opened_and_saved_is_the_same_to_the_byte(
    path: str, tmp_path: Path
) -> None:
    before = (ROOT / path).read_bytes()
    place = tmp_path / path
    place.parent.mkdir(parents=True)
    place.write_bytes(before)
    files = TextFiles(tmp_path, tmp_path / ".publisher" / "desk")
    text = files.open(path)
    schema = schema_of(text.kind, path)
    fields = form(schema, text.values or {})
    shown = {each.name: as_written(each, each.value) for each in fields if each.value is not None}
    assert shown
    saved = files.save(path, text.version, TextEdit(body=text.body, fields=shown), order_of(schema))
    assert place.read_bytes() == before
    assert saved.version == text.version


@pytest.mark.parametrize(
    ("text", "body", "wanted"),
    [
        (TEXT, "Ett.\n\nNytt.\n", TEXT.replace("Två.\n\nTre.", "Nytt.")),
        (TEXT.replace("\n", "\r\n"), "Ett.\n\nÅ.\n", None),
        (
            "---\ntitle: X\n---\nA\r\nB\r\nC\nD\n",
            "A\nBE\nC\nD\n",
            "---\ntitle: X\n---\nA\r\nBE\r\nC\nD\n",
        ),
        ("---\ntitle: X\n---\nUtan slut", "Med slut\n", "---\ntitle: X\n---\nMed slut\n"),
        ("---\ntitle: X\n---", "Nu med text", "---\ntitle: X\n---Nu med text"),
        ("Bara ord\n", "Andra ord\n", "Andra ord\n"),
        ("---\ntitle: X\nutan slut\n", "---\ntitle: Y\n", "---\ntitle: Y\n"),
        ("---  \ntitle: X\n---\t\n\n\nA", "B", "---  \ntitle: X\n---\t\n\n\nB"),
    ],
)
def test_the_body_alone_becomes_another(
    root: Path, files: TextFiles, text: str, body: str, wanted: str | None
) -> None:
    (root / PATH).write_bytes(text.encode())
    opened = files.open(PATH)
    files.save(PATH, opened.version, body_of(body), ORDER)
    wanted = wanted or text.replace("Två.\r\n\r\nTre.", "Å.").replace("Ett.\r\n\r\nTvå.", "Ett.")
    assert (root / PATH).read_bytes().decode() == wanted


def test_fields_and_body_are_saved_together_and_the_comment_stays(
    root: Path, files: TextFiles
) -> None:
    opened = files.open(PATH)
    edit = TextEdit(body=opened.body, fields={"title": "Ny", "description": "Kort"})
    saved = files.save(PATH, opened.version, edit, ORDER)
    assert (root / PATH).read_text("utf-8") == TEXT.replace(
        "title: En text  # så\n", "title: Ny  # så\ndescription: Kort\n"
    )
    assert saved.values is not None
    assert saved.values["title"] == "Ny"


def test_what_two_wrote_in_different_paragraphs_is_put_together(
    root: Path, files: TextFiles
) -> None:
    opened = files.open(PATH)
    (root / PATH).write_text(TEXT.replace("Tre.", "Tre, utifrån."), "utf-8")
    edit = TextEdit(body=opened.body.replace("Ett.", "Ett, härifrån."), fields={"title": "Ny"})
    saved = files.save(PATH, opened.version, edit, ORDER)
    assert saved.body == "Ett, härifrån.\n\nTvå.\n\nTre, utifrån.\n"
    assert (root / PATH).read_text("utf-8").startswith("---\ntitle: Ny  # så\n")


def test_of_the_same_paragraph_neither_is_lost_and_nothing_is_written(
    root: Path, files: TextFiles
) -> None:
    opened = files.open(PATH)
    theirs = TEXT.replace("Två.", "Två, utifrån.")
    (root / PATH).write_text(theirs, "utf-8")
    with pytest.raises(SaveConflictError) as conflict:
        files.save(PATH, opened.version, body_of(opened.body.replace("Två.", "Två, hit.")), ORDER)
    assert (root / PATH).read_text("utf-8") == theirs
    disk = conflict.value.disk
    assert disk is not None
    assert "utifrån" in disk.body
    saved = files.save(PATH, disk.version, body_of("Ett.\n\nMin.\n"), ORDER)
    assert saved.body == "Ett.\n\nMin.\n"


def test_a_version_that_nobody_remembers_is_a_conflict(root: Path, files: TextFiles) -> None:
    files.open(PATH)
    (root / PATH).write_text(TEXT + "Mer.\n", "utf-8")
    for base in ("0" * 32, "../../etc/passwd", ""):
        with pytest.raises(SaveConflictError):
            files.save(PATH, base, body_of("Annat.\n"), ORDER)


def test_a_file_that_is_gone_is_told_and_can_be_put_back(root: Path, files: TextFiles) -> None:
    opened = files.open(PATH)
    (root / PATH).unlink()
    with pytest.raises(SaveConflictError) as conflict:
        files.save(PATH, opened.version, body_of("Kvar.\n"), ORDER)
    assert conflict.value.disk is None
    assert not (root / PATH).exists()
    edit = TextEdit(body="Kvar.\n", fields={"title": "Ny"})
    with pytest.raises(SaveConflictError):
        files.put_back(PATH, "0" * 32, edit, ORDER)
    files.put_back(PATH, opened.version, edit, ORDER)
    wanted = TEXT.replace("En text", "Ny").replace("Ett.\n\nTvå.\n\nTre.", "Kvar.")
    assert (root / PATH).read_text("utf-8") == wanted
    with pytest.raises(SaveConflictError):
        files.put_back(PATH, opened.version, body_of("Igen.\n"), ORDER)


def test_two_desks_that_save_at_once_lose_nothing(root: Path) -> None:
    """Two processes: each adds its paragraphs to the version that it saw last."""
    script = """
import sys
from pathlib import Path
from publisher.desk.text_files import SaveConflictError, TextEdit, TextFiles
root, name = Path(sys.argv[1]), sys.argv[2]
files = TextFiles(root, root / ".publisher" / "desk")
for n in range(15):
    while True:
        text = files.open("content/artiklar/2025/forsta.md")
        body = text.body + f"\\n{name}{n}.\\n"
        try:
            files.save(text.path, text.version, TextEdit(body=body, fields={}), ())
            break
        except SaveConflictError:
            continue
"""
    import subprocess
    import sys

    both = [
        subprocess.Popen([sys.executable, "-c", script, str(root), name], cwd=ROOT) for name in "ab"
    ]
    assert [each.wait(120) for each in both] == [0, 0]
    words = (root / PATH).read_text("utf-8")
    assert sorted(re.findall(r"^([ab]\d+)\.$", words, re.MULTILINE)) == sorted(
        f"{name}{n}" for name in "ab" for n in range(15)
    )


@pytest.mark.parametrize(
    "path",
    [
        "mkdocs.yml", "content/forfattare.yml", "content/artiklar/../../mkdocs.yml",
        "/etc/passwd", "content/artiklar/2025/.hemlig.md", "content//artiklar/x.md",
        "content/artiklar/2025/x.txt", "content/artiklar/2025\\x.md", "content/artiklar/a\0.md",
        "content/annat/x.md", "", "content/artiklar", "content/artiklar/.git/x.md",
        "../content/artiklar/2025/forsta.md", "content/artiklar/2025/finnsinte.md",
    ],
)  # fmt: skip
def test_nothing_but_a_text_of_the_publication_is_opened(
    root: Path, files: TextFiles, path: str
) -> None:
    for name in ("mkdocs.yml", "content/forfattare.yml", "content/artiklar/2025/.hemlig.md"):
        (root / name).write_text("hemligt", "utf-8")
    with pytest.raises(PublisherError):
        files.open(path)
    with pytest.raises(PublisherError):
        files.save(path, "0" * 32, body_of("x"), ())


@pytest.mark.parametrize("what", ["file", "folder"])
def test_no_link_leads_out(root: Path, files: TextFiles, tmp_path: Path, what: str) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-utanfor"
    outside.mkdir()
    (outside / "x.md").write_text("---\ntitle: X\n---\n", "utf-8")
    link = root / "content/artiklar/lank"
    if what == "folder":
        link.symlink_to(outside)
        path = "content/artiklar/lank/x.md"
    else:
        link.mkdir()
        (link / "x.md").symlink_to(outside / "x.md")
        path = "content/artiklar/lank/x.md"
    with pytest.raises(PublisherError):
        files.open(path)


def test_what_is_no_text_is_told(root: Path, files: TextFiles) -> None:
    (root / PATH).write_bytes("Malmö".encode("latin-1"))
    with pytest.raises(PublisherError) as told:
        files.open(PATH)
    assert "UTF-8" in told.value.problems[0].text


def test_a_head_that_no_form_can_show_is_edited_as_text(root: Path, files: TextFiles) -> None:
    (root / PATH).write_text("---\ntitle: [\n---\n\nText.\n", "utf-8")
    opened = files.open(PATH)
    assert opened.values is None
    with pytest.raises(NotEditableError):
        files.save(PATH, opened.version, TextEdit(body="Text.\n", fields={"title": "X"}), ORDER)
    edit = TextEdit(body="Text.\n", fields={}, head="title: Rättad")
    assert files.save(PATH, opened.version, edit, ORDER).values == {"title": "Rättad"}
    assert (root / PATH).read_text("utf-8") == "---\ntitle: Rättad\n---\n\nText.\n"


def test_a_head_ends_where_it_ends(root: Path, files: TextFiles) -> None:
    opened = files.open(PATH)
    edit = TextEdit(body=opened.body, fields={}, head="title: X\n---\nbort: ja\n")
    with pytest.raises(ValueError, match="---"):
        files.save(PATH, opened.version, edit, ORDER)
    assert (root / PATH).read_text("utf-8") == TEXT


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/dev/full").exists(), reason="no full disk")
def test_a_disk_that_is_full_leaves_the_file_as_it_is(
    root: Path, files: TextFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = files.open(PATH)

    def full(_number: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PublisherError) as told:
        files.save(PATH, opened.version, body_of("Nytt.\n"), ORDER)
    assert "minnas" in told.value.problems[0].text
    monkeypatch.setattr(Versions, "keep", lambda *_: None)
    with pytest.raises(PublisherError) as told:
        files.save(PATH, opened.version, body_of("Nytt.\n"), ORDER)
    assert "finns kvar i fönstret" in told.value.problems[0].hint
    assert (root / PATH).read_text("utf-8") == TEXT
    assert [each.name for each in (root / PATH).parent.iterdir()] == ["forsta.md"]


def test_versions_thin_out_with_age_and_the_newest_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datetime as dt

    from publisher.desk import versions as module

    now = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
            return now.astimezone(tz)

    monkeypatch.setattr(module, "datetime", Clock)
    versions = Versions(tmp_path)
    for minute in range(3 * 24 * 60):
        if minute % 5 == 0:
            versions.keep(PATH, f"{minute:032x}", b"%d" % minute)
        now += dt.timedelta(minutes=1)
    kept = versions.all(PATH)
    assert kept[0].version == f"{3 * 24 * 60 - 5:032x}"
    assert versions.read(PATH, kept[0].version) == b"%d" % (3 * 24 * 60 - 5)
    ages = [(now - each.when).total_seconds() / 3600 for each in kept]
    assert len([age for age in ages if age <= 1]) == 12
    assert 270 < len([age for age in ages if 1 < age <= 48]) < 290
    assert 1 <= len([age for age in ages if age > 48]) <= 3


def test_what_was_kept_is_found_again_by_another_desk(
    root: Path, files: TextFiles, publication: Callable[..., Path]
) -> None:
    opened = files.open(PATH)
    (root / PATH).write_text(TEXT.replace("Tre.", "Fyra."), "utf-8")
    other = TextFiles(root, root / ".publisher" / "desk")
    saved = other.save(PATH, opened.version, body_of(opened.body.replace("Ett.", "Noll.")), ORDER)
    assert saved.body == "Noll.\n\nTvå.\n\nFyra.\n"
