"""What the service must know, as values: whose it is, where it answers, how much it takes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network

from publisher.config import MailingList

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How often anything may be asked for: these, not riddles, end the bombing of inboxes.

    A confirmation that is sent to somebody who asked for none is the harm there is: so an address
    gets one a day and three a week, whoever asks; a client may ask for five an hour; and `hourly`
    leave in an hour in all, the rest waits its turn. More than `waiting` is not taken on.
    """

    address_day: int = 1
    address_week: int = 3
    client_hour: int = 5
    hourly: int = 60
    waiting: int = 24 * 60
    soonest: timedelta = timedelta(seconds=3)
    """Nobody reads a page and presses its button sooner; a program does."""
    latest: timedelta = timedelta(hours=24)
    """As long as a page may stand open before its button is pressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file that the pages ask for."""

    data: bytes
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """`address` is where the service answers and `site_url` the site's own, both ending with `/`.

    `templates` are the pages' own, by name; `assets` what they ask for, by path below the address.
    `trusted` are proxies of ours, whose word on a client's address is taken.
    """

    site_name: str
    site_url: str
    address: str
    lists: tuple[MailingList, ...]
    templates: Mapping[str, str]
    assets: Mapping[str, Asset] = field(default_factory=dict)
    language: str = "sv"
    contact: str = ""
    editor: str = ""
    logo: str = ""
    """Path of the logo among the assets."""
    trusted: tuple[Network, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @property
    def base(self) -> str:
        """The path that all pages lie under: `/brev` for `https://x.se/brev/`, or nothing."""
        return "/" + path if (path := self.address.split("/", 3)[3].rstrip("/")) else ""

    @property
    def origins(self) -> frozenset[str]:
        """From where forms may be sent here: our own pages, and the site with its box."""
        return frozenset(origin_of(each) for each in (self.address, self.site_url))

    def href(self, path: str) -> str:
        """An address of ours as pages name it."""
        return f"{self.base}/{path}"

    def named(self, ids: object) -> tuple[MailingList, ...]:
        """The lists of these ids that there are, in the order they are offered."""
        wanted = set(ids) if isinstance(ids, list | tuple | set | frozenset) else {ids}
        return tuple(each for each in self.lists if each.id in wanted)


def origin_of(url: str) -> str:
    """Scheme, host and port as browsers write them (RFC 6454, 6.1): without the usual port.

    >>> origin_of("https://Tidning.SE:443/brev/")
    'https://tidning.se'
    """
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0].lower()
    usual = {"https": ":443", "http": ":80"}.get(scheme.lower(), "")
    return f"{scheme.lower()}://{host.removesuffix(usual) if usual else host}"
