"""What pages tell machines of themselves: judged by schema.org's own types, and by Google's rules.

schema-dts is made from schema.org's vocabulary, so the TypeScript compiler finds a property that
does not exist, or one of a wrong kind.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from program import NODE_MODULES
from sample.site import SHOW, article, built, edition, episode, page, site
from selectolax.lexbor import LexborHTMLParser

from publisher.build import BuildOptions, build
from publisher.model import Correction

Node = dict[str, Any]
TITLE = "</script><script>alert(1)</script> & <!-- ”Å”"
MORE = {
    "content/artiklar/2025/dold.md": "---\ntitle: Bara för er\ndate: 2025-03-01\n"
    "audience: prenumeranter\n---\n\nBörjan.\n\nHEMLIGT.\n",
    "content/artiklar/2025/rattad.md": f"---\ntitle: '{TITLE}'\ndate: 2025-03-02\n"
    "updated: 2025-03-03\nauthors: [redaktionen, poddredaktionen]\n"
    "corrections:\n  - {date: 2025-03-04, text: Siffran var fel.}\n---\n\nText.\n",
    "content/artiklar/2025/rattad.en.md": "---\ntitle: Put right\n---\n\nText.\n",
    "content/artiklar/2025/rattad.de.md": "---\ntitle: Berichtigt\n---\n\nText.\n",
}

# What Google's guides call required, or recommended and always there with us.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "NewsArticle": ("headline", "image", "datePublished", "dateModified", "author", "publisher"),
    "PodcastEpisode": ("name", "url", "datePublished", "partOfSeries"),
    "PodcastSeries": ("name", "url", "webFeed"),
    "BreadcrumbList": ("itemListElement",),
    "ItemList": ("itemListElement",),
    "ProfilePage": ("mainEntity",),
    "WebSite": ("name", "url"),
    "NewsMediaOrganization": ("name", "url", "logo"),
    "Person": ("name",),
    "AudioObject": ("contentUrl", "encodingFormat", "duration"),
}


def graph(html: str) -> list[Node]:
    """The nodes on a page, of which there is one script at most."""
    found = LexborHTMLParser(html).css('script[type="application/ld+json"]')
    assert len(found) == 1
    told = json.loads(found[0].text())
    assert told["@context"] == "https://schema.org"
    return list(told["@graph"])


def every(value: object) -> Iterator[Node]:
    """All nodes, however deep."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from every(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from every(inner)


def of(nodes: list[Node], kind: str) -> Node:
    (found,) = (node for node in nodes if node["@type"] == kind)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample: Callable[[Path], Path]) -> Path:
    root = sample(tmp_path_factory.mktemp("linked") / "tidning")
    for name, text in MORE.items():
        (root / name).write_text(text, "utf-8")
    build(BuildOptions(root=root))
    return root / "build" / "site"


@pytest.fixture(scope="module")
def graphs(folder: Path) -> dict[str, list[Node]]:
    """The nodes of every page that is to be found, by its address."""
    pages = ((file, file.read_text("utf-8")) for file in sorted(folder.rglob("index.html")))
    return {
        f"/{file.parent.relative_to(folder).as_posix()}/".replace("/./", "/"): graph(html)
        for file, html in pages
        if 'content="noindex"' not in html and "http-equiv" not in html
    }


