"""All that is written, rendered and without a fault, for whoever carries it elsewhere.

Nothing is built. What is not published yet comes only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.build import BuildOptions
from publisher.build.coming_texts import BothTexts, homeless, rendered
from publisher.build.inputs import BuildInputs, BuildRequest, examine
from publisher.build.opening import opened
from publisher.build.stable_sources import settle, steadily
from publisher.build.stages import Stages
from publisher.content.load import later
from publisher.engine.recipes import BuildContext
from publisher.engine.state import State
from publisher.problems import PublisherError, faults

if TYPE_CHECKING:
    from publisher.engine.scan import Scan


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadableTexts:
    """Entries with their fragments (in `context`), and where each file lies on disk.

    `hidden` tells of the texts that are not among them why, worded to follow their names.
    """

    context: BuildContext
    disk: Mapping[str, Path]
    hidden: Mapping[str, str]
    coming: frozenset[str] = frozenset()
    """The files of what is not published yet."""


@contextmanager
def readable(options: BuildOptions, *, drafts: bool = False) -> Iterator[ReadableTexts]:
    """All texts, for as long as nobody else builds; with `drafts` what is not published yet, too.

    Raises PublisherError with all faults of settings and texts.
    """
    with opened(options.root, options.home) as state:
        state.whole()

        def step(found: Scan) -> ReadableTexts:
            settle(found)
            request = _request(options, state, found)
            return _read(request, examine(request), drafts=drafts)

        yield steadily(options.root, options.file, state, step)


def _request(options: BuildOptions, state: State, found: Scan) -> BuildRequest:
    return BuildRequest(
        root=options.root,
        file=options.file,
        found=found,
        state=state,
        now=options.now,
        jobs=options.jobs,
        on_progress=options.on_progress,
        stages=Stages(),
    )


def _read(request: BuildRequest, examined: BuildInputs, *, drafts: bool) -> ReadableTexts:
    request.state.commit()
    context, disk = examined.context, request.found.disk
    if not drafts:
        return ReadableTexts(context=context, disk=disk, hidden=examined.loaded.hidden)
    shows = [show.id for show in context.config.shows]
    coming = later(examined.loaded, examined.ledger, shows, request.now)
    texts, problems = rendered(request, context, examined.hashes, coming)
    if faults((*coming.problems, *problems)):
        raise PublisherError(faults((*coming.problems, *problems)))
    site = coming.site(homeless(context.config, coming.entries.values()))
    both = BothTexts(context.texts, texts, frozenset(coming.entries))
    request.state.commit()
    site = replace(site, enclosures=context.site.enclosures)
    return ReadableTexts(
        context=replace(context, site=site, texts=both),
        disk=disk,
        hidden={},
        coming=frozenset(coming.entries),
    )
