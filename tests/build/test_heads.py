"""Heads of few articles that have changed: what others show of them follows, and all else is let be."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from sample.edits import Exchange, as_clean, build, change, looks_at_all, settle
from sample.publication import MKDOCS_YML, NOW

from publisher.build import BuildOptions
from publisher.build import build as build_

pytestmark = pytest.mark.sampled(3)
FOLDER = "content/artiklar/2025"
ONE, TWO, THREE, FOUR = (f"{FOLDER}/2025-03-0{n}-text-{n}.md" for n in (1, 2, 3, 4))
PICTURE = f"{FOLDER}/bild.svg"
LETTER, WEEK = (f"content/nyhetsbrev/2025-{day}.md" for day in ("04-10", "03-17"))


def text(number: int, *more: str, body: str = "") -> str:
    """An article of many that are tagged alike."""
    rows = (
        f"title: Rubrik {number}",
        f"date: 2025-03-0{number} 12:00",
        "tags: [kina, hav]",
        "categories: [Utrikes]",
        "authors: redaktionen",
        *more,
    )
    return "\n".join(("---", *rows, "---", "", body or f"Stycke nummer {number}.", ""))


TEXTS = {
    **{f"{FOLDER}/2025-03-0{n}-text-{n}.md": text(n) for n in range(1, 9)},
    ONE: text(1, "description: Om ett.", "mail:", "  send: true"),
    THREE: text(3, body="Se [rubriken](2025-03-02-text-2.md) och [[Rubrik 4]]."),
    f"{FOLDER}/2025-03-05-text-5.md": text(5, body="![En ruta](bild.svg)"),
    f"{FOLDER}/2025-03-06-text-6.md": text(6, "aliases: /gammal/"),
    f"{FOLDER}/2025-03-07-text-7.md": text(7, body="Se [åttan](/2025/text-8/)."),
    f"{FOLDER}/2025-03-09-text-9.md": text(9).replace("[kina, hav]", "[kina, sill]"),
    f"{FOLDER}/sen.md": text(3).replace("2025-03-03", "2026-06-03").replace("Rubrik 3", "Sen"),
    PICTURE: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>',
    "content/forfattare.yml": "redaktionen:\n  name: Redaktionen\nasa:\n  name: Åsa\n",
    LETTER: "---\ntitle: Brevet\ndate: 2025-04-10\nsubject: Brevet\narticles:\n"
    "  - ../artiklar/2025/2025-03-01-text-1.md\n---\n\nHej!\n",
    WEEK: "---\ntitle: Veckan\ndate: 2025-03-17\nsubject: Veckan\nfrom: 2025-03-07\n"
    "to: 2025-03-16\n---\n\nHej!\n",
    "mkdocs.yml": MKDOCS_YML.replace("subscribers: 775", "subscribers: 775\n      per_page: 5"),
    "feeds/artiklar.yml": "kind: articles\ntitle: Allt\ndescription: Allt.\neach: [tag, author]\n",
}  # fmt: skip


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    root = publication(TEXTS)
    for number in (1, 2):  # another who signs, and two more tags that are common
        for at in range(4):
            path = f"{FOLDER}/2025-02-{number}{at}-mer-{number}{at}.md"
            own = text(1).replace("2025-03-01", path.rsplit("/", maxsplit=1)[-1][:10])
            own = own.replace("Rubrik 1", f"Mer {number}{at}").replace("nummer 1", path)
            own = own.replace("redaktionen", "asa").replace("hav", ("is", "ost")[number - 1])
            (root / path).write_text(own, "utf-8")
    settle()
    told = build(root)
    assert told[:1] != ["fel"], told
    return root


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The hours at which all was looked at."""
    return looks_at_all(monkeypatch)


LOCAL: dict[str, tuple[str, tuple[Exchange, ...]]] = {
    "title": (ONE, (("Rubrik 1", "En annan rubrik"),)),
    "title of the newest": (f"{FOLDER}/2025-03-09-text-9.md", (("Rubrik 9", "Nyast"),)),
    "description": (ONE, (("Om ett", "Om något"),)),
    "what lists show of a text without a description": (TWO, (("Stycke", "Ett annat stycke"),)),
    "hour": (TWO, (("12:00", "12:30"),)),
    "day, past others": (TWO, (("date: 2025-03-02", "id: 2025-03-02-text-2\ndate: 2025-01-20"),)),
    "tags": (TWO, (("[kina, hav]", "[ost]"),)),
    "a tag less": (TWO, (("[kina, hav]", "[kina]"),)),
    "who signs": (TWO, (("redaktionen", "asa"),)),
    "what is steered": (TWO, (("authors", "pinned: true\norder: 2\nauthors"),)),
    "when it was altered": (TWO, (("authors", "updated: 2026-05-02\nauthors"),)),
    "the subject of its letter": (ONE, (("mail:", "mail:\n  subject: Nytt"),)),
    "with an old address": (f"{FOLDER}/2025-03-06-text-6.md", (("Rubrik 6", "Sex"),)),
    "title and text": (ONE, (("Rubrik 1", "Ett"), ("Stycke", "Text"))),
}  # fmt: skip


