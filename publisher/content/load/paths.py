"""Where things lie under content/, and what a path written beside an entry leads to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from publisher.config.standards.apple import LANGUAGES
from publisher.model import Kind
from publisher.model.addresses import CONTENT, slug
from publisher.problems import alike_name

FOLDERS: dict[str, Kind] = {
    "artiklar": "article",
    "avsnitt": "episode",
    "nyhetsbrev": "edition",
    "sidor": "page",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFiles:
    """What making records needs of the world: the files there are, and their hashes."""

    root: Path
    disk: Mapping[str, Path]
    hashes: Callable[[str], str]


_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}[-_]?")
_LANGUAGE = re.compile(r"(?P<name>.+)\.(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")
_COMPUTER = re.compile(r"[A-Za-z]:[\\/]|file:|/(?:Users|home)/|~/", re.IGNORECASE)
"""How a path begins that only leads somewhere on the author's own computer."""
_NUMBER = re.compile(r"^\d{1,4}[-_](?=.)")


def kind_of(path: str) -> Kind | None:
    """The kind of entry a Markdown file is, by its folder; None outside the four folders.

    The translation of an episode is a text about it: its sound is in the original's language.
    """
    parts = path.split("/")
    kind = FOLDERS.get(parts[1]) if len(parts) > 2 else None  # noqa: PLR2004
    return "article" if kind == "episode" and translated(path) else kind


def translated(path: str) -> tuple[str, str] | None:
    """Of what, and into which language (BCP 47, as written); None when the name tells of none.

    >>> translated("content/sidor/om.en.md")
    ('content/sidor/om.md', 'en')
    >>> translated("content/artiklar/version-2.0.md")
    """
    name, ending = posixpath.splitext(path)
    match = _LANGUAGE.fullmatch(posixpath.basename(name))
    if match is None or match["language"].split("-")[0].lower() not in LANGUAGES:
        return None
    original = posixpath.join(posixpath.dirname(path), match["name"] + ending)
    return original, match["language"]


def stem(path: str, kind: Kind) -> str:
    """The part of a file name that may become a slug: without date, and an episode's number.

    `2025-02-02-deepseek.md` → `deepseek`; a name that is only a date is kept.
    """
    name = posixpath.splitext(posixpath.basename(path))[0]
    bare = _DATE.sub("", name)
    if kind == "episode":
        bare = _NUMBER.sub("", bare)
    return bare or name


def letter_url(name: str) -> str:
    """The web address of a letter of that name."""
    return f"/nyhetsbrev/{name}/"


def dated_slug(path: str) -> str:
    """A letter's name in addresses: its whole file name, date and all, for it comes every week.

    >>> dated_slug("content/nyhetsbrev/2026-11-30-måndagsbrevet.md")
    '2026-11-30-mandagsbrevet'
    """
    return slug(posixpath.splitext(posixpath.basename(path))[0])


def beside(written: str, source: str, files: Collection[str]) -> tuple[str, str, str]:
    """Follow a relative path written in `source`: (path, fault, hint), with one of the first two.

    The fault and the hint are Swedish, worded to follow `filen ”x” `.
    """
    if _COMPUTER.match(written):
        hint = "Lägg filen i mappen bredvid texten och skriv bara dess namn."
        return "", "ligger på din egen dator", hint
    if "\\" in written:
        return "", "skrivs med omvänt snedstreck", "Skriv vanligt snedstreck: /"
    if written.startswith("/") or ":" in written:
        hint = "Lägg filen bredvid texten och skriv bara dess namn."
        return "", "är ingen sökväg räknad från texten", hint
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), written))
    if not path.startswith(CONTENT + "/"):
        return (
            "",
            f"ligger utanför mappen {CONTENT}/",
            "Flytta in filen och skriv den nya sökvägen.",
        )
    if path not in files:
        return "", "finns inte", nearest(path, source, files)
    return path, "", ""


def nearest(path: str, source: str, files: Collection[str]) -> str:
    """A hint at the file that was probably meant, first among those in the same folder."""
    folder, name = posixpath.split(path.casefold())
    suffix = posixpath.splitext(name)[1]
    same = [file for file in files if posixpath.basename(file).casefold() == name]
    found = sorted(same, key=lambda file: posixpath.dirname(file).casefold() != folder)
    if not found:
        near = [
            file
            for file in files
            if posixpath.dirname(file).casefold() == folder
            and posixpath.splitext(file)[1].casefold() == suffix
        ]
        likely = {posixpath.basename(file).casefold(): file for file in near}
        found = [likely[each] for each in [alike_name(name, likely)] if each]
    if not found:
        return "Kontrollera namnet och att filen ligger i rätt mapp."
    meant = posixpath.relpath(found[0], posixpath.dirname(source))
    if found[0].casefold() == path.casefold():
        return f"Stora och små bokstäver räknas: skriv ”{meant}”."
    return f"Menade du ”{meant}”?"
