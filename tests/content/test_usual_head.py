"""Heads read the quick way against the same heads by YAML and the schema: whole records, alike."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import ROOT

from publisher.content.load.paths import SourceFiles
from publisher.content.load.records import EntryRecord, _usual, _whole

PLACE = "content/artiklar/2025/2025-02-03-ett-namn.md"


class Files:
    """One file at a time, and a picture beside it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        self.place = folder / PLACE
        self.place.parent.mkdir(parents=True)
        picture = self.place.parent / "bild.png"
        picture.write_bytes((ROOT / "content/artiklar/2024/taiwansundet.png").read_bytes())
        disk = {PLACE: self.place, PLACE.rpartition("/")[0] + "/bild.png": picture}
        self._sources = SourceFiles(root=folder, disk=disk, hashes=lambda path: f"hash av {path}")

    def both(self, head: str, body: str = "Ord.\n") -> tuple[EntryRecord | None, EntryRecord]:
        self.place.write_text(f"---\n{head}\n---\n{body}", "utf-8")
        usual = _usual(PLACE, "article", self._sources)
        return usual, _whole(PLACE, "article", self._sources)


@pytest.fixture(name="files")
def _files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def taken(files: Files, heads: Iterator[str]) -> int:
    """How many were read the quick way; each gave the same record, in the same bytes, as else."""
    count = 0
    for head in heads:
        usual, whole = files.both(head)
        if usual is not None:
            assert usual == whole, head
            assert repr(usual) == repr(whole), head
            count += 1
    return count


USUAL = {
    "least": "title: Ett\ndate: 2025-02-03",
    "moment": "title: Ett\ndate: 2025-02-03 06:42:00",
    "moment with zone": "title: Ett\ndate: 2025-02-03T06:42:00+01:00",
    "day in quotes": "title: Ett\ndate: '2025-02-03'",
    "names on lines": "title: Ett\ndate: 2025-02-03\ntags:\n- Kina\n- mänskliga rättigheter\nauthors:\n- anna",
    "names stood in": "title: Ett\ntags:\n  - Kina\n  - USA\ndate: 2025-02-03",
    "names in brackets": "title: Ett\ndate: 2025-02-03\ncategories: [Politik, Ny ekonomi]\ntags: [EU]",
    "one name": "title: Ett\ndate: 2025-02-03\nauthors: anna\ntags: 'Kina'",
    "quotes": 'title: "Så: ett #2"\ndescription: \'Han sa "nej"\'\ndate: 2025-02-03',
    "folded": "title: Ett\ndescription: >-\n  En rad: och\n  en till #3.\ndate: 2025-02-03",
    "picture": "title: Ett\ndate: 2025-02-03\nimage: bild.png\nimage_alt: Karta\nimage_credit: Anna",
    "focus": "title: Ett\ndate: 2025-02-03\nimage: bild.png\nimage_alt: Karta\nimage_focus: 30% 100%",
    "mail": "title: Ett\ndate: 2025-02-03\nmail:\n  send: true\n  subject: Ett brev\n  preheader: Mer",
    "draft": "title: Ett\ndate: 2025-02-03\ndraft: true\npinned: false",
    "subscribers": "title: Ett\ndate: 2025-02-03\naudience: prenumeranter",
    "updated": "title: Ett\ndate: 2025-02-03\nupdated: 2025-03-01\nid: x-1\nslug: ett-till",
    "figures first": "title: 10 skäl, 3,5 % och R&D - så är det (2)\ndate: 2025-02-03",
    "colon within": "title: Kl. 12:30 på http://x.se\ndate: 2025-02-03",
    "empty lines": "title: Ett\n\ndate: 2025-02-03\n\ntags: [a]",
}


@pytest.mark.parametrize("head", USUAL.values(), ids=USUAL)
def test_a_usual_head_is_read_without_yaml(files: Files, head: str) -> None:
    assert taken(files, iter([head])) == 1


