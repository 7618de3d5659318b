"""`publisher mail …`: what surrounds sending."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.release import settings as read_settings
from publisher.cli.shared import common, options_of, plural, say
from publisher.cli.swedish_click import SwedishGroup
from publisher.problems import Problem, PublisherError, printable, reason, remedy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from publisher.config import Config, ReturnsSettings
    from publisher.sending.doctor.examining import SenderFacts
    from publisher.sending.returns.collecting import ReturnsReport
    from publisher.sending.returns.fetching import FetchedMessage, MailboxAccess

_TRY_AGAIN = 75
"""What Postfix and Exim take for “keep it, and try again later” (EX_TEMPFAIL)."""

_KINDS = {
    "gone": ("adress finns inte", "adresser finns inte"),
    "full": ("brevlåda är full", "brevlådor är fulla"),
    "soft": ("brev kom inte fram den här gången", "brev kom inte fram den här gången"),
    "ours": ("brev nekades för avsändarens skull", "brev nekades för avsändarens skull"),
    "complained": ("läsare har anmält brevet som skräp", "läsare har anmält brevet som skräp"),
    "leave": ("läsare vill sluta", "läsare vill sluta"),
    "delayed": ("brev är försenat", "brev är försenade"),
    "delivered": ("kvitto på att brevet kom fram", "kvitton på att brevet kom fram"),
    "autoreply": ("automatiskt svar", "automatiska svar"),
    "other": ("brev från en människa, som ligger kvar", "brev från människor, som ligger kvar"),
}


@click.group(cls=SwedishGroup)
def mail() -> None:
    """Runt utskicken: studsar, nyckeln till DKIM, och vad som fattas hos avsändaren."""


@mail.command()
@click.argument("files", nargs=-1, metavar="[FIL…]")
@common
def returns(*, files: tuple[str, ...], config: str, quiet: bool, verbose: bool) -> None:
    """Läs det som kommit tillbaka: studsar, klagomål och automatiska svar.

    Utan FIL hämtas det ur brevlådan under mail: returns: i inställningarna. En FIL är ett brev;
    - är ett brev på standard in, som en e-postserver lämnar det. Bara adresser som inte finns
    och läsare som klagat stryks på en gång; ångra med publisher people unsuppress ADRESS.
    """
    piped = files == ("-",)
    try:
        report = _read(files, read_settings(options_of(config, None)))
    except PublisherError as error:
        if not piped:
            raise
        say(str(error), err=True)
        raise click.exceptions.Exit(_TRY_AGAIN) from error
    if not quiet:
        _tell(report, verbose=verbose)


def _read(files: tuple[str, ...], config: Config) -> ReturnsReport:
    from publisher.sending.returns.collecting import ReturnsReport, collect, take
    from publisher.subscribers import open_store, place_of

    with open_store(place_of(config)) as store:
        if not files:
            messages, source = _messages(config)
            return collect(store, messages, source)
        report = ReturnsReport()
        for name in files:
            take(store, _data(name), "pipe" if name == "-" else "file", report)
        return report


def _messages(config: Config) -> tuple[Iterable[FetchedMessage], str]:
    from publisher.sending.returns.fetching import from_imap, from_maildir

    settings = config.mail.returns
    if settings is None:
        text = "det står inte i inställningarna var studsarna hämtas"
        hint = "Skriv mail: returns: med host eller maildir, eller ge en fil: "
        hint += "publisher mail returns studs.eml"
        raise PublisherError(Problem(path=config.file, text=text, hint=hint))
    if settings.maildir:
        folder = config.root / Path(settings.maildir).expanduser()
        return from_maildir(folder, settings.done), "maildir"
    return from_imap(_access(settings, config.root)), "imap"


def _access(settings: ReturnsSettings, root: Path) -> MailboxAccess:
    from publisher.sending.passwords import secret
    from publisher.sending.returns.fetching import MailboxAccess

    whose = "lösenordet till brevlådan"
    return MailboxAccess(
        host=settings.host,
        port=settings.port,
        security=settings.security,
        user=settings.user,
        password=secret(settings.password_env, settings.password_file, root, whose),
        trust=str(root / Path(settings.trust).expanduser()) if settings.trust else "",
        folder=settings.folder,
        done=settings.done,
    )


def _data(name: str) -> bytes:
    from publisher.sending.returns.reading import LONGEST

    if name == "-":
        data = sys.stdin.buffer.read(LONGEST)
        while sys.stdin.buffer.read(1 << 20):  # whoever writes is let to finish
            pass
        return data
    try:
        with Path(name).open("rb") as file:
            return file.read(LONGEST)
    except OSError as error:
        text = f"kan inte läsas: {reason(error)}"
        raise PublisherError(Problem(path=name, text=text, hint=remedy(error))) from error


_UNPROVEN = (
    "avsändaren vill sluta, men vem som helst kan ha skrivit det i hennes namn. Svara henne, och "
    "ta bort henne med: publisher people suppress ADRESS --list LISTA"
)


def _tell(report: ReturnsReport, *, verbose: bool) -> None:
    """Sums only: nobody is named."""
    say(f"{plural(report.messages, 'brev läst', 'brev lästa')}.")
    for kind, words in _KINDS.items():
        if report.kinds[kind]:
            say(f"  {plural(report.kinds[kind], *words)}")
    if stopped := report.deeds["suppressed"]:
        say(f"Till {plural(stopped, 'adress', 'adresser')} skickas inget mer.")
    if unsure := report.deeds["unsure"]:
        words = ("nämner bara en adress", "nämner bara en adress")
        said = "Det kan vem som helst ha skrivit, och ingen stryks för det."
        say(f"{plural(unsure, *words)}. {said}")
    if left := report.deeds["left"]:
        say(f"{plural(left, 'läsare är borttagen', 'läsare är borttagna')} från sin lista.")
    if unproven := report.deeds["unproven"]:
        say(f"{plural(unproven, 'mejl ligger kvar', 'mejl ligger kvar')} åt dig: {_UNPROVEN}")
    if nobody := report.deeds["unknown"]:
        say(f"{plural(nobody, 'studs gäller', 'studsar gäller')} ingen som har fått brev nyligen.")
    if verbose and (again := report.deeds["again"]):
        say(f"{plural(again, 'var läst', 'var lästa')} förut.")
    for domain, cause in sorted(report.causes.items()):
        say(f"{domain}: {cause} Se publisher mail doctor.")


_MARKS = {"good": "bra", "advice": "råd", "fault": "fel"}


@mail.command()
@click.option("--ip", default="", metavar="ADRESS", help="Adressen som breven lämnar från.")
@click.option("--dns", default="", metavar="ADRESS", help="Fråga den namnservern.")
@common
def doctor(*, ip: str, dns: str, config: str, quiet: bool, verbose: bool) -> None:  # noqa: ARG001
    """Se efter vad som fattas hos avsändaren: SPF, DKIM, DMARC, namn, kryptering och brev.

    Frågorna ställs till DNS och till servern under mail: smtp: nu, och inget ändras. Allt som
    fattas visas med raden som ska in i domänens DNS.
    """
    from publisher.sending.doctor.asking import Dns
    from publisher.sending.doctor.examining import examine

    address, _, port = dns.rpartition(":") if dns.count(":") == 1 else (dns, "", "")
    facts = _sender(read_settings(options_of(config, None)), ip)
    faults = 0
    for each in examine(Dns(address=address, port=int(port or 53)), facts):
        faults += each.state == "fault"
        if quiet and each.state == "good":
            continue
        say(f"{_MARKS[each.state]}  {each.subject}: {printable(each.text)}")
        for line in filter(None, (each.hint, str(each.record) if each.record else "")):
            say(f"     {printable(line)}")
    if faults:
        say(f"{plural(faults, 'fel', 'fel')}. Rätta dem före nästa utskick.", err=True)
        raise click.exceptions.Exit(1)
    if not quiet:
        say("Inga fel.")


def _sender(config: Config, ip: str) -> SenderFacts:
    from publisher.sending.doctor.examining import facts_of
    from publisher.sending.signing import read_key
    from publisher.system.smtp import Patience, Server

    smtp, dkim = config.mail.smtp, config.mail.dkim
    key = None
    if dkim is not None:
        key = read_key(dkim.domain, dkim.selector, config.root / Path(dkim.key_file).expanduser())
    server = None
    if smtp is not None:
        trust = str(config.root / Path(smtp.trust).expanduser()) if smtp.trust else ""
        server = Server(
            host=smtp.host,
            port=smtp.port,
            security=smtp.security,
            name=smtp.name,
            trust=trust,
            patience=Patience(connect=15, command=30),
        )
    one_click = config.people.service.startswith("https://")
    return facts_of(config, server, key, sends_from=_ip(ip), one_click=one_click)


def _ip(text: str) -> str:
    from ipaddress import ip_address

    try:
        return str(ip_address(text)) if text else ""
    except ValueError as error:
        hint = "Skriv den som 192.0.2.1 eller 2001:db8::1."
        raise PublisherError(Problem(path="--ip", text="är ingen IP-adress", hint=hint)) from error


@mail.command()
@click.argument("file", metavar="FIL", type=click.Path(path_type=Path))
@click.option("--domain", required=True, metavar="DOMÄN", help="Domänen i avsändaradressen.")
@click.option("--selector", default="brev", metavar="NAMN", help="Nyckelns namn. Förval: brev.")
@click.option("--ed25519", is_flag=True, help="Kortare nyckel, som inte alla mottagare kan läsa.")
def key(*, file: Path, domain: str, selector: str, ed25519: bool) -> None:
    """Gör en nyckel som breven signeras med (DKIM), och visa vad som ska in i DNS.

    FIL är var den hemliga nyckeln ska ligga: utanför publikationens mapp, och bara du får läsa
    den. Finns filen redan visas posten för nyckeln i den.
    """
    from publisher.sending.signing import new_key, read_key

    if not file.exists():
        _written(file, new_key("ed25519" if ed25519 else "rsa"))
        say(f"Nyckeln ligger i {file}. Ta med den i säkerhetskopiorna.")
    made = read_key(domain, selector, file)
    say(f"Lägg in den här posten i domänens DNS:\n\n{made.name}. TXT\n{made.record}\n")
    say(f"Skriv sedan i mkdocs.yml, under mail:\n\n{_SNIPPET}".format(key=made, file=file))


_SNIPPET = """\
        dkim:
          domain: {key.domain}
          selector: {key.selector}
          key_file: {file}"""


def _written(file: Path, data: bytes) -> None:
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(data)
    except OSError as error:
        text = f"nyckeln kan inte skrivas: {reason(error)}"
        raise PublisherError(Problem(path=str(file), text=text, hint=remedy(error))) from error
