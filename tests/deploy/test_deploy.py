"""From a finished build to a target, with every reason to refuse."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec import structs
from sample.recordings import enclosures
from sample.release import ARTICLE, FILES, NOW, built, having
from sample.site import episode

from publisher import ledger
from publisher.deploy import SITE, CompletedStep, Release, carry_out, facts, plan, routes
from publisher.deploy.release import LETTERS
from publisher.deploy.targets import FileFacts
from publisher.model import Site
from publisher.problems import Problem, PublisherError


@pytest.fixture
def release(publication: Callable[..., Path]) -> Release:
    return built(publication(), FILES)


def deploy(release: Release, *names: str, **options: bool) -> CompletedStep:
    """To one target."""
    (done,) = carry_out(release, plan(release, names, **options))
    return done


def out(release: Release) -> dict[str, str]:
    place = release.context.config.root / "publicerat"
    files = (path for path in place.rglob("*") if path.is_file())
    found = {path.relative_to(place).as_posix(): path.read_text("utf-8") for path in files}
    return {path: text for path, text in found.items() if path[0] != "."}


def refused(release: Release, *names: str) -> tuple[Problem, ...]:
    before = out(release)
    with pytest.raises(PublisherError) as caught:
        deploy(release, *names)
    assert out(release) == before
    return caught.value.problems


def test_the_site_goes_out_and_is_promised(release: Release) -> None:
    done = deploy(release)
    assert out(release) == FILES
    assert sorted(done.receipt.added) == sorted(FILES)
    assert done.receipt.bytes == sum(facts.bytes for facts in release.files.values())
    assert [record.id for record in done.promised] == [
        "2025-02-02-forsta",
        "feed:artiklar",
        "sajt:adress",
        "lista:/2025/",
        "lista:/arkiv/",
    ]
    kept, _ = ledger.read(release.context.config.root)
    assert kept.records["2025-02-02-forsta"].url == "/2025/forsta/"


def test_the_second_time_nothing_is_done(release: Release) -> None:
    deploy(release)
    file = release.context.config.root / ledger.FILE
    before = file.stat()
    done = deploy(replace(release, now=datetime(2026, 1, 1, tzinfo=UTC)))
    assert done.step.plan.empty
    assert done.promised == ()
    after = file.stat()  # it may have been read
    assert (after.st_ino, after.st_ctime_ns) == (before.st_ino, before.st_ctime_ns)


def test_a_plan_writes_nothing(release: Release) -> None:
    (step,) = plan(release)
    assert sorted(step.plan.added) == sorted(FILES)
    assert not (release.context.config.root / "publicerat").exists()
    assert not (release.context.config.root / ledger.FILE).exists()


def test_a_target_may_be_named(release: Release) -> None:
    assert deploy(release, "lokal").step.plan.target == "lokal"
    (problem,) = refused(release, "lokl")
    assert "Menade du ”lokal”?" in problem.hint


@pytest.mark.parametrize("harm", ["shorter", "gone"])
def test_a_build_that_somebody_has_changed_is_refused(release: Release, harm: str) -> None:
    for name in ("feed.xml", "index.html"):
        place = release.context.config.root / SITE / name
        if harm == "gone":
            place.unlink()
        else:
            place.write_text("x", "utf-8")
    (problem,) = refused(release)
    assert problem.path == f"{SITE}/feed.xml"
    what = "saknas" if harm == "gone" else "har ändrats sedan bygget"
    assert problem.text == f"filen och 1 fil till {what}"
    assert "publisher build" in problem.hint


def test_a_build_that_somebody_has_thrown_away_is_told_as_that(release: Release) -> None:
    shutil.rmtree(release.context.config.root / SITE)
    (problem,) = refused(release)
    assert (problem.path, problem.text) == (SITE, "mappen är borta, eller tom")


@pytest.mark.parametrize(
    ("lost", "place", "text"),
    [
        (("brev-1/index.html",), "/brev-1/index.html", "filen saknas"),
        (
            ("brev-1/index.html", "brev-1/brev.txt"),
            "/brev-1/brev.txt",
            "filen och 1 fil till saknas",
        ),
        (("brev-1", "brev-2"), "", "mappen är borta, eller tom"),
    ],
)
def test_letters_that_are_gone_are_noticed(
    release: Release, lost: tuple[str, ...], place: str, text: str
) -> None:
    letters = {"brev-1/index.html": "ett", "brev-1/brev.txt": "ett", "brev-2/index.html": "två"}
    room = release.context.config.root / LETTERS
    for path, words in letters.items():
        (room / path).parent.mkdir(parents=True, exist_ok=True)
        (room / path).write_text(words, "utf-8")
    facts = {
        path: FileFacts(sha256=sha256(words.encode()).hexdigest(), bytes=len(words.encode()))
        for path, words in letters.items()
    }
    whole = replace(release, letters=facts)
    assert plan(whole)
    for path in lost:
        shutil.rmtree(room / path) if (room / path).is_dir() else (room / path).unlink()
    (problem,) = refused(whole)
    assert (problem.path, problem.text) == (f"{LETTERS}{place}", text)


def test_a_change_that_keeps_the_size_is_seen_while_copying(release: Release) -> None:
    (release.context.config.root / SITE / "feed.xml").write_text("FLÖDE", "utf-8")
    with pytest.raises(PublisherError) as caught:
        deploy(release)
    assert caught.value.problems[0].path == f"{SITE}/feed.xml"
    assert "feed.xml" not in out(release)
    assert not (release.context.config.root / ledger.FILE).exists()


def test_promises_that_came_after_the_build_are_kept(release: Release) -> None:
    other = replace(ARTICLE, id="2025-01-01-annan", url="/2025/annan/", source="content/annan.md")
    records = ledger.records(Site(articles=(other,)), release.context.hashes, NOW)
    ledger.append(release.context.config.root, records)
    (problem,) = refused(release)
    assert problem.path == "content/annan.md"
    ledger.accept(release.context.config.root, "2025-01-01-annan", NOW)
    assert deploy(release).receipt.added


def test_a_damaged_ledger_is_told_before_anything_goes_out(release: Release) -> None:
    (release.context.config.root / ledger.FILE).write_text("<<<<<<< HEAD\n", "utf-8")
    (problem,) = refused(release)
    assert (problem.path, problem.line) == (ledger.FILE, 1)


@pytest.mark.parametrize("media", ["", "https://ljud.example/p/"])
def test_folders_with_unguessable_names_are_looked_at_where_there_are_such(
    release: Release, media: str
) -> None:
    (route,) = routes(release.context.config)
    heard = (episode(1),)
    site = Site(articles=(ARTICLE,), episodes=heard, enclosures=enclosures(heard))
    told = having(release, site=site)
    assert facts(told, route).closed == ()
    secret = episode(2, audience="prenumeranter")
    url = f"{media or '/media/'}prenumeranter/{'0a' * 16}/ljud.mp3"
    heard = (episode(1), secret)
    sounds = enclosures(heard)
    sounds[secret.id] = structs.replace(sounds[secret.id], url=url)
    config = replace(release.context.config, media_url=media)
    told = having(release, config=config, site=Site(episodes=heard, enclosures=sounds))
    home = f"{release.context.config.site_url.rstrip('/')}/"
    assert facts(told, route).closed == (
        f"{home}.publisher-memory/",
        *([f"{media}.publisher-memory/"] if media else []),
        f"{media or home + 'media/'}prenumeranter/",
    )


@pytest.mark.parametrize(("texts", "more"), [(1, ""), (2, " och 1 till"), (3, " och 2 till")])
def test_what_another_machine_has_put_out_is_told_and_how_much(
    release: Release, texts: int, more: str
) -> None:
    """Feeds and lists follow from the texts, and are not counted."""
    others = tuple(
        replace(ARTICLE, id=f"text-{at}", url=f"/{at}/", source=f"content/{at}.md")
        for at in range(texts)
    )
    deploy(having(release, site=Site(articles=others)))
    (release.context.config.root / ledger.FILE).unlink()
    (problem,) = refused(release)
    assert problem.path == ledger.FILE
    assert problem.text == (
        f"på ”lokal” har någon annan lagt ut ”text-0”{more}, som inte står här: "
        "läsarna skulle förlora det"
    )
    assert "git pull" in problem.hint
    assert deploy(release, take_over=True).promised