UNUSUAL = {
    "title is a number": "title: 2025\ndate: 2025-02-03",
    "title is nothing": "title:\ndate: 2025-02-03",
    "no date": "title: Ett",
    "no such day": "title: Ett\ndate: 2025-02-30",
    "unreasonable year": "title: Ett\ndate: 1025-02-03",
    "comment": "title: Ett # två\ndate: 2025-02-03",
    "mapping in a value": "title: Ett: två\ndate: 2025-02-03",
    "anchor": "title: &a Ett\ndate: 2025-02-03",
    "tag": "title: !!str Ett\ndate: 2025-02-03",
    "escape": 'title: "Ett\\n"\ndate: 2025-02-03',
    "two quotes": "title: 'Ett''s'\ndate: 2025-02-03",
    "twice": "title: Ett\ntitle: Två\ndate: 2025-02-03",
    "unknown": "title: Ett\ntitel: Två\ndate: 2025-02-03",
    "comma in a name": "title: Ett\ndate: 2025-02-03\ntags: Kina, USA",
    "number among names": "title: Ett\ndate: 2025-02-03\ntags: [2025]",
    "empty list": "title: Ett\ndate: 2025-02-03\ntags: []",
    "value on more lines": "title: Ett\n  två\ndate: 2025-02-03",
    "space after": "title: Ett \ndate: 2025-02-03",
    "hard space": "title: Ett\u00a0två\ndate: 2025-02-03",
    "aliases": "title: Ett\ndate: 2025-02-03\naliases: [/gammal/]",
    "focus that is none": "title: Ett\ndate: 2025-02-03\nimage: bild.png\nimage_alt: K\nimage_focus: 30 %",
    "picture without words": "title: Ett\ndate: 2025-02-03\nimage: bild.png",
    "picture that is not there": "title: Ett\ndate: 2025-02-03\nimage: saknas.png\nimage_alt: K",
    "changed before it was out": "title: Ett\ndate: 2025-02-03\nupdated: 2024-01-01",
    "subject without a letter": "title: Ett\ndate: 2025-02-03\nmail:\n  subject: Ett",
    "yes is no truth": "title: Ett\ndate: 2025-02-03\ndraft: yes",
    "nothing": "",
}


@pytest.mark.parametrize("head", UNUSUAL.values(), ids=UNUSUAL)
def test_what_may_mean_more_is_left_to_yaml_and_the_schema(files: Files, head: str) -> None:
    assert files.both(head)[0] is None


def test_every_field_of_an_article_is_known_here() -> None:
    from publisher.content.front_matter import ArticleFields
    from publisher.content.usual_head import UsualFields

    least = {"title": "Ett", "date": "2025-02-03"}
    schema, usual = ArticleFields(**least), UsualFields(least)
    assert set(ArticleFields.model_fields) == UsualFields.model_fields == set(vars(usual))
    for name in UsualFields.model_fields - {"date", "mail"}:
        assert getattr(usual, name) == getattr(schema, name)
    assert dict(usual.mail) == dict(schema.mail)


def test_random_heads_come_out_alike(files: Files) -> None:
    assert taken(files, heads(1, 3000)) > 200


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
def test_hundreds_of_thousands_of_random_heads_come_out_alike(files: Files, seed: int) -> None:
    assert taken(files, heads(seed, 50_000)) > 3000


def test_heads_of_this_publication_are_mostly_read_without_yaml(files: Files) -> None:
    texts = [file.read_text("utf-8") for file in sorted((ROOT / "content/artiklar").rglob("*.md"))]
    whole = [text.split("\n---\n", 1)[0].removeprefix("---\n") for text in texts]
    lone = [
        "\n".join(line for line in head.split("\n") if not line.startswith("image"))
        for head in whole
    ]
    assert taken(files, iter([*whole, *lone])) > len(lone) // 4


