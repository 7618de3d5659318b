"""A file that is saved and undone while a build runs leaves nothing of what it was meanwhile."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image as Pillow
from sample.publication import MKDOCS_YML

from publisher.build import (
    BuildOptions,
    build,
    check,
    freshness,
    inputs,
    sound_copies,
    stable_sources,
)
from publisher.build.published import PUBLISHED
from publisher.build.words import STRUCTURE, WORDS
from publisher.content import fragments
from publisher.engine import outputs
from publisher.engine.scan import Hashes, Scan
from publisher.engine.state import State
from publisher.problems import PublisherError

pytestmark = pytest.mark.sampled(2)

ROOT = Path(__file__).parents[2]
SHOW = (ROOT / "feeds/nya-kalla-kriget.yml").read_text("utf-8")
SOUNDS = sorted((ROOT / "content/avsnitt").glob("*.mp3"))
EPISODE = """\
---
title: Ett
date: 2025-03-03
show: nya-kalla-kriget
audio: 1.mp3
transcript: 1.vtt
chapters: 1.chapters.json
---

Om avsnittet.
"""
VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nDet första som sägs.\n"
CHAPTERS = '{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Början"}]}'
TEXT = (
    "---\ntitle: Bild\ndate: 2025-02-04\nimage: foto.png\nimage_alt: En ruta\n---\n\nText: ord.\n"
)

Swap = Callable[[bytes], bytes]


def replaced(old: str, new: str) -> Swap:
    def swap(data: bytes) -> bytes:
        assert old.encode() in data
        return data.replace(old.encode(), new.encode())

    return swap


def other_sound(_: bytes) -> bytes:
    return SOUNDS[1].read_bytes()


def other_picture(data: bytes) -> bytes:
    return (
        PICTURES / ("b.png" if data == (PICTURES / "a.png").read_bytes() else "a.png")
    ).read_bytes()


PICTURES = Path()
SWAPS: dict[str, Swap] = {
    "content/artiklar/2025/bild.md": replaced("Text: ord.", "Text: ORD."),
    "content/artiklar/2025/forsta.md": replaced("title: En första", "title: En sista"),
    "content/artiklar/2025/foto.png": other_picture,
    "content/avsnitt/1.mp3": other_sound,
    "content/avsnitt/1.vtt": replaced("första", "andra"),
    "content/avsnitt/1.chapters.json": replaced("Början", "Slutet"),
    "content/forfattare.yml": replaced("name: Redaktionen", "name: Någon annan"),
    "feeds/artiklar.yml": replaced("title: Provbladet", "title: Andrabladet"),
    "mkdocs.yml": replaced("site_name: Provbladet", "site_name: Andrabladet"),
    "theme/web/assets/stylesheets/eget.css": replaced("red", "blue"),
    "theme/web/partials/colophon.html": replaced("ett", "två"),
}
MOMENTS: dict[str, tuple[Any, str]] = {
    "seen": (inputs, "load_config"),
    "set": (inputs, "load"),
    "hashed": (sound_copies, "prepare"),
    "loaded": (fragments, "render_all"),
    "rendered": (outputs, "plan"),
    "planned": (outputs, "make"),
    "made": (outputs, "settle"),
}


def tree(root: Path) -> dict[str, bytes]:
    rooms = (root / "build" / room for room in ("site", "editions"))
    files = (file for room in rooms for file in room.rglob("*") if file.is_file())
    return {file.relative_to(root / "build").as_posix(): file.read_bytes() for file in files}


@pytest.fixture
def root(publication: Callable[..., Path], tmp_path: Path) -> Path:
    global PICTURES  # noqa: PLW0603
    PICTURES = tmp_path
    for name, colour in (("a", "red"), ("b", "blue")):
        Pillow.new("RGB", (400, 300), colour).save(tmp_path / f"{name}.png")
    settings = MKDOCS_YML.replace("  name: material", "  name: material\n  custom_dir: theme/web")
    return publication(
        {
            "mkdocs.yml": settings,
            "feeds/nya-kalla-kriget.yml": SHOW,
            "feeds/nya-kalla-kriget.jpg": (ROOT / "feeds/nya-kalla-kriget.jpg").read_bytes(),
            "content/artiklar/2025/bild.md": TEXT,
            "content/artiklar/2025/foto.png": (tmp_path / "a.png").read_bytes(),
            "content/avsnitt/1.md": EPISODE,
            "content/avsnitt/1.mp3": SOUNDS[0].read_bytes(),
            "content/avsnitt/1.vtt": VTT,
            "content/avsnitt/1.chapters.json": CHAPTERS,
            "theme/web/assets/stylesheets/eget.css": "a { color: red }",
            "theme/web/partials/colophon.html": "<p>ett</p>",
        }
    )


@contextmanager
def between(
    monkeypatch: pytest.MonkeyPatch, moments: tuple[str, str], file: Path, swap: Swap
) -> Iterator[None]:
    """A build within this finds the file changed from the one moment to the other."""
    before = file.read_bytes()
    changes = dict(zip(moments, (swap(before), before), strict=True))

    def at(name: str) -> None:
        if name in changes:
            file.write_bytes(changes.pop(name))

    with monkeypatch.context() as patch:
        for name in moments:
            module, function = MOMENTS[name]
            real = getattr(module, function)

            def told(*args: Any, name: str = name, real: Any = real, **more: Any) -> Any:
                at(name)
                return real(*args, **more)

            patch.setattr(module, function, told)
        # …and what was imported by name is found there as well.
        patch.setattr(inputs, "render_all", fragments.render_all)
        yield
    assert not changes, "both moments have come"
    assert file.read_bytes() == before


def as_clean(root: Path, place: Path) -> None:
    build(BuildOptions(root=root, jobs=1))
    skip = shutil.ignore_patterns("build", ".publisher", "*.png.part")
    shutil.copytree(root, place, ignore=skip)
    build(BuildOptions(root=place, jobs=1))
    made, wanted = tree(root), tree(place)
    assert sorted(p for p in made.keys() | wanted if made.get(p) != wanted.get(p)) == []
    shutil.rmtree(place)


class Tried(NamedTuple):
    root: Path
    place: Path
    monkeypatch: pytest.MonkeyPatch

    def __call__(self, path: str, first: str, last: str) -> None:
        file = self.root / path
        file.touch()  # or nothing would be read at all
        for name in ("content/artiklar/2025/bild.md", "content/artiklar/2025/forsta.md"):
            text = (self.root / name).read_text("utf-8")
            (self.root / name).write_text(text + "\nMer.\n", "utf-8")
        with between(self.monkeypatch, (first, last), file, SWAPS[path]):
            build(BuildOptions(root=self.root, jobs=1))
        as_clean(self.root, self.place)


@pytest.fixture
def tried(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tried:
    return Tried(root, tmp_path / "ren", monkeypatch)


@pytest.mark.parametrize("path", [each for each in SWAPS if each.endswith((".md", "g", ".mp3"))])
def test_what_was_saved_and_undone_leaves_nothing(tried: Tried, path: str) -> None:
    """From after the hash to before the result is put in place."""
    tried(path, "hashed", "made")


@pytest.mark.long
@pytest.mark.parametrize("path", SWAPS)
def test_at_whatever_moments_it_was_saved_and_undone(tried: Tried, path: str) -> None:
    for first, last in combinations(MOMENTS, 2):
        tried(path, first, last)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_somebody_saves_and_undoes_all_the_time(root: Path, tmp_path: Path, seed: int) -> None:
    """Files of every kind, at random moments, beside builds that fail or begin anew."""
    rng = random.Random(seed)  # noqa: S311
    stop = threading.Event()

    def meddle() -> None:
        while not stop.wait(rng.uniform(0, 0.3)):
            path = rng.choice(sorted(SWAPS))
            before = (root / path).read_bytes()
            (root / path).write_bytes(SWAPS[path](before))
            time.sleep(rng.uniform(0, 0.1))
            (root / path).write_bytes(before)

    for _ in range(12):
        stop.clear()
        meddler = threading.Thread(target=meddle)
        meddler.start()
        try:
            (root / "content/artiklar/2025/forsta.md").touch()
            build(BuildOptions(root=root, jobs=1))
        except PublisherError:
            pass  # half a file is a fault; too many changes are told
        finally:
            stop.set()
            meddler.join()
        as_clean(root, tmp_path / "ren")


def test_files_that_never_come_to_rest_are_told_of(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, file = freshness.look, root / "content/artiklar/2025/bild.md"

    def look(*args: Any) -> Any:
        found = real(*args)
        file.write_text(file.read_text("utf-8") + "Mer. ", "utf-8")
        return found

    monkeypatch.setattr(freshness, "look", look)
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, jobs=1))
    assert [(each.path, each.text) for each in caught.value.problems] == [
        ("content/artiklar/2025/bild.md", "filer ändras hela tiden medan programmet läser dem")
    ]
    assert not (root / "build/site").exists()


@pytest.mark.parametrize("times", [1, 4])
def test_files_that_come_to_rest_in_time_are_built_as_they_are_then(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Four times over, and no more, the work is begun anew."""
    real, file = fragments.render_all, root / "content/artiklar/2025/bild.md"
    saved = 0

    def render_all(*args: Any) -> Any:
        nonlocal saved
        if saved < times:
            saved += 1
            file.write_text(f"{file.read_text('utf-8')}\n\nSparad {saved} gånger.", "utf-8")
        return real(*args)

    monkeypatch.setattr(inputs, "render_all", render_all)
    build(BuildOptions(root=root, jobs=1))
    assert saved == times
    page = (root / "build/site/2025/bild/index.html").read_text("utf-8")
    assert f"Sparad {times} gånger." in page
    as_clean(root, tmp_path / "ren")


