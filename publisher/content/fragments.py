"""The fragments of a build: kept ones that still hold, and new ones rendered, each at most once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from publisher.content.source import read_body
from publisher.engine.recipes import RenderedTexts, key
from publisher.engine.scan import Hashes
from publisher.engine.state import State, StateDamagedError
from publisher.model import Digest, Entry, Piece, Rendered, TextName
from publisher.model.addresses import CONTENT
from publisher.problems import Problem, did_you_mean
from publisher.system.parallel import Map, serial

if TYPE_CHECKING:
    from publisher.content.render import Context

DIGESTS = "digest"
TEXTS = "text"


class FragmentTables(NamedTuple):
    """Where in the state digests and fragments are kept."""

    digests: str
    texts: str


LIVE = FragmentTables(DIGESTS, TEXTS)
COMING = FragmentTables("digest.coming", "text.coming")
"""What is not published yet lies apart from what is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDigest:
    """A digest with what its fragment was made from, besides the entry's own file."""

    key: str
    digest: Digest
    targets: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, TextName], ...]
    media: tuple[tuple[str, str], ...]


class Fragments:
    """Digests in memory, whole fragments from the state: `RenderedTexts` as the rooms see it."""

    def __init__(self, state: State, digests: Mapping[str, Digest], table: str = TEXTS) -> None:
        """`digests` by source path; the state holds a fragment for each in its `table`."""
        self._state = state
        self._table = table
        self._digests = digests
        self._decode = msgspec.json.Decoder(Rendered).decode

    def digest(self, entry: Entry) -> Digest:
        """What lists need of an entry's text."""
        return self._digests[entry.source]

    def rendered(self, entry: Entry) -> Rendered:
        """An entry's whole fragment."""
        data = self._state.get(self._table, entry.source)
        if data is None:
            raise StateDamagedError(entry.source)
        return self._decode(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderInputs:
    """What rendering needs: the context links are resolved in, and what the key must cover."""

    context: Callable[[], Context]
    urls: Mapping[str, str]
    names: Mapping[str, TextName]
    salt: str
    disk: Mapping[str, Path]
    hashes: Hashes


class TextNames(Mapping[str, TextName]):
    """As `called`, but found out when somebody asks: most publications have no `[[links]]`."""

    def __init__(self, entries: Collection[Entry]) -> None:
        """`entries` are those that can be linked to."""
        self._entries = entries

    @cached_property
    def _found(self) -> dict[str, TextName]:
        return called(self._entries)

    def __getitem__(self, name: str) -> TextName:
        """The one text that is called so; KeyError when there is none."""
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        """Every name."""
        return iter(self._found)

    def __len__(self) -> int:
        """How many names there are."""
        return len(self._found)


def called(entries: Iterable[Entry]) -> dict[str, TextName]:
    """What `[[links]]` may call each text, when only one is called so.

    File name, with folders or without, title, and old address, with case of no account.
    """
    found: dict[str, dict[str, TextName]] = {}
    for entry in entries:
        path = entry.source.removeprefix(CONTENT)
        for name in _names_of_file(entry):
            found.setdefault(name, {})[path] = TextName(path, entry.title)
        found.setdefault(_folded(entry.title), {})[path] = TextName(path)
    return {name: by.popitem()[1] for name, by in found.items() if name and len(by) == 1}


def names_of(entry: Entry) -> frozenset[str]:
    """All that `[[links]]` may call a text, as `called` has it."""
    return frozenset((*_names_of_file(entry), _folded(entry.title)))


def _names_of_file(entry: Entry) -> Iterator[str]:
    whole = entry.source.removeprefix(CONTENT).strip("/").removesuffix(".md")
    old = (alias.strip("/").rpartition("/")[2] for alias in entry.aliases)
    return map(_folded, (whole, whole.rpartition("/")[2], *old))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def render_all(
    entries: tuple[Entry, ...],
    inputs: RenderInputs,
    state: State,
    map_: Map,
    tables: FragmentTables = LIVE,
) -> tuple[Fragments, tuple[Problem, ...]]:
    """Fragments for all entries. Those with a fault are not kept, so that it is found again."""
    kept = _kept(state, {entry.source for entry in entries}, tables)
    stale = [entry for entry in entries if not _holds(kept.get(entry.source), entry, inputs)]
    problems: list[Problem] = []
    for entry, (text, data, faults) in zip(stale, _render(stale, inputs, map_), strict=True):
        kept[entry.source] = msgspec.json.decode(data, type=KeptDigest)
        problems += faults
        if faults:
            state.delete(tables.digests, entry.source)
        else:
            state.put(tables.texts, entry.source, text)
            state.put(tables.digests, entry.source, data)
    digests = {path: each.digest for path, each in kept.items()}
    problems += (problem for digest in digests.values() for problem in digest.problems)
    return Fragments(state, digests, tables.texts), tuple(problems)


class KeptDigests(Mapping[str, Digest]):
    """The digests that the last build kept, by path, each decoded when it is asked for."""

    def __init__(self, state: State, new: Mapping[str, Digest], paths: Collection[str]) -> None:
        """`new` are those of today, and `paths` all there are."""
        self._state = state
        self._found = dict(new)
        self._paths = paths
        self._decode = msgspec.json.Decoder(KeptDigest).decode

    def __getitem__(self, path: str) -> Digest:
        """The digest; KeyError for what is no text of this build."""
        if path not in self._found:
            self._found[path] = self._read(path)
        return self._found[path]

    def _read(self, path: str) -> Digest:
        if path not in self._paths:
            raise KeyError(path)
        data = self._state.get(DIGESTS, path)
        if data is None:
            raise StateDamagedError(path)
        try:
            return self._decode(data).digest
        except msgspec.MsgspecError as error:
            raise StateDamagedError(path) from error

    def __iter__(self) -> Iterator[str]:
        """Every path."""
        return iter(self._paths)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._paths)


