"""A WordPress text as it lies in the database → the HTML that readers got.

Either it was written in blocks (Gutenberg), whose comments say what is what, or in the classic
editor, where empty lines make paragraphs.
"""

from __future__ import annotations

import json
import re
from html import unescape

from publisher.content.markup.escaping import attribute, markup
from publisher.content.markup.notes import Notes
from publisher.importers.records import SourceIndex
from publisher.importers.wordpress.autop import with_paragraphs
from publisher.importers.wordpress.shortcodes import Shortcodes

_BLOCK = re.compile(r"<!--\s*(/?)wp:([a-z][\w/-]*)\s*(\{.*?\})?\s*(/?)-->", re.DOTALL)
_MORE = re.compile(r"<!--\s*more\b.*?-->", re.DOTALL | re.IGNORECASE)
_PAGES = re.compile(r"<!--\s*nextpage\s*-->", re.IGNORECASE)
_ALONE = re.compile(r"^[ \t]*(https?://[^\s<>\"]+)[ \t]*$", re.MULTILINE)
_PLAYERS = (
    "youtube.com youtu.be vimeo.com dailymotion.com flickr.com twitter.com x.com soundcloud.com"
    " spotify.com slideshare.net ted.com instagram.com tiktok.com wordpress.tv kickstarter.com"
    " reddit.com bsky.app"
)
_HOSTS = "|".join(re.escape(host) for host in _PLAYERS.split())
_PLAYED = re.compile(rf"https?://(?:[\w-]+\.)*(?:{_HOSTS})/", re.IGNORECASE)
"""Places whose players WordPress shows for an address on a line of its own (oEmbed)."""
_CORE_NOTE = re.compile(r'<sup[^>]*\bdata-fn="([\w-]+)"[^>]*>.*?</sup>', re.DOTALL)
_LAYOUT = frozenset(
    [
        "group",
        "column",
        "columns",
        "cover",
        "spacer",
        "buttons",
        "button",
        "separator",
        "media-text",
        "row",
        "stack",
        "social-links",
        "navigation",
        "query",
        "post-template",
    ]
)


def html_of(
    body: str, index: SourceIndex, record: str, meta: dict[str, list[str]], notes: Notes
) -> str:
    """The text as HTML; what WordPress would have made of blocks and shortcodes is in `notes`."""
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    body = _MORE.sub("<!--more-->", body)
    if _PAGES.search(body):
        notes.add("told", "sidbrytning", "texten var delad på flera sidor; nu är den hel")
        body = _PAGES.sub("\n\n", body)
    if "<!-- wp:" in body:
        body = _core_notes(body, meta, notes)
        body = _blocks(body, notes)
        return Shortcodes(index, record, notes).expanded(body)
    body = Shortcodes(index, record, notes).expanded(body)
    body = _ALONE.sub(_alone, body)
    return with_paragraphs(body)


def _alone(match: re.Match[str]) -> str:
    """An address on a line of its own was shown as a player, where WordPress knew the place."""
    if _PLAYED.match(match[1]):
        return f'\n\n<p data-embed="{attribute(unescape(match[1]))}"></p>\n\n'
    return match[0]


def _core_notes(body: str, meta: dict[str, list[str]], notes: Notes) -> str:
    """WordPress's own footnotes: marks in the text, texts in postmeta."""
    given = meta.get("footnotes", [])
    try:
        rows = json.loads(given[0]) if given else []
        said = {str(row["id"]): str(row["content"]) for row in rows}
    except (ValueError, TypeError, KeyError):
        said = {}
        notes.add("look", "fotnoter", "fotnoternas texter går inte att läsa i exporten")
    numbers: dict[str, int] = {}

    def mark(match: re.Match[str]) -> str:
        if match[1] not in said:
            return match[0]
        number = numbers.setdefault(match[1], len(numbers) + 1)
        return f'<sup data-fn="{number}"></sup>'

    body = _CORE_NOTE.sub(mark, body)
    return body + "".join(
        f'<div data-fn-body="{number}">{said[key]}</div>' for key, number in numbers.items()
    )


def _blocks(body: str, notes: Notes) -> str:
    def block(match: re.Match[str]) -> str:
        name = match[2].removeprefix("core/")
        if match[1]:
            return "\n"
        given = _given(match[3])
        if not match[4]:
            return _begun(name, given)
        return _alone_block(name, given, notes)

    return _BLOCK.sub(block, body)


def _given(written: str | None) -> dict[str, object]:
    try:
        given = json.loads(written) if written else {}
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _begun(name: str, given: dict[str, object]) -> str:
    """A block that holds HTML: of code only its language is told by the comment alone."""
    if name in {"code", "syntaxhighlighter/code"} and isinstance(given.get("language"), str):
        return f"<!--language:{given['language']}-->"
    return "\n"


def _alone_block(name: str, given: dict[str, object], notes: Notes) -> str:
    """A block that the old site's program filled in when it was shown."""
    if name == "footnotes":
        return ""
    url = given.get("url")
    if name.startswith(("embed", "core-embed/")) and isinstance(url, str):
        return f'<p data-embed="{attribute(url)}"></p>'
    if name == "spacer" or name in _LAYOUT:
        return "\n"
    told = ", ".join(f"{key}: {value}" for key, value in given.items() if isinstance(value, str))[
        :200
    ]
    with_what = f" ({told})" if told else ""
    text = f"blocket ”{name}” fylldes i av den gamla sajten och kom inte med{with_what}"
    notes.add("look", "levande block", text)
    return "\n"


def coded(html: str) -> str:
    """Code blocks with their language, which stood in the comment before."""
    return re.sub(
        r"<!--language:([\w+#-]+)-->\s*<pre\b",
        lambda match: f'<pre data-language="{match[1]}"',
        html,
    )


__all__ = ["coded", "html_of", "markup"]
