"""Who runs: each lays the corpus out its own way and makes the same pages from it.

The same pages means: one page per article, a paginated index of twenty a page, tag pages, a feed
with the full text of the newest twenty, and a sitemap. `Contestant.faults` looks whether they are
there, so that nobody is quick by leaving something out.
"""

from __future__ import annotations

import re
import shutil
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import yaml
from corpus import Corpus, Source

HERE = Path(__file__).parent


class Contestant(ABC):
    """One program: where it works, what starts it, and what its first build must not find."""

    name: str
    output: str
    leftovers: tuple[str, ...]
    feed = "feed.xml"

    def __init__(self, folder: Path, command: list[str]) -> None:
        """`folder` is where the corpus is laid out; `command` is run there."""
        self.folder = folder
        self.command = command
        self.articles = 0

    @abstractmethod
    def lay_out(self, corpus: Corpus) -> None:
        """Write the corpus into the folder as this program wants it."""

    @abstractmethod
    def article(self, source: Source) -> Path:
        """Give the file in which an article lies."""

    def start_over(self) -> None:
        """Remove all that earlier builds made and remembered."""
        for name in self.leftovers:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def edit(self, source: Source, note: str) -> None:
        """Append a paragraph to one article."""
        with self.article(source).open("a", encoding="utf-8") as file:
            file.write(f"\nRättat: {note}.\n")

    def shows(self, source: Source, note: str) -> bool:
        """Tell whether the page of an article holds the note that was appended."""
        pages = (self.folder / self.output).rglob(f"{source.fields['slug']}/index.html")
        return any(f"Rättat: {note}" in page.read_text("utf-8") for page in pages)

    def faults(self, corpus: Corpus) -> list[str]:
        """Say what the build should have made and did not."""
        site = self.folder / self.output
        texts = [path.read_text("utf-8") for path in site.rglob("*.html")]
        sitemap = (site / "sitemap.xml").read_text("utf-8")
        feed = (site / self.feed).read_text("utf-8")
        pages = len(corpus.articles) + len(corpus.articles) // 20
        checks = {
            f"{len(texts)} pages are too few": len(texts) > pages,
            "the sitemap lacks articles": sitemap.count("<loc>") >= len(corpus.articles),
            "the feed does not hold twenty items": len(re.findall(r"<item>", feed)) == 20,
            "the feed lacks the full text": len(feed) > 20 * 9000,
        }
        return [f"{self.name}: {text}" for text, held in checks.items() if not held]


class Ours(Contestant):
    """Kinamedia's publisher: the articles and nothing else, with the theme as it is."""

    name = "publisher"
    output = "build/site"
    leftovers = ("build", ".publisher")

    def lay_out(self, corpus: Corpus) -> None:
        """Copy the settings beside this file, and put articles by year."""
        shutil.copytree(HERE / "publication", self.folder)
        shutil.copytree(corpus.images, self.folder / "content" / "bilder")
        people = {id_: {"name": name} for id_, name in corpus.authors.items()}
        _write(self.folder / "content" / "forfattare.yml", _yaml(people))
        for source in corpus.articles:
            body = source.body.replace("](/images/", "](../../bilder/")
            _write(self.article(source), f"---\n{_yaml(source.fields)}---\n\n{body}")

    def article(self, source: Source) -> Path:
        """`content/artiklar/2016/….md`."""
        return self.folder / "content" / "artiklar" / source.name[:4] / f"{source.name}.md"


class Hugo(Contestant):
    """Hugo makes everything anew each time, and very fast."""

    name = "Hugo"
    output = "public"
    leftovers = ("public", "resources")
    feed = "index.xml"

    def lay_out(self, corpus: Corpus) -> None:
        """YAML front matter is Hugo's own; pictures are static files."""
        shutil.copytree(HERE / "peers" / "hugo", self.folder)
        shutil.copytree(corpus.images, self.folder / "static" / "images")
        for source in corpus.articles:
            _write(self.article(source), f"---\n{_yaml(source.fields)}---\n\n{source.body}")

    def article(self, source: Source) -> Path:
        """`content/artiklar/….md`."""
        return self.folder / "content" / "artiklar" / f"{source.name}.md"


class Pelican(Contestant):
    """Pelican keeps what it has read between runs, and writes every page anew."""

    name = "Pelican"
    output = "output"
    leftovers = ("output", "cache")

    def lay_out(self, corpus: Corpus) -> None:
        """Pelican reads `Key: value` lines; everything else stands as it is."""
        shutil.copytree(HERE / "peers" / "pelican", self.folder)
        shutil.copytree(corpus.images, self.folder / "content" / "images")
        for source in corpus.articles:
            fields = {
                "Title": source.fields["title"],
                "Date": source.fields["date"],
                "Slug": source.fields["slug"],
                "Tags": ", ".join(source.fields["tags"]),
                "Summary": source.fields["description"],
                "Authors": "; ".join(corpus.authors[id_] for id_ in source.fields["authors"]),
            }
            front = "".join(f"{key}: {value}\n" for key, value in fields.items())
            _write(self.article(source), f"{front}\n{source.body}")

    def article(self, source: Source) -> Path:
        """`content/artiklar/….md`."""
        return self.folder / "content" / "artiklar" / f"{source.name}.md"


def _yaml(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
