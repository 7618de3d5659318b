"""`feeds/ledger.jsonl`: every id, address and sound file ever published, one line each time.

Lines are only added. The newest line of an id says what holds now; the older ones remember where
it used to be. The file is in git, so it must survive merges and hands: whatever does not read as a
whole line is a Problem, never something to guess at.
"""

from publisher.ledger.book import Enclosure, Ledger, Record
from publisher.ledger.file import FILE, accept, append, read
from publisher.ledger.promises import promises, records

__all__ = [
    "FILE",
    "Enclosure",
    "Ledger",
    "Record",
    "accept",
    "append",
    "promises",
    "read",
    "records",
]
