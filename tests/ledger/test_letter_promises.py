"""A letter that has gone out finds its pictures, whatever an editor does to the texts afterwards."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sample.pictures import picture
from sample.publication import DEFAULT_FILES

from publisher import ledger
from publisher.build import BuildOptions, build, finished
from publisher.cli.main import main
from publisher.mail import shown
from publisher.problems import Problem, PublisherError

ORIGIN = "https://prov.example"
FOLDER = "content/artiklar/2025"
TEXT = """\
---
title: Bilder
description: Alla slags bilder.
date: 2025-02-02
authors: redaktionen
image: {image}
image_alt: Överst
mail:
  send: true
---

Text.

{pictures}
"""
LETTER = """\
---
title: Veckan
date: 2025-02-03
subject: Veckan
articles: [{}]
---

Hej!
"""
PIECE, WEEKLY = "2025-02-02-bilder", "2025-02-03"
INSIDE = "![Inne](inne.jpg)"


def drawing(width: int) -> bytes:
    """A chart, which few bytes a pixel tell from a photograph."""
    out = BytesIO()
    squares = Image.effect_noise((width // 8, width // 8), 60)
    chart = squares.resize((width, width), Image.Resampling.NEAREST).convert("RGB")
    chart.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A piece sent as a letter, gathered in a newsletter; both deployed."""
    folder = tmp_path_factory.mktemp("deployed")
    files: dict[str, str | bytes] = {
        **DEFAULT_FILES,
        f"{FOLDER}/bilder.md": TEXT.format(image="over.jpg", pictures=INSIDE),
        f"{FOLDER}/over.jpg": picture("JPEG", 600, 500),
        f"{FOLDER}/inne.jpg": picture("JPEG", 600, 500),
        f"content/nyhetsbrev/{WEEKLY}.md": LETTER.format("../artiklar/2025/bilder.md"),
    }
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        edit(folder, name, data)
    deploy(folder)
    return folder


@pytest.fixture
def root(deployed: Path, tmp_path: Path) -> Path:
    """A copy of it, with what the program remembers."""
    return Path(shutil.copytree(deployed, tmp_path / "tidning"))


def made(root: Path) -> None:
    build(BuildOptions(root=root, jobs=1, search=False))


def deploy(root: Path) -> None:
    build(BuildOptions(root=root, jobs=1))
    with pytest.raises(SystemExit) as ended:
        main(["deploy", "-q", "--yes", "--config", str(root / "mkdocs.yml")])
    assert ended.value.code == 0


def addresses(root: Path, id_: str) -> list[str]:
    html = (root / f"build/editions/{id_}/index.html").read_text("utf-8")
    found = re.findall(r'<img\b[^>]*?\ssrc="([^"]*)"', html)
    assert found
    return [each.removeprefix(ORIGIN) for each in found]


def sent(root: Path) -> list[str]:
    """Every picture that the two letters show."""
    return addresses(root, PIECE) + addresses(root, WEEKLY)


def answers(root: Path, address: str) -> bool:
    """Whether a whole picture of the kind that the address says lies there."""
    file = root / f"build/site{address}"
    if not file.exists():
        return False
    with Image.open(file) as opened:
        opened.load()
        return opened.format == ("PNG" if address.endswith(".png") else "JPEG")


def tree(root: Path) -> Iterator[tuple[str, bytes]]:
    for room in ("site/media", "editions"):
        for file in sorted((root / "build" / room).rglob("*")):
            if file.is_file():
                yield file.relative_to(root).as_posix(), file.read_bytes()


def as_if_clean(root: Path) -> None:
    """The law: what a build leaves is what one from nothing would."""
    before = dict(tree(root))
    build(BuildOptions(root=root, jobs=1, search=False, clean=True))
    assert dict(tree(root)).keys() == before.keys()
    assert dict(tree(root)) == before


def edit(root: Path, name: str, data: str | bytes | None) -> None:
    path = root / name
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data.encode() if isinstance(data, str) else data)


