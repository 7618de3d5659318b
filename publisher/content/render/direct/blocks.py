"""Blocks → HTML, as far as one can be told from the next by the empty lines between them.

A block is taken only if each of its lines can be but one thing: `reading.starts` says which lines
begin something, here as in `reading.blocks`. Whatever stands in from the margin is `Uncertain`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, NamedTuple

from publisher.content.render import galleries
from publisher.content.render.direct.settings import DirectSettings
from publisher.content.render.direct.stretch import MarkedWords
from publisher.content.render.direct.uncertain import Uncertain
from publisher.content.render.direct.words import as_attribute
from publisher.content.render.reading import signs, starts
from publisher.content.render.reading.building import TASK
from publisher.content.render.reading.opened import TAB

_BEGINS: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "*": (starts.RULE, starts.BULLET, starts.ABBREVIATION),
    "_": (starts.RULE,),
    "+": (starts.BULLET,),
    "[": (starts.NOTE,),
    "!": (starts.BOX,),
    "#": (starts.HEADING,),
    "`": (starts.FENCE,),
} | dict.fromkeys("0123456789", (starts.NUMBER,))
"""By its first sign, what a line must not be if it is to be running text."""
_DEEPEST = 4
"""So many quotes and boxes may stand in one another."""


def is_running(line: str) -> bool:
    """Whether a line is certain to be running text, wherever it stands."""
    first = line[:1]
    if first not in starts.STARTS:
        return bool(first) and not first.isspace()
    patterns = _BEGINS.get(first)
    return patterns is not None and not any(pattern.match(line) for pattern in patterns)


def split(text: str) -> list[str]:
    """What stands between empty lines."""
    return list(filter(None, [block.strip("\n") for block in text.strip("\n").split("\n\n")]))


def joined(lines: list[str]) -> str:
    """The lines of a paragraph; a space at a line's end is nothing, two would be a break."""
    if not all(map(is_running, lines)):
        raise Uncertain
    text = "\n".join(lines)
    if "  \n" in text:
        raise Uncertain
    return text.replace(" \n", "\n")


def whole(text: str) -> str:
    """A paragraph's text without what is only space, if it does not define a link's address."""
    if text.startswith("[") and signs.definition(text, 0):
        raise Uncertain
    return text.rstrip(" ")


class List(NamedTuple):
    """A list: its place among the blocks, its items' sign, its tag without < and >, its items."""

    place: int
    sign: str
    begins: str
    items: list[str]
    loose: bool = False
    """Whether empty lines stand between its items."""

    def html(self) -> str:
        """The whole list."""
        before, after = ("<li>\n<p>", "</p>\n</li>") if self.loose else ("<li>", "</li>")
        rows = f"{after}\n{before}".join(self.items)
        return f"<{self.begins}>\n{before}{rows}{after}\n</{self.begins[:2]}>"


