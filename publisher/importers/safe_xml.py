"""XML of others, a bit at a time: no entities, nothing from outside, and no sign that is not XML's.

`lxml` raises where a file is broken; what is told of that is the caller's.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from publisher.problems import Problem, PublisherError, reason, remedy
from publisher.system.disk import ordinary

_CONTROL = bytes([*range(9), 11, 12, *range(14, 32)])
_ENTITY = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([\w.-]+)["']""")
_PROLOG = 4096
_GIVEN_UP = re.compile(
    r"&#(?:0*(?:[0-8]|1[1-2]|1[4-9]|2\d|3[01])|x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));"
)


def _cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    return byte.decode("cp1252", "replace"), error.start + 1


codecs.register_error("publisher-cp1252", _cp1252)


def _unfit(path: str, head: bytes) -> Problem | None:
    """What is wrong with how a file begins, if anything."""
    if not head.startswith(b"<"):
        hint = "Exportera en gång till, eller peka ut en annan fil."
        return Problem(path=path, text="filen är inte XML", hint=hint)
    if _ENTITY.search(head):
        text = "filen har en DOCTYPE: den kan hämta annat, eller svälla hur som helst"
        hint = "Ingen export har en sådan. Exportera en gång till."
        return Problem(path=path, text=text, hint=hint)
    return None


class XmlFile:
    """A file as a parser may have it: UTF-8, without control characters. Amendments are counted."""

    def __init__(self, path: Path) -> None:
        """Raises PublisherError when it cannot be opened, or has a DOCTYPE."""
        self.path = path
        self.controls = 0
        self._sizes = [0, 0]
        try:
            self._file: BinaryIO = ordinary(path).open("rb")
        except OSError as error:
            raise PublisherError(
                Problem(
                    path=str(path),
                    text=f"filen går inte att läsa: {reason(error)}",
                    hint=remedy(error),
                )
            ) from None
        head = self._file.read(_PROLOG)
        self._waiting = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        if fault := _unfit(str(path), self._waiting):
            self._file.close()
            raise PublisherError(fault)
        declared = _DECLARED.search(head)
        name = declared[1].decode("ascii") if declared else "utf-8"
        self._plain = name.lower() in {"utf-8", "utf8", "us-ascii"}
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="publisher-cp1252")

    def read(self, size: int = 65536) -> bytes:
        """What comes next."""
        data = self._waiting or self._file.read(max(size, 1))
        self._waiting = b""
        if not self._plain:
            return data
        kept = data.translate(None, _CONTROL)
        self.controls += len(data) - len(kept)
        try:
            text = self._decoder.decode(kept, final=not data)
        except UnicodeDecodeError:
            text = kept.decode("utf-8", "replace")
        made = text.encode("utf-8", "replace")
        self._sizes[0] += len(kept)
        self._sizes[1] += len(made)
        return made

    @property
    def strays(self) -> int:
        """About how many bytes were not UTF-8; known when all is read."""
        return max(0, self._sizes[1] - self._sizes[0])

    def is_cut(self) -> bool:
        """Whether it does not end as XML does, with the end of an element."""
        with self.path.open("rb") as file:
            file.seek(max(0, self.path.stat().st_size - _PROLOG))
            return not re.search(rb"</[\w:.-]+>\s*$", file.read())

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def parsed(file: XmlFile, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """Every element of these local names, whole; it is emptied when the next one is asked for.

    Raises PublisherError where the file is broken, with the line.
    """
    wanted = tuple(f"{{*}}{tag}" for tag in tags)
    try:
        events = etree.iterparse(
            file,
            events=("end",),
            tag=wanted,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,
            remove_comments=True,
            remove_pis=True,
        )
        for _, element in events:
            yield element
            element.clear()
            above = element.getparent()
            while above is not None and element.getprevious() is not None:
                del above[0]
    except etree.XMLSyntaxError as error:
        line = error.lineno or None
        cut = "Premature end" in str(error) or file.is_cut()
        text = "filen tar slut mitt i: den är avklippt" if cut else "filen är inte giltig XML"
        hint = "Exportera en gång till, och se efter att hela filen laddades ner."
        raise PublisherError(
            Problem(path=str(file.path), line=line, text=text, hint=hint)
        ) from None
    finally:
        file.close()


_LARGEST = 50_000_000
_LONE = re.compile(rb"&(?!#?[A-Za-z0-9]+;)")
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*);")


def salvaged(path: Path, tags: tuple[str, ...]) -> list[etree._Element]:
    """What a tolerant reader finds in a file that is not XML, in order; nothing of one that is cut.

    Names that only HTML has (`&nbsp;`) become what they stand for, for else they would be gone.
    """
    file = XmlFile(path)
    data = bytearray()
    while chunk := file.read():
        data += chunk
        if len(data) > _LARGEST:
            break
    file.close()
    if len(data) > _LARGEST or file.is_cut() or _ENTITY.search(data):
        return []

    def meant(match: re.Match[bytes]) -> bytes:
        sign = unescape(match[0].decode())
        return "".join(f"&#{ord(each)};" for each in sign).encode()

    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    text = _LONE.sub(b"&amp;", _NAMED.sub(meant, bytes(data)))
    root: etree._Element | None = etree.fromstring(text, parser)
    found = root.iter(*(f"{{*}}{tag}" for tag in tags)) if root is not None else ()
    # A channel ends after its items, which is where `parsed` has it.
    return sorted(found, key=lambda each: local(each) == "channel")


def local(element: etree._Element) -> str:
    """An element's name without its name space."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def space(element: etree._Element) -> str:
    """The last part of its name space that tells which one it is."""
    tag = element.tag
    return tag.rpartition("}")[0].lower() if isinstance(tag, str) else ""
