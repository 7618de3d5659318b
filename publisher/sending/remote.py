"""Requests carried out on the machine where readers are kept, over the `ssh` program.

There the same program answers (`publisher send remote`): a line of JSON asks, the frozen letter's
bytes follow, and lines of JSON tell how far it has come, and at last what was done. If the line
breaks, what was begun there goes on; `publisher send status` asks again, and notes what was sent.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

import msgspec

from publisher.problems import Problem, PublisherError
from publisher.sending.journey import Progress
from publisher.sending.requests import Here, SendReply, SendRequest
from publisher.subscribers import StorePlace


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteEvent:
    """A line of an answer: how far it has come, what was done, or what stands in the way."""

    progress: Progress | None = None
    reply: SendReply | None = None
    problems: tuple[Problem, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Envelope:
    request: SendRequest
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """Has requests carried out at `place.host`.

    `command` is ssh and what it is told before the host, `program` how the shell there finds
    ours.
    """

    place: StorePlace
    command: tuple[str, ...]
    program: str
    on_progress: Callable[[Progress], None] = field(default=lambda _: None)

    def ask(self, request: SendRequest, letter: bytes = b"") -> SendReply:
        """Have it done there. Raises PublisherError: not reached, cut off, or refused there."""
        head = msgspec.json.encode(_Envelope(request=request, bytes=len(letter))) + b"\n"
        port = ("-p", str(self.place.port)) if self.place.port else ()
        away = f"{self.program} send remote --store {_quoted(self.place.database)}"
        command = [*self.command, *port, "--", self.place.host, away]
        try:
            process = subprocess.Popen(  # noqa: S603 (the host is the owner's own setting)
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        except OSError as error:
            text = "programmet ssh går inte att starta"
            raise PublisherError(Problem(path="", text=text, hint="Installera det.")) from error
        with process:
            return self._heard(process, head + letter)

    def _heard(self, process: subprocess.Popen[bytes], asked: bytes) -> SendReply:
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("a process without its pipes")
        with suppress(BrokenPipeError):  # it went away; what it said is read below
            stdin.write(asked)
            stdin.flush()
            stdin.close()
        for line in stdout:
            with suppress(msgspec.MsgspecError):  # a greeting of the machine's, before ours
                event = msgspec.json.decode(line, type=RemoteEvent)
                if event.progress is not None:
                    self.on_progress(event.progress)
                if event.problems is not None:
                    raise PublisherError(event.problems)
                if event.reply is not None:
                    return event.reply
        said = process.stderr.read().decode("utf-8", "replace") if process.stderr else ""
        raise PublisherError(self._lost(said.strip().rpartition("\n")[2]))

    def _lost(self, said: str) -> Problem:
        text = f"förbindelsen till {self.place.host} bröts, eller kom aldrig till stånd"
        hint = f"ssh svarade: {said}. " if said else ""
        hint += "Det som hade börjat skickas där fortsätter. Se hur det går: publisher send status"
        return Problem(path="", text=text, hint=hint)


def serve(here: Here, asked: BinaryIO, answer: BinaryIO) -> int:
    """Answer one request; the exit code. A line that breaks stops nothing of what was begun."""
    line = asked.readline()
    try:
        envelope = msgspec.json.decode(line, type=_Envelope)
    except msgspec.MsgspecError:
        problem = Problem(path="", text="de två datorerna har olika versioner av publisher")
        _tell(answer, RemoteEvent(problems=(problem,)))
        return 1
    letter = asked.read(envelope.bytes)
    try:
        reply = here.ask(envelope.request, letter)
    except PublisherError as error:
        _tell(answer, RemoteEvent(problems=error.problems))
        return 1
    _tell(answer, RemoteEvent(reply=reply))
    return 0


def telling(answer: BinaryIO) -> Callable[[Progress], None]:
    """A listener that passes on how far it has come."""
    return lambda progress: _tell(answer, RemoteEvent(progress=progress))


def _tell(answer: BinaryIO, event: RemoteEvent) -> None:
    """One line; nobody may be listening any more, and the letters go on all the same."""
    with suppress(OSError, ValueError):
        answer.write(msgspec.json.encode(event) + b"\n")
        answer.flush()


def _quoted(word: str) -> str:
    import shlex

    return shlex.quote(word)
