"""A small publication for the tests of rendering: what may be linked to, and one article to render."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st

from publisher.content.render import Context, render
from publisher.media import images
from publisher.model import Article, Image, Rendered
from publisher.problems import Problem

EXTENSIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("abbr", {}),
    ("admonition", {}),
    ("attr_list", {}),
    ("def_list", {}),
    ("fenced_code", {}),
    ("footnotes", {}),
    ("sane_lists", {}),
    ("tables", {}),
    ("toc", {"permalink": False}),
    (
        "smarty",
        {
            "smart_angled_quotes": False,
            "substitutions": {
                "left-double-quote": "”",
                "right-double-quote": "”",
                "left-single-quote": "’",
                "right-single-quote": "’",
                "ndash": "–",
                "mdash": " – ",
                "ellipsis": "…",
            },
        },
    ),
)

ARTICLE = Article(
    id="har",
    source="content/artiklar/2025/har.md",
    url="/2025/har/",
    title="Här",
    body_line=1,
    date=datetime(2025, 2, 2, tzinfo=UTC),
)


def painted(source: str, url: str, alt: str) -> Image:
    """Every picture is there, and of one size."""
    return Image(source=source, url=url, width=800, height=600, alt=alt)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintedContext(Context):
    """Pictures are what `image` says they are; None: what lies on disk."""

    image: Callable[[str, str, str], Image | Problem] | None = painted

    def measure(self, source: str, url: str, alt: str) -> Image | Problem:
        measured = self.image or partial(images.measure, self.root)
        return measured(source, url, alt)


CONTEXT = PaintedContext(
    root=Path("finns-inte"),
    extensions=EXTENSIONS,
    urls={
        "content/artiklar/2025/har.md": "/2025/har/",
        "content/artiklar/2025/dar.md": "/2025/dar/",
        "content/artiklar/2024/räls.md": "/2024/rals/",
        "content/sidor/om.md": "/om/",
    },
    hidden={"content/artiklar/2025/utkast.md": "är ett utkast"},
    files=frozenset(
        {
            "content/artiklar/2025/tåg.jpg",
            "content/artiklar/2025/karta.png",
            "content/artiklar/2025/samtal.mp3",
            "content/bilder/bro.png",
            "content/rapport.pdf",
        }
    ),
)


class Made(NamedTuple):
    """What came out: the fragment, and the Problems as `(line, text, hint, fatal)`."""

    rendered: Rendered
    problems: tuple[Problem, ...]

    @property
    def html(self) -> str:
        return self.rendered.html

    @property
    def faults(self) -> list[tuple[int | None, str]]:
        return [(problem.line, problem.text) for problem in self.problems if problem.fatal]

    @property
    def advice(self) -> list[tuple[int | None, str]]:
        return [(problem.line, problem.text) for problem in self.problems if not problem.fatal]


def make(body: str, *, line: int = 1, **context: Any) -> Made:
    """The article with this body, which begins on `line` of its file."""
    return Made(*render(replace(ARTICLE, body_line=line), body, replace(CONTEXT, **context)))


def hint(body: str, **context: Any) -> str:
    """What the author is told to do about the only Problem in this body."""
    (problem,) = make(body, **context).problems
    return problem.hint


def with_extensions(changes: Mapping[str, dict[str, Any] | None]) -> tuple[tuple[str, Any], ...]:
    """The usual extensions, with these added or (None) taken away."""
    kept = {name: options for name, options in EXTENSIONS if name not in changes}
    added = {name: options for name, options in changes.items() if options is not None}
    return (*kept.items(), *added.items())


EVERYTHING = """\
Han sa "Hej" till [Umeå](https://exempel.se/ "En 'stad'") – och *gick*.[^1] BNP växte.

<!-- more -->

## Räls & "broar"

![Ett tåg](tåg.jpg "Tåget")

| Stad | Antal |
|------|------:|
| Umeå | 2 048 |

Begrepp
:   Förklaring

!!! note "Fakta"
    Text i ruta med `"kod"`.

> Citat med **fetstil**.

1. Ett
2. Två

        djupt

```python
print("<hej>")
```

https://youtu.be/x

### Mera {#mera}

<div class="ruta">Rått <b>fett</b></div>

*[BNP]: bruttonationalprodukt
[^1]: En not med [länk](dar.md) och ett [^2].
[^2]: En till.
"""
"""A text with everything that Markdown has here."""
WORDS = st.sampled_from(
    ["ord", "*", "**", "_", "`", "```\n", "[a](b.md)", "[^1]", "\n[^1]: not", "\n\n", "\n", "    ",
     "> ", "- ", "1. ", "# ", "<b>", "</b>", "<div>", "<!--", "-->", "|", "---", '"', "'", "...",
     "![x](karta.png)", "{#id}", "{: .x}", "&amp;", "&", "<", ">", "\\", ": ", "!!! note\n",
     "*[ord]: x\n", "https://youtu.be/x", "[", "]", "(", ")", "\x02", "\x03", "\x00", "å", "中",
     "<!-- more -->", "\r\n", "\t", "[TOC]", "===\n"]
)  # fmt: skip
"""Pieces that random texts are put together from."""
