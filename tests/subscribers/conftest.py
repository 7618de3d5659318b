"""The sign-up service that a room's tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sign_up import Service, serving


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
