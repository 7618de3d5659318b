"""Leaving, choosing, being forgotten: by the reader's own link, by one click, and when all is broken."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from sign_up import HOME, Service

from publisher.subscribers import people
from publisher.subscribers.database import DatabaseRefusedError
from publisher.subscribers.links import choose_link, leave_link
from publisher.subscribers.service.spool import apply_spooled
from publisher.subscribers.store import rotate

ONE_CLICK = b"List-Unsubscribe=One-Click"
FORM = {"content-type": "application/x-www-form-urlencoded"}
MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
)
Start = Callable[..., Service]


def reader(here: Service, address: str = "anna@x.se", *lists: str) -> int:
    here.joined(address, *(lists or ("artiklar", "veckobrevet")))
    return int(here.rows("SELECT id FROM person WHERE address = :a", a=address)[0]["id"])


def way_out(here: Service, person: int, list_: str = "veckobrevet", edition: str = "7") -> str:
    with here.store() as store:
        return urlsplit(leave_link(here.settings.address, store.keys, person, list_, edition)).path


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (ONE_CLICK, FORM),
        (MULTIPART, {"content-type": "multipart/form-data; boundary=b"}),
        (b"", {}),
        (ONE_CLICK, {**FORM, "origin": "https://mail.example"}),
        (ONE_CLICK, {**FORM, "origin": "null"}),
        (b"\xff\xfe", FORM),
        (b"x=" + b"y" * 100_000, FORM),
    ],
    ids=["form", "multipart", "nothing", "webmail", "null", "rubbish", "oversized"],
)
def test_one_click_is_200_at_once_however_it_is_sent(
    here: Service, body: bytes, headers: dict[str, str]
) -> None:
    link = way_out(here, reader(here))
    for _ in range(2):  # also when it was done before
        answer = here.ask("POST", link, body, headers, peer="64.233.160.1")
        assert answer.status == 200
        assert "location" not in answer.headers
        assert "set-cookie" not in answer.headers
        assert answer.headers["content-type"].startswith("text/plain")
    states = here.states()
    assert states["anna@x.se", "veckobrevet"] == "left"
    assert states["anna@x.se", "artiklar"] == "active"
    assert len(here.rows("SELECT * FROM event WHERE kind = 'left'")) == 1


def test_the_page_has_one_button_for_the_list_and_one_for_all(here: Service) -> None:
    person = reader(here)
    link = way_out(here, person)
    page = here.get(link)
    assert page.status == 200
    assert "Vill du sluta få Veckobrevet?" in page.text
    assert "anna@" not in page.text  # a letter is passed on, and its link with it
    left = here.post(link, {"what": "list"})
    assert "Du får inte längre Veckobrevet" in left.text
    assert here.states()["anna@x.se", "artiklar"] == "active"
    every = here.post(link, {"what": "all"})
    assert "Du får inga fler brev" in every.text
    assert set(here.states().values()) == {"left"}


def test_the_wrong_button_can_be_undone(here: Service) -> None:
    person = reader(here)
    link = way_out(here, person)
    page = here.post(link, {"what": "all"})
    lists = [("list", each.split('"')[0]) for each in page.text.split('name="list" value="')[1:]]
    assert sorted(name for _, name in lists) == ["artiklar", "veckobrevet"]
    assert here.post(f"{link}/angra", lists).status == 200
    assert set(here.states().values()) == {"active"}


def test_preferences_are_exactly_what_is_ticked(here: Service) -> None:
    person = reader(here)
    with here.store() as store:
        link = urlsplit(choose_link(f"{HOME}/", store.keys, person)).path
    page = here.get(link)
    assert page.text.count("checked") == 2
    saved = here.post(link, {"list": ["rattelser", "artiklar", "finns-inte"]})
    assert "Sparat" in saved.text
    assert here.states() == {
        ("anna@x.se", "artiklar"): "active",
        ("anna@x.se", "rattelser"): "active",
        ("anna@x.se", "veckobrevet"): "left",
    }
    assert "Du får inga brev" in here.post(link, {}).text
    assert set(here.states().values()) == {"left"}


def test_to_be_forgotten_takes_a_page_and_a_button_and_leaves_no_address(here: Service) -> None:
    person = reader(here)
    link = way_out(here, person).replace("/u/", "/glom/")
    assert "Ska vi glömma" in here.get(link).text
    assert here.rows("SELECT count(*) AS n FROM person")[0]["n"] == 1
    assert "Vi har glömt dig" in here.post(link, {}).text
    dumped = str(
        [
            here.rows(f"SELECT * FROM {t}")  # noqa: S608
            for t in ("person", "outbox", "event", "suppression", "consent", "confirmation")
        ]
    )
    assert "anna" not in dumped
    # The old link still is one, and leads to a page that helps.
    assert here.get(link).status == 200
    assert here.ask("POST", way_out(here, person), ONE_CLICK, FORM).status == 200


def test_a_token_that_is_not_ours_leads_to_a_page_with_a_form_and_never_to_404(
    here: Service,
) -> None:
    person = reader(here)
    good = way_out(here, person).removeprefix("/u/")
    key, said, seal = good.split(".")
    others = way_out(here, person, "artiklar").removeprefix("/u/").split(".")
    with here.store() as store:
        other_kind = store.keys.token("confirm", "1", "veckobrevet", "7")
    forged = (
        "x",
        "..",
        good[:-2],
        good + "A",
        f"{key}.{others[1]}.{seal}",
        f"{key}.{said}.",
        f"0000.{said}.{seal}",
        other_kind,
        "å" * 9,
        "%00",
        "' OR 1=1 --",
        "{{'x'*30}}",
        "<script>alert(1)</script>",
        "A" * 900,
    )
    before = here.states()
    for token in forged:
        for answer in (
            here.get(f"/u/{token}"),
            here.ask("POST", f"/u/{token}", ONE_CLICK, FORM),
            here.get(f"/val/{token}"),
            here.post(f"/val/{token}", {"list": "artiklar"}),
            here.post(f"/u/{token}/angra", {"list": "artiklar"}),
            here.get(f"/glom/{token}"),
            here.post(f"/glom/{token}", {}),
        ):
            assert answer.status == 200, token
            assert 'action="/lank"' in answer.text
            assert "<script>" not in answer.text
            assert "x" * 30 not in answer.text
        assert "gäller inte längre" in here.post(f"/bekrafta/{token}", {}).text
    assert here.states() == before


def test_links_outlive_the_keys_they_were_made_with(here: Service) -> None:
    link = way_out(here, reader(here))
    with here.store() as store:
        rotate(store)
    assert "Veckobrevet" in here.get(link).text
    assert here.post(link, {"what": "list"}).status == 200
    assert here.states()["anna@x.se", "veckobrevet"] == "left"


def test_who_leaves_while_the_database_takes_nothing_has_left_all_the_same(
    here: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publisher.problems import Problem
    from publisher.subscribers.database.connection import Database

    link, other = way_out(here, reader(here)), way_out(here, reader(here, "bo@x.se"), "artiklar")

    def full(*_: object, **__: object) -> None:
        raise DatabaseRefusedError(Problem(path="", text="disken är full", hint=""))

    with monkeypatch.context() as broken:
        broken.setattr(Database, "write", full)
        broken.setattr(Database, "row", full)
        broken.setattr(Database, "rows", full)
        assert here.get(link).status == 200
        assert here.ask("POST", link, ONE_CLICK, FORM).status == 200
        page = here.post(other, {"what": "all"})
        assert "Du får inga fler brev" in page.text
        assert here.get("/halsa").status == 503
        assert here.post("/val" + link.removeprefix("/u"), {}).status == 503
    spooled = sorted((here.folder / "spool").iterdir())
    assert len(spooled) == 2
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in spooled)
    assert not any("x.se" in file.read_text() for file in spooled)
    (here.folder / "spool" / "0.json").write_text(json.dumps({"token": "x"}))
    with here.store() as store:
        assert apply_spooled(store, here.log.append) == 2
        assert apply_spooled(store, here.log.append) == 0
        assert list(people.active(store, "veckobrevet")) == []
    assert here.states() == {
        ("anna@x.se", "artiklar"): "active",
        ("anna@x.se", "veckobrevet"): "left",
        ("bo@x.se", "artiklar"): "left",
        ("bo@x.se", "veckobrevet"): "left",
    }
    assert [file.name for file in (here.folder / "spool").iterdir()] == ["0.broken"]
    assert any("disken är full" in line for line in here.log)


def test_a_sign_up_while_the_database_is_away_is_503_and_works_again_afterwards(
    here: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publisher.problems import Problem
    from publisher.subscribers.database.connection import Database

    def away(*_: object, **__: object) -> None:
        raise DatabaseRefusedError(Problem(path="", text="databasservern svarar inte", hint=""))

    with monkeypatch.context() as broken:
        broken.setattr(Database, "write", away)
        answer = here.sign_up("anna@x.se")
    assert answer.status == 503
    assert "ingenting har ändrats" in answer.text
    assert here.sign_up("anna@x.se").status == 200
    assert here.carry() == 1
