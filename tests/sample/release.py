"""A finished build of a few files, for the tests of what deploy does with it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from publisher.config import Config, load_config
from publisher.deploy import SITE, Release
from publisher.deploy.targets import FileFacts
from publisher.engine.recipes import BuildContext
from publisher.media.images import measure
from publisher.model import Article, Site
from sample.site import TEXTS

NOW = datetime(2025, 2, 2, 6, 30, tzinfo=UTC)
FILES = {"index.html": "start", "2025/forsta/index.html": "första", "feed.xml": "flöde"}
ARTICLE = Article(
    id="2025-02-02-forsta",
    source="content/artiklar/2025/forsta.md",
    url="/2025/forsta/",
    title="En första artikel",
    body_line=7,
    date=NOW,
)


def built(root: Path, files: Mapping[str, str]) -> Release:
    """A finished build of exactly these files, with one article."""
    shutil.rmtree(root / SITE, ignore_errors=True)
    for path, text in files.items():
        (root / SITE / path).parent.mkdir(parents=True, exist_ok=True)
        (root / SITE / path).write_text(text, "utf-8")
    config, problems = load_config(root, measure=measure)
    assert problems == ()
    assert config is not None
    facts = {
        path: FileFacts(sha256=sha256(text.encode()).hexdigest(), bytes=len(text.encode()))
        for path, text in files.items()
    }
    return release_of(config, Site(articles=(ARTICLE,)), facts)


def release_of(
    config: Config, site: Site, files: Mapping[str, FileFacts], *, now: datetime = NOW, **more: Any
) -> Release:
    """A build of that site, whole, whose texts all say the same."""
    context = BuildContext(
        config=config,
        site=site,
        texts=TEXTS,
        changes=(),
        everything=True,
        hashes=lambda _: "",
        theme={},
    )
    return Release(context=context, files=files, now=now, **more)


def having(release: Release, **of_build: Any) -> Release:
    """The release with another `config` or `site` in what was built."""
    return replace(release, context=replace(release.context, **of_build))
