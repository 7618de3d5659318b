"""What is pasted from other programs → our Markdown: Word, Google Docs, mail, spreadsheets, web.

Nothing is fetched, and nothing that would run gets through: what is written is Markdown by the
converter that imports have. The formats are as the programs put them on the clipboard.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from publisher.content.clipboard import addresses, notes, styles, tables, typography, word
from publisher.content.markup import LinkGoal, Settings, converted, parsed, prepared
from publisher.content.markup.tree import Element

LONGEST = 3_000_000
"""So many characters of HTML are taken; a book of text is less."""
_FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*)<!--\s*EndFragment\s*-->", re.DOTALL)
_BODY = re.compile(r"<body\b[^>]*>(.*?)(?:</body>|\Z)", re.DOTALL | re.IGNORECASE)
_REVEALED = re.compile(r"<!\[(?:if\b[^\]]*|endif)\]>", re.IGNORECASE)
_NOTE = re.compile(r"(?:^|\n\n)(?=\[\^[^\]\n]+\]: )")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedText:
    """Markdown, its notes, which stand last in a text, and in Swedish what did not come along."""

    markdown: str
    notes: str = ""
    told: tuple[str, ...]


def pasted(html: str, labels: Collection[str] = ()) -> PastedText:
    """The Markdown of a clipboard's HTML.

    `labels` are those of the notes that the text has already, which new notes must not have.
    Raises ValueError when the HTML is longer than `LONGEST`.
    """
    if len(html) > LONGEST:
        raise ValueError("Det är för mycket för att klistras in på en gång.")
    root = parsed(_cut_out(html))
    told: list[str] = []
    word.plain(root, told)
    styles.plain(root)
    notes.marked(root, labels, told)
    tables.plain(root)
    addresses.plain(root, told)
    _level(root)
    typography.swedish(root)
    settings = Settings(media=lambda address: LinkGoal(address, "klistras inte in"))
    prepared(root, settings.notes)
    markdown, *bodies = _NOTE.split(converted(root, settings).strip())
    told += (note.text for note in settings.notes if note.grade == "look")
    return PastedText(
        markdown=markdown.strip(), notes="\n\n".join(bodies), told=tuple(dict.fromkeys(told))
    )


def _cut_out(html: str) -> str:
    """What was chosen, without the page that the clipboard puts around it."""
    html = _REVEALED.sub("", html)
    found = _FRAGMENT.search(html) or _BODY.search(html)
    return found[1] if found else html


def _level(root: Element) -> None:
    """The topmost headings are of level 2, and those below them follow."""
    headings = list(root.iter(*_HEADINGS))
    if not headings:
        return
    up = min(int(str(each.tag)[1]) for each in headings) - 2
    for each in headings:
        each.tag = f"h{min(int(str(each.tag)[1]) - up, 6)}"
