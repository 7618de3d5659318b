"""HTML compared by what it means: the rules of CommonMark's own test normaliser."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from urllib.parse import unquote

_BLOCKS = frozenset(
    [
        "article",
        "header",
        "aside",
        "hgroup",
        "blockquote",
        "hr",
        "body",
        "li",
        "map",
        "button",
        "object",
        "canvas",
        "ol",
        "caption",
        "output",
        "col",
        "p",
        "colgroup",
        "pre",
        "dd",
        "progress",
        "div",
        "section",
        "dl",
        "table",
        "td",
        "dt",
        "tbody",
        "embed",
        "textarea",
        "fieldset",
        "tfoot",
        "figcaption",
        "th",
        "figure",
        "thead",
        "footer",
        "tr",
        "form",
        "ul",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "video",
        "script",
        "style",
    ]
)


class _Normaliser(HTMLParser):
    """Attributes in order, no space where blocks meet, entities as characters, addresses decoded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out = ""
        self._kind = ""
        self._tag = ""
        self._pre = False

    def handle_data(self, data: str) -> None:
        after_tag = self._kind in {"start", "end"}
        if after_tag and self._tag == "br":
            data = data.lstrip("\n")
        if not self._pre:
            data = re.sub(r"\s+", " ", data)
            if after_tag and self._tag in _BLOCKS:
                data = data.lstrip() if self._kind == "start" else data.strip()
        if data:
            self.out += html.escape(data)
            self._kind = "data"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.out = self.out.rstrip()
        self._pre = self._pre or tag == "pre"
        self.out += (
            f"<{tag}"
            + "".join(f" {name}{_value(name, given)}" for name, given in sorted(attrs))
            + ">"
        )
        self._kind, self._tag = "start", tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self._pre = False
        elif tag in _BLOCKS:
            self.out = self.out.rstrip()
        self.out += f"</{tag}>"
        self._kind, self._tag = "end", tag

    def handle_comment(self, data: str) -> None:
        self._other(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._other(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self._other(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        self._other(f"<?{data}>")

    def handle_entityref(self, name: str) -> None:
        self.handle_data(html.unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(html.unescape(f"&#{name};"))

    def _other(self, written: str) -> None:
        self.out += written
        self._kind = "other"


def _value(name: str, given: str | None) -> str:
    value = unquote(given or "") if name in {"href", "src"} else given or ""
    return f'="{html.escape(value)}"'


def normal(written: str) -> str:
    """The same for all HTML that says the same."""
    parser = _Normaliser()
    parser.feed(written)
    parser.close()
    return parser.out.strip()
