"""The service that settings name, with its key."""

from __future__ import annotations

from pathlib import Path

from publisher.config import ViaSettings
from publisher.problems import Problem, PublisherError
from publisher.sending.passwords import secret
from publisher.sending.services.brevo import brevo
from publisher.sending.services.buttondown import buttondown
from publisher.sending.services.draft import DraftService
from publisher.sending.services.ghost import ghost
from publisher.sending.services.listmonk import listmonk
from publisher.sending.services.mailchimp import mailchimp
from publisher.system.web import Ask, ask


def chosen(via: tuple[ViaSettings, ...], name: str, file: str) -> ViaSettings:
    """The row of the settings in `file` that has this name. Raises PublisherError: none has."""
    for each in via:
        if each.service == name:
            return each
    known = ", ".join(each.service for each in via)
    text = f"tjänsten ”{name}” finns inte under via:"
    hint = f"Finns: {known}." if known else "Skriv den under mail: via: med sin nyckel."
    raise PublisherError(Problem(path=file, text=text, hint=hint))


def service_of(settings: ViaSettings, root: Path, asking: Ask = ask) -> DraftService:
    """Ready to be asked. Raises PublisherError: its key is not where it should be."""
    key = secret(settings.key_env, settings.key_file, root, f"nyckeln till {settings.service}")
    if settings.service == "listmonk":
        return listmonk(settings.url, settings.user, key, settings.lists, asking)
    if settings.service == "mailchimp":
        return mailchimp(key, settings.audience, asking)
    if settings.service == "buttondown":
        return buttondown(key, asking)
    if settings.service == "brevo":
        return brevo(key, settings.lists, asking)
    return ghost(settings.url, key, asking)
