"""Fragments are kept as long as they hold: which texts are read anew after which edit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from publisher.build import BuildOptions, build
from publisher.content import fragments
from publisher.engine.state import State

FOLDER = "content/artiklar/2025"


def text(title: str, body: str = "Text.", more: str = "") -> str:
    return f"---\ntitle: {title}\ndate: 2025-02-02\n{more}---\n\n{body}\n"


FILES = {
    f"{FOLDER}/forsta.md": None,
    "content/sidor/prenumerera.md": "---\ntitle: Prenumerera\n---\n\nSå.\n",
    f"{FOLDER}/mal.md": text("Mål", "## En rubrik\n\nText."),
    f"{FOLDER}/lank.md": text("Länk", "Se [målet](mal.md)."),
    f"{FOLDER}/namn.md": text("Namn", "Se [[Mål]]."),
    f"{FOLDER}/bild.md": text("Bild", "![En ruta](ruta.svg)"),
    f"{FOLDER}/ruta.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    f"{FOLDER}/ensam.md": text("Ensam"),
}
EDITS: dict[str, tuple[dict[str, str | None], set[str]]] = {
    "nothing": ({}, set()),
    "only its stamp": ({f"{FOLDER}/ensam.md": FILES[f"{FOLDER}/ensam.md"]}, set()),
    "its text": ({f"{FOLDER}/ensam.md": text("Ensam", "Ny text.")}, {"ensam"}),
    "a text that others lead to": ({f"{FOLDER}/mal.md": text("Mål", "Ny text.")}, {"mal"}),
    "its address": ({f"{FOLDER}/mal.md": text("Mål", more="slug: ny\n")}, {"mal", "lank", "namn"}),
    "its name": ({f"{FOLDER}/mal.md": text("Nytt")}, {"mal", "namn"}),
    "another one of that name": ({f"{FOLDER}/annan.md": text("Mål", "Två.")}, {"annan", "namn"}),
    "who may read it": (
        {f"{FOLDER}/ensam.md": text("Ensam", more="audience: prenumeranter\n")},
        {"ensam"},
    ),
    "its picture": (
        {f"{FOLDER}/ruta.svg": FILES[f"{FOLDER}/ruta.svg"] + "\n"},  # type: ignore[operator]
        {"bild"},
    ),
    "a new text": ({f"{FOLDER}/ny.md": text("Ny")}, {"ny"}),
    "a text that is gone": ({f"{FOLDER}/ensam.md": None}, set()),
}


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are read anew, by their names."""
    import publisher.content.render

    found: list[str] = []
    real = publisher.content.render.render

    def render(entry: Any, *rest: Any) -> Any:
        found.append(Path(entry.source).stem)
        return real(entry, *rest)

    monkeypatch.setattr(publisher.content.render, "render", render)
    return found


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("old_enough", [True, False])
def test_what_was_touched_by_an_edit_is_read_anew_and_nothing_else(
    publication: Callable[..., Path], rendered: list[str], edit: str, *, old_enough: bool
) -> None:
    """Whether the files are so new that their stamps say nothing, or the edit is known as one."""
    root = publication(FILES)
    if old_enough:
        sleep(0.1)
    build(BuildOptions(root=root, jobs=1))
    assert sorted(rendered) == ["bild", "ensam", "lank", "mal", "namn", "prenumerera"]
    rendered.clear()
    changes, expected = EDITS[edit]
    publication(changes)
    build(BuildOptions(root=root, jobs=1))
    assert sorted(rendered) == sorted(expected)


def kept(root: Path) -> dict[str, set[str]]:
    with closing(State(root / ".publisher")) as state:
        rooms = (fragments.DIGESTS, fragments.TEXTS)
        return {room: {Path(path).stem for path in state.keys(room)} for room in rooms}


def test_of_a_text_that_is_gone_nothing_is_kept(publication: Callable[..., Path]) -> None:
    root = publication(FILES)
    build(BuildOptions(root=root, jobs=1))
    every = {"bild", "ensam", "lank", "mal", "namn", "prenumerera"}
    assert kept(root) == {fragments.DIGESTS: every, fragments.TEXTS: every}
    publication({f"{FOLDER}/ensam.md": None})
    build(BuildOptions(root=root, jobs=1))
    rest = every - {"ensam"}
    assert kept(root) == {fragments.DIGESTS: rest, fragments.TEXTS: rest}
