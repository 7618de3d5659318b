"""A letter is handed over to a service as one draft, however often and whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from drafts_server import GHOST_KEY, KEY, Drafts, drafts_server
from program import Ran

from publisher.config import ViaSettings
from publisher.problems import PublisherError
from publisher.sending.services.brevo import brevo
from publisher.sending.services.buttondown import buttondown
from publisher.sending.services.choosing import chosen, service_of
from publisher.sending.services.draft import (
    DraftLetter,
    DraftService,
    hand_over,
    mark_of,
    read_letter,
)
from publisher.sending.services.ghost import ghost
from publisher.sending.services.listmonk import listmonk
from publisher.sending.services.mailchimp import mailchimp

LETTER = DraftLetter(
    mark=mark_of("tidning.example", "2026-11-30"),
    subject="Räksmörgås & annat",
    preheader="Om priset på räkor",
    from_name="Tidningen",
    from_email="brev@tidning.example",
    reply_to="red@tidning.example",
    html="<p>Hej {{ namn }}! <a href='%%{unsubscribe_url}%%'>Avsluta</a></p>",
    text="Hej!",
)
Make = Callable[[Drafts, str], DraftService]
MADE: dict[str, Make] = {
    "listmonk": lambda fake, key: listmonk(f"{fake.url}/listmonk", "api", key, [3]),
    "mailchimp": lambda fake, key: mailchimp(f"{key}-us21", "a1", base=f"{fake.url}/mailchimp"),
    "buttondown": lambda fake, key: buttondown(key, base=f"{fake.url}/buttondown"),
    "brevo": lambda fake, key: brevo(key, [7], base=f"{fake.url}/brevo"),
    "ghost": lambda fake, key: ghost(f"{fake.url}/ghost", GHOST_KEY.replace(KEY, key)),
}
SENT = {
    "listmonk": "running",
    "mailchimp": "sent",
    "buttondown": "sent",
    "brevo": "sent",
    "ghost": "sent",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Drafts]:
    with drafts_server() as fake:
        yield fake


@pytest.fixture
def fake(server: Drafts) -> Drafts:
    server.kept.clear()
    server.asked.clear()
    server.trouble = ""
    return server


@pytest.fixture(params=MADE)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def body_of(name: str, row: dict[str, object]) -> str:
    if name == "mailchimp":
        return str(row["content"])
    return str(
        {"listmonk": row.get("body"), "brevo": row.get("htmlContent")}.get(name)
        or row.get("body")
        or row.get("html")
    )


def test_the_same_edition_twice_is_one_draft_with_the_newest_content(
    fake: Drafts, name: str
) -> None:
    service = MADE[name](fake, KEY)
    first = hand_over(service, LETTER)
    assert first.done == "made"
    assert first.url.startswith("http")
    second = hand_over(service, replace(LETTER, html="<p>Nytt och bättre</p>"))
    assert second == replace(first, done="renewed")
    (kept,) = fake.of(name)
    assert "Nytt och bättre" in body_of(name, kept)
    assert kept.get("status") in {"draft", "save"}
    assert LETTER.subject in str(kept)


def test_another_edition_is_another_draft(fake: Drafts, name: str) -> None:
    service = MADE[name](fake, KEY)
    for edition in ("a", "b", "c", "d", "e"):
        hand_over(service, replace(LETTER, mark=mark_of("tidning.example", edition)))
    hand_over(service, replace(LETTER, mark=mark_of("tidning.example", "d")))
    assert len(fake.of(name)) == 5


def test_an_answer_that_is_lost_does_not_make_two(fake: Drafts, name: str) -> None:
    service = MADE[name](fake, KEY)
    hand_over(service, replace(LETTER, mark="publisher:annan:x"))
    posts = sum(each.startswith("POST") for each in fake.asked)

    class Losing:
        """The service, whose answer to the making never comes."""

        def __getattr__(self, each: str) -> object:
            if each == "make":
                fake.trouble = "lost"
            return getattr(service, each)

    with pytest.raises(PublisherError) as told:
        hand_over(Losing(), LETTER)  # type: ignore[arg-type]
    assert "hittas det då" in told.value.problems[0].hint
    assert sum(each.startswith("POST") for each in fake.asked) == posts + 1
    assert hand_over(service, LETTER).done == "renewed"
    assert len(fake.of(name)) == 2


def test_what_has_been_sent_is_not_touched(fake: Drafts, name: str) -> None:
    service = MADE[name](fake, KEY)
    hand_over(service, LETTER)
    before = {**fake.of(name)[0], "status": SENT[name]}
    fake.of(name)[0]["status"] = SENT[name]
    with pytest.raises(PublisherError, match="redan skickat"):
        hand_over(service, replace(LETTER, subject="Ett annat"))
    assert fake.of(name) == [before]


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "godtar inte nyckeln"),
        (429, "ber oss vänta"),
        (503, "har fel hos sig"),
        (422, "säger nej (422)"),
    ],
)
def test_a_no_is_told_in_swedish_without_the_key(
    fake: Drafts, name: str, status: int, says: str
) -> None:
    fake.trouble = status
    with pytest.raises(PublisherError) as told:
        hand_over(MADE[name](fake, KEY), LETTER)
    assert says in str(told.value)
    assert KEY not in str(told.value)
    assert told.value.problems[0].hint


def test_a_wrong_key_is_told(fake: Drafts, name: str) -> None:
    with pytest.raises(PublisherError, match="godtar inte nyckeln"):
        hand_over(MADE[name](fake, KEY[::-1]), LETTER)
    assert fake.of(name) == []


def test_a_service_that_is_not_there_is_told(name: str) -> None:
    nowhere = Drafts(url="http://127.0.0.1:1")
    with pytest.raises(PublisherError, match="svarar inte"):
        hand_over(MADE[name](nowhere, KEY), LETTER)


def test_a_service_that_is_no_such_service_is_told(fake: Drafts) -> None:
    def page(*_: object, **__: object) -> object:
        from publisher.system.web import Answer

        return Answer(status=200, data=b"<html>Hej</html>")

    with pytest.raises(PublisherError, match="inte går att läsa"):
        hand_over(listmonk(fake.url, "api", KEY, [1], page), LETTER)  # type: ignore[arg-type]


def test_keys_that_cannot_be_right_are_told_before_anything_is_asked() -> None:
    for made, says in (
        (lambda: mailchimp("abc", "a1"), "-us21"),
        (lambda: mailchimp("abc-us21.ond.example/x", "a1"), "-us21"),
        (lambda: ghost("https://g.example", "abc"), "Admin API key"),
    ):
        with pytest.raises(PublisherError, match=says):
            made()


def test_the_key_is_read_where_settings_say(
    fake: Drafts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ViaSettings(
        service="listmonk", url=f"{fake.url}/listmonk", user="api", lists=(3,), key_env="NYCKEL"
    )
    with pytest.raises(PublisherError, match="variabeln NYCKEL är inte satt"):
        service_of(row, tmp_path)
    monkeypatch.setenv("NYCKEL", KEY)
    assert hand_over(service_of(row, tmp_path), LETTER).done == "made"
    in_file = replace(row, key_env="", key_file="nyckel.txt")
    with pytest.raises(PublisherError, match="den finns inte"):
        service_of(in_file, tmp_path)
    (tmp_path / "nyckel.txt").write_text("")
    with pytest.raises(PublisherError, match="är tom"):
        service_of(in_file, tmp_path)
    (tmp_path / "nyckel.txt").write_text(f"{KEY}\n")
    assert hand_over(service_of(in_file, tmp_path), LETTER).done == "renewed"
    assert chosen((row,), "listmonk", "mkdocs.yml") == row
    with pytest.raises(PublisherError, match="Finns: listmonk"):
        chosen((row,), "ghost", "mkdocs.yml")


def test_a_letter_that_was_not_built_for_the_service_is_told(tmp_path: Path) -> None:
    with pytest.raises(PublisherError, match="är inte byggt"):
        read_letter(tmp_path, "v48", "listmonk", "m")
    (tmp_path / "v48").mkdir()
    with pytest.raises(PublisherError, match=r"presets: \[listmonk\]"):
        read_letter(tmp_path, "v48", "listmonk", "m")


def test_the_command_makes_a_draft_of_a_built_letter(
    fake: Drafts, publication: Callable[..., Path], run: Callable[..., Ran]
) -> None:
    letter = "---\ntitle: Vecka 6\nsubject: Veckans brev\ndate: 2025-02-10\n---\n\nHej!\n"
    root = publication({"content/nyhetsbrev/2025-02-10.md": letter})
    settings = (root / "mkdocs.yml").read_text("utf-8")
    own = f"      mail:\n        presets: [listmonk]\n        via:\n          - service: listmonk\n            url: {fake.url}/listmonk\n            user: api\n            lists: [3]\n            key_env: NYCKEL\n"
    (root / "mkdocs.yml").write_text(settings.replace("      mail:\n", own), "utf-8")
    assert run("build", cwd=root)[0] == 0
    name = next((root / "build/editions").iterdir()).name
    code, said, wrong = run("send", name, "--via", "listmonk", cwd=root, env={"NYCKEL": KEY})
    assert (code, wrong) == (0, "")
    assert said.startswith(f"Ett utkast är gjort: {fake.url}/listmonk/admin/campaigns/1\n")
    (kept,) = fake.of("listmonk")
    assert "{{ UnsubscribeURL }}" in kept["body"]
    code, said, wrong = run("send", name, "--via", "ghost", cwd=root, env={"NYCKEL": KEY})
    assert code == 1
    assert "tjänsten ”ghost” finns inte under via:" in wrong
