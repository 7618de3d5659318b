"""The built files that are to be put somewhere: read, and seen to still be what was built."""

from __future__ import annotations

from hashlib import file_digest, sha256
from pathlib import Path

from publisher.deploy.targets.memory import Goal
from publisher.problems import Problem, PublisherError, reason
from publisher.system.disk import ordinary


def read_built(source: Path, path: str, goal: Goal) -> bytes:
    """The whole file. Raises PublisherError when it is not what `goal` says."""
    try:
        data = ordinary(source).read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    if sha256(data).hexdigest() != goal.sha256:
        raise since_built(path)
    return data


def require_built(source: Path, path: str, goal: Goal) -> None:
    """For a file too large to be in memory: read it once, piece by piece, and raise likewise."""
    try:
        with ordinary(source).open("rb") as file:
            hash_ = file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error
    if hash_ != goal.sha256:
        raise since_built(path)


def since_built(path: str) -> PublisherError:
    """What to raise for a file that is another than was built."""
    return _fault(path, "har ändrats sedan bygget")


def unreadable(path: str, error: OSError) -> PublisherError:
    """What to raise for one that the system refuses."""
    return _fault(path, f"går inte att läsa ({reason(error)})")


def _fault(path: str, text: str) -> PublisherError:
    hint = "Kör publisher build --clean först."
    return PublisherError(Problem(path=f"build/site/{path}", text=text, hint=hint))
