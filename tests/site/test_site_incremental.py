"""The site's part of the law: naming only what changed gives what a clean build gives."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sample.site import (
    ABOUT,
    Build,
    Kept,
    article,
    context,
    differences,
    edition,
    episode,
    place,
    site,
)

from publisher.model import Entry, Page, Piece, Site

pytestmark = pytest.mark.sampled(2)
_LEARNT = Kept()


def first(root: Path, published: Site) -> Build:
    build = Build(state=_LEARNT)
    build.run(context(place(root), published))
    return build


def again(
    build: Build, root: Path, old: Site, new: Site, touched: tuple[str, ...] = ()
) -> set[str]:
    """Build the difference; returns the paths that were made anew."""
    changes = differences(old, new, touched)
    html = dict.fromkeys(touched, "<p>Omskriven.</p>\n")
    build.run(context(root, new, changes=changes, everything=False, html=html))
    clean = Build(state=_LEARNT).run(context(root, new, html=html))
    assert {
        path for path in clean.keys() | build.tree.keys() if clean.get(path) != build.tree.get(path)
    } == set()
    return build.made


PIECES: tuple[Entry, ...] = tuple(article(number) for number in range(15))


def test_nothing_changed_names_only_files_which_letters_may_ask_for(tmp_path: Path) -> None:
    build = first(tmp_path, site(*PIECES))
    build.run(context(tmp_path, site(*PIECES), everything=False))
    assert build.named == {"site:media", "site:originals"}
    assert not build.made


def test_a_new_body_makes_one_page(tmp_path: Path) -> None:
    build = first(tmp_path, site(*PIECES))
    made = again(build, tmp_path, site(*PIECES), site(*PIECES), ("artikel-7",))
    assert made == {"site/2024/artikel-7/index.html"}


def test_a_new_title_makes_the_page_those_that_lead_to_it_and_the_list_pages_it_stands_on(
    tmp_path: Path,
) -> None:
    letters = (edition(1, "artikel-7"), edition(2, "artikel-3"))
    old = site(*PIECES, *letters)
    new = site(*PIECES[:7], article(7, title="Nytt"), *PIECES[8:], *letters)
    build = first(tmp_path, old)
    made = again(build, tmp_path, old, new)
    assert made == {
        "site/2024/artikel-6/index.html",
        "site/2024/artikel-7/index.html",
        "site/2024/artikel-8/index.html",
        "site/2024/artikel-5/index.html",
        "site/2025/artikel-9/index.html",
        "site/2024/index.html",
        "site/arkiv/sida/3/index.html",
        "site/assets/kort/2024/artikel-7.png",
        "site/forfattare/redaktionen/sida/3/index.html",
        "site/index.html",
        "site/kategorier/ekonomi/sida/3/index.html",
        "site/nyhetsbrev/brev-1/index.html",
        "site/taggar/kina/sida/3/index.html",
    }


def test_a_new_piece_makes_no_old_list_page(tmp_path: Path) -> None:
    build = first(tmp_path, site(*PIECES))
    made = again(build, tmp_path, site(*PIECES), site(*PIECES, article(15)))
    assert not [
        path for path in made if "/sida/" in path and not path.endswith("/sida/4/index.html")
    ]
    assert len(build.named) < 25


def test_a_removed_piece_leaves_nothing_behind(tmp_path: Path) -> None:
    alone = article(7, tags=("bara-här",), authors=("asa",), categories=("Unik",))
    old = site(*PIECES[:7], alone, *PIECES[8:], edition(1, "artikel-7"))
    new = site(*PIECES[:7], *PIECES[8:], edition(1, "artikel-7"))
    build = first(tmp_path, old)
    again(build, tmp_path, old, new)
    assert not [
        path for path in build.tree if "bara-har" in path or "asa" in path or "unik" in path
    ]
    assert "site/2024/artikel-7/index.html" not in build.tree


def test_a_page_in_the_menu_that_changes_its_name_changes_every_page(tmp_path: Path) -> None:
    extra = Page(id="x", source="content/sidor/x.md", url="/x/", title="Om X", body_line=3, menu=1)
    old, new = site(*PIECES, extra), site(*PIECES, replace(extra, title="Om Y"))
    build = first(tmp_path, old)
    made = again(build, tmp_path, old, new)
    assert "site/2024/artikel-0/index.html" in made
    moved = replace(
        new, pages=tuple(replace(p, url="/om-oss/") if p == ABOUT else p for p in new.pages)
    )
    assert "site/2024/artikel-0/index.html" in again(build, tmp_path, new, moved)


def test_an_ordinary_page_outside_the_menu_is_made_alone(tmp_path: Path) -> None:
    extra = Page(id="x", source="content/sidor/x.md", url="/x/", title="Om X", body_line=3)
    old, new = site(*PIECES, extra), site(*PIECES, replace(extra, title="Om Y"))
    build = first(tmp_path, old)
    assert again(build, tmp_path, old, new) == {
        "site/assets/kort/x.png",
        "site/x/index.html",
    }


def test_two_spellings_change_the_name_of_a_list_on_all_its_pages(tmp_path: Path) -> None:
    old = site(*(article(n, tags=("ai",)) for n in range(12)))
    new = site(*(article(n, tags=("ai",)) for n in range(11)), article(11, tags=("AI",)))
    build = first(tmp_path, old)
    again(build, tmp_path, old, new)
    again(build, tmp_path, new, old)


TAGS = ("Kina", "kina", "USA", "Åland", "chip")
CATEGORIES = ("Ekonomi", "Politik")


class Editor:
    """Does what authors do to a site, at random."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 (a test is to be repeatable)
        self.entries: dict[str, Entry] = {}
        self.number = 0
        for _ in range(14):
            self.write()

    def site(self) -> Site:
        return site(*self.entries.values())

    def write(self) -> None:
        self.number += 1
        kind = self.dice.choice((article, article, article, episode, edition))
        if kind is edition:
            chosen = self.dice.sample(sorted(self.entries), min(3, len(self.entries)))
            entry: Entry = edition(self.number, *chosen)
        else:
            entry = self.dressed(kind(self.number))
        self.entries[entry.id] = entry

    def dressed(self, piece: Piece) -> Piece:
        days = timedelta(days=self.dice.randint(-200, 200))
        return replace(
            piece,
            date=piece.date + days,
            tags=tuple(self.dice.sample(TAGS, self.dice.randint(0, 3))),
            categories=tuple(self.dice.sample(CATEGORIES, self.dice.randint(0, 1))),
            authors=tuple(self.dice.sample(("asa", "redaktionen"), self.dice.randint(0, 2))),
        )

    def edit(self) -> tuple[str, ...]:
        """One to three edits; returns the ids of those with a new text."""
        touched: set[str] = set()
        for _ in range(self.dice.randint(1, 3)):
            id_ = self.dice.choice(sorted(self.entries))
            entry = self.entries[id_]
            match self.dice.choice(("write", "write", "remove", "title", "text", "dress", "move")):
                case "write":
                    self.write()
                case "remove":
                    del self.entries[id_]
                    touched.discard(id_)
                case "title":
                    self.entries[id_] = replace(entry, title=f"Titel {self.dice.random():.5f}")
                case "text":
                    touched.add(id_)
                case "dress" if isinstance(entry, Piece):
                    self.entries[id_] = self.dressed(entry)
                case _:
                    slug = f"flyttad-{self.dice.randint(0, 10**6)}"
                    self.entries[id_] = replace(entry, url=f"/2024/{slug}/")
        return tuple(touched)


