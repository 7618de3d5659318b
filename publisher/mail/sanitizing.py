"""A fragment made safe for mail: what mail programs refuse or break is taken out or replaced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from publisher.content.html import ELEMENTS, listed
from publisher.mail.galleries import NAME, is_gallery
from publisher.mail.pictures import UNSEEN, scaled
from publisher.mail.tables import stacked
from publisher.system.web import path_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

INSIDE = 552
"""Pixels across the text column: the letter's width less its padding (style.css, `.cell`)."""

_SILENT = "script, style, link, meta, base, title, template, source, track, param, input, select, \
textarea, button"
"""Elements that go without a trace: they hold no words of the text."""

_UNWRAPPED = ["form", "fieldset", "picture", "noscript", "details"]
"""Elements that go but leave what they hold."""

_STAND_INS = {
    "audio": "Lyssna på webben",
    "video": "Se filmen på webben",
    "svg": "Se bilden på webben",
    "math": "Se formeln på webben",
    "canvas": "Se bilden på webben",
    "iframe": "Se innehållet på webben",
    "object": "Se innehållet på webben",
    "embed": "Se innehållet på webben",
}
"""Elements that no mail program shows, and the words of the link to the page that replaces them."""

_KEPT_STYLE = re.compile(r"text-align:\s*(?:left|right|center)")
_FOR_BROWSERS = {"decoding", "loading", "style"}
"""Attributes that may stay in a text, and that mail programs make nothing of."""
_ORIGIN = re.compile(r"https?://[^\s/\\]+/", re.IGNORECASE)

_PLAINER = {
    "summary": ("<p><strong>", "</strong></p>"),
    "figure": ('<div class="figure">', "</div>"),
    "figcaption": ('<div class="caption">', "</div>"),
}
"""Elements that some mail programs do not know, and what does the same everywhere."""
_NEWER = re.compile(r"<(/?)(summary|figure|figcaption)\b[^>]*>", re.IGNORECASE)
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters of the scripts that run from right to left (Unicode, blocks of Hebrew to Arabic)."""
_PARAGRAPHS = "p, li, dd, dt, blockquote, h1, h2, h3, h4, h5, h6, td, th, .caption"


def mail_safe(html: str, page: str, *, opens: bool = True, ids: str = "") -> str:
    """The fragment as mail programs can show it, as HTML; `page` is its absolute web address.

    The text is the fragment's own, word for word. What may differ: comments, scripts, styles and
    form controls are gone; players, frames, drawings (`<svg>`) and the like are each a link to the
    page; an `<img>` in SVG, AVIF or base64 is a link with its alt text, which becomes visible;
    other pictures are at most as wide as the column; a table too wide for a phone is set row by
    row; what `<details>` hides is shown; of `style` attributes only the alignment of table cells is
    left, and of event handlers and `javascript:` addresses nothing: what may stay is listed, even
    where texts may hold anything (`raw_html: true`).

    With `opens`, a list that the text begins with is marked as its lead points. `ids` is put before
    every id, where one letter holds many texts.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(f"<body>{stacked(_plainer(html))}")
    body = tree.body
    if body is None:  # the parser always makes one; said for the type checker
        return ""
    # Backwards, so that what lies inside goes before what it lies in: a node must not outlive it.
    for node in reversed(body.css(_SILENT)):
        node.decompose()
    body.unwrap_tags(_UNWRAPPED, delete_empty=True)
    known = {*ELEMENTS, *_STAND_INS, "body"}
    for node in reversed(list(body.traverse())):
        if node.is_element_node and node.tag not in known:
            node.unwrap(delete_empty=True)
    for node in reversed(body.css(", ".join(_STAND_INS))):
        _stand_in(tree, node, page)
    for node in body.css("img"):
        _image(tree, node, page)
    for node in list(body.traverse()):
        _clean(node, ids)
    if opens:
        _mark_points(body)
    if _FROM_RIGHT.search(html):
        _turn(body)
    return body.inner_html or ""


