"""Words that an author leaves in a text to come back to, and what pasted text brings along.

What can only be forgotten is a fault: `%%…%%` (a comment in Obsidian), TK, XXX and the words that a
new text begins with. What other programs mean something by, and readers here would see, is advice.
Code, comments, addresses and hand-written tags are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from textwrap import shorten
from typing import NamedTuple

from publisher.config.fields.unseen import HARD_SPACES
from publisher.content.render.findings import Findings

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>]++|(?<=\]\()[^\s)]++|<[A-Za-z/!][^<>\n]*+>|^\[[^\]\n]{1,200}\]:.*$"
    r"|[\w.+-]{1,64}@[\w-]++(?:\.[\w-]++)++|[\w.-]{0,80}[/\\][\w./\\-]++|\b[\w-]{1,80}\.[a-z0-9]{2,4}\b",
    re.IGNORECASE | re.MULTILINE,
)
_VISIBLE = re.compile(r"[^\n]")
_STARTER = "Skriv texten här."
"""What `publisher new` writes. What `init` writes is for `deploy`: a new publication builds."""


class UnfinishedMark(NamedTuple):
    """What is looked for: cheaply first, then exactly, and what is said of it."""

    needle: str
    pattern: re.Pattern[str]
    text: str
    hint: str
    fatal: bool


_FILE = "![["
_REMOVE = "Skriv klart, eller ta bort det."
_COMMENT = "Skriv <!-- så här --> i stället: då syns det bara för den som skriver."
_WIKI = "Skriv [ord](fil.md): vägen till filen, räknad från den här textens mapp."
_PICTURE = "Skriv ![vad den visar](fil.jpg): vägen till filen, räknad från den här textens mapp."
_JOINED = (
    "Ska det vara en lista, börja varje rad med - eller 1. och ett mellanslag. "
    "Annars: lämna en tom rad emellan."
)
_SPACED = re.compile(r"!?\[[^\[\]\n]{0,200}\]\(([^\s()<>\"][^()<>\"\n]{0,200}\.[A-Za-z0-9]{2,5})\)")
"""A link or a picture whose address has a space in it, and ends as files do."""
_BULLET = "Börja raden med - och ett mellanslag, så blir det en lista."

KINDS = (
    UnfinishedMark(
        "%%",
        re.compile(r"%%(?!%)[^%]{1,5000}%%"),
        "kommentaren ”{}” skulle synas för läsarna",
        _COMMENT,
        fatal=True,
    ),
    UnfinishedMark(
        "TK",
        re.compile(r"(?<![\w-])(?:TK)+(?![\w-])(?! (?:\d|[A-ZÅÄÖ][a-zåäö]))"),
        "”{}” står kvar i texten",
        _REMOVE,
        fatal=True,
    ),
    UnfinishedMark(
        "XXX",
        re.compile(r"(?<![\w-])(?:X{4,}|(?<![A-ZÅÄÖa-zåäö] )XXX)(?![\w-])"),
        "”{}” står kvar i texten",
        _REMOVE,
        fatal=True,
    ),
    UnfinishedMark(
        "XXX",
        re.compile(r"(?<![\w-])(?<=[A-ZÅÄÖa-zåäö] )XXX(?![\w-])"),
        "”{}” står i texten: är det något som ska skrivas?",
        "Är det romerskt trettio, så låt det stå.",
        fatal=False,
    ),
    UnfinishedMark(
        _STARTER,
        re.compile(re.escape(_STARTER)),
        "”{}” står kvar i texten",
        _REMOVE,
        fatal=True,
    ),
    UnfinishedMark(
        "TODO",
        re.compile(r"(?<![\w-])TODO(?![\w-])"),
        "”{}” står kvar i texten",
        _REMOVE,
        fatal=False,
    ),
    UnfinishedMark(
        "FIXME",
        re.compile(r"(?<![\w-])FIXME(?![\w-])"),
        "”{}” står kvar i texten",
        _REMOVE,
        fatal=False,
    ),
    UnfinishedMark(
        _FILE,
        re.compile(r"!\[\[[^\[\]\n]{1,300}\]\]"),
        "”{}” är Obsidians sätt att visa en fil och blir ingen bild",
        _PICTURE,
        fatal=False,
    ),
)
_DOTS = "•·▪◦‣⁃●○■□➢✓–—oü§Ø¨\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc"
_PASTED = re.compile(
    rf"[ \t>]{{0,20}}([{_DOTS}])(?:\t|(?<=[•▪◦‣⁃●○■□➢\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc]) )"
)
"""Word's own are letters and private signs, which its symbol fonts show as dots and squares."""
_BEGINS = re.compile(
    r"[ \t>]{0,20}(?:([–—]) |([A-Za-z][.)]) |(-)(?=[^\W\d_])|(\d{1,3}[.)])(?=[^\W\d_]))"
)
_HEADING = re.compile(r" {0,3}(#{2,6})(?=[^\W\d_])")
_INDENTED = re.compile(r"(?:\t| {4})[ \t]*+(?=[A-ZÅÄÖ”\"–])([^\n{};=<>|\\]{40,})$")
_HARD = re.compile(rf"[ \t>]{{0,20}}(#{{1,6}}|[-*+]|\d{{1,9}}[.)])[{HARD_SPACES}]+(?=\S)")
"""On a Mac, whoever still holds Alt after a sign gets a hard space, which looks like any other."""
_FIRST = frozenset(f"{_DOTS} \t>#-*+0123456789")
_SECOND = frozenset(".)")
"""With one of these first or second, a line may be one of those that the patterns above find."""
_SPACE_IN_ADDRESS = re.compile(r"\]\([^()<>\"\n]* ")
_WORD = re.compile(r"[A-Za-zÅÄÖåäöé]{2,}")
_PROSE = 6
"""So many words in an indented line make it running text, and not code."""