@pytest.mark.parametrize("seed", range(4))
def test_any_row_of_edits_gives_what_a_clean_build_gives(tmp_path: Path, seed: int) -> None:
    editor = Editor(seed)
    old = editor.site()
    build = first(tmp_path, old)
    rewritten: set[str] = set()
    for _ in range(12):
        fresh = editor.edit()
        new = editor.site()
        rewritten = {id_ for id_ in rewritten | set(fresh) if id_ in editor.entries}
        html = dict.fromkeys(rewritten, "<p>Omskriven.</p>\n")
        build.run(
            context(
                tmp_path, new, changes=differences(old, new, fresh), everything=False, html=html
            )
        )
        clean = Build(state=_LEARNT).run(context(tmp_path, new, html=html))
        names = clean.keys() | build.tree.keys()
        assert {name for name in names if clean.get(name) != build.tree.get(name)} == set()
        old = new


def test_a_new_episode_makes_only_the_articles_since_the_last_one(tmp_path: Path) -> None:
    apart = tuple(article(number, tags=(), categories=()) for number in range(30))
    old = site(*apart, episode(10), episode(20))
    new = site(*apart, episode(10), episode(20), episode(27))
    build = first(tmp_path, old)
    made = again(build, tmp_path, old, new)
    pages = {number for number in range(30) if f"site{apart[number].url}index.html" in made}
    assert {21, 24, 28, 29} <= pages
    assert not pages & set(range(18)), "what led to another episode still does"


@pytest.mark.parametrize("seed", range(6))
def test_episodes_that_come_and_go_leave_articles_as_a_clean_build_does(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    apart = tuple(article(number, tags=(), categories=()) for number in range(24))
    heard = {n: episode(n, transcript=None) for n in chance.sample(range(24), 4)}
    build, old = first(tmp_path, site(*apart, *heard.values())), site(*apart, *heard.values())
    for _ in range(6):
        for number in chance.sample(range(24), 2):
            if heard.pop(number, None) is None:
                closed = chance.random() < 0.3
                heard[number] = episode(
                    number,
                    transcript=None,
                    title=f"Om {chance.random()}",
                    audience="prenumeranter" if closed else "alla",
                )
        new = site(*apart, *heard.values())
        again(build, tmp_path, old, new)
        old = new


def test_what_has_nothing_in_common_leads_to_what_is_near_it_as_in_a_clean_build(
    tmp_path: Path,
) -> None:
    apart = [article(number, tags=(), categories=()) for number in range(30)]
    old = site(*apart)
    build = first(tmp_path, old)
    page = build.tree["site/2024/artikel-5/index.html"]
    assert isinstance(page, bytes)
    assert "Läs också" in page.decode()
    for changed in (
        [*apart[:6], *apart[7:]],
        [*apart[:6], article(7, title="Nytt", tags=(), categories=()), *apart[8:]],
        apart,
    ):
        new = site(*changed)
        again(build, tmp_path, old, new)
        old = new
