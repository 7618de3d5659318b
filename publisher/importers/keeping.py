"""What has been imported before, and the files on disk: written once all is settled, or not at all.

`import/ledger.jsonl` has a line for each text: where it came from, where it lies, what was written.
A file that no longer is what was written has been changed by its editor, and is never written over.
"""

from __future__ import annotations

import difflib
import json
import shutil
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from publisher.problems import Problem, PublisherError, reason, remedy

FOLDER = "import"
LEDGER = f"{FOLDER}/ledger.jsonl"


@dataclass(slots=True, kw_only=True)
class Kept:
    """What was written for one record, last time."""

    path: str
    written: str
    """Hash of the file as it was written."""


@dataclass(slots=True)
class ImportedFiles:
    """By source (service and site) and record id."""

    lines: dict[tuple[str, str], Kept] = field(default_factory=dict)

    def paths(self, source: str) -> dict[str, str]:
        """Where the records of one source lie, by id."""
        return {id_: kept.path for (own, id_), kept in self.lines.items() if own == source}


def mark(text: str) -> str:
    """What a file is known again by."""
    return sha256(text.encode()).hexdigest()


def read(root: Path) -> ImportedFiles:
    """The ledger; empty where there is none. Raises PublisherError for one that cannot be read."""
    file = root / LEDGER
    ledger = ImportedFiles()
    if not file.is_file():
        return ledger
    try:
        rows = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "den är inte UTF-8"
        hint = remedy(error) if isinstance(error, OSError) else "Hämta tillbaka den ur git."
        raise PublisherError(
            Problem(path=LEDGER, text=f"går inte att läsa: {why}", hint=hint)
        ) from None
    for number, row in enumerate(rows, start=1):
        try:
            given = json.loads(row)
            ledger.lines[given["source"], given["id"]] = Kept(
                path=given["path"], written=given["written"]
            )
        except (ValueError, KeyError, TypeError):
            text = "raden går inte att läsa"
            hint = (
                "Hämta tillbaka filen ur git, eller ta bort raden: då tas texten in en gång till."
            )
            raise PublisherError(Problem(path=LEDGER, line=number, text=text, hint=hint)) from None
    return ledger


def fate(root: Path, path: str, text: str, kept: Kept | None) -> tuple[str, str]:
    """What is to be done with a text (new, same, update, edited, gone), and how they differ."""
    file = root / path
    if not file.exists():
        return ("gone", "") if kept is not None else ("new", "")
    try:
        there = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return "edited", "filen går inte att läsa"
    if there == text:
        return "same", ""
    if kept is not None and mark(there) == kept.written:
        return "update", ""
    rows = difflib.unified_diff(
        there.splitlines(), text.splitlines(), "din fil", "importen", lineterm="", n=1
    )
    return "edited", "\n".join(list(rows)[:200])


def put(root: Path, staged: dict[str, Path]) -> None:
    """Move staged files to where they are to lie. Raises PublisherError when the disk refuses."""
    for path, file in staged.items():
        target = root / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(file, target)
        except OSError as error:
            text = f"gick inte att skriva: {reason(error)}"
            hint = "Rätta till det och kör kommandot igen: det fortsätter där det slutade."
            raise PublisherError(Problem(path=path, text=text, hint=hint)) from None


def write_text(file: Path, text: str) -> None:
    """Write beside and rename, so that nobody meets half a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f".{file.name}.part")
    half.write_text(text, "utf-8", newline="\n")
    half.replace(file)


def save(root: Path, ledger: ImportedFiles) -> None:
    """Write the ledger, its lines in order."""
    rows = (
        json.dumps(
            {"source": source, "id": id_, "path": kept.path, "written": kept.written},
            ensure_ascii=False,
        )
        for (source, id_), kept in sorted(ledger.lines.items())
    )
    write_text(root / LEDGER, "".join(f"{row}\n" for row in rows))


def add(file: Path, rows: str) -> None:
    """Add rows to the end of a file, which may not be there yet."""
    before = file.read_text("utf-8").rstrip("\n") + "\n\n" if file.is_file() else ""
    write_text(file, before + rows)
