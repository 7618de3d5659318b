"""The ids that git gives to files: SHA-1 over `blob <bytes>` and the content.

A file is read once; after that its id is known by its sha256, which the build knows anyway. With a
false id the wrong page would go out, or none: so the first line of what is remembered is a mark of
the rest, and where it differs all of it is thrown away.
"""

from __future__ import annotations

from hashlib import sha1, sha256
from pathlib import Path

import msgspec

from publisher.deploy.target import LocalSite
from publisher.deploy.targets.built import since_built
from publisher.system.disk import ordinary

_NAME = "publisher-blobs.json"
_CHUNK = 1 << 20


def ids(local: LocalSite, cache: Path) -> dict[str, str]:
    """The id of each of the site's files, by path; what was read is remembered in `cache`.

    Raises PublisherError when a file is not what was built.
    """
    known = _load(cache)
    found: dict[str, str] = {}
    for path, facts in local.files.items():
        id_ = known.get(facts.sha256) or found.get(facts.sha256)
        found[facts.sha256] = id_ or _read(local, path)
    if found != known:
        text = msgspec.json.encode(found)
        partial = cache / f"{_NAME}.part"
        partial.write_bytes(_mark(text) + b"\n" + text)
        partial.replace(cache / _NAME)
    return {path: found[facts.sha256] for path, facts in local.files.items()}


def of(data: bytes) -> str:
    """The id of these bytes."""
    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _load(cache: Path) -> dict[str, str]:
    try:
        mark, _, text = ordinary(cache / _NAME).read_bytes().partition(b"\n")
        return msgspec.json.decode(text, type=dict[str, str]) if mark == _mark(text) else {}
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}


def _mark(text: bytes) -> bytes:
    return sha256(text).hexdigest().encode()


def _read(local: LocalSite, path: str) -> str:
    facts = local.files[path]
    content = sha256()
    id_ = sha1(b"blob %d\0" % facts.bytes, usedforsecurity=False)
    with ordinary(local.folder / path).open("rb") as file:
        while chunk := file.read(_CHUNK):
            content.update(chunk)
            id_.update(chunk)
    if content.hexdigest() != facts.sha256:
        raise since_built(path)
    return id_.hexdigest()
