"""Ghost: https://docs.ghost.org/admin-api/posts/creating-a-post. A post that is only mailed."""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from publisher.problems import Problem, PublisherError
from publisher.sending.services.calling import ServiceApi, escaped
from publisher.sending.services.draft import DraftLetter, FoundDraft
from publisher.system.web import Ask, ask

_LIVES = 300
"""Seconds that a token may be good for at most."""
# What stands between these is kept as it is; all else Ghost turns into its own form.
_CARD = "<!--kg-card-begin: html-->\n{}\n<!--kg-card-end: html-->"


@dataclass(frozen=True, slots=True)
class Ghost:
    """Which newsletter it goes to is chosen there. The mark is an inner tag (`#…`) of the post."""

    api: ServiceApi
    name: str = "Ghost"

    def find(self, mark: str) -> FoundDraft | None:
        """By its tag, which readers never see."""
        query = f"tag:{_slug(mark)}"
        posts = self.api.get("/posts/", filter=query, fields="id,status", limit=1)["posts"]
        if not posts:
            return None
        return FoundDraft(str(posts[0]["id"]), posts[0]["status"] not in {"draft", "scheduled"})

    def make(self, letter: DraftLetter) -> str:
        """A draft that is sent as a letter only, when the editor says so."""
        body = {"posts": [{**_post(letter), "status": "draft", "email_only": True}]}
        return str(self.api.post("/posts/?source=html", body)["posts"][0]["id"])

    def renew(self, draft: str, letter: DraftLetter) -> None:
        """Its title and content; Ghost wants to hear which version is changed."""
        place = f"/posts/{escaped(draft)}/"
        known = self.api.get(place, fields="updated_at")["posts"][0]["updated_at"]
        body = {"posts": [{**_post(letter), "updated_at": known}]}
        self.api.put(f"{place}?source=html", body)

    def url(self, draft: str) -> str:
        """In its editor."""
        return self.api.base.removesuffix("/api/admin") + f"/#/editor/post/{escaped(draft)}"


def _post(letter: DraftLetter) -> dict[str, Any]:
    return {
        "title": letter.subject,
        "custom_excerpt": letter.preheader[:300],
        "html": _CARD.format(letter.html),
        "tags": [{"name": f"#{letter.mark}", "slug": _slug(letter.mark)}],
    }


def _slug(mark: str) -> str:
    """As the address of an inner tag: nothing in it that Ghost would change."""
    return f"hash-publisher-{sha256(mark.encode()).hexdigest()[:24]}"


def ghost(url: str, key: str, asking: Ask = ask, clock: Callable[[], float] = time.time) -> Ghost:
    """At the site's address. Raises PublisherError: the key is no key of the Admin API."""
    name, _, secret = key.partition(":")
    try:
        raw = bytes.fromhex(secret)
    except ValueError:
        raw = b""
    if not name or not raw:
        text = "nyckeln till Ghost ska vara en Admin API key: två delar med kolon emellan"
        hint = "Den finns i Ghost under Settings → Integrations. Content API key duger inte."
        raise PublisherError(Problem(path="", text=text, hint=hint))

    def headers() -> dict[str, str]:
        return {"Authorization": f"Ghost {_token(name, raw, clock())}", "Accept-Version": "v5.0"}

    base = f"{url.rstrip('/')}/ghost/api/admin"
    return Ghost(ServiceApi(name="Ghost", base=base, key=secret, headers=headers, ask=asking))


def _token(name: str, secret: bytes, now: float) -> str:
    """A JSON Web Token (RFC 7519, HS256) that is good for five minutes."""
    head = {"alg": "HS256", "typ": "JWT", "kid": name}
    said = {"iat": int(now), "exp": int(now) + _LIVES, "aud": "/admin/"}
    text = ".".join(_coded(json.dumps(each).encode()) for each in (head, said))
    return f"{text}.{_coded(hmac.new(secret, text.encode(), sha256).digest())}"


def _coded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
