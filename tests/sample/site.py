"""A publication made by hand, as the site meets it, and a build small enough to see through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from PIL import Image as Pillow

from publisher.config import MenuItem
from publisher.engine import theme
from publisher.engine.recipes import BuildContext, RecipeGroup, ThemeFile
from publisher.model import (
    Article,
    Change,
    Chapter,
    Credit,
    Digest,
    Edition,
    Entry,
    Episode,
    Image,
    Media,
    Page,
    Person,
    Rendered,
    ShowLink,
    Site,
    Stream,
    Transcript,
)
from publisher.site import groups
from sample import values
from sample.recordings import copies, enclosures, recording
from sample.values import SHOW, STOCKHOLM

MKDOCS_YML = """\
site_name: Kinamedia
site_url: https://kinamedia.example/
docs_dir: content
theme:
  name: material
  language: sv
  palette:
    scheme: default
plugins:
  - publisher: {}
"""
VTT = """\
WEBVTT

NOTE Skriven för hand.

1
00:00:00.000 --> 00:00:03.500
<v Anna>Välkommen till <i>Nya kalla kriget</i>.

00:00:03.500 --> 00:00:06.000
Vi börjar med gruvorna &amp; hamnarna.

00:00:06.000 --> 00:00:09.000
<v Bo Ek>Tack för att jag fick komma.
"""
PEOPLE = (
    Person(id="redaktionen", name="Redaktionen", bio="Vi skriver om Kina.", email="red@x.example"),
    Person(id="asa", name="Åsa Öberg"),
)
CONFIG = replace(
    values.CONFIG,
    site_description="Nyheter och analyser om Kina.",
    menu=(
        MenuItem(title="Arkiv", target="/arkiv/", line=1),
        MenuItem(title="Podd", target=SHOW.url, line=2),
        MenuItem(title="Om", target="content/sidor/om.md", line=3),
    ),
    subscribers=2048,
    translate_url="https://translate.example/?u={url}&tl=en",
    per_page=3,
)
ABOUT = Page(
    id="om", source="content/sidor/om.md", url="/om/", title="Om Kinamedia", body_line=4, menu=None
)
SUBSCRIBE = Page(
    id="prenumerera",
    source="content/sidor/prenumerera.md",
    url="/prenumerera/",
    title="Prenumerera",
    body_line=4,
    menu=5,
)
FIRST_DAY = datetime(2024, 11, 4, tzinfo=STOCKHOLM)


def article(number: int, **about: Any) -> Article:
    """The article of week `number`, counted from November 2024."""
    slug = f"artikel-{number}"
    date = about.pop("date", FIRST_DAY + timedelta(weeks=number))
    first = Article(
        id=slug,
        source=f"content/artiklar/{slug}.md",
        url=f"/{date.year}/{slug}/",
        title=f"Artikel {number} & mer",
        description=f"Ingress {number}.",
        body_line=5,
        date=date,
        authors=("redaktionen",),
        categories=("Ekonomi",),
        tags=("Kina",),
    )
    return replace(first, **about)


def episode(number: int, **about: Any) -> Episode:
    """An episode, an hour after the article of the same number."""
    slug = f"avsnitt-{number}"
    first = Episode(
        id=slug,
        source=f"content/avsnitt/{slug}.md",
        url=f"/podd/{SHOW.id}/{slug}/",
        title=f"Avsnittet om gruva {number}",
        description="Vad händer i gruvan?",
        body_line=9,
        date=FIRST_DAY + timedelta(weeks=number, hours=1),
        authors=("asa",),
        tags=("Kina", "gruvor"),
        show=SHOW.id,
        number=number,
        sound=recording(f"content/avsnitt/{slug}.mp3", 12_345_678, 754.4),
        chapters=(Chapter(start=0, title="Början"), Chapter(start=125, title="Gruvan")),
        transcript=Transcript(
            path=f"content/avsnitt/{slug}.vtt", url=f"/media/avsnitt/{slug}.vtt", mime="text/vtt"
        ),
        people=(Credit(name="Bo Ek"), Credit(name="Anna", role="host", url="https://a.example/")),
        links=(ShowLink(title="Rapporten", url="https://exempel.se/?a=1&b=2"),),
    )
    return replace(first, **about)


def edition(number: int, *pieces: str, **about: Any) -> Edition:
    """A newsletter that gathers the pieces with these ids."""
    first = Edition(
        id=f"brev-{number}",
        source=f"content/nyhetsbrev/brev-{number}.md",
        url=f"/nyhetsbrev/brev-{number}/",
        title=f"Veckans brev {number}",
        subject="Veckan",
        body_line=6,
        date=FIRST_DAY + timedelta(weeks=number, hours=2),
        articles=pieces,
    )
    return replace(first, **about)


PICTURE = Image(
    source="content/bild.png", url="/media/bild.png", width=1200, height=800, alt="En hamn"
)
MAP = Media(source="content/karta.png", url="/media/karta.png")
HTML = (
    '<p>Inledningen.</p>\n<h2 id="hur">Hur</h2>\n'
    '<p>Läs <a href="/prenumerera/">mer</a>, se <a href="#hur">ovan</a> '
    'och <img src="/media/karta.png" alt="Karta" width="4" height="3">.</p>\n'
)


TEXTS = values.SampleTexts(
    usual=Rendered(html=HTML, teaser="<p>Inledningen.</p>\n", text="Inledningen."),
    told=Digest(hash="", summary="Inledningen.", words=450, media=(MAP,)),
)


@cache
def theme_files() -> dict[str, ThemeFile]:
    """The theme that comes with the program."""
    folder = theme.packaged()
    return {
        path.relative_to(folder).as_posix(): ThemeFile(
            path=path, hash=sha256(path.read_bytes()).hexdigest()
        )
        for path in sorted(folder.glob("web/**/*"))
        if path.is_file()
    }


class Kept(dict[tuple[str, str], bytes]):
    """A state in memory; two dictionaries share what was learnt of Material."""

    def get(self, room: str, key: str) -> bytes | None:  # type: ignore[override]
        return super().get((room, key))

    def put(self, room: str, key: str, data: bytes) -> None:
        self[room, key] = data


def site(*entries: Entry, redirects: Iterable[tuple[str, str]] = ()) -> Site:
    """These entries, newest first, with the two pages and the two people."""

    def of(kind: type[Any]) -> tuple[Any, ...]:
        found = [entry for entry in entries if isinstance(entry, kind)]
        return tuple(sorted(found, key=lambda one: (one.date, one.id), reverse=True))

    pages = tuple(entry for entry in entries if isinstance(entry, Page))
    return Site(
        articles=of(Article),
        episodes=of(Episode),
        editions=of(Edition),
        pages=(ABOUT, SUBSCRIBE, *pages),
        people=PEOPLE,
        redirects=tuple(redirects),
        enclosures=enclosures(entries),
    )


def place(root: Path) -> Path:
    """A folder with the files that a site is made from, entries apart."""
    (root / "content" / "avsnitt").mkdir(parents=True, exist_ok=True)
    (root / "feeds").mkdir(exist_ok=True)
    (root / "mkdocs.yml").write_text(MKDOCS_YML, "utf-8")
    Pillow.new("RGB", (600, 600), "red").save(root / "feeds/omslag.jpg")
    Pillow.new("RGB", (1200, 800), "navy").save(root / "content/bild.png")
    Pillow.new("RGB", (4, 3), "navy").save(root / "content/karta.png")
    for number in range(1, 99):
        (root / f"content/avsnitt/avsnitt-{number}.vtt").write_text(VTT, "utf-8")
    return root


def context(
    root: Path, published: Site, *, html: Mapping[str, str] | None = None, **about: Any
) -> BuildContext:
    """A whole build of the site; `about` may set changes, theme and any setting."""
    of_work = {name: about.pop(name) for name in ("changes", "everything") if name in about}
    first: dict[str, Any] = {"changes": (), "everything": True, **of_work}
    return BuildContext(
        config=replace(CONFIG, root=root, **about.pop("settings", {})),
        site=published,
        texts=replace(TEXTS, html=html or {}),
        sounds=copies(published),
        hashes=lambda path: f"hash of {path}",
        theme=about.pop("theme", theme_files()),
        **first,
        **about,
    )


def differences(old: Site, new: Site, touched: Iterable[str] = ()) -> tuple[Change, ...]:
    """What changed from one site to another; `touched` ids have a new text besides."""
    before = {entry.id: entry for entry in old.entries}
    after = {entry.id: entry for entry in new.entries}
    marked = set(touched)
    return tuple(
        Change(old=before.get(id_), new=after.get(id_))
        for id_ in sorted(before.keys() | after.keys())
        if before.get(id_) != after.get(id_) or id_ in marked
    )


@dataclass
class Build:
    """Keeps recipes by group, as the real build does; `made` holds the paths of the last run."""

    state: Kept = field(default_factory=Kept)
    kept: dict[str, dict[str, tuple[str, dict[str, bytes | Path]]]] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)

    def run(self, build: BuildContext) -> dict[str, bytes | Path]:
        """Make what is new, drop what is not named any more, and return the whole tree."""
        self.made, self.named = set(), set()
        for group in groups(build, self.state):
            assert group.name not in self.named, group.name
            self.named.add(group.name)
            self._put(group)
        if build.everything:
            self.kept = {name: made for name, made in self.kept.items() if name in self.named}
        return self.tree

    @property
    def tree(self) -> dict[str, bytes | Path]:
        """Every file, by its path under `build/`."""
        found: dict[str, bytes | Path] = {}
        for recipes in self.kept.values():
            for _, files in recipes.values():
                assert not found.keys() & files.keys(), found.keys() & files.keys()
                found |= files
        return found

    def _put(self, group: RecipeGroup) -> None:
        old = self.kept.get(group.name, {})
        new = {}
        for recipe in group.recipes:
            assert recipe.name not in new
            if recipe.name in old and old[recipe.name][0] == recipe.key:
                new[recipe.name] = old[recipe.name]
                continue
            files = {artifact.path: _whole(artifact.data) for artifact in recipe.make()}
            self.made |= files.keys()
            new[recipe.name] = (recipe.key, files)
        self.kept[group.name] = new


def _whole(data: bytes | Path | Stream) -> bytes | Path:
    """A stream as bytes, which are alike where two streams are not."""
    return b"".join(data()) if callable(data) else data


_LEARNT = Kept()


def page(tree: Mapping[str, bytes | Path], url: str) -> str:
    """The HTML at a site address."""
    data = tree[f"site{url}index.html" if url.endswith("/") else f"site{url}"]
    assert isinstance(data, bytes)
    return data.decode()


def built(root: Path, published: Site, **about: Any) -> dict[str, bytes | Path]:
    """The whole tree of a site."""
    return Build(state=_LEARNT).run(context(place(root), published, **about))
