"""Pagefind's index with everything in it in one order: the same documents, the same bytes.

Words, pages and fragments Pagefind writes in order. Filters it writes as its hash table happens to
hold them, so that each run gives other bytes, and with them other names in the two files that name
them. Those are few and small; here they are read, put in order and written anew.
"""

from __future__ import annotations

import gzip
import json
from hashlib import sha256
from pathlib import PurePosixPath

from publisher.site.search.cbor import Value, decode, encode

ENTRY = "pagefind-entry.json"
_MARK = b"pagefind_dcd"
"""What Pagefind's script knows a file by. Where it stands first the rest is not compressed, and so
it is written: no two versions of zlib compress alike."""
_FILTERS = 3
"""Where in the file of metadata the filters stand: after version, pages and words."""


def settled(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of one index, by path, with filters in order."""
    kept = {path: data for path, data in files.items() if not _unsettled(path)}
    names: dict[str, str] = {}
    for path in sorted(files):
        if path.startswith("filter/"):
            data = _with(_sorted(_without(files[path])))
            old = PurePosixPath(path).stem
            names[old] = f"{old.partition('_')[0]}_{sha256(data).hexdigest()[:7]}"
            kept[f"filter/{names[old]}.pf_filter"] = data
    entry = json.loads(files[ENTRY])
    for about in entry["languages"].values():
        meta = _row(_without(files[f"pagefind.{about['hash']}.pf_meta"]))
        meta[_FILTERS] = sorted(
            [name, names[str(file)]] for name, file in map(_row, _row(meta[_FILTERS]))
        )
        data = _with(meta)
        about["hash"] = f"{about['hash'].partition('_')[0]}_{sha256(data).hexdigest()[:10]}"
        kept[f"pagefind.{about['hash']}.pf_meta"] = data
    kept[ENTRY] = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    return kept


def _unsettled(path: str) -> bool:
    return path == ENTRY or path.endswith((".pf_filter", ".pf_meta"))


def _sorted(chunk: Value) -> Value:
    """A filter's name, and its values in order, each with the numbers of its pages."""
    name, values = _row(chunk)
    return [name, sorted([value, sorted(_row(pages))] for value, pages in map(_row, _row(values)))]


def _row(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise TypeError("Pagefind writes its index in another form than it used to")
    return value


def _without(packed: bytes) -> Value:
    return decode(gzip.decompress(packed).removeprefix(_MARK))


def _with(value: Value) -> bytes:
    return _MARK + encode(value)
