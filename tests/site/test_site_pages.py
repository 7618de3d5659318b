"""What readers find on each page, made from a site written by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from sample.site import (
    HTML,
    PICTURE,
    SHOW,
    SUBSCRIBE,
    article,
    built,
    edition,
    episode,
    page,
    site,
)
from selectolax.lexbor import LexborHTMLParser

from publisher.config import MailingList, PeopleSettings
from publisher.config.values_subscribe import SubscribeForm

WHOLE = site(
    *(article(number) for number in range(1, 9)),
    article(9, image=PICTURE, tags=("Kina", "Åland", "Zürich"), title="”Å” <& ö>"),
    episode(1),
    episode(2),
    edition(3, "artikel-2", "avsnitt-1", "borttagen"),
    edition(4),
    redirects=[("/gammal/", "/om/"), ("/2010/01/x.html", "/2024/artikel-1/")],
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes | Path]:
    return built(tmp_path_factory.mktemp("site"), WHOLE)


def read(tree: dict[str, bytes | Path], url: str) -> LexborHTMLParser:
    return LexborHTMLParser(page(tree, url))


def words(tree: LexborHTMLParser, css: str = "body") -> str:
    return " ".join(" ".join(node.text() for node in tree.css(css)).split())


def pages(tree: dict[str, bytes | Path]) -> dict[str, LexborHTMLParser]:
    return {
        path: LexborHTMLParser(data.decode())
        for path, data in tree.items()
        if path.endswith(".html") and isinstance(data, bytes)
    }


def test_an_article_page_has_all_the_furniture_of_a_news_article(
    tree: dict[str, bytes | Path],
) -> None:
    seen = read(tree, "/2024/artikel-3/")
    assert words(seen, "h1") == "Artikel 3 & mer"
    assert words(seen, ".dek") == "Ingress 3."
    assert words(seen, ".piece__header .kicker") == "Ekonomi"
    byline = words(seen, ".meta--byline")
    assert "Av Redaktionen" in byline
    assert "25 november 2024" in byline
    assert "2 minuters läsning" in byline
    assert seen.css_first(".meta--byline time").attributes["datetime"] == "2024-11-25"
    assert words(seen, ".tags") == "Kina"
    assert words(seen, ".beside") == "Föregående Artikel 2 & mer Nästa Artikel 4 & mer"
    boxes = words(seen, ".box")
    assert "Kinamedias nya artiklar direkt till din inkorg" in boxes
    assert "Gör som 2 048 andra, prenumerera du med." in boxes
    assert "Lyssna Kinamedia: Nya kalla kriget Avsnittet om gruva 2" in boxes
    assert [a.text() for a in seen.css(".platforms a")] == ["Apple Podcasts", "RSS"]
    translate = seen.css_first(".translate a")
    assert translate.text() == "Översätt artikeln"
    there = "https%3A%2F%2Fkinamedia.example%2F2024%2Fartikel-3%2F"
    assert translate.attributes["href"] == f"https://translate.example/?u={there}&tl=en"


def test_a_page_carries_the_fragment_byte_for_byte(tree: dict[str, bytes | Path]) -> None:
    assert HTML in page(tree, "/2024/artikel-3/")
    assert HTML in page(tree, "/om/")
    assert HTML in page(tree, "/nyhetsbrev/brev-3/")
    assert HTML in page(tree, f"{SHOW.url}avsnitt-1/")


def test_the_head_tells_what_the_page_is(tree: dict[str, bytes | Path]) -> None:
    seen = read(tree, "/2025/artikel-9/")
    assert seen.css_first("html").attributes["lang"] == "sv"
    assert seen.css_first("title").text() == "”Å” <& ö> – Kinamedia"
    assert seen.css_first("link[rel=canonical]").attributes["href"] == (
        "https://kinamedia.example/2025/artikel-9/"
    )
    about = {
        node.attributes.get("property") or node.attributes.get("name"): node.attributes["content"]
        for node in seen.css("meta[content]")
    }
    assert about["description"] == about["og:description"] == "Ingress 9."
    assert about["og:title"] == "”Å” <& ö>"
    assert about["og:type"] == "article"
    card = about["og:image"].partition("?v=")[0]
    assert card == "https://kinamedia.example/assets/kort/2025/artikel-9.jpg"
    assert about["og:image:alt"] == "”Å” <& ö> – Kinamedia"
    feeds = [
        (node.attributes["type"], node.attributes["href"])
        for node in seen.css("link[rel=alternate]")
    ]
    assert feeds == [
        ("application/rss+xml", "/feed.xml"),
        ("application/atom+xml", "/feed.atom"),
        ("application/feed+json", "/feed.json"),
        ("application/rss+xml", "/podd/nya-kalla-kriget.xml"),
    ]


def test_a_lead_picture_has_its_size_and_its_words(tree: dict[str, bytes | Path]) -> None:
    picture = read(tree, "/2025/artikel-9/").css_first(".piece__image").attributes
    assert (picture["width"], picture["height"], picture["alt"]) == ("1200", "800", "En hamn")


def test_an_episode_page_can_be_heard_and_read(tree: dict[str, bytes | Path]) -> None:
    seen = read(tree, f"{SHOW.url}avsnitt-1/")
    player = seen.css_first("audio")
    assert "controls" in player.attributes
    assert player.attributes["preload"] == "none"
    source = player.css_first("source").attributes
    assert (source["src"], source["type"]) == ("/media/avsnitt/avsnitt-1.mp3", "audio/mpeg")
    assert "13\u00a0min" in seen.css_first(".box--player").text()
    assert "12,3\u00a0MB" in seen.css_first(".box--player").text()
    chapters = [(a.attributes["href"], words(a, "a")) for a in seen.css(".chapters a")]
    assert chapters == [
        ("/media/avsnitt/avsnitt-1.mp3#t=0", "0:00 Början"),
        ("/media/avsnitt/avsnitt-1.mp3#t=125", "2:05 Gruvan"),
    ]
    assert words(seen, ".people") == "Bo Ek Gäst Anna Programledare"
    assert "https://exempel.se/?a=1&b=2" in [a.attributes["href"] for a in seen.css(".notes a")]
    spoken = [words(p, "p") for p in seen.css("details p")]
    assert spoken[:2] == [
        "0:00 Anna: Välkommen till Nya kalla kriget. Vi börjar med gruvorna & hamnarna.",
        "0:06 Bo Ek: Tack för att jag fick komma.",
    ]


def test_an_edition_shows_its_pieces_in_its_own_order(tree: dict[str, bytes | Path]) -> None:
    titles = [node.text() for node in read(tree, "/nyhetsbrev/brev-3/").css(".item__title")]
    assert titles == ["Artikel 2 & mer", "Avsnittet om gruva 1"]


def test_the_front_page_leads_with_the_newest_and_plays_the_latest_episode(
    tree: dict[str, bytes | Path],
) -> None:
    seen = read(tree, "/")
    assert words(seen, ".front__lead h2") == "”Å” <& ö>"
    assert words(seen, ".box--episode h3") == "Avsnittet om gruva 2"
    assert len(seen.css("audio")) == 1
    assert "Avsnittet om gruva 2" not in words(seen, ".front__more")
    assert "Avsnittet om gruva 1" in words(seen, ".front__more")
    assert "Veckans brev 4" in words(seen, ".front__letter")
    assert words(seen, ".front__terms .terms") == "Ekonomi 9"
    assert "Gör som 2 048 andra" in words(seen, ".box--subscribe")


def test_no_number_is_boasted_of_before_there_is_one(tmp_path: Path) -> None:
    made = built(tmp_path, site(article(1)), settings={"subscribers": 0})
    text = words(read(made, "/2024/artikel-1/"), ".box--subscribe")
    assert "andra" not in text
    assert "Prenumerera" in text


def test_tags_stand_by_size_then_in_swedish_order(tree: dict[str, bytes | Path]) -> None:
    assert [words(li, "li") for li in read(tree, "/taggar/").css(".terms li")] == [
        "Kina 11",
        "gruvor 2",
        "Zürich",
        "Åland",
    ]


def test_subscribers_texts_stay_with_subscribers(tmp_path: Path) -> None:
    reserved = "Hemligheten står sist."
    closed = article(1, audience="prenumeranter", description="")
    whole = site(closed, article(2), edition(3, closed.id))
    made = built(tmp_path, whole, html={closed.id: f"<p>Inledningen.</p>\n<p>{reserved}</p>\n"})
    assert not [
        path for path, data in made.items() if isinstance(data, bytes) and reserved.encode() in data
    ]
    seen = read(made, closed.url)
    assert words(seen, ".text") == "Inledningen."
    told = "Resten av artikeln är för prenumeranter."
    assert told in words(seen)
    assert told not in words(read(made, "/2024/artikel-2/"))
    assert words(seen, ".meta--byline").endswith("För prenumeranter")


def test_an_old_address_leads_to_the_new_one(tree: dict[str, bytes | Path]) -> None:
    seen = read(tree, "/gammal/")
    refresh = seen.css_first("meta[http-equiv=refresh]").attributes["content"]
    assert refresh == "0; url=/om/"
    assert (
        seen.css_first("link[rel=canonical]").attributes["href"] == "https://kinamedia.example/om/"
    )
    assert seen.css_first("a").attributes["href"] == "/om/"
    assert "site/2010/01/x.html" in tree


def test_the_menu_holds_settings_and_pages_and_marks_where_one_is(
    tree: dict[str, bytes | Path],
) -> None:
    links = [a.text() for a in read(tree, "/").css(".menu__link")]
    assert links == ["Arkiv", "Podd", "Om"], "the page behind the subscribe button is not repeated"
    current = read(tree, "/om/").css("[aria-current=page]")
    assert [node.text() for node in current] == ["Om"]
    assert not read(tree, SUBSCRIBE.url).css("[aria-current]")


def test_every_page_has_one_headline_and_no_inline_script_style_or_foreign_file(
    tree: dict[str, bytes | Path],
) -> None:
    for path, seen in pages(tree).items():
        assert len(seen.css("h1")) == 1, path
        assert not seen.css("iframe, [style], [onclick], [onload], style"), path
        nodes = seen.css("script:not([type='application/ld+json'])")
        scripts = [node.attributes.get("src") or "inline" for node in nodes]
        plays = any(script.startswith("/assets/player.js") for script in scripts)
        assert plays == bool(seen.css(".player, .play")), "only where there is sound"
        ours = ("/assets/player.js?v=", "/assets/search.js?v=")
        assert all(script.startswith(ours) for script in scripts), path
        for node in seen.css("[src], link[rel=stylesheet], link[rel=icon]"):
            address = node.attributes.get("src") or node.attributes["href"] or ""
            assert address.startswith("/"), (path, address)
            assert not address.startswith("//"), (path, address)


def test_headings_never_skip_a_level(tree: dict[str, bytes | Path]) -> None:
    for path, seen in pages(tree).items():
        levels = [int(level) for level in re.findall(r"<h([1-6])", seen.html or "")]
        steps = pairwise(levels)
        assert all(after <= before + 1 for before, after in steps), (path, levels)


@pytest.mark.parametrize("base", ["", "/y", "/y/z"])
def test_every_link_leads_to_a_file_that_was_made(tmp_path: Path, base: str) -> None:
    url = f"https://kinamedia.example{base}/"
    made = built(tmp_path, WHOLE, settings={"site_url": url})
    others = re.compile(r".*/feed\.(xml|atom|json)|/podd/nya-kalla-kriget\.xml")  # by feeds/
    for path, seen in pages(made).items():
        for node in seen.css("[href], [src]"):
            address = node.attributes.get("href") or node.attributes.get("src") or ""
            if not address.startswith("/"):
                assert address.startswith(("https://", "mailto:", "#")), (path, address)
                continue
            assert address.startswith(base + "/"), (path, address)
            target = re.split("[?#]", address.removeprefix(base))[0]
            file = f"site{target}index.html" if target.endswith("/") else f"site{target}"
            assert others.fullmatch(target) or file in made, (path, address)


def test_a_sub_path_stands_before_addresses_in_texts_too(tmp_path: Path) -> None:
    made = built(tmp_path, WHOLE, settings={"site_url": "https://x.se/y/"})
    text = page(made, "/2024/artikel-3/")
    assert 'href="/y/prenumerera/"' in text
    assert 'src="/y/media/karta.png"' in text
    assert 'href="#hur"' in text
    assert '<link rel="canonical" href="https://x.se/y/2024/artikel-3/">' in text
    assert [a.text() for a in read(made, "/om/").css("[aria-current]")] == ["Om"]


def test_the_sitemap_tells_when_a_text_was_altered(tmp_path: Path) -> None:
    updated = replace(article(1), updated=article(5).date)
    made = built(tmp_path, site(updated, article(2)))
    xml = str(made["site/sitemap.xml"], "utf-8")  # type: ignore[arg-type]
    origin = "https://kinamedia.example"
    assert f"<loc>{origin}/2024/artikel-1/</loc><lastmod>2024-12-09</lastmod>" in xml
    assert f"<loc>{origin}/2024/artikel-2/</loc><lastmod>2024-11-18</lastmod>" in xml
    assert f"<loc>{origin}/taggar/kina/</loc>" in xml
    assert f"Sitemap: {origin}/sitemap.xml".encode() in made["site/robots.txt"]  # type: ignore[operator]


def test_an_empty_publication_is_still_a_site(tmp_path: Path) -> None:
    made = built(
        tmp_path, replace(site(), pages=()), settings={"menu": (), "shows": (), "feeds": ()}
    )
    assert "Här finns inget ännu." in page(made, "/")
    assert "Här finns inget ännu." in page(made, "/arkiv/")


def test_media_are_copied_once_each_and_covers_are_shown_small(
    tree: dict[str, bytes | Path],
) -> None:
    sized = re.compile(r"-\d+\.(webp|jpg|png)$")
    media = sorted(path for path in tree if path.startswith("site/media/"))
    assert [path for path in media if not sized.search(path)] == [
        "site/media/avsnitt/avsnitt-1.mp3",
        "site/media/avsnitt/avsnitt-2.mp3",
        "site/media/bild.png",
        "site/media/feeds/omslag.jpg",
        "site/media/karta.png",
    ]
    small = tree["site/podd/nya-kalla-kriget/omslag.jpg"]
    assert isinstance(small, bytes)
    assert small.startswith(b"\xff\xd8")


def test_hosts_that_read_a_list_of_moves_get_one(
    tree: dict[str, bytes | Path], tmp_path: Path
) -> None:
    data = tree["site/_redirects"]
    assert isinstance(data, bytes)
    moves = [line.split() for line in data.decode().splitlines()]
    assert sorted(old.endswith(("/gammal/", "/2010/01/x.html")) for old, *_ in moves) == [True] * 2
    assert all(new.endswith(("/om/", "/2024/artikel-1/")) for _, new, _ in moves)
    assert {code for *_, code in moves} == {"301"}
    assert "site/_redirects" not in built(tmp_path, site(article(1)))


def test_the_subscribe_page_is_the_form_with_what_comes_when(tmp_path: Path) -> None:
    published = site(article(1), edition(2, "artikel-1"))
    service = "https://brev.prov.example/"
    lists = (MailingList(id="brev", name="Måndag", description="Varje måndag.", kind="brev"),)
    own = {
        "people": PeopleSettings(service=service, lists=lists),
        "subscribe_url": service,
        "subscribe_form": SubscribeForm(action=service, field="address"),
    }
    seen = read(built(tmp_path, published, settings=own), SUBSCRIBE.url)
    form = seen.css_first("form.signup")
    assert form is not None
    assert form.attributes["action"] == service
    assert "Gör som 2 048 andra" in words(seen, ".box--subscribe")
    assert words(seen, ".promises__lists") == "Måndag Varje måndag."
    assert words(seen, ".promises .item__title") == edition(2, "artikel-1").title
    assert "Skriv till" not in words(seen, ".box--subscribe")


def test_the_subscribe_page_of_another_service_and_of_none(tmp_path: Path) -> None:
    published = site(article(1))
    lists = (
        MailingList(id="a", name="Artiklar", description="Varje artikel.", kind="artiklar"),
        MailingList(id="b", name="Brevet", description="Varje måndag.", kind="brev"),
    )
    settings = {"people": PeopleSettings(lists=lists), "subscribe_url": SUBSCRIBE.url}
    other = SubscribeForm(action="https://buttondown.com/x", field="email")
    made = built(tmp_path / "a", published, settings={**settings, "subscribe_form": other})
    seen = read(made, SUBSCRIBE.url)
    assert len(seen.css("form.signup")) == 1
    assert not seen.css(".promises"), "what another service sends, nobody here knows"
    seen = read(built(tmp_path / "b", published, settings=settings), SUBSCRIBE.url)
    assert not seen.css("form.signup")
    assert not seen.css(".box--subscribe .button"), "a button that leads to its own page"
    (way,) = seen.css(".box--subscribe a")
    assert (way.attributes["href"] or "").endswith("?subject=Prenumerera")
    assert words(seen, ".promises__lists") == "Artiklar Varje artikel."
