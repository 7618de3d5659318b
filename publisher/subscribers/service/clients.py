"""Whose request it is: a header may only say so for proxies of ours."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from publisher.subscribers.service.settings import Network

_HOME = 64
"""Bits of an IPv6 address that are one household's: it has all addresses that begin with them."""
UNIX = "unix"
"""What stands for a peer that came by a socket in the file system, which has no address."""


def client_of(peer: str, forwarded: Iterable[str], trusted: tuple[Network, ...]) -> str:
    """The client's address: the peer's, or what proxies of ours have said of theirs.

    `forwarded` are the request's `X-Forwarded-For` headers, in order. They are read from the right,
    as long as whoever added an entry is trusted; what stands to the left of the first that is not
    is the client's own invention. What is no address ends the reading.

    >>> home = (ip_network("127.0.0.0/8"),)
    >>> client_of("127.0.0.1", ["6.6.6.6, 198.51.100.7"], home)
    '198.51.100.7'
    >>> client_of("203.0.113.9", ["198.51.100.7"], home)
    '203.0.113.9'
    """
    here = _address(peer)
    if here is None and peer not in {"", UNIX}:
        return UNIX
    said = [part.strip() for header in forwarded for part in header.split(",")]
    while said and (here is None or any(here in each for each in _same(trusted, here))):
        found = _address(said.pop())
        if found is None:
            break
        here = found
    return UNIX if here is None else str(here)


def household(client: str) -> str:
    """What a limit counts by: an IPv4 address as it is, an IPv6 address' first 64 bits.

    >>> household("2001:db8:1:2:3:4:5:6")
    '2001:db8:1:2::/64'
    """
    found = _address(client)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _HOME), strict=False))
    return client


def _same(networks: tuple[Network, ...], address: IPv4Address | IPv6Address) -> Iterable[Network]:
    return (each for each in networks if each.version == address.version)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it: with a port or without, IPv6 in brackets or not.

    An IPv4 address in IPv6 clothes is the IPv4 address.
    """
    text = text.strip('" ')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
