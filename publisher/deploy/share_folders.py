"""Folders at a target in which something unpublished is shown to those who know the address.

A folder is called by the last day that it is to stay, and by 128 random bits. So every machine that
deploys knows, by nothing but what the target remembers, what to leave alone and what to take away.
"""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime

from publisher.swedish import STOCKHOLM

FOLDER = "forhandsvisning"
_BITS = 128
_NAME = re.compile(rf"{FOLDER}/(\d{{4}}-\d{{2}}-\d{{2}})-[0-9a-f]{{{_BITS // 4}}}/")


def new_folder(until: date) -> str:
    """A folder that nobody can guess, to stay until the end of that day: its path with `/`."""
    return f"{FOLDER}/{until}-{secrets.token_hex(_BITS // 8)}/"


def is_share(path: str) -> bool:
    """Whether a path lies in such a folder."""
    return _NAME.match(path) is not None


def lasts(path: str, now: datetime) -> bool:
    """Whether a path lies in such a folder, and its last day has not passed in Sweden."""
    match = _NAME.match(path)
    return match is not None and match[1] >= f"{now.astimezone(STOCKHOLM):%Y-%m-%d}"
