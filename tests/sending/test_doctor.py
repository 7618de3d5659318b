"""The doctor asks a DNS server of the test's own, and tells what to paste."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from dns_server import BROKEN, CLOSED, SILENT, dns_server

from publisher.sending.doctor import asking, dmarc
from publisher.sending.doctor.asking import Dns
from publisher.sending.doctor.examining import SenderFacts, examine
from publisher.sending.doctor.finding import DoctorFinding
from publisher.sending.signing import DkimKey, new_key, read_key
from publisher.system.smtp import Patience, Server

DOMAIN = "tidning.example"
IP = "192.0.2.25"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> DkimKey:
    file = tmp_path_factory.mktemp("key") / "dkim.pem"
    file.write_bytes(new_key())
    return read_key(DOMAIN, "brev", file)


def facts(key: DkimKey | None, **more: object) -> SenderFacts:
    made = SenderFacts(
        from_domain=DOMAIN,
        return_domain=f"brev.{DOMAIN}",
        contact=f"red@{DOMAIN}",
        host="smtp.post.example",
        server=None,
        key=key,
        one_click=True,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def zone(key: DkimKey, **more: object) -> dict[tuple[str, str], Sequence[str] | str]:
    """Where everything is as it should be. `more` are texts by what they are about."""
    whole: dict[tuple[str, str], Sequence[str] | str] = {
        (f"brev.{DOMAIN}", "TXT"): ["v=spf1 include:_spf.post.example ~all"],
        ("_spf.post.example", "TXT"): ["v=spf1 ip4:192.0.2.0/24 -all"],
        ("smtp.post.example", "A"): [IP],
        (key.name, "TXT"): [key.record],
        (f"_dmarc.{DOMAIN}", "TXT"): [f"v=DMARC1; p=quarantine; rua=mailto:red@{DOMAIN}"],
        (DOMAIN, "MX"): ["10 mx.post.example."],
        (f"brev.{DOMAIN}", "MX"): ["10 mx.post.example."],
        ("25.2.0.192.in-addr.arpa", "PTR"): ["smtp.post.example."],
    }
    places = {
        "spf": (f"brev.{DOMAIN}", "TXT"),
        "dkim": (key.name, "TXT"),
        "dmarc": (f"_dmarc.{DOMAIN}", "TXT"),
        "mx": (DOMAIN, "MX"),
        "ptr": ("25.2.0.192.in-addr.arpa", "PTR"),
        "included": ("_spf.post.example", "TXT"),
    }
    for name, said in more.items():
        if said is None:
            del whole[places[name]]
        else:
            whole[places[name]] = (
                [said] if isinstance(said, str) and said not in {BROKEN, CLOSED, SILENT} else said
            )  # type: ignore[assignment]
    return whole


def found(key: DkimKey, facts_: SenderFacts | None = None, **more: object) -> list[DoctorFinding]:
    with dns_server(zone(key, **more)) as server:
        dns = Dns(address=server.address, port=server.port)
        return list(examine(dns, facts_ or facts(key)))


def wanting(findings: list[DoctorFinding]) -> list[tuple[str, str, str, str]]:
    return [
        (each.state, each.subject, each.text, str(each.record or ""))
        for each in findings
        if each.state != "good"
    ]


def test_a_sender_with_all_in_order_is_told_so(key: DkimKey) -> None:
    findings = found(key)
    assert wanting(findings) == []
    assert [each.subject for each in findings] == [
        "SPF", "DKIM", "DMARC", "Avsändare", "Studsar", "Studsar", "PTR", "Avsluta",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "state", "text", "record"),
    [
        (None, "fault", "säger inte vilka servrar", "v=spf1 a:smtp.post.example ~all"),
        (["v=spf1 -all", "v=spf1 mx ~all"], "fault", "har 2 SPF-poster", "v=spf1 mx ~all"),
        (
            "v=spf1 include:_spf.post.example +all",
            "fault",
            "vem som helst",
            "v=spf1 include:_spf.post.example ~all",
        ),
        (
            "v=spf1 include:_spf.post.example",
            "advice",
            "alla andra",
            "v=spf1 include:_spf.post.example ~all",
        ),
        (
            "v=spf1 include:_spf.post.example ?all",
            "advice",
            "alla andra",
            "v=spf1 include:_spf.post.example ~all",
        ),
        ("v=spf1 ip4:198.51.100.0/24 ~all", "advice", "nämns inte i SPF", ""),
        (
            "v=spf1 ip4:192.0.2.x include:_spf.post.example ~all",
            "fault",
            "”192.0.2.x” är ingen IP-adress",
            "",
        ),
        (
            "v=spf1 includ:_spf.post.example ip4:192.0.2.25 ~all",
            "fault",
            "”includ:_spf.post.example” är ingenting",
            "",
        ),
        (
            "v=spf1 include:borta.example ip4:192.0.2.25 ~all",
            "fault",
            "borta.example har ingen SPF-post",
            "",
        ),
        (
            "v=spf1 " + "a:borta.example " * 11 + "ip4:192.0.2.25 ~all",
            "fault",
            "kräver 11 uppslag",
            "",
        ),
        (
            "v=spf1 a:b1.example a:b2.example a:b3.example ip4:192.0.2.25 ~all",
            "fault",
            "3 namn som inte finns",
            "",
        ),
        (BROKEN, "fault", "svarar inte på frågan", ""),
    ],
)
def test_spf(key: DkimKey, said: object, state: str, text: str, record: str) -> None:
    (first, *_) = wanting(found(key, spf=said))
    assert first[:2] == (state, "SPF")
    assert text in first[2]
    assert first[3] == (f'brev.{DOMAIN}. TXT "{record}"' if record else "")


@pytest.mark.parametrize(
    "said",
    [
        "v=spf1 ip4:192.0.2.25 -all",
        "v=spf1 a:smtp.post.example -all",
        "v=spf1 redirect=_spf.post.example",
        "V=SPF1 IP4:192.0.2.25 ~ALL",
        "v=spf1 include:_spf.post.example exp=x.example -all",
        "v=spf1 " + "ip4:198.51.100.1 " * 30 + "ip4:192.0.2.25 ~all",
    ],
)
def test_spf_that_is_good(key: DkimKey, said: str) -> None:
    assert wanting(found(key, spf=said)) == []


def test_spf_that_includes_itself_ends(key: DkimKey) -> None:
    findings = wanting(found(key, spf=f"v=spf1 include:brev.{DOMAIN} ~all"))
    assert "uppslag" in findings[0][2]


def test_a_known_service_and_a_known_address(key: DkimKey) -> None:
    at_service = facts(key, host="email-smtp.eu-north-1.amazonaws.com")
    first = wanting(found(key, at_service))[0]
    assert first[3].startswith(f'brev.{DOMAIN}. TXT "v=spf1 include:amazonses.com include:')
    own = facts(key, host="localhost", sends_from="198.51.100.7")
    first = wanting(found(key, own))[0]
    assert first[3].startswith(f'brev.{DOMAIN}. TXT "v=spf1 ip4:198.51.100.7 include:')
    assert wanting(found(key, facts(key, host="localhost", sends_from=IP))) == []
    assert "--ip" in next(
        each.hint for each in found(key, facts(key, host="localhost")) if each.hint
    )


@pytest.mark.parametrize(
    ("said", "state", "text"),
    [
        (None, "fault", "finns inte i DNS"),
        (["v=DKIM1; p=x", "v=DKIM1; p=y"], "fault", "har 2 poster"),
        ("v=DKIM1; k=rsa; p=", "fault", "är återkallad"),
        ("v=DKIM1; k=rsa; p=AAAA", "fault", "är en annan än den ni signerar med"),
        ("t=y", "advice", "bara provas"),
    ],
)
def test_dkim(key: DkimKey, said: object, state: str, text: str) -> None:
    if said == "t=y":
        said = f"{key.record}; t=y"
    (first,) = wanting(found(key, dkim=said))
    assert first[:2] == (state, "DKIM")
    assert text in first[2]
    assert first[3] == f'{key.name}. TXT "{key.record}"'


def test_a_key_in_pieces_and_with_blanks_is_the_same(key: DkimKey) -> None:
    assert wanting(found(key, dkim=key.record.replace("; ", " ;\t").replace("p=", "p= "))) == []


def test_who_does_not_sign_is_told_how_to_see_whether_somebody_does(key: DkimKey) -> None:
    (first,) = wanting(found(key, facts(None)))
    assert first[:2] == ("advice", "DKIM")


@pytest.mark.parametrize(
    ("said", "state", "text", "record"),
    [
        (None, "fault", "har ingen DMARC-post", f"v=DMARC1; p=none; rua=mailto:red@{DOMAIN}"),
        (
            ["v=DMARC1; p=none", "v=DMARC1; p=reject"],
            "fault",
            "har 2 DMARC-poster",
            "v=DMARC1; p=none",
        ),
        (
            "v=DMARC1; rua=mailto:a@b.example",
            "fault",
            "säger inte vad",
            f"v=DMARC1; p=none; rua=mailto:red@{DOMAIN}",
        ),
        (
            "v=DMARC1; p=quarantine; pct=50; rua=mailto:a@b.example",
            "advice",
            "har pct= (andelen)",
            "v=DMARC1; p=quarantine; rua=mailto:a@b.example",
        ),
        (
            "v=DMARC1; p=reject; rf=afrf; rua=mailto:a@b.example",
            "advice",
            "har rf=",
            "v=DMARC1; p=reject; rua=mailto:a@b.example",
        ),
        (
            "v=DMARC1; p=reject; ri=3600; rua=mailto:a@b.example",
            "advice",
            "har ri=",
            "v=DMARC1; p=reject; rua=mailto:a@b.example",
        ),
        (
            "v=DMARC1; p=reject",
            "advice",
            "vart rapporterna ska",
            f"v=DMARC1; p=reject; rua=mailto:red@{DOMAIN}",
        ),
        (
            "v=DMARC1; p=reject; sp=none; rua=mailto:a@b.example",
            "advice",
            "som inte finns",
            "v=DMARC1; p=reject; sp=none; rua=mailto:a@b.example; np=reject",
        ),
    ],
)
def test_dmarc(key: DkimKey, said: object, state: str, text: str, record: str) -> None:
    first = wanting(found(key, dmarc=said))[0]
    assert first[:2] == (state, "DMARC")
    assert text in first[2]
    assert first[3] == f'_dmarc.{DOMAIN}. TXT "{record}"'


def test_who_only_asks_for_reports_is_told_what_comes_next(key: DkimKey) -> None:
    findings = found(key, dmarc=f"v=DMARC1; p=none; rua=mailto:red@{DOMAIN}")
    assert wanting(findings) == []
    assert any("p=quarantine" in each.text for each in findings)


def test_the_owners_domain_is_found_by_walking_up(key: DkimKey) -> None:
    names = {
        ("_dmarc.tidning.co.example", "TXT"): ["v=DMARC1; p=none"],
        ("_dmarc.co.example", "TXT"): ["v=DMARC1; p=reject; psd=y"],
        ("_dmarc.own.tidning.example", "TXT"): ["v=DMARC1; p=none; psd=n"],
        ("_dmarc.tidning.example", "TXT"): ["v=DMARC1; p=none"],
    }
    with dns_server(names) as server:
        dns = Dns(address=server.address, port=server.port)
        assert dmarc.organisation(dns, "brev.tidning.co.example") == "tidning.co.example"
        assert dmarc.organisation(dns, "a.own.tidning.example") == "own.tidning.example"
        assert dmarc.organisation(dns, "brev.tidning.example") == "tidning.example"
        assert dmarc.organisation(dns, "brev.annan.example") == "annan.example"
        deep = ".".join("abcdefghijkl") + ".tidning.example"
        server.asked.clear()
        assert dmarc.organisation(dns, deep) == "tidning.example"
        assert len(server.asked) <= 8


def test_a_sender_that_nothing_speaks_for_is_told(key: DkimKey) -> None:
    elsewhere = facts(None, return_domain="studs.post.example")
    texts = [each[2] for each in wanting(found(key, elsewhere)) if each[1] == "Avsändare"]
    assert texts == [f"läsarna ser {DOMAIN}, men ingenting visar att breven är därifrån"]
    assert "Avsändare" not in {each[1] for each in wanting(found(key, replace(elsewhere, key=key)))}


@pytest.mark.parametrize(
    ("more", "subject", "text"),
    [
        ({"ptr": None}, "PTR", f"{IP} har inget namn"),
        ({"ptr": "annan.post.example."}, "PTR", "det namnet leder inte till den"),
        ({"mx": None}, "Studsar", f"{DOMAIN} tar inte emot brev"),
        ({"mx": "0 ."}, "Studsar", f"{DOMAIN} tar inte emot brev"),
    ],
)
def test_names_and_mailboxes(key: DkimKey, more: dict[str, str], subject: str, text: str) -> None:
    first = wanting(found(key, **more))[0]
    assert first[:2] == ("fault", subject)
    assert text in first[2]


def test_without_a_server_of_ones_own_that_is_what_is_told(key: DkimKey) -> None:
    told = [each[:3] for each in wanting(found(key, facts(key, host=""))) if each[1] == "PTR"]
    assert told == [
        ("advice", "PTR", "ingen server som tar emot breven är inställd (mail.smtp)"),
    ]


def test_letters_and_the_way_out(key: DkimKey) -> None:
    worse = facts(key, one_click=False, letters=(("vecka-48", 120_400),))
    assert [each[:3] for each in wanting(found(key, worse))] == [
        (
            "advice",
            "Avsluta",
            "läsare kan inte avsluta med ett tryck, som Gmail och Yahoo kräver av stora listor",
        ),
        ("fault", "Storlek", "vecka-48 är 120 kB, och Gmail klipper av det vid 102"),
    ]


def test_a_server_that_is_not_there_or_in_the_clear_is_told(key: DkimKey) -> None:
    short = Patience(connect=2, command=2)
    gone = Server(host="127.0.0.1", port=1, security="starttls", patience=short)
    texts = [each for each in wanting(found(key, facts(key, server=gone))) if each[1] == "TLS"]
    assert "svarar inte som den ska" in texts[0][2]


@pytest.mark.parametrize("answer", [SILENT, BROKEN, CLOSED])
def test_a_name_server_that_does_not_answer_is_told_and_the_rest_is_looked_at(
    key: DkimKey, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(asking, "_PATIENCE", 0.2)
    findings = wanting(found(key, dmarc=answer))
    assert {each[1] for each in findings} == {"DMARC", "Avsändare"}
    assert all("svarar inte på frågan" in each[2] for each in findings)
    assert not [each for each in findings if "har ingen" in each[2]]


def test_the_command_tells_everything_at_once(
    publication: Callable[..., Path], key: DkimKey
) -> None:
    root = publication()
    with dns_server({("prov.example", "MX"): ["10 mx.prov.example."]}) as server:
        done = subprocess.run(
            [sys.executable, "-m", "publisher", "mail", "doctor", "--dns", f"127.0.0.1:{server.port}"],
            cwd=root, capture_output=True, check=False, text=True, timeout=600,
        )  # fmt: skip
    assert done.returncode == 1
    assert (
        '     _dmarc.prov.example. TXT "v=DMARC1; p=none; rua=mailto:red@prov.example"\n'
        in done.stdout
    )
    assert "bra  Studsar: prov.example tar emot brev\n" in done.stdout
    assert done.stderr.endswith(" fel. Rätta dem före nästa utskick.\n")
