"""A show of 730 episodes (fourteen years of weeks): how long its feed takes, and its key.

    python benchmarks/feeds.py

Prints milliseconds of processor time, the best of several rounds, and exits 1 when a target is
missed. Each episode has 300 words of notes with eight links, eight chapters, a guest and a
transcript; fragments come from memory, as reading them is the state's work and not the feeds'.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import msgspec

from publisher.config import Config, MailSettings
from publisher.engine.recipes import BuildContext, Recipe
from publisher.feeds import groups
from publisher.feeds.gate import verify
from publisher.model import (
    Audio,
    Category,
    Chapter,
    Credit,
    Digest,
    Entry,
    Episode,
    Image,
    Owner,
    Rendered,
    Show,
    Site,
    Transcript,
)

EPISODES = 730
ROUNDS = 7
FEED_MS, KEY_MS = 300, 5
SHOW = Show(
    id="podd",
    source="feeds/podd.yml",
    title="Provpodden",
    description="En podd för prov.",
    author="Redaktionen",
    owner=Owner(name="Redaktionen", email="podd@prov.example"),
    image=Image(source="feeds/podd.jpg", url="/media/feeds/podd.jpg", width=3000, height=3000),
    categories=(Category(name="News", sub="Politics"),),
    hosts=(Credit(name="Åsa Öberg", role="host"),),
)
CONFIG = Config(
    root=Path("/nowhere"),
    file="mkdocs.yml",
    site_name="Provbladet",
    site_description="",
    site_url="https://prov.example/",
    language="sv",
    markdown=(),
    menu=(),
    subscribers=0,
    subscribe_url="/prenumerera/",
    editor="Redaktionen",
    contact="",
    copyright="",
    translate_url="",
    per_page=20,
    mail=MailSettings(from_name="", from_email="", reply_to="", list_id="", unsubscribe=""),
    feeds=(),
    shows=(SHOW,),
    targets=(),
    theme=None,
    salt="salt",
)


class Texts:
    """Eight paragraphs an episode, each with a link."""

    def __init__(self) -> None:
        """Write them once."""
        sentence = "Räksmörgåsen i Malmö kostar mer än båten från Luleå, säger en kännare. "
        self._html = "\n".join(
            f'<p>{sentence * 3}Läs <a href="https://exempel.se/{n}/">mer om det</a>.</p>'
            for n in range(8)
        )
        hash_ = sha256(self._html.encode()).hexdigest()
        self._digest = Digest(hash=hash_, summary="Kort.", words=300)

    def rendered(self, entry: Entry) -> Rendered:  # noqa: ARG002 (all alike)
        """The fragment."""
        return Rendered(html=self._html, teaser="", text="")

    def digest(self, entry: Entry) -> Digest:  # noqa: ARG002 (all alike)
        """What lists need."""
        return self._digest


def main() -> int:
    """Measure, print, and tell whether the targets hold."""
    context = _context()
    [recipe] = _recipes(context)
    [artifact] = recipe.make()
    data = artifact.data if isinstance(artifact.data, bytes) else b""
    key = _best(lambda: _recipes(context))
    feed = _best(recipe.make)
    judged = _best(lambda: list(verify(artifact.path, data, context)))
    size = len(data) / 1_000_000
    print(f"{EPISODES} episodes, {size:.1f} MB; processor time, best of {ROUNDS}")
    print(f"  feed            {feed:6.1f} ms (target {FEED_MS})")
    print(f"  unchanged show  {key:6.1f} ms (target {KEY_MS})")
    print(f"  the gate        {judged:6.1f} ms")
    return int(feed > FEED_MS or key > KEY_MS)


def _context() -> BuildContext:
    start = datetime(2012, 1, 6, 6, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
    weeks = reversed(range(EPISODES))
    episodes = tuple(_episode(n, start + timedelta(weeks=n)) for n in weeks)
    return BuildContext(
        config=CONFIG,
        site=Site(episodes=episodes),
        # As a build has it at hand, to tell what changed since the last.
        published={one.id: msgspec.json.encode(one) for one in episodes},
        texts=Texts(),
        changes=(),
        everything=True,
        hashes=lambda path: path,
        theme={},
    )


def _episode(number: int, date: datetime) -> Episode:
    name = f"avsnitt-{number}"
    audio = Audio(
        path=f"content/avsnitt/{name}.mp3",
        url=f"/media/avsnitt/{name}.mp3",
        bytes=40_000_000,
        mime="audio/mpeg",
        seconds=2500.5,
    )
    sample = Episode(
        id=f"2025-{name}",
        source=f"content/avsnitt/{name}.md",
        url=f"/podd/podd/{name}/",
        title=f"Om räksmörgåsar, del {number}",
        body_line=9,
        description="En ingress på en eller två meningar.",
        date=date,
        show=SHOW.id,
        audio=audio,
        number=number + 1,
        people=(Credit(name="Li Wei", url="https://li.example/"),),
        transcript=Transcript(path="content/a.vtt", url="/media/a.vtt", mime="text/vtt"),
    )
    chapters = tuple(Chapter(start=300 * n, title=f"Kapitel {n}") for n in range(8))
    return replace(sample, chapters=chapters)


def _recipes(context: BuildContext) -> list[Recipe]:
    return [recipe for group in groups(context) for recipe in group.recipes]


def _best(run: Callable[[], object]) -> float:
    """Milliseconds of the quickest round."""
    times = []
    for _ in range(ROUNDS):
        before = process_time()
        run()
        times.append(process_time() - before)
    return 1000 * min(times)


if __name__ == "__main__":
    sys.exit(main())
