"""The system's ffmpeg, when there is one: found, run, and its complaints turned into Problems."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from publisher.problems import Problem, PublisherError
from publisher.system.platform import bound

INSTALL = "Installera ffmpeg (https://ffmpeg.org/) och försök igen."


def program() -> str:
    """Where ffmpeg lies; empty when there is none."""
    return shutil.which("ffmpeg") or ""


def stamp() -> str:
    """Something that changes when another ffmpeg is installed; empty when there is none."""
    found = program()
    if not found:
        return ""
    stat = Path(found).stat()
    return f"{stat.st_size} {stat.st_mtime_ns}"


def needed() -> str:
    """Where ffmpeg lies. Raises PublisherError when there is none."""
    if found := program():
        return found
    raise PublisherError(Problem(path="", text="ffmpeg finns inte på den här datorn", hint=INSTALL))


def run(path: str, *arguments: str | Path, heard: Callable[[float], None] | None = None) -> str:
    """Run ffmpeg over the sound at `path` and return what it said.

    `heard` is told now and then how many seconds have been worked through. Raises PublisherError,
    naming `path`, when ffmpeg fails.
    """
    command = [needed(), "-hide_banner", "-nostdin", "-nostats", "-progress", "pipe:1"]
    with subprocess.Popen(  # noqa: S603 (a list, no shell; paths are the author's own files)
        [*command, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **bound(),
    ) as process:
        try:
            said = _followed(process, heard or (lambda _: None))
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        last = said.strip().rpartition("\n")[2][:200]
        hint = "Går filen att spela? Exportera annars ljudet på nytt."
        text = f"ffmpeg klarar inte av filen (”{last}”)"
        raise PublisherError(Problem(path=path, text=text, hint=hint))
    return said


def _followed(process: subprocess.Popen[bytes], heard: Callable[[float], None]) -> str:
    """All that ffmpeg writes to stderr, while its progress is passed on.

    Both pipes are emptied at once: one that fills up would stop ffmpeg for ever.
    """
    from threading import Thread

    said: list[bytes] = []
    stderr, stdout = process.stderr, process.stdout
    if stderr is None or stdout is None:
        raise AssertionError  # both were asked for
    reader = Thread(target=lambda: said.append(stderr.read()))
    reader.start()
    for line in stdout:
        name, _, value = line.decode("ascii", "replace").strip().partition("=")
        if name == "out_time_us" and value.lstrip("-").isdigit():
            heard(max(0, int(value)) / 1_000_000)
    reader.join()
    return b"".join(said).decode("utf-8", "replace")