def test_our_own_bugs_are_told_at_once_and_not_tried_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def render_all(*_: Any) -> Any:
        tried.append(1)
        raise ZeroDivisionError(root)

    monkeypatch.setattr(inputs, "render_all", render_all)
    with pytest.raises(ZeroDivisionError):
        build(BuildOptions(root=root, jobs=1))
    assert tried == [1]


@pytest.mark.parametrize(
    "rooms",
    [
        {fragments.DIGESTS: "", fragments.TEXTS: ""},
        {fragments.DIGESTS: ""},
        {PUBLISHED: ""},
        {STRUCTURE[0]: STRUCTURE[1]},
        {WORDS[0]: WORDS[1]},
    ],
    ids=str,
)
def test_what_is_kept_but_cannot_be_read_is_forgotten_without_a_word(
    root: Path, tmp_path: Path, rooms: dict[str, str]
) -> None:
    time.sleep(0.07)  # or the texts would count as such that may be saved once more
    build(BuildOptions(root=root, jobs=1))
    with closing(State(root / ".publisher")) as state:
        for room, only in rooms.items():
            for path in state.keys(room):
                if not only or path == only:
                    state.put(room, path, b'{"annat": 1}')
        state.commit()
    file = root / "content/artiklar/2025/bild.md"
    file.write_text(file.read_text("utf-8") + "\n\nMer.", "utf-8")
    report = build(BuildOptions(root=root, jobs=1))
    assert report.changed
    as_clean(root, tmp_path / "ren")


