"""The search for leaks in every file that is about to go out.

Each file is read once: what it was found to be free of is remembered by its hash. A text that has
been closed to the public, or hidden, since then is looked for in the old files too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import SEEK_END
from pathlib import Path, PurePosixPath

import msgspec

from publisher.config import Config
from publisher.deploy.leaks import addresses, audience, contents, secrets
from publisher.deploy.leaks.hidden import HiddenText, fault, given_away, hidden, marks, misplaced
from publisher.deploy.leaks.readers import HINT
from publisher.deploy.targets import FileFacts
from publisher.engine.recipes import BuildContext, key
from publisher.engine.state import State
from publisher.model import Entry
from publisher.model.addresses import SECRET, page_file
from publisher.model.feed_formats import endings
from publisher.model.output import PREVIEW_MARK
from publisher.problems import Problem
from publisher.system.disk import on_disk
from publisher.system.parallel import Map, serial

_FILES, _CLOSED, _HIDDEN = "leaks", "leaks:closed", "leaks:hidden"
_CODE = frozenset({".css", ".js", ".mjs", ".svg", ".webmanifest", ".xsl", ".map", ".env", ".yml"})
_CODE |= {".yaml", ".toml", ".ini", ".cfg", ".conf", ".properties", ".pem", ".key"}
_CODE |= {""}  # _redirects, CNAME
"""What is no prose: nobody's sentences, and addresses that are no list of readers."""
_LISTS = frozenset({".xml", ".json"}) | endings()
"""Feeds, maps of the site and what programs read: lists of addresses."""
_PREVIEW = PREVIEW_MARK.decode().strip()
_SHOWN = 20_000_000
"""In a larger file no line is told."""
_VERSION = 5


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


class _Seen(msgspec.Struct, frozen=True):
    """What is kept of a file in which nothing was wrong: its hash, and addresses it links to."""

    hash: str
    salt: str
    written: tuple[str, ...] = ()


class _Found(msgspec.Struct):
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


def leaks(scanned: ScannedBuild) -> tuple[Problem, ...]:
    """Everything that must not go out, each with where it stands and what to do."""
    return tuple(_LeakScan(scanned).problems())


