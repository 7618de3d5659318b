"""Pieces that came from elsewhere keep their GUID, and sound on other hosting is promised too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from msgspec import structs

from publisher.build import BuildOptions, build
from publisher.ledger import FILE, accept, append, promises, read, records
from publisher.model import Article, Enclosure, Episode, Site
from publisher.problems import PublisherError

NOW = datetime(2025, 2, 2, 6, 30, tzinfo=UTC)
LATER = datetime(2025, 3, 1, 6, 30, tzinfo=UTC)
OLD = "https://gamla.example/?p=123"
ARTICLE = Article(
    id="2025-01-01-var",
    source="content/artiklar/var.md",
    url="/2025/var/",
    title="Vår",
    body_line=4,
    date=NOW,
)
EPISODE = Episode(
    id="2025-01-01-ett",
    source="content/avsnitt/ett.md",
    url="/podd/podden/ett/",
    title="Ett",
    body_line=4,
    date=NOW,
    show="podden",
    sound=Enclosure(url="https://ljud.example/1.mp3", bytes=3, mime="audio/mpeg", seconds=9.5),
)


def hashes(path: str) -> str:
    assert path, "a file that is not here has no hash"
    return f"hash av {path}"


def publish(root: Path, *articles: Article, episodes: tuple[Episode, ...] = ()) -> None:
    append(root, records(Site(articles=articles, episodes=episodes), hashes, NOW))


def told(root: Path, *articles: Article, episodes: tuple[Episode, ...] = ()) -> list[str]:
    ledger, problems = read(root)
    assert problems == ()
    found = promises(ledger, Site(articles=articles, episodes=episodes), hashes)
    return [str(problem) for problem in found]


def test_the_guid_is_the_id_unless_the_piece_brought_one() -> None:
    assert ARTICLE.guid == ARTICLE.id
    assert replace(ARTICLE, foreign_guid=OLD).guid == OLD


def test_a_guid_from_elsewhere_is_promised(tmp_path: Path) -> None:
    moved = replace(ARTICLE, foreign_guid=OLD)
    publish(tmp_path, moved)
    ledger, _ = read(tmp_path)
    record = ledger.record(ARTICLE.id)
    assert record is not None
    assert record.guid == OLD
    assert told(tmp_path, moved) == []


@pytest.mark.parametrize("now", ["", "en-annan"])
def test_another_guid_stops_the_build_and_tells_whom_it_hurts(tmp_path: Path, now: str) -> None:
    publish(tmp_path, replace(ARTICLE, foreign_guid=OLD))
    changed = replace(ARTICLE, foreign_guid=now)
    (fault,) = told(tmp_path, changed)
    assert fault == (
        f"content/artiklar/var.md: texten är publicerad med guid ”{OLD}” men har nu "
        f"”{changed.guid}”: den som har läst eller hört den får den en gång till som ny\n"
        f"    Skriv guid: {OLD} i huvudet. Är det ändå rätt: publisher ledger accept 2025-01-01-var"
    )
    accept(tmp_path, ARTICLE.id, LATER)
    assert told(tmp_path, changed) == []


def test_a_guid_that_another_text_has_is_refused(tmp_path: Path) -> None:
    publish(tmp_path, replace(ARTICLE, foreign_guid=OLD))
    twin = replace(ARTICLE, id="b", url="/b/", source="b.md", foreign_guid=OLD)
    (fault,) = told(tmp_path, replace(ARTICLE, foreign_guid=OLD), twin)
    assert "är redan publicerat som content/artiklar/var.md" in fault
    assert "publisher ledger accept 2025-01-01-var" in fault


def test_a_withdrawn_text_gives_up_its_guid(tmp_path: Path) -> None:
    publish(tmp_path, replace(ARTICLE, foreign_guid=OLD))
    accept(tmp_path, ARTICLE.id, LATER)
    heir = replace(ARTICLE, id="b", url="/b/", source="b.md", foreign_guid=OLD)
    assert told(tmp_path, heir) == []
    publish(tmp_path, heir)
    assert told(tmp_path, heir) == []


def test_two_that_were_merged_with_one_guid_are_told_apart_by_accept(tmp_path: Path) -> None:
    publish(tmp_path, replace(ARTICLE, foreign_guid=OLD))
    line = (tmp_path / FILE).read_text("utf-8")
    (tmp_path / FILE).write_text(line + line.replace("2025-01-01-var", "b"), "utf-8")
    _, (problem,) = read(tmp_path)
    assert (problem.path, problem.line) == (FILE, 2)
    assert "publisher ledger accept b" in problem.hint
    with pytest.raises(PublisherError):
        publish(tmp_path, replace(ARTICLE, foreign_guid=OLD))
    accept(tmp_path, "b", LATER)
    assert read(tmp_path)[1] == ()


def test_sound_on_other_hosting_is_promised_with_its_size_and_no_hash(tmp_path: Path) -> None:
    publish(tmp_path, episodes=(EPISODE,))
    ledger, _ = read(tmp_path)
    _, sound = ledger.enclosures["https://ljud.example/1.mp3"]
    assert (sound.bytes, sound.sha256) == (3, "")
    assert told(tmp_path, episodes=(EPISODE,)) == []


def test_sound_on_other_hosting_that_has_another_size_stops_the_build(tmp_path: Path) -> None:
    publish(tmp_path, episodes=(EPISODE,))
    other = replace(EPISODE, sound=structs.replace(EPISODE.sound, bytes=4))
    (fault,) = told(tmp_path, episodes=(other,))
    assert "ljudet i https://ljud.example/1.mp3 är ett annat" in fault
    assert "den som har hämtat avsnittet får aldrig höra det nya" in fault
    assert "publisher ledger accept 2025-01-01-ett" in fault


def test_every_broken_promise_says_what_whom_and_both_ways_out(tmp_path: Path) -> None:
    publish(tmp_path, ARTICLE, episodes=(EPISODE,))
    gone = told(tmp_path)
    assert len(gone) == 2
    assert any("avsnittet försvinner ur lyssnarnas appar" in fault for fault in gone)
    assert any("leder till en sida som inte finns" in fault for fault in gone)
    assert all("Lägg tillbaka filen" in fault and "ledger accept" in fault for fault in gone)


def article(guid: str) -> str:
    return (
        f'---\ntitle: Ett\ndate: 2025-01-01\nauthors: redaktionen\nguid: "{guid}"\n---\n\nText.\n'
    )


Publication = Callable[..., Path]


def built(publication: Publication, files: Mapping[str, str]) -> Any:
    root = publication(files)
    build(BuildOptions(root=root, jobs=1))
    return feedparser.parse(str(root / "build/site/feed.xml"))


def test_front_matter_may_state_the_guid_of_the_old_system(publication: Publication) -> None:
    feed = built(publication, {"content/artiklar/2025/ett.md": article(OLD)})
    assert [entry.id for entry in feed.entries] == ["2025-02-02-forsta", OLD]


def test_two_texts_with_one_guid_are_told(publication: Publication) -> None:
    files = {f"content/artiklar/2025/{name}.md": article(OLD) for name in ("ett", "två")}
    with pytest.raises(PublisherError) as caught:
        built(publication, files)
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == ("content/artiklar/2025/två.md", 5)
    assert f"samma guid ”{OLD}” som content/artiklar/2025/ett.md" in problem.text


def test_a_guid_that_is_another_texts_id_is_told(publication: Publication) -> None:
    with pytest.raises(PublisherError) as caught:
        built(publication, {"content/artiklar/2025/ett.md": article("2025-02-02-forsta")})
    assert "samma guid ”2025-02-02-forsta”" in caught.value.problems[0].text
