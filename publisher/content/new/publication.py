"""A new publication: files that build as they are, with everything in them for the owner to change.

What is written lies in `starters/`, as it will look, save for two things: a name that is to begin
with a full stop begins with `dot-` there (git and pip have views on the others), and what differs
from one publication to the next stands between two `@@`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher.content.new.wheel import FOLDER, LOCK, tools
from publisher.model.addresses import slug
from publisher.problems import Problem, PublisherError, reason
from publisher.swedish import STOCKHOLM

_STARTER = Path(__file__).parent / "starters" / "publication"
_MARK = re.compile(r"@@([A-Z_]+)@@")
_URL = re.compile(r"https?://([A-Za-z0-9.-]+)(:\d+)?(/[^\s?#]*)?")
_TOOLS = "Vill du byta programmet i den här: publisher init --tools ."
_NEXT = "Rätta till det och kör kommandot igen."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPublication:
    """What was made: the publication's folder and its files, as paths in it."""

    root: Path
    files: tuple[str, ...]


def found(root: Path, name: str, url: str, now: datetime) -> NewPublication:
    """Write a new publication in `root`, which may exist as long as none of the files do.

    Without a `name` the folder lends its own; without a `url` it gets one that leads nowhere.
    Raises PublisherError with everything that is in the way, and then nothing was written.
    """
    words = {**_words(root, " ".join(name.split()), url, now), "KRAV": LOCK}
    files = {_filled(path, words): _filled(text, words).encode() for path, text in _starter()}
    files |= tools()
    if (root / "mkdocs.yml").is_file():
        text = "här finns redan en publikation, och inget skrivs över"
        hint = f"Välj en annan mapp: publisher init MAPP. {_TOOLS}"
        raise PublisherError(Problem(path="mkdocs.yml", text=text, hint=hint))
    if in_the_way := tuple(_in_the_way(root, files)):
        raise PublisherError(in_the_way)
    _write(root, files)
    return NewPublication(root=root, files=tuple(sorted(files)))


def retooled(root: Path) -> NewPublication:
    """Put the running program in the place of the one that a publication has; nothing else.

    Raises PublisherError where there is no publication.
    """
    if not (root / "mkdocs.yml").is_file():
        hint = "Peka ut publikationens mapp: publisher init --tools MAPP"
        raise PublisherError(Problem(path=str(root), text="är ingen publikation", hint=hint))
    files = tools()
    folder = root / FOLDER
    old = [file for file in folder.glob("*.whl") if f"{FOLDER}/{file.name}" not in files]
    for path in (root / path for path in files):
        path.unlink(missing_ok=True)
    _write(root, files)
    for file in old:
        file.unlink()
    return NewPublication(root=root, files=tuple(sorted(files)))


def _words(root: Path, name: str, url: str, now: datetime) -> Mapping[str, str]:
    """What stands for each mark."""
    named = name or _named_after(root)
    address = url or f"https://{slug(named) or 'tidning'}.example/"
    known = _URL.fullmatch(address)
    if known is None:
        hint = "Skriv hela adressen: --url https://tidning.se/"
        raise PublisherError(Problem(path="", text=f"”{url}” är ingen webbadress", hint=hint))
    if not named.isprintable():
        hint = "Skriv det på en rad, utan styrtecken."
        raise PublisherError(Problem(path="", text="namnet går inte att använda", hint=hint))
    day = now.astimezone(STOCKHOLM)
    return {
        "NAMN": named,
        "NAMN_I_CITAT": json.dumps(named, ensure_ascii=False)[1:-1],
        "ADRESS": address.rstrip("/") + "/",
        "VARD": known[1].removeprefix("www."),
        "DATUM": f"{day:%Y-%m-%d}",
        "AR": f"{day:%Y}",
    }


def _named_after(root: Path) -> str:
    """`min-tidning` → `Min tidning`."""
    words = re.sub(r"[-_\s]+", " ", root.resolve().name).strip()
    return words[:1].upper() + words[1:] if words else "Min tidning"


def _starter() -> Iterator[tuple[str, str]]:
    for file in sorted(_STARTER.rglob("*")):
        if file.is_file():
            path = file.relative_to(_STARTER).as_posix()
            yield re.sub(r"(^|/)dot-", r"\1.", path), file.read_text("utf-8")


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _MARK.sub(lambda mark: words[mark[1]], text)


def _in_the_way(root: Path, files: Mapping[str, bytes]) -> Iterator[Problem]:
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


def _write(root: Path, files: Mapping[str, bytes]) -> None:
    """All of them, or none: what was written before a disk said no is taken away again."""
    made: list[Path] = []
    try:
        for path, data in files.items():
            file = root / path
            made += _made_folders(file.parent)
            with file.open("xb") as opened:
                made.append(file)
                opened.write(data)
    except OSError as error:
        for each in reversed(made):
            (each.rmdir if each.is_dir() else each.unlink)()
        text = f"gick inte att skriva: {reason(error)}"
        path = str(error.filename or root)
        raise PublisherError(Problem(path=path, text=text, hint=_NEXT)) from error


def _made_folders(folder: Path) -> Iterator[Path]:
    """Make a folder and those above it, telling of each that was not there."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        yield each
