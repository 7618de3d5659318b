"""A bare repository of our own below `.publisher/`, and the few things git is asked to do in it.

The author's working tree, index, hooks and settings are never touched. The address of the other
repository is handed to git in its environment, so that a password in it is written nowhere. Of
what lies there only the newest commit and its list of files are fetched (a partial clone): no
texts, no pictures, no sound.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher.deploy.targets.built import since_built
from publisher.system.git import GitFault, clean, run

ORDINARY = "100644"
"""Git's mode of a file that is no program and no link."""
_REMOTE = "publisher"
_TIP = "refs/publisher/site"
_NEW = "refs/publisher/new"
_DEPTH = 30
"""How far back earlier sites are looked for, in commits."""
_SETTINGS = {
    f"remote.{_REMOTE}.promisor": "true",
    f"remote.{_REMOTE}.partialclonefilter": "blob:none",
    "core.hooksPath": os.devnull,
    "core.logAllRefUpdates": "false",
    "core.quotePath": "false",
    "fetch.recurseSubmodules": "false",
    "push.recurseSubmodules": "no",
    "push.followTags": "false",
    "push.gpgSign": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeEntry:
    """What a commit holds at one path: git's mode of the file, and its content's id."""

    mode: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit of the branch, and what its message says."""

    id: str
    when: datetime
    message: str

    def trailer(self, name: str) -> str:
        """The value of `Name: value` at the end of the message, or the empty string."""
        found = re.findall(rf"^{re.escape(name)}: (.*)$", self.message, re.MULTILINE)
        return str(found[-1]).strip() if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """The repository in `folder`; `url` is the other one, `branch` its branch.

    `settings` are more of git's own, by name: how to log in.
    """

    folder: Path
    url: str
    branch: str
    settings: Mapping[str, str]

    def ready(self) -> None:
        """Make the repository if it is not there, or is none."""
        try:
            self._run("rev-parse", "--is-bare-repository")
        except GitFault:
            shutil.rmtree(self.folder, ignore_errors=True)  # all in it can be had again
            self.folder.mkdir(parents=True)
            self._run("init", "--quiet", "--bare", "--template=")

    def tip(self) -> str:
        """The newest commit of the branch over there, empty when the branch is not there."""
        ref = f"refs/heads/{self.branch}"
        lines = self._run("ls-remote", _REMOTE, ref).splitlines()
        return next((line.split("\t")[0] for line in lines if line.endswith(f"\t{ref}")), "")

    def had(self) -> str:
        """The commit that was the newest when we last looked, or the empty string."""
        try:
            return self._run("rev-parse", "--verify", "--quiet", _TIP).strip()
        except GitFault:
            return ""

    def fetch(self, depth: int = 1) -> None:
        """Bring the newest commits with their lists of files, but no file."""
        self._run(
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", f"--depth={depth}",
            "--filter=blob:none", _REMOTE, f"+refs/heads/{self.branch}:{_TIP}",
        )  # fmt: skip

    def entries(self, commit: str) -> dict[str, TreeEntry]:
        """All files of a commit, by path."""
        found = {}
        for line in self._run("ls-tree", "-r", "-z", "--full-tree", commit).split("\0")[:-1]:
            facts, _, path = line.partition("\t")
            mode, _, id_ = facts.split(" ")
            found[path] = TreeEntry(mode=mode, id=id_)
        return found

    def text(self, blob: str) -> str:
        """The content of a small file, fetched when it is not here."""
        return self._run("cat-file", "blob", blob)

    def log(self) -> tuple[Commit, ...]:
        """The branch's commits, newest first, as far back as earlier sites are looked for."""
        self.fetch(_DEPTH)
        form = "--format=%H%x00%cI%x00%B%x00%x00"
        done = self._run("log", "--first-parent", f"--max-count={_DEPTH}", form, _TIP)
        records = (record.split("\0", 2) for record in done.split("\0\0\n")[:-1])
        return tuple(
            Commit(id=id_, when=datetime.fromisoformat(when), message=message)
            for id_, when, message in records
        )

    def store(self, folder: Path, ids: Mapping[str, str]) -> None:
        """Put files of a folder into the repository, by path, with the ids that they must get.

        Raises PublisherError when one is not what it was.
        """
        # With the dot no name begins with a quotation mark, which git would take for its own.
        names = "".join(f"./{path}\n" for path in ids)
        command = ("hash-object", "-w", "--no-filters", "--stdin-paths")
        given = run(command, folder, self._environment(), names).split()
        for (path, id_), found in zip(ids.items(), given, strict=True):
            if found != id_:
                raise since_built(path)

    def keep(self, data: bytes) -> str:
        """Put a few bytes into the repository; returns their id."""
        text = data.decode("utf-8")
        return self._run("hash-object", "-w", "--stdin", stdin=text).strip()

    def commit(
        self,
        parent: str,
        base: str,
        changes: Mapping[str, str],
        author: Mapping[str, str],
        message: str,
    ) -> str:
        """A commit like `base` with changes: path → blob id, or empty to remove the path.

        `parent` is the commit before it, `base` whose files it begins with; both may be empty.
        `author` is what names the author to git. Returns its id: the same for the same arguments.
        """
        index = self.folder / "publisher-index"
        index.unlink(missing_ok=True)
        private = {"GIT_INDEX_FILE": str(index)}
        if base:
            self._run("read-tree", base, more=private)
        lines = "".join(_index_line(path, changes[path]) for path in sorted(changes))
        self._run("update-index", "-z", "--index-info", stdin=lines, more=private)
        tree = self._run("write-tree", "--missing-ok", more=private).strip()
        parents = ("-p", parent) if parent else ()
        arguments = ("commit-tree", tree, *parents, "-F", "-")
        return self._run(*arguments, stdin=message, more=author).strip()

    def push(self, commit: str, expected: str) -> None:
        """Make `commit` the newest, if `expected` (empty: no branch) still is. Raises GitFault.

        The other repository takes all of it or nothing.
        """
        ref = f"refs/heads/{self.branch}"
        self._run("update-ref", _NEW, commit)  # so that it survives, for the next attempt
        # Thin would fetch the old version of what is sent, to compress the new one against it.
        self._run(
            "push", "--quiet", "--no-thin", "--no-verify",
            f"--force-with-lease={ref}:{expected}", _REMOTE, f"{commit}:{ref}",
        )  # fmt: skip
        self._run("update-ref", _TIP, commit)
        # Seldom more than a look: only when many small packs have gathered.
        self._run("-c", "gc.auto=6700", "-c", "gc.autoDetach=false", "gc", "--auto", "--quiet")

    def _run(self, *arguments: str, stdin: str = "", more: Mapping[str, str] | None = None) -> str:
        environment = {**self._environment(), **(more or {})}
        return run(arguments, self.folder, environment, stdin)

    def _environment(self) -> dict[str, str]:
        settings = {**self.settings, **_SETTINGS, f"remote.{_REMOTE}.url": self.url}
        return {**clean(settings), "GIT_DIR": str(self.folder)}


def _index_line(path: str, blob: str) -> str:
    return f"{ORDINARY} {blob}\t{path}\0" if blob else f"0 {'0' * 40}\t{path}\0"
