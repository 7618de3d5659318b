"""Our own publication with one more text in it, which has everything that a text can have."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

LONG = "Riksbanksstyrelseledamotsvalberedningsordförande" * 2
PICTURES = {
    "stor.jpg": ("JPEG", 1300),
    "liten.jpg": ("JPEG", 200),
    "stor.png": ("PNG", 900),
    "liten.png": ("PNG", 120),
    "stor.webp": ("WEBP", 900),
    "liten.webp": ("WEBP", 120),
    "liten.gif": ("GIF", 300),
    "liten.avif": ("AVIF", 300),
}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="60" viewBox="0 0 800 60">'
    '<path d="M0 30h800" stroke="#000" stroke-width="4"/></svg>'
)
TABLE = "\n".join(
    (
        "| " + " | ".join(f"Kolumn{number}" for number in range(12)) + " |",
        "|" + " --- |" * 12,
        "| " + " | ".join(f"värde{number}" for number in range(12)) + " |",
    )
)
CODE = f"```\ndef f(x): return {'x' * 120}\n```"
MARKDOWN = f"""\
---
title: Allt som en text kan ha
slug: allt
description: Bilder, tabeller, noter, kort och filer.
date: 2026-11-12
updated: 2026-11-14
authors: [redaktionen]
categories: [Ekonomi]
tags: [handel, råvaror]
image: stor.jpg
image_alt: Himmel
image_caption: Himlen.
image_credit: "Foto: Anna"
aliases: [/gammal/allt/]
mail:
  send: true
---

- En punkt med [en länk](../2025/exportkontroller.md).
- En till.

## En rubrik {LONG}

{{pictures}}

Ord[^not], en [fil](rapport.pdf), [samma text](#tabeller), [en sida](../../sidor/om.md) och
https://exempel.se/{"a" * 150}.

[En text till](hukou.md)

https://www.youtube.com/watch?v=abc

## Tabeller

{TABLE}

{CODE}

> {TABLE.replace(chr(10), chr(10) + "> ")}
>
> {CODE.replace(chr(10), chr(10) + "> ")}

!!! note "Ruta {LONG}"
    {TABLE.replace(chr(10), chr(10) + "    ")}

    {CODE.replace(chr(10), chr(10) + "    ")}

    ![Stor](stor.png)

1.  Ett

    {TABLE.replace(chr(10), chr(10) + "    ")}

    {CODE.replace(chr(10), chr(10) + "    ")}

    ![Stor](stor.png)

    -   Två

        {TABLE.replace(chr(10), chr(10) + "        ")}

        -   Tre

            {TABLE.replace(chr(10), chr(10) + "            ")}

            > {LONG}
            >
            > `{LONG}`

<table><caption>{LONG}</caption><tr>{"<td>rå cell</td>" * 30}</tr></table>

<details markdown="1"><summary>{LONG}</summary><p>Ord</p><table><tr>{"<td>rå cell</td>" * 30}</tr></table></details>

CRH
:   {LONG}

    {TABLE.replace(chr(10), chr(10) + "    ")}

[^not]: En not med en tabell och [en länk](hukou.md).

    {TABLE.replace(chr(10), chr(10) + "    ")}
"""


def _picture(kind: str, width: int) -> bytes:
    picture = Image.new("RGB", (width, width // 2), "gold")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2, width), fill="navy")
    out = BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def everything() -> dict[str, str | bytes]:
    """The files of that text, by path."""
    folder = "content/artiklar/2026"
    shown = [f'![{name}]({name} "Under {name}")' for name in (*PICTURES, "streck.svg")]
    shown += [f"Här ![{name}]({name}) inne i en rad." for name in ("stor.png", "liten.png")]
    made = {f"{folder}/{name}": _picture(*how) for name, how in PICTURES.items()}
    return {
        f"{folder}/allt.md": MARKDOWN.replace("{pictures}", "\n\n".join(shown)),
        f"{folder}/streck.svg": SVG,
        f"{folder}/rapport.pdf": b"%PDF-1.4\n%%EOF\n",
        **made,
    }
