"""What lies along an episode: its transcript to follow, and the files beside its page.

The files are JSON chapters, and the transcript in four forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from publisher.engine.recipes import BuildContext, Recipe, RecipeGroup, key
from publisher.media import chapters, transcripts
from publisher.model import Artifact, Episode
from publisher.model.addresses import built
from publisher.site.page_values import TranscriptChapter, TranscriptParagraph
from publisher.site.pictures import nothing


def spoken(context: BuildContext, episode: Episode) -> tuple[TranscriptChapter, ...]:
    """The transcript as the page shows it; empty without one. Reads the file, as `cues_of` does."""
    taken: set[int] = set()
    parts = []
    for section in transcripts.sections_of(episode, context.config.root):
        said = []
        for speech in section.speeches:
            anchor = "" if speech.start in taken else f"t={speech.start}"
            taken.add(speech.start)
            said.append(
                TranscriptParagraph(
                    speaker=speech.speaker, start=speech.start, anchor=anchor, cues=speech.cues
                )
            )
        parts.append(TranscriptChapter(chapter=section.chapter, said=tuple(said)))
    return tuple(parts)


def groups(context: BuildContext, *, everything: bool) -> Iterator[RecipeGroup]:
    """One for each episode, or for each that was changed; subscribers' episodes have no files."""
    ids = {entry.id for entry in context.touched() if isinstance(entry, Episode)}
    if everything:
        ids |= {episode.id for episode in context.site.episodes}
    for id_ in sorted(ids):
        episode = context.by_id.get(id_)
        heard = episode if isinstance(episode, Episode) and not episode.closed else None
        recipes = tuple(_recipes(context, heard)) if heard else ()
        yield RecipeGroup(name=f"site:timeline:{id_}", recipes=recipes)


def _recipes(context: BuildContext, episode: Episode) -> Iterator[Recipe]:
    if episode.chapters:
        origin = context.config.origin
        name = built(chapters.address(episode))
        mark = key(episode.title, episode.chapters, origin)
        make = partial(_json_chapters, name, episode, origin)
        yield Recipe(name=name, key=mark, make=make)
    if episode.transcript:
        yield _transcript(context, episode)


def _json_chapters(name: str, episode: Episode, origin: str) -> tuple[Artifact]:
    return (Artifact(path=name, data=chapters.as_json(episode, origin)),)


def _transcript(context: BuildContext, episode: Episode) -> Recipe:
    """All four forms together, so that the file is read once."""
    script = context.hashes(episode.transcript.path) if episode.transcript else ""
    language = context.config.show(episode.show).language
    name = built(f"{episode.url}avskrift")
    mark = key(
        script, episode.url, episode.title, episode.chapters, language, context.config.origin
    )

    def make() -> Iterator[Artifact]:
        said = transcripts.cues_of(episode, context.config.root)
        page = transcripts.as_html(episode, said, context.config.origin, language)
        for address, _ in transcripts.addresses(episode):
            ending = address.rpartition(".")[2]
            write = transcripts.WRITERS.get(ending)
            yield Artifact(path=built(address), data=write(said) if write else page)

    def trial() -> Iterator[Artifact]:
        return (nothing(built(address)) for address, _ in transcripts.addresses(episode))

    return Recipe(name=name, key=mark, make=make, trial=trial)
