"""What an S3 store answers when it refuses, in Swedish; never its own words.

An answer can quote the whole signed request, so only its status and its code, one word, are used.
"""

from __future__ import annotations

import re

from publisher.deploy.targets.refusals import known, meaning
from publisher.deploy.targets.store import Cut
from publisher.problems import Problem, PublisherError

_CODE = re.compile(r"<Code>([A-Za-z]{3,60})</Code>")
_STATUS = re.compile(r"status code: (\d{3})\b")
_AGAIN = "Kör publisher deploy igen om en stund, så görs resten."
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""What may be otherwise in a while."""


def code_of(error: BaseException) -> str:
    """The answer's code, such as `NoSuchBucket`; empty when it has none."""
    found = _CODE.search(str(error))
    return found[1] if found else ""


def refused(error: BaseException, shown: str) -> PublisherError | Cut:
    """The error to raise in place of obstore's own; `shown` is what was to be read or written."""
    status = _STATUS.search(str(error))
    if status is None:
        text = "det går inte att nå lagret, eller så bröts förbindelsen"
        hint = "Se efter nätet och endpoint:, och kör publisher deploy igen, så görs resten."
        return Cut(Problem(path=shown, text=text, hint=hint))
    number, code = int(status[1]), code_of(error)
    found = meaning(code or str(number), known().s3)
    text = found.text if found else f"lagret svarade {number} {code}".rstrip()
    problem = Problem(path=shown, text=text, hint=found.hint if found else _AGAIN)
    return Cut(problem) if number in _PASSING else PublisherError(problem)
