"""A hand-made build for the tests of editions: an article, an episode, a newsletter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import program
from PIL import Image as Pillow
from selectolax.lexbor import LexborHTMLParser, LexborNode

from publisher.config import Config, MailSettings
from publisher.engine.recipes import BuildContext, ThemeFile, key
from publisher.mail import groups
from publisher.model import (
    Article,
    Category,
    Change,
    Chapter,
    Digest,
    Edition,
    Entry,
    Episode,
    Image,
    MailOptions,
    Person,
    Rendered,
    ShowLink,
    Site,
)
from sample import values
from sample.recordings import enclosures, recording
from sample.values import STOCKHOLM

_FOLDER = TemporaryDirectory(prefix="editions-")
ROOT = Path(_FOLDER.name)
"""Where the pictures lie that the letters show; gone when the tests end."""
ORIGIN = "https://kinamedia.example/y"

FRAGMENT = """\
<p>Räls för 2\u00a0048 kronor, säger ”experten” – <em>inte</em> mer. Se <a href="/2024/forra/">förra
texten</a>, <a href="https://example.org/a?b=1&amp;c=2">rapporten</a> och
<a href="https://example.org/a?b=1&amp;c=2">samma rapport</a>.<sup id="fnref:1"><a
class="footnote-ref" href="#fn:1">1</a></sup></p>
<h2 id="leden">Leden i kedjan</h2>
<ul><li>Malm ur gruvan</li><li>Stål ur ugnen<ul><li>kallvalsat</li></ul></li></ul>
<ol start="3"><li><p>Tredje steget.</p></li><li><p>Fjärde steget är längre än de andra och behöver
därför mer än en rad för att få plats.</p></li></ol>
<blockquote><p>Vi bygger långsamt, men vi bygger hela tiden, och det är det som avgör i längden.</p>
</blockquote>
<table><thead><tr><th>Sträcka</th><th style="text-align: right;">Kilometer</th></tr></thead>
<tbody><tr><td>Peking–Shanghai</td><td style="text-align: right;">1\u00a0318</td></tr>
<tr><td>Peking–Tianjin</td><td style="text-align: right;">117</td></tr></tbody></table>
<p><img src="/media/artiklar/karta.png" alt="Karta över banan" width="1600" height="900"></p>
<div class="admonition note"><p class="admonition-title">Så gjorde vi</p><p>Vi räknade själva.</p></div>
<dl><dt>CRH</dt><dd>China Railway High-speed</dd></dl>
<pre><code>rad ett
  rad två</code></pre>
