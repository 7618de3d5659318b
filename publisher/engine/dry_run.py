"""What a build would find when it makes the site, found without making it; for `check`.

Damaged pictures, two things that would lie in one place, and links to addresses at which nothing
will lie. It costs in proportion to what has changed since the last build, and what was found whole
is not tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec

from publisher.engine import outputs
from publisher.engine.outputs import BuildPlan, MadeRecipe, WrittenArtifact
from publisher.engine.recipes import Recipe
from publisher.engine.state import State
from publisher.model import Artifact
from publisher.model.addresses import built
from publisher.problems import Problem, PublisherError
from publisher.system.parallel import Map

TABLE = "tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What a build by this plan would tell of the files it makes; `made` are their paths."""

    plan: BuildPlan
    made: frozenset[str]
    problems: tuple[Problem, ...]
    _state: State

    def exists(self, address: str) -> bool:
        """Whether the finished build would hold a file at this site address."""
        path = built(address)
        if path in self.made:
            return True
        stands = outputs.standing((path,), self._state).get(path)
        return stands is not None and not self._goes(stands)

    def _goes(self, placed: WrittenArtifact) -> bool:
        return placed.owner in self.plan.gone or placed.owner in self.plan.todo


def tried(plan: BuildPlan, state: State, map_: Map) -> DryRun:
    """Try every recipe that a build would make."""
    problems, paths = tried_apart(plan.todo, state, TABLE, map_)
    made = frozenset(path for each in paths.values() for path in each)
    collisions = outputs.collisions(plan, paths, outputs.standing(made, state))
    return DryRun(plan=plan, made=made, problems=(*problems, *collisions), _state=state)


def tried_apart(
    recipes: dict[str, Recipe], state: State, table: str, map_: Map
) -> tuple[tuple[Problem, ...], dict[str, tuple[str, ...]]]:
    """What recipes (by owner) tell when they are tried, and which paths they lead to.

    Those that told nothing are kept in the state's `table`, and those of others forgotten.
    """
    kept = {owner: msgspec.json.decode(data, type=MadeRecipe) for owner, data in state.items(table)}
    for owner in kept.keys() - recipes.keys():
        state.delete(table, owner)
    paths: dict[str, tuple[str, ...]] = {
        owner: (recipe.name,) for owner, recipe in recipes.items() if recipe.trial is None
    }
    trials = {owner: recipe.trial for owner, recipe in recipes.items() if recipe.trial}
    known = {owner for owner in trials if owner in kept and kept[owner].key == recipes[owner].key}
    paths |= {owner: kept[owner].paths for owner in known}
    new = [owner for owner in trials if owner not in known]
    problems: list[Problem] = []
    for owner, (found_problems, found) in zip(
        new, map_(lambda each: _one(trials[each]), new), strict=True
    ):
        paths[owner] = found
        problems += found_problems
        if found_problems:
            state.delete(table, owner)
        else:
            made = MadeRecipe(key=recipes[owner].key, paths=found)
            state.put(table, owner, msgspec.json.encode(made))
    return tuple(problems), paths


def _one(
    trial: Callable[[], Iterable[Artifact]],
) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    try:
        artifacts = tuple(trial())
    except PublisherError as error:
        return error.problems, ()
    problems = (problem for artifact in artifacts for problem in artifact.problems)
    return tuple(problems), tuple(artifact.path for artifact in artifacts)
