"""What `publisher init` asks at a terminal, each answer judged as soon as it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from publisher.cli.init_place import KINDS, LATER, place_of
from publisher.cli.shared import say, show
from publisher.config.site_address import meant_site
from publisher.content.new.publication import refuse
from publisher.content.new.wishes import (
    folder_for,
    named_after,
    publication_address,
    publication_name,
)
from publisher.problems import Problem, PublisherError

_T = TypeVar("_T")
_ANSWERS = {"j": True, "ja": True, "y": True, "yes": True, "n": False, "nej": False, "no": False}
_UNNOTICED = frozenset([".git", ".venv", ".DS_Store"])
"""What may lie in a folder that anybody would call empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InitRequest:
    """What is known of a new publication: what was given on the command line, then all of it."""

    folder: Path | None
    name: str = ""
    address: str = ""
    podcast: bool | None = None
    podcast_name: str = ""
    deploy: str = ""
    to: str = ""


def asked(request: InitRequest, now: datetime) -> InitRequest:
    """The request with everything in it that was not given, as somebody at the terminal answers.

    Nothing is written. Raises click.Abort at Ctrl-C.
    """
    say("Tryck Enter för det som står inom [ ]. Allt går att ändra efteråt.", err=True)
    if request.folder is not None:
        _judged_folder(request.folder, now)
    name = request.name or _name(request.folder)
    folder = request.folder or _folder(name, now)
    address = request.address or _address()
    wanted = _podcast() if request.podcast is None else request.podcast
    podcast_name = request.podcast_name
    if wanted and not podcast_name:
        podcast_name = ask("Vad heter podden?", publication_name, default=name)
    return _placed(
        replace(
            request,
            folder=folder,
            name=name,
            address=address,
            podcast=wanted,
            podcast_name=podcast_name,
        )
    )


def ask(
    question: str,
    judge: Callable[[str], _T],
    *,
    default: str = "",
    otherwise: str = "",
    meant: Callable[[str], str] = lambda _: "",
) -> _T:
    """Ask until the answer is one that `judge` takes; what it refuses is told at once.

    `otherwise` tells what an empty answer stands for. After an answer that was refused what was
    `meant` by it, if that can be seen, is offered.
    """
    while True:
        given = ""
        try:
            given = _line(f"{question} [{default or otherwise}]", default)
            return judge(given)
        except PublisherError as error:
            show(error.problems)
            default = meant(given) or default


def _line(question: str, default: str) -> str:
    try:
        given: str = click.prompt(question, default=default, show_default=False, err=True)
    except UnicodeDecodeError as error:
        hint = "Ställ in terminalen på UTF-8, eller svara sedan i mkdocs.yml."
        text = "svaret har tecken som inte gick att läsa"
        raise PublisherError(Problem(path="", text=text, hint=hint)) from error
    return given.strip()


def _name(folder: Path | None) -> str:
    default = named_after(folder) if folder else "Min tidning"
    return ask("Vad heter publikationen?", publication_name, default=default)


def _folder(name: str, now: datetime) -> Path:
    return ask(
        "I vilken mapp?",
        lambda given: _judged_folder(Path(given).expanduser(), now),
        default=folder_for(name),
    )


def _judged_folder(folder: Path, now: datetime) -> Path:
    """The folder, if all can be written in it, and if whoever has things in it says so."""
    refuse(folder, now)
    there = list(folder.iterdir()) if folder.is_dir() else []
    if any(each.name not in _UNNOTICED for each in there):
        question = f"Mappen {folder} är inte tom. Ska publikationen ligga bland det som finns? j/n"
        if not ask(question, _yes, otherwise="n"):
            raise click.Abort
    return folder


def _address() -> str:
    return ask(
        "Vilken adress får sajten, som https://tidning.se/?",
        lambda given: publication_address(given) if given else "",
        otherwise="bestäms senare",
        meant=meant_site,
    )


def _podcast() -> bool:
    return ask("Ska det finnas en podd? j/n", _yes, otherwise="n")


def _yes(given: str) -> bool:
    if given and given.casefold() not in _ANSWERS:
        hint = "Skriv j för ja eller n för nej."
        raise PublisherError(Problem(path="", text=f"”{given}” är varken ja eller nej", hint=hint))
    return bool(given) and _ANSWERS[given.casefold()]


def _placed(request: InitRequest) -> InitRequest:
    """With where it is to lie, and where exactly."""
    kind = request.deploy or _kind()
    known = request.to or kind == LATER
    return replace(request, deploy=kind, to=request.to if known else _to(kind, request))


def _kind() -> str:
    say("Var ska läsarna hitta den?", err=True)
    for number, kind in enumerate(KINDS.values(), 1):
        say(f"  {number}  {kind.called}", err=True)
    last = len(KINDS) + 1
    say(f"  {last}  det bestäms senare", err=True)
    return ask(f"Välj 1–{last}", _chosen, default=str(last))


def _chosen(given: str) -> str:
    choices = dict(zip(map(str, range(1, len(KINDS) + 2)), (*KINDS, LATER), strict=True))
    choices |= {kind: kind for kind in (*KINDS, LATER)}
    if given.casefold() not in choices:
        hint = f"Skriv en siffra från 1 till {len(KINDS) + 1}."
        raise PublisherError(Problem(path="", text=f"”{given}” finns inte att välja", hint=hint))
    return choices[given.casefold()]


def _to(kind: str, request: InitRequest) -> str:
    root, known = request.folder or Path(), KINDS[kind]

    def judged(given: str) -> str:
        place_of(kind, given, request.name, root)
        return given

    return ask(known.question, judged, otherwise=known.otherwise)
