"""`image_focus`: the point in a picture that is still to be seen where only a part of it is shown.

Written as in CSS (`object-position`): per cent from the left, then from the top.
"""

from __future__ import annotations

import re

FOCUS = re.compile(r"(\d|[1-9]\d|100)% (\d|[1-9]\d|100)%")


def checked(value: str) -> str:
    """Two whole percentages; nothing else, so that whoever reads it need not guess what is meant.

    Raises ValueError, as pydantic wants it: what is wrong, and what to write.
    """
    if not FOCUS.fullmatch(value):
        hint = (
            "Skriv hur långt från vänster och hur långt uppifrån det viktigaste i bilden ligger, "
            "i hela procent: image_focus: 30% 20%"
        )
        raise ValueError(f"kan inte vara ”{value}”: det är ingen punkt i bilden", hint)
    return value


def focus_of(written: str | None) -> tuple[int, int] | None:
    """The point as numbers.

    >>> focus_of("30% 20%"), focus_of(None)
    ((30, 20), None)
    """
    match = FOCUS.fullmatch(written or "")
    return (int(match[1]), int(match[2])) if match else None
