"""What was sent in a form: a few short fields, read within bounds of size and time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from starlette.requests import Request

LONGEST = 8_000
"""Bytes of a form; ours have some hundreds."""
_FIELDS = 40
_PATIENCE = 20.0
"""Seconds that a form may take to come."""
Form = dict[str, list[str]]


class UnfitFormError(Exception):
    """What came is no form of ours; `status` is what HTTP calls it."""

    def __init__(self, status: int) -> None:
        """With an HTTP status of 4xx."""
        super().__init__(status)
        self.status = status


async def body_of(request: Request, longest: int = LONGEST) -> bytes:
    """The whole body. Raises UnfitFormError when it is too large, or too long under way."""
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > longest:
        raise UnfitFormError(413)
    parts, size = [], 0
    try:
        async with asyncio.timeout(_PATIENCE):
            async for part in request.stream():
                size += len(part)
                if size > longest:
                    raise UnfitFormError(413)
                parts.append(part)
    except TimeoutError:
        raise UnfitFormError(408) from None
    return b"".join(parts)


async def form_of(request: Request) -> Form:
    """The fields of a form as browsers send one that has no files. Raises UnfitFormError."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise UnfitFormError(415)
    return fields_of(await body_of(request))


def fields_of(body: bytes) -> Form:
    """The fields by name. Raises UnfitFormError.

    >>> fields_of(b"list=a&list=b&address=x%40y.se")
    {'list': ['a', 'b'], 'address': ['x@y.se']}
    """
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS
        )
    except ValueError:  # not ASCII, not UTF-8 behind its %, or too many
        raise UnfitFormError(400) from None
    found: Form = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def one(form: Form, name: str) -> str:
    """A field that is there once; empty where it is not."""
    values = form.get(name, [])
    return values[0] if len(values) == 1 else ""
