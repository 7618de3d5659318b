"""How letters leave, as values, and what no publication may say of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.config.values_mail import (
    PROVING,
    DkimSettings,
    PaceSettings,
    ReturnsSettings,
    SmtpSettings,
    ViaSettings,
    WebhookSettings,
)
from publisher.problems import Problem

if TYPE_CHECKING:
    from publisher.config.fields import Parsed
    from publisher.config.schema_mail import DkimFields, ReturnsFields, SmtpFields, ViaFields
    from publisher.config.schemas import PublisherFields

_HERE = ("localhost", "127.", "::1")
_ELSEWHERE = frozenset({"rate", "domain_rate", "day", "first", "returns", "name"})


def smtp(written: SmtpFields, host: str, contact: str) -> SmtpSettings:
    """Where letters are handed over; we call ourselves by the site's name unless told."""
    return SmtpSettings(
        **written.model_dump(exclude=set(_ELSEWHERE)),
        name=written.name or host,
        first=written.first or contact,
        returns=written.returns or "",
    )


def pace(written: SmtpFields | None) -> PaceSettings:
    """How quickly letters leave."""
    from publisher.config.schema_mail import letters_a_second

    if written is None:
        return PaceSettings()
    return PaceSettings(
        total=letters_a_second(written.rate),
        domain=letters_a_second(written.domain_rate),
        day=written.day,
    )


def dkim(written: DkimFields) -> DkimSettings:
    """The key that letters are signed with."""
    return DkimSettings(domain=written.domain, selector=written.selector, key_file=written.key_file)


def returns(written: ReturnsFields) -> ReturnsSettings:
    """The mailbox that undeliverable letters come back to."""
    hooks = tuple(WebhookSettings(**each.model_dump()) for each in written.webhooks)
    return ReturnsSettings(**written.model_dump(exclude={"webhooks"}), webhooks=hooks)


def nowhere_to_fetch(fields: PublisherFields, parsed: Parsed, path: str) -> Iterator[Problem]:
    """A mailbox that is neither here nor anywhere else, or both; a password in the clear."""
    written = fields.mail.returns
    if written is None:
        return
    line = parsed.line("mail", "returns")
    for index, row in enumerate(written.webhooks):
        if not (row.secret_env or row.secret_file):
            text = f"{row.service} under webhooks: saknar secret_env eller secret_file"
            hint = "Där står den hemliga delen av adressen som tjänsten ska anropa."
            where = parsed.line("mail", "returns", "webhooks", index)
            yield Problem(path=path, line=where, text=text, hint=hint)
        if (row.proof_env or row.proof_file) and row.service not in PROVING:
            text = f"{row.service} skickar inget bevis som går att pröva med proof_env eller "
            text += "proof_file"
            hint = f"Ta bort raden: det gör bara {' och '.join(PROVING)}."
            where = parsed.line("mail", "returns", "webhooks", index)
            yield Problem(path=path, line=where, text=text, hint=hint)
    if written.webhooks and not (written.maildir or written.host):
        return
    if bool(written.maildir) == bool(written.host):
        text = "returns: ska ha antingen maildir eller host"
        hint = "maildir: om brevlådan ligger på den här datorn, host: om den hämtas med IMAP."
        yield Problem(path=path, line=line, text=text, hint=hint)
    elif written.host and not (written.user and (written.password_env or written.password_file)):
        text = "returns: saknar user, eller password_env eller password_file"
        hint = "Lösenordet läses ur en variabel i miljön eller ur en fil, aldrig härifrån."
        yield Problem(path=path, line=line, text=text, hint=hint)
    elif written.host and written.security == "none" and not written.host.startswith(_HERE):
        text = "lösenordet till brevlådan skulle gå okrypterat över nätet"
        hint = "Skriv security: tls (port 993) eller security: starttls (port 143) under returns:."
        yield Problem(path=path, line=line, text=text, hint=hint)


def in_the_clear(fields: PublisherFields, parsed: Parsed, path: str) -> Iterator[Problem]:
    """A password that would cross the net unencrypted, or a user without any."""
    written = fields.mail.smtp
    if written is None:
        return
    secret = bool(written.password_env or written.password_file)
    line = parsed.line("mail", "smtp")
    if written.security == "none" and written.user and not written.host.startswith(_HERE):
        text = "lösenordet till e-postservern skulle gå okrypterat över nätet"
        hint = "Skriv security: starttls (port 587) eller security: tls (port 465) under smtp:."
        yield Problem(path=path, line=line, text=text, hint=hint)
    if bool(written.user) != secret:
        missing = "password_env eller password_file" if written.user else "user"
        text = f"{missing} saknas under smtp:"
        hint = "Lösenordet läses ur en variabel i miljön (password_env: NAMN) eller ur en fil, "
        hint += "aldrig ur inställningarna. Utan inloggning: ta bort båda."
        yield Problem(path=path, line=line, text=text, hint=hint)


def via(written: ViaFields) -> ViaSettings:
    """A service that letters are handed over to."""
    fields = written.model_dump(exclude={"lists", "url"})
    return ViaSettings(**fields, url=written.url or "", lists=tuple(written.lists))


_NEEDS = {
    "listmonk": ("url", "user", "lists"),
    "mailchimp": ("audience",),
    "buttondown": (),
    "brevo": ("lists",),
    "ghost": ("url",),
}
"""What each service must be told, besides its key."""


def unfit_services(fields: PublisherFields, parsed: Parsed, path: str) -> Iterator[Problem]:
    """Services that lack what they need, or that are named twice."""
    known: set[str] = set()
    for index, row in enumerate(fields.mail.via):
        line = parsed.line("mail", "via", index)
        missing = [name for name in _NEEDS[row.service] if not getattr(row, name)]
        if not (row.key_env or row.key_file):
            missing.append("key_env eller key_file")
        if missing:
            text = f"{row.service} under via: saknar {', '.join(missing)}"
            hint = "Nyckeln läses ur en variabel i miljön eller ur en fil, aldrig härifrån."
            yield Problem(path=path, line=line, text=text, hint=hint)
        if row.service in known:
            text = f"{row.service} står två gånger under via:"
            yield Problem(path=path, line=line, text=text, hint="Ta bort den ena.")
        known.add(row.service)