@pytest.mark.parametrize(("path", "changes"), LOCAL.values(), ids=LOCAL)
def test_only_those_who_show_it_hear_of_it(
    root: Path, whole: list[datetime], path: str, changes: tuple[Exchange, ...]
) -> None:
    """Three times: there, with an edit within another text, and back again."""
    change(root, path, *changes)
    as_clean(root)
    assert len(whole) == 1, "only the clean build looked at all"
    settle()
    change(root, f"{FOLDER}/2025-03-08-text-8.md", ("nummer 8", "nummer åtta"))
    as_clean(root)
    settle()
    change(root, path, *((new, old) for old, new in reversed(changes)))
    as_clean(root)
    assert len(whole) == 3


NEW = f"{FOLDER}/2025-05-05-ny.md"


def fresh(title: str = "Ny", day: str = "2025-05-05", body: str = "En ny text.") -> str:
    """An article that has not been there before."""
    return text(3, body=body).replace("2025-03-03", day).replace("Rubrik 3", title)


@pytest.mark.parametrize("day", ["2025-05-05", "2025-03-04", "2025-01-02"])
def test_an_article_that_comes_and_goes(root: Path, whole: list[datetime], day: str) -> None:
    """The newest, one among others and the oldest of all; and edited while it is there."""
    (root / NEW).write_text(fresh(day=day), "utf-8")
    as_clean(root)
    settle()
    change(root, NEW, ("title: Ny", "title: Nyare"), ("En ny", "En nyare"))
    change(root, TWO, ("Rubrik 2", "Två"))
    as_clean(root)
    settle()
    (root / NEW).unlink()
    as_clean(root)
    assert len(whole) == 3, "only the clean builds looked at all"
    settle()
    (root / f"{FOLDER}/2025-03-04-text-4.md").rename(root / f"{FOLDER}/2025-03-04-text-fyra.md")
    as_clean(root)


ALL: dict[str, tuple[str, tuple[Exchange, ...]]] = {
    "a correction": (TWO, (("authors", "corrections: [{date: 2026-05-01, text: Fel.}]\nauthors"),)),
    "it is taken back": (
        TWO, (("authors", "withdrawn: {date: 2026-05-01, reason: Fel.}\nauthors"),)
    ),
    "a name that another text calls it by": (FOUR, (("Rubrik 4", "Fyra"),)),
    "a name that would have two": (TWO, (("Rubrik 2", "Rubrik 4"),)),
    "a tag that is new": (TWO, (("hav", "moln"),)),
    "a tag that is misspelled": (TWO, (("hav", "Hav"),)),
    "the last of a tag": (f"{FOLDER}/2025-03-09-text-9.md", ((", sill", ""),)),
    "a category that is new": (TWO, (("Utrikes", "Inrikes"),)),
    "somebody unknown": (TWO, (("redaktionen", "nils"),)),
    "year": (TWO, (("2025-03-02", "2024-03-02"),)),
    "day, in an id": (TWO, (("2025-03-02", "2025-03-03"),)),
    "into a newsletter's week": (ONE, (("date: 2025-03-01", "id: 2025-03-01-text-1\ndate: 2025-03-09"),)),
    "later than now": (TWO, (("date: 2025-03-02", "id: 2025-03-02-text-2\ndate: 2027-01-01"),)),
    "altered later than now": (TWO, (("authors", "updated: 2027-05-02\nauthors"),)),
    "a letter more": (TWO, (("authors", "mail: {send: true}\nauthors"),)),
    "draft": (TWO, (("authors", "draft: true\nauthors"),)),
    "for subscribers": (TWO, (("authors", "audience: prenumeranter\nauthors"),)),
    "address": (TWO, (("authors", "slug: nytt\nauthors"),)),
    "the address of another": (TWO, (("authors", "slug: text-4\nauthors"),)),
    "old address": (TWO, (("authors", "aliases: /mycket-gammal/\nauthors"),)),
    "id": (TWO, (("authors", "id: eget\nauthors"),)),
    "guid": (TWO, (("authors", "guid: eget\nauthors"),)),
    "picture over it": (TWO, (("authors", "image: bild.svg\nimage_alt: Ruta\nauthors"),)),
    "advice": (TWO, (("authors", "mail: {subject: X}\nauthors"),)),
    "what is no head": (TWO, (("title: Rubrik 2", "titel: Rubrik 2"),)),
}  # fmt: skip


