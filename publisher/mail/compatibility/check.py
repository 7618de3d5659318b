"""Letters held against what mail programs can show: findings, and those the theme has accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Literal

from publisher import swedish
from publisher.config.standards.mail_clients.table import Feature, spoken, table
from publisher.mail.compatibility.features import features, used
from publisher.mail.compatibility.meaning import BREAKS, DEGRADES, OTHERWISE

Level = Literal["breaks", "degrades", "unknown"]
_LEVELS = ("breaks", "degrades", "unknown")
_NAMED = 3
_INWARD = ("css-at-", "css-pseudo-", "css-selector-", "css-unit-", "css-important", "css-nesting")
"""Features that are nothing to look at themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFinding:
    """A feature that some of the programs do not show, or not whole.

    `line` (from 1) is where the HTML first uses it; 0 for what is settled. `clients` lack it or
    show it in part, and `missing` are those of them that lack it; of an unknown one, `clients` were
    never tested. `accepted` is the theme's reason for using it all the same, else empty.
    """

    feature: Feature
    level: Level
    line: int
    clients: tuple[str, ...]
    missing: tuple[str, ...] = ()
    accepted: str = ""

    @property
    def settled(self) -> bool:
        """Whether nobody need look for it: it is accepted, or nobody knows what becomes of it."""
        return self.level == "unknown" or bool(self.accepted)

    @property
    def meaning(self) -> str:
        """What the reader sees instead."""
        slug = self.feature.slug
        return BREAKS.get(slug) or DEGRADES.get(slug) or OTHERWISE

    @property
    def verb(self) -> str:
        """What the programs fail to do with it, as `visar inte`."""
        inward = self.feature.slug.startswith(_INWARD)
        return ("klarar" if inward else "visar") + (" inte" if self.missing else " bara delvis")

    def __str__(self) -> str:
        """One Swedish sentence."""
        names = [spoken(one) for one in self.missing or self.clients]
        if len(names) > _NAMED:
            names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} program till"]
        what = self.feature.title + (f" (rad {self.line})" if self.line else "")
        if self.level == "unknown":
            return f"Ingen har prövat {what} i {swedish.listing(names)}"
        return f"{swedish.listing(names)} {self.verb} {what}: {self.meaning}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A feature that the theme uses although some programs lack it, and why that does no harm.

    `clients` are patterns such as `gmail.*`.
    """

    feature: str
    clients: tuple[str, ...]
    reason: str


def check(
    html: str, clients: tuple[str, ...], accepted: Iterable[Accepted] = ()
) -> tuple[MailFinding, ...]:
    """Every feature of a letter that one of `clients` does not show, worst first.

    An accepted feature is still a finding, with its reason; it is so only for the programs that are
    named with it, and a break can never be accepted.
    """
    found = _found(features(html), clients, tuple(accepted))
    if all(one.settled for one in found):
        return found
    lines = used(html)
    placed = (one if one.settled else _placed(one, lines[one.feature.slug]) for one in found)
    return tuple(sorted(placed, key=_weight))


@lru_cache(maxsize=1024)
def _found(
    slugs: frozenset[str], clients: tuple[str, ...], accepted: tuple[Accepted, ...]
) -> tuple[MailFinding, ...]:
    """What is found, wherever it stands: most letters of a publication use the same things."""
    judged = _judged(clients, accepted)
    for slug in slugs - judged.keys():
        judged[slug] = _findings(slug, clients, accepted)
    return tuple(sorted((one for slug in slugs for one in judged[slug]), key=_weight))


def _weight(found: MailFinding) -> tuple[int, int, str]:
    return _LEVELS.index(found.level), found.line, found.feature.slug


@lru_cache(maxsize=16)
def _judged(
    clients: tuple[str, ...],  # noqa: ARG001 (the cache's key)
    accepted: tuple[Accepted, ...],  # noqa: ARG001 (the cache's key)
) -> dict[str, tuple[MailFinding, ...]]:
    """Room for what is found of each feature: what it depends on is hashed once a letter."""
    return {}


def _findings(
    slug: str, clients: tuple[str, ...], accepted: tuple[Accepted, ...]
) -> tuple[MailFinding, ...]:
    feature = table().features[slug]
    answer = feature.support
    lacking = tuple(one for one in clients if answer[one] in "an")
    untested = tuple(one for one in clients if answer[one] in "u-")
    found: list[MailFinding] = []
    if slug in BREAKS and (broken := tuple(one for one in lacking if answer[one] == "n")):
        found.append(_finding(feature, "breaks", broken, ""))
        lacking = tuple(one for one in lacking if one not in broken)
    reasons = {one: _reason(slug, one, accepted) for one in lacking}
    for reason in sorted(set(reasons.values())):
        alike = tuple(one for one in lacking if reasons[one] == reason)
        found.append(_finding(feature, "degrades", alike, reason))
    if untested:
        found.append(MailFinding(feature=feature, level="unknown", line=0, clients=untested))
    return tuple(found)


def _finding(feature: Feature, level: Level, clients: tuple[str, ...], reason: str) -> MailFinding:
    missing = tuple(one for one in clients if feature.support[one] == "n")
    return MailFinding(
        feature=feature, level=level, line=0, clients=clients, missing=missing, accepted=reason
    )


def _reason(slug: str, client: str, accepted: tuple[Accepted, ...]) -> str:
    hits = (
        each.reason
        for each in accepted
        if each.feature == slug and any(fnmatchcase(client, one) for one in each.clients)
    )
    return next(hits, "")


def _placed(found: MailFinding, line: int) -> MailFinding:
    return MailFinding(
        feature=found.feature,
        level=found.level,
        line=line,
        clients=found.clients,
        missing=found.missing,
        accepted=found.accepted,
    )
