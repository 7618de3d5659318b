"""A publication made by hand, as the feeds meet it: no files, no Markdown, every field filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from publisher.engine.recipes import BuildContext
from publisher.feeds import groups
from publisher.model import (
    Article,
    Category,
    Change,
    Chapter,
    Credit,
    Digest,
    Episode,
    Image,
    Owner,
    Person,
    Rendered,
    Show,
    ShowLink,
    Site,
    Transcript,
)
from publisher.problems import Problem
from sample import values
from sample.recordings import enclosures, recording
from sample.values import STOCKHOLM

NASTY = "Räksmörgås & <fika> ]]> 🇸🇪 ”å ä ö” \x07'\""
"""What breaks feeds; the control character is not allowed to arrive."""
NASTY_READ = NASTY.replace("\x07", "")

FEED = replace(values.FEED, formats=("rss",), each=())
SHOW = replace(
    values.SHOW,
    title="Nya kalla kriget",
    subtitle="Om Kina och världen",
    description="Samtal om Kina & omvärlden.",
    owner=Owner(name="Poddredaktionen", email="podd@kinamedia.example"),
    image=replace(values.SHOW.image, alt=""),
    categories=(Category(name="News", sub="Politics"), Category(name="Society & Culture")),
    copyright="© Kinamedia",
    hosts=(Credit(name="Åsa Öberg", role="host", url="/forfattare/asa/"),),
    platforms=(),
)
CONFIG = replace(values.CONFIG, feeds=(FEED,), shows=(SHOW,))
ARTICLE = Article(
    id="2025-02-02-rals",
    source="content/artiklar/2025/rals.md",
    url="/2025/rals/",
    title="Räls till Laos",
    body_line=6,
    description="Tåget går i dag.",
    date=datetime(2025, 2, 2, 8, 30, tzinfo=STOCKHOLM),
    authors=("redaktionen", "asa"),
    categories=("Ekonomi",),
    tags=("tåg", "Ekonomi", "Laos"),
)
EPISODE = Episode(
    id="2025-03-01-tull",
    source="content/avsnitt/tull.md",
    url="/podd/nya-kalla-kriget/tull/",
    title="Tullarna",
    body_line=12,
    description="Vad händer nu?",
    date=datetime(2025, 3, 1, 6, 0, tzinfo=STOCKHOLM),
    authors=("asa",),
    show=SHOW.id,
    sound=recording("content/avsnitt/tull.mp3", 1_234_567, 1861.6),
    image=Image(source="content/t.png", url="/media/t.png", width=1400, height=1400),
    number=12,
    season=2,
    transcript=Transcript(
        path="content/avsnitt/tull.vtt", url="/media/avsnitt/tull.vtt", mime="text/vtt"
    ),
    people=(Credit(name="Li Wei", url="https://li.example/"),),
    links=(ShowLink(title="Rapporten & annat", url="https://exempel.se/?a=1&b=2"),),
)
HTML = (
    '<p>Läs <a href="/2025/annat/">mer</a> och se noten.<sup><a href="#fn:1">1</a></sup></p>\n'
    '<h2 id="hur">Hur &amp; varför</h2>\n<p><img src="/media/karta.jpg" alt="Karta"> Slut.</p>'
)
TEXTS = values.SampleTexts(
    usual=Rendered(html=HTML, teaser="<p>Läs <a href='/2025/annat/'>mer</a>.</p>", text="Läs mer."),
    told=Digest(hash="", summary="Sammanfattning.", words=9),
)
PEOPLE = (Person(id="redaktionen", name="Redaktionen"), Person(id="asa", name="Åsa Öberg"))


def context(
    *pieces: Article | Episode,
    html: Mapping[str, str] | None = None,
    everything: bool = True,
    changes: tuple[Change, ...] = (),
    people: tuple[Person, ...] = PEOPLE,
    **settings: Any,
) -> BuildContext:
    """A build of these pieces (given newest first) with these settings on top of the sample's."""
    return BuildContext(
        config=replace(CONFIG, **settings),
        site=Site(
            articles=tuple(one for one in pieces if isinstance(one, Article)),
            episodes=tuple(one for one in pieces if isinstance(one, Episode)),
            people=people,
            enclosures=enclosures(pieces),
        ),
        texts=replace(TEXTS, html=html or {}),
        changes=changes,
        everything=everything,
        hashes=lambda path: path,
        theme={},
    )


def made(context: BuildContext) -> dict[str, bytes]:
    """Every feed of a build, by its path."""
    artifacts = [
        artifact
        for group in groups(context)
        for recipe in group.recipes
        for artifact in recipe.make()
    ]
    assert all(isinstance(artifact.data, bytes) for artifact in artifacts)
    return {artifact.path: bytes(artifact.data) for artifact in artifacts}  # type: ignore[arg-type]


def article_feed(*pieces: Article | Episode, **about: Any) -> bytes:
    return made(context(*pieces, **about))["site/feed.xml"]


def podcast(*pieces: Article | Episode, **about: Any) -> bytes:
    return made(context(*pieces, **about))["site/podd/nya-kalla-kriget.xml"]


# What the gate is shown: a show with every field that it has rules for.

PODCAST = "site/podd/nya-kalla-kriget.xml"
FULL = replace(
    SHOW,
    funding=(ShowLink(title="Stöd podden", url="https://stod.example/"),),
    update_frequency="Varje fredag",
    verify="kod",
    block=True,
    new_feed_url="https://ny.example/podd.xml",
    publisher_guid="003af0a0-6a45-55cf-b765-68e3d349551a",
)
FIRST = replace(
    EPISODE,
    chapters=(Chapter(start=0, title="Start"), Chapter(start=90, title="Tull")),
)
SECOND = replace(
    EPISODE,
    id="2025-02-01-kol",
    source="content/avsnitt/kol.md",
    url="/podd/nya-kalla-kriget/kol/",
    title="Kolet",
    number=11,
    image=None,
    sound=recording("content/avsnitt/kol.mp3", EPISODE.sound.bytes, EPISODE.sound.seconds),
)
SERIAL = replace(
    FULL,
    type="serial",
    medium="newsletter",
    update_rule="FREQ=WEEKLY;BYDAY=FR",
    complete=True,
    verify="S6lpp-7ZCn8",
    publisher_url="https://utgivare.example/alla.xml",
    hub="https://hubb.example/",
)
CHAPTERS = (
    Chapter(start=0, title="Början & sånt"),
    Chapter(
        start=95,
        title="Tull",
        url="https://tull.example/",
        image=Image(source="content/k.png", url="/media/k.png", width=400, height=300),
    ),
    Chapter(start=3725, title="Slut"),
)
SHOW_FILE, FIRST_FILE = SHOW.source, EPISODE.source


def published(root: Path, *episodes: Episode, show: Show = FULL, **settings: Any) -> BuildContext:
    """A build of a show of two episodes and an article, every field filled."""
    pieces = episodes or (FIRST, SECOND)
    return context(*pieces, ARTICLE, shows=(show,), root=root, **settings)


def told(problems: list[Problem]) -> list[tuple[str, str, bool]]:
    return [(each.path, each.text, each.fatal) for each in problems]


def planted(data: bytes, pattern: str, new: str, after: str = "") -> bytes:
    """The feed with one thing wrong, in the channel or in the first item."""
    text = data.decode()
    start = text.index(after) if after else 0
    head, rest = text[:start], text[start:]
    broken, count = re.subn(pattern, new, rest, count=1)
    assert count == 1, f"{pattern} is not in the feed"
    return (head + broken).encode()
