"""What a server says no with, as the editor reads it after a trial letter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sample.sending import SMALL, Desk, order_of
from smtp_server import Say, scripted

from publisher.problems import PublisherError
from publisher.sending import frozen
from publisher.sending.requests import Here, SendRequest

LOGIN = ("AUTH PLAIN",)


@pytest.mark.parametrize(
    ("step", "line", "says"),
    [
        ("greeting", "421 4.3.2 busy", "Servern tar inte emot något just nu (421): 4.3.2 busy"),
        ("greeting", "554 5.7.1 go away", "säger nej redan när vi ringer (554): 5.7.1 go away"),
        ("mail", "550 5.7.1 no s@x.se", "Servern godtar inte avsändaren (550): 5.7.1 no …"),
        ("rcpt", "450 4.2.1 later", "Servern vill att vi försöker senare (450): 4.2.1 later"),
        ("rcpt", "550 5.1.1 no such user", "avvisas (550): 5.1.1 no such user"),
        ("dot", "552 5.3.4 too big", "avvisas (552): 5.3.4 too big"),
        ("dot", None, "Ingen vet om det kom fram"),
        ("auth", "535 5.7.8 bad credentials", "användarnamnet eller lösenordet (535): 5.7.8 bad"),
    ],
)
def test_a_trial_that_did_not_go_tells_whose_no_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, line: str | None, says: str
) -> None:
    monkeypatch.setenv("POST", "fel")
    desk = Desk(tmp_path / "register")

    def script(at: str, _: int, __: str) -> Say | None:
        return Say(line=line, close=line is None) if at == step else None

    with scripted(script, extensions=LOGIN if step == "auth" else ()) as server:
        order = order_of(frozen.put(desk.folder, SMALL))
        smtp = replace(order.smtp, host="127.0.0.1", port=server.port)
        if step == "auth":
            smtp = replace(smtp, user="post", password_env="POST")  # noqa: S106 (a variable's name)
        request = SendRequest(
            action="test", order=replace(order, smtp=smtp), address="anna@lasare.example"
        )
        with pytest.raises(PublisherError) as told:
            Here(place=desk.place, root=tmp_path).ask(request, SMALL)
    (problem,) = told.value.problems
    assert problem.text.startswith("provbrevet gick inte iväg. ")
    assert says in problem.text
    assert "@" not in problem.text
    assert "publisher mail doctor" in problem.hint
