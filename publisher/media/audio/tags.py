"""An episode's labels → the ID3v2.3 head of its published copy, byte by byte.

Sources: id3.org/id3v2.3.0 and id3.org/id3v2-chapters-1.0. Written by hand and not by mutagen, which
sorts frames by size: players list chapters as they lie in the file. Version 2.3 because some car
stereos and older players still know no 2.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from publisher.model import Chapter

_LATIN, _UTF16 = b"\0", b"\1"
_FRONT_COVER = 3
_TOP_LEVEL, _ORDERED = 2, 1
_MOST_LISTED = 255  # a table of contents counts its entries in one byte
_NO_OFFSET = b"\xff\xff\xff\xff"
_LANGUAGES = {
    "sv": "swe", "en": "eng", "no": "nor", "nb": "nob", "nn": "nno", "da": "dan", "fi": "fin",
    "is": "ice", "de": "ger", "fr": "fre", "es": "spa", "zh": "chi", "ja": "jpn", "ru": "rus",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What the copy of a sound file says of itself; `cover` is a JPEG, or empty.

    `language` is a code as web pages have it (`sv`), `seconds` where the last chapter ends.
    """

    title: str
    artist: str
    album: str
    date: date
    number: int | None
    comment: str
    language: str
    chapters: tuple[Chapter, ...]
    seconds: float
    cover: bytes = b""

    @property
    def language_code(self) -> str:
        """ISO 639-2, in which tags speak of languages; `und` for one not in our table."""
        return _LANGUAGES.get(self.language.partition("-")[0].lower(), "und")

    @property
    def marks(self) -> tuple[tuple[int, int, Chapter], ...]:
        """Each chapter with where it begins and ends, in milliseconds, in time order."""
        chapters = sorted(self.chapters, key=lambda chapter: chapter.start)
        starts = [round(chapter.start * 1000) for chapter in chapters]
        if not starts:
            return ()
        ends = [*starts[1:], max(round(self.seconds * 1000), starts[-1])]
        return tuple(zip(starts, ends, chapters, strict=True))


def head(labels: Labels) -> bytes:
    """The whole tag: the same labels always give the same bytes. No padding, encoder or time."""
    day, language = labels.date, labels.language_code
    frames = [
        _text("TIT2", labels.title),
        _text("TPE1", labels.artist),
        _text("TALB", labels.album),
        _text("TYER", f"{day:%Y}"),
        _text("TDAT", f"{day:%d%m}"),
        _text("TRCK", "" if labels.number is None else str(labels.number)),
        _text("TCON", "Podcast"),
        _text("TLAN", language),
        _comment(labels.comment, language),
        *_chapters(labels),
        _picture(labels.cover),
    ]
    body = b"".join(frames)
    return b"ID3\3\0\0" + _syncsafe(len(body)) + body


def _frame(name: str, data: bytes) -> bytes:
    return name.encode() + len(data).to_bytes(4) + b"\0\0" + data


def _text(name: str, value: str) -> bytes:
    """A text frame; none at all for an empty text."""
    if not value:
        return b""
    if value.isascii():
        return _frame(name, _LATIN + _plain(value).encode("ascii"))
    return _frame(name, _UTF16 + _wide(value))


def _comment(value: str, language: str) -> bytes:
    if not value:
        return b""
    described = _wide("") + b"\0\0"
    return _frame("COMM", _UTF16 + language.encode() + described + _wide(value))


def _picture(jpeg: bytes) -> bytes:
    if not jpeg:
        return b""
    return _frame("APIC", _LATIN + b"image/jpeg\0" + bytes([_FRONT_COVER]) + b"\0" + jpeg)


def _chapters(labels: Labels) -> list[bytes]:
    """The table of contents, then the chapters in the order they are heard."""
    marks = labels.marks
    if not marks:
        return []
    names = [f"chp{number}".encode() + b"\0" for number in range(len(marks))]
    frames = _contents(names)
    for name, (start, end, chapter) in zip(names, marks, strict=True):
        times = start.to_bytes(4) + end.to_bytes(4) + _NO_OFFSET * 2
        inside = _text("TIT2", chapter.title) + _link(chapter.url)
        frames.append(_frame("CHAP", name + times + inside))
    return frames


def _contents(names: list[bytes]) -> list[bytes]:
    """The table of contents; where one has no room for all, tables within it."""
    if len(names) <= _MOST_LISTED:
        return [_table(b"toc\0", names, _TOP_LEVEL)]
    parts = [names[at : at + _MOST_LISTED] for at in range(0, len(names), _MOST_LISTED)]
    inner = [f"toc{number}".encode() + b"\0" for number in range(len(parts))]
    tables = (_table(name, part, 0) for name, part in zip(inner, parts, strict=True))
    return [_table(b"toc\0", inner[:_MOST_LISTED], _TOP_LEVEL), *tables]


def _table(name: bytes, listed: list[bytes], flags: int) -> bytes:
    return _frame("CTOC", name + bytes([flags | _ORDERED, len(listed)]) + b"".join(listed))


def _link(url: str) -> bytes:
    if not url or not url.isascii():
        return b""
    return _frame("WXXX", _LATIN + b"\0" + url.encode())


def _plain(value: str) -> str:
    return value.replace("\0", "")


def _wide(value: str) -> bytes:
    return b"\xff\xfe" + _plain(value).encode("utf-16-le", "replace")


def _syncsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
