"""Plain MkDocs, with the plugin, gives the site that `publisher build` gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from publisher.build import BuildOptions, build
from publisher.cli.mkdocs_plugin import PublisherPlugin


def settings(root: Path, site_dir: Path) -> MkDocsConfig:
    """As MkDocs would load it with the package installed; the entry point itself is not asked."""
    config = load_config(str(root / "mkdocs.yml"), plugins=[], site_dir=str(site_dir), strict=True)
    plugin = PublisherPlugin()
    assert plugin.load_config({"subscribers": 775, "vad som helst": 1}) == ([], [])
    config.plugins["publisher"] = plugin
    config.plugins.on_startup(command="build", dirty=False)
    return config


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_both_ways_give_the_same_tree(tmp_path: Path, publication: Callable[..., Path]) -> None:
    one, two = publication(folder="ena"), publication(folder="andra")
    build(BuildOptions(root=one))
    elsewhere = tmp_path / "ut"
    (elsewhere / "gammalt").mkdir(parents=True)
    (elsewhere / "gammalt" / "fil").write_text("bort")
    mkdocs_build(settings(two, elsewhere))
    assert tree(elsewhere) == tree(one / "build" / "site")
    assert "index.html" in tree(elsewhere)


def test_a_second_mkdocs_build_does_not_empty_our_own_folder(
    publication: Callable[..., Path],
) -> None:
    root = publication()
    made = root / "build" / "site"
    mkdocs_build(settings(root, made))
    before = tree(made)
    mkdocs_build(settings(root, made))
    assert tree(made) == before
    assert before


def test_faults_end_mkdocs_with_all_problems(
    publication: Callable[..., Path], caplog: pytest.LogCaptureFixture
) -> None:
    root = publication({"content/artiklar/2025/trasig.md": "---\ntitel: X\n---\n"})
    with pytest.raises(Abort):
        mkdocs_build(settings(root, root / "ut"))
    assert "content/artiklar/2025/trasig.md:2: okänt fält ”titel”" in caplog.text
    assert not (root / "ut").exists()
