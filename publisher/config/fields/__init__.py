"""YAML text → plain values with a line for every key, checked against a schema, in Swedish."""

from publisher.config.fields.comments import lost_words
from publisher.config.fields.kinds import example_of, named_fields
from publisher.config.fields.lines import one_line
from publisher.config.fields.schema import check, sound_part
from publisher.config.fields.values import Parsed, Tagged, parse
from publisher.config.fields.words import shown, unknown_key

__all__ = [
    "Parsed",
    "Tagged",
    "check",
    "example_of",
    "lost_words",
    "named_fields",
    "one_line",
    "parse",
    "shown",
    "sound_part",
    "unknown_key",
]
