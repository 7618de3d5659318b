"""Messages from where they lie: a mailbox over IMAP, or a Maildir. They are moved, never deleted.

Each is handed on, and moved to the folder of those that are done only when whoever took it says so:
a run that is cut off reads the rest the next time. What a person wrote stays where it is.
"""

from __future__ import annotations

import contextlib
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from publisher.problems import Problem, PublisherError, reason, remedy
from publisher.sending.returns.reading import LONGEST

if TYPE_CHECKING:
    import imaplib

_LEFT = "PublisherLeft"
"""A mark on what was read and left: it is not fetched again."""
_PATIENCE = 60
_MOST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxAccess:
    """A mailbox over IMAP: the `folder` that is read, and where what is `done` is moved to."""

    host: str
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str = ""
    password: str = field(default="", repr=False)
    trust: str = ""
    folder: str = "INBOX"
    done: str = "Behandlade"


@dataclass(frozen=True, slots=True)
class FetchedMessage:
    """A message, and what to call when it is dealt with: moved, or left where it is."""

    data: bytes
    moved: Callable[[], None]
    left: Callable[[], None]


def from_maildir(folder: Path, done: str = "Behandlade") -> Iterator[FetchedMessage]:
    """All messages of a Maildir, the oldest name first. Raises PublisherError: it is none."""
    if not (folder / "new").is_dir() or not (folder / "cur").is_dir():
        text = f"{folder} är ingen Maildir"
        hint = "En Maildir har mapparna new, cur och tmp. Peka ut mappen som de ligger i."
        raise PublisherError(Problem(path="", text=text, hint=hint))
    try:
        files = sorted(
            path for name in ("new", "cur") for path in (folder / name).iterdir() if path.is_file()
        )
        for path in files[:_MOST]:
            with path.open("rb") as file:
                data = file.read(LONGEST)
            yield FetchedMessage(data, _mover(path, folder / f".{done}"), _nothing)
    except OSError as error:
        text = f"brevlådan {folder} kan inte läsas: {reason(error)}"
        raise PublisherError(Problem(path="", text=text, hint=remedy(error))) from error


def _mover(path: Path, target: Path) -> Callable[[], None]:
    def move() -> None:
        name = path.name if ":2," in path.name else f"{path.name}:2,S"
        try:
            for each in ("tmp", "new", "cur"):
                (target / each).mkdir(parents=True, exist_ok=True)
            (target / "maildirfolder").touch()
            path.rename(target / "cur" / name)
        except OSError as error:
            text = f"brev i {path.parent} kan inte flyttas till {target}: {reason(error)}"
            raise PublisherError(Problem(path="", text=text, hint=remedy(error))) from error

    return move


def _nothing() -> None:
    pass


def from_imap(access: MailboxAccess) -> Iterator[FetchedMessage]:
    """All messages of a mailbox that were not read and left before, the oldest first.

    Raises PublisherError: no connection, a wrong password, a folder that is not there.
    """
    import imaplib

    try:
        with _logged_in(access) as imap:
            yield from _messages(imap, access)
    except (imaplib.IMAP4.error, ssl.SSLError, OSError, EOFError) as error:
        raise _refused(access, error) from error


def _messages(imap: imaplib.IMAP4, access: MailboxAccess) -> Iterator[FetchedMessage]:
    marks = _opened(imap, access)
    done = _folder_of_done(imap, access)
    wanted = ["UNDELETED", *(["UNKEYWORD", _LEFT] if marks else [])]
    found = _answer(imap.uid("SEARCH", *wanted))
    uids = found[0].split() if found and isinstance(found[0], bytes) else []
    for uid in uids[:_MOST]:
        if not uid.isdigit():  # no answer of a mailbox's
            continue
        number = uid.decode("ascii")
        rows = _answer(imap.uid("FETCH", number, f"(BODY.PEEK[]<0.{LONGEST}>)"))
        data = next((row[1] for row in rows if isinstance(row, tuple)), None)
        if data is None:  # moved by somebody else meanwhile
            continue
        yield FetchedMessage(
            data,
            _told(access, partial(_move, imap, number, done)),
            _told(access, partial(_mark, imap, number)) if marks else _nothing,
        )


def _told(access: MailboxAccess, act: Callable[[], None]) -> Callable[[], None]:
    """The same, with what goes wrong told in Swedish, as it is while messages are fetched."""
    import imaplib

    def acted() -> None:
        try:
            act()
        except (imaplib.IMAP4.error, OSError, EOFError) as error:
            raise _refused(access, error) from error

    return acted


