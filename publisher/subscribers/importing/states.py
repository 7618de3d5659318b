"""Columns that say how somebody stands to a list, found by what stands in them.

A file that no service is known by may call its state anything (”Email subscription”, ”Läge”), or
have it as yes and no (”Unsubscribed”). Read as a list of addresses alone, it would put those on a
list who have left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publisher.subscribers.importing.columns import Standing, standing_of, truth

_YES_NO: dict[str, tuple[Standing, Standing]] = {
    **dict.fromkeys(
        (
            "subscribed", "is subscribed", "active", "is active", "opted in", "opt-in", "opt in",
            "optin", "prenumererar", "prenumerant", "aktiv",
        ),
        ("subscribed", "unsubscribed"),
    ),
    **dict.fromkeys(
        ("unsubscribed", "is unsubscribed", "opted out", "opt-out", "opt out", "avslutad",
         "avprenumererad"),
        ("unsubscribed", "subscribed"),
    ),
    **dict.fromkeys(("confirmed", "verified", "bekräftad"), ("subscribed", "unconfirmed")),
    **dict.fromkeys(
        ("bounced", "blocked", "blocklisted", "blacklisted", "spam", "complained", "spärrad"),
        ("cleaned", "subscribed"),
    ),
}  # fmt: skip
"""What yes and no mean in a column of that name."""
_HEAVIEST: tuple[Standing, ...] = ("cleaned", "unsubscribed", "unconfirmed", "subscribed")


@dataclass(frozen=True, slots=True)
class StateColumns:
    """`words` hold a state in words, `flags` yes or no."""

    words: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return self.words + self.flags

    def standing(self, cells: Mapping[str, str]) -> Standing | None:
        """The heaviest of what they say; None: one says what nobody knows."""
        said: list[Standing | None] = [
            standing_of(cells[name]) for name in self.words if cells.get(name, "").strip()
        ]
        for name in self.flags:
            if cells.get(name, "").strip():
                yes = truth(cells[name])
                said.append(None if yes is None else _YES_NO[name][0 if yes else 1])
        if None in said:
            return None
        return next((each for each in _HEAVIEST if each in said), "subscribed")


def state_columns(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> StateColumns:
    """Those in which nothing else stands than states, or yes and no under a name that tells."""
    sample = list(rows)
    cells = {name: {row[name].strip() for row in sample if row.get(name, "").strip()}
             for name in columns}  # fmt: skip
    return StateColumns(
        words=tuple(name for name, said in cells.items() if said and all(map(standing_of, said))),
        flags=tuple(
            name
            for name, said in cells.items()
            if name in _YES_NO and said and not any(truth(each) is None for each in said)
        ),
    )
