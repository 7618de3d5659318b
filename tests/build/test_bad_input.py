"""Whatever an author gets wrong: a Swedish sentence with file, line and next step, all at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sample.episodes import EPISODE, SHOW, SOUND, episode
from sample.faults import BAD, HEAD, TEXTS, faults
from selectolax.lexbor import LexborHTMLParser

from publisher.build import BuildOptions, build, check
from publisher.engine import outputs
from publisher.engine.state import held

pytestmark = pytest.mark.sampled(3)

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("case", TEXTS)
def test_a_bad_text_is_a_problem_with_line_and_next_step(
    publication: Callable[..., Path], case: str
) -> None:
    text, line, words = TEXTS[case]
    found = faults(publication({BAD: text}))
    assert [problem.path for problem in found] == [BAD]
    assert words.lower() in str(found[0]).lower()
    assert found[0].hint
    assert line is None or found[0].line == line


EPISODES: dict[str, tuple[dict[str, str | bytes], str]] = {
    "missing audio": ({EPISODE: episode()}, "finns inte"),
    "renamed audio": (
        {EPISODE: episode("Ett.mp3"), "content/avsnitt/ett.mp3": SOUND},
        "skriv ”ett.mp3”",
    ),
    "empty audio": ({EPISODE: episode(), "content/avsnitt/ett.mp3": b""}, "tom"),
    "text file named .mp3": (
        {EPISODE: episode(), "content/avsnitt/ett.mp3": "bara text " * 500},
        "ljud",
    ),
    "unknown show": (
        {EPISODE: episode().replace("podden", "poden"), "content/avsnitt/ett.mp3": SOUND},
        "Menade du ”podden”",
    ),
    "chapter past the end": (
        {
            EPISODE: episode(more="chapters: ['00:00 Ett', '50:00 Två']\n"),
            "content/avsnitt/ett.mp3": SOUND,
        },
        "efter att ljudet är slut",
    ),
    "two episodes with one number": (
        {
            EPISODE: episode(more="number: 1\n"),
            "content/avsnitt/tva.md": episode(more="number: 1\n"),
            "content/avsnitt/ett.mp3": SOUND,
        },
        "avsnitt 1 finns redan",
    ),
}


@pytest.mark.parametrize("case", EPISODES)
def test_a_bad_episode_is_a_problem_with_line_and_next_step(
    publication: Callable[..., Path], case: str
) -> None:
    files, words = EPISODES[case]
    found = faults(publication({**SHOW, **files}))
    assert words in str(found[0])
    assert found[0].line
    assert found[0].hint


PNG = (ROOT / "content" / "artiklar" / "2026" / "hukou.png").read_bytes()


@pytest.mark.parametrize(
    ("head", "body", "line", "words"),
    [
        ("image: bild.png\n", "Text.", 4, "image_alt"),
        ("", "Text.\n\n![](bild.png)", 8, "saknar beskrivning"),
        ("image: kod.svg\nimage_alt: Kod\n", "Text.", 4, "innehåller kod"),
        ("", "Text.\n\n![Kod](kod.svg)", 8, "innehåller kod"),
        ("image: halv.png\nimage_alt: Halv\n", "Text.", 4, "är skadad"),
    ],
)
def test_a_bad_picture_is_a_problem_where_the_text_asks_for_it(
    publication: Callable[..., Path], head: str, body: str, line: int, words: str
) -> None:
    files = {
        BAD: f"{HEAD}{head}---\n\n{body}\n",
        "content/artiklar/bild.png": PNG,
        "content/artiklar/halv.png": PNG[:20],
        "content/artiklar/kod.svg": '<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>',
    }
    (problem,) = faults(publication(files))
    assert (problem.path, problem.line) == (BAD, line)
    assert words in problem.text
    assert problem.hint


def test_a_file_name_without_letters_needs_an_address(publication: Callable[..., Path]) -> None:
    (problem,) = faults(publication({"content/artiklar/🐼.md": HEAD + "---\n\nText\n"}))
    assert "ger ingen adress" in problem.text
    assert "slug:" in problem.hint


ODD = {
    "long title": ("ord " * 75, "Text."),
    "one long word": ("Kvalificeringsmatchs" * 4, "A" * 80),
    "emoji": ("🐼 & <b>”pandor”</b>", "Text 🐼."),
    "right to left": ("مرحبا بالعالم", "שלום עולם, hej."),
    "a wide table": ("Tabellen", "|" + "a|" * 30 + "\n|" + "---|" * 30 + "\n|" + "1|" * 30),
    "no words": ("Tomt", ""),
}


@pytest.mark.parametrize("case", ODD)
def test_an_odd_text_becomes_a_whole_page_in_every_list(
    publication: Callable[..., Path], case: str
) -> None:
    title, body = ODD[case]
    text = f"---\ntitle: '{title.strip()}'\ndate: 2025-01-01\n---\n\n{body}\n"
    root = publication({"content/artiklar/udda.md": text})
    build(BuildOptions(root=root))
    page = LexborHTMLParser((root / "build/site/2025/udda/index.html").read_text("utf-8"))
    assert page.css_first("h1").text() == title.strip()
    assert body.count("a|") == len(page.css("th"))
    listed = LexborHTMLParser((root / "build/site/arkiv/index.html").read_text("utf-8"))
    assert title.strip() in [node.text() for node in listed.css(".item__title a")]


def test_line_ends_of_windows_are_accepted(publication: Callable[..., Path]) -> None:
    text = (HEAD + "---\n\nEn rad.\n\nEn rad till.\n").replace("\n", "\r\n")
    root = publication({BAD: text})
    build(BuildOptions(root=root))
    page = (root / "build/site/2025/fel/index.html").read_text("utf-8")
    assert "<p>En rad till.</p>" in page


def test_two_texts_with_one_address_or_id_are_named_together(
    publication: Callable[..., Path],
) -> None:
    root = publication(
        {
            "content/artiklar/a/samma.md": HEAD + "---\n\nText\n",
            "content/artiklar/b/samma.md": HEAD + "---\n\nText\n",
        }
    )
    found = faults(root)
    assert {problem.path for problem in found} == {"content/artiklar/b/samma.md"}
    assert all("content/artiklar/a/samma.md" in problem.text for problem in found)
    assert any("/2025/samma/" in problem.text for problem in found)


def test_an_entry_cannot_be_named_index(publication: Callable[..., Path]) -> None:
    found = faults(publication({"content/sidor/index.md": "---\ntitle: Start\n---\n\nText\n"}))
    assert "index" in found[0].text


def test_a_text_outside_the_four_folders_has_no_home(publication: Callable[..., Path]) -> None:
    found = faults(publication({"content/artikler/x.md": HEAD + "---\n\nText\n"}))
    assert "Menade du ”artiklar”" in found[0].hint


def test_a_link_out_of_content_is_refused(publication: Callable[..., Path], tmp_path: Path) -> None:
    root = publication()
    (tmp_path / "hemligt.md").write_text(HEAD + "---\n\nHemligt\n", "utf-8")
    (root / BAD).symlink_to(tmp_path / "hemligt.md")
    found = faults(root)
    assert found[0].path == BAD
    assert "länk" in found[0].text


def test_a_file_that_cannot_be_read_is_a_problem(
    publication: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = publication({BAD: HEAD + "---\n\nText\n"})
    opened = Path.open

    def refuse(self: Path, *args: object, **options: object) -> object:
        if self.name == "fel.md":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    found = faults(root)
    assert found[0].path == BAD
    assert "går inte att läsa" in found[0].text


def test_all_faults_come_at_once_and_nothing_is_written(
    publication: Callable[..., Path], run: Callable[..., object]
) -> None:
    root = publication()
    build(BuildOptions(root=root))
    page = root / "build/site/index.html"
    before = page.read_bytes()
    publication(
        {
            "content/artiklar/ett.md": "---\ntitel: Fel\ndate: 2025-01-01\n---\n\nText\n",
            "content/artiklar/tva.md": HEAD + "---\n\nSe [det](borta.md).\n",
            "content/artiklar/tre.md": "Ingenting.\n",
        }
    )
    ran = run("build", cwd=root)
    assert ran.code == 1  # type: ignore[attr-defined]
    error = ran.stderr  # type: ignore[attr-defined]
    for place in ("ett.md:2", "tva.md:6", "tre.md:1"):
        assert f"content/artiklar/{place}: " in error
    assert "Menade du ”title”" in error
    assert error.rstrip().endswith("fel. Inget skrevs.")
    assert page.read_bytes() == before
    deploy = run("deploy", cwd=root)
    assert deploy.code == 1  # type: ignore[attr-defined]
    assert not (root / "publicerat").exists()


def test_a_full_disk_leaves_the_last_build_alone(
    publication: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = publication()
    build(BuildOptions(root=root))
    page = (root / "build/site/index.html").read_bytes()
    publication({BAD: HEAD + "---\n\nText\n"})
    opened = Path.open

    def full(self: Path, *mode: Any, **more: Any) -> Any:
        if ".staging" in self.parts and self.name == "feed.xml":
            raise OSError(28, "No space left on device", str(self))
        return opened(self, *mode, **more)

    monkeypatch.setattr(Path, "open", full)
    assert "disken är full" in faults(root)[0].text
    assert (root / "build/site/index.html").read_bytes() == page
    assert not (root / "build/.staging").exists()
    monkeypatch.undo()
    assert "site/2025/fel/index.html" in build(BuildOptions(root=root)).added


def test_a_build_cut_off_while_moving_is_healed_by_the_next(
    publication: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = publication()
    build(BuildOptions(root=root))
    publication({BAD: HEAD + "tags: [kina]\n---\n\nText\n"})

    def broken(*_: object) -> None:
        (root / "build/site/index.html").write_text("halv", "utf-8")
        raise OSError(5, "Input/output error", str(root / "build/site/index.html"))

    monkeypatch.setattr(outputs, "put_in_place", broken)
    faults(root)
    monkeypatch.undo()
    build(BuildOptions(root=root))
    shutil.copytree(root, tmp_path / "ren", ignore=shutil.ignore_patterns("build", ".publisher"))
    build(BuildOptions(root=tmp_path / "ren"))
    for file in (tmp_path / "ren/build/site").rglob("*.html"):
        mended = root / "build/site" / file.relative_to(tmp_path / "ren/build/site")
        assert mended.read_bytes() == file.read_bytes()


CUT = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
import publisher.{module} as at
real = at.{name}
def cut(*given, **named):
    signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
    signal.setitimer(signal.ITIMER_REAL, {seconds})
    return real(*given, **named)
at.{name} = cut
from publisher.cli.main import main
main(["build", "--jobs", "2"])
"""


