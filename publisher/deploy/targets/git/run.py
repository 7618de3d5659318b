"""How git is run: never asking anything, answering in English, and with the author's own keys."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from publisher.problems import Problem, PublisherError

MISSING = Problem(
    path="",
    text="git finns inte på den här datorn, och målet är ett git-repo",
    hint="Installera git (https://git-scm.com/downloads) och kör publisher deploy igen.",
)
_OLDEST = (2, 31)
"""The first git that takes settings from its environment (GIT_CONFIG_COUNT, March 2021)."""
_NOT_OURS = {
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_OBJECT_DIRECTORY", "GIT_DIR",
    "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE", "GIT_PREFIX", "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_QUARANTINE_PATH",
}  # fmt: skip
"""What git tells its own hooks of their repository: nothing that holds for ours."""
_LOGIN = r"^(http\..*|credential\..*|core\.sshcommand|ssh\..*|url\..*)$"
"""What the publication's own repository may say of how to get in; CI puts its keys there."""
_ELSEWHERE = {"ls-remote", "fetch", "push", "remote"}


class GitFault(Exception):  # noqa: N818 (a fault is what we call it everywhere)
    """Git refused; `said` is its standard error. `here`: nothing but this machine was involved."""

    def __init__(self, said: str, *, here: bool = False) -> None:
        """Carry what was said, as it was said."""
        self.said, self.here = said, here
        super().__init__(said)


def run(
    arguments: Collection[str], folder: Path, environment: Mapping[str, str], stdin: str
) -> str:
    """Git's standard output. Raises GitFault when it refuses, PublisherError when it is missing."""
    try:
        done = subprocess.run(  # noqa: S603 (git, with arguments of ours; nothing passes a shell)
            ["git", *arguments],  # noqa: S607 (the author's own git)
            cwd=folder if folder.is_dir() else None,
            env=dict(environment),
            input=stdin.encode("utf-8", "surrogateescape"),
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise PublisherError(MISSING) from None
    if done.returncode:
        here = not _ELSEWHERE & set(arguments)
        raise GitFault(done.stderr.decode("utf-8", "replace"), here=here)
    return done.stdout.decode("utf-8", "surrogateescape")


def clean(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for git: it never asks, answers in English, and obeys these settings."""
    environment = {name: os.environ[name] for name in os.environ if name not in _NOT_OURS}
    first = int(environment.get("GIT_CONFIG_COUNT", "") or "0")
    for number, (name, value) in enumerate((settings or {}).items(), first):
        environment[f"GIT_CONFIG_KEY_{number}"] = name
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    environment["GIT_CONFIG_COUNT"] = str(first + len(settings or {}))
    own_ssh = {"GIT_SSH", "GIT_SSH_COMMAND"} & environment.keys()
    if not own_ssh and "core.sshcommand" not in (settings or {}):
        patience = "-o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15"
        environment["GIT_SSH_COMMAND"] = f"ssh {patience}"
    slow = {"GIT_HTTP_LOW_SPEED_LIMIT": "1", "GIT_HTTP_LOW_SPEED_TIME": "60"}
    return {**slow, **environment, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def require_git(folder: Path) -> None:
    """Raise PublisherError unless there is a git that is new enough."""
    said = run(("version",), folder, clean(), "")
    found = re.search(r"(\d+)\.(\d+)", said)
    if found and tuple(map(int, found.groups())) < _OLDEST:
        text = f"git är för gammal: {found.group()}, och det behövs {'.'.join(map(str, _OLDEST))}"
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
