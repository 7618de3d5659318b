"""What those who serve a site from a branch take, and what they show to others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publisher.deploy.target import LocalSite
from publisher.model.addresses import SECRET
from publisher.problems import Problem, PublisherError

_LARGEST = 100 << 20
"""GitHub takes no file above 100 MiB; git is not made for them anywhere."""
_LARGEST_SITE = 1_000_000_000
"""The most that GitHub Pages serves, in bytes."""
_MANY = 20
_SOUND = "Lägg ljudet någon annanstans, se ”Ljud” i handboken."


def require_small(local: LocalSite, name: str) -> None:
    """Raise PublisherError for files that no host takes; `name` is the target's."""
    large = sorted(path for path, facts in local.files.items() if facts.bytes > _LARGEST)[:_MANY]
    text = f"är större än 100 MB, och så stora filer går inte att lägga ut på ”{name}”"
    if large:
        raise PublisherError(
            Problem(path=f"build/site/{path}", text=text, hint=_SOUND) for path in large
        )


def advice(local: LocalSite, puts: Iterable[str], shown: str) -> Iterator[Problem]:
    """What the hosts do not like, and what others may read there of the files that are to be put.

    `shown` is the repository as its owner knows it.
    """
    if sum(facts.bytes for facts in local.files.values()) > _LARGEST_SITE:
        text = "sajten är större än 1 GB, som är det mesta GitHub Pages tar emot"
        yield Problem(path=shown, text=text, hint=_SOUND, fatal=False)
    if any(map(SECRET.search, puts)):
        text = "i repot syns adressen till det ljud som bara prenumeranter ska få"
        hint = "Låt ingen annan läsa repot, eller lägg ljudet någon annanstans (”Ljud” i "
        hint += "handboken)."
        yield Problem(path=shown, text=text, hint=hint, fatal=False)
