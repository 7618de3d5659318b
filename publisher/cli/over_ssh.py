"""How the machine where readers are kept is reached: the `ssh` program, and ours over there."""

from __future__ import annotations

import os

_SSH = ("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20")
"""Nobody is there to answer a question, and a machine that is away is told soon."""


def ssh_command() -> tuple[str, ...]:
    """What goes before the host; `PUBLISHER_SSH`, named in the handbook, adds options."""
    return (*_SSH, *os.environ.get("PUBLISHER_SSH", "").split())


def program_there() -> str:
    """What the shell over there is to run; `PUBLISHER_THERE` says where, if not on its PATH."""
    return os.environ.get("PUBLISHER_THERE", "publisher")
