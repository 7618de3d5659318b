"""SearchRecords → the HTML documents that Pagefind reads. Readers never see them.

What they hold and why (https://pagefind.app/docs/indexing/, /metadata/, /filtering/):

- The running text is the document's body. Where a compound is joined stands a `|`, at which
  Pagefind cuts: the whole word is found as before, and its parts too, with less weight. The
  script that shows hits takes the `|` away again.
- Where words stand without spaces, as in Chinese, nobody can know where one ends. There each sign
  is a word together with the one after it (习近平: `习近| 近平| 平`): what readers look for is
  found with its signs in order, and single signs as what such words begin with. A `|` last in a
  word tells that the next one begins with the same sign, and that no space stands between them.
- Title, names and tags are metadata: found, but never part of an excerpt. So is `led`, what is left
  of a long compound after each joint but the last: `kärn|kraft|verket` is to be found by
  `kraftverk` as well.
- Kind, year and category are filters. The rest of what a hit shows is metadata in one word that
  nobody types (`x20250202`), since all metadata can be found.
- A transcript's paragraphs stand below headings whose ids are `t=754`: a hit there leads to
  `…/#t=754`, which is that paragraph on the episode's page.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise

from publisher.site.search.records import SearchRecord
from publisher.swedish.compounds import Splitter

JOINT = "|"
_WORD = re.compile(r"[^\W\d_]{7,}")
_NAME = re.compile(r"\b[^\W\d_]{4,}")
_SIGN = re.compile(r"\w")
_UNSPACED_BLOCKS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1100, 0x11FF),  # Hangul, by its letters
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),  # what repeats or stands for a Han sign
    (0x3041, 0x31FF),  # Kana, Bopomofo, Hangul's letters again
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7AF),  # Hangul
    (0xF900, 0xFAFF),
    (0xFF66, 0xFFDC),  # narrow Kana and Hangul
    (0x20000, 0x3FFFF),  # seldom used Han; no marks among them
)
"""Scripts whose words stand without spaces, and Hangul, which writes many words together."""
_MARKS = "".join(
    chr(code)
    for first, last in _UNSPACED_BLOCKS[:-1]
    for code in range(first, last + 1)
    if unicodedata.category(chr(code)).startswith("M")
)
_MARKS += "\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SIGNS = "".join(f"{chr(first)}-{chr(last)}" for first, last in _UNSPACED_BLOCKS)
_CLUSTER = re.compile(f"(?![\\W_])[{_SIGNS}][{_MARKS}]*")
_UNSPACED = re.compile(f"(?:{_CLUSTER.pattern})+")
_OFTEN = 2
"""A capital letter once may only begin a sentence."""


class DocumentWriter:
    """Writes the documents of one block.

    Which names compounds may begin with is learnt from the block's own texts: `Zhidouchefen` is cut
    where its block writes of Zhidou. Learning from all texts would let one edit change every block.
    """

    def __init__(self, records: Sequence[SearchRecord], language: str) -> None:
        """Learn the block's names. Only Swedish compounds are cut."""
        self._language = language
        swedish = language.partition("-")[0] == "sv"
        self._split = Splitter(names(records)) if swedish else None

    def html(self, record: SearchRecord) -> str:
        """The whole document. Translations into other languages are left uncut."""
        found = _Marked(None if record.foreign else self._split)
        parts = [
            found.meta("title", record.title),
            found.meta("namn", " ".join(record.names)),
            found.meta("taggar", " ".join(record.tags)),
            *_body(record, found),
        ]
        facts = {
            "kort": f"x{record.day}{'p' if record.closed else ''}",
            "led": " ".join(sorted(found.inner)),
        }
        parts += (_fact("meta", name, value) for name, value in facts.items() if value)
        parts += _filters(record)
        top = f'<!doctype html><html lang="{self._language}"><body data-pagefind-body>'
        return f"{top}{''.join(parts)}</body></html>"


class _Marked:
    """Marks the joints in a document's texts, and gathers what they leave of long compounds."""

    def __init__(self, split: Splitter | None) -> None:
        self._split = split
        self.inner: set[str] = set()

    def text(self, plain: str) -> str:
        """As HTML, with a joint between the parts of each compound."""
        plain = _UNSPACED.sub(_paired, plain.replace(JOINT, " "))
        if self._split is not None:
            plain = _WORD.sub(self._joined, plain)
        return escape(plain, quote=True)

    def meta(self, name: str, value: str) -> str:
        """A piece of metadata to be found by."""
        return _tag("meta", name, self.text(value)) if value else ""

    def _joined(self, match: re.Match[str]) -> str:
        parts = self._split(match[0]) if self._split else (match[0],)
        self.inner.update("".join(parts[at:]).lower() for at in range(1, len(parts) - 1))
        return JOINT.join(parts)


def _paired(run: re.Match[str]) -> str:
    """A run of signs, each as a word with the one after it. Words that touch the run are cut off.

    search.js pairs what readers look for in the same way, and shows the run as it was.
    """
    signs = _CLUSTER.findall(run[0])
    pairs = [f"{one}{following}{JOINT} " for one, following in pairwise(signs)]
    before, after = (
        run.string[max(run.start() - 1, 0) : run.start()],
        run.string[run.end() : run.end() + 1],
    )
    first, last = (JOINT if one.isalnum() else "" for one in (before, after))
    return "".join((first, *pairs, signs[-1], last))


def names(records: Iterable[SearchRecord]) -> frozenset[str]:
    """Words that are always written with a capital letter, in small letters."""
    seen: Counter[str] = Counter()
    for record in records:
        for text in record.words():
            seen.update(_NAME.findall(text))
    return frozenset(
        word.lower()
        for word, count in seen.items()
        if word.istitle() and count >= _OFTEN and word.lower() not in seen
    )


def _body(record: SearchRecord, found: _Marked) -> Iterator[str]:
    if record.description:
        yield f'<p data-pagefind-weight="2">{found.text(record.description)}</p>'
    for line in record.text.split("\n"):
        tag = "h2" if line in record.headings else "p"
        yield f"<{tag}>{found.text(line)}</{tag}>"
    for said in record.said:
        yield f'<h3 id="t={said.start}">{said.shown}</h3><p>{found.text(said.text)}</p>'
    if not any(map(_SIGN.search, (record.description, record.text))) and not record.said:
        # Pagefind passes over a document without a word, and what is only its title is found too.
        yield f"<p>{found.text(record.title)} {record.kind}</p>"


def _filters(record: SearchRecord) -> Iterator[str]:
    yield _fact("filter", "slag", record.kind)
    if record.year:
        yield _fact("filter", "år", record.year)
    yield from (_fact("filter", "kategori", name) for name in record.categories)


def _fact(sort: str, name: str, value: str) -> str:
    return _tag(sort, name, escape(value, quote=True))


def _tag(sort: str, name: str, escaped: str) -> str:
    """Something about the document that is not in its text."""
    return f'<i data-pagefind-{sort}="{name}[title]" title="{escaped}"></i>'
