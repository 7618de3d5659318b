"""Every reason why a build must not go out, asked anew of what lies on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from publisher import ledger
from publisher.build.promised import held
from publisher.content.placeholders import placeholders
from publisher.deploy.release import LETTERS, SITE, Release, Route
from publisher.deploy.target import FileFacts
from publisher.engine.state import State
from publisher.model.feed_formats import format_at
from publisher.problems import Problem, faults

_TABLE = "deploy:gate"


def unfit(release: Release) -> tuple[Problem, ...]:
    """All faults; the contents are looked at only when the files are those that were built."""
    found = (*_broken_promises(release), *_changed_files(release))
    if found or release.state is None:
        return found
    from publisher.deploy.leaks import ScannedBuild, leaks, readers_about

    judged = tuple(_bad_feeds(release, release.state))
    scanned = ScannedBuild(
        folder=release.context.config.root / SITE,
        files=release.files,
        context=release.context,
        state=release.state,
        now=release.now,
        secret=release.secret,
        map=release.map,
    )
    return (*judged, *readers_about(release.context.config), *leaks(scanned))


def unready(release: Release, chosen: tuple[Route, ...]) -> tuple[Problem, ...]:
    """Why nothing may be promised yet, if any of these targets promises and nothing is promised.

    Asked once, before anything has been: what is promised can never be taken back.
    """
    asked = any(route.promises and route.settings.promises is None for route in chosen)
    config, site = release.context.config, release.context.site
    if not asked or ledger.read(config.root)[0].lines:
        return ()
    problems = placeholders(config, site)
    # The other way out is the same for all of them, and is told where the reading ends.
    trial = f"Vill du bara prova: skriv promises: false under målet i {config.file}."
    last = [replace(each, hint=f"{each.hint} {trial}") for each in problems[-1:]]
    return (*problems[:-1], *last)


def _broken_promises(release: Release) -> tuple[Problem, ...]:
    """Asked again: since the build, git may have brought what somebody else has published."""
    promised, problems = ledger.read(release.context.config.root)
    return faults(problems) or faults(held(promised, release.context).problems)


def _changed_files(release: Release) -> tuple[Problem, ...]:
    """Whether `build/` still is what was built, by sizes; contents are seen while copying."""
    return (*_changed(release, SITE, release.files), *_changed(release, LETTERS, release.letters))


def _changed(release: Release, below: str, files: Mapping[str, FileFacts]) -> Iterator[Problem]:
    sizes = {path: _size(release.context.config.root / below / path) for path in files}
    wrong = sorted(path for path, facts in files.items() if sizes[path] != facts.bytes)
    hint = "Kör publisher build --clean och sedan publisher deploy."
    if not wrong:
        return
    if all(size is None for size in sizes.values()):
        yield Problem(path=below, text="mappen är borta, eller tom", hint=hint)
        return
    rest = len(wrong) - 1
    more = f" och {rest} {'fil' if rest == 1 else 'filer'} till" if rest else ""
    gone = all(sizes[path] is None for path in wrong)
    what = "saknas" if gone else "har ändrats sedan bygget"
    yield Problem(path=f"{below}/{wrong[0]}", text=f"filen{more} {what}", hint=hint)


def _size(path: Path) -> int | None:
    try:
        return path.lstat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return None


def _bad_feeds(release: Release, state: State) -> Iterator[Problem]:
    """What the gate says of feeds that it has not let through to a deploy before."""
    passed = dict(state.items(_TABLE))
    wanted = {path: release.files[path].sha256.encode() for path in _feeds(release, state)}
    for path, hash_ in wanted.items():
        if passed.get(path) == hash_:
            continue
        bad = tuple(_judged(path, release))
        yield from bad
        if not bad:
            state.put(_TABLE, path, hash_)
    for path in passed.keys() - wanted.keys():
        state.delete(_TABLE, path)
    state.commit()


def _judged(path: str, release: Release) -> Iterator[Problem]:
    from publisher.feeds import gate

    def size(built: str) -> int | None:
        facts = release.files.get(built.removeprefix("site/"))
        return facts.bytes if facts else None

    data = (release.context.config.root / SITE / path).read_bytes()
    yield from faults(gate.verify(f"site/{path}", data, release.context, size))


def _feeds(release: Release, state: State) -> Iterator[str]:
    """The paths of everything that is in the feeds' groups."""
    from publisher.engine.outputs import RECIPES, MadeRecipe

    for _, data in state.items(RECIPES, "feeds:"):
        for path in msgspec.json.decode(data, type=MadeRecipe).paths:
            below = path.removeprefix("site/")
            if format_at(path) and below in release.files:
                yield below
