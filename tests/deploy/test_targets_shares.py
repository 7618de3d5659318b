"""What is shared at a target before it is published: it stays until its day, and is then gone for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from s3_server import KEY, SECRET
from stores import KEPT, SITE, GitPlace, Place, built, deploy, lying, make_place, refused

from publisher.deploy.share_folders import FOLDER, is_share, lasts, new_folder
from publisher.deploy.targets import KINDS, LocalSite

pytestmark = pytest.mark.sampled(2)
UNTIL = date(2026, 2, 10)


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)


@pytest.fixture(params=sorted(KINDS))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return make_place(request.param, request, tmp_path)


def shared(place: Place, folder: str, files: Mapping[str, str], *also: str) -> LocalSite:
    """A folder of its own, with these files below it; what lay in `also` is to go."""
    local = built(place.root / "delat", {f"{folder}{path}": text for path, text in files.items()})
    return replace(local, only=(folder, *also))


def put(place: Place, local: LocalSite) -> None:
    target = place.target()
    target.apply(target.plan(local))
    assert target.plan(local).empty


def test_a_folder_says_its_last_day_and_cannot_be_guessed() -> None:
    folder = new_folder(UNTIL)
    assert folder.startswith(f"{FOLDER}/2026-02-10-")
    assert folder != new_folder(UNTIL)
    secret = folder.rstrip("/").rpartition("-")[2]
    assert len(bytes.fromhex(secret)) * 8 == 128
    page = f"{folder}index.html"
    assert is_share(page)
    # In Sweden: one hour before UTC's midnight it is the next day there.
    assert lasts(page, datetime(2026, 2, 10, 22, 59, tzinfo=UTC))
    assert not lasts(page, datetime(2026, 2, 10, 23, 0, tzinfo=UTC))
    for other in ("index.html", f"{FOLDER}/index.html", f"{FOLDER}/2026-02-10-kort/index.html"):
        assert not is_share(other)
        assert not lasts(other, datetime(2026, 2, 1, tzinfo=UTC))


def test_it_is_put_beside_the_site_and_no_deploy_takes_it_before_its_day(place: Place) -> None:
    deploy(place, SITE, promised="ett")
    folder = new_folder(UNTIL)
    secret = {f"{folder}index.html": "ett utkast", f"{folder}media/bild.png": "en bild"}
    put(place, shared(place, folder, {"index.html": "ett utkast", "media/bild.png": "en bild"}))
    assert lying(place) == {**SITE, **secret}
    new = {**SITE, "index.html": "ny start"}
    receipt = deploy(place, new, days=8, promised="ett")  # on the last day
    assert receipt.removed == ()
    assert lying(place) == {**new, **secret}
    # The first deploy after that day, from any machine: it goes by what the target remembers.
    receipt = deploy(place, new, days=9, promised="ett")
    assert sorted(receipt.removed) == sorted(secret)
    assert lying(place) == new
    everything = place.everything()
    assert not [name for name in everything if name.startswith(FOLDER)]
    # Nowhere else either, such as among what is kept to go back to.
    if not isinstance(place, GitPlace):
        assert not [data for data in everything.values() if b"ett utkast" in data]
        assert not [name for name in everything if name.startswith(KEPT) and "bild" in name]


def test_what_was_promised_there_and_kept_stays(place: Place) -> None:
    deploy(place, SITE, promised="ett")
    new = {**SITE, "index.html": "ny start"}
    deploy(place, new, days=1, promised="ett")
    before = [(each.id, each.when) for each in place.target().kept()]
    put(place, shared(place, new_folder(UNTIL), {"index.html": "ett utkast"}))
    target = place.target()
    assert target.plan(built(place.root, new, days=2)).remembered == {"ett": "x"}
    assert target.plan(built(place.root, new, days=2, promised="ett")).empty
    if not isinstance(place, GitPlace):  # where every push is a commit
        assert [(each.id, each.when) for each in target.kept()] == before


def test_it_can_be_taken_away_before_its_day_and_put_anew(place: Place) -> None:
    deploy(place, SITE)
    folder, other = new_folder(UNTIL), new_folder(UNTIL)
    put(place, shared(place, folder, {"index.html": "ett utkast", "bild.png": "en bild"}))
    put(place, shared(place, folder, {"index.html": "ett bättre utkast"}))
    assert lying(place) == {**SITE, f"{folder}index.html": "ett bättre utkast"}
    put(place, shared(place, other, {"index.html": "ett annat"}))
    put(place, shared(place, folder, {}))
    assert lying(place) == {**SITE, f"{other}index.html": "ett annat"}
    put(place, shared(place, folder, {"index.html": "flyttat"}, other))
    assert lying(place) == {**SITE, f"{folder}index.html": "flyttat"}


def test_going_back_leaves_it_where_it_is(place: Place) -> None:
    deploy(place, SITE)
    folder = new_folder(UNTIL)
    put(place, shared(place, folder, {"index.html": "ett utkast"}))
    deploy(place, {**SITE, "index.html": "ny start"}, days=1)
    target = place.target()
    target.roll_back(target.kept()[0])
    assert lying(place) == {**SITE, f"{folder}index.html": "ett utkast"}
    put(place, shared(place, folder, {}))
    assert lying(place) == SITE
    deploy(place, {**SITE, "index.html": "ny start"}, days=2)
    target = place.target()
    target.roll_back(target.kept()[0])
    assert lying(place) == SITE


def test_beside_nothing_there_is_nothing_to_put(place: Place) -> None:
    local = shared(place, new_folder(UNTIL), {"index.html": "ett utkast"})
    [problem] = refused(place.target().plan, local)
    assert "ingen hel sajt" in problem.text
    assert "publisher deploy skarpt" in problem.hint
    assert not [data for data in place.everything().values() if b"utkast" in data]
