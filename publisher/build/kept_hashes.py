"""The hash of every file, beside its stamp: what has not changed need not be read."""

from __future__ import annotations

from time import time_ns

import msgspec

from publisher.engine.scan import Hashes, Stamp
from publisher.engine.state import State

_FILES = "file"


def known_hashes(state: State) -> dict[str, tuple[Stamp, str]]:
    """The hash of every file that was read before, beside its stamp then."""
    data = state.get("build", _FILES)
    if data is None:
        return {}
    return msgspec.json.decode(data, type=dict[str, tuple[Stamp, str]])


def remember_hashes(hashes: Hashes, state: State) -> None:
    """Keep the hash of every file that was read, so that the next build need not."""
    data = msgspec.json.encode(dict(hashes.remembered(time_ns())))
    if state.get("build", _FILES) != data:
        state.put("build", _FILES, data)