class _LeakScan:
    def __init__(self, scanned: ScannedBuild) -> None:
        self._scanned, self._context, self._state = scanned, scanned.context, scanned.state
        self._config: Config = scanned.context.config
        self._host = self._config.host
        self._own = addresses.known(self._config, self._context.site)
        self._salt = key(_VERSION, sorted(self._own), self._host, sorted(self._config.unread))
        self._open: dict[str, bool] = {}

    def problems(self) -> Iterator[Problem]:
        yield from misplaced(self._hidden, self._context.site, self._scanned.files)
        kept = self._kept()
        paths = sorted(self._scanned.files)
        new = [path for path in paths if not self._holds(kept.get(path), path)]
        found = dict(zip(new, self._read(new, self._needles, self._signs), strict=True))
        for path in new:
            kept[path] = self._seen(path, found[path].written)
        chosen = frozenset(one for path in paths for one in kept[path].written) | self._own
        faulty = set()
        for path in new:
            for problem in self._told(path, found[path], chosen):
                faulty.add(path)
                yield problem
        for problem in self._among_the_old(paths, found.keys()):
            faulty.add("")
            yield problem
        self._keep(kept, paths, new, faulty)

    # Reading

    def _read(
        self, paths: list[str], needles: Mapping[str, str], signs: Mapping[str, HiddenText]
    ) -> Iterator[_Found]:
        decode = msgspec.msgpack.Decoder(_Found).decode
        encode = msgspec.msgpack.Encoder().encode

        def one(path: str) -> bytes:
            return encode(self._look_in(path, needles, signs))

        return map(decode, self._scanned.map(one, paths))

    def _look_in(
        self, path: str, needles: Mapping[str, str], signs: Mapping[str, HiddenText]
    ) -> _Found:
        found = _Found()
        try:
            with (self._scanned.folder / path).open("rb") as file:
                for name, text in contents.texts(path, file):
                    self._look_at(name or path, text, found, needles, signs)
        except contents.ReadersFile as error:
            found.readers = error.what
        except contents.UnreadableFile as error:
            if not _named(path, self._config.unread):
                found.unreadable = error.why
        return found

    def _look_at(
        self,
        name: str,
        text: str,
        found: _Found,
        needles: Mapping[str, str],
        signs: Mapping[str, HiddenText],
    ) -> None:
        """Add what one text holds to what the file has been found to hold."""
        if contents.is_media(name):
            found.secrets += secrets.known(text, self._scanned.secret)
            return
        found.secrets += secrets.found(name, text, self._scanned.secret)
        if found.sound < 0 and (sound := SECRET.search(text)) is not None:
            found.sound = sound.start()
        found.preview |= _PREVIEW in text
        ending = PurePosixPath(name).suffix.lower()
        if ending in _CODE:
            return
        found.written = (*found.written, *addresses.written(text))
        found.strangers = (*found.strangers, *addresses.strangers(text, self._own, self._host))
        found.personal += addresses.personal(text, self._own, self._host)
        if needles:
            found.closed += [each for each in audience.sentences(text) if each in needles]
        if signs and ending in _LISTS:
            found.told += [sign for sign in signs if sign in text]

    def _text(self, path: str) -> str:
        """A text file as it stands, for the line to be told; nothing of any other."""
        parts = []
        with (
            (self._scanned.folder / path).open("rb") as file,
            suppress(contents.UnreadableFile, contents.ReadersFile),
        ):
            if file.seek(0, SEEK_END) < _SHOWN:
                file.seek(0)
                parts = [text for name, text in contents.texts(path, file) if name == path]
        return parts[0] if len(parts) == 1 else ""

    # Telling

    def _told(self, path: str, found: _Found, chosen: frozenset[str]) -> Iterator[Problem]:
        if found.readers:
            text = f"filen är {found.readers}"
            yield Problem(path=f"build/site/{path}", text=text, hint=HINT)
        if found.preview:
            hint = "Ta bort filen och kör publisher build --clean."
            text = "sidan kommer från förhandsvisningen, där också utkast visas"
            yield Problem(path=f"build/site/{path}", text=text, hint=hint)
        if found.unreadable:
            hint = (
                "Lägg den någon annanstans, eller i ett format som går att läsa. Vet du att inget "
            )
            hint += f"i den är hemligt: skriv ”{_kind(path)}” under unread: i inställningarna."
            text = f"filen {found.unreadable}, så det går inte att se om något hemligt står i den"
            yield Problem(path=f"build/site/{path}", text=text, hint=hint)
        for what, at in dict(found.secrets).items():
            hint = "Ta bort det, och byt ut det där det gäller: det kan redan ha blivit läst."
            yield self._problem(path, f"här står {what}, som ingen annan ska se", hint, at)
        strangers = [each for each in sorted(set(found.strangers)) if each not in chosen]
        if len(strangers) >= addresses.MANY:
            text = f"här står {len(strangers)} e-postadresser ({addresses.masked(strangers[0])} …)"
            hint = "Är det prenumeranter: ta bort dem. Ska läsarna se dem: gör var och en till en "
            hint += "länk, [namn@exempel.se](mailto:namn@exempel.se)."
            yield self._problem(path, text, hint, needle=strangers[0])
        for address, at in found.personal[:1]:
            if address not in chosen:
                text = f"en länk har någons e-postadress i sig ({addresses.masked(address)})"
                hint = "Den är gjord för en enda läsare. Skriv länken utan det som står efter ”?”."
                yield self._problem(path, text, hint, at)
        yield from self._of_audience(path, found)
        for each in given_away_by(found.told, self._signs):
            yield fault(each, path)

    def _of_audience(self, path: str, found: _Found) -> Iterator[Problem]:
        hint = (
            "Kör publisher build --clean. Har du klistrat in texten på fler ställen: ta bort den."
        )
        sources = {self._needles[each]: each for each in found.closed if not self._is_open(each)}
        for source, sentence in sorted(sources.items()):
            text = f"text som bara prenumeranter får står i build/site/{path}: ”{sentence[:40]}…”"
            yield Problem(path=source, text=text, hint=hint)
        if found.sound >= 0:
            text = "här står adressen till ljud som bara prenumeranter får"
            yield self._problem(path, text, hint, found.sound)

    def _among_the_old(self, paths: list[str], new: Collection[str]) -> Iterator[Problem]:
        """What has been closed or hidden since the others were looked through."""
        fresh = {each: source for each, source in self._needles.items() if source in self._fresh}
        known = set(self._state.keys(_HIDDEN))
        signs = {sign: each for sign, each in self._signs.items() if each.entry.id not in known}
        if not (fresh or signs):
            return
        rest = [path for path in paths if path not in new and self._may_tell(path, fresh)]
        for path, found in zip(rest, self._read(rest, fresh, signs), strict=True):
            found.sound = -1
            yield from self._of_audience(path, found)
            for each in given_away_by(found.told, signs):
                yield fault(each, path)

    @staticmethod
    def _may_tell(path: str, fresh: Mapping[str, str]) -> bool:
        ending = PurePosixPath(path).suffix.lower()
        prose = ending not in _CODE and not contents.is_media(path)
        return prose if fresh else ending in _LISTS

    def _problem(self, path: str, text: str, hint: str, at: int = -1, needle: str = "") -> Problem:
        """At the author's own line where it stands there, else at the line of the built file."""
        built = self._text(path)
        at = at if at >= 0 else max(0, built.lower().find(needle.lower()))
        entry = self._pages.get(path)
        if entry is not None:
            source = on_disk(self._config.root, entry.source).read_text("utf-8", "replace")
            sign = needle or built[at : at + 24].split("<")[0].split("\n")[0]
            if sign and (there := source.lower().find(sign.lower())) >= 0:
                nth = source.count("\n", 0, there) + 1
                return Problem(path=entry.source, line=nth, text=text, hint=hint)
        line = built.count("\n", 0, at) + 1 if built else None
        return Problem(path=f"build/site/{path}", line=line, text=text, hint=hint)

    # What is looked for

    @cached_property
    def _pages(self) -> dict[str, Entry]:
        entries = self._context.site.entries
        return {page_file(entry.url): entry for entry in entries}

    @cached_property
    def _hidden(self) -> tuple[HiddenText, ...]:
        return hidden(self._state, self._scanned.now)

    @cached_property
    def _signs(self) -> dict[str, HiddenText]:
        return marks(self._hidden, self._context.site, self._config.origin)

    @cached_property
    def _needles(self) -> dict[str, str]:
        """Sentences that only subscribers may read → the text they are from."""
        return {
            sentence: piece.source
            for piece in audience.closed(self._context)
            for sentence in audience.needles(self._context, piece)
        }

    @cached_property
    def _marks(self) -> dict[str, str]:
        closed = audience.closed(self._context)
        return {piece.source: audience.mark(self._context, piece) for piece in closed}

    @cached_property
    def _fresh(self) -> frozenset[str]:
        """The closed texts that the old files have not been searched for."""
        known = {source: data.decode() for source, data in self._state.items(_CLOSED)}
        return frozenset(s for s, mark in self._marks.items() if known.get(s) != mark)

    def _is_open(self, sentence: str) -> bool:
        if sentence not in self._open:
            entries = self._context.site.entries
            self._open[sentence] = audience.stands_openly(self._context, entries, sentence)
        return self._open[sentence]

    # What is kept

    def _kept(self) -> dict[str, _Seen]:
        decode = msgspec.msgpack.Decoder(_Seen).decode
        return {path: decode(data) for path, data in self._state.items(_FILES)}

    def _holds(self, seen: _Seen | None, path: str) -> bool:
        return bool(
            seen and seen.hash == self._scanned.files[path].sha256 and seen.salt == self._salt
        )

    def _seen(self, path: str, written: tuple[str, ...]) -> _Seen:
        return _Seen(self._scanned.files[path].sha256, self._salt, written)

    def _keep(
        self, kept: Mapping[str, _Seen], paths: list[str], new: list[str], faulty: set[str]
    ) -> None:
        state, encode = self._state, msgspec.msgpack.Encoder().encode
        for path in kept.keys() - set(paths):
            state.delete(_FILES, path)
        for path in new:
            if path in faulty:
                state.delete(_FILES, path)
            else:
                state.put(_FILES, path, encode(kept[path]))
        if "" not in faulty:
            _replace(state, _CLOSED, {s: mark.encode() for s, mark in self._marks.items()})
            _replace(state, _HIDDEN, {each.entry.id: b"1" for each in self._hidden})
        state.commit()


def _kind(path: str) -> str:
    """What to write for the owner to vouch for it: its ending, or its name when it has none."""
    return PurePosixPath(path).suffix.lower() or PurePosixPath(path).name


def _named(path: str, unread: Collection[str]) -> bool:
    return _kind(path) in unread


def given_away_by(signs: list[str], known: Mapping[str, HiddenText]) -> Iterator[HiddenText]:
    """Each hidden text once, however many signs gave it away."""
    yield from given_away(" ".join(signs), {sign: known[sign] for sign in signs})


def _replace(state: State, table: str, wanted: Mapping[str, bytes]) -> None:
    known = dict(state.items(table))
    for name in known.keys() - wanted.keys():
        state.delete(table, name)
    for name, data in wanted.items():
        if known.get(name) != data:
            state.put(table, name, data)
