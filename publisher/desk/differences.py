"""What differs between two texts, in words, for somebody who has never seen a patch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"\n+|[^\S\n]+|\w+|[^\w\s]")
_AROUND = 60
"""Signs of what is the same that are shown beside what is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencePart:
    """Words that are the same in both, only in the new one, or only in the old one."""

    what: Literal["same", "new", "gone"]
    text: str


def differences(old: str, new: str) -> tuple[DifferencePart, ...]:
    """The new text with what is new and what is gone in their places: by lines, then by words."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[DifferencePart] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        one, other = "".join(before[i1:i2]), "".join(after[j1:j2])
        found += [_same(one)] if what == "equal" else _in_words(one, other)
    return tuple(_joined(found))


def brief(parts: tuple[DifferencePart, ...]) -> tuple[DifferencePart, ...]:
    """The same, with long stretches of what is the same cut down to what stands nearest."""
    return tuple(
        _same(_cut(part.text, first=at == 0, last=at == len(parts) - 1))
        if part.what == "same"
        else part
        for at, part in enumerate(parts)
    )


def counted(parts: tuple[DifferencePart, ...]) -> tuple[int, int]:
    """How many words are new, and how many are gone."""
    new, gone = (
        sum(len(re.findall(r"\w+", part.text)) for part in parts if part.what == what)
        for what in ("new", "gone")
    )
    return new, gone


def _in_words(old: str, new: str) -> Iterator[DifferencePart]:
    one, other = _WORD.findall(old), _WORD.findall(new)
    for what, i1, i2, j1, j2 in SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes():
        if what == "equal":
            yield _same("".join(one[i1:i2]))
            continue
        if i2 > i1:
            yield DifferencePart(what="gone", text="".join(one[i1:i2]))
        if j2 > j1:
            yield DifferencePart(what="new", text="".join(other[j1:j2]))


def _same(text: str) -> DifferencePart:
    return DifferencePart(what="same", text=text)


def _joined(parts: list[DifferencePart]) -> Iterator[DifferencePart]:
    held: DifferencePart | None = None
    for part in parts:
        if held is not None and held.what == part.what:
            held = DifferencePart(what=part.what, text=held.text + part.text)
            continue
        if held is not None:
            yield held
        held = part
    if held is not None:
        yield held


def _cut(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= 2 * _AROUND + 3 * (not first and not last):
        return text
    begin = "" if first else text[:_AROUND]
    end = "" if last else text[-_AROUND:]
    return f"{begin} … {end}" if begin and end else f"{begin} …" if begin else f"… {end}"
