"""Texts written directly against the same texts the long way: whole, with all that is told of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from program import ROOT
from sample.fragments import ARTICLE, CONTEXT, EVERYTHING, EXTENSIONS, with_extensions
from sample.texts import part, spoilt, text

from benchmarks import corpus
from publisher.content.html import anew
from publisher.content.render import Context, by_tree, render
from publisher.content.render.converter import settings
from publisher.content.render.direct import directly
from publisher.content.render.findings import Findings
from publisher.model import Article, Rendered
from publisher.problems import Problem, in_order

Outcome = tuple[Rendered, tuple[Problem, ...]]

ALSO = (
    EXTENSIONS,
    with_extensions({"smarty": {}}),
    with_extensions({"smarty": None, "footnotes": None}),
    with_extensions({"abbr": None, "attr_list": None, "admonition": None, "def_list": None}),
    with_extensions({"toc": {"toc_depth": "2-3", "separator": "_"}}),
    with_extensions({"footnotes": {"BACKLINK_TEXT": "upp", "BACKLINK_TITLE": 'Åter "{}"'}}),
    (("extra", {}), ("smarty", {"smart_angled_quotes": True})),
)
"""Settings with which texts are written directly too."""


class Sample(NamedTuple):
    """A text, and how it is set."""

    body: str
    context: Context = CONTEXT
    language: str = ""
    line: int = 1
    entry: Article = ARTICLE

    def direct(self) -> Outcome | None:
        entry = replace(self.entry, body_line=self.line, language=self.language)
        found = Findings(entry, self.body, self.context)
        set_to = settings(found, self.context.extensions)
        made = None if set_to is None else directly(self.body, found, set_to)
        return None if made is None else (made, in_order(found.problems))

    def by_tree(self) -> Outcome:
        entry = replace(self.entry, body_line=self.line, language=self.language)
        return by_tree(entry, self.body, self.context)


def taken(samples: Iterator[Sample]) -> int:
    """How many of them were written directly; each came out as it does the long way."""
    count = 0
    for sample in samples:
        made = sample.direct()
        if made is not None:
            assert made == sample.by_tree(), repr(sample.body)
            count += 1
    return count


def bodies(folder: Path) -> list[str]:
    return [file.read_text("utf-8").split("\n---\n", 1)[1] for file in sorted(folder.rglob("*.md"))]


def examples(node_module: Callable[[str], Path]) -> list[str]:
    """CommonMark's own."""
    spec = (node_module("commonmark-spec") / "spec.txt").read_text("utf-8").replace("→", "\t")
    return re.findall(r"^`{32} example\n(.*?)^\.$", spec, re.MULTILINE | re.DOTALL)


def samples(seed: int, count: int, texts: list[str], spec: list[str]) -> Iterator[Sample]:
    """So many random texts: of constructs, of spoilt parts of real ones, of spoilt examples."""
    rng = random.Random(seed)  # noqa: S311 (no secret)
    contexts = [replace(CONTEXT, extensions=extensions) for extensions in ALSO]
    for _ in range(count):
        kind = rng.random()
        if kind < 0.6:
            body = text(rng)
        elif kind < 0.85:
            body = part(rng, texts)
        elif kind < 0.93:
            body = spoilt(rng, rng.choice(spec), rng.choice((0, 1, 2, 3)))
        else:
            body = text(rng) + rng.choice(("\n", "\n\n", "")) + rng.choice(spec)
        context = contexts[0] if rng.random() < 0.8 else rng.choice(contexts)
        yield Sample(body, context, rng.choice(("", "", "", "en", "zh")), rng.choice((1, 7)))


