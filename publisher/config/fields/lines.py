"""A value that is one line of words: what goes into mail headers, titles and feeds."""

from __future__ import annotations

import re

from publisher.model import limits
from publisher.swedish import number

_BREAKS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What any program may take for the end of a line (str.splitlines)."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def one_line(value: str) -> str:
    """The value without white space around it, and with spaces for tabs, which come of pasting.

    ValueError, in Swedish with the way out, for a line break, which could begin a mail header of
    somebody else's making (RFC 5322, 2.2), and for a control character, which XML cannot hold.
    """
    value = value.strip(" \t\n\r").replace("\t", " ")
    if _BREAKS.search(value):
        raise ValueError("får bara vara en enda rad")
    if _CONTROL.search(value):
        hint = "Skriv om raden för hand: tecknet har nog följt med från ett annat program."
        raise ValueError("har ett tecken som inte går att se", hint)
    if len(value) > limits.LINE_CHARS:
        most = number(limits.LINE_CHARS)
        raise ValueError(f"har {number(len(value))} tecken", f"Högst {most} får plats. Korta det.")
    return value
