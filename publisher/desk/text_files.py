"""Texts opened, saved and begun on plain files, which others may write to at any time.

A save says which version it was made from. What others have written since is merged, paragraph by
paragraph, and where that cannot be done nothing is written: who writes decides. No file is ever
half written, and no path leads out of the publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path
from time import sleep
from typing import Any

from merge3 import Merge3

from publisher.config.fields.editing import NotEditableError, edited, values_in
from publisher.content.load.paths import kind_of
from publisher.desk.versions import Versions
from publisher.engine.state import HeldError, held
from publisher.model import Kind, limits
from publisher.problems import Problem, PublisherError, reason
from publisher.system.disk import on_disk, write_whole

_TURNS, _TURN = 500, 0.02
"""How often a save asks for its turn, and how many seconds lie between."""
_FENCE = re.compile(r"---[ \t]*\r?\n")
_END = re.compile(r"^---[ \t]*(?:(?:\r?\n)+|\Z)", re.MULTILINE)
"""With the empty lines after it, which are no part of what is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextParts:
    """A file's text as it is: what opens the head, the head, what closes it, the body.

    All four put together are the file. `opening` and `closing` are empty where there is no head.
    """

    opening: str
    head: str
    closing: str
    body: str

    @property
    def whole(self) -> str:
        """The file."""
        return self.opening + self.head + self.closing + self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenText:
    """A text as it lies on disk.

    `version` is over its bytes. `values` is None when no form can show its head, which then is
    edited as text.
    """

    path: str
    kind: Kind
    parts: TextParts
    version: str
    values: Mapping[str, Any] | None

    @property
    def body(self) -> str:
        r"""The body with `\n` line ends, as an editor has it."""
        return _plain(self.parts.body)

    @property
    def head(self) -> str:
        r"""The head, likewise."""
        return _plain(self.parts.head)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEdit:
    """What somebody made of a text: a body, and fields by name, or the whole head as text."""

    body: str
    fields: Mapping[str, Any]
    head: str | None = None


class SaveConflictError(Exception):
    """Somebody else has written the same lines. `disk` is what lies there now; None: nothing."""

    def __init__(self, disk: OpenText | None) -> None:
        """Nothing was written."""
        super().__init__("conflict")
        self.disk = disk


