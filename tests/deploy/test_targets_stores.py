"""What holds for every kind of target; and for those whose files are put one by one, some more.

Each test runs against a real disk, a real SeaweedFS, a real sshd and a real repository. A new kind
is put into `stores.PLACES`.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from s3_server import KEY, SECRET
from stores import (
    KEPT,
    LOCK,
    ONE_BY_ONE,
    OTHERWISE,
    PLACES,
    SITE,
    Place,
    S3Place,
    built,
    deploy,
    lying,
    make_place,
    memory_of,
    refused,
)

from publisher.deploy.targets import KINDS, Target, lock
from publisher.deploy.targets.storing import StoreTarget

pytestmark = pytest.mark.sampled(2)


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


one_by_one = pytest.mark.parametrize("place", ONE_BY_ONE, indirect=True)
remembering = pytest.mark.parametrize("place", sorted(KINDS.keys() - {"git"}), indirect=True)
"""Those that remember and keep by themselves; what a branch has instead is in `test_targets_git`."""


def test_every_kind_of_target_is_tried_here() -> None:
    """A kind that is missing also fails each test below, for want of a place of it."""
    assert PLACES.keys() == KINDS.keys()
    assert sorted([*ONE_BY_ONE, *OTHERWISE]) == sorted(KINDS)
    assert all(OTHERWISE.values())


def test_the_target_becomes_the_site(place: Place) -> None:
    deploy(place, SITE)
    assert lying(place) == SITE
    new = {**SITE, "index.html": "ny start", "404.html": "borta"}
    del new["media/ljud.mp3"]
    receipt = deploy(place, new)
    assert (receipt.added, receipt.changed) == (("404.html",), ("index.html",))
    assert receipt.removed == ("media/ljud.mp3",)
    assert lying(place) == new


HOSTILE = (
    *("-rf.css", "a&b?c#d.js", "å ä ö.css", "%2e%2e%2f.css", '"citat".css', "$(touch inte).css"),
    *(";ls.css", "CON.css", "a:b.css", "*.css", "<img src=x onerror=x>.svg", "~"),
    f"{'x' * 251}.css",
    f"{'å' * 125}.css",
)


def test_a_file_may_be_called_anything_that_a_disk_takes(place: Place) -> None:
    """Twice, since the second time names are read back, and written over what lies there."""
    for text in ("ett", "två"):
        site = {**SITE, **{f"x/{name}": f"{text} {name}" for name in HOSTILE}}
        deploy(place, site)
        assert lying(place) == site
    deploy(place, SITE)
    assert lying(place) == SITE


def test_a_plan_tells_what_would_be_done_and_does_nothing(place: Place) -> None:
    deploy(place, SITE, promised="ett")
    before = place.everything()
    new = {path: text for path, text in SITE.items() if path != "feed.xml"}
    plan = place.target().plan(built(place.root, {**new, "index.html": "å", "ny.html": "nytt"}))
    assert (plan.added, plan.changed, plan.removed) == (
        ("ny.html",),
        ("index.html",),
        ("feed.xml",),
    )
    assert (plan.bytes, plan.there) == (6, len(SITE))
    assert plan.remembered == {"ett": "x"}
    assert place.everything() == before


def test_doing_it_again_writes_nothing_at_all(place: Place) -> None:
    deploy(place, SITE)
    before = place.everything()
    target = place.target()
    plan = target.plan(built(place.root, SITE, days=3))
    receipt = target.apply(plan)
    assert plan.empty
    assert (receipt.added, receipt.changed, receipt.removed, receipt.bytes) == ((), (), (), 0)
    assert place.everything() == before


@remembering
def test_what_is_not_ours_is_never_touched(place: Place) -> None:
    place.write("annan/fil.txt", "främmande")
    deploy(place, SITE)
    deploy(place, {"index.html": "start"})
    assert lying(place) == {"index.html": "start", "annan/fil.txt": "främmande"}


@remembering
def test_a_foreign_file_in_the_way_refuses_everything(place: Place) -> None:
    place.write("index.html", "någon annans sajt")
    place.write("feed.xml", "någon annans flöde")
    before = place.everything()
    problems = refused(place.target().plan, built(place.root, SITE))
    assert [problem.path.rpartition("/")[2] for problem in problems] == ["feed.xml", "index.html"]
    assert all("inte utlagd av publisher" in problem.text for problem in problems)
    assert place.everything() == before


def test_a_file_changed_at_the_target_is_told_and_written_over_when_it_changes(
    place: Place,
) -> None:
    deploy(place, SITE)
    place.write("index.html", "ändrad av någon")
    plan = place.target().plan(built(place.root, {**SITE, "index.html": "ny"}))
    assert [problem.text for problem in plan.advice] == [
        "hade ändrats på plats; ändringen skrivs över"
    ]
    deploy(place, {**SITE, "index.html": "ny"})
    assert lying(place)["index.html"] == "ny"


def test_a_file_changed_at_the_target_is_not_deleted(place: Place) -> None:
    deploy(place, SITE)
    place.write("media/ljud.mp3", "någons eget ljud")
    new = {path: text for path, text in SITE.items() if path != "media/ljud.mp3"}
    plan = place.target().plan(built(place.root, new))
    assert plan.removed == ()
    assert ["lämnas kvar" in problem.text for problem in plan.advice] == [True]
    deploy(place, new)
    assert lying(place)["media/ljud.mp3"] == "någons eget ljud"


@remembering
@pytest.mark.parametrize("damage", ["saknas", "är skadad"])
def test_a_lost_memory_is_made_anew_and_deletes_nothing(place: Place, damage: str) -> None:
    deploy(place, {**SITE, "2024/gammal/index.html": "gammal"})
    if damage == "saknas":
        place.remove(memory_of(place))
    else:
        place.write(memory_of(place), '{"version": 2, "files": {"../../etc/passwd"')
    new = {**SITE, "index.html": "nytt"}
    plan = place.target().plan(built(place.root, new))
    assert plan.changed == ("index.html",)
    assert plan.added == plan.removed == ()
    (advice,) = plan.advice
    assert damage in advice.text
    assert not advice.fatal
    assert advice.hint.startswith("1 fil ")
    deploy(place, new)
    assert lying(place) == {**new, "2024/gammal/index.html": "gammal"}


@remembering
def test_a_memory_that_would_lead_out_of_the_target_is_not_trusted(place: Place) -> None:
    deploy(place, SITE)
    name = memory_of(place)
    memory = json.loads(place.everything()[name])
    memory["files"]["../utanfor.html"] = memory["files"]["index.html"]
    place.write(name, json.dumps(memory))
    deploy(place, {"index.html": "start"})
    assert lying(place) == SITE  # nothing was known to be ours, so nothing was deleted


def test_earlier_sites_can_be_put_back_one_after_the_other(place: Place) -> None:
    sites = [SITE, {**SITE, "index.html": "två", "tva.html": "2"}, {**SITE, "feed.xml": "<tre/>"}]
    del sites[2]["media/ljud.mp3"]
    for day, site in enumerate(sites):
        deploy(place, site, days=day, promised="ett")
    target = place.target()
    kept = target.kept()
    assert [each.files for each in kept] == [6, 5]
    assert kept[0].when - kept[1].when == timedelta(days=1)
    receipt = target.roll_back(kept[0])
    assert receipt.added == ("media/ljud.mp3", "tva.html")
    assert receipt.changed == ("feed.xml", "index.html")
    assert lying(place) == sites[1]
    assert target.plan(built(place.root, sites[1])).remembered == {"ett": "x"}
    assert target.kept() == kept[1:]
    target.roll_back(kept[1])
    assert lying(place) == sites[0]
    assert target.kept() == ()
    assert not [name for name in place.everything() if name.startswith(KEPT)]
    assert deploy(place, sites[2]).removed == ("media/ljud.mp3",)


def test_one_can_go_back_two_sites_at_once(place: Place) -> None:
    for day, text in enumerate(("ett", "två", "tre")):
        deploy(place, {**SITE, "index.html": text}, days=day)
    target = place.target()
    target.roll_back(target.kept()[1])
    assert lying(place) == {**SITE, "index.html": "ett"}
    assert target.kept() == ()


@remembering
def test_only_so_many_sites_are_kept_and_what_no_site_needs_goes(place: Place) -> None:
    for day in range(6):
        deploy(place, {**SITE, "index.html": f"dag {day}"}, days=day)
    assert len(place.target().kept()) == 3
    kept = [data for name, data in place.everything().items() if name.startswith(KEPT)]
    assert sorted(kept) == [b"dag 2", b"dag 3", b"dag 4"]


@remembering
def test_with_keep_at_zero_nothing_is_kept_and_it_is_said_what_to_do(place: Place) -> None:
    target = place.target(keep=0)
    for text in ("ett", "två"):
        target.apply(target.plan(built(place.root, {**SITE, "index.html": text})))
    assert not [name for name in place.everything() if name.startswith(KEPT)]
    (problem,) = refused(target.kept)
    assert "sparar inga tidigare versioner" in problem.text
    assert "git" in problem.hint


@remembering
def test_a_site_whose_kept_files_are_gone_is_not_put_back_by_half(place: Place) -> None:
    deploy(place, SITE)
    deploy(place, {**SITE, "index.html": "två", "feed.xml": "<två/>"}, days=1)
    gone = next(name for name in place.everything() if name.startswith(KEPT))
    place.remove(gone)
    before = lying(place)
    target = place.target()
    (problem,) = refused(target.roll_back, target.kept()[0])
    assert "finns inte kvar" in problem.text
    assert lying(place) == before
    assert LOCK not in place.everything()


@pytest.mark.parametrize("place", ["s3", "sftp"], indirect=True)
def test_our_own_notes_can_lie_elsewhere(place: Place, tmp_path: Path) -> None:
    aside = tmp_path / "ute" / "eget"
    target = place.target(memory="privat" if isinstance(place, S3Place) else str(aside))
    for text in ("ett", "två"):
        target.apply(target.plan(built(place.root, {**SITE, "index.html": text})))
    assert set(place.everything()) == set(SITE)
    target.roll_back(target.kept()[0])
    assert lying(place)["index.html"] == "ett"


def lock_of(who: str, **more: object) -> str:
    since = "2026-02-02T13:03:00+00:00"
    return json.dumps({"who": who, "since": since, "id": "b", "place": "q", "process": 1, **more})


@one_by_one
def test_a_second_deploy_is_refused_while_the_first_goes_on(place: Place) -> None:
    deploy(place, SITE)
    place.write(LOCK, lock_of("anna@redaktionen"))
    before = place.everything()
    target = place.target()
    plan = target.plan(built(place.root, {**SITE, "index.html": "ny"}))
    (problem,) = refused(target.apply, plan)
    assert problem.text == "anna@redaktionen lägger ut just nu, sedan 2 februari 2026 kl. 14.03"
    assert "--break-lock" in problem.hint
    assert place.everything() == before
    target.apply(plan, break_lock=True)
    assert lying(place)["index.html"] == "ny"
    assert LOCK not in place.everything()


@one_by_one
def test_a_lock_that_cannot_be_read_still_locks_and_an_empty_one_not_for_long(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write(LOCK, "")
    target = place.target()
    (problem,) = refused(target.apply, target.plan(built(place.root, SITE)))
    assert problem.text == "någon lägger ut just nu"
    monkeypatch.setattr(lock, "TORN", timedelta(0))
    deploy(place, SITE)
    assert lying(place) == SITE


@one_by_one
def test_a_lock_of_a_process_of_ours_that_is_no_more_does_not_lock(place: Place) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(30)
    own = lock.mine("bygge", place.root)
    place.write(LOCK, replace(own, process=ended.pid).data.decode())
    deploy(place, SITE)
    assert lying(place) == SITE


@one_by_one
def test_a_lock_of_a_process_of_ours_that_runs_does(place: Place) -> None:
    own = lock.mine("bygge", place.root)
    place.write(LOCK, replace(own, process=os.getppid()).data.decode())
    target = place.target()
    refused(target.apply, target.plan(built(place.root, SITE)))
    assert lying(place) == {}


@one_by_one
def test_of_two_at_once_one_wins_and_the_other_is_told_who(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have planned; the second comes while the first is in the middle of its files."""
    deploy(place, SITE)
    first, second = place.target(), place.target()
    plan = second.plan(built(place.root, {**SITE, "index.html": "andra"}))
    told: list[str] = []

    def meanwhile() -> None:
        monkeypatch.setattr(lock.socket, "gethostname", lambda: "annan-dator")
        told.extend(problem.text for problem in refused(second.apply, plan))
        monkeypatch.undo()

    interrupted(monkeypatch, first, "index.html", meanwhile)
    first.apply(first.plan(built(place.root, {**SITE, "index.html": "första"})))
    assert len(told) == 1
    assert f"@{socket.gethostname()} lägger ut just nu" in told[0]
    assert lying(place)["index.html"] == "första"


