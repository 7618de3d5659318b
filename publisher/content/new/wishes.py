"""What is asked of a new publication: its name, its address, a podcast, where it is to lie.

Each is judged by itself, so that whoever asks for it can say at once what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from publisher.config.fields import one_line
from publisher.config.site_address import site_address
from publisher.content.new.writing import name_of
from publisher.model.addresses import host_of, slug
from publisher.problems import Problem, PublisherError
from publisher.system.disk import composed

_LONGEST = 200
"""Letters of a name: what is made of it ("Välkommen till …") may have 255 in a podcast app."""
_SHARED = (
    *("github.io", "gitlab.io", "codeberg.page", "pages.dev", "netlify.app", "vercel.app"),
    *("amazonaws.com", "r2.dev", "web.app"),
)
"""Hosts that many share: a publication that lies there has no mail there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a new publication is to be; what is empty is left for later, or as it usually is.

    `place` is where readers will find it: a kind of target, with that kind's options by name.
    """

    name: str = ""
    address: str = ""
    podcast: str = ""
    place: Mapping[str, str] = field(default_factory=dict)


def publication_name(given: str) -> str:
    """The name as it will stand. Raises PublisherError for one that cannot be used."""
    try:
        name = " ".join(one_line(composed(given)).split())
    except ValueError as error:
        text, hint = [*error.args, ""][:2]
        raise _refused(f"namnet {text}", hint or "Skriv det på en enda rad.") from error
    if not name.isprintable():
        raise _refused("namnet går inte att använda", "Skriv det på en rad, utan styrtecken.")
    if len(name) > _LONGEST:
        text = f"namnet har {len(name)} tecken, och högst {_LONGEST} får plats"
        raise _refused(text, "Korta det.")
    return name


def publication_address(given: str) -> str:
    """The address of the front page as it will stand. Raises PublisherError where it is none."""
    try:
        return site_address(given.strip())
    except ValueError as error:
        raise _refused(f"”{given}” {error.args[0]}", error.args[1]) from error


def folder_for(name: str) -> str:
    """A folder for a publication of that name: `Kustbladet i Åbo` → `kustbladet-i-abo`."""
    return name_of(name) if slug(name) else "tidning"


def named_after(root: Path) -> str:
    """`min-tidning` → `Min tidning`."""
    words = re.sub(r"[-_\s]+", " ", root.resolve().name).strip()
    return words[:1].upper() + words[1:] if words else "Min tidning"


def nowhere(name: str) -> str:
    """An address that nobody can reach, for a publication whose own is not decided."""
    return f"https://{slug(name)[:40].strip('-') or 'tidning'}.example/"


def mail_host(name: str, address: str) -> str:
    """What stands after @ in the addresses that a new publication begins with."""
    host = host_of(address).removeprefix("www.")
    shared = any(host == each or host.endswith(f".{each}") for each in _SHARED)
    return host_of(nowhere(name)) if shared else host


def _refused(text: str, hint: str) -> PublisherError:
    return PublisherError(Problem(path="", text=text, hint=hint))
