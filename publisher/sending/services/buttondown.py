"""Buttondown: https://docs.buttondown.com/api-emails-introduction. Its status makes a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from publisher.sending.services.calling import ServiceApi, escaped
from publisher.sending.services.draft import DraftLetter, FoundDraft
from publisher.system.web import Ask, ask

_BASE = "https://api.buttondown.com/v1"
_MARK = "publisher"
# Without this first line Buttondown reads the letter as Markdown.
_AS_IT_IS = "<!-- buttondown-editor-mode: plaintext -->"


@dataclass(frozen=True, slots=True)
class Buttondown:
    """It goes to all who subscribe there. The mark is kept with the e-mail's metadata."""

    api: ServiceApi
    name: str = "Buttondown"

    def find(self, mark: str) -> FoundDraft | None:
        """By its metadata, page by page."""
        for page in range(1, 1000):
            found = self.api.get("/emails", page=page)
            for each in found["results"]:
                if (each.get("metadata") or {}).get(_MARK) == mark:
                    return FoundDraft(str(each["id"]), each["status"] not in {"draft", "scheduled"})
            if not found.get("next"):
                break
        return None

    def make(self, letter: DraftLetter) -> str:
        """A draft; any other status would send it."""
        body = {**_email(letter), "status": "draft"}
        return str(self.api.post("/emails", body)["id"])

    def renew(self, draft: str, letter: DraftLetter) -> None:
        """Its subject and body."""
        self.api.put(f"/emails/{escaped(draft)}", _email(letter), method="PATCH")

    def url(self, draft: str) -> str:
        """In its editor."""
        return f"https://buttondown.com/emails/{escaped(draft)}"


def _email(letter: DraftLetter) -> dict[str, Any]:
    return {
        "subject": letter.subject,
        "body": f"{_AS_IT_IS}{letter.html}",
        "description": letter.preheader,
        "metadata": {_MARK: letter.mark},
    }


def buttondown(key: str, asking: Ask = ask, base: str = "") -> Buttondown:
    """By the newsletter's own key."""
    headers = {"Authorization": f"Token {key}"}
    api = ServiceApi(
        name="Buttondown", base=base or _BASE, key=key, headers=lambda: headers, ask=asking
    )
    return Buttondown(api)
