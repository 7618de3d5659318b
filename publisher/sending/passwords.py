"""Secrets are read where they are needed, from the environment or a file, never from settings."""

from __future__ import annotations

import os
from pathlib import Path

from publisher.problems import Problem, PublisherError, reason, remedy


def secret(env: str, file: str, root: Path, whose: str) -> str:
    """What stands in the variable `env`, or in a file (relative ones below `root`).

    Empty if neither is named. Raises PublisherError, which names the variable or file and `whose`
    it is (”lösenordet till brevlådan”), if there is nothing in it.
    """
    if env:
        found = os.environ.get(env, "")
        if not found:
            text = f"{whose} saknas: variabeln {env} är inte satt i miljön"
            hint = f"Sätt den innan kommandot körs: export {env}=…"
            raise PublisherError(Problem(path="", text=text, hint=hint))
        return found
    if not file:
        return ""
    path = root / Path(file).expanduser()
    try:
        found = path.read_text("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "den är inte text"
        text = f"{whose} kan inte läsas ur {file}: {why}"
        hint = remedy(error) if isinstance(error, OSError) else "Lägg lösenordet i en textfil."
        raise PublisherError(Problem(path="", text=text, hint=hint)) from error
    if not found:
        text = f"{whose} saknas: {file} är tom"
        raise PublisherError(Problem(path="", text=text, hint="Skriv det på filens första rad."))
    return found
