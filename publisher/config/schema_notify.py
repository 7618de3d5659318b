"""How `notify:` may be written; only the settings' schema imports this."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from publisher.config.schema_types import Strict, Web
from publisher.config.values_notify import INDEXNOW

_KEY = re.compile(r"[A-Za-z0-9-]{8,128}")
"""https://www.indexnow.org/documentation: 8 to 128 of these."""
_MARKS = ("{feed}", "{sitemap}")


def _key(value: str) -> str:
    if value and not _KEY.fullmatch(value):
        hint = (
            "Skriv 8–128 tecken, bara a–z, A–Z, 0–9 och bindestreck. Den behöver inte hemlighållas."
        )
        raise ValueError("är ingen nyckel för IndexNow", hint)
    return value


def _pinged(value: str) -> str:
    bare = value
    for mark in _MARKS:
        bare = bare.replace(mark, "")
    if re.search(r"[{}]", bare):
        hint = "Skriv {feed} där flödets adress ska stå, eller {sitemap}."
        raise ValueError("har en kod som inte finns", hint)
    return value


class NotifyFields(Strict):
    """`notify:`, who is told after a deploy; a feed's WebSub hub stands in the feed's own file."""

    indexnow: Annotated[str, AfterValidator(_key)] = Field(default="", examples=["a1b2c3d4e5f6"])
    indexnow_url: Web = INDEXNOW
    ping: list[Annotated[Web, AfterValidator(_pinged)]] = Field(default=[])
