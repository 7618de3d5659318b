"""The story of a build, top to bottom; it alone knows the order.

Look whether anything changed; read settings; load; render; check; ask the rooms for recipes; make
those whose key is new; and only then, with every fault known, put the result in place.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING

from publisher.build import freshness, strict_language
from publisher.build.disk_errors import refusals_afterwards
from publisher.build.freshness import BUILD, PREVIEW
from publisher.build.opening import opened
from publisher.build.output_links import require_apart, require_ours
from publisher.build.planning import planned
from publisher.build.report import BuildReport, write
from publisher.build.stable_sources import settle, steadily
from publisher.build.stages import INSPECTING, MAKING, PLACING, PLANNING, Stages
from publisher.engine import integrity
from publisher.engine.integrity import OutputTree
from publisher.engine.labels import called
from publisher.engine.state import State, StateDamagedError
from publisher.problems import Problem, PublisherError, faults, in_order
from publisher.system.parallel import OnProgress, unheard
from publisher.system.platform import cores

if TYPE_CHECKING:
    from publisher.build.inputs import Adding, BuildInputs, BuildRequest
    from publisher.build.language import LanguageReport
    from publisher.engine.outputs import BuildPlan, Result, WrittenArtifact
    from publisher.engine.recipes import BuildContext
    from publisher.engine.scan import Scan


_STAGING = ".staging"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """What the command line decides. `now` hides what is dated later; `jobs` is processes.

    `on_progress` is told how far long work has come. Without `search`, the search index stays as it
    is, which saves a second or two; `finished` refuses such a build. A `preview` shows what is not
    published yet as well, lies in `home` and not in `root`, and can never be `finished`.
    """

    root: Path
    file: str = "mkdocs.yml"
    jobs: int = field(default_factory=cores)
    clean: bool = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    on_progress: OnProgress = unheard
    search: bool = True
    preview: bool = False

    @property
    def home(self) -> Path:
        """Where `build/` lies, and what is remembered of it."""
        return self.root / PREVIEW if self.preview else self.root


def build(options: BuildOptions) -> BuildReport:
    """Build what changed. Raises PublisherError with every fault; then nothing was written."""
    with opened(options.root, options.home) as state:
        if options.clean:
            state.discard()
        step = partial(_build, options, state, Stages())
        return steadily(options.root, options.file, state, step)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedBuild:
    """A whole build that is up to date; `files` are its artifacts, by path under `build/`.

    `state` is what the program keeps, open for as long as the build is held.
    """

    context: BuildContext
    files: Mapping[str, WrittenArtifact]
    state: State


@contextmanager
def finished(options: BuildOptions) -> Iterator[FinishedBuild]:
    """The build on disk, for as long as nobody builds anew.

    Raises PublisherError when it is missing, cut off, or older than what it was made from.
    """
    from publisher.build.inputs import examine

    if options.preview:
        raise ValueError("a preview is never finished")
    with opened(options.root, options.home) as state:
        freshness.same_program(state)
        state.whole()
        unfit = freshness.unfit(state, options.root, options.file, options.now)
        unfit = unfit or freshness.unsearchable(state)
        if unfit := unfit or _unlike(_disk(options.root, state)):
            raise PublisherError(unfit)
        found = freshness.look(options.root, options.file)
        context = examine(_request(options, found, state)).context
        if unfit := freshness.unfit(state, options.root, options.file, options.now):
            raise PublisherError(unfit)
        yield FinishedBuild(context=context, files=_files(state), state=state)


def _files(state: State) -> Mapping[str, WrittenArtifact]:
    """All that the last build made. A target loses what is missing here, so its id is asked too."""
    from publisher.engine.outputs import identity, placed

    files, last = placed(state), freshness.finished(state)
    if last is None or identity(files) != last.build:
        raise StateDamagedError(BUILD)
    return files


def check(
    options: BuildOptions, on_progress: Callable[[str, float], None] = lambda _name, _share: None
) -> tuple[Problem, ...]:
    """All faults and advice, as a build would find them, with nothing written under `build/`.

    What is not published yet is looked at too, as it will be on its day; of that there is only
    advice. Listens through new episodes, which takes its time; `on_progress` hears which file it is
    at, and how large a share of it is done.
    """
    with opened(options.root, options.home) as state:
        step = partial(_check, options, state, on_progress)
        try:
            return steadily(options.root, options.file, state, step)
        except PublisherError as error:
            return in_order(error.problems)


def proofread(options: BuildOptions, paths: Collection[str] = ()) -> LanguageReport:
    """What the copy desk says of all texts, or of those at `paths`; nothing is written.

    Raises PublisherError with all faults of settings and texts.
    """

    def step(found: Scan) -> LanguageReport:
        from publisher.build import inputs, language

        settle(found)
        request = _request(options, found, state)
        return language.proofread(request, inputs.examine(request), paths)

    with opened(options.root, options.home) as state:
        state.whole()
        return steadily(options.root, options.file, state, step)


def _check(
    options: BuildOptions, state: State, on_progress: Callable[[str, float], None], found: Scan
) -> tuple[Problem, ...]:
    from publisher.build.checking import checked
    from publisher.build.inputs import examine
    from publisher.build.words import put_back, set_aside

    require_apart(options.root)
    state.whole()
    settle(found)
    request, aside = _request(options, found, state), set_aside(state)
    examined = examine(request)
    strict_language.hold(request, examined)
    disk = _disk(options.root, state)
    plan, _ = planned(options, _whole(examined.context, state, disk), state, disk)
    unfit = freshness.unfit(state, options.root, options.file, options.now)
    if not unfit:  # then all is as the last build saw it, also what it knew of all texts together
        put_back(aside, state)
    return checked(request, examined, plan, on_progress, placed=not unfit and not disk.broken)


def _build(options: BuildOptions, state: State, stages: Stages, found: Scan) -> BuildReport:
    started = time_ns()
    require_apart(options.home)
    if freshness.moving(state):
        _forget(state)
    disk = _disk(options.home, state, mend=True)
    last = freshness.unchanged(state, found, options.home, options.file, options.now)
    behind = freshness.search_behind(state)
    if last is not None and not (options.search and behind) and not disk.altered:
        disk.note(state)
        state.commit()
        return BuildReport(problems=last.problems, searchable=not behind, stages=stages.took())
    from publisher.build.structure import keep

    state.whole()
    settle(found)
    whole = last is not None or bool(disk.broken)
    examined = _examined(options, _request(options, found, state, stages), whole=whole)
    with refusals_afterwards(options.root, state):
        examined, result, identity = _make(options, examined, state, disk, stages)
        report = BuildReport(
            added=result.added,
            changed=result.changed,
            removed=result.removed,
            problems=examined.problems,
            reasons=(*examined.reasons, *sorted(map(called, result.plan.todo))),
            searchable=not freshness.search_behind(state),
            stages=stages.took(),
        )
        if examined.coming is not None:
            examined.coming.write(options.home)
        if not freshness.reported(options.home, identity):
            write(options.home, report, identity)
        if not options.preview:
            keep(examined, found.settled(started), state)
        freshness.remember(state, found, started, _last(options, examined, identity))
    return report


def _examined(options: BuildOptions, request: BuildRequest, *, whole: bool) -> BuildInputs:
    """What must be known; of an edit within a text little, unless all is to be looked at."""
    from publisher.build.inputs import examine
    from publisher.build.within import examine_within

    if options.preview:
        return examine(request, _adding())
    within = None if whole else examine_within(request, freshness.finished(request.state))
    examined = within or examine(request)
    strict_language.hold(request, examined)
    return examined


def _adding() -> Adding:
    from publisher.build.previewing import previewed

    return previewed


def _forget(state: State) -> None:
    """Trust nothing that lies under `build/`."""
    from publisher.engine import outputs

    outputs.forget(state)
    integrity.forget(state)


def _disk(root: Path, state: State, *, mend: bool = False) -> OutputTree:
    """What lies under `build/`, beside what the last build left there."""

    def hash_of(path: str) -> str | None:
        from publisher.engine import outputs

        return outputs.hash_of(path, state)

    return integrity.look(root / BUILD, state, hash_of, mend=mend)


def _unlike(disk: OutputTree) -> tuple[Problem, ...]:
    """Why the build on disk must not be deployed, though it is up to date."""
    if not disk.broken:
        return ()
    text = "filen är inte som den byggdes, eller borta"
    if len(disk.broken) > 1:
        text = f"{len(disk.broken)} filer är inte som de byggdes, eller borta; detta är en av dem"
    hint = "Kör publisher build, så görs de om."
    return (Problem(path=f"{BUILD}/{min(disk.broken)}", text=text, hint=hint),)


def _request(
    options: BuildOptions, found: Scan, state: State, stages: Stages | None = None
) -> BuildRequest:
    from publisher.build.inputs import BuildRequest

    return BuildRequest(
        root=options.root,
        file=options.file,
        found=found,
        state=state,
        now=options.now,
        jobs=options.jobs,
        on_progress=options.on_progress,
        stages=stages or Stages(),
        home=options.home,
    )


def _make(
    options: BuildOptions, examined: BuildInputs, state: State, disk: OutputTree, stages: Stages
) -> tuple[BuildInputs, Result, str]:
    """Make all that is new and put it in place.

    Returns what was examined, with what the gate advises, what was done and the build's id.
    """
    from publisher.build.words import put_back
    from publisher.engine import outputs
    from publisher.site import search
    from publisher.system.parallel import INDEXING, forked, in_turn

    stages.begin(PLANNING)
    context = _whole(examined.context, state, disk)
    plan, behind = planned(options, context, state, disk)
    jobs, aside = _processes(options, context, plan, state)
    build, staging = options.home / BUILD, _empty_staging(options.home)
    stages.begin(MAKING)
    try:
        pages = forked(jobs, "Gör sidor", options.on_progress)
        index = in_turn(INDEXING, options.on_progress)
        result = outputs.make(plan, state, disk, staging, pages, index)
        stages.begin(INSPECTING)
        examined = _inspected(examined, context, result, state, build)
        stages.begin(PLACING)
        # Of an index that is spared the state may know nothing; what is left of it goes with the
        # build that makes it anew.
        if outputs.settle(result, disk, spared=None if options.search else search.FOLDER):
            from publisher.build.placing import put_in_place

            put_in_place(options.home, result, state, disk, staging)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    disk.note(state, outputs.touched(result))
    identity = outputs.keep(result, state)
    freshness.note_search(state, behind=behind)
    put_back(aside, state)
    examined.keep(state)
    return examined, result, identity


def _processes(
    options: BuildOptions, context: BuildContext, plan: BuildPlan, state: State
) -> tuple[int, tuple[bytes | None, ...]]:
    """How many processes make the site, and what is to be put back when they have.

    Forked children read fragments through connections of their own, so these must stay. Should the
    build come to nothing, they are newer than what is known of all texts together.
    """
    from publisher.build.words import set_aside
    from publisher.system.parallel import WORTH_FORKING

    if context.standing and len(plan.todo) < WORTH_FORKING:
        return 1, ()
    aside = set_aside(state)
    state.commit()
    return options.jobs, aside


def _whole(context: BuildContext, state: State, disk: OutputTree) -> BuildContext:
    """With everything to be named when there is no whole build to add to."""
    broken = bool(disk.broken) or not freshness.has_finished(state)
    return replace(context, everything=context.everything or broken)


def _inspected(
    examined: BuildInputs, context: BuildContext, result: Result, state: State, build: Path
) -> BuildInputs:
    """With the gate's advice on the feeds; its faults, and dead addresses, stop the build."""
    from publisher.build.dead_addresses import dead_addresses
    from publisher.build.quality import inspected

    sized = examined.coming is None
    found = inspected(context, result, state, build, build / _STAGING, sized=sized)
    dead = tuple(dead_addresses(examined, result, state))
    problems = in_order((*examined.problems, *examined.put_off((*found, *dead))))
    if faults(problems):
        raise PublisherError(problems)
    return replace(examined, problems=problems)


def _last(options: BuildOptions, examined: BuildInputs, identity: str) -> dict[str, object]:
    return {
        "file": options.file,
        "now": options.now.isoformat(),
        "due": examined.due.isoformat() if examined.due else "",
        "build": identity,
        "advice": [[each.path, each.line, each.text, each.hint] for each in examined.problems],
    }


def _empty_staging(root: Path) -> Path:
    staging = root / BUILD / _STAGING
    require_ours(root, _STAGING)
    if staging.is_dir() and not staging.is_symlink():
        shutil.rmtree(staging)
    else:
        staging.unlink(missing_ok=True)
    staging.mkdir(parents=True)
    return staging
