"""The sign-up service for any ASGI host: `uvicorn publisher.cli.asgi:app`.

The settings are `mkdocs.yml` in the folder that the host was started in, or where
`PUBLISHER_CONFIG` says; `PUBLISHER_AT` is where the store lies on this machine. The host must tell
of its lifespan, for that is when mails leave, and must not change what it hears of clients.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publisher.subscribers.service.guard import Guard, Receive, Scope, Send


class SignUpApplication:
    """Put together when the host first asks for something: importing this reads nothing."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._made: Guard | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it. Raises PublisherError where the settings have faults."""
        if self._made is None:
            self._made = _put_together()
        await self._made(scope, receive, send)


def _put_together() -> Guard:
    from publisher.cli.sign_up_service import loaded, made

    file = Path(os.environ.get("PUBLISHER_CONFIG", "mkdocs.yml")).resolve()
    at = os.environ.get("PUBLISHER_AT", "")
    return made(loaded(file.parent, file.name, at), _logged)


def _logged(line: str) -> None:
    from publisher.cli.shared import say

    say(line, err=True)
    sys.stderr.flush()


app = SignUpApplication()
