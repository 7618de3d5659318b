"""HTML that the author wrote by hand: checked, and its addresses resolved as Markdown's are."""

from __future__ import annotations

import re
from collections import Counter

from publisher.content.html import VOID, HtmlTag, read, written
from publisher.content.html.nesting import END_OPTIONAL
from publisher.content.render.elements import ALLOWED, SMALLER, Elements
from publisher.content.render.unread_html import aside, without_comments

_CODE = re.compile(r"(<(?:script|style)\b.*?</(?:script|style)\s*>)", re.DOTALL | re.IGNORECASE)
_CODE_END = re.compile(r"</(?:script|style)\s*>", re.IGNORECASE)
_HALF = re.compile(r"[^\s>]*")
_MOST_IN_VAIN = 500_000
"""Letters of one text that are read for tags without an end: each such tag is sought in all that
follows it. What is beyond is not read; the text has a fault, and nothing of it will be shown."""
GONE = "\x02gone\x03"
"""Stands where a comment stood: the source can hold no STX (\\x02), so it is nobody's text."""


def scrolling(nth: int, count: int) -> dict[str, str]:
    """The attributes of what the `nth` table of `count` scrolls in, with keys too (`tabindex`)."""
    label = "Tabell" if count == 1 else f"Tabell {nth}"
    return {"class": "table", "role": "region", "tabindex": "0", "aria-label": label}


class RawHtml:
    """One text's hand-written HTML, piece by piece as Python-Markdown put it aside."""

    def __init__(self, elements: Elements, tables: int = 0) -> None:
        """For the text that `elements` goes through, in which so many tables are Markdown's."""
        self._elements = elements
        self._found = elements.found
        self._open: Counter[str] = Counter()
        self._tables = tables
        self._in_vain = 0

    def rewrite(self, piece: str) -> str:
        """The piece with its addresses resolved. Comments are the author's own and are left out."""
        if "<" not in piece:
            return piece
        # Every other part is a whole script or style, whose text is no HTML.
        parts = _by_code(without_comments(piece)) if self._elements.raw else [piece]
        parts[::2] = [self._anew(without_comments(part)) for part in parts[::2]]
        return "".join(parts) if any(map(str.strip, parts)) else GONE

    def _anew(self, piece: str) -> str:
        """Every tag as a browser reads it, written anew; what it takes for none as text."""
        parts: list[str] = []
        at = 0
        while (start := piece.find("<", at)) >= 0 and self._in_vain < _MOST_IN_VAIN:
            parts.append(piece[at:start])
            tag = read(piece, start)
            if tag is None:
                parts.append("&lt;")
                at = start + 1
                if piece[at : at + 1].isalpha() or piece[at : at + 1] in {"/", "!", "?"}:
                    self._report_half(piece, start)
                    self._in_vain += len(piece) - start
            else:
                at = tag.end
                parts.append(self._tag(tag, piece[start:at]))
        return "".join([*parts, piece[at:].replace("<", "&lt;")])

    def _report_half(self, piece: str, start: int) -> None:
        if piece.startswith(("<!", "<?"), start):
            aside(
                self._found, "<!--" if piece.startswith("<!-", start) else piece[start : start + 2]
            )
            return
        match = _HALF.match(piece, start)
        half = match[0] if match else "<"
        text = f"HTML-taggen ”{half}” är inte avslutad eller går inte att läsa"
        self._found.fault(self._found.lines.text(half), text, "Ska tecknet < synas, skriv &lt;.")

    def check_closed(self) -> None:
        """Report elements that were begun but not ended, or the other way round."""
        if self._in_vain >= _MOST_IN_VAIN:
            return  # their ends may lie in what was not read
        for tag, count in sorted(self._open.items()):
            if count > 0:
                text = f"HTML-taggen <{tag}> saknar sitt slut, </{tag}>"
                self._found.fault(self._found.lines.text(f"<{tag}"), text)
            elif count < 0:
                text = f"HTML-taggen </{tag}> saknar sin början, <{tag}>"
                self._found.fault(self._found.lines.text(f"</{tag}"), text)

    def _tag(self, tag: HtmlTag, as_written: str) -> str:
        name, attributes = tag.name, tag.attributes
        if name in ALLOWED and name not in VOID and name not in END_OPTIONAL:
            self._open[name] += -1 if tag.ends else 1
        if tag.ends:
            after = "\n</div>" if name == "table" and self._open[name] == 0 else ""
            return "</h2>" if name == "h1" else f"</{name}>{after}"
        nth = self._found.nth(as_written)

        def where() -> int:
            return self._found.lines.text(as_written, nth, f"<{name}")

        if self._elements.refused(name, attributes, where):
            return as_written
        if name == "img" and attributes.get("alt") == "":
            attributes["role"] = "presentation"  # in HTML an empty alt says just that
        kept = self._elements.attributes(name, attributes, where)
        if name == "h1":
            self._found.advice(where(), "rubriken <h1> är lika stor som sidans titel", SMALLER)
            name = "h2"
        if name == "table" and self._open[name] == 1:  # one that lies in another scrolls with it
            self._tables += 1
            around = scrolling(self._tables, self._tables)
            return f"{written('div', around)}\n{written(name, kept)}"
        return written(name, kept)


def _by_code(piece: str) -> list[str]:
    """The piece, in which every other part is a whole script or style."""
    ends = [match.end() for match in _CODE_END.finditer(piece)]
    last = ends[-1] if ends else 0  # what begins after it has no end, and is not looked for
    parts = _CODE.split(piece[:last])
    return [*parts[:-1], parts[-1] + piece[last:]]
