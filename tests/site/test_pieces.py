"""What stands around a text: corrections, contents, related pieces, ways to share; and the lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from sample.site import (
    CONFIG,
    Build,
    Kept,
    article,
    built,
    context,
    differences,
    episode,
    page,
    place,
    site,
)
from selectolax.lexbor import LexborHTMLParser

from publisher.build import BuildOptions, build
from publisher.model import Article, Image, Piece
from publisher.problems import PublisherError
from publisher.site.front import fronted
from publisher.site.listings import Listings
from publisher.site.months import ways_to
from publisher.site.related import REACH, Related
from publisher.site.share import ways

FILE = "content/artiklar/2025/taget.md"
HEAD = "---\ntitle: Tåget\ndate: 2025-03-03\nauthors: redaktionen\ntags: [kina]\n"
_LEARNT = Kept()


def read(root: Path, name: str) -> LexborHTMLParser:
    return LexborHTMLParser((root / f"build/site/{name}/index.html").read_text("utf-8"))


def words(node: object) -> str:
    return " ".join(node.text().split())  # type: ignore[attr-defined]


CORRECTED = (
    HEAD
    + "corrections:\n  - date: 2025-03-09\n    text: Tåget går till Lhasa, inte till Lanzhou.\n"
    "  - {date: 2025-03-05, text: 'Det är 2 <100> km.'}\n---\n\nEtt tåg.\n"
)


def test_a_correction_stands_at_the_foot_in_the_byline_in_the_feed_and_in_the_sitemap(
    publication: Callable[..., Path],
) -> None:
    root = publication({FILE: CORRECTED})
    build(BuildOptions(root=root))
    found = read(root, "2025/taget")
    notes = [words(p) for p in found.css(".corrections p")]
    assert notes == [
        "5 mars 2025. Det är 2 <100> km.",
        "9 mars 2025. Tåget går till Lhasa, inte till Lanzhou.",
    ]
    assert words(found.css_first(".corrections h2")) == "Rättelser"
    assert words(found.css_first('.meta--byline a[href="#sajt:rattelser"]')) == "Rättad 9 mars 2025"
    atom = (root / "build/site/feed.atom").read_text("utf-8")
    assert "<updated>2025-03-09T00:00:00+01:00</updated>" in atom
    assert "Rättelse 5 mars 2025." in atom
    assert "Rättelse 9 mars 2025." in (root / "build/site/feed.xml").read_text("utf-8")
    assert "<lastmod>2025-03-09</lastmod>" in (root / "build/site/sitemap.xml").read_text("utf-8")


def test_a_later_update_outlives_a_correction_and_an_earlier_one_does_not(
    publication: Callable[..., Path],
) -> None:
    for written, expected in (("2025-04-01", "2025-04-01"), ("2025-03-04", "2025-03-09")):
        root = publication({FILE: CORRECTED.replace("tags:", f"updated: {written}\ntags:")})
        build(BuildOptions(root=root))
        sitemap = (root / "build/site/sitemap.xml").read_text("utf-8")
        assert f"<lastmod>{expected}</lastmod>" in sitemap


def test_a_correction_from_before_the_text_and_one_without_words_are_faults(
    publication: Callable[..., Path],
) -> None:
    early = CORRECTED.replace("date: 2025-03-05", "date: 2025-02-05")
    for text, line, what in (
        (early, 9, "rättelsen är äldre än texten"),
        (
            CORRECTED.replace("text: Tåget går till Lhasa, inte till Lanzhou.", "text: ''"),
            8,
            "text",
        ),
    ):
        with pytest.raises(PublisherError) as caught:
            build(BuildOptions(root=publication({FILE: text})))
        (problem,) = caught.value.problems
        assert (problem.path, problem.line) == (FILE, line)
        assert what in problem.text


def long(headings: int, count: int) -> str:
    part = "En text om räls och tåg. " * (count // (6 * headings)) + "\n\n"
    return HEAD + "---\n\n" + "".join(f"## Del {n} *om* tåg\n\n{part}" for n in range(headings))


@pytest.mark.parametrize(
    ("headings", "count", "shown"), [(3, 1500, 3), (2, 1500, 0), (5, 900, 0), (8, 4000, 8)]
)
def test_a_long_text_with_headings_has_a_table_of_contents_that_leads_to_them(
    publication: Callable[..., Path], headings: int, count: int, shown: int
) -> None:
    root = publication({FILE: long(headings, count)})
    build(BuildOptions(root=root))
    found = read(root, "2025/taget")
    links = found.css("details.toc a")
    assert [words(a) for a in links] == [f"Del {n} om tåg" for n in range(shown)]
    for a in links:
        assert found.css_first(f".text h2[id='{(a.attributes['href'] or '')[1:]}']")


def test_a_text_for_subscribers_does_not_tell_its_headings(
    publication: Callable[..., Path],
) -> None:
    closed = long(4, 2000).replace("tags:", "audience: prenumeranter\ntags:")
    root = publication({FILE: closed})
    build(BuildOptions(root=root))
    assert read(root, "2025/taget").css("details.toc") == []


def related(pieces: tuple[Piece, ...], to: str, but: tuple[str, ...] = ()) -> list[str]:
    published = site(*pieces)
    of = Related(Listings(context(Path("/nowhere"), published)))
    return [one.id for one in of.to(next(p for p in pieces if p.id == to), but)]


def test_related_are_those_with_most_in_common_then_the_nearest_in_time() -> None:
    pieces = (
        article(1, tags=("tåg", "räls"), categories=()),
        article(5, tags=("tåg",), categories=()),
        article(6, tags=(), categories=("Ekonomi",)),
        article(7, tags=("tåg", "räls"), categories=("Ekonomi",)),
        article(9, tags=("Tåg",), categories=()),
        article(10, tags=("annat",), categories=("Sport",)),
        episode(8, tags=("räls",)),
    )
    assert related(pieces, "artikel-7") == ["artikel-1", "avsnitt-8", "artikel-5"]
    assert related(pieces, "artikel-7", ("artikel-1",)) == ["avsnitt-8", "artikel-5", "artikel-9"]
    assert related(pieces, "artikel-10") == []


def test_a_page_leads_to_related_pieces_but_not_twice_to_a_neighbour(tmp_path: Path) -> None:
    found = LexborHTMLParser(
        page(built(tmp_path, site(*map(article, range(9)))), "/2024/artikel-4/")
    )
    assert [words(a) for a in found.css(".related .item__title")] == [
        f"Artikel {number} & mer" for number in (2, 6, 1)
    ]
    assert [words(a) for a in found.css(".beside a")] == ["Artikel 3 & mer", "Artikel 5 & mer"]


def test_an_edit_reaches_only_those_near_it_however_long_the_list() -> None:
    pieces = tuple(article(number) for number in range(2000))
    old = site(*pieces)
    new = site(*pieces[:1000], replace(pieces[1000], title="Nytt"), *pieces[1001:])
    of = Related(Listings(context(Path("/nowhere"), new, changes=differences(old, new))))
    reached = set(of.touched(pieces[1000]))
    assert len(reached) <= 2 * REACH + 1
    assert {f"artikel-{n}" for n in range(1000 - REACH, 1001 + REACH)} == reached


@pytest.mark.parametrize("seed", range(6))
def test_whoever_is_not_reached_has_the_same_relations_as_before(seed: int) -> None:
    import random

    dice = random.Random(seed)  # noqa: S311 (a test is to be repeatable)

    def dressed(number: int) -> Article:
        day = timedelta(days=dice.randint(-90, 90))
        tags = tuple(dice.sample(("a", "b", "c"), dice.randint(0, 3)))
        one = article(number, tags=tags, categories=())
        return replace(one, date=one.date + day)

    pieces = {n: dressed(n) for n in range(120)}
    before = site(*pieces.values())
    for number in dice.sample(range(120), 5):
        del pieces[number]
    for number in (*dice.sample(sorted(pieces), 5), *range(200, 205)):
        pieces[number] = dressed(number)
    after = site(*pieces.values())
    was = Related(Listings(context(Path("/nowhere"), before)))
    now = Related(Listings(context(Path("/nowhere"), after)))
    changes = differences(before, after)
    touched = {
        id_
        for change in changes
        for entry in (change.old, change.new)
        if entry
        for id_ in now.touched(entry)
    } | {entry.id for change in changes for entry in (change.old, change.new) if entry}
    left = [piece for piece in after.articles if piece.id not in touched]
    assert left
    for piece in left:
        assert [one.id for one in was.to(piece)] == [one.id for one in now.to(piece)]


def test_sharing_needs_no_script_and_carries_title_and_address(tmp_path: Path) -> None:
    chosen = replace(CONFIG, share=("linkedin", "mejl", "bluesky", "x", "facebook", "adress"))
    piece = article(3, title="Å & ä ”ö” 100 %?")
    found = {way.id: way.url for way in ways(chosen, piece)}
    assert list(found) == ["linkedin", "mejl", "bluesky", "x", "facebook"]
    address = "https://kinamedia.example/2024/artikel-3/"
    assert parse_qs(urlsplit(found["facebook"]).query) == {"u": [address]}
    assert parse_qs(urlsplit(found["linkedin"]).query) == {"url": [address]}
    assert parse_qs(urlsplit(found["x"]).query) == {"text": [piece.title], "url": [address]}
    assert parse_qs(urlsplit(found["bluesky"]).query) == {"text": [f"{piece.title} {address}"]}
    assert unquote(found["mejl"]) == f"mailto:?subject={piece.title}&body={address}"
    settings = {"share": ("x", "adress")}
    shown = LexborHTMLParser(page(built(tmp_path, site(piece), settings=settings), piece.url))
    assert [a.attributes["rel"] for a in shown.css(".share a")] == ["nofollow"]
    assert shown.css_first(".share input").attributes["value"] == address


def test_without_ways_to_share_there_is_no_empty_box(tmp_path: Path) -> None:
    settings: dict[str, object] = {"share": ()}
    assert 'class="share"' not in page(
        built(tmp_path, site(article(3)), settings=settings), "/2024/artikel-3/"
    )


def ids(pieces: tuple[Piece, ...], besides: tuple[Piece, ...] = (), count: int = 4) -> list[int]:
    newest = sorted(pieces, key=lambda piece: piece.date, reverse=True)
    pinned = [piece for piece in newest if piece.pinned]
    return [int(one.id.split("-")[1]) for one in fronted(newest, pinned, count, besides)]


def test_the_front_page_is_steered_by_pinned_and_order() -> None:
    pieces = tuple(article(number) for number in range(10))
    assert ids(pieces) == [9, 8, 7, 6]
    assert ids(pieces, besides=(pieces[8],)) == [9, 7, 6, 5]
    assert ids(pieces, besides=pieces[6:9]) == [9, 5, 4, 3]
    old = replace(pieces[1], pinned=True)
    assert ids((pieces[0], old, *pieces[2:])) == [1, 9, 8, 7]
    both = (replace(pieces[0], pinned=True), replace(old, order=2), *pieces[2:])
    assert ids(both) == [1, 0, 9, 8]
    ordered = (*pieces[:6], replace(pieces[6], order=2), pieces[7], replace(pieces[8], order=1))
    assert ids((*ordered, pieces[9])) == [8, 6, 9, 7]
    assert ids((replace(pieces[0], order=1), *pieces[1:])) == [9, 8, 7, 6]
    assert ids(tuple(replace(piece, pinned=True) for piece in pieces)) == [9, 8, 7, 6]
    assert ids((*pieces[:9], replace(pieces[9], pinned=True)), besides=(pieces[9],)) == [9, 8, 7, 6]


def test_a_pinned_text_leads_until_it_is_unpinned(publication: Callable[..., Path]) -> None:
    old = FILE.replace("2025/taget", "2020/gammal")
    gone = {FILE: CORRECTED, old: HEAD.replace("2025", "2020") + "pinned: true\n---\n\nHej.\n"}
    root = publication(gone)
    build(BuildOptions(root=root))
    first = LexborHTMLParser((root / "build/site/index.html").read_text("utf-8"))
    assert first.css_first(".item__title a").attributes["href"] == "/2020/gammal/"
    publication({old: HEAD.replace("2025", "2020") + "---\n\nHej.\n"})
    report = build(BuildOptions(root=root))
    assert "site/index.html" in report.changed
    then = LexborHTMLParser((root / "build/site/index.html").read_text("utf-8"))
    assert then.css_first(".item__title a").attributes["href"] == "/2025/taget/"


def test_a_year_leads_to_its_months_wherever_they_begin(tmp_path: Path) -> None:
    made = built(tmp_path, site(*(article(number) for number in range(9, 50))))
    own = LexborHTMLParser(page(made, "/2025/"))
    months = own.css("nav[aria-label='Månad för månad'] a")
    assert words(months[0]) == "Oktober 2"
    assert words(months[-1]) == "Januari 4"
    assert sum(int(words(a).split()[1]) for a in months) == 41
    for a in months:
        address, _, anchor = (a.attributes["href"] or "").partition("#")
        there = LexborHTMLParser(page(made, address))
        assert words(there.css_first(f"h2#{anchor}")).lower() == anchor
        times = there.css(f"section[aria-labelledby='{anchor}'] time")
        newest = max(
            time.attributes["datetime"] or ""
            for path in made
            if path.startswith("site/2025/") and path.count("/") in {2, 4}
            for time in LexborHTMLParser(page(made, path[4:].removesuffix("index.html"))).css(
                f"section[aria-labelledby='{anchor}'] time"
            )
        )
        assert times[0].attributes["datetime"] == newest


def test_months_of_no_piece_are_none() -> None:
    assert ways_to("/2025/", [], 20) == ()


def test_all_who_write_are_listed_with_the_swedish_letters_last(tmp_path: Path) -> None:
    found = LexborHTMLParser(page(built(tmp_path, site(article(1), episode(2))), "/forfattare/"))
    listed = [(words(a), a.attributes["href"]) for a in found.css(".terms a")]
    assert listed == [
        ("Redaktionen", "/forfattare/redaktionen/"),
        ("Åsa Öberg", "/forfattare/asa/"),
    ]


def test_among_five_thousand_pieces_in_one_tag_one_edit_makes_few_pages(
    tmp_path: Path,
) -> None:
    place(tmp_path)
    settings = {"per_page": 20, "share": ()}
    pieces = tuple(
        replace(article(n, categories=()), date=article(0).date + timedelta(hours=n))
        for n in range(5000)
    )
    told = Build(state=_LEARNT)
    new = site(*pieces[:2500], replace(pieces[2500], title="Nytt"), *pieces[2501:])
    told.run(
        context(
            tmp_path,
            new,
            changes=differences(site(*pieces), new),
            everything=False,
            settings=settings,
        )
    )
    pages = {path for path in told.made if path.endswith("/index.html")}
    assert len(pages) <= 2 * REACH + 20
    assert "site/taggar/kina/sida/126/index.html" in pages
    whole = LexborHTMLParser(page(told.tree, "/taggar/kina/"))
    assert len(whole.css(".item__title")) == 20
    lists = Listings(context(tmp_path, new, settings=settings)).members
    assert max(map(len, lists.values())) == 5000
    assert re.search(r"Kina</a> <span[^>]*>5\s000", page(told.tree, "/taggar/"))


def test_html_that_the_owner_lets_through_runs_on_the_page_and_not_in_feeds(
    publication: Callable[..., Path],
) -> None:
    frame = '<iframe src="https://exempel.se/karta" title="Karta"></iframe>'
    body = f"Före.\n\n{frame}\n\n<script>\nvisa(1 < 2);\n</script>\n\nEfter.\n"
    root = publication({FILE: f"{HEAD}---\n\n{body}"})
    settings = (root / "mkdocs.yml").read_text("utf-8")
    with pytest.raises(PublisherError):
        build(BuildOptions(root=root))
    publication(
        {"mkdocs.yml": settings.replace("subscribers:", "raw_html: true\n      subscribers:")}
    )
    build(BuildOptions(root=root))
    html = (root / "build/site/2025/taget/index.html").read_text("utf-8")
    assert frame in html
    assert "visa(1 < 2);" in html
    for name in ("feed.xml", "feed.atom", "feed.json"):
        feed = (root / "build/site" / name).read_text("utf-8")
        assert "Efter." in feed
        assert "iframe" not in feed
        assert "visa(" not in feed
    publication({"mkdocs.yml": settings})
    with pytest.raises(PublisherError):
        build(BuildOptions(root=root))


@pytest.mark.parametrize(
    ("height", "caption", "shown"), [(400, "", 1), (600, "", 0), (600, "Två i en studio.", 1)]
)
def test_an_episode_shows_its_own_picture_unless_it_is_a_mere_cover(
    tmp_path: Path, height: int, caption: str, shown: int
) -> None:
    own = Image(
        source="content/bild.png",
        url="/media/bild.png",
        width=600,
        height=height,
        alt="Studion",
        caption=caption,
    )
    one = episode(1, image=own)
    found = LexborHTMLParser(page(built(tmp_path, site(one)), one.url))
    assert len(found.css("figure.lead")) == shown


PEOPLE_YML = """\
redaktionen:
  name: Redaktionen
  line: Bevakar Kina
  links:
    - title: Bluesky
      url: https://bsky.app/profile/prov.example