@pytest.mark.parametrize(
    ("module", "name", "seconds"),
    [
        ("content.fragments", "render_all", 0.25),
        ("engine.outputs", "make", 0.05),
        ("engine.outputs", "put_in_place", 0.0001),
    ],
)
def test_ctrl_c_in_the_middle_leaves_everything_whole(
    publication: Callable[..., Path], tmp_path: Path, module: str, name: str, seconds: float
) -> None:
    many = {
        f"content/artiklar/nr{number}.md": f"{HEAD}---\n\nNummer {number}. "
        + "En lång *text*. " * 200
        for number in range(110)
    }
    root = publication()
    build(BuildOptions(root=root))
    before = (root / "build/site/index.html").read_bytes()
    publication(many)
    ran = subprocess.run(
        [sys.executable, "-c", CUT.format(module=module, name=name, seconds=seconds)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        text=True,
        timeout=600,
    )
    assert ran.returncode == 130, ran.stderr
    assert "Avbrutet" in ran.stderr
    assert "Traceback" not in ran.stderr
    if name != "put_in_place":  # which goes on to its end first
        assert (root / "build/site/index.html").read_bytes() == before
    build(BuildOptions(root=root))
    shutil.copytree(root, tmp_path / "ren", ignore=shutil.ignore_patterns("build", ".publisher"))
    build(BuildOptions(root=tmp_path / "ren"))
    for file in (tmp_path / "ren/build").rglob("*.html"):
        whole = root / "build" / file.relative_to(tmp_path / "ren/build")
        assert whole.read_bytes() == file.read_bytes()


def test_two_builds_at_once_do_not_meet(publication: Callable[..., Path]) -> None:
    root = publication()
    build(BuildOptions(root=root))
    with held(root / ".publisher" / "lock"):
        assert "pågår redan" in faults(root)[0].text


def test_faults_in_head_and_body_of_one_text_come_together(
    publication: Callable[..., Path],
) -> None:
    text = "---\ntitle: Fel\ndate: 2025-01-40\nauthors: redaktonen\n---\n\nSe [det](borta.md).\n"
    root = publication({BAD: text})
    assert [(problem.path, problem.line) for problem in faults(root)] == [
        (BAD, 3),
        (BAD, 4),
        (BAD, 7),
    ]


@pytest.mark.parametrize("name", ["content", "feeds/artiklar.yml", "content/artiklar/2025/x.md"])
def test_a_folder_that_is_missing_or_lies_in_the_place_of_a_file_is_told(
    publication: Callable[..., Path], name: str
) -> None:
    """Also when all else is as it was, and in the same words as a clean build."""
    root = publication()
    build(BuildOptions(root=root, jobs=1))
    place = root / name
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
        place.mkdir()
    (told,) = faults(root)
    assert told.path == name
    assert "mapp" in told.text
    assert [str(each) for each in check(BuildOptions(root=root, jobs=1))] == [str(told)]


def test_a_folder_with_the_name_of_a_feed_is_seen_when_nothing_else_changed(
    publication: Callable[..., Path],
) -> None:
    root = publication()
    build(BuildOptions(root=root, jobs=1))
    (root / "feeds/andra.yml").mkdir()
    assert [each.path for each in faults(root)] == ["feeds/andra.yml"]


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        ("{subject: Ett ämne}", "mail: har subject: men inget send:, så det blir inget brev"),
        ("{preheader: Mera}", "mail: har preheader: men inget send:, så det blir inget brev"),
        ("{send: false, subject: Ett ämne}", ""),
        ("{send: true, subject: Ett ämne}", ""),
    ],
)
def test_a_subject_that_makes_no_letter_is_advised_on(
    publication: Callable[..., Path], mail: str, said: str
) -> None:
    text = f"---\ntitle: T\ndate: 2025-01-01\nauthors: redaktionen\nmail: {mail}\n---\n\nText.\n"
    root = publication({"content/artiklar/2025/t.md": text})
    told = [
        each for each in build(BuildOptions(root=root, jobs=1)).problems if "send:" in each.text
    ]
    assert [(each.text, each.line, each.fatal) for each in told] == [(said, 5, False)] * bool(said)
