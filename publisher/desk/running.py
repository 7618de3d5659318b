"""A deed of the desk, under way: its commands, one after the other, in a process of their own.

Whoever has the page open may close it, and the desk may end: what was begun goes on. `python -m
publisher.desk.running FOLDER` reads in the folder what is to be done, holds its lock meanwhile,
and leaves there what was printed and how it ended. Nothing passes a shell.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import msgspec

from publisher.engine.state import HeldError, held
from publisher.system.disk import write_whole

PROGRESS = "PUBLISHER_PROGRESS"
"""The variable that has commands tell how far they have come, on lines that begin with SIGN."""
SIGN = "\x1f"
DEED, BEGUN, OUTPUT, ENDED, LOCK = "deed.json", "begun", "output", "ended.json", "lock"


class DeedNote(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done: its commands (`["deploy", "webben"]`), where, and what it was asked as.

    `step` tells whether these commands only show what would be done (`plan`), do it (`do`), or do
    it though much disappears (`insist`).
    """

    id: str
    name: str
    title: str
    step: str
    values: dict[str, str]
    commands: list[list[str]]
    root: str


class DeedEnd(msgspec.Struct, frozen=True, kw_only=True):
    """How it ended: the exit code of the last command that was run."""

    id: str
    code: int


def read_deed(folder: Path) -> DeedNote | None:
    """What was asked for last; None when nothing has been, or when its note cannot be read."""
    try:
        return msgspec.json.decode((folder / DEED).read_bytes(), type=DeedNote)
    except (OSError, msgspec.DecodeError):
        return None


def run(folder: Path) -> int:
    """Do what stands in the folder; the exit code of the last command."""
    with ExitStack() as holding:
        try:
            holding.enter_context(held(folder / LOCK))
        except HeldError:
            return 1
        deed = read_deed(folder)
        if deed is None:
            return 1
        write_whole(folder / BEGUN, deed.id.encode())
        code = 1
        with (folder / OUTPUT).open("ab", buffering=0) as out:
            for command in deed.commands:
                out.write(f"$ {shown(command)}\n".encode())
                code = _one(command, Path(deed.root), out.fileno())
                if code:
                    break
        write_whole(folder / ENDED, msgspec.json.encode(DeedEnd(id=deed.id, code=code)))
        return code


def shown(command: list[str]) -> str:
    """A command as one would write it oneself."""
    import shlex

    return shlex.join(["publisher", *(each for each in command if each != "--")])


def _one(command: list[str], root: Path, out: int) -> int:
    return subprocess.run(  # noqa: S603 (our own program, with arguments that no shell reads)
        [sys.executable, "-m", "publisher", *command],
        cwd=root,
        env={**os.environ, PROGRESS: "lines", "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT,
        check=False,
    ).returncode


if __name__ == "__main__":
    raise SystemExit(run(Path(sys.argv[1])))
