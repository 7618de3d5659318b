"""The search for leaks in every file that is about to go out.

Each file is read once: what it was found to be free of is remembered by its hash. A text that has
been closed to the public, or hidden, since then is looked for in the old files too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec

from publisher.deploy.leaks import addresses
from publisher.deploy.leaks.hidden import fault, misplaced
from publisher.deploy.leaks.reading import FileReader, ScannedBuild, may_tell
from publisher.deploy.leaks.sought import CLOSED, SoughtTexts
from publisher.deploy.leaks.telling import LeakTelling, given_away_by
from publisher.engine.recipes import key
from publisher.engine.state import State
from publisher.problems import Problem

_FILES, _HIDDEN = "leaks", "leaks:hidden"
_VERSION = 5


class _Seen(msgspec.Struct, frozen=True):
    """What is kept of a file in which nothing was wrong: its hash, and addresses it links to."""

    hash: str
    salt: str
    written: tuple[str, ...] = ()


def leaks(scanned: ScannedBuild) -> tuple[Problem, ...]:
    """Everything that must not go out, each with where it stands and what to do."""
    return tuple(_LeakScan(scanned).problems())


class _LeakScan:
    def __init__(self, scanned: ScannedBuild) -> None:
        self._scanned, self._state, config = scanned, scanned.state, scanned.context.config
        self._own = addresses.known(config, scanned.context.site)
        self._salt = key(_VERSION, sorted(self._own), config.host, sorted(config.unread))
        self._sought = SoughtTexts(scanned)
        self._reader = FileReader(scanned=scanned, own=self._own)
        self._telling = LeakTelling(self._reader, self._sought)

    def problems(self) -> Iterator[Problem]:
        yield from misplaced(self._sought.hidden, self._scanned.context.site, self._scanned.files)
        kept = self._kept()
        paths = sorted(self._scanned.files)
        new = [path for path in paths if not self._holds(kept.get(path), path)]
        found = dict(
            zip(new, self._reader.read(new, self._sought.needles, self._sought.signs), strict=True)
        )
        for path in new:
            kept[path] = self._seen(path, found[path].written)
        chosen = frozenset(one for path in paths for one in kept[path].written) | self._own
        faulty = set()
        for path in new:
            for problem in self._telling.told(path, found[path], chosen):
                faulty.add(path)
                yield problem
        for problem in self._among_the_old(paths, found.keys()):
            faulty.add("")
            yield problem
        self._keep(kept, paths, new, faulty)

    def _among_the_old(self, paths: list[str], new: Collection[str]) -> Iterator[Problem]:
        """What has been closed or hidden since the others were looked through."""
        fresh = {
            each: source
            for each, source in self._sought.needles.items()
            if source in self._sought.fresh
        }
        known = set(self._state.keys(_HIDDEN))
        signs = {
            sign: each for sign, each in self._sought.signs.items() if each.entry.id not in known
        }
        if not (fresh or signs):
            return
        rest = [path for path in paths if path not in new and may_tell(path, sentences=bool(fresh))]
        for path, found in zip(rest, self._reader.read(rest, fresh, signs), strict=True):
            found.sound = -1
            yield from self._telling.of_audience(path, found)
            for each in given_away_by(found.told, signs):
                yield fault(each, path)

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
            _replace(state, CLOSED, {s: mark.encode() for s, mark in self._sought.marks.items()})
            _replace(state, _HIDDEN, {each.entry.id: b"1" for each in self._sought.hidden})
        state.commit()


def _replace(state: State, table: str, wanted: Mapping[str, bytes]) -> None:
    known = dict(state.items(table))
    for name in known.keys() - wanted.keys():
        state.delete(table, name)
    for name, data in wanted.items():
        if known.get(name) != data:
            state.put(table, name, data)
