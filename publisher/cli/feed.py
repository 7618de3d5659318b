"""`publisher feed …`: feeds seen from outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from publisher.cli.shared import for_programs, plural, say, show
from publisher.cli.swedish_click import SwedishGroup
from publisher.problems import Problem, printable

if TYPE_CHECKING:
    from publisher.feeds.compare import (
        EpisodeDifference,
        FeedComparison,
        OutsideEpisode,
        OutsideFeed,
    )

_FEW = 5
_TITLE = 40
_SPACE = "\N{NO-BREAK SPACE}"
_LABELS = {
    "lost": "borta",
    "guid": "bytt guid",
    "new": "ny",
    "address": "ljudadress",
    "bytes": "storlek",
    "mime": "ljudformat",
    "date": "datum",
    "title": "titel",
}
_SUMS = {
    "lost": "borta",
    "guid": "med bytt guid",
    "new": "nya",
    "address": "med annan ljudadress",
    "bytes": "med annan storlek",
    "mime": "med annat ljudformat",
    "date": "med annat datum",
    "title": "med annan titel",
}
_BY = {
    "address": "känns igen på ljudadressen",
    "file": "känns igen på ljudfilens namn och storlek",
    "title": "känns igen på titel och datum",
}


@click.group(cls=SwedishGroup)
def feed() -> None:
    """Flöden, som omvärlden ser dem."""


@feed.command()
@click.argument("old", metavar="GAMMALT")
@click.argument("new", metavar="NYTT")
@click.option("--json", "as_json", is_flag=True, help="Skriv ut allt som JSON, för program.")
@click.option("-q", "--quiet", is_flag=True, help="Skriv bara ut det som är fel.")
@click.option("-v", "--verbose", is_flag=True, help="Visa varje rad, hur många de än är.")
def compare(*, old: str, new: str, as_json: bool, quiet: bool, verbose: bool) -> None:
    """Jämför två poddflöden före en flytt.

    GAMMALT och NYTT är filer eller webbadresser. Tabellen visar avsnitt som är borta, har
    bytt guid eller är nya, och vad som skiljer i ljudadress, storlek, datum och titel.
    Slutar med kod 1 om lyssnarna skulle förlora avsnitt eller få dem en gång till.
    """
    from publisher.feeds.compare import advice, whole
    from publisher.feeds.compare import compare as compare_

    first, second = (whole(place) for place in (old, new))
    before, after = first.feed, second.feed
    found = compare_(before, after)
    # Followers of the old feed poll the address given; a new one may lie elsewhere until the move.
    addresses = (first.address or before.address, after.address or second.address)
    steps = advice(before, after, found, addresses)
    if as_json:
        comparison_facts = _facts((before, after), addresses, found, steps)
        say(for_programs(comparison_facts))
    else:
        show((*before.problems, *after.problems))
        if not quiet:
            say("\n".join(_report(before, after, found, steps, everything=verbose)))
    if found.hurts:
        text = plural(found.hurts, "avsnitt", "avsnitt")
        say(f"{text} skulle försvinna för lyssnarna eller komma en gång till.", err=True)
    empty = [place for place, one in ((old, before), (new, after)) if not one.episodes]
    for place in empty:
        show((_empty(place),))
    if found.hurts or empty:
        raise click.exceptions.Exit(1)


def _empty(place: str) -> Problem:
    text = "har inga avsnitt, så det går inte att jämföra"
    return Problem(path=place, text=text, hint="Är det rätt flöde? Öppna det i en webbläsare.")


def _report(
    old: OutsideFeed,
    new: OutsideFeed,
    found: FeedComparison,
    steps: tuple[str, ...],
    *,
    everything: bool,
) -> Iterator[str]:
    for name, one in (("Gammalt", old), ("Nytt", new)):
        count = plural(len(one.episodes), "avsnitt", "avsnitt")
        yield f"{name + ':':<9}{printable(one.title) or 'utan titel'}, {count}"
    yield ""
    if found.differences:
        yield _row("VAD", "DATUM", "AVSNITT", "GAMMALT → NYTT")
        yield from _rows(found, everything=everything)
        yield ""
    yield _counts(found)
    for number, step in enumerate(steps, start=1):
        line = printable(step)
        yield f"{number}. {line}" if number > 1 else f"\nSå här:\n{number}. {line}"


def _rows(found: FeedComparison, *, everything: bool) -> Iterator[str]:
    """All that hurts; of the rest a few of each kind, for a move changes every address."""
    shown: dict[str, int] = {}
    for each in found.differences:
        shown[each.kind] = shown.get(each.kind, 0) + 1
        if everything or each.kind in {"lost", "guid"} or shown[each.kind] <= _FEW:
            one = each.episode
            date = f"{one.date:%Y-%m-%d}" if one.date else ""
            yield _row(_LABELS[each.kind], date, one.title, _detail(each))
    hidden = {kind: count - _FEW for kind, count in shown.items() if count > _FEW}
    for kind, count in hidden.items():
        if not everything and kind not in {"lost", "guid"}:
            yield _row(_LABELS[kind], "", f"… och {count} till (visas med -v)", "")


def _row(label: str, date: str, title: str, detail: str) -> str:
    short = title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + "…"
    return f"{label:<11} {date:<11} {printable(short):<{_TITLE}}  {printable(detail)}".rstrip()


def _detail(difference: EpisodeDifference) -> str:
    old, new, kind = difference.old, difference.new, difference.kind
    if old is None or new is None:
        return difference.episode.guid
    if kind == "guid":
        return f"{old.guid} → {new.guid} ({_BY[difference.by]})"
    return f"{_value(old, kind)} → {_value(new, kind)}"


def _value(episode: OutsideEpisode, kind: str) -> str:
    from publisher.swedish import STOCKHOLM, number

    value = getattr(episode, "url" if kind == "address" else kind)
    if isinstance(value, datetime):
        return f"{value.astimezone(STOCKHOLM):%Y-%m-%d %H.%M.%S}"
    if isinstance(value, int):
        return f"{number(value)}{_SPACE}byte"
    return value or "saknas"


def _counts(found: FeedComparison) -> str:
    from publisher.swedish import number

    parts = [f"{number(count)} {_SUMS[kind]}" for kind, count in found.counts.items()]
    same = plural(found.same, "avsnitt är helt lika", "avsnitt är helt lika")
    return ", ".join((*parts, same)) + "."


def _facts(
    feeds: tuple[OutsideFeed, OutsideFeed],
    addresses: tuple[str, str],
    found: FeedComparison,
    steps: tuple[str, ...],
) -> dict[str, Any]:
    rows = [
        {
            "kind": each.kind,
            "by": each.by,
            "old": _episode(each.old),
            "new": _episode(each.new),
        }
        for each in found.differences
    ]
    about = [
        {
            "address": address,
            "title": one.title,
            "episodes": len(one.episodes),
            "podcast_guid": one.podcast_guid,
            "new_feed_url": one.new_feed_url,
            "problems": [str(problem) for problem in one.problems],
        }
        for one, address in zip(feeds, addresses, strict=True)
    ]
    old, new = about
    return {"old": old, "new": new, "same": found.same, "differences": rows, "advice": list(steps)}


def _episode(episode: OutsideEpisode | None) -> dict[str, Any] | None:
    if episode is None:
        return None
    return {
        "guid": episode.guid,
        "title": episode.title,
        "date": episode.date.isoformat() if episode.date else None,
        "url": episode.url,
        "bytes": episode.bytes,
        "mime": episode.mime,
    }