class Blocks:
    """Blocks that may stand anywhere, in their order: running text, lists, quotes, boxes, rules."""

    def __init__(self, settings: DirectSettings, words: MarkedWords, depth: int = 0) -> None:
        """None yet; `depth` is how many others they stand in."""
        self._settings = settings
        self._words = words
        self._depth = depth
        self.html: list[str] = []
        self.lines: list[str] = []
        """The words of each paragraph, heading and item, with the tags that are in them."""
        self._lists: list[List] = []
        self._parted = -1
        """After so many blocks something stood that is not among them: no list goes on over it."""

    def read(self, blocks: Iterable[str]) -> None:
        """All blocks; none of them is empty, or a definition."""
        begun = starts.STARTS
        for block in blocks:
            first = block[0]
            if first in begun or "\n" in block or first.isspace():
                self._block(block)
            else:
                self._paragraph(block)
        for each in self._lists:
            self.html[each.place] = each.html()

    def _block(self, block: str) -> None:
        if (begin := self.BEGINNINGS.get(block[0])) is None:
            self._running(block)
        else:
            begin(self, block)

    def _put(self, html: str, *lines: str) -> None:
        self.html.append(html)
        self.lines += lines

    def _running(self, block: str) -> None:
        """Running text, on one line or more."""
        self._paragraph(joined(block.split("\n")))

    def _paragraph(self, text: str) -> None:
        html = self._words.html(whole(text))
        self._put(f"<p>{html}</p>", html)

    def _within(self, text: str) -> Blocks:
        """The blocks of a quote or a box."""
        if self._depth >= _DEEPEST:
            raise Uncertain
        inner = Blocks(self._settings, self._words, self._depth + 1)
        inner.read(split(text))
        if not inner.html:
            raise Uncertain
        return inner

    def _items(self, block: str) -> None:
        """A list whose items have one line each, a rule, or running text."""
        pattern = starts.NUMBER if block[0].isdigit() else starts.BULLET
        first = pattern.match(block)
        if first is None or starts.RULE.match(block):
            self._rule(block)
            return
        sign = first[0][-1]
        items = [self._item(line, pattern, sign) for line in block.split("\n")]
        above = self._lists[-1] if self._lists else None
        if above is not None and above.sign == sign and self._goes_on(above.place):
            above.items.extend(items)
            self._lists[-1] = above._replace(loose=True)
            self.lines += items
        else:
            self._lists.append(List(len(self.html), sign, _begins(first), items))
            self._put("", *items)

    def _goes_on(self, place: int) -> bool:
        """Whether the list that is the block of this place is the latest thing there is."""
        return place == len(self.html) - 1 and self._parted < len(self.html)

    def _item(self, line: str, pattern: re.Pattern[str], sign: str) -> str:
        match = pattern.match(line)
        if match is None or line[match.end() - 1] != sign or starts.RULE.match(line):
            raise Uncertain
        after = line[match.end() :]
        text = after.lstrip(" ")
        if not is_running(text) or len(after) - len(text) > TAB or TASK.match(text):
            raise Uncertain
        return self._words.html(whole(text))

    def _rule(self, block: str) -> None:
        if "\n" in block or not starts.RULE.match(block):
            self._running(block)
        else:
            self._put("<hr>")

    def _quote(self, block: str) -> None:
        rows = block.split("\n")
        if not all(row.startswith(">") for row in rows):
            raise Uncertain
        text = "\n".join([row[2:] if row.startswith("> ") else row[1:] for row in rows])
        if text.lstrip("\n").startswith("[!"):
            raise Uncertain
        inner = self._within(text)
        rows_ = "\n".join(inner.html)
        self._put(f"<blockquote>\n{rows_}\n</blockquote>", *inner.lines)

    def _box(self, block: str) -> None:
        """A box with all that stands in under it, or running text that begins with !."""
        line, _, below = block.partition("\n")
        if (found := starts.box(line)) is None:
            self._running(block)
            return
        rows = below.split("\n")
        if not self._settings.features.boxes or not all(
            not row or row.startswith(" " * TAB) for row in rows
        ):
            raise Uncertain
        kind, title = found
        if kind.split(" ", 1)[0] == galleries.KIND:
            self._gallery(kind, title, rows)
            return
        titled = self._words.html(title)
        inner = self._within("\n".join([row[TAB:] for row in rows]))
        html = f'<div class="admonition {as_attribute(kind)}">\n'
        html += f'<p class="admonition-title">{titled}</p>\n' if title else ""
        self._put(html + "\n".join(inner.html) + "\n</div>", titled, *inner.lines)

    def _gallery(self, kind: str, title: str, rows: list[str]) -> None:
        """A box of pictures, each on a line of its own."""
        figures, captions = list[str](), list[str]()
        for row in filter(None, (row[TAB:] for row in rows)):
            image, caption = self._words.lone_picture(row)
            said = self._words.html(caption) if caption else ""
            told = f"<figcaption>{said}</figcaption>\n" if said else ""
            figures.append(f"<figure>{image}{told}</figure>")
            captions += [said] if said else []
        if not figures or "[^" in title:
            raise Uncertain
        if title and title != galleries.TITLE:
            captions.append(self._words.html(title))
            figures.append(f"<figcaption>{captions[-1]}</figcaption>")
        name = " ".join([galleries.CLASS, *kind.split(" ")[1:]])
        inside = "\n".join(figures)
        self._put(f'<figure class="{as_attribute(name)}">\n{inside}\n</figure>', *captions)

    BEGINNINGS: ClassVar[Mapping[str, Callable[[Any, str], None]]] = {
        ">": _quote,
        "*": _items,
        "+": _items,
        "-": _items,
        "_": _rule,
        "!": _box,
    } | dict.fromkeys("0123456789", _items)
    """What is tried with a block, by its first sign; running text may begin with any of them."""


def _begins(first: re.Match[str]) -> str:
    """A list's tag by its first item."""
    if not first.groups():
        return "ul"
    return "ol" if int(first[1]) == 1 else f'ol start="{int(first[1])}"'
