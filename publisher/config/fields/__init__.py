"""YAML text → plain values with a line for every key, checked against a schema, in Swedish."""

from typing import TYPE_CHECKING

from publisher.system.lazily import lazily

if TYPE_CHECKING:
    from publisher.config.fields.comments import lost_words
    from publisher.config.fields.kinds import example_of, named_fields
    from publisher.config.fields.lines import one_line
    from publisher.config.fields.parsed import Parsed, Tagged
    from publisher.config.fields.schema import check, sound_part
    from publisher.config.fields.values import parse
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

__getattr__ = lazily(
    __name__,
    {
        "comments": ("lost_words",),
        "kinds": (
            "example_of",
            "named_fields",
        ),
        "lines": ("one_line",),
        "schema": (
            "check",
            "sound_part",
        ),
        "parsed": ("Parsed", "Tagged"),
        "values": ("parse",),
        "words": (
            "shown",
            "unknown_key",
        ),
    },
)
