"""A file that cannot be a picture on the site; apart, for many ask who never open one."""

from __future__ import annotations

from publisher.problems import Problem

RESAVE = "Spara om den som JPEG, PNG, WebP eller SVG."
READ_ALIKE = frozenset(
    {"ascii", "us-ascii", "utf-8", "utf8", "utf-16", "iso-8859-1", "latin1", "windows-1252"}
)
"""Encodings in which this parser and browsers see the same; of others each knows its own."""


class UnfitPictureError(Exception):
    """Why a file cannot be a picture on the site: the fault, then what to do about it."""

    def __init__(self, text: str, hint: str) -> None:
        """`text` follows the file's name in a sentence."""
        super().__init__(text, hint)
        self.text = text
        self.hint = hint

    def problem(self, source: str) -> Problem:
        """The same about the picture at `source`, with no line."""
        return Problem(path=source, text=f"bilden ”{source}” {self.text}", hint=self.hint)
