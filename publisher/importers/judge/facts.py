"""What a reader finds in a fragment of HTML: words in their order, links, pictures and the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

_GONE = frozenset(
    ("script", "style", "template", "head", "title", "noscript", "#comment", "-comment")
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "iframe",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "video",
        "audio",
        "img",
        "object",
    ]
)
_WORDS = re.compile(r"[^ \t\n\r\f\xa0]+(?:\xa0+[^ \t\n\r\f\xa0]+)*")
_FOLDS = str.maketrans(
    {
        "”": '"',
        "“": '"',
        "„": '"',
        "‟": '"',
        "’": "'",
        "‘": "'",
        "‚": "'",
        "′": "'",
        "″": '"',
        "\u200b": None,
    }
)
_DASHES = re.compile(r"\u2009?(?:---?|–|—|−)\u2009?|&[mn]dash;")
_BARE = re.compile(r"https?://\S+")


_TOLD = frozenset(("td", "th", "h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(slots=True)
class Facts:
    """All that is compared. Words are folded: what typography changes, on any site, is alike."""

    words: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    items: list[tuple[int, str]] = field(default_factory=list)
    """Of each item of a list how deep it lies, and in what kind."""
    cells: list[str] = field(default_factory=list)
    notes: int = 0
    languages: set[str] = field(default_factory=set)


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    """A word as it is compared.

    >>> folded("”Hej”...") == folded('"Hej"…')
    True
    """
    word = word.translate(_FOLDS).replace("...", "…").replace(". . .", "…")
    return (
        _DASHES.sub("–", word) if "-" in word or "–" in word or "—" in word or "−" in word else word
    )


def words_of(text: str) -> list[str]:
    """The words of a text, what hard spaces hold together as one."""
    return [folded(each) for each in _WORDS.findall(text)]


def address_of(url: str) -> str:
    """An address, however its letters are written."""
    return unquote(url.strip().replace(" ", "%20")).rstrip("/") if url else ""


def facts_of(html: str) -> Facts:
    """The facts of a fragment: ours, or a source's as it was prepared for the converter."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser("<!doctype html><body>" + html).body
    reader = _FactReader()
    if body is not None:
        reader.children(body)
        reader.end_line()
        for note in reader.later:
            reader.children(note)
            reader.end_line()
    return reader.facts


class _FactReader:
    def __init__(self) -> None:
        self.facts = Facts()
        self._text: list[str] = []
        self._lists: list[str] = []
        self.later: list[Any] = []
        """Footnotes' texts, which readers meet last."""

    def end_line(self) -> None:
        if self._text:
            self.facts.words += words_of("".join(self._text))
            self._text = []

    def children(self, node: Any) -> None:  # noqa: ANN401 (untyped in the library)
        child = node.child
        while child is not None:
            self._node(child)
            child = child.next

    def _node(self, node: Any) -> None:  # noqa: ANN401, C901 (one case an element)
        tag = node.tag
        if tag == "-text":
            self._text.append(node.text_content or "")
            return
        if tag in _GONE:
            return
        given = node.attributes
        if tag in _BLOCKS:
            self.end_line()
        if self._told_apart(tag, node, given):
            return
        lang = given.get("lang")
        if lang:
            self.facts.languages.add(lang.lower())
        if tag == "img":
            self._image(given)
        elif tag in {"audio", "video"}:
            inner = node.css_first("source[src]")
            src = given.get("src") or (inner.attributes["src"] if inner is not None else "")
            self.facts.images += [src] if src else []
        elif tag == "a" and given.get("href"):
            self.facts.links.append(given["href"])
        elif tag in {"ul", "ol"}:
            self._lists.append(tag)
        elif tag == "li":
            self.facts.items.append((len(self._lists), self._lists[-1] if self._lists else "ul"))
        self._inside(tag, node)
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if tag in _BLOCKS:
            self.end_line()

    def _inside(self, tag: str, node: Any) -> None:  # noqa: ANN401
        if tag in _TOLD:
            before = len(self.facts.words)
            self.children(node)
            self.end_line()
            said = " ".join(self.facts.words[before:])
            if tag[0] == "t":
                self.facts.cells.append(said)
            elif said:
                self.facts.headings.append((max(2, int(tag[1])), said))
        else:
            self.children(node)

    def _image(self, given: dict[str, str | None]) -> None:
        for key in ("data-orig-file", "data-lazy-src", "data-src", "src"):
            value = given.get(key)
            if value and not value.startswith("data:"):
                self.facts.images.append(value)
                return

    def _told_apart(  # noqa: PLR0911 (one for each of them)
        self,
        tag: str,
        node: Any,  # noqa: ANN401
        given: dict[str, str | None],
    ) -> bool:
        """Footnotes, cards and what others embedded: the same thing looks different in each."""
        if tag == "sup" and ("data-fn" in given or (given.get("id") or "").startswith("fnref")):
            self.facts.notes += 1
            return True
        if given.get("data-embed"):
            self.facts.links.append(given["data-embed"] or "")
            return True
        if tag == "div" and "data-fn-body" in given:
            self.later.append(node)
            return True
        if tag == "div" and given.get("class") == "footnote":
            self._our_notes(node)
            return True
        if tag == "p" and _BARE.fullmatch(alone := (node.text() or "").strip()):
            link = node.css_first("a[href]")
            self.facts.links.append((link.attributes["href"] if link else alone) or "")
            return True
        if tag == "p" and "card" in (given.get("class") or "").split():
            self._card(node)
            return True
        return False

    def _our_notes(self, node: Any) -> None:  # noqa: ANN401
        for back in node.css("a.footnote-backref"):
            back.decompose()
        for item in node.css("div > ol > li"):
            self.children(item)
            self.end_line()

    def _card(self, node: Any) -> None:  # noqa: ANN401
        link, host = node.css_first("a"), node.css_first(".card__host")
        self.facts.links.append(link.attributes.get("href") or "")
        title = node.css_first(".card__title")
        internal = "card--internal" in (node.attributes.get("class") or "")
        if title is not None and (host is not None or internal):
            self.children(title)
            self.end_line()
