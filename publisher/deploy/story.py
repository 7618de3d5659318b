"""Plan for every target, then carry all of it out, sound first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from publisher import ledger
from publisher.build.promised import lists, polled
from publisher.deploy.readiness import unfit, unready
from publisher.deploy.release import Release, Route, routes
from publisher.deploy.target import DeployPlan, Target
from publisher.deploy.targets import make
from publisher.model import Receipt
from publisher.problems import Problem, PublisherError, in_order
from publisher.swedish import number

_T = TypeVar("_T")
_R = TypeVar("_R")
_SHARE, _FEW = 5, 25
"""More than a fifth of the files there, and more than one piece has, are not removed unasked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployStep:
    """One target, and what is to be done there."""

    route: Route
    target: Target
    plan: DeployPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedStep:
    """A step that was carried out, and what the ledger has noted with it."""

    step: DeployStep
    receipt: Receipt
    promised: tuple[ledger.LedgerLine, ...] = ()


def plan(
    release: Release, names: Sequence[str] = (), *, take_over: bool = False
) -> tuple[DeployStep, ...]:
    """What bringing the build to these targets, or to the first one, would mean.

    Nothing is written. With `take_over`, what others have published there and this machine knows
    nothing of is forgotten and removed. Raises PublisherError with every fault of all targets, or
    when the build is not fit to go out.
    """
    config = release.context.config
    with _discreet(release.secret):
        chosen = routes(config, names)
        targets = list(_each(chosen, lambda route: make(route.settings, config.root, config.file)))
        if bad := (*unready(release, chosen), *unfit(release)):
            raise PublisherError(in_order(bad))
        lines = _all_lines(config.root, _due(release))
        pairs = list(zip(chosen, targets, strict=True))
        return tuple(_each(pairs, lambda pair: _step(*pair, release, lines, take_over=take_over)))


def carry_out(
    release: Release,
    steps: Sequence[DeployStep],
    *,
    break_lock: bool = False,
    on_done: Callable[[CompletedStep], None] = lambda _: None,
) -> tuple[CompletedStep, ...]:
    """Do it, target by target; `on_done` hears of each that is done, also if a later one fails.

    Raises PublisherError when a target refuses in the middle; the next deploy finishes the work.
    """
    done: list[CompletedStep] = []
    with _discreet(release.secret):
        for step in steps:
            receipt = step.target.apply(step.plan, break_lock=break_lock)
            # After the site, never before: what the ledger promises readers can have seen.
            promised = (
                ledger.append(release.context.config.root, _due(release))
                if step.route.promises
                else ()
            )
            done.append(CompletedStep(step=step, receipt=receipt, promised=promised))
            on_done(done[-1])
    return tuple(done)


def too_many_deletions(steps: Sequence[DeployStep]) -> tuple[Problem, ...]:
    """What must be confirmed before it is carried out: that much of a site is to disappear."""
    return tuple(
        Problem(
            path=step.plan.target,
            text=f"{number(len(step.plan.removed))} av {number(step.plan.there)} filer som ligger "
            "där skulle tas bort",
            hint="Se vilka: publisher deploy --dry-run -v. Är det rätt: publisher deploy --yes",
        )
        for step in steps
        if len(step.plan.removed) > _FEW and len(step.plan.removed) * _SHARE > step.plan.there
    )


def _step(
    route: Route,
    target: Target,
    release: Release,
    lines: tuple[ledger.LedgerLine, ...],
    *,
    take_over: bool,
) -> DeployStep:
    found = target.plan(route.local(release, lines))
    strangers = ledger.strangers(found.remembered, lines) if route.promises else ()
    if strangers and not take_over:
        raise PublisherError(_others(found.target, strangers))
    return DeployStep(route=route, target=target, plan=found)


def _each(items: Sequence[_T], do: Callable[[_T], _R]) -> Iterator[_R]:
    """`do` of each, with the faults of all of them at once."""
    problems: list[Problem] = []
    results: list[_R] = []
    for item in items:
        try:
            results.append(do(item))
        except PublisherError as error:
            problems += error.problems
    if problems:
        raise PublisherError(problems)
    yield from results


def _due(release: Release) -> list[ledger.LedgerLine]:
    context, now = release.context, release.now
    config, hashes = context.config, context.hashes
    covers = {path: sound.cover for path, sound in context.sounds.items()}
    feeds = polled(config, hashes)
    due = ledger.records(context.site, hashes, now, feeds, shown=release.shown, covers=covers)
    due.append(ledger.origin_record(config.origin, config.file, now))
    known, _ = ledger.read(config.root)
    due += ledger.list_records(known, lists(known, context), now)
    return due


def _all_lines(root: Path, promised: list[ledger.LedgerLine]) -> tuple[ledger.LedgerLine, ...]:
    """The ledger as it will be: also a deploy that was cut off before it wrote there is known."""
    known, _ = ledger.read(root)
    return (*known.lines, *ledger.due(known, promised))


def _others(target: str, ids: tuple[str, ...]) -> Problem:
    """The target remembers what this machine's ledger does not: somebody else deployed there."""
    texts = tuple(id_ for id_ in ids if ":" not in id_)  # lists and feeds follow from them
    ids = texts or ids
    rest = f" och {len(ids) - 1} till" if len(ids) > 1 else ""
    return Problem(
        path=ledger.FILE,
        text=f"på ”{target}” har någon annan lagt ut ”{ids[0]}”{rest}, som inte står här: "
        "läsarna skulle förlora det",
        hint="Hämta den andras feeds/ledger.jsonl och texter (git pull) och kör publisher build. "
        "Är de borta för gott: publisher deploy --take-over",
    )


@contextmanager
def _discreet(secret: Mapping[str, str]) -> Iterator[None]:
    """Let no secret out with a fault, whatever library worded it."""
    try:
        yield
    except PublisherError as error:
        from publisher.deploy.leaks import scrubbed

        raise PublisherError([scrubbed(each, secret) for each in error.problems]) from None
