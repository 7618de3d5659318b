"""Commands on people carried out on the machine where the store is, over the `ssh` program.

There `publisher people remote` reads one request: a line of JSON with the command, its values and
the publication's lists, then the files it takes. It answers with a line of JSON, what was said
among it, and the files that were made. Those never lie open on either machine: rights of the
owner's alone, gone afterwards there.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict
from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import click

from publisher.cli.over_ssh import program_there, ssh_command
from publisher.cli.people_shared import SENT, PeopleContext, context_of, outside
from publisher.cli.shared import say
from publisher.cli.swedish_click import SwedishCommand
from publisher.problems import Problem, PublisherError, reason, remedy

_TAKES = {"import": "files", "restore": "file"}
"""The value of a command that is files to be read…"""
_MAKES = {"import": "report", "export": "out", "backup": "file"}
"""…or one to be written."""
_SIGN = "publisher-people"
"""In every request and answer, so that a greeting of the machine's is not taken for one."""


class PeopleCommand(SwedishCommand):
    """One that is carried out where the store is."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (as click has it)
        """Here, or there."""
        if SENT.get() is None:
            context = context_of(ctx.params["config"])
            if context.place.host:
                answer = carried(str(self.name), ctx.params, context)
                for words, err in ((answer["err"], True), (answer["out"], False)):
                    if words:
                        say(words.rstrip("\n"), err=err)
                return None
        return super().invoke(ctx)


def carried(name: str, params: Mapping[str, Any], context: PeopleContext) -> dict[str, Any]:
    """What the other machine says to a command. Raises PublisherError: not reached, or refused."""
    taken = _paths(params.get(_TAKES.get(name, "")))
    made = _paths(params.get(_MAKES.get(name, "")))
    for path in made:
        _free(path)
        if name != "import":
            outside(path, context)
    request = {
        "sign": _SIGN,
        "command": name,
        "params": {key: _plain(value) for key, value in params.items() if key != "config"},
        "lists": [asdict(each) for each in context.lists],
        "files": [[str(path), _size(path)] for path in taken],
    }
    place = context.place
    port = ("-p", str(place.port)) if place.port else ()
    away = f"{program_there()} people remote --store {shlex.quote(place.database)}"
    try:
        with subprocess.Popen(  # noqa: S603 (the host is the owner's own setting)
            [*ssh_command(), *port, "--", place.host, away],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            _asked(process, request, taken)
            return _heard(process, made, place.host)
    except OSError as error:
        problem = Problem(path="", text="programmet ssh går inte att starta", hint=remedy(error))
        raise PublisherError(problem) from None


def _asked(process: subprocess.Popen[bytes], request: object, files: list[Path]) -> None:
    assert process.stdin is not None  # noqa: S101 (a pipe was asked for)
    try:
        process.stdin.write(json.dumps(request).encode() + b"\n")
        for path in files:
            with path.open("rb") as file:
                shutil.copyfileobj(file, process.stdin)
        process.stdin.close()
    except BrokenPipeError:
        return  # it went away; what it said is read next


def _heard(process: subprocess.Popen[bytes], made: list[Path], host: str) -> dict[str, Any]:
    assert process.stdout is not None  # noqa: S101 (pipes were asked for)
    assert process.stderr is not None  # noqa: S101
    for line in process.stdout:
        answer = _told(line)
        if answer is None:
            continue
        if answer["problems"]:
            raise PublisherError([Problem(**each) for each in answer["problems"]])
        for path, size in zip(made, answer["sizes"], strict=False):
            _kept(path, process.stdout, size)
        return answer
    said = process.stderr.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
    text = f"förbindelsen till {host} bröts, eller kom aldrig till stånd"
    hint = f"ssh svarade: {said}. " if said else ""
    hint += f"Prova med: ssh {host} {program_there()} --version"
    raise PublisherError(Problem(path="", text=text, hint=hint))


def _told(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and found.get("sign") == _SIGN else None


@click.command(cls=SwedishCommand, hidden=True)
@click.option("--store", required=True, metavar="FIL", help="Registret på den här datorn.")
def remote(*, store: str) -> None:
    """Svara den dator som har publikationen; publisher kör det själv, över ssh."""
    from publisher.config import MailingList
    from publisher.subscribers import StorePlace

    asked = sys.stdin.buffer
    request = json.loads(asked.readline())
    place = StorePlace(database=store, folder=Path(store).parent)
    parent = click.get_current_context().parent
    assert parent is not None  # noqa: S101 (it is in a group)
    assert isinstance(parent.command, click.Group)  # noqa: S101
    command = parent.command.commands[request["command"]]
    with TemporaryDirectory(prefix="publisher-") as folder:
        context = PeopleContext(
            root=Path(folder),
            file="mkdocs.yml",
            lists=tuple(MailingList(**each) for each in request["lists"]),
            place=place,
        )
        params, named = _received(request, asked, Path(folder))
        _answer(command, params, named, context)


def _received(
    request: Mapping[str, Any], asked: IO[bytes], folder: Path
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a command, with files in a folder here; what those are called there."""
    name, params = request["command"], dict(request["params"])
    named: dict[str, str] = {}
    taken: list[Path] = []
    for number, (path, size) in enumerate(request["files"]):
        target = folder / str(number) / Path(path).name
        target.parent.mkdir(mode=0o700)
        _kept(target, asked, size)
        named[str(target)] = path
        taken.append(target)
    if taken:
        params[_TAKES[name]] = tuple(taken) if name == "import" else taken[0]
    if (made := _MAKES.get(name)) and params.get(made):
        target = folder / "made"
        named[str(target)] = params[made]
        params[made] = target
    if params.get("now"):
        params["now"] = datetime.fromisoformat(params["now"])
    return {key: tuple(v) if isinstance(v, list) else v for key, v in params.items()}, named


