"""The state of a publication's build, opened by one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from publisher.build.disk_errors import refusals
from publisher.build.freshness import CACHE
from publisher.engine.state import HeldError, State, StateDamagedError, held
from publisher.problems import Problem, PublisherError

_ANEW = "Kör publisher build: då byggs allt från grunden, och inget har gått förlorat."


@contextmanager
def opened(root: Path, home: Path) -> Iterator[State]:
    """What is remembered of the build in `home`, for as long as nobody else builds there.

    Raises BusyError while somebody does, PublisherError for what the disk refuses; `root` is the
    publication, which places are told from.
    """
    with _alone(root, home), _state(root, home) as state:
        yield state


@contextmanager
def _state(root: Path, home: Path) -> Iterator[State]:
    """The state, and a Swedish sentence for whatever the disk refuses while it is open.

    Whoever cannot begin anew without it is told that it was damaged; then it is no more.
    """
    with refusals(root):
        state = State(home / CACHE)
        try:
            yield state
        except StateDamagedError as error:
            state.discard()
            text = "det som programmet minns av det senaste bygget var skadat, och är bortkastat"
            raise PublisherError(Problem(path=CACHE, text=text, hint=_ANEW)) from error
        finally:
            state.close()


class BusyError(PublisherError):
    """Another build of the same publication is under way; it will be over soon."""


@contextmanager
def _alone(root: Path, home: Path) -> Iterator[None]:
    """Refuse to work while another build of the same publication does."""
    with ExitStack() as holding:
        with refusals(root):
            cache = home / CACHE
            cache.mkdir(parents=home != root, exist_ok=True)
            try:
                holding.enter_context(held(cache / "lock"))
            except HeldError as error:
                text = "ett annat bygge pågår redan i den här mappen"
                hint = "Vänta tills det är klart och försök igen."
                raise BusyError(Problem(path="", text=text, hint=hint)) from error
        yield
