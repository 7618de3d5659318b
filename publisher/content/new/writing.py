"""How a new file is written: its name, its head, and never over anything that is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from publisher.config.fields import one_line, shown
from publisher.model import limits
from publisher.model.addresses import slug
from publisher.problems import Problem, PublisherError, reason

# Text that needs no quotes in YAML, short of the words that YAML takes for something else.
_PLAIN = re.compile(r"[A-Za-zÅÄÖåäöÉé][\w åäöÅÄÖéÉ,.!?()”–-]*(?<! )")
_TAKEN = frozenset(["true", "false", "yes", "no", "on", "off", "null", "y", "n"])


def name_of(title: str, wanted: str = "") -> str:
    """The `wanted` name, or one that every disk can hold, cut between words, made of the title.

    Raises PublisherError when the title gives none, or when what is wanted cannot be one.
    """
    if wanted:
        return _wanted(wanted)
    try:
        title = one_line(title)
    except ValueError as error:
        text, hint = [*error.args, ""][:2]
        hint = hint or "Skriv den på en enda rad."
        raise PublisherError(Problem(path="", text=f"rubriken {text}", hint=hint)) from error
    name = slug(title)
    if len(name) > limits.NAME_CHARS:
        whole, _, _ = name[: limits.NAME_CHARS + 1].rpartition("-")
        name = whole or name[: limits.NAME_CHARS]
    if name:
        return name
    hint = "Ta med någon bokstav a–ö eller siffra: av rubriken blir filens namn och adress. "
    hint += "Annars: --slug och ett namn."
    text = f"rubriken {shown(title)} ger ingen adress" if title.strip() else "rubriken är tom"
    raise PublisherError(Problem(path="", text=text, hint=hint))


def _wanted(name: str) -> str:
    if name == slug(name) and len(name) <= limits.NAME_CHARS:
        return name
    hint = f"Skriv med a–z, 0–9 och bindestreck, högst {limits.NAME_CHARS} tecken"
    near = slug(name)[: limits.NAME_CHARS].strip("-")
    hint += f", till exempel --slug {near}" if near else ""
    text = f"--slug {shown(name)} kan inte vara en del av en adress"
    raise PublisherError(Problem(path="", text=text, hint=f"{hint}."))


def free(root: Path, *paths: Path) -> None:
    """Raise PublisherError for every file that is in the way."""
    hint = "Välj ett annat namn, till exempel med --slug, eller skriv vidare i den filen."
    taken = [path for path in paths if path.exists()]
    if taken:
        raise PublisherError(
            Problem(path=path.relative_to(root).as_posix(), text="filen finns redan", hint=hint)
            for path in taken
        )


def lines(head: Mapping[str, object], usual: Iterable[str] = ()) -> list[str]:
    """A head as lines of YAML; of what is `usual`, that which is not there as comments."""
    written = [f"{name}: {value(each)}".rstrip() for name, each in head.items() if each != ""]
    there = {line.partition(":")[0] for line in written}
    return [*written, *(f"# {line}" for line in usual if line.partition(":")[0] not in there)]


def value(given: object) -> str:
    """What stands after a colon in YAML."""
    written = str(given)
    if isinstance(given, int) or re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        return written
    if _PLAIN.fullmatch(written) and written.lower() not in _TAKEN:
        return written
    return json.dumps(written, ensure_ascii=False)


def write(root: Path, path: Path, text: str) -> None:
    """Whole or not at all; a file that came there in the meantime stays as it is."""
    write_bytes(root, path, text.encode())


def write_bytes(root: Path, path: Path, data: bytes) -> None:
    """As `write`."""
    ours = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            ours = True
            file.write(data)
    except OSError as error:
        if ours:
            path.unlink(missing_ok=True)
        raise unwritten(root, path, error) from error


def unwritten(root: Path, path: Path, error: OSError) -> PublisherError:
    """Why a file could not be written."""
    hint = "Rätta till det och kör kommandot igen."
    said = f"gick inte att skriva: {reason(error)}"
    place = path.relative_to(root).as_posix()
    return PublisherError(Problem(path=place, text=said, hint=hint))
