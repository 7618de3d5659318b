"""Links by which a reader passes a piece on: plain addresses, and nothing fetched from anybody."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from publisher.config import Config
from publisher.model import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLink:
    """A way to pass a piece on: what it is called, and where the link leads."""

    id: str
    name: str
    url: str


_WAYS = {
    "mejl": ("Mejl", "mailto:?subject={title}&body={url}"),
    # https://docs.bsky.app/docs/advanced-guides/intent-links
    "bluesky": ("Bluesky", "https://bsky.app/intent/compose?text={title}%20{url}"),
    # https://developer.x.com/en/docs/x-for-websites/tweet-button/guides/web-intent
    "x": ("X", "https://x.com/intent/post?text={title}&url={url}"),
    "facebook": ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
}


def ways(config: Config, entry: Entry) -> tuple[ShareLink, ...]:
    """Those the owner has chosen, in that order; the address itself (`adress`) is no link."""
    title, url = quote(entry.title, safe=""), quote(config.absolute(entry.url), safe="")
    return tuple(
        ShareLink(id=id_, name=_WAYS[id_][0], url=_WAYS[id_][1].format(title=title, url=url))
        for id_ in config.share
        if id_ in _WAYS
    )
