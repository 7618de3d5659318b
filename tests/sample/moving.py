"""Our own publication with more in it, as it is moved out: everything, a draft, and what is coming."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sample.everything import everything

MOVING_NOW = datetime(2026, 12, 1, 6, tzinfo=UTC)
MOVED = """\
---
title: "Räls & ”rör” <för> alla"
description: En ingress med å, ä & ö.
date: 2026-11-20 07:30
updated: 2026-11-21 08:00
authors: [redaktionen, anna]
categories: [Ekonomi]
tags: [räls, C++]
aliases: [/2026/gamla-rals/, /förr/räls/]
guid: https://gamla.example/?p=7
pinned: true
mail:
  subject: Räls i brevet
---

Ett stycke med `]]>` i kod, ett fast mellanslag i 5\N{NO-BREAK SPACE}miljoner och 5 < 6.

1. Ett
2. Två

    - Inne

Se [hukou](hukou.md) och [en rad](#a).[^x]

## A

[^x]: En not med [länk](https://exempel.se/a?b=1&c=2).
"""
DRAFT = """\
---
title: Hemligt utkast
date: 2026-11-22
authors: [redaktionen]
draft: true
---

Det här utkastet får ingen se.
"""
COMING = """\
---
title: Kommer sedan
date: 2027-01-01
authors: [redaktionen]
---

Det här kommer sedan.
"""


def moving(root: Path) -> Path:
    """Write those files on top of our own publication, which lies in `root`."""
    files = {
        **everything(),
        "content/artiklar/2026/rals.md": MOVED,
        "content/artiklar/2026/hemligt-utkast.md": DRAFT,
        "content/artiklar/2027/kommer.md": COMING,
    }
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    people = root / "content/forfattare.yml"
    more = "\nanna:\n  name: Anna Ö. Lund\n  bio: Skriver om räls.\n  email: anna@hemma.example\n"
    people.write_text(people.read_text("utf-8").rstrip("\n") + "\n" + more, "utf-8")
    return root
