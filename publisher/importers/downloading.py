"""Files of the old site, fetched politely: one at a time, with a pause, never twice.

What was fetched lies under `.publisher/import-media/`, by its address, so an import that was broken
off goes on where it stopped, and whatever was refused is asked for again.
"""

from __future__ import annotations

import shutil
import time
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

from publisher.importers.media import PICTURES, spelt
from publisher.problems import reason
from publisher.system.web import opened, why

LARGEST = 500_000_000
_CHUNK = 1 << 18
_SECONDS = 20.0
_PAUSE = 0.2
_WORDS = frozenset(("text/html", "application/xhtml+xml"))
_TRIES = 2
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
            for _ in range(_TRIES):
                told, again = self._ask(url, parts.hostname, kept)
                if not again:
                    break
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
        half = kept.with_name(kept.name + ".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with opened(spelt(url), seconds=self._seconds, follow=True) as answer:
                kind = (answer.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
                if kind in _WORDS and Path(urlsplit(url).path).suffix.lower() in PICTURES:
                    return "servern svarar med en webbsida, inte en bild", False
                size = 0
                with half.open("wb") as file:
                    while chunk := answer.read(_CHUNK):
                        size += len(chunk)
                        if size > LARGEST:
                            return "filen är för stor", False
                        file.write(chunk)
            if not size:
                return "servern svarar med en tom fil", False
            promised = answer.headers.get("Content-Length") or ""
            if promised.isdigit() and size < int(promised):
                return "den gick inte att hämta: svaret blev avbrutet", True
            half.replace(kept)
        except HTTPError as error:
            return f"servern svarar {error.code}", error.code in _SLOW_DOWN
        except (OSError, HTTPException, ValueError) as error:
            return f"den gick inte att hämta: {why(error)}", isinstance(error, TimeoutError)
        finally:
            self._asked[host] = time.monotonic()
            half.unlink(missing_ok=True)
        return "", False
