"""Files read again of which nobody but their own pages may need to hear: their records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec

from publisher.content.load.gathering import decided
from publisher.content.load.loader import TABLE, settled
from publisher.content.load.paths import SourceFiles
from publisher.content.load.records import EntryRecord, make
from publisher.engine.state import State
from publisher.ledger import Ledger
from publisher.model import Article


def read_again(path: str, sources: SourceFiles, mail_since: date | None) -> EntryRecord:
    """The record of an article's file, as a load would keep it."""
    made = decided(make(path, "article", sources), mail_since)
    return msgspec.json.decode(msgspec.json.encode(made), type=EntryRecord)


def article_of(record: EntryRecord, ledger: Ledger) -> Article | None:
    """The article that a file's record makes; None when it is something else, or advised on."""
    made = settled(record, ledger).entry
    return made if isinstance(made, Article) and not record.problems else None


def same_head(entry: Article, made: Article) -> bool:
    """Whether a head says nothing else than before, but for the line that its text begins on."""
    return replace(made, body_line=entry.body_line) == entry


def drop(path: str, state: State) -> None:
    """Forget the record of a file that is gone."""
    state.delete(TABLE, path)


def keep(path: str, record: EntryRecord, state: State) -> None:
    """Keep a record for the next load."""
    state.put(TABLE, path, msgspec.json.encode(record))
