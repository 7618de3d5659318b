"""What mail programs can show, and what of a letter they therefore will not."""

from publisher.mailclients.check import Accepted, Finding, check
from publisher.mailclients.features import of_tag, used
from publisher.mailclients.table import DEFAULT, chosen, known, matches, spoken, table, together

__all__ = [
    "DEFAULT",
    "Accepted",
    "Finding",
    "check",
    "chosen",
    "known",
    "matches",
    "of_tag",
    "spoken",
    "table",
    "together",
    "used",
]
