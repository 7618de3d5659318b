"""Random texts: what authors write, put together and then spoilt a little."""

from __future__ import annotations

import random
from collections.abc import Sequence

COMMON = (  # noqa: SIM905 (hard to read as a list)
    "ord och Kina 17 2024 EU å Östersund halvledare\u00a0nu R&D 5.1 c'est snake_case – ”sagt” sa:"
    " nej. ja, (kanske) 30 000 a>b 中国 — … ord- 1959--1961 vänta... \"rakt\" 'enkelt' Ord ord"
).split(" ")
"""Hard spaces hold some of them together."""
ODD = (  # noqa: SIM905
    "rock'n'roll x* 50&nbsp;% _y 3*4 -ord #tagg www.dn.se @namn a@b.se TK TODO &copy ''' \"'x'\" ***"
    " `a_b` 80's ...! \\ * _ | : = http://x.se << >> ニュース <b> </b> ~ == [x] ](x) ![ {#x} %%a%%"
).split(" ")
MARKED = (
    "**{}**", "*{}*", "_{}_", "__{}__", "[{}](https://exempel.se/a)", "[{}](dar.md)", "[{}](/arkiv/)",
    "[{}](https://www.exempel.se/?a=1&b=2)", "[{}](../2024/räls.md#x)", "[**{}**](http://x.se)",
    "**[{}](https://x.se/a_b_c)**", "(**{}**)", "”*{}*”", '[{}](https://x.se "titel")', "`{}`",
    "![{}](karta.png)", "{}[^1]", "{}[^not]", "<https://x.se/a>", "*{} **{}** {}*", "{}\n{}",
    "[a@b.se](mailto:a@b.se)", "[{}](/rapport.pdf)", "**{}:** {}", "_{} [{}](https://x.se) {}_",
    "[{}](tel:112)", "[*{}*](https://x.se/@a)", "{} \n{}",
)  # fmt: skip
"""Marks around words."""
ODDLY_MARKED = (
    "***{}***", "[{}](#rubrik)", '![{}](tåg.jpg "En *titel*")', "{}[^saknas]", "**{}", "{}*", "[{}]",
    "[{}][ref]", "~~{}~~", "=={}==", "<b>{}</b>", "\\*{}", "{}  \n{}", "[{}](saknas.md)", "[[{}]]",
    "{}<br>", "[{}](<a b.pdf>)", "{}{{: .x}}", "[{}]()", "[](https://x.se)", "[_a@b.se_](mailto:a@b.se)",
    "[{}](https://x.se 'a \"b\" & c')", "[{}](javascript:x)", "[{}](//x.se)", "<a:{}>", "<{}@x.se>",
    "[www.dn.se](https://www.dn.se)", "![{} http://x.se](karta.png)", "`{} \n{}`", "`` {} ``", "[^{}]",
    "[{}](har.md#ord)", "[{}](utkast.md)", "[![{}](karta.png)](https://x.se)", "[{}](https://x.se){{.a}}",
)  # fmt: skip
BLOCKS = (
    "{}", "{}", "{}", "{}", "{}\n{}", "## {}", "## {}", "### {}", "#### {} ##", "* {}\n* {}",
    "- {}\n- {}\n- {}", "1. {}\n2. {}", "3) {}\n4) {}", "> {}", "> {}\n> {}", "> {}\n>\n> {}", ">{}",
    "---", "<!-- more -->", "| {} | {} |\n|---|--:|\n| {} | {} |", "{} | {}\n:-: | ---\n{} |",
    "![{}](karta.png)", '![{}](tåg.jpg "{}")', "[{}](https://www.youtube.com/watch?v=x)", "[{}](dar.md)",
    "https://youtu.be/a", "https://x.se/a\nhttps://x.se/b", "<https://podcasts.apple.com/se/>",
    "*[EU]: Europeiska unionen", "!!! note\n    {}", '!!! tip "{}"\n    {}\n\n    - {}\n    - {}',
    '!!! bilder\n    ![{}](karta.png)\n    ![{}](tåg.jpg "{}")', '!!! bilder "{}"\n    ![{}](karta.png)',
    "{}\n:   {}", "{}\n:   {}\n:   {}", "> 1. {}\n> 2. {}", "* {}\n\n* {}",
)  # fmt: skip
RARE = (
    "## {}\n{}", "{}\n## {}", "# {}", "- {}\n  - {}", "* {}\n\n  {}", "> * {}", "> > {}", "    {}", "+ {}",
    "```\n{}\n```", "{}\n---", "{}\n===", "!!! note\n    {}\n{}", "> [!tip]\n> {}", "<div>{}</div>",
    "[ref]: https://x.se", "[^{}]: {}", "[^1]: {}\n    {}", "* {}\n{}", "- [ ] {}", "1. {}\n\n2. {}", "[TOC]",
    "\u00a0{}", " {}", "{} ", "-{}", "1.{}", "• {}", "* {}\n1. {}", "*{}*", "+{}", "_ _ _", "- - -", "* * *",
    "| {} |", "###### {}", "#{}", "[{}](dar.md) ", "![{}](karta.png)\u00a0", "![{}](karta.png) {}",
    "## {} [^1]", "&amp; {}", "a) {}\nb) {}", "[{}](https://x.se)\u2003", '![""](karta.png)', "*[{}]:{}",
    "***", "[{}](https://a.se)\n[{}](https://b.se)", "  \n{}", "{}\n\n\n{}", "[^1] {}", "* {}\n***",
    "*   {}\n*     {}", "*[{}]: {}\n*[ord]: x", '*[Kina]: landet "i" <mitten>', "<!-- {} -->", "*[Kina]: landet <!-- {} --> och <? {} ?>",
    '[{}](/x/ "<!-- {} -->")', '![{}](b.png "<!-- {} --> {}")',
    "///Footnotes Go Here///", "{}\n{}\n:   {}", ":   {}", "!!! {}\n    {}", '!!! note ""\n    {}',
    "!!! note\n\n    {}", "!!! note\n    # {}", "!!! bilder\n    {}", '!!! bilder\n    ![{}](karta.png "{}") {}',
    "!!! bilder\n    - ![{}](karta.png)\n    - ![{}](tåg.jpg '{}')\n\n    ![{}](karta.png)", "!!! bilder {}\n    ![{}](karta.png)",
    '!!! bilder "Bilder"\n\n    ![{}](karta.png)\n\n    ![{}](karta.png "")', '> !!! bilder "{}"\n>     ![{}](karta.png "{}")',
    "!!! bilder\n    [![{}](karta.png)](https://x.se)\n    ![{}](saknas.png)", "!!! bilder", "!!! note\n    !!! tip\n        {}", "    {}\n    {}",
    "> {}\n{}", "> {}\n> ---", "> ## {}", "{}\n:   {}\n\n    {}", "https://x.se/a b", "http://x",
    "https://x.se/a_b*c*", "[{}](mailto:a@b.se)", "[{}](#ord)", "![{}](saknas.png)", '![{}](karta.png "")',
    "| {} |\n|---|\n    {}", "| {} |\n|---|\n| {} | {} |", "{} {{#id}}", "* {}\n\n- {}",
)  # fmt: skip
SIGNS = " \n\n*_`[]()!<>&#|-+.:\"'=~\\{}@^/\t1aå\u00a0—”…\u2028\x85"


