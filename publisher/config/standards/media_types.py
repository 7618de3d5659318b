"""What the outside world is told of each kind of file: its type, and how long it may be kept.

A web server has such a table of its own; a store tells readers just what it was told when the file
was put there. Whoever checks what a host answers compares with this.
"""

from __future__ import annotations

import re

from publisher.model.feed_formats import format_at

_HTML = "text/html; charset=utf-8"
_TEXT = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",  # RFC 9239
    ".mjs": "text/javascript; charset=utf-8",
    ".map": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".xsl": "text/xsl; charset=utf-8",  # what browsers ask of a style sheet, RFC or not
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".html": _HTML,
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",  # W3C, Web Application Manifest
    ".opml": "text/x-opml; charset=utf-8",
}
_SOUND = {
    # As Apple writes them in its requirements, and as our feeds say in `enclosure`.
    ".mp3": "audio/mpeg",
    ".m4a": "audio/x-m4a",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
}
_OTHER = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".epub": "application/epub+zip",
    ".zip": "application/zip",
    ".wasm": "application/wasm",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".eml": "message/rfc822",
}
_BY_NAME = {
    "kapitel.json": "application/json+chapters",  # the podcast namespace, podcast:chapters
    "robots.txt": "text/plain; charset=utf-8",
    "_redirects": "text/plain; charset=utf-8",
    "_headers": "text/plain; charset=utf-8",
}
_NO_FEED = frozenset({"assets", "media", "sok"})
_COMPANIONS = frozenset({"kapitel.json", "avskrift.json"})
_LISTS = frozenset({"delar.json", "pagefind-entry.json"})
"""Name files of the search index that the next deploy may remove."""
_COMPRESSIBLE = frozenset({".html", ".css", ".js", ".mjs", ".svg", ".json", ".map"})
_PICTURES = frozenset(_OTHER.keys() - {".wasm"}) | {".svg"}
_KINDS = {**_TEXT, **_SOUND, **_OTHER}
_UNKNOWN = "application/octet-stream"
"""Also for the search index: its files are compressed inside; nobody may unpack them on the way.
"""

PAGE = "public, max-age=60, stale-while-revalidate=600"
"""Pages, feeds and whatever lists them: news is seen within a minute."""
HOUR = "public, max-age=3600"
DAY = "public, max-age=86400"
"""Pictures and sound, for a published enclosure never changes; and styles and scripts.

Pages ask for those with a mark (`?v=`) that changes when they do, but a theme of one's own may not.
"""
FOR_EVER = "public, max-age=31536000, immutable"
"""Files whose address changes when they do (RFC 8246)."""

_HASHED = re.compile(r"[._-](?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,}[._-]")
_PAGEFIND = frozenset({".pf_fragment", ".pf_index", ".pf_meta", ".pf_filter"})


def content_type(path: str) -> str:
    """The media type of a file of the site, with its character set where it has one."""
    name, ending = _name(path)
    if name in _BY_NAME:
        return _BY_NAME[name]
    if _is_feed(path, name, ending) and (found := format_at(ending)):
        return found.served[ending]
    return _KINDS.get(ending, _UNKNOWN)


def caching(path: str) -> str:
    """What `Cache-Control` says of a file of the site."""
    name, ending = _name(path)
    if ending in _PAGEFIND or (path.startswith("assets/") and _HASHED.search(name)):
        return FOR_EVER
    if ending == ".html" or name in _LISTS or path.startswith("sitemap"):
        return PAGE
    if _is_feed(path, name, ending):
        return PAGE
    versioned = path.startswith("assets/") and ending in {".css", ".js"} and name != "feed.css"
    return DAY if versioned or ending in _SOUND or ending in _PICTURES else HOUR


def is_compressible(path: str) -> bool:
    """Whether a file is text that a browser asks for, and may be stored compressed.

    Not feeds, transcripts and chapters: programs that do not unpack still fetch them.
    """
    name, ending = _name(path)
    if ending not in _COMPRESSIBLE or _is_feed(path, name, ending):
        return False
    return name not in _BY_NAME and not name.startswith("avskrift.")


def _name(path: str) -> tuple[str, str]:
    """The file's own name, and its ending in small letters with its dot."""
    name = path.rpartition("/")[2]
    _, dot, ending = name.rpartition(".")
    return name, f"{dot}{ending}".lower()


def is_feed(path: str) -> bool:
    """Whether a file of the site is a feed, of the whole site or of a list."""
    return _is_feed(path, *_name(path))


def _is_feed(path: str, name: str, ending: str) -> bool:
    """By its place and name. Plain string work, for all files are asked."""
    if name in _COMPANIONS or path.startswith("sitemap"):
        return False
    return format_at(ending) is not None and path.partition("/")[0] not in _NO_FEED
