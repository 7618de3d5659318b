"""What is wrong, where it stands and what to do next."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from unicodedata import bidirectional, category

_TURNING = frozenset(["LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"])
"""Of Unicode's bidirectional classes, those that turn what follows; see `_MARKS` for the rest."""
_MARKS = frozenset("\u200e\u200f\u061c")

BROKEN = "har fel som måste rättas"
"""Why a text is not there whose own faults are told already: what leans on it tells nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Said of a text that is not published yet.

    `at` is when it will be; None of a draft. `stops` tells what is advice only until then, and a
    fault from then on.
    """

    at: datetime | None = None
    stops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault or piece of advice, worded for an author in Swedish.

    `path` is relative to the publication's root with forward slashes (empty: the publication as a
    whole), `line` counts from 1. A fault (`fatal`) stops the build; advice is only shown. With
    `coming` it is about a text that is not out yet, and never a fault.
    """

    path: str
    line: int | None = None
    text: str
    hint: str = ""
    fatal: bool = True
    coming: Coming | None = None

    def __str__(self) -> str:
        """`path:line: text`, with the hint indented on a line of its own."""
        path, text, hint = (printable(each) for each in (self.path, self.text, self.hint))
        place = ":".join(part for part in (path, str(self.line or "")) if part)
        head = f"{place}: {text}" if place else text
        return f"{head}\n    {hint}" if hint else head


def printable(text: str) -> str:
    """What others wrote, as a terminal may show it: on one line, and with no say over the rest.

    Signs that steer a terminal, or turn the order of what stands after them, become �: a title of a
    stranger's must not be able to look like a line of ours. Those that join emoji and letters stay.
    """
    if text.isprintable():  # none of Unicode's Other and Separator, which all those signs are of
        return text
    return "".join(map(_shown, text))


def _shown(sign: str) -> str:
    if sign in "\n\r\t\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}":
        return " "
    steers = category(sign) in {"Cc", "Cs"} or bidirectional(sign) in _TURNING or sign in _MARKS
    return "�" if steers else sign


class PublisherError(Exception):
    """Faults that end the command with exit code 1; anything else that escapes is our own bug."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        """Carry one Problem or several."""
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[PublisherError], tuple[tuple[Problem, ...]]]:
        """Cross from a forked worker to its parent with the Problems, not their text."""
        return type(self), (self.problems,)


class HalfWrittenError(PublisherError):
    """Faults that came when part of it was written already; whoever tells of them says so."""


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Without repeats, sorted by file and line, so that the same faults always print alike."""
    return tuple(
        sorted(
            set(problems),
            key=lambda p: (p.path, p.line or 0, p.text, p.hint, p.fatal, repr(p.coming)),
        )
    )


def put_off(problem: Problem, at: datetime | None = None) -> Problem:
    """The same as advice, said of a text that will be out at that hour; None: of a draft."""
    stops = problem.coming.stops if problem.coming else problem.fatal
    return replace(problem, fatal=False, coming=Coming(at=at, stops=stops))


def faults(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that stop a build."""
    return tuple(problem for problem in problems if problem.fatal)


_MANY = 50
_LONGEST = 100
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}[-_ ]+")
_SHOWN = 20


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """`Menade du ”date”? ` when an allowed word is near, else the empty string."""
    near = meant(word, allowed)
    return f"Menade du ”{near}”? " if near else ""


def meant(word: str, allowed: Iterable[str]) -> str:
    """The allowed word that is nearest, if any is near."""
    known = list(allowed)
    same = [each for each in known if each.casefold() == word.casefold()]
    if len(known) > _MANY:  # comparing each with each would take minutes
        near_ = (each for each in known if each[:1].casefold() == word[:1].casefold())
        known = sorted(near_, key=lambda each: abs(len(each) - len(word)))[:_MANY]
    near = same or get_close_matches(word[:_LONGEST], known, n=1, cutoff=0.6)
    return near[0] if near else ""


def alike_name(name: str, names: Iterable[str]) -> str:
    """The file name that is nearest, if any is near: neither dates nor endings make two alike.

    >>> alike_name("2026-11-26-fyren.md", ["2026-11-24-dimman.md", "2026-11-25-fyrarna.md"])
    '2026-11-25-fyrarna.md'
    >>> alike_name("2026-11-26-fyren.md", ["2026-11-24-dimman.md"])
    ''
    """
    bare: dict[str, list[str]] = {}
    for each in names:
        bare.setdefault(_bare(each), []).append(each)
    near = get_close_matches(_bare(name), bare, n=1, cutoff=0.6)
    return get_close_matches(name, bare[near[0]], n=1, cutoff=0.0)[0] if near else ""


def _bare(name: str) -> str:
    return _DATE.sub("", name.rpartition(".")[0] or name)


def named(names: Iterable[str]) -> str:
    """What there is, as part of a hint: `anna, bo, cilla`, and how many more."""
    known = list(names)
    more = len(known) - _SHOWN
    rest = f" och {more} till" if more > 0 else ""
    return ", ".join(known[:_SHOWN]) + rest if known else "ingen än"


_REASONS = {
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "diskutrymmet du får använda är slut",
    errno.EACCES: "du saknar rättighet till den",
    errno.EPERM: "du saknar rättighet till den",
    errno.EROFS: "disken är skrivskyddad",
    errno.ENOENT: "den finns inte",
    errno.ENOTDIR: "en fil ligger där det skulle vara en mapp",
    errno.EISDIR: "det är en mapp",
    errno.ESPIPE: "det är ingen vanlig fil",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.EIO: "disken svarar med fel",
    errno.EEXIST: "det ligger redan något annat där",
    errno.ENOTEMPTY: "mappen är inte tom",
    errno.ELOOP: "länkar leder runt i en ring",
    errno.EMFILE: "för många filer är öppna på en gång",
    errno.ENFILE: "för många filer är öppna på en gång",
    errno.ENOMEM: "minnet är slut",
    errno.EBUSY: "ett annat program använder den",
    errno.ETXTBSY: "ett annat program använder den",
    errno.EFBIG: "filen är för stor för disken",
    errno.ENODEV: "disken är inte ansluten",
    errno.ENXIO: "disken är inte ansluten",
    errno.ESTALE: "disken på nätet har kopplats bort",
    errno.ECONNREFUSED: "inget svarar på den adressen",
    errno.ECONNRESET: "förbindelsen bröts",
    errno.ENETUNREACH: "nätet når inte dit",
    errno.EHOSTUNREACH: "nätet når inte dit",
    errno.ETIMEDOUT: "disken på nätet svarar inte",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Swedish where it is one of the common reasons."""
    return _REASONS.get(error.errno or 0, f"systemet svarade ”{error.strerror or error}”")


def remedy(error: OSError) -> str:
    """What to do about a file that cannot be read: a hint that goes with its `reason`."""
    if error.errno in {errno.EISDIR, errno.ESPIPE, errno.ENOTDIR, errno.ELOOP}:
        return "Flytta det som ligger där, och lägg filen i dess ställe."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY}:
        return "Kontrollera filens rättigheter och att den inte är låst av ett annat program."
    return "Rätta till det och kör kommandot igen."
