"""The ledger's file: read with every fault found, added to whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import msgspec

from publisher.ledger.book import Ledger, Record, gather, utc
from publisher.problems import Problem, PublisherError, did_you_mean, reason

FILE = "feeds/ledger.jsonl"
_MARKERS = (b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>")


def read(root: Path) -> tuple[Ledger, tuple[Problem, ...]]:
    """The ledger of a publication, empty when it has none yet, and what is wrong with its file."""
    try:
        data = (root / FILE).read_bytes()
    except FileNotFoundError:
        return Ledger(), ()
    except OSError as error:
        return Ledger(), (_fault(None, f"går inte att läsa ({reason(error)})", ""),)
    if data and not data.endswith(b"\n"):
        lines = data.count(b"\n") + 1
        hint = "Ta tillbaka filen ur git, eller ta bort den sista raden och kör publisher deploy."
        return Ledger(), (_fault(lines, "den sista raden är avhuggen", hint),)
    records, problems = _records(data)
    return gather(records), (*problems, *_shared_guids(records))


def append(root: Path, records: Iterable[Record]) -> tuple[Record, ...]:
    """Add what is new or changed, whole or not at all, and tell what that was.

    An id keeps the hour it was first published. Raises PublisherError when the file is damaged or
    cannot be written.
    """
    ledger, problems = read(root)
    if fatal := tuple(problem for problem in problems if problem.fatal):
        raise PublisherError(fatal)
    new: list[Record] = []
    for record in records:
        known = ledger.record(record.id)
        if known is None:
            new.append(record)
        elif not known.promises_as(record):
            new.append(replace(record, published=known.published))
    if new:
        _add(root, "".join(map(_line, new)))
    return tuple(new)


def accept(root: Path, id_: str, now: datetime) -> None:
    """Release what was promised of an id: it may be gone, or have another sound file.

    Should the entry still be there, the next deploy promises it anew. Raises PublisherError on an
    unknown id.
    """
    ledger, problems = read(root)
    if fatal := tuple(problem for problem in problems if problem.fatal):
        raise PublisherError(fatal)
    if ledger.record(id_) is None:
        promised = [known for known, record in ledger.records.items() if not record.withdrawn]
        hint = f"{did_you_mean(id_, promised)}Felmeddelandet från publisher build nämner rätt id."
        raise PublisherError(_fault(None, f"här finns inget löfte om ”{id_}”", hint))
    _add(root, _line(Record(id=id_, at=utc(now), withdrawn=True)))


def _records(data: bytes) -> tuple[list[Record], tuple[Problem, ...]]:
    try:
        records = msgspec.json.Decoder(Record).decode_lines(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _one_by_one(data)
    if all(record.whole for record in records) and len(set(records)) == len(records):
        return records, ()
    return _one_by_one(data)


def _one_by_one(data: bytes) -> tuple[list[Record], tuple[Problem, ...]]:
    """The slow way, when something is wrong: which line, and what."""
    records: list[Record] = []
    problems: list[Problem] = []
    seen: dict[Record, int] = {}
    for number, line in enumerate(data.splitlines(), start=1):
        if line.startswith(_MARKERS):
            hint = "Behåll raderna från båda sidor och ta bort markeringarna."
            problems.append(_fault(number, "en git-konflikt är inte löst", hint))
        elif line.strip():
            record = _decoded(line)
            if record is None:
                hint = "Ta tillbaka raden ur git; filen ska inte ändras för hand."
                problems.append(_fault(number, "raden är skadad", hint))
            elif (first := seen.setdefault(record, number)) != number:
                text = f"raden är densamma som rad {first}"
                problems.append(_fault(number, text, "Ta bort den ena.", fatal=False))
            else:
                records.append(record)
    return records, tuple(problems)


def _decoded(line: bytes) -> Record | None:
    try:
        record = msgspec.json.decode(line, type=Record)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return record if record.whole else None


def _shared_guids(records: Iterable[Record]) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for record in records:
        if record.guid and (owner := owners.setdefault(record.guid, record.id)) != record.id:
            text = f"”{owner}” och ”{record.id}” har samma guid ”{record.guid}”"
            yield _fault(None, text, "Ta tillbaka filen ur git; den ska inte ändras för hand.")


def _line(record: Record) -> str:
    kept = {name: value for name, value in asdict(record).items() if value}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) + "\n"


def _add(root: Path, lines: str) -> None:
    """Write the old bytes and the new beside the file, and put that in its place."""
    file = root / FILE
    partial = file.with_name(f".{file.name}.part")
    try:
        old = file.read_bytes() if file.exists() else b""
        file.parent.mkdir(exist_ok=True)
        with partial.open("wb") as out:
            out.write(old + lines.encode())
            out.flush()
            os.fsync(out.fileno())
        partial.replace(file)
    except OSError as error:
        partial.unlink(missing_ok=True)
        hint = "Rätta till det och kör publisher deploy igen; det som är utlagt ligger kvar."
        problem = _fault(None, f"gick inte att skriva: {reason(error)}", hint)
        raise PublisherError(problem) from error


def _fault(line: int | None, text: str, hint: str, *, fatal: bool = True) -> Problem:
    return Problem(path=FILE, line=line, text=text, hint=hint, fatal=fatal)
