"""What receivers are asked to do with letters that only claim to be ours (DMARC, RFC 9989)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.sending.doctor.asking import Dns
from publisher.sending.doctor.dkim import fields
from publisher.sending.doctor.finding import DnsRecord, DoctorFinding, advice, fault, good

_SUBJECT = "DMARC"
_MOST = 8
"""Names that are asked on the way up (RFC 9989, 4.10)."""
_GONE = {"pct": "andelen", "rf": "rapporternas form", "ri": "hur ofta rapporter kommer"}
"""Tags that RFC 7489 had and RFC 9989 has not."""
_POLICIES = frozenset({"none", "quarantine", "reject"})


def examine(dns: Dns, domain: str, contact: str) -> Iterator[DoctorFinding]:
    """What DMARC says of the domain in From."""
    found = policy(dns, domain)
    if found is None:
        text = f"{domain} har ingen DMARC-post, och den kräver Gmail, Yahoo och Microsoft"
        record = DnsRecord(f"_dmarc.{domain}", "TXT", f"v=DMARC1; p=none; rua=mailto:{contact}")
        yield fault(_SUBJECT, text, "Lägg in posten i domänens DNS.", record)
        return
    name, records = found
    if len(records) > 1:
        text = f"{name} har {len(records)} DMARC-poster, och då gäller ingen av dem"
        yield fault(_SUBJECT, text, "Behåll en.", DnsRecord(name, "TXT", records[0]))
        return
    yield from _judged(name, records[0], domain, contact)


def policy(dns: Dns, domain: str) -> tuple[str, list[str]] | None:
    """Where the policy of a domain stands, and what does; searched upwards, as receivers do."""
    for name in _upwards(domain):
        records = [
            text for text in dns.txt(f"_dmarc.{name}") if re.match(r"v\s*=\s*DMARC1\s*(;|$)", text)
        ]
        if records:
            return f"_dmarc.{name}", sorted(records)
    return None


def organisation(dns: Dns, domain: str) -> str:
    """The domain that all names of one owner share (RFC 9989, 4.10.2).

    The highest name on the way up with a policy; a registry's own (`psd=y`) is no owner's.
    """
    best = domain
    for name in _upwards(domain):
        for text in dns.txt(f"_dmarc.{name}"):
            said = fields(text)
            if said.get("v") != "DMARC1":
                continue
            if said.get("psd") == "n":
                return name
            if said.get("psd") == "y":
                return best
            best = name
    if best == domain and policy(dns, domain) is None:
        # Without any policy there is nothing to align by; the usual two labels are the best guess.
        return ".".join(domain.split(".")[-2:])
    return best


def _upwards(domain: str) -> Iterator[str]:
    labels = domain.lower().strip(".").split(".")
    yield ".".join(labels)
    rest = labels[1:] if len(labels) <= _MOST else labels[-(_MOST - 1) :]
    while len(rest) > 1:
        yield ".".join(rest)
        rest = rest[1:]


def _judged(name: str, record: str, domain: str, contact: str) -> Iterator[DoctorFinding]:
    said = fields(record)
    if said.get("p") not in _POLICIES:
        text = f"{name} säger inte vad mottagare ska göra (p=none, quarantine eller reject)"
        pasted = DnsRecord(name, "TXT", f"v=DMARC1; p=none; rua=mailto:{contact}")
        yield fault(_SUBJECT, text, "Byt posten mot den här.", pasted)
        return
    for tag in sorted(_GONE.keys() & said.keys()):
        text = f"{name} har {tag}= ({_GONE[tag]}), som inte längre betyder något (RFC 9989)"
        hint = "Ta bort den. " + ("Den som provar skriver t=y." if tag == "pct" else "")
        yield advice(_SUBJECT, text, hint.strip(), DnsRecord(name, "TXT", _without(record)))
    if "rua" not in said:
        text = f"{name} talar inte om vart rapporterna ska skickas"
        pasted = DnsRecord(name, "TXT", f"{_without(record)}; rua=mailto:{contact}")
        yield advice(_SUBJECT, text, "Lägg till rua=.", pasted)
    if said["p"] == "none":
        text = f"{domain} ber mottagare att bara rapportera (p=none)"
        hint = "Det räcker för att breven ska tas emot. Byt till p=quarantine när rapporterna "
        hint += "visar att allt som är ert godkänns."
        yield good(_SUBJECT, f"{text}. {hint}")
    else:
        yield good(_SUBJECT, f"{domain} ber mottagare att inte släppa fram andras brev i ert namn")
    if (
        "np" not in said
        and said["p"] != "none"
        and said.get("sp", "none") == "none"
        and "sp" in said
    ):
        text = f"{name} skyddar inte namn under {domain} som inte finns"
        pasted = DnsRecord(name, "TXT", f"{_without(record)}; np=reject")
        yield advice(_SUBJECT, text, "Lägg till np=reject.", pasted)


def _without(record: str) -> str:
    """The record without what no longer means anything."""
    parts = (each.strip() for each in record.split(";"))
    kept = (each for each in parts if each and each.partition("=")[0].strip().lower() not in _GONE)
    return "; ".join(kept)