def test_a_deploy_notes_the_pictures_of_letters_once(root: Path) -> None:
    folder = "/media/artiklar/2025"
    assert sent(root) == [
        f"{folder}/over-1200.jpg",
        f"{folder}/inne-1200.jpg",
        f"{folder}/over-240.jpg",
    ]
    book, problems = ledger.read(root)
    assert not problems
    assert {each.url: each.source for each in ledger.in_letters(book)} == {
        f"{folder}/over-1200.jpg": f"{FOLDER}/over.jpg",
        f"{folder}/inne-1200.jpg": f"{FOLDER}/inne.jpg",
        f"{folder}/over-240.jpg": f"{FOLDER}/over.jpg",
    }
    deploy(root)
    assert ledger.read(root)[0].lines == book.lines


def test_a_letter_tells_what_it_shows_when_it_is_made(root: Path) -> None:
    """Just what a reader finds in the finished file; also of letters that no build makes anew."""
    made(root)
    with finished(BuildOptions(root=root)) as whole:
        told = {
            id_: [each.url for each in pictures] for id_, pictures in shown(whole.files).items()
        }
    assert told == {id_: sorted(addresses(root, id_)) for id_ in (PIECE, WEEKLY)}


def test_a_picture_exchanged_for_one_of_another_width_keeps_its_address(root: Path) -> None:
    before = sent(root)
    for width in (640, 1300):
        edit(root, f"{FOLDER}/over.jpg", picture("JPEG", width, 500))
        made(root)
        assert sent(root) == before
        assert all(answers(root, each) for each in before)


EXCHANGED = {
    "foto.png": (picture("PNG", 500, 400), drawing(600)),
    "graf.png": (drawing(800), picture("PNG", 500, 400)),
    "stor.png": (picture("PNG", 500, 400), picture("PNG", 64, 64)),
    "ny.webp": (picture("WEBP", 500, 400), picture("WEBP", 64, 64)),
    "nyare.avif": (picture("AVIF", 300, 200), picture("AVIF", 64, 64)),
    "tung.jpg": (picture("JPEG", 600, 500), picture("JPEG", 64, 64)),
    "latt.jpg": (picture("JPEG", 64, 64), picture("JPEG", 600, 500)),
}
"""Pictures before and after, under the same name."""


def test_a_picture_exchanged_for_one_of_another_kind_leaves_the_old_address_answering(
    root: Path,
) -> None:
    shown = "\n\n".join(f"![{name}]({name})" for name in EXCHANGED)
    edit(root, f"{FOLDER}/bilder.md", TEXT.format(image="over.jpg", pictures=shown))
    for name, (before, _) in EXCHANGED.items():
        edit(root, f"{FOLDER}/{name}", before)
    deploy(root)
    old = sent(root)
    for name, (_, after) in EXCHANGED.items():
        edit(root, f"{FOLDER}/{name}", after)
    made(root)
    assert len(set(old) - set(sent(root))) > 3, "these have other addresses now"
    assert [each for each in (*old, *sent(root)) if not answers(root, each)] == []
    as_if_clean(root)


def test_a_picture_that_no_text_shows_any_more_is_still_there(root: Path) -> None:
    before = sent(root)
    edit(root, f"{FOLDER}/liten.jpg", picture("JPEG", 64, 64))
    edit(root, f"{FOLDER}/bilder.md", TEXT.format(image="liten.jpg", pictures=""))
    made(root)
    assert not {each for each in sent(root) if "liten" not in each}
    assert all(answers(root, each) for each in before)
    deploy(root)
    edit(root, f"{FOLDER}/bilder.md", TEXT.format(image="over.jpg", pictures=""))
    made(root)
    assert answers(root, "/media/artiklar/2025/liten.jpg"), "a picture that was shown as it is"
    assert all(answers(root, each) for each in before)
    as_if_clean(root)


