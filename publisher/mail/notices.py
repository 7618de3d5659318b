"""The sign-up service's short mails, set as letters are: confirm, welcome, here is your link.

They go to one reader each, because of something that reader did, and come from a program: that is
what `Auto-Submitted` says (RFC 3834), so that no holiday answer comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from publisher.config import Config, MailingList
from publisher.engine.recipes import ThemeFile
from publisher.engine.templates import bounded, reader_of
from publisher.mail.message import checked, header_words, mailbox, part
from publisher.mail.sanitizing import mail_safe
from publisher.mail.style import styled
from publisher.mail.text import plain_text
from publisher.model.addresses import rebase

if TYPE_CHECKING:
    from css_inline import CSSInliner
    from jinja2 import Environment

_CRLF = "\r\n"
NoticeSort = Literal["confirm", "known", "link", "welcome"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLetter:
    """What a mail is about, and to whom. `id` becomes its Message-ID before the host's name."""

    kind: NoticeSort
    to: str
    id: str
    date: datetime
    lists: Sequence[MailingList]
    link: str
    leave: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeText:
    """What the editor has written for new readers: a subject, and a fragment as texts have it."""

    title: str
    preheader: str
    html: str


class NoticeTemplates:
    """`notice.html` and `notice_text.html` of the theme's `mail/` folder, ready to be filled in."""

    def __init__(
        self, theme: Mapping[str, ThemeFile], config: Config, welcome: WelcomeText | None = None
    ) -> None:
        """Without a welcome of the editor's own, one of ours says what the reader gets."""
        from markupsafe import Markup

        sheet = theme["mail/style.css"].path
        style = styled(sheet.read_text("utf-8"), config.look, sheet.name)
        self._config, self._welcome = config, welcome
        self._env = _environment(theme)
        self._env.globals |= {
            "site_name": config.site_name,
            "site_url": config.site_url,
            "language": config.language,
            "postal_line": config.mail.address,
            "at_rules": Markup(style.at_rules),  # noqa: S704 (CSS of the theme)
            "other_rules": Markup(style.others),  # noqa: S704 (CSS of the theme)
        }
        self._inliner = _inliner("\n".join(style.inline))

    def message(self, letter: NoticeLetter) -> bytes:
        """The whole message: CRLF, 7-bit. ValueError if a header would hold a control character."""
        words = self._words(letter)
        html = self._inliner.inline(self._env.get_template("notice.html").render(words)) + "\n"
        text = plain_text(self._env.get_template("notice_text.html").render(words))
        # As for letters: quoted-printable writes "=" as "=3D", so no part holds the boundary.
        boundary = "=_" + sha256(letter.id.encode()).hexdigest()[:40]
        between = f"{_CRLF}--{boundary}{_CRLF}"
        head = "".join(
            f"{name}: {value}{_CRLF}" for name, value in self._head(letter, str(words["subject"]))
        )
        kind = f'Content-Type: multipart/alternative;{_CRLF} boundary="{boundary}"{_CRLF}'
        parts = between.join((part("plain", text), part("html", html)))
        return f"{head}{kind}{between}{parts}{_CRLF}--{boundary}--{_CRLF}".encode("ascii")

    def _head(self, letter: NoticeLetter, subject: str) -> Iterator[tuple[str, str]]:
        mail = self._config.mail
        yield "From", mailbox(mail.from_name, mail.from_email)
        yield "Reply-To", checked(mail.reply_to)
        yield "To", checked(letter.to)
        yield "Subject", header_words(subject)
        yield "Date", format_datetime(letter.date)
        yield "Message-ID", f"<{checked(letter.id)}@{self._config.host}>"
        yield "Auto-Submitted", "auto-generated"
        yield "Content-Language", self._config.language
        if letter.leave:
            yield "List-Unsubscribe", f"<{checked(letter.leave)}>"
            yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
        yield "MIME-Version", "1.0"

    def _words(self, letter: NoticeLetter) -> dict[str, object]:
        name, welcome = self._config.site_name, self._welcome
        titles = {
            "confirm": f"Bekräfta att du vill ha brev från {name}",
            "known": f"Du prenumererar redan på {name}",
            "link": f"Dina brev från {name}",
            "welcome": welcome.title if welcome else f"Välkommen till {name}",
        }
        preheaders = {
            "confirm": "Ett tryck på knappen, så är du med.",
            "known": "Ingenting har ändrats.",
            "link": "Länken som du bad om.",
            "welcome": (welcome and welcome.preheader) or "Nu är du med.",
        }
        action = "Ja, det vill jag" if letter.kind == "confirm" else "Ändra vad du får"
        return {
            "kind": letter.kind,
            "subject": titles[letter.kind],
            "title": titles[letter.kind],
            "preheader": preheaders[letter.kind],
            "action": action,
            "link": letter.link,
            "leave": letter.leave,
            "lists": letter.lists,
            "body": self._body(letter) if letter.kind == "welcome" else "",
        }

    def _body(self, letter: NoticeLetter) -> str:
        from markupsafe import Markup, escape

        if self._welcome is None:
            names = "".join(f"<li>{escape(each.name)}</li>" for each in letter.lists)
            html = f"<p>Nu är du med. Du får:</p><ul>{names}</ul>"
        else:
            html = rebase(self._welcome.html, self._config.origin)
        return Markup(mail_safe(html, self._config.site_url))  # noqa: S704 (Markdown, cleaned)


def _environment(theme: Mapping[str, ThemeFile]) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    env = Environment(
        loader=FunctionLoader(reader_of(theme, "mail")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    bounded(env)
    return env


def _inliner(rules: str) -> CSSInliner:
    import css_inline

    return css_inline.CSSInliner(
        extra_css=rules,
        inline_style_tags=False,
        keep_style_tags=True,
        load_remote_stylesheets=False,
        minify_css=True,
    )