@pytest.mark.long
def test_schema_orgs_types_take_all_that_is_told(
    graphs: dict[str, list[Node]],
    tmp_path: Path,
    tool: Callable[[str], str],
    node_module: Callable[[str], Path],
) -> None:
    node_module("schema-dts")
    compiler = node_module("typescript") / "lib" / "tsc.js"
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    lines = ['import type { Graph } from "schema-dts";']
    for number, nodes in enumerate([*graphs.values(), [{"@type": "NewsArticle", "hedline": "x"}]]):
        told = json.dumps({"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False)
        # An annotation of actions, not a property: https://schema.org/docs/actions.html#part-4.
        told = re.sub(r',\s*"query-input": "[^"]*"', "", told)
        lines.append(f"export const g{number}: Graph = {told};")
    (tmp_path / "graphs.ts").write_text("\n".join(lines), "utf-8")
    options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext"]
    done = subprocess.run(
        [tool("node"), str(compiler), *options, "graphs.ts"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
        timeout=600,
    )
    faults = re.findall(r"^graphs\.ts\((\d+),", done.stdout, flags=re.MULTILINE)
    wrong = len(graphs) + 2  # the last line, which is wrong by intent
    assert [line for line in faults if int(line) != wrong] == [], done.stdout
    assert str(wrong) in faults, "the judge is asleep"


def test_nothing_that_google_asks_for_is_missing(graphs: dict[str, list[Node]]) -> None:
    seen: set[str] = set()
    for address, nodes in graphs.items():
        for node in every(nodes):
            kind = node.get("@type", "")
            if node.keys() <= {"@type", "@id"}:
                continue  # only points at what is told elsewhere
            for name in REQUIRED.get(kind, ()):
                assert node.get(name), (address, kind, name)
            seen.add(kind)
            for value in node.values():
                assert value not in ("", [], {}, None), (address, kind)
    assert seen >= REQUIRED.keys()


def test_every_address_that_is_told_leads_somewhere(
    graphs: dict[str, list[Node]], folder: Path
) -> None:
    origin = "https://kinamedia.example"
    names = ("url", "item", "contentUrl", "webFeed")
    for nodes in graphs.values():
        for node in every(nodes):
            told = [node[name] for name in names if name in node]
            images = node.get("image", [])
            told += images if isinstance(images, list) else [images]
            for address in told:
                if not address.startswith(origin):
                    continue
                path = address.removeprefix(origin).partition("?")[0].lstrip("/")
                file = folder / path / "index.html" if path.endswith("/") or not path else path
                assert (folder / file).is_file(), address


def test_every_page_but_the_front_page_tells_the_way_to_it(graphs: dict[str, list[Node]]) -> None:
    for address, nodes in graphs.items():
        trails = [node for node in nodes if node["@type"] == "BreadcrumbList"]
        if address == "/":
            assert trails == []
            continue
        steps = trails[0]["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert steps[0]["item"] == "https://kinamedia.example/"
        assert steps[-1]["item"] == f"https://kinamedia.example{address}"


def test_an_article_tells_who_when_and_what_was_put_right(graphs: dict[str, list[Node]]) -> None:
    told = of(graphs["/2025/rattad/"], "NewsArticle")
    assert told["headline"] == TITLE
    assert (told["datePublished"], told["dateModified"]) == ("2025-03-02", "2025-03-04")
    assert [one["name"] for one in told["author"]] == ["Redaktionen", "Poddredaktionen"]
    assert told["author"][0]["url"] == "https://kinamedia.example/forfattare/redaktionen/"
    assert told["correction"] == [
        {"@type": "CorrectionComment", "text": "Siffran var fel.", "datePublished": "2025-03-04"}
    ]
    assert told["isAccessibleForFree"] is True


def test_no_title_ends_the_script(folder: Path) -> None:
    html = (folder / "2025/rattad/index.html").read_text("utf-8")
    assert "<script>alert" not in html
    assert "\\u003c/script\\u003e\\u003cscript\\u003ealert(1)" in html


def test_translations_name_each_other(graphs: dict[str, list[Node]]) -> None:
    there = "https://kinamedia.example{}#text"
    original = of(graphs["/2025/rattad/"], "NewsArticle")
    english = of(graphs["/en/2025/rattad/"], "NewsArticle")
    others = [one["@id"] for one in original["workTranslation"]]
    assert others == [there.format("/de/2025/rattad/"), there.format("/en/2025/rattad/")]
    assert english["translationOfWork"]["@id"] == original["@id"] == there.format("/2025/rattad/")
    assert (original["inLanguage"], english["inLanguage"]) == ("sv", "en")


def test_what_only_subscribers_get_is_said_to_be_closed(
    graphs: dict[str, list[Node]], folder: Path
) -> None:
    told = of(graphs["/2025/dold/"], "NewsArticle")
    assert told["isAccessibleForFree"] is False
    css = told["hasPart"]["cssSelector"]
    assert LexborHTMLParser((folder / "2025/dold/index.html").read_text("utf-8")).css_first(css)
    assert "HEMLIGT" not in json.dumps(told)


def test_an_episode_tells_of_its_sound_and_its_show(tmp_path: Path) -> None:
    made = built(tmp_path, site(episode(1, season=2), episode(2, audience="prenumeranter")))
    told = of(graph(page(made, f"{SHOW.url}avsnitt-1/")), "PodcastEpisode")
    assert told["duration"] == told["associatedMedia"]["duration"] == "PT12M34S"
    assert told["associatedMedia"]["contentUrl"].endswith("/media/avsnitt/avsnitt-1.mp3")
    assert told["associatedMedia"]["caption"]["encodingFormat"] == "text/vtt"
    assert (told["episodeNumber"], told["partOfSeason"]["seasonNumber"]) == (1, 2)
    assert told["partOfSeries"]["webFeed"] == f"https://kinamedia.example{SHOW.feed_url}"
    closed = of(graph(page(made, f"{SHOW.url}avsnitt-2/")), "PodcastEpisode")
    assert "associatedMedia" not in closed
    assert closed["isAccessibleForFree"] is False


def test_the_front_page_tells_who_publishes_and_lists_tell_what_they_hold(tmp_path: Path) -> None:
    made = built(tmp_path, site(article(1), episode(1), edition(2, "artikel-1")))
    front = graph(page(made, "/"))
    assert of(front, "WebSite")["publisher"] == {"@id": of(front, "NewsMediaOrganization")["@id"]}
    archive = of(graph(page(made, "/arkiv/")), "CollectionPage")["mainEntity"]["itemListElement"]
    assert [one["url"].rpartition(".example")[2] for one in archive] == [
        f"{SHOW.url}avsnitt-1/",
        "/2024/artikel-1/",
    ]
    person = of(graph(page(made, "/forfattare/redaktionen/")), "ProfilePage")["mainEntity"]
    assert person["description"] == "Vi skriver om Kina."
    show = of(graph(page(made, SHOW.url)), "PodcastSeries")
    assert show["sameAs"] == ["https://podcasts.apple.com/se/"]


def test_a_long_headline_is_cut_between_words(tmp_path: Path) -> None:
    piece = article(1, title="ordet " * 50)
    told = of(graph(page(built(tmp_path, site(piece)), "/2024/artikel-1/")), "NewsArticle")
    assert len(told["headline"]) <= 110
    assert told["headline"].endswith("ordet…")


def test_what_was_put_right_is_in_the_key_of_the_page(tmp_path: Path) -> None:
    fixed = Correction(date=article(1).date, text="Nu rätt.")
    before = built(tmp_path, site(article(1)))
    after = built(tmp_path, site(article(1, corrections=(fixed,))))
    told = [of(graph(page(made, "/2024/artikel-1/")), "NewsArticle") for made in (before, after)]
    assert "correction" not in told[0]
    assert told[1]["correction"][0]["text"] == "Nu rätt."
