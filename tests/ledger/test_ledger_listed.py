"""Where the addresses of lists that were out lead, as values: what `ledger.kept` knows and tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from publisher.ledger import Ledger, LedgerLine, PromisedListing, SiteListings, kept, list_records
from publisher.ledger.values import gather

NOW = datetime(2025, 4, 1, 6, 30, tzinfo=UTC)
A, B, C = "2025-01-01-a", "2025-01-02-b", "2025-01-03-c"


def line(url: str, **more: Any) -> LedgerLine:
    """A list that was published at this address; `first` is where it was published first."""
    id_ = f"lista:{more.pop('first', url)}"
    defaults = {
        "at": "2025-01-01T06:30:00Z",
        "members": (A, B),
        "published": "2025-01-01T06:30:00Z",
    }
    return LedgerLine(id=id_, kind="list", source="content", url=url, guid=id_, **(defaults | more))


def text(id_: str, source: str) -> LedgerLine:
    at = "2025-01-01T06:30:00Z"
    return LedgerLine(
        id=id_, at=at, kind="article", source=source, url=f"/{id_}/", guid=id_, published=at
    )


def book(*records: LedgerLine) -> Ledger:
    """A ledger of these lines, as it is read from its file."""
    lines = "".join(record.line for record in records)
    return gather(msgspec.json.Decoder(LedgerLine).decode_lines(lines))


def now(*lists: PromisedListing | str, **more: Any) -> SiteListings:
    """The lists of today, empty of feeds and numbered pages where only an address is given."""
    listed = [
        each if isinstance(each, PromisedListing) else PromisedListing(url=each) for each in lists
    ]
    stands: Mapping[str, set[str]] = more.pop("stands", {})
    return SiteListings(
        lists={each.url: each for each in listed},
        stands=lambda id_: frozenset(stands.get(id_, ())),
        **more,
    )


def moves(ledger: Ledger, lists: SiteListings) -> dict[str, str]:
    """Where old addresses lead, when no promise is broken."""
    found = kept(ledger, lists)
    assert found.problems == ()
    return dict(found.moves)


def both(*urls: str) -> dict[str, set[str]]:
    """Both texts stand in these lists."""
    return {A: set(urls), B: set(urls)}


@pytest.mark.parametrize(
    ("promised", "lists", "leads"),
    [
        pytest.param(
            [line("/taggar/kina/")],
            now(
                "/taggar/kina/", "/taggar/peking/", stands=both("/taggar/kina/", "/taggar/peking/")
            ),
            {},
            id="still there",
        ),
        pytest.param(
            [line("/taggar/kina/")],
            now("/taggar/peking/", stands=both("/taggar/peking/")),
            {"/taggar/kina/": "/taggar/peking/"},
            id="the one new list in which all of it stands",
        ),
        pytest.param(
            [line("/taggar/kina/"), line("/taggar/handel/")],
            now(
                "/taggar/handel/",
                "/taggar/peking/",
                stands=both("/taggar/handel/", "/taggar/peking/"),
            ),
            {"/taggar/kina/": "/taggar/peking/"},
            id="not one that was out before",
        ),
        pytest.param(
            [line("/taggar/kina/")],
            now(
                "/kategorier/peking/",
                "/taggar/peking/",
                stands=both("/kategorier/peking/", "/taggar/peking/"),
            ),
            {"/taggar/kina/": "/taggar/peking/"},
            id="not one of another kind",
        ),
        pytest.param(
            [line("/taggar/kina/")],
            now(
                "/taggar/peking/",
                "/taggar/prat/",
                stands={A: {"/taggar/peking/", "/taggar/prat/"}, B: {"/taggar/peking/"}},
            ),
            {"/taggar/kina/": "/taggar/peking/"},
            id="not one in which only some of it stands",
        ),
        pytest.param(
            [line("/taggar/kina/")],
            now("/taggar/peking/", stands={B: {"/taggar/peking/"}}),
            {"/taggar/kina/": "/taggar/peking/"},
            id="texts that are gone say nothing",
        ),
        pytest.param(
            [line("/taggar/kina/")],
            now(
                "/taggar/peking/",
                "/taggar/handel/",
                stands=both("/taggar/peking/"),
                led={"/taggar/kina/": "/taggar/handel/"},
            ),
            {"/taggar/kina/": "/taggar/handel/"},
            id="the owner knows better",
        ),
        pytest.param(
            [line("/forfattare/li/")],
            now(
                "/forfattare/lin/",
                "/kategorier/kina/",
                stands=both("/forfattare/lin/", "/kategorier/kina/"),
            ),
            {"/forfattare/li/": "/forfattare/lin/"},
            id="nor one of a third",
        ),
        pytest.param(
            [line("/2024/")], now("/arkiv/", "/2025/"), {"/2024/": "/arkiv/"}, id="an empty year"
        ),
        pytest.param(
            [
                line("/taggar/kina/"),
                line("/taggar/peking/", first="/taggar/kina/", at="2025-02-01T06:30:00Z"),
                line(
                    "/taggar/beijing/",
                    first="/taggar/kina/",
                    at="2025-03-01T06:30:00Z",
                    members=(B,),
                ),
            ],
            now(
                "/taggar/folkrepubliken/",
                stands={A: {"/taggar/x/"}, B: {"/taggar/folkrepubliken/"}},
            ),
            {
                "/taggar/kina/": "/taggar/folkrepubliken/",
                "/taggar/peking/": "/taggar/folkrepubliken/",
                "/taggar/beijing/": "/taggar/folkrepubliken/",
            },
            id="every address it has had, by what it held last",
        ),
        pytest.param(
            [
                line("/taggar/kina/"),
                line("/taggar/peking/", first="/taggar/kina/", at="2025-02-01T06:30:00Z"),
            ],
            now("/taggar/kina/", "/taggar/beijing/", stands=both("/taggar/beijing/")),
            {"/taggar/peking/": "/taggar/beijing/"},
            id="an old address that is a list again is let be",
        ),
        pytest.param(
            [
                line("/taggar/kina/"),
                LedgerLine(id="lista:/taggar/kina/", at="2025-02-01T06:30:00Z", withdrawn=True),
            ],
            now("/taggar/peking/", stands=both("/taggar/peking/")),
            {},
            id="nothing that was let go",
        ),
    ],
)
def test_a_list_leads_where_it_certainly_is(
    promised: list[LedgerLine], lists: SiteListings, leads: dict[str, str]
) -> None:
    assert moves(book(*promised), lists) == leads


@pytest.mark.parametrize(
    ("promised", "lists"),
    [
        (
            line("/taggar/kina/"),
            now("/taggar/handel/", stands={A: {"/taggar/handel/"}, B: {"/x/"}}),
        ),
        (
            line("/taggar/kina/"),
            now("/taggar/ett/", "/taggar/tva/", stands=both("/taggar/ett/", "/taggar/tva/")),
        ),
        (line("/taggar/kina/"), now("/kategorier/kina/", stands=both("/kategorier/kina/"))),
        (line("/2024/"), now("/2025/", stands=both("/2025/"))),
    ],
    ids=["parted", "two that may be it", "of another kind", "a year and no archive"],
)
def test_what_is_not_certain_is_told(promised: LedgerLine, lists: SiteListings) -> None:
    found = kept(book(promised), lists)
    assert found.moves == {}
    (problem,) = found.problems
    assert promised.url in problem.text
    assert problem.hint.endswith(f"publisher ledger accept {promised.id}")


@pytest.mark.parametrize(
    ("stands", "shows", "told"),
    [
        ({}, (), False),
        ({B: {"/arkiv/"}}, (), True),
        ({B: {"/arkiv/"}}, ("/taggar/kina/",), False),
    ],
    ids=["all its texts are gone", "one of them is left", "the feed's own fault tells"],
)
def test_a_list_goes_with_what_it_held(
    stands: dict[str, set[str]], shows: tuple[str, ...], *, told: bool
) -> None:
    lists = now(stands=stands, shows=frozenset(shows))
    assert bool(kept(book(line("/taggar/kina/")), lists).problems) is told


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (["kina", "peking", "kina→peking"], "peking"),
        (["peking", "kina", "kina→peking"], "peking"),
        (["peking", "xian", "xian→peking"], "peking"),
        (["kina", "kina→peking"], "kina"),
    ],
    ids=["renamed", "joined to one before", "and to one after", "its own id was let go"],
)
def test_lists_that_went_on_as_one_are_told_of_once(order: list[str], told: str) -> None:
    lines = []
    for month, each in enumerate(order, 1):
        first, _, then = each.partition("→")
        at = f"2025-0{month}-01T06:30:00Z"
        lines.append(line(f"/taggar/{then or first}/", first=f"/taggar/{first}/", at=at))
    (problem,) = kept(book(*lines), now(stands=both("/arkiv/"))).problems
    assert "taggen ”peking” är publicerad på /taggar/peking/ men finns inte" in problem.text
    assert problem.hint.endswith(f"publisher ledger accept lista:/taggar/{told}/")


@pytest.mark.parametrize(
    ("url", "called"),
    [
        ("/taggar/kina/", "taggen ”kina” är publicerad på /taggar/kina/"),
        ("/kategorier/kina/", "kategorin ”kina” är publicerad på /kategorier/kina/"),
        ("/forfattare/li/", "skribenten ”li” är publicerad på /forfattare/li/"),
        ("/podd/samtal/", "listan ”samtal” är publicerad på /podd/samtal/"),
        ("/brev/", "listan ”brev” är publicerad på /brev/"),
    ],
)
def test_a_list_that_is_gone_is_named_as_readers_know_it(url: str, called: str) -> None:
    other = {"taggen": "någon annan tagg", "kategorin": "någon annan kategori"}
    other |= {"skribenten": "någon annan skribent", "listan": "någon annan lista"}
    texts = [text(B, "content/artiklar/b.md"), text(C, "content/artiklar/c.md")]
    ledger = book(*texts, line(url, members=(A, B, C)))
    (problem,) = kept(ledger, now(stands={C: {"/arkiv/"}})).problems
    assert problem.path == "content/artiklar/b.md", "the oldest of its texts that is promised"
    assert problem.text == (
        f"{called} men finns inte längre, och det är inte säkert att {other[called.partition(' ')[0]]} "
        "är densamma: länkar dit och dess flöde slutar fungera"
    )
    assert problem.hint == (
        "Skriv den som förut i texterna, eller skriv i mkdocs.yml, under publisher:, vart den "
        f"ska leda: redirects: {{{url}: /ny-adress/}} "
        f"Ska den bort: publisher ledger accept lista:{url}"
    )


def test_of_a_list_none_of_whose_texts_is_promised_its_folder_is_named() -> None:
    (problem,) = kept(book(line("/taggar/kina/")), now(stands=both("/arkiv/"))).problems
    assert problem.path == "content"


KINA, PEKING = "/taggar/kina/", "/taggar/peking/"


@pytest.mark.parametrize(
    ("before", "after", "leads"),
    [
        (3, PromisedListing(url=KINA, pages=3), {}),
        (3, PromisedListing(url=KINA, pages=1), {f"{KINA}sida/2/": KINA, f"{KINA}sida/3/": KINA}),
        (1, PromisedListing(url=KINA), {f"{KINA}sida/1/": KINA}),
        (
            3,
            PromisedListing(url=PEKING, pages=2),
            {
                KINA: PEKING,
                f"{KINA}sida/1/": f"{PEKING}sida/1/",
                f"{KINA}sida/2/": f"{PEKING}sida/2/",
                f"{KINA}sida/3/": PEKING,
            },
        ),
        (
            2,
            PromisedListing(url=PEKING, pages=5),
            {
                KINA: PEKING,
                f"{KINA}sida/1/": f"{PEKING}sida/1/",
                f"{KINA}sida/2/": f"{PEKING}sida/2/",
            },
        ),
        (0, PromisedListing(url=PEKING, pages=2), {KINA: PEKING}),
    ],
    ids=["as many", "fewer", "none left", "renamed, fewer", "renamed, more", "renamed, had none"],
)
def test_numbered_pages_lead_to_the_same_number_or_to_the_list(
    before: int, after: PromisedListing, leads: dict[str, str]
) -> None:
    lists = now(after, stands=both(after.url))
    assert moves(book(line(KINA, pages=before)), lists) == leads


def test_numbered_pages_lead_where_the_owner_sends_the_list() -> None:
    lists = now(led={KINA: "/om/"})
    assert moves(book(line(KINA, pages=1)), lists) == {KINA: "/om/", f"{KINA}sida/1/": "/om/"}


def test_no_address_leads_to_itself() -> None:
    went_on = line(PEKING, first=KINA, at="2025-02-01T06:30:00Z")
    ledger = book(line(KINA, pages=1), went_on)
    assert moves(ledger, now(led={PEKING: KINA})) == {PEKING: KINA, f"{KINA}sida/1/": KINA}


def test_an_old_address_that_is_a_list_again_keeps_the_pages_it_has() -> None:
    went_on = line(PEKING, first=KINA, at="2025-02-01T06:30:00Z")
    ledger = book(line(KINA, pages=3), went_on)
    lists = now(
        PromisedListing(url=KINA, pages=1), PromisedListing(url="/taggar/beijing/", pages=2),
        stands=both("/taggar/beijing/"),
    )  # fmt: skip
    assert moves(ledger, lists) == {
        PEKING: "/taggar/beijing/",
        f"{KINA}sida/2/": "/taggar/beijing/sida/2/",
        f"{KINA}sida/3/": "/taggar/beijing/",
    }


@pytest.mark.parametrize(
    ("feed", "feeds", "leads"),
    [
        ("feed.xml", ("arkiv.xml", "feed.xml", "nytt.xml"), "feed.xml"),
        ("feed.xml", ("feed.atom", "rss.xml"), "rss.xml"),
        ("feed.atom", ("feed.atom", "feed.json"), "feed.atom"),
        ("feed.xml", ("feed.atom", "feed.json"), None),
        ("feed.xml", ("arkiv.xml", "nytt.xml"), None),
        ("feed.atom", ("rss.xml",), None),
        ("feed.xml", (), None),
    ],
    ids=[
        "its name",
        "its only one of the format",
        "format too",
        "no such",
        "another",
        "two such",
        "none",
    ],
)
def test_the_feed_of_a_renamed_list_leads_to_its_like(
    feed: str, feeds: tuple[str, ...], leads: str | None
) -> None:
    lists = now(
        PromisedListing(url=PEKING, feeds=tuple(PEKING + each for each in feeds)),
        stands=both(PEKING),
    )
    found = kept(book(line(KINA, also=(KINA + feed,))), lists)
    assert found.moves == {KINA: PEKING} | ({KINA + feed: PEKING + leads} if leads else {})
    assert len(found.problems) == (0 if leads else 1)


def test_a_feed_that_is_still_there_leads_nowhere_else() -> None:
    own = (KINA + "feed.xml", KINA + "feed.atom")
    lists = now(PromisedListing(url=KINA, feeds=own))
    assert moves(book(line(KINA, also=own)), lists) == {}


def test_of_two_feeds_the_one_that_is_gone_leads_on() -> None:
    there, gone = KINA + "feed.atom", KINA + "feed.xml"
    lists = now(PromisedListing(url=KINA, feeds=(there, KINA + "rss.xml")))
    assert moves(book(line(KINA, also=(there, gone))), lists) == {gone: KINA + "rss.xml"}


def test_where_the_owner_sends_a_feed_it_leads() -> None:
    feed = KINA + "feed.xml"
    lists = now(PromisedListing(url=KINA, feeds=(KINA + "ny.xml",)), led={feed: "/feed.xml"})
    assert moves(book(line(KINA, also=(feed,))), lists) == {feed: "/feed.xml"}


def test_feeds_that_are_gone_are_told_once_a_kind_of_list_and_name() -> None:
    def was(url: str, *names: str) -> LedgerLine:
        return line(url, also=tuple(url + each for each in names))

    promised = [
        was("/taggar/handel/", "feed.xml", "feed.atom"),
        was("/taggar/kina/", "feed.xml"),
        was("/taggar/varlden/", "feed.xml"),
        was("/kategorier/ekonomi/", "feed.json"),
        was("/forfattare/li/", "feed.xml"),
    ]
    lists = now(*(each.url for each in promised))
    told = [
        (problem.path, problem.text, problem.hint)
        for problem in kept(book(*promised), lists).problems
    ]

    def problem(which: str, each: str, format_: str, folder: str) -> tuple[str, str, str]:
        return (
            "feeds",
            f"flödet {which} är publicerat men finns inte längre: "
            "de som följer det får aldrig något nytt",
            f"Låt each: ha med {each} och each_formats: ha med {format_} i flödets fil. "
            f"Är det ändå rätt: publisher ledger accept lista:/{folder}/",
        )

    assert told == [
        problem("/taggar/handel/feed.xml och 2 till", "tag", "rss", "taggar"),
        problem("/taggar/handel/feed.atom", "tag", "atom", "taggar"),
        problem("/kategorier/ekonomi/feed.json", "category", "json", "kategorier"),
        problem("/forfattare/li/feed.xml", "author", "rss", "forfattare"),
    ]


def test_a_deploy_promises_each_list_with_all_that_is_to_be_kept() -> None:
    feeds = (KINA + "feed.xml", KINA + "feed.atom")
    lists = now(
        PromisedListing(url=PEKING, members=(B,)),
        PromisedListing(url=KINA, pages=2, feeds=feeds, members=(A, B)),
        PromisedListing(url="/taggar/ingen/", feeds=("/taggar/ingen/feed.xml",)),
    )
    at = "2025-04-01T06:30:00Z"
    assert list(list_records(Ledger(), lists, NOW)) == [
        line(KINA, at=at, published=at, also=feeds, pages=2),
        line(PEKING, at=at, published=at, members=(B,)),
    ]


def test_a_list_goes_on_under_its_own_id_where_what_it_held_last_is() -> None:
    ledger = book(
        line(KINA),
        line(PEKING, first=KINA, at="2025-02-01T06:30:00Z"),
        line("/taggar/beijing/", first=KINA, at="2025-03-01T06:30:00Z", members=(B,)),
        line("/taggar/handel/"),
    )
    new = PromisedListing(url="/taggar/folkrepubliken/", members=(B,))
    stands = {A: {"/taggar/handel/"}, B: {new.url}}
    lists = now(new, PromisedListing(url="/taggar/handel/", members=(A,)), stands=stands)
    assert [(each.id, each.url) for each in list_records(ledger, lists, NOW)] == [
        ("lista:/taggar/folkrepubliken/", new.url),
        ("lista:/taggar/handel/", "/taggar/handel/"),
        ("lista:/taggar/kina/", new.url),
    ]


def test_a_list_that_leads_out_of_all_lists_is_not_promised_again() -> None:
    lists = now(PromisedListing(url=PEKING, members=(A,)), led={KINA: "/om/"})
    assert [each.id for each in list_records(book(line(KINA)), lists, NOW)] == [f"lista:{PEKING}"]
