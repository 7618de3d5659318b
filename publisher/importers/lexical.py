"""Ghost's own tree of a text (Lexical) → HTML, for posts whose export has no HTML.

Source: TryGhost/Koenig, the nodes of `kg-default-nodes`; a node that is not known keeps its words.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from publisher.content.markup.escaping import attribute, markup
from publisher.content.markup.notes import Notes

_FORMATS = (
    (1, "strong"),
    (2, "em"),
    (4, "del"),
    (8, "u"),
    (16, "code"),
    (32, "sub"),
    (64, "sup"),
    (128, "mark"),
)
_DEEPEST = 60
_WRAPPED = {
    "paragraph": "p",
    "listitem": "li",
    "quote": "blockquote",
    "extended-quote": "blockquote",
    "aside": "blockquote",
}
Node = dict[str, object]


def html_of(written: str, notes: Notes) -> str:
    """The text as HTML; what its nodes do not say is told."""
    try:
        root = dict(json.loads(written)["root"])
    except (ValueError, KeyError, TypeError, RecursionError):
        notes.add("look", "trasig text", "textens träd (Lexical) går inte att läsa")
        return ""
    return _LexicalWriter(notes).children(root, 0)


class _LexicalWriter:
    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._cards: dict[str, Callable[[Node], str]] = {
            "image": _image,
            "gallery": _gallery,
            "codeblock": _code,
            "html": lambda node: _text(node, "html"),
            "markdown": lambda node: f"<pre>{markup(_text(node, 'markdown'))}</pre>",
            "embed": lambda node: _shown(_text(node, "url")),
            "bookmark": lambda node: _shown(_text(node, "url")),
            "callout": lambda node: f"<blockquote>{_text(node, 'calloutText')}</blockquote>",
            "toggle": _toggle,
            "button": _button,
            "audio": lambda node: f'<audio src="{attribute(_text(node, "src"))}"></audio>',
            "video": lambda node: f'<video src="{attribute(_text(node, "src"))}"></video>',
            "file": _file,
            "horizontalrule": lambda _: "<hr>",
            "linebreak": lambda _: "<br>",
            "paywall": lambda _: "<!--more-->",
        }

    def children(self, node: Node, depth: int) -> str:
        """Everything in a node."""
        given = node.get("children")
        if not isinstance(given, list) or depth > _DEEPEST:
            return ""
        return "".join(self._node(each, depth + 1) for each in given if isinstance(each, dict))

    def _node(self, node: Node, depth: int) -> str:  # noqa: PLR0911 (one for each kind)
        kind = str(node.get("type") or "")
        if kind in {"text", "extended-text"}:
            return _formatted(node)
        if kind in self._cards:
            return self._cards[kind](node)
        inner = self.children(node, depth)
        if kind in _WRAPPED:
            return f"<{_WRAPPED[kind]}>{inner}</{_WRAPPED[kind]}>"
        if kind in {"heading", "extended-heading"}:
            tag = (
                _text(node, "tag")
                if _text(node, "tag") in {"h1", "h2", "h3", "h4", "h5", "h6"}
                else "h2"
            )
            return f"<{tag}>{inner}</{tag}>"
        if kind in {"link", "autolink"}:
            return f'<a href="{attribute(_text(node, "url"))}">{inner}</a>'
        if kind == "list":
            tag = "ol" if node.get("listType") == "number" else "ul"
            return f"<{tag}>{inner}</{tag}>"
        if not inner:
            words = " ".join(str(value) for value in node.values() if isinstance(value, str))[:300]
            self._notes.add("look", "okänt kort", f"kortet ”{kind}” kom inte med: {words}")
        return inner


def _text(node: Node, key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""


def _formatted(node: Node) -> str:
    text, bits = markup(_text(node, "text")), node.get("format")
    if not isinstance(bits, int):
        return text
    for bit, tag in _FORMATS:
        if bits & bit:
            text = f"<{tag}>{text}</{tag}>"
    return text


def _picture(node: Node) -> str:
    return f'<img src="{attribute(_text(node, "src"))}" alt="{attribute(_text(node, "alt"))}">'


def _captioned(inner: str, node: Node) -> str:
    caption = _text(node, "caption")
    return f"<figure>{inner}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"


def _image(node: Node) -> str:
    picture, href = _picture(node), _text(node, "href")
    return _captioned(f'<a href="{attribute(href)}">{picture}</a>' if href else picture, node)


def _gallery(node: Node) -> str:
    images = node.get("images")
    rows = [each for each in images if isinstance(each, dict)] if isinstance(images, list) else []
    inner = "".join(f"<figure>{_picture(each)}</figure>" for each in rows)
    caption = _text(node, "caption")
    told = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure data-gallery="1">{inner}{told}</figure>'


def _code(node: Node) -> str:
    language = attribute(_text(node, "language"))
    inner = f'<pre data-language="{language}"><code>{markup(_text(node, "code"))}</code></pre>'
    caption = _text(node, "caption")
    return inner + (f"<p>{caption}</p>" if caption else "")


def _shown(url: str) -> str:
    return f'<p data-embed="{attribute(url)}"></p>' if url else ""


def _toggle(node: Node) -> str:
    return (
        f"<details><summary>{_text(node, 'heading')}</summary>"
        f"<div>{_text(node, 'content')}</div></details>"
    )


def _button(node: Node) -> str:
    words = markup(_text(node, "buttonText"))
    return f'<p><a href="{attribute(_text(node, "buttonUrl"))}">{words}</a></p>'


def _file(node: Node) -> str:
    words = markup(_text(node, "fileTitle") or _text(node, "fileName"))
    return f'<p><a href="{attribute(_text(node, "src"))}">{words}</a></p>'
