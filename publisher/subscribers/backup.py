"""The store as one file, with its keys, and back: what people have said since the copy still holds.

The database is copied by SQLite's own means (`VACUUM INTO`, and its backup interface the other
way), so that nobody need stop. A copy is a zip whose first entry says what it is: by it the leak
guard knows it.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.problems import Problem, PublisherError, reason, remedy
from publisher.subscribers import marker
from publisher.subscribers.database import DatabaseDamagedError, Row, opened
from publisher.subscribers.database.dumping import dumped, loaded
from publisher.subscribers.database.migrations import newest, version
from publisher.subscribers.database.sqlite import noted, overwritten, whole
from publisher.subscribers.keys import KeyRing, merged
from publisher.subscribers.people import forget, leave, suppress
from publisher.subscribers.place import StorePlace
from publisher.subscribers.store import PeopleStore, open_store
from publisher.subscribers.times import Clock, clock, stamp

MARK = "publisher-people"
"""The first entry's name, which stands in a zip's first 64 bytes."""
_DATABASE = "subscribers.sqlite"
_DUMP = "subscribers.dump"
_FORM = "form"
_FOLDERS = ("editions", "spool")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was done beside laying the copy back."""

    made: str
    """When the copy was made."""
    kept: Path | None
    """Where what was there before is kept."""
    said_since: int
    """How many who had left, been suppressed or been forgotten since, and still are."""
    laid_back: marker.LaidBack | None


def back_up(store: PeopleStore, target: Path) -> None:
    """A copy of all there is, for its owner only. Raises PublisherError, also if it exists."""
    with _told(target), TemporaryDirectory(dir=store.folder, prefix=".copy-") as folder:
        copy = Path(folder) / (_DATABASE if store.database.dialect == "sqlite" else _DUMP)
        os.close(os.open(copy, os.O_WRONLY | os.O_CREAT, 0o600))
        if copy.name == _DUMP:
            dumped(store.place.database, copy)
        else:
            store.database.backup(copy)
            # Whoever opens it knows that others may have gone on since.
            noted(copy, marker.COPIED, store.stamp())
        opened_ = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(opened_, "w+b") as file:
                _packed(file, copy, store)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            target.unlink(missing_ok=True)
            raise


def _packed(file: object, copy: Path, store: PeopleStore) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:  # type: ignore[call-overload]
        pack.writestr(zipfile.ZipInfo(MARK), store.stamp())
        pack.writestr(zipfile.ZipInfo(_FORM), str(version(store.database)))
        pack.write(store.folder / KeyRing.FILE, KeyRing.FILE)
        pack.write(copy, copy.name)
        for folder in _FOLDERS:
            for each in sorted((store.folder / folder).glob("*")):
                pack.write(each, f"{folder}/{each.name}")


def restore(place: StorePlace, source: Path, *, now: Clock = clock) -> Restored:
    """Lay a copy back, and say what that means. Raises PublisherError before anything is changed.

    Whoever has left, been suppressed or been forgotten since the copy was made stays so, as far
    as what is there now can still be read; it is kept beside as a copy of its own. With SQLite that
    copy has all that anybody has written until the other takes its place.
    """
    with _told(source), TemporaryDirectory(prefix="publisher-") as scratch:
        copy = Path(scratch) / (_DUMP if place.on_server else _DATABASE)
        made, keys = _unpacked(source, copy)
        if not place.on_server:
            with opened(copy, now=now) as database:  # an older copy is brought up to date
                marker.halted(database)
        merged(place.folder, keys, now=now)
        kept, said = _replaced(place, copy, now)
        for folder in _FOLDERS:
            _moved(Path(scratch) / folder, place.folder / folder)
    if place.on_server:
        _noted_there(place, made)
    with open_store(place, now=now) as store:
        count = sum(_said_again(store, row) for row in said)
        return Restored(made=made, kept=kept, said_since=count, laid_back=store.laid_back)


def _noted_there(place: StorePlace, made: str) -> None:
    """A dump cannot say of itself that it is one, as a file of SQLite can."""
    with opened(place.database) as database, database.write():
        marker.halted(database)
        sql = "INSERT INTO meta (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING"
        database.run(sql, name=marker.COPIED, value=made)


