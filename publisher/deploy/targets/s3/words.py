"""What an S3 store answers when it refuses, in Swedish; never its own words.

An answer can quote the whole signed request, so only its status and its code, one word, are used.
"""

from __future__ import annotations

import re

from publisher.deploy.targets.store import Cut
from publisher.problems import Problem, PublisherError

_CODE = re.compile(r"<Code>([A-Za-z]{3,60})</Code>")
_STATUS = re.compile(r"status code: (\d{3})\b")
_AGAIN = "Kör publisher deploy igen om en stund, så görs resten."
_KEYS = (
    "Se efter AWS_ACCESS_KEY_ID och AWS_SECRET_ACCESS_KEY, och att de hör till den här bucketen."
)
_REGION = "Skriv den rätta som region: under målet i inställningarna."

_KNOWN = {
    "NoSuchBucket": (
        "bucketen finns inte",
        "Skapa den hos den som driver lagret, eller rätta bucket: och endpoint:.",
    ),
    "InvalidBucketName": ("bucketen kan inte heta så", "Rätta bucket: i inställningarna."),
    "SignatureDoesNotMatch": ("nyckeln stämmer inte", _KEYS),
    "InvalidAccessKeyId": ("lagret känner inte igen nyckeln", _KEYS),
    "AccessDenied": ("nyckeln ger inte rätt att göra det", _KEYS),
    "AllAccessDisabled": ("bucketen är spärrad", "Fråga den som driver lagret."),
    "ExpiredToken": ("nyckeln har gått ut", "Hämta en ny och kör publisher deploy igen."),
    "InvalidToken": ("nyckeln gäller inte", "Hämta en ny och kör publisher deploy igen."),
    "RequestTimeTooSkewed": (
        "lagret säger att datorns klocka går fel",
        "Ställ klockan (eller låt den ställas av sig själv) och kör publisher deploy igen.",
    ),
    "PermanentRedirect": ("bucketen ligger i en annan region", _REGION),
    "AuthorizationHeaderMalformed": ("bucketen ligger i en annan region", _REGION),
    "IllegalLocationConstraintException": ("bucketen ligger i en annan region", _REGION),
    "SlowDown": ("lagret hinner inte med", _AGAIN),
    "ServiceUnavailable": ("lagret är inte tillgängligt just nu", _AGAIN),
    "InternalError": ("något gick fel hos lagret", _AGAIN),
    "EntityTooLarge": ("filen är för stor för lagret", "Gör den mindre, eller fråga lagrets värd."),
    "QuotaExceeded": ("utrymmet är slut", "Skaffa mer hos den som driver lagret."),
    "NotImplemented": (
        "lagret kan inte allt som behövs",
        "Pröva conditional: false under målet i inställningarna.",
    ),
}
_BY_STATUS = {
    401: "AccessDenied",
    403: "AccessDenied",
    429: "SlowDown",
    501: "NotImplemented",
    503: "ServiceUnavailable",
    507: "QuotaExceeded",
}

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
    number = int(status[1])
    code = code_of(error) or _BY_STATUS.get(number, "")
    text, hint = _KNOWN.get(code, (f"lagret svarade {number} {code}".rstrip(), _AGAIN))
    problem = Problem(path=shown, text=text, hint=hint)
    return Cut(problem) if number in _PASSING else PublisherError(problem)
