"""A finished fragment as plain text, its teaser and its summary: cheap work on the string."""

from __future__ import annotations

import re
from html import unescape

_GONE = re.compile(
    r'<(?:sup id="fnref[^>]*>.*?</sup>'  # the number of a footnote
    r'|a class="footnote-backref"[^>]*>.*?</a>'
    r'|p class="[^"]*\bcard card--[^"]*"><a [^>]*><span class="card__title">'
    r'(?:[^<]|<span lang="[^"]*">[^<]*</span>)*</span></a></p>'
    r'|span class="card__host">[^<]*</span>)',
)
"""What is the page's and not the author's: marks, and cards that have only our own words."""
_BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|caption|d[dlt]|details|div|fig(?:ure|caption)|footer"
    r"|h[1-6r]|header|li|[ou]l|p|pre|section|summary|t(?:able|body|foot|head|r))\b[^>]*>"
)
_CODE = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_EDGES = " \xa0"  # a hard space stands before the arrow of a footnote
_SPACES = re.compile(r" {2,}")
_REFERENCE = re.compile(r'<sup id="fnref[^>]*>.*?</sup>')
_LOCAL = re.compile(r'<a [^>]*?href="#[^>]*>(.*?)</a>', re.DOTALL)


def text_of(html: str) -> str:
    """The words of a fragment, its paragraphs, headings, items and rows apart by a newline.

    Hard spaces stay hard. Footnotes' texts are there, their numbers and arrows are not.
    """
    if "<script" in html or "<style" in html:
        html = _CODE.sub("", html)
    return _lined(_BLOCK.sub("\n", _authors(html).replace("\n", " ")))


def text_of_lines(lines: list[str]) -> str:
    """As `text_of`, of a fragment's paragraphs, headings, items and rows: HTML, one by one."""
    return _lined(_authors("\n".join([line.replace("\n", " ") for line in lines])))


def _authors(html: str) -> str:
    return _GONE.sub("", html) if 'class="footnote' in html or 'class="card' in html else html


def _lined(html: str) -> str:
    """Lines in which only such tags are left as stand within one."""
    text = _TAG.sub("", html)
    if "&" in text:
        text = unescape(text)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    return "\n".join(filter(None, (line.strip(_EDGES) for line in text.split("\n"))))


def words_in(text: str) -> int:
    """How many words a text made by `text_of` has; what a hard space holds together is one."""
    return text.count(" ") + text.count("\n") + 1 if text else 0


def as_teaser(html: str) -> str:
    """The beginning of a fragment, fit to stand alone: nothing in it points at what follows."""
    html = _REFERENCE.sub("", html) if "<sup id=" in html else html
    html = _LOCAL.sub(r"\1", html) if 'href="#' in html else html
    return html.strip()


def cut(text: str, longest: int) -> str:
    """At most so many characters, ended after a word, with … where something was left out."""
    words = text.replace("\n", " ")
    if len(words) <= longest:
        return words
    kept = words[:longest].rpartition(" ")[0] or words[: longest - 1]
    return kept.rstrip(" ,.;:–-(") + "…"
