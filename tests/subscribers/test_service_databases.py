"""The service over either database: the same story, the same answers."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from sign_up import Service

from publisher.subscribers import StorePlace
from publisher.subscribers.service import Limits, Posted
from publisher.subscribers.service.limits import forget_tallies
from publisher.subscribers.service.report import how_it_goes


def test_a_reader_comes_chooses_leaves_and_is_forgotten(
    service: Callable[..., Service], place: StorePlace
) -> None:
    here = service(place=place, limits=Limits(hourly=3))
    welcome = here.joined("anna@x.se", "artiklar", "veckobrevet")
    for n in range(7):
        here.sign_up(f"a{n}@x.se", peer="10.0.0.1")
    here.mail.answers = [Posted("later"), Posted("unknown")]
    here.carry()
    with here.store() as store:
        report = how_it_goes(store)
    assert (report.waiting, report.unknown) == (3, 1)
    assert dict(report.turned_away) == {"en och samma uppkoppling frågade för ofta": 2}
    assert report.longest_wait.total_seconds() > 0
    choose, leave = urlsplit(welcome.link).path, urlsplit(welcome.leave).path
    assert "Sparat" in here.post(choose, {"list": ["rattelser"]}).text
    assert here.ask("POST", leave, b"List-Unsubscribe=One-Click").status == 200
    page = here.post(leave, {"what": "all"})
    assert page.status == 200
    assert here.states()["anna@x.se", "rattelser"] == "left"
    assert here.post(f"{leave}/angra", {"list": "rattelser"}).status == 200
    assert here.states()["anna@x.se", "rattelser"] == "active"
    assert "glömt dig" in here.post(choose.replace("/val/", "/glom/"), {}).text
    assert not any(address == "anna@x.se" for address, _ in here.states())
    here.clock.later(hours=2)
    here.carry()
    assert {each.to for each in here.mail.got[-3:]} == {"a0@x.se", "a3@x.se", "a4@x.se"}
    here.clock.later(days=9)
    with here.store() as store:
        counts = "SELECT count(*) FROM meta WHERE name LIKE 'refused %'"
        assert store.database.one(counts) == 1
        forget_tallies(store)
        assert store.database.one(counts) == 0
        assert how_it_goes(store).turned_away == ()
