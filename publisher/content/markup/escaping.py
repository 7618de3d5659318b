r"""Words → Markdown that says the same: what would mean something is escaped, where it would.

Source of the rules: CommonMark 0.31, 2.4 and 4; what our dialect adds, `content/render/reading`.
"""

from __future__ import annotations

import re

_SIGNS = re.compile(r"[\\`*\[\]]")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
_DOUBLED = re.compile(r"(~|=|%)\1")
_ATTRIBUTES = re.compile(r"\{(?=\s*[:#.])")
_MAIL = re.compile(r"(?<=[\w.+-])@(?=[\w-]+\.)")
_WEB = re.compile(r"(https?|ftp)(://)", re.IGNORECASE)
_WWW = re.compile(r"\bwww\.(?=\w)", re.IGNORECASE)
_UNFINISHED = re.compile(
    r"(?<![\w-])(?=(?:TK)+(?![\w-])|X{3,}(?![\w-])|(?:TODO|FIXME)(?![\w-]))(\w)"
)
_START = re.compile(
    r"^( *)(?:(\d{1,9})([.)])(?=\s|$)|([-+#>=~|:](?=.?)|!!!|\?\?\?)|(--+|==+)\s*$)", re.MULTILINE
)
_COLUMNS = re.compile(r"^(?=[^\n]*\|)[\s|:-]+$", re.MULTILINE)


def escaped(text: str, *, linked: bool = False) -> str:
    r"""Running words; `linked` within a link, where an address is no link of its own.

    >>> escaped("2 * 3 <b> a_b _c_ &amp; [x]")
    '2 \\* 3 &lt;b> a_b \\_c\\_ &amp;amp; \\[x\\]'
    """
    if text.isalnum():
        return _finished(text)
    text = _SIGNS.sub(r"\\\g<0>", text)
    if "&" in text:
        text = _ENTITY.sub("&amp;", text)
    if "<" in text:
        text = text.replace("<", "&lt;")
    if "_" in text:
        text = _UNDERSCORE.sub(r"\\_", text)
    text = _DOUBLED.sub(r"\\\1\\\1", text) if _DOUBLED.search(text) else text
    if "---" in text:  # which typography would part from its words
        text = re.sub(r"-{3,}", lambda run: "\\-" * len(run[0]), text)
    if "{" in text:
        text = _ATTRIBUTES.sub(r"\\{", text)
    if "://" in text:
        text = _WEB.sub(r"\1\\\2", text)
    if not linked:
        text = _unlinked(text)
    return _finished(text)


def _unlinked(text: str) -> str:
    if "@" in text:
        text = _MAIL.sub(r"\\@", text)
    if "ww." in text.lower():
        text = _WWW.sub(lambda match: f"{match[0][:-1]}\\.", text)
    return text


def _finished(text: str) -> str:
    """Words that an author leaves to come back to (`render/unfinished.py`): here they are text."""
    if "TK" in text or "XX" in text or "TODO" in text or "FIXME" in text:
        return _UNFINISHED.sub(lambda match: f"&#{ord(match[1])};", text)
    return text


def line_starts(text: str) -> str:
    r"""A paragraph, of which no line begins what it is not.

    >>> line_starts("2024. Ett år\n- streck\n# hash")
    '2024\\. Ett år\n\\- streck\n\\# hash'
    """
    text = _START.sub(_start, text)
    return (
        _COLUMNS.sub(lambda match: match[0].replace("|", "\\|", 1), text) if "|" in text else text
    )


def _start(match: re.Match[str]) -> str:
    if match[2]:
        return f"{match[1]}{match[2]}\\{match[3]}"
    return f"{match[1]}\\{match[0][len(match[1]) :]}"


def address(url: str) -> str:
    """An address as the goal of a link or a picture."""
    url = re.sub(r"[ \t\r\n<>\\\x00-\x1f]", lambda sign: f"%{ord(sign[0]):02X}", url.strip())
    url = _ENTITY.sub("&amp;", url)
    return f"<{url}>" if re.search(r"[()\s]|^$", url) else url


def attribute(value: str) -> str:
    """A value between quotation marks, in HTML."""
    value = value.replace("&", "&amp;").replace('"', "&quot;").replace("\n", " ")
    return value.replace("<", "&lt;").replace(">", "&gt;")


def markup(text: str) -> str:
    """Text in HTML that the renderer leaves as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def title(text: str) -> str:
    """A link's title, in its quotation marks."""
    text = re.sub(r"\s+", " ", text).strip()
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;")
