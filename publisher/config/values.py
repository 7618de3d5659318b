"""What the owner has decided, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from publisher.config.values_copy_desk import CopyDeskSettings
from publisher.config.values_look import Look
from publisher.config.values_mail import (
    DkimSettings,
    PaceSettings,
    Preset,
    ReturnsSettings,
    SmtpSettings,
    ViaSettings,
)
from publisher.config.values_notify import NotifySettings
from publisher.config.values_people import PeopleSettings
from publisher.config.values_subscribe import SubscribeForm
from publisher.model import Show
from publisher.model.addresses import host_of, prefixed
from publisher.model.article_feed import ArticleFeed


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
    every_since: date | None = None
    """Every piece from this day on is mailed, unless it says otherwise."""
    presets: tuple[Preset, ...] = ()
    """The mail services that every edition is made ready for, besides the finished message."""
    greeting: str = ""
    """The words a letter begins with; `{namn}` stands for the recipient's first name."""
    web_by_service: bool = False
    """Whether a letter's web link leads to the service's own copy, where it has one."""
    clients: tuple[str, ...] = ()
    """The mail programs that letters must be readable in, by caniemail.com's names."""
    smtp: SmtpSettings | None = None
    """Where `publisher send` hands letters over; None: some other program sends them."""
    pace: PaceSettings = field(default_factory=PaceSettings)
    dkim: DkimSettings | None = None
    returns: ReturnsSettings | None = None
    """Where `publisher mail returns` fetches what came back."""
    via: tuple[ViaSettings, ...] = ()
    """The services that letters can be handed over to as drafts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSettings:
    """Where a site is deployed to: a `kind` that `targets/` knows, and that kind's own options.

    `url` is where a trial of the site is seen, ending with `/`; empty: it is the site itself. With
    `verify`, what was put there is asked for over the web afterwards. `promises` is whether what
    lies there is promised to the world; None: yes, if the publication looks as if it were meant to.
    """

    name: str
    kind: str
    options: dict[str, Any]
    line: int
    url: str = ""
    verify: bool = True
    promises: bool | None = None


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
    media_target: str = ""
    """The target that the sound is put at; empty: it goes with the site."""
    notify: NotifySettings = field(default_factory=NotifySettings)
    people: PeopleSettings = field(default_factory=PeopleSettings)
    copy_desk: CopyDeskSettings = field(default_factory=CopyDeskSettings)
    look: Look = field(default_factory=Look)
    share: tuple[str, ...] = ()
    """The ways to pass a piece on that its page offers, in order; `site/share.py` knows them."""
    search: bool = True
    """Whether the pages have a search box, and the site an index to search."""
    cards: bool = True
    """Whether each page has a picture of its own for those who share it."""
    redirects: tuple[tuple[str, str], ...] = ()
    """Old site addresses, and where the owner wants each to lead."""
    moved: tuple[tuple[str, str], ...] = ()
    """Those of `redirects` that an import has written, in `feeds/gamla-adresser.yml`."""
    queries: tuple[tuple[str, str], ...] = ()
    """What stood after `?` in old addresses of the front page, and where each leads."""
    subscribe_form: SubscribeForm | None = None
    """What the box “Prenumerera” is a form of; None: it leads to `subscribe_url`."""
    first_host: str = ""
    """The host that ids are named after, if the site has lain elsewhere; else empty."""
    raw_html: bool = False
    extension_files: tuple[str, ...] = ()
    """Patterns of the files that Markdown extensions read by themselves, as seen from the root."""
    """Whether texts may hold HTML that runs, fetches or sends (`<script>`, `<form>`…)."""
    unread: tuple[str, ...] = ()
    """Endings of files that nobody can read as text, and that may go out all the same."""

    @property
    def base(self) -> str:
        """The sub-path all pages lie under: `/y` for `https://x.se/y/`, empty for a whole host."""
        return "/" + path if (path := self.site_url.split("/", 3)[3].rstrip("/")) else ""

    @property
    def origin(self) -> str:
        """What a site address needs in front to be absolute: `https://x.se/y`."""
        return self.site_url.rstrip("/")

    @property
    def host(self) -> str:
        """The name of the machine that the site is asked for at."""
        return host_of(self.site_url)

    def absolute(self, address: str) -> str:
        """A site address as a whole URL; anything else (a URL, a merge tag) as it stands."""
        return prefixed(self.origin, address)

    def href(self, address: str) -> str:
        """A site address as pages name it, below the sub-path; anything else as it stands."""
        return prefixed(self.base, address)

    def show(self, id_: str) -> Show:
        """The show with this id, which the loader has made sure exists."""
        return next(show for show in self.shows if show.id == id_)
