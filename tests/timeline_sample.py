"""A publication with one show and one episode of 48 seconds, whose timeline tests vary."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.build import BuildOptions, build
from publisher.problems import PublisherError

ROOT = Path(__file__).parents[1]
EPISODE = "content/avsnitt/ett.md"
HEAD = """\
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
    """Write it; `more` is front matter, and `k__txt="…"` a file `k.txt` beside the episode."""
    more = more if not more or more.endswith("\n") else more + "\n"
    beside = {f"content/avsnitt/{name.replace('__', '.')}": data for name, data in files.items()}
    return publication(
        {
            "feeds/podden.yml": (ROOT / "feeds/nya-kalla-kriget.yml").read_text("utf-8"),
            "feeds/nya-kalla-kriget.jpg": (ROOT / "feeds/nya-kalla-kriget.jpg").read_bytes(),
            "content/avsnitt/a.mp3": (
                ROOT / "content/avsnitt/001-vad-ar-ett-kallt-krig.mp3"
            ).read_bytes(),
            EPISODE: HEAD.format(more=more, body=body),
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
