"""Recipes → files: only those whose key is new are made, and what nobody makes any more goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import msgspec

from publisher.engine.integrity import OutputTree
from publisher.engine.labels import called
from publisher.engine.recipes import Recipe, RecipeGroup
from publisher.engine.staging import Staged, put_in_place, stage
from publisher.engine.state import State
from publisher.model import Media
from publisher.problems import Problem, PublisherError
from publisher.system.parallel import Map, serial

RECIPES = "recipe"
ARTIFACTS = "artifact"
_IDS = "build"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRecipe:
    """What is kept of a recipe: its key and the paths it led to."""

    key: str
    paths: tuple[str, ...]


class WrittenArtifact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of an artifact: whose it is, its sha256 (hex) and its size in bytes.

    `shows` are the pictures that a letter of these bytes asks for.
    """

    owner: str
    hash: str
    bytes: int
    shows: tuple[Media, ...] = ()


@dataclass(slots=True, kw_only=True)
class BuildPlan:
    """What is to be made, by owner (group and recipe), and which owners are gone."""

    todo: dict[str, Recipe] = field(default_factory=dict)
    old: dict[str, MadeRecipe] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    doubled: list[str] = field(default_factory=list)
    """Owners that two recipes of one group want to be, and do not agree on."""


@dataclass(slots=True, kw_only=True)
class Result:
    """Everything made and staged, and how the folder will differ: paths under `build/`."""

    plan: BuildPlan
    staged: dict[str, list[Staged]]
    before: dict[str, WrittenArtifact]
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def plan(
    groups: Iterable[RecipeGroup],
    state: State,
    *,
    everything: bool,
    spared: str | None = None,
    broken: Iterable[str] = (),
) -> BuildPlan:
    """Compare keys. With `everything`, what is in groups that nobody named is gone too.

    The `spared` group stays as it is, named or not. What made `broken` paths is to do so again.
    """
    again = {each.owner for each in standing(broken, state).values()}
    found = BuildPlan()
    kept: set[str] = set()
    for group in groups:
        old = {owner: _made(data) for owner, data in state.items(RECIPES, group.name + "\n")}
        named: dict[str, Recipe] = {}
        for recipe in group.recipes:
            owner = f"{group.name}\n{recipe.name}"
            if named.setdefault(owner, recipe).key != recipe.key:
                found.doubled.append(owner)
        found.old |= old
        found.gone |= old.keys() - named.keys()
        kept |= named.keys()
        for owner, recipe in named.items():
            if owner not in old or old[owner].key != recipe.key or owner in again:
                found.todo[owner] = recipe
    if everything:
        rest = {
            owner: _made(data)
            for owner, data in state.items(RECIPES)
            if owner.partition("\n")[0] != spared
        }
        found.old |= rest
        found.gone |= rest.keys() - kept
    return found


def make(  # noqa: PLR0913, PLR0917 (a folder and two maps)
    found: BuildPlan, state: State, disk: OutputTree, staging: Path, map_: Map, late: Map = serial
) -> Result:
    """Make and stage all that is to be made; nothing under `build/` changes yet.

    What is to be made last is mapped by `late`, when everything else is staged.
    A file of which the state knows nothing may still lie on `disk`, from a build whose state was
    thrown away; it is compared by content. Raises PublisherError when two recipes lead to one path,
    OSError when staging fails.
    """
    known = _known(state, disk)

    def run(owner: str) -> list[Staged]:
        made = found.todo[owner].make()
        return [stage(artifact, staging, known(artifact.path)) for artifact in made]

    staged: dict[str, list[Staged]] = {}
    for last, each_map in ((False, map_), (True, late)):
        owners = [owner for owner, recipe in found.todo.items() if recipe.late is last]
        staged |= zip(owners, each_map(run, owners), strict=True)
    before = _before(found, staged, state)
    made = {owner: [each.path for each in files] for owner, files in staged.items()}
    if problems := collisions(found, made, before):
        raise PublisherError(problems)
    result = Result(plan=found, staged=staged, before=before)
    new = {each.path for files in staged.values() for each in files}
    waiting = {each.path for files in staged.values() for each in files if each.waiting}
    left = {
        path
        for owner in (found.gone | staged.keys()) & found.old.keys()
        for path in found.old[owner].paths
    }
    there = {path for path in waiting if path in disk.stamps}
    result.added = tuple(sorted(waiting - there))
    result.changed = tuple(sorted(there))
    result.removed = tuple(sorted(left - new))
    return result


def settle(result: Result, disk: OutputTree, *, spared: str | None = None) -> bool:
    """Whether anything is to be moved or removed at all.

    Files under our folders that no recipe made are removed as well, those below the `spared` folder
    apart.
    """
    made = {each.path for files in result.staged.values() for each in files}
    stray = {path for path in disk.stray if not spared or not path.startswith(spared)} - made
    result.removed = tuple(sorted(stray.union(result.removed)))
    return bool(result.added or result.changed or result.removed or disk.nameless)


def lost(result: Result, disk: OutputTree) -> frozenset[str]:
    """What lies there, may be somebody else's work, and is removed or replaced by `move`."""
    return disk.strange & {*result.removed, *result.changed, *disk.nameless}


