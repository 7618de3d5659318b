"""Other versions of rsync than the machine's own, unpacked beside it: what apt offers for this system.

Debian 12 offers two: the one that it was released with, mended, and a new one among its security
updates. An older one lies in the release before it, at the same archive. Nothing is installed, and
the machine's own is left as it is.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

OLDER = ("bullseye", "3.2.3", ("rsync", "libssl1.1"))
"""The oldest release that the archive still has, its rsync, and the packages that this needs.

It is from before 3.2.4, so a path for the other end is quoted by none of the two unless asked to.
"""
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


def older(folder: Path) -> Path:
    """The folder of the older release's program. Raises OSError when it cannot be downloaded."""
    release, version, packages = OLDER
    programs = folder / version
    if programs.is_dir():
        return programs
    room = folder / f"{version}.part"
    shutil.rmtree(room, ignore_errors=True)
    for needed in ("lists", "cache/archives"):
        (room / needed / "partial").mkdir(parents=True)
    try:
        archive = _said(
            "apt-get", "indextargets", "Created-By: Packages", "--format", "$(REPO_URI)"
        )
        key = "/usr/share/keyrings/debian-archive-keyring.gpg"
        source = f"deb [signed-by={key}] {archive.split()[0]} {release} main\n"
        (room / "sources.list").write_text(source)
        given = {
            "Dir::Etc::sourcelist": room / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State::lists": room / "lists",
            "Dir::Cache": room / "cache",
        }
        apt = ["apt-get", "-qq", *(f"-o{name}={value}" for name, value in given.items())]
        _said(*apt, "update")
        _said(*apt, "download", *(f"{name}/{release}" for name in packages), cwd=room)
        for package in room.glob("*.deb"):
            _said("dpkg-deb", "-x", str(package), str(room))
        (library,) = (room / "usr" / "lib").glob("*/libcrypto.so.*")
    except (subprocess.SubprocessError, IndexError, ValueError) as error:
        raise OSError(str(error)) from error
    started = (
        f'#!/bin/sh\nhere=$(dirname "$0")\nLD_LIBRARY_PATH=$here/{library.parent.relative_to(room)}'
    )
    (room / "rsync").write_text(f'{started} exec "$here/usr/bin/rsync" "$@"\n')
    (room / "rsync").chmod(0o755)
    room.rename(programs)
    return programs


def _said(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(
        command, cwd=cwd, check=True, capture_output=True, encoding="utf-8", timeout=_WAIT
    )
    return done.stdout
