"""A draft at a service: looked for first, so that an edition handed over twice is one draft."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from publisher.problems import Problem, PublisherError, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLetter:
    """A letter with the service's own tags in it. `mark` is what its draft is known again by."""

    mark: str
    subject: str
    preheader: str
    from_name: str
    from_email: str
    reply_to: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class FoundDraft:
    """A draft that is there already; `sent`: it has gone, or is on its way."""

    id: str
    sent: bool


@dataclass(frozen=True, slots=True)
class HandedDraft:
    """What was done, and where the editor finds it (empty where the service has no address)."""

    done: Literal["made", "renewed"]
    url: str


class DraftService(Protocol):
    """What each service can do. All raise PublisherError, in Swedish, when it says no."""

    @property
    def name(self) -> str:
        """What it is called in messages."""

    def find(self, mark: str) -> FoundDraft | None:
        """The draft with that mark."""

    def make(self, letter: DraftLetter) -> str:
        """A new draft; its id."""

    def renew(self, draft: str, letter: DraftLetter) -> None:
        """Other content for a draft."""

    def url(self, draft: str) -> str:
        """Where the editor opens it."""


def hand_over(service: DraftService, letter: DraftLetter) -> HandedDraft:
    """Make the draft, or renew the one that is there. Raises PublisherError: it has been sent.

    If the answer to the making is lost, nobody knows whether there is a draft: the next call looks.
    """
    found = service.find(letter.mark)
    if found is None:
        return HandedDraft("made", service.url(service.make(letter)))
    if found.sent:
        text = f"brevet är redan skickat hos {service.name}, eller på väg"
        hint = "Det som har gått ut kan inte ändras. Skriv ett nytt brev, kanske en rättelse."
        raise PublisherError(Problem(path="", text=text, hint=hint))
    service.renew(found.id, letter)
    return HandedDraft("renewed", service.url(found.id))


def mark_of(host: str, edition: str) -> str:
    """The same for the same edition, whatever is changed in it."""
    return f"publisher:{host}:{edition}"


def read_letter(editions: Path, edition: str, service: str, mark: str) -> DraftLetter:
    """The letter as the build made it for a service. Raises PublisherError: it did not."""
    folder = editions / edition / service
    if not (editions / edition).is_dir():
        text = f"brevet ”{edition}” är inte byggt"
        hint = "Kontrollera namnet, som är mappen under build/editions/, och kör publisher build."
        raise PublisherError(Problem(path="", text=text, hint=hint))
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        html = (folder / "index.html").read_text("utf-8")
        text_ = (folder / "text.txt").read_text("utf-8")
    except OSError as error:
        text = f"brevet är inte gjort för {service}: {reason(error)}"
        hint = f"Skriv presets: [{service}] under mail: i mkdocs.yml, och kör publisher build."
        raise PublisherError(Problem(path="", text=text, hint=hint)) from error
    return DraftLetter(
        mark=mark,
        subject=meta["subject"],
        preheader=meta["preheader"],
        from_name=meta["from_name"],
        from_email=meta["from_email"],
        reply_to=meta["reply_to"],
        html=html,
        text=text_,
    )
