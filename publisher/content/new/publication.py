"""A new publication: files that build as they are, with everything in them for the owner to change.

What is written lies in `starters/`, as it will look, save for two things: a name that is to begin
with a full stop begins with `dot-` there (git and pip have views on the others), and what differs
from one publication to the next stands between two `@@`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher.content.new.wheel import FOLDER, LOCK, tools
from publisher.content.new.wishes import (
    Wishes,
    mail_host,
    named_after,
    nowhere,
    publication_address,
    publication_name,
)
from publisher.content.new.writing import value
from publisher.model.addresses import slug
from publisher.problems import Problem, PublisherError, reason
from publisher.swedish import STOCKHOLM

_STARTER = Path(__file__).parent / "starters" / "publication"
_MARK = re.compile(r"@@([A-Z_]+)@@")
_SETTINGS = "mkdocs.yml"
_MENU = "  - Nyhetsbrev: /nyhetsbrev/\n"
"""The line of the menu that a podcast comes after."""
_TOOLS = "Vill du byta programmet i den här: publisher init --tools ."
_BESIDE = ".ny"
"""What the name of a file ends in until all of them are written."""
_NEXT = "Rätta till det och kör kommandot igen."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPublication:
    """What was made: the publication's folder and its files, as paths in it."""

    root: Path
    files: tuple[str, ...]


def found(root: Path, wishes: Wishes, now: datetime, release: str = "") -> NewPublication:
    """Write a new publication in `root`, which may exist as long as none of the files do.

    Without a name the folder lends its own; without an address it gets one that leads nowhere. With
    a `release`, an address with its sum, the program is fetched from there instead of lying in it.
    Raises PublisherError with everything that is in the way, and then nothing was written.
    """
    name = publication_name(wishes.name) or named_after(root)
    program = tools(release)
    words = _words(name, wishes.address, now)
    words |= _program_words(release) | _place_words(wishes.place)
    files = {_filled(path, words): _filled(text, words) for path, text in _starter()}
    if wishes.place:
        files[_SETTINGS] = _placed(files[_SETTINGS], wishes.place)
    refuse(root, now)
    with _whole() as made:
        _write(root, {path: text.encode() for path, text in files.items()} | program, made)
        podcast = _podcast(root, wishes.podcast) if wishes.podcast else ()
    return NewPublication(root=root, files=tuple(sorted((*files, *program, *podcast))))


def refuse(root: Path, now: datetime) -> None:
    """Raise PublisherError with all that is in the way of a publication in `root`."""
    if (root / _SETTINGS).is_file():
        text = "här finns redan en publikation, och inget skrivs över"
        hint = f"Välj en annan mapp: publisher init MAPP. {_TOOLS}"
        raise PublisherError(Problem(path=_SETTINGS, text=text, hint=hint))
    year = {"AR": f"{now.astimezone(STOCKHOLM):%Y}"}
    paths = {_filled(path, year) for path, _ in _starter()} | set(tools())
    if in_the_way := tuple(_in_the_way(root, paths)):
        raise PublisherError(in_the_way)


def retooled(root: Path, release: str = "") -> NewPublication:
    """Put the running program in the place of the one that a publication has; nothing else.

    With a `release` it is fetched from there from now on.

    Raises PublisherError where there is no publication.
    """
    if not (root / _SETTINGS).is_file():
        hint = "Peka ut publikationens mapp: publisher init --tools MAPP"
        raise PublisherError(Problem(path=str(root), text="är ingen publikation", hint=hint))
    files = tools(release)
    folder = root / FOLDER
    old = [file for file in folder.glob("*.whl") if f"{FOLDER}/{file.name}" not in files]
    with _whole() as made:
        _write(root, {f"{path}{_BESIDE}": data for path, data in files.items()}, made)
    for path in files:
        (root / f"{path}{_BESIDE}").replace(root / path)
    for file in old:
        file.unlink()
    return NewPublication(root=root, files=tuple(sorted(files)))


def _words(name: str, address: str, now: datetime) -> dict[str, str]:
    """What stands for each mark."""
    url = publication_address(address) if address else nowhere(name)
    day = now.astimezone(STOCKHOLM)
    return {
        "NAMN": name,
        "NAMN_I_CITAT": json.dumps(name, ensure_ascii=False)[1:-1],
        "ADRESS": url,
        "VARD": mail_host(name, url),
        "DATUM": f"{day:%Y-%m-%d}",
        "AR": f"{day:%Y}",
    }


