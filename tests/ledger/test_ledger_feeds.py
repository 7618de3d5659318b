"""Feeds are promised too: an app that polls an address which is gone never hears anything more."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher import ledger
from publisher.build import BuildOptions, build
from publisher.cli.main import main
from publisher.problems import Problem, PublisherError, faults

ROOT = Path(__file__).parents[2]
SHOW = """\
kind: podcast
title: Podden
description: En podd.
author: Provbladet
owner: {name: Provbladet, email: podd@prov.example}
image: podden.jpg
categories: [{name: News}]
"""
EPISODE = """\
---
title: Ett
date: 2025-02-01
show: podden
audio: https://ljud.example/1.mp3
bytes: 1000
seconds: 60
---

Hej.
"""
GUID = "bd07d82a-75e9-5dec-a3ed-9b0f9a1c2b63"
PODCAST = "feeds/podden.yml"


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    """A publication with an article feed and a podcast, deployed."""
    made = publication({PODCAST: SHOW, "content/avsnitt/ett.md": EPISODE})
    shutil.copy(ROOT / "feeds/nya-kalla-kriget.jpg", made / "feeds/podden.jpg")
    release(made)
    return made


def release(root: Path) -> None:
    build(BuildOptions(root=root, jobs=1))
    with pytest.raises(SystemExit) as ended:
        main(["deploy", "-q", "--config", str(root / "mkdocs.yml")])
    assert ended.value.code == 0


def told(root: Path) -> Problem:
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, jobs=1))
    (problem,) = faults(caught.value.problems)
    return problem


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_every_feed_is_promised_with_its_address_and_guid(root: Path) -> None:
    book, _ = ledger.read(root)
    feeds = ((id_, each) for id_, each in book.records.items() if each.kind == "feed")
    found = {id_: (each.url, each.kind) for id_, each in feeds}
    assert found == {
        "feed:artiklar": ("/feed.xml", "feed"),
        "feed:podden": ("/podd/podden.xml", "feed"),
    }
    record = book.record("feed:podden")
    assert record is not None
    assert record.guid in (root / "build/site/podd/podden.xml").read_text("utf-8")


def test_a_podcast_whose_file_gets_another_name_stops_the_build(root: Path) -> None:
    (root / PODCAST).rename(root / "feeds/radion.yml")
    edit(root / "content/avsnitt/ett.md", "show: podden", "show: radion")
    edit(root / "content/avsnitt/ett.md", "---\n", "---\nid: 2025-02-01-ett\n")
    problem = told(root)
    assert str(problem) == (
        "feeds/podden.yml: flödet är publicerat på /podd/podden.xml, där det inte finns längre: "
        "de som följer det får aldrig något nytt\n"
        "    Låt filen i feeds/ heta som förut och ha samma address:. "
        "Är det nedlagt eller flyttat med 301: publisher ledger accept feed:podden"
    )
    ledger.accept(root, "feed:podden", BuildOptions(root=root).now)
    release(root)


def test_an_article_feed_that_gets_another_address_stops_the_build(root: Path) -> None:
    (root / "feeds/artiklar.yml").write_text(
        (root / "feeds/artiklar.yml").read_text("utf-8") + "address: /rss.xml\n", "utf-8"
    )
    assert "publicerat på /feed.xml" in told(root).text
    assert "ledger accept feed:artiklar" in told(root).hint


def test_an_article_feed_may_change_its_file_s_name(root: Path) -> None:
    (root / "feeds/artiklar.yml").rename(root / "feeds/texter.yml")
    release(root)


def test_a_podcast_that_gets_another_guid_stops_the_build(root: Path) -> None:
    record = ledger.read(root)[0].record("feed:podden")
    assert record is not None
    (root / PODCAST).write_text(SHOW + f"guid: {GUID}\n", "utf-8")
    problem = told(root)
    assert problem.path == PODCAST
    assert "poddappar tar den för en annan podd" in problem.text
    assert f"Skriv guid: {record.guid} i filen." in problem.hint
    (root / PODCAST).write_text(SHOW + f"guid: {record.guid}\n", "utf-8")
    release(root)


def test_two_podcasts_with_one_guid_are_told(root: Path) -> None:
    record = ledger.read(root)[0].record("feed:podden")
    assert record is not None
    shutil.copy(root / "feeds/podden.jpg", root / "feeds/ny.jpg")
    new = SHOW.replace("podden.jpg", "ny.jpg") + f"guid: {record.guid}\n"
    (root / "feeds/ny.yml").write_text(new, "utf-8")
    problem = told(root)
    assert "samma guid" in problem.text
    assert "publisher ledger accept" not in problem.hint


def test_lists_feeds_that_went_with_their_file_are_not_told_beside_it(root: Path) -> None:
    (root / "feeds/artiklar.yml").unlink()
    problem = told(root)
    assert problem.path == "feeds/artiklar.yml"
    assert "publicerat på /feed.xml" in problem.text
    ledger.accept(root, "feed:artiklar", BuildOptions(root=root).now)
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, jobs=1))
    assert {each.path for each in faults(caught.value.problems)} == {"feeds"}


def test_lists_feeds_are_told_where_their_file_is_there(root: Path) -> None:
    (root / "feeds/artiklar.yml").write_text(
        (root / "feeds/artiklar.yml").read_text("utf-8") + "each: []\n", "utf-8"
    )
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, jobs=1))
    assert {each.path for each in faults(caught.value.problems)} == {"feeds"}
