"""`publisher send BREV --via TJÄNST`: a letter as a draft at somebody else's service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.cli.release import settings as read_settings
from publisher.cli.shared import say

if TYPE_CHECKING:
    from publisher.build import BuildOptions


def draft_at(options: BuildOptions, edition: str, service: str, *, quiet: bool) -> None:
    """Hand the letter over as the newest build has it, and say where the draft is."""
    from publisher.build import finished
    from publisher.sending.preparing import entry_named
    from publisher.sending.services.choosing import chosen, service_of
    from publisher.sending.services.draft import hand_over, mark_of, read_letter

    settings = read_settings(options)
    row = chosen(settings.mail.via, service, settings.file)
    with finished(options) as made:
        name = entry_named(made, edition).id
        mark = mark_of(settings.first_host or settings.host, name)
        letter = read_letter(settings.root / "build" / "editions", name, service, mark)
    handed = hand_over(service_of(row, settings.root), letter)
    if not quiet:
        done = "Ett utkast är gjort" if handed.done == "made" else "Utkastet har fått nytt innehåll"
        say(f"{done}: {handed.url}")
        say("Läs igenom det där, och skicka det därifrån.")
