"""Rules of language that hold here, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyDeskSettings:
    """Rules by their names: `on` those that a house must choose, `off` those it does not want.

    What a rule in `strict` finds stops a build; `all_strict`: whatever is wrong by every book.
    """

    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    strict: tuple[str, ...] = ()
    all_strict: bool = False
