"""What a new letter or episode follows on: the last one's day, number and texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sample.episodes import SOUND

from publisher.build import BuildOptions
from publisher.build.overview import overview
from publisher.content.new.entry import NewEntry, edition
from publisher.content.new.publication import found
from publisher.content.new.wishes import Wishes
from publisher.swedish import STOCKHOLM

NOW = datetime(2026, 11, 16, 12, tzinfo=STOCKHOLM)
Run = Callable[..., Any]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A publication in which nothing has been written yet."""
    made = found(tmp_path / "tidning", Wishes(), NOW).root
    (made / "content/nyhetsbrev/forsta-brevet.md").unlink()
    (made / "content/artiklar/2026/valkommen.md").unlink()
    return made


def article(root: Path, title: str, date: str, more: str = "") -> None:
    name = title.lower().replace(" ", "-").replace(":", "")
    head = f'title: "{title}"\ndescription: Om det.\ndate: {date}\n{more}'
    path = root / f"content/artiklar/2026/{name}.md"
    path.write_text(f"---\n{head}---\n\n{title}, det handlar det om.\n", "utf-8")


def letter(root: Path, title: str, date: str, more: str = "") -> None:
    head = f'title: "{title}"\ndate: {date}\nsubject: "{title}"\n{more}'
    path = root / f"content/nyhetsbrev/{date[:10]}-x.md"
    path.write_text(f"---\n{head}---\n\nHej.\n", "utf-8")


def started(root: Path, now: datetime = NOW, title: str = "") -> tuple[NewEntry, str]:
    records = overview(BuildOptions(root=root, jobs=1, now=now)).loaded.records
    made = edition(root, records, now, title)
    return made, made.text.read_text("utf-8")


def test_a_letter_begins_with_what_came_since_the_last_one(root: Path, run: Run) -> None:
    article(root, "Gammal", "2026-11-01")
    article(root, "Redan med", "2026-11-09")
    letter(root, "Vecka 45", "2026-11-02T06:30")
    letter(root, "Vecka 46", "2026-11-09T06:30", "articles: [../artiklar/2026/redan-med.md]\n")
    article(root, "Samma dag", "2026-11-09")
    article(root, "Hamnen: nytt bud", "2026-11-12T08:00")
    article(root, "Kommer innan dess", "2026-11-16T05:00")
    article(root, "Kommer sedan", "2026-11-16T07:00")
    article(root, "Ett utkast", "2026-11-12", "draft: true\n")
    now = datetime(2026, 11, 13, 12, tzinfo=STOCKHOLM)
    made, text = started(root, now)
    assert made.text.name == "2026-11-16-vecka-47.md"
    assert made.gathered == ("Kommer innan dess", "Hamnen: nytt bud", "Samma dag")
    assert made.since == "Vecka 46, 9 november"
    assert (
        text
        == """\
---
title: Vecka 47
date: "2026-11-16T06:30"
subject: Kommer innan dess
# preheader: Raden efter ämnet
# layout: full
# Ska allt från en vecka vara med, skriv: week: 2026-46
# Det som är publicerat sedan Vecka 46, 9 november:
articles:
  # 16 november: Kommer innan dess
  - ../artiklar/2026/kommer-innan-dess.md
  # 12 november: Hamnen: nytt bud
  - ../artiklar/2026/hamnen-nytt-bud.md
  # 9 november: Samma dag
  - ../artiklar/2026/samma-dag.md
draft: true
---

Skriv texten här.
"""
    )
    # And so it can go out.
    made.text.write_text(
        text.replace("draft: true\n", "").replace("Skriv texten här.", "Hej!"), "utf-8"
    )
    done = run("build", "--now", "2026-11-16T08:00", cwd=root)
    assert done.code == 0, done.stderr
    out = (root / "build/site/nyhetsbrev/2026-11-16-vecka-47/index.html").read_text("utf-8")
    assert out.index("Kommer innan dess") < out.index("Hamnen: nytt bud") < out.index("Samma dag")


def test_the_first_letter_begins_with_the_last_week(root: Path, run: Run) -> None:
    article(root, "Gammal", "2026-11-08")
    article(root, "Ny", "2026-11-10")
    article(root, "I dag", "2026-11-16")
    made, text = started(root)
    assert made.text.name == "2026-11-16-vecka-47.md"
    assert made.gathered == ("I dag", "Ny")
    assert "date: 2026-11-16\n" in text


def test_where_nothing_is_new_it_says_so(root: Path) -> None:
    letter(root, "Vecka 47", "2026-11-16")
    made, text = started(root, NOW, "Extra")
    assert made.gathered == ()
    assert "# Inget är publicerat sedan Vecka 47, 16 november.\n" in text
    assert "articles: []\n" in text
    assert "subject: Extra\n" in text


