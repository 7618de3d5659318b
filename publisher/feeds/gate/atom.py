"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from publisher.feeds.gate.finding import Feed, FeedPart, GateFinding, problem
from publisher.feeds.gate.values import is_address
from publisher.problems import Problem

_OURS = "Felet ligger i programmet, inte i texterna: berätta för den som sköter det."
# RFC 3339, 5.6
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.IGNORECASE)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")


def check(feed: Feed) -> Iterator[Problem]:
    """What a feed and its entries must have, each of them once."""
    channel = feed.channel
    own = [link.get("href", "") for link in channel.all("atom:link") if link.get("rel") == "self"]
    if own != [feed.url]:
        text = f"flödets egen adress (link rel=self) är {', '.join(own) or 'inte skriven'}"
        hint = f"Den ska vara {feed.url}. Stämmer site_url i inställningarna?"
        yield problem(channel, GateFinding(text, hint))
    ids = Counter(item.text("atom:id") for item in feed.items)
    for part in feed.parts:
        yield from (problem(part, finding) for finding in _part(part))
        if ids[part.text("atom:id")] > 1:
            text = f"id ”{part.text('atom:id')}” står {ids[part.text('atom:id')]} gånger i flödet"
            yield problem(part, GateFinding(text, "Ge en av texterna ett annat id: i huvudet."))
    if not channel.has("atom:author"):
        for item in feed.items:
            if not item.has("atom:author"):
                yield problem(
                    item, GateFinding("saknar författare (author) i flödet", "Skriv authors:.")
                )


def _part(part: FeedPart) -> Iterator[GateFinding]:
    for name in ("id", "title", "updated"):
        if len(part.all(f"atom:{name}")) != 1 or not part.text(f"atom:{name}"):
            yield GateFinding(f"{name} ska stå en gång i flödet, och inte vara tomt", _OURS)
    if not _URI.fullmatch(part.text("atom:id")):
        yield GateFinding(f"id ”{part.text('atom:id')}” är ingen hel adress", _OURS)
    for name in ("updated", "published"):
        if part.has(f"atom:{name}") and not _is_date(part.text(f"atom:{name}")):
            text = f"datumet ”{part.text(f'atom:{name}')}” ({name}) finns inte"
            yield GateFinding(text, "Rätta date: eller updated: i huvudet.")
    for link in part.all("atom:link"):
        if not is_address(link.get("href", "")):
            yield GateFinding(f"länken ”{link.get('href', '')}” är ingen hel webbadress", _OURS)


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text)) and datetime.fromisoformat(text.upper()) is not None
    except ValueError:
        return False
