"""What may stay in a text: elements, for each its attributes, for each attribute its values.

What is not here goes, whatever it is called and whatever browsers make of it. No element here holds
raw text (`script`, `style`, `title`, `textarea`, `noscript`, `template`…) or is of another language
(`svg`, `math`): so a fragment means the same wherever and however often it is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Kind = Callable[[str], bool]
"""Whether a value is one of its kind."""

_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\ufeff]")
"""White space, control characters and what is not seen: some browsers skip them in a scheme."""
_SCHEME = re.compile(r"([^/?#]*?)(?::|&colon;)")
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def _scheme(value: str) -> str | None:
    """The scheme of an address, as the most lenient program would read it; None if it has none."""
    match = _SCHEME.match(_CONTROL.sub("", value))
    return match[1].lower() if match else None


def is_link(value: str) -> bool:
    r"""An address that a link may lead to: of the web, mail, a telephone, or on the site.

    >>> [is_link(url) for url in ("/om/", "#a:b", "HTTPS://x.se/", "tel:112", "?a=b:c")]
    [True, True, True, True, True]
    >>> [is_link(url) for url in ("javascript:x", "java\nscript:x", "//x.se", "data:,", "x y:")]
    [False, False, False, False, False]
    """
    scheme = _scheme(value)
    return is_own(value) if scheme is None else scheme in _SCHEMES


def is_own(value: str) -> bool:
    """The address of a file of the site itself: without scheme and without host."""
    bare = _CONTROL.sub("", value).replace("\\", "/")
    return _scheme(value) is None and not bare.startswith("//")


def _matches(pattern: str) -> Kind:
    find = re.compile(pattern, re.IGNORECASE).fullmatch
    return lambda value: find(value) is not None


def _one_of(words: str) -> Kind:
    known = frozenset(words.split())
    return lambda value: value.strip().lower() in known


def _anything(_value: str) -> bool:
    return True


_number = _matches(r"\d{1,6}")
_length = _matches(r"\d{1,6}%?")
_whole = _matches(r"-?\d{1,9}")
_language = _matches(r"[a-z0-9-]{0,40}")
_tokens = _matches(r"[a-z][a-z0-9\- ]*")
_mime = _matches(r"""[\w.+-]+/[\w.+-]+(?:;[\w.+=, "'-]*)?""")
_moment = _matches(r"[\w:.+ -]{1,60}")
_alignment = _one_of("left center right justify")
_flag = _anything
RESERVED = ("sajt:", "t=")
"""What the theme's own ids begin with, and those of transcripts, which name seconds of the sound.
Slugs of headings hold neither sign."""
is_id = _matches(r"""[^\s\x00-\x20\x7f"'<>&`]{1,300}""")
"""An id that every browser, feed reader and mail program reads alike."""
is_aligned = _matches(r"text-align:\s*(?:left|center|right);?")
"""The one style that stays: tables in Markdown come with it, and pages make it a class."""

EVERYWHERE: Mapping[str, Kind] = {
    "aria-describedby": _anything,
    "aria-hidden": _one_of("true false"),
    "aria-label": _anything,
    "aria-labelledby": _anything,
    "class": _anything,
    "dir": _one_of("ltr rtl auto"),
    "hidden": _flag,
    "id": is_id,
    "lang": _language,
    "role": _tokens,
    "tabindex": _one_of("0 -1"),
    "title": _anything,
    "translate": _one_of("yes no"),
}
"""Attributes that any element may have. What a class does is the theme's own."""

_CELL: Mapping[str, Kind] = {
    "align": _alignment,
    "colspan": _number,
    "headers": _anything,
    "rowspan": _number,
    "style": is_aligned,
}
_SOUND: Mapping[str, Kind] = {
    "autoplay": _flag,
    "controls": _flag,
    "loop": _flag,
    "muted": _flag,
    "preload": _one_of("none metadata auto"),
    "src": is_own,
}

_PLAIN = """
    abbr address article aside b bdi bdo br caption cite code dd dfn div dl dt em figcaption figure
    footer h1 h2 h3 h4 h5 h6 header hgroup hr i kbd mark p picture pre rp rt ruby s samp section
    small span strong sub summary sup table tbody tfoot thead tr u ul var wbr
"""

ELEMENTS: Mapping[str, Mapping[str, Kind]] = {
    **{name: {} for name in _PLAIN.split()},
    "a": {
        "download": _anything,
        "href": is_link,
        "hreflang": _language,
        "name": is_id,
        "rel": _tokens,
        "target": _one_of("_blank _self"),
        "type": _mime,
    },
    "audio": _SOUND,
    "blockquote": {"cite": is_link},
    "col": {"span": _number},
    "colgroup": {"span": _number},
    "data": {"value": _anything},
    "del": {"cite": is_link, "datetime": _moment},
    "details": {"open": _flag},
    "img": {
        "alt": _anything,
        "decoding": _one_of("async sync auto"),
        "height": _length,
        "loading": _one_of("lazy eager"),
        "src": is_own,
        "width": _length,
    },
    "ins": {"cite": is_link, "datetime": _moment},
    "li": {"value": _whole},
    "ol": {"reversed": _flag, "start": _whole, "type": _matches("[1ai]")},
    "q": {"cite": is_link},
    "source": {"src": is_own, "type": _mime},
    "td": _CELL,
    "th": {**_CELL, "abbr": _anything, "scope": _one_of("col row colgroup rowgroup")},
    "time": {"datetime": _moment},
    "track": {
        "default": _flag,
        "kind": _one_of("captions chapters descriptions metadata subtitles"),
        "label": _anything,
        "src": is_own,
        "srclang": _language,
    },
    "video": {
        **_SOUND,
        "height": _length,
        "playsinline": _flag,
        "poster": is_own,
        "width": _length,
    },
}
"""Every element that may stay, with the attributes of its own."""

VOID = frozenset({"br", "col", "hr", "img", "source", "track", "wbr"})
"""Of these, the ones that hold nothing and have no end tag."""


def listed(tag: str, name: str) -> Kind | None:
    """What the attribute `name` of the element `tag` (lower case) may say; None if it must go."""
    return EVERYWHERE.get(name) or ELEMENTS.get(tag, {}).get(name)
