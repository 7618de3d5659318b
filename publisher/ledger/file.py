"""The ledger's file: read with every fault found, added to whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

import msgspec

from publisher.ledger.letter_pictures import PICTURE, prefix
from publisher.ledger.lists import LIST, list_id
from publisher.ledger.values import Ledger, LedgerLine, due, gather, hour_after, utc
from publisher.problems import Problem, PublisherError, did_you_mean, faults, reason
from publisher.system.disk import ordinary

FILE = "feeds/ledger.jsonl"
_MARKERS = (b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>")


def read(root: Path) -> tuple[Ledger, tuple[Problem, ...]]:
    """The ledger of a publication, empty when it has none yet, and what is wrong with its file."""
    ledger, problems = _lines(root)
    return ledger, (*problems, *_shared_guids(ledger.lines, root / FILE))


def _lines(root: Path) -> tuple[Ledger, tuple[Problem, ...]]:
    """As `read`, without a look at what the lines say together."""
    try:
        data = ordinary(root / FILE).read_bytes()
    except FileNotFoundError:
        return Ledger(), ()
    except OSError as error:
        return Ledger(), (_fault(None, f"går inte att läsa ({reason(error)})", ""),)
    if data and not data.endswith(b"\n"):
        lines = data.count(b"\n") + 1
        hint = "Ta tillbaka filen ur git, eller ta bort den sista raden och kör publisher deploy."
        return Ledger(), (_fault(lines, "den sista raden är avklippt", hint),)
    records, problems = _records(data)
    return gather(records), problems


def append(root: Path, records: Iterable[LedgerLine]) -> tuple[LedgerLine, ...]:
    """Add what is new or changed, whole or not at all, and tell what that was.

    An id keeps the hour it was first published. Raises PublisherError when the file is damaged or
    cannot be written.
    """
    ledger, problems = read(root)
    if fatal := faults(problems):
        raise PublisherError(fatal)
    new = due(ledger, records)
    if new:
        _add(root, "".join(record.line for record in new))
    return new


def accept(root: Path, id_: str, now: datetime) -> None:
    """Release what was promised of an id: it may be gone, or have another sound file.

    With an entry, the pictures of its letter are released too; `bild:<id>` releases them alone.
    `lista:/taggar/` releases all lists below that address, and a podcast's feed its page.

    Should the entry still be there, the next deploy promises it anew. Raises PublisherError on an
    unknown id. Two ids with one GUID are no hindrance: this is the way out of that.
    """
    ledger, problems = _lines(root)
    if fatal := faults(problems):
        raise PublisherError(fatal)
    ids = [id_] if ledger.record(id_) else []
    ids += (known for known in _belonging(ledger, id_) if known not in ids)
    if not ids:
        promised = [known for known, record in ledger.records.items() if not record.withdrawn]
        hint = f"{did_you_mean(id_, promised)}Felmeddelandet från publisher build nämner rätt id."
        raise PublisherError(_fault(None, f"här finns inget löfte om ”{id_}”", hint))
    at = utc(now)
    lines = (LedgerLine(id=id_, at=hour_after(ledger, id_, at), withdrawn=True) for id_ in ids)
    _add(root, "".join(record.line for record in lines))


def _belonging(ledger: Ledger, id_: str) -> list[str]:
    """The ids of what goes with this one: pictures of its letter, lists below it, its page."""
    starts = {PICTURE: prefix(id_.removeprefix("bild:"))}
    if id_.startswith("feed:"):
        starts[LIST] = list_id(f"/podd/{id_.removeprefix('feed:')}/")
    elif id_.startswith(list_id("/")) and id_.endswith("/"):
        starts[LIST] = id_
    own = ledger.record(id_)
    lies = own.url if own is not None and own.kind == LIST else None
    return [
        known
        for known, record in ledger.records.items()
        if not record.withdrawn
        and record.kind in starts
        # Lists that were called something else earlier go with the one they went on as.
        and (known.startswith(starts[record.kind]) or record.url == lies)
    ]


def _records(data: bytes) -> tuple[list[LedgerLine], tuple[Problem, ...]]:
    try:
        records = msgspec.json.Decoder(LedgerLine).decode_lines(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _one_by_one(data)
    if all(record.whole for record in records) and len(set(records)) == len(records):
        return records, ()
    return _one_by_one(data)


def _one_by_one(data: bytes) -> tuple[list[LedgerLine], tuple[Problem, ...]]:
    """The slow way, when something is wrong: which line, and what."""
    records: list[LedgerLine] = []
    problems: list[Problem] = []
    seen: dict[LedgerLine, int] = {}
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


def _decoded(line: bytes) -> LedgerLine | None:
    try:
        record = msgspec.json.decode(line, type=LedgerLine)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return record if record.whole else None


def _shared_guids(records: Iterable[LedgerLine], file: Path) -> Iterator[Problem]:
    """Two ids with one GUID: an app would show one of the two. A withdrawn id gives up its own."""
    claims: dict[str, list[LedgerLine]] = {}
    for record in records:
        if record.withdrawn:
            claims.pop(record.id, None)
        else:
            claims.setdefault(record.id, []).append(record)
    owners: dict[str, str] = {}
    for record in chain.from_iterable(claims.values()):
        if (owner := owners.setdefault(record.guid, record.id)) != record.id:
            text = f"”{owner}” och ”{record.id}” har samma guid ”{record.guid}”"
            hint = "Har två lagt ut samma text, dra tillbaka den ena: "
            hint += f"publisher ledger accept {record.id}"
            yield _fault(_line_of(record, file), text, hint)


def _line_of(record: LedgerLine, file: Path) -> int | None:
    lines = enumerate(file.read_bytes().splitlines(), start=1)
    return next((number for number, line in lines if _decoded(line) == record), None)


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
