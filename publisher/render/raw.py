"""HTML that the author wrote by hand: checked, and its addresses resolved as Markdown's are."""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape

from publisher.render.elements import ALLOWED, END_OPTIONAL, SMALLER, VOID, Elements

_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>"']*)((?:[^>"']|"[^"]*"|'[^']*')*)>""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?""")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE = re.compile(r"(<(?:script|style)\b.*?</(?:script|style)\s*>)", re.DOTALL | re.IGNORECASE)
_HALF = re.compile(r"<[a-zA-Z/!?][^\s>]*")
GONE = "\x02gone\x03"
"""Stands where a comment stood: the source can hold no STX (\\x02), so it is nobody's text."""


class RawHtml:
    """One text's hand-written HTML, piece by piece as Python-Markdown put it aside."""

    def __init__(self, elements: Elements) -> None:
        """For the text that `elements` goes through."""
        self._elements = elements
        self._found = elements.found
        self._open: Counter[str] = Counter()

    def rewrite(self, piece: str) -> str:
        """The piece with its addresses resolved. Comments are the author's own and are left out."""
        if "<" not in piece:
            return piece
        # Every other part is a whole script or style, whose text is no HTML.
        parts = _CODE.split(_COMMENT.sub("", piece)) if self._elements.raw else [piece]
        parts[::2] = [_TAG.sub(self._tag, _COMMENT.sub("", part)) for part in parts[::2]]
        made = "".join(parts)
        if not made.strip():
            return GONE
        if half := _HALF.search(_TAG.sub("", "".join(parts[::2]))):
            text = f"HTML-taggen ”{half[0]}” är inte avslutad eller går inte att läsa"
            hint = "Ska tecknet < synas, skriv &lt;."
            self._found.fault(self._found.lines.text(half[0]), text, hint)
        return made

    def check_closed(self) -> None:
        """Report elements that were begun but not ended, or the other way round."""
        for tag, count in sorted(self._open.items()):
            if count > 0:
                text = f"HTML-taggen <{tag}> saknar sitt slut, </{tag}>"
                self._found.fault(self._found.lines.text(f"<{tag}"), text)
            elif count < 0:
                text = f"HTML-taggen </{tag}> saknar sin början, <{tag}>"
                self._found.fault(self._found.lines.text(f"</{tag}"), text)

    def _tag(self, match: re.Match[str]) -> str:
        end, name, rest = match.groups()
        tag = name.lower()
        if tag in ALLOWED and tag not in VOID and tag not in END_OPTIONAL:
            self._open[tag] += -1 if end else 1
        if end:
            return "</h2>" if tag == "h1" else match[0]
        attributes = {key.lower(): _value(value) for key, value in _ATTRIBUTE.findall(rest)}
        nth = self._found.nth(match[0])

        def where() -> int:
            return self._found.lines.text(match[0], nth, f"<{name}")

        if self._elements.refused(tag, attributes, where):
            return match[0]
        if tag == "img" and attributes.get("alt") == "":
            attributes["role"] = "presentation"  # in HTML an empty alt says just that
        new = self._elements.attributes(tag, attributes, where)
        if tag == "h1":
            self._found.advice(where(), "rubriken <h1> är lika stor som sidans titel", SMALLER)
            tag = "h2"
        elif not new:
            return match[0]
        if new.get("alt") == "":
            attributes.pop("role", None)
        return f"<{tag}{_written({**attributes, **new})}>"


def _value(quoted: str) -> str | None:
    return unescape(quoted[1:-1] if quoted[:1] in {'"', "'"} else quoted) if quoted else None


def _written(attributes: dict[str, str | None]) -> str:
    return "".join(
        f" {name}" if value is None else f' {name}="{escape(value)}"'
        for name, value in attributes.items()
    )