@pytest.mark.parametrize(
    ("days", "due"),
    [
        (["2026-11-09"], "2026-11-16"),  # one tells nothing of how often they come
        (["2026-11-12", "2026-11-05"], "2026-11-19"),
        (["2026-11-12T07:00", "2026-11-05T06:00"], "2026-11-19T07:00"),
        (["2026-11-15", "2026-11-14", "2026-11-13"], "2026-11-16"),
        (["2026-11-02", "2026-10-26"], "2026-11-16"),  # the day has passed
        (["2026-11-09", "2026-11-02", "2026-10-01", "2026-09-24"], "2026-11-16"),
        (["2026-11-10", "2026-10-10"], "2026-12-11"),
        (["2026-11-10", "2025-11-10"], "2026-11-16"),
        (["2026-11-23", "2026-11-16"], "2026-11-30"),  # one is begun for next week already
    ],
)
def test_the_day_comes_in_the_pace_of_the_letters_before(
    root: Path, days: list[str], due: str
) -> None:
    for day in days:
        letter(root, "Brevet", day)
    _, text = started(root, NOW, "Nästa")
    assert f"date: {due}\n" in text.replace('"', "")


@pytest.mark.parametrize(
    ("titles", "title"),
    [
        (["Vecka 46"], "Vecka 47"),
        (["Vecka 45"], "Vecka 46"),  # of the week that had ended
        (["Vecka 46: hamnen"], "Vecka 47"),
        (["Brev 3 från kusten"], "Brev 4 från kusten"),
        (["Kustbrevet nr 12"], "Kustbrevet nr 13"),
        (["Brevet #7"], "Brevet #8"),
        (["Vecka 3"], "Vecka 4"),  # weeks of somebody's own
        (["Sex döda i 7 bränder"], "Vecka 47"),
        (["Måndagsbrevet", "Måndagsbrevet"], "Måndagsbrevet"),
        (["Måndagsbrevet"], "Vecka 47"),
        (["Rättelse", "Nyhetsbrev 9"], "Nyhetsbrev 10"),
    ],
)
def test_it_is_called_as_the_last_one_with_the_next_number(
    root: Path, titles: list[str], title: str
) -> None:
    for title_, day in zip(titles, ("2026-11-10", "2026-11-09"), strict=False):
        more = "corrects: 2026-11-09-x.md\n" if title_ == "Rättelse" else ""
        letter(root, title_, day, more)
    made, text = started(root, datetime(2026, 11, 17, 8, tzinfo=STOCKHOLM))
    assert f"title: {title}\n" in text.replace('"', "")
    assert made.text.name.startswith("2026-11-17-")


def test_the_command_needs_no_title_and_tells_what_it_gathers_from_any_folder(
    root: Path, run: Run
) -> None:
    today = datetime.now(STOCKHOLM)
    article(root, "Fin nyhet", f"{today:%Y-%m-%d}")
    done = run("new", "edition", cwd=root / "content/artiklar/2026")
    assert (done.code, done.stderr) == (0, "")
    path, told, row, _ = done.stdout.splitlines()
    assert path == f"content/nyhetsbrev/{today:%Y-%m-%d}-vecka-{today.isocalendar().week}.md"
    assert (root / path).is_file()
    assert told == "Samlar 1 text sedan en vecka tillbaka:"
    assert row == "  – Fin nyhet"
    # Faults in other texts are for build and check to tell.
    article(root, "Fel", "2026-13-45")
    done = run("new", "edition", "--slug", "en-till", cwd=root)
    assert done.code == 0, done.stderr
    assert "Inget är publicerat sedan Vecka" in done.stdout


def episode(name: str, more: str) -> str:
    return f"---\ntitle: {name}\ndate: 2026-11-{len(name):02}\nshow: samtal\naudio: {name}.mp3\n{more}---\n\nOm {name}.\n"


@pytest.mark.parametrize(
    ("there", "head"),
    [
        ([], "number: 1\n"),
        (["number: 4\n", "number: 11\n"], "number: 12\n"),
        (["season: 1\nnumber: 30\n", "season: 2\nnumber: 3\n"], "number: 4\nseason: 2\n"),
        (["number: 4\n", "number: 9\nkind: bonus\n"], "number: 5\n"),
        ([""], "# number: 12\n# season: 1\n"),
    ],
)
def test_an_episode_gets_the_next_number(
    root: Path, tmp_path: Path, run: Run, there: list[str], head: str
) -> None:
    assert run("new", "show", "Samtal", cwd=root).code == 0
    folder = root / "content/avsnitt"
    folder.mkdir(parents=True)
    for at, more in enumerate(there):
        name = "a" * (at + 1)
        (folder / f"{name}.mp3").write_bytes(SOUND)
        (folder / f"{name}.md").write_text(episode(name, more), "utf-8")
    sound = tmp_path / "inspelning.mp3"
    sound.write_bytes(SOUND)
    done = run("new", "episode", "Ett nytt", "--audio", sound, cwd=folder)
    assert (done.code, done.stderr) == (0, "")
    assert head in (folder / "ett-nytt.md").read_text("utf-8")
