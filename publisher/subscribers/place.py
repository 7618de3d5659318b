"""Where the store lies: the settings' `at:`, or what the system keeps for its user's programs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from publisher.config import Config
from publisher.problems import Problem, PublisherError
from publisher.subscribers.database.connection import SERVER

_FILE = "subscribers.sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePlace:
    """`database` is a path or a server's address; `folder` has keys, marker, spool and letters.

    With `host` (`user@host` and maybe a port) both are on another machine, and opened there over
    ssh.
    """

    database: str = field(repr=False)  # there may be a password in it
    folder: Path
    host: str = ""
    port: int = 0

    @property
    def on_server(self) -> bool:
        """Whether it is PostgreSQL."""
        return self.database.startswith(SERVER)


def place_of(config: Config) -> StorePlace:
    """Where the store lies. Raises PublisherError if that is in the publication's own folder."""
    at = config.people.at
    if at.startswith(SERVER):
        return StorePlace(database=at, folder=_own_folder(config))
    if at.startswith("ssh://"):
        return _remote(at)
    file = (config.root / Path(at).expanduser()).resolve() if at else _own_folder(config) / _FILE
    if at.endswith("/") or file.is_dir():
        file /= _FILE
    _outside(file, config)
    return StorePlace(database=str(file), folder=file.parent)


def _own_folder(config: Config) -> Path:
    """For this publication alone, by the host it first had, as ids are."""
    from platformdirs import user_data_path

    name = re.sub(r"[^a-z0-9.-]", "-", (config.first_host or config.host).lower()) or "localhost"
    return user_data_path("publisher", appauthor=False) / name


def others_beside(place: StorePlace) -> tuple[str, ...]:
    """Other publications' stores, where this one's is not there yet and lies where the system says.

    Each is named after its site's host: an address that was an example at first, or has changed
    since, would make the readers look lost.
    """
    from platformdirs import user_data_path

    beside = user_data_path("publisher", appauthor=False)
    if place.host or place.on_server or Path(place.database).exists():
        return ()
    if place.folder.parent != beside:
        return ()
    return tuple(sorted(each.parent.name for each in beside.glob(f"*/{_FILE}")))


def _remote(at: str) -> StorePlace:
    parts = urlsplit(at)
    host = f"{parts.username}@{parts.hostname}" if parts.username else parts.hostname or ""
    file = Path(parts.path)
    if at.endswith("/"):
        file /= _FILE
    return StorePlace(database=str(file), folder=file.parent, host=host, port=parts.port or 0)


def _outside(file: Path, config: Config) -> None:
    """All that lies in a publication's folder is read by builds, kept in git, maybe put out."""
    if file.resolve().is_relative_to(config.root.resolve()):
        text = "registret över prenumeranter skulle ligga i publikationens mapp"
        hint = "Där läggs det lätt ut eller in i git. Skriv en plats utanför mappen på raden "
        hint += "at: under subscribers:, eller ta bort raden."
        raise PublisherError(Problem(path=config.file, text=text, hint=hint))
