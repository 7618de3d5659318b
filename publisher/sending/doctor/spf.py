"""Who may send for a domain (SPF, RFC 7208): one record, ten look-ups, and our server in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from publisher.sending.doctor.asking import Dns
from publisher.sending.doctor.finding import DnsRecord, DoctorFinding, advice, fault, good

_SUBJECT = "SPF"
MOST = 10
"""Look-ups that a record may cost, all that it includes counted (RFC 7208, 4.6.4)."""
_VOID = 2
"""Of those, so many may lead nowhere."""
_SPF = re.compile(r"v=spf1(\s|$)", re.IGNORECASE)
_TERM = re.compile(
    r"^([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists|redirect|exp)([:=/].*)?$", re.IGNORECASE
)
_COSTS = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})

_SERVICES = (
    ("amazonaws.com", "amazonses.com"),
    ("amazonses.com", "amazonses.com"),
    ("sendgrid.net", "sendgrid.net"),
    ("mailgun.org", "mailgun.org"),
    ("brevo.com", "spf.brevo.com"),
    ("sendinblue.com", "spf.brevo.com"),
    ("postmarkapp.com", "spf.mtasv.net"),
    ("mailjet.com", "spf.mailjet.com"),
    ("google.com", "_spf.google.com"),
    ("gmail.com", "_spf.google.com"),
    ("office365.com", "spf.protection.outlook.com"),
    ("outlook.com", "spf.protection.outlook.com"),
)
"""Ends of relays' names, and what their own instructions have one include."""


@dataclass(slots=True)
class SpfReading:
    """What a record says in the end. `wrong` are its faults in plain words."""

    lookups: int = 0
    void: int = 0
    networks: set[str] = field(default_factory=set)
    includes: set[str] = field(default_factory=set)
    ends: str = ""
    wrong: list[str] = field(default_factory=list)
    dynamic: bool = False

    def covers(self, ip: str) -> bool:
        """Whether an address is among those that may send."""
        each = ip_address(ip)
        return any(each in ip_network(net, strict=False) for net in self.networks)


def examine(dns: Dns, domain: str, relay: str, sends_from: str = "") -> Iterator[DoctorFinding]:
    """What SPF says of the domain in the return path; `relay` is who we hand letters to.

    `sends_from` is the address that letters leave from, where it is known.
    """
    records = [text for text in dns.txt(domain) if _SPF.match(text)]
    wanted = _wanted(relay, sends_from)
    if not records:
        text = f"{domain} säger inte vilka servrar som får skicka brev"
        hint = "Lägg in posten i domänens DNS."
        yield fault(_SUBJECT, text, hint, DnsRecord(domain, "TXT", f"v=spf1 {wanted} ~all"))
        return
    if len(records) > 1:
        text = f"{domain} har {len(records)} SPF-poster, och då gäller ingen av dem"
        terms = dict.fromkeys(term for each in records for term in each.split()[1:])
        kept = [term for term in terms if not term.lower().endswith("all")]
        record = DnsRecord(domain, "TXT", " ".join(["v=spf1", *kept, "~all"]))
        yield fault(_SUBJECT, text, "Ta bort dem, och lägg in en enda.", record)
        return
    reading = read(dns, domain, records[0])
    yield from _judged(dns, domain, records[0], reading, (relay, sends_from))


def read(dns: Dns, domain: str, record: str) -> SpfReading:
    """A record with all that it includes."""
    reading = SpfReading()
    _follow(dns, domain, record, reading, depth=0)
    return reading


def _follow(dns: Dns, domain: str, record: str, reading: SpfReading, *, depth: int) -> None:
    for term in record.split()[1:]:
        match = _TERM.match(term)
        if match is None:
            if "=" not in term:  # an unknown modifier is allowed (RFC 7208, 6)
                reading.wrong.append(f"”{term}” är ingenting som SPF känner till")
            continue
        sign, name, rest = match[1], match[2].lower(), (match[3] or "")
        if name == "all":
            reading.ends = reading.ends if depth else f"{sign or '+'}all"
        elif name in {"ip4", "ip6"}:
            _network(rest[1:], sign, reading)
        elif name in _COSTS:
            _lookup(dns, domain, (name, sign, rest), reading, depth=depth)


def _network(text: str, sign: str, reading: SpfReading) -> None:
    try:
        ip_network(text, strict=False)
    except ValueError:
        reading.wrong.append(f"”{text}” är ingen IP-adress")
        return
    if sign in {"", "+"}:
        reading.networks.add(text)


