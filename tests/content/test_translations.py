"""A text in two languages: `x.en.md` beside `x.md`."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from program import Ran
from sample.publication import WHOLE_YML
from selectolax.lexbor import LexborHTMLParser

from publisher.build import BuildOptions, build
from publisher.content.front_matter import TranslationFields
from publisher.problems import PublisherError

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SOURCE = "content/artiklar/2025/forsta.md"
TRANSLATION = "content/artiklar/2025/forsta.en.md"
ENGLISH = """\
---
title: A first article
description: It shows that it all hangs together.
---

A first text with *emphasis*, "quoted".

## A heading
"""
FILES = {TRANSLATION: ENGLISH}

Publication = Callable[..., Path]


def made(root: Path, now: datetime = NOW) -> Path:
    build(BuildOptions(root=root, now=now))
    return root / "build" / "site"


def seen(site: Path, url: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / url.strip("/") / "index.html").read_text("utf-8"))


def faults(root: Path) -> list[str]:
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, now=NOW))
    assert not (root / "build" / "site").exists()
    return [f"{each.path}:{each.line or ''} {each.text}" for each in caught.value.problems]


def lead(page: LexborHTMLParser) -> dict[str, str]:
    """hreflang → address."""
    found = page.css("head link[hreflang]")
    return {str(a.attributes["hreflang"]): str(a.attributes["href"]) for a in found}


def test_a_translation_has_an_address_of_its_own_and_is_in_its_language(
    publication: Publication,
) -> None:
    page = seen(made(publication(FILES)), "/en/2025/forsta/")
    assert page.css_first("html").attributes["lang"] == "en"
    assert page.css_first("h1").text() == "A first article"
    byline = " ".join(page.css_first(".meta--byline").text().split())
    assert byline == "By Redaktionen 2 February 2025 1-minute read"
    assert "“quoted”" in page.css_first(".text").text()
    locale = page.css_first('meta[property="og:locale"]').attributes["content"]
    assert locale == "en_GB"


def test_what_surrounds_a_translation_is_marked_as_swedish(publication: Publication) -> None:
    page = seen(made(publication(FILES)), "/en/2025/forsta/")

    def language(css: str) -> str | None:
        node = page.css_first(css)
        while node is not None and "lang" not in node.attributes:
            node = node.parent
        return node.attributes["lang"] if node else None

    assert [language(css) for css in ("h1", ".text p", ".meta--byline")] == ["en"] * 3
    furniture = (".masthead", ".colophon", ".box--subscribe", ".md-skip")
    assert [language(css) for css in furniture] == ["sv"] * 4


def test_original_and_translation_lead_to_each_other(publication: Publication) -> None:
    site = made(publication({**FILES, TRANSLATION.replace(".en.", ".de."): ENGLISH}))
    there = "https://prov.example{}"
    all_three = {
        "sv": there.format("/2025/forsta/"),
        "de": there.format("/de/2025/forsta/"),
        "en": there.format("/en/2025/forsta/"),
        "x-default": there.format("/2025/forsta/"),
    }
    links = {
        "/2025/forsta/": {"Auf Deutsch": "de", "In English": "en"},
        "/en/2025/forsta/": {"På svenska": "sv", "Auf Deutsch": "de"},
        "/de/2025/forsta/": {"På svenska": "sv", "In English": "en"},
    }
    for url, wanted in links.items():
        page = seen(site, url)
        assert lead(page) == all_three
        found = {a.text(): a.attributes["lang"] for a in page.css(".languages a")}
        assert found == wanted
        for a in page.css(".languages a"):
            assert (site / str(a.attributes["href"]).strip("/") / "index.html").is_file()


def test_a_translation_stands_in_no_list_feed_or_mail_but_in_the_sitemap(
    publication: Publication,
) -> None:
    root = publication(FILES)
    settings = (root / SOURCE).read_text("utf-8").replace("tags:", "mail: {send: true}\ntags:")
    (root / SOURCE).write_text(settings, "utf-8")
    site = made(root)
    told = {
        path.relative_to(root / "build").as_posix()
        for path in (root / "build").rglob("*")
        if path.suffix in {".html", ".xml", ".atom", ".json", ".txt", ".eml"}
        and path.name != "report.json"
        and b"/en/2025/forsta/" in path.read_bytes()
    }
    assert told == {
        "site/2025/forsta/index.html",
        "site/en/2025/forsta/index.html",
        "site/sitemap.xml",
        "site/sitemap-news.xml",
    }
    assert [path.name for path in (root / "build/editions").iterdir()] == ["2025-02-02-forsta"]
    tags = seen(site, "/taggar/")
    assert tags.css_first(".terms a") is not None
    assert tags.css_first(".terms__count") is None, "one text, which needs no number"


def test_a_translation_has_from_its_original_what_it_does_not_say(
    publication: Publication,
) -> None:
    closed = (
        "---\ntitle: Hemligt\ndate: 2025-03-01\nslug: egen\naudience: prenumeranter\n---\n\n"
        "Början.\n\nHEMLIGT.\n"
    )
    english = "---\ntitle: Secret\nupdated: 2025-03-05\n---\n\nThe beginning.\n\nSECRET.\n"
    names = ("content/artiklar/x.md", "content/artiklar/x.en.md")
    site = made(publication(dict(zip(names, (closed, english), strict=True))))
    page = seen(site, "/en/2025/egen/")
    assert "Updated 5 March 2025" in page.css_first(".meta--byline").text()
    assert page.css_first(".box--closed").attributes["lang"] == "en"
    for file in site.rglob("*"):
        assert not file.is_file() or b"SECRET" not in file.read_bytes(), file


def test_an_ordinary_page_may_be_translated_under_a_slug_of_its_own(
    publication: Publication,
) -> None:
    text = "---\ntitle: Subscribe\nslug: subscribe\n---\n\nIn English.\n"
    site = made(publication({"content/sidor/prenumerera.en.md": text}))
    assert seen(site, "/en/subscribe/").css_first("h1").text() == "Subscribe"
    assert lead(seen(site, "/prenumerera/"))["en"] == "https://prov.example/en/subscribe/"


def test_a_language_written_from_right_to_left_is_set_so(publication: Publication) -> None:
    site = made(publication({TRANSLATION.replace(".en.", ".ar."): ENGLISH}))
    page = seen(site, "/ar/2025/forsta/")
    assert page.css_first(".page").attributes["dir"] == "rtl"
    byline = page.css_first(".meta--byline")
    assert (byline.attributes["lang"], byline.attributes["dir"]) == ("sv", "ltr")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"content/artiklar/2025/andra.en.md": ENGLISH},
            "är en översättning till ”en”, men originalet content/artiklar/2025/andra.md finns inte",
        ),
        (
            {TRANSLATION.replace(".en.", ".EN."): ENGLISH, **FILES},
            f"är en andra översättning till ”en” av {SOURCE}",
        ),
        (
            {TRANSLATION.replace(".en.", ".sv."): ENGLISH},
            "är en översättning till ”sv”, som är publikationens eget språk",
        ),
        (
            {"content/nyhetsbrev/ett.en.md": "---\ntitle: x\n---\n"},
            "ett brev kan inte översättas",
        ),
        ({TRANSLATION: ENGLISH.replace("title:", "tags: [x]\ntitle:")}, "okänt fält ”tags”"),
        (
            {TRANSLATION: ENGLISH.replace("title:", "image_alt: A chart\ntitle:")},
            "originalet har ingen bild som image_alt eller image_caption kan höra till",
        ),
        (
            {
                **FILES,
                "content/nyhetsbrev/ett.md": "---\ntitle: Ett\ndate: 2025-03-01\nsubject: x\n"
                "articles: [../artiklar/2025/forsta.en.md]\n---\n",
            },
            "texten ”../artiklar/2025/forsta.en.md” i articles: är en översättning",
        ),
    ],
)
def test_what_does_not_belong_together_is_told(
    publication: Publication, files: dict[str, str], said: str
) -> None:
    found = faults(publication(files))
    assert len(found) == 1
    assert found[0].endswith(said)


@pytest.mark.parametrize(
    ("field", "day", "said"),
    [
        ("updated: {}", "2025-02-01", "texten sägs vara ändrad innan den publicerades"),
        ("updated: {}", "2025-02-02", ""),
        ("updated: {}", "2025-02-03T12:00", ""),
        ("corrections: [{{date: {}, text: x}}]", "2025-02-01", "rättelsen är äldre än texten"),
        ("corrections: [{{date: {}, text: x}}]", "2025-02-02", ""),
        ("date: 2025-01-01\nupdated: {}", "2025-02-01", ""),
        ("date: 2025-03-01\nupdated: {}", "2025-02-05", "texten sägs vara ändrad innan den"),
    ],
)
def test_what_changed_is_held_against_the_day_the_original_has(
    publication: Publication, field: str, day: str, said: str
) -> None:
    english = ENGLISH.replace("title:", f"{field.format(day)}\ntitle:")
    original = "---\ntitle: F\ndate: 2025-02-02T06:00\n---\n\nText.\n"
    root = publication({SOURCE: original, TRANSLATION: english})
    if not said:
        site = made(root)
        assert list((site / "en").rglob("index.html"))
        return
    (found,) = faults(root)
    assert said in found
    assert found.startswith(f"{TRANSLATION}:{3 if 'date: 2025-03' in field else 2} ")


def test_a_translation_waits_for_its_original(publication: Publication) -> None:
    text = "---\ntitle: x\ndate: 2026-06-02\n---\n\nText.\n"
    root = publication({"content/sidor/prenumerera.en.md": "---\ntitle: S\ndraft: true\n---\n"})
    (root / "content/artiklar/sen.md").write_text(text, "utf-8")
    (root / "content/artiklar/sen.en.md").write_text("---\ntitle: y\n---\n\nText.\n", "utf-8")
    site = made(root)
    assert not (site / "en").exists()
    made(root, datetime(2026, 6, 3, tzinfo=UTC))
    assert sorted(file.name for file in (site / "en" / "2026").iterdir()) == ["sen"]


def test_links_lead_to_a_translation_and_from_it(publication: Publication) -> None:
    root = publication(FILES)
    (root / SOURCE).write_text(
        (root / SOURCE).read_text("utf-8") + "\n[På engelska](forsta.en.md#a-heading)\n", "utf-8"
    )
    page = seen(made(root), "/2025/forsta/")
    assert page.css_first('.text a[href="/en/2025/forsta/#a-heading"]').text() == "På engelska"


def test_a_published_translation_is_a_promise(
    publication: Publication, run: Callable[..., Ran]
) -> None:
    root = publication(FILES)
    assert run("build", cwd=root).code == 0
    assert run("deploy", cwd=root).code == 0
    ledger = (root / "feeds/ledger.jsonl").read_text("utf-8")
    assert '"url": "/en/2025/forsta/"' in ledger
    assert '"id": "2025-02-02-forsta-en"' in ledger
    (root / TRANSLATION).unlink()
    done = run("build", cwd=root)
    assert done.code == 1
    assert "texten är publicerad på /en/2025/forsta/ men finns inte med längre" in done.stderr


def test_the_handbook_names_all_that_a_translation_may_say() -> None:
    handbook = (Path(__file__).parents[2] / "docs" / "handbok.md").read_text("utf-8")
    section = handbook.partition("## På flera språk")[2].partition("\n## ")[0]
    for name in TranslationFields.model_fields:
        assert f"`{name}`" in section or f"\n{name}:" in section, name


def tree(root: Path) -> dict[str, bytes]:
    files = (file for file in (root / "build" / "site").rglob("*") if file.is_file())
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


@pytest.mark.parametrize("seed", [0])
def test_any_row_of_edits_to_translations_gives_what_a_clean_build_gives(
    publication: Publication, seed: int
) -> None:
    rng = random.Random(seed)  # noqa: S311
    texts = {
        f"content/artiklar/t{n}.md": f"---\ntitle: Text {n}\ndate: 2025-04-0{n}\n---\n\nText.\n"
        for n in range(1, 5)
    }
    root = publication({"mkdocs.yml": WHOLE_YML, **texts})
    for step in range(9):
        original = root / rng.choice(sorted(texts))
        language = rng.choice(("en", "de"))
        beside = original.with_suffix(f".{language}.md")
        choice = rng.randrange(4)
        if choice == 0 and beside.exists():
            beside.unlink()
        elif choice == 1:
            day = rng.randrange(1, 29)
            head = f"---\ntitle: Rubrik {step}\ndate: 2025-04-{day:02}\n"
            original.write_text(f"{head}---\n\nNy text {step}.\n", "utf-8")
        else:
            slug = f"slug: s{step}\n" if choice == 2 else ""
            text = f"---\ntitle: T {language} {step}\n{slug}---\n\nText {step}.\n"
            beside.write_text(text, "utf-8")
        made(root)
        clean = root.parent / "clean"
        shutil.copytree(root, clean, ignore=shutil.ignore_patterns("build", ".publisher"))
        made(clean)
        assert tree(root) == tree(clean), step
        shutil.rmtree(clean)
