"""The ids that git gives to files: SHA-1 over `blob <bytes>` and the content.

A file is read once; after that its id is known by its sha256, which the build knows anyway.
"""

from __future__ import annotations

from hashlib import sha1, sha256
from pathlib import Path

import msgspec

from publisher.deploy.targets.plan import Local
from publisher.problems import Problem, PublisherError
from publisher.system.disk import ordinary

_NAME = "publisher-blobs.json"
_CHUNK = 1 << 20


def ids(local: Local, cache: Path) -> dict[str, str]:
    """The id of each of the site's files, by path; what was read is remembered in `cache`.

    Raises PublisherError when a file is not what was built.
    """
    known = _load(cache)
    found: dict[str, str] = {}
    for path, facts in local.files.items():
        id_ = known.get(facts.sha256) or found.get(facts.sha256)
        found[facts.sha256] = id_ or _read(local, path)
    if found != known:
        partial = cache / f"{_NAME}.part"
        partial.write_bytes(msgspec.json.encode(found))
        partial.replace(cache / _NAME)
    return {path: found[facts.sha256] for path, facts in local.files.items()}


def of(data: bytes) -> str:
    """The id of these bytes."""
    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def changed(path: str) -> PublisherError:
    """What to say of a file that is not what was built."""
    text, hint = "har ändrats sedan bygget", "Kör publisher build --clean först."
    return PublisherError(Problem(path=f"build/site/{path}", text=text, hint=hint))


def _load(cache: Path) -> dict[str, str]:
    try:
        return msgspec.json.decode(ordinary(cache / _NAME).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}


def _read(local: Local, path: str) -> str:
    facts = local.files[path]
    content = sha256()
    id_ = sha1(b"blob %d\0" % facts.bytes, usedforsecurity=False)
    with ordinary(local.folder / path).open("rb") as file:
        while chunk := file.read(_CHUNK):
            content.update(chunk)
            id_.update(chunk)
    if content.hexdigest() != facts.sha256:
        raise changed(path)
    return id_.hexdigest()
