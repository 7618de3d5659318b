"""What is to be sent, how and by whom: all that whoever carries it needs besides the store.

It goes with the letter, in the store and over ssh, so that an edition can be carried on where no
publication lies. It holds no secret: only where the password is to be found on that machine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from publisher.config import Config, DkimSettings, PaceSettings, SmtpSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingWay:
    """By which server letters leave, how fast, and what they are signed with.

    Unlike the letter and who gets it, this is never settled: it is what an editor mends when a
    server says no, before the sending goes on.
    """

    smtp: SmtpSettings
    pace: PaceSettings
    dkim: DkimSettings | None = None


def way_of(config: Config) -> SendingWay | None:
    """As the settings say; None where they name no server."""
    mail = config.mail
    return SendingWay(smtp=mail.smtp, pace=mail.pace, dkim=mail.dkim) if mail.smtp else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingOrder:
    """One letter to one list. `name` is the entry's id; `source` and `url` are for the ledger.

    `frozen` is the letter's hash, `date` the hour that it bears, `host` what Message-IDs end with,
    `service` where readers leave (empty: by mail to `leave_by_mail`). `corrects` is the edition
    whose readers alone are to have this one. `own` is settled by planning: whether the editor's own
    copy goes to somebody who is not on the list.
    """

    name: str
    source: str
    url: str
    list: str
    list_name: str
    subject: str
    frozen: str
    host: str
    sender: str
    service: str
    leave_by_mail: str
    smtp: SmtpSettings
    pace: PaceSettings
    dkim: DkimSettings | None = None
    corrects: str = ""
    date: str = ""
    own: bool = False

    def with_own(self, own: bool) -> SendingOrder:  # noqa: FBT001 (what is settled)
        """The same, with whether the editor's copy is beside those of the readers."""
        return replace(self, own=own)

    @property
    def way(self) -> SendingWay:
        """How it leaves."""
        return SendingWay(smtp=self.smtp, pace=self.pace, dkim=self.dkim)

    def by(self, way: SendingWay) -> SendingOrder:
        """The same by another way; who gets it first was settled when it was planned."""
        smtp = replace(way.smtp, first=self.smtp.first)
        return replace(self, smtp=smtp, pace=way.pace, dkim=way.dkim)

    def dated(self, date: str) -> SendingOrder:
        """The same with its hour."""
        return replace(self, date=date)

    @property
    def json(self) -> str:
        """As the store keeps it."""
        return msgspec.json.encode(self).decode()


def read_order(text: str | bytes) -> SendingOrder:
    """What `json` wrote. msgspec.ValidationError when it was something else."""
    return msgspec.json.decode(text, type=SendingOrder)