def report(found: Findings) -> None:
    """Everything of the kind in the author's text, with lines."""
    text = found.lines.prose
    hits = [kind for kind in KINDS if kind.needle[0] in text and kind.needle in text]
    if hits:
        _report(hits, text, found)
    if _SPACE_IN_ADDRESS.search(text):
        _report_spaced(text, found)
    _report_rows(text, found)


def _report(kinds: list[UnfinishedMark], text: str, found: Findings) -> None:
    line = _line(text, found)
    words = _without_addresses(_without_code(text, found))
    for kind in kinds:
        for match in kind.pattern.finditer(text if kind.needle == _FILE else words):
            shown = shorten(match[0], 40, placeholder=" …")
            tell = found.fault if kind.fatal else found.advice
            tell(line(match.start()), kind.text.format(shown), kind.hint)


def _report_spaced(text: str, found: Findings) -> None:
    """Advice on names of files with spaces, which Markdown takes for the end of the address."""
    line = _line(text, found)
    for match in _SPACED.finditer(_without_code(text, found)):
        if " " in match[1].strip():
            message = (
                f"”{shorten(match[0], 60, placeholder=' …')}” har ett mellanslag i adressen och"
            )
            message += " visas som det är skrivet"
            hint = f"Skriv %20 i stället för mellanslaget: {match[1].strip().replace(' ', '%20')}"
            found.advice(line(match.start()), message, hint)


def _report_rows(text: str, found: Findings) -> None:
    """Advice on lines that do not begin what they look like.

    Among them those that look like a list, or like what two say, and become one paragraph.
    """
    before, earlier, is_told = None, "", False
    for number, row in enumerate(text.split("\n"), start=found.lines.first):
        if row and (row[0] in _FIRST or row[1:2] in _SECOND):
            _report_row(number, row, found)
            match = _BEGINS.match(row)
        else:
            match = None
        alike = match is not None and before is not None and match.lastindex == before.lastindex
        if match is None or not alike:
            is_told = False
        elif not is_told and number not in found.code and not earlier.endswith(("  ", "\\")):
            sign = match[match.lastindex or 0]
            text_ = f"raden börjar med ”{sign}” men hamnar i samma stycke som raden ovanför"
            found.advice(number, text_, _JOINED)
            is_told = True
        before, earlier = match, row


def _report_row(number: int, row: str, found: Findings) -> None:
    """Advice on dots and number signs, and on lines that stand in.

    What Word does with a tab is code in Markdown.
    """
    if sign := _PASTED.match(row):
        shown = "•" if sign[1] >= "\ue000" else sign[1]
        found.advice(number, f"raden börjar med ”{shown}” och blir ingen lista", _BULLET)
    elif sign := _HARD.match(row):
        what = "rubrik" if sign[1].startswith("#") else "lista"
        message = f"raden börjar med ”{sign[1]}” och ett hårt blanksteg och blir ingen {what}"
        found.advice(number, message, f"Skriv ett vanligt mellanslag efter {sign[1]}.")
    elif sign := _HEADING.match(row):
        message = f"raden börjar med ”{sign[1]}” utan mellanslag och blir ingen rubrik"
        found.advice(number, message, f"Skriv ett mellanslag efter {sign[1]}.")
    stands_in = _INDENTED.match(row) if number in found.code else None
    if stands_in is not None and len(_WORD.findall(stands_in[1])) >= _PROSE:
        hint = "Ta bort mellanrummet i början av raden, om det inte ska vara kod."
        found.advice(number, "det indragna stycket visas som programkod", hint)


def _without_code(text: str, found: Findings) -> str:
    if not found.code:
        return text
    rows = enumerate(text.split("\n"), start=found.lines.first)
    return "\n".join(_VISIBLE.sub(" ", row) if line in found.code else row for line, row in rows)


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub(lambda match: _VISIBLE.sub(" ", match[0]), text)


def _line(text: str, found: Findings) -> Callable[[int], int]:
    """Gives the line of the file for positions that come in order."""
    at = [0, found.lines.first]

    def line(position: int) -> int:
        at[1] += text.count("\n", at[0], position) if position >= at[0] else 0
        if position < at[0]:
            at[1] = found.lines.first + text.count("\n", 0, position)
        at[0] = position
        return at[1]

    return line