def _plainer(html: str) -> str:
    """With elements that every program knows; the heading of `<details>` becomes a paragraph."""

    def plainer(tag: re.Match[str]) -> str:
        if not tag[1] and tag[2].lower() == "figure" and is_gallery(tag[0]):
            return f'<div class="{NAME}">'
        return _PLAINER[tag[2].lower()][bool(tag[1])]

    return _NEWER.sub(plainer, html)


def _mark_points(body: LexborNode) -> None:
    first = next((node for node in body.iter()), None)
    if first is not None and first.tag == "ul":
        first.attrs["class"] = "points"


def _turn(body: LexborNode) -> None:
    """Let paragraphs run from the right whose first letter does; no style says so everywhere."""
    for node in body.css(_PARAGRAPHS):
        letter = next((sign for sign in node.text() if sign.isalpha()), "")
        if "dir" not in node.attributes and _FROM_RIGHT.match(letter):
            node.attrs["dir"] = "rtl"


def _stand_in(tree: LexborHTMLParser, node: LexborNode, page: str) -> None:
    """Put a link in the place of what cannot be shown, or nothing if it was mere decoration."""
    decoration = node.attributes.get("aria-hidden") == "true"
    if decoration or _inside(node, {"a", *_STAND_INS}):
        node.decompose()
    else:
        _replace(tree, node, _STAND_INS[node.tag or ""], page)


def _image(tree: LexborHTMLParser, node: LexborNode, page: str) -> None:
    src, alt = node.attributes.get("src") or "", node.attributes.get("alt") or ""
    if src.startswith("data:") or path_of(src).lower().endswith(UNSEEN):
        if not alt:
            node.decompose()
        elif _inside(node, {"a"}):
            node.replace_with(alt)
        else:
            _replace(tree, node, f"Bild: {alt}", page if src.startswith("data:") else src)
        return
    width, height = scaled(_pixels(node, "width"), _pixels(node, "height"), INSIDE)
    node.attrs["width"] = str(width)
    if height:
        node.attrs["height"] = str(height)
    elif "height" in node.attrs:
        del node.attrs["height"]
    node.attrs["alt"] = alt


def _replace(tree: LexborHTMLParser, node: LexborNode, words: str, url: str) -> None:
    link = tree.create_node("a")
    link.attrs["href"] = url
    link.insert_child(words)
    node.replace_with(link)


def _clean(node: LexborNode, ids: str) -> None:
    """Keep elements and text, and of attributes those that are listed; ids are made its own."""
    if not (node.is_element_node or node.is_text_node):  # a comment, or `<?what a parser keeps?>`
        node.decompose()
        return
    attributes = node.attributes if node.is_element_node else {}
    for name, value in attributes.items():
        aligned = _KEPT_STYLE.search(value or "") if name == "style" else None
        if aligned and node.tag in {"td", "th"}:
            node.attrs["style"] = aligned[0]
        elif not _stays(node.tag or "", name, value or ""):
            del node.attrs[name]
        elif ids and name in {"id", "name"}:
            node.attrs[name] = f"{ids}{value}"
        elif ids and name == "href" and value and value.startswith("#"):
            node.attrs[name] = f"#{ids}{value[1:]}"


def _stays(tag: str, name: str, value: str) -> bool:
    if name in _FOR_BROWSERS:
        return False
    if name == "src" and (origin := _ORIGIN.match(value)):
        value = value[origin.end() - 1 :]  # the site's own picture, by its whole address
    kind = listed(tag, name)
    return kind is not None and kind(value)


def _inside(node: LexborNode, tags: set[str]) -> bool:
    parent = node.parent
    while parent is not None and parent.tag not in tags:
        parent = parent.parent
    return parent is not None


def _pixels(node: LexborNode, name: str) -> int | None:
    value = node.attributes.get(name) or ""
    return int(value) if value.isdecimal() and int(value) else None
