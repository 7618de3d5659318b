"""Files of the old site, fetched politely: one at a time, with a pause, never twice.

What was fetched lies under `.publisher/import-media/`, by its address, so an import that was broken
off goes on where it stopped, also within a file, and whatever was refused is asked for again.
"""

from __future__ import annotations

import shutil
import time
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

from publisher.importers.media import PICTURES, spelt
from publisher.media.audio import mime_of
from publisher.problems import reason
from publisher.system.web import opened, why

LARGEST = 500_000_000
_CHUNK = 1 << 18
_SECONDS = 20.0
_PAUSE = 0.2
_WORDS = frozenset(("text/html", "application/xhtml+xml"))
_TRIES = 2
_LONG = 10
"""A sound file may take so many times longer than a picture."""
PROGRESS = 1 << 16
"""Bytes that must come for one more try to be worth the while."""
_SLOW_DOWN = frozenset((429, 500, 502, 503, 504))


class Downloads:
    """Fetches files, and remembers them from one run to the next."""

    def __init__(self, root: Path, *, pause: float = _PAUSE, seconds: float = _SECONDS) -> None:
        """For the publication at `root`; `pause` is how long each server is left alone."""
        self._folder = root / ".publisher" / "import-media"
        self._pause = pause
        self._seconds = seconds
        self._asked: dict[str, float] = {}

    def fetch(self, url: str, target: Path) -> str:
        """Fetch into `target`. Says in Swedish why not; nothing when it is there, whole."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return "adressen är felskriven"
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return "adressen leder inte till webben"
        kept = self._folder / sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        if not kept.is_file():
            told = ""
            left = _TRIES
            while left:
                before = _come(kept)
                told, again = self._ask(url, parts.hostname, kept)
                if not again:
                    break
                left -= _come(kept) < before + PROGRESS  # as long as more comes, it is gone on with
            if told:
                return told
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(kept, target)
        except OSError as error:
            return f"filen gick inte att spara: {reason(error)}"
        return ""

    def _ask(  # noqa: PLR0911 (one for each answer)
        self, url: str, host: str, kept: Path
    ) -> tuple[str, bool]:
        """Why it did not come, and whether to ask once more."""
        wait = self._asked.get(host, 0) + self._pause - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        half = _Half(kept)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            seconds = self._seconds * (_LONG if _is_sound(url) else 1)
            with opened(spelt(url), seconds=seconds, follow=True, headers=half.wish()) as answer:
                kind = (answer.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
                if kind in _WORDS and Path(urlsplit(url).path).suffix.lower() in PICTURES:
                    return "servern svarar med en webbsida, inte en bild", False
                if not half.take(answer):
                    return "filen är för stor", False
            if not half.size:
                return "servern svarar med en tom fil", False
            if half.is_short:
                return "den gick inte att hämta: svaret blev avbrutet", True
            half.done()
        except HTTPError as error:
            half.forget()
            return f"servern svarar {error.code}", error.code in _SLOW_DOWN
        except (OSError, HTTPException, ValueError) as error:
            again = isinstance(error, TimeoutError) or half.gained > PROGRESS
            return f"den gick inte att hämta: {why(error)}", again
        finally:
            self._asked[host] = time.monotonic()
            half.settle()
        return "", False


class _Half:
    """A file that has come in part: kept while the server can tell that it has not changed."""

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        self._file = kept.with_name(f"{kept.name}.part")
        self._mark = kept.with_name(f"{kept.name}.mark")
        self.size = self._file.stat().st_size if self._mark.is_file() else 0
        self.gained = 0
        self._promised = 0
        self._goes_on = False

    def wish(self) -> dict[str, str]:
        """What is asked for besides (RFC 9110, 13.1.5 and 14.2): only the rest, if that will do."""
        if not self.size:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": self._mark.read_text("utf-8")}

    def take(self, answer: HTTPResponse) -> bool:
        """Read it to its end; False for a file that is too large."""
        rest = (answer.headers.get("Content-Range") or "").startswith(f"bytes {self.size}-")
        if not (answer.status == HTTPStatus.PARTIAL_CONTENT and rest):
            self.size = 0
        length = answer.headers.get("Content-Length") or ""
        self._promised = self.size + int(length) if length.isdigit() else 0
        tag = answer.headers.get("ETag") or ""
        mark = (
            tag if tag and not tag.startswith("W/") else answer.headers.get("Last-Modified") or ""
        )
        self._goes_on = bool(mark) and bool(self._promised)
        if self._goes_on:
            self._mark.write_text(mark, "utf-8")
        with self._file.open("ab" if self.size else "wb") as file:
            while chunk := answer.read(_CHUNK):
                self.size += len(chunk)
                self.gained += len(chunk)
                if self.size > LARGEST:
                    self.forget()
                    return False
                file.write(chunk)
        return True

    @property
    def is_short(self) -> bool:
        """Whether less came than was promised."""
        return bool(self._promised) and self.size < self._promised

    def done(self) -> None:
        """All of it has come."""
        self._file.replace(self._kept)
        self.forget()

    def forget(self) -> None:
        """Nothing of it is of use."""
        self._goes_on = False
        self.size = 0

    def settle(self) -> None:
        """Take away what cannot be gone on with."""
        if not self._goes_on:
            self._file.unlink(missing_ok=True)
            self._mark.unlink(missing_ok=True)


def _come(kept: Path) -> int:
    """How much of it is here."""
    half = kept.with_name(f"{kept.name}.part")
    return half.stat().st_size if half.is_file() else 0


def _is_sound(url: str) -> bool:
    return bool(mime_of(urlsplit(url).path))
