"""The lists that readers can be on: which there are, and what is said of one that is not."""

from __future__ import annotations

from collections.abc import Iterable

from publisher.config import Config, MailingList
from publisher.problems import Problem, PublisherError, did_you_mean, named

__all__ = ["EVERY", "MailingList", "list_named", "lists_of"]

EVERY = "*"
"""Every list there is and will be, in suppressions."""


def lists_of(config: Config) -> tuple[MailingList, ...]:
    """Every list, in the order they are offered."""
    return config.people.lists


def list_named(lists: Iterable[MailingList], name: str) -> MailingList:
    """The list with this id, or this name. Raises PublisherError with those that there are."""
    known = tuple(lists)
    for each in known:
        if name in {each.id, each.name}:
            return each
    ids = [each.id for each in known]
    hint = f"{did_you_mean(name, ids)}Listorna: {named(ids)}"
    raise PublisherError(Problem(path="", text=f"listan ”{name}” finns inte", hint=hint))
