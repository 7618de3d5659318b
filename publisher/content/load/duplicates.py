"""One text that lies in two files: what a file manager or a cloud folder leaves behind."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from publisher.content.load.records import EntryRecord
from publisher.model import Article, Entry, Page, Piece, WithdrawnEntry, published_at
from publisher.problems import Problem

_LONG = 200
"""Signs; shorter texts may be alike by chance, as “Kommer snart.” is."""
_COPY = r"(?:kopia|copy|kopie)"
_MARKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # A file manager's: kina (1), kina kopia 2, kina - Copy (2), Kopia (2) av kina, kina_1
        rf"(?P<name>.+?)[ _–-]*(?:\(\d+\)|\(?{_COPY}(?: \d+| \(\d+\))?\)?| \d{{1,2}}|_\d)",
        rf"{_COPY}(?: \(\d+\))? (?:av|of|von) (?P<name>.+)",
        # A cloud folder's, of what two have changed: these are seldom alike to the last word.
        r"(?P<name>.+?)[ _-]*[(\[][^()\[\]]*(?:konflikt|conflict)[^()\[\]]*[)\]]",
        r"(?P<name>.+?)[ ._-](?:sync-)?(?:konflikt|conflict)(?:[._-][\w-]*)?",
        r"(?P<name>.+?)-(?:DESKTOP|LAPTOP|WIN)-[A-Z0-9]{7,11}",
        r"(?P<name>.+?)[._-](?:bak|backup|orig|md)",
    )
)
_MARKED = re.compile(r"[ ()\[\]._]|[ck]op|onfli|sktop|aptop|win-|-bac?k|-orig|-md", re.IGNORECASE)
"""What every marked name has in it: most names have not, and need no closer look."""


def copies(records: Mapping[str, EntryRecord]) -> Iterator[Problem]:
    """Each text that is another once more: by title and date, or by what it says."""
    seen: dict[tuple[object, ...], str] = {}
    originals = {path: copied_from(path) for path in records}
    # Sorted as names alone `kina (1).md` would come before `kina.md`.
    for path in sorted(records, key=lambda path: (originals[path] != path, path)):
        record = records[path]
        entry = record.entry
        if entry is None or entry.translation_of or isinstance(entry, WithdrawnEntry):
            continue
        for what, likeness in _likenesses(record, entry, originals[path]):
            if (first := seen.setdefault((entry.kind, what, *likeness), path)) != path:
                yield _told(record, path, first, what)
                break


def copied_from(path: str) -> str:
    """The file that this one is a copy of, to go by its name; itself when it tells of none.

    >>> [copied_from(f"a/kina{mark}.md") for mark in (" (1)", " kopia", " - Copy", " 2", "-2", "")]
    ['a/kina.md', 'a/kina.md', 'a/kina.md', 'a/kina.md', 'a/kina-2.md', 'a/kina.md']
    """
    name = path[path.rfind("/") + 1 : path.rfind(".")]
    if not _MARKED.search(name):
        return path
    name, ending = posixpath.splitext(posixpath.basename(path))
    for mark in _MARKS:
        if match := mark.fullmatch(name):
            return posixpath.join(posixpath.dirname(path), match["name"] + ending)
    return path


def _likenesses(
    record: EntryRecord, entry: Entry, beside: str
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """What two texts may have in common only if they are one.

    Files that are named as copies need less than others: two pieces may be called the same on one
    day, and episodes and letters may have a text in common with the week before. `beside` is the
    file that this one is named as a copy of, or itself.
    """
    title = " ".join(entry.title.split()).casefold()
    yield "rubrik och datum", (beside, title, published_at(entry))
    if record.body:
        yield "text", (beside, record.body)
    if isinstance(entry, Article | Page) and record.body_letters >= _LONG:
        yield "text", (record.body,)


def _told(record: EntryRecord, path: str, first: str, what: str) -> Problem:
    if isinstance(record.entry, Page) and what != "text":
        what = "rubrik"
    line = record.line("title") if what != "text" else record.body_line
    more = " eller klockslag" if isinstance(record.entry, Piece) else ""
    two = "skriv olika texter" if what == "text" else f"ge dem olika rubrik{more}"
    return Problem(
        path=path,
        line=line,
        text=f"har samma {what} som {first}: läsarna får den två gånger",
        hint=f"Är det en kopia, ta bort den ena filen. Är det två olika, {two}.",
    )