WORDS = (
    "Ett", "kina", "på", "12", "2025", "2025-02-03", "1.5", "true", "null", "~", "yes", "#", ": ", ":", "-", "- ", "'",
    '"', "&a", "*a", "!", "!!str", "|", ">", ">-", ">+", "%", "@", "`", "?", "? ", "[", "]", "{", "}", ",", ";", "\\n",
    "”så”", "…", "中国", "e\u0301", "\u00a0", "\u200b", "\ufeff", "\t", "a_b", "12:30", "12:30:15", "0x1F", "1_000",
    "1e3", ".inf", "=", "<<", "---", "...", "é", "😀", "–", "0123", "+1", "-1", "http://x.se", "a:b", "a #b", "a, b",
)  # fmt: skip
PLAIN = (
    "Ett",
    "kina",
    "på",
    "12",
    "så",
    "EU:s",
    "R&D",
    "d'Arc",
    "(två)",
    "3,5",
    "%",
    "–",
    "”nej”",
    "10",
)
NAMES = (
    "title", "date", "description", "tags", "authors", "categories", "slug", "id", "draft", "updated", "image",
    "image_alt", "image_caption", "image_credit", "image_focus", "mail", "pinned", "audience", "order", "guid", "aliases",
    "corrections", "titel", "Title", "subject", "send", "show",
)  # fmt: skip
CHOSEN = {
    **dict.fromkeys(("draft", "pinned", "send"), ("true", "false", "True", "no")),
    **dict.fromkeys(("slug", "id"), ("ett-tva", "a1", "A.b", "12", "2025-02-03", "null", "-a")),
    "image_focus": ("30% 20%", "0% 100%", "101% 0%", "30%", "'5% 5%'"),
    "audience": ("alla", "prenumeranter", "ingen"),
    "image": ("bild.png", "bild.png", "saknas.png", "'bild.png'"),
}
SIGNS = " \n:-#'\"[]{},&*!|>%@`\\~\t0aå\u00a0."


def heads(seed: int, count: int) -> Iterator[str]:
    """So many random heads, from usual to hardly any."""
    rng = random.Random(seed)  # noqa: S311 (no secret)
    for _ in range(count):
        odd = rng.choice((0.0, 0.05, 0.3))
        names = ["title", "date", *rng.sample(NAMES, rng.choice((0, 1, 2, 4, 6)))]
        if rng.random() < 0.3:
            rng.shuffle(names)
        elif rng.random() < 0.9:
            names = list(dict.fromkeys(names))
        whole = "\n".join(_field(rng, name, odd) for name in names)
        for _ in range(rng.choice((0, 0, 0, 0, 1, 2))):
            at = rng.randrange(len(whole) + 1)
            whole = whole[:at] + rng.choice(SIGNS) + whole[at + rng.choice((0, 1)) :]
        yield whole


def _field(rng: random.Random, name: str, odd: float) -> str:
    if rng.random() < odd:
        name = rng.choice(NAMES)
    if name in {"date", "updated"}:
        days = (
            "2025-02-03",
            "2025-02-03 06:42:00",
            "'2025-02-03'",
            "2025-02-03T06:42",
            "2025-02-30",
            "1024-01-01",
        )
        return f"{name}: {rng.choice(days if rng.random() < 0.3 else days[:3])}"
    if name in CHOSEN:
        return f"{name}: {rng.choice(CHOSEN[name])}"
    if name in {"tags", "authors", "categories"}:
        return _list(rng, name, odd)
    if name == "mail":
        rows = (f"  {each}" for each in (_field(rng, "send", odd), f"subject: {_said(rng, odd)}"))
        return "mail:\n" + "\n".join(rows)
    return f"{name}: {_said(rng, odd)}"


def _list(rng: random.Random, name: str, odd: float) -> str:
    items = [_said(rng, odd) for _ in range(rng.choice((1, 1, 2, 3)))]
    form = rng.random()
    if form < 0.4:
        return f"{name}: [{', '.join(items)}]"
    if form < 0.5:
        return f"{name}: {items[0]}"
    begins = rng.choice(("- ", "- ", "  - ", "  - ", " - ", "-  ", "    - "))
    return f"{name}:\n" + "\n".join(begins + item for item in items)


def _said(rng: random.Random, odd: float) -> str:
    parts = [
        rng.choice(WORDS if rng.random() < odd else PLAIN) for _ in range(rng.choice((1, 2, 4)))
    ]
    text = rng.choice((" ", " ", " ", "")).join(parts)
    form = rng.random()
    if form < 0.1:
        return f'"{text}"'
    if form < 0.2:
        return f"'{text}'"
    return f">-\n  {text}\n  {text}" if form < 0.3 else text