def _program_words(release: str) -> dict[str, str]:
    """How the program is installed and exchanged, as the README says it."""
    again = " --release ADRESS#sha256=SUMMA" if release else ""
    return {
        "KRAV": LOCK,
        "PROGRAMMET": "hämtas från adressen i" if release else f"ligger i `{FOLDER}/`, intill",
        "PROGRAM": f'"{release}"' if release else f"./{FOLDER}/*.whl",
        "BYT": f"publisher init --tools .{again}",
    }


def _place_words(place: Mapping[str, str]) -> dict[str, str]:
    """How the README tells where the site is to lie."""
    if not place:
        chosen = "ta bort #-tecknen framför ett av målen som heter `webben` i `mkdocs.yml`."
        return {"UTLAGT": f"Bestäm var sajten ska ligga: {chosen}"}
    return {"UTLAGT": f"Se över målet `webben` i `mkdocs.yml` (`kind: {place['kind']}`)."}


def _placed(settings: str, place: Mapping[str, str]) -> str:
    """The settings with the suggested target of that kind in force, with these options."""
    indent, kind = " " * 8, place["kind"]
    suggested = rf"^{indent}# webben:\n{indent}#   kind: {kind}\n(?:{indent}#   .*\n)*"
    rows = [f"{indent}webben:", *(f"{indent}  {key}: {value(each)}" for key, each in place.items())]
    chosen = "\n".join([*rows, ""])
    return re.sub(suggested, lambda _: chosen, settings, count=1, flags=re.MULTILINE)


def _podcast(root: Path, title: str) -> tuple[str, ...]:
    """The files of a podcast in a publication that has just been written, with it in the menu."""
    from publisher.content.new.show import show

    feed = slug(title)
    made = show(root, _SETTINGS, title, "podden" if feed in {"", "artiklar"} else "")
    settings = root / _SETTINGS
    text = settings.read_text("utf-8")
    row = f"  - Podd: /podd/{made.settings.stem}/\n"
    settings.write_text(text.replace(_MENU, f"{_MENU}{row}", 1), "utf-8")
    return tuple(path.relative_to(root).as_posix() for path in (made.settings, made.cover))


def _starter() -> Iterator[tuple[str, str]]:
    for file in sorted(_STARTER.rglob("*")):
        if file.is_file():
            path = file.relative_to(_STARTER).as_posix()
            yield re.sub(r"(^|/)dot-", r"\1.", path), file.read_text("utf-8")


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _MARK.sub(lambda mark: words[mark[1]], text)


def _in_the_way(root: Path, files: Iterable[str]) -> Iterator[Problem]:
    hint = "Inget skrivs över. Flytta undan den, eller välj en annan mapp."
    blocked = {
        folder
        for path in files
        for folder in (root / path).parents
        if (folder.exists() or folder.is_symlink()) and not folder.is_dir()
    }
    for folder in sorted(blocked):
        yield Problem(path=str(folder), text="är en fil, där det ska vara en mapp", hint=hint)
    for path in sorted(files):
        file = root / path
        if not blocked and (file.exists() or file.is_symlink()):
            yield Problem(path=path, text="filen finns redan", hint=hint)


@contextmanager
def _whole() -> Iterator[list[Path]]:
    """All of it, or none: what was made before a disk or an editor said no is taken away again."""
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for each in reversed(made):
            (each.rmdir if each.is_dir() else each.unlink)()
        raise


def _write(root: Path, files: Mapping[str, bytes], made: list[Path]) -> None:
    """Write them, telling of each file and folder that was made."""
    try:
        for path, data in files.items():
            file = root / path
            for folder in _missing(file.parent):
                folder.mkdir()
                made.append(folder)
            with file.open("xb") as opened:
                made.append(file)
                opened.write(data)
    except OSError as error:
        text = f"gick inte att skriva: {reason(error)}"
        path = str(error.filename or root)
        raise PublisherError(Problem(path=path, text=text, hint=_NEXT)) from error


def _missing(folder: Path) -> list[Path]:
    """The folder and those above it that are not there, the outermost first."""
    return [each for each in (folder, *folder.parents) if not each.exists()][::-1]
