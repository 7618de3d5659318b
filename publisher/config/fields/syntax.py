"""What YAML says in English about a broken line, said in Swedish with the way out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publisher.config.fields.quoting import FIELD, all_quoted, quoted
from publisher.config.fields.unseen import HARD_SPACES, WIDTHLESS, called, seen
from publisher.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from yaml import Mark, MarkedYAMLError

_NO_SPACE = re.compile(r"\s*(?:- )?([\w-]+):(?=[^\s/])(\S.*)")
_NAME = re.compile(r"(\s*)([\w-]+)\s*")
_HARD_COLON = re.compile(rf"(\s*(?:- )?[\w-]+):([{HARD_SPACES}{WIDTHLESS}])")
_OPENED = re.compile(r"""(?:- )?[\w-]+:\s+(["'])(.*)""")
_TIGHT_DASH = re.compile(r"\s*-([^\s-].*?)\s*")
_LONE = re.compile(r"[\w-]+:\s+\S.*")
_ROW = re.compile(r"- ([\w-]+:(?:\s.*)?)")
_HASH = re.compile(r"(?<=[\s\[{,])#[^\s,\]}]*")
_AFTER_QUOTE = re.compile(r"""\s*(?:- )?[\w-]+:\s+("[^"]*"|'[^']*')\s*[^\s#].*""")


@dataclass(frozen=True, kw_only=True)
class _Fault:
    """The error with the lines around it; lines count from 0 here, as in YAML's marks."""

    said: str
    within: str
    line: int
    column: int
    start: int
    lines: tuple[str, ...]

    @property
    def here(self) -> str:
        """The line the error was noticed on."""
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def began(self) -> str:
        """The line where the unfinished thing begins."""
        return self.lines[self.start] if self.start < len(self.lines) else ""


_Words = tuple[int, str, str]
"""Line from 0, text, hint."""


def syntax_problem(text: str, error: MarkedYAMLError, path: str, first_line: int) -> Problem:
    """Word a YAML error; the first rule that knows it decides, and the last knows everything."""
    fault = _describe(text, error)
    line, what, hint = next(words for rule in _RULES if (words := rule(fault)) is not None)
    line = max(0, min(line, len(fault.lines) - 1))
    return Problem(path=path, line=line + first_line, text=what, hint=hint)


def unspaced(text: str) -> tuple[str, str]:
    """Text and hint for a lone line that is a field but for its space; empty for any other."""
    fault = _Fault(said="expected ':'", within="", line=0, column=0, start=0, lines=(text,))
    found = _hard_space(fault) or _missing_space(fault)
    return found[1:] if found else ("", "")


def _describe(text: str, error: MarkedYAMLError) -> _Fault:
    mark: Mark | None = error.problem_mark or error.context_mark
    start: Mark | None = error.context_mark or mark
    return _Fault(
        said=error.problem or "",
        within=error.context or "",
        line=mark.line if mark else 0,
        column=mark.column if mark else 0,
        start=start.line if start else 0,
        lines=tuple(text.splitlines()) or ("",),
    )


def _hard_space(fault: _Fault) -> _Words | None:
    """A sign that looks like a space after a colon: YAML sees no field there."""
    for number, line in enumerate(fault.lines[: fault.line + 1]):
        if found := _HARD_COLON.match(line):
            name, sign = found[1].strip(" -"), found[2]
            article = "en" if called(sign).startswith(("tabb", "BOM")) else "ett"
            text = f"efter kolonet i ”{name}:” står {article} {called(sign)}"
            return number, text, f"Skriv ett vanligt mellanslag: {seen(line).strip()}"
    return None


def _quote_over_lines(fault: _Fault) -> _Words | None:
    """A quote that is not closed on its line, and closes at the next one's, far below."""
    for number, line in enumerate(fault.lines[: fault.line]):
        found = _OPENED.fullmatch(line)
        after = fault.lines[number + 1] if number + 1 < len(fault.lines) else ""
        if found and found[1] not in found[2].replace("\\" + found[1], "") and FIELD.match(after):
            return _unclosed(number)
    return None


def _unclosed(line: int) -> _Words:
    return (
        line,
        "ett citattecken öppnas här men stängs aldrig",
        "Sätt ett likadant tecken sist i värdet, eller ta bort det första.",
    )


def _open_quote(fault: _Fault) -> _Words | None:
    if "quoted scalar" not in fault.within or "escape" in fault.said:
        return None
    return _unclosed(fault.start)


def _escape(fault: _Fault) -> _Words | None:
    if "escape" not in fault.said and "hexdecimal" not in fault.said:
        return None
    return (
        fault.line,
        'ett omvänt snedstreck inom raka citattecken ("…") betyder något särskilt',
        "Byt till enkla citattecken ('…') eller skriv tecknet två gånger.",
    )


def _tab(fault: _Fault) -> _Words | None:
    front = fault.here[: len(fault.here) - len(fault.here.lstrip())]
    if "tab character" not in fault.said and "\t" not in front:
        return None
    return fault.line, "raden är indragen med tabb", "Dra in raden med mellanslag i stället."


def _reserved(fault: _Fault) -> _Words | None:
    if "cannot start any token" not in fault.said:
        return None
    sign = fault.here[fault.column : fault.column + 1]
    return fault.line, f"ett värde får inte börja med ”{sign}”", quoted(fault.here)


def _reference(fault: _Fault) -> _Words | None:
    both = fault.said + fault.within
    if "alias" not in both and "anchor" not in both:
        return None
    sign = "*" if "alias" in both else "&"
    return fault.start, f"ett värde får inte börja med ”{sign}”", quoted(fault.began)


def _bang(fault: _Fault) -> _Words | None:
    if "tag" not in fault.within and "tag" not in fault.said:
        return None
    return fault.start, "ett värde får inte börja med ”!”", quoted(fault.began)


def _missing_space(fault: _Fault) -> _Words | None:
    if "mapping values" not in fault.said and "expected ':'" not in fault.said:
        return None
    for line in (fault.start, fault.line, fault.line - 1):
        found = _NO_SPACE.fullmatch(fault.lines[line]) if 0 <= line < len(fault.lines) else None
        if found:
            text = f"mellanslag saknas efter kolonet i ”{found[1]}:”"
            return line, text, f"Skriv: {found[1]}: {found[2]}"
    return None


def _colon(fault: _Fault) -> _Words | None:
    if "mapping values" not in fault.said:
        return None
    found = FIELD.fullmatch(fault.here)
    if found and fault.column > found.start(3):
        return fault.line, "kolonet inne i värdet läses som ett nytt fält", quoted(fault.here)
    return None


def _missing_colon(fault: _Fault) -> _Words | None:
    if "expected ':'" not in fault.said:
        return None
    if found := _TIGHT_DASH.fullmatch(fault.began):
        text = f"mellanslag saknas efter bindestrecket i ”-{found[1]}”"
        return fault.start, text, f"Skriv: - {found[1]}"
    return (
        fault.start,
        "raden saknar kolon",
        "Skriv fältets namn, ett kolon, ett mellanslag och värdet: title: Rubriken",
    )


def _bare_name(fault: _Fault) -> _Words | None:
    """A name above fields that stand in, as if it held them, but for its colon."""
    above = fault.lines[fault.line - 1] if fault.line else ""
    name, field = _NAME.fullmatch(above), FIELD.match(fault.here)
    if name is None or field is None or len(name[1]) >= len(field[1]):
        return None
    return fault.line - 1, f"kolon saknas efter ”{name[2]}”", f"Skriv: {name[2]}:"


def _open_bracket(fault: _Fault) -> _Words | None:
    kinds = {"flow sequence": ("[", "]"), "flow mapping": ("{", "}"), "flow node": ("[", "]")}
    for name, (begin, end) in kinds.items():
        if name in fault.within:
            rows = enumerate(fault.lines[: fault.start + 1])
            start = max((number for number, row in rows if begin in row), default=fault.start)
            row = fault.lines[start] if start < len(fault.lines) else ""
            if (sign := _HASH.search(row)) and end in row[sign.start() :]:
                text = "från tecknet # är resten av raden en kommentar, som inte läses"
                return start, text, f'Sätt citattecken runt värdet: "{sign[0]}"'
            text = f"”{begin}” öppnar en lista här som inte stängs med ”{end}”"
            if begin == "{":
                text = f"”{begin}” öppnar en grupp här som inte stängs med ”{end}”"
            return start, text, f"Sätt ”{end}” sist, och kommatecken mellan värdena."
    return None


def _after_quote(fault: _Fault) -> _Words | None:
    if not _AFTER_QUOTE.fullmatch(fault.here):
        return None
    return (
        fault.line,
        "det står något efter det avslutande citattecknet",
        all_quoted(fault.here) or "Ta med allt innanför citattecknen, eller ta bort dem.",
    )


def _dash(fault: _Fault) -> _Words | None:
    if "block sequence entries" not in fault.said:
        return None
    return (
        fault.line,
        "ett streck först i värdet läses som en lista",
        "Börja listan på en egen rad under fältet, eller sätt citattecken runt värdet.",
    )


def _block(fault: _Fault) -> _Words | None:
    if "block scalar" not in fault.within:
        return None
    return (
        fault.line,
        "efter ”|” eller ”>” får inget mer stå på raden",
        "Börja texten på nästa rad, indragen, eller sätt citattecken runt värdet.",
    )


def _second_document(fault: _Fault) -> _Words | None:
    if "single document" not in fault.within:
        return None
    return fault.line, "raden ”---” står mitt bland fälten", "Ta bort raden."


def _indent(fault: _Fault) -> _Words | None:
    signs = ("expected key", "block end", "'-' indicator", "document start", "mapping values")
    if not any(sign in fault.said for sign in signs):
        return None
    above = fault.lines[fault.line - 1] if fault.line else ""
    if (found := _ROW.fullmatch(fault.here)) and _LONE.fullmatch(above):
        text = "raden börjar med ett bindestreck, som bara hör hemma i en lista"
        return fault.line, text, f"Skriv: {found[1]}"
    return (
        fault.line,
        "indraget stämmer inte med raderna ovanför",
        "Fält på samma nivå ska börja i samma kolumn; listor skrivs med ”- ” på varje rad.",
    )


def _anything(fault: _Fault) -> _Words:
    return (
        fault.line,
        "raden går inte att läsa som YAML",
        "Se efter indrag, kolon och citattecken på raden och på raden före.",
    )


_RULES: tuple[Callable[[_Fault], _Words | None], ...] = (
    _hard_space,
    _quote_over_lines,
    _escape,
    _open_quote,
    _tab,
    _reserved,
    _reference,
    _bang,
    _missing_space,
    _after_quote,
    _colon,
    _missing_colon,
    _open_bracket,
    _dash,
    _block,
    _second_document,
    _bare_name,
    _indent,
    _anything,
)