@pytest.mark.parametrize(
    ("age", "waits"), [(0, True), (5_000_000, True), (13_000_000, False), (10**10, False)]
)
def test_a_later_save_is_waited_for_until_it_can_be_told(
    monkeypatch: pytest.MonkeyPatch, age: int, *, waits: bool
) -> None:
    newest, waited = 1_700_000_000_123_456_789, list[float]()
    found = Scan({"content/a.md": (1, newest, newest, 7)}, {}, ())
    monkeypatch.setattr(stable_sources, "time_ns", lambda: newest + age)
    monkeypatch.setattr(stable_sources, "sleep", waited.append)
    stable_sources.settle(found)
    assert bool(waited) is waits
    assert all(0 < seconds <= 0.0125 for seconds in waited)


@pytest.mark.parametrize("command", [build, check])
def test_a_file_that_is_gone_again_is_no_fault(
    root: Path, monkeypatch: pytest.MonkeyPatch, command: Callable[[BuildOptions], Any]
) -> None:
    """As an editor's temporary file, or one that is renamed on the way."""
    expected = check(BuildOptions(root=root, jobs=1))
    passing = root / "content/artiklar/2025/bild.md.tmp.md"
    passing.write_text("---\ntitle: ", "utf-8")
    real = Hashes.__call__

    def hashes(self: Hashes, path: str) -> str:
        passing.unlink(missing_ok=True)
        return real(self, path)

    monkeypatch.setattr(Hashes, "__call__", hashes)
    found = command(BuildOptions(root=root, jobs=1))
    assert (found if command is check else found.problems) == expected
