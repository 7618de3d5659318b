"""Putting an earlier site back where it was; what has been promised since then stays promised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from publisher import ledger
from publisher.config import Config
from publisher.deploy.release import Route, routes
from publisher.deploy.target import EarlierSite, Target
from publisher.deploy.targets import make
from publisher.model import Receipt
from publisher.problems import Problem, PublisherError


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback:
    """A target, the earlier site that it would get, and the published entries it would lose."""

    route: Route
    target: Target
    kept: EarlierSite
    lost: tuple[ledger.LedgerLine, ...] = ()


def earlier(config: Config, names: Sequence[str] = ()) -> tuple[Rollback, ...]:
    """What going back one deploy would mean at these targets, or at the first one.

    Sound stays where it is unless its target is named: a published sound never changes, and an
    older site needs no less of it. Raises PublisherError where there is no earlier site.
    """
    found: list[Rollback] = []
    problems: list[Problem] = []
    for route in routes(config, names):
        if route.sound and route.settings.name not in names:
            continue
        try:
            found.append(_return(config, route))
        except PublisherError as error:
            problems += error.problems
    if problems:
        raise PublisherError(problems)
    return tuple(found)


def put_back(
    returns: Sequence[Rollback],
    *,
    break_lock: bool = False,
    on_done: Callable[[Rollback, Receipt], None] = lambda _one, _receipt: None,
) -> None:
    """Do it, target by target. Raises PublisherError when a target refuses."""
    for each in returns:
        on_done(each, each.target.roll_back(each.kept, break_lock=break_lock))


def _return(config: Config, route: Route) -> Rollback:
    target = make(route.settings, config.root, config.file)
    if not (kept := target.kept()):
        text = f"målet ”{route.settings.name}” har ingen tidigare version att gå tillbaka till"
        hint = "Ta fram den äldre versionen av content/ ur git (git log, git checkout) och kör "
        hint += "publisher build och publisher deploy."
        raise PublisherError(Problem(path="", text=text, hint=hint))
    lost = _published_since(config, kept[0].when) if route.promises else ()
    return Rollback(route=route, target=target, kept=kept[0], lost=lost)


def _published_since(config: Config, when: datetime) -> tuple[ledger.LedgerLine, ...]:
    known, _ = ledger.read(config.root)
    return tuple(
        record
        for record in known.records.values()
        if not record.withdrawn
        and record.published
        and datetime.fromisoformat(record.published) > when
        and ":" not in record.id  # a feed, whose older version goes out again
    )
