"""From a piece that moves to the page that leads on, and what `publisher ledger check` tells."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.cli.main import main
from publisher.ledger import FILE, Ledger, read, summarise

LINES = (
    '{"at": "2025-02-02T06:30:00Z", "guid": "a", "id": "a", "kind": "article", '
    '"published": "2025-02-02T06:30:00Z", "source": "a.md", "url": "/a/"}',
    '{"at": "2025-02-03T06:30:00Z", "enclosure": {"bytes": 3, "sha256": "", "url": "/b.mp3"}, '
    '"guid": "b", "id": "b", "kind": "episode", "published": "2025-02-03T06:30:00Z", '
    '"source": "b.md", "url": "/b/"}',
    '{"at": "2025-02-04T06:30:00Z", "id": "a", "withdrawn": true}',
)
PROMISED = 8
"""An article, a page, a feed, the site's address, and the lists: archive, year, tag and author."""
FIRST = "content/artiklar/2025/forsta.md"


class Said(NamedTuple):
    code: int
    out: str
    err: str


Publisher = Callable[..., Said]


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    return publication()


@pytest.fixture
def publisher(root: Path, capsys: pytest.CaptureFixture[str]) -> Publisher:
    """A function that runs a command on the publication."""

    def run(*args: str) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*args, "--config", str(root / "mkdocs.yml")])
        assert isinstance(ended.value.code, int)
        return Said(ended.value.code, *capsys.readouterr())

    return run


def released(publisher: Publisher) -> None:
    for command in ("build", "deploy"):
        assert publisher(command).code == 0


def book_of(root: Path) -> Ledger:
    book, problems = read(root)
    assert not problems
    return book


def moved(root: Path) -> None:
    """Another file name and another address; the id is written out, for the name was all it had."""
    text = (root / FIRST).read_text("utf-8")
    new = text.replace("---\n", "---\nid: 2025-02-02-forsta\nslug: nytt-namn\n", 1)
    (root / FIRST).unlink()
    (root / "content/artiklar/2025/omdopt.md").write_text(new, "utf-8")


def test_an_article_that_moves_keeps_its_guid_and_its_old_address_leads_on(
    root: Path, publisher: Publisher
) -> None:
    released(publisher)
    feed = root / "build/site/feed.xml"
    before = [entry.id for entry in feedparser.parse(str(feed)).entries]
    moved(root)
    released(publisher)
    assert [entry.id for entry in feedparser.parse(str(feed)).entries] == before
    for site in (root / "build/site", root / "publicerat"):
        old = (site / "2025/forsta/index.html").read_text("utf-8")
        assert 'http-equiv="refresh"' in old
        assert "/2025/nytt-namn/" in old
        assert "En första text" in (site / "2025/nytt-namn/index.html").read_text("utf-8")
    assert len(book_of(root).lines) == PROMISED + 1


def test_a_rename_alone_changes_nothing_but_the_address(root: Path, publisher: Publisher) -> None:
    released(publisher)
    (root / FIRST).rename(root / "content/artiklar/2025/andra.md")
    told = publisher("build")
    assert told.code == 1
    assert "skriv id: 2025-02-02-forsta i dess huvud" in told.err


def test_before_the_first_deploy_nothing_is_promised(publisher: Publisher) -> None:
    assert publisher("ledger", "check") == Said(
        0,
        "feeds/ledger.jsonl: ingenting är lovat än. Löftena skrivs av publisher deploy.\n"
        "Allt som är lovat hålls.\n",
        "",
    )


def test_the_state_is_told_in_figures(root: Path, publisher: Publisher) -> None:
    released(publisher)
    moved(root)
    released(publisher)
    (root / "content/sidor/prenumerera.md").unlink()
    assert publisher("ledger", "accept", "sida-prenumerera").code == 0
    settings = (root / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(
        settings.replace(
            "subscribe_url: /prenumerera/", "subscribe_url: https://brev.example/"
        ).replace("https://prov.example/prenumerera/", "https://brev.example/"),
        "utf-8",
    )
    told = publisher("ledger", "check")
    assert (told.code, told.err) == (0, "")
    lines = told.out.splitlines()
    assert lines[:3] == [
        "feeds/ledger.jsonl: lovat är 1 artikel, 1 flöde och 4 listor.",
        "1 gammal adress leder vidare.",
        "1 löfte är tillbakadraget.",
    ]
    assert lines[-1] == "Allt som är lovat hålls."
    assert "2025-02-02-forsta  /2025/nytt-namn/" in publisher("ledger", "check", "-v").out


def test_what_the_texts_would_break_is_told(root: Path, publisher: Publisher) -> None:
    released(publisher)
    (root / FIRST).unlink()
    told = publisher("ledger", "check")
    assert told.code == 1
    assert told.out.startswith(
        "feeds/ledger.jsonl: lovat är 1 artikel, 1 sida, 1 flöde och 4 listor."
    )
    assert told.err.startswith(f"{FIRST}: texten är publicerad på /2025/forsta/ men finns inte")
    assert told.err.endswith("1 fel. Inget skrevs.\n")


@pytest.mark.parametrize(
    ("lines", "number", "says"),
    [
        (["<<<<<<< HEAD", "=======", ">>>>>>> gren"], PROMISED + 1, "en git-konflikt är inte löst"),
        (['{"id": "a", "at": "i går", "withdrawn": true}'], PROMISED + 1, "raden är skadad"),
        (['{"id": "a", "at": "9999-12-31T23:59:59Z", "withdrawn": true}'], PROMISED + 1, "skadad"),
        (
            ['{"id": "a", "at": "2025-01-01T00:00:00+01:00", "withdrawn": true}'],
            PROMISED + 1,
            "skadad",
        ),
    ],
)
def test_a_damaged_ledger_is_told_with_its_line(
    root: Path, publisher: Publisher, lines: list[str], number: int, says: str
) -> None:
    released(publisher)
    with (root / FILE).open("a", encoding="utf-8") as file:
        file.write("".join(line + os.linesep for line in lines))
    told = publisher("ledger", "check")
    assert (told.code, told.out) == (1, "")
    assert told.err.startswith(f"feeds/ledger.jsonl:{number}: ")
    assert says in told.err
    assert "git" in told.err


def test_a_conflict_solved_by_keeping_both_sides_is_whole(root: Path, publisher: Publisher) -> None:
    released(publisher)
    file = root / FILE
    one, two, *rest = file.read_text("utf-8").splitlines(keepends=True)
    three = "".join(rest)
    file.write_text(f"{three}<<<<<<< HEAD\n{two}=======\n{one}>>>>>>> gren\n", "utf-8")
    told = publisher("ledger", "check")
    assert told.code == 1
    assert "Behåll raderna från båda sidor och ta bort markeringarna." in told.err
    file.write_text(three + two + one, "utf-8")
    assert publisher("ledger", "check").code == 0
    assert publisher("ledger", "check", "-q") == Said(0, "", "")


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    noise=st.binary(max_size=40) | st.text(max_size=40).map(lambda text: text.encode()),
    at=st.integers(0, 600),
    cut=st.integers(0, 40),
)
def test_no_ledger_however_damaged_leaves_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int, cut: int
) -> None:
    root = tmp_path_factory.getbasetemp() / "skadad"
    (root / "feeds").mkdir(parents=True, exist_ok=True)
    data = b"".join(line.encode() + b"\n" for line in LINES)
    (root / FILE).write_bytes(data[:at] + noise + data[at + cut :])
    book, problems = read(root)
    assert all(problem.path == FILE and problem.text for problem in problems)
    assert summarise(book).withdrawn >= 0
