"""Settings and authors are read once, and again when a file that they come from is another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sample.publication import attempt, tree

from publisher.build import settings

Publication = Callable[..., Path]


@pytest.fixture(name="reads")
def _reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was read, from here on: a word for each reading."""
    found: list[str] = []

    def told(name: str, read: Callable[..., Any]) -> Callable[..., Any]:
        def reading(*given: Any, **more: Any) -> Any:
            found.append(name)
            return read(*given, **more)

        return reading

    monkeypatch.setattr(settings, "load_config", told("settings", settings.load_config))
    monkeypatch.setattr(settings, "read_people", told("people", settings.read_people))
    return found


def article(root: Path) -> Path:
    return min((root / "content/artiklar").rglob("*.md"))


def test_an_edit_reads_neither_settings_nor_authors(
    publication: Publication, reads: list[str]
) -> None:
    root = publication()
    attempt(root)
    assert reads == ["settings", "people"]
    text = article(root).read_text("utf-8")
    article(root).write_text(f"{text}\nMer.\n", "utf-8")
    attempt(root)
    assert reads == ["settings", "people"]


def settings_edited(root: Path) -> None:
    text = (root / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(text.replace("Provbladet", "Bladet"), "utf-8")


def feed_come(root: Path) -> None:
    text = (root / "feeds/artiklar.yml").read_text("utf-8")
    (root / "feeds/mer.yml").write_text(f"{text}\naddress: /mer.xml\n", "utf-8")


def theme_come(root: Path) -> None:
    (root / "theme/web").mkdir(parents=True)


def people_edited(root: Path) -> None:
    file = root / "content/forfattare.yml"
    file.write_text(f"{file.read_text('utf-8')}ny:\n  name: Ny\n", "utf-8")


def people_gone(root: Path) -> None:
    (root / "content/forfattare.yml").unlink()


@pytest.mark.parametrize(
    ("edit", "read"),
    [
        (settings_edited, "settings"),
        (feed_come, "settings"),
        (theme_come, "settings"),
        (people_edited, "people"),
        (people_gone, "people"),
    ],
)
def test_what_they_come_from_is_another(
    publication: Publication,
    reads: list[str],
    edit: Callable[[Path], None],
    read: str,
) -> None:
    root, clean = publication(), publication(folder="clean")
    attempt(root)
    reads.clear()
    for each in (root, clean):
        edit(each)
    told = attempt(root)
    assert reads == [read]
    anew = attempt(clean)
    if isinstance(told, str) or isinstance(anew, str):  # faults
        assert told == anew
    else:
        assert tree(root) == tree(clean)


def test_a_file_that_the_menu_names_is_missed(publication: Publication, reads: list[str]) -> None:
    root = publication()
    page = root / "content/sidor/meny.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text("---\ntitle: Meny\n---\nOrd.\n", "utf-8")
    text = (root / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(f"{text}\nnav:\n  - Meny: sidor/meny.md\n", "utf-8")
    attempt(root)
    page.unlink()
    assert "filen ”sidor/meny.md” i menyn finns inte" in str(attempt(root))


def test_a_file_with_faults_is_read_each_time(publication: Publication, reads: list[str]) -> None:
    root = publication()
    text = (root / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(f"{text}\nnav:\n  - Meny: saknas.md\n", "utf-8")
    attempt(root), attempt(root)
    assert reads == ["settings", "settings"]


def test_which_pieces_are_mailed_follows_the_settings_of_today(
    publication: Publication,
) -> None:
    root, clean = publication(), publication(folder="clean")
    attempt(root)
    for each in (root, clean):
        text = (each / "mkdocs.yml").read_text("utf-8")
        line = "      mail:\n        every_since: 2020-01-01\n"
        (each / "mkdocs.yml").write_text(text.replace("      mail:\n", line, 1), "utf-8")
    attempt(root), attempt(clean)
    assert tree(root) == tree(clean)
