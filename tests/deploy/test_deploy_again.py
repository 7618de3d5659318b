"""The second time: what a deploy remembers of the last one is never taken for what lies there now."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sample.publication import ARTICLE_MD

from publisher.build import BuildOptions, build, finished
from publisher.cli.release import released
from publisher.deploy import carry_out, plan
from publisher.deploy.readiness import _TABLE
from publisher.deploy.targets.file_store import FileStore
from publisher.deploy.targets.transfer import Transfer
from publisher.feeds import gate
from publisher.problems import Problem, PublisherError

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TEXT = "content/artiklar/2025/forsta.md"
BAD = Problem(path="feeds/artiklar.yml", text="flödet har ett fel", hint="Rätta det.")


@pytest.fixture(autouse=True)
def _same_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.build.freshness.same_program", lambda _state: None)
    monkeypatch.setattr("publisher.build.freshness.unsearchable", lambda _state: ())


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    letter = ARTICLE_MD.replace("tags: [kina]", "tags: [kina]\nmail:\n  send: true")
    folder = publication({TEXT: letter})
    made(folder)
    return folder


def made(root: Path, edit: tuple[str, str] = ("", "")) -> None:
    """Build, with a change in the text."""
    file = root / TEXT
    file.write_text(file.read_text("utf-8").replace(*edit) if edit[0] else file.read_text("utf-8"))
    build(BuildOptions(root=root, jobs=1, now=NOW, search=False))


@contextmanager
def judging(monkeypatch: pytest.MonkeyPatch, *bad: str) -> Iterator[list[str]]:
    """The gate, and which feeds it was asked about; those named have a fault."""
    asked: list[str] = []
    verify = gate.verify

    def judged(path: str, *rest: object) -> tuple[Problem, ...]:
        asked.append(path)
        return (BAD,) if path in bad else tuple(verify(path, *rest))  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(gate, "verify", judged)
        yield asked


def deploy(root: Path) -> tuple[str, ...]:
    """Plan and carry out; returns what was removed."""
    options = BuildOptions(root=root, jobs=1, now=NOW)
    with finished(options) as whole:
        release = released(whole, options)
        (done,) = carry_out(release, plan(release))
        return done.receipt.removed


def remembered(root: Path) -> set[str]:
    with finished(BuildOptions(root=root, jobs=1, now=NOW)) as whole:
        return set(whole.state.keys(_TABLE))


FEEDS = {"site/feed.xml", "site/feed.atom", "site/feed.json"}


def test_a_feed_that_passed_is_judged_again_when_it_has_changed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with judging(monkeypatch) as asked:
        deploy(root)
    assert set(asked) >= FEEDS
    with judging(monkeypatch) as asked:
        deploy(root)
    assert asked == []
    made(root, ("En första text", "En ny text"))
    with judging(monkeypatch, "site/feed.xml") as asked, pytest.raises(PublisherError) as caught:
        deploy(root)
    assert caught.value.problems == (BAD,)
    assert set(asked) >= FEEDS


@pytest.mark.parametrize("bad", sorted(FEEDS))
def test_a_feed_that_failed_is_not_remembered_as_passed(
    root: Path, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    for _ in range(2):
        with judging(monkeypatch, bad) as asked, pytest.raises(PublisherError) as caught:
            deploy(root)
        assert caught.value.problems == (BAD,)
        assert bad in asked
    assert {path.removeprefix("site/") for path in FEEDS - {bad}} <= remembered(root)
    assert bad.removeprefix("site/") not in remembered(root)
    with judging(monkeypatch) as asked:
        deploy(root)
    assert asked == [bad]


def test_a_feed_that_failed_after_it_passed_is_judged_until_it_is_whole(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(root)
    made(root, ("En första text", "En ny text"))
    with judging(monkeypatch, "site/feed.xml"), pytest.raises(PublisherError):
        deploy(root)
    with judging(monkeypatch, "site/feed.xml") as asked, pytest.raises(PublisherError):
        deploy(root)
    assert asked == ["site/feed.xml"]
    made(root, ("En ny text", "En första text"))  # as it was when it passed
    with judging(monkeypatch) as asked:
        deploy(root)
    assert asked
    assert "site/feed.xml" not in asked


def test_a_feed_that_is_gone_is_forgotten(root: Path) -> None:
    deploy(root)
    with finished(BuildOptions(root=root, jobs=1, now=NOW)) as whole:
        whole.state.put(_TABLE, "borta.xml", b"x")
        whole.state.commit()
    deploy(root)
    assert "borta.xml" not in remembered(root)
    assert "feed.xml" in remembered(root)


def test_another_version_of_the_program_judges_all_anew(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(root)
    monkeypatch.setattr("publisher.build.freshness.same_program", lambda state: state.discard())
    with pytest.raises(PublisherError) as caught:
        deploy(root)
    assert "publisher build" in caught.value.problems[0].hint


def lying(root: Path) -> dict[str, bytes]:
    place = root / "publicerat"
    files = (path for path in place.rglob("*") if path.is_file())
    found = {path.relative_to(place).as_posix(): path.read_bytes() for path in files}
    return {path: data for path, data in found.items() if not path.startswith(".publisher-")}


@pytest.mark.parametrize("step", ["put 1", "put 2", "put 5", "_finish 1"])
def test_a_deploy_that_was_killed_and_then_taken_back_leaves_the_old_site(
    root: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The build is again what lay there, and half of another lies there now."""
    deploy(root)
    old = lying(root)
    made(root, ("En första text", "En ny text"))
    name, nth = step.split()
    whole = FileStore if name == "put" else Transfer
    done, calls = getattr(whole, name), list[object]()

    async def mortal(self: object, *arguments: object) -> object:
        calls.append(self)
        if len(calls) == int(nth):
            raise KeyboardInterrupt
        return await done(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(whole, name, mortal)
        with pytest.raises(KeyboardInterrupt):
            deploy(root)
    assert (lying(root) == old) is (step == "put 1")
    made(root, ("En ny text", "En första text"))
    deploy(root)
    assert lying(root) == old
    assert deploy(root) == ()


@pytest.mark.parametrize("harm", ["report", "site", "editions", "page", "state"])
def test_what_is_lost_of_the_build_is_told_and_made_again(root: Path, harm: str) -> None:
    deploy(root)
    old = lying(root)
    place = {
        "report": root / "build" / "report.json",
        "site": root / "build" / "site",
        "editions": root / "build" / "editions",
        "page": root / "build" / "site" / "index.html",
        "state": root / ".publisher" / "state.sqlite",
    }[harm]
    if place.is_dir():
        shutil.rmtree(place)
    elif harm in {"report", "state"}:
        place.write_bytes(b"\xff{")
    else:
        place.unlink()
    if harm != "report":
        with pytest.raises(PublisherError) as caught:
            deploy(root)
        assert "publisher build" in caught.value.problems[0].hint
        assert lying(root) == old
    build(BuildOptions(root=root, jobs=1, now=NOW, search=False, clean=True))
    deploy(root)
    assert lying(root) == old


def test_what_is_lost_after_the_deploy_began_is_told_and_nothing_else(root: Path) -> None:
    options = BuildOptions(root=root, jobs=1, now=NOW)
    with finished(options) as whole:
        release = released(whole, options)
        (root / "build/site/feed.xml").unlink()
        with pytest.raises(PublisherError) as caught:
            plan(release)
    assert [(each.path, each.text) for each in caught.value.problems] == [
        ("build/site/feed.xml", "filen saknas")
    ]