def _opened(imap: imaplib.IMAP4, access: MailboxAccess) -> bool:
    """Whether messages can be given a mark of ours."""
    _answer(imap.select(f'"{access.folder}"'))
    allowed = imap.response("PERMANENTFLAGS")[1]
    return any(rb"\*" in (row or b"") for row in allowed or [])


def _folder_of_done(imap: imaplib.IMAP4, access: MailboxAccess) -> str:
    """Its name there: some servers have every folder below INBOX."""
    listed = _answer(imap.list('""', '""'))
    divider = re.search(rb'"(.)"', listed[0] if listed and isinstance(listed[0], bytes) else b"")
    below = f"INBOX{divider[1].decode('latin-1') if divider else '.'}{access.done}"
    for name in (access.done, below):
        if imap.status(f'"{name}"', "(MESSAGES)")[0] == "OK":
            return name
    for name in (access.done, below):
        if imap.create(f'"{name}"')[0] == "OK":
            return name
    text = f"mappen {access.done} går inte att göra i brevlådan hos {access.host}"
    hint = "Gör den för hand i ett e-postprogram, och kör kommandot igen."
    raise PublisherError(Problem(path="", text=text, hint=hint))


def _move(imap: imaplib.IMAP4, number: str, done: str) -> None:
    """Into the other folder; where a server cannot move, a copy goes there and it is marked."""
    # imaplib knows only what the server can do before anybody has logged in.
    able = _answer(imap.capability())[0]
    if isinstance(able, bytes) and b"MOVE" in able.upper().split():
        _answer(imap.uid("MOVE", number, f'"{done}"'))
        return
    _answer(imap.uid("COPY", number, f'"{done}"'))
    _mark(imap, number)


def _mark(imap: imaplib.IMAP4, number: str) -> None:
    _answer(imap.uid("STORE", number, "+FLAGS.SILENT", f"({_LEFT})"))


def _answer(said: tuple[str, Sequence[object]]) -> list[object]:
    """What a server answers. Raises IMAP4.error, with its own words, where that is a no."""
    import imaplib

    if said[0] != "OK":
        words = said[1][0] if said[1] else b""
        answer = words.decode("utf-8", "replace") if isinstance(words, bytes) else ""
        raise imaplib.IMAP4.error(answer)
    return list(said[1])


@contextlib.contextmanager
def _logged_in(access: MailboxAccess) -> Iterator[imaplib.IMAP4]:
    import imaplib

    from publisher.sending.returns.bounded_imap import BoundedImap, BoundedImapTls

    context = ssl.create_default_context()
    if access.trust:
        context.load_verify_locations(access.trust)
    if access.security == "tls":
        imap: BoundedImap = BoundedImapTls(access.host, access.port, context, _PATIENCE)
    else:
        imap = BoundedImap(access.host, access.port, timeout=_PATIENCE)
    try:
        if access.security == "starttls":
            imap.starttls(context)
        imap.login(access.user, access.password)
        yield imap
    finally:
        try:
            imap.logout()
        except (imaplib.IMAP4.error, OSError):  # nobody listens any more, or it never ends
            with contextlib.suppress(OSError):
                imap.shutdown()


def _refused(access: MailboxAccess, error: Exception) -> PublisherError:
    where = f"brevlådan hos {access.host}"
    words = str(error)
    if isinstance(error, ssl.SSLError):
        text = f"förbindelsen till {where} går inte att kryptera säkert: {error.reason or words}"
        hint = "Kontrollera host och port under mail: returns: i mkdocs.yml."
    elif isinstance(error, TimeoutError):
        text, hint = f"{where} svarar inte", "Försök igen om en stund."
    elif isinstance(error, OSError):
        text = f"{where} nås inte: {reason(error)}"
        hint = "Kontrollera host och port under mail: returns: i mkdocs.yml."
    elif re.search(r"auth|login|credential|password", words, re.IGNORECASE):
        text = f"{where} godtar inte namnet eller lösenordet"
        hint = "Kontrollera user och lösenordet under mail: returns: i mkdocs.yml."
    else:
        text = f"{where} svarade: {words[:200]}"
        hint = "Kontrollera mapparnas namn under mail: returns: i mkdocs.yml."
    return PublisherError(Problem(path="", text=text, hint=hint))
