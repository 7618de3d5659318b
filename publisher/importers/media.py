"""Pictures and other files of the source: which one is meant, and where it is to lie.

Many addresses mean one file: in other sizes, through other servers. They are led back to the
original, which is looked for in the folder that the owner has, or fetched, if that was asked for.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit, urlunsplit

from publisher.importers.judge.facts import address_of
from publisher.media import images
from publisher.model.addresses import CONTENT, slug
from publisher.problems import Problem, reason

PICTURES = frozenset((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"))
FILES = frozenset(
    [
        ".pdf",
        ".txt",
        ".csv",
        ".doc",
        ".docx",
        ".xls",
        ".xlsx",
        ".ppt",
        ".pptx",
        ".odt",
        ".ods",
        ".odp",
        ".zip",
        ".mp3",
        ".m4a",
        ".ogg",
        ".oga",
        ".opus",
        ".wav",
        ".mp4",
        ".m4v",
        ".webm",
        ".ogv",
        ".mov",
        ".json",
        ".epub",
        ".rtf",
    ]
)
_SIZE = re.compile(r"-\d{2,5}x\d{2,5}(?=\.[A-Za-z]{3,4}$)")
_SCALED = re.compile(r"-(?:scaled|e\d{10,})(?=\.[A-Za-z]{3,4}$)")
_PHOTON = re.compile(r"i\d\.wp\.com$")
_UNESCAPED = re.compile(r"%2[Ff]|%3[Aa]")

LOCAL = "https://mapp.invalid"
"""Stands for the top of a folder that was taken in, where files lie and no site is (RFC 2606)."""

Fetch = Callable[[str, Path], str]
"""Fetch an address into a file; says in Swedish why not, or nothing."""


def original(url: str, base: str = "") -> str:  # noqa: PLR0911 (one for each server)
    """The address of the file itself.

    >>> original("https://i0.wp.com/x.se/wp-content/uploads/2015/01/a-300x200.jpg?w=300")
    'https://x.se/wp-content/uploads/2015/01/a.jpg'
    """
    try:
        url = urljoin(base + "/", url.strip()) if base else url.strip()
        url = f"https:{url}" if url.startswith("//") else url
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return url
    if _PHOTON.search(host) and parts.path.count("/") > 1:
        return original(f"https:/{parts.path}")
    if host in {"substackcdn.com", "cdn.substack.com"} and "/image/" in parts.path:
        inner = parts.path[parts.path.rfind("/http") + 1 :]
        return original(unquote(inner)) if inner.startswith("http") else url
    if "/wp-content/uploads/" in parts.path or host.endswith(".files.wordpress.com"):
        return urlunsplit((parts.scheme, parts.netloc, _SIZE.sub("", parts.path), "", ""))
    if "/content/images/size/w" in parts.path:
        return urlunsplit(
            (parts.scheme, parts.netloc, re.sub(r"/size/w\d+(?:h\d+)?", "", parts.path), "", "")
        )
    if host.endswith("googleusercontent.com") or "_next/image" in parts.path:
        inner = parse_qs(parts.query).get("url", [""])[0]
        return urljoin(url, inner) if inner else url
    return url


@dataclass(slots=True, kw_only=True)
class MediaStock:
    """What has been asked for so far, by original address."""

    root: Path
    staging: Path
    """Where files lie until all is settled; as they will lie below the publication."""
    site: str = ""
    folder: Path | None = None
    fetch: Fetch | None = None
    places: dict[str, str] = field(default_factory=dict)
    """Original address → path in the publication."""
    missing: dict[str, str] = field(default_factory=dict)
    """Original address → why it is not at hand."""
    staged: dict[str, Path] = field(default_factory=dict)
    """Path in the publication → the file that is to lie there."""
    _names: dict[str, str] = field(default_factory=dict)
    _first: dict[str, str] = field(default_factory=dict)

    def place(self, url: str, base: str = "") -> tuple[str, str, str]:
        """(path, original address, why it is missing); the path is empty when it is."""
        whole = self._spelt(original(url, base or self.site))
        if whole in self.missing:
            return "", whole, self.missing[whole]
        if (path := self.places.get(whole)) is not None:
            return path, whole, ""
        path = self._path(whole)
        why = self._had(whole, path)
        if why:
            self.missing[whole] = why
            return "", whole, why
        self.places[whole] = path
        return path, whole, ""

    def beside(self, url: str, path: str) -> tuple[str, str]:
        """Get a file that is to lie at `path`: (path, why it is missing)."""
        if path in self.staged:
            return path, ""
        why = self._had(url, path)
        return (path, "") if not why else ("", why)

    def folder_of(self, path: str) -> Path:
        """The folder below which a file lies that was had: staged, or here since before."""
        return self.staging if path in self.staged else self.root

    def drop(self, path: str) -> None:
        """Let go of a staged file that turned out to be of no use."""
        if (file := self.staged.pop(path, None)) is not None:
            file.unlink(missing_ok=True)

    def _spelt(self, url: str) -> str:
        """The address as it was spelt first: å and %C3%A5 are one."""
        return self._first.setdefault(address_of(url), url)

    def _path(self, url: str) -> str:
        """`content/bilder/2015/01/namn.jpg`: as it lay there, made ASCII; no two files have one."""
        parts = urlsplit(url)
        path = PurePosixPath(unquote(parts.path))
        uploads = str(path).partition("/uploads/")[2]
        below: tuple[str, ...] = (slug(parts.hostname or "") or "x",)
        if uploads or url.startswith(f"{LOCAL}/"):
            below = PurePosixPath(uploads or str(path).lstrip("/")).parent.parts
        folder = "/".join(slug(part) or "x" for part in below if part not in {"..", "."})
        stem, ending = slug(path.stem)[:80] or "bild", path.suffix.lower()
        if ending not in PICTURES | FILES:
            ending = ".jpg"
        made, number = f"{CONTENT}/bilder/{folder}/{stem}{ending}", 2
        while self._names.setdefault(made, url) != url:
            made, number = f"{CONTENT}/bilder/{folder}/{stem}-{number}{ending}", number + 1
        return re.sub(r"/{2,}", "/", made)

    def _had(self, url: str, path: str) -> str:
        """Get the file to where it is staged; why not, in Swedish, or nothing."""
        if (self.root / path).is_file():
            return ""
        found = self._local(url)
        target = self.staging / path
        if found is None and self.fetch is None:
            return "den finns inte i mappen" if self.folder else "den är inte hämtad"
        target.parent.mkdir(parents=True, exist_ok=True)
        if found is not None:
            try:
                shutil.copyfile(found, target)
            except OSError as error:
                return f"den går inte att läsa: {reason(error)}"
        elif self.fetch is not None and (why := self.fetch(url, target)):
            return why
        return self._whole(path, target)

    def _local(self, url: str) -> Path | None:
        """The file in the owner's folder, which is `uploads` or something above it."""
        if self.folder is None:
            return None
        path = unquote(urlsplit(url).path)
        tails = [
            path.partition("/uploads/")[2],
            path.lstrip("/"),
            path.partition("/wp-content/")[2],
            path.partition("/content/images/")[2],
            PurePosixPath(path).name,
        ]
        for tail in filter(None, tails):
            for each in (tail, _SCALED.sub("", tail)):
                file = self.folder / each
                if (
                    ".." not in PurePosixPath(each).parts
                    and file.is_file()
                    and file.resolve().is_relative_to(self.folder.resolve())
                ):
                    return file
        return None

    def _whole(self, path: str, file: Path) -> str:
        """Whether a picture is one: what its name says is not believed."""
        if PurePosixPath(path).suffix in PICTURES:
            found = images.measure(self.staging, path, "/x")
            if isinstance(found, Problem):
                file.unlink(missing_ok=True)
                return f"filen går inte att använda: {found.text}"
        self.staged[path] = file
        return ""


def is_file(url: str) -> bool:
    """Whether an address names a file that texts may lead to."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    return PurePosixPath(unquote(path)).suffix.lower() in PICTURES | FILES


def spelt(url: str) -> str:
    """An address with the letters that may stand in one."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


__all__ = ["MediaStock", "address_of", "is_file", "original", "spelt"]
