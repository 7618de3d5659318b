"""listmonk: https://listmonk.app/docs/apis/campaigns/. A campaign is made as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formataddr
from typing import Any

from publisher.sending.services.calling import ServiceApi, escaped
from publisher.sending.services.draft import DraftLetter, FoundDraft
from publisher.system.web import Ask, ask


@dataclass(frozen=True, slots=True)
class Listmonk:
    """`lists` are the numbers of those that it goes to. A draft's mark is a tag of the campaign."""

    api: ServiceApi
    lists: Sequence[int]
    name: str = "listmonk"

    def find(self, mark: str) -> FoundDraft | None:
        """By its tag, whatever the editor has called it since."""
        found = self.api.get("/api/campaigns", per_page="all", tags=mark, no_body="true")
        for each in found["data"]["results"]:
            if mark in (each.get("tags") or []):
                return FoundDraft(str(each["id"]), each["status"] not in {"draft", "scheduled"})
        return None

    def make(self, letter: DraftLetter) -> str:
        """A draft for the lists."""
        return str(self.api.post("/api/campaigns", self._campaign(letter))["data"]["id"])

    def renew(self, draft: str, letter: DraftLetter) -> None:
        """All of it anew, as the API wants it."""
        self.api.put(f"/api/campaigns/{escaped(draft)}", self._campaign(letter))

    def url(self, draft: str) -> str:
        """In its administration."""
        return f"{self.api.base.rstrip('/')}/admin/campaigns/{escaped(draft)}"

    def _campaign(self, letter: DraftLetter) -> dict[str, Any]:
        return {
            "name": letter.subject,
            "subject": letter.subject,
            "lists": list(self.lists),
            "type": "regular",
            "content_type": "html",
            "messenger": "email",
            "body": letter.html,
            "altbody": letter.text,
            "from_email": formataddr((letter.from_name, letter.from_email)),
            "headers": [{"Reply-To": letter.reply_to}],
            "tags": [letter.mark],
        }


def listmonk(url: str, user: str, key: str, lists: Sequence[int], asking: Ask = ask) -> Listmonk:
    """At the address of one's own installation, as a user of its API."""
    headers = {"Authorization": f"token {user}:{key}"}
    api = ServiceApi(name="listmonk", base=url, key=key, headers=lambda: headers, ask=asking)
    return Listmonk(api, lists)
