"""Moving in: 2,000 posts from WordPress with every one of them tried, and the converter by itself.

    .venv/bin/python benchmarks/importing.py [POSTS]

Prints seconds by the clock and of the processor (which count where others work beside), words a
second and the most memory. The goals: 60 seconds for 2,000 posts on two cores, 100,000 words a
second through the converter, 300 MB of memory for a file of any size.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from publisher.content.markup import Settings, converted, parsed, prepared
from publisher.importers.story import ImportOptions, run
from publisher.importers.wordpress import WordPress

WORDS = (
    "kina tullar räls bolag år marknad fabrik handel export stad tåg 2024 och i av till för".split()
)
HEAD = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><wp:base_site_url>https://gamla.example</wp:base_site_url>
<wp:base_blog_url>https://gamla.example</wp:base_blog_url>
"""


def sentence(chance: random.Random, count: int) -> str:
    """So many words, some of them marked."""
    words = chance.choices(WORDS, k=count)
    words[1] = f"<strong>{words[1]}</strong>"
    words[3] = f'<a href="https://gamla.example/{chance.randrange(2000)}/">{words[3]}</a>'
    return " ".join(words)


def body(chance: random.Random, number: int) -> str:
    """A text as newsrooms write them: classic or in blocks, 600 words."""
    parts = [sentence(chance, 60) + "." for _ in range(9)]
    parts.insert(3, f"<h2>{sentence(chance, 6)}</h2>")
    parts.insert(
        5, "<ul><li>" + "</li><li>".join(sentence(chance, 10) for _ in range(4)) + "</li></ul>"
    )
    parts.insert(7, f"<blockquote>{sentence(chance, 20)}</blockquote>")
    if number % 2:
        return "\n\n".join(parts)
    marked = ("<h2", "<ul", "<bl")
    paragraphs = (part if part.startswith(marked) else f"<p>{part}</p>" for part in parts)
    return "\n".join(
        f"<!-- wp:paragraph -->\n{part}\n<!-- /wp:paragraph -->" for part in paragraphs
    )


def export(path: Path, posts: int) -> int:
    """Write an export; gives how many words it has, about."""
    chance = random.Random(17)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(posts):
            day = f"{2010 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02} 10:00:00"
            file.write(
                f"<item><title>Text {number}</title><link>https://gamla.example/{number}/</link>"
                f"<guid>https://gamla.example/?p={number + 1}</guid><dc:creator>anna</dc:creator>"
                f"<content:encoded><![CDATA[{body(chance, number)}]]></content:encoded>"
                f"<wp:post_id>{number + 1}</wp:post_id>"
                f"<wp:post_name>text-nr-{number}</wp:post_name>"
                f"<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"
                f"<wp:post_date_gmt>{day}</wp:post_date_gmt></item>\n"
            )
        file.write("</channel></rss>\n")
    return posts * 600


def clocks() -> tuple[float, float]:
    """The clock's seconds and the processor's."""
    return time.perf_counter(), time.process_time()


def main() -> None:
    """Make a publication and an export, and import it."""
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        root, file = Path(folder, "tidning"), Path(folder, "export.xml")
        asked = ["init", str(root), "--name", "Prov", "--url", "https://prov.example/"]
        subprocess.run([sys.executable, "-m", "publisher", *asked], check=True, capture_output=True)
        export(file, posts)
        chance, settings = random.Random(1), Settings()
        texts = [body(chance, number) for number in range(0, 200, 2)]
        started = clocks()
        for text in texts:
            tree = parsed(text)
            prepared(tree, settings.notes)
            converted(tree, settings)
        took, busy = (now - then for now, then in zip(clocks(), started, strict=True))
        words = len(texts) * 600
        rates = f"{words / took:,.0f} words a second, {words / busy:,.0f} of processor time"
        print(f"converter: {rates}")
        started = clocks()
        options = ImportOptions(root=root, file="mkdocs.yml", now=datetime.now(UTC))
        report = run(WordPress((file,)), options)
        took, busy = (now - then for now, then in zip(clocks(), started, strict=True))
        same = report.count("unchanged")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(f"{posts} posts in {took:.1f} s ({busy:.1f} s of processor time)")
        print(f"{same} unchanged, {len(report.lost)} with a loss")
        print(f"file {file.stat().st_size / 1e6:.1f} MB, most memory {memory:.0f} MB")


if __name__ == "__main__":
    main()
