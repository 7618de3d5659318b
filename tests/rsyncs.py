"""Other versions of rsync than the machine's own, unpacked beside it: what apt offers for this system.

Debian 12 offers two: the one that it was released with, mended, and a new one among its security
updates. Nothing is installed, and the machine's own is left as it is.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

_WAIT = 120
"""Seconds for a few hundred kilobytes."""


def own_version(rsync: str) -> str:
    """What a program says that it is: 3.2.7."""
    command = [rsync, "--version"]
    said = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    found = re.search(r"version v?([\d.]+)", said)
    assert found, said
    return found.group(1)


def offered() -> dict[str, str]:
    """Versions that apt offers: 3.2.7 → 3.2.7-1+deb12u6. Empty without apt, or without its lists."""
    if not (apt := shutil.which("apt-cache")) or not shutil.which("dpkg-deb"):
        return {}
    command = [apt, "madison", "rsync"]
    said = subprocess.run(command, capture_output=True, check=False, encoding="utf-8").stdout
    found = [line.split("|")[1].strip() for line in said.splitlines() if line.count("|") >= 2]
    return {
        re.split(r"[-+]", version.partition(":")[2] or version)[0]: version for version in found
    }


def unpacked(version: str, folder: Path) -> Path:
    """The folder of one offered version's programs. Raises OSError when it cannot be downloaded."""
    programs = folder / version / "usr" / "bin"
    if programs.is_dir():
        return programs
    room = folder / f"{version}.part"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(parents=True)
    try:
        command = ["apt-get", "-qq", "download", f"rsync={version}"]
        subprocess.run(command, cwd=room, check=True, capture_output=True, timeout=_WAIT)
    except subprocess.SubprocessError as error:
        raise OSError(str(error)) from error
    (package,) = room.glob("*.deb")
    subprocess.run(["dpkg-deb", "-x", str(package), str(room)], check=True, timeout=_WAIT)
    room.rename(folder / version)
    return programs
