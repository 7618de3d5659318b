"""Feeds of tags, categories and authors, and of everything: what is in them and when they are made."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree
from sample.feeds import ARTICLE, EPISODE, FEED, PEOPLE, SHOW, STOCKHOLM, context, made
from selectolax.lexbor import LexborHTMLParser

from publisher.build import BuildOptions, build
from publisher.config import load_config
from publisher.engine.recipes import BuildContext
from publisher.feeds import groups
from publisher.media.images import measure
from publisher.model import Article, Change

EACH = replace(FEED, each=("category", "tag", "author"))
LISTS = {
    "feeds:artiklar:author:asa": ["site/forfattare/asa/feed.xml"],
    "feeds:artiklar:author:redaktionen": ["site/forfattare/redaktionen/feed.xml"],
    "feeds:artiklar:category:ekonomi": ["site/kategorier/ekonomi/feed.xml"],
    "feeds:artiklar:tag:ekonomi": ["site/taggar/ekonomi/feed.xml"],
    "feeds:artiklar:tag:laos": ["site/taggar/laos/feed.xml"],
    "feeds:artiklar:tag:tag": ["site/taggar/tag/feed.xml"],
}
SITE_WIDE = {
    "feeds:artiklar": ["site/feed.xml"],
    "feeds:nya-kalla-kriget": ["site/podd/nya-kalla-kriget.xml"],
}


def named(context: BuildContext) -> dict[str, list[str]]:
    return {group.name: [recipe.name for recipe in group.recipes] for group in groups(context)}


def listed(feed: bytes) -> list[str]:
    return [str(entry.id) for entry in feedparser.parse(feed).entries]


def piece(id_: str, tag: str, days: int) -> Article:
    return replace(
        ARTICLE,
        id=id_,
        tags=(tag,),
        categories=(),
        authors=("asa",),
        date=ARTICLE.date + timedelta(days=days),
    )


def test_every_list_has_a_feed_beside_its_page() -> None:
    assert named(context(EPISODE, ARTICLE, feeds=(EACH,))) == {**SITE_WIDE, **LISTS}


@pytest.mark.parametrize("each", [("tag",), ("category", "author"), ()])
def test_only_those_lists_that_are_asked_for(each: tuple[Any, ...]) -> None:
    found = named(context(EPISODE, ARTICLE, feeds=(replace(EACH, each=each),)))
    kinds = {name.split(":")[2] for name in found if name.count(":") == 3}
    assert kinds == set(each)


def test_lists_in_every_format_when_that_is_asked_for() -> None:
    feed = replace(EACH, each=("tag",), each_formats=("rss", "atom", "json"))
    feeds = made(context(ARTICLE, feeds=(feed,), shows=()))
    at = "site/taggar/laos/feed"
    assert {path for path in feeds if path.startswith(at)} == {
        f"{at}.xml",
        f"{at}.atom",
        f"{at}.json",
    }
    ids = etree.fromstring(feeds[f"{at}.atom"]).findall("{http://www.w3.org/2005/Atom}id")
    assert [id_.text for id_ in ids] == ["tag:kinamedia.example,2026:feed:artiklar:tag:laos"]
    assert json.loads(feeds[f"{at}.json"])["home_page_url"] == (
        "https://kinamedia.example/taggar/laos/"
    )


@pytest.mark.parametrize(
    ("path", "title", "description", "page"),
    [
        ("taggar/tag", "tåg", "med taggen ”tåg”", "taggar/tag"),
        ("kategorier/ekonomi", "Ekonomi", "i kategorin ”Ekonomi”", "kategorier/ekonomi"),
        ("forfattare/asa", "Åsa Öberg", "av Åsa Öberg", "forfattare/asa"),
    ],
)
def test_a_list_s_feed_says_which_list_it_is(
    path: str, title: str, description: str, page: str
) -> None:
    channel = feedparser.parse(made(context(ARTICLE, feeds=(EACH,)))[f"site/{path}/feed.xml"]).feed
    assert channel.title == f"Kinamedia: {title}"
    assert channel.subtitle == f"Det senaste {description} i Kinamedia."
    assert channel.link == f"https://kinamedia.example/{page}/"
    [own] = [link.href for link in channel.links if link.rel == "self"]
    assert own == f"https://kinamedia.example/{path}/feed.xml"


def test_a_list_s_feed_holds_what_its_page_holds_newest_first_and_no_more_than_asked_for() -> None:
    pieces = (EPISODE, *(piece(f"a{n}", "kina", n) for n in reversed(range(5))))
    feeds = made(context(*pieces, feeds=(replace(EACH, newest=3),)))
    assert listed(feeds["site/forfattare/asa/feed.xml"]) == [EPISODE.id, "a4", "a3"]
    assert listed(feeds["site/taggar/kina/feed.xml"]) == ["a4", "a3", "a2"]


def test_the_feed_of_everything_has_articles_and_episodes_in_one_row() -> None:
    older = piece("gammal", "kina", -100)
    newer = piece("ny", "kina", 100)
    feeds = made(context(newer, EPISODE, ARTICLE, older, feeds=(replace(FEED, include="all"),)))
    ids = ["ny", EPISODE.id, ARTICLE.id, "gammal"]
    assert listed(feeds["site/feed.xml"]) == ids
    [sound] = [
        entry.enclosures[0]
        for entry in feedparser.parse(feeds["site/feed.xml"]).entries
        if entry.enclosures
    ]
    assert (sound.href, sound.length) == (
        "https://kinamedia.example/media/avsnitt/tull.mp3",
        "1234567",
    )


def test_an_episode_says_the_same_in_both_its_feeds() -> None:
    feeds = made(context(EPISODE, feeds=(replace(FEED, include="all"),)))
    tag = "{http://purl.org/rss/1.0/modules/content/}encoded"
    one, other = (
        etree.fromstring(feeds[f"site/{path}"]).findtext(f".//{tag}")
        for path in ("feed.xml", "podd/nya-kalla-kriget.xml")
    )
    assert one == other


def test_a_revision_is_told_in_rss_too() -> None:
    revised = ARTICLE.date.replace(month=5, tzinfo=STOCKHOLM)
    feed = made(context(replace(ARTICLE, updated=revised), EPISODE))["site/feed.xml"]
    [entry] = feedparser.parse(feed).entries
    assert entry.updated == "2025-05-02T08:30:00+02:00"
    assert feed.count(b"atom:updated>") == 2


def test_a_hub_is_told_in_rss_too() -> None:
    feed = replace(FEED, hub="https://hub.example/")
    links = feedparser.parse(made(context(ARTICLE, feeds=(feed,)))["site/feed.xml"]).feed.links
    assert [link.href for link in links if link.rel == "hub"] == ["https://hub.example/"]


# What one edit costs.


def many() -> tuple[Article, ...]:
    return tuple(piece(f"a{n}", f"tagg {n % 40}", n) for n in reversed(range(1000)))


def test_an_edit_names_only_the_lists_its_piece_is_in() -> None:
    pieces = many()
    old = pieces[500]
    new = replace(old, title="Ny rubrik")
    rest = tuple(new if one is old else one for one in pieces)
    change = Change(old=old, new=new)
    found = named(context(*rest, feeds=(EACH,), everything=False, changes=(change,)))
    assert list(found) == [
        *SITE_WIDE,
        "feeds:artiklar:author:asa",
        "feeds:artiklar:tag:tagg-19",
    ]
    assert len(named(context(*rest, feeds=(EACH,)))) == len(SITE_WIDE) + 41


def test_a_list_that_lost_its_last_piece_is_named_and_empty() -> None:
    retagged = replace(ARTICLE, tags=("Ekonomi",))
    change = Change(old=ARTICLE, new=retagged)
    found = named(context(retagged, feeds=(EACH,), everything=False, changes=(change,)))
    assert found == {
        **SITE_WIDE,
        **LISTS,
        "feeds:artiklar:tag:laos": [],
        "feeds:artiklar:tag:tag": [],
    }


def test_an_article_too_old_for_its_lists_feeds_leaves_them_alone() -> None:
    def keys(*pieces: Article) -> dict[str, str]:
        asked = context(*pieces, feeds=(replace(EACH, newest=2),))
        return {group.name: recipe.key for group in groups(asked) for recipe in group.recipes}

    new, middle, old = (piece(f"a{n}", "kina", n) for n in (3, 2, 1))
    assert keys(new, middle, old) == keys(new, middle, replace(old, title="Nytt"))
    assert keys(new, middle, old) != keys(new, replace(middle, title="Nytt"), old)


def test_subscribers_texts_do_not_leak_in_any_list() -> None:
    secret = replace(ARTICLE, audience="prenumeranter", description="")
    feed = replace(EACH, formats=("rss", "atom", "json"), each_formats=("rss", "atom", "json"))
    feeds = made(context(secret, feeds=(feed,), html={ARTICLE.id: "<p>HEMLIGT</p>"}))
    assert len(feeds) == 3 + 3 * len(LISTS) + 1
    assert [path for path, data in feeds.items() if b"HEMLIGT" in data] == []
    assert [path for path, data in feeds.items() if b"Sammanfattning" in data] == []


def test_two_people_of_one_name_have_a_feed_each() -> None:
    people = (PEOPLE[0], replace(PEOPLE[1], name="Redaktionen"))
    feeds = made(context(ARTICLE, people=people, feeds=(EACH,), shows=()))
    assert {path for path in feeds if "forfattare" in path} == {
        "site/forfattare/asa/feed.xml",
        "site/forfattare/redaktionen/feed.xml",
    }
    assert SHOW.id not in feeds


# As settings, and in a whole publication.


def problems(root: Path) -> list[str]:
    found = load_config(root, measure=measure)[1]
    return [str(problem) for problem in found if problem.fatal]


ALL_YML = "kind: articles\ntitle: Allt\ndescription: Allt.\naddress: /allt.xml\ninclude: all\n"


def test_what_a_feed_may_say(publication: Callable[..., Path]) -> None:
    text = (
        ALL_YML + "formats: [json, rss, json]\neach: [tag]\nhub: https://hub.example/\n"
        "id_host: gamla.example\n"
    )
    root = publication({"feeds/allt.yml": text})
    config, _ = load_config(root, measure=measure)
    assert config is not None
    allt, plain = config.feeds
    assert (allt.include, allt.formats, allt.each) == ("all", ("json", "rss"), ("tag",))
    assert (allt.hub, allt.id_host) == ("https://hub.example/", "gamla.example")
    assert [file.url for file in allt.files] == ["/allt.json", "/allt.xml"]
    assert (plain.include, plain.formats) == ("articles", ("rss", "atom", "json"))
    assert (plain.each, plain.each_formats) == (("category", "tag", "author"), ("rss",))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("formats: []", "formats"),
        ("formats: [rdf]", "”rdf”"),
        ("each: [serie]", "”serie”"),
        ("newest: 0", "”newest”"),
        ("hub: hub.example", "är ingen webbadress"),
        ("id_host: https://gamla.example/", "id_host"),
    ],
)
def test_what_a_feed_may_not_say(
    publication: Callable[..., Path], line: str, expected: str
) -> None:
    [problem] = problems(publication({"feeds/allt.yml": f"{ALL_YML}{line}\n"}))
    assert problem.startswith("feeds/allt.yml:6: ")
    assert expected in problem


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("/feed.xml", ["/feed.xml", "/feed.atom", "/feed.json", "/kategorier/…/feed.xml"]),
        ("/annat/feed.xml", ["/kategorier/…/feed.xml", "/taggar/…/feed.xml"]),
    ],
)
def test_two_feeds_at_one_address_are_a_problem(
    publication: Callable[..., Path], address: str, taken: list[str]
) -> None:
    root = publication({"feeds/b.yml": ALL_YML.replace("/allt.xml", address)})
    found = problems(root)
    assert all("feeds/b.yml" in problem for problem in found)
    for url in taken:
        assert any(f"samma adress {url} som feeds/artiklar.yml" in each for each in found), url
    root = publication(
        {"feeds/b.yml": ALL_YML.replace("/allt.xml", "/annat/feed.xml") + "each: []"}
    )
    assert problems(root) == []


def test_pages_lead_to_the_feeds_that_are_made(publication: Callable[..., Path]) -> None:
    root = publication({"feeds/allt.yml": ALL_YML + "each: []\n"})
    build(BuildOptions(root=root))
    site = root / "build" / "site"
    page = LexborHTMLParser((site / "taggar/kina/index.html").read_text("utf-8"))
    found = [
        (link.attributes["type"], link.attributes["title"], link.attributes["href"])
        for link in page.css("link[rel=alternate]")
    ]
    rss, atom, json_ = "application/rss+xml", "application/atom+xml", "application/feed+json"
    assert found == [
        (rss, "kina (RSS)", "/taggar/kina/feed.xml"),
        (rss, "Allt (RSS)", "/allt.xml"),
        (atom, "Allt (Atom)", "/allt.atom"),
        (json_, "Allt (JSON)", "/allt.json"),
        (rss, "Provbladet (RSS)", "/feed.xml"),
        (atom, "Provbladet (Atom)", "/feed.atom"),
        (json_, "Provbladet (JSON)", "/feed.json"),
    ]
    assert all((site / (href or "/").removeprefix("/")).is_file() for _, _, href in found)
    visible = [link.text() for link in page.css('a[href="/taggar/kina/feed.xml"]')]
    assert visible == ["Följ via RSS"]


def test_a_feed_goes_with_its_last_piece(publication: Callable[..., Path]) -> None:
    root = publication()
    build(BuildOptions(root=root))
    file = root / "content/artiklar/2025/forsta.md"
    file.write_text(file.read_text("utf-8").replace("[kina]", "[tullar]"), "utf-8")
    report = build(BuildOptions(root=root))
    assert "site/taggar/kina/feed.xml" in report.removed
    assert "site/taggar/tullar/feed.xml" in report.added
