"""How `mail:` may be written; only the settings' schema imports this."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag

from publisher.config.schema_types import Client, Email, Line, Strict, Web, Words
from publisher.config.standards.mail_clients import DEFAULT
from publisher.config.values_mail import PRESETS
from publisher.problems import did_you_mean

NAME = "{namn}"
"""Stands in a greeting where the recipient's first name is to be."""


def _service(value: str) -> str:
    if value not in PRESETS:
        near = did_you_mean(value, PRESETS)
        hint = f"{near}Finns: {', '.join(PRESETS)}. En annan tjänst beskrivs med name och koder."
        raise ValueError(f"kan inte vara ”{value}”: det är ingen känd utskickstjänst", hint)
    return value


def _folder(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value):
        raise ValueError("blir namnet på en mapp", "Skriv med a–z, 0–9 och bindestreck.")
    if value in PRESETS:
        hint = f"Skriv bara {value}, eller ge den ett eget namn."
        raise ValueError(f"kan inte vara ”{value}”: en tjänst heter redan så", hint)
    return value


def _greeting(value: str) -> str:
    if re.search(r"[{}]", value.replace(NAME, "")):
        hint = f"Skriv till exempel: greeting: Hej {NAME}!"
        raise ValueError(f"har en annan kod än {NAME}", hint)
    return value


class PresetFields(Strict):
    """A mail service that we have no preset for."""

    name: Annotated[Words, AfterValidator(_folder)] = Field(examples=["min-tjanst"])
    unsubscribe: Words = Field(examples=['"[[avsluta]]"'])
    web: Line = Field(default="", examples=['"[[webb]]"'])
    first_name: Line = Field(default="", examples=['"[[namn]]"'])


def _named(value: Any) -> str:  # noqa: ANN401 (whatever stood in the file)
    return "map" if isinstance(value, dict | PresetFields) else "text"


PresetRow = Annotated[
    Annotated[PresetFields, Tag("map")]
    | Annotated[str, AfterValidator(_service), Tag("text"), Field(examples=["listmonk"])],
    Discriminator(_named),
]


_PER = {"s": 1, "min": 60, "h": 3600}
_RATE = re.compile(r"(\d{1,6})/(s|min|h)")


def letters_a_second(value: str) -> float:
    """`10/s`, `30/min` or `900/h` as letters a second. ValueError with a hint for anything else."""
    match = _RATE.fullmatch(value.replace(" ", ""))
    if match is None or match[1].strip("0") == "":
        raise ValueError("är ingen takt", "Skriv till exempel 10/s, 30/min eller 900/h.")
    return int(match[1]) / _PER[match[2]]


def _rate(value: str) -> str:
    letters_a_second(value)
    return value


Rate = Annotated[str, AfterValidator(_rate), Field(examples=["10/s"])]


class SmtpFields(Strict):
    """`mail.smtp:`, where letters are handed over."""

    host: Words = Field(examples=["smtp.exempel.se"])
    port: int = Field(default=587, ge=1, le=65535, examples=[587])
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Line = ""
    password_env: Line = Field(default="", examples=["BREV_LOSEN"])
    password_file: Line = ""
    name: Line = ""
    trust: Line = ""
    connections: int = Field(default=2, ge=1, le=20, examples=[2])
    first: Email | None = None
    returns: Email | None = Field(default=None, examples=["studs@brev.tidning.se"])
    rate: Rate = "20/s"
    domain_rate: Rate = "10/s"
    day: int = Field(default=0, ge=0, examples=[2000])


class DkimFields(Strict):
    """`mail.dkim:`, for those who sign their letters themselves."""

    domain: Words = Field(examples=["tidning.se"])
    selector: Words = Field(examples=["brev"])
    key_file: Words = Field(examples=["/etc/publisher/dkim.pem"])


class WebhookFields(Strict):
    """A service that tells of what came back by asking an address of the sign-up service."""

    service: Literal["brevo", "mailgun", "postmark", "sendgrid"] = Field(examples=["brevo"])
    secret_env: Line = Field(default="", examples=["ATERBUD"])
    secret_file: Line = ""
    proof_env: Line = Field(default="", examples=["ATERBUD_NYCKEL"])
    proof_file: Line = ""


class ReturnsFields(Strict):
    """`mail.returns:`, the mailbox that undeliverable letters come back to."""

    maildir: Line = Field(default="", examples=["/var/mail/studs"])
    host: Line = Field(default="", examples=["imap.exempel.se"])
    port: int = Field(default=993, ge=1, le=65535, examples=[993])
    security: Literal["tls", "starttls", "none"] = "tls"
    user: Line = ""
    password_env: Line = Field(default="", examples=["STUDS_LOSEN"])
    password_file: Line = ""
    trust: Line = ""
    folder: Line = Field(default="INBOX", pattern=r"^[A-Za-z0-9 ._/-]+$", examples=["INBOX"])
    webhooks: list[WebhookFields] = Field(default=[])
    done: Line = Field(default="Behandlade", pattern=r"^[A-Za-z0-9 _-]+$", examples=["Behandlade"])


class ViaFields(Strict):
    """One row of `mail.via:`, a service that letters are handed over to as drafts."""

    service: Literal["listmonk", "mailchimp", "buttondown", "brevo", "ghost"] = Field(
        examples=["listmonk"]
    )
    url: Web | None = None
    user: Line = Field(default="", examples=["publisher"])
    lists: list[int] = Field(default=[], examples=["[3]"])
    audience: Line = Field(default="", examples=["a1b2c3d4e5"])
    key_env: Line = Field(default="", examples=["LISTMONK_KEY"])
    key_file: Line = ""


class MailSettingsFields(Strict):
    """`mail:`, whose blanks are filled from the rest of the settings."""

    from_name: Words | None = Field(default=None, examples=["Redaktionen"])
    from_email: Email | None = None
    reply_to: Email | None = None
    list_id: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", examples=["brev.tidning.se"]
    )
    unsubscribe: Words | None = Field(default=None, examples=["https://tidning.se/avsluta/"])
    address: Line = ""
    every_since: date | None = Field(default=None, examples=["2026-01-01"])
    presets: list[PresetRow] = Field(default=[], examples=["[listmonk]"])
    greeting: Annotated[Line, AfterValidator(_greeting)] = Field(default="", examples=["Hej!"])
    web_link: Literal["sajten", "tjänsten"] = "sajten"
    smtp: SmtpFields | None = None
    dkim: DkimFields | None = None
    returns: ReturnsFields | None = None
    via: list[ViaFields] = Field(default=[])
    clients: list[Client] = Field(default=list(DEFAULT), min_length=1)
