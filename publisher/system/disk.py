"""Where a path of a publication lies on disk, and what lies there, however they spell letters.

Everywhere in the program å is one character (NFC): in heads, in links, in paths, in addresses. A
file that was copied from a Mac may be named with a ring over an a (NFD), and is the same file.
"""

from __future__ import annotations

import codecs
import errno
import os
import stat
from pathlib import Path
from unicodedata import is_normalized, normalize


def composed(text: str) -> str:
    r"""The one form that names are compared in (NFC).

    >>> composed("Malmo\u0308.png")
    'Malmö.png'
    """
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text)


def in_utf8(data: bytes) -> bytes:
    """What another program wrote, as UTF-8 without a mark, if a mark says that it is UTF-16."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16").encode()
        except UnicodeError:
            return data
    return data.removeprefix(codecs.BOM_UTF8)


def ordinary(file: Path) -> Path:
    """The same, which may be opened; raises OSError for what is neither a file nor a folder.

    Whoever opens a pipe waits for somebody to write to it, and a device may never end. So whatever
    no walk has found to be a file (`files.scan`) goes through here.
    """
    mode = file.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.ESPIPE, os.strerror(errno.ESPIPE), str(file))
    return file


def on_disk(root: Path, path: str) -> Path:
    """The file at `path` below `root`, by the name that it has on disk."""
    wanted = root / path
    if path.isascii() or os.path.lexists(wanted):
        return wanted
    found = root
    for part in wanted.relative_to(root).parts:
        found = _named(found, part)
    return found


def _named(folder: Path, name: str) -> Path:
    plain = folder / name
    if name.isascii() or os.path.lexists(plain):
        return plain
    try:
        listed = os.listdir(folder)  # noqa: PTH208 (names, of which there may be many)
    except OSError:
        return plain
    return folder / next((each for each in listed if composed(each) == composed(name)), name)


def write_whole(file: Path, data: bytes) -> None:
    """Write a file so that at no moment half of it lies there; its permissions stay."""
    target = file.resolve()
    staged = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with staged.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        if target.exists():
            staged.chmod(stat.S_IMODE(target.stat().st_mode))
        staged.replace(target)
    finally:
        staged.unlink(missing_ok=True)
