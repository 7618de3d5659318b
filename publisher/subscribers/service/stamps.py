"""When a page was made, sealed: its button is neither pressed at once nor days later."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from publisher.subscribers.keys import KeyRing
from publisher.subscribers.service.settings import Limits
from publisher.subscribers.times import read, stamp

_KIND = "form"
StampState = Literal["good", "soon", "late", "none"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a page's stamp says, and what that means now; `nonce` tells one page from another."""

    state: StampState
    nonce: str = ""


def new_stamp(keys: KeyRing, now: datetime) -> str:
    """The stamp of a page that is made now."""
    return keys.token(_KIND, stamp(now), secrets.token_hex(8))


def read_stamp(keys: KeyRing, token: str, now: datetime, limits: Limits) -> Stamp:
    """What a stamp that came back is worth; `none` is one that we never made."""
    said = keys.read(_KIND, token)
    if said is None or len(said) != 2:  # noqa: PLR2004 (time and nonce)
        return Stamp("none")
    age = now - read(said[0])
    state: StampState = "good"
    if age < limits.soonest:
        state = "soon"
    elif age > limits.latest:
        state = "late"
    return Stamp(state, said[1])
