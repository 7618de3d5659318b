"""How the time to render a text grows with its size, for texts made to be hard.

    python benchmarks/hostile.py [--to 496000] [--only WORD] [--profile]

Every construct is doubled until it is as large as asked for or takes ten seconds. A growth near 1
is time in proportion to size, near 2 is the square; what a construct is refused for is said too.
"""

from __future__ import annotations

import argparse
import cProfile
import math
import pstats
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from publisher.content.render import Context, render
from publisher.model import Article
from publisher.problems import Problem

Text = Callable[[int], str]
"""A text of about so many characters."""

LONGEST = 10.0
"""Seconds that no text may take, however large it may be."""
FIRST = 15_500

SMARTY: dict[str, Any] = {
    "substitutions": {
        "left-double-quote": "”",
        "right-double-quote": "”",
        "left-single-quote": "’",
        "right-single-quote": "’",
        "ndash": "–",
        "mdash": " – ",
        "ellipsis": "…",
    }
}
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
    ("smarty", SMARTY),
)
ARTICLE = Article(
    id="x",
    source="content/artiklar/x.md",
    url="/x/",
    title="X",
    body_line=1,
    date=datetime(2026, 1, 1, tzinfo=UTC),
)
CONTEXT = Context(
    root=Path("finns-inte"), extensions=EXTENSIONS, urls={}, hidden={}, files=frozenset()
)


