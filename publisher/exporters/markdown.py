"""A folder of Markdown with front matter as Hugo, Jekyll, Eleventy and Obsidian read it.

Files lie to each other as they do here and bodies stay as they were written, so that every link and
picture still leads to where it did. The names of fields are those that these programs share
(https://gohugo.io/content-management/front-matter/, https://jekyllrb.com/docs/front-matter/).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from publisher.build.reading import ReadableTexts
from publisher.content.source import read
from publisher.exporters.report import LeftBehind
from publisher.model import Correction, Entry, Episode, Person, Piece, published_at
from publisher.model.addresses import CONTENT
from publisher.problems import PublisherError

AUTHORS = "_data/authors.yml"
"""Where Jekyll has those who sign (https://jekyllrb.com/docs/datafiles/); Hugo has `data/`."""
_OURS = (
    (re.compile(r"^ {0,3}!!! ", re.MULTILINE), "rutor (!!!), som inte alla program visar"),
    (re.compile(r"^\{: |\]\{[:#.]", re.MULTILINE), "märken efter stycken ({: …}), likaså"),
    (re.compile(r"^\*\[[^\]]+\]:", re.MULTILINE), "förklarade förkortningar (*[…]:), likaså"),
    (re.compile(r"\[\[[^\]\n]+\]\]"), "länkar i [[…]], som Obsidian läser men inte alla andra"),
)
_TRANSLATED_KEYS = {"updated": "lastmod"}


def written(
    texts: ReadableTexts, entries: tuple[Entry, ...], folder: Path, left: LeftBehind
) -> int:
    """Write every entry, its files and those who sign into `folder`; gives how many files."""
    among = {entry.source for entry in entries}
    files: dict[str, None] = {}
    for entry in entries:
        _put(folder / below(entry.source), _text(texts, entry, left).encode())
        files |= dict.fromkeys(_beside(texts, entry))
        digest = texts.context.texts.digest(entry)
        if any(link.target.endswith(".md") and link.target not in among for link in digest.links):
            left.add("länkar till texter som inte är med", entry.source)
    for path in files:
        target = folder / below(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(texts.disk[path], target)
    if people := _people(texts, entries):
        _put(folder / AUTHORS, _yaml(people).encode())
    return len(entries) + len(files) + bool(people)


def below(path: str) -> str:
    """Where a file of the publication lies in the folder."""
    return path.removeprefix(f"{CONTENT}/")


def _put(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _text(texts: ReadableTexts, entry: Entry, left: LeftBehind) -> str:
    source, problems = read(texts.disk[entry.source], entry.source)
    if source is None:
        raise PublisherError(problems)
    for pattern, told in _OURS:
        if pattern.search(source.body):
            left.add(told, entry.source)
    return f"---\n{_yaml(_head(entry, source.front.values))}---\n{source.body}"


def _head(entry: Entry, own: Mapping[str, object]) -> dict[str, object]:
    """The fields as they were written, those first that other programs know, by their names."""
    head: dict[str, object] = {"title": entry.title}
    if (when := published_at(entry)) is not None:
        head["date"] = when.isoformat()
    if isinstance(entry, Piece) and entry.updated is not None:
        head["lastmod"] = entry.updated.isoformat()
    head |= {"description": entry.description, "slug": _slug(entry), "id": entry.id}
    head |= {"permalink": entry.url, "url": entry.url, "aliases": list(entry.aliases)}
    if isinstance(entry, Piece):
        head["guid"] = entry.guid
    if entry.draft:  # `draft` is Hugo's and Eleventy's, `published` Jekyll's
        head |= {"draft": True, "published": False}
    if entry.language:
        head["lang"] = entry.language
    if isinstance(entry, Piece):
        head["corrections"] = list(map(_correction, entry.corrections))
    rest = {key: value for key, value in own.items() if key not in {*head, *_TRANSLATED_KEYS}}
    return {key: value for key, value in (head | rest).items() if value not in ("", None, [], ())}


def _correction(correction: Correction) -> dict[str, str]:
    return {"date": correction.date.isoformat(), "text": correction.text}


def _slug(entry: Entry) -> str:
    return entry.url.rstrip("/").rpartition("/")[2]


def _beside(texts: ReadableTexts, entry: Entry) -> Iterator[str]:
    """The files that an entry shows, sounds with or leads to."""
    found = [media.source for media in texts.context.texts.digest(entry).media]
    if isinstance(entry, Piece) and entry.image is not None:
        found.append(entry.image.source)
    if isinstance(entry, Episode):
        found += [entry.recording.path] if entry.recording else []
        found += [entry.transcript.path] if entry.transcript else []
        found += [mark.image.source for mark in entry.chapters if mark.image]
    yield from (path for path in found if path in texts.disk and path.startswith(f"{CONTENT}/"))


def _people(texts: ReadableTexts, entries: tuple[Entry, ...]) -> dict[str, object]:
    """Those who sign, as their pages show them."""
    ids = {id_ for entry in entries if isinstance(entry, Piece) for id_ in entry.authors}
    return {each.id: _person(each) for each in texts.context.site.people if each.id in ids}


def _person(person: Person) -> dict[str, object]:
    links = [{"title": link.title, "url": link.url} for link in person.links]
    made: dict[str, object] = {"name": person.name, "line": person.line, "bio": person.bio}
    return {key: value for key, value in (made | {"links": links}).items() if value}


def _yaml(value: object) -> str:
    import yaml

    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000)
