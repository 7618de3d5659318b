"""A text for subscribers: all of it in their mail, and nothing beyond its beginning anywhere else."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sample import mail as sample
from sample.letters import article, letter, read

from publisher.build import BuildOptions, build
from publisher.mail.letter import of_piece

SENTENCE = "Hemligheten heter kvastskaftsfabriken"
WORD = "kvastskaftsfabriken"
ASCII = "kvastskaft"
TEXT = f"""Alla får läsa det här.

<!-- more -->

{SENTENCE}, och den har [en länk](https://hemlig.exempel/kvastskaftsfabriken).

## Rubriken om kvastskaftsfabriken

![Kvastskaftsfabriken i bild](hemlig.png "Kvastskaftsfabriken som bildtext")

En not.[^1]

[^1]: Noten om kvastskaftsfabriken.
"""
PNG = Path(__file__).parents[2] / "content/artiklar/2026/kashgar.png"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with search and share pictures, in every feed and list there is."""
    from sample.publication import DEFAULT_FILES, WHOLE_YML

    folder = tmp_path_factory.mktemp("slutet")
    files: dict[str, str | bytes] = {
        **DEFAULT_FILES,
        "mkdocs.yml": WHOLE_YML,
        "feeds/artiklar.yml": "kind: articles\ntitle: Prov\ndescription: Allt.\ninclude: all\n"
        "formats: [rss, atom, json]\neach: [category, tag, author]\n",
        "content/artiklar/2025/sluten.md": article(
            "2025-02-10",
            title="En sluten text",
            text=TEXT,
            audience="prenumeranter",
            description="",
            authors=["redaktionen"],
            tags=["kina"],
            categories=["Politik"],
            mail={"send": True},
        ),
        "content/artiklar/2025/hemlig.png": PNG.read_bytes(),
        "content/nyhetsbrev/2025-02-11.md": letter(
            "Hej!\n\n[Den slutna](../artiklar/2025/sluten.md)",
            date="2025-02-11",
            week="2025-07",
            layout="full",
        ),
    }
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    build(BuildOptions(root=folder, jobs=1, now=datetime(2025, 3, 1, tzinfo=UTC)))
    return folder


def readings(data: bytes) -> Iterator[bytes]:
    """A file as it is, and unpacked where it is packed: Pagefind's index is gzip (RFC 1952)."""
    yield data
    if data.startswith(b"\x1f\x8b\x08"):
        yield gzip.decompress(data)


def spellings(word: str) -> tuple[bytes, ...]:
    """As it stands, as JSON writes it, and without a distinction of case."""
    return tuple({word.lower().encode(), json.dumps(word.lower())[1:-1].encode()})


def test_the_mail_has_all_of_it(root: Path) -> None:
    for name in ("index.html", "text.txt"):
        assert SENTENCE in " ".join(read(root, "2025-02-10-sluten", name).split())
        assert SENTENCE in " ".join(read(root, "2025-02-11", name).split())


def test_the_site_feeds_and_search_have_nothing_but_the_beginning(root: Path) -> None:
    found: set[str] = set()
    public = 0
    for path in sorted((root / "build" / "site").rglob("*")):
        if not path.is_file():
            continue
        for data in readings(path.read_bytes()):
            lower = data.lower()
            public += b"alla f\xc3\xa5r l\xc3\xa4sa" in lower
            if any(one in lower for one in spellings(ASCII)):
                found.add(path.relative_to(root).as_posix())
    assert found == set()
    assert public > 5  # the beginning is found by the same means, in pages, feeds and index


def test_the_index_that_was_searched_is_the_whole_index(root: Path) -> None:
    """Words of an open text are found unpacked, so the closed ones would have been."""
    site = root / "build" / "site"
    assert any(
        b"omtv" in data or b"betoning" in data
        for path in site.rglob("*")
        if path.is_file() and path.suffix not in {".html", ".xml", ".atom", ".json"}
        for data in readings(path.read_bytes())
    )


def test_its_page_says_so_and_its_pictures_are_not_on_it(root: Path) -> None:
    page = (root / "build/site/2025/sluten/index.html").read_text("utf-8")
    assert "Alla får läsa det här." in page
    assert "prenumerant" in page.lower()
    assert "hemlig" not in page


def test_the_newsletters_page_shows_no_more_than_a_list_does(root: Path) -> None:
    page = (root / "build/site/nyhetsbrev/2025-02-11/index.html").read_text("utf-8")
    assert "Den slutna" in page
    assert "För prenumeranter" in page
    assert WORD not in page.lower()


def test_a_gathered_episode_for_subscribers_leads_to_its_sound() -> None:
    closed = replace(sample.EPISODE, audience="prenumeranter")
    context = sample.build(replace(sample.SITE, episodes=(closed,)))
    way = sample.settings().origin + context.site.enclosure(closed).url
    found = sample.body(sample.html(context, "vecka-6")).css_first(f'.more a[href="{way}"]')
    assert found is not None
    assert f"Lyssna på avsnittet:\n{way}" in sample.text(context, "vecka-6")
    assert way not in sample.html(sample.build(), "vecka-6")


@pytest.mark.parametrize("audience", ["alla", "prenumeranter"])
def test_the_button_of_an_episode_leads_to_its_page_or_to_the_sound_that_no_page_has(
    audience: str,
) -> None:
    episode = replace(sample.EPISODE, audience=audience)
    context = sample.build(replace(sample.SITE, episodes=(episode,)))
    sound = of_piece(context, episode).sound
    assert sound is not None
    way = context.site.enclosure(episode).url if episode.closed else episode.url
    assert sound.listen == sample.settings().origin + way
