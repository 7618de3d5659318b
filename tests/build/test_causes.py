"""Causes first: one broken file gives its own faults and nobody else's; two faults give both."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sample.episodes import EPISODE, SHOW, SOUND, episode
from sample.faults import BAD, faults

from publisher.build import BuildOptions, build
from publisher.config.fields.words import unknown_key
from publisher.media.images import measure
from publisher.problems import Problem

pytestmark = pytest.mark.sampled(3)

Maker = Callable[..., Path]
PEOPLE = "content/forfattare.yml"
NFD = unicodedata.normalize


def _png() -> bytes:
    out = BytesIO()
    Pillow.new("RGB", (600, 360)).save(out, "PNG")
    return out.getvalue()


PNG = _png()
_R = "redaktionen:\n  name: R\n"
LEANING = {
    PEOPLE: "redaktionen:\n  name: R\nanna:\n  name: Anna Lund\nbo:\n  name: Bo Ek\n",
    "content/artiklar/a.md": "---\ntitle: A\ndate: 2025-01-02\nauthors: [anna, bo]\n---\n\nText om a.\n",
    "content/artiklar/b.md": "---\ntitle: B\ndate: 2025-01-03\nauthors: anna\n---\n\nSe [a](a.md#x) och [a](a.md).\n",
    "content/artiklar/a.en.md": "---\ntitle: A in English\n---\n\nText about a.\n",
    "content/nyhetsbrev/c.md": (
        "---\ntitle: C\ndate: 2025-01-04\nsubject: C\narticles: [../artiklar/a.md, 2025-01-03-b]\n"
        "---\n\nSe [a](../artiklar/a.md).\n"
    ),
    "content/nyhetsbrev/d.md": (
        "---\ntitle: D\ndate: 2025-01-05\nsubject: D\ncorrects: c.md\narticles: [2025-01-02-a]\n---\n\nHej.\n"
    ),
    "content/sidor/e.md": "---\ntitle: E\n---\n\nSe [a](../artiklar/a.md) och [b](../artiklar/b.md).\n",
}
ALL = {
    **LEANING,
    "content/artiklar/a.md": LEANING["content/artiklar/a.md"].replace("Text", "## X\n\nText"),
}
BROKEN = {
    "no YAML among the authors": (PEOPLE, _R + "anna:\n  name: Anna\nbo:\n  name: *Bo\n", {6}),
    "an author's unknown field": (PEOPLE, _R + "anna:\n  name: Anna\n  titel: x\nbo:\n  name: Bo\n", {5}),
    "an author without a name": (PEOPLE, _R + "anna:\n  name: Anna\nbo:\n", {5}),
    "authors without colons": (PEOPLE, _R + "anna\nbo:\n  name: Bo\n", {3}),
    "authors in a list": (PEOPLE, "- anna\n- bo\n", {1}),
    "authors in Latin-1": (PEOPLE, (_R + "anna:\n  name: Ånna\nbo:\n  name: Bo\n").encode("latin-1"), {4}),
    "authors with an open quote": (PEOPLE, _R + 'anna:\n  name: "Anna\nbo:\n  name: Bo\n', {4}),
    "an article's date": ("content/artiklar/a.md", "---\ntitle: A\ndate: igår kväll\n---\n\nT.\n", {3}),
    "an article without head": ("content/artiklar/a.md", "Bara text.\n", {1}),
    "an article whose head is no YAML": ("content/artiklar/a.md", "---\ntitle: A\ndate: *x\n---\n\nT.\n", {3}),
    "an article in UTF-16": ("content/artiklar/a.md", "---\ntitle: A\n".encode("utf-16"), {1}),
    "an article with a dead link": (
        "content/artiklar/a.md", "---\ntitle: A\ndate: 2025-01-02\n---\n\n## X\n\n[x](nej.md)\n", {8},
    ),
    "the gathered article": ("content/artiklar/b.md", "---\ntitle: B\ndate: x\n---\n\nT.\n", {3}),
    "the corrected letter": ("content/nyhetsbrev/c.md", "---\ntitle: C\ndate: 2025-01-04\n---\n\nT.\n", {2}),
}  # fmt: skip


def told(root: Path) -> set[tuple[str, int | None]]:
    return {(problem.path, problem.line) for problem in faults(root)}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_gives_its_own_faults_and_nobody_else_s(
    publication: Maker, case: str
) -> None:
    path, text, lines = BROKEN[case]
    root = publication({**ALL, path: text})
    found = told(root)
    assert {place for place, _ in found} == {path}, found
    assert {line for _, line in found} == lines


@pytest.mark.parametrize(("one", "other"), list(combinations([*BROKEN][::4], 2)))
def test_two_broken_files_give_the_faults_of_both(publication: Maker, one: str, other: str) -> None:
    files = {BROKEN[case][0]: BROKEN[case][1] for case in (one, other)}
    assert {path for path, _ in told(publication({**ALL, **files}))} == set(files)


def test_what_leans_on_a_text_is_made_when_that_is_put_right(publication: Maker) -> None:
    path, text, _ = BROKEN["an article's date"]
    root = publication({**ALL, path: text})
    faults(root)
    publication({path: ALL[path]})
    build(BuildOptions(root=root, jobs=1))
    page = (root / "build/site/2025/b/index.html").read_text("utf-8")
    assert 'href="/2025/a/#x"' in page
    for file in (root / "build/site").rglob("*.html"):
        assert ".md" not in file.read_text("utf-8").split("<body")[1], file


def test_a_heading_that_a_broken_text_may_have_is_not_missed(publication: Maker) -> None:
    root = publication({**ALL, BROKEN["an article's date"][0]: BROKEN["an article's date"][1]})
    assert all("rubrik" not in problem.text for problem in faults(root))


def test_a_link_to_a_draft_with_faults_is_a_link_to_a_draft(publication: Maker) -> None:
    draft = "---\ntitle: A\ndate: x\ndraft: true\n---\n\nT.\n"
    root = publication({**ALL, "content/artiklar/a.md": draft, "content/artiklar/a.en.md": draft})
    assert any("är ett utkast" in problem.text for problem in faults(root))


# One head, two faults: each found by a different part of the program.
HEADS = {
    "unknown": "publicerat: ja",
    "picture": "image: saknas.png\nimage_alt: x",
    "author": "authors: [ingen]",
    "yaml": "guid: *x",
    "type": "draft: kanske",
    "correction": "corrections: [{date: 2024-01-01, text: x}]",
    "body": "",
}


@pytest.mark.parametrize(("one", "other"), list(combinations(HEADS, 2)))
def test_two_faults_of_one_text_are_told_at_once(publication: Maker, one: str, other: str) -> None:
    body = "Se [det](hmm.md).\n" if "body" in {one, other} else "Text.\n"
    head = "\n".join(row for row in (HEADS[one], HEADS[other]) if row)
    found = faults(publication({BAD: f"---\ntitle: Fel\ndate: 2025-01-01\n{head}\n---\n\n{body}"}))
    assert {problem.path for problem in found} == {BAD}
    assert len(found) == 2, found
    assert len({problem.line for problem in found}) == 2


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ("chapters: ['50:00 Två']\nnumber: noll\n", 2),
        ("transcript: nej.vtt\nnumber: noll\n", 2),
        ("image: nej.png\nimage_alt: x\npeople: [{namn: x}]\n", 2),
        ("bytes: 12\nqqq: 1\n", 2),
    ],
)
def test_so_are_those_of_an_episode(publication: Maker, more: str, count: int) -> None:
    files = {**SHOW, EPISODE: episode(more=more), "content/avsnitt/ett.mp3": SOUND}
    found = [problem for problem in faults(publication(files)) if problem.path == EPISODE]
    assert len({problem.line for problem in found}) == count, found


def test_what_is_missing_is_not_missed_twice(publication: Maker) -> None:
    text = "---\ntitle: A\ndate: x\nupdated: 2025-01-01\ncorrections: [{date: 2024-01-01, text: x}]\n---\n\nT.\n"
    assert [problem.line for problem in faults(publication({BAD: text}))] == [3]
    letter = "---\ntitle: A\ndate: 2025-02-02\nsubject: B\nfrom: x\nto: 2025-01-01\n---\n\nT.\n"
    bad = "content/nyhetsbrev/fel.md"
    found = [
        each
        for each in faults(
            publication({BAD: "---\ntitle: A\ndate: 2025-01-01\n---\n\nT.\n", bad: letter})
        )
        if each.path == bad
    ]
    assert [problem.line for problem in found] == [5]


# Names: one form everywhere, whichever form the disk and the text happen to have.


@pytest.mark.parametrize("disk", ["NFC", "NFD"])
@pytest.mark.parametrize("text", ["NFC", "NFD"])
def test_a_file_is_found_however_its_letters_are_spelt(
    publication: Maker, disk: str, text: str
) -> None:
    files: dict[str, str | bytes] = {
        **SHOW,
        PEOPLE: _R + "anna:\n  name: Åsa Öberg\n",
        "content/artiklar/Malmö/Malmö.png": PNG,
        "content/artiklar/Malmö/länkad.md": "---\ntitle: Länkad\ndate: 2025-01-01\ntags: [Öst]\n---\n\nText.\n",
        "content/artiklar/Malmö/översta.md": (
            "---\ntitle: Ö\ndate: 2025-01-02\nimage: Malmö.png\nimage_alt: å\ntags: [Öst]\nauthors: anna\n"
            "categories: [Åländskt]\n---\n\nSe [den](länkad.md) och ![Å](Malmö.png) och [fil](<Malmö.png>).\n"
        ),
        "content/nyhetsbrev/brev.md": (
            "---\ntitle: Brev\ndate: 2025-01-04\nsubject: Å\narticles: [../artiklar/Malmö/länkad.md]\n---\n\nHej.\n"
        ),
        "content/avsnitt/ö.mp3": SOUND,
        "content/avsnitt/ö.vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\nHej å.\n",
        "content/avsnitt/ö.txt": "00:00 Början å\n00:01 Mitten\n00:02 Slutet\n",
        "content/avsnitt/ett.md": episode("ö.mp3", "transcript: ö.vtt\nchapters: ö.txt\n"),
    }  # fmt: skip
    root = publication()
    for path, written in files.items():
        place = root / unicodedata.normalize(disk, path)
        place.parent.mkdir(parents=True, exist_ok=True)
        data = written if isinstance(written, bytes) else NFD(text, written).encode()
        place.write_bytes(data)
    build(BuildOptions(root=root, jobs=1))
    site = root / "build/site"
    assert (site / "media/artiklar/malmo/malmo.png").is_file()
    assert (site / "media/avsnitt/o.mp3").is_file()
    assert (site / "podd/podden/ett/avskrift.vtt").is_file()
    page = (site / "2025/oversta/index.html").read_text("utf-8")
    assert 'href="/2025/lankad/"' in page
    assert "Åländskt" in page
    assert (site / "taggar/ost/index.html").is_file()
    for file in site.rglob("*.html"):
        told_ = file.read_text("utf-8")
        assert unicodedata.is_normalized("NFC", told_), file


def test_two_files_that_look_alike_are_told(publication: Maker) -> None:
    root = publication()
    for form in ("NFC", "NFD"):
        file = root / "content/artiklar" / unicodedata.normalize(form, "Malmö.png")
        file.write_bytes(PNG)
    (problem,) = faults(root)
    assert "två gånger" in problem.text


@pytest.mark.parametrize(
    ("written", "there", "meant"),
    [
        ("IMG_1.JPG", ["img_1.jpg", "tag.jpg"], "img_1.jpg"),
        ("img_1.jpg", ["IMG_1.JPG", "tag.jpg"], "IMG_1.JPG"),
        ("img_1.JPG", ["tag.jpg", "img_2.jpg", "bilder/IMG_1.jpg"], "bilder/IMG_1.jpg"),
        ("hamm.png", ["hamn.png", "HAMMARE.PNG"], "hamn.png"),
        ("Å.png", ["å.png", "a.png"], "å.png"),
    ],
)
def test_a_name_that_differs_by_its_capitals_is_thought_of_first(
    publication: Maker, written: str, there: list[str], meant: str
) -> None:
    files = {f"content/artiklar/{name}": PNG for name in there}
    for text in (
        f"---\ntitle: A\ndate: 2025-01-01\nimage: {written}\nimage_alt: x\n---\n\nT.\n",
        f"---\ntitle: A\ndate: 2025-01-01\n---\n\n![x]({written})\n",
    ):
        (problem,) = faults(publication({**files, BAD: text}))
        assert f"”{meant}”" in problem.hint, problem
        assert problem.hint.startswith(("Menade du", "Stora och små bokstäver räknas"))


FOREIGN = {
    "JPEG XL": b"\xff\x0a" + bytes(400),
    "PDF": b"%PDF-1.7\n" + bytes(400),
    "film": b"\x00\x00\x00\x18ftypqt  \x00\x00\x00\x00qt  " + bytes(400),
    "råbild": b"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom" + bytes(400),
    "Photoshop": b"8BPS\x00\x01" + bytes(400),
}


@pytest.mark.parametrize("kind", FOREIGN)
@pytest.mark.parametrize("name", ["bild.heic", "bild.jpg"])
def test_a_picture_no_browser_shows_is_called_by_its_format(
    tmp_path: Path, kind: str, name: str
) -> None:
    (tmp_path / name).write_bytes(FOREIGN[kind])
    found = measure(tmp_path, name, "/x")
    assert isinstance(found, Problem)
    assert kind in found.text
    assert "skadad" not in found.text
    assert "JPEG" in found.hint


SETTINGS = {
    "a misspelt plugin": ("site_name: A\nplugins:\n  - publsher\n", {3: "Menade du ”publisher”?"}),
    "with settings below": (
        "site_name: A\nplugins:\n  - publsher:\n      per_pge: 20\n",
        {3: "Menade du ”publisher”?", 4: "Menade du ”per_page”?"},
    ),
    "another's plugin alone": (
        "site_name: A\nplugins:\n  - search\n",
        {2: "Lägg till raderna", 3: "Ta bort raden"},
    ),
    "a misspelt name": ("site_nam: A\nplugins:\n  - publisher\n", {1: "Menade du ”site_name”?"}),
    "misspelt plugins": ("site_name: A\nplugin:\n  - publisher\n", {2: "Menade du ”plugins”?"}),
    "a page in the menu": (
        "site_name: A\nplugins:\n  - publisher\nnav:\n  - Om: sidor/zzzzzzzz.md\n",
        {5: "Sökvägen räknas"},
    ),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_a_fault_in_the_settings_is_told_once(publication: Maker, case: str) -> None:
    text, wanted = SETTINGS[case]
    found = faults(publication({"mkdocs.yml": text}))
    assert {problem.line for problem in found} == set(wanted), found
    for problem in found:
        assert problem.line is not None
        assert problem.hint.startswith(wanted[problem.line])


def test_a_page_in_the_menu_is_found_however_its_letters_are_spelt(publication: Maker) -> None:
    root = publication()
    name = "content/sidor/möte.md"
    file = root / unicodedata.normalize("NFD", name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("---\ntitle: Möte\n---\n\nText.\n", "utf-8")
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    menu = "nav:\n  - Möte: sidor/möte.md\n"
    for form in ("NFC", "NFD"):
        settings.write_text(text + unicodedata.normalize(form, menu), "utf-8")
        build(BuildOptions(root=root, jobs=1))
        assert 'href="/mote/"' in (root / "build/site/index.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["date", "authors", "audio", "subject"])
def test_a_field_of_other_kinds_is_not_taken_for_a_misspelling(name: str) -> None:
    told = unknown_key(name, ["title", "draft", "aliases", "slug", "audience"], "a.md", 3)
    assert told.text == f"okänt fält ”{name}”"
    assert told.hint.startswith("Tillåtna fält: title")
