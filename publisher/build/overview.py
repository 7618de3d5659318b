"""All that is written, as it is known without building: for whoever shows where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from time import sleep
from typing import TYPE_CHECKING

from publisher.build import BuildOptions, freshness, settings
from publisher.build.inputs import BuildRequest, load_inputs, render_inputs
from publisher.build.kept_hashes import known_hashes, remember_hashes
from publisher.build.opening import BusyError, opened
from publisher.build.stable_sources import settle, steadily
from publisher.build.stages import Stages
from publisher.config import Config
from publisher.content.load import Loaded, load
from publisher.engine.scan import Hashes, Scan
from publisher.engine.state import State
from publisher.ledger import Ledger, read
from publisher.problems import Problem, PublisherError, faults

if TYPE_CHECKING:
    from datetime import datetime

    from publisher.content.render import Context

_PATIENCE, _AGAIN = 60, 0.1
"""Seconds to wait for a build that is under way, and between two looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Entries with their records, settings and promises; `advice` is what the last build gave.

    `marks` is the hash of each published entry's file, by its id.
    """

    config: Config
    ledger: Ledger
    loaded: Loaded
    advice: tuple[Problem, ...]
    marks: Mapping[str, str]
    now: datetime
    rendering: Callable[[], Context]
    """What any text of them is rendered in, drafts and what is coming too."""


def overview(options: BuildOptions) -> Overview:
    """Read what has changed since the last build, and nothing else; no text is rendered.

    Raises PublisherError when the settings or the ledger have faults; those of texts are in what is
    returned. Waits while somebody builds.
    """
    for _ in range(int(_PATIENCE / _AGAIN)):
        try:
            with opened(options.root, options.home) as state:
                step = partial(_overview, options, state)
                return steadily(options.root, options.file, state, step)
        except BusyError:
            sleep(_AGAIN)
    with opened(options.root, options.home) as state:
        return steadily(options.root, options.file, state, partial(_overview, options, state))


def _overview(options: BuildOptions, state: State, found: Scan) -> Overview:
    settle(found)
    hashes = Hashes(found, known_hashes(state))
    config, problems = settings.settings(options.root, options.file, hashes, state)
    ledger, more = read(options.root)
    if config is None or faults(more):
        raise PublisherError((*problems, *more))
    request = BuildRequest(
        root=options.root,
        file=options.file,
        found=found,
        state=state,
        now=options.now,
        jobs=options.jobs,
        on_progress=options.on_progress,
        stages=Stages(),
    )
    loaded = load(load_inputs(request, hashes, ledger, config))
    last = freshness.finished(state)
    marks = {
        record.entry.id: record.hash
        for path, record in loaded.records.items()
        if record.entry is not None and path not in loaded.hidden
    }
    entries = [record.entry for record in loaded.records.values() if record.entry is not None]
    rendering = render_inputs(request, config, hashes, entries, {})
    remember_hashes(hashes, state)
    state.commit()
    return Overview(
        config=config,
        ledger=ledger,
        loaded=loaded,
        advice=last.problems if last else (),
        marks=marks,
        now=options.now,
        rendering=rendering.context,
    )
