"""What `publisher new` writes: a podcast, a page, somebody who writes, and what a head may have."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from program import ROOT
from sample.episodes import SOUND

from publisher.config import load_config
from publisher.content.front_matter import ArticleFields, EditionFields, EpisodeFields, PageFields
from publisher.content.load.people import read_people
from publisher.content.new import entry
from publisher.content.new.author import author
from publisher.content.new.publication import found
from publisher.content.new.show import show
from publisher.content.new.wishes import Wishes
from publisher.media import artwork, images
from publisher.model.addresses import PEOPLE
from publisher.problems import PublisherError

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
Run = Callable[..., Any]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return found(tmp_path / "min-tidning", Wishes(), NOW).root


def files(root: Path) -> dict[str, bytes]:
    paths = (path for path in root.rglob("*") if path.is_file() and "verktyg" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def test_a_new_podcast_can_be_checked_and_stands_in_the_menu_by_the_line_that_is_told(
    root: Path, run: Run
) -> None:
    code, out, err = run("new", "show", "Samtal: om Åland", cwd=root / "content")
    assert (code, err) == (0, "")
    assert out.startswith("feeds/samtal-om-aland.yml\n")
    told = re.search(r"skriv raden (- .*) under nav: i mkdocs.yml", out)
    assert told is not None
    settings = (root / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(settings.replace("nav:\n", f"nav:\n  {told[1]}\n"), "utf-8")
    code, _, err = run("check", cwd=root)
    assert code == 0
    (advice,) = (
        line
        for line in err.splitlines()
        if line.startswith("Råd: feeds/samtal")
        and "här står" not in line
        and ".example" not in line
    )
    assert "podden har inga avsnitt" in advice
    assert run("build", cwd=root).code == 0
    assert "Samtal: om Åland" in (root / "build/site/index.html").read_text("utf-8")
    assert (root / "build/site/podd/samtal-om-aland/index.html").is_file()


@pytest.mark.parametrize(
    "title",
    ["Podden", "Ö", "En podd med ett långt namn " * 5, "山西 samtal", "a" * 200, "'\"#: {}"],
)
def test_the_cover_is_one_that_apple_takes_whatever_the_name(root: Path, title: str) -> None:
    made = show(root, "mkdocs.yml", title, "x")
    assert artwork.fault(made.cover) == ""
    with Image.open(made.cover) as picture:
        assert picture.width == picture.height
        assert picture.width in artwork.PIXELS
        # Something stands on it, and none of it at the edge.
        colours = picture.getcolors(100_000)
        assert colours is not None
        ground = max(colours)[1]
        edge = picture.crop((0, 0, picture.width, 100)).getcolors()
        assert edge == [(picture.width * 100, ground)]
        assert len(colours) > 1
    config, problems = load_config(root, measure=images.measure)
    assert config is not None
    assert problems == ()
    (one,) = config.shows
    assert one.title == " ".join(title.split())
    assert one.owner.email == config.contact


def test_every_suggestion_in_a_podcasts_file_is_one_that_may_be_written(root: Path) -> None:
    made = show(root, "mkdocs.yml", "Podden")
    text = made.settings.read_text("utf-8")
    used = re.sub(r"(?m)^( *)# (?=(?:  )*(?:- )?[a-z_]+: )", r"\1", text)
    used = re.sub(r"(?m)^# (?=(?:hosts|platforms|funding|update_frequency):$)", "", used)
    assert used.count("#") < text.count("#") - 10
    made.settings.write_text(used, "utf-8")
    config, problems = load_config(root, measure=images.measure)
    assert problems == ()
    assert config is not None
    (one,) = config.shows
    assert one.update_frequency == "Varje fredag"
    assert one.funding[0].title == "Stöd podden"
    assert one.categories[0].sub == "Politics"


def test_a_podcast_is_written_whole_or_not_at_all(root: Path) -> None:
    before = files(root)
    with pytest.raises(PublisherError, match=r"artiklar\.yml: filen finns redan"):
        show(root, "mkdocs.yml", "Artiklar")
    with pytest.raises(PublisherError, match="255"):
        show(root, "mkdocs.yml", "Lång " * 60)
    for wrong in ("Fel Namn", "../x", "å", "a" * 81):
        with pytest.raises(PublisherError, match="--slug"):
            show(root, "mkdocs.yml", "Podden", wrong)
    assert files(root) == before
    (root / "mkdocs.yml").write_text("site_name: [", "utf-8")
    with pytest.raises(PublisherError):
        show(root, "mkdocs.yml", "Podden")
    assert set(files(root)) == set(before)


HEADS = {
    "article": ArticleFields,
    "edition": EditionFields,
    "page": PageFields,
}


@pytest.mark.parametrize("kind", HEADS)
def test_every_key_that_a_new_head_suggests_may_be_written(root: Path, kind: Any) -> None:
    if kind == "edition":
        path = entry.edition(root, {}, NOW, "En rubrik", "kort").text
    else:
        path = entry.text(root, kind, "En rubrik", NOW, "kort").text
    assert path.stem in {"kort", "2026-11-16-kort"}
    checked(path, HEADS[kind])


def checked(path: Path, model: Any) -> None:
    """The head with all that it suggests, as its kind reads it."""
    import yaml

    head = path.read_text("utf-8").split("---\n")[1]
    used = re.sub(r"(?m)^# (?=[a-z_]+: )", "", head)
    assert used != head
    read = model.model_validate(yaml.safe_load(used))
    assert read.draft


def test_so_it_is_with_an_episode_by_the_name_that_was_wished_for(
    root: Path, tmp_path: Path, run: Run
) -> None:
    sound = tmp_path / "inspelning.mp3"
    sound.write_bytes(SOUND)
    done = run("new", "episode", "Ett", "--audio", sound, "--show", "samtal", cwd=root)
    assert done.code == 1
    assert 'publisher new show "Poddens namn" --slug samtal' in done.stderr
    assert run("new", "show", "Samtal", cwd=root).code == 0
    done = run("new", "episode", "Ett", "--audio", sound, "--slug", "forsta", cwd=root)
    assert (done.code, done.stderr) == (0, "")
    assert (root / "content/avsnitt/forsta.mp3").is_file()
    checked(root / "content/avsnitt/forsta.md", EpisodeFields)


AUTHORS = """\
# Överst.
redaktionen:  # vi
  name: Redaktionen