def text(rng: random.Random) -> str:
    """A whole text, of a few blocks."""
    odd = rng.choice((0.0, 0.0, 0.02, 0.1, 0.4))
    blocks = [_block(rng, odd) for _ in range(rng.choice((1, 2, 3, 4, 6, 9)))]
    whole = rng.choice(("\n\n", "\n\n", "\n\n", "\n\n\n", "\n")).join(blocks)
    for note in ("[^1]", "[^not]"):
        if note in whole and rng.random() < 0.9:
            blocks = whole.split("\n\n")
            at = len(blocks) if rng.random() < 0.6 else rng.randrange(len(blocks) + 1)
            blocks.insert(at, f"{note}: {_words(rng, odd)}")
            whole = "\n\n".join(blocks)
    return spoilt(rng, whole, rng.choice((0, 0, 0, 1, 2, 5)))


def spoilt(rng: random.Random, whole: str, times: int) -> str:
    """The text with so many signs put in, taken out, exchanged, doubled or moved."""
    for _ in range(times):
        at = rng.randrange(len(whole) + 1)
        end = at + rng.choice((0, 0, 1, 1, 2, 6))
        put = rng.choice((rng.choice(SIGNS), rng.choice(SIGNS), "", whole[at:end] * 2))
        whole = whole[:at] + put + whole[end:]
    return whole


def part(rng: random.Random, texts: Sequence[str]) -> str:
    """Some lines of one of these texts, spoilt."""
    lines = rng.choice(texts).split("\n")
    start = rng.randrange(len(lines))
    rows = lines[start : start + rng.choice((1, 2, 4, 9, 20))]
    if rng.random() < 0.3:
        rows[rng.randrange(len(rows))] = _block(rng, 0.2)
    return spoilt(rng, "\n".join(rows), rng.choice((0, 1, 1, 2, 4)))


def _block(rng: random.Random, odd: float) -> str:
    form = rng.choice(RARE if rng.random() < odd else BLOCKS)
    for _ in range(form.count("{}")):
        form = form.replace("{}", _words(rng, odd), 1)
    return form.replace("{{", "{").replace("}}", "}")


def _words(rng: random.Random, odd: float) -> str:
    marked = rng.choice((0.0, 0.1, 0.3))
    found = []
    for _ in range(rng.choice((1, 2, 3, 5, 8))):
        word = rng.choice(ODD if rng.random() < odd else COMMON)
        if rng.random() < marked:
            mark = rng.choice(ODDLY_MARKED if rng.random() < odd else MARKED)
            word = mark.replace("{}", word)
        found.append(word)
    return rng.choice((" ", " ", " ", " ", " ", "")).join(found)
