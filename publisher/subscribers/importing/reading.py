"""A file of rows as somebody's program wrote it → its columns, and its rows one at a time.

Whatever it is written in: UTF-8 (with or without a mark), UTF-16, or what Windows writes; commas,
semicolons, tabs or bars; quotes, line breaks and quotes within quotes. Memory does not grow with
the file. What a file cannot be read as at all is told before anything is done with it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from publisher.problems import Problem, PublisherError, reason, remedy
from publisher.system.disk import ordinary

_SEPARATORS = ",;\t|"
_BEGINNING = 65_536
_LINE = 1_000_000
_SEP_LINE = re.compile(r"sep=(.)\r?\n")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row by its columns' names, in small letters; `line` is the first that it stands on."""

    line: int
    cells: dict[str, str]
    fault: str = ""
    """Why it cannot be read, in Swedish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTable:
    """How a file is written. Without a head its columns are called `kolumn 1` and on."""

    path: Path
    encoding: str
    separator: str
    columns: tuple[str, ...]
    skip: int
    """Lines before the first row."""

    def rows(self) -> Iterator[TableRow]:
        """Every row that is not empty. Raises PublisherError for a quote that is never closed."""
        with _text(self.path, self.encoding) as text:
            reader = csv.reader(_lines(text, self.path), delimiter=self.separator, strict=True)
            for line, cells, fault in _read(reader, self.path, self.skip):
                if fault:
                    yield TableRow(line, {}, fault)
                elif any(cell.strip() for cell in cells):
                    yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> TableRow:
        if any(cell.strip() for cell in cells[len(self.columns) :]):
            return TableRow(line, {}, "raden har fler fält än rubrikraden")
        return TableRow(line, dict(zip(self.columns, cells, strict=False)))


def table(path: Path) -> ImportTable:
    """How a file is written. Raises PublisherError: it cannot be read, is empty or no such file."""
    try:
        with ordinary(path).open("rb") as file:
            beginning = file.read(_BEGINNING)
            encoding = _encoding(beginning, file)
    except OSError as error:
        problem = Problem(path=str(path), text=f"går inte att läsa ({reason(error)})")
        hint = "Kontrollera namnet." if isinstance(error, FileNotFoundError) else remedy(error)
        raise PublisherError(Problem(path=str(path), text=problem.text, hint=hint)) from None
    if beginning.startswith(b"PK\x03\x04"):
        text = "filen är packad eller ett kalkylblad, ingen CSV-fil"
        hint = "Packa upp den, eller spara kalkylbladet som CSV."
        raise PublisherError(Problem(path=str(path), text=text, hint=hint))
    return _table(path, encoding)


def _table(path: Path, encoding: str) -> ImportTable:
    with _text(path, encoding) as text:
        declared = _SEP_LINE.fullmatch(first := text.readline(_BEGINNING))
        separator = declared[1] if declared else _separator(first)
    skip = 1 if declared else 0
    with _text(path, encoding) as text:
        reader = csv.reader(_lines(text, path), delimiter=separator, strict=True)
        for line, cells, fault in _read(reader, path, skip):
            if fault:
                problem = Problem(path=str(path), line=line, text=fault, hint=_SAVE_AGAIN)
                raise PublisherError(problem)
            if not any(cell.strip() for cell in cells):
                skip = reader.line_num
                continue
            if any("@" in cell for cell in cells):  # no head: people at once
                names = tuple(f"kolumn {number}" for number in range(1, len(cells) + 1))
                return ImportTable(
                    path=path, encoding=encoding, separator=separator, columns=names, skip=skip
                )
            skip = reader.line_num
            return ImportTable(
                path=path, encoding=encoding, separator=separator, columns=_named(cells), skip=skip
            )
    raise PublisherError(Problem(path=str(path), text="filen är tom", hint=_SAVE_AGAIN))


def _named(cells: list[str]) -> tuple[str, ...]:
    """Small letters and single spaces; of two columns with one name the second gets a number."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.replace("\ufeff", "").lower().split()) or f"kolumn {number}"
        names.append(name if name not in names else f"{name} {number}")
    return tuple(names)


_SAVE_AGAIN = "Hämta filen en gång till från tjänsten den kommer från, eller spara den som CSV."


def _read(  # the reader is csv's own, whose type has no name
    reader: Any,  # noqa: ANN401
    path: Path,
    skip: int,
) -> Iterator[tuple[int, list[str], str]]:
    """Line, cells and fault of each row after those to be skipped."""
    lines = reader.line_num
    while True:
        line = lines + 1
        fault, cells = "", []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = _fault(error, line, path)
        lines = reader.line_num
        if lines > skip:
            yield line, cells, fault


def _fault(error: csv.Error, line: int, path: Path) -> str:
    """What is wrong with one row; raises what makes all after it unreadable."""
    said = str(error)
    if "unexpected end" in said or "field limit" in said:
        text = "ett citattecken öppnas på den här raden och stängs aldrig"
        raise PublisherError(Problem(path=str(path), line=line, text=text, hint=_SAVE_AGAIN))
    return "raden har ett citattecken på fel ställe"


def _separator(head: str) -> str:
    """The one that the head has most of, outside quotes."""
    bare = re.sub(r'"[^"]*"', "", head)
    return max(_SEPARATORS, key=bare.count) if any(map(bare.count, _SEPARATORS)) else ","


def _encoding(beginning: bytes, file: BinaryIO) -> str:
    """By its mark, by zeros in every other place, else UTF-8 if all of it is, else Windows' own."""
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = beginning[::2].count(0), beginning[1::2].count(0)
    if max(even, odd) > len(beginning) // 4:
        return "utf-16-le" if odd > even else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(beginning)
        while block := file.read(1 << 20):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[io.TextIOWrapper]:
    """Signs that are none in that encoding become �, and an address with one is refused."""
    with path.open("r", encoding=encoding, errors="replace") as file:
        yield file


def _lines(text: io.TextIOWrapper, path: Path) -> Iterator[str]:
    """Line by line. Raises PublisherError for one that no table has, before memory is filled."""
    number = 0
    while line := text.readline(_LINE + 1):
        number += 1
        if len(line) > _LINE:
            wrong = (
                f"raden är längre än {_LINE // 1_000_000} miljon tecken, så det är ingen CSV-fil"
            )
            raise PublisherError(Problem(path=str(path), line=number, text=wrong, hint=_SAVE_AGAIN))
        yield line
