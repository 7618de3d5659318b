"""How `mail/accepted.yml` of a theme may be written; only editions read it."""

from __future__ import annotations

from pydantic import Field

from publisher.config.schema_types import Client, Strict, Words


class AcceptedFields(Strict):
    """What some mail programs may lack, and why it does no harm."""

    clients: list[Client] = Field(min_length=1, examples=['["gmail.*"]'])
    reason: Words
