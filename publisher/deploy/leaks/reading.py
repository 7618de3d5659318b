"""The reading of files that are about to go out, each once, for all that must not stand in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import SEEK_END
from pathlib import Path, PurePosixPath

import msgspec

from publisher.config import Config
from publisher.deploy.leaks import addresses, audience, contents, secrets
from publisher.deploy.leaks.hidden import HiddenText
from publisher.deploy.target import FileFacts
from publisher.engine.recipes import BuildContext
from publisher.engine.state import State
from publisher.model.addresses import SECRET
from publisher.model.feed_formats import endings
from publisher.model.output import PREVIEW_MARK
from publisher.system.parallel import Map, serial

_CODE = frozenset({".css", ".js", ".mjs", ".svg", ".webmanifest", ".xsl", ".map", ".env", ".yml"})
_CODE |= {".yaml", ".toml", ".ini", ".cfg", ".conf", ".properties", ".pem", ".key"}
_CODE |= {""}  # _redirects, CNAME
"""What is no prose: nobody's sentences, and addresses that are no list of readers."""
_LISTS = frozenset({".xml", ".json"}) | endings()
"""Feeds, maps of the site and what programs read: lists of addresses."""
_PREVIEW = PREVIEW_MARK.decode().strip()
_SHOWN = 20_000_000
"""In a larger file no line is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedBuild:
    """What is looked through: files below `folder` (`build/site`), made of `context` at `now`."""

    folder: Path
    files: Mapping[str, FileFacts]
    context: BuildContext
    state: State
    now: datetime
    secret: Mapping[str, str]
    """Values that must stand nowhere, by the names of their environment variables."""
    map: Map = serial


class FoundInFile(msgspec.Struct):
    """What one file was found to hold; positions are in the text."""

    secrets: list[tuple[str, int]] = []
    written: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    personal: list[tuple[str, int]] = []
    closed: list[str] = []
    sound: int = -1
    told: list[str] = []
    unreadable: str = ""
    readers: str = ""
    preview: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReader:
    """Reads the files of `scanned`; `own` are the addresses that may stand in them."""

    scanned: ScannedBuild
    own: frozenset[str]

    @property
    def config(self) -> Config:
        """The publication's settings."""
        return self.scanned.context.config

    def read(
        self, paths: list[str], needles: Mapping[str, str], signs: Mapping[str, HiddenText]
    ) -> Iterator[FoundInFile]:
        """What each of these files holds; `needles` are sentences and `signs` addresses."""
        decode = msgspec.msgpack.Decoder(FoundInFile).decode
        encode = msgspec.msgpack.Encoder().encode

        def one(path: str) -> bytes:
            return encode(self._look_in(path, needles, signs))

        return map(decode, self.scanned.map(one, paths))

    def _look_in(
        self, path: str, needles: Mapping[str, str], signs: Mapping[str, HiddenText]
    ) -> FoundInFile:
        found = FoundInFile()
        try:
            with (self.scanned.folder / path).open("rb") as file:
                for name, text in contents.texts(path, file):
                    self._look_at(name or path, text, found, needles, signs)
        except contents.ReadersFile as error:
            found.readers = error.what
        except contents.UnreadableFile as error:
            if not _named(path, self.config.unread):
                found.unreadable = error.why
        return found

    def _look_at(
        self,
        name: str,
        text: str,
        found: FoundInFile,
        needles: Mapping[str, str],
        signs: Mapping[str, HiddenText],
    ) -> None:
        """Add what one text holds to what the file has been found to hold."""
        if contents.is_media(name):
            found.secrets += secrets.known(text, self.scanned.secret)
            return
        found.secrets += secrets.found(name, text, self.scanned.secret)
        if found.sound < 0 and (sound := SECRET.search(text)) is not None:
            found.sound = sound.start()
        found.preview |= _PREVIEW in text
        ending = PurePosixPath(name).suffix.lower()
        if ending in _CODE:
            return
        found.written = (*found.written, *addresses.written(text))
        found.strangers = (*found.strangers, *addresses.strangers(text, self.own, self.config.host))
        found.personal += addresses.personal(text, self.own, self.config.host)
        if needles:
            found.closed += [each for each in audience.sentences(text) if each in needles]
        if signs and ending in _LISTS:
            found.told += [sign for sign in signs if sign in text]

    def text(self, path: str) -> str:
        """A text file as it stands, for the line to be told; nothing of any other."""
        parts = []
        with (
            (self.scanned.folder / path).open("rb") as file,
            suppress(contents.UnreadableFile, contents.ReadersFile),
        ):
            if file.seek(0, SEEK_END) < _SHOWN:
                file.seek(0)
                parts = [text for name, text in contents.texts(path, file) if name == path]
        return parts[0] if len(parts) == 1 else ""


def may_tell(path: str, *, sentences: bool) -> bool:
    """Whether a file may hold sentences of a text, or else an address among others."""
    ending = PurePosixPath(path).suffix.lower()
    prose = ending not in _CODE and not contents.is_media(path)
    return prose if sentences else ending in _LISTS


def kind_of(path: str) -> str:
    """What to write for the owner to vouch for it: its ending, or its name when it has none."""
    return PurePosixPath(path).suffix.lower() or PurePosixPath(path).name


def _named(path: str, unread: Collection[str]) -> bool:
    return kind_of(path) in unread
