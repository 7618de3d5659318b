"""A Channel and its FeedItems → JSON Feed 1.1 (https://jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from typing import Any

from publisher.feeds.channel import Channel, FeedCreator, FeedItem
from publisher.feeds.markup import legal, plain
from publisher.model import Enclosure

_COMMENT = (
    "Det här är ett flöde: med adressen {address} i en läsare, som NetNewsWire eller Feedly, "
    "kommer det nya dit av sig självt."
)


def write(channel: Channel, items: tuple[FeedItem, ...]) -> bytes:
    """The feed, in the order given; the same values always give the same bytes.

    Fields without a value are left out. Characters that XML forbids are left out here too, so that
    all formats say the same.
    """
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": legal(channel.title),
        "home_page_url": channel.url,
        "feed_url": channel.feed_url,
        "description": plain(channel.description),
        "user_comment": _COMMENT.format(address=channel.feed_url),
        "icon": channel.image,
        "authors": [{"name": legal(channel.author)}] if channel.author else [],
        "language": channel.language,
        "hubs": [{"type": "WebSub", "url": channel.hub}] if channel.hub else [],
    }
    text = json.dumps({**_filled(feed), "items": [_item(one) for one in items]}, ensure_ascii=False)
    return (text + "\n").encode()


def _item(item: FeedItem) -> dict[str, Any]:
    fields = {
        "id": legal(item.id),
        "url": item.url,
        "title": legal(item.title),
        "summary": plain(item.description) if item.description else "",
        "image": item.image,
        "date_published": item.date.isoformat(),
        "date_modified": item.updated.isoformat() if item.updated else "",
        "authors": [_author(one) for one in item.creators],
        "tags": [legal(name) for name in item.categories],
        "attachments": [_attachment(item.enclosure)] if item.enclosure else [],
    }
    return {**_filled(fields), "content_html": legal(item.content)}  # required, even when empty


def _attachment(sound: Enclosure) -> dict[str, Any]:
    return _filled(
        {
            "url": sound.url,
            "mime_type": sound.mime,
            "size_in_bytes": sound.bytes,
            "duration_in_seconds": round(sound.seconds),
        }
    )


def _author(one: FeedCreator) -> dict[str, str]:
    return _filled({"name": legal(one.name), "url": one.url, "avatar": one.picture})


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