# Sist."""


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_who_is_new_comes_last_and_all_else_stays(root: Path, end: str, line_end: str) -> None:
    file = root / PEOPLE
    before = (AUTHORS + end).replace("\n", line_end).encode()
    file.write_bytes(before)
    assert author(root, "Åsa  Öberg: reporter") == "asa-oberg-reporter"
    assert author(root, "On", "on") == "on"
    after = file.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(line_end.encode())
    people = read_people(file)
    assert people.problems == ()
    names = {each.id: each.name for each in people.found}
    assert names == {
        "redaktionen": "Redaktionen",
        "asa-oberg-reporter": "Åsa Öberg: reporter",
        "on": "On",
    }


def test_the_first_author_gets_a_file_with_lines_to_use(root: Path) -> None:
    file = root / PEOPLE
    file.unlink()
    author(root, "Åsa Öberg")
    used = re.sub(r"(?m)^  # ", "  ", file.read_text("utf-8"))
    file.write_text(used, "utf-8")
    people = read_people(file)
    assert people.problems == ()
    (one,) = people.found
    assert (one.line, len(one.links)) == ("Kinakorrespondent", 1)


@pytest.mark.parametrize(
    "text",
    [
        "redaktionen: {name: R}\n...\n",
        "{redaktionen: {name: R}}\n",
        "a: [\n",
        "- a\n",
        "asa: {name: R}\n",
    ],
)
def test_a_file_that_nothing_can_be_added_to_stays_as_it_is(root: Path, text: str) -> None:
    file = root / PEOPLE
    file.write_text(text, "utf-8")
    with pytest.raises(PublisherError) as caught:
        author(root, "Åsa")
    assert all(each.hint for each in caught.value.problems)
    assert file.read_text("utf-8") == text


@pytest.mark.skipif(os.name == "nt", reason="needs a system that can say how large files may be")
def test_a_full_disk_leaves_authors_and_podcasts_as_they_were(root: Path) -> None:
    before = files(root)
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from publisher.content.new.author import author; from publisher.content.new.show import show\n"
        "from publisher.problems import PublisherError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))\n"
        "for make in (lambda: author(Path(sys.argv[1]), 'Åsa'),"
        " lambda: show(Path(sys.argv[1]), 'mkdocs.yml', 'Podden')):\n"
        "    try: make()\n"
        "    except PublisherError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", script, root],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("gick inte att skriva") == 2
    assert files(root) == before


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_episode_that_fails_leaves_no_sound_behind(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """Neither when the text cannot be written, nor when the sound cannot."""
    show(root, "mkdocs.yml", "Podden", "podden")
    sound = tmp_path / "ett.mp3"
    sound.write_bytes(SOUND)
    before = files(root)

    def fails(*_: object) -> None:
        raise error

    def partly(_: Path, goal: Path) -> None:
        goal.write_bytes(SOUND[:100])
        raise error

    for name, broken in {"entry.write": fails, "entry.shutil.copyfile": partly}.items():
        with monkeypatch.context() as broke:
            broke.setattr(f"publisher.content.new.{name}", broken)
            with pytest.raises((OSError, PublisherError, KeyboardInterrupt)):
                entry.episode(root, "mkdocs.yml", sound, title="Ett", now=NOW)
        assert files(root) == before
    assert entry.episode(root, "mkdocs.yml", sound, title="Ett", now=NOW).sound is not None
    own = root / "content/avsnitt/eget.mp3"
    own.write_bytes(SOUND)
    monkeypatch.setattr("publisher.content.new.entry.write", fails)
    with pytest.raises((OSError, KeyboardInterrupt)):
        entry.episode(root, "mkdocs.yml", own, title="Två", now=NOW)
    assert own.is_file(), "what lay there already is its editor's"
