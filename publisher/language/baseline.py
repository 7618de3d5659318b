"""Texts that are to keep quiet until somebody touches them: the archive, on the first day.

`feeds/sprakbas.txt` has a line a text: the first half of its hash, and where it lies. It belongs
with the publication, so that colleagues hear the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

BASELINE = "feeds/sprakbas.txt"
_HEAD = (
    "# Texter som korrekturen tiger om tills de ändras. "
    "Skrivs av: publisher check --language --baseline"
)


def quiet_hashes(file: Path) -> frozenset[str]:
    """Of all texts in a baseline; none where there is no file."""
    if not file.is_file():
        return frozenset()
    lines = file.read_text("utf-8").splitlines()
    return frozenset(line.split(" ", 1)[0] for line in lines if line and not line.startswith("#"))


def baseline_of(texts: Iterable[tuple[str, str]]) -> str:
    """A file's text, from each text's hash and path."""
    lines = sorted(f"{hash_} {path}" for hash_, path in texts)
    return "\n".join([_HEAD, *lines, ""])
