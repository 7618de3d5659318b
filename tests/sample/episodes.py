"""A show and its episodes in files, as tests of sound, timelines and feeds write and vary them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from program import ROOT

from publisher.build import BuildOptions, build
from publisher.problems import PublisherError

SOUND = min((ROOT / "content" / "avsnitt").glob("*.mp3")).read_bytes()
"""48 seconds of MP3."""
SHOW: dict[str, Any] = {
    "feeds/podden.yml": (ROOT / "feeds" / "nya-kalla-kriget.yml").read_text("utf-8"),
    "feeds/nya-kalla-kriget.jpg": (ROOT / "feeds" / "nya-kalla-kriget.jpg").read_bytes(),
}
EPISODE = "content/avsnitt/ett.md"
MP3 = "content/avsnitt/ett.mp3"


def episode(audio: str = "ett.mp3", more: str = "") -> str:
    return f"---\ntitle: Ett\ndate: 2025-03-03\nshow: podden\naudio: {audio}\n{more}---\n\nText.\n"


# A show of the tests' own, with nothing in it that is not needed.

SHOW_YML = """\
kind: podcast
title: Provpodden
description: En podd för prov.
author: Provbladet
owner: {name: Redaktionen, email: podd@prov.example}
image: provpodden.jpg
image_alt: En röd fyrkant
categories: [{name: News}]
"""
EPISODE_MD = """\
---
title: Ett avsnitt
description: Kort.
date: 2025-03-01
show: provpodden
audio: ett.mp3
number: 1
---

Text.
"""

# An episode that has a timeline.

TIMELINE = """\
---
title: Ett avsnitt
description: Om allt.
date: 2025-02-02
show: podden
audio: a.mp3
{more}---

{body}
"""

Write = Callable[..., Path]


def written(publication: Write, more: str = "", body: str = "Hej.", **files: str | bytes) -> Path:
    """Write a show with an episode of 48 seconds; `more` is front matter, and `k__txt="…"` a file `k.txt` beside the episode."""
    more = more if not more or more.endswith("\n") else more + "\n"
    beside = {f"content/avsnitt/{name.replace('__', '.')}": data for name, data in files.items()}
    return publication(
        {
            **SHOW,
            "content/avsnitt/a.mp3": SOUND,
            EPISODE: TIMELINE.format(more=more, body=body),
            **beside,
        }
    )


def beside_the_page(root: Path, name: str) -> bytes:
    """A file of the built episode's folder."""
    return (root / "build/site/podd/podden/ett" / name).read_bytes()


def refused(root: Path) -> list[tuple[str, int | None, str]]:
    """The faults for which a build stops."""
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root))
    return [(p.path, p.line, p.text) for p in caught.value.problems if p.fatal]
