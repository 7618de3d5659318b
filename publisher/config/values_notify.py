"""Who is told that something new is published, as values."""

from __future__ import annotations

from dataclasses import dataclass

INDEXNOW = "https://api.indexnow.org/indexnow"
"""Passes news on to all search engines that take part (https://www.indexnow.org/documentation)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifySettings:
    """`indexnow` is the key that lies open on the site; empty: search engines are not told.

    `ping` are addresses to ask after a deploy, with `{feed}` or `{sitemap}` where one is to stand.
    """

    indexnow: str = ""
    indexnow_url: str = INDEXNOW
    ping: tuple[str, ...] = ()
