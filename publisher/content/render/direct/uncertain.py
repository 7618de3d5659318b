"""Giving up: a text that is not wholly of the kind that is written directly goes the long way."""

from __future__ import annotations


class Uncertain(Exception):  # noqa: N818 (no error: how reading directly is broken off)
    """Something in the text may mean more than is known here."""
