"""The server that takes our letters, and the machine that they leave from."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.sending.doctor.asking import Dns
from publisher.sending.doctor.finding import DnsRecord, DoctorFinding, advice, fault, good
from publisher.system.smtp import Deferred, Refused, Server, Session

_TLS, _PTR, _MX = "TLS", "PTR", "Studsar"
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def encryption(server: Server) -> Iterator[DoctorFinding]:
    """Whether the server is there, and letters reach it encrypted. Nobody logs in."""
    session = Session(server)
    try:
        refused = session.open()
    finally:
        session.close()
    where = f"{server.host}:{server.port}"
    if refused is None and server.security == "none":
        if server.host in _HERE:
            yield good(_TLS, f"servern på {where} svarar, på den egna datorn")
        else:
            hint = "Skriv security: starttls eller security: tls under smtp: i mkdocs.yml."
            yield fault(_TLS, f"breven går okrypterade till {where}", hint)
    elif refused is None:
        yield good(_TLS, f"servern på {where} svarar, och förbindelsen är krypterad")
    else:
        yield fault(_TLS, *_why(server, refused))


def _why(server: Server, refused: Refused | Deferred) -> tuple[str, str]:
    where = f"{server.host}:{server.port}"
    if refused.step == "tls":
        text = f"förbindelsen till {where} går inte att kryptera säkert: {refused.text}"
        return text, "Kontrollera host, port och security under smtp: i mkdocs.yml."
    said = f"{refused.code} {refused.text}".strip("0 ")
    text = f"servern på {where} svarar inte som den ska: {said}"
    return text, "Kontrollera host och port under smtp: i mkdocs.yml, och att servern är igång."


def reverse(dns: Dns, host: str, sends_from: str) -> Iterator[DoctorFinding]:
    """Whether the machine's address has a name that leads back to it."""
    if not (host or sends_from):
        hint = "Skriv den som smtp: under mail: i mkdocs.yml. Se ”Skicka” i handboken."
        yield advice(_PTR, "ingen server som tar emot breven är inställd (mail.smtp)", hint)
        return
    known = [sends_from] if sends_from else [] if host in _HERE else dns.addresses(host)
    if not known:
        if host not in _HERE:
            yield fault(_PTR, f"{host} finns inte i DNS", "Kontrollera host under smtp:.")
            return
        hint = "Ge adressen som breven lämnar från: publisher mail doctor --ip 192.0.2.1"
        yield advice(_PTR, "det går inte att se vilken adress breven lämnar från", hint)
        return
    for ip in known[:4]:
        names = dns.names(ip)
        if not names:
            text = f"{ip} har inget namn som leder tillbaka till den"
            hint = "Be den som äger adressen (hos er är det ofta webbhotellet) lägga in namnet."
            yield fault(_PTR, text, hint, _ptr(ip, host if host not in _HERE else "post.er-doman"))
        elif not any(ip in dns.addresses(name) for name in names):
            text = f"{ip} heter {names[0]}, men det namnet leder inte till den"
            yield fault(_PTR, text, f"Lägg in {ip} som adress för {names[0]} i DNS.")
        else:
            yield good(_PTR, f"{ip} heter {names[0]}, och det namnet leder tillbaka")


def _ptr(ip: str, host: str) -> DnsRecord:
    from dns.reversename import from_address

    return DnsRecord(str(from_address(ip)).rstrip("."), "PTR", f"{host}.")


def receives(dns: Dns, domain: str) -> Iterator[DoctorFinding]:
    """Whether a domain that letters come from takes letters: bounces, and readers' answers."""
    servers = dns.mx(domain)
    if servers == ["."] or (not servers and not dns.addresses(domain)):
        text = f"{domain} tar inte emot brev, så svar och studsar kommer inte fram"
        hint = "Lägg in en MX-post som pekar på servern som har brevlådorna."
        yield fault(_MX, text, hint, DnsRecord(domain, "MX", f"10 post.{domain}."))
    else:
        yield good(_MX, f"{domain} tar emot brev")
