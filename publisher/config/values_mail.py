"""How letters leave, and the codes that mail services put their own in the place of, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A mail service's merge tags; empty where it has none.

    `opens` are the signs that begin one in its language: in the words of a letter they are told
    from a tag, so that an article about templates is not taken for one.
    """

    name: str
    unsubscribe: str = ""
    web: str = ""
    first_name: str = ""
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """The server that takes our letters. The password stands in the environment or in a file.

    `name` is what we call ourselves to it, `trust` a file of certificates to believe besides the
    system's. `first` is who gets each letter before anybody else. `returns` is the address that
    undeliverable letters come back to; each gets a sign of its own in it (`studs+…@brev.se`).
    """

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str = ""
    password_env: str = ""
    password_file: str = ""
    name: str = ""
    trust: str = ""
    connections: int = 2
    first: str = ""
    returns: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceSettings:
    """Letters a second at most: in all, and to one receiving domain; and a day, 0 for no limit."""

    total: float = 20.0
    domain: float = 10.0
    day: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimSettings:
    """The key that letters are signed with (RFC 6376), where the relay does not sign them."""

    domain: str
    selector: str
    key_file: str


PROVING = ("mailgun", "postmark")
"""Services whose webhooks prove who sends them: a signature, and a name with a password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """A service that tells of what came back. The secret part of the address stands elsewhere.

    So does what it proves itself with besides: Mailgun's signing key, Postmark's `user:password`.
    """

    service: Literal["brevo", "mailgun", "postmark", "sendgrid"]
    secret_env: str = ""
    secret_file: str = ""
    proof_env: str = ""
    proof_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsSettings:
    """The mailbox that undeliverable letters come back to: a `maildir` here, or one over IMAP.

    `folder` is read, and what is dealt with is moved to `done`. The password stands elsewhere.
    """

    maildir: str = ""
    host: str = ""
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str = ""
    password_env: str = ""
    password_file: str = ""
    trust: str = ""
    folder: str = "INBOX"
    done: str = "Behandlade"
    webhooks: tuple[WebhookSettings, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ViaSettings:
    """A service that letters are handed over to as drafts. Its key stands elsewhere."""

    service: Literal["listmonk", "mailchimp", "buttondown", "brevo", "ghost"]
    url: str = ""
    user: str = ""
    lists: tuple[int, ...] = ()
    audience: str = ""
    key_env: str = ""
    key_file: str = ""


PLAIN = "plain"
"""A finished message that needs nobody's tags."""

PRESETS = {
    preset.name: preset
    for preset in (
        Preset(name=PLAIN),
        # https://listmonk.app/docs/templating: Go templates, in the body, the text and the subject.
        Preset(
            name="listmonk",
            unsubscribe="{{ UnsubscribeURL }}",
            web="{{ MessageURL }}",
            first_name="{{ .Subscriber.FirstName }}",
            opens=("{{",),
        ),
        # https://mailchimp.com/help/all-the-merge-tags-cheat-sheet/
        Preset(
            name="mailchimp",
            unsubscribe="*|UNSUB|*",
            web="*|ARCHIVE|*",
            first_name="*|FNAME|*",
            opens=("*|",),
        ),
        # https://docs.buttondown.com/using-templating, …/template-variables: Django's language.
        # What is known of a subscriber is in their metadata, under the name the owner has chosen.
        Preset(
            name="buttondown",
            unsubscribe="{{ unsubscribe_url }}",
            web="{{ email_url }}",
            first_name="{{ subscriber.metadata.first_name }}",
            opens=("{{", "{%", "{#"),
        ),
        # https://help.brevo.com/hc/en-us/articles/360000946299 (its template language)
        Preset(
            name="brevo",
            unsubscribe="{{ unsubscribe }}",
            web="{{ mirror }}",
            first_name="{{ contact.FIRSTNAME }}",
            opens=("{{", "{%", "{#"),
        ),
        # TryGhost/Ghost, email-renderer.js: `%%{…}%%` is replaced for each member. A letter has no
        # address of its own there but that of the post.
        Preset(
            name="ghost",
            unsubscribe="%%{unsubscribe_url}%%",
            first_name="%%{first_name}%%",
            opens=("%%{",),
        ),
        # https://documentation.mailgun.com/docs/mailgun/user-manual/tracking-messages/
        # tracking-unsubscribes, and “Batch sending” there for the recipient's own variables.
        # Stored templates are Handlebars.
        Preset(
            name="mailgun",
            unsubscribe="%unsubscribe_url%",
            first_name="%recipient.first_name%",
            opens=("%recipient", "%unsubscribe_", "%tag_unsubscribe_", "%mailing_list_", "{{"),
        ),
    )
}
"""The services known by name. Their own documentation was read in November 2026."""
