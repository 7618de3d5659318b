"""The texts of what is not published yet, rendered among all there is."""

from __future__ import annotations

from collections.abc import Iterable

from publisher.build.inputs import BuildRequest, render_inputs
from publisher.config import Config
from publisher.content.fragments import COMING, render_all
from publisher.content.load import UpcomingTexts
from publisher.engine.recipes import BuildContext, RenderedTexts
from publisher.engine.scan import Hashes
from publisher.model import Digest, Entry, Episode, Rendered
from publisher.problems import Problem, put_off
from publisher.system.parallel import forked


def rendered(
    request: BuildRequest, context: BuildContext, hashes: Hashes, coming: UpcomingTexts
) -> tuple[RenderedTexts, tuple[Problem, ...]]:
    """Fragments of all there is in `context` and all that is coming, and what is wrong with those.

    Each text is rendered by itself, as if all others were out: which of them are by then is asked
    afterwards.
    """
    entries = tuple(coming.entries.values())
    everything = (*context.site.entries, *context.site.withdrawn, *entries)
    rendering = render_inputs(request, context.config, hashes, everything, {})
    map_ = forked(request.jobs, "Omvandlar utkast", request.on_progress)
    texts, problems = render_all((*entries, *coming.broken), rendering, request.state, map_, COMING)
    return BothTexts(context.texts, texts, frozenset(coming.entries)), problems


def homeless(config: Config, entries: Iterable[Entry]) -> frozenset[str]:
    """Episodes of a show that there is not, by path: nothing can be made of them."""
    shows = {show.id for show in config.shows}
    episodes = (each for each in entries if isinstance(each, Episode))
    return frozenset(each.source for each in episodes if each.show not in shows)


def dated(problem: Problem, coming: UpcomingTexts) -> Problem:
    """Put off to its day when it is about something that is coming; else as it was."""
    if problem.path not in coming.paths:
        return problem
    return put_off(problem, None if coming.draft(problem.path) else coming.at[problem.path])


class BothTexts:
    """Fragments of what is published and of what is coming, as one."""

    def __init__(self, live: RenderedTexts, coming: RenderedTexts, paths: frozenset[str]) -> None:
        """`paths` are the files of what is coming."""
        self._live, self._coming, self._paths = live, coming, paths

    def rendered(self, entry: Entry) -> Rendered:
        """The entry's whole fragment."""
        return self._of(entry).rendered(entry)

    def digest(self, entry: Entry) -> Digest:
        """What lists need of it."""
        return self._of(entry).digest(entry)

    def _of(self, entry: Entry) -> RenderedTexts:
        return self._coming if entry.source in self._paths else self._live
