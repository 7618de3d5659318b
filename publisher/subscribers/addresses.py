"""An e-mail address as it was written → the form it is kept and compared in, or why not.

Only syntax (email-validator: RFC 5321, 5322 and 6532, IDNA 2008): nothing is asked of the
network. No reason repeats the address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the brackets
_LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
"""What stands before @ and needs no quotes (RFC 5322, 3.2.3). What does is in nobody's address."""
_AROUND = " \t\r\n\f\v\u00a0\u200b\u200c\u200d\u2060\ufeff"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Address:
    """`address` is what an envelope has, `key` what is compared, `domain` who receives it.

    A domain in other letters than ours is kept as `xn--…`, so that one that only looks like
    another is seen to.
    """

    address: str
    key: str
    domain: str


def cleaned(written: str) -> Address | str:
    """The address, or the reason why it is none.

    >>> cleaned(" Anna.Berg@Tidning.SE ")
    Address(address='Anna.Berg@tidning.se', key='anna.berg@tidning.se', domain='tidning.se')
    >>> cleaned("anna@tidning")
    'efter @ ska det stå ett domännamn med punkt, som tidning.se'
    """
    text = written.strip(_AROUND)
    if (wrong := _wrong(text)) is not None:
        return wrong
    local, _, domain = text.rpartition("@")
    received = _receiving(domain) if _LOCAL.fullmatch(local) else ""
    address = f"{local}@{received}"
    if not received or len(local) > _LONGEST_LOCAL or len(address) > _LONGEST:
        return _reason(text)
    return Address(address, address.lower(), received)


@lru_cache(maxsize=10_000)
def _receiving(domain: str) -> str:
    """A domain as it is asked for in DNS; empty if it is none. A list's are the same few."""
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(f"a@{domain}", check_deliverability=False)
    except EmailNotValidError:
        return ""
    return found.ascii_domain.lower()


def _wrong(text: str) -> str | None:
    """What nobody has to ask a library about."""
    if not text:
        return "adressen är tom"
    if len(text) > _LONGEST:
        return "adressen är för lång"
    if _CONTROL.search(text):
        return "adressen har osynliga tecken i sig"
    if text.count("@") != 1:
        return "adressen ska ha ett @" if "@" not in text else "adressen har mer än ett @"
    return None


_SPECIAL = (".test", ".invalid", ".local", ".localhost", ".onion", ".arpa")


def _reason(text: str) -> str:
    local, _, domain = text.rpartition("@")
    if not local or not domain:
        return "det ska stå något på båda sidor om @"
    if not local.isascii():
        return "före @ står ett tecken som inte är a–z, en siffra eller ett vanligt skiljetecken"
    if re.search(r"\s", text):
        return "adressen har ett mellanslag i sig"
    if "." not in domain.strip("."):
        return "efter @ ska det stå ett domännamn med punkt, som tidning.se"
    if domain.lower().endswith(_SPECIAL):
        return "domännamnet används inte för e-post"
    return "det är ingen e-postadress som går att skicka till"
