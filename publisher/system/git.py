"""How git is run: never asking anything, answering in English, and about no repository but ours."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Collection, Mapping
from pathlib import Path

_NOT_OURS = {
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_OBJECT_DIRECTORY", "GIT_DIR",
    "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE", "GIT_PREFIX", "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_QUARANTINE_PATH",
}  # fmt: skip
"""What git tells its own hooks of their repository: nothing that holds for ours."""
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
    """Git's standard output. Raises GitFault when it refuses, FileNotFoundError without a git."""
    done = subprocess.run(  # noqa: S603 (git, with arguments of ours; nothing passes a shell)
        ["git", *arguments],  # noqa: S607 (the author's own git)
        cwd=folder if folder.is_dir() else None,
        env=dict(environment),
        input=stdin.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
    )
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


def version(folder: Path) -> tuple[int, int] | None:
    """Of the git that is here; None when it cannot be told. Raises FileNotFoundError without."""
    found = re.search(r"(\d+)\.(\d+)", run(("version",), folder, clean(), ""))
    return (int(found[1]), int(found[2])) if found else None
