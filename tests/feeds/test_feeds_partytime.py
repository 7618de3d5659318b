"""A show's feed as Podcast Index reads it: podcast-partytime is the parser behind its directory."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample.feeds import CHAPTERS, EPISODE, NASTY, NASTY_READ, podcast
from sample.feeds import SERIAL as FULL

from publisher.model import Credit, Episode, Show

READ = Path(__file__).parents[1] / "tools" / "partytime.js"
ORIGIN = "https://kinamedia.example"
PAGE = f"{ORIGIN}/podd/nya-kalla-kriget/tull/"
Party = Callable[..., dict[str, Any]]


@pytest.fixture
def party(tmp_path: Path, tool: Callable[[str], str], node_module: Callable[[str], Path]) -> Party:
    """A function that writes a feed and has partytime read it."""
    node_module("podcast-partytime")

    def read(*episodes: Episode, show: Show = FULL) -> dict[str, Any]:
        file = tmp_path / "x.xml"
        file.write_bytes(podcast(*episodes, shows=(show,)))
        done = subprocess.run(
            [tool("node"), str(READ), str(file)], check=True, capture_output=True, text=True
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return read


def test_the_show(party: Party) -> None:
    show = party(replace(EPISODE, chapters=CHAPTERS))
    for of_the_hour in ("lastUpdate", "items", "podcastBlocked", "type"):
        del show[of_the_hour]
    image = f"{ORIGIN}/media/feeds/omslag.jpg"
    newest = "2025-03-01T05:00:00.000Z"
    asa = {"name": "Åsa Öberg", "role": "Host", "group": "Cast"}
    assert show == {
        "title": "Nya kalla kriget",
        "subtitle": "Om Kina och världen",
        "description": "Samtal om Kina & omvärlden.",
        "link": f"{ORIGIN}/podd/nya-kalla-kriget/",
        "language": "sv",
        "generator": "kinamedia-publisher",
        "copyright": "© Kinamedia",
        "author": "Kinamedia",
        "owner": {"name": "Poddredaktionen", "email": "podd@kinamedia.example"},
        "image": {
            "url": image,
            "title": "Nya kalla kriget",
            "link": f"{ORIGIN}/podd/nya-kalla-kriget/",
        },
        "explicit": False,
        "itunesBlock": True,
        "itunesComplete": True,
        "itunesImage": image,
        "itunesCategory": ["News > Politics", "Society & Culture"],
        "itunesType": "serial",
        "itunesNewFeedUrl": "https://ny.example/podd.xml",
        "categories": ["news", "politics", "society", "culture"],
        "pubsub": {
            "self": f"{ORIGIN}/podd/nya-kalla-kriget.xml",
            "hub": "https://hubb.example/",
        },
        "pubDate": newest,
        "lastBuildDate": newest,
        "lastPubDate": newest,
        "newestItemPubDate": newest,
        "oldestItemPubDate": newest,
        "pc20support": {
            "1": ["locked", "funding", "transcript", "chapters"],
            "2": ["person", "season", "episode"],
            "3": ["guid"],
            "4": ["medium"],
            "6": ["txt"],
            "7": ["publisher"],
        },
        "guid": "37f2ef90-bb36-5957-b5f1-16c2570d9284",
        "locked": True,
        "podcastOwner": "podd@kinamedia.example",
        "medium": "newsletter",
        "podcastFunding": [{"message": "Stöd podden", "url": "https://stod.example/"}],
        "podcastPeople": [{**asa, "href": f"{ORIGIN}/forfattare/asa/"}],
        "podcastTxt": [{"value": "S6lpp-7ZCn8", "purpose": "verify"}],
        "podcastPublisher": {
            "feedGuid": "003af0a0-6a45-55cf-b765-68e3d349551a",
            "feedUrl": "https://utgivare.example/alla.xml",
        },
        "podcastSeasons": {"2": {"number": 2}},
    }


def test_the_episode(party: Party) -> None:
    [episode] = party(replace(EPISODE, chapters=CHAPTERS))["items"]
    assert "Rapporten & annat" in episode.pop("description")
    assert "<h2>Kapitel</h2>" in episode.pop("content")
    cast = {"group": "Cast"}
    assert episode == {
        "guid": "2025-03-01-tull",
        "title": "Tullarna",
        "link": PAGE,
        "pubDate": "2025-03-01T05:00:00.000Z",
        "duration": 1862,
        "explicit": False,
        "enclosure": {
            "url": f"{ORIGIN}/media/avsnitt/tull.mp3",
            "length": 1_234_567,
            "type": "audio/mpeg",
        },
        "image": f"{ORIGIN}/media/t.png",
        "itunesImage": f"{ORIGIN}/media/t.png",
        "itunesEpisode": 12,
        "itunesSeason": 2,
        "itunesEpisodeType": "full",
        "podcastSeason": {"number": 2},
        "podcastEpisode": {"number": 12},
        "podcastPeople": [
            {**cast, "name": "Åsa Öberg", "role": "Host", "href": f"{ORIGIN}/forfattare/asa/"},
            {**cast, "name": "Li Wei", "role": "Guest", "href": "https://li.example/"},
        ],
        "podcastTranscripts": [
            {"url": f"{PAGE}avskrift.vtt", "type": "text/vtt", "language": "sv"},
            # What partytime calls application/x-subrip.
            {"url": f"{PAGE}avskrift.srt", "type": "application/srt", "language": "sv"},
            {"url": f"{PAGE}avskrift.html", "type": "text/html", "language": "sv"},
            {"url": f"{PAGE}avskrift.json", "type": "application/json", "language": "sv"},
        ],
        "podcastChapters": {"url": f"{PAGE}kapitel.json", "type": "application/json+chapters"},
    }


def test_every_role_and_group_is_one_of_the_taxonomy_s(party: Party) -> None:
    from publisher.config.standards.podcasting import ROLES

    people = tuple(Credit(name=role, role=role) for role in ROLES)
    [episode] = party(replace(EPISODE, people=people), show=replace(FULL, hosts=()))["items"]
    found = {one["name"]: (one["role"].lower(), one["group"].lower()) for one in episode["podcastPeople"]}  # fmt: skip
    assert found == {role: (role, group) for role, group in ROLES.items()}


def test_nasty_text(party: Party) -> None:
    show = replace(FULL, title=NASTY, verify=NASTY, hosts=(Credit(name=NASTY),))
    found = party(replace(EPISODE, title=NASTY, people=()), show=show)
    assert found["title"] == found["items"][0]["title"] == NASTY_READ
    assert found["podcastTxt"][0]["value"] == NASTY_READ
    assert found["podcastPeople"][0]["name"] == NASTY_READ
