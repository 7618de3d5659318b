"""What other programs and services say when they refuse a deploy, and what that means in Swedish.

All that is known stands in `refusals.toml`, which is data; here it is read and looked up. Only what
depends on more than words, such as which file it was, is told by each kind of target itself.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

import msgspec

_LONGEST = 200


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is looked for in an answer, as a pattern; what it means, and the next step."""

    match: str
    text: str
    hint: str


class _Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    git: tuple[Refusal, ...]
    rsync: tuple[Refusal, ...]
    rsync_codes: dict[str, str]
    s3: tuple[Refusal, ...]


@cache
def known() -> _Known:
    """All that is known, by kind of target. Read only once something has gone wrong."""
    text = files(__package__).joinpath("refusals.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Known)


def meaning(said: str, refusals: tuple[Refusal, ...]) -> Refusal | None:
    """The first of the refusals that is found in what was said."""
    return next((each for each in refusals if re.search(each.match, said, re.MULTILINE)), None)


def quoted(line: str) -> str:
    """What another program wrote, fit for standing last in a hint."""
    return "".join(each for each in line if each.isprintable())[:_LONGEST]
