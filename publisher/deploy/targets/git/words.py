"""What git says when it refuses, in Swedish and without secrets."""

from __future__ import annotations

import re

from publisher.deploy.targets.refusals import known, meaning, quoted
from publisher.problems import Problem

_SECRET = re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^/\s'\"]*@", re.IGNORECASE)
_NOISE = re.compile(r"^(remote:\s*$|hint:|To |Done$|\s(?!!)|warning:|Pushing to )")
_AGAIN = "Kör publisher deploy igen."


def scrubbed(text: str) -> str:
    """The text without the user and password that an address in it may hold."""
    return _SECRET.sub(r"\1", text)


def is_known(said: str) -> bool:
    """Whether there are words for it."""
    return meaning(said, known().git) is not None


def problem(said: str, shown: str) -> Problem:
    """What git's standard error means; `shown` is the repository as its owner knows it."""
    said = scrubbed(said)
    if found := meaning(said, known().git):
        # Git's own words add nothing to ours, save where they name the place.
        answer = _answer(said) if "i svaret" in found.hint else _theirs(said)
        return Problem(path=shown, text=found.text, hint=_with(answer, found.hint))
    text = "git gav upp av ett skäl som publisher inte känner till"
    return Problem(path=shown, text=text, hint=_with(_answer(said), f"Rätta till det. {_AGAIN}"))


def _with(answer: str, hint: str) -> str:
    """What to do, and last what git said, for whoever is to be asked."""
    return f"{hint} Svaret: ”{answer}”" if answer else hint


def problem_here(said: str) -> Problem:
    """What it means when git refuses on this machine, where it has only our own cache to keep."""
    hint = f"Se efter att disken inte är full och att du får skriva där. {_AGAIN}"
    answer = _answer(scrubbed(said))
    return Problem(
        path=".publisher/git", text="git kunde inte arbeta där", hint=_with(answer, hint)
    )


def _answer(said: str) -> str:
    """The most telling line: what the other end says itself, else the first that is no noise."""
    lines = _lines(said)
    chosen = [line for line in lines if line.startswith("!")] or lines
    return _theirs(said) or quoted(chosen[0] if chosen else "")


def _theirs(said: str) -> str:
    """What the other end says itself."""
    lines = (line.removeprefix("remote:").strip() for line in _lines(said) if "remote:" in line[:7])
    return quoted(next(lines, ""))


def _lines(said: str) -> list[str]:
    return [line.replace("\t", " ").strip() for line in said.splitlines() if not _NOISE.match(line)]
