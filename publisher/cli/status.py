"""`publisher status`: where every text stands, what goes out when, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from publisher.cli.shared import common, for_programs, now_option, options_of, plural, say
from publisher.cli.swedish_click import SwedishCommand

if TYPE_CHECKING:
    from datetime import datetime

    from publisher.desk import DeskEntry, DeskFacts, DeskTarget
    from publisher.desk.shares import Share

_SHOWN = 12
"""So many of a sort are named; the rest are counted, unless everything is asked for."""
CHANGES = {"new": ("ny", "nya"), "changed": ("ändrad", "ändrade"), "gone": ("borta", "borta")}


@click.command(cls=SwedishCommand)
@click.option("--json", "as_json", is_flag=True, help="Skriv allt som JSON, för program.")
@now_option
@common
def status(*, as_json: bool, now: datetime | None, config: str, quiet: bool, verbose: bool) -> None:
    """Visa vad som är utkast, på väg ut, publicerat, mejlat och tillbakadraget.

    Med vad som går ut när, vad nästa brev samlar, vad som saknas, vad som är delat, och vad
    som har ändrats sedan det senast lades ut. Inget byggs. Samma sak visas i webbläsaren
    under publisher serve.
    """
    from publisher.desk import standing

    facts = standing(options_of(config, now, quiet=quiet))
    if as_json:
        say(for_programs(_plain(facts)))
    elif not quiet:
        say("\n".join(_lines(facts, most=len(facts.entries) if verbose else _SHOWN)))


def _plain(facts: DeskFacts) -> object:
    import msgspec

    return msgspec.to_builtins(facts)


def _lines(facts: DeskFacts, most: int) -> Iterator[str]:
    yield f"{facts.name}: {_sum(facts)}."
    if coming := facts.of("scheduled"):
        yield "\nGår ut:"
        yield from _cut([f"  {_when(each, facts)}  {_told(each)}" for each in coming], most)
    if drafts := facts.of("draft"):
        yield "\nUtkast:"
        yield from _cut([f"  {_told(each)}" for each in drafts], most)
    if gone := facts.of("withdrawn"):
        yield "\nTillbakadraget:"
        yield from _cut([f"  {_told(each)}" for each in gone], most)
    if facts.letters:
        yield "\nNästa brev:"
        rows = (
            f"  {each.subject} ({_when(each.entry, facts)})"
            + "".join(f"\n    – {title}" for title in each.pieces)
            for each in facts.letters
        )
        yield from _cut(list(rows), most)
    if facts.shares:
        yield "\nDelat:"
        yield from _cut([f"  {_shared(each, facts)}" for each in facts.shares], most)
    if facts.targets:
        yield "\nUtlagt:"
        yield from (f"  {_target(each, facts)}" for each in facts.targets)
    if facts.faults or facts.advice:
        count = [plural(len(facts.faults), "fel", "fel")] if facts.faults else []
        count += [plural(len(facts.advice), "råd", "råd")] if facts.advice else []
        yield f"\n{' och '.join(count)} hittills. Alla räknas upp av publisher check."


def _sum(facts: DeskFacts) -> str:
    counts = facts.counts
    parts = [
        plural(counts["draft"], "utkast", "utkast"),
        plural(counts["scheduled"], "schemalagd", "schemalagda"),
        plural(counts["published"], "publicerad", "publicerade"),
        plural(counts["mailed"], "mejlad", "mejlade"),
        plural(counts["corrected"], "rättad", "rättade"),
    ]
    if gone := counts["withdrawn"]:
        parts.append(plural(gone, "tillbakadragen", "tillbakadragna"))
    return ", ".join(parts)


def _told(entry: DeskEntry) -> str:
    from publisher.desk.words import kind_word, missing_words

    kind = kind_word(entry.kind) + (", brev" if entry.letter and entry.kind != "edition" else "")
    rest = [f"{len(entry.faults)} fel"] if entry.faults else []
    if entry.missing:
        rest.append(f"saknar {missing_words(entry)}")
    about = "".join(f"; {each}" for each in rest)
    return f"{entry.title} ({kind}{about})\n    {entry.source}"


def _when(entry: DeskEntry, facts: DeskFacts) -> str:
    from publisher.swedish import moment

    if entry.at is None or entry.state == "draft":
        return "utkast"
    return moment(entry.at, facts.now)


def _shared(share: Share, facts: DeskFacts) -> str:
    from publisher.desk.words import share_words

    until, end = share_words(share, facts.now, out=facts.is_out(share.source))
    command = f"\n    Ta bort: {end}" if end else ""
    return f"{share.title} ({share.target}, {until})\n    {share.address}{command}"


def _target(target: DeskTarget, facts: DeskFacts) -> str:
    from publisher.swedish import moment

    if target.when is None:
        return f"{target.name}: inget är utlagt härifrån"
    counts = {what: sum(each.what == what for each in target.changes) for what in CHANGES}
    changes = ", ".join(plural(count, *CHANGES[what]) for what, count in counts.items() if count)
    return f"{target.name}: {moment(target.when, facts.now)}; sedan dess {changes or 'inget nytt'}"


def _cut(rows: list[str], most: int) -> Iterator[str]:
    yield from rows[:most]
    if (more := len(rows) - most) > 0:
        yield f"  … och {more} till: publisher status -v"
