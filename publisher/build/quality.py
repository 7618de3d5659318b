"""Advice on a build's feeds, letters and pictures: those made anew, and all others.

A feed is judged by the gate, and a letter or picture tells of itself, once. What was advised is
kept and given again at every build, so that a kept file never goes silent; one with a fault is
never kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from publisher import mail
from publisher.engine import outputs
from publisher.engine.outputs import BuildPlan, Result, WrittenArtifact
from publisher.engine.recipes import BuildContext, Recipe
from publisher.engine.state import State
from publisher.feeds import groups
from publisher.model import Artifact
from publisher.model.feed_formats import format_at
from publisher.problems import Problem, PublisherError
from publisher.site.originals import originals
from publisher.system.parallel import Map

if TYPE_CHECKING:
    from publisher.feeds import gate

_TABLE = "gate"
_SOUNDS = "ffprobe"
_SHELVES = "feeds:"
_TELLING = ("editions:", "site:originals")
"""Groups whose files tell of themselves: letters, and pictures as authors gave them."""
_CARDS = "\nsite/assets/kort"
"""In their owners: cards tell of titles that they cannot show."""
_NO_FEEDS = ("editions/", "site/media/")

_Row = tuple[str, int | None, str, str]


def inspected(  # noqa: PLR0913 (a build, and where it lies)
    context: BuildContext,
    result: Result,
    state: State,
    build: Path,
    staging: Path,
    *,
    sized: bool,
) -> tuple[Problem, ...]:
    """Judge the feeds that a build has made, and hear its letters, before any of it is in place.

    The advice is kept when the state is committed; faults are to stop the build before that. Only
    with `sized` is the sound that feeds name looked for: a preview makes none.
    """
    from publisher.feeds import gate

    sizes = {each.path: each.bytes for files in result.staged.values() for each in files}

    def size(path: str) -> int | None:
        if path in sizes:
            return sizes[path]
        data = None if path in result.removed else state.get(outputs.ARTIFACTS, path)
        return msgspec.json.decode(data, type=WrittenArtifact).bytes if data else None

    for path in result.removed:
        state.delete(_TABLE, path)
    found: list[Problem] = []
    for owner, files in result.staged.items():
        found += (problem for each in files for problem in each.problems if problem.fatal)
        if owner.startswith(_TELLING) or _CARDS in owner:
            for each in files:
                _keep(state, each.path, each.problems)
        for each in files if owner.startswith(_SHELVES) else ():
            if format_at(each.path):
                data = ((staging if each.waiting else build) / each.path).read_bytes()
                problems = tuple(gate.verify(each.path, data, context, size if sized else None))
                _keep(state, each.path, problems)
                found += (problem for problem in problems if problem.fatal)
    return (*found, *_kept(state))


def everything(
    context: BuildContext, state: State, coming: BuildPlan, *, placed: bool
) -> Iterator[Problem]:
    """Judge every feed and letter that a build would write; for `check`.

    Nothing is written under `build/`. What the last build made of the same is not judged again;
    `coming` is what a build would make, and of that only feeds, letters and pictures as authors
    gave them are judged here. With `placed`, the build on disk is of the same sources, and its
    sizes are compared. What breaks off in the middle is told, and the rest is judged all the same.
    """
    rooms = (*groups(context), *mail.groups(context), originals(context))
    named = [group for group in rooms if group.recipes]
    plan = outputs.plan(named, state, everything=False)
    standing = _standing(plan, state) - _fresh(coming)
    kept = {path: problems for path, problems in _rows(state) if path in standing}
    sizes = outputs.placed(state) if placed else {}

    def size(path: str) -> int | None:
        return found.bytes if (found := sizes.get(path)) else None

    for recipe in plan.todo.values():
        yield from judged(recipe, context, size if placed else None)
    for problems in kept.values():
        yield from problems


def judged(
    recipe: Recipe, context: BuildContext, sizes: gate.Sizes | None = None
) -> Iterator[Problem]:
    """Make what a recipe leads to, put none of it anywhere, and tell all there is to say of it."""
    from publisher.feeds import gate

    try:
        for artifact in recipe.make():
            yield from artifact.problems
            if format_at(artifact.path) and not artifact.path.startswith(_NO_FEEDS):
                yield from gate.verify(artifact.path, _data(artifact), context, sizes)
    except PublisherError as error:
        yield from error.problems


def sounds(context: BuildContext, state: State, map_: Map) -> Iterator[Problem]:
    """Hold the episodes' playing times against what ffprobe measures, once for each file."""
    from publisher.feeds import gate

    yield from gate.verify_sounds(context, _Sounds(state), map_)


def _standing(plan: BuildPlan, state: State) -> set[str]:
    """The paths that no recipe of the plan leads to anew."""
    return {path for path, _ in _rows(state)} - _fresh(plan)


def _fresh(plan: BuildPlan) -> set[str]:
    """The paths that a build leads to anew, or no more."""
    owners = (owner for owner in (*plan.todo, *plan.gone) if owner in plan.old)
    return {path for owner in owners for path in plan.old[owner].paths}


def _data(artifact: Artifact) -> bytes:
    data = artifact.data
    if isinstance(data, Path):
        return data.read_bytes()
    return data if isinstance(data, bytes) else b"".join(data())


def _keep(state: State, path: str, problems: Iterable[Problem]) -> None:
    rows = [(each.path, each.line, each.text, each.hint) for each in problems if not each.fatal]
    if rows:
        state.put(_TABLE, path, msgspec.json.encode(rows))
    elif state.get(_TABLE, path) is not None:
        state.delete(_TABLE, path)


def _kept(state: State) -> Iterator[Problem]:
    for _, problems in _rows(state):
        yield from problems


def _rows(state: State) -> Iterator[tuple[str, tuple[Problem, ...]]]:
    for path, data in state.items(_TABLE):
        rows = msgspec.json.decode(data, type=list[_Row])
        yield (
            path,
            tuple(
                Problem(path=source, line=line, text=text, hint=hint, fatal=False)
                for source, line, text, hint in rows
            ),
        )


class _Sounds:
    """What ffprobe measured, in the state."""

    def __init__(self, state: State) -> None:
        self._state = state

    def get(self, hash_: str) -> float | None:
        """Seconds, or None for a file that was never measured."""
        data = self._state.get(_SOUNDS, hash_)
        return float(data) if data else None

    def put(self, hash_: str, seconds: float) -> None:
        """Remember seconds."""
        self._state.put(_SOUNDS, hash_, str(seconds).encode())
