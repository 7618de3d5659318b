"""`feeds/ledger.jsonl`: every id, address and sound file ever published, one line each time.

Lines are only added. The newest line of an id says what holds now; the older ones remember where
it used to be. The file is in git, so it must survive merges and hands: whatever does not read as a
whole line is a Problem, never something to guess at.
"""

from publisher.ledger.feeds import PromisedFeed
from publisher.ledger.file import FILE, accept, append, read
from publisher.ledger.letter_pictures import Shown, in_letters
from publisher.ledger.lists import MEMBERS, PromisedListing, SiteListings, kept, list_records
from publisher.ledger.origin import first_host, origin_promises, origin_record
from publisher.ledger.promises import promises, records
from publisher.ledger.summary import Summary, summarise
from publisher.ledger.values import (
    ENTRIES,
    Ledger,
    LedgerLine,
    PromisedCover,
    PromisedEnclosure,
    SentLetter,
    due,
    marks,
    standing,
    strangers,
)

__all__ = [
    "ENTRIES",
    "FILE",
    "MEMBERS",
    "Ledger",
    "LedgerLine",
    "PromisedCover",
    "PromisedEnclosure",
    "PromisedFeed",
    "PromisedListing",
    "SentLetter",
    "Shown",
    "SiteListings",
    "Summary",
    "accept",
    "append",
    "due",
    "first_host",
    "in_letters",
    "kept",
    "list_records",
    "marks",
    "origin_promises",
    "origin_record",
    "promises",
    "read",
    "records",
    "standing",
    "strangers",
    "summarise",
]
