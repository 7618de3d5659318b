"""The articles everybody is measured on: Swedish word salad in the shape of real articles.

The project's shared corpus maker is used where it lies beside the repository. Elsewhere the small
generator here writes articles of the same shape (9–14 kB; paragraphs, headings, lists, quotes,
links, one picture, one footnote, sometimes a table; 2–4 of forty tags; five authors), so figures
from the two are near each other but must not be mixed in one table.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SHARED_MAKER = Path(__file__).parents[2] / "shared" / "bench" / "make_corpus.py"
KNOWN_KEYS = ("title", "date", "slug", "tags", "description", "authors")
AUTHORS = {
    "asa-lindstrom": "Åsa Lindström",
    "fatima-nilsson": "Fatima Nilsson",
    "johan-ek": "Johan Ek",
    "marta-sjogren": "Märta Sjögren",
    "orjan-berg": "Örjan Berg",
}
TAGS = (
    "asien bostad ekonomi energi europa film forskning försvar handel hav hälsa idrott inrikes "
    "juridik järnväg kina klimat krönika kultur landsbygd ledare litteratur mat medier miljö musik "
    "norden politik recension resor rymden skatt skola storstad säkerhet teknik usa utrikes vård "
    "väder"
).split()
WORDS = (
    "och att det i på som är av för med den till inte en ett har de om var men sig så från vi hon "
    "man kan när ska nu också efter bara mot där vid under över genom mellan utan redan därför "
    "regering riksdag utredning förslag kommun skola forskning rapport statistik ränta inflation "
    "tillväxt marknad företag export tullar avtal energi klimat järnväg trafik hamn försvar "
    "säkerhet domstol lagstiftning yttrandefrihet tidning redaktion läsare nyhetsbrev podd avsnitt "
    "teknik modell halvledare nätverk övervakning kultur författare museum förening utbildning "
    "säger visar menar berättar kräver ökar minskar växer bygger granskar jämför publicerar köper "
    "ny stor liten svensk europeisk lokal politisk ekonomisk modern billig viktig omfattande öppen "
    "Stockholm Göteborg Malmö Umeå Östersund Växjö Ängelholm Åre"
).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One article: its front matter as it was read, and the text after it."""

    name: str
    fields: dict[str, Any]
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All articles, oldest first; `images` is a folder of pictures that bodies name `/images/…`."""

    articles: tuple[Source, ...]
    authors: dict[str, str]
    images: Path
    maker: str


def make(folder: Path, count: int) -> Corpus:
    """Write `count` articles into `folder` and read them back."""
    if SHARED_MAKER.is_file():
        command = [sys.executable, str(SHARED_MAKER), str(folder), str(count), "--seed", "1"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        maker = "the shared corpus maker"
    else:
        _write(folder, count)
        maker = "our own corpus maker"
    return Corpus(
        articles=tuple(_read(path) for path in sorted((folder / "articles").glob("*.md"))),
        authors=json.loads((folder / "authors.json").read_text("utf-8")),
        images=folder / "images",
        maker=maker,
    )


def _read(path: Path) -> Source:
    _, front, body = path.read_text("utf-8").split("---\n", 2)
    fields = yaml.load(front, Loader=yaml.CSafeLoader)
    kept = {key: fields[key] for key in KNOWN_KEYS if key in fields}
    return Source(name=path.stem, fields=kept, body=body.lstrip("\n"))


def _write(folder: Path, count: int) -> None:
    rng = random.Random(1)
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    (folder / "images").mkdir(exist_ok=True)
    for index in range(count):
        name, text = _article(rng, index, count)
        (folder / "articles" / name).write_text(text, "utf-8")
    for index in range(20):
        (folder / "images" / f"bild-{index:02d}.svg").write_text(_picture(index), "utf-8")
    (folder / "authors.json").write_text(json.dumps(AUTHORS, ensure_ascii=False), "utf-8")


def _picture(index: int) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="450" viewBox="0 0 800 450">'
        f'<rect width="800" height="450" fill="hsl({index * 18} 50% 60%)"/></svg>\n'
    )


def _article(rng: random.Random, index: int, count: int) -> tuple[str, str]:
    day = dt.date(2016, 1, 4) + dt.timedelta(days=int(3650 * index / count))
    slug = f"artikel-{index:05d}"
    front = [
        "---",
        f"title: {json.dumps(_words(rng, 4, 8), ensure_ascii=False)}",
        f"date: {day}T{6 + index % 12:02d}:{rng.randrange(60):02d}:00",
        f"slug: {slug}",
        "tags:",
        *(f"  - {tag}" for tag in rng.sample(TAGS, rng.randint(2, 4))),
        f"description: {json.dumps(_words(rng, 7, 24), ensure_ascii=False)}",
        "authors:",
        f"  - {rng.choice(list(AUTHORS))}",
        "---",
    ]
    return f"{day}-{slug}.md", "\n".join(front) + "\n\n" + "\n\n".join(_body(rng)) + "\n"


def _body(rng: random.Random) -> list[str]:
    blocks = [_paragraph(rng), "<!-- more -->"]
    once: list[Callable[[random.Random], str]] = [_image, _noted]
    if rng.random() < 0.1:
        once.append(_table)
    target = rng.randint(9200, 13600)
    while sum(len(block.encode()) + 2 for block in blocks) < target:
        if len(blocks) % 8 == 0:
            blocks.append("## " + _words(rng, 4, 8))
        elif once and len(blocks) % 5 == 0:
            blocks.append(once.pop()(rng))
        else:
            blocks.append(_block(rng))
    return [*blocks, "[^1]: " + _sentence(rng)]


def _block(rng: random.Random) -> str:
    kinds = (_paragraph, _bullets, _numbered, _quote, _subheading)
    return rng.choices(kinds, weights=(72, 10, 4, 7, 7))[0](rng)


def _words(rng: random.Random, least: int, most: int) -> str:
    text = " ".join(rng.choices(WORDS, k=rng.randint(least, most)))
    return text[0].upper() + text[1:]


def _sentence(rng: random.Random) -> str:
    words = _words(rng, 7, 24).split()
    mark = rng.choices(("{}", "**{}**", "*{}*", "[{}](https://exempel.se/a-{})"), (76, 9, 5, 10))[0]
    words[3] = mark.format(words[3], rng.randint(1, 9999))
    return " ".join(words) + "."


def _paragraph(rng: random.Random) -> str:
    return " ".join(_sentence(rng) for _ in range(rng.randint(2, 4)))


def _bullets(rng: random.Random) -> str:
    return "\n".join("* " + _sentence(rng) for _ in range(rng.randint(3, 6)))


def _numbered(rng: random.Random) -> str:
    return "\n".join(f"{number}. " + _sentence(rng) for number in range(1, rng.randint(4, 6)))


def _quote(rng: random.Random) -> str:
    return "> " + _paragraph(rng)


def _subheading(rng: random.Random) -> str:
    return "### " + _words(rng, 4, 8)


def _image(rng: random.Random) -> str:
    return f"![{_words(rng, 4, 8)}](/images/bild-{rng.randrange(20):02d}.svg)"


def _noted(rng: random.Random) -> str:
    return _paragraph(rng) + "[^1]"


def _table(rng: random.Random) -> str:
    rows = ["| Ort | Före | Efter |", "| --- | ---: | ---: |"]
    rows += [f"| {_words(rng, 1, 1)} | {rng.randint(1, 999)},5 | 7,1 |" for _ in range(6)]
    return "\n".join(rows)
