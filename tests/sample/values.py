"""What the values that site, feeds and mail are handed have in common: show, settings, texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from publisher.config import Config, MailSettings
from publisher.model import Category, Credit, Digest, Entry, Image, Owner, Rendered, Show, ShowLink
from publisher.model.article_feed import ArticleFeed
from publisher.swedish import STOCKHOLM

__all__ = ["CONFIG", "FEED", "SHOW", "STOCKHOLM", "SampleTexts"]

SHOW = Show(
    id="nya-kalla-kriget",
    source="feeds/nya-kalla-kriget.yml",
    title="Kinamedia: Nya kalla kriget",
    subtitle="Kina, USA och Europa mitt emellan",
    description="Varje vecka reder vi ut en fråga i striden mellan Kina och USA.",
    author="Kinamedia",
    owner=Owner(name="Kinamedia", email="podd@kinamedia.example"),
    image=Image(
        source="feeds/omslag.jpg",
        url="/media/feeds/omslag.jpg",
        width=3000,
        height=3000,
        alt="Omslag",
    ),
    categories=(Category(name="News", sub="Politics"),),
    hosts=(Credit(name="Poddredaktionen", role="host"),),
    platforms=(ShowLink(title="Apple Podcasts", url="https://podcasts.apple.com/se/"),),
)
FEED = ArticleFeed(
    id="artiklar", source="feeds/artiklar.yml", title="Kinamedia", description="Nytt om Kina."
)
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


@dataclass(frozen=True)
class SampleTexts:
    """Fragments by entry id; those not named are all alike."""

    usual: Rendered
    told: Digest
    html: Mapping[str, str] = field(default_factory=dict)

    def rendered(self, entry: Entry) -> Rendered:
        return replace(self.usual, html=self.html.get(entry.id, self.usual.html))

    def digest(self, entry: Entry) -> Digest:
        text = self.html.get(entry.id, self.usual.html)
        return replace(self.told, hash=sha256(text.encode()).hexdigest())
