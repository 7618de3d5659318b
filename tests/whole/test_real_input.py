"""A real article, as it was copied off the present site, goes whole through page, feed and mail.

The text stays in the shared folder; here is only the adapter that turns it into Markdown, and the
facts it must come out with.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from publisher.build import BuildOptions, build

FURNITURE = (
    "Kinamedias nya artiklar direkt till din inkorg",
    "Gör som 775 andra, prenumerera du med",
    "Lyssna",  # the show's name stands over the episode's title, in the same box
    "Kinamedia: Nya kalla kriget",
    "Apple Podcasts",
)


@dataclass(frozen=True)
class Plain:
    """The parts of the text file: `leads` are the six points, `body` all paragraphs in order."""

    dek: str
    title: str
    date: str
    leads: tuple[str, ...]
    body: tuple[str, ...]


def read(file: Path) -> Plain:
    blocks = [block.strip() for block in file.read_text("utf-8").split("\n\n") if block.strip()]
    end = next(at for at, block in enumerate(blocks) if block.startswith("Kinamedias nya artiklar"))
    dek, title, date, *body = blocks[:end]
    leads = tuple(
        re.match(r"\* ([^.]+\.)", block)[1]  # type: ignore[index]
        for block in body
        if block.startswith("* ")
    )
    return Plain(dek, title, date, leads, tuple(body))


def markdown(plain: Plain) -> str:
    paragraphs = [
        re.sub(r"^\* ([^.]+\.)", r"**\1**", block).replace("\n", " ") for block in plain.body
    ]
    head = ["---", f"title: {plain.title}", f'description: "{plain.dek}"', "date: 2025-02-02"]
    head += ["authors: redaktionen", "mail:", "  send: true", "---"]
    return "\n".join(head) + "\n\n" + "\n\n".join(paragraphs) + "\n"


def plain_text(html: str) -> str:
    """Words alone: tags, kinds of quotes, dashes and spaces may differ between the frames."""
    return even(LexborHTMLParser(html).body.text())  # type: ignore[union-attr]


def even(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


@pytest.fixture(scope="module")
def made(
    shared: Path, tmp_path_factory: pytest.TempPathFactory, sample: Callable[[Path], Path]
) -> tuple[Plain, Path]:
    plain = read(shared / "real-input" / "kinamedia-deepseek.txt")
    root = sample(tmp_path_factory.mktemp("real"))
    (root / "content/artiklar/2025/riktig.md").write_text(markdown(plain), "utf-8")
    build(BuildOptions(root=root))
    return plain, root


def frames(root: Path) -> dict[str, str]:
    page = (root / "build/site/2025/riktig/index.html").read_text("utf-8")
    feed = feedparser.parse(str(root / "build/site/feed.xml"))
    item = next(entry for entry in feed.entries if entry.link.endswith("/2025/riktig/"))
    mail = (root / "build/editions/2025-02-02-riktig/index.html").read_text("utf-8")
    text = (root / "build/editions/2025-02-02-riktig/text.txt").read_text("utf-8")
    return {"page": page, "feed": item.content[0].value, "mail": mail, "text": f"<p>{text}</p>"}


def test_the_facts_of_the_file_are_what_we_think(made: tuple[Plain, Path]) -> None:
    plain, _ = made
    assert plain.date == "2 februari, 2025"
    assert len(plain.leads) == 6


def test_every_paragraph_and_every_lead_is_in_page_feed_and_mail(
    made: tuple[Plain, Path],
) -> None:
    plain, root = made
    for name, html in frames(root).items():
        words = plain_text(html)
        missing = [block for block in plain.body if even(block) not in words]
        if name == "text":  # wrapped and with numbered links, but every word in order
            missing = [block for block in plain.body if even(block)[:60] not in words]
        assert not missing, (name, missing)
        assert all(even(lead) in words for lead in plain.leads), name


def test_the_leads_stand_out_in_page_feed_and_mail(made: tuple[Plain, Path]) -> None:
    plain, root = made
    for name in ("page", "feed", "mail"):
        strong = [even(node.text()) for node in LexborHTMLParser(frames(root)[name]).css("strong")]
        assert [lead for lead in strong if lead in map(even, plain.leads)] == [
            even(lead) for lead in plain.leads
        ], name


def test_title_dek_and_swedish_date_are_on_the_page_and_in_the_mail(
    made: tuple[Plain, Path],
) -> None:
    plain, root = made
    for name in ("page", "mail"):
        words = plain_text(frames(root)[name])
        assert even(plain.title) in words
        assert even(plain.dek) in words
        assert "2 februari 2025" in words


def test_the_fragment_holds_exactly_the_words_of_the_file(made: tuple[Plain, Path]) -> None:
    plain, root = made
    wanted = even(" ".join((plain.dek, *plain.body))).split()
    assert even(plain_text(frames(root)["feed"])).split() == wanted
    assert len(wanted) > 1500


def test_the_furniture_of_the_present_site_has_its_counterpart(made: tuple[Plain, Path]) -> None:
    _, root = made
    html = frames(root)["page"]
    words = plain_text(html)
    assert all(even(line) in words for line in FURNITURE)
    assert "Översätt artikeln" in words
    [script] = re.findall("<script(?! type=.application/ld)[^>]*>", html)
    assert "/assets/share" in script, "only the button that copies the address needs one"
