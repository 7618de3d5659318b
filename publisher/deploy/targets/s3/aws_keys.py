"""Keys to an S3 store, found where the tools of that world look for them, and never kept.

The environment comes first; obstore reads it itself, and with it what GitHub, GitLab and containers
hand out (web identity, container credentials). Then the files that `aws configure` writes, which
obstore does not know.
"""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from publisher.problems import Problem, PublisherError

_HANDED_OUT = (
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_METADATA_ENDPOINT",
)
_HINT = (
    "Lägg nycklarna i miljövariablerna AWS_ACCESS_KEY_ID och AWS_SECRET_ACCESS_KEY, eller i "
    "~/.aws/credentials. De ska aldrig stå i inställningarna."
)


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys from a file. `secret` and `token` are not shown when the value is."""

    id: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)


def find_keys(environment: Mapping[str, str], profile: str, shown: str) -> Keys | None:
    """Keys from the files, or None when obstore finds them itself in the environment.

    `profile` is that of the settings, empty when they name none. Raises PublisherError when there
    are no keys anywhere: else obstore would ask an address on the network that few machines have.
    """
    if not profile and environment.get("AWS_ACCESS_KEY_ID"):
        return None
    name = profile or environment.get("AWS_PROFILE") or "default"
    if keys := _from_files(environment, name):
        return keys
    if not profile and any(environment.get(each) for each in _HANDED_OUT):
        return None
    which = f" för profilen ”{name}”" if name != "default" else ""
    raise PublisherError(Problem(path=shown, text=f"hittar inga nycklar{which}", hint=_HINT))


def _from_files(environment: Mapping[str, str], name: str) -> Keys | None:
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or "~").expanduser()
    credentials = environment.get("AWS_SHARED_CREDENTIALS_FILE") or home / ".aws" / "credentials"
    config = environment.get("AWS_CONFIG_FILE") or home / ".aws" / "config"
    long = "default" if name == "default" else f"profile {name}"
    return _section(Path(credentials), name) or _section(Path(config), long)


def _section(file: Path, name: str) -> Keys | None:
    parser = configparser.RawConfigParser(default_section="", strict=False)
    try:
        parser.read(file, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError) as error:
        text = "nyckelfilen går inte att tolka"  # and not why: that would quote from it
        hint = "Rätta filen, eller skriv om den med aws configure."
        problem = Problem(path=file.name, text=text, hint=hint)
        raise PublisherError(problem) from _without_text(error)
    if not parser.has_section(name):
        return None
    found = dict(parser.items(name))
    id_, secret = found.get("aws_access_key_id"), found.get("aws_secret_access_key")
    if not (id_ and secret):
        return None
    return Keys(id_, secret, found.get("aws_session_token", ""))


def _without_text(error: Exception) -> Exception:
    """The same kind of fault without its words, which may hold a line of the file."""
    return ValueError(type(error).__name__)
