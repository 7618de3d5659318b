"""A text with what a machine may mend mended: signs only, each just where a rule found it."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from difflib import unified_diff

from publisher.language.rule import LanguageFinding
from publisher.language.rules import BY_ID


def mended(source: str, findings: Iterable[LanguageFinding]) -> str:
    """The file's text after the findings that may be mended.

    What is not one stretch in the file as the reader sees it, and what overlaps another, is left.
    """
    fit = [each for each in findings if BY_ID[each.rule].mends and each.instead and each.start >= 0]
    end = len(source)
    for finding in sorted(fit, key=lambda each: -each.start):
        there = source[finding.start : finding.end]
        if finding.end > end or not _same(there, finding.text):
            continue
        source = source[: finding.start] + finding.instead + source[finding.end :]
        end = finding.start
    return source


def _same(there: str, seen: str) -> bool:
    """Whether the file has what the reader sees, but for quotation marks and line ends."""
    return there.replace("\n", " ") == seen or (len(there) == len(seen) == 1 and there in "\"'“„‟‘")


def lines_alike(raw: bytes) -> str:
    """A file's text as it is judged: no byte order mark, and one sign between lines."""
    return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def as_in(raw: bytes, text: str) -> bytes:
    """A text with the mark and the line ends that the file had."""
    end = next((each for each in ("\r\n", "\r") if each.encode() in raw), "\n")
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    return mark + text.replace("\n", end).encode()


def difference(path: str, before: str, after: str) -> str:
    """The lines that differ, as `diff -u` shows them."""
    lines = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), path, path, n=0
    )
    return "".join(lines)
