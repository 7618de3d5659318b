"""An older copy of the store is laid back after letters have gone: nobody gets one twice by it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sample.sending import Desk, letter
from smtp_server import scripted

from publisher.problems import PublisherError
from publisher.subscribers import StorePlace
from publisher.subscribers.backup import back_up, restore
from publisher.subscribers.links import holder_of, holder_token


@pytest.mark.parametrize("by_hand", [True, False])
def test_what_went_out_after_the_copy_does_not_go_out_again(tmp_path: Path, by_hand: bool) -> None:
    desk = Desk(tmp_path / "store")
    desk.readers(5)
    copy, place = tmp_path / "copy.zip", desk.place
    with scripted() as server:
        edition = desk.planned(letter())
        with desk.open() as store:
            back_up(store, copy)
        shutil.copy(place.database, tmp_path / "by-hand.sqlite")
        assert desk.carried(edition, server.port).sums["accepted"] == 5
        laid_back(place, copy, tmp_path / "by-hand.sqlite", by_hand=by_hand)
        again = desk.carried(edition, server.port)
    assert again.state == "stopped"
    assert again.sums["unknown"] == 5
    assert set(server.copies.values()) == {1}


def test_a_letter_planned_since_the_copy_waits_for_the_editors_word(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "store")
    desk.readers(3)
    copy = tmp_path / "copy.zip"
    with desk.open() as store:
        back_up(store, copy)
    with scripted() as server:
        desk.carried(desk.planned(letter()), server.port)
        restore(desk.place, copy)
        with pytest.raises(PublisherError, match="skickades efter den säkerhetskopia"):
            desk.planned(letter())
    assert sum(server.copies.values()) == 3


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_link_that_went_out_after_the_copy_is_nobody_elses(tmp_path: Path, by_hand: bool) -> None:
    """Numbers of rows begin anew with a copy, and links name rows by their numbers."""
    desk = Desk(tmp_path / "store")
    with desk.open() as store:
        back_up(store, tmp_path / "copy.zip")
    shutil.copy(desk.place.database, tmp_path / "by-hand.sqlite")
    desk.readers(3)
    with scripted() as server:
        desk.carried(desk.planned(letter()), server.port)
    with desk.open() as store:
        links = {holder_token(store.keys, row["id"]) for row in store.database.rows(_PERSONS)}
        marks = {store.keys.short("delivery", row["id"]) for row in store.database.rows(_ROWS)}
    laid_back(desk.place, tmp_path / "copy.zip", tmp_path / "by-hand.sqlite", by_hand=by_hand)
    desk.joined(*(f"new{n}@x.example" for n in range(3)))
    with desk.open() as store, scripted() as server:
        desk.carried(desk.planned(letter(), name="vecka-7"), server.port)
        holders = [holder_of(store.keys, link) for link in links]
        assert all(holders)
        named = {each.person for each in holders if each}
        assert not named & {row["id"] for row in store.database.rows(_PERSONS)}
        numbers = {store.keys.read_short("delivery", mark) for mark in marks}
        rows = {row["id"] for row in store.database.rows(_ROWS)}
        assert len(rows) == len(numbers) == 3
        assert not numbers & rows


_PERSONS, _ROWS = "SELECT id FROM person", "SELECT id FROM delivery"


def laid_back(place: StorePlace, copy: Path, bare: Path, *, by_hand: bool) -> None:
    if by_hand:
        for ending in ("-wal", "-shm"):
            Path(place.database + ending).unlink(missing_ok=True)
        shutil.copy(bare, place.database)
    else:
        restore(place, copy)
