"""What can be read in a file of any kind: its text, its archive's files, its document's words.

Every file of the site is one of four: text, something that holds text (an archive, a document), a
kind known to hold pictures, sound or type, of which only the notes in it are looked at, or unknown.
What is unknown cannot be vouched for and is refused, unless its owner names it.
"""

from __future__ import annotations

import bz2
import codecs
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from publisher.subscribers.recognising import readers_in

_MEDIA = frozenset(
    {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".ico", ".bmp", ".tif", ".tiff", ".heic"}
    | {".mp3", ".m4a", ".m4b", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav", ".aif", ".aiff"}
    | {".mp4", ".m4v", ".mov", ".webm", ".mkv", ".ogv", ".woff", ".woff2", ".ttf", ".otf", ".eot"}
    | {".wasm", ".pagefind", ".pf_index", ".pf_meta", ".pf_filter"}
)
_CHUNK = 8_000_000
"""Longer texts are looked through in parts."""
_OVERLAP = 20_000
_SNIFFED = 8192
_NOTES = 256_000
"""So much at the beginning and at the end of pictures and sound, where their notes are."""
_PACKED = {".gz": "", ".bz2": "", ".xz": "", ".tgz": ".tar", ".svgz": ".svg"}
_LEGIBLE = (b"\xd0\xcf\x11\xe0", b"SQLite format 3\0")
"""Word and Excel as they were, and SQLite: what is written stands there as it is."""
_BLOCK_ENDS = re.compile(r"</(?:\w+:)?(?:p|h|si|c|row)>")
_TAG = re.compile(r"<[^<>]*>")
_DEEPEST = 4
_MOST = 500_000_000
"""An archive that holds more is not unpacked."""
_LARGEST_PART = 50_000_000
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_STRING = re.compile(rb"\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]{4,})>")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class ReadersFile(Exception):  # noqa: N818 (a decision, not an error)
    """It is the store of readers, its keys or a copy of it; `what` says which, in Swedish."""

    def __init__(self, what: str) -> None:
        """Carry what it is."""
        self.what = what
        super().__init__(what)


class UnreadableFile(Exception):  # noqa: N818 (a decision, not an error)
    """Nobody can say what is in it; `why` follows “filen”."""

    def __init__(self, why: str) -> None:
        """Carry the reason."""
        self.why = why
        super().__init__(why)


def texts(name: str, file: BinaryIO, depth: int = 0) -> Iterator[tuple[str, str]]:
    """All text in a file, in parts that overlap, each with the name of what it stands in.

    Raises UnreadableFile when something in it is of no known kind, damaged or locked, ReadersFile
    for what nobody may vouch for.
    """
    start = file.read(_SNIFFED)
    file.seek(0)
    if (what := readers_in(start)) is not None:
        raise ReadersFile(what)
    ending = PurePosixPath(name).suffix.lower()
    if depth > _DEEPEST:
        raise UnreadableFile("har arkiv i arkiv i flera led")
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _zip(file, depth)
    elif (opened := _unpacked(start, file)) is not None:
        inside = name[: -len(ending)] + _PACKED[ending] if ending in _PACKED else name
        yield from texts(inside, opened, depth + 1)
    elif start.startswith(_LEGIBLE):
        yield from ((name, text) for text in _raw(file.read()))
    elif start[257:262] == b"ustar":
        yield from _tar(file, depth)
    elif start.startswith(b"%PDF"):
        yield from ((name, text) for text in _pdf(file.read()))
    elif (coding := _coding(start)) is not None:
        yield from ((name, text) for text in _parts(file, coding))
    elif is_media(name):
        yield from ((name, text) for text in _notes(file))
    else:
        raise UnreadableFile("är av ett slag som inte går att läsa som text")


def is_media(name: str) -> bool:
    """Whether it holds pictures, sound, type or an index, and no text but a few notes."""
    return PurePosixPath(name).suffix.lower() in _MEDIA


def _coding(start: bytes) -> str | None:
    """What a text is written in; None: it is no text."""
    for mark, coding in _MARKS:
        if start.startswith(mark):
            return coding
    if b"\0" in start:
        odd, even = start[1::2], start[::2]
        if odd.count(0) > len(odd) * 0.9 or even.count(0) > len(even) * 0.9:
            return "utf-16-le" if odd.count(0) >= even.count(0) else "utf-16-be"
        return None
    strange = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in start)  # noqa: PLR2004
    return "utf-8" if strange * 50 <= len(start) else None


