"""Mail services tell of returns by webhook: only codes count, and nothing they send is a fault."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.cli.sign_up_service import _hooks
from publisher.config import WebhookSettings, load_config
from publisher.config.values_mail import ReturnsSettings
from publisher.media.images import measure
from publisher.problems import PublisherError
from publisher.sending.returns.webhooks import hook, read_events
from publisher.subscribers import StorePlace, open_store

ADDRESS = "anna@lasare.example"
ID = "v48.1@tidning.example"


def mailgun(event: str, code: int, message: str, **more: Any) -> dict[str, Any]:
    status = {"code": code, "message": message}
    inner = {"event": event, "recipient": ADDRESS, "delivery-status": status, **more}
    return {"signature": {}, "event-data": {**inner, "message": {"headers": {"message-id": ID}}}}


@pytest.mark.parametrize(
    ("service", "said", "kind", "ids"),
    [
        (
            "brevo",
            {
                "event": "hard_bounce",
                "email": ADDRESS,
                "message-id": f"<{ID}>",
                "reason": "550 5.1.1 unknown",
            },
            "gone",
            (ID,),
        ),
        (
            "brevo",
            {"event": "hard_bounce", "email": ADDRESS, "message-id": f"<{ID}>"},
            "soft",
            (ID,),
        ),
        (
            "brevo",
            {"event": "soft_bounce", "email": ADDRESS, "reason": "452 4.2.2 full"},
            "full",
            (),
        ),
        ("brevo", {"event": "spam", "email": ADDRESS, "message-id": ID}, "complained", (ID,)),
        (
            "brevo",
            {"event": "blocked", "email": ADDRESS, "reason": "550 5.7.1 blocked"},
            "ours",
            (),
        ),
        ("brevo", {"event": "delivered", "email": ADDRESS}, "delivered", ()),
        (
            "sendgrid",
            [
                {
                    "event": "bounce",
                    "email": ADDRESS,
                    "smtp-id": f"<{ID}>",
                    "status": "5.1.1",
                    "reason": "550 no",
                }
            ],
            "gone",
            (ID,),
        ),
        (
            "sendgrid",
            [
                {
                    "event": "bounce",
                    "email": ADDRESS,
                    "status": "5.0.0",
                    "reason": "550 5.7.26 unauthenticated",
                }
            ],
            "ours",
            (),
        ),
        ("sendgrid", [{"event": "spamreport", "email": ADDRESS}], "complained", ()),
        (
            "postmark",
            {
                "RecordType": "Bounce",
                "Type": "HardBounce",
                "Email": ADDRESS,
                "Details": "smtp;550 5.1.1 gone",
            },
            "gone",
            (),
        ),
        ("postmark", {"RecordType": "SpamComplaint", "Email": ADDRESS}, "complained", ()),
        (
            "mailgun",
            mailgun("failed", 550, "5.1.1 no such user", severity="permanent"),
            "gone",
            (ID,),
        ),
        ("mailgun", mailgun("failed", 552, "5.2.2 over quota"), "full", (ID,)),
        ("mailgun", mailgun("complained", 0, ""), "complained", (ID,)),
    ],
)
def test_each_service_is_understood(
    service: str, said: object, kind: str, ids: tuple[str, ...]
) -> None:
    (told,) = read_events(service, json.dumps(said).encode())
    assert (told.kind, told.message_ids, told.recipient) == (kind, ids, ADDRESS)
    assert "@" not in told.evidence
    assert bool(told.cause) == (kind == "ours")


@pytest.mark.parametrize("service", ["brevo", "mailgun", "postmark", "sendgrid"])
@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"1", b'"x"', b"[1]", b"{", b"\xff", b"[" * 100_000, b'{"event-data": []}'],
)
def test_what_no_service_sends_is_refused_or_means_nothing(
    tmp_path: Path, service: str, data: bytes
) -> None:
    place = StorePlace(database=str(tmp_path / "s.sqlite"), folder=tmp_path)
    with open_store(place) as store:
        assert hook(service)(store, {}, data) in {200, 400}
        assert store.database.one("SELECT count(*) FROM returned") == 0


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "event",
                    "email",
                    "reason",
                    "event-data",
                    "message",
                    "delivery-status",
                    "RecordType",
                ]
            ),
            inner | st.sampled_from(["bounce", "spam", "failed", "550 5.1.1"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from(["brevo", "mailgun", "postmark", "sendgrid"]), _JSON)
def test_whatever_is_sent_is_no_fault_of_ours(service: str, said: object) -> None:
    try:
        assert isinstance(read_events(service, json.dumps(said).encode()), list)
    except ValueError:
        return


def test_the_address_has_a_secret_that_is_long_enough(
    publication: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    config, _ = load_config(publication(), measure=measure)
    assert config is not None
    assert _hooks(config) == {}
    row = WebhookSettings(service="brevo", secret_env="ATERBUD")  # noqa: S106 (a name)
    mail = replace(config.mail, returns=ReturnsSettings(webhooks=(row,)))
    config = replace(config, mail=mail)
    for wrong, says in (
        (None, "är inte satt"),
        ("kort", "för kort"),
        ("x" * 20 + "/..", "för kort"),
    ):
        if wrong:
            monkeypatch.setenv("ATERBUD", wrong)
        with pytest.raises(PublisherError, match=says):
            _hooks(config)
    monkeypatch.setenv("ATERBUD", "x" * 32)
    assert list(_hooks(config)) == ["x" * 32]


def test_a_service_that_can_prove_who_it_is_must(tmp_path: Path) -> None:
    place = StorePlace(database=str(tmp_path / "s.sqlite"), folder=tmp_path)
    said = mailgun("failed", 550, "5.1.1 no such user")
    seal = hmac.new(b"nyckel", b"1700000000abc", "sha256").hexdigest()
    right = {"timestamp": "1700000000", "token": "abc", "signature": seal}
    bad: list[Any] = [{}, None, [], {**right, "token": "abd"}, {**right, "signature": "å"}]
    with open_store(place) as store:
        take = hook("mailgun", "nyckel")
        for signature in bad:
            assert take(store, {}, json.dumps({**said, "signature": signature}).encode()) == 401
        assert take(store, {}, b"[" * 100_000) == 401
        assert store.database.one("SELECT count(*) FROM returned") == 0
        assert take(store, {}, json.dumps({**said, "signature": right}).encode()) == 200
        assert store.database.one("SELECT count(*) FROM returned") == 1
        take = hook("postmark", "post:hemligt")
        report = json.dumps({"RecordType": "SpamComplaint", "Email": ADDRESS}).encode()
        for wrong in ({}, {"authorization": "Basic cG9zdDpmZWw="}, {"authorization": "Bäsic"}):
            assert take(store, wrong, report) == 401
        login = {"authorization": "Basic cG9zdDpoZW1saWd0"}
        assert take(store, login, report) == 200


def test_a_proof_that_a_service_never_gives_is_a_fault(publication: Callable[..., Path]) -> None:
    root = publication()
    settings = (root / "mkdocs.yml").read_text("utf-8")
    row = "{service: brevo, secret_env: A, proof_env: B}"
    mail = f"      mail:\n        returns: {{webhooks: [{row}]}}\n"
    (root / "mkdocs.yml").write_text(settings.replace("      mail:\n", mail), "utf-8")
    _, problems = load_config(root, measure=measure)
    (told,) = problems
    assert "brevo skickar inget bevis" in told.text
    assert told.hint == "Ta bort raden: det gör bara mailgun och postmark."
