"""Letters in nasty shapes, for those who judge how letters look and arrive."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

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


def picture(kind: str, width: int, height: int) -> bytes:
    """A picture with some noise in it, so that it weighs something."""
    out = BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(out, kind)
    return out.getvalue()


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
