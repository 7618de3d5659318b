"""How the sign-up service's mails are made and handed over: mail style and SMTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from publisher.config import Config
from publisher.engine.recipes import ThemeFile
from publisher.problems import Problem, PublisherError, faults

if TYPE_CHECKING:
    from publisher.mail.notices import NoticeSort, NoticeTemplates
    from publisher.sending.signing import DkimKey
    from publisher.subscribers.service import Notice, Posted
    from publisher.system.smtp import Handed, Session


_IDLE = 20.0
"""Seconds after which a session is begun anew: some servers wait no longer than that."""


class SmtpMailer:
    """The `Mailer` of the service. One session at a time, kept open from one mail to the next."""

    def __init__(
        self, templates: NoticeTemplates, session: Session, sender: str, key: DkimKey | None
    ) -> None:
        """`sender` is where what cannot be delivered comes back to."""
        self._templates = templates
        self._session = session
        self._sender = sender
        self._key = key
        self._used = monotonic()

    def message(self, notice: Notice) -> bytes:
        """The mail, signed where there is a key."""
        from publisher.mail.notices import NoticeLetter
        from publisher.sending.signing import signed

        made = self._templates.message(
            NoticeLetter(
                kind=notice.kind,
                to=notice.to,
                id=notice.id,
                date=notice.date,
                lists=notice.lists,
                link=notice.link,
                leave=notice.leave,
            )
        )
        return made if self._key is None else signed(made, self._key)

    def send(self, message: bytes, to: str, on_handover: Callable[[], bool]) -> Posted:
        """Hand it over, and say what became of it."""
        if monotonic() - self._used > _IDLE:
            self._session.close()  # the server has hung up by now, or will in the middle of it
        handed = self._session.deliver(self._sender, to, message, on_handover=on_handover)
        self._used = monotonic()
        return _posted(handed)

    def close(self) -> None:
        """Say goodbye to the server."""
        self._session.close()


def mailer_of(config: Config, theme: dict[str, ThemeFile]) -> SmtpMailer:
    """Raises PublisherError: no mail can leave as the settings are, or the welcome has faults."""
    from publisher.mail.notices import NoticeTemplates, WelcomeText
    from publisher.sending.passwords import secret
    from publisher.system.smtp import Server, Session

    smtp = config.mail.smtp
    if smtp is None:
        text = "smtp saknas under mail:, så tjänsten kan inte skicka några bekräftelser"
        hint = "Skriv vilken e-postserver som tar emot breven: mail: smtp: host: och port:."
        raise PublisherError(Problem(path=config.file, text=text, hint=hint))
    written = _welcome(config)
    welcome = written and WelcomeText(title=written[0], preheader=written[1], html=written[2])
    server = Server(
        host=smtp.host,
        port=smtp.port,
        security=smtp.security,
        user=smtp.user,
        password=secret(
            smtp.password_env, smtp.password_file, config.root, "lösenordet till e-postservern"
        ),
        name=smtp.name,
        trust=smtp.trust,
    )
    key = _key(config)
    sender = smtp.returns or config.mail.from_email
    templates = NoticeTemplates(theme, config, welcome)
    _tried(templates, config)
    return SmtpMailer(templates, Session(server, most=50), sender, key)


def _tried(templates: NoticeTemplates, config: Config) -> None:
    """Each kind made once: a fault is found now, and no reader waits while libraries are read."""
    from jinja2 import TemplateError

    from publisher.mail.notices import NoticeLetter

    kinds: tuple[NoticeSort, ...] = ("confirm", "known", "link", "welcome")
    try:
        for kind in kinds:
            templates.message(
                NoticeLetter(
                    kind=kind,
                    to=config.mail.from_email,
                    id="prov",
                    date=datetime.now(UTC),
                    lists=config.people.lists,
                    link=config.people.service,
                )
            )
    except TemplateError as error:
        hint = f"Jinja svarade ”{error}”. Rätta mallen, eller ta bort den: då används den som "
        text = "en av mallarna notice.html och notice_text.html gick inte att fylla i"
        fault = Problem(path="theme/mail", text=text, hint=f"{hint}följer med.")
        raise PublisherError(fault) from error


def _key(config: Config) -> DkimKey | None:
    from publisher.sending.signing import read_key

    dkim = config.mail.dkim
    return read_key(dkim.domain, dkim.selector, config.root / dkim.key_file) if dkim else None


def _welcome(config: Config) -> tuple[str, str, str] | None:
    from publisher.content.welcome import welcome

    written, problems = welcome(config)
    if fatal := faults(problems):
        raise PublisherError(fatal)
    return written


def _posted(handed: Handed) -> Posted:
    """What is refused because of us may be mended; then the reader is not to lose by it."""
    from publisher.subscribers.service import Posted
    from publisher.system.smtp import HandedOver, Refused, Unknown, Withheld

    if isinstance(handed, HandedOver):
        return Posted("sent")
    if isinstance(handed, Unknown):
        return Posted("unknown")
    if isinstance(handed, Withheld) or (isinstance(handed, Refused) and not handed.about_us):
        return Posted("refused")
    return Posted("later")
