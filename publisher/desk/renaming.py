"""A text by another name: its file and its address, and what leads to it.

What has been published keeps what was promised of it: its id, and the old address as one that
leads to the new one. Links from other texts are written anew.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.config.fields.editing import NotEditableError
from publisher.content.load.records import schema_of
from publisher.content.new.writing import free, name_of
from publisher.desk.facts import DeskEntry, DeskFacts
from publisher.desk.form import order_of
from publisher.desk.text_files import TextEdit, TextFiles
from publisher.problems import Problem, PublisherError, reason

_TARGET = re.compile(r"(\]\(<?|^\[[^\]]+\]:\s*<?)([^)\s>#]+\.md)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """The old path and the new one, what is written in the head, and which texts lead there."""

    path: str
    new: str
    fields: Mapping[str, Any]
    leading: tuple[str, ...]


def renaming(
    root: Path, files: TextFiles, facts: DeskFacts, entry: DeskEntry, name: str
) -> Renaming:
    """What giving a text another name means. Raises PublisherError when that cannot be."""
    name = name_of(entry.title, name)
    folder, _, file = entry.source.rpartition("/")
    dated = re.match(r"\d{4}-\d{2}-\d{2}-", file)
    kept = dated[0] if dated and not name.startswith(dated[0]) else ""
    new = f"{folder}/{kept}{name}.md"
    if new == entry.source:
        raise _refused(entry.source, "heter redan så", "Välj ett annat namn.")
    free(root, root / new)
    values = files.open(entry.source).values
    if values is None:
        raise _refused(entry.source, "huvudet går inte att läsa", "Rätta det först.")
    fields: dict[str, Any] = {"slug": name} if values.get("slug") else {}
    if entry.state in {"published", "withdrawn"} or entry.mailed:
        aliases = values.get("aliases") or []
        aliases = [aliases] if isinstance(aliases, str) else list(aliases)
        fields |= {"id": entry.id}
        if entry.url and entry.url not in aliases:
            fields |= {"aliases": [*aliases, entry.url]}
    leading = tuple(_leading(files, facts, entry.source))
    return Renaming(path=entry.source, new=new, fields=fields, leading=leading)


def rename(root: Path, files: TextFiles, found: Renaming) -> None:
    """Do it: the head first, then the file, then what leads there. Nothing is ever written over.

    Raises PublisherError when the disk refuses, or when a head cannot be edited.
    """
    text = files.open(found.path)
    if found.fields:
        _save(files, found.path, TextEdit(body=text.body, fields=found.fields))
    free(root, root / found.new)
    try:
        files.place(found.path).rename(root / found.new)
    except OSError as error:
        said = f"filen kan inte byta namn ({reason(error)})"
        raise _refused(found.path, said, "Rätta till det, och försök igen.") from error
    files.open(found.new)
    for path in found.leading:
        other = files.open(path)
        body = _relinked(other.body, path, found.path, found.new)
        _save(files, path, TextEdit(body=body, fields={}))


def _save(files: TextFiles, path: str, edit: TextEdit) -> None:
    text = files.open(path)
    try:
        files.save(path, text.version, edit, order_of(schema_of(text.kind, path)))
    except NotEditableError:
        hint = f"Skriv det själv: {', '.join(edit.fields)}."
        raise _refused(path, "huvudet går inte att ändra härifrån", hint) from None


def _leading(files: TextFiles, facts: DeskFacts, path: str) -> Iterator[str]:
    for entry in facts.entries:
        if entry.source == path:
            continue
        try:
            body = files.open(entry.source).body
        except PublisherError:
            continue  # what cannot be read here is told of by the check
        if _relinked(body, entry.source, path, path) != _relinked(body, entry.source, path, "x.md"):
            yield entry.source


def _relinked(body: str, at: str, old: str, new: str) -> str:
    """A body whose links to the file `old` lead to `new`; `at` is the path of the body's own."""
    folder = posixpath.dirname(at)

    def led(found: re.Match[str]) -> str:
        if posixpath.normpath(posixpath.join(folder, found[2])) != old:
            return found[0]
        return found[1] + posixpath.relpath(new, folder)

    return _TARGET.sub(led, body)


def _refused(path: str, text: str, hint: str) -> PublisherError:
    return PublisherError(Problem(path=path, text=text, hint=hint))
