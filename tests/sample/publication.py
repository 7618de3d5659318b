"""A small publication in files: what the fixture `publication` writes, and how tests build it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from publisher.build import BuildOptions, BuildReport, build
from publisher.problems import PublisherError

MKDOCS_YML = """\
site_name: Provbladet
site_description: En liten publikation för prov.
site_url: https://prov.example/
copyright: © Provbladet

docs_dir: content
site_dir: build/site

theme:
  name: material
  language: sv
  font: false

markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - fenced_code
  - footnotes
  - tables
  - toc
  - smarty:
      substitutions:
        left-double-quote: ”
        right-double-quote: ”
        left-single-quote: ’
        right-single-quote: ’
        ndash: –
        mdash: " – "
        ellipsis: …

plugins:
  - publisher:
      subscribers: 775
      subscribe_url: /prenumerera/
      editor: Redaktionen
      contact: red@prov.example
      # Costs most of a small build; the tests of search and of pictures to share ask for them.
      search: false
      cards: false
      mail:
        from_name: Provbladet
        from_email: brev@prov.example
        reply_to: red@prov.example
        list_id: brev.prov.example
        unsubscribe: https://prov.example/prenumerera/
      targets:
        lokal:
          kind: folder
          path: publicerat
          # Said aloud, since the address is one that leads nowhere.
          promises: true
"""
WHOLE_YML = MKDOCS_YML.replace("search: false", "search: true").replace(
    "cards: false", "cards: true"
)
"""The same with all that a site has, for tests of the whole."""
ARTICLES_YML = """\
kind: articles
title: Provbladet
description: Allt som står i Provbladet.
"""
AUTHORS_YML = """\
redaktionen:
  name: Redaktionen
"""
SUBSCRIBE_MD = """\
---
title: Prenumerera
---

Så får du brevet.
"""
ARTICLE_MD = """\
---
title: En första artikel
description: Den visar att allt hänger ihop.
date: 2025-02-02
authors: redaktionen
tags: [kina]
---

En första text med *betoning*, skriven i [Umeå](https://exempel.se/).

## En rubrik

En andra text.
"""
DEFAULT_FILES: dict[str, str] = {
    "mkdocs.yml": MKDOCS_YML,
    "feeds/artiklar.yml": ARTICLES_YML,
    "content/forfattare.yml": AUTHORS_YML,
    "content/sidor/prenumerera.md": SUBSCRIBE_MD,
    "content/artiklar/2025/forsta.md": ARTICLE_MD,
}
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def tree(root: Path) -> dict[str, bytes]:
    """Every file of a build, by path."""
    rooms = (root / "build" / room for room in ("site", "editions"))
    files = (file for room in rooms for file in room.rglob("*") if file.is_file())
    return {file.relative_to(root / "build").as_posix(): file.read_bytes() for file in files}


def attempt(root: Path, *, search: bool = True) -> BuildReport | str:
    """A build's report, or its faults as printed."""
    try:
        return build(BuildOptions(root=root, now=NOW, jobs=2, search=search))
    except PublisherError as error:
        return str(error)
