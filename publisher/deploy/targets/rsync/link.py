"""The few things that rsync is asked to do, through one connection over ssh.

Only rsync is run over there, and never a shell command of ours, so an account that may do nothing
but rsync (`rrsync`) will do. File names travel in rsync's own lists, not as arguments.
"""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import tempfile
import time
from asyncio.subprocess import PIPE
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from publisher.deploy.targets.rsync.words import nothing_to_delete, only_missing, refused
from publisher.deploy.targets.seen import FOLDER, OTHER, SeenFile
from publisher.system.ssh import SshHost

_QUOTES_ITSELF = (3, 2, 4)
"""From here on a path over there is quoted for the shell by rsync itself."""
_WILD = re.compile(r"[*?\[\\]")
_ESCAPED = re.compile(rb"\\#([0-3][0-7]{2})")
_DELETE = ("--dirs", "--delete", "--existing", "--ignore-existing", "--no-implied-dirs")
"""Delete, and do nothing else: no folder that is here is made there, or put in a link's place."""
_RULES = 1000
"""So many paths are deleted at a time: each name over there is held against each rule."""
_PUT = ("--perms", "--chmod=F644", "--no-implied-dirs", "--ignore-times")


@dataclass(frozen=True, slots=True, kw_only=True)
class SshConnection:
    """An open connection to `folder`; `room` is one of its own here, `shown` the target's name.

    Every method raises PublisherError when it is refused, and Cut when nobody answers any more.
    """

    host: SshHost
    folder: str
    shown: str
    room: Path
    socket: Path | None
    version: tuple[int, ...]

    async def listing(self, tops: Iterable[str] | None) -> dict[str, SeenFile]:
        """What lies there under these names of the folder itself (None: all), by path.

        Links are not followed. (Rsync goes through a tree ten times faster than through a list.) A
        tag has size and time, as the text that rsync gives: UTC with whole seconds.
        """
        names = None if tops is None else list(tops)
        if names == []:
            return {}
        rules = [rule for name in names or () for rule in _including(name)] + ["- *"] * bool(names)
        nowhere = self.room / "nowhere"
        nowhere.mkdir(exist_ok=True)
        options = ["-n", "--recursive", "--links", "--times", "--out-format=%i|%l|%M|%n"]
        options.append(self._rules(rules))
        out = await self._rsync(options, self._there, f"{nowhere}/", forgiven=only_missing)
        found = {}
        for line in out.splitlines():
            kind, size, time_, name = line.split("|", 3)
            bytes_ = {"f": int(size), "d": FOLDER}.get(kind[1], OTHER)
            found[name.rstrip("/")] = SeenFile(bytes=bytes_, tag=f"{size}-{time_}")
        found.pop(".", None)
        return found

    async def differing(self, folder: Path, paths: Iterable[str]) -> frozenset[str]:
        """Which of these files are not the same over there as in `folder`; contents are read."""
        out = await self._of(
            ["-n", "--checksum", "--no-implied-dirs", "--out-format=%i|%n"],
            paths, f"{folder}/", self._there,
        )  # fmt: skip
        lines = (line.partition("|") for line in out.splitlines())
        return frozenset(name for what, _, name in lines if what.startswith("<"))

    async def pull(self, paths: Iterable[str], goal: Path) -> None:
        """Copy files, and folders with all in them, from there to a folder, if they are there."""
        await self._of(
            ["--recursive", "--times", "--ignore-missing-args"],
            paths, self._there, f"{goal}/", forgiven=only_missing,
        )  # fmt: skip

    async def push(self, folder: Path, paths: Iterable[str], *, backup: str = "") -> None:
        """Copy files there, each whole or not at all; what they replace is kept in `backup`."""
        times = ["--times", "--omit-dir-times"]
        options = [*_PUT, "--compress", *times, *_backed_up(backup)]
        await self._of(options, paths, f"{folder}/", self._there)

    async def note(self, put: Mapping[str, bytes]) -> None:
        """Put small files of the program's own there, timed by the other machine's clock."""
        room = Path(tempfile.mkdtemp(dir=self.room))
        for name, data in put.items():
            (room / name).parent.mkdir(parents=True, exist_ok=True)
            (room / name).write_bytes(data)
        await self._of(_PUT, put, f"{room}/", self._there)

    async def delete(self, paths: Iterable[str], *, backup: str = "", trees: bool = False) -> None:
        """Remove files, moving them to `backup`, and empty folders; with `trees` full ones too.

        Rsync deletes what an emptied folder of ours lacks, if our rules do not protect it, and they
        protect all but these paths. Not `--delete-missing-args`, though it is made for this: the
        security fixes of May 2026 have receivers refuse what it sends (Debian 12, Ubuntu 24.04,
        3.4.3: "invalid file mode 00"; https://github.com/RsyncProject/rsync/issues/910).
        """
        wanted = sorted(paths, reverse=True)  # a folder after all that lies in it
        for first in range(0, len(wanted), _RULES):
            some = wanted[first : first + _RULES]
            empty = Path(tempfile.mkdtemp(dir=self.room))
            folders = {path.rpartition("/")[0] or "." for path in some}.difference(some)
            for folder in folders:
                (empty / folder).mkdir(parents=True, exist_ok=True)
            rules = [f"R /{_escaped(path)}/***" if trees else f"R /{_plain(path)}" for path in some]
            options = [*_DELETE, self._rules([*rules, "P *"]), *_backed_up(backup)]
            names = [f"{folder}/" for folder in sorted(folders)]
            await self._of(options, names, f"{empty}/", self._there, forgiven=nothing_to_delete)

    def _rules(self, rules: Iterable[str]) -> str:
        """The option that makes rsync go by these rules."""
        with tempfile.NamedTemporaryFile(dir=self.room, delete=False) as place:
            place.write("".join(f"{rule}\0" for rule in rules).encode())
        return f"--filter=merge {place.name}"

    @property
    def _there(self) -> str:
        return f"{self.host.address}:{self.folder.removesuffix('/')}/"

    async def _of(
        self,
        options: Iterable[str],
        names: Iterable[str],
        source: str,
        goal: str,
        *,
        forgiven: Callable[[int, str], bool] = lambda *_: False,
    ) -> str:
        """Run rsync for these names; not at all for none, since to rsync that means everything."""
        listed = "".join(f"{name}\0" for name in names).encode()
        if not listed:
            return ""
        options = [*options, "--files-from=-"]
        return await self._rsync(options, source, goal, stdin=listed, forgiven=forgiven)

    async def _rsync(
        self,
        options: Iterable[str],
        source: str,
        goal: str,
        *,
        stdin: bytes = b"",
        forgiven: Callable[[int, str], bool],
    ) -> str:
        shell = ["ssh", *self.host.options]
        shell += ["-S", str(self.socket), "-o", "ControlMaster=no"] if self.socket else []
        quoting = [] if self.version >= _QUOTES_ITSELF else ["--protect-args"]
        command = [
            "rsync", "--from0", "-8", "--no-human-readable", "--timeout=120", *quoting, *options,
            "-e", shlex.join(shell), "--", source, goal,
        ]  # fmt: skip
        code, out, said = await self._run(command, stdin)
        if code and not forgiven(code, said):
            raise refused(said, self.shown, self.folder)
        return out

    async def _run(self, command: list[str], stdin: bytes) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            *command, env=environment(), stdin=PIPE, stdout=PIPE, stderr=PIPE
        )
        try:
            out, said = await process.communicate(stdin)
        except BaseException:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
            raise
        text = out.decode("utf-8", "surrogateescape")
        # Names come escaped from the other machine's rsync, whatever ours is told (-8).
        plain = _ESCAPED.sub(lambda found: bytes([int(found.group(1), 8)]), said)
        return process.returncode or 0, text, plain.decode("utf-8", "replace")


def _backed_up(folder: str) -> list[str]:
    return ["--backup", f"--backup-dir={folder}"] if folder else []


def _including(name: str) -> tuple[str, str]:
    """Rules that let a name through, and all below it."""
    return f"+ /{_plain(name)}", f"+ /{_escaped(name)}/***"


def _plain(path: str) -> str:
    """A path as a rule for itself alone: without a wildcard in it a backslash is only itself."""
    return _escaped(path) if set(path) & set("*?[") else path


def _escaped(path: str) -> str:
    """A path as the beginning of a rule that ends with a wildcard."""
    return _WILD.sub(r"\\\g<0>", path)


def time_of(file: Path) -> str:
    """A file's time as it stands in a tag."""
    return time.strftime("%Y/%m/%d-%H:%M:%S", time.gmtime(file.stat().st_mtime_ns // 10**9))


def environment() -> dict[str, str]:
    """English, and times in UTC: both are read here."""
    own = {name: os.environ[name] for name in os.environ if not name.startswith("RSYNC_")}
    return {**own, "LC_ALL": "C", "TZ": "UTC"}
