"""How loud the episodes' recordings are, measured before they are published; for `check`.

A minute of work for some hours of sound, so only `publisher check` does it, once for each file, and
only for episodes that are not out yet: a published sound file must stay as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from threading import Event, Lock

import msgspec

from publisher.engine.recipes import BuildContext
from publisher.engine.state import State
from publisher.ledger import Ledger
from publisher.media.audio import ffmpeg
from publisher.media.audio.loudness import Loudness, measure
from publisher.model import Episode, Recording
from publisher.problems import Problem, PublisherError
from publisher.system.disk import on_disk

TABLE = "loudness"

OnFile = Callable[[str, float], None]
"""Hears what is being listened to, and how large a share is done, from 0 to 1."""

Heard = Loudness | PublisherError


def advice(
    context: BuildContext, ledger: Ledger, state: State, on_progress: OnFile, jobs: int = 1
) -> tuple[Problem, ...]:
    """Advice on every episode that is not yet published; none when there is no ffmpeg.

    `jobs` files are listened to at once. What ffmpeg makes nothing of is advice too, since no
    build asks it.
    """
    if not ffmpeg.program():
        return ()
    new = [
        (episode, recording, context.hashes(recording.path))
        for episode in context.site.episodes
        if (recording := episode.recording) and ledger.record(episode.id) is None
    ]
    heard = {mark: known for *_, mark in new if (known := _known(state, mark)) is not None}
    files = {mark: recording for _, recording, mark in new if mark not in heard}
    for mark, found in _listened(context, files, on_progress, jobs):
        heard[mark] = found
        if isinstance(found, Loudness):
            _keep(state, mark, found)
    return tuple(
        problem
        for episode, recording, mark in new
        for problem in _advice(episode, recording.path, heard[mark])
    )


def _known(state: State, mark: str) -> Heard | None:
    if (data := state.get(TABLE, mark)) is None:
        return None
    integrated, peak = msgspec.json.decode(data, type=tuple[float | None, float | None])
    return Loudness(integrated=_or_silence(integrated), peak=_or_silence(peak))


def _keep(state: State, mark: str, loud: Loudness) -> None:
    # JSON has no infinity: msgspec writes null.
    state.put(TABLE, mark, msgspec.json.encode((loud.integrated, loud.peak)))
    state.commit()  # whoever grows tired of waiting need not wait again for this one


def _or_silence(value: float | None) -> float:
    return float("-inf") if value is None else value


def _listened(
    context: BuildContext, files: Mapping[str, Recording], on_progress: OnFile, jobs: int
) -> Iterator[tuple[str, Heard]]:
    """Each file's mark and loudness, as soon as it is known; threads do, for ffmpeg does the work.

    Whoever breaks off need not wait for files that are half done.
    """
    from concurrent.futures import ThreadPoolExecutor, as_completed

    if not files:
        return
    progress = _Progress(files, on_progress)

    def one(mark: str) -> Heard:
        file = files[mark]
        source = on_disk(context.config.root, file.path)
        try:
            return measure(source, file.path, file.seconds, lambda at: progress.heard(mark, at))
        except PublisherError as error:
            return error

    executor = ThreadPoolExecutor(min(jobs, len(files)))
    try:
        waiting = {executor.submit(one, mark): mark for mark in files}
        for done in as_completed(waiting):
            yield waiting[done], done.result()
    finally:
        progress.over.set()
        executor.shutdown(cancel_futures=True)


class _BrokenOffError(Exception):
    """Ends a thread, and the ffmpeg it waits for, when nobody wants to know any more."""


class _Progress:
    """How far several files have come, told as one."""

    def __init__(self, files: Mapping[str, Recording], on_progress: OnFile) -> None:
        self.over = Event()
        self._files = files
        self._on_progress = on_progress
        self._shares = dict.fromkeys(files, 0.0)
        self._lock = Lock()

    def heard(self, mark: str, share: float) -> None:
        """Note how much of a file is done. Called from any thread."""
        if self.over.is_set():
            raise _BrokenOffError
        with self._lock:
            self._shares[mark] = share
            seconds = {mark: file.seconds for mark, file in self._files.items()}
            done = sum(self._shares[mark] * seconds[mark] for mark in seconds)
            self._on_progress(self._name, min(1.0, done / (sum(seconds.values()) or 1)))

    @property
    def _name(self) -> str:
        first, *others = self._files.values()
        return f"{len(self._files)} ljudfiler" if others else first.path


def _advice(episode: Episode, path: str, heard: Heard) -> Iterator[Problem]:
    if isinstance(heard, PublisherError):
        for problem in heard.problems:
            text = f"ljudfilen ”{path}”: {problem.text}"
            yield Problem(path=episode.source, text=text, hint=problem.hint, fatal=False)
    elif heard.fault:
        text = f"ljudfilen ”{path}” {heard.fault}"
        hint = f'Gör en jämnare kopia: publisher audio level "{path}"'
        yield Problem(path=episode.source, text=text, hint=hint, fatal=False)
