"""Where a host that takes SFTP is, and how one gets in: what its target, store and words share."""

from __future__ import annotations

from dataclasses import dataclass

PARALLEL = 16
PAUSES = (1.0, 4.0)
"""Seconds before each new try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SftpHost:
    """`path` is the site's folder there, `own` the one for our own notes; `keep` counts sites."""

    host: str
    port: int
    user: str
    path: str
    own: str
    identity: str
    known_hosts: str
    keep: int
    parallel: int = PARALLEL
    pauses: tuple[float, ...] = PAUSES

    @property
    def shown(self) -> str:
        """`sftp://vard/public_html`."""
        return f"sftp://{self.host}/{self.path.lstrip('/')}"
