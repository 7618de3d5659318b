"""Words → HTML: what becomes typographic, what is explained, where links lead, and footnotes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from markdown.extensions.toc import escape_cdata, unescape
from markdown.util import STX

from publisher.content.html.listed import is_link, is_own
from publisher.content.render.direct.settings import DirectSettings
from publisher.content.render.direct.uncertain import Uncertain
from publisher.content.render.elements import Elements
from publisher.content.render.reading import abbreviations, signs
from publisher.content.render.reading.typography import Typography, sought

_WEB = ("http://", "https://")
ALT = re.compile(r"\[([^\[\]*_`<\n]*)\](?=\()")
"""A picture's description, of words alone."""
_NAME = re.compile(r"[\w-]+")
_MOST_MARKS = 100


class Defined(NamedTuple):
    """What a text defines: abbreviations' meanings, and footnotes' numbers by their names."""

    meanings: Mapping[str, str]
    numbers: Mapping[str, int]


class Words:
    """The words of one text, and what the marks in them stand for."""

    def __init__(
        self,
        settings: DirectSettings,
        elements: Elements,
        body: str,
        defined: Defined,
    ) -> None:
        """For the text that `body` is, with what it defines."""
        meanings = defined.meanings
        self._typography = settings.typography
        self._meanings = meanings
        self._abbreviations = abbreviations.sought(meanings) if meanings else None
        self._elements = elements
        self._numbers = defined.numbers
        self._maybe_address = "@" in body or b"www." in body.encode(errors="surrogatepass").lower()
        self._escaped = "&" in body or ">" in body
        if not sought(body):
            self._typography = None
        self.explained: set[str] = set()
        self.marks: dict[str, int] = {}
        """How many times each footnote is referred to."""
        self.href = ""
        """Where the last link leads."""

    def said(self, text: str, *, linked: bool = False) -> str:
        """Words that hold no marks; Uncertain where one of them may be an address."""
        if "://" in text or self._maybe_address:
            self._without_address(text, linked=linked)
        if self._abbreviations is not None:
            return self._with_meanings(text, self._abbreviations)
        if self._typography is not None and sought(text):
            text = self._typographic(text, self._typography)
        return escape_cdata(text) if self._escaped and (">" in text or "&" in text) else text

    def _with_meanings(self, text: str, abbreviations: re.Pattern[str]) -> str:
        parts, end = list[str](), 0
        for match in abbreviations.finditer(text):
            self.explained.add(match[0])
            meaning = as_attribute(self._meanings[match[0]])
            before = self._set(text[end : match.start()])
            parts.append(f'{before}<abbr title="{meaning}">{escape_cdata(match[0])}</abbr>')
            end = match.end()
        return "".join([*parts, self._set(text[end:])])

    def _without_address(self, text: str, *, linked: bool = False) -> None:
        if "://" in text or "www." in text.lower():
            raise Uncertain
        # In a link mail is only words, of which nothing may become typographic.
        if "@" in text and (not linked or sought(text)):
            raise Uncertain

    def _set(self, text: str) -> str:
        if self._typography is not None and sought(text):
            text = self._typographic(text, self._typography)
        return escape_cdata(text)

    @staticmethod
    def _typographic(text: str, typography: Typography) -> str:
        text = typography.made(text)
        return unescape(text) if STX in text else text

    def link(self, target: signs.LinkTarget) -> str:
        """The tag that begins a link."""
        self.href = href = self._elements.linker.link(signs.attribute(target.href).strip())
        if not href.startswith(_WEB) and not is_link(href):
            raise Uncertain
        made = f'<a href="{as_attribute(href)}"'
        if target.title is None:
            return f"{made}>"
        return f'{made} title="{as_attribute(signs.attribute(target.title))}">'

    def picture(self, alt: str, target: signs.LinkTarget) -> str:
        """A picture, with what is known of its file."""
        self._without_address(alt)
        given = {"alt": alt, "src": signs.attribute(target.href)}
        kept = self._elements.attributes("img", given, _nowhere)
        if target.title is not None:
            kept["title"] = signs.attribute(target.title)
        if not is_own(kept["src"] or ""):
            raise Uncertain
        written = (f' {name}="{as_attribute(value or "")}"' for name, value in sorted(kept.items()))
        return f"<img{''.join(written)}>"

    def figure(self, text: str) -> tuple[str, str] | None:
        """The picture that is all there is of a text, and its title; None when it is another."""
        match = ALT.match(text, 1)
        target = None if match is None else signs.inline_target(text, match.end() + 1)
        if match is None or target is None or target.title is None or text[target.end :].strip():
            return None
        if "\n" in text or target.title == "" or "[^" in target.title:
            raise Uncertain
        return self.picture(match[1], target._replace(title=None)), target.title

    def lone_picture(self, text: str) -> tuple[str, str]:
        """The picture that a line holds and nothing else, and its title, which may be empty."""
        match = ALT.match(text, 1) if text.startswith("!") else None
        target = None if match is None else signs.inline_target(text, match.end() + 1)
        if match is None or target is None or not target.href or text[target.end :].strip():
            raise Uncertain
        title = target.title or ""
        if text.endswith(" ") or "[^" in title or (target.title is not None and not title.strip()):
            raise Uncertain
        return self.picture(match[1], target._replace(title=None)), title

    def mark(self, name: str) -> str:
        """The mark that leads to a footnote."""
        number = self._numbers.get(name)
        count = self.marks[name] = self.marks.get(name, 0) + 1
        if number is None or count > _MOST_MARKS:
            raise Uncertain
        id_ = f"fnref{count if count > 1 else ''}:{name}"
        self.anchor(id_)
        link = f'<a class="footnote-ref" href="#fn:{name}">{number}</a>'
        return f'<sup id="{id_}">{link}</sup>'

    def anchor(self, name: str) -> None:
        """Note that this is a place that links can lead to."""
        self._elements.found.anchors[name] = None


def as_attribute(value: str) -> str:
    """As Python-Markdown writes a value between quotation marks."""
    return escape_cdata(value).replace('"', "&quot;")


def is_name(name: str) -> bool:
    """Whether a footnote is called something that can stand in an id as it is."""
    return _NAME.fullmatch(name) is not None


def _nowhere() -> int:
    """The line of a fault: it will be sought on the long way."""
    raise Uncertain