def test_a_newsletter_that_no_longer_gathers_a_piece_keeps_its_small_picture(root: Path) -> None:
    before = addresses(root, WEEKLY)
    edit(root, f"content/nyhetsbrev/{WEEKLY}.md", LETTER.format("../artiklar/2025/forsta.md"))
    made(root)
    assert all(answers(root, each) for each in before)


def refusal(root: Path) -> tuple[Problem, ...]:
    with pytest.raises(PublisherError) as caught:
        made(root)
    return caught.value.problems


def accept(root: Path, id_: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["ledger", "accept", "-q", id_, "--config", str(root / "mkdocs.yml")])
    assert ended.value.code == 0


def test_a_picture_that_is_renamed_stops_the_build_and_says_how_to_go_on(root: Path) -> None:
    before = dict(tree(root))
    (root / FOLDER / "inne.jpg").rename(root / FOLDER / "ute.jpg")
    edit(root, f"{FOLDER}/bilder.md", TEXT.format(image="over.jpg", pictures="![Ute](ute.jpg)"))
    [problem] = refusal(root)
    assert problem.path == f"{FOLDER}/inne.jpg"
    assert f"brevet ”{PIECE}”" in problem.text
    assert "Lägg tillbaka filen" in problem.hint
    assert dict(tree(root)) == before
    accept(root, problem.hint.rpartition(" ")[2])
    made(root)
    assert not answers(root, "/media/artiklar/2025/inne-1200.jpg")
    assert ledger.read(root)[0].record(PIECE) is not None, "the piece itself is promised as before"


def test_a_file_that_two_letters_show_is_asked_for_by_each(root: Path) -> None:
    edit(root, f"{FOLDER}/over.jpg", None)
    edit(root, f"{FOLDER}/ny.jpg", picture("JPEG", 64, 64))
    edit(root, f"{FOLDER}/bilder.md", TEXT.format(image="ny.jpg", pictures=INSIDE))
    problems = refusal(root)
    assert [each.path for each in problems] == [f"{FOLDER}/over.jpg"] * 2
    for id_ in (PIECE, WEEKLY):
        accept(root, f"bild:{id_}")
    made(root)
    assert not answers(root, "/media/artiklar/2025/over-1200.jpg")


def test_a_piece_that_is_let_go_lets_go_of_its_pictures(root: Path) -> None:
    edit(root, f"{FOLDER}/bilder.md", None)
    edit(root, f"content/nyhetsbrev/{WEEKLY}.md", LETTER.format("../artiklar/2025/forsta.md"))
    assert "finns inte med längre" in refusal(root)[0].text
    accept(root, PIECE)
    made(root)
    assert not answers(root, "/media/artiklar/2025/inne-1200.jpg")
    assert answers(root, "/media/artiklar/2025/over-240.jpg"), "the newsletter shows it"
    as_if_clean(root)


def test_a_ledger_that_changes_alone_is_a_reason_to_look_again(root: Path) -> None:
    edit(root, f"{FOLDER}/bilder.md", TEXT.format(image="over.jpg", pictures=""))
    made(root)
    assert answers(root, "/media/artiklar/2025/inne-1200.jpg")
    accept(root, f"bild:{PIECE}:/media/artiklar/2025/inne-1200.jpg")
    made(root)
    assert not answers(root, "/media/artiklar/2025/inne-1200.jpg")
    as_if_clean(root)


def test_an_address_in_the_ledger_that_nothing_can_have_is_a_fault(root: Path) -> None:
    file = root / ledger.FILE
    edit(root, ledger.FILE, file.read_bytes().replace(b"inne-1200.jpg", b"borta-1200.jpg"))
    [problem] = refusal(root)
    assert problem.path == ledger.FILE
    assert "ur git" in problem.hint


def test_what_is_promised_is_told_in_figures(
    root: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    code, said, _ = run("ledger", "check", cwd=root)
    assert code == 0
    assert "3 bilder i brev" in said.replace("\n", " ")
