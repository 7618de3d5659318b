"""What a host that takes SFTP refuses, in Swedish, with the next step."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING

import asyncssh

from publisher.deploy.targets.store import Cut
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from publisher.deploy.targets.sftp import SftpSettings

_AGAIN = "Rätta till det och kör publisher deploy igen, så görs resten."
_FULL = (asyncssh.SFTPNoSpaceOnFilesystem, asyncssh.SFTPQuotaExceeded)
_GONE = (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, asyncssh.DisconnectError)
_LOGIN = (
    "Lägg din nyckel i ssh-agenten (ssh-add), skriv vilken fil den ligger i som identity:, eller "
    "be värden lägga in den."
)


def not_let_in(error: Exception, host: SftpSettings) -> PublisherError | Cut:
    """The error to raise when the connection could not be made."""
    if isinstance(error, asyncssh.HostKeyNotVerifiable | asyncssh.KeyExchangeFailed):
        return PublisherError(_unknown_host(host))
    if refusal := _understood(error, host):
        return _refusal(host, *refusal)
    text = "det går inte att nå värden, eller så bröts förbindelsen"
    hint = "Se efter nätet, host: och port:, och kör publisher deploy igen."
    return Cut(Problem(path=host.shown, text=text, hint=hint))


def _understood(error: Exception, host: SftpSettings) -> tuple[str, str] | None:
    """Why, and the next step; None when trying again may help."""
    if isinstance(error, asyncssh.PermissionDenied):
        user = f" för {host.user}" if host.user else ""
        return f"värden släpper inte in dig: ingen nyckel gäller{user}", _LOGIN
    if isinstance(error, asyncssh.KeyImportError | asyncssh.KeyEncryptionError):
        text = "nyckeln går inte att läsa, eller har ett eget lösenord"
        return text, "Lägg den i ssh-agenten: ssh-add, och ta bort identity:."
    if isinstance(error, asyncssh.ChannelOpenError | asyncssh.SFTPError):
        return "värden erbjuder inte SFTP", "Fråga värden om det, eller pröva kind: rsync."
    if isinstance(error, FileNotFoundError | PermissionError) and host.identity:
        text = f"nyckelfilen {Path(host.identity).name} går inte att läsa"
        return text, "Rätta identity: i inställningarna."
    if isinstance(error, socket.gaierror):
        return f"värden ”{host.host}” finns inte", "Rätta host:, eller se efter nätet."
    return None


def failed(error: Exception, shown: str, *, full: bool = False) -> PublisherError | Cut:
    """The error to raise when something could not be done with one file; `shown` names it."""
    if isinstance(error, _GONE) or not isinstance(error, asyncssh.SFTPError):
        hint = "Kör publisher deploy igen, så görs resten."
        return Cut(Problem(path=shown, text="förbindelsen bröts", hint=hint))
    if full or isinstance(error, _FULL):
        hint = "Skaffa mer utrymme eller städa där, och kör publisher deploy igen, så görs resten."
        return PublisherError(Problem(path=shown, text="disken hos värden är full", hint=hint))
    if isinstance(error, asyncssh.SFTPPermissionDenied | asyncssh.SFTPWriteProtect):
        text = "du saknar rättighet att ändra där"
    elif isinstance(error, asyncssh.SFTPNoSuchFile | asyncssh.SFTPNoSuchPath):
        text = "försvann medan utläggningen pågick"
    else:
        text = "värden vägrade, utan att säga varför (disken kan vara full)"
    return PublisherError(Problem(path=shown, text=text, hint=_AGAIN))


def _refusal(host: SftpSettings, text: str, hint: str) -> PublisherError:
    return PublisherError(Problem(path=host.shown, text=text, hint=hint))


def _unknown_host(host: SftpSettings) -> Problem:
    name = host.host if host.port == 22 else f"[{host.host}]:{host.port}"  # noqa: PLR2004
    if _is_known(host):
        text = (
            "värden har en annan nyckel än förut: det kan vara någon som utger sig för att vara den"
        )
        hint = (
            "Lägg inte ut något förrän du vet. Har värden bytt nyckel: ta bort den gamla med "
            f"ssh-keygen -R ”{name}” och logga in en gång med sftp för att godta den nya."
        )
    else:
        text = "värdens nyckel är inte känd här"
        hint = (
            f"Logga in en gång med sftp {f'-P {host.port} ' if name != host.host else ''}"
            f"{host.host}, jämför nyckeln med den som värden har gett dig, och godta den."
        )
    return Problem(path=host.shown, text=text, hint=hint)


def _is_known(host: SftpSettings) -> bool:
    if not Path(host.known_hosts).is_file():
        return False
    found = asyncssh.match_known_hosts(host.known_hosts, host.host, "", host.port)
    return any(found)