@pytest.mark.parametrize(("path", "changes"), ALL.values(), ids=ALL)
def test_what_may_matter_to_others_is_looked_at_with_them(
    root: Path, whole: list[datetime], path: str, changes: tuple[Exchange, ...]
) -> None:
    change(root, path, *changes)
    change(root, f"{FOLDER}/2025-03-08-text-8.md", ("nummer 8", "nummer åtta"))
    as_clean(root)
    assert len(whole) == 2
    settle()
    change(root, path, *((new, old) for old, new in reversed(changes)))
    as_clean(root)


COMING: dict[str, dict[str, str]] = {
    "an address that is taken": {NEW: fresh().replace("authors", "slug: text-2\nauthors")},
    "an address that leads on": {NEW: fresh().replace("authors", "slug: x\naliases: /y/\nauthors")},
    "an id that is taken": {NEW: fresh().replace("authors", "id: 2025-03-02-text-2\nauthors")},
    "an id that is taken by what is not out": {
        NEW: fresh().replace("authors", "id: 2026-06-03-sen\nauthors")
    },
    "a text that is there": {NEW: fresh(body="Stycke nummer 2.")},
    "a name that another has": {NEW: fresh(title="Rubrik 4")},
    "named as a copy": {f"{FOLDER}/2025-03-02-text-2 kopia.md": fresh()},
    "in a newsletter's week": {NEW: fresh(day="2025-03-10")},
    "a year without articles": {NEW: fresh(day="2023-03-10")},
    "a picture that is new": {NEW: fresh(body="![Ruta](ny.svg)"), f"{FOLDER}/ny.svg": TEXTS[PICTURE]},
    "a letter with a picture": {
        NEW: fresh(body="![Ruta](bild.svg)").replace("authors", "mail: {send: true}\nauthors")
    },
    "a translation": {f"{FOLDER}/2025-03-02-text-2.en.md": "---\ntitle: Two\n---\n\nA text.\n"},
    "a draft": {NEW: fresh().replace("authors", "draft: true\nauthors")},
    "two at once": {NEW: fresh(), NEW.replace("ny", "annan"): fresh("Annan", body="En till.")},
    "in no folder": {"content/artikel.md": fresh()},
    "a page": {"content/sidor/ny.md": "---\ntitle: Ny\n---\n\nEn sida.\n"},
    "a link to nothing": {NEW: fresh(body="Se [x](/borta/).")},
}  # fmt: skip


@pytest.mark.parametrize("files", COMING.values(), ids=COMING)
def test_what_comes_and_may_matter_to_others(
    root: Path, whole: list[datetime], files: dict[str, str]
) -> None:
    for path, written in files.items():
        (root / path).write_text(written, "utf-8")
    as_clean(root)
    assert whole
    settle()
    for path in files:
        (root / path).unlink()
    change(root, TWO, ("Rubrik 2", "Två"))
    as_clean(root)


@pytest.mark.parametrize(
    "gone", [ONE, TWO, FOUR, *(f"{FOLDER}/2025-03-0{n}-text-{n}.md" for n in (5, 6, 8, 9))]
)
def test_what_goes_and_may_matter_to_others(root: Path, whole: list[datetime], gone: str) -> None:
    """Gathered, linked to by path and by name, the only one with its picture, with an old address,
    linked to by its address, the last with a tag."""
    (root / gone).unlink()
    as_clean(root)
    assert len(whole) == 2


def test_a_tag_that_is_no_longer_common(root: Path, whole: list[datetime]) -> None:
    """Then a rare one that is like it is advised against no more: of four uses two are left."""
    for at in (0, 1):
        change(root, f"{FOLDER}/2025-02-1{at}-mer-1{at}.md", ("[kina, is]", "[kina]"))
    as_clean(root)
    assert len(whole) == 2


def test_a_picture_that_others_show_too(root: Path, whole: list[datetime]) -> None:
    (root / NEW).write_text(fresh(body="![En ruta](bild.svg)\n\nMer."), "utf-8")
    as_clean(root)
    settle()
    (root / f"{FOLDER}/2025-03-05-text-5.md").unlink()
    as_clean(root)
    assert len(whole) == 2, "only the clean builds looked at all"
    settle()
    (root / NEW).unlink()
    as_clean(root)
    assert not (root / "build/site/media/artiklar/2025/bild.svg").exists()


def _promise(root: Path, **line: object) -> None:
    record = {"at": "2026-01-01T00:00:00Z", "published": "2026-01-01T00:00:00Z", **line}
    with (root / "feeds/ledger.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n")