def again(unit: str, before: str = "", after: str = "") -> Text:
    """The unit as often as the size allows."""
    return lambda size: before + unit * max(1, size // len(unit)) + after


def numbered(unit: str, before: str = "", after: str = "") -> Text:
    """As `again`, with a number of its own in each unit (at `{0}`)."""
    each = len(unit) + 3
    return lambda size: before + "".join(unit.format(i) for i in range(size // each)) + after


def nested(opening: str, inside: str, closing: str = "") -> Text:
    """Openings, what is inside them, and as many closings."""
    each = len(opening) + len(closing)
    return lambda size: opening * (size // each) + inside + closing * (size // each)


def stairs(unit: str, step: str) -> Text:
    """Lines that each stand a step further in than the one above."""

    def made(size: int) -> str:
        count = int(math.sqrt(2 * size / len(step)))
        return "".join(f"{step * number}{unit}\n" for number in range(count))

    return made


CONSTRUCTS: dict[str, Text] = {
    "ord": again("ett ord till "),
    "stycken": again("Ett stycke med några ord i.\n\n"),
    "en rad": again("å"),
    "[": again("["),
    "]": again("]"),
    "![": again("!["),
    "[]": again("[]"),
    "[](": again("[]("),
    "[a](": again("[a]("),
    "[a](<b": again("[a](<b"),
    "[a](b": again("[a](b"),
    "[a](b 'c": again("[a](b 'c"),
    "[a](/b/)": again("[a](/b/) "),
    "[a](b.md) dead": again("[a](b.md) "),
    "[ before links": lambda size: "[" * (size // 2) + "[a](/b/) " * (size // 18),
    "[[[]]]": nested("[", "a", "]"),
    "![![]()]()": nested("![", "a", "](/b/)"),
    "[[wiki]]": again("[[a]] "),
    "[a][b]": again("[a][b] "),
    "[^1]": again("[^1]", after="\n\n[^1]: not\n"),
    "[^1] of its own": numbered("[^{0}]\n\n[^{0}]: not\n\n"),
    "[^1] missing": numbered("[^{0}] "),
    "[a]: b": numbered("[{0}]: /b/\n"),
    "[a]: b twice": again("[a]: /b/\n\n"),
    "[a]: 'b": again("[a]: /b/ 'c\n"),
    "*[a]: b": numbered("*[a{0}]: b\n"),
    "abbreviated": again("BNP ", before="*[BNP]: brutto\n\n"),
    "*a": again("*a "),
    "*a**": again("*a**b "),
    "**a*b": again("**a*b "),
    "*": again("*"),
    "* a *": again("a * "),
    "_a": again("_a "),
    "a_": again("a_"),
    "*a_": again("*a _b "),
    "** nested": nested("**a ", "b", " a**"),
    "* nested": nested("*a _b ", "c", "_ *"),
    "~~a": again("~~a "),
    "==a": again("==a "),
    "`": again("`"),
    "`a": again("`a "),
    "` of all lengths": lambda size: "".join(
        "`" * n + " " for n in range(int(math.sqrt(2 * size)))
    ),
    "``` open": again("```\n"),
    "~~~": again("~~~ a\nb\n"),
    "\\": again("\\"),
    "\\*": again("\\*"),
    "\\\n": again("a\\\n"),
    "a  \n": again("a  \n"),
    "&": again("&"),
    "&amp;": again("&amp;"),
    "&a": again("&aaaa"),
    "<": again("<"),
    "<a ": again("<a "),
    "<a b='": again("<a b='"),
    "<b>": again("<b>"),
    "<b></b>": again("<b>a</b> "),
    "<b> nested": nested("<b>", "a", "</b>"),
    "<div> nested": nested("<div>\n\n", "a", "\n\n</div>"),
    "</b>": again("</b>"),
    "<!--": again("a <!-- "),
    "<!-- -->": again("a <!-- b --> "),
    "<?": again("a <? "),
    "<![CDATA[": again("a <![CDATA[ "),
    "<!-- begins": again("<!--"),
    "<? begins": again("<?"),
    "<![CDATA[ begins": again("<![CDATA["),
    "<div begins": again("<div "),
    "<div a='": again("<div a='"),
    "<div lines": again("<div\n"),
    "<pre lines": again("<pre\n"),
    "<script begins": again("<script "),
    "<details markdown>": again("<details markdown>\n<summary>a</summary>\n"),
    "<table>": again("<table><tr><td>a</td></tr></table>\n\n"),
    "<script>": again("<script>\n"),
    "<https://": again("<https://a.se/> "),
    "https://": again("https://a.se/b--c "),
    "https:// alone": again("https://a.se/b\n\n"),
    "https:// dots": again("https://a.", after="se/"),
    "https:// )": lambda size: "https://a.se/" + "(" * (size // 2) + ")" * (size // 2),
    "card host": lambda size: f"https://{'a.' * (size // 2)}se/\n",
    "www.": again("www.a.se "),
    "a@b.se": again("a@b.se "),
    "a@": again("a@"),
    "a.a.a": again("a.", after="@b.se"),
    '"': again('"'),
    '"a"': again('"a" '),
    "'": again("'"),
    "'a": again("'a "),
    "\"'": again("\"'"),
    "--": again("a--b "),
    "...": again("a... "),
    "-": again("-"),
    "$": again("$"),
    "$a$": again("$a$ "),
    "|": again("|"),
    "| row": again("| a | b |\n", before="| a | b |\n|---|---|\n"),
    "| wide": lambda size: (
        "|a" * (size // 5) + "|\n" + "|-" * (size // 5) + "|\n" + "|\n" * (size // 5)
    ),
    "| heads": again("| a |\n|---|\n"),
    "# a": again("# a\n"),
    "## a": again("## a\n\n"),
    "#": again("#"),
    "# a #": lambda size: "# a " + "#" * size,
    "# spaces": lambda size: "# a" + " " * size + "b",
    "a\\n=": again("a\n=\n"),
    "a\\n---": again("a\n---\n\n"),
    "{:": again("{: "),
    "{#x}": numbered("## a {{#x{0}}}\n\n"),
    "*a*{: .b}": again("*a*{: .b} "),
    "# {": lambda size: "# a " + "{ a " * (size // 4) + "}",
    "> nested": nested("> ", "a"),
    "> lines": again("> a\n"),
    "> stairs": lambda size: "".join(">" * n + " a\n" for n in range(int(math.sqrt(2 * size)))),
    "- nested": nested("- ", "a"),
    "- stairs": stairs("- a", "  "),
    "- items": again("- a\n"),
    "- loose": again("- a\n\n"),
    "- marks": again("- a\n* b\n+ c\n"),
    "1. items": again("1. a\n"),
    "- [ ]": again("- [ ] a\n"),
    "- > ": nested("- > ", "a"),
    "- empty": again("- \n"),
    "a\\n- ": again("a\n- b\n"),
    ": a": again("a\n: b\n\n"),
    ": : a": nested("a\n: ", "b"),
    "!!!": again("!!! note\n    a\n\n"),
    "!!! nested": stairs("!!! note", "    "),
    "> [!note]": again("> [!note] a\n> b\n\n"),
    "tabs": again("\t"),
    "spaces": again(" "),
    "    code": again("    a\n"),
    "blank": again("\n"),
    "\\r": again("\r"),
    "* * *": again("* * *\n"),
    "* * x": again("* ", after="x"),
    "<!-- more -->": again("a\n\n<!-- more -->\n\n"),
    "%%": again("%% a "),
    "TK": again("TK "),
    "combining": again("a\u0308"),
    "Chinese": again("习近平"),
    "astral": again("😀"),
    "STX": again("\x02klzzwxh:0001\x03"),
    "[TOC]": again("[TOC]\n\n"),
}
"""What to double, by what it is."""


def measured(text: str) -> tuple[float, tuple[Problem, ...]]:
    """Seconds of this process's own time, and what was said."""
    start = time.process_time()
    _, problems = render(ARTICLE, text, CONTEXT)
    return time.process_time() - start, problems


def growth(times: list[tuple[int, float]]) -> float:
    """The exponent that fits the largest sizes: 1 in proportion, 2 the square."""
    late = times[-3:]
    (small, first), (large, last) = late[0], late[-1]
    if large == small or first <= 0:
        return 1.0
    return math.log(max(last, 1e-4) / max(first, 1e-4)) / math.log(large / small)


def try_all(largest: int, only: str) -> int:
    """Measure and print; how many constructs are too slow or break."""
    bad = 0
    for name, text in CONSTRUCTS.items():
        if only not in name:
            continue
        times: list[tuple[int, float]] = []
        size, said = FIRST, ""
        while size <= largest:
            try:
                seconds, problems = measured(text(size))
            except (RecursionError, MemoryError, ValueError) as error:
                said = f"{type(error).__name__} at {size}"
                break
            times.append((size, seconds))
            said = next((each.text[:60] for each in problems if each.fatal), "")
            if seconds > LONGEST:
                break
            size *= 2
        slow = not times or times[-1][0] * 2 <= largest or "Error" in said
        bad += slow
        last, seconds = times[-1] if times else (0, 0.0)
        mark = "SLOW" if slow else ""
        print(
            f"{name!r:24} {last:>9} {seconds:8.2f} s  ~{growth(times):4.1f} {mark:5} {said}",
            flush=True,
        )
    return bad


def profile(name: str, size: int) -> None:
    """Who takes the time."""
    profiler = cProfile.Profile()
    profiler.runcall(measured, CONSTRUCTS[name](size))
    pstats.Stats(profiler).sort_stats("tottime").print_stats(12)


def main() -> None:
    """Measure what the command line asks for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--to", type=int, default=496_000)
    arguments.add_argument("--only", default="")
    arguments.add_argument("--profile", default="", help="a construct whose time is to be told")
    given = arguments.parse_args()
    if given.profile:
        profile(given.profile, given.to)
        return
    sys.exit(1 if try_all(given.to, given.only) else 0)


if __name__ == "__main__":
    main()
