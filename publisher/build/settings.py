"""The settings of a build, and who signs: read when a file that they come from has changed.

What was read is kept in the state beside a mark over the bytes it came from. So a build in which
only texts changed meets neither YAML nor the schemas, which take longer to import than a text to
render. What does not come back from JSON as it went in is not kept, and is read each time; nor is
what has a login in an address, which is told at the deploy and must stand nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from publisher.config import Config, load_config
from publisher.config.extensions import is_pure
from publisher.content.load.paths import SourceFiles
from publisher.content.load.people import People, read_people
from publisher.engine.recipes import key
from publisher.engine.scan import Hashes
from publisher.engine.state import State
from publisher.media import images
from publisher.model.addresses import CONTENT, PEOPLE
from publisher.problems import Problem, PublisherError

_SETTINGS = ("build", "settings")
_PEOPLE = ("build", "people")
_LEDGER = "feeds/ledger.jsonl"
_FONTS = "theme/web/assets/fonts/"
_READ = (".yml", ".yaml", ".jpg", ".jpeg", ".png", ".webp", ".woff2")
"""Of the other files there only the names are looked at."""

_LOGIN = re.compile(rb"://[^/\s\"]*@")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSettings:
    """What `load_config` said of files with this mark; `beside` are those that it named, hashed."""

    mark: str
    config: Config
    problems: tuple[Problem, ...]
    beside: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPeople:
    """Who signs, according to a file with this hash; `beside` are the pictures it names, hashed."""

    hash: str
    people: People
    beside: tuple[tuple[str, str], ...]


def settings(
    root: Path, file: str, hashes: Hashes, state: State
) -> tuple[Config | None, tuple[Problem, ...]]:
    """As `load_config`, from the state where nothing that it reads is another than last time."""
    mark = "" if hashes.scan.problems else _mark(root, file, hashes)
    kept: KeptSettings | None = _decoded(state.get(*_SETTINGS), KeptSettings) if mark else None
    if (
        kept is not None
        and kept.mark == mark
        and all(_hash(path, hashes) == hash_ for path, hash_ in kept.beside)
    ):
        return kept.config, kept.problems
    config, problems = load_config(root, file, measure=images.measure)
    if mark and config is not None and _comes_from_files(config):
        beside = tuple((path, _hash(path, hashes)) for path in _beside(config))
        if all(hash_ for _, hash_ in beside):
            made = KeptSettings(mark=mark, config=config, problems=problems, beside=beside)
            _keep(state, _SETTINGS, made, KeptSettings)
    return config, problems


def people(root: Path, hashes: Hashes, state: State) -> People:
    """As `read_people`, from the state where the file and what it names are the same."""
    hash_ = _hash(PEOPLE, hashes)
    kept: KeptPeople | None = _decoded(state.get(*_PEOPLE), KeptPeople) if hash_ else None
    if (
        kept is not None
        and kept.hash == hash_
        and all(_hash(path, hashes) == each for path, each in kept.beside)
    ):
        return kept.people
    sources = SourceFiles(root=root, disk=hashes.scan.disk, hashes=hashes)
    made = read_people(hashes.scan.disk.get(PEOPLE), sources)
    if hash_:
        beside = tuple((path, _hash(path, hashes)) for path in made.depends)
        _keep(state, _PEOPLE, KeptPeople(hash=hash_, people=made, beside=beside), KeptPeople)
    return made


def _mark(root: Path, file: str, hashes: Hashes) -> str:
    """A hash over all that settings are read from, but for what they name below `content/`.

    Empty when one of the files cannot be read: that is told by whoever needs it.
    """
    found = hashes.scan
    lying = sorted(p for p in found.stamps if p.startswith(("feeds/", _FONTS)) and p != _LEDGER)
    read = {path: _hash(path, hashes) for path in lying if path.endswith(_READ)}
    read[file] = _hash(file, hashes)
    if not all(read.values()):
        return ""
    return key(str(root), file, sorted(found.folders), lying, read)


def _hash(path: str, hashes: Hashes) -> str:
    """Empty of what is not there or cannot be read."""
    with suppress(PublisherError):
        return hashes(path)
    return ""


def _beside(config: Config) -> Iterator[str]:
    """The files that the menu and the look name."""
    yield from (item.target for item in config.menu if item.target.startswith(f"{CONTENT}/"))
    if config.look.logo is not None:
        yield config.look.logo.source


def _comes_from_files(config: Config) -> bool:
    """Whether nothing outside the publication was asked, such as which extensions are installed.

    The program's own libraries are part of the state as a whole (`freshness.same_program`).
    """
    return all(is_pure(name) for name, _ in config.markdown)


def _decoded(data: bytes | None, kind: type[Any]) -> Any:  # noqa: ANN401 (a value of that kind)
    return None if data is None else msgspec.json.decode(data, type=kind, dec_hook=_path)


def _keep(state: State, place: tuple[str, str], made: object, kind: type[object]) -> None:
    data = msgspec.json.encode(made, enc_hook=str)
    if not _LOGIN.search(data) and _decoded(data, kind) == made:
        state.put(*place, data)


def _path(kind: type[object], value: str) -> object:
    return Path(value) if kind is Path else value
