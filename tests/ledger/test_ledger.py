"""The ledger: what was published once is promised, and a broken promise stops the build."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sample.recordings import enclosures, recording

from publisher.ledger import FILE, LedgerLine, accept, append, promises, read, records
from publisher.model import Article, Edition, Entry, Episode, Page, Site
from publisher.problems import Problem, PublisherError

NOW = datetime(2025, 2, 2, 6, 30, tzinfo=UTC)
LATER = datetime(2025, 3, 1, 6, 30, tzinfo=UTC)
NEW_YEAR = datetime(2025, 1, 1, tzinfo=UTC)


def article(id_: str = "2025-01-01-var", **more: str) -> Article:
    slug = id_[11:]
    made = {"source": f"content/artiklar/{slug}.md", "url": f"/2025/{slug}/", **more}
    return Article(id=id_, title="Vår", body_line=4, date=NEW_YEAR, **made)


def episode(id_: str = "2025-01-01-ett", sound: str = "ett.mp3") -> Episode:
    path = f"content/avsnitt/{sound}"
    return Episode(
        id=id_,
        source="content/avsnitt/ett.md",
        url="/podd/podden/ett/",
        title="Ett",
        body_line=4,
        date=NEW_YEAR,
        show="podden",
        sound=recording(path),
    )


def site(*entries: Entry, redirects: Iterable[tuple[str, str]] = ()) -> Site:
    def of(kind: type[Entry]) -> tuple[Entry, ...]:
        return tuple(entry for entry in entries if isinstance(entry, kind))

    return Site(
        articles=of(Article),  # type: ignore[arg-type]
        episodes=of(Episode),  # type: ignore[arg-type]
        editions=of(Edition),  # type: ignore[arg-type]
        pages=of(Page),  # type: ignore[arg-type]
        redirects=tuple(redirects),
        enclosures=enclosures(entries),
    )


def hashes(path: str) -> str:
    return f"hash av {path}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "feeds").mkdir()
    return tmp_path


def publish(root: Path, *entries: Entry, now: datetime = NOW) -> tuple[LedgerLine, ...]:
    return append(root, records(site(*entries), hashes, now))


def lines(root: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (root / FILE).read_text("utf-8").splitlines()]


def broken(root: Path, now_published: Site) -> list[Problem]:
    ledger, problems = read(root)
    assert problems == ()
    found = promises(ledger, now_published, hashes)
    assert all(problem.fatal and problem.hint for problem in found)
    return list(found)


def test_a_publication_without_a_ledger_has_promised_nothing(tmp_path: Path) -> None:
    ledger, problems = read(tmp_path)
    assert problems == ()
    assert not ledger.ids
    assert ledger.old_addresses() == {}
    assert promises(ledger, site(article()), hashes) == ()


def test_what_is_published_stands_one_on_a_line(root: Path) -> None:
    publish(root, article(), episode())
    assert (root / FILE).read_text("utf-8").splitlines()[1] == (
        '{"at": "2025-02-02T06:30:00Z", "guid": "2025-01-01-var", "id": "2025-01-01-var", '
        '"kind": "article", "published": "2025-02-02T06:30:00Z", '
        '"source": "content/artiklar/var.md", "url": "/2025/var/"}'
    )
    assert lines(root)[0]["enclosure"] == {
        "bytes": 3,
        "sha256": "hash av content/avsnitt/ett.mp3",
        "url": "/media/avsnitt/ett.mp3",
    }
    assert broken(root, site(article(), episode())) == []


def test_the_same_again_adds_nothing(root: Path) -> None:
    publish(root, article(), episode())
    before = (root / FILE).read_bytes()
    assert publish(root, article(), episode(), now=LATER) == ()
    assert (root / FILE).read_bytes() == before


def test_a_change_adds_a_line_and_keeps_the_first_hour(root: Path) -> None:
    publish(root, article())
    before = (root / FILE).read_bytes()
    moved = article(url="/2025/sommar/", source="content/artiklar/sommar.md")
    added = publish(root, moved, now=LATER)
    assert (root / FILE).read_bytes().startswith(before)
    assert [(record.url, record.published, record.at) for record in added] == [
        ("/2025/sommar/", "2025-02-02T06:30:00Z", "2025-03-01T06:30:00Z")
    ]
    ledger, _ = read(root)
    id_ = "2025-01-01-var"
    assert ledger.old_addresses() == {"/2025/var/": id_, "/2025/sommar/": id_}
    assert ledger.id_of_source("content/artiklar/sommar.md") == id_
    assert ledger.id_of_source("content/artiklar/okänd.md") is None
    record = ledger.record(id_)
    assert record is not None
    assert record.url == "/2025/sommar/"
    assert id_ in ledger.ids


def test_an_address_that_comes_back_is_the_newest_again(root: Path) -> None:
    for month, url in enumerate(("/2025/a/", "/2025/b/", "/2025/a/"), start=2):
        publish(root, article(url=url), now=NOW.replace(month=month))
    ledger, _ = read(root)
    id_ = "2025-01-01-var"
    assert ledger.old_addresses() == {"/2025/a/": id_, "/2025/b/": id_}
    record = ledger.record(id_)
    assert record is not None
    assert record.url == "/2025/a/"


def test_a_published_text_that_is_gone_stops_the_build(root: Path) -> None:
    publish(root, article(), article("2025-01-01-host"))
    (problem,) = broken(root, site(article()))
    assert problem.path == "content/artiklar/host.md"
    assert "publicerad på /2025/host/" in problem.text
    assert "publisher ledger accept 2025-01-01-host" in problem.hint


def test_a_renamed_file_is_recognised_in_the_hint(root: Path) -> None:
    publish(root, article())
    (problem,) = broken(root, site(article("2025-01-01-varen")))
    assert problem.hint.startswith(
        "Har den bytt namn till content/artiklar/varen.md, skriv id: 2025-01-01-var i dess huvud. "
        "Annars: lägg tillbaka filen"
    )


def test_a_text_that_got_another_id_stops_the_build(root: Path) -> None:
    publish(root, article())
    (problem,) = broken(root, site(article("2025-02-02-var")))
    assert problem.path == "content/artiklar/var.md"
    assert "publicerad med id ”2025-01-01-var” men har nu id ”2025-02-02-var”" in problem.text
    assert "Skriv id: 2025-01-01-var" in problem.hint


def test_a_text_that_is_gone_with_its_address_led_on_is_no_fault(root: Path) -> None:
    publish(root, article(), article("2025-01-01-host"))
    left = site(article(), redirects=[("/2025/host/", "/2025/var/")])
    assert broken(root, left) == []


def test_other_sound_under_the_same_address_stops_the_build(root: Path) -> None:
    publish(root, episode())
    ledger, _ = read(root)
    (problem,) = promises(ledger, site(episode()), lambda _: "annan hash")
    assert problem.path == "content/avsnitt/ett.md"
    assert "content/avsnitt/ett.mp3" in problem.text
    assert "nytt namn" in problem.hint
    assert "publisher ledger accept 2025-01-01-ett" in problem.hint


def test_new_sound_with_a_new_name_is_no_fault_and_the_old_name_stays_taken(root: Path) -> None:
    publish(root, episode())
    assert broken(root, site(episode(sound="ny.mp3"))) == []
    publish(root, episode(sound="ny.mp3"))
    ledger, _ = read(root)
    (problem,) = promises(ledger, site(episode()), lambda _: "annan hash")
    assert "ett annat än det som är publicerat" in problem.text


def test_an_id_is_not_given_to_another_kind(root: Path) -> None:
    publish(root, article("2025-01-01-ett"))
    (problem,) = broken(root, site(episode()))
    assert problem.path == "content/avsnitt/ett.md"
    assert "content/artiklar/ett.md" in problem.text


def test_an_old_address_is_not_given_to_another_text(root: Path) -> None:
    publish(root, article())
    moved = article(url="/2025/flyttad/")
    publish(root, moved)
    (problem,) = broken(root, site(moved, article("2025-01-01-ny", url="/2025/var/")))
    assert problem.path == "content/artiklar/ny.md"
    assert "adressen /2025/var/ leder sedan förut till content/artiklar/var.md" in problem.text


def test_what_is_accepted_is_no_longer_promised(root: Path) -> None:
    publish(root, article(), episode())
    accept(root, "2025-01-01-var", LATER)
    accept(root, "2025-01-01-ett", LATER)
    assert lines(root)[-1] == {
        "at": "2025-03-01T06:30:00Z",
        "id": "2025-01-01-ett",
        "withdrawn": True,
    }
    ledger, problems = read(root)
    assert problems == ()
    assert ledger.record("2025-01-01-var") is None
    assert ledger.id_of_source("content/artiklar/var.md") is None
    assert "2025-01-01-var" in ledger.ids
    assert promises(ledger, site(episode()), lambda _: "annan hash") == ()


def test_what_is_accepted_and_published_again_is_promised_anew(root: Path) -> None:
    publish(root, episode())
    accept(root, "2025-01-01-ett", LATER)
    added = append(root, records(site(episode()), lambda _: "ny", LATER))
    assert [record.enclosure.sha256 for record in added if record.enclosure] == ["ny"]
    ledger, _ = read(root)
    assert len(promises(ledger, site(episode()), hashes)) == 1


def test_all_within_one_second_is_still_told_in_order(root: Path) -> None:
    id_ = "2025-01-01-var"
    for url in ("/2025/a/", "/2025/b/", "/2025/a/"):
        publish(root, article(url=url))
    for _ in range(2):
        accept(root, id_, NOW)
        publish(root, article(url="/2025/a/"))
    ledger, problems = read(root)
    assert problems == ()
    assert [line["at"][17:19] for line in lines(root)] == [f"{second:02}" for second in range(7)]
    record = ledger.record(id_)
    assert record is not None
    assert record.url == "/2025/a/"


def test_a_clock_set_back_dates_no_line_before_another(root: Path) -> None:
    publish(root, article(), now=LATER)
    accept(root, "2025-01-01-var", NOW)
    publish(root, article(), now=NOW)
    publish(root, episode(), now=NOW)
    assert [line["at"] for line in lines(root)] == [
        "2025-03-01T06:30:00Z",
        "2025-03-01T06:30:01Z",
        "2025-03-01T06:30:02Z",
        "2025-03-01T06:30:02Z",
    ]


def test_an_unknown_id_cannot_be_accepted(root: Path) -> None:
    publish(root, article())
    before = (root / FILE).read_bytes()
    with pytest.raises(PublisherError) as caught:
        accept(root, "2025-01-01-vår", NOW)
    assert "Menade du ”2025-01-01-var”?" in caught.value.problems[0].hint
    assert (root / FILE).read_bytes() == before


def damage(root: Path, data: bytes) -> tuple[Problem, ...]:
    """Damage the file, see that nothing can be added to it, and return what a reader is told."""
    (root / FILE).write_bytes(data)
    _, problems = read(root)
    if any(problem.fatal for problem in problems):
        with pytest.raises(PublisherError):
            publish(root, article("2025-01-01-ny"))
        assert (root / FILE).read_bytes() == data
    assert all(problem.path == FILE for problem in problems)
    return problems


def test_a_merge_conflict_is_told_with_each_line(root: Path) -> None:
    publish(root, article(), episode())
    one, two = (root / FILE).read_bytes().splitlines()
    data = b"\n".join([b"<<<<<<< HEAD", one, b"=======", two, b">>>>>>> gren", b""])
    problems = damage(root, data)
    assert [problem.line for problem in problems] == [1, 3, 5]
    assert all("git-konflikt" in problem.text for problem in problems)


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b'{"id": 3, "at": "x"}',
        b'{"at": "x", "withdrawn": true}',
        b'{"id": "a", "at": "x", "kind": "article"}',
        b"\xff\xfe",
        b"hej",
    ],
)
def test_a_damaged_line_is_told(root: Path, line: bytes) -> None:
    publish(root, article())
    whole = (root / FILE).read_bytes()
    (problem,) = damage(root, whole + line + b"\n" + whole.replace(b"var", b"host"))
    assert problem.line == 2
    assert "skadad" in problem.text


def test_a_torn_last_line_is_told(root: Path) -> None:
    publish(root, article(), episode())
    (problem,) = damage(root, (root / FILE).read_bytes()[:-5])
    assert problem.line == 2
    assert "avklippt" in problem.text


def test_a_line_that_stands_twice_is_advice(root: Path) -> None:
    publish(root, article())
    (problem,) = damage(root, (root / FILE).read_bytes() * 2)
    assert (problem.line, problem.fatal) == (2, False)
    assert publish(root, article("2025-01-01-ny")) != ()


def test_a_guid_that_two_share_is_told(root: Path) -> None:
    publish(root, article())
    line = (root / FILE).read_bytes()
    twin = line.replace(b'"id": "2025-01-01-var"', b'"id": "2025-01-01-annan"')
    (problem,) = damage(root, line + twin)
    assert "samma guid" in problem.text


@pytest.mark.parametrize("step", ["replace", "open"])
def test_a_full_disk_leaves_the_ledger_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    publish(root, article())
    before = (root / FILE).read_bytes()
    original = getattr(Path, step)

    def full(self: Path, *args: object, **options: object) -> object:
        if self.name.endswith(".part"):
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return original(self, *args, **options)

    monkeypatch.setattr(Path, step, full)
    with pytest.raises(PublisherError) as caught:
        publish(root, episode())
    assert "disken är full" in caught.value.problems[0].text
    monkeypatch.undo()
    assert (root / FILE).read_bytes() == before
    assert [path.name for path in (root / "feeds").iterdir()] == ["ledger.jsonl"]
    assert len(publish(root, episode())) == 1


def test_the_first_deploy_makes_the_folder(tmp_path: Path) -> None:
    publish(tmp_path, article())
    assert len(lines(tmp_path)) == 1