USUAL = {
    "paragraphs": "Ord och ord.\n\nEtt till, på\ntvå rader \noch en.\n",
    "empty lines": "\n\nOrd\n\n\n\nord \n",
    "emphasis": "Det *är* **så**, _sa_ (*hon*) och så*, 3 * 4, en_rad_till.",
    "emphasis in emphasis": "*Det **är** så* och **”*ord*.”**",
    "typography": "Han sa \"hej\" -- 1959--61, 'så'... och R&D a>b.",
    "links": '[Ett](https://x.se/a_b?c=1&d=2), [två](dar.md#x) och [*tre*](https://x.se "T").',
    "mail": "Skriv till [a.b@exempel.se](mailto:a.b@exempel.se?subject=Hej).",
    "pointed link": "Se <https://x.se/a&b>.",
    "cards": "[Ett](dar.md)\n\nhttps://youtu.be/x\n\n<https://x.se/@a>\n\n[Post](mailto:a@b.se)",
    "code": "Skriv ` a<b ` och `x`.",
    "headings": "## Ett\n\n### Ett *två* ##\nord\n\n## Ett\n\n#tagg",
    "headings out of order": "#### Djup\n\n# Stor\n\n### Bra",
    "pictures": "![Karta](karta.png) och ord\n\n![K](karta.png)\n\n![K](tåg.jpg 'Ett *tåg*')",
    "lists": "* a\n* *b*\n\n1. ett\n2. två\n\n3) tre\n\n+ x\n+ y",
    "loose list": "- a\n\n- b\n- c",
    "quotes": "> a\n> b\n>\n> - c\n> - d\n\n>e",
    "rules": "a\n\n---\n\n* * *\n\n_ _ _",
    "table": "| a | b |\n|---|--:|\n| *1* | 2 |\n| 3 |\n\na | b\n:-: | ---\n\nOrd",
    "teaser": "a\n\nb\n\n<!-- more -->\n\nc",
    "teaser without words": "![K](karta.png)\n\n[Ett](dar.md)\n\n## R\n\nOrd [^1]\n\n[^1]: Not.",
    "list on either side of the teaser's end": "* a\n\n<!-- more -->\n\n* b",
    "footnotes": "Ett[^1] två[^b-2] tre[^1].\n\n[^1]: En *not*.\n[^b-2]: Två, se[^1].",
    "footnotes between": "Ett[^1] två[^2].\n\n[^1]: En not.\n[^2]: Två.\n\nRättat: ord.\n\nOch[^3].\n\n[^3]: En.",
    "abbreviations": 'EU och NATO är EU.\n\n*[EU]: Unionen "E" & <U>\n*[NATO]: alliansen',
    "box": '!!! note "Så *är* det"\n    Ord.\n\n    - a\n    - b\n\n!!! tip\n    Ord.',
    "gallery": 'Ord.\n\n!!! bilder "Två *bilder*"\n    ![A](karta.png)\n\n    ![B](tåg.jpg "Ett *tåg* -- här")\n\nOrd.',
    "gallery without words": "!!! bilder\n    ![A](karta.png)\n\n> !!! bilder stor\n>     ![A](karta.png)",
    "terms": "Ett\n:   Ord.\n\nTvå\n:   Ord.\n:   *Fler*.",
    "other scripts": "Staden 北京 och ニュース.\n\n## 中国\n\n## 中国",
    "unfinished": "Ord TK ord.\n\n- a\n- b\n\n1.x\n2.y",
    "a star that ends nothing": "Pris* och mer*.",
}


@pytest.mark.parametrize("body", USUAL.values(), ids=USUAL)
def test_the_usual_is_written_directly(body: str) -> None:
    assert taken(iter([Sample(body), Sample(body, language="en", line=9)])) == 2


UNSURE = {
    "backslash": "a \\* b",
    "a rule between items": "* Foo\n* **\n* Bar",
    "a rule that looks like an item": "- --\n- a",
    "braces": "## R {#r}",
    "entity": "a &copy; b",
    "html": "a <b>c</b>",
    "reference": "[a][b]\n\n[b]: https://x.se",
    "bracket alone": "a [b] c",
    "wiki link": "[[om]]",
    "unended emphasis": "a **b",
    "within a word": "a*b*c",
    "three signs": "***a***",
    "bare address": "Se https://x.se nu",
    "bare mail": "Skriv till a@b.se",
    "hard break": "a  \nb",
    "lists in lists": "* a\n    * b",
    "code block": "```\na\n```",
    "stands in": "    a",
    "comment": "<!-- a -->\n\nb",
    "dead link": "[a](saknas.md)",
    "dead anchor": "[a](#saknas)",
    "picture without words": "![](karta.png)",
    "note that nobody mentions": "a\n\n[^1]: b",
    "note that is not there": "a[^1]",
    "abbreviation that is not used": "a\n\n*[EU]: b",
    "link in a heading's way": "a\n---",
    "callout": "> [!note]\n> a",
    "gallery with words": "!!! bilder\n    ![A](karta.png)\n    Ord.",
    "gallery as a list": "!!! bilder\n    - ![A](karta.png)\n    - ![B](karta.png)",
    "gallery with a link": "!!! bilder\n    [![A](karta.png)](https://x.se)",
    "gallery of nothing": "!!! bilder\n\nOrd.",
    "gallery with a space in a line": "!!! bilder\n    ![A](karta.png) ",
    "task": "- [ ] a",
    "nothing": "<!-- more -->",
}


