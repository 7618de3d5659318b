"""Tags and categories that look alike: one thing written twice, or two things."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sample.faults import faults

from publisher.build import BuildOptions, build
from publisher.model.addresses import slug

Maker = Callable[..., Path]


def texts(*tags: str) -> dict[str, str]:
    """One article for each list of tags."""
    return {
        f"content/artiklar/a{n}.md": f"---\ntitle: A{n}\ndate: 2025-01-01\ntags: [{each}]\n---\n\nText {n}.\n"
        for n, each in enumerate(tags)
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("山西", "陕西"),
        ("C#", "C++"),
        ("Öst", "ost"),
        ("räka", "raka"),
        ("Åland", "Aland"),
        ("G-7", "G7!"),
    ],
)
def test_two_things_with_one_address_are_told_apart_by_an_addition(
    publication: Maker, one: str, other: str
) -> None:
    if slug(one) != slug(other):
        pytest.skip("they have addresses of their own")
    (problem,) = faults(publication(texts(f'"{one}"', f'"{one}"', f'"{other}"')))
    assert "samma adress" in problem.text
    assert "stavas" not in problem.text
    assert f"”{other} (…)”" in problem.hint
    root = publication(texts(f'"{one}"', f'"{one}"', f'"{other} (mat)"'))
    build(BuildOptions(root=root, jobs=1))
    made = {page.parent.name for page in (root / "build/site/taggar").glob("*/index.html")}
    assert {slug(one), slug(f"{other} (mat)")} <= made


def test_one_thing_written_twice_is_still_a_fault(publication: Maker) -> None:
    (problem,) = faults(publication(texts("Tåg", "Tåg", "tåg")))
    assert "stavas annorlunda" in problem.text


@pytest.mark.parametrize(
    ("rare", "common", "told"),
    [
        ("Handelskrig", "Handelskrigs", True),
        ("Shanghaj", "Shanghai", True),
        ("中国共产党的人", "中国共产党人", False),
        ("Stockholm 1", "Stockholm 2", False),
        ("Python 3.x", "Python 4.x", False),
        ("hällarna", "hallarnas", False),
        ("Москва", "Москвы", False),
        ("kort", "korta", False),
    ],
)
def test_likeness_is_told_where_a_hand_may_have_slipped(
    publication: Maker, rare: str, common: str, told: bool
) -> None:
    root = publication(texts(*[f'"{common}"'] * 3, f'"{rare}"'))
    advice = [each.text for each in build(BuildOptions(root=root, jobs=1)).problems]
    assert any("används bara här" in text for text in advice) == told
