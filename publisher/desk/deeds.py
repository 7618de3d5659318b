"""What is done from the desk: the very commands that one could write, first shown, then done.

One deed at a time, whoever has the desk open. What would be done is shown first, and only what was
shown last can be done; the page that asked may be gone by then.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from time import monotonic, sleep
from typing import Literal

import msgspec

from publisher.desk import running
from publisher.desk.deed_commands import DEEDS, DeedStep
from publisher.desk.running import DeedEnd, DeedNote, read_deed
from publisher.engine.state import HeldError, held
from publisher.problems import Problem, PublisherError, reason
from publisher.system.disk import write_whole

Went = Literal["running", "done", "failed", "cut"]
_MOST = 400_000
"""Bytes of what was printed that are shown: the last ones."""
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedState:
    """How the deed that was asked for last stands.

    `next` is what may be confirmed now: `do` what was shown, or `insist` on what was refused
    because it wants a second thought; empty: nothing. `progress` is how far it has come.
    """

    id: str
    name: str
    title: str
    step: DeedStep
    values: Mapping[str, str]
    went: Went
    output: str
    progress: str
    next: DeedStep | Literal[""]


class Deeds:
    """The deeds of one publication, remembered in a folder."""

    def __init__(self, folder: Path, root: Path, file: str) -> None:
        """`file` is the name of the settings in `root`."""
        self._folder, self._root, self._file = folder, root, file
        self._runner: subprocess.Popen[bytes] | None = None

    def begin(self, name: str, values: Mapping[str, str]) -> DeedState:
        """Show what a deed would do; do it at once, where it changes nothing.

        Raises PublisherError when another is under way, and for values that no such deed has.
        """
        return self._start(name, "plan" if DEEDS[name].plan else "do", values)

    def confirm(self, id_: str) -> DeedState:
        """Do what was shown last. Raises PublisherError unless it was this, and can be done."""
        state = self.state()
        if state is None or state.id != id_ or not state.next:
            hint = "Läs vad som står här nu, och välj på nytt."
            raise _refused("det som visades är inte längre det som gäller", hint)
        return self._start(state.name, state.next, state.values)

    def state(self) -> DeedState | None:
        """How it stands; None when nothing has been asked for."""
        if self._runner is not None:
            self._runner.poll()
        goes_on = self._busy()
        deed = read_deed(self._folder)
        if deed is None or deed.name not in DEEDS:
            return None
        end = None if goes_on else self._end(deed.id)
        went: Went = "running" if goes_on else "cut" if end is None else "failed"
        went = "done" if end == 0 else went
        output, progress = _told(self._printed())
        step: DeedStep = (
            "do" if deed.step == "do" else "insist" if deed.step == "insist" else "plan"
        )
        return DeedState(
            id=deed.id, name=deed.name, title=deed.title, step=step, values=deed.values,
            went=went, output=output, progress=progress if goes_on else "",
            next=_next(deed, went, output),
        )  # fmt: skip

    def _start(self, name: str, step: DeedStep, values: Mapping[str, str]) -> DeedState:
        title, commands = DEEDS[name].of(step, values)
        if self._file != "mkdocs.yml":
            commands = [_with_settings(each, self._file) for each in commands]
        deed = DeedNote(
            id=token_hex(8), name=name, title=title, step=step, values=dict(values),
            commands=commands, root=str(self._root),
        )  # fmt: skip
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with held(self._folder / "beginning"):
                self._run(deed)
        except HeldError:
            raise _refused("någonting annat börjar just nu", "Vänta en stund.") from None
        except OSError as error:
            hint = "Ge plats på disken, eller rätt att skriva i .publisher."
            raise _refused(f"skrivbordet kan inte börja ({reason(error)})", hint) from error
        state = self.state()
        if state is None:
            raise _refused("det gick inte att börja", "Försök igen.")
        return state

    def _run(self, deed: DeedNote) -> None:
        if self._busy():
            raise _refused("det förra är inte klart än", "Vänta tills det är klart.")
        (self._folder / running.ENDED).unlink(missing_ok=True)
        (self._folder / running.OUTPUT).write_bytes(b"")
        write_whole(self._folder / running.DEED, msgspec.json.encode(deed))
        self._runner = subprocess.Popen(  # noqa: S603 (our own program)
            [sys.executable, "-m", "publisher.desk.running", str(self._folder)],
            cwd=self._root,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(_path())},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C at the desk is not meant for it
        )
        end = monotonic() + _PATIENCE
        while self._begun() != deed.id and self._runner.poll() is None and monotonic() < end:
            sleep(0.02)

    def _busy(self) -> bool:
        if not self._folder.is_dir():
            return False
        try:
            with held(self._folder / running.LOCK):
                return False
        except HeldError:
            return True

    def _begun(self) -> str:
        try:
            return (self._folder / running.BEGUN).read_text("utf-8")
        except OSError:
            return ""

    def _end(self, id_: str) -> int | None:
        try:
            data = (self._folder / running.ENDED).read_bytes()
            end = msgspec.json.decode(data, type=DeedEnd)
        except (OSError, msgspec.DecodeError):
            return None
        return end.code if end.id == id_ else None

    def _printed(self) -> str:
        try:
            with (self._folder / running.OUTPUT).open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - _MOST))
                return file.read().decode("utf-8", "replace")
        except OSError:
            return ""


def _path() -> list[str]:
    """Where this program was found, so that the other process is the same one."""
    import publisher

    there = os.environ.get("PYTHONPATH", "")
    return [str(Path(publisher.__file__).parents[1]), *([there] if there else [])]


def _told(printed: str) -> tuple[str, str]:
    """What was printed, and of how far it has come the last that was said."""
    lines = printed.split("\n")
    told = [line for line in lines if not line.startswith(running.SIGN)]
    last = next((line for line in reversed(lines) if line), "")
    return "\n".join(told), last.removeprefix(running.SIGN) if last.startswith(running.SIGN) else ""


def _next(deed: DeedNote, went: Went, output: str) -> DeedStep | Literal[""]:
    if deed.step == "plan" and went == "done":
        return "do"
    known = DEEDS[deed.name]
    asks = known.insist is not None and known.sign in output
    return "insist" if deed.step == "do" and went == "failed" and asks else ""


def _with_settings(command: list[str], file: str) -> list[str]:
    """The command for other settings than the usual ones; options stand before the words."""
    at = command.index("--") if "--" in command else len(command)
    return [*command[:at], f"--config={file}", *command[at:]]


def _refused(text: str, hint: str) -> PublisherError:
    return PublisherError(Problem(path="", text=text, hint=hint))