def rendered_of(
    entries: list[Entry], inputs: RenderInputs, state: State
) -> Iterator[tuple[bytes, bytes, tuple[Problem, ...]]]:
    """For each entry its fragment and its KeptDigest, as they are kept, and its faults.

    What was saved without being changed is not rendered again.
    """
    for entry in entries:
        digest, text = (state.get(table, entry.source) for table in LIVE)
        if digest is not None and text is not None and _holds(_read(digest), entry, inputs):
            yield text, digest, ()
        else:
            yield from _render([entry], inputs, serial)


def _read(data: bytes) -> KeptDigest | None:
    try:
        return msgspec.json.decode(data, type=KeptDigest)
    except msgspec.MsgspecError:  # which is rendered again, and then kept whole
        return None


def keep(path: str, text: bytes, digest: bytes, state: State) -> None:
    """Keep what was rendered of the text at a path, and found without fault."""
    state.put(LIVE.texts, path, text)
    state.put(LIVE.digests, path, digest)


def drop(path: str, state: State) -> None:
    """Forget the text at a path, which is gone."""
    state.delete(LIVE.texts, path)
    state.delete(LIVE.digests, path)


def _kept(state: State, wanted: set[str], tables: FragmentTables) -> dict[str, KeptDigest]:
    decode = msgspec.json.Decoder(KeptDigest).decode
    kept: dict[str, KeptDigest] = {}
    for path, data in state.items(tables.digests):
        if path not in wanted:
            state.delete(tables.digests, path)
            state.delete(tables.texts, path)
            continue
        try:
            kept[path] = decode(data)
        except msgspec.MsgspecError as error:
            raise StateDamagedError(path) from error
    return kept


def _own_key(entry: Entry, inputs: RenderInputs) -> str:
    audience = entry.audience if isinstance(entry, Piece) else ""
    return key(inputs.hashes(entry.source), entry.source, entry.kind, audience, inputs.salt)


def _holds(kept: KeptDigest | None, entry: Entry, inputs: RenderInputs) -> bool:
    return (
        kept is not None
        and all(inputs.urls.get(target, "") == url for target, url in kept.targets)
        and all(inputs.names.get(name, TextName()) == text for name, text in kept.names)
        and all(inputs.hashes(path) == hash_ for path, hash_ in kept.media)
        and kept.key == _own_key(entry, inputs)
    )


def _render(
    stale: list[Entry], inputs: RenderInputs, map_: Map
) -> Iterator[tuple[bytes, bytes, tuple[Problem, ...]]]:
    if not stale:
        return iter(())
    from publisher.content.render import digest, render

    context = inputs.context()

    def one(entry: Entry) -> tuple[bytes, bytes, tuple[Problem, ...]]:
        body = read_body(inputs.disk[entry.source], entry.source, entry.body_line)
        rendered, problems = render(entry, body, context)
        advice = tuple(problem for problem in problems if not problem.fatal)
        short = digest(entry, rendered, advice)
        targets = {link.target for link in short.links if not link.target.startswith("/")}
        media = {media.source for media in short.media}
        kept = KeptDigest(
            key=_own_key(entry, inputs),
            digest=short,
            targets=tuple((target, inputs.urls.get(target, "")) for target in sorted(targets)),
            names=tuple((name, inputs.names.get(name, TextName())) for name in short.names),
            media=tuple((path, inputs.hashes(path)) for path in sorted(media)),
        )
        fatal = tuple(problem for problem in problems if problem.fatal)
        return msgspec.json.encode(rendered), msgspec.json.encode(kept), fatal

    return map_(one, stale)


def check_anchors(
    entries: tuple[Entry, ...], texts: RenderedTexts, others: tuple[Entry, ...] = ()
) -> Iterator[Problem]:
    """Links to headings of other entries that are not there; those of `others` are let be."""
    by_source = {entry.source: entry for entry in (*entries, *others)}
    yield from check_anchors_among(entries, texts, by_source)


def check_anchors_among(
    entries: Iterable[Entry], texts: RenderedTexts, by_source: Mapping[str, Entry]
) -> Iterator[Problem]:
    """The same of some entries, with all that they may link to by the path of its file."""
    for entry in entries:
        for link in texts.digest(entry).links:
            if not link.anchor or link.target not in by_source:
                continue
            target = by_source[link.target]
            anchors = texts.digest(target).anchors
            if isinstance(target, Piece) and target.audience != "alla":
                text = f"länken till ”#{link.anchor}” i {link.target} leder till text som bara"
                hint = "Länka till artikeln utan #: på webben visas bara dess början."
                text = f"{text} prenumeranter får"
                yield Problem(path=entry.source, line=link.line, text=text, hint=hint)
            elif link.anchor not in anchors:
                near = did_you_mean(link.anchor, anchors)
                text = f"länken till ”#{link.anchor}” i {link.target} leder inte till någon rubrik"
                hint = f"{near}Kontrollera rubriken i den andra texten."
                yield Problem(path=entry.source, line=link.line, text=text, hint=hint)


def check_addresses(
    entries: tuple[Entry, ...], texts: RenderedTexts, exists: Callable[[str], bool]
) -> Iterator[Problem]:
    """Links to site addresses (`/arkiv/`) at which nothing was made."""
    for entry in entries:
        for link in texts.digest(entry).links:
            if link.target.startswith("/") and not exists(link.target):
                text = f"länken ”{link.target}” leder ingenstans"
                hint = "Kontrollera adressen, eller länka till textens .md-fil."
                yield Problem(path=entry.source, line=link.line, text=text, hint=hint)
