"""Postfix and Dovecot of the test's own: on loopback, on free ports, ended by their own pids.

    with mail_server(tool) as post:
        smtplib.SMTP(HOST, post.smtp) … imaplib.IMAP4(HOST, post.imap) … post.maildir

Every letter to ADDRESS comes into one mailbox; a letter to anybody else is refused. Postfix starts
as root only.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
ADDRESS = "reader@brev.example"
PASSWORD = "hemligt"  # noqa: S105 (of a mailbox that lives for a second)
USER, GROUP = "nobody", "nogroup"

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file_prefixes = {folder}
maillog_file = {folder}/postfix.log
myhostname = post.brev.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
default_transport = error:nothing leaves this machine
virtual_mailbox_domains = brev.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ {{ reader@brev.example = Maildir/ }} }}
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
"""
_MASTER = """\
127.0.0.1:{smtp} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""
_DOVECOT = """\
protocols = imap
base_dir = {folder}/dovecot
listen = 127.0.0.1
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{folder}/mail/Maildir
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where letters are left and fetched; `maildir` is the mailbox as files."""

    smtp: int
    imap: int
    maildir: Path
    log: Path


@contextlib.contextmanager
def mail_server(tool: Callable[[str], str], more: str = "") -> Iterator[MailServer]:
    """Both servers, for as long as the block lasts. Everything they write goes with them.

    `more` are further lines of Postfix's settings.
    """
    postfix, dovecot = tool("postfix"), tool("dovecot")
    with tempfile.TemporaryDirectory(prefix="mail-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # the servers run as users of their own
        server = _written(folder, more)
        with _postfix(postfix, folder), _dovecot(dovecot, folder):
            for port in (server.smtp, server.imap):
                _wait(port, server.log)
            yield server


def _written(folder: Path, more: str) -> MailServer:
    import grp
    import pwd

    smtp, imap = _free_ports(2)
    user, group = pwd.getpwnam(USER), grp.getgrnam(GROUP)
    for name in ("queue", "data", "mail", "dovecot"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    os.chown(folder / "mail", user.pw_uid, group.gr_gid)
    main = _MAIN.format(folder=folder, uid=user.pw_uid, gid=group.gr_gid)
    (folder / "main.cf").write_text(main + more)
    (folder / "master.cf").write_text(_MASTER.format(smtp=smtp))
    settings = _DOVECOT.format(folder=folder, imap=imap, user=USER, group=GROUP, password=PASSWORD)
    (folder / "dovecot.conf").write_text(settings)
    maildir, log = folder / "mail" / "Maildir", folder / "postfix.log"
    return MailServer(smtp=smtp, imap=imap, maildir=maildir, log=log)


@contextlib.contextmanager
def _postfix(program: str, folder: Path) -> Iterator[None]:
    command = [program, "-c", str(folder)]
    started = subprocess.run([*command, "start"], capture_output=True, check=False, timeout=600)
    assert started.returncode == 0, started.stderr.decode()
    pid = int((folder / "queue/pid/master.pid").read_text())
    try:
        yield
    finally:
        subprocess.run([*command, "stop"], capture_output=True, check=False, timeout=600)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def _dovecot(program: str, folder: Path) -> Iterator[None]:
    process = subprocess.Popen(
        [program, "-F", "-c", str(folder / "dovecot.conf")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _wait(port: int, log: Path) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8", "replace") if log.exists() else f"port {port}")


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
