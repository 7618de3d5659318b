"""An old address that a head names was answered by the site, so it is promised as others are."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from publisher import ledger
from publisher.build import BuildOptions, build
from publisher.cli.main import main
from publisher.deploy.readiness import faults
from publisher.ledger import LedgerLine
from publisher.problems import Problem, PublisherError

ONE, OTHER = "content/artiklar/2025/ett.md", "content/artiklar/2025/annat.md"
NEW, OLD, OLDER = "/2025/ett/", "/gammal/å/", "/äldre.html"
BOTH = f"aliases: [{OLD}, {OLDER}]\n"


def piece(title: str, more: str = "") -> str:
    return f"---\ntitle: {title}\ndate: 2025-01-01\nauthors: redaktionen\n{more}---\n\nHej.\n"


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    """A publication with two articles, one of which names old addresses; deployed."""
    made = publication({ONE: piece("Ett", BOTH), OTHER: piece("Annat")})
    release(made)
    return made


def release(root: Path) -> None:
    build(BuildOptions(root=root, jobs=1))
    with pytest.raises(SystemExit) as ended:
        main(["deploy", "-q", "--config", str(root / "mkdocs.yml")])
    assert ended.value.code == 0


def led(root: Path) -> dict[str, str]:
    """Where old addresses lead, after a build that equals a clean one."""
    build(BuildOptions(root=root, jobs=1))
    file = root / "build/site/_redirects"
    text = file.read_bytes() if file.exists() else b""
    build(BuildOptions(root=root, jobs=1, clean=True))
    assert (file.read_bytes() if file.exists() else b"") == text
    return {old: new for old, new, _ in map(str.split, text.decode().splitlines())}


def told(root: Path) -> list[Problem]:
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, jobs=1))
    return list(faults(caught.value.problems))


def write(root: Path, files: Mapping[str, str | None]) -> None:
    for path, text in files.items():
        if text is None:
            (root / path).unlink()
        else:
            (root / path).write_text(text, "utf-8")


def redirects(root: Path, old: str, new: str) -> None:
    file = root / "mkdocs.yml"
    lines = f"  - publisher:\n      redirects: {{{old}: {new}}}\n"
    file.write_text(file.read_text("utf-8").replace("  - publisher:\n", lines), "utf-8")


def line(root: Path, id_: str) -> LedgerLine:
    book, problems = ledger.read(root)
    assert problems == ()
    found = book.record(id_)
    assert found is not None
    return found


def ledger_lines(root: Path) -> list[dict[str, object]]:
    text = (root / ledger.FILE).read_text("utf-8")
    return [json.loads(each) for each in text.splitlines()]


ID, OTHER_ID = "2025-01-01-ett", "2025-01-01-annat"


def test_old_addresses_in_a_head_stand_in_the_ledger(root: Path) -> None:
    assert line(root, ID).also == (OLD, OLDER)
    assert [each["also"] for each in ledger_lines(root) if each["id"] == ID] == [[OLD, OLDER]]
    assert ["also" in each for each in ledger_lines(root) if each["id"] == OTHER_ID] == [False]
    before = (root / ledger.FILE).read_bytes()
    write(root, {ONE: piece("Ett", f"aliases: [{OLDER}, {OLD}, {OLD}]\n")})
    release(root)
    assert (root / ledger.FILE).read_bytes() == before, "in another order they are the same"


def test_one_that_is_taken_out_of_the_head_leads_on_still(root: Path) -> None:
    for more in (f"aliases: [{OLDER}]\n", "", "slug: nytt\n"):
        write(root, {ONE: piece("Ett", f"id: {ID}\n{more}")})
        goal = "/2025/nytt/" if more.startswith("slug") else NEW
        assert led(root) == {
            "/gammal/%C3%A5/": goal,
            "/%C3%A4ldre.html": goal,
            **({NEW: goal} if goal != NEW else {}),
        }
        release(root)


def test_one_that_has_never_been_out_may_go(publication: Callable[..., Path]) -> None:
    root = publication({ONE: piece("Ett", BOTH)})
    assert len(led(root)) == 2
    write(root, {ONE: piece("Ett")})
    assert led(root) == {}


def test_a_ledger_from_before_is_whole_and_gets_a_line_where_there_is_more(root: Path) -> None:
    file = root / ledger.FILE
    lines = ledger_lines(root)
    for each in lines:
        if each.get("kind") == "article":
            each.pop("also", None)
    old = "".join(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in lines)
    file.write_text(old, "utf-8")
    shutil.rmtree(root / "publicerat")  # which remembers what was promised, too
    release(root)
    new = file.read_text("utf-8")
    assert new.startswith(old)
    (added,) = new.removeprefix(old).splitlines()
    assert (json.loads(added)["id"], json.loads(added)["also"]) == (ID, [OLD, OLDER])


def test_another_text_may_not_take_one_unseen(root: Path) -> None:
    write(root, {ONE: piece("Ett", "aliases: [/2025/var/]\n")})
    release(root)
    new = "content/artiklar/2025/var.md"
    write(root, {ONE: piece("Ett"), new: piece("Vår")})
    (problem,) = told(root)
    assert problem.path == new
    assert problem.text.startswith(f"adressen /2025/var/ leder sedan förut till {ONE}")
    assert f"publisher ledger accept {ID}" in problem.hint
    with pytest.raises(SystemExit) as ended:
        main(["ledger", "accept", ID, "--config", str(root / "mkdocs.yml")])
    assert ended.value.code == 0
    for _ in range(2):
        assert "/2025/var/" not in led(root)
        release(root)


def test_another_text_that_names_it_gets_it_and_keeps_it(root: Path) -> None:
    write(root, {ONE: piece("Ett"), OTHER: piece("Annat", f"aliases: [{OLDER}]\n")})
    goals = {"/gammal/%C3%A5/": NEW, "/%C3%A4ldre.html": "/2025/annat/"}
    assert led(root) == goals
    release(root)
    write(root, {OTHER: piece("Annat")})
    assert led(root) == goals
    release(root)
    assert led(root) == goals


def test_the_settings_lead_on_what_no_head_names(root: Path) -> None:
    redirects(root, OLDER, "/2025/annat/")
    assert led(root)["/%C3%A4ldre.html"] == NEW
    write(root, {ONE: piece("Ett")})
    assert led(root) == {"/gammal/%C3%A5/": NEW, "/%C3%A4ldre.html": "/2025/annat/"}


def test_what_a_text_had_follows_it_when_the_settings_lead_it_on(root: Path) -> None:
    write(root, {ONE: piece("Ett", f"id: {ID}\nslug: nytt\n")})
    release(root)
    redirects(root, "/2025/nytt/", "/2025/annat/")
    write(root, {ONE: None})
    olds = ("/gammal/%C3%A5/", "/%C3%A4ldre.html", NEW, "/2025/nytt/")
    for _ in range(2):
        assert led(root) == dict.fromkeys(olds, "/2025/annat/")
        release(root)


def test_a_feed_that_wants_one_has_to_lie_elsewhere(root: Path) -> None:
    write(root, {ONE: piece("Ett", "aliases: [/gammal.xml]\n")})
    release(root)
    feed = "kind: articles\ntitle: A\ndescription: B\naddress: /gammal.xml\n"
    write(root, {ONE: piece("Ett"), "feeds/nytt.yml": feed})
    (problem,) = told(root)
    assert problem.text.startswith("får samma adress /gammal.xml som feeds/nytt.yml")
    assert problem.hint == "Skriv en annan address: i filen."
