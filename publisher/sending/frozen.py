"""A letter frozen: its bytes, laid by their hash beside the store, and never changed after that."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from publisher.problems import Problem, PublisherError, reason, remedy

FOLDER = "editions"


def put(folder: Path, data: bytes) -> str:
    """Lay a letter beside the store, whole and on the disk; its hash. Raises PublisherError."""
    name = sha256(data).hexdigest()
    file = folder / FOLDER / name
    try:
        if file.is_file() and sha256(file.read_bytes()).hexdigest() == name:
            return name
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = file.with_name(f".{name}.{os.getpid()}.part")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(file)
    except OSError as error:
        text = f"brevet går inte att spara ({reason(error)})"
        raise PublisherError(Problem(path=str(file), text=text, hint=remedy(error))) from error
    return name


def get(folder: Path, name: str) -> bytes:
    """A letter by its hash. Raises PublisherError when it is gone, or no longer what it was."""
    file = folder / FOLDER / name
    hint = "Ta tillbaka mappen editions/ ur säkerhetskopian. Brevet kan inte göras om: de som har "
    hint += "fått det ska ha samma brev som de andra."
    try:
        data = file.read_bytes()
    except OSError as error:
        text = f"det frysta brevet går inte att läsa ({reason(error)})"
        raise PublisherError(Problem(path=str(file), text=text, hint=hint)) from error
    if sha256(data).hexdigest() != name:
        text = "det frysta brevet är ändrat"
        raise PublisherError(Problem(path=str(file), text=text, hint=hint))
    return data