def _answer(
    command: click.Command, params: dict[str, Any], named: dict[str, str], context: PeopleContext
) -> None:
    out, err, problems = StringIO(), StringIO(), list[Any]()
    wanted = {each.name for each in command.params} - {"config"}
    assert command.callback is not None  # noqa: S101 (every command of ours has one)
    token = SENT.set(context)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            values = {key: each for key, each in params.items() if key in wanted}
            command.callback(**values, config="")
    except PublisherError as error:
        problems = [
            {"path": _renamed(each.path, named), "line": each.line, "text": each.text,
             "hint": each.hint}
            for each in error.problems
        ]  # fmt: skip
    finally:
        SENT.reset(token)
    made = context.root / "made"
    answer = {
        "sign": _SIGN,
        "out": _renamed(out.getvalue(), named),
        "err": _renamed(err.getvalue(), named),
        "problems": problems,
        "facts": context.facts,
        "sizes": [made.stat().st_size] if made.exists() and not problems else [],
    }
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    if answer["sizes"]:
        with made.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _renamed(text: str, named: Mapping[str, str]) -> str:
    """With files called what they are where the command was given."""
    for here, there in named.items():
        text = text.replace(here, there)
    return text


def _kept(path: Path, source: IO[bytes], size: int) -> None:
    """So many bytes into a new file of the owner's alone."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file:
        for block in _blocks(source, size):
            file.write(block)


def _blocks(source: IO[bytes], size: int) -> Iterator[bytes]:
    while size and (block := source.read(min(size, 1 << 20))):
        size -= len(block)
        yield block
    if size:
        text = "förbindelsen bröts mitt i en fil"
        raise PublisherError(Problem(path="", text=text, hint="Kör kommandot igen."))


def _free(path: Path) -> None:
    if path.exists():
        hint = "Välj ett annat namn: det som ligger där skrivs inte över."
        raise PublisherError(Problem(path=str(path), text="filen finns redan", hint=hint))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        text = f"går inte att läsa ({reason(error)})"
        raise PublisherError(Problem(path=str(path), text=text, hint=remedy(error))) from None


def _paths(value: object) -> list[Path]:
    """One, several or none."""
    several = value if isinstance(value, tuple) else (value,)
    return [each for each in several if isinstance(each, Path)]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Path) else value
