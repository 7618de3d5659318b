"""The key that letters are signed with, as DNS has it (RFC 6376, 3.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.sending.doctor.asking import Dns
from publisher.sending.doctor.finding import DnsRecord, DoctorFinding, advice, fault, good
from publisher.sending.signing import ADVISED, DkimKey

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUBJECT = "DKIM"


def examine(dns: Dns, key: DkimKey | None) -> Iterator[DoctorFinding]:
    """Whether the public half in DNS is the one that our key has; None: we do not sign."""
    if key is None:
        text = "publisher signerar inte breven, och det går inte att se om servern gör det"
        hint = "Skicka ett brev till dig själv, visa originalet i e-postprogrammet och leta efter "
        hint += "dkim=pass. Signerar servern inte: publisher mail key."
        yield advice(_SUBJECT, text, hint)
        return
    record = DnsRecord(key.name, "TXT", key.record)
    found = dns.txt(key.name)
    if not found:
        text = f"nyckeln finns inte i DNS, så ingen kan pröva signaturen ({key.name})"
        yield fault(_SUBJECT, text, "Lägg in posten i domänens DNS.", record)
        return
    if len(found) > 1:
        yield fault(_SUBJECT, f"{key.name} har {len(found)} poster", "Behåll bara den här.", record)
        return
    yield from _compared(fields(found[0]), key, record)


def _compared(
    published: Mapping[str, str], key: DkimKey, record: DnsRecord
) -> Iterator[DoctorFinding]:
    if not published.get("p"):
        text = f"nyckeln i DNS är återkallad ({key.name})"
        yield fault(_SUBJECT, text, "Lägg in posten igen, eller gör en ny nyckel.", record)
    elif published["p"] != key.public:
        text = f"nyckeln i DNS är en annan än den ni signerar med ({key.name})"
        yield fault(_SUBJECT, text, "Byt posten mot den här.", record)
    elif "y" in published.get("t", "").split(":"):
        text = "DNS säger att nyckeln bara provas (t=y), och då räknas signaturen inte"
        yield advice(_SUBJECT, text, "Byt posten mot den här.", record)
    elif 0 < key.bits < ADVISED:
        text = f"nyckeln har {key.bits} bitar, och {ADVISED} är det som rekommenderas"
        yield advice(_SUBJECT, text, "Gör en ny: publisher mail key.")
    else:
        yield good(_SUBJECT, f"nyckeln i DNS är den ni signerar med ({key.name})")


def fields(record: str) -> dict[str, str]:
    """The `name=value` pairs of a DKIM or DMARC record; blanks within a value do not count.

    >>> fields("v=DKIM1; k=rsa; p=AB CD")
    {'v': 'DKIM1', 'k': 'rsa', 'p': 'ABCD'}
    """
    pairs = (each.partition("=") for each in record.split(";") if "=" in each)
    return {name.strip().lower(): re.sub(r"\s", "", value) for name, _, value in pairs}
