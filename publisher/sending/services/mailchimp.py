"""Mailchimp: https://mailchimp.com/developer/marketing/api/campaigns/. The key names its server."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from publisher.problems import Problem, PublisherError
from publisher.sending.services.calling import ServiceApi, escaped
from publisher.sending.services.draft import DraftLetter, FoundDraft
from publisher.system.web import Ask, ask

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Mailchimp:
    """`audience` is the id of the one that it goes to. The mark is the campaign's inner title."""

    api: ServiceApi
    audience: str
    name: str = "Mailchimp"

    def find(self, mark: str) -> FoundDraft | None:
        """By its title, which readers never see."""
        for offset in range(0, 100 * _PAGE, _PAGE):
            found = self.api.get(
                "/campaigns",
                list_id=self.audience,
                fields="campaigns.id,campaigns.status,campaigns.settings.title",
                count=_PAGE,
                offset=offset,
            )["campaigns"]
            for each in found:
                if each["settings"].get("title") == mark:
                    return FoundDraft(str(each["id"]), each["status"] not in {"save", "paused"})
            if len(found) < _PAGE:
                break
        return None

    def make(self, letter: DraftLetter) -> str:
        """A campaign, and then its content; what is cut off between the two is found again."""
        body = {"type": "regular", **self._campaign(letter)}
        made = str(self.api.post("/campaigns", body)["id"])
        self._fill(made, letter)
        return made

    def renew(self, draft: str, letter: DraftLetter) -> None:
        """Its settings and its content."""
        self.api.put(f"/campaigns/{escaped(draft)}", self._campaign(letter), method="PATCH")
        self._fill(draft, letter)

    def url(self, draft: str) -> str:  # noqa: ARG002 (its own pages have other ids)
        """Among its campaigns."""
        server = self.api.base.partition("//")[2].partition(".")[0]
        return f"https://{server}.admin.mailchimp.com/campaigns/"

    def _campaign(self, letter: DraftLetter) -> dict[str, Any]:
        return {
            "recipients": {"list_id": self.audience},
            "settings": {
                "subject_line": letter.subject,
                "preview_text": letter.preheader,
                "title": letter.mark,
                "from_name": letter.from_name,
                "reply_to": letter.reply_to,
            },
        }

    def _fill(self, draft: str, letter: DraftLetter) -> None:
        body = {"html": letter.html, "plain_text": letter.text}
        self.api.put(f"/campaigns/{escaped(draft)}/content", body)


def mailchimp(key: str, audience: str, asking: Ask = ask, base: str = "") -> Mailchimp:
    """The key ends with the server's name: `…-us21`. Raises PublisherError: this one does not."""
    server = key.rpartition("-")[2]
    if not base and not (key.count("-") and server.isalnum() and server.isascii()):
        text = "nyckeln till Mailchimp ska sluta med bindestreck och serverns namn, som -us21"
        hint = "Kopiera hela nyckeln från Account → Extras → API keys."
        raise PublisherError(Problem(path="", text=text, hint=hint))
    login = b64encode(f"publisher:{key}".encode()).decode()
    api = ServiceApi(
        name="Mailchimp",
        base=base or f"https://{server}.api.mailchimp.com/3.0",
        key=key.rpartition("-")[0] or key,
        headers=lambda: {"Authorization": f"Basic {login}"},
        ask=asking,
    )
    return Mailchimp(api, audience)
