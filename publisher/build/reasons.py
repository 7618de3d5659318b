"""Why a build makes anything, in the words of `--explain`."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.model import Change


def reasons(changes: tuple[Change, ...], *, everything: bool) -> Iterator[str]:
    """Why a build makes anything, as its author is told."""
    if everything:
        yield "inställningar, tema, författare eller det som leder vidare är ändrade: allt prövas"
    for change in changes:
        if change.new is None:
            yield f"borta: {change.old.source if change.old else ''}"
        else:
            yield f"{'ändrad' if change.old else 'ny'}: {change.new.source}"