@pytest.mark.parametrize("body", UNSURE.values(), ids=UNSURE)
def test_what_is_unsure_goes_the_long_way(body: str) -> None:
    sample = Sample(body)
    assert sample.direct() is None
    assert render(ARTICLE, body, CONTEXT) == sample.by_tree()


@pytest.mark.parametrize(
    "changes",
    [
        {"toc": {"permalink": True}},
        {"toc": {"marker": "{{TOC}}"}},
        {"toc": {"baselevel": 2}},
        {"nl2br": {}},
        {"md_in_html": {}, "wikilinks": {}},
    ],
)
def test_settings_that_change_what_is_written_are_left_to_the_long_way(
    changes: dict[str, Any],
) -> None:
    context = replace(CONTEXT, extensions=with_extensions(changes))
    assert Sample("Ord.", context).direct() is None
    assert render(ARTICLE, "Ord.", context) == Sample("Ord.", context).by_tree()


def test_own_words_for_footnotes_marks_are_left_to_the_long_way() -> None:
    extensions = with_extensions({"footnotes": {"SUPERSCRIPT_TEXT": "not {}"}})
    body = "Ord[^1].\n\n[^1]: Not."
    assert Sample(body, replace(CONTEXT, extensions=extensions)).direct() is None


def test_random_texts_come_out_alike_and_safe(node_module: Callable[[str], Path]) -> None:
    texts = [*bodies(ROOT / "content"), EVERYTHING]
    made = [each for each in samples(1, 3000, texts, examples(node_module)) if each.direct()]
    assert taken(iter(made)) == len(made) > 500
    for each in made:
        rendered, _ = each.direct() or each.by_tree()
        for html in (rendered.html, rendered.teaser):
            assert anew(html).html == html


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 42))
def test_millions_of_random_texts_come_out_alike(
    seed: int, node_module: Callable[[str], Path], tmp_path: Path
) -> None:
    articles = [each.body for each in corpus.make(tmp_path, 40).articles]
    texts = [*bodies(ROOT / "content"), EVERYTHING, *articles]
    assert taken(samples(seed, 50_000, texts, examples(node_module))) > 5000


def test_articles_of_this_publication_come_out_alike() -> None:
    files = {str(file.relative_to(ROOT)) for file in (ROOT / "content").rglob("*.*")}
    urls = {path: f"/{path}/" for path in files if path.endswith(".md")}
    context = replace(CONTEXT, root=ROOT, urls=urls, files=files - urls.keys())
    entries = [replace(ARTICLE, source=path) for path in sorted(urls)]
    texts = [(ROOT / each.source).read_text("utf-8").split("\n---\n", 1)[1] for each in entries]
    whole = [Sample(body, context, entry=entry) for body, entry in zip(texts, entries, strict=True)]
    assert taken(iter(whole)) > len(whole) * 3 // 4


def test_articles_as_they_are_measured_are_all_written_directly(tmp_path: Path) -> None:
    made = corpus.make(tmp_path, 30)
    pictures = {f"content/bilder/{file.name}" for file in made.images.iterdir()}
    context = replace(CONTEXT, files=pictures)
    texts = [each.body.replace("](/images/", "](/bilder/") for each in made.articles]
    assert taken(Sample(body, context) for body in texts) == len(texts)


def test_real_texts_come_out_alike(shared: Path) -> None:
    lines = (shared / "real-input" / "kinamedia-deepseek.txt").read_text("utf-8")
    rng = random.Random(7)  # noqa: S311 (no secret)
    assert taken(iter([Sample(lines), *(Sample(part(rng, [lines])) for _ in range(500))])) > 100
