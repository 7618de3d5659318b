"""Readers' e-mail addresses: lists of them, and links that were made for one of them.

What the editors have chosen to show is no leak: their own addresses, those in the settings, and
every address that a page makes a link of (`mailto:`). A few others may stand in any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import unquote

from publisher.config import Config
from publisher.model import Site

# From the sign in the middle outwards: a search that begins there passes over all other text.
_HOST = re.compile(r"@(?:[\w-]+\.)+(?:[^\W\d_]{2,24}|xn--[\w-]+)(?![\w-])")
_NAME = re.compile(r"[\w.%+-]{1,64}\Z")
_LONGEST_NAME = 64
_MAILTO = re.compile(r"mailto:([^\"'?<>\s]+)")
_PERSONAL = re.compile(
    r"[?&;][\w.-]+=([\w.+%-]{1,64}?(?:@|%40)(?:[\w%-]+\.)+(?:xn--[\w-]+|[^\W\d_]{2,24}))(?![\w@-])"
)
_FILES = frozenset({"png", "jpg", "jpeg", "webp", "avif", "svg", "gif", "css", "js"})
"""`bild@2x.png` is no address."""
MANY = 5
"""So many unknown ones in one file are a list."""


def written(text: str) -> tuple[str, ...]:
    """The addresses that a page makes links of, in lower case."""
    text = unescape(text)
    if "mailto:" not in text:
        return ()
    found = (unquote(each) for each in _MAILTO.findall(text))
    return tuple(sorted({plain(one) for each in found for one in each.split(",") if "@" in one}))


def known(config: Config, site: Site) -> frozenset[str]:
    """The publication's own, in lower case."""
    mail = config.mail
    own = (
        config.contact,
        mail.from_email,
        mail.reply_to,
        mail.unsubscribe.removeprefix("mailto:").partition("?")[0],
        *(show.owner.email for show in config.shows),
        *(person.email for person in site.people),
    )
    return frozenset(plain(each) for each in own if "@" in each)


def strangers(text: str, allowed: Iterable[str], host: str) -> tuple[str, ...]:
    """All addresses that nobody has chosen to show, in lower case; `host` is the site's own."""
    if "@" not in text:
        return ()
    found = set(_addresses(unescape(text)))
    own = in_ascii(host.removeprefix("www."))
    return tuple(
        sorted(
            each
            for each in found.difference(allowed)
            if each.rpartition(".")[2] not in _FILES and not _at(each, own)
        )
    )


def personal(text: str, allowed: Iterable[str], host: str) -> Iterator[tuple[str, int]]:
    """Each address that a link carries with it, as a mail service fills it in, and where."""
    if "%40" not in text and "@" not in text:
        return
    chosen, own = frozenset(allowed), in_ascii(host.removeprefix("www."))
    for match in _PERSONAL.finditer(text):
        address = plain(unquote(match[1]))
        if address not in chosen and not _at(address, own):
            yield address, match.start()


def masked(address: str) -> str:
    """Enough to know it by: `an…@exempel.se`."""
    name, _, host = address.partition("@")
    return f"{name[:2]}…@{host}"


def _addresses(text: str) -> Iterator[str]:
    for match in _HOST.finditer(text):
        at = match.start()
        if name := _NAME.search(text[max(0, at - _LONGEST_NAME) : at]):
            yield plain(f"{name[0].lstrip('.')}{match[0]}")


def plain(address: str) -> str:
    """One way to write an address: small letters, and its host as the name servers know it."""
    name, _, host = address.strip().lower().rpartition("@")
    return f"{name}@{in_ascii(host)}"


def in_ascii(host: str) -> str:
    """`räksmörgås.se` → `xn--rksmrgs-5wao1o.se`; what is no name stays as it is."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _at(address: str, host: str) -> bool:
    there = address.partition("@")[2]
    return bool(host) and (there == host or there.endswith("." + host))
