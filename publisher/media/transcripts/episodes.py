"""What is said in an episode, for whoever sets it: its transcript, read from the author's file."""

from __future__ import annotations

from pathlib import Path

from publisher.media.transcripts.cues import Cue
from publisher.media.transcripts.paragraphs import Section, sections
from publisher.media.transcripts.reading import read
from publisher.model import Episode
from publisher.problems import Problem, PublisherError, faults
from publisher.system.disk import composed, in_utf8, on_disk


def cues_of(episode: Episode, root: Path) -> tuple[Cue, ...]:
    """All cues of an episode of the publication in `root`; empty without a transcript.

    Raises PublisherError when the file has become unreadable since the episode was loaded.
    """
    if episode.transcript is None:
        return ()
    path = episode.transcript.path
    try:
        text = composed(in_utf8(on_disk(root, path).read_bytes()).decode())
    except (OSError, UnicodeDecodeError) as error:
        fault = Problem(path=path, text="avskriften går inte längre att läsa", hint="Bygg om.")
        raise PublisherError(fault) from error
    found, problems = read(text, path)
    if faults(problems):
        raise PublisherError(problems)
    return found


def sections_of(episode: Episode, root: Path) -> tuple[Section, ...]:
    """The same as something to read, chapter by chapter; raises what `cues_of` does."""
    return sections(cues_of(episode, root), episode.chapters)
