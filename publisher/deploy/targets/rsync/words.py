"""What rsync and ssh say when they refuse, in Swedish."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publisher.deploy.targets.refusals import known, meaning, quoted
from publisher.deploy.targets.store import Cut
from publisher.problems import Problem, PublisherError, reason

MISSING = Problem(
    path="",
    text="rsync eller ssh finns inte på den här datorn, och målet är av sorten rsync",
    hint="Installera dem, eller använd kind: sftp, som inte behöver dem.",
)
_GONE = "det går inte att nå datorn i andra änden, eller så bröts förbindelsen"
_MANY = 20
_AGAIN = "kör publisher deploy igen, så görs resten."
_NOTHING_THERE, _NO_FOLDER = 2, 20
_SOME_FILES = {23, 24}
"""Exit codes of an rsync that did all but for some files."""
_COMPLAINT = re.compile(
    r'^rsync: (?:\[\w+\] )?([\w ]+?) "(.+?)"(?: \(in .*?\))?'
    r'(?: -> ".*?")?(?: failed)?: .*\((\d+)\)$',
    re.MULTILINE,
)
_DELETION = re.compile(
    r"^rsync: \[\w+\] delete_file: (\w+)\((.+?)\) failed: .*\((\d+)\)$", re.MULTILINE
)
_CODE = re.compile(r"^rsync error: .*\(code (\d+)\)", re.MULTILINE)
_TEMPORARY = re.compile(r"^\.(.+)\.[0-9A-Za-z]{6}$")
_CUT = re.compile(
    r"Connection (refused|timed out|reset|closed)|Could not resolve|unreachable|No route to host|"
    r"Broken pipe|Operation timed out|connection unexpectedly closed|Network is down|"
    r"kex_exchange_identification|banner exchange|timeout in data|Timeout, server|"
    r"\(code 255\)|unexpected end of file|Bad packet length|Connection to .* closed|"
    r"message authentication code"
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """Of one file: which call failed, on which path (as it is called over there), and errno."""

    call: str
    path: str
    errno: int


def complaints(said: str) -> tuple[Complaint, ...]:
    """Everything said of single files."""
    found = (*_COMPLAINT.findall(said), *_DELETION.findall(said))
    return tuple(Complaint(call.strip(), path, int(number)) for call, path, number in found)


def only_missing(code: int, said: str) -> bool:
    """Whether nothing is wrong but that what was asked for is not there.

    Without the whole folder rsync breaks off, and says so in many ways; without a file it goes on.
    """
    found = complaints(said)
    if any(each.call == "change_dir" and each.errno == _NOTHING_THERE for each in found):
        return True
    absent = {_NOTHING_THERE, _NO_FOLDER}
    return code in _SOME_FILES and all(
        each.call == "link_stat" and each.errno in absent for each in found
    )


def nothing_to_delete(code: int, said: str) -> bool:
    """Whether what was to be deleted was gone, or a folder in which somebody has put a file."""
    known = ("file has vanished", "cannot delete non-empty directory", "rsync warning")
    lines = (line for line in said.splitlines() if line)
    return code in _SOME_FILES and all(line.startswith(known) for line in lines)


def refused(said: str, shown: str, folder: str) -> PublisherError | Cut:
    """What to raise for it; the arguments are those of `problems`."""
    refusals = tuple(problems(said, shown, folder))
    return Cut(refusals[0]) if refusals[0].text == _GONE else PublisherError(refusals[:_MANY])


def problems(said: str, shown: str, folder: str) -> Iterator[Problem]:
    """What it means; `shown` is the target, and `folder` its folder over there."""
    found = complaints(said)
    if refusal := meaning(said, known().rsync):
        yield Problem(path=shown, text=refusal.text, hint=refusal.hint)
    elif found:
        yield from _of_files(found, shown, folder)
    elif _CUT.search(said):
        yield Problem(path=shown, text=_GONE, hint=f"Se efter att nätet fungerar och {_AGAIN}")
    else:
        yield _unknown(said, shown)


def _unknown(said: str, shown: str) -> Problem:
    """By its exit code; what it said stands last, for whoever is to be asked."""
    code = _CODE.search(said)
    why = known().rsync_codes.get(code[1]) if code else None
    text = f"rsync gav upp: {why or 'av ett skäl som publisher inte känner till'}"
    answer = quoted(next((line.strip() for line in said.splitlines() if line.strip()), "ingenting"))
    return Problem(path=shown, text=text, hint=f"Rätta till det och {_AGAIN} Svaret: ”{answer}”")


def _of_files(found: Iterable[Complaint], shown: str, folder: str) -> Iterator[Problem]:
    for path, number in dict.fromkeys((_place(each.path, folder), each.errno) for each in found):
        text = f"gick inte att skriva: {reason(OSError(number, ''))}"
        if not path and number == _NOTHING_THERE:
            text = "mappen som den ska ligga i finns inte, och rsync gör bara den innersta"
        place = f"{shown}/{path}" if path else shown
        yield Problem(path=place, text=text, hint=f"Rätta till det och {_AGAIN}")


def _place(path: str, folder: str) -> str:
    """The path below the target, of the file itself and not of the one it was written through."""
    front = folder.rstrip("/") + "/"
    whole = f"{path}/"
    inside = whole.partition(front)[2].rstrip("/") if front in whole else path.lstrip("/")
    parent, slash, name = inside.rpartition("/")
    found = _TEMPORARY.match(name)
    return f"{parent}{slash}{found.group(1) if found else name}"
