"""One file under content/ → one EntryRecord: the entry it makes and the faults in it.

A record depends on nothing but the file and the sound and picture it names, so it can be made in
any process, in any order, and be kept for as long as those files are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from publisher.config.fields import Parsed
from publisher.content.load.entries import EntryMaker
from publisher.content.load.newsletters import NOTHING, NewsletterRequest
from publisher.content.load.paths import SourceFiles, translated
from publisher.content.source import MarkdownFile, parted, read, read_text
from publisher.content.usual_head import usual
from publisher.model import Entry, Kind
from publisher.model.tagged import TaggedEntry, tagged
from publisher.problems import Problem, faults, put_off

if TYPE_CHECKING:
    from publisher.content.front_matter import EntryFields


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRecord:
    """What is known of one file. `made` is its entry, None when a fault forbids it.

    `depends` pairs each other file it was made from with that file's hash (empty: was not there);
    `lines` gives the line of each top-level key; `own_id` tells whether the id was written out;
    `wanted` is what an edition gathers, until `gathering` finds it. `body_line`, `authors` and
    `show` are as written too, so that faults there show although others forbid the entry; 0 and
    empty where the front matter could not be read. `draft` tells that the file calls itself one,
    whatever else is wrong with it. `body` is a hash of the text however its lines are broken (empty
    without a text), and `body_letters` tells how long it is.
    """

    hash: str
    made: TaggedEntry | None = None
    own_id: bool = False
    draft: bool = False
    wanted: NewsletterRequest = NOTHING
    body_line: int = 0
    body: str = ""
    body_letters: int = 0
    authors: tuple[str, ...] = ()
    show: str = ""
    depends: tuple[tuple[str, str], ...] = ()
    lines: dict[str, int]
    problems: tuple[Problem, ...] = ()
    undecided: bool = False
    """Whether nobody has written if the piece is mailed on its own (`gathering.decided`)."""

    @property
    def entry(self) -> Entry | None:
        """The entry that the file makes, if it does."""
        return None if self.made is None else self.made.entry

    def having(self, entry: Entry) -> EntryRecord:
        """The same file with this entry in the place of the one that it had."""
        return replace(self, made=tagged(entry))

    def line(self, key: str) -> int:
        """Where a key stands, else where the front matter begins."""
        return self.lines.get(key, 1)


def make(path: str, kind: Kind, sources: SourceFiles) -> EntryRecord:
    """Read one file. Faults in a draft are advice: it is not going anywhere yet."""
    return _usual(path, kind, sources) or _whole(path, kind, sources)


def _usual(path: str, kind: Kind, sources: SourceFiles) -> EntryRecord | None:
    """The record of an article with a usual head and no fault; None for every other file."""
    if kind != "article" or translated(path):
        return None
    text, problems = read_text(sources.disk[path], path)
    parts = None if text is None or problems else parted(text)
    found = None if parts is None else usual(parts.head, 2)
    if parts is None or found is None:
        return None
    fields, lines = found
    source = MarkdownFile(front=Parsed({}, {}), body=parts.body, body_line=parts.body_line)
    maker = EntryMaker(path, source, fields, sources)
    entry = maker.entry(kind)
    if entry is None or maker.problems:
        return None
    written = {"draft": fields.draft, "authors": fields.authors, "body_line": parts.body_line}
    return _record(maker, entry, lines, own_id=fields.id is not None, written=written)


def _whole(path: str, kind: Kind, sources: SourceFiles) -> EntryRecord:
    """The record of any file, with every fault that is in it."""
    from publisher.config.fields import check, sound_part

    hash_ = sources.hashes(path)
    schema = schema_of(kind, path)
    source, problems = read(sources.disk[path], path, must(schema))
    if source is None:
        return EntryRecord(hash=hash_, lines={}, problems=problems)
    lines = {str(key[0]): line for key, line in source.front.lines.items() if len(key) == 1}
    fields, more = check(schema, source.front, path)
    problems = (*problems, *more)
    written = _as_written(source, schema)
    whole, unknown = fields, frozenset[str]()
    if whole is None:  # what else is wrong is to be told at once
        whole, unknown = sound_part(schema, source.front)
    if whole is None:
        return EntryRecord(hash=hash_, lines=lines, problems=problems, **written)
    maker = EntryMaker(path, source, whole, sources, unknown)
    entry = maker.entry(kind)
    problems = (*problems, *maker.problems)
    draft = written["draft"] if fields is None else fields.draft
    if draft:
        problems = tuple(map(put_off, problems))
    if fields is None or faults(problems):
        entry = None
    written = {**written, "draft": draft, "problems": problems}
    if fields is not None:
        written["wanted"] = maker.wanted
    return _record(
        maker, entry, lines, own_id=fields is not None and fields.id is not None, written=written
    )


def _record(
    maker: EntryMaker,
    entry: Entry | None,
    lines: dict[str, int],
    *,
    own_id: bool,
    written: dict[str, Any],
) -> EntryRecord:
    hashes, text = maker.sources.hashes, " ".join(maker.body.split())
    return EntryRecord(
        hash=hashes(maker.path),
        made=tagged(entry) if entry else None,
        own_id=own_id,
        body=sha256(text.encode()).hexdigest()[:32] if text else "",
        body_letters=len(text),
        depends=tuple((other, hashes(other)) for other in maker.depends),
        lines=lines,
        **written,
    )


def _as_written(source: MarkdownFile, schema: type[EntryFields]) -> dict[str, Any]:
    """What can be checked whatever else is wrong; `authors: 12` names somebody, as text does."""
    from publisher.config.fields.kinds import as_written

    values = as_written(schema, source.front)
    authors = values.get("authors") or ()
    names = authors if isinstance(authors, list) else [authors]
    show = values.get("show")
    return {
        "draft": values.get("draft") is True,
        "body_line": source.body_line,
        "authors": tuple(name for name in names if isinstance(name, str) and _one(name)),
        "show": show if isinstance(show, str) else "",
    }


def _one(name: str) -> bool:
    return bool(name.strip()) and not set(",;") & set(name)


def must(schema: type[EntryFields]) -> str:
    """What has to stand in the head of such a file, line by line: `title: En rubrik`."""
    from publisher.config.fields import example_of, named_fields

    fields = named_fields(schema)
    needed = {name: field for name, field in fields.items() if field.is_required()}
    return "\n".join(f"{name}: {example_of(field)}" for name, field in needed.items())


def fresh(record: EntryRecord, path: str, hashes: Callable[[str], str]) -> bool:
    """Whether a kept record still tells the truth."""
    return record.hash == hashes(path) and all(
        hash_ == hashes(other) for other, hash_ in record.depends
    )


def schema_of(kind: Kind, path: str) -> type[EntryFields]:
    """What the head of such a file may hold."""
    from publisher.content import front_matter

    if translated(path):
        return front_matter.EntryFields if kind == "page" else front_matter.TranslationFields
    schemas: dict[Kind, type[EntryFields]] = {
        "article": front_matter.ArticleFields,
        "episode": front_matter.EpisodeFields,
        "edition": front_matter.EditionFields,
        "page": front_matter.PageFields,
    }
    return schemas[kind]
