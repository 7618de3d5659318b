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
from publisher.model import Article, Entry


def read_again(path: str, sources: SourceFiles, mail_since: date | None) -> EntryRecord:
    """The record of an article's file, as a load would keep it."""
    made = decided(make(path, "article", sources), mail_since)
    return msgspec.json.decode(msgspec.json.encode(made), type=EntryRecord)


def same_head(entry: Entry, record: EntryRecord, ledger: Ledger) -> bool:
    """Whether a file's record says nothing else of an article than what is published of it.

    But for the line that its text begins on. Advice on the head counts as something else.
    """
    made = settled(record, ledger).entry
    if not isinstance(entry, Article) or not isinstance(made, Article) or record.problems:
        return False
    return replace(made, body_line=entry.body_line) == entry


def keep(path: str, record: EntryRecord, state: State) -> None:
    """Keep a record for the next load."""
    state.put(TABLE, path, msgspec.json.encode(record))
