"""On which line of a file something stands, for faults to be told there."""

from __future__ import annotations

import re
from collections.abc import Iterable


def lines_of(found: Iterable[re.Match[str]], text: str) -> list[int]:
    """On which line of `text` each match in it begins; they come in their order."""
    lines, line, at = [], 1, 0
    for each in found:
        line += text.count("\n", at, each.start())
        at = each.start()
        lines.append(line)
    return lines
