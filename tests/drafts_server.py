"""Services that take letters as drafts, each as its documentation has it: on loopback, in memory.

    with drafts_server() as fake:
        listmonk(f"{fake.url}/listmonk", "api", KEY, [3])

`fake.kept` is what each has. `fake.trouble` is what the next question gets instead of an answer: a
status, or `lost`: it is done, and the line is cut before the answer.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "0123456789abcdef0123456789abcdef"
GHOST_KEY = f"6748592f4b9b7700010f6564:{KEY}"
Said = tuple[int, Any]


@dataclass(slots=True)
class Drafts:
    """The fake: its address, what it has by service, and every question."""

    url: str = ""
    kept: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    trouble: int | str = ""

    def of(self, service: str) -> list[dict[str, Any]]:
        return self.kept.setdefault(service, [])


@contextlib.contextmanager
def drafts_server() -> Iterator[Drafts]:
    """For as long as the block lasts."""
    fake = Drafts()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def _do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            parts = urlsplit(self.path)
            _, service, path = parts.path.split("/", 2)
            fake.asked.append(f"{self.command} {parts.path}")
            query = {name: each[0] for name, each in parse_qs(parts.query).items()}
            trouble, fake.trouble = fake.trouble, ""
            if isinstance(trouble, int):
                self._answer(trouble, {"message": f"trouble with {KEY}"})
                return
            answer = _SERVICES[service](fake, self, (self.command, path), query, body)
            if trouble == "lost":
                self.connection.close()
                return
            self._answer(*answer)

        do_GET = do_POST = do_PUT = do_PATCH = _do  # noqa: N815 (as the library calls them)

        def _answer(self, status: int, body: Any) -> None:
            data = b"" if body is None else json.dumps(body).encode()
            with contextlib.suppress(OSError):
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()


def _numbered(kept: list[dict[str, Any]], number: str) -> dict[str, Any] | None:
    return next((each for each in kept if str(each["id"]) == number), None)


def _listmonk(
    fake: Drafts, asked: Any, what: tuple[str, str], query: dict[str, str], body: Any
) -> Said:
    kept = fake.of("listmonk")
    if asked.headers["Authorization"] != f"token api:{KEY}":
        return 403, {"message": "invalid API credentials"}
    if what == ("GET", "api/campaigns"):
        found = [each for each in kept if query.get("tags", "") in each["tags"]]
        return 200, {"data": {"results": found, "total": len(found)}}
    if not body.get("lists"):
        return 400, {"message": "Invalid list IDs."}
    if what == ("POST", "api/campaigns"):
        kept.append({"id": len(kept) + 1, "status": "draft", **body})
        return 200, {"data": kept[-1]}
    row = _numbered(kept, what[1].rpartition("/")[2])
    if row is None or row["status"] not in {"draft", "scheduled"}:
        return 400, {"message": "Cannot update a running or a finished campaign."}
    row.update(body)
    return 200, {"data": row}


def _mailchimp(
    fake: Drafts, asked: Any, what: tuple[str, str], query: dict[str, str], body: Any
) -> Said:
    kept = fake.of("mailchimp")
    login = base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")).decode()
    if not login.endswith(f":{KEY}-us21"):
        return 401, {"title": "API Key Invalid", "detail": "Your API key may be invalid."}
    method, path = what
    if what == ("GET", "campaigns"):
        at, count = int(query["offset"]), int(query["count"])
        found = [each for each in kept if each["recipients"]["list_id"] == query["list_id"]]
        return 200, {"campaigns": found[at : at + count], "total_items": len(found)}
    if what == ("POST", "campaigns"):
        if body["type"] != "regular" or "subject_line" not in body["settings"]:
            return 400, {"title": "Invalid Resource", "detail": "The resource is invalid."}
        kept.append({"id": f"c{len(kept)}", "status": "save", **body})
        return 200, kept[-1]
    row = _numbered(kept, path.split("/")[1])
    if row is None:
        return 404, {"title": "Resource Not Found", "detail": "Not found."}
    if method == "PUT" and path.endswith("/content"):
        row["content"] = body
    elif method == "PATCH":
        row.update(body)
    return 200, row


def _buttondown(
    fake: Drafts, asked: Any, what: tuple[str, str], query: dict[str, str], body: Any
) -> Said:
    kept = fake.of("buttondown")
    if asked.headers["Authorization"] != f"Token {KEY}":
        return 401, {"detail": "Invalid token."}
    if what == ("GET", "emails"):
        page = int(query["page"])
        found = kept[(page - 1) * 2 : page * 2]
        return 200, {
            "results": found,
            "count": len(kept),
            "next": "x" if page * 2 < len(kept) else None,
        }
    if what == ("POST", "emails"):
        if body.get("status", "about_to_send") != "draft":
            return 400, {"detail": "it would have been sent"}
        kept.append({"id": f"em_{len(kept)}", **body})
        return 201, kept[-1]
    row = _numbered(kept, what[1].split("/")[1])
    if row is None or what[0] != "PATCH":
        return 404, {"detail": "Not found."}
    row.update(body)
    return 200, row


def _brevo(  # noqa: PLR0911
    fake: Drafts, asked: Any, what: tuple[str, str], query: dict[str, str], body: Any
) -> Said:
    kept = fake.of("brevo")
    if asked.headers["api-key"] != KEY:
        return 401, {"code": "unauthorized", "message": "Key not found"}
    if what == ("GET", "emailCampaigns"):
        at, count = int(query["offset"]), int(query["limit"])
        if count > 100:
            return 400, {"code": "out_of_range", "message": "Limit exceeds max value"}
        return 200, {"count": len(kept), "campaigns": kept[at : at + count]} if kept else {
            "count": 0
        }
    if len(body["htmlContent"]) < 10 or not body["sender"].get("email"):
        return 400, {"code": "invalid_parameter", "message": "htmlContent is too short"}
    if what == ("POST", "emailCampaigns"):
        kept.append({"id": len(kept) + 1, "status": "draft", **body})
        return 201, {"id": kept[-1]["id"]}
    row = _numbered(kept, what[1].rpartition("/")[2])
    if row is None or row["status"] != "draft":
        return 400, {"code": "campaign_processing", "message": "Campaign is already sent"}
    row.update(body)
    return 204, None


def _ghost(  # noqa: PLR0911
    fake: Drafts, asked: Any, what: tuple[str, str], query: dict[str, str], body: Any
) -> Said:
    kept = fake.of("ghost")
    if not _jwt(asked.headers["Authorization"].removeprefix("Ghost ")):
        return 401, {"errors": [{"message": "Invalid token", "context": "invalid signature"}]}
    if asked.headers["Accept-Version"] != "v5.0":
        return 406, {"errors": [{"message": "Request not acceptable"}]}
    method, path = what[0], what[1].removeprefix("ghost/api/admin/posts/")
    if what == ("GET", "ghost/api/admin/posts/"):
        slug = query["filter"].removeprefix("tag:")
        return 200, {"posts": [each for each in kept if each["tags"][0]["slug"] == slug]}
    if method == "POST":
        if query.get("source") != "html" or not re.search(
            "kg-card-begin: html", body["posts"][0]["html"]
        ):
            return 422, {"errors": [{"message": "Validation error", "context": "no html"}]}
        kept.append(
            {"id": f"g{len(kept)}", "updated_at": "2026-11-30T08:00:00.000Z", **body["posts"][0]}
        )
        return 201, {"posts": [kept[-1]]}
    row = _numbered(kept, path.strip("/"))
    if row is None:
        return 404, {"errors": [{"message": "Resource not found"}]}
    if method == "PUT":
        if body["posts"][0].get("updated_at") != row["updated_at"]:
            return 409, {
                "errors": [{"message": "Saving failed! Someone else is editing this post."}]
            }
        row.update({**body["posts"][0], "updated_at": "2026-11-30T08:00:01.000Z"})
    return 200, {"posts": [row]}


def _jwt(token: str) -> bool:
    head, said, seal = token.split(".")
    made = hmac.new(bytes.fromhex(KEY), f"{head}.{said}".encode(), sha256).digest()
    claims = json.loads(base64.urlsafe_b64decode(said + "=="))
    good = base64.urlsafe_b64encode(made).rstrip(b"=").decode() == seal
    return good and claims["aud"] == "/admin/" and 0 < claims["exp"] - claims["iat"] <= 300


_SERVICES: dict[str, Callable[..., Said]] = {
    "listmonk": _listmonk,
    "mailchimp": _mailchimp,
    "buttondown": _buttondown,
    "brevo": _brevo,
    "ghost": _ghost,
}
