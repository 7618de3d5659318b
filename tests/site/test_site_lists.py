"""Lists and their pages: what stands where, and what keeps still when a piece is added."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample.site import article, built, edition, page, site
from selectolax.lexbor import LexborHTMLParser

from publisher.site.pager import members_of, newer, numbered, older


def titles(html: str) -> list[str]:
    return [node.text() for node in LexborHTMLParser(html).css(".list .item__title")]


def pager(html: str) -> dict[str, str]:
    links = LexborHTMLParser(html).css(".pager a")
    return {link.text(): link.attributes["href"] or "" for link in links}


def test_old_pages_keep_their_bytes_when_a_piece_is_added(tmp_path: Path) -> None:
    pieces = [article(number) for number in range(12)]
    before = built(tmp_path, site(*pieces))
    after = built(tmp_path, site(*pieces, article(12)))
    still = [path for path in before if "/sida/" in path]
    assert len(still) > 3
    assert [path for path in still if before[path] != after[path]] == []


def test_a_list_shows_the_newest_at_its_own_address_and_the_rest_from_the_oldest_end(
    tmp_path: Path,
) -> None:
    made = built(tmp_path, site(*(article(number) for number in range(11))))  # three to a page
    shown = [f"Artikel {number} & mer" for number in range(10, -1, -1)]
    assert titles(page(made, "/arkiv/")) == shown[:5]
    assert titles(page(made, "/arkiv/sida/2/")) == shown[5:8]
    assert titles(page(made, "/arkiv/sida/1/")) == shown[8:]
    assert pager(page(made, "/arkiv/")) == {"Äldre": "/arkiv/sida/2/"}
    assert pager(page(made, "/arkiv/sida/2/")) == {"Nyare": "/arkiv/", "Äldre": "/arkiv/sida/1/"}
    assert pager(page(made, "/arkiv/sida/1/")) == {"Nyare": "/arkiv/sida/2/"}
    assert "site/arkiv/sida/3/index.html" not in made


@given(count=st.integers(0, 400), size=st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_every_member_stands_on_exactly_one_page_and_the_pager_leads_through_all(
    count: int, size: int
) -> None:
    members = list(range(count))
    walked: list[int] = []
    step: int | None = 0
    last = 0
    while step is not None:
        here = members_of(step, members, size)  # type: ignore[arg-type,type-var]
        walked += here  # type: ignore[arg-type]
        assert step == 0 or newer(step, count, size) == last
        last, step = step, older(step, count, size)
    assert walked == members[::-1]
    first = members_of(0, members, size)  # type: ignore[arg-type,type-var]
    assert len(first) < 2 * size
    assert count < size or len(first) >= size
    assert numbered(count, size) <= max(0, count // size - 1)


def test_a_list_exists_for_each_year_tag_category_and_person_with_a_piece(tmp_path: Path) -> None:
    pieces = (
        article(1, tags=("Räls & tåg",), categories=(), authors=("asa",)),
        article(20, tags=(), categories=("Världen",), authors=("asa", "redaktionen")),
    )
    made = built(tmp_path, site(*pieces, edition(2)))
    lists = {
        path
        for path in made
        if path.endswith("index.html")
        and path.split("/")[1]
        in {"2024", "2025", "taggar", "kategorier", "forfattare", "nyhetsbrev"}
        and "artikel" not in path
    }
    assert lists == {
        "site/2024/index.html",
        "site/2025/index.html",
        "site/taggar/index.html",
        "site/taggar/rals-och-tag/index.html",
        "site/kategorier/index.html",
        "site/kategorier/varlden/index.html",
        "site/forfattare/index.html",
        "site/forfattare/asa/index.html",
        "site/forfattare/redaktionen/index.html",
        "site/nyhetsbrev/index.html",
        "site/nyhetsbrev/brev-2/index.html",
    }
    assert titles(page(made, "/forfattare/asa/")) == ["Artikel 20 & mer", "Artikel 1 & mer"]
    assert titles(page(made, "/nyhetsbrev/")) == ["Veckans brev 2"]
    person = page(made, "/forfattare/redaktionen/")
    assert "Vi skriver om Kina." in person
    assert "mailto:red@x.example" in person


def test_two_spellings_of_a_tag_share_one_list(tmp_path: Path) -> None:
    pieces = (article(1, tags=("AI",)), article(2, tags=("ai", "AI")))
    made = built(tmp_path, site(*pieces))
    assert titles(page(made, "/taggar/ai/")) == ["Artikel 2 & mer", "Artikel 1 & mer"]
    assert page(made, "/taggar/").count('href="/taggar/ai/"') == 1


@pytest.mark.parametrize(("count", "pages"), [(0, 0), (5, 0), (6, 1), (8, 1), (9, 2)])
def test_a_numbered_page_is_made_when_it_can_be_left_alone(
    tmp_path: Path, count: int, pages: int
) -> None:
    made = built(tmp_path, site(*(article(number) for number in range(count))))
    assert len([path for path in made if path.startswith("site/arkiv/sida/")]) == pages
