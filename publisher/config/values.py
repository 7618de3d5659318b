"""What the owner has decided, as values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.articlefeed import ArticleFeed
from publisher.model import Show


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """A line in the menu: `target` is a site address, a URL, or the source path of an entry."""

    title: str
    target: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Who the editions come from, and where a reader leaves the list.

    `unsubscribe` may hold a merge tag of the mail service; `address` is the sender's postal line.
    """

    from_name: str
    from_email: str
    reply_to: str
    list_id: str
    unsubscribe: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSettings:
    """Where a site is deployed to: a `kind` that `targets/` knows, and that kind's own options."""

    name: str
    kind: str
    options: dict[str, Any]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything the owner has decided. `site_url` ends with `/`; `base` is its path without."""

    root: Path
    file: str
    site_name: str
    site_description: str
    site_url: str
    language: str
    markdown: tuple[tuple[str, dict[str, Any]], ...]
    menu: tuple[MenuItem, ...]
    subscribers: int
    subscribe_url: str
    editor: str
    contact: str
    copyright: str
    translate_url: str
    per_page: int
    mail: MailSettings
    feeds: tuple[ArticleFeed, ...]
    shows: tuple[Show, ...]
    targets: tuple[TargetSettings, ...]
    theme: str | None
    """The publication's own theme folder below `root`; None: only the one that came along."""
    salt: str
    """Hash of every file this was read from; enters each key that depends on settings."""
    media_url: str = ""
    """Where listeners fetch sound, ending with `/`; empty: from the site itself."""

    @property
    def base(self) -> str:
        """The sub-path all pages lie under: `/y` for `https://x.se/y/`, empty for a whole host."""
        return "/" + path if (path := self.site_url.split("/", 3)[3].rstrip("/")) else ""

    @property
    def origin(self) -> str:
        """What a site address needs in front to be absolute: `https://x.se/y`."""
        return self.site_url.rstrip("/")

    def show(self, id_: str) -> Show:
        """The show with this id, which the loader has made sure exists."""
        return next(show for show in self.shows if show.id == id_)