def move(result: Result, disk: OutputTree, staging: Path) -> None:
    """Bring the folder from the last build to this one."""
    cleared = (path for path in result.changed if disk.in_the_way(path))
    put_in_place(disk.build, staging, (*result.removed, *disk.nameless, *cleared))


def touched(result: Result) -> Iterator[str]:
    """Every path that may lie otherwise than before."""
    yield from result.removed
    yield from (each.path for files in result.staged.values() for each in files)


def keep(result: Result, state: State) -> str:
    """Note what was made; returns the build's id (hex)."""
    _keep(result, state)
    return _identity(result, state)


def exists(result: Result, state: State, path: str) -> bool:
    """Whether the finished build will hold a file at this path under `build/`."""
    if path in result.removed:
        return False
    new = any(each.path == path for files in result.staged.values() for each in files)
    return new or state.get(ARTIFACTS, path) is not None


def forget(state: State) -> None:
    """Trust nothing under `build/`: every recipe is made again and every file moved anew."""
    state.delete(RECIPES)
    state.delete(ARTIFACTS)
    state.delete(_IDS, "identity")


def placed(state: State) -> dict[str, WrittenArtifact]:
    """Every artifact of the last build, by path under `build/`."""
    decode = msgspec.json.Decoder(WrittenArtifact).decode
    return {path: decode(data) for path, data in state.items(ARTIFACTS)}


def identity(files: Mapping[str, WrittenArtifact]) -> str:
    """The id (hex) of a build that made these files, by path."""
    number = 0
    for path, each in files.items():
        number ^= _number(path, each.hash)
    return f"{number:064x}"


def _made(data: bytes) -> MadeRecipe:
    return msgspec.json.decode(data, type=MadeRecipe)


def _known(state: State, disk: OutputTree) -> Callable[[str], str | None]:
    """From a path to the hash (hex) of what lies there."""

    def known(path: str) -> str | None:
        if path in disk.broken:
            return None
        return hash_of(path, state) or disk.file(path)

    return known


def hash_of(path: str, state: State) -> str | None:
    """What the artifact at a path was last time (sha256, hex); None when there was none."""
    data = state.get(ARTIFACTS, path)
    return msgspec.json.decode(data, type=WrittenArtifact).hash if data else None


def _before(
    found: BuildPlan, staged: dict[str, list[Staged]], state: State
) -> dict[str, WrittenArtifact]:
    if state.empty(ARTIFACTS):
        return {}
    paths = {each.path for files in staged.values() for each in files}
    return standing(paths | {path for made in found.old.values() for path in made.paths}, state)


def standing(paths: Iterable[str], state: State) -> dict[str, WrittenArtifact]:
    """What the last build has at these paths under `build/`, where it has anything."""
    rows = ((path, state.get(ARTIFACTS, path)) for path in paths)
    return {path: msgspec.json.decode(data, type=WrittenArtifact) for path, data in rows if data}


def collisions(
    found: BuildPlan, made: Mapping[str, Iterable[str]], before: Mapping[str, WrittenArtifact]
) -> list[Problem]:
    """Paths under `build/` that two recipes lead to, of what is made now or stands from `before`.

    `made` has the paths by owner.
    """
    owners: dict[str, str] = {
        path: each.owner
        for path, each in before.items()
        if each.owner not in found.gone and each.owner not in made
    }
    problems = [_dispute(owner.partition("\n")[2], owner, owner) for owner in found.doubled]
    for owner, paths in made.items():
        others = ((path, owners.setdefault(path, owner)) for path in paths)
        problems += (_dispute(path, owner, other) for path, other in others if other != owner)
    return problems


def _dispute(path: str, owner: str, other: str) -> Problem:
    one, two = sorted(map(called, (owner, other)))
    text = f"två saker vill ligga på samma plats: {one} och {two}"
    hint = "Ge den ena en annan slug: eller ett annat filnamn."
    return Problem(path=f"build/{path}", text=text, hint=hint)


def _keep(result: Result, state: State) -> None:
    for path in result.removed:
        state.delete(ARTIFACTS, path)
    for owner in result.plan.gone:
        state.delete(RECIPES, owner)
    encode = msgspec.json.Encoder().encode
    todo = result.plan.todo
    recipes = (
        (owner, encode(MadeRecipe(key=todo[owner].key, paths=tuple(each.path for each in files))))
        for owner, files in result.staged.items()
    )
    artifacts = (
        (each.path, encode(_written(owner, each)))
        for owner, files in result.staged.items()
        for each in files
    )
    state.put_all(RECIPES, recipes)
    state.put_all(ARTIFACTS, artifacts)


def _written(owner: str, each: Staged) -> WrittenArtifact:
    return WrittenArtifact(owner=owner, hash=each.hash, bytes=each.bytes, shows=each.shows)


def _identity(result: Result, state: State) -> str:
    """A hash over the set of all artifacts, brought up to date by the difference alone."""
    number = int.from_bytes(state.get(_IDS, "identity") or b"")
    staged = [each for files in result.staged.values() for each in files]
    for path in {*result.removed, *(each.path for each in staged)}:
        if path in result.before:
            number ^= _number(path, result.before[path].hash)
    for each in staged:
        number ^= _number(each.path, each.hash)
    state.put(_IDS, "identity", number.to_bytes(32))
    return f"{number:064x}"


def _number(path: str, hash_: str) -> int:
    return int.from_bytes(sha256(f"{path}\0{hash_}".encode()).digest())
