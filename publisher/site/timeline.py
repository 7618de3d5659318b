"""The files beside an episode's page: JSON chapters, and the transcript in four forms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from publisher import chapters, transcripts
from publisher.model import Artifact, Episode
from publisher.problems import Problem, PublisherError, faults
from publisher.site.frame import place
from publisher.transcripts import Cue
from publisher.work import Recipe, Shelf, Work, key


def shelves(work: Work, *, everything: bool) -> Iterator[Shelf]:
    """One for each episode, or for each that was changed."""
    ids = {entry.id for entry in work.touched() if isinstance(entry, Episode)}
    if everything:
        ids |= {episode.id for episode in work.site.episodes}
    for id_ in sorted(ids):
        episode = work.by_id.get(id_)
        recipes = tuple(_recipes(work, episode)) if isinstance(episode, Episode) else ()
        yield Shelf(name=f"site:timeline:{id_}", recipes=recipes)


def cues(work: Work, episode: Episode) -> tuple[Cue, ...]:
    """What is said in an episode, read from its file; empty without one.

    Raises PublisherError when the file has become unreadable since the episode was loaded.
    """
    if episode.transcript is None:
        return ()
    path = episode.transcript.path
    try:
        text = (work.config.root / path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fault = Problem(path=path, text="avskriften går inte längre att läsa", hint="Bygg om.")
        raise PublisherError(fault) from error
    found, problems = transcripts.read(text, path)
    if faults(problems):
        raise PublisherError(problems)
    return found


def _recipes(work: Work, episode: Episode) -> Iterator[Recipe]:
    if episode.chapters:
        origin = work.config.origin
        name = place(chapters.address(episode))
        mark = key(episode.title, episode.chapters, origin)
        make = partial(_json_chapters, name, episode, origin)
        yield Recipe(name=name, key=mark, make=make)
    if episode.transcript:
        yield _transcript(work, episode)


def _json_chapters(name: str, episode: Episode, origin: str) -> tuple[Artifact]:
    return (Artifact(path=name, data=chapters.as_json(episode, origin)),)


def _transcript(work: Work, episode: Episode) -> Recipe:
    """All four forms together, so that the file is read once."""
    script = work.hashes(episode.transcript.path) if episode.transcript else ""
    language = work.config.show(episode.show).language
    name = f"site{episode.url}avskrift"
    mark = key(script, episode.url, episode.title, episode.chapters, language, work.config.origin)

    def make() -> Iterator[Artifact]:
        said = cues(work, episode)
        page = transcripts.as_html(episode, said, work.config.origin, language)
        for address, _ in transcripts.addresses(episode):
            ending = address.rpartition(".")[2]
            write = transcripts.WRITERS.get(ending)
            yield Artifact(path=place(address), data=write(said) if write else page)

    return Recipe(name=name, key=mark, make=make)
