"""What a preview has built, drafts and all, cannot be deployed: whatever is done to it, wherever to."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample.publication import MKDOCS_YML, NOW, tree

from publisher.build import BuildOptions, build, finished
from publisher.deploy.targets import KINDS, FileFacts, LocalSite
from publisher.model.output import PREVIEW_FILE, PREVIEW_MARK
from publisher.problems import PublisherError

DRAFT = """\
---
title: Ett utkast
date: 2025-03-03
authors: redaktionen
draft: true
---

Utkastets ord.
"""
TARGETS: dict[str, str] = {
    "folder": "path: publicerat",
    "git": "repository: ut.git",
    "rsync": "to: anna@127.0.0.1:/srv/www",
    "s3": "bucket: tidningen\n          endpoint: http://127.0.0.1:9",
    "sftp": "host: 127.0.0.1\n          port: 9\n          path: www",
}


def test_every_kind_of_target_is_tried_here() -> None:
    assert TARGETS.keys() == KINDS.keys()


def previewed(publication: Callable[..., Path], kind: str = "folder") -> Path:
    """A publication in which somebody has laid the preview in the place of the build, state and all."""
    old = "kind: folder\n          path: publicerat"
    assert old in MKDOCS_YML
    settings = MKDOCS_YML.replace(old, f"kind: {kind}\n          {TARGETS[kind]}")
    root = publication({"mkdocs.yml": settings, "content/artiklar/2025/utkast.md": DRAFT})
    build(BuildOptions(root=root, preview=True))
    home = root / ".publisher" / "preview"
    shutil.move(home / "build", root / "build")
    for file in (home / ".publisher").iterdir():
        shutil.move(file, root / ".publisher" / file.name)
    assert (root / "build/site/2025/utkast/index.html").is_file()
    return root


@pytest.mark.parametrize("kind", sorted(TARGETS))
def test_a_preview_in_the_place_of_a_build_goes_nowhere(
    publication: Callable[..., Path], run: Callable[..., tuple[int, str, str]], kind: str
) -> None:
    root = previewed(publication, kind)
    for more in ((), ("--dry-run",), ("--yes", "--take-over", "--break-lock")):
        code, _, stderr = run("deploy", *more, cwd=root)
        assert code == 1
        assert "sidan kommer från förhandsvisningen, där också utkast visas" in stderr
        assert not (root / "publicerat").exists()
        assert not (root / "feeds/ledger.jsonl").exists()


def test_no_target_can_be_handed_one() -> None:
    """Whichever kind it is: all of them get their site as this."""
    facts = FileFacts(sha256="0" * 64, bytes=1)
    with pytest.raises(PublisherError, match="förhandsvisning"):
        LocalSite(folder=Path("x"), files={"index.html": facts, PREVIEW_FILE: facts}, now=NOW)


def test_nobody_can_ask_for_a_preview_as_a_finished_build(publication: Callable[..., Path]) -> None:
    options = BuildOptions(root=publication(), preview=True)
    build(options)
    with pytest.raises(ValueError, match="preview"), finished(options):
        pass
    with pytest.raises(PublisherError), finished(replace(options, preview=False)):
        pass


def test_a_page_of_the_preview_that_strays_into_a_text_stops_the_deploy(
    publication: Callable[..., Path], run: Callable[..., tuple[int, str, str]]
) -> None:
    page = f"<p>Utkastets ord.</p>\n{PREVIEW_MARK.decode()}"
    text = "---\ntitle: Två\ndate: 2025-03-03\nauthors: redaktionen\n---\n\nSe [den](sida.html).\n"
    settings = MKDOCS_YML.replace(
        "      search: false\n", "      search: false\n      raw_html: true\n"
    )
    root = publication(
        {
            "mkdocs.yml": settings,
            "content/artiklar/2025/tva.md": text,
            "content/artiklar/2025/sida.html": page,
        }
    )
    code, _, stderr = run("build", cwd=root)
    assert code == 0, stderr
    code, _, stderr = run("deploy", cwd=root)
    assert code == 1
    assert "sidan kommer från förhandsvisningen" in stderr


def test_the_real_build_is_the_same_whether_somebody_previews_or_not(
    publication: Callable[..., Path],
) -> None:
    draft = {"content/artiklar/2025/utkast.md": DRAFT}
    root, other = publication(draft), publication(draft, folder="andra")
    for name, data in _files(root).items():
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_bytes(data)
    text = root / "content/artiklar/2025/forsta.md"
    for words in ("En andra text.", "En tredje text.", "En fjärde text."):
        changed = text.read_text("utf-8").replace("En andra text.", words)
        for each in (root, other):
            (each / "content/artiklar/2025/forsta.md").write_text(changed, "utf-8")
        _built(root, preview=True)
        _built(root)
        _built(other)
        assert tree(root) == tree(other)
        assert not any(PREVIEW_MARK.strip() in data for data in tree(root).values())
        assert not any("utkast" in name for name in tree(root))


def test_a_preview_after_edits_is_byte_for_byte_a_clean_one(
    publication: Callable[..., Path],
) -> None:
    root = publication({"content/artiklar/2025/utkast.md": DRAFT})
    draft, live = root / "content/artiklar/2025/utkast.md", root / "content/artiklar/2025/forsta.md"
    edits: list[tuple[Path, str, str]] = [
        (draft, "Utkastets ord", "Andra ord"),
        (draft, "draft: true\n", ""),
        (draft, "date: 2025-03-03", "date: 2026-12-07"),
        (live, "tags: [kina]", "tags: [usa]"),
        (draft, "date: 2026-12-07", "draft: true\ndate: 2025-03-03"),
        (live, "title: En första artikel", "title: Ändrad\ndraft: true"),
        (draft, "Andra ord", "Se [hit](borta.md)"),
        (draft, "Se [hit](borta.md)", "Se [hit](forsta.md)"),
    ]
    for file, old, new in edits:
        before = file.read_text("utf-8")
        assert old in before
        file.write_text(before.replace(old, new), "utf-8")
        _built(root, preview=True)
        incremental = tree(root / ".publisher/preview")
        _built(root, preview=True, clean=True)
        assert tree(root / ".publisher/preview") == incremental


def _built(root: Path, **how: Any) -> None:
    build(BuildOptions(root=root, now=NOW, **how))


def _files(root: Path) -> dict[str, bytes]:
    found = (each for each in root.rglob("*") if each.is_file())
    return {each.relative_to(root).as_posix(): each.read_bytes() for each in found}
