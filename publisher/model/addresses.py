"""Addresses: ASCII slugs, and a fragment's site addresses made absolute for a frame."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import urlsplit

CONTENT = "content"
"""The author's folder, below the publication's root."""
PEOPLE = f"{CONTENT}/forfattare.yml"
"""Those who sign what is written there."""

OLD_ADDRESSES = "feeds/gamla-adresser.yml"
"""To what the addresses of an old site lead that no text had, as an import wrote it."""

SITE = "site"
"""What readers fetch, below `build/`."""
_INDEX = "index.html"

_TAG = re.compile(r"""<[a-zA-Z][^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>""")
_SITE_ADDRESSES = ('="/', '="#', "='/", "='#")
_ATTRIBUTE = re.compile(r"""(\s(?:href|src|poster|cite)=)(["'])([/#](?!/)[^"']*)\2""")
_SIZES = re.compile(r"""(\ssrcset=)(["'])([^"']*)\2""")
_SIZE = re.compile(r"(^|,\s*)(?=/(?!/))")

SECRET = re.compile(r"prenumeranter(?:\\?/|%2F)[0-9a-f]{32}", re.IGNORECASE)
"""What an address has that nobody may guess, however it is written: that of subscribers' sound.

Wherever the sound lies: `/media/prenumeranter/…/` or below a media address of its own.
"""
_MADE = {".heic": ".jpg", ".heif": ".jpg"}
"""What the name of a file ends with that is published as something else."""
_LISTS = {"tag": "taggar", "category": "kategorier", "author": "forfattare"}


@lru_cache(maxsize=65536)
def slug(text: str) -> str:
    """`Å ena sidan & å andra` → `a-ena-sidan-och-a-andra`: only a–z, 0–9 and single hyphens.

    May be empty, when nothing in the text can be written in ASCII.
    """
    from slugify import slugify

    return slugify(text, replacements=[("&", " och ")])


def media_url(source: str) -> str:
    """The address of a published file: its path below `CONTENT`, each part made ASCII.

    `content/artiklar/2025/Räls.JPG` → `/media/artiklar/2025/rals.jpg`. A photograph as phones take
    them (HEIC) is published as the JPEG that is made of it.
    """
    path = PurePosixPath(source)
    if path.is_relative_to(CONTENT):
        path = path.relative_to(CONTENT)
    parts = [slug(part) or "x" for part in path.parent.parts]
    ending_ = path.suffix.lower()
    name = (slug(path.stem) or "x") + (_MADE.get(ending_) or ending_)
    return "/".join(["/media", *parts, name])


def beside(url: str, ending: str) -> str:
    """The address of a picture in another size: `chip.jpg` → `chip-800.webp`.

    But `chip.png` → `chip-png-800.webp`, for `chip.jpg` and `chip.png` may lie side by side.
    """
    stem, _, kind = url.rpartition(".")
    return f"{stem}{ending}" if kind == "jpg" else f"{stem}-{kind}{ending}"


def sized_from(address: str) -> tuple[str, ...]:
    """The addresses that `beside` may have led to this one, the likelier first.

    >>> sized_from("/media/chip-png-800.webp")
    ('/media/chip.png', '/media/chip-png.jpg')
    """
    stem, _, _ = address.rpartition("-")
    base, _, kind = stem.rpartition("-")
    return (f"{base}.{kind}", f"{stem}.jpg") if base else (f"{stem}.jpg",)


def page_file(address: str) -> str:
    """Where a page at a site address lies, below `SITE`: a folder is made of what has no ending.

    >>> [page_file(address) for address in ("/", "/2025/hej/", "/404.html", "/gammal")]
    ['index.html', '2025/hej/index.html', '404.html', 'gammal/index.html']
    """
    ended = address.endswith("/") or ending(address)
    return exact_file(address if ended else f"{address}/")


def ending(address: str) -> str:
    """What the last name in an address ends with, with its full stop: what `Path.suffix` has.

    >>> [ending(address) for address in ("/media/a.b.jpg", "/2025/hej/", "/a.b/c", "/.a", "/a.")]
    ['.jpg', '', '', '', '']
    """
    name = address.rpartition("/")[2]
    at = name.rfind(".")
    return name[at:] if 0 < at < len(name) - 1 else ""


def exact_file(address: str) -> str:
    """What every host hands out at a site address, below `SITE`; not all add a missing slash.

    >>> [exact_file(address) for address in ("/", "/2025/hej/", "/media/hej.jpg", "/gammal")]
    ['index.html', '2025/hej/index.html', 'media/hej.jpg', 'gammal']
    """
    return address.removeprefix("/") + (_INDEX if address.endswith("/") else "")


def built(address: str) -> str:
    """The same, below `build/`: `site/2025/hej/index.html`."""
    return f"{SITE}/{exact_file(address)}"


def address_of(path: str) -> str:
    """The site address that a file below `SITE` answers at.

    >>> [address_of(path) for path in ("index.html", "2025/hej/index.html", "media/hej.jpg")]
    ['/', '/2025/hej/', '/media/hej.jpg']
    """
    return "/" + (path.removesuffix(_INDEX) if PurePosixPath(path).name == _INDEX else path)


def prefixed(prefix: str, address: str) -> str:
    """A site address with `prefix` in front; whatever has a host already, or is none, as it is.

    >>> prefixed("https://x.se/y", "/arkiv/"), prefixed("/y", "https://y.se/")
    ('https://x.se/y/arkiv/', 'https://y.se/')
    """
    ours = address.startswith("/") and not address.startswith("//")
    return prefix + address if ours else address


def host_of(url: str) -> str:
    """The name of the machine that a URL is asked for at, in small letters; empty without one."""
    return urlsplit(url).hostname or ""


def list_url(kind: str, value: str) -> str:
    """The address of the list of all pieces with a tag, in a category or by an author.

    >>> list_url("tag", "kina")
    '/taggar/kina/'
    """
    return f"/{_LISTS[kind]}/{value}/"


def rebase(html: str, prefix: str, page: str = "") -> str:
    """Put `prefix` before every site address in the tags of a fragment.

    `prefix` is a sub-path (`/y`) or a whole origin (`https://x.se/y`), without a closing slash.
    `page`, when given, is put before links within the text (`#id`), for frames that stand elsewhere
    than the page, such as feeds.
    """
    if not (prefix or page) or not any(sign in html for sign in _SITE_ADDRESSES):
        return html

    def attribute(match: re.Match[str]) -> str:
        name, quote, value = match.groups()
        front = page if value[0] == "#" else prefix
        return f"{name}{quote}{front}{value}{quote}"

    def sizes(match: re.Match[str]) -> str:
        name, quote, value = match.groups()
        return f"{name}{quote}{_SIZE.sub(lambda before: before[1] + prefix, value)}{quote}"

    def rebased(match: re.Match[str]) -> str:
        tag = match[0]
        if "srcset=" in tag:
            tag = _SIZES.sub(sizes, tag)
        return _ATTRIBUTE.sub(attribute, tag) if "=" in tag else tag

    return _TAG.sub(rebased, html)
