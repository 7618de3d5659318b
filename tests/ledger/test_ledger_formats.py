"""Which formats of a promised feed may go, as values: those that are led on, or another's now."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from publisher.ledger.feeds import PromisedFeed, feed_promises, feed_records
from publisher.ledger.values import gather

NOW = datetime(2025, 4, 1, 6, 30, tzinfo=UTC)
ALL = ("/feed.xml", "/feed.atom", "/feed.json")
OTHER = PromisedFeed(id="feed:annat", source="feeds/annat.yml", url="/x.xml", also=("/x.xml",))


def articles(*also: str) -> PromisedFeed:
    return PromisedFeed(id="feed:artiklar", source="feeds/artiklar.yml", url="/feed.xml", also=also)


@pytest.mark.parametrize(
    ("also", "led", "gone"),
    [
        (ALL, (), ""),
        (ALL[:2], (), "/feed.json"),
        (ALL[:1], (), "/feed.atom och /feed.json"),
        (ALL[:1], ("/feed.json",), "/feed.atom"),
        (ALL[:1], ("/feed.atom", "/feed.json"), ""),
        (ALL, ("/feed.json",), ""),
    ],
    ids=["all there", "one gone", "two gone", "one led on", "both led on", "there and led on"],
)
@pytest.mark.parametrize("others", [(), (OTHER,)], ids=["alone", "beside another"])
def test_a_format_that_is_gone_is_told_unless_it_leads_on(
    also: tuple[str, ...], led: tuple[str, ...], gone: str, others: tuple[PromisedFeed, ...]
) -> None:
    ledger = gather(feed_records((articles(*ALL), *others), NOW))
    told = list(feed_promises(ledger, (articles(*also), *others), led))
    assert [(each.path, each.text, each.hint) for each in told] == [
        (
            "feeds/artiklar.yml",
            f"flödet är publicerat på {gone}, där det inte finns längre: "
            "de som följer det får aldrig något nytt",
            "Skriv formats: [rss, atom, json] i filen. "
            "Är det ändå rätt: publisher ledger accept feed:artiklar",
        )
    ] * bool(gone)


def test_an_address_that_is_another_feed_s_now_is_not_gone() -> None:
    ledger = gather(feed_records((articles(*ALL),), NOW))
    heir = PromisedFeed(id="feed:ny", source="feeds/ny.yml", url="/feed.atom", also=ALL[1:])
    assert list(feed_promises(ledger, (articles(ALL[0]), heir))) == []
