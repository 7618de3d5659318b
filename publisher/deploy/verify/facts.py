"""What verifying asks the web for, and what the right answer is."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from publisher.system.web import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An address, and what is known of what lies there; what is empty is not known.

    `types` are the media types that will do, the best first; `file` is our own copy.
    """

    url: str
    sha256: str = ""
    bytes: int = 0
    types: tuple[str, ...] = ()
    file: Path | None = None
    gone: bool = False
    """Whether it says that a text is taken back: a server may answer 410 there (RFC 9110)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedAnswer(Answer):
    """An answer without its body, of which only the sha256 (hex) and the length are known."""

    sha256: str
    bytes: int

    @classmethod
    def of(cls, answer: Answer) -> WeighedAnswer:
        """All answers are held at once, and a server may send any amount to each question."""
        return cls(
            status=answer.status,
            headers=answer.headers,
            error=answer.error,
            sha256=sha256(answer.data).hexdigest(),
            bytes=len(answer.data),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """A site as it ought to be seen. `origin` ends without `/`.

    `sound` is one enclosure; `beside` are transcripts and chapters; `moved` pairs an old address
    with the one it leads to; `asset` is a file whose address changes when it does. `closed` are
    folders in which something lies at an address that nobody may know, so none may be listed.
    """

    origin: str
    pages: tuple[Expected, ...] = ()
    feeds: tuple[Expected, ...] = ()
    maps: tuple[Expected, ...] = ()
    sound: Expected | None = None
    beside: tuple[Expected, ...] = ()
    moved: tuple[tuple[Expected, str], ...] = ()
    asset: Expected | None = None
    closed: tuple[str, ...] = ()
