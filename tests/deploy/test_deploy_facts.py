"""What is asked of the web after a deploy, and told to the world, as whole tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs
from sample.recordings import enclosures, recording
from sample.release import NOW, release_of
from sample.site import CONFIG, FIRST_DAY, SHOW, article, edition, episode

from publisher.config import Config, TargetSettings
from publisher.deploy import Release, facts, news, routes
from publisher.deploy.release import SITE
from publisher.deploy.story import DeployStep, too_many_deletions
from publisher.deploy.targets import DeployPlan, FileFacts, LocalSite
from publisher.deploy.verify import Expected
from publisher.model import Enclosure, Site
from publisher.problems import PublisherError

HOME = "https://kinamedia.example"
HTML = ("text/html",)
XML = ("application/xml", "text/xml")
FEEDS = ("feed.xml", SHOW.feed_url.removeprefix("/"), "feed.atom", "feed.json")
EPISODE = "podd/nya-kalla-kriget/avsnitt-2"
PATHS = (
    "index.html",
    "404.html",
    "arkiv/index.html",
    "assets/main.css",
    "assets/ikon.0a1b2c3d.svg",
    "assets/zebra.0a1b2c3d.svg",
    "gammal/index.html",
    "media/avsnitt/avsnitt-1.mp3",
    "media/avsnitt/avsnitt-2.mp3",
    "nyhetsbrev/brev-1/index.html",
    "robots.txt",
    "sitemap.xml",
    "sitemap-nyheter.xml",
    "taggar/kina/feed.xml",
    "taggar/kina/index.html",
    "sok/index/delar.json",
    f"{EPISODE}/index.html",
    f"{EPISODE}/kapitel.json",
    f"{EPISODE}/avskrift.srt",
    *FEEDS,
)
ARTICLES = tuple(article(number) for number in (2, 1))
WHOLE = Site(
    articles=ARTICLES,
    episodes=(episode(2), episode(1)),
    editions=(edition(1, date=FIRST_DAY),),
    redirects=(("/gammal/", "/ny/"), ("/404.html", "/annan/")),
)


def target(name: str = "skarpt", **more: Any) -> TargetSettings:
    return TargetSettings(name=name, kind="folder", options={"path": "ut"}, line=7, **more)


def release(
    site: Site = WHOLE, paths: Iterable[str] = PATHS, config: Config = CONFIG, **more: Any
) -> Release:
    """A finished build whose every file has as many bytes as its path has letters."""
    config = replace(config, targets=config.targets or (target(),))
    site = replace(site, enclosures=site.enclosures or enclosures(site.episodes))
    pages = [each.url.removeprefix("/") + "index.html" for each in site.articles]
    files = {path: FileFacts(sha256=f"#{path}", bytes=len(path)) for path in [*paths, *pages]}
    return release_of(config, site, files, now=NOW, **more)


def asked(told: Release, changed: Iterable[str] | None = None) -> Any:
    (route,) = routes(told.context.config)
    return facts(told, route, None if changed is None else tuple(changed))


def paths(expected: Iterable[Expected], origin: str = HOME) -> list[str]:
    assert all(each.url.startswith(origin + "/") for each in expected)
    return [each.url.removeprefix(origin) for each in expected]


def step(
    added: Iterable[str] = (), gone: Iterable[str] = (), there: int = 0, **more: Any
) -> DeployStep:
    """What is to be done at one target."""
    told = release()
    (route,) = routes(told.context.config)
    local = LocalSite(folder=told.context.config.root / SITE, files=told.files, now=NOW)
    todo = DeployPlan(
        target="skarpt", local=local, added=tuple(added), removed=tuple(gone), there=there, **more
    )
    return DeployStep(route=route, target=None, plan=todo)  # type: ignore[arg-type]


def test_all_that_is_known_of_a_file_is_asked_for() -> None:
    found = asked(release())
    start = found.pages[0]
    assert start == Expected(
        url=f"{HOME}/",
        sha256="#index.html",
        bytes=10,
        types=HTML,
        file=CONFIG.root / SITE / "index.html",
    )
    assert found.origin == HOME
    assert [each.types for each in found.feeds] == [
        XML,
        XML,
        ("application/atom+xml", *XML),
        ("application/feed+json", "application/json"),
    ]
    assert [each.types for each in found.maps] == [("text/plain",), XML]
    assert [each.types for each in found.beside] == [
        ("application/x-subrip", "application/srt", "text/srt", "text/plain"),
        ("application/json+chapters", "application/json"),
    ]


def test_what_stands_at_which_address_is_asked_for() -> None:
    found = asked(release())
    assert paths(found.pages) == [
        "/",
        *(each.url for each in (episode(2), ARTICLES[0], ARTICLES[1])),
        "/nyhetsbrev/brev-1/",
    ]
    assert paths(found.feeds) == [f"/{path}" for path in FEEDS]
    assert paths(found.maps) == ["/robots.txt", "/sitemap.xml"]
    assert paths(found.beside) == [f"/{EPISODE}/avskrift.srt", f"/{EPISODE}/kapitel.json"]
    assert [(paths([old]), new) for old, new in found.moved] == [(["/gammal/"], f"{HOME}/ny/")]
    assert paths([found.asset]) == ["/assets/ikon.0a1b2c3d.svg"]
    assert found.closed == ()


@pytest.mark.parametrize(
    "old", ["/a/", "/index.html", "/a/b.html", "/min-index.html", "/a/x-index.html"]
)
def test_an_old_address_is_asked_for_as_it_was(old: str) -> None:
    path = old.removeprefix("/") + "index.html" * old.endswith("/")
    told = release(Site(redirects=((old, "/ny/"),)), [path])
    ((expected, goal),) = asked(told).moved
    assert expected.url == HOME + ("/" if old == "/index.html" else old)
    assert (expected.sha256, goal) == (f"#{path}", f"{HOME}/ny/")


def test_after_a_deploy_what_changed_is_asked_for_and_the_feeds() -> None:
    new = [ARTICLES[1].url.removeprefix("/") + "index.html", "index.html", "taggar/kina/index.html"]
    more = ["taggar/kina/feed.xml", "sok/index/delar.json", "sitemap.xml", "feed.xml", "404.html"]
    found = asked(release(), [*new, *more, "borta/index.html"])
    assert paths(found.pages) == ["/", ARTICLES[1].url, "/taggar/kina/"]
    assert paths(found.feeds) == [*(f"/{path}" for path in FEEDS), "/taggar/kina/feed.xml"]
    assert paths(asked(release(), []).pages) == ["/"]


def test_no_more_than_twenty_of_either_are_asked_for() -> None:
    many = Site(articles=tuple(article(number) for number in range(30, 0, -1)))
    lists = [f"taggar/{number:02}/feed.xml" for number in range(30)]
    found = asked(release(many, [*PATHS, *lists]), [*lists])
    assert paths(found.feeds) == [f"/{path}" for path in (*FEEDS, *lists[:20])]
    assert paths(asked(release(many)).pages) == ["/", *(each.url for each in many.articles[:19])]


def test_a_target_at_an_address_of_its_own_is_asked_there() -> None:
    config = replace(CONFIG, targets=(target(url="https://prov.example/"),))
    found = asked(release(config=config))
    assert found.origin == "https://prov.example"
    assert paths(found.pages, "https://prov.example")[:2] == ["/", episode(2).url]
    assert found.moved[0][1] == "https://prov.example/ny/"


@pytest.mark.parametrize(
    ("media", "url", "path"),
    [
        ("", f"{HOME}/media/avsnitt/avsnitt-2.mp3", "media/avsnitt/avsnitt-2.mp3"),
        ("https://ljud.example/p/", "https://ljud.example/p/avsnitt-2.mp3", "media/avsnitt-2.mp3"),
    ],
)
def test_the_newest_sound_that_everybody_may_hear_is_asked_for(
    media: str, url: str, path: str
) -> None:
    hidden = episode(3, audience="prenumeranter")
    config = replace(CONFIG, media_url=media)
    made = enclosures([episode(2)])[episode(2).id]
    sound = structs.replace(made, url=url if media else url.removeprefix(HOME))
    heard = (hidden, episode(2), episode(1))
    told = Site(episodes=heard, enclosures={**enclosures(heard), episode(2).id: sound})
    for there in (True, False):
        files = [*PATHS, path] if there else [each for each in PATHS if each != path]
        assert asked(release(told, files, config)).sound == Expected(
            url=url,
            bytes=12_345_678,
            types=("audio/mpeg",),
            file=CONFIG.root / SITE / path if there else None,
        )


def test_sound_that_is_not_ours_or_not_for_all_is_not_asked_for() -> None:
    elsewhere = Enclosure(url="https://annan.example/a.mp3", bytes=9, mime="audio/mpeg", seconds=9)
    for episodes in ((), (episode(1, audience="prenumeranter"),), (episode(1, sound=elsewhere),)):
        assert asked(release(Site(episodes=episodes))).sound is None
    hidden = episode(2, audience="prenumeranter")
    assert asked(release(Site(episodes=(hidden,)))).beside == ()


def test_m4a_has_two_names_and_both_will_do() -> None:
    for mime, rest in (("audio/x-m4a", "audio/mp4"), ("audio/mp4", "audio/x-m4a")):
        heard = (episode(1, sound=recording("content/avsnitt/a.m4a", mime=mime)),)
        found = asked(release(Site(episodes=heard, enclosures=enclosures(heard)))).sound
        assert found.types == (mime, rest, "audio/m4a")


HUBS = replace(
    CONFIG,
    feeds=tuple(replace(each, hub="https://nav.example/") for each in CONFIG.feeds),
    shows=(replace(SHOW, hub="https://annan.example/"),),
)


def test_pages_of_entries_are_news_and_what_is_gone_and_feeds_with_their_hubs() -> None:
    page = ARTICLES[0].url.removeprefix("/") + "index.html"
    added = [page, "index.html", "taggar/kina/index.html", "assets/main.css", *FEEDS]
    gone = ["2024/borta/index.html", "media/borta.mp3", "borta.html"]
    found = news(release(config=HUBS), [step(added, gone)])
    assert found.origin == HOME
    assert found.pages == (f"{HOME}/", f"{HOME}{ARTICLES[0].url}", f"{HOME}/2024/borta/")
    nav, other = "https://nav.example/", "https://annan.example/"
    assert found.feeds == (
        (f"{HOME}/feed.atom", nav),
        (f"{HOME}/feed.json", nav),
        (f"{HOME}/feed.xml", nav),
        (HOME + SHOW.feed_url, other),
    )


def test_what_only_a_trial_got_is_no_news() -> None:
    trial = step(["index.html", "feed.xml"])
    trial = replace(trial, route=replace(trial.route, promises=False))
    found = news(release(), [trial])
    assert (found.pages, found.feeds) == ((), ())
    assert news(release(), [trial, step(["index.html"])]).pages == (f"{HOME}/",)


@pytest.mark.parametrize(
    ("gone", "there", "asks"),
    [
        (25, 26, False),
        (26, 26, True),
        (26, 129, True),
        (26, 130, False),
        (26, 1000, False),
        (1100, 5000, True),
        (1000, 5000, False),
    ],
)
def test_more_than_a_fifth_and_more_than_one_piece_has_is_not_removed_unasked(
    gone: int, there: int, *, asks: bool
) -> None:
    found = too_many_deletions([step(gone=[f"{at}.html" for at in range(gone)], there=there)])
    assert bool(found) is asks


def test_how_much_would_be_removed_is_told_target_by_target() -> None:
    many = step(gone=[f"{at}.html" for at in range(1100)], there=5000)
    few = step(gone=["x.html"], there=2)
    assert [(each.path, each.text) for each in too_many_deletions([few, many])] == [
        ("skarpt", "1\u00a0100 av 5\u00a0000 filer som ligger där skulle tas bort")
    ]


LJUD = "".join("ljud")  # the same word, as it stands in two places of the settings
MEDIA = replace(CONFIG, media_target=LJUD, targets=(target("ljud"), target(), target("prov")))


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ((), ["ljud!", "skarpt"]),
        (("prov",), ["ljud!", "prov"]),
        (("prov", "skarpt", "prov"), ["ljud!", "prov", "skarpt"]),
        (("ljud",), ["ljud!"]),
    ],
)
def test_sound_goes_first_and_each_target_once(names: tuple[str, ...], found: list[str]) -> None:
    told = routes(MEDIA, names)
    assert [each.settings.name + "!" * each.sound for each in told] == found
    assert [each.promises for each in told] == [False, *[True] * (len(found) - 1)]


@pytest.mark.parametrize(
    ("url", "promises", "found"),
    [
        ("", None, True),
        ("", True, True),
        ("", False, False),
        (f"{HOME}/", None, True),
        (f"{HOME}/", False, False),
        ("https://prov.example/", None, False),
    ],
)
def test_only_the_sites_own_address_is_promised(
    url: str, *, promises: bool | None, found: bool
) -> None:
    (route,) = routes(replace(CONFIG, targets=(target(url=url, promises=promises),)))
    assert route.promises is found


def test_without_a_target_or_with_a_wrong_name_there_is_no_way() -> None:
    told = {
        (): (CONFIG, "inget mål finns att lägga ut på"),
        ("skarp",): (MEDIA, "målet ”skarp” finns inte"),
    }
    for names, (config, text) in told.items():
        with pytest.raises(PublisherError) as caught:
            routes(config, names)
        assert [each.text for each in caught.value.problems] == [text]