def _lookup(
    dns: Dns, domain: str, term: tuple[str, str, str], reading: SpfReading, *, depth: int
) -> None:
    name, sign, rest = term
    reading.lookups += 1
    target = rest.lstrip(":=").split("/")[0] or domain
    if reading.lookups > 2 * MOST or depth > MOST:
        return
    if "%" in target:
        reading.dynamic = True
        return
    if name in {"include", "redirect"}:
        inner = [text for text in dns.txt(target) if _SPF.match(text)]
        if len(inner) != 1:
            many = "flera SPF-poster" if inner else "ingen SPF-post"
            reading.wrong.append(f"{target} har {many}")
            return
        reading.includes.add(target.lower())
        _follow(dns, target, inner[0], reading, depth=depth + (name == "include"))
        return
    hosts = dns.mx(target) if name == "mx" else [target] if name == "a" else []
    found = [ip for host in hosts if host != "." for ip in dns.addresses(host)]
    if name in {"a", "mx"} and not found:
        reading.void += 1
    if sign in {"", "+"}:
        reading.networks.update(found)


def _judged(
    dns: Dns, domain: str, record: str, reading: SpfReading, ours: tuple[str, str]
) -> Iterator[DoctorFinding]:
    for wrong in dict.fromkeys(reading.wrong):
        yield fault(_SUBJECT, f"SPF för {domain} är felskriven: {wrong}", "Rätta posten.")
    if reading.lookups > MOST:
        text = (
            f"SPF för {domain} kräver {reading.lookups} uppslag, och efter {MOST} gäller den inte"
        )
        hint = "Ta bort include: för tjänster som ni inte längre använder."
        yield fault(_SUBJECT, text, hint)
    elif reading.void > _VOID:
        text = f"SPF för {domain} pekar på {reading.void} namn som inte finns"
        yield fault(_SUBJECT, text, "Ta bort dem ur posten.")
    if reading.ends == "+all":
        text = f"SPF för {domain} låter vem som helst skicka (+all)"
        pasted = DnsRecord(domain, "TXT", re.sub(r"\+?all\b", "~all", record))
        yield fault(_SUBJECT, text, "Byt till ~all.", pasted)
    elif reading.ends in {"", "?all"} and "redirect=" not in record.lower():
        text = f"SPF för {domain} säger inte vad som gäller för alla andra"
        rest = re.sub(r"\s*\?all\b", "", record)
        yield advice(_SUBJECT, text, "Avsluta med ~all.", DnsRecord(domain, "TXT", f"{rest} ~all"))
    yield from _with_us(dns, domain, record, reading, ours)


def _with_us(
    dns: Dns, domain: str, record: str, reading: SpfReading, ours: tuple[str, str]
) -> Iterator[DoctorFinding]:
    relay, sends_from = ours
    addresses = [sends_from] if sends_from else [] if _local(relay) else dns.addresses(relay)
    service = _service(relay)
    covered = bool(service) and service in reading.includes
    covered = covered or any(reading.covers(ip) for ip in addresses)
    said = f"högst {MOST} uppslag används ({reading.lookups})"
    if covered:
        yield good(_SUBJECT, f"{domain} låter servern skicka, och {said}")
    elif not addresses and not service:
        hint = "Ge adressen som breven lämnar från: publisher mail doctor --ip 192.0.2.1"
        yield advice(_SUBJECT, f"det går inte att se om {domain} låter servern skicka", hint)
    elif sends_from or service:
        wanted = _wanted(relay, sends_from)
        head, *rest = record.split()
        pasted = DnsRecord(domain, "TXT", " ".join([head, wanted, *rest]))
        text = f"{domain} låter inte servern som skickar era brev göra det"
        yield fault(_SUBJECT, text, "Byt posten mot den här.", pasted)
    else:
        text = f"{relay} nämns inte i SPF för {domain}"
        hint = "Har er e-posttjänst andra servrar för det som skickas är det som det ska. "
        hint += "Fråga tjänsten vad som ska stå i SPF."
        yield advice(_SUBJECT, text, hint)


def _wanted(relay: str, sends_from: str) -> str:
    """What a record must have for our letters."""
    if sends_from:
        return f"ip{ip_address(sends_from).version}:{sends_from}"
    service = _service(relay)
    if service:
        return f"include:{service}"
    return "mx" if _local(relay) else f"a:{relay}"


def _service(relay: str) -> str:
    ends = (include for end, include in _SERVICES if f".{relay.lower()}".endswith(f".{end}"))
    return next(ends, "")


def _local(relay: str) -> bool:
    return relay in {"", "localhost", "::1"} or relay.startswith("127.")