def test_a_plan_that_was_overtaken_is_refused(place: Place) -> None:
    deploy(place, SITE, promised="ett")
    target = place.target()
    plan = target.plan(built(place.root, {**SITE, "index.html": "min"}, promised="ett"))
    deploy(place, {**SITE, "index.html": "din"}, promised="annat")
    built(place.root, {**SITE, "index.html": "min"})  # as it lies on the first one's machine
    (problem,) = refused(target.apply, plan)
    assert problem.text == "någon annan har lagt ut medan du höll på"
    assert lying(place)["index.html"] == "din"


@one_by_one
def test_whose_lock_is_taken_away_stops(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    deploy(place, SITE)
    monkeypatch.setattr(lock, "RENEW", timedelta(seconds=0.05))
    target = place.target()
    plan = target.plan(built(place.root, {**SITE, "index.html": "ny", "feed.xml": "<ny/>"}))

    async def waits() -> None:
        for _ in range(200):  # over SFTP a renewal that has begun may win, so more than once
            place.write(LOCK, lock_of("bo@annan-dator"))
            await asyncio.sleep(0.1)

    interrupted(monkeypatch, target, "index.html", waits)
    (problem,) = refused(target.apply, plan)
    assert "tagit över" in problem.text
    assert lying(place) == SITE
    assert json.loads(place.everything()[LOCK])["who"] == "bo@annan-dator"


@one_by_one
def test_the_age_of_a_lock_is_told_by_the_targets_clock(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock from the future, or from long ago by its own word, is as old as the target says."""
    for year in (1999, 2199):
        since = datetime(year, 1, 1, tzinfo=UTC).isoformat()
        place.write(LOCK, lock_of("anna@redaktionen", since=since))
        target = place.target()
        plan = target.plan(built(place.root, SITE))
        refused(target.apply, plan)
    time.sleep(1.1)  # both clocks count whole seconds
    monkeypatch.setattr(lock, "STALE", timedelta(seconds=1))
    target.apply(plan)
    assert lying(place) == SITE


@one_by_one
def test_a_broken_run_leaves_the_old_feeds_and_the_next_one_finishes_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(place, SITE)
    new = {**SITE, "2025/tva/index.html": "två", "feed.xml": "<rss>två</rss>"}
    del new["media/ljud.mp3"]

    def breaks() -> None:
        raise RuntimeError("strömavbrott")

    target = place.target()
    plan = target.plan(built(place.root, new))
    interrupted(monkeypatch, target, "feed.xml", breaks)
    with pytest.raises(RuntimeError, match="strömavbrott"):
        target.apply(plan)
    monkeypatch.undo()
    assert lying(place) == {**SITE, "2025/tva/index.html": "två"}
    keys_again(monkeypatch)
    again = place.target().plan(built(place.root, new))
    assert again.changed == ("feed.xml",)
    assert again.advice == ()
    deploy(place, new)
    assert lying(place) == new
    assert [each.files for each in place.target().kept()] == [len(SITE)]


@one_by_one
def test_a_site_given_up_halfway_leaves_no_litter(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a broken run had put there goes, when the next build no longer has it."""
    deploy(place, SITE)

    def breaks() -> None:
        raise RuntimeError("strömavbrott")

    target = place.target()
    plan = target.plan(built(place.root, {**SITE, "angrat/index.html": "!", "feed.xml": "<ny/>"}))
    interrupted(monkeypatch, target, "feed.xml", breaks)
    with pytest.raises(RuntimeError):
        target.apply(plan)
    monkeypatch.undo()
    keys_again(monkeypatch)
    assert "angrat/index.html" in lying(place)
    deploy(place, SITE)
    assert lying(place) == SITE


def test_a_file_changed_since_the_build_is_not_published(place: Place) -> None:
    deploy(place, SITE)
    target = place.target()
    local = built(place.root, {**SITE, "2025/ett/index.html": "ny", "feed.xml": "<ny/>"})
    plan = target.plan(local)
    (local.folder / "2025/ett/index.html").write_text("nu")
    (problem,) = refused(target.apply, plan)
    assert problem.path == "build/site/2025/ett/index.html"
    assert "har ändrats sedan bygget" in problem.text
    assert lying(place) == SITE
    deploy(place, {**SITE, "2025/ett/index.html": "ny", "feed.xml": "<ny/>"})


def test_a_large_file_arrives_whole(place: Place) -> None:
    sound = bytes(range(256)) * 40_000  # ten megabytes: in parts, or in blocks
    deploy(place, {**SITE, "media/ljud.mp3": sound})
    assert place.everything()["media/ljud.mp3"] == sound
    deploy(place, {**SITE, "media/ljud.mp3": sound[::-1]}, days=1)
    target = place.target()
    target.roll_back(target.kept()[0])
    assert place.everything()["media/ljud.mp3"] == sound


@one_by_one
def test_files_come_in_an_order_in_which_nothing_leads_nowhere(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(place, {"gammal.html": "gammal"})
    there: list[tuple[str, set[str]]] = []
    target = place.target()
    plan = target.plan(built(place.root, {**SITE, "sitemap.xml": "<urlset/>"}))
    for path in ("index.html", "2025/ett/index.html", "feed.xml"):
        interrupted(monkeypatch, target, path, lambda p=path: there.append((p, set(lying(place)))))
    target.apply(plan)
    sight = dict(there)
    sound = {"assets/main.css", "media/ljud.mp3"}
    assert sound <= sight["2025/ett/index.html"]
    assert sound | {"2025/ett/index.html"} <= sight["index.html"]
    assert sight["feed.xml"] == {*SITE, "sitemap.xml", "gammal.html"} - {"feed.xml"}
    assert "gammal.html" not in lying(place)


@one_by_one
def test_ctrl_c_leaves_the_old_feeds_gives_back_the_lock_and_the_next_run_finishes(
    place: Place, tmp_path: Path
) -> None:
    deploy(place, SITE)
    new = {f"2025/{n}/index.html": str(n) for n in range(60)} | {"feed.xml": "<rss>två</rss>"}
    built(place.root, new)
    script = tmp_path / "lagg_ut.py"
    script.write_text(_script(place, new))
    process = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"mitt i\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=600)
    assert b"KeyboardInterrupt" in said
    assert process.returncode != 0
    assert lying(place)["feed.xml"] == SITE["feed.xml"]
    assert LOCK not in place.everything()
    deploy(place, new)
    assert lying(place) == new


def _script(place: Place, files: dict[str, str]) -> str:
    """A deploy that says when it is about to put its feed, and then waits."""
    tests = Path(__file__).parents[1]
    return f"""
import asyncio, signal, sys
sys.path[:0] = [{str(tests)!r}, {str(tests.parent)!r}]
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path, PosixPath
from s3_server import ObjectServer
from ssh_server import SshServer
from stores import {type(place).__name__}, built
place = {place!r}
target = place.target()
kind = {"ObjectStore" if isinstance(place, S3Place) else "FileStore"!r}
module = __import__("publisher.deploy.targets.{"s3.store" if isinstance(place, S3Place) else "file_store"}",
                    fromlist=[kind])
store = getattr(module, kind)
put = store.put
async def slowly(self, path, source, goal):
    if path == "feed.xml":
        print("mitt i", flush=True)
        await asyncio.sleep(60)
    return await put(self, path, source, goal)
store.put = slowly
target.apply(target.plan(built(place.root, {files!r})))
"""


def interrupted(
    monkeypatch: pytest.MonkeyPatch,
    target: Target,
    path: str,
    what: Callable[[], object],
) -> None:
    """Let `what` happen in the middle of a deploy, just before the file of `path` is put."""
    assert isinstance(target, StoreTarget)
    from publisher.deploy.targets.file_store import FileStore
    from publisher.deploy.targets.s3 import Bucket
    from publisher.deploy.targets.s3.store import ObjectStore

    store = ObjectStore if isinstance(target.settings, Bucket) else FileStore
    put = store.put

    async def put_(self: object, asked: str, source: Path, goal: object) -> str:
        if asked == path:
            if asyncio.iscoroutinefunction(what):
                await what()
            else:  # in a thread of its own, for it may run a whole deploy
                await asyncio.to_thread(what)
        return await put(self, asked, source, goal)

    monkeypatch.setattr(store, "put", put_)


def keys_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
