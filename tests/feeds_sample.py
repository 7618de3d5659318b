"""A publication made by hand, as the feeds meet it: no files, no Markdown, every field filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from publisher.config import Config, MailSettings
from publisher.engine.recipes import BuildContext
from publisher.feeds import groups
from publisher.model import (
    Article,
    Audio,
    Category,
    Change,
    Credit,
    Digest,
    Entry,
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
from publisher.model.article_feed import ArticleFeed

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NASTY = "Räksmörgås & <fika> ]]> 🇸🇪 ”å ä ö” \x07'\""
"""What breaks feeds; the control character is not allowed to arrive."""
NASTY_READ = NASTY.replace("\x07", "")

FEED = ArticleFeed(
    id="artiklar",
    source="feeds/artiklar.yml",
    title="Kinamedia",
    description="Nytt om Kina.",
    formats=("rss",),
    each=(),
)
SHOW = Show(
    id="nya-kalla-kriget",
    source="feeds/nya-kalla-kriget.yml",
    title="Nya kalla kriget",
    subtitle="Om Kina och världen",
    description="Samtal om Kina & omvärlden.",
    author="Kinamedia",
    owner=Owner(name="Poddredaktionen", email="podd@kinamedia.example"),
    image=Image(source="feeds/omslag.jpg", url="/media/feeds/omslag.jpg", width=3000, height=3000),
    categories=(Category(name="News", sub="Politics"), Category(name="Society & Culture")),
    copyright="© Kinamedia",
    hosts=(Credit(name="Åsa Öberg", role="host", url="/forfattare/asa/"),),
)
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
    audio=Audio(
        path="content/avsnitt/tull.mp3",
        url="/media/avsnitt/tull.mp3",
        bytes=1_234_567,
        mime="audio/mpeg",
        seconds=1861.6,
    ),
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
TEASER = "<p>Läs <a href='/2025/annat/'>mer</a>.</p>"
CONFIG = Config(
    root=Path("/nowhere"),
    file="mkdocs.yml",
    site_name="Kinamedia",
    site_description="Nytt om Kina.",
    site_url="https://kinamedia.example/",
    language="sv",
    markdown=(),
    menu=(),
    subscribers=775,
    subscribe_url="/prenumerera/",
    editor="Redaktionen",
    contact="red@kinamedia.example",
    copyright="© Kinamedia",
    translate_url="",
    per_page=20,
    mail=MailSettings(
        from_name="K",
        from_email="k@kinamedia.example",
        reply_to="k@kinamedia.example",
        list_id="l",
        unsubscribe="u",
    ),
    feeds=(FEED,),
    shows=(SHOW,),
    targets=(),
    theme=None,
    salt="salt",
)
PEOPLE = (Person(id="redaktionen", name="Redaktionen"), Person(id="asa", name="Åsa Öberg"))


@dataclass(frozen=True)
class SampleTexts:
    """Fragments by entry id; those not named are all alike."""

    html: Mapping[str, str]

    def rendered(self, entry: Entry) -> Rendered:
        return Rendered(html=self.html.get(entry.id, HTML), teaser=TEASER, text="Läs mer.")

    def digest(self, entry: Entry) -> Digest:
        text = self.html.get(entry.id, HTML)
        return Digest(hash=sha256(text.encode()).hexdigest(), summary="Sammanfattning.", words=9)


def work(
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
        ),
        texts=SampleTexts(html or {}),
        changes=changes,
        everything=everything,
        hashes=lambda path: path,
        theme={},
    )


def made(work: BuildContext) -> dict[str, bytes]:
    """Every feed of a build, by its path."""
    artifacts = [
        artifact for group in groups(work) for recipe in group.recipes for artifact in recipe.make()
    ]
    assert all(isinstance(artifact.data, bytes) for artifact in artifacts)
    return {artifact.path: bytes(artifact.data) for artifact in artifacts}  # type: ignore[arg-type]


def article_feed(*pieces: Article | Episode, **about: Any) -> bytes:
    return made(work(*pieces, **about))["site/feed.xml"]


def podcast(*pieces: Article | Episode, **about: Any) -> bytes:
    return made(work(*pieces, **about))["site/podd/nya-kalla-kriget.xml"]