bo:
  name: Bo Ek
"""


def test_those_who_signed_are_presented_under_the_piece_and_on_their_own_page(
    publication: Callable[..., Path],
) -> None:
    both = (HEAD + "---\n\nText.\n").replace("redaktionen", "[bo, redaktionen]")
    root = publication({FILE: both, "content/forfattare.yml": PEOPLE_YML})
    build(BuildOptions(root=root))
    found = read(root, "2025/taget")
    assert [words(one) for one in found.css(".signer")] == ["Redaktionen Bevakar Kina Bluesky"]
    link = "https://bsky.app/profile/prov.example"
    assert found.css_first(".signer__link").attributes["href"] == link
    own = read(root, "forfattare/redaktionen")
    assert words(own.css_first(".top .dek")) == "Bevakar Kina"
    assert own.css_first(".top a[rel=me]").attributes["href"] == link
    assert f'"sameAs":["{link}"]' in (own.html or "").replace(": ", ":")


def test_a_link_of_an_author_that_leads_nowhere_is_a_fault(
    publication: Callable[..., Path],
) -> None:
    wrong = PEOPLE_YML.replace("https://bsky.app/profile/prov.example", "bsky.app")
    root = publication({"content/forfattare.yml": wrong})
    with pytest.raises(PublisherError, match=r"forfattare\.yml:6"):
        build(BuildOptions(root=root))
