"""All that was out is promised: lists and their feeds, every format, the podcast, the address."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest

from publisher import ledger
from publisher.build import BuildOptions, build
from publisher.cli.main import main
from publisher.deploy.readiness import faults
from publisher.problems import Problem, PublisherError

ROOT = Path(__file__).parents[2]
FEED = "feeds/artiklar.yml"
SHOW = """\
kind: podcast
title: Podden {}
description: En podd.
author: Provbladet
owner: {{name: Provbladet, email: podd@prov.example}}
image: podden.jpg
categories: [{{name: News}}]
"""
EPISODE = """\
---
title: Ett
date: 2025-02-01
id: 2025-02-01-ett
show: podden
audio: https://ljud.example/1.mp3
bytes: 1000
seconds: 60
---

Hej.
"""


def piece(number: int, tags: str = "[Kina, Handel]", more: str = "") -> str:
    head = f"title: Text {number}\ndate: 2025-01-{number:02}\nauthors: redaktionen\ntags: {tags}"
    return f"---\n{head}\n{more}---\n\nHej.\n"


def name(number: int) -> str:
    return f"content/artiklar/2025/text-{number}.md"


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    """A publication with three articles under two tags, a podcast with an episode; deployed."""
    made = publication(
        {
            **{name(each): piece(each) for each in (1, 2, 3)},
            "content/artiklar/2025/forsta.md": None,
            "feeds/podden.yml": SHOW.format(1),
            "content/avsnitt/ett.md": EPISODE,
        }
    )
    shutil.copy(ROOT / "feeds/nya-kalla-kriget.jpg", made / "feeds/podden.jpg")
    release(made)
    return made


def release(root: Path) -> None:
    build(BuildOptions(root=root, jobs=1))
    with pytest.raises(SystemExit) as ended:
        main(["deploy", "-q", "--config", str(root / "mkdocs.yml")])
    assert ended.value.code == 0


def told(root: Path) -> list[Problem]:
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, jobs=1))
    return list(faults(caught.value.problems))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def retag(root: Path, tags: str) -> None:
    for each in (1, 2, 3):
        (root / name(each)).write_text(piece(each, tags), "utf-8")


def settings(root: Path, *lines: str) -> None:
    """Add lines below `- publisher:`."""
    edit(root / "mkdocs.yml", "  - publisher:\n", "  - publisher:\n" + "".join(lines))


def page(root: Path, address: str) -> str:
    return (root / f"build/site{address}index.html").read_text("utf-8")


def test_a_renamed_tag_leads_on_by_itself_page_and_feed(root: Path) -> None:
    site = root / "build/site"
    before = feedparser.parse(str(site / "taggar/kina/feed.xml"))
    retag(root, "[Folkrepubliken, Handel]")
    release(root)
    assert 'url=/taggar/folkrepubliken/"' in page(root, "/taggar/kina/")
    old, new = (site / f"taggar/{tag}/feed.xml" for tag in ("kina", "folkrepubliken"))
    assert old.read_bytes() == new.read_bytes(), "apps that poll read no page that leads on"
    now = feedparser.parse(str(old))
    assert [each.id for each in now.entries] == [each.id for each in before.entries]
    assert "/taggar/kina/ /taggar/folkrepubliken/ 301\n" in (site / "_redirects").read_text()
    edit(root / name(1), "Hej.", "Hej igen.")
    release(root)
    assert 'url=/taggar/folkrepubliken/"' in page(root, "/taggar/kina/"), "the second time too"
    retag(root, "[Peking, Handel]")
    release(root)
    for gone in ("kina", "folkrepubliken"):
        assert 'url=/taggar/peking/"' in page(root, f"/taggar/{gone}/")
        assert (site / f"taggar/{gone}/feed.xml").read_bytes() == (
            site / "taggar/peking/feed.xml"
        ).read_bytes()


def test_a_tag_that_comes_back_has_its_address_again(root: Path) -> None:
    retag(root, "[Folkrepubliken, Handel]")
    release(root)
    retag(root, "[Folkrepubliken, Kina, Handel]")
    release(root)
    assert "http-equiv" not in page(root, "/taggar/kina/")
    assert "http-equiv" not in page(root, "/taggar/folkrepubliken/")


@pytest.mark.parametrize(
    "tags",
    [
        pytest.param("[Handel]", id="removed"),
        pytest.param("[Folkrepubliken, Peking, Handel]", id="two that may be it"),
    ],
)
def test_what_is_not_certain_stops_with_the_ways_out(root: Path, tags: str) -> None:
    retag(root, tags)
    (problem,) = told(root)
    assert problem.path == name(1)
    assert "taggen ”kina” är publicerad på /taggar/kina/ men finns inte längre" in problem.text
    assert "redirects: {/taggar/kina/: /ny-adress/}" in problem.hint
    assert "publisher ledger accept lista:/taggar/kina/" in problem.hint
    settings(root, "      redirects: {/taggar/kina/: /taggar/handel/}\n")
    release(root)
    assert 'url=/taggar/handel/"' in page(root, "/taggar/kina/")
    feeds = [
        (root / f"build/site/taggar/{tag}/feed.xml").read_bytes() for tag in ("kina", "handel")
    ]
    assert feeds[0] == feeds[1]
    release(root)


def test_a_tag_may_be_let_go(root: Path) -> None:
    retag(root, "[Handel]")
    ledger.accept(root, "lista:/taggar/kina/", BuildOptions(root=root).now)
    release(root)
    assert not (root / "build/site/taggar/kina").exists()
    release(root)


def test_a_tag_that_had_another_name_is_told_of_once_and_let_go_at_once(root: Path) -> None:
    retag(root, "[Folkrepubliken, Handel]")
    release(root)
    retag(root, "[Handel]")
    (problem,) = told(root)
    assert "/taggar/folkrepubliken/" in problem.text
    assert problem.hint.endswith("publisher ledger accept lista:/taggar/folkrepubliken/")
    ledger.accept(root, "lista:/taggar/folkrepubliken/", BuildOptions(root=root).now)
    release(root)
    assert not (root / "build/site/taggar/kina").exists()


def test_the_list_of_what_was_withdrawn_goes_with_it(root: Path) -> None:
    (root / name(4)).write_text(piece(4, "[Ensam]"), "utf-8")
    release(root)
    (root / name(4)).unlink()
    assert "ledger accept 2025-01-04-text-4" in told(root)[0].hint
    ledger.accept(root, "2025-01-04-text-4", BuildOptions(root=root).now)
    release(root)


def test_an_author_and_a_category_that_are_renamed_lead_on(root: Path) -> None:
    for each in (1, 2, 3):
        (root / name(each)).write_text(piece(each, more="categories: [Ekonomi]\n"), "utf-8")
    release(root)
    for each in (1, 2, 3):
        edit(root / name(each), "Ekonomi", "Näringsliv")
    people = root / "content/forfattare.yml"
    edit(people, "redaktionen:", "red:")
    for text in (root / "content").rglob("*.md"):
        text.write_text(text.read_text("utf-8").replace("redaktionen", "red"), "utf-8")
    release(root)
    assert 'url=/kategorier/naringsliv/"' in page(root, "/kategorier/ekonomi/")
    assert 'url=/forfattare/red/"' in page(root, "/forfattare/redaktionen/")


def test_numbered_pages_that_a_longer_page_swallows_lead_to_the_list(root: Path) -> None:
    for each in range(4, 16):
        (root / name(each)).write_text(piece(each), "utf-8")
    settings(root, "      per_page: 5\n")
    release(root)
    assert "http-equiv" not in page(root, "/taggar/kina/sida/2/")
    known = ledger.read(root)[0].record("lista:/taggar/kina/")
    assert known is not None
    assert known.pages == 2
    assert known.members == tuple(f"2025-01-0{each}-text-{each}" for each in range(1, 6))
    edit(root / "mkdocs.yml", "per_page: 5", "per_page: 20")
    release(root)
    for gone in ("/taggar/kina/sida/1/", "/taggar/kina/sida/2/"):
        assert 'url=/taggar/kina/"' in page(root, gone)
    assert 'url=/arkiv/"' in page(root, "/arkiv/sida/1/")


def test_a_year_without_pieces_leads_to_the_archive(root: Path) -> None:
    (root / name(4)).write_text(piece(4).replace("2025-01", "2024-12"), "utf-8")
    release(root)
    (root / name(4)).write_text(piece(4, more="id: 2024-12-04-text-4\n"), "utf-8")
    release(root)
    assert 'url=/arkiv/"' in page(root, "/2024/")
    assert 'url=/2025/text-4/"' in page(root, "/2024/text-4/")


def test_a_format_that_was_out_is_promised(root: Path) -> None:
    with (root / FEED).open("a", encoding="utf-8") as file:
        file.write("formats: [rss]\n")
    (problem,) = told(root)
    assert problem.path == FEED
    assert "flödet är publicerat på /feed.atom och /feed.json" in problem.text
    assert "formats: [rss, atom, json]" in problem.hint
    ledger.accept(root, "feed:artiklar", BuildOptions(root=root).now)
    release(root)


@pytest.mark.parametrize("line", ["each: [category, author]", "each_formats: [atom]"])
def test_feeds_of_lists_that_were_out_are_promised(root: Path, line: str) -> None:
    with (root / FEED).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    found = told(root)
    problem = next(each for each in found if "taggar" in each.text)
    assert "/taggar/handel/feed.xml och 1 till är publicerat" in problem.text
    assert "ledger accept lista:/taggar/" in problem.hint
    for folder in ("taggar", "forfattare"):
        ledger.accept(root, f"lista:/{folder}/", BuildOptions(root=root).now)
    release(root)


def test_a_feed_with_another_address_takes_the_feeds_of_lists_along(root: Path) -> None:
    with (root / FEED).open("a", encoding="utf-8") as file:
        file.write("address: /rss.xml\n")
    (problem,) = told(root)
    assert "/feed.xml" in problem.text
    both = "{/feed.xml: /rss.xml, /feed.atom: /rss.atom, /feed.json: /rss.json}"
    settings(root, f"      redirects: {both}\n")
    release(root)
    site = root / "build/site"
    for old, new in (("feed.atom", "rss.atom"), ("taggar/kina/feed.xml", "taggar/kina/rss.xml")):
        assert (site / old).read_bytes() == (site / new).read_bytes()


def test_an_episode_that_leaves_its_podcast_stops_the_build(root: Path) -> None:
    (root / "feeds/radion.yml").write_text(SHOW.format(2), "utf-8")
    edit(root / "content/avsnitt/ett.md", "show: podden", "show: radion")
    (problem,) = told(root)
    assert problem.path == "content/avsnitt/ett.md"
    assert "publicerat i podden ”podden” men ligger nu i ”radion”" in problem.text
    assert problem.hint.startswith("Skriv show: podden i huvudet.")
    ledger.accept(root, "2025-02-01-ett", BuildOptions(root=root).now)
    release(root)
    build(BuildOptions(root=root, jobs=1))


def test_a_site_that_moves_keeps_its_ids_and_is_told_what_to_do(root: Path) -> None:
    site = root / "build/site"

    def ids() -> list[str]:
        atom = feedparser.parse(str(site / "feed.atom"))
        podcast = (site / "podd/podden.xml").read_text("utf-8")
        guid = podcast.partition("<podcast:guid>")[2].partition("<")[0]
        return [atom.feed.id, *(each.id for each in atom.entries), guid]

    before = ids()
    edit(root / "mkdocs.yml", "https://prov.example/", "https://Prov.EXAMPLE/")
    release(root)
    assert ids() == before, "the same host in capitals is no move"
    edit(root / "mkdocs.yml", "https://Prov.EXAMPLE/", "https://ny.example/bladet/")
    (problem,) = told(root)
    assert problem.path == "mkdocs.yml"
    assert "publicerad på https://prov.example/" in problem.text
    assert "301" in problem.hint
    assert problem.hint.endswith("publisher ledger accept sajt:adress")
    ledger.accept(root, "sajt:adress", BuildOptions(root=root).now)
    release(root)
    assert ids() == before
    release(root)
    assert ids() == before
    edit(root / "mkdocs.yml", "https://ny.example/bladet/", "https://tredje.example/")
    assert "publicerad på https://ny.example/bladet/" in told(root)[0].text
    ledger.accept(root, "sajt:adress", BuildOptions(root=root).now)
    release(root)
    assert ids() == before, "named after the first, not after the last"


def test_a_ledger_from_before_is_added_to_and_holds_as_it_is(root: Path) -> None:
    file = root / ledger.FILE
    old: list[str] = []
    for line in file.read_text("utf-8").splitlines():
        fields = json.loads(line)
        if fields["kind"] not in {"list", "origin"}:
            for new in ("also", "show", "cover"):
                fields.pop(new, None)
            fields.get("enclosure", {}).pop("cover", None)
            old.append(json.dumps(fields, ensure_ascii=False, sort_keys=True))
    file.write_text("".join(line + "\n" for line in old), "utf-8")
    edit(root / name(1), "Hej.", "Hej igen.")
    release(root)
    lines = file.read_text("utf-8").splitlines()
    assert lines[: len(old)] == old
    book, problems = ledger.read(root)
    assert not problems
    assert {"lista:/taggar/kina/", "sajt:adress"} <= set(book.ids)
    podcast = book.record("feed:podden")
    assert podcast is not None
    assert podcast.also == ("/podd/podden.xml",)
    edit(root / "content/avsnitt/ett.md", "show: podden", "show: radion")
    (root / "feeds/radion.yml").write_text(SHOW.format(2), "utf-8")
    assert "publicerat i podden ”podden”" in told(root)[0].text


def test_where_an_old_ledger_did_not_note_the_podcast_its_address_tells(root: Path) -> None:
    file = root / ledger.FILE
    text = file.read_text("utf-8").replace(', "show": "podden"', "")
    file.write_text(text, "utf-8")
    edit(root / "content/avsnitt/ett.md", "show: podden", "show: radion")
    (root / "feeds/radion.yml").write_text(SHOW.format(2), "utf-8")
    assert "publicerat i podden ”podden”" in told(root)[0].text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{/x/: /finns-inte/}", "redirects: leder /x/ till /finns-inte/, som inte finns"),
        ("{/om/: /}", ""),
        ("{/arkiv/: /}", "redirects: leder om /arkiv/, men där finns en sida"),
        ("{x: /}", "är ingen adress på den här sajten"),
        ("{/../x/: /}", "har ”/../”"),
        ("{/x/: nej}", "är ingen adress"),
    ],
)
def test_what_the_owner_leads_on_is_looked_at(root: Path, line: str, words: str) -> None:
    settings(root, f"      redirects: {line}\n")
    if words:
        assert any(words in str(problem) for problem in told(root))
    else:
        release(root)
