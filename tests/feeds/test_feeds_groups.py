"""Which feeds a build names, and what makes it write one anew."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sample.feeds import ARTICLE, EPISODE, FEED, PEOPLE, SHOW, context, made

from publisher.engine.recipes import BuildContext
from publisher.feeds import groups
from publisher.model import Change, Person


def keys(context: BuildContext) -> dict[str, str]:
    return {group.name: recipe.key for group in groups(context) for recipe in group.recipes}


def test_a_group_for_each_feed_and_show() -> None:
    found = list(groups(context(ARTICLE, EPISODE)))
    assert [group.name for group in found] == ["feeds:artiklar", "feeds:nya-kalla-kriget"]
    assert [[one.name for one in group.recipes] for group in found] == [
        ["site/feed.xml"],
        ["site/podd/nya-kalla-kriget.xml"],
    ]


def test_when_nothing_changed_nothing_is_named() -> None:
    assert list(groups(context(ARTICLE, EPISODE, everything=False))) == []


def test_when_anything_changed_every_feed_is_named() -> None:
    change = Change(old=ARTICLE, new=None)
    assert len(keys(context(EPISODE, everything=False, changes=(change,)))) == 2


def test_without_feeds_there_are_no_groups() -> None:
    assert list(groups(context(ARTICLE, feeds=(), shows=()))) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"salt": "annat"}, {"feeds:artiklar", "feeds:nya-kalla-kriget"}),
        ({"html": {ARTICLE.id: "<p>nytt</p>"}}, {"feeds:artiklar"}),
        ({"html": {EPISODE.id: "<p>nytt</p>"}}, {"feeds:nya-kalla-kriget"}),
        (
            {"people": (PEOPLE[0], Person(id="asa", name="Åsa Ek"))},
            {"feeds:artiklar", "feeds:nya-kalla-kriget"},
        ),
        ({"feeds": (replace(FEED, newest=1),)}, {"feeds:artiklar"}),
        ({"shows": (replace(SHOW, locked=False),)}, {"feeds:nya-kalla-kriget"}),
    ],
)
def test_a_key_changes_with_all_that_is_read(change: dict[str, object], named: set[str]) -> None:
    before, after = keys(context(ARTICLE, EPISODE)), keys(context(ARTICLE, EPISODE, **change))
    assert {name for name, key in after.items() if key != before[name]} == named


def test_what_feeds_do_not_show_changes_no_bytes_but_may_change_a_key() -> None:
    moved = replace(ARTICLE, source="content/annan.md", body_line=9)
    assert made(context(moved, EPISODE)) == made(context(ARTICLE, EPISODE))


def test_an_article_too_old_for_the_feed_leaves_it_alone() -> None:
    older = replace(ARTICLE, id="gammal", date=ARTICLE.date - timedelta(days=9))
    settings = {"feeds": (replace(FEED, newest=1),)}
    before = keys(context(ARTICLE, older, EPISODE, **settings))
    assert keys(context(ARTICLE, replace(older, title="Ny"), EPISODE, **settings)) == before


def test_keys_are_reckoned_without_the_libraries_that_write() -> None:
    program = (
        "import sys; from sample.feeds import *\n"
        "named = list(groups(context(ARTICLE, EPISODE)))\n"
        "assert len(named) == 2\n"
        "print(sorted({'feedgen', 'lxml', 'mutagen'} & set(sys.modules)))\n"
        "made(context(ARTICLE, EPISODE))\n"
        "print('feedgen' in sys.modules)\n"
    )
    here = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": f"{here}:{here.parent}"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split("\n")[:2] == ["[]", "True"]
