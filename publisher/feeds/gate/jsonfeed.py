"""JSON Feed 1.1 (https://jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from publisher.feeds.gate.document import Sources
from publisher.feeds.gate.finding import GateFinding
from publisher.feeds.gate.values import is_address
from publisher.problems import Problem

_OURS = "Felet ligger i programmet, inte i texterna: berätta för den som sköter det."
_VERSION = "https://jsonfeed.org/version/1.1"


def check(data: bytes, address: str, sources: Sources) -> Iterator[Problem]:
    """What the feed and its items must have, and that every address in it is whole."""
    source = sources.of_feed(address)
    try:
        feed = json.loads(data)
    except ValueError as error:
        yield _problem(source, GateFinding(f"flödet är inte JSON: {error}", _OURS))
        return
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        yield _problem(source, GateFinding("flödet saknar listan items", _OURS))
        return
    own = sources.context.config.absolute(address)
    yield from (_problem(source, finding) for finding in _channel(feed, own))
    ids = Counter(str(item.get("id")) for item in feed["items"])
    for item in feed["items"]:
        entry = sources.of_item(str(item.get("id")))
        for finding in _item(item, ids):
            yield _problem(entry.source if entry else source, finding)


def _channel(feed: dict[str, Any], own: str) -> Iterator[GateFinding]:
    if feed.get("version") != _VERSION or not feed.get("title"):
        yield GateFinding("flödet saknar version eller namn", _OURS)
    if feed.get("feed_url") != own:
        text = f"flödets egen adress (feed_url) är {feed.get('feed_url')}"
        yield GateFinding(text, f"Den ska vara {own}. Stämmer site_url i inställningarna?")
    yield from _addresses(feed, ("home_page_url", "icon", "favicon"))


def _item(item: dict[str, Any], ids: Counter[str]) -> Iterator[GateFinding]:
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield GateFinding("saknar id i flödet", "Skriv id: i huvudet.")
    elif ids[item["id"]] > 1:
        text = f"id ”{item['id']}” står {ids[item['id']]} gånger i flödet"
        yield GateFinding(text, "Ge en av texterna ett annat id: i huvudet.")
    if "content_html" not in item and "content_text" not in item:
        yield GateFinding("saknar text i flödet", _OURS)
    for name in ("date_published", "date_modified"):
        if name in item and not _is_date(item[name]):
            yield GateFinding(
                f"datumet ”{item[name]}” ({name}) finns inte", "Rätta date: i huvudet."
            )
    yield from _addresses(item, ("url", "external_url", "image", "banner_image"))
    for sound in item.get("attachments", []):
        yield from _addresses(sound, ("url",))
        if not sound.get("mime_type"):
            yield GateFinding("ljudfilen saknar typ i flödet", _OURS)


def _addresses(values: dict[str, Any], names: tuple[str, ...]) -> Iterator[GateFinding]:
    for name in names:
        if name in values and not is_address(str(values[name])):
            yield GateFinding(f"”{values[name]}” ({name}) är ingen hel webbadress", _OURS)


def _is_date(text: object) -> bool:
    try:
        return datetime.fromisoformat(str(text)).tzinfo is not None
    except ValueError:
        return False


def _problem(source: str, finding: GateFinding) -> Problem:
    return Problem(path=source, text=finding.text, hint=finding.hint, fatal=finding.fatal)
