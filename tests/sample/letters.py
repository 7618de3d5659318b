"""A small publication that mails: what the tests of letters write, build and read back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from publisher.build import BuildOptions, build
from publisher.problems import Problem, PublisherError
from sample.pictures import picture

NOW = datetime(2025, 3, 1, tzinfo=UTC)


def article(day: str, title: str = "", text: str = "", **fields: Any) -> str:
    """A Markdown file; fields are written as JSON, which is YAML."""
    head = {"title": title or f"Artikel {day}", "date": day, "description": f"Om {day}."} | fields
    lines = "\n".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()
    )
    return f"---\n{lines}\n---\n\n{text or 'En text om Kina.'}\n"


def letter(text: str = "God morgon!", **fields: Any) -> str:
    """A newsletter of Monday 3 February 2025."""
    head = {"title": "Veckans Kina", "date": "2025-02-03T06:00", "subject": "Veckans Kina"}
    for key, value in fields.items():
        head[key.rstrip("_")] = value
    lines = "\n".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()
    )
    return f"---\n{lines}\n---\n\n{text}\n"


def built(root: Path, now: datetime = NOW) -> tuple[Problem, ...]:
    """Build, and return the advice."""
    return build(BuildOptions(root=root, jobs=1, now=now, search=False)).problems


def refused(root: Path, now: datetime = NOW) -> tuple[Problem, ...]:
    """The faults that stop a build."""
    try:
        built(root, now)
    except PublisherError as error:
        return tuple(problem for problem in error.problems if problem.fatal)
    return ()


def mailed(root: Path) -> list[str]:
    """Ids of all letters there are."""
    folder = root / "build" / "editions"
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


def read(root: Path, id_: str, name: str = "index.html") -> str:
    return (root / "build" / "editions" / id_ / name).read_text("utf-8")


def page(root: Path, address: str) -> str:
    return (root / "build" / "site" / address.strip("/") / "index.html").read_text("utf-8")


def tree(root: Path) -> dict[str, bytes]:
    """Every file of the build but the report, which tells what changed."""
    folder = root / "build"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "report.json"
    }


# A letter in which everything is that mail programs stumble on, for those who judge how it looks and arrives.

IMAGES = 20

NASTY_MD = """\
---
title: "Rekordgenomgångsprotokollsföreteckning: 🚄 ”så” går det & går det inte"
description: Ingress med & och <b>, en lång rad ord och Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.
date: 2025-02-02
authors: redaktionen
categories: [Teknik]
image: bild.webp
image_alt: Ett rutnät
image_caption: Så här ser rutnätet ut från sidan.
image_credit: "Foto: Anna Ek"
corrections:
  - date: 2025-02-03
    text: I en tidigare version stod 2 047.
mail:
  send: true
  subject: Å, ä och ö i ämnesraden – och en 🚄 som går ända till änden av raden och lite till
  preheader: Det här står efter ämnet.
---

- Första punkten säger vad som har hänt.
- Andra punkten säger varför, och det tar lite längre tid än den första gjorde.
- Tredje punkten.

En text med [en länk](https://exempel.se/a%20b?c=1&d=å), `kod` och en fotnot.[^1] Emoji 🚄🇸🇪 och 中文.

## Enmycketlångrubriksomintegårattbrytanågonstanseftersomdenärettendaord

1. Ett
    - Två
        - Tre
            - Fyra, som är så lång att den måste brytas på en telefon
2. Fem

| Land | Befolkning 2024 | Bruttonationalprodukt | Tillväxtprognos | Huvudstad | Statsminister |
|:-----|--:|--:|--:|:--|:--|
| Kina | 1 408 000 000 | 18 744 miljarder | 4,9 procent | Peking | Li Qiang |
| Sverige | 10 588 000 | 610 miljarder | 1,2 procent | Stockholm | Ulf Kristersson |

| Sträcka | Kilometer |
|:--|--:|
| Peking–Shanghai | 1 318 |

زار الرئيس المدينة القديمة، وقال إن الطريق طويل جدًا لكنه سيكون مفتوحًا قريبًا.

> Vi bygger långsamt, men vi bygger hela tiden.
>
> Det är det som avgör.

!!! quote "Utdrag"
    Det är ingen som vet hur många chip det är.

!!! note "Så gjorde vi"
    Vi räknade själva.

```
def f(x):  # en rad kod som är alldeles för lång för en telefon och måste brytas någonstans
    return aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
```

https://www.youtube.com/watch?v=abc

[Rapporten om allt](https://exempel.se/rapporter/2025/en-mycket-lang-adress-som-aldrig-tar-slut)

CRH
:   China Railway High-speed

---

Lång adress: <https://exempel.se/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/bbbbb>

{images}

[^1]: Enligt *rapporten*, s. 12. [Länk](https://exempel.se/not).
"""


def nasty() -> dict[str, str | bytes]:
    """The files of an article with all of that, and twenty pictures."""
    shown = "\n\n".join(f'![Bild {n}](rita{n}.jpg "Bild {n}, tagen i dag")' for n in range(IMAGES))
    small = picture("JPEG", 320, 200)
    pictures = {f"content/artiklar/2025/rita{n}.jpg": small for n in range(IMAGES)}
    return {
        "content/artiklar/2025/elak.md": NASTY_MD.replace("{images}", shown),
        "content/artiklar/2025/bild.webp": picture("WEBP", 400, 250),
        **pictures,
    }