def test_what_was_promised_of_an_article_and_of_lists(root: Path, whole: list[datetime]) -> None:
    """Eighteen pieces with a tag, five a page: two numbered pages, of which nobody may lose one."""
    address = "/taggar/kina/"
    listing = {"kind": "list", "source": "content", "url": address, "guid": f"lista:{address}"}
    _promise(root, id=f"lista:{address}", pages=2, members=["2025-02-10-mer-10"], **listing)
    entry = {"kind": "article", "source": TWO, "url": "/2025/text-2/", "guid": "2025-03-02-text-2"}
    _promise(root, id="2025-03-02-text-2", **entry)
    settle()
    assert build(root)[:1] != ["fel"]
    del whole[:]
    change(root, TWO, ("Rubrik 2", "Två"), ("kina", "ost"))
    as_clean(root)
    assert len(whole) == 1, "only the clean build looked at all"
    settle()
    change(root, FOUR, ("kina", "ost"))
    change(root, THREE, ("kina", "ost"))
    change(root, f"{FOLDER}/2025-03-08-text-8.md", ("kina", "is"))
    as_clean(root)
    assert len(whole) == 1 + 2, "the list is about to lose a page that was promised"
    settle()
    (root / TWO).unlink()
    as_clean(root)
    assert len(whole) == 3 + 2


def test_the_way_is_told_in_the_report(root: Path) -> None:
    """`--explain` names what has changed, come and gone."""
    change(root, ONE, ("Rubrik 1", "Ett"))
    (root / NEW).write_text(fresh(), "utf-8")
    report = build_(BuildOptions(root=root, now=NOW, jobs=1))
    assert {f"ändrad: {ONE}", f"ny: {NEW}"} <= set(report.reasons)
    settle()
    (root / NEW).unlink()
    assert f"borta: {NEW}" in build_(BuildOptions(root=root, now=NOW, jobs=1)).reasons


def retitle(root: Path, rng: Random, path: str) -> None:
    _line(root, path, "title", f"title: Rubrik {rng.random()}")


def retag(root: Path, rng: Random, path: str) -> None:
    _line(root, path, "tags", f"tags: [kina, {rng.choice(('hav', 'is', 'ost'))}]")


def redate(root: Path, rng: Random, path: str) -> None:
    """Another hour, perhaps another day, and the id that it had."""
    rows = (root / path).read_text("utf-8").split("\n")
    day = rows[2].removeprefix("date: ")[:10]
    id_ = [] if any(row.startswith("id:") for row in rows) else [f"id: {Path(path).stem}"]
    day = rng.choice((day, "2025-02-14", "2025-04-01"))
    _line(root, path, "date", *id_, f"date: {day} {rng.randrange(10, 24)}:15")


def reword(root: Path, rng: Random, path: str) -> None:
    file = root / path
    file.write_text(f"{file.read_text('utf-8')}\nMer {rng.random()}.\n", "utf-8")


def renew(root: Path, rng: Random, _path: str) -> None:
    number = rng.randrange(10**6)
    body = f"En ny text, nummer {number}."
    day = rng.choice(("2025-02-15", "2025-03-05", "2025-05-05"))
    new = fresh(f"Ny {number}", day, body)
    (root / f"{FOLDER}/{day}-ny-{number}.md").write_text(new, "utf-8")


def remove(root: Path, _rng: Random, path: str) -> None:
    (root / path).unlink()


def _line(root: Path, path: str, key: str, *new: str) -> None:
    rows = (root / path).read_text("utf-8").split("\n")
    at = next(at for at, row in enumerate(rows) if row.startswith(f"{key}:"))
    rows[at : at + 1] = new
    (root / path).write_text("\n".join(rows), "utf-8")


KINDS = (retitle, retag, redate, reword, renew, remove)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.long) for n in range(1, 9))]
)
def test_random_edits_of_heads(root: Path, whole: list[datetime], seed: int) -> None:
    """Whatever way an edit goes, the site is as clean; of the first seed it is told which go quick."""
    rng = Random(seed)  # noqa: S311
    quick: set[str] = set()
    for step in range(2 * len(KINDS)):
        kind = KINDS[step % len(KINDS)]
        names = sorted(each.name for each in (root / FOLDER).glob("2025-0*-*.md"))
        path = f"{FOLDER}/{rng.choice(names)}"
        if (root / path).name[11:] == "text-1.md" or path == THREE:
            path = TWO if (root / TWO).exists() else NEW
        if not (root / path).exists():
            continue
        before = len(whole)
        settle()
        kind(root, rng, path)
        as_clean(root)
        quick |= {kind.__name__} if len(whole) == before + 1 else set()
    assert quick
    if seed == 0:
        assert quick >= {"retitle", "redate", "reword", "renew"}, quick
