"""One SMTP session, in which it is always known what became of a letter.

`smtplib` opens the session, encrypts it and logs in. What follows is our own: `sendmail` hides in
one call the instant between a letter's last byte and the answer to it, the only one in which nobody
can know whether the letter was taken. Here every end of a hand-over is a value, and only what
happens from the first byte of the letter to a readable answer is `Unknown` (RFC 5321, 4.2.5 and
6.1; RFC 1047).
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from publisher.system.certificates import untrusted
from publisher.system.smtp_answers import BoundedSmtp, BoundedSmtpTls

Security = Literal["starttls", "tls", "none"]
Step = Literal["connect", "tls", "login", "mail", "rcpt", "data", "dot"]
"""How far a session had come: which command was answered, or not."""

_ABOUT_US = frozenset({"connect", "tls", "login", "mail"})
_CLOSING = 421
_GOES_ON = 354
_DOT = b".\r\n"
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>]")
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_XTEXT = re.compile(r"[^!-*,-<>-~]")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """The server answers for the letter from now on; `answer` often names its place in a queue."""

    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Not taken, and never will be as it stands: an answer of 5xx (`code` 0: we cannot ask)."""

    code: int
    text: str
    step: Step

    @property
    def about_us(self) -> bool:
        """Whether it is the session or the sender that is refused, and not the recipient."""
        return self.step in _ABOUT_US


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Certainly not taken, maybe later: 4xx, or the line broke before the letter's first byte."""

    code: int
    text: str
    step: Step

    @property
    def about_us(self) -> bool:
        """Whether the server asks us to wait, whoever the letter is to."""
        return self.step in _ABOUT_US or self.code in {0, _CLOSING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Perhaps taken: some of the letter had gone, and no answer came that can be read."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """The caller changed its mind before the letter went: `on_handover` said no."""


Handed = HandedOver | Refused | Deferred | Unknown | Withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds to wait (RFC 5321, 4.5.3.2): for a line, a command, DATA, the letter, and the dot."""

    connect: float = 30
    command: float = 300
    data: float = 120
    block: float = 180
    dot: float = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where letters are handed over. With `starttls` and `tls` the certificate must be good.

    `name` is what we call ourselves (EHLO); empty: this machine's own name. `trust` is a file of
    certificates to believe besides the system's.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    name: str = ""
    trust: str = ""
    patience: Patience = Patience()


class Session:
    """A session, opened when first needed, and anew after `most` letters or a broken line."""

    def __init__(self, server: Server, *, most: int = 500) -> None:
        """Nothing is opened yet."""
        self._server = server
        self._most = most
        self._smtp: BoundedSmtp | None = None
        self._count = 0

    def deliver(
        self,
        sender: str,
        recipient: str,
        data: bytes,
        *,
        on_handover: Callable[[], bool] = lambda: True,
        envelope_id: str = "",
    ) -> Handed:
        """Hand over one letter (RFC 5322 with CRLF) to one recipient, and tell what became of it.

        `on_handover` is called when the server has agreed to the recipient and not a byte of the
        letter has gone; what it has written durably holds whatever happens next. If it says no,
        nothing is sent; what it raises leaves the session in order. `envelope_id` comes back in a
        delivery report, where the server offers those (RFC 3461).
        """
        opened = self.open()
        if opened is not None:
            return opened
        asked = self._asked(sender, recipient, envelope_id)
        if asked is not None:
            return asked
        try:
            wanted = on_handover()
        except BaseException:
            self._reset()
            raise
        if not wanted:
            self._reset()
            return Withheld()
        self._count += 1
        return self._data(data)

    def open(self) -> Refused | Deferred | None:
        """Be ready for a letter; what stood in the way, if anything. No letter is lost by it."""
        if self._smtp is not None and self._smtp.sock is not None and self._count < self._most:
            if not self._smtp.unasked():
                return None
            self._drop()
        self.close()
        step: Step = "connect"
        try:
            smtp = self._connected()
            step = "tls"
            self._encrypt(smtp)
            step = "login"
            if self._server.user:
                smtp.login(self._server.user, self._server.password)
        except smtplib.SMTPResponseException as error:
            return self._answered(error.smtp_code, error.smtp_error, step)
        except smtplib.SMTPNotSupportedError as error:
            return self._ended(Refused(code=0, text=str(error), step=step))
        except ssl.SSLError as error:
            return self._ended(Refused(code=0, text=untrusted(error), step="tls"))
        except (OSError, smtplib.SMTPException) as error:
            return self._ended(Deferred(code=0, text=_why(error), step=step))
        self._count = 0
        return None

    def close(self) -> None:
        """Say goodbye if anybody still listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        with suppress(OSError, smtplib.SMTPException):
            if smtp.sock is not None:
                smtp.sock.settimeout(min(5, self._server.patience.command))
                smtp.quit()
        smtp.close()

    def _connected(self) -> BoundedSmtp:
        server = self._server
        wait, name = server.patience.connect, server.name or None
        if server.security == "tls":
            smtp: BoundedSmtp = BoundedSmtpTls(
                timeout=wait, local_hostname=name, context=self._context()
            )
        else:
            smtp = BoundedSmtp(timeout=wait, local_hostname=name)
        self._smtp = smtp
        smtp._host = server.host  # type: ignore[attr-defined]  # noqa: SLF001 (the certificate's name)
        code, text = smtp.connect(server.host, server.port)
        if code != 220:  # noqa: PLR2004
            raise smtplib.SMTPResponseException(code, text)
        if smtp.sock is not None:
            smtp.sock.settimeout(server.patience.command)
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        return smtp

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        """An answer in the clear is never good enough when encryption was asked for."""
        if self._server.security == "starttls":
            code, text = smtp.starttls(context=self._context())
            if code != 220:  # noqa: PLR2004
                raise smtplib.SMTPResponseException(code, text)
            smtp.ehlo_or_helo_if_needed()

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._server.trust:
            context.load_verify_locations(self._server.trust)
        return context

    def _asked(self, sender: str, recipient: str, envelope_id: str) -> Refused | Deferred | None:
        """MAIL and RCPT, in one breath where the server can take it (RFC 2920)."""
        smtp = self._open
        reports = smtp.has_extn("dsn")
        utf8 = not (sender + recipient).isascii()
        if utf8 and not smtp.has_extn("smtputf8"):
            return Refused(code=0, text="SMTPUTF8 saknas", step="rcpt")
        mail = f"MAIL FROM:<{_mailbox(sender)}>" + (" SMTPUTF8" if utf8 else "")
        rcpt = f"RCPT TO:<{_mailbox(recipient)}>"
        if reports:
            mail += " RET=HDRS" + (f" ENVID={_xtext(envelope_id)}" if envelope_id else "")
            rcpt += " NOTIFY=FAILURE" + ("" if utf8 else f" ORCPT=rfc822;{_xtext(recipient)}")
        pairs: tuple[tuple[Step, str], ...] = (("mail", mail), ("rcpt", rcpt))
        if smtp.has_extn("pipelining"):
            found = self._said((mail, rcpt), ("mail", "rcpt"))
        else:
            found = next(
                (bad for step, line in pairs if (bad := self._said((line,), (step,)))), None
            )
        if found is not None and self._smtp is not None:
            self._reset()
        return found

    def _said(self, lines: tuple[str, ...], steps: tuple[Step, ...]) -> Refused | Deferred | None:
        """Say these lines and hear all answers; the first that is no yes."""
        smtp, bad = self._open, None
        step = steps[0]
        try:
            self._wait(self._server.patience.command)
            smtp.send("".join(f"{line}\r\n" for line in lines).encode())
            for step in steps:
                code, text = smtp.getreply()
                if bad is None and not 200 <= code < 300:  # noqa: PLR2004
                    bad = self._answered(code, text, step)
                if self._smtp is None:
                    break
        except (OSError, smtplib.SMTPException) as error:
            return bad or self._ended(Deferred(code=0, text=_why(error), step=step))
        return bad

    def _data(self, data: bytes) -> Handed:
        """DATA, the letter, the dot and its answer."""
        smtp = self._open
        try:
            self._wait(self._server.patience.data)
            smtp.send(b"DATA\r\n")
            code, text = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return self._ended(Deferred(code=0, text=_why(error), step="data"))
        if code != _GOES_ON:
            refused = self._answered(code, text, "data")
            if self._smtp is not None:
                self._reset()
            return refused
        if smtp.unasked():
            why = "servern svarade på brevet innan det hade lämnats"
            return self._ended(Deferred(code=0, text=why, step="data"))
        return self._body(_stuffed(data))

    def _body(self, data: bytes) -> Handed:
        """From here on only an answer that can be read is certain."""
        smtp, why = self._open, ""
        sock = smtp.sock
        if sock is None:
            raise RuntimeError("the session is closed")
        try:
            self._wait(self._server.patience.block)
            # smtplib's own way closes the line when it fails. A server that says no in the middle
            # may have told why before it left.
            sock.sendall(data[: -len(_DOT)])
            if smtp.unasked():
                why = "servern svarade innan brevet var slut"
            else:
                sock.sendall(_DOT)
        except OSError as error:
            why = _why(error)
        try:
            self._wait(1 if why else self._server.patience.dot)
            code, text = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Unknown(why=why or _why(error))
        if why:
            self._drop()
        if not why and 200 <= code < 300:  # noqa: PLR2004
            return HandedOver(answer=_words(text))
        if 400 <= code < 600:  # noqa: PLR2004
            return self._answered(code, text, "dot")
        self._drop()
        return Unknown(why=why or f"svaret gick inte att tyda ({code})")

    def _answered(self, code: int, text: bytes | str, step: Step) -> Refused | Deferred:
        """What a no means. Before the letter, an answer that cannot be read is as good as none."""
        words = _words(text)
        if code == _CLOSING or step in {"connect", "tls", "login"} or not 400 <= code < 600:  # noqa: PLR2004
            self._drop()
        if 500 <= code < 600:  # noqa: PLR2004
            return Refused(code=code, text=words, step=step)
        return Deferred(code=max(code, 0), text=words, step=step)

    def _ended(self, outcome: Refused | Deferred) -> Refused | Deferred:
        self._drop()
        return outcome

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _reset(self) -> None:
        """Nothing of the last letter is left; a server that does not answer that is left."""
        try:
            self._wait(self._server.patience.command)
            code, _ = self._open.rset()
        except (OSError, smtplib.SMTPException):
            code = 0
        if code != 250:  # noqa: PLR2004
            self._drop()

    def _wait(self, seconds: float) -> None:
        if self._open.sock is not None:
            self._open.sock.settimeout(seconds)

    @property
    def _open(self) -> BoundedSmtp:
        if self._smtp is None:
            raise RuntimeError("no session is open")
        return self._smtp


def _stuffed(data: bytes) -> bytes:
    """With what begins with a full stop given one more, and the end (RFC 5321, 4.5.2)."""
    data = data.replace(b"\r\n.", b"\r\n..")
    start = b"." if data.startswith(b".") else b""
    return start + data + (b"" if data.endswith(b"\r\n") else b"\r\n") + _DOT


def _mailbox(address: str) -> str:
    """An address as a command may hold it. ValueError for what could be more than that."""
    if _UNSAFE.search(address):
        raise ValueError("an address with a space, a bracket or a control character in it")
    return address


def _xtext(text: str) -> str:
    """RFC 3461, 4: signs that a parameter cannot have, as `+` and two hexadecimal digits."""
    return _XTEXT.sub(lambda sign: f"+{ord(sign[0]):02X}", text)


def _words(text: bytes | str) -> str:
    """An answer on one line, without signs that steer a terminal or that a database cannot keep."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(_STEERING.sub(" ", words).split())[:500]


def _why(error: Exception) -> str:
    """Why there was no answer, as far as the line can tell; for the log of a hand-over."""
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "inget svar i tid"
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError):
        return "förbindelsen bröts"
    return _words(str(error)) or type(error).__name__
