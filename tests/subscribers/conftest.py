"""A store on each of the two databases (whoever asks for `store` is tried on both), and a service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from readers import Hands
from service_program import Made, settings
from sign_up import Service, serving
from smtp_server import Scripted, scripted

from publisher.subscribers import PeopleStore, StorePlace, open_store
from publisher.subscribers.database import opened

if TYPE_CHECKING:
    from postgres_server import PostgresServer


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture(scope="session")
def tables(postgres: PostgresServer) -> str:
    """A database with our tables and nothing in them, which others are copied from."""
    place = postgres.database()
    with opened(place):
        pass
    return place.rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> StorePlace:
    folder = tmp_path / "register"
    if request.param == "sqlite":
        return StorePlace(database=str(folder / "subscribers.sqlite"), folder=folder)
    server = request.getfixturevalue("postgres")
    return StorePlace(database=server.database(request.getfixturevalue("tables")), folder=folder)


@pytest.fixture
def store(place: StorePlace, hands: Hands) -> Iterator[PeopleStore]:
    with open_store(place, now=hands) as opened_:
        yield opened_


@pytest.fixture
def sqlite_place(tmp_path: Path) -> StorePlace:
    folder = tmp_path / "register"
    return StorePlace(database=str(folder / "subscribers.sqlite"), folder=folder)


@pytest.fixture
def sqlite_store(sqlite_place: StorePlace, hands: Hands) -> Iterator[PeopleStore]:
    with open_store(sqlite_place, now=hands) as opened_:
        yield opened_


Written = Callable[[str, str | bytes], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """A function that writes a file to import, and gives its path."""

    def write(name: str, data: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """A function that starts a service with its own store, and whatever `serving` may be told."""
    with ExitStack() as ending:
        count = iter(range(100))

        def start(**more: object) -> Service:
            return ending.enter_context(serving(tmp_path / f"s{next(count)}", **more))  # type: ignore[arg-type]

        yield start


@pytest.fixture
def here(service: Callable[..., Service]) -> Service:
    """A service as it comes."""
    return service()


@pytest.fixture
def post() -> Iterator[Scripted]:
    with scripted() as server:
        yield server


@pytest.fixture
def made(publication: Callable[..., Path], tmp_path: Path) -> Made:
    """A publication with a service, and the folder of its store, with keys."""

    def make(smtp: int, hourly: int = 60) -> tuple[Path, Path]:
        folder = tmp_path / "readers"
        at = folder / "subscribers.sqlite"
        root = publication({"mkdocs.yml": settings(smtp, at, hourly)})
        with open_store(StorePlace(database=str(at), folder=folder)):
            pass
        return root, folder

    return make