<hr>
<div class="footnote"><hr><ol><li id="fn:1"><p>Enligt järnvägsbolaget.&#160;<a class="footnote-backref"
href="#fnref:1" title="Till texten">&#8617;</a></p></li></ol></div>
"""


class Texts:
    """Fragments by entry id."""

    def __init__(self, fragments: dict[str, str]) -> None:
        self.fragments = fragments
        self.read: list[str] = []

    def rendered(self, entry: Entry) -> Rendered:
        self.read.append(entry.id)
        html = self.fragments[entry.id]
        return Rendered(html=html, teaser="<p>Smakprov</p>", text=words(html))

    def digest(self, entry: Entry) -> Digest:
        html = self.fragments[entry.id]
        return Digest(hash=key(html), summary=f"Kort om {entry.title}.", words=len(html.split()))


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2025, 2, day, hour, tzinfo=STOCKHOLM)


def article(id_: str, **more: Any) -> Article:
    given: dict[str, Any] = {
        "source": f"content/artiklar/2025/{id_}.md",
        "url": f"/2025/{id_}/",
        "title": f"Rubrik {id_}",
        "body_line": 5,
        "date": at(2),
        "mail": MailOptions(send=True),
    }
    return Article(id=id_, **(given | more))


def image(name: str, alt: str = "Ett tåg", width: int = 1600, height: int = 900) -> Image:
    """A picture that lies in ROOT; one in SVG does not, since nobody opens it."""
    source = f"content/{name}"
    if not (ROOT / source).exists() and not name.endswith(".svg"):
        (ROOT / source).parent.mkdir(parents=True, exist_ok=True)
        Pillow.effect_noise((width, height), 40).convert("RGB").save(ROOT / source)
    return Image(source=source, url=f"/media/{name}", width=width, height=height, alt=alt)


COVER = Image(
    source="feeds/omslag.png", url="/media/omslag.png", width=3000, height=3000, alt="Omslag"
)
SHOW = replace(
    values.SHOW,
    subtitle="",
    description="Om Kina och världen.",
    image=COVER,
    categories=(Category(name="News"),),
    platforms=(ShowLink(title="Apple Podcasts", url="https://podcasts.apple.com/se/podcast/id1"),),
)
TRAIN = article(
    "taget",
    title="Tåget som aldrig stannar & går",
    description="Kinas järnvägar växer med 2\u00a0000 kilometer om året.",
    authors=("anna", "bo"),
    categories=("Ekonomi",),
    image=image("artiklar/tag.jpg"),
    mail=MailOptions(subject="Så växer Kinas järnvägar", preheader="Nya siffror", send=True),
)
UNSENT = article("osand", title="Bara på webben", mail=MailOptions(), image=image("x.webp"))
EPISODE = Episode(
    id="avsnitt-3",
    source="content/avsnitt/003.md",
    url="/podd/nya-kalla-kriget/rymden/",
    title="Kapplöpningen i rymden",
    body_line=9,
    date=at(3, 6),
    mail=MailOptions(send=True),
    show="nya-kalla-kriget",
    sound=recording("a.mp3", 1, 754.9),
    number=3,
    chapters=(Chapter(start=0, title="Inledning"), Chapter(start=125, title="Månen")),
    links=(ShowLink(title="ESA om månen", url="https://www.esa.int/moon"),),
)
MONDAY = Edition(
    id="vecka-6",
    source="content/nyhetsbrev/vecka-6.md",
    url="/nyhetsbrev/vecka-6/",
    title="Veckans Kina",
    body_line=6,
    date=at(3, 7),
    subject="Veckans Kina: tåg och rymd",
    articles=("avsnitt-3", "taget", "osand"),
)
FRAGMENTS = {
    "taget": FRAGMENT,
    "osand": "<p>Hemligt.</p>",
    "avsnitt-3": "<p>Vi pratar om raketer.</p>",
    "vecka-6": "<p>God måndag! Det här har hänt.</p>",
}
SITE = Site(
    articles=(TRAIN, UNSENT),
    episodes=(EPISODE,),
    editions=(MONDAY,),
    people=(Person(id="anna", name="Anna Ek"), Person(id="bo", name="Bo Ås")),
)


def settings(**more: Any) -> Config:
    first: dict[str, Any] = {
        "root": ROOT,
        "site_description": "Nyheter om Kina",
        "site_url": ORIGIN + "/",
        "copyright": "Kinamedia",
        "mail": MailSettings(
            from_name="Kinamedia – på svenska",
            from_email="brev@kinamedia.example",
            reply_to="svar@kinamedia.example",
            list_id="nyhetsbrev.kinamedia.example",
            unsubscribe="https://kinamedia.example/avsluta/?mottagare={{ id }}&lista=" + "x" * 60,
            address="Kinamedia, Box 1, 111 11 Stockholm",
        ),
        "feeds": (),
        "shows": (SHOW,),
    }
    return replace(values.CONFIG, **(first | more))


def theme() -> dict[str, ThemeFile]:
    folder = program.ROOT / "theme"
    files = sorted((folder / "mail").rglob("*.*"))
    return {
        path.relative_to(folder).as_posix(): ThemeFile(path=path, hash=key(path.read_bytes()))
        for path in files
    }


def build(
    site: Site = SITE,
    fragments: dict[str, str] | None = None,
    changes: tuple[Change, ...] = (),
    **more: Any,
) -> BuildContext:
    given: dict[str, Any] = {
        "config": settings(),
        "everything": not changes,
        "hashes": key,
        "theme": theme(),
    }
    given["texts"] = Texts(FRAGMENTS | (fragments or {}))
    site = replace(site, enclosures=enclosures(site.episodes))
    return BuildContext(site=site, changes=changes, **(given | more))


def files(context: BuildContext) -> dict[str, bytes]:
    """Everything that the build would make, by path."""
    made = [a for group in groups(context) for recipe in group.recipes for a in recipe.make()]
    assert len({artifact.path for artifact in made}) == len(made)
    return {artifact.path: artifact.data for artifact in made if isinstance(artifact.data, bytes)}


def keys(context: BuildContext) -> dict[str, str]:
    return {recipe.name: recipe.key for group in groups(context) for recipe in group.recipes}


def html(context: BuildContext, id_: str) -> str:
    return files(context)[f"editions/{id_}/index.html"].decode()


def text(context: BuildContext, id_: str) -> str:
    return files(context)[f"editions/{id_}/text.txt"].decode()


def eml(context: BuildContext, id_: str) -> bytes:
    return files(context)[f"editions/{id_}/message.eml"]


def parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(markup: str) -> LexborNode:
    node = LexborHTMLParser(markup).body
    assert node is not None
    return node


def words(markup: str) -> str:
    """All text, with single spaces."""
    return " ".join(body(markup).text(separator=" ").split())


def column(markup: str) -> str:
    """The words of the text column, where the fragment stands."""
    cell = body(markup).css_first("td.text")
    assert cell is not None
    return words(cell.inner_html or "")
