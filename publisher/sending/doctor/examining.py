"""Everything that is looked at for a publication, in the order in which it matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from publisher.config import Config
from publisher.sending.doctor import dkim, dmarc, server, spf
from publisher.sending.doctor.asking import Dns, DnsSilentError
from publisher.sending.doctor.finding import DoctorFinding, advice, fault, good
from publisher.sending.signing import DkimKey
from publisher.system.smtp import Server

CLIPPED = 102_000
"""Bytes of HTML at which Gmail cuts a letter off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderFacts:
    """What the settings say of the sender; `sends_from` is the IP that letters leave from."""

    from_domain: str
    return_domain: str
    contact: str
    host: str
    server: Server | None
    key: DkimKey | None
    one_click: bool
    letters: tuple[tuple[str, int], ...] = ()
    sends_from: str = ""


def examine(dns: Dns, facts: SenderFacts) -> Iterator[DoctorFinding]:
    """All findings, the good ones too."""
    looks: tuple[tuple[str, Callable[[], Iterator[DoctorFinding]]], ...] = (
        ("SPF", lambda: spf.examine(dns, facts.return_domain, facts.host, facts.sends_from)),
        ("DKIM", lambda: dkim.examine(dns, facts.key)),
        ("DMARC", lambda: dmarc.examine(dns, facts.from_domain, facts.contact)),
        ("Avsändare", lambda: aligned(dns, facts)),
        ("Studsar", lambda: _mailboxes(dns, facts)),
        ("PTR", lambda: server.reverse(dns, facts.host, facts.sends_from)),
    )
    for subject, look in looks:
        try:
            yield from look()
        except DnsSilentError as error:
            text = f"namnservern svarar inte på frågan om {error}"
            yield fault(subject, text, "Försök igen om en stund, eller ge en annan med --dns.")
    if facts.server is not None:
        yield from server.encryption(facts.server)
    yield from _letters(facts)


def aligned(dns: Dns, facts: SenderFacts) -> Iterator[DoctorFinding]:
    """Whether SPF or DKIM speaks for the domain that readers see (RFC 9989, 4.4)."""
    seen = dmarc.organisation(dns, facts.from_domain)
    by_path = dmarc.organisation(dns, facts.return_domain) == seen
    by_key = facts.key is not None and dmarc.organisation(dns, facts.key.domain) == seen
    if by_path or by_key:
        ways = [name for name, holds in (("SPF", by_path), ("DKIM", by_key)) if holds]
        text = f"{' och '.join(ways)} gäller för {facts.from_domain}, som läsarna ser"
        yield good("Avsändare", text)
        return
    text = f"läsarna ser {facts.from_domain}, men ingenting visar att breven är därifrån"
    hint = f"Låt mail.smtp.returns eller mail.dkim.domain vara {facts.from_domain}, eller ett namn "
    yield fault("Avsändare", text, hint + "under den.")


def _mailboxes(dns: Dns, facts: SenderFacts) -> Iterator[DoctorFinding]:
    for domain in dict.fromkeys((facts.from_domain, facts.return_domain)):
        yield from server.receives(dns, domain)


def _letters(facts: SenderFacts) -> Iterator[DoctorFinding]:
    if facts.one_click:
        yield good("Avsluta", "läsare kan avsluta med ett tryck i sitt e-postprogram")
    else:
        text = "läsare kan inte avsluta med ett tryck, som Gmail och Yahoo kräver av stora listor"
        hint = "Låt publisher subscriptions serve ta emot dem: service: under subscribers:."
        yield advice("Avsluta", text, hint)
    for name, size in facts.letters:
        if size > CLIPPED:
            text = f"{name} är {size // 1000} kB, och Gmail klipper av det vid {CLIPPED // 1000}"
            yield fault("Storlek", text, "Korta brevet, eller dela det i två.")
        else:
            yield good("Storlek", f"{name} är {size // 1000} kB")


def newest_letter(editions: Path) -> tuple[tuple[str, int], ...]:
    """The letter that was built last, and the size of its HTML."""
    files = [path for path in editions.glob("*/index.html") if path.is_file()]
    if not files:
        return ()
    newest = max(files, key=lambda path: path.stat().st_mtime)
    return ((newest.parent.name, newest.stat().st_size),)


def facts_of(
    config: Config, server_: Server | None, key: DkimKey | None, *, sends_from: str, one_click: bool
) -> SenderFacts:
    """From the settings; without a server of one's own only DNS is looked at."""
    from_domain = config.mail.from_email.rpartition("@")[2].lower()
    smtp = config.mail.smtp
    returns = smtp.returns if smtp else ""
    return SenderFacts(
        from_domain=from_domain,
        return_domain=(returns or config.mail.from_email).rpartition("@")[2].lower(),
        contact=config.mail.reply_to,
        host=smtp.host if smtp else "",
        server=server_,
        key=key,
        one_click=one_click,
        letters=newest_letter(config.root / "build" / "editions"),
        sends_from=sends_from,
    )
