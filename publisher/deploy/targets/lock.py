"""Two people never deploy to one target at once: a lock at the target says who does, since when.

How a lock is put there, whole and only where none is, every target knows for itself: exclusive
create, conditional put, mkdir. What it says and whether it still holds is told here. How old a lock
is must be asked of the target's own clock (when it was last written against what the target says
the time is), since the clocks of two deployers may differ by hours.
"""

from __future__ import annotations

import json
import os
import socket
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from getpass import getuser
from hashlib import sha256
from pathlib import Path

import msgspec

from publisher.problems import Problem, PublisherError
from publisher.swedish import STOCKHOLM, day
from publisher.system.platform import runs

NAME = ".publisher-lock.json"
STALE = timedelta(minutes=30)
"""A lock that has not been written for so long was left by a run that is no more."""
TORN = timedelta(minutes=2)
"""…and one without a word in it, sooner: whoever made it was cut off before they could write."""
RENEW = timedelta(minutes=5)
"""How often a long deploy must write its lock anew."""
_MAX_TEXT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Who deploys: `anna@dator`, since when (ISO), which build, and which process of which place.

    `place` is a hash, for a lock may be fetched by anybody while it lies there. With it, whoever
    lost the connection in the middle knows their own lock again and need not wait.
    """

    who: str
    since: str
    id: str = ""
    place: str = ""
    process: int = 0

    @property
    def data(self) -> bytes:
        """The bytes that lie at the target."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()


def mine(build: str, root: Path) -> Lock:
    """A lock for this process, which is about to put out `build` from the folder `root`.

    It tells this very moment, whatever hour the deploy itself was asked to note.
    """
    host = socket.gethostname()
    place = sha256(f"{host}\0{uuid.getnode()}\0{root.resolve()}".encode()).hexdigest()[:16]
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return Lock(who=f"{_user()}@{host}", since=since, id=build, place=place, process=os.getpid())


def read(data: bytes) -> Lock | None:
    """The lock that these bytes are, or None when they are none: torn, or written by others."""
    try:
        return msgspec.json.decode(data, type=Lock)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def require_free(data: bytes, age: timedelta, own: Lock, shown: str) -> None:
    """Return when the lock that lies there may be replaced; else raise PublisherError.

    `age` is how long ago it was written by the target's clock; `shown` names the target. It may be
    replaced when it is stale, and when this machine wrote it in a process that is no more.
    """
    found = read(data)
    if age >= (STALE if data.strip() else TORN) or (found and _left_by_us(found, own)):
        return
    raise PublisherError(refusal(found, shown))


def refusal(found: Lock | None, shown: str) -> Problem:
    """Why a second deploy is refused; `found` is None when it cannot be told whose lock it is."""
    who = _plain(found.who) if found else "någon"
    text = f"{who} lägger ut just nu{_since(found)}"
    hint = (
        "Vänta tills det är klart och kör publisher deploy igen. Är du säker på att det har "
        "avbrutits: publisher deploy --break-lock"
    )
    return Problem(path=shown, text=text, hint=hint)


def lost(shown: str) -> Problem:
    """The lock was taken from us while we held it."""
    text = "någon annan har tagit över utläggningen medan den pågick"
    hint = "Hör efter vem, och kör publisher deploy igen när den andra är klar."
    return Problem(path=shown, text=text, hint=hint)


def overtaken(shown: str) -> Problem:
    """Somebody has deployed since the plan was made."""
    text, hint = "någon annan har lagt ut medan du höll på", "Kör publisher deploy igen."
    return Problem(path=shown, text=text, hint=hint)


def _since(found: Lock | None) -> str:
    try:
        moment = datetime.fromisoformat(found.since) if found else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        return ""
    return f", sedan {day(moment)} kl. {moment.astimezone(STOCKHOLM):%H.%M}"


def _plain(text: str) -> str:
    """What others wrote, fit for a terminal."""
    return "".join(each for each in text if each.isprintable())[:_MAX_TEXT]


def _left_by_us(found: Lock, own: Lock) -> bool:
    if (found.who, found.place) != (own.who, own.place):
        return False
    return found.process == own.process or not runs(found.process)


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError):  # a container whose user has no name
        return "okänd"
