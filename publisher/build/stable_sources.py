"""Whether any source file changed while a build read it; if one did, the build begins anew.

Hash and use of a file are many readings apart, by many libraries. So every file is looked at again
before anything is kept or put in place: what has another stamp was changed under way, also when it
was changed back, and then all that was learnt meanwhile is forgotten and the work begins anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import sleep, time_ns
from typing import TypeVar

from publisher.build import freshness
from publisher.engine.scan import MovedError, Scan
from publisher.engine.state import State, StateDamagedError
from publisher.problems import Problem, PublisherError

T = TypeVar("T")

_TRIES = 5


def steadily(root: Path, file: str, state: State, step: Callable[[Scan], T]) -> T:
    """What `step` makes of the files on disk, begun anew when any of them is changed meanwhile.

    What it raises then is not its fault: a file may have been there by half, or gone.
    """
    path = ""
    for _ in range(_TRIES):
        found = freshness.look(root, file)
        try:
            freshness.same_program(state)
            state.sure = lambda found=found: sure(found, root, file)
            return step(found)
        except StateDamagedError:
            state.discard()
        except Exception as error:  # our own bugs too go on below, when nothing has moved
            state.sure = None
            state.rollback()
            path = str(error) if isinstance(error, MovedError) else _moved(found, root, file)
            if not path:
                raise
        finally:
            state.sure = None
    text = "filer ändras hela tiden medan programmet läser dem"
    hint = "Vänta tills det som skriver till dem är klart, och kör kommandot igen."
    raise PublisherError(Problem(path=path, text=text, hint=hint))


def sure(found: Scan, root: Path, file: str) -> None:
    """Raise MovedError when the files no longer lie as they were found."""
    if path := _moved(found, root, file):
        raise MovedError(path)


def settle(found: Scan) -> None:
    """Wait until any later change of a file can be told from what was found: a few milliseconds."""
    if (seconds := found.wait(time_ns())) > 0:
        sleep(seconds)


def _moved(found: Scan, root: Path, file: str) -> str:
    return found.moved(freshness.look(root, file))
