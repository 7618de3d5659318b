"""One Markdown file → its front matter, with a line for every key, and its body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from publisher.model import limits
from publisher.problems import Problem, PublisherError, reason
from publisher.swedish import listing, number
from publisher.system.disk import composed, in_utf8

if TYPE_CHECKING:
    from publisher.config.fields import Parsed

# C0 and C1 are not allowed in XML 1.0 or HTML; a feed that holds one is thrown away whole.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SEEN = bytes({*b"\t\n\r", *range(0x20, 0x7F), *range(0x80, 0x100)})
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
"""A look at bytes takes a tenth of the time: nearly all texts hold `_SEEN` and none of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownFile:
    """A file as it was read: `body_line` is the body's first line, counted from 1."""

    front: Parsed
    body: str
    body_line: int


def read(
    file: Path, path: str, example: str = "title: En rubrik"
) -> tuple[MarkdownFile | None, tuple[Problem, ...]]:
    """Read a Markdown file with front matter; line ends of any kind count as one.

    `path` is what Problems name, and `example` is what must stand in a head of its kind, line by
    line. None when there is nothing to go on with; what is no YAML in a head is left out of it.
    """
    from publisher.config.fields import lost_words, parse

    text, problems = read_text(file, path)
    if text is None:
        return None, problems
    front, body, body_line, problems = _split(text, path, example)
    if problems:
        return None, problems
    parsed, problems = parse(front, path, first_line=2, go_on=True)
    if parsed is not None and len(parsed.values) > limits.LIST_ITEMS:
        return None, (_too_many(path, len(parsed.values)),)
    if parsed is None:
        return None, problems
    if not problems:
        problems = tuple(lost_words(front, path, first_line=2))
    return MarkdownFile(front=parsed, body=body, body_line=body_line), problems


def read_text(
    file: Path, path: str, *, foreign: bool = False
) -> tuple[str | None, tuple[Problem, ...]]:
    r"""A text file's characters, with `\n` line ends, or the Problem that it is not UTF-8 text.

    `foreign` is a file that another program wrote, which may begin with a byte order mark, and then
    be UTF-16.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(limits.TEXT_BYTES + 1)
    except OSError as error:
        hint = "Kontrollera att filen finns kvar och att du får läsa den."
        return None, (Problem(path=path, text=f"går inte att läsa ({reason(error)})", hint=hint),)
    if len(data) > limits.TEXT_BYTES:
        return None, (too_large(path),)
    if foreign:
        data = in_utf8(data)
    if problem := _undecodable(data, path):
        return None, (problem,)
    text = data.decode().replace("\r\n", "\n").replace("\r", "\n")
    unseen = data.translate(None, _SEEN) or _C1.search(data)
    if unseen and (problem := _control_character(text, path)):
        return None, (problem,)
    return composed(text), ()


def _too_many(path: str, fields: int) -> Problem:
    text = f"huvudet har {number(fields)} fält, och högst {number(limits.LIST_ITEMS)} går att ha"
    hint = "Ta bort dem som inte behövs. Löpande text hör hemma under huvudet."
    return Problem(path=path, line=2, text=text, hint=hint)


def too_large(path: str) -> Problem:
    """What is said of a text that nobody has written by hand."""
    most = limits.TEXT_BYTES // 1_000_000
    hint = "Dela upp den. Är det en annan sorts fil har den fått fel namn."
    return Problem(path=path, text=f"filen är större än {most} MB, som en text får vara", hint=hint)


def read_body(file: Path, path: str, body_line: int) -> str:
    """The body alone, of a file that `read` has found whole and whose body begins on that line.

    Raises PublisherError when the file has become unreadable since.
    """
    text, problems = read_text(file, path)
    if text is None:
        raise PublisherError(problems)
    return "\n".join(text.split("\n")[body_line - 1 :])


def _undecodable(data: bytes, path: str) -> Problem | None:
    if data.startswith(b"\xef\xbb\xbf"):
        hint = "Spara om filen som ”UTF-8” i stället för ”UTF-8 med BOM”."
        return Problem(path=path, line=1, text="börjar med ett osynligt tecken (BOM)", hint=hint)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint = "Spara om filen med teckenkodningen UTF-8."
        return Problem(path=path, line=1, text="är sparad som UTF-16", hint=hint)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = "innehåller tecken som inte är UTF-8 (troligen Latin-1 eller Windows-1252)"
        hint = "Spara om filen med teckenkodningen UTF-8; då blir å, ä och ö rätt överallt."
        return Problem(path=path, line=line, text=text, hint=hint)
    return None


def _control_character(text: str, path: str) -> Problem | None:
    if (found := _CONTROL.search(text)) is None:
        return None
    return Problem(
        path=path,
        line=text.count("\n", 0, found.start()) + 1,
        text=f"innehåller ett osynligt styrtecken (U+{ord(found[0]):04X})",
        hint="Ta bort det; det följer ofta med när text klistras in från andra program.",
    )


class FileParts(NamedTuple):
    """A file's head, without the lines of --- around it, its body, and where that begins."""

    head: str
    body: str
    body_line: int


def parted(text: str) -> FileParts | None:
    """The parts of a whole file; None where anything is amiss with how they are set apart."""
    head, body, body_line, problems = _split(text, "", "")
    return None if problems else FileParts(head, body, body_line)


def _split(text: str, path: str, example: str) -> tuple[str, str, int, tuple[Problem, ...]]:
    lines = text.split("\n")
    rows = listing(example.split("\n"))
    hint = f"Skriv överst: en rad med ---, sedan {rows} på var sin rad, sedan en rad med --- igen."
    if not text.strip():
        return "", "", 1, (Problem(path=path, line=1, text="filen är tom", hint=hint),)
    if lines[0].rstrip() != "---":
        return "", "", 1, (_headless(lines, path, hint),)
    size = 0
    for at, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:at]), "\n".join(lines[at + 1 :]), at + 2, ()
        size += len(line.encode()) + 1
        if size > limits.HEAD_BYTES:
            most = limits.HEAD_BYTES // 1000
            hint = "Skriv en rad med bara --- efter den sista uppgiften; texten kommer efter den."
            fault = Problem(
                path=path, line=at + 1, text=f"huvudet är större än {most} kB", hint=hint
            )
            return "", "", 1, (fault,)
    hint = "Skriv en rad med bara --- efter den sista uppgiften i huvudet."
    fault = Problem(path=path, line=1, text="huvudet tar aldrig slut", hint=hint)
    return "", "", 1, (fault,)


def _headless(lines: list[str], path: str, hint: str) -> Problem:
    """Said of a file that does not begin with `---`, by what it begins with."""
    first = next(number for number, line in enumerate(lines, 1) if line.strip())
    line = lines[first - 1].strip()
    if re.fullmatch("[-‐‑‒–—―−_*]+", line) and line != "---":
        text = f"överst i filen står ”{line}” i stället för tre bindestreck"
        hint = "Skriv --- på raden, och likadant på raden efter den sista uppgiften i huvudet."
        return Problem(path=path, line=first, text=text, hint=hint)
    if line == "---" and len(lines) > first and ":" in lines[first]:
        text = "något står före huvudet: det ska börja på filens första rad"
        hint = "Ta bort allt som står före raden med ---, också tomma rader och mellanslag."
        return Problem(path=path, line=first, text=text, hint=hint)
    return Problem(path=path, line=1, text="huvudet saknas överst i filen", hint=hint)
