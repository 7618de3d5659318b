"""What the author's own git has to say: how to log in, where a remote leads, and who commits."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from publisher.problems import Problem, PublisherError
from publisher.system.git import GitFault, clean, run, version

MISSING = Problem(
    path="",
    text="git finns inte på den här datorn, och målet är ett git-repo",
    hint="Installera git (https://git-scm.com/downloads) och kör publisher deploy igen.",
)
_OLDEST = (2, 31)
"""The first git that takes settings from its environment (GIT_CONFIG_COUNT, March 2021)."""
_LOGIN = r"^(http\..*|credential\..*|core\.sshcommand|ssh\..*|url\..*)$"
"""What the publication's own repository may say of how to get in; CI puts its keys there."""


def require_git(folder: Path) -> None:
    """Raise PublisherError unless there is a git that is new enough."""
    try:
        found = version(folder)
    except FileNotFoundError:
        raise PublisherError(MISSING) from None
    if found and found < _OLDEST:
        here, wanted = (".".join(map(str, each)) for each in (found, _OLDEST))
        text = f"git är för gammal: {here}, och det behövs {wanted}"
        hint = "Installera en nyare git (https://git-scm.com/downloads)."
        raise PublisherError(Problem(path="", text=text, hint=hint))


def login(root: Path) -> dict[str, str]:
    """What the publication's own repository says of how to log in; nothing when there is none.

    Names are in lower case, as git gives them.
    """
    arguments = ("config", "--local", "--includes", "--null", "--get-regexp", _LOGIN)
    # Ours would go before one that stands in the author's own settings.
    ssh = _setting(root, "core.sshcommand")
    found = {"core.sshcommand": ssh} if ssh else {}
    try:
        lines = run(arguments, root, clean(), "").split("\0")[:-1]
    except GitFault:
        return found
    pairs = (line.partition("\n") for line in lines)
    return found | {name: value for name, _, value in pairs}


def remote_url(root: Path, remote: str) -> str:
    """Where the publication's own repository pushes to. Raises GitFault when it has no such."""
    return run(("remote", "get-url", "--push", "--", remote), root, clean(), "").strip()


def author(root: Path, when: datetime) -> dict[str, str]:
    """The environment in which git names the author and the hour of a commit.

    The author is whoever git would name, else the program: never the machine, as git would.
    """
    found = {"DATE": f"{int(when.timestamp())} {when:%z}"}
    for key, instead in (("NAME", "publisher"), ("EMAIL", "publisher@localhost")):
        given = os.environ.get(f"GIT_AUTHOR_{key}") or _setting(root, f"user.{key.lower()}")
        found[key] = given or instead
    return {f"GIT_{role}_{key}": found[key] for role in ("AUTHOR", "COMMITTER") for key in found}


def _setting(root: Path, name: str) -> str:
    try:
        return run(("config", "--get", name), root, clean(), "").strip()
    except GitFault:
        return ""
