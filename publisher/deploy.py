"""The story of a deploy: choose a target, see that the build is whole, plan, apply, remember.

Whether the build is fresh is the build's own business; what it says comes in as `problems`. The
caller keeps other builds from starting meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher import ledger
from publisher.config import Config
from publisher.model import Receipt, Site
from publisher.polled import polled
from publisher.problems import Problem, PublisherError, faults, in_order
from publisher.targets import FileFacts, Local, Plan, choose, make

__all__ = ["Deployed", "FileFacts", "Release", "deploy"]

SITE = "build/site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A finished build, ready to go out.

    `files` are the facts of everything below `build/site`; `hashes` gives the sha256 of a source
    file; `now` is the hour that the ledger is to note.
    """

    config: Config
    site: Site
    files: Mapping[str, FileFacts]
    hashes: Callable[[str], str]
    now: datetime
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """What was planned, what was done (nothing, in a dry run), and what is now promised."""

    plan: Plan
    receipt: Receipt | None = None
    promised: tuple[ledger.Record, ...] = ()


def deploy(
    release: Release,
    target: str | None = None,
    *,
    dry_run: bool = False,
    take_over: bool = False,
) -> Deployed:
    """Bring the build to the target of that name, or to the first one.

    With `take_over`, what others have published there and this machine knows nothing of is
    forgotten and removed. Raises PublisherError, before anything is written, when the build is not
    fit to go out; also when the target refuses in the middle, and then the next deploy finishes the
    work.
    """
    config = release.config
    place = make(choose(config.targets, target, config.file), config.root, config.file)
    if unfit := (*faults(release.problems), *_broken_promises(release), *_changed_files(release)):
        raise PublisherError(in_order(unfit))
    promised = ledger.records(release.site, release.hashes, release.now, polled(config))
    lines = _all_lines(config.root, promised)
    plan = place.plan(_local(release, lines))
    if not take_over and (strangers := ledger.strangers(plan.remembered, lines)):
        raise PublisherError(_others(plan.target, strangers))
    if dry_run:
        return Deployed(plan=plan)
    receipt = place.apply(plan)
    # After the site, never before: a promise in the ledger is one that readers can have seen.
    return Deployed(plan=plan, receipt=receipt, promised=ledger.append(config.root, promised))


def _local(release: Release, lines: tuple[ledger.Record, ...]) -> Local:
    folder = release.config.root / SITE
    return Local(folder=folder, files=release.files, promised=ledger.marks(lines))


def _all_lines(root: Path, promised: list[ledger.Record]) -> tuple[ledger.Record, ...]:
    """The ledger as it will be: also a deploy that was cut off before it wrote there is known."""
    known, _ = ledger.read(root)
    return (*known.lines, *ledger.due(known, promised))


def _others(target: str, ids: tuple[str, ...]) -> Problem:
    """The target remembers what this machine's ledger does not: somebody else deployed there."""
    rest = f" och {len(ids) - 1} till" if len(ids) > 1 else ""
    return Problem(
        path=ledger.FILE,
        text=f"på ”{target}” har någon annan lagt ut ”{ids[0]}”{rest}, som inte står här: "
        "läsarna skulle förlora det",
        hint="Hämta den andras feeds/ledger.jsonl och texter (git pull) och kör publisher build. "
        "Är de borta för gott: publisher deploy --take-over",
    )


def _broken_promises(release: Release) -> tuple[Problem, ...]:
    """Asked again: since the build, git may have brought what somebody else has published."""
    promised, problems = ledger.read(release.config.root)
    feeds = polled(release.config)
    broken = ledger.promises(promised, release.site, release.hashes, feeds)
    return faults(problems) or faults(broken)


def _changed_files(release: Release) -> tuple[Problem, ...]:
    """Whether `build/site` still is what was built, by sizes; contents are seen while copying."""
    folder = release.config.root / SITE
    wrong = sorted(
        path for path, facts in release.files.items() if _size(folder / path) != facts.bytes
    )
    if not wrong:
        return ()
    rest = len(wrong) - 1
    more = f" och {rest} {'fil' if rest == 1 else 'filer'} till" if rest else ""
    text = f"filen{more} har ändrats sedan bygget"
    hint = "Kör publisher build --clean och sedan publisher deploy."
    return (Problem(path=f"{SITE}/{wrong[0]}", text=text, hint=hint),)


def _size(path: Path) -> int | None:
    try:
        return path.lstat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return None