def _parts(file: BinaryIO, coding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(coding)("replace")
    tail = ""
    while data := file.read(_CHUNK):
        text = tail + decoder.decode(data)
        yield text
        tail = text[-_OVERLAP:]
    if rest := decoder.decode(b"", final=True):
        yield tail + rest


def _notes(file: BinaryIO) -> Iterator[str]:
    start = file.read(_NOTES)
    length = file.seek(0, io.SEEK_END)
    file.seek(max(len(start), length - _NOTES))
    for data in filter(None, (start, file.read())):
        yield from _raw(data)


def _raw(data: bytes) -> Iterator[str]:
    """Bytes as they are: a sign for each, and without zeros, as what is in UTF-16 can be read."""
    yield data.decode("latin-1")
    if b"\0" in data:
        yield data.replace(b"\0", b"").decode("latin-1")


def _zip(file: BinaryIO, depth: int) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if sum(each.file_size for each in entries) > _MOST:
                raise UnreadableFile("är ett arkiv som är för stort att packa upp")
            if any(each.flag_bits & 1 for each in entries):
                raise UnreadableFile("är ett arkiv med lösenord")
            yield "", "\n".join(each.filename for each in entries) + "\n" + _plain(archive.comment)
            for each in entries:
                data = io.BytesIO(archive.read(each))
                for name, text in texts(each.filename, data, depth + 1):
                    yield name, text
                    if name.endswith(".xml"):  # Word divides words among its elements
                        yield name, _TAG.sub("", _BLOCK_ENDS.sub("\n", text))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise UnreadableFile("är ett arkiv som inte går att packa upp") from error


def _tar(file: BinaryIO, depth: int) -> Iterator[tuple[str, str]]:
    try:
        with tarfile.open(fileobj=file, mode="r:") as archive:
            for each in archive:
                yield "", each.name
                if (member := archive.extractfile(each)) is not None:
                    yield from texts(each.name, io.BytesIO(member.read()), depth + 1)
    except tarfile.TarError as error:
        raise UnreadableFile("är ett arkiv som inte går att packa upp") from error


def _unpacked(start: bytes, file: BinaryIO) -> BinaryIO | None:
    """What a compressed file holds, or None when it is no such."""
    try:
        if start.startswith(b"\x1f\x8b"):
            return _whole(zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(file.read(), _MOST))
        if start.startswith(b"BZh"):
            return _whole(bz2.BZ2Decompressor().decompress(file.read(), _MOST))
        if start.startswith(b"\xfd7zXZ"):
            return _whole(lzma.LZMADecompressor().decompress(file.read(), _MOST))
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise UnreadableFile("är packad på ett sätt som inte går att packa upp") from error
    return None


def _whole(data: bytes) -> BinaryIO:
    if len(data) >= _MOST:
        raise UnreadableFile("är ett arkiv som är för stort att packa upp")
    return io.BytesIO(data)


def _pdf(data: bytes) -> Iterator[str]:
    """All that stands in a PDF: as it is, and the strings of each part that is packed.

    Words that its fonts have a code of their own for cannot be read by this.
    """
    yield data.decode("latin-1")
    if re.search(rb"/Encrypt\b", data):
        raise UnreadableFile("är en PDF med lösenord")
    for part in (data, *map(_inflated, _STREAM.findall(data))):
        yield from filter(None, (part.decode("utf-8", "replace"), _strings(part)))


def _inflated(part: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(part, _LARGEST_PART)
    except zlib.error:
        return b""


def _strings(part: bytes) -> str:
    """The strings of one part of a PDF, put together as they are shown."""
    found = b"".join(_STRING.findall(part)).replace(b"\\", b"")
    for digits in _HEX.findall(part):
        plain = b"".join(digits.split())
        found += bytes.fromhex(plain[: len(plain) // 2 * 2].decode())
    return found.replace(b"\0", b"").decode("latin-1")


def _plain(data: bytes) -> str:
    return data.decode("utf-8", "replace")
