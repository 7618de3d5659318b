"""Records → the HTML documents that Pagefind reads. Readers never see them.

What they hold and why (https://pagefind.app/docs/indexing/, /metadata/, /filtering/):

- The running text is the document's body. Where a compound is joined stands a `|`, at which
  Pagefind cuts: the whole word is found as before, and its parts too, with less weight. The
  script that shows hits takes the `|` away again.
  Where words stand without spaces, as in Chinese, the joints stand between all signs.
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
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from publisher.compounds import Splitter
from publisher.search.records import Record

JOINT = "|"
_WORD = re.compile(r"[^\W\d_]{7,}")
_NAME = re.compile(r"\b[^\W\d_]{4,}")
_SIGN = re.compile(r"\w")
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u3099\u309a"
_UNSPACED = re.compile(
    "[\u0e00-\u0e7f\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]{2,}"
)
"""Scripts that put no spaces between words: Thai, Kana, Han, and Hangul, which joins words."""
_CLUSTER = re.compile(f".[{_MARKS}]*")
_OFTEN = 2
"""A capital letter once may only begin a sentence."""


class Writer:
    """Writes the documents of one block.

    Which names compounds may begin with is learnt from the block's own texts: `Zhidouchefen` is cut
    where its block writes of Zhidou. Learning from all texts would let one edit change every block.
    """

    def __init__(self, records: Sequence[Record], language: str) -> None:
        """Learn the block's names. Only Swedish compounds are cut."""
        self._language = language
        swedish = language.partition("-")[0] == "sv"
        self._split = Splitter(names(records)) if swedish else None

    def html(self, record: Record) -> str:
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
        plain = _UNSPACED.sub(_parted, plain.replace(JOINT, " "))
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


def _parted(run: re.Match[str]) -> str:
    """A run of signs, each to be found by itself: nobody can know where its words end.

    search.js parts what readers look for in the same way.
    """
    return JOINT.join(_CLUSTER.findall(run[0]))


def names(records: Iterable[Record]) -> frozenset[str]:
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


def _body(record: Record, found: _Marked) -> Iterator[str]:
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


def _filters(record: Record) -> Iterator[str]:
    yield _fact("filter", "slag", record.kind)
    if record.year:
        yield _fact("filter", "år", record.year)
    yield from (_fact("filter", "kategori", name) for name in record.categories)


def _fact(sort: str, name: str, value: str) -> str:
    return _tag(sort, name, escape(value, quote=True))


def _tag(sort: str, name: str, escaped: str) -> str:
    """Something about the document that is not in its text."""
    return f'<i data-pagefind-{sort}="{name}[title]" title="{escaped}"></i>'
