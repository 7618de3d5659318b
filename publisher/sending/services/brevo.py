"""Brevo: https://developers.brevo.com/reference/createemailcampaign-1. Unscheduled: a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from publisher.sending.services.calling import ServiceApi, escaped
from publisher.sending.services.draft import DraftLetter, FoundDraft
from publisher.system.web import Ask, ask

_BASE = "https://api.brevo.com/v3"
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Brevo:
    """`lists` are the numbers of those that it goes to. The mark is the campaign's inner name."""

    api: ServiceApi
    lists: Sequence[int]
    name: str = "Brevo"

    def find(self, mark: str) -> FoundDraft | None:
        """By its name, which readers never see."""
        for offset in range(0, 1000 * _PAGE, _PAGE):
            found = self.api.get("/emailCampaigns", limit=_PAGE, offset=offset)
            for each in found.get("campaigns") or []:
                if each["name"] == mark:
                    return FoundDraft(str(each["id"]), each["status"] != "draft")
            if offset + _PAGE >= found.get("count", 0):
                break
        return None

    def make(self, letter: DraftLetter) -> str:
        """A draft for the lists."""
        return str(self.api.post("/emailCampaigns", self._campaign(letter))["id"])

    def renew(self, draft: str, letter: DraftLetter) -> None:
        """All of it anew."""
        self.api.put(f"/emailCampaigns/{escaped(draft)}", self._campaign(letter))

    def url(self, draft: str) -> str:
        """In its editor."""
        return f"https://app.brevo.com/marketing-campaign/edit/{escaped(draft)}"

    def _campaign(self, letter: DraftLetter) -> dict[str, Any]:
        return {
            "name": letter.mark,
            "subject": letter.subject,
            "previewText": letter.preheader,
            "sender": {"name": letter.from_name, "email": letter.from_email},
            "replyTo": letter.reply_to,
            "htmlContent": letter.html,
            "recipients": {"listIds": list(self.lists)},
        }


def brevo(key: str, lists: Sequence[int], asking: Ask = ask, base: str = "") -> Brevo:
    """By a key of the account."""
    headers = {"api-key": key}
    api = ServiceApi(name="Brevo", base=base or _BASE, key=key, headers=lambda: headers, ask=asking)
    return Brevo(api, lists)
