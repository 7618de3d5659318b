"""A form that was sent: noted for the outbox, and durable when the reader is answered.

Whether we know the address is not asked here, so no answer and no clock can tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from publisher.config import MailingList
from publisher.subscribers.addresses import Address
from publisher.subscribers.service.clients import household
from publisher.subscribers.service.limits import RefusalReason, refused
from publisher.subscribers.service.settings import Limits
from publisher.subscribers.store import PeopleStore


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """What somebody asks for: letters (`signup`), or a link to what they have (`link`).

    `client` is whose request it is, `words` what they agreed to by pressing the button, `where`
    the page it stood on; `nonce` is that page's own.
    """

    kind: Literal["signup", "link"]
    address: Address
    client: str
    nonce: str
    lists: tuple[str, ...] = ()
    words: str = ""
    where: str = ""


def ask(store: PeopleStore, limits: Limits, asked: SignUp) -> RefusalReason | None:
    """Put it in the outbox, or say what limit stands in the way: nobody but a log may be told."""
    with store.write():
        reason = refused(
            store,
            limits,
            kind=asked.kind,
            client=household(asked.client),
            address=asked.address.key,
            nonce=asked.nonce,
        )
        if reason is None:
            detail = {
                "address": asked.address.address,
                "lists": list(asked.lists),
                "words": asked.words,
                "where": asked.where,
                "ip": asked.client,
            }
            put(store, asked.kind, detail)
        return reason


def put(
    store: PeopleStore, kind: str, detail: Mapping[str, object], person: int | None = None
) -> None:
    """One more mail to be made when its turn comes. Within `write`."""
    store.database.run(
        "INSERT INTO outbox (kind, person, created, state, next_at, detail) "
        "VALUES (:kind, :person, :now, 'waiting', :now, :detail)",
        kind=kind,
        person=person,
        now=store.stamp(),
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
    )


def consent_words(site_name: str, lists: Iterable[MailingList]) -> str:
    """What the reader agrees to by pressing the button, in the words of the page.

    >>> consent_words("Kinamedia", [])
    'Jag vill ha brev från Kinamedia till min e-postadress.'
    """
    names = [each.name for each in lists]
    what = f": {', '.join(names)}" if names else ""
    return f"Jag vill ha brev från {site_name} till min e-postadress{what}."
