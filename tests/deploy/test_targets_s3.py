"""An S3 store: what readers are told of each file, what it refuses, and how little is asked."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bad_network import proxy
from s3_server import KEY, SECRET, Front, ObjectServer, front
from stores import SITE, S3Place, built, deploy, lying, refused, survive_cuts

from publisher.config import TargetSettings
from publisher.config.standards.media_types import DAY, FOR_EVER, HOUR, PAGE, caching, content_type
from publisher.deploy.targets import make
from publisher.deploy.targets.storing import StoreTarget
from publisher.problems import Problem


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def place(object_server: ObjectServer, tmp_path: Path) -> S3Place:
    root = tmp_path / "tidning"
    root.mkdir()
    bucket = object_server.make_bucket("prov")
    return S3Place(root=root, server=object_server, bucket=bucket, prefix=f"prov/{tmp_path.name}")


@pytest.fixture
def desk(place: S3Place) -> Iterator[Front]:
    with front(place.server.port) as made:
        yield made


def patient(target: StoreTarget, retries: int = 3) -> StoreTarget:
    return replace(target, settings=replace(target.settings, retries=retries))


TYPES = {
    "2025/ett/index.html": "text/html; charset=utf-8",
    "feed.xml": "application/xml; charset=utf-8",
    "taggar/kina/feed.xml": "application/xml; charset=utf-8",
    "feed.atom": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json",
    "sitemap.xml": "application/xml",
    "sitemap-news.xml": "application/xml",
    "sok/index/delar.json": "application/json",
    "site.webmanifest": "application/manifest+json",
    "robots.txt": "text/plain; charset=utf-8",
    "assets/feed.xsl": "text/xsl; charset=utf-8",
    "assets/site.css": "text/css; charset=utf-8",
    "assets/player.js": "text/javascript; charset=utf-8",
    "assets/fonts/text.woff2": "font/woff2",
    "media/bild.svg": "image/svg+xml",
    "media/bild.webp": "image/webp",
    "media/avsnitt/001.mp3": "audio/mpeg",
    "media/avsnitt/001.m4a": "audio/x-m4a",
    "media/avsnitt/001.opus": "audio/ogg",
    "podd/x/y/kapitel.json": "application/json+chapters",
    "podd/x/y/avskrift.vtt": "text/vtt",
    "podd/x/y/avskrift.srt": "application/x-subrip",
    "podd/x/y/avskrift.json": "application/json",
    "sok/index/pagefind-entry.json": "application/json",
    "sok/index/wasm.sv.pagefind": "application/octet-stream",
    "sok/index/fragment/sv_8ae2b6c.pf_fragment": "application/octet-stream",
    "sok/index/pagefind.wasm": "application/wasm",
}


def test_every_kind_of_file_has_its_type_at_the_store(place: S3Place) -> None:
    deploy(place, {path: path for path in TYPES})
    assert {path: place.headers(path)["Content-Type"] for path in TYPES} == TYPES


def test_what_has_a_hash_in_its_address_may_be_kept_for_ever_and_news_a_minute(
    place: S3Place,
) -> None:
    told = {
        "assets/stylesheets/main.57a0d79d.min.css": FOR_EVER,
        "sok/index/index/sv_1f0be2a.pf_index": FOR_EVER,
        "sok/index/pagefind-entry.json": PAGE,
        "index.html": PAGE,
        "feed.xml": PAGE,
        "sitemap.xml": PAGE,
        "media/avsnitt/001.mp3": DAY,
        "media/foto-20250101.jpg": DAY,
    }
    deploy(place, {path: path for path in told})
    assert {path: place.headers(path)["Cache-Control"] for path in told} == told
    assert "immutable" in FOR_EVER
    assert caching("assets/player.js") == DAY
    assert caching("podd/x/y/kapitel.json") == HOUR


def test_what_we_publish_ourselves_is_all_in_the_table() -> None:
    golden = (Path(__file__).parents[1] / "golden" / "sample-files.txt").read_text("utf-8")
    site = [line.strip().removeprefix("site/") for line in golden.splitlines() if "site/" in line]
    assert len(site) > 100
    assert {path for path in site if content_type(path) == "application/octet-stream"} <= {
        path for path in site if path.startswith("sok/index/")
    }


def test_pages_can_be_stored_compressed_and_feeds_never_are(place: S3Place) -> None:
    site = {**SITE, "index.html": "start " * 500}
    deploy(place, site)
    target = place.target(compress="gzip")
    plan = target.plan(built(place.root, site))
    assert sorted(plan.changed) == ["2025/ett/index.html", "assets/main.css", "index.html"]
    target.apply(plan)
    there = place.everything()
    assert place.headers("index.html")["Content-Encoding"] == "gzip"
    assert gzip.decompress(there["index.html"]) == site["index.html"].encode()
    assert "Content-Encoding" not in place.headers("feed.xml")
    assert there["feed.xml"] == site["feed.xml"].encode()
    target.roll_back(target.kept()[0])
    assert "Content-Encoding" not in place.headers("index.html")
    assert lying(place) == site


def test_a_site_put_back_has_its_types_back(place: S3Place) -> None:
    deploy(place, SITE)
    deploy(place, {"index.html": "allt annat är borta"})
    target = place.target()
    target.roll_back(target.kept()[0])
    assert place.headers("media/ljud.mp3")["Content-Type"] == "audio/mpeg"
    assert place.headers("media/ljud.mp3")["Cache-Control"] == DAY


def test_an_unchanged_site_costs_two_requests_and_an_edit_a_few(
    place: S3Place, desk: Front
) -> None:
    site = {**SITE, **{f"2024/{n}/index.html": str(n) for n in range(60)}}
    deploy(place, site)
    target = place.target(endpoint=desk.endpoint)
    plan = target.plan(built(place.root, site))
    assert (plan.empty, desk.seen) == (True, {"GET": 2})
    target.apply(plan)
    assert desk.seen == {"GET": 4}
    desk.seen = {}
    local = built(place.root, {**site, "index.html": "ny"})
    target.apply(target.plan(local))
    # The file, its kept copy, the lock and the memory before and after; nothing of the others.
    assert desk.seen["PUT"] == 5
    assert sum(desk.seen.values()) < 20


def test_a_whole_new_look_asks_by_listing(place: S3Place, desk: Front) -> None:
    pages = {f"2024/{n}/index.html": str(n) for n in range(510)}
    deploy(place, pages)
    target = place.target(endpoint=desk.endpoint)
    plan = target.plan(built(place.root, {path: f"ny {text}" for path, text in pages.items()}))
    assert len(plan.changed) == 510
    assert plan.advice == ()
    assert sum(desk.seen.values()) < 10


def test_a_whole_bucket_can_be_the_site(place: S3Place) -> None:
    bucket = place.server.make_bucket("helt-egen")
    whole = replace(place, bucket=bucket, prefix="")
    target = whole.target(memory="eget")
    for site in (SITE, {"index.html": "start"}):
        target.apply(target.plan(built(place.root, site)))
    own = ("eget/.publisher-kept/", "eget/.publisher-memory/")
    names = set(whole.everything())
    assert names == {"index.html", *(name for name in names if name.startswith(own))}
    assert target.plan(built(place.root, {"index.html": "start"})).empty


def test_a_store_without_conditional_puts_can_be_used(place: S3Place) -> None:
    target = place.target(conditional=False)
    for text in ("ett", "två"):
        target.apply(target.plan(built(place.root, {**SITE, "index.html": text})))
    assert lying(place)["index.html"] == "två"
    place.write(".publisher-lock.json", json.dumps({"who": "bo@dator", "since": "2026-02-02"}))
    plan = target.plan(built(place.root, SITE))
    assert "bo@dator lägger ut just nu" in refused(target.apply, plan)[0].text


def test_a_busy_store_is_asked_again(place: S3Place, desk: Front) -> None:
    for status, code in ((503, "SlowDown"), (500, "InternalError"), (503, "ServiceUnavailable")):
        desk.times, desk.status, desk.code = 2, status, code
        target = patient(place.target(endpoint=desk.endpoint))
        site = {**SITE, "index.html": code}
        target.apply(target.plan(built(place.root, site)))
        assert desk.times == 0
        assert lying(place) == site


def test_a_store_that_stays_busy_is_given_up_and_finished_later(
    place: S3Place, desk: Front
) -> None:
    deploy(place, SITE)
    new = {**SITE, "2025/ett/index.html": "ny", "feed.xml": "<ny/>"}
    target = place.target(endpoint=desk.endpoint)
    plan = target.plan(built(place.root, new))
    desk.times, desk.only = 1000, "PUT"
    (problem,) = refused(target.apply, plan)
    assert problem.text == "lagret hinner inte med"
    assert SECRET not in str(problem)
    assert lying(place) == SITE
    deploy(place, new)
    assert lying(place) == new


def fault(place: S3Place, **options: object) -> Problem:
    """The one thing that is told; and whatever it is, the secret is no part of it."""
    (problem,) = refused(place.target(**options).plan, built(place.root, SITE))
    assert SECRET not in str(problem)
    assert KEY not in str(problem)
    return problem


def test_a_missing_bucket_is_told(place: S3Place) -> None:
    problem = fault(place, bucket="finns-inte")
    assert problem.text == "bucketen finns inte"
    assert problem.path.startswith("s3://finns-inte")


def test_a_wrong_key_is_told(place: S3Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "fel")
    assert fault(place).text == "nyckeln stämmer inte"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKFEL")
    assert fault(place).text == "lagret känner inte igen nyckeln"


def test_no_store_at_the_address_is_told(place: S3Place) -> None:
    assert "går inte att nå lagret" in fault(place, endpoint="http://127.0.0.1:1").text


@pytest.mark.parametrize(
    ("status", "code", "text"),
    [
        (403, "RequestTimeTooSkewed", "lagret säger att datorns klocka går fel"),
        (400, "ExpiredToken", "nyckeln har gått ut"),
        (400, "AuthorizationHeaderMalformed", "bucketen ligger i en annan region"),
        (403, "AccessDenied", "nyckeln ger inte rätt att göra det"),
        (507, "", "utrymmet är slut"),
        (418, "Tekanna", "lagret svarade 418 Tekanna"),
    ],
)
def test_what_a_store_refuses_is_told_in_swedish_without_its_own_words(
    place: S3Place, desk: Front, status: int, code: str, text: str
) -> None:
    desk.times, desk.status, desk.code = 1, status, code
    assert fault(place, endpoint=desk.endpoint).text == text


def test_a_full_store_leaves_the_old_site(place: S3Place, desk: Front) -> None:
    deploy(place, SITE)
    target = place.target(endpoint=desk.endpoint)
    plan = target.plan(built(place.root, {**SITE, "2025/ett/index.html": "ny", "feed.xml": "ny"}))
    real = desk.refuses
    desk.status, desk.code = 507, "QuotaExceeded"
    # Locks and notes find room, and then there is none left.
    desk.refuses = lambda method: real(method) or desk.seen.get("PUT", 0) > 2  # type: ignore[method-assign]
    problems = refused(target.apply, plan)
    assert [problem.text for problem in problems] == ["utrymmet är slut"]
    assert problems[0].path.endswith("/2025/ett/index.html")
    assert lying(place) == SITE
    desk.refuses = real  # type: ignore[method-assign]
    deploy(place, {**SITE, "2025/ett/index.html": "ny", "feed.xml": "ny"})


def test_keys_are_found_where_aws_configure_puts_them(
    place: S3Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert fault(place).text == "hittar inga nycklar"
    lines = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    file = tmp_path / ".aws" / "credentials"
    file.parent.mkdir()
    file.write_text(f"[tidningen]\n{lines}")
    assert fault(place).text == "hittar inga nycklar"
    assert fault(place, profile="annan").text == "hittar inga nycklar för profilen ”annan”"
    assert place.target(profile="tidningen").plan(built(place.root, SITE)).added
    monkeypatch.setenv("AWS_PROFILE", "tidningen")
    deploy(place, SITE)
    file.write_text(f"{lines}[tidningen")
    assert fault(place).text == "nyckelfilen går inte att tolka"


def test_no_secret_gets_into_what_lies_at_the_store_or_in_what_is_shown(place: S3Place) -> None:
    deploy(place, SITE)
    for name, data in place.everything().items():
        assert SECRET.encode() not in data
        assert KEY.encode() not in data
        assert SECRET not in str(place.headers(name))
    target = place.target()
    assert SECRET not in repr(target)
    assert SECRET not in repr(target.plan(built(place.root, SITE)))


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({}, "saknar bucket:"),
        ({"bucket": "x", "buckt": "y"}, "okänt fält ”buckt”"),
        ({"bucket": "hink", "secret_access_key": "hemlig"}, "något hemligt i inställningarna"),
        ({"bucket": "hink", "endpoint": "https://a:b@x.se"}, "en adress med bara värden"),
        ({"bucket": "hink", "endpoint": "https://x.se/hink"}, "en adress med bara värden"),
        ({"bucket": "s3://hink"}, "ett namn i bucket:"),
        ({"bucket": "hink", "prefix": "../upp"}, "en mapp i prefix:"),
        ({"bucket": "hink", "compress": "zip"}, "något annat än väntat i compress:"),
        ({"bucket": "hink", "keep": -1}, "ett heltal från 0 till 50 i keep:"),
    ],
)
def test_wrong_settings_are_told_with_their_line(
    tmp_path: Path, options: dict[str, object], text: str
) -> None:
    settings = TargetSettings(name="skarpt", kind="s3", options=options, line=7)
    problems = refused(make, settings, tmp_path, "mkdocs.yml")
    assert any(text in problem.text for problem in problems)
    for problem in problems:
        assert (problem.path, problem.line) == ("mkdocs.yml", 7)
        assert problem.hint
        assert "hemlig" not in problem.hint


@pytest.mark.parametrize("runs", [20, pytest.param(60, marks=pytest.mark.long)])
def test_a_connection_cut_anywhere_tears_no_feed(place: S3Place, runs: int) -> None:
    with proxy(place.server.port) as line:
        through = place.target(endpoint=f"http://127.0.0.1:{line.port}")
        survive_cuts(place, line, through, runs)


def test_a_cut_connection_is_made_again_by_itself(place: S3Place) -> None:
    deploy(place, SITE)
    with proxy(place.server.port) as line:
        target = patient(place.target(endpoint=f"http://127.0.0.1:{line.port}"))
        plan = target.plan(built(place.root, {**SITE, "2025/ett/index.html": "ny" * 5000}))
        line.cut_once(8000)
        target.apply(plan)
        assert line.cuts == 1
    assert lying(place)["2025/ett/index.html"] == "ny" * 5000


_MEASURE = """
import resource, sys
sys.path[:0] = {path!r}
from pathlib import PosixPath
from s3_server import ObjectServer
from stores import S3Place, built
from publisher.deploy.targets import FileFacts, LocalSite
from datetime import datetime, UTC
place = {place!r}
facts = FileFacts(sha256={sha!r}, bytes={size})
local = LocalSite(folder=place.root / "stor", files={{"media/stor.mp3": facts}}, now=datetime.now(UTC))
target = place.target()
plan = target.plan(local)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
target.apply(plan)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is counted in kilobytes on Linux")
def test_a_large_file_is_never_in_memory(place: S3Place) -> None:
    from hashlib import file_digest

    size = 150 << 20
    sound = place.root / "stor" / "media" / "stor.mp3"
    sound.parent.mkdir(parents=True)
    with sound.open("wb") as file:
        file.truncate(size)
    with sound.open("rb") as file:
        sha = file_digest(file, "sha256").hexdigest()
    tests = Path(__file__).parents[1]
    path = [str(tests), str(tests.parent)]
    code = _MEASURE.format(path=path, place=place, sha=sha, size=size)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) * 1024 < size / 2
    assert place.everything()["media/stor.mp3"] == bytes(size)
