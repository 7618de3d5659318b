"""`subscribers:` as a number and as a mapping: where readers are, and which lists there are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.config import Config, load_config
from publisher.media import images
from publisher.problems import Problem

Load = Callable[[str], tuple[Config | None, tuple[Problem, ...]]]


@pytest.fixture
def load(publication: Callable[..., Path]) -> Load:
    root = publication()
    text = (root / "mkdocs.yml").read_text("utf-8")

    def written(value: str) -> tuple[Config | None, tuple[Problem, ...]]:
        (root / "mkdocs.yml").write_text(text.replace("subscribers: 775", f"subscribers: {value}"))
        return load_config(root, measure=images.measure)

    return written


def ids(config: Config | None) -> list[str]:
    assert config is not None
    return [each.id for each in config.people.lists]


def test_a_number_alone_is_the_number_and_lists_come_along(load: Load) -> None:
    config, _ = load("775")
    assert config is not None
    assert config.subscribers == 775
    assert ids(config)[:2] == ["artiklar", "veckobrevet"]
    assert ids(config)[-1] == "rattelser"
    assert [each.id for each in config.shows] == ids(config)[2:-1]


def test_a_list_is_changed_added_and_taken_away(load: Load) -> None:
    lists = "{artiklar: {sender: Anna}, veckobrevet: false, bok: {name: Boktips, kind: brev}}"
    config, _ = load(f"{{count: 8, at: ../x/, lists: {lists}}}")
    assert config is not None
    assert (config.subscribers, config.people.at) == (8, "../x/")
    assert "veckobrevet" not in ids(config)
    assert ids(config)[-2:] == ["bok", "rattelser"]
    first = config.people.lists[0]
    assert (first.name, first.sender) == ("Artiklar", "Anna")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("{cuont: 3}", "Menade du ”count”?"),
        ("{count: -3}", "minst 0"),
        ("{at: 'ftp://x/y'}", "ingen plats att ha prenumeranter på"),
        ("{at: 'postgresql://anna:hemligt@h/d'}", "skriv det i ~/.pgpass"),
        ("{at: 'ssh://x'}", "ingen plats att ha prenumeranter på"),
        ("{lists: {Åsa: {name: Å, kind: brev}}}", "blir en listas namn i adresser"),
        ("{lists: {bok: {name: Boktips}}}", "behöver både name och kind"),
        ("{lists: {vekobrevet: false}}", "Menade du ”veckobrevet”?"),
        ("{lists: {bok: {name: B, kind: podd, show: borta}}}", "som inte finns"),
        ("{lists: {bok: {name: B, kind: bok}}}", "kind"),
    ],
)
def test_what_is_wrong_is_told_with_the_way_out(load: Load, value: str, said: str) -> None:
    config, problems = load(value)
    assert config is None
    assert [each for each in problems if said in str(each) and each.line], problems
