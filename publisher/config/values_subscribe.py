"""The form that the box “Prenumerera” is, as values: our own service's, or a mail service's own."""

from __future__ import annotations

from dataclasses import dataclass

FIELD = "address"
"""What the one field is called that our own sign-up service reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribeForm:
    """Where the box sends an address, and how: plain HTML, for no page needs a script.

    `field` is the name of the one field that is seen; without one the service takes no plain form,
    and the box leads to its page. `hidden` go along as they are. `trap` is the name of a field that
    people never see and programs fill in.
    """

    action: str
    field: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    trap: str = ""

    @property
    def origin(self) -> str:
        """What a Content-Security-Policy must name under `form-action`."""
        return "/".join(self.action.split("/", 3)[:3])
