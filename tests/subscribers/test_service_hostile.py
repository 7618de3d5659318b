"""What comes from the outside to do harm: other sites' forms, false heads, whatever fits in a field."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_network

import pytest
from sign_up import HOME, SITE, Service

from publisher.subscribers import PeopleStore
from publisher.subscribers.service.clients import client_of, household
from publisher.subscribers.service.guard import POLICY

Start = Callable[..., Service]
FORM = {"content-type": "application/x-www-form-urlencoded"}
PAYLOADS = (
    "'; DROP TABLE person; --",
    '" OR ""="',
    "{{ 7*7 }}{% include 'base.html' %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a@x.se\r\nBcc: b@x.se",
    "a@x.se%0d%0aBcc:b@x.se",
    "a@x.se\x00",
    "\u202egro.live@a",
    "аnna@tidning.se",
    "anna@tіdning.se",
    "anna@tidning.se\u200b",
    "../../etc/passwd",
    "A" * 7_000,
    "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1"),
)


def answered_in_order(answer: object) -> None:
    """Whatever was asked, the answer is one of ours, whole and harmless."""
    assert answer.status in {200, 400, 403, 404, 405, 413, 414, 415, 422}  # type: ignore[attr-defined]
    text, headers = answer.text, answer.headers  # type: ignore[attr-defined]
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "set-cookie" not in headers
    assert not any("\r" in value or "\n" in value for value in headers.values())
    assert "<script" not in text
    assert "<img src=x" not in text
    assert "Traceback" not in text


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_whatever_is_written_in_any_field_is_words(here: Service, payload: str) -> None:
    stamp = here.get("/").field("stamp")
    here.clock.later(seconds=5)
    good = {"address": "anna@x.se", "list": "artiklar", "stamp": stamp, "foretag": ""}
    for path in ("/", "/anmal", "/lank"):
        for name in (*good, "what", "x"):
            origin = SITE if path == "/" else HOME
            answered_in_order(here.post(path, {**good, name: payload}, origin=origin))
    here.carry()
    for mail in here.mail.got:
        assert re.fullmatch(r"[a-z]+@(x|tidning|xn--[a-z0-9-]+)\.se", mail.to), mail.to
    logged = "\n".join(here.log)
    assert "@" not in logged
    assert payload[:20] not in logged


def test_an_address_that_only_looks_like_another_is_another(here: Service) -> None:
    here.sign_up("anna@tіdning.se", peer="10.0.0.1")
    here.sign_up("anna@tidning.se", peer="10.0.0.2")
    here.carry()
    odd, plain = (each.to for each in here.mail.got)
    assert odd.startswith("anna@xn--tdning-")
    assert plain == "anna@tidning.se"


@pytest.mark.parametrize(
    ("origin", "box", "button"),
    [
        (HOME, 200, 200),
        (SITE, 200, 403),
        (None, 200, 200),
        ("null", 403, 403),
        ("https://evil.example", 403, 403),
        ("https://tidning.se.evil.example", 403, 403),
        ("http://tidning.se", 403, 403),
        ("https://tidning.se:8443", 403, 403),
        ("https://TIDNING.se", 403, 403),
        ("", 403, 403),
    ],
)
def test_forms_are_taken_from_our_own_pages_and_the_box_from_the_site_too(
    here: Service, origin: str | None, box: int, button: int
) -> None:
    assert here.post("/", {"address": "anna@x.se"}, origin=origin).status == box
    assert here.sign_up("anna@x.se", origin=origin).status == button
    assert len(here.rows("SELECT * FROM outbox")) == (button == 200)


def test_a_browser_that_names_no_origin_may_say_that_it_is_another_sites(here: Service) -> None:
    across = {"sec-fetch-site": "cross-site"}
    assert here.sign_up("anna@x.se", origin=None, headers=across).status == 403
    assert (
        here.sign_up("anna@x.se", origin=None, headers={"sec-fetch-site": "same-origin"}).status
        == 200
    )


@pytest.mark.parametrize("path", ["/bekrafta/x", "/val/x", "/glom/x", "/u/x/angra"])
def test_what_a_link_leads_to_is_pressed_on_our_own_page(here: Service, path: str) -> None:
    assert here.post(path, {}, origin="https://evil.example").status == 403
    assert here.post(path, {}, origin=SITE).status == 403


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"x" * 8_001, FORM, 413),
        (b"", {**FORM, "content-length": "9999999999"}, 413),
        (b"address=a%40x.se", {"content-type": "text/plain"}, 415),
        (b'{"address": "a@x.se"}', {"content-type": "application/json"}, 415),
        (b"address=a%40x.se", {}, 415),
        (b"a=1&" * 41, FORM, 400),
        (b"address=%ff%fe", FORM, 400),
        ("address=å".encode(), FORM, 400),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_not_read(
    here: Service, body: bytes, headers: dict[str, str], status: int
) -> None:
    for path in ("/", "/anmal", "/lank"):
        answer = here.ask("POST", path, body, {**headers, "origin": HOME})
        assert answer.status == status
        answered_in_order(answer)
    assert here.rows("SELECT * FROM outbox") == []


def test_a_body_in_pieces_is_held_to_the_same_size(here: Service) -> None:
    pieces = [b"x" * 1_000] * 5_000
    answer = here.ask("POST", "/anmal", headers={**FORM, "origin": HOME}, pieces=pieces)
    assert answer.status == 413


def test_a_long_or_odd_path_is_answered_and_not_written_down(here: Service) -> None:
    for path in (
        "/x" * 800,
        "/..//..//etc/passwd",
        "/assets/../keys.json",
        "/u/",
        "/hemligt?address=anna@x.se",
    ):
        answered_in_order(here.get(path))
    assert not any("hemligt" in line or "passwd" in line or "anna" in line for line in here.log)
    assert any("GET /? 414" in line for line in here.log)


@pytest.mark.parametrize(
    ("peer", "said", "client"),
    [
        ("203.0.113.9", ["198.51.100.7"], "203.0.113.9"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["6.6.6.6, 198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["6.6.6.6", "198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7, 10.1.2.3"], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7:4711"], "198.51.100.7"),
        ("127.0.0.1", ["[2001:db8::1]:4711"], "2001:db8::1"),
        ("127.0.0.1", ["::ffff:198.51.100.7"], "198.51.100.7"),
        ("::ffff:127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7, hej, 10.1.2.3"], "10.1.2.3"),
        ("127.0.0.1", ["' OR 1=1, unknown"], "127.0.0.1"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("unix", ["198.51.100.7"], "198.51.100.7"),
        ("unix", [], "unix"),
        ("testclient", ["198.51.100.7"], "unix"),
    ],
)
def test_who_asks_is_what_proxies_of_ours_say_and_nothing_else(
    peer: str, said: list[str], client: str
) -> None:
    trusted = tuple(map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "::1/128")))
    assert client_of(peer, said, trusted) == client


def test_a_false_head_gets_nobody_past_a_limit(here: Service) -> None:
    for n in range(9):
        here.sign_up(f"a{n}@x.se", peer="203.0.113.9", headers={"x-forwarded-for": f"10.0.0.{n}"})
    assert len(here.rows("SELECT * FROM outbox")) == 5
    assert household("2001:db8:1:2:3::4") == household("2001:db8:1:2:ffff::1")


def test_the_service_may_lie_under_a_path_whatever_the_proxy_does_with_it(service: Start) -> None:
    here = service(address=f"{SITE}/brev/")
    for path in ("/brev/", "/"):
        page = here.get(path)
        assert 'action="/brev/anmal"' in page.text
        assert 'href="/brev/assets/stylesheets/site.css"' in page.text
    here.clock.later(seconds=5)
    fields = {"address": "anna@x.se", "list": "artiklar", "stamp": page.field("stamp")}
    assert here.post("/brev/anmal", fields, origin=SITE).status == 200
    here.carry()
    assert here.mail.got[0].link.startswith(f"{SITE}/brev/bekrafta/")
    assert here.get("/brev/assets/stylesheets/site.css").body == b"p{}"
    assert here.get("/brevlada/").status == 404


def test_returns_of_a_mail_service_are_taken_at_an_address_that_only_it_knows(
    service: Start,
) -> None:
    taken: list[bytes] = []

    def hook(store: PeopleStore, headers: object, body: bytes) -> int:
        assert store.database.one("SELECT count(*) FROM person") == 0
        taken.append(body)
        return 200 if body == b"{}" else 403

    here = service(hooks={"hemligt-namn": hook})
    assert here.ask("POST", "/aterbud/hemligt-namn", b"{}").status == 200
    assert here.ask("POST", "/aterbud/hemligt-namn", b"[]").status == 403
    assert here.ask("POST", "/aterbud/annat", b"{}").status == 404
    assert here.ask("POST", "/aterbud/hemligt-namn", b"x" * 1_000_001).status == 413
    assert taken == [b"{}", b"[]"]
    assert not any("hemligt" in line for line in here.log)


def test_a_bug_of_ours_tells_the_reader_nothing_and_the_log_no_values(
    here: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publisher.subscribers.service import forms

    def broken(*_: object) -> None:
        raise RuntimeError("anna@x.se")

    monkeypatch.setattr(forms, "ask", broken)
    answer = here.sign_up("anna@x.se")
    assert answer.status == 500
    assert "Något gick fel hos oss" in answer.text
    logged = "\n".join(here.log)
    assert "RuntimeError" in logged
    assert "anna" not in logged
