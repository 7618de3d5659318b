"""Listening through episodes before they are published, for advice on how loud they are.

A minute of work for some hours of sound, so only `publisher check` does it, once for each file, and
only for episodes that are not out yet: a published sound file must stay as it is.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from publisher.audio import ffmpeg
from publisher.audio.loudness import Loudness, measure
from publisher.ledger import Ledger
from publisher.model import Episode
from publisher.problems import Problem
from publisher.state import State
from publisher.work import Work

ROOM = "loudness"

Told = Callable[[str, float], None]
"""Hears which file is being listened to, and how large a share is done, from 0 to 1."""


def advice(work: Work, ledger: Ledger, state: State, told: Told) -> tuple[Problem, ...]:
    """Advice on every episode that is not yet published; none when there is no ffmpeg."""
    if not ffmpeg.program():
        return ()
    new = [
        episode
        for episode in work.site.episodes
        if episode.audio.path and ledger.record(episode.id) is None
    ]
    found = ((episode, _heard(work, episode, state, told)) for episode in new)
    return tuple(_advice(episode, loud) for episode, loud in found if loud.fault)


def _heard(work: Work, episode: Episode, state: State, told: Told) -> Loudness:
    audio = episode.audio
    mark = work.hashes(audio.path)
    if data := state.get(ROOM, mark):
        integrated, peak = msgspec.json.decode(data, type=tuple[float | None, float | None])
        return Loudness(integrated=_or_silence(integrated), peak=_or_silence(peak))
    source = work.config.root / audio.path
    loud = measure(source, audio.path, audio.seconds, lambda share: told(audio.path, share))
    # JSON has no infinity: msgspec writes null.
    state.put(ROOM, mark, msgspec.json.encode((loud.integrated, loud.peak)))
    state.commit()  # whoever grows tired of waiting need not wait again for this one
    return loud


def _or_silence(value: float | None) -> float:
    return float("-inf") if value is None else value


def _advice(episode: Episode, loud: Loudness) -> Problem:
    path = episode.audio.path
    text = f"ljudfilen ”{path}” {loud.fault}"
    hint = f'Gör en jämnare kopia: publisher audio level "{path}"'
    return Problem(path=episode.source, text=text, hint=hint, fatal=False)
