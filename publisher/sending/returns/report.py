"""What came back, as values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

ReturnKind = Literal[
    "gone",
    "full",
    "soft",
    "ours",
    "complained",
    "leave",
    "delayed",
    "delivered",
    "autoreply",
    "other",
]
"""Bounces by what they are about (`verdicts`), complaints, a reader's wish to leave, and what
changes nothing: a delay, a receipt, an automatic answer, anything else (most often words)."""

BOUNCES = frozenset({"gone", "full", "soft", "ours"})

_ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"']{1,128}@[^\s<>()\[\]:;,\"']{1,255}")
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """One message about one recipient.

    `tokens` are marks of ours that stand in it, `message_ids` ids that may be a letter's,
    `recipient` the address that the report names: what is tried in that order to find whom it is
    about. `evidence` is what was said, without any address.
    """

    kind: ReturnKind
    status: str = ""
    evidence: str = ""
    cause: str = ""
    tokens: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    recipient: str = ""
    leaving: str = ""
    """The mark of the way out by mail, which only who had the letter can know."""


def without_addresses(text: str) -> str:
    """One line of at most 300 signs in which `<…>` stands for every address.

    Signs that steer are left out: PostgreSQL keeps no NUL, and a stranger wrote it.

    >>> without_addresses("550 5.1.1 <anna@tidning.se>: unknown")
    '550 5.1.1 <…>: unknown'
    """
    line = " ".join(_STEERING.sub(" ", text[:4000]).split())
    return _ADDRESS.sub("…", line)[:_LONGEST]
