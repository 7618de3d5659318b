"""Settings as their owner writes them: every fault at once, with file, line and next step."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.config import Config, MenuItem, load_config, resolved
from publisher.config.standards.apple import CATEGORIES
from publisher.media.images import measure
from publisher.model import Category, Credit, Owner, ShowLink

MINIMAL = "site_name: Bladet\nplugins:\n  - publisher\n"
SHOW = """\
kind: podcast
title: Podden
description: Om världen.
author: Bladet
owner:
  name: Bladet
  email: podd@bladet.se
image: omslag.png
image_alt: En röd ruta.
categories:
  - name: News
    sub: Politics
"""


def png(width: int = 1400, height: int = 1400, colour_type: int = 2) -> bytes:
    """A PNG of one colour, whose type 2 is RGB and 6 is RGB with alpha."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + checksum

    depth = {2: 3, 6: 4}[colour_type]
    rows = zlib.compress((b"\0" + b"\x80" * width * depth) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


COVER = png()
Publication = Callable[..., Path]


@pytest.fixture
def config(publication: Publication) -> Callable[..., Config]:
    """The settings of a publication that has no faults."""

    def load(settings: str = MINIMAL, **files: str | bytes) -> Config:
        root = publication({"mkdocs.yml": settings, **_named(files)}, bare=True)
        found, problems = load_config(root, measure=measure)
        assert [problem for problem in problems if problem.fatal] == []
        assert found is not None
        return found

    return load


@pytest.fixture
def faults(publication: Publication) -> Callable[..., list[str]]:
    """What the owner of a faulty publication is told."""

    def load(settings: str = MINIMAL, **files: str | bytes) -> list[str]:
        root = publication({"mkdocs.yml": settings, **_named(files)}, bare=True)
        found, problems = load_config(root, measure=measure)
        assert found is None
        assert all(problem.path in {"mkdocs.yml", *_named(files)} for problem in problems)
        return [str(problem) for problem in problems if problem.fatal]

    return load


def _named(files: dict[str, str | bytes]) -> dict[str, str | bytes]:
    """`podden_yml` → `feeds/podden.yml`, and the cover that every show asks for."""
    named = {f"feeds/{name.replace('_', '.')}": data for name, data in files.items()}
    return (
        named if "feeds/omslag.png" in named or not named else {**named, "feeds/omslag.png": COVER}
    )


def test_two_settings_are_enough(config: Callable[..., Config]) -> None:
    found = config(MINIMAL)
    assert found.site_name == "Bladet"
    assert (found.site_url, found.origin, found.base) == (
        "http://localhost:8000/",
        "http://localhost:8000",
        "",
    )
    assert [name for name, _ in found.markdown] == ["toc", "tables", "fenced_code"]
    assert (found.feeds, found.shows, found.targets, found.menu) == ((), (), (), ())
    assert (found.language, found.theme, found.per_page, found.subscribers) == ("sv", None, 20, 0)
    assert found.mail.from_name == "Bladet"
    assert found.mail.from_email == "brev@localhost"


def test_without_an_address_of_the_site_there_is_advice(publication: Publication) -> None:
    root = publication({"mkdocs.yml": MINIMAL}, bare=True)
    _, (problem,) = load_config(root, measure=measure)
    assert not problem.fatal
    assert "site_url: https://tidning.se/" in problem.hint


def test_everything_that_is_written_is_read(publication: Publication) -> None:
    root = publication(
        {
            "content/sidor/om.md": "---\ntitle: Om\n---\n",
            "theme/web/x.html": "",
            "mkdocs.yml": """\
site_name: Bladet
site_description: En tidning.
site_url: https://bladet.se/y
copyright: © Bladet
docs_dir: content
site_dir: build/site
theme:
  name: material
  custom_dir: theme/web
  language: nb
  font: false
extra: {a: B}
nav:
  - Start: /
  - Om: sidor/om.md
  - Annat: https://exempel.se/?a=b
markdown_extensions:
  - footnotes
  - toc: {permalink: false}
  - pymdownx.superfences:
      custom_fences:
        - {name: m, class: m, format: !!python/name:pymdownx.superfences.fence_div_format }
plugins:
  - publisher:
      subscribers: 775
      subscribe_url: /prenumerera/
      editor: Redaktionen
      contact: red@bladet.se
      translate_url: "https://exempel.se/?u={url}"
      per_page: 30
      mail:
        from_name: Brevet
        from_email: brev@bladet.se
        reply_to: svar@bladet.se
        list_id: brev.bladet.se
        unsubscribe: "{{ avsluta }}"
        address: Gatan 1
      targets:
        lokal: {kind: folder, path: ute}
""",
        },
        bare=True,
    )
    found, problems = load_config(root, measure=measure)
    assert problems == ()
    assert found is not None
    assert (found.site_url, found.base, found.origin) == (
        "https://bladet.se/y/",
        "/y",
        "https://bladet.se/y",
    )
    assert found.menu == (
        MenuItem(title="Start", target="/", line=14),
        MenuItem(title="Om", target="content/sidor/om.md", line=15),
        MenuItem(title="Annat", target="https://exempel.se/?a=b", line=16),
    )
    assert [name for name, _ in found.markdown] == [
        "tables",
        "fenced_code",
        "footnotes",
        "toc",
        "pymdownx.superfences",
    ]
    assert dict(found.markdown)["toc"] == {"permalink": False}
    assert (found.language, found.theme) == ("nb", "theme")
    assert (found.subscribers, found.per_page, found.subscribe_url) == (775, 30, "/prenumerera/")
    assert found.mail.unsubscribe == "{{ avsluta }}"
    (target,) = found.targets
    assert (target.name, target.kind, target.options) == ("lokal", "folder", {"path": "ute"})
    assert target.line == 39


def test_names_of_python_objects_are_found_when_they_are_asked_for() -> None:
    text = "site_name: a\nplugins: [publisher]\nmarkdown_extensions:\n  - toc:\n      slugify: "
    from publisher.config.extensions import extensions
    from publisher.config.fields import parse

    parsed, _ = parse(text + "!!python/name:posixpath.join\n", "mkdocs.yml", allow_tags=True)
    assert parsed is not None
    found, problems = extensions(parsed, "mkdocs.yml")
    assert problems == ()
    import posixpath

    assert resolved(dict(found)["toc"]) == {"slugify": posixpath.join}


def test_mail_is_guessed_from_the_rest(config: Callable[..., Config]) -> None:
    found = config(
        "site_name: Bladet\nsite_url: https://bladet.se:8000/\nplugins:\n  - publisher:\n"
        "      contact: red@bladet.se\n      subscribe_url: /prenumerera/\n"
    )
    assert found.mail.from_email == "red@bladet.se"
    assert found.mail.reply_to == "red@bladet.se"
    assert found.mail.list_id == "brev.bladet.se"
    assert found.mail.unsubscribe == "/prenumerera/"


def test_a_show_is_read_from_its_own_file(config: Callable[..., Config]) -> None:
    more = (
        "hosts:\n  - name: Redaktionen\nplatforms:\n  - title: Apple\n    url: https://a.se/\n"
        "guid: 37F2EF90-bb36-5957-b5f1-16c2570d9284\n"
    )
    (show,) = config(podden_yml=SHOW + more).shows
    assert (show.id, show.url, show.feed_url) == ("podden", "/podd/podden/", "/podd/podden.xml")
    assert show.owner == Owner(name="Bladet", email="podd@bladet.se")
    assert show.categories == (Category(name="News", sub="Politics"),)
    assert show.hosts == (Credit(name="Redaktionen", role="host"),)
    assert show.platforms == (ShowLink(title="Apple", url="https://a.se/"),)
    assert (show.image.source, show.image.url) == ("feeds/omslag.png", "/media/feeds/omslag.png")
    assert (show.image.width, show.image.height, show.image.alt) == (1400, 1400, "En röd ruta.")
    assert show.guid == "37f2ef90-bb36-5957-b5f1-16c2570d9284"
    assert (show.language, show.type, show.explicit, show.locked) == ("sv", "episodic", False, True)


def test_the_salt_follows_every_file_and_nothing_else(publication: Publication) -> None:
    def salt(folder: str, files: dict[str, str | bytes]) -> str:
        everything = {"mkdocs.yml": MINIMAL, "feeds/podden.yml": SHOW, "feeds/omslag.png": COVER}
        root = publication({**everything, **files}, folder=folder, bare=True)
        found, _ = load_config(root, measure=measure)
        assert found is not None
        return found.salt

    first = salt("a", {})
    assert salt("b", {}) == first
    assert salt("c", {"content/sidor/x.md": "x", "feeds/ledger.jsonl": ""}) == first
    changed = [
        salt("d", {"mkdocs.yml": MINIMAL + "# ny\n"}),
        salt("e", {"feeds/podden.yml": SHOW + "# ny\n"}),
        salt("f", {"feeds/omslag.png": png(1500, 1500)}),
        salt("g", {"feeds/annan.yml": SHOW}),
    ]
    assert len({first, *changed}) == 5


def test_without_settings_it_says_where_to_go(tmp_path: Path) -> None:
    found, (problem,) = load_config(tmp_path, measure=measure)
    assert found is None
    assert problem.path == "mkdocs.yml"
    assert "--config" in problem.hint


def wrong(key: str, value: str) -> str:
    return f"{MINIMAL}{key}: {value}\n"


def plugged(text: str) -> str:
    lines = "".join(f"      {line}\n" for line in text.splitlines())
    return f"site_name: Bladet\nplugins:\n  - publisher:\n{lines}"


SETTINGS = {
    "no name": ("plugins: [publisher]\n", 1, "fältet ”site_name” saknas", "site_name: Kinamedia"),
    "empty name": (MINIMAL.replace("Bladet", '""'), 1, "”site_name” är tomt", "Kinamedia"),
    "no plugin": ("site_name: B\n", 1, "publisher finns inte bland plugins:", "- publisher"),
    "other plugin": (
        MINIMAL + "  - search\n",
        4,
        "insticksprogrammet ”search” har ingen verkan",
        "Ta bort",
    ),
    "unknown key": (wrong("site_nam", "x"), 4, "okänt fält ”site_nam”", "”site_name”"),
    "our key at the top": (wrong("subscribers", "3"), 4, "okänt fält", "under plugins:"),
    "hooks": (wrong("hooks", "[x.py]"), 4, "”hooks” har ingen verkan", "Ta bort"),
    "inherited": (wrong("INHERIT", "x.yml"), 4, "har ingen verkan", "Flytta in"),
    "no scheme": (
        wrong("site_url", "bladet.se"),
        4,
        "”site_url” är ingen adress",
        "https://bladet.se/",
    ),
    "ftp": (wrong("site_url", "ftp://bladet.se/"), 4, "är ingen adress", "https://bladet.se/"),
    "query": (
        wrong("site_url", "https://b.se/y/?a=b"),
        4,
        "är ingen adress",
        "startsidan, till exempel https://b.se/y/",
    ),
    "no TLS": (
        wrong("site_url", "http://b.se/#x"),
        4,
        "är ingen adress",
        "exempel https://tidning.se/",
    ),
    "å in host": (
        wrong("site_url", "https://tidningå.se/"),
        4,
        "är ingen adress",
        "skriver å, ä och ö: https://xn--tidning-kxa.se/",
    ),
    "number": (wrong("site_url", "3"), 4, "är ingen adress till en sajt", "https://"),
    "from the environment": (wrong("site_url", "!ENV X"), 4, "inte taggen ”!ENV”", ""),
    "docs": (wrong("docs_dir", "docs"), 4, "måste vara content", "ta bort raden"),
    "site": (wrong("site_dir", "site"), 4, "måste vara build/site", "ta bort raden"),
    "theme": (wrong("theme", "mkdocs"), 4, "kan inte vara ”mkdocs”", "material"),
    "theme dir": (
        MINIMAL + "theme:\n  name: material\n  custom_dir: tema/web\n",
        6,
        "ska ligga i theme/web",
        "custom_dir: theme/web",
    ),
    "theme gone": (
        MINIMAL + "theme:\n  name: material\n  custom_dir: theme/web\n",
        6,
        "finns inte",
        "Gör mappen",
    ),
    "language": (
        MINIMAL + "theme:\n  name: material\n  language: svenska\n",
        6,
        "ingen språkkod",
        "sv",
    ),
    "submenu": (MINIMAL + "nav:\n  - Om:\n    - A: /a/\n", 5, "bara en nivå", "- Om oss:"),
    "no title": (MINIMAL + "nav:\n  - sidor/om.md\n", 5, "en titel och en adress", "- Om oss:"),
    "no page": (MINIMAL + "nav:\n  - Om: sidor/omm.md\n", 5, "”sidor/omm.md”", "”sidor/om.md”"),
    "page outside": (MINIMAL + "nav:\n  - Om: ../mkdocs.md\n", 5, "finns inte", "från content/"),
    "no address": (MINIMAL + "nav:\n  - Om: om oss\n", 5, "inte leda till ”om oss”", "/arkiv/"),
    "extension": (wrong("markdown_extensions", "[footnote]"), 4, "”footnote”", "”footnotes”"),
    "extension gone": (wrong("markdown_extensions", "[a.b.c]"), 4, "”a.b.c” finns inte", "stavat"),
    "extension list": (wrong("markdown_extensions", "[[a]]"), 4, "ska vara ett namn", "footnotes"),
    "extension truth": (
        MINIMAL + "markdown_extensions:\n  - toc:\n      permalink: True\n",
        6,
        "”permalink” ska vara true eller false, inte ”True”",
        "true",
    ),
    "extension object": (
        MINIMAL + "markdown_extensions:\n  - toc:\n      slugify: !!python/name:finns.inte\n",
        6,
        "”finns.inte” går inte att hitta",
        "stavat",
    ),
    "plugin's settings": (
        MINIMAL.replace("publisher", "publisher: 3"),
        3,
        "egna rader",
        "per_page",
    ),
    "unknown setting": (plugged("subscriber: 3"), 4, "okänt fält", "Menade du ”subscribers”?"),
    "text for number": (plugged("subscribers: många"), 4, "ett heltal, inte ”många”", "775"),
    "below zero": (plugged("subscribers: -1"), 4, "minst 0, inte -1", ""),
    "too few": (plugged("per_page: 4"), 4, "”per_page” ska vara minst 5, inte 4", ""),
    "too many": (plugged("per_page: 101"), 4, "högst 100, inte 101", ""),
    "no such place": (plugged("subscribe_url: prenumerera"), 4, "ingen adress", "/prenumerera/"),
    "no {url}": (plugged("translate_url: https://x.se/"), 4, "inte var artikelns adress", "{url}"),
    "mail": (plugged("mail:\n  from_email: brev"), 5, "ingen e-postadress", "redaktionen@"),
    "two lines": (plugged('mail:\n  from_name: "a\\nb"'), 5, "bara vara en enda rad", ""),
    "list id": (plugged("mail:\n  list_id: brev"), 5, "har fel form: ”brev”", "brev.tidning.se"),
    "mail key": (
        plugged("mail:\n  avsändare: x"),
        5,
        "okänt fält ”avsändare” i ”mail”",
        "from_name",
    ),
    "target": (plugged("targets:\n  lokal: {path: x}"), 5, "fältet ”kind” saknas", "kind: folder"),
    "targets": (plugged("targets: ute"), 4, "ska vara en grupp av fält", ""),
    "twice": (MINIMAL + "site_name: Igen\n", 4, "två gånger", "Ta bort"),
    "tab": (MINIMAL + "theme:\n\tname: material\n", 5, "tabb", "mellanslag"),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_a_fault_in_the_settings_has_its_line_and_a_way_out(
    faults: Callable[..., list[str]], publication: Publication, case: str
) -> None:
    settings, line, says, advises = SETTINGS[case]
    publication({"content/sidor/om.md": ""}, bare=True)
    (told,) = faults(settings)
    assert told.startswith(f"mkdocs.yml:{line}: ")
    text, _, hint = told.partition("\n")
    assert says in text
    assert advises in hint


def changed(key: str, value: str) -> str:
    """The show with one top-level field written anew, or left out."""
    kept = [line for line in SHOW.splitlines() if not line.startswith(f"{key}:")]
    return "\n".join([*kept, f"{key}: {value}" if value else "", ""])


SHOWS = {
    "no kind": (changed("kind", ""), 1, "fältet ”kind” saknas", "kind: podcast"),
    "kind": (SHOW.replace("podcast", "podkast"), 1, "okänt slags", "Menade du ”podcast”?"),
    "no title": (changed("title", ""), 1, "fältet ”title” saknas", ""),
    "no owner": (
        changed("owner", "").replace("  name: Bladet\n  email: podd@bladet.se\n", ""),
        1,
        "”owner” saknas",
        "",
    ),
    "e-mail": (SHOW.replace("podd@bladet.se", "podd"), 7, "ingen e-postadress", "redaktionen@"),
    "language": (changed("language", "svenska"), 13, "ingen språkkod", "sv"),
    "explicit": (changed("explicit", "nej"), 13, "true eller false, inte ”nej”", "true"),
    "type": (changed("type", "serie"), 13, "kan inte vara ”serie”", "Menade du ”serial”?"),
    "guid": (changed("guid", "abc"), 13, "ingen UUID", "Ta bort raden"),
    "platform": (SHOW + "platforms:\n  - {title: A, url: a.se}\n", 14, "ingen webbadress", "https"),
    "long": (changed("title", "å" * 256), 12, "har 256 tecken", ""),
    "very long": (changed("description", "å" * 2001), 12, "är 4002 byte", "två byte"),
    "unknown key": (SHOW + "undertitel: x\n", 13, "okänt fält ”undertitel”", "subtitle"),
    "no category": (SHOW.replace("News", "Nyheter"), 11, "ingen kategori ”Nyheter”", "News"),
    "near category": (SHOW.replace("News", "Newss"), 11, "ingen kategori", "Menade du ”News”?"),
    "sub as category": (
        SHOW.replace("name: News", "name: Politics"),
        11,
        "ingen kategori ”Politics”",
        "skriv name: News och sub: Politics",
    ),
    "sub": (SHOW.replace("Politics", "Politik"), 12, "i News", "Menade du ”Politics”?"),
    "no subs": (SHOW.replace("News", "Government"), 12, "i Government", "Ta bort sub:"),
    "no categories": (SHOW.partition("categories")[0] + "categories: []\n", 10, "är tomt", "News"),
    "no cover": (changed("image", ""), 1, "”image” saknas", "omslag.jpg"),
    "other cover": (SHOW.replace("omslag.png", "omslg.png"), 8, "finns inte", "”omslag.png”"),
    "cover outside": (SHOW.replace("omslag.png", "../omslag.png"), 8, "finns inte", "feeds/"),
}


@pytest.mark.parametrize("case", SHOWS)
def test_a_fault_in_a_show_has_its_line_and_a_way_out(
    faults: Callable[..., list[str]], case: str
) -> None:
    text, line, says, advises = SHOWS[case]
    (told,) = faults(podden_yml=text)
    assert told.startswith(f"feeds/podden.yml:{line}: ")
    text, _, hint = told.partition("\n")
    assert says in text
    assert advises in hint


@pytest.mark.parametrize(
    ("cover", "says"),
    [
        (png(1400, 1500), "1400 × 1500 bildpunkter, inte kvadratiskt"),
        (png(1399, 1399), "för litet: 1399 × 1399"),
        (png(3001, 3001), "för stort: 3001 × 3001"),
        (png(colour_type=6), "genomskinliga delar"),
        (b"ingen bild", "skadad eller ingen bild"),
        (b"", "är tom"),
    ],
)
def test_a_cover_that_apple_would_refuse_is_a_fault(
    faults: Callable[..., list[str]], cover: bytes, says: str
) -> None:
    (told,) = faults(podden_yml=SHOW, omslag_png=cover)
    assert told.startswith("feeds/podden.yml:8: ")
    assert says in told


def test_a_cover_must_be_what_its_name_says(faults: Callable[..., list[str]]) -> None:
    show = SHOW.replace("omslag.png", "omslag.jpg")
    (told,) = faults(podden_yml=show, omslag_jpg=COVER)
    assert "inte det slags bild som namnet säger" in told
    (told,) = faults(podden_yml=show.replace(".jpg", ".gif"), omslag_gif=COVER)
    assert "varken JPEG eller PNG" in told


def test_two_feeds_with_one_address_are_a_fault(faults: Callable[..., list[str]]) -> None:
    feed = "kind: articles\ntitle: A\ndescription: B\naddress: /podd/podden.xml\n"
    told = faults(podden_yml=SHOW, artiklar_yml=feed)
    assert told == [
        "feeds/podden.yml: flödet får samma adress /podd/podden.xml som feeds/artiklar.yml\n"
        "    Skriv en annan address: i det ena, eller byt namn på filen."
    ]


def test_a_feed_of_articles_has_its_own_faults(faults: Callable[..., list[str]]) -> None:
    feed = "kind: articles\ntitle: A\ndescription: B\naddress: /Flöde\nnewest: 0\n"
    told = faults(artiklar_yml=feed)
    assert "feeds/artiklar.yml:4: ”address” har fel form: ”/Flöde”" in told[0]
    assert "feeds/artiklar.yml:5: ”newest” ska vara minst 1, inte 0" in told[1]


def test_the_name_of_a_feeds_file_becomes_its_address(publication: Publication) -> None:
    files = {"feeds/Nya podden.yml": SHOW, "feeds/annan.yaml": SHOW, "mkdocs.yml": MINIMAL}
    found, problems = load_config(publication(files, bare=True), measure=measure)
    assert found is None
    hints = [problem.hint for problem in problems if problem.fatal]
    assert hints == ["Byt namn till nya-podden.yml", "Byt namn till annan.yml"]


def test_faults_of_all_files_come_at_once(faults: Callable[..., list[str]]) -> None:
    told = faults(
        MINIMAL + "site_url: x\nqqq: 1\n", podden_yml=changed("title", ""), annan_yml="kind: [\n"
    )
    assert [line.split(": ")[0] for line in told] == [
        "feeds/annan.yml:1",
        "feeds/podden.yml:1",
        "mkdocs.yml:4",
        "mkdocs.yml:5",
    ]


def test_a_file_that_is_not_utf8_is_a_fault(publication: Publication) -> None:
    data = MINIMAL.encode() + "copyright: å\n".encode("latin-1")
    found, (problem,) = load_config(publication({"mkdocs.yml": data}, bare=True), measure=measure)
    assert found is None
    assert (problem.line, "UTF-8" in problem.text) == (4, True)


def test_apple_has_nineteen_categories_and_all_their_names_are_different() -> None:
    subs = [name for names in CATEGORIES.values() for name in names]
    assert len(CATEGORIES) == 19
    assert len({*CATEGORIES, *subs}) == len(CATEGORIES) + len(subs) == 110


def test_the_types_are_imported_without_anything_heavy() -> None:
    code = "import sys, publisher.config; print(sorted({'yaml', 'pydantic'} & {*sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )
    assert done.stdout == "[]\n"


def test_a_host_in_capitals_is_the_same_host(config: Callable[..., Config]) -> None:
    found = config(f"site_url: https://WWW.Bladet.SE:8000/Y\n{MINIMAL}")
    assert (found.site_url, found.host) == ("https://www.bladet.se:8000/Y/", "www.bladet.se")