class TextFiles:
    """The texts of one publication. Whoever else writes to them through here waits their turn."""

    def __init__(self, root: Path, home: Path) -> None:
        """`root` is the publication, `home` the folder where what the desk remembers may lie."""
        self._root = root
        self._versions = Versions(home / "versions")
        self._lock = home / "lock"

    def open(self, path: str) -> OpenText:
        """The text at a path. Raises PublisherError when there is none that can be edited."""
        data = self._data(path)
        text = _opened(path, data)
        self._keep(path, data)
        return text

    def save(self, path: str, base: str, edit: TextEdit, order: tuple[str, ...]) -> OpenText:
        """Write what was made of version `base`; of what others wrote meanwhile both are kept.

        Raises SaveConflictError when that cannot be, NotEditableError when the head cannot be
        edited field by field, and PublisherError when the disk refuses. Then nothing is written.
        """
        with self._alone():
            try:
                data = self._data(path)
            except PublisherError:
                if self._versions.read(path, base) is None or self.place(path).exists():
                    raise
                raise SaveConflictError(None) from None
            disk = _opened(path, data)
            made = self._made(path, base, edit, order, disk)
            written = made.encode()
            self._keep(path, written)
            if made != disk.parts.whole:
                self._write(path, written)
            return _opened(path, written)

    def put_back(self, path: str, gone: str, edit: TextEdit, order: tuple[str, ...]) -> OpenText:
        """Write a text anew whose file somebody has taken away, made from its version `gone`.

        Raises SaveConflictError when something lies there, or when that version is not kept.
        """
        with self._alone():
            place = self.place(path)
            if place.exists():
                raise SaveConflictError(self.open(path))
            before = self._versions.read(path, gone)
            if before is None:
                raise SaveConflictError(None)
            text = _edited(parts_of(before.decode()), edit, order)
            place.parent.mkdir(parents=True, exist_ok=True)
            self._write(path, text.encode())
            return self.open(path)

    def _made(
        self, path: str, base: str, edit: TextEdit, order: tuple[str, ...], disk: OpenText
    ) -> str:
        """The file as it shall be."""
        if disk.version == base:
            return _edited(disk.parts, edit, order)
        before = self._versions.read(path, base)
        if before is None:
            raise SaveConflictError(disk)
        ours = _edited(parts_of(before.decode()), edit, order)
        merged = _merged(before.decode(), ours, disk.parts.whole)
        if merged is None:
            raise SaveConflictError(disk)
        return merged

    def _data(self, path: str) -> bytes:
        place = self.place(path)
        try:
            with place.open("rb") as file:
                data = file.read(limits.TEXT_BYTES + 1)
            data.decode()
        except UnicodeDecodeError:
            hint = "Spara om filen med teckenkodningen UTF-8 i ett annat program först."
            raise _refused(path, "filen är inte UTF-8", hint) from None
        except OSError as error:
            hint = "Kontrollera att filen finns kvar och att du får läsa den."
            raise _refused(path, f"går inte att läsa ({reason(error)})", hint) from error
        if len(data) > limits.TEXT_BYTES:
            raise _refused(path, "filen är för stor", "Dela upp den i ett annat program.")
        return data

    def place(self, path: str) -> Path:
        """Where a text lies; raises PublisherError for every path that is no text of ours."""
        hint = "Bara texter i content/ går att skriva i här."
        if kind_of(path) is None or not path.endswith(".md") or "\0" in path or "\\" in path:
            raise _refused(path, "är ingen text", hint)
        if any(part in {"", ".", ".."} or part.startswith(".") for part in path.split("/")):
            raise _refused(path, "är ingen text", hint)
        place = on_disk(self._root, path)
        root = self._root.resolve()
        if place.resolve() != root / place.relative_to(self._root):
            raise _refused(path, "är en länk till någonting annat", "Öppna den fil den leder till.")
        return place

    def _keep(self, path: str, data: bytes) -> None:
        """Remember a version, before it is written: what cannot be merged must not be begun."""
        try:
            self._versions.keep(path, _version(data), data)
        except OSError as error:
            text = f"det går inte att minnas vad texten var ({reason(error)})"
            raise _refused(path, text, "Ge plats på disken, eller rätt att skriva.") from error

    def _write(self, path: str, data: bytes) -> None:
        try:
            write_whole(self.place(path), data)
        except OSError as error:
            hint = "Det du har skrivit finns kvar i fönstret. Rätta till det, så sparas det."
            raise _refused(path, f"går inte att skriva ({reason(error)})", hint) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One save at a time, whoever makes it."""
        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            text = f"skrivbordets mapp går inte att göra ({reason(error)})"
            raise _refused(str(self._lock.parent), text, "Rätta till det.") from error
        with ExitStack() as holding:
            for left in range(_TURNS, -1, -1):
                try:
                    holding.enter_context(held(self._lock))
                    break
                except HeldError:
                    if not left:
                        hint = "Stäng det andra skrivbordet, eller vänta en stund."
                        raise _refused("", "ett annat skrivbord skriver just nu", hint) from None
                    sleep(_TURN)
            yield


def _refused(path: str, text: str, hint: str) -> PublisherError:
    return PublisherError(Problem(path=path, text=text, hint=hint))


def _version(data: bytes) -> str:
    return sha256(data).hexdigest()[:32]


def _opened(path: str, data: bytes) -> OpenText:
    parts = parts_of(data.decode())
    try:
        values = values_in(parts.head) if parts.opening else None
    except NotEditableError:
        values = None
    kind = kind_of(path)
    if kind is None:
        raise ValueError(path)
    return OpenText(path=path, kind=kind, parts=parts, version=_version(data), values=values)


def parts_of(text: str) -> TextParts:
    """A file's text taken apart."""
    begin = _FENCE.match(text)
    end = _END.search(text, begin.end()) if begin else None
    if begin is None or end is None:
        return TextParts(opening="", head="", closing="", body=text)
    return TextParts(
        opening=begin[0],
        head=text[begin.end() : end.start()],
        closing=end[0],
        body=text[end.end() :],
    )


def _edited(parts: TextParts, edit: TextEdit, order: tuple[str, ...]) -> str:
    body = _as_before(parts.body, edit.body)
    if not parts.opening:
        return body
    if edit.head is not None:
        head = _as_before(parts.head, edit.head)
        head += "" if not head or head.endswith("\n") else "\n"
        if _END.search(head):
            raise ValueError("Huvudet får inte ha en rad med bara ---: där tar det slut.")
    else:
        head = edited(parts.head, edit.fields, order)
    return parts.opening + head + parts.closing + body


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _as_before(old: str, new: str) -> str:
    r"""The new text with the line ends of the old one: exactly the old where nothing is new."""
    if _plain(old) == new:
        return old
    if "\r" not in old:
        return new
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    usual = "\r\n" if old.count("\r\n") * 2 >= old.count("\n") else "\n"
    found: list[str] = []
    plain = [_plain(line) for line in before]
    for what, i1, i2, j1, j2 in SequenceMatcher(a=plain, b=after, autojunk=False).get_opcodes():
        same = before[i1:i2] if what == "equal" else None
        found += same or (line.replace("\n", usual) for line in after[j1:j2])
    return "".join(found)


def _merged(base: str, ours: str, theirs: str) -> str | None:
    """Both changes in one text; None where they touch the same lines."""
    before, one, other = (text.splitlines(keepends=True) for text in (base, ours, theirs))
    merge = Merge3(before, one, other)
    if any(group[0] == "conflict" for group in merge.merge_groups()):
        return None
    return "".join(merge.merge_lines())
