"""The same letter every week, and texts that a file manager has copied."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from publisher import ledger
from publisher.build import BuildOptions, build, check
from publisher.build.overview import overview
from publisher.content.new.entry import NewEntry, edition
from publisher.ledger import LedgerLine
from publisher.problems import PublisherError, faults
from publisher.swedish import STOCKHOLM

LETTER = """\
---
title: Måndagsbrevet
date: {}
subject: Måndagsbrevet
articles: [../artiklar/2025/forsta.md]
---

Hej!
"""
MONDAYS = ("2026-11-16", "2026-11-23")


def letter(day: str, name: str = "mandagsbrevet") -> dict[str, str]:
    return {f"content/nyhetsbrev/{day}-{name}.md": LETTER.format(day)}


def test_a_letter_of_each_week_has_an_address_of_its_own(
    publication: Callable[..., Path],
) -> None:
    root = publication({**letter(MONDAYS[0]), **letter(MONDAYS[1])})
    build(BuildOptions(root=root, jobs=1))
    for day in MONDAYS:
        assert (root / f"build/site/nyhetsbrev/{day}-mandagsbrevet/index.html").exists()
        assert (root / f"build/editions/{day}-mandagsbrevet/index.html").exists()


def test_a_letter_that_was_published_without_its_date_stays_there(
    publication: Callable[..., Path],
) -> None:
    root = publication({**letter(MONDAYS[0]), **letter(MONDAYS[1])})
    at = "2026-11-16T06:00:00Z"
    id_ = f"{MONDAYS[0]}-mandagsbrevet"
    source = f"content/nyhetsbrev/{id_}.md"
    old = LedgerLine(
        id=id_,
        at=at,
        kind="edition",
        source=source,
        url="/nyhetsbrev/mandagsbrevet/",
        guid=id_,
        published=at,
    )
    ledger.append(root, [old])
    build(BuildOptions(root=root, jobs=1))
    folders = {each.name for each in (root / "build/site/nyhetsbrev").iterdir() if each.is_dir()}
    assert folders == {"mandagsbrevet", f"{MONDAYS[1]}-mandagsbrevet"}


def start(root: Path, title: str, now: datetime) -> NewEntry:
    records = overview(BuildOptions(root=root, jobs=1, now=now)).loaded.records
    return edition(root, records, now, title)


def test_new_edition_takes_a_title_every_week(publication: Callable[..., Path]) -> None:
    root = publication()
    for day in (16, 23):
        now = datetime(2026, 11, day, 8, tzinfo=STOCKHOLM)
        made = start(root, "Måndagsbrevet", now)
        assert made.text.name == f"2026-11-{day}-mandagsbrevet.md"
    # Those two say when the next one is to come.
    assert start(root, "2026-11-30 Brev", now).text.name == "2026-11-30-brev.md"
    with pytest.raises(PublisherError, match="finns redan"):
        edition(root, {}, now, "Måndagsbrevet")


LONG = "Provet är Kinas största, och i år skrev fler än någonsin. " * 6


def article(title: str = "Gaokao", date: str = "2025-06-07", body: str = "Kort.") -> str:
    return f"---\ntitle: {title}\ndate: {date}\n---\n\n{body}\n"


def told(root: Path) -> list[str]:
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, jobs=1))
    found = [str(each) for each in faults(caught.value.problems)]
    assert found == [str(each) for each in check(BuildOptions(root=root, jobs=1)) if each.fatal]
    return found


NAMES_OF_COPIES = (
    "gaokao (1)",
    "gaokao(2)",
    "gaokao kopia",
    "gaokao KOPIA",
    "gaokao (kopia)",
    "gaokao (kopia 1)",
    "gaokao – kopia",
    "gaokao - Copy",
    "gaokao - Copy (2)",
    "gaokao copy",
    "gaokao 2",
    "gaokao kopia 2",
    "gaokao_1",
    "Kopia av gaokao",
    "Kopia (2) av gaokao",
    "Copy of gaokao",
    "gaokao (Annas konflikterande kopia 2025-06-07)",
    "gaokao (Anna's conflicted copy 2025-06-07)",
    "gaokao (Case Conflict)",
    "gaokao [konflikt]",
    "gaokao.sync-conflict-20250607-101010-ABCDEFG",
    "gaokao-DESKTOP-AB12CD3",
    "gaokao.orig",
    "gaokao.md",
)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        *((name, "text") for name in NAMES_OF_COPIES),
        *((name, change) for name in NAMES_OF_COPIES[:2] for change in ("nothing", "title")),
    ],
)
def test_a_copy_beside_its_original_is_named(
    publication: Callable[..., Path], name: str, change: str
) -> None:
    copy = article(
        title="Gaokao i år" if change == "title" else "  gaokao ",
        body="Annat." if change == "text" else "Kort.\n",
    )
    folder = "content/artiklar/2025"
    root = publication({f"{folder}/gaokao.md": article(), f"{folder}/{name}.md": copy})
    (fault,) = told(root)
    assert fault.startswith(f"{folder}/{name}.md:")
    assert f"som {folder}/gaokao.md" in fault
    assert ("rubrik och datum" in fault) is (change != "title")


@pytest.mark.parametrize("name", ["gaokao-2", "provet", "gaokao (1)", "konflikt om gaokao"])
def test_what_only_looks_like_a_copy_is_none(publication: Callable[..., Path], name: str) -> None:
    other = article(title="Gaokao, del två", date="2025-06-08", body="Annat.")
    folder = "content/artiklar/2025"
    build(
        BuildOptions(
            root=publication({f"{folder}/gaokao.md": article(), f"{folder}/{name}.md": other}),
            jobs=1,
        )
    )


def test_one_long_text_under_two_names_is_one(publication: Callable[..., Path]) -> None:
    folder = "content/artiklar/2025"
    other = article(title="Annan", date="2025-06-09", body=LONG.replace(" ", "\n"))
    root = publication({f"{folder}/a.md": article(body=LONG), f"{folder}/b.md": other})
    (fault,) = told(root)
    assert "har samma text som content/artiklar/2025/a.md" in fault


@pytest.mark.parametrize(
    ("day", "week"),
    [((2026, 11, 30), "2026-48"), ((2026, 12, 4), "2026-49"), ((2027, 1, 4), "2026-53")],
)
def test_a_new_edition_says_how_all_of_the_week_is_gathered(
    publication: Callable[..., Path], day: tuple[int, int, int], week: str
) -> None:
    """On a Monday the week that has just ended; the line is a remark until somebody wants it."""
    root = publication()
    made = start(root, "Brevet", datetime(*day, 8, tzinfo=STOCKHOLM))
    written = made.text.read_text("utf-8")
    assert f"skriv: week: {week}\narticles: []\n" in written