def _unpacked(source: Path, copy: Path) -> tuple[str, str]:
    """When it was made and its keys, after a look that all of it is whole and of our kind."""
    try:
        with zipfile.ZipFile(source) as pack:
            names = pack.namelist()
            if names[:1] == [MARK] and pack.testzip() is None:
                _fits(source, copy.name in names, int(pack.read(_FORM)))
                pack.extractall(copy.parent, [name for name in names[1:] if _known(name)])
                made, keys = pack.read(MARK).decode(), pack.read(KeyRing.FILE).decode()
                if json.loads(keys)["keys"] and (copy.name == _DUMP or whole(copy)):
                    return made, keys
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError):
        pass  # told below, as whatever else is no copy of ours
    text = "filen är ingen hel säkerhetskopia av prenumeranter"
    hint = "Ta en annan kopia. Ingenting har ändrats."
    raise PublisherError(Problem(path=str(source), text=text, hint=hint))


def _fits(source: Path, right_kind: bool, form: int) -> None:  # noqa: FBT001 (said by name above)
    if form > newest():
        text = "säkerhetskopian är gjord av en nyare version av publisher"
        hint = "Uppgradera publisher på den här datorn. Ingenting har ändrats."
        raise PublisherError(Problem(path=str(source), text=text, hint=hint))
    if not right_kind:
        text = "kopian är av en annan sorts databas än registret som inställningarna pekar på"
        hint = "En kopia läggs tillbaka där den togs: i SQLite eller i PostgreSQL. Se at: under "
        hint += "subscribers:. Ingenting har ändrats."
        raise PublisherError(Problem(path=str(source), text=text, hint=hint))


def _known(name: str) -> bool:
    """Names that we write; no other way out of the folder."""
    folder, _, file = name.rpartition("/")
    return name in {_DATABASE, _DUMP, KeyRing.FILE} or (
        folder in _FOLDERS and file not in {"", ".", ".."}
    )


def _replaced(place: StorePlace, copy: Path, now: Clock) -> tuple[Path | None, list[Row]]:
    """A copy of what was replaced, and who had said no; of what was damaged, the bare file."""
    if place.on_server:
        found = _kept(place, now)
        loaded(place.database, copy)
        return found
    file, at = Path(place.database), _now_in_names(now)
    kept: list[tuple[Path | None, list[Row]]] = []
    try:
        if file.exists():
            with open_store(place, now=now):
                pass  # brought up to date, so that nobody has to write in it while it is held
            overwritten(file, copy, held=lambda: kept.append(_kept(place, now)))
            return kept[0]
        overwritten(file, copy)
    except DatabaseDamagedError:
        aside = place.folder / f"before-restore-{at}.sqlite"
        file.replace(aside)
        for ending in ("-wal", "-shm"):
            if (beside := file.with_name(file.name + ending)).exists():
                beside.replace(aside.with_name(aside.name + ending))
        overwritten(file, copy)
        return aside, []
    return None, []


def _kept(place: StorePlace, now: Clock) -> tuple[Path | None, list[Row]]:
    with open_store(place, now=now) as store:
        target = place.folder / f"before-restore-{_now_in_names(now)}.zip"
        back_up(store, target)
        return target, _said(store)


def _now_in_names(now: Clock) -> str:
    return stamp(now()).replace(":", "").replace(".", "")


def _said(store: PeopleStore) -> list[Row]:
    """Everybody who must not be written to, by hash."""
    return store.database.rows(
        "SELECT address_hash, list, reason FROM suppression WHERE lifted IS NULL "
        "UNION ALL SELECT p.address_hash, s.list, '' FROM subscription s "
        "JOIN person p ON p.id = s.person WHERE s.state = 'left'"
    )


def _said_again(store: PeopleStore, row: Row) -> bool:
    """The same in what was laid back; whether it was not known there."""
    hash_ = row["address_hash"]
    person = store.database.one("SELECT id FROM person WHERE address_hash = :h", h=hash_)
    if row["reason"] == "forgotten" and person is not None:
        return forget(store, person)
    if row["reason"]:
        return suppress(store, hash_, row["list"], row["reason"])
    return person is not None and leave(store, person, row["list"], "restored") > 0


def _moved(source: Path, target: Path) -> None:
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        for each in source.iterdir():
            if not (target / each.name).exists():
                opened = os.open(target / each.name, os.O_WRONLY | os.O_CREAT, 0o600)
                with os.fdopen(opened, "wb") as out:
                    out.write(each.read_bytes())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        hint = remedy(error)
        if isinstance(error, FileExistsError):
            hint = "Välj ett annat namn: det som ligger där skrivs inte över."
        text = f"säkerhetskopian går inte att läsa eller skriva ({reason(error)})"
        raise PublisherError(Problem(path=str(path), text=text, hint=hint)) from None
