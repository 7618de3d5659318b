"""Going back one deploy: which site, at which targets, and what readers would lose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sample.release import ARTICLE, FILES, built, having

from publisher import ledger
from publisher.deploy import Release, carry_out, plan
from publisher.deploy.rollback import earlier, put_back
from publisher.model import Article, Site
from publisher.problems import PublisherError

DAY = timedelta(days=1)
NOW = datetime(2025, 2, 2, 6, 30, tzinfo=UTC)


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    return publication()


def deploy(root: Path, day: int, *numbers: int, **about: object) -> Release:
    """The site of some day, with these articles."""
    articles = tuple(article(number) for number in numbers)
    pages = {f"2025/{number}/index.html": f"text {number}" for number in numbers}
    release = built(root, {**FILES, "index.html": f"dag {day}", **pages})
    config = replace(release.context.config, **about)  # type: ignore[arg-type]
    release = replace(
        having(release, config=config, site=Site(articles=articles)), now=NOW + day * DAY
    )
    carry_out(release, plan(release, [config.targets[-1].name]))
    return release


def article(number: int) -> Article:
    return replace(
        ARTICLE, id=f"text-{number}", url=f"/2025/{number}/", source=f"content/{number}.md"
    )


def start(root: Path) -> str:
    return (root / "publicerat/index.html").read_text("utf-8")


def test_the_site_before_comes_back_and_what_came_out_since_is_told(root: Path) -> None:
    deploy(root, 0, 1)
    deploy(root, 1, 1, 2)
    release = deploy(root, 2, 1, 2, 3, 4)
    (back,) = earlier(release.context.config)
    assert back.kept.when == NOW + DAY
    assert back.kept.files == len(FILES) + 2
    assert sorted(record.id for record in back.lost) == ["text-3", "text-4"]
    told = []
    put_back([back], on_done=lambda each, receipt: told.append((each, receipt)))
    ((each, receipt),) = told
    assert each is back
    assert start(root) == "dag 1"
    assert receipt.changed == ("index.html",)
    assert receipt.removed == ("2025/3/index.html", "2025/4/index.html")
    # What has been promised stays promised.
    assert "text-4" in ledger.read(root)[0].records


def test_what_was_let_go_or_is_no_text_is_not_lost(root: Path) -> None:
    deploy(root, 0, 1)
    release = deploy(root, 2, 1, 2, 3)
    ledger.accept(root, "text-2", NOW + 3 * DAY)
    (back,) = earlier(release.context.config)
    assert [record.id for record in back.lost] == ["text-3"]


def test_a_trial_has_promised_nothing_and_loses_nothing(root: Path) -> None:
    (target,) = deploy(root, 0, 1).context.config.targets
    trial = (replace(target, promises=False),)
    release = deploy(root, 1, 1, 2, targets=trial)
    ledger.append(root, ledger.records(release.context.site, release.context.hashes, NOW + DAY))
    assert [
        record.id for record in earlier(replace(release.context.config, targets=(target,)))[0].lost
    ]
    assert earlier(release.context.config)[0].lost == ()


def test_without_an_earlier_site_it_is_told_for_all_targets_at_once(root: Path) -> None:
    (target,) = deploy(root, 0, 1).context.config.targets
    other = replace(target, name="prov", options={"path": "prov"})
    release = deploy(root, 0, 1, targets=(target, other))
    with pytest.raises(PublisherError) as caught:
        earlier(release.context.config, ["lokal", "prov"])
    assert [each.text for each in caught.value.problems] == [
        f"målet ”{name}” har ingen tidigare version att gå tillbaka till"
        for name in ("lokal", "prov")
    ]


def test_sound_stays_unless_its_target_is_named(root: Path) -> None:
    deploy(root, 0, 1)
    (target,) = deploy(root, 1, 1).context.config.targets
    sound = replace(target, name="ljud", options={"path": "ljud"})
    config = replace(
        built(root, FILES).context.config, targets=(sound, target), media_target="ljud"
    )
    assert [each.route.settings.name for each in earlier(config)] == ["lokal"]
    with pytest.raises(PublisherError) as caught:
        earlier(config, ["ljud"])
    assert "målet ”ljud” har ingen tidigare version" in caught.value.problems[0].text
