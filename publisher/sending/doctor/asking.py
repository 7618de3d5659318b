"""Questions to DNS, asked when they are needed and answered once a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from dns.resolver import Resolver

_PATIENCE = 5.0


class DnsSilentError(Exception):
    """No answer, or one that says that the domain's own servers are broken: try again later."""


@dataclass(slots=True)
class Dns:
    """The machine's own resolver, or the server at `address` (and `port`)."""

    address: str = ""
    port: int = 53
    _known: dict[tuple[str, str], list[str]] = field(default_factory=dict, repr=False)

    def txt(self, name: str) -> list[str]:
        """Texts at a name, each put together of its pieces; none if there are none."""
        return self._asked(name, "TXT")

    def mx(self, name: str) -> list[str]:
        """Mail servers of a domain; `.` alone says that it takes no mail (RFC 7505)."""
        return self._asked(name, "MX")

    def addresses(self, name: str) -> list[str]:
        """IP addresses of a machine, of both kinds."""
        return [*self._asked(name, "A"), *self._asked(name, "AAAA")]

    def names(self, ip: str) -> list[str]:
        """Names that an IP address leads back to (PTR)."""
        from dns.reversename import from_address

        return self._asked(str(from_address(ip)).rstrip("."), "PTR")

    def _asked(self, name: str, kind: str) -> list[str]:
        key = (name.lower().rstrip("."), kind)
        if key not in self._known:
            self._known[key] = self._answered(*key)
        return self._known[key]

    def _answered(self, name: str, kind: str) -> list[str]:
        from dns import exception, resolver

        try:
            found = self._resolver().resolve(f"{name}.", kind, search=False)
        except (resolver.NXDOMAIN, resolver.NoAnswer):
            return []
        except (
            exception.SyntaxError,
            exception.FormError,
            ValueError,
        ):  # no name that can be asked
            return []
        except exception.DNSException as error:
            raise DnsSilentError(name) from error
        return [_text(row, kind) for row in found]

    def _resolver(self) -> Resolver:
        from dns import exception, resolver

        try:
            made = resolver.Resolver(configure=not self.address)
        except (exception.DNSException, OSError) as error:
            text = "datorn vet inte vilken namnserver den ska fråga"
            hint = "Ge en: publisher mail doctor --dns 9.9.9.9"
            raise PublisherError(Problem(path="", text=text, hint=hint)) from error
        if self.address:
            made.nameservers = [self.address]
            made.port = self.port
        made.lifetime = _PATIENCE
        return made


def _text(row: object, kind: str) -> str:
    from dns.rdtypes.ANY.MX import MX
    from dns.rdtypes.ANY.TXT import TXT

    if isinstance(row, TXT):
        return b"".join(row.strings).decode("utf-8", "replace")
    if isinstance(row, MX):
        return str(row.exchange).rstrip(".").lower() or "."
    return str(row).rstrip(".").lower() if kind == "PTR" else str(row)
