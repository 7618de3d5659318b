"""The gate's rules on both sides of each limit, over whole lists, and to the letter of their advice."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from PIL import Image as Pillow
from sample.feeds import (
    CONFIG,
    EPISODE,
    FEED,
    FIRST,
    FULL,
    PODCAST,
    SECOND,
    SHOW,
    SHOW_FILE,
    made,
    planted,
    told,
)
from sample.feeds import published as publication
from sample.recordings import recording

from publisher.config.standards.apple import CATEGORIES, LANGUAGES
from publisher.config.standards.podcasting import MEDIA, ROLES
from publisher.engine.recipes import BuildContext
from publisher.feeds.gate import apple, verify, verify_sounds
from publisher.feeds.gate.document import Sources, parse, text_fault
from publisher.media import artwork
from publisher.model import Image, ShowLink
from publisher.problems import Problem


def judge(found: BuildContext, pattern: str, new: str, *, after: str = "") -> list[Problem]:
    return [*verify(PODCAST, planted(made(found)[PODCAST], pattern, new, after), found)]


# A text of exactly so many signs (bytes, for descriptions), and whether the gate lets it pass.
LIMITS = [
    ("<description>.*?</description>", "<description>{}</description>", 4000, ""),
    ("<itunes:summary>.*?</itunes:summary>|(?=<itunes:author>)", "<itunes:summary>{}</itunes:summary>", 4000, ""),
    ("<itunes:subtitle>[^<]*<", "<itunes:subtitle>{}<", 255, ""),
    ("<itunes:author>[^<]*<", "<itunes:author>{}<", 255, ""),
    ("<copyright>[^<]*<", "<copyright>{}<", 255, ""),
    ("<title>[^<]*<", "<title>{}<", 255, "<item>"),
    ("<itunes:title>[^<]*<", "<itunes:title>{}<", 255, "<item>"),
    ("<guid[^>]*>[^<]*<", '<guid isPermaLink="false">{}<', 255, "<item>"),
    (">Stöd podden<", ">{}<", 128, ""),
    (">Varje fredag<", ">{}<", 128, ""),
    (">Åsa Öberg</podcast:person>", ">{}</podcast:person>", 128, ""),
    ('purpose="artwork"', 'purpose="{}"', 128, ""),
    (">kod<", ">{}<", 4000, ""),
    ("<podcast:season>", '<podcast:season name="{}">', 128, "<item>"),
    ("<podcast:episode>", '<podcast:episode display="{}">', 32, "<item>"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "new", "limit", "after"), LIMITS, ids=[r[1] for r in LIMITS])
def test_exactly_so_much_passes_and_one_more_does_not(
    root: Path, pattern: str, new: str, limit: int, after: str
) -> None:
    found = publication(root, FIRST)
    assert told(judge(found, pattern, new.format("x" * limit), after=after)) == []
    refused = judge(found, pattern, new.format("x" * (limit + 1)), after=after)
    assert len(refused) == 1
    assert refused[0].fatal


def test_descriptions_are_counted_in_bytes(root: Path) -> None:
    found = publication(root, FIRST)
    pattern, new = "<description>.*?</description>", "<description>{}</description>"
    assert judge(found, pattern, new.format("å" * 2000)) == []
    [problem] = judge(found, pattern, new.format("å" * 2000 + "x"))
    assert problem.text == "texten i flödet (description) är 4001 byte; Apple tar högst 4000"


@pytest.mark.parametrize(("width", "height"), [(1400, 1500), (1500, 1400), (1400, 1401)])
def test_a_cover_is_square(tmp_path: Path, width: int, height: int) -> None:
    (tmp_path / "feeds").mkdir()
    Pillow.new("RGB", (width, height)).save(tmp_path / "feeds/omslag.jpg")
    [problem] = verify_cover(tmp_path)
    assert (problem.text, problem.fatal) == (
        f"omslaget är {width} × {height} bildpunkter",
        True,
    )


@pytest.mark.parametrize("pixels", [artwork.PIXELS[0], artwork.PIXELS[-1]])
def test_the_smallest_and_the_largest_cover_pass(tmp_path: Path, pixels: int) -> None:
    (tmp_path / "feeds").mkdir()
    Pillow.new("RGB", (pixels, pixels)).save(tmp_path / "feeds/omslag.jpg")
    assert told(verify_cover(tmp_path)) == []


def test_a_cover_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    [problem] = verify_cover(tmp_path)
    assert problem.text == "omslaget ”omslag.jpg” går inte att läsa"


def verify_cover(folder: Path) -> list[Problem]:
    cover = Image(source="feeds/omslag.jpg", url="/media/feeds/omslag.jpg", width=1400, height=1400)
    found = publication(folder, SECOND, show=replace(FULL, image=cover))
    return [*verify(PODCAST, made(found)[PODCAST], found)]


@pytest.mark.parametrize("name", ["block", "complete"])
def test_the_key_to_write_is_the_one_that_is_wrong(root: Path, name: str) -> None:
    found = publication(root, show=replace(FULL, block=True, complete=True))
    [problem] = judge(found, f"<itunes:{name}>Yes", f"<itunes:{name}>true")
    assert problem.text == f"itunes:{name} är ”true”; Apple läser bara Yes"
    assert problem.hint == f"Skriv {name}: true i filen."


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_passes_in_its_group(root: Path, role: str) -> None:
    for group in {ROLES[role], "video post-production"}:
        new = f'role="{role}" group="{group}"'
        assert told(judge(publication(root, FIRST), 'role="host"', new)) == []


@pytest.mark.parametrize("medium", [*MEDIA, *(f"{each}L" for each in MEDIA[:-1])])
def test_every_medium_passes(root: Path, medium: str) -> None:
    old, new = "<podcast:medium>podcast<", f"<podcast:medium>{medium}<"
    assert told(judge(publication(root, FIRST), old, new)) == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_passes_with_each_of_its_own_below_it(root: Path, category: str) -> None:
    found = publication(root, FIRST)
    pattern = '(?s)<itunes:category text="News">.*?</itunes:category>'
    for below in CATEGORIES[category]:
        inside = f'<itunes:category text="{below}"/>'.replace("&", "&amp;")
        name = category.replace("&", "&amp;")
        new = f'<itunes:category text="{name}">{inside}</itunes:category>'
        assert told(judge(found, pattern, new)) == []


@pytest.mark.parametrize(("mime", "names"), [(mime, names) for mime, names in apple._TYPES.items()])
def test_every_kind_of_file_that_apple_takes(root: Path, mime: str, names: tuple[str, ...]) -> None:
    for ending in names:
        sound = recording(f"content/avsnitt/tull{ending}", EPISODE.sound.bytes, mime=mime)
        found = publication(root, replace(FIRST, sound=sound))
        assert told([*verify(PODCAST, made(found)[PODCAST], found)]) == []


def test_languages_are_those_of_the_standard(root: Path) -> None:
    for language in ("sv", "zh", "en-GB", *sorted(LANGUAGES)[:3]):
        new = f"<language>{language}<"
        assert told(judge(publication(root, FIRST), "<language>sv<", new)) == []


def test_in_atom_the_feed_or_each_entry_has_an_author(root: Path) -> None:
    feeds = (replace(FEED, formats=("rss", "atom"), each=()),)
    found = publication(root, feeds=feeds)
    whole = made(found)["site/feed.atom"].decode()
    head, _, rest = whole.partition("<entry>")
    nobody = re.sub(r"(?s)<author>.*?</author>", "", whole)
    of_feed = re.sub(r"(?s)<author>.*?</author>", "", head) + (
        "<author><name>K</name></author><entry>"
    )
    of_entry = re.sub(r"(?s)<author>.*?</author>", "", head) + "<entry>" + rest
    entries = whole.count("<entry>")
    problems = [*verify("site/feed.atom", nobody.encode(), found)]
    assert [each.text for each in problems] == ["saknar författare (author) i flödet"] * entries
    without = re.sub(r"(?s)<author>.*?</author>", "", rest)
    assert told([*verify("site/feed.atom", (of_feed + without).encode(), found)]) == []
    assert told([*verify("site/feed.atom", of_entry.encode(), found)]) == []


def test_the_line_and_the_words_before_what_cannot_be_read() -> None:
    [finding] = text_fault(b"a\nb\nc \xe5 d\n")
    assert finding.text == "flödet är inte UTF-8 (rad 3)"
    [finding] = text_fault(b"\xe5")
    assert finding.text == "flödet är inte UTF-8 (rad 1)"
    words = "ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton"
    [finding] = text_fault(f"{words}\x07 slut".encode())
    assert finding.text == f"flödet innehåller ett osynligt tecken (U+0007) efter ”{words[-30:]}”"


def test_a_feed_may_be_large() -> None:
    """libxml2 by itself refuses a text of ten million bytes; four hundred full articles are less."""
    data = b"<rss><channel><title>" + b"x" * 10_000_001 + b"</title></channel></rss>"
    assert isinstance(parse(data), etree._Element)


def test_a_feed_in_two_places_is_told_by_its_whole_address() -> None:
    first = replace(FEED, id="a", source="feeds/a.yml", address="/a/feed.xml")
    second = replace(
        FEED, id="b", source="feeds/b.yml", address="/feed.xml", formats=("rss", "atom")
    )
    config = replace(CONFIG, feeds=(first, second), shows=(SHOW,))
    sources = Sources(context=replace(publication(Path("/nowhere")), config=config))
    for name, source in (("/feed.atom", "feeds/b.yml"), ("/feed.xml", "feeds/b.yml")):
        assert sources.of_feed("".join(list(name))) == source
    assert sources.of_feed("/a/feed.xml") == "feeds/a.yml"


class Measured:
    """A memory that has a playing time for every file."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def get(self, _hash: str) -> float:
        return self._seconds

    def put(self, _hash: str, _seconds: float) -> None:
        raise AssertionError("measured already")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1.0, "ffprobe kan inte läsa ljudfilen ”content/avsnitt/tull.mp3”"),
        (0.0, "avsnittets längd är 1861,6 s i flödet men 0,0 s i ljudet"),
        (1860.5, "avsnittets längd är 1861,6 s i flödet men 1860,5 s i ljudet"),
        (1862.75, "avsnittets längd är 1861,6 s i flödet men 1862,8 s i ljudet"),
        (1860.6, ""),
        (1862.6, ""),
    ],
)
def test_a_second_is_forgiven_and_no_more(tool: Any, root: Path, seconds: float, text: str) -> None:
    tool("ffprobe")
    found = replace(publication(root, FIRST), hashes=lambda path: path)
    problems = [*verify_sounds(found, Measured(seconds))]
    assert [each.text for each in problems] == ([text] if text else [])


def test_the_show_s_file_is_named_for_what_is_the_show_s(root: Path) -> None:
    link = ShowLink(title="x" * 129, url="https://stod.example/")
    found = publication(root, FIRST, show=replace(FULL, funding=(link,)))
    [problem] = verify(PODCAST, made(found)[PODCAST], found)
    assert (problem.path, problem.hint) == (SHOW_FILE, "Korta funding.title:.")
