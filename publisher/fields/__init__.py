"""YAML text → plain values with a line for every key, checked against a schema, in Swedish."""

from publisher.fields.schema import check
from publisher.fields.values import Parsed, Tagged, parse
from publisher.fields.words import shown, unknown_key

__all__ = ["Parsed", "Tagged", "check", "parse", "shown", "unknown_key"]
