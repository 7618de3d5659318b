"""A new cover: a new address for apps, the old one answers, and published sound stays as it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from publisher import ledger
from publisher.build import BuildOptions, build
from publisher.cli.main import main

ROOT = Path(__file__).parents[2]
SOUND = min((ROOT / "content" / "avsnitt").glob("*.mp3"))
SHOW = (ROOT / "feeds" / "nya-kalla-kriget.yml").read_text("utf-8")
COVER = "feeds/nya-kalla-kriget.jpg"
PLAIN = "/media/feeds/nya-kalla-kriget.jpg"
EPISODE = "---\ntitle: {0}\ndate: 2025-03-0{0}\nshow: podden\naudio: {0}.mp3\nid: a{0}\n---\n\nText {0}.\n"


def cover(file: Path, shade: int) -> None:
    Image.new("RGB", (1400, 1400), (shade, 40, 90)).save(file, "JPEG")


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    """A podcast with one episode, deployed."""
    made = publication({"feeds/podden.yml": SHOW, "content/avsnitt/1.md": EPISODE.format(1)})
    shutil.copy(SOUND, made / "content/avsnitt/1.mp3")
    cover(made / COVER, 10)
    release(made)
    return made


def release(root: Path) -> None:
    build(BuildOptions(root=root, jobs=1))
    with pytest.raises(SystemExit) as ended:
        main(["deploy", "-q", "--config", str(root / "mkdocs.yml")])
    assert ended.value.code == 0


def advice(root: Path) -> list[str]:
    report = build(BuildOptions(root=root, jobs=1))
    return [str(each) for each in report.problems if "omslaget är nytt" in each.text]


def art(root: Path) -> str:
    feed = (root / "build/site/podd/podden.xml").read_text("utf-8")
    return feed.partition('<itunes:image href="https://prov.example')[2].partition('"')[0]


def sound(root: Path) -> bytes:
    return (root / "build/site/media/avsnitt/1.mp3").read_bytes()


def test_the_same_cover_keeps_its_address_and_the_sound_its_bytes(root: Path) -> None:
    before = sound(root)
    release(root)
    assert art(root) == PLAIN
    assert sound(root) == before
    record = ledger.read(root)[0].record("a1")
    assert record is not None
    assert record.enclosure is not None
    assert len(record.enclosure.cover) == 64


def test_a_cover_in_the_place_of_another_has_an_address_of_its_own_and_is_told_to_cost(
    root: Path,
) -> None:
    cover(root / COVER, 200)
    (told,) = advice(root)
    assert told.startswith("feeds/podden.yml: ")
    assert "ljudfilerna till ett avsnitt" in told
    assert "Lägg det förra omslaget i feeds/ igen" in told
    new = art(root)
    assert new.startswith("/media/feeds/nya-kalla-kriget-")
    for address in (new, PLAIN):
        assert (root / f"build/site{address}").exists()
    release(root)
    assert (art(root), advice(root)) == (new, [])
    cover(root / COVER, 10)
    build(BuildOptions(root=root, jobs=1))
    assert art(root) == PLAIN, "the old picture at its old address"


def test_a_new_cover_beside_the_old_one_leaves_the_sound_alone(root: Path) -> None:
    before, old = sound(root), (root / f"build/site{PLAIN}").read_bytes()
    (root / COVER).rename(root / "feeds/omslag-2024.jpg")
    cover(root / COVER, 200)
    assert advice(root) == []
    assert sound(root) == before
    assert (root / f"build/site{PLAIN}").read_bytes() == old
    assert art(root) != PLAIN
    (root / "content/avsnitt/2.md").write_text(EPISODE.format(2), "utf-8")
    shutil.copy(SOUND, root / "content/avsnitt/2.mp3")
    release(root)
    assert sound(root) == before
    new = ledger.read(root)[0].record("a2")
    old_line = ledger.read(root)[0].record("a1")
    assert new is not None
    assert old_line is not None
    assert new.enclosure is not None
    assert old_line.enclosure is not None
    assert new.enclosure.cover != old_line.enclosure.cover


def test_a_new_cover_under_a_name_of_its_own_needs_no_mark(root: Path) -> None:
    before = sound(root)
    cover(root / "feeds/nytt.jpg", 200)
    settings = root / "feeds/podden.yml"
    settings.write_text(
        settings.read_text("utf-8").replace("nya-kalla-kriget.jpg", "nytt.jpg"), "utf-8"
    )
    assert advice(root) == []
    assert art(root) == "/media/feeds/nytt.jpg"
    assert (root / f"build/site{PLAIN}").exists()
    assert sound(root) == before


def test_a_ledger_from_before_covers_were_noted_takes_todays(root: Path) -> None:
    file = root / ledger.FILE
    book, _ = ledger.read(root)
    lines = file.read_text("utf-8")
    for record in book.records.values():
        if record.cover or record.enclosure:
            line = record.line
            mark = record.enclosure.cover if record.enclosure else ""
            bare = line.replace(f', "cover": "{mark}"', "").replace(f'"cover": "{mark}", ', "")
            lines = lines.replace(line, bare)
    file.write_text(lines, "utf-8")
    before = sound(root)
    assert advice(root) == []
    assert sound(root) == before


def test_an_episodes_own_picture_in_the_place_of_another_is_told_to_cost(root: Path) -> None:
    own, episode = root / "content/avsnitt/egen.jpg", root / "content/avsnitt/1.md"
    episode.write_text(
        EPISODE.format(1).replace("id: a1", "id: a1\nimage: egen.jpg\nimage_alt: En bild"), "utf-8"
    )
    cover(own, 60)
    (root / "content/avsnitt/2.md").write_text(
        EPISODE.format(2).replace("id: a2", "id: a2\nimage: egen.jpg\nimage_alt: En bild"), "utf-8"
    )
    shutil.copy(SOUND, root / "content/avsnitt/2.mp3")
    release(root)
    before = (root / "build/site/media/avsnitt/2.mp3").read_bytes()
    old = own.read_bytes()
    cover(own, 220)
    told = [
        each
        for each in build(BuildOptions(root=root, jobs=1)).problems
        if "bild är en" in each.text
    ]
    assert "content/avsnitt/2.md" in [each.path for each in told]
    assert all("MB läggs ut igen" in each.text and each.hint for each in told)
    (root / "feeds/forra.jpg").write_bytes(old)
    report = build(BuildOptions(root=root, jobs=1))
    assert [each for each in report.problems if "bild är en" in each.text] == []
    assert (root / "build/site/media/avsnitt/2.mp3").read_bytes() == before
