"""Lines → blocks: which paragraph, list, quote or table each line belongs to.

The algorithm is CommonMark's (“Phase 1: block structure”): every line is first held against the
blocks that are open, from the outermost, and then looked at for what begins with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from publisher.content.render.reading import html, starts, tables
from publisher.content.render.reading.block import Block
from publisher.content.render.reading.opened import TAB, Opened


class BlockReader(Opened):
    """Reads one text's lines, one after the other."""

    def read(self, lines: Iterable[str]) -> Block:
        """All lines → the document."""
        for line in lines:
            self._number += 1
            if len(self._open) == 1 and self._plainly(line):
                continue
            self._line(line)
        self._close_to(0)
        return self.root

    def _plainly(self, line: str) -> bool:
        """Take a line of running text, or an empty one, the short way; whether it was one."""
        leaf = self._leaf
        if leaf is not None and leaf.kind != "paragraph":
            return False
        if not line.strip(" \t"):
            self._leaf = None
            if leaf is not None:
                self._end_paragraph(leaf)
            return True
        if line[0] in starts.STARTS or line[0] in " \t":
            return False
        self._rest = line
        self._words()
        return True

    def _line(self, line: str) -> None:
        self._rest, self._column = line, 0
        self._match()
        if self._matched == len(self._open) and self._leaf is not None and self._goes_on():
            return
        while self._begins():
            pass
        self._remainder()

    def _begins(self) -> bool:
        """Open the container or leaf that the line begins; whether to look for more after it."""
        indent = self._indent()
        rest = self._rest[indent:]
        if not rest:
            return False
        if indent >= TAB:
            if self._leaf is None or (
                self._matched < len(self._open) and self._leaf.kind != "paragraph"
            ):
                self._begin_code()
            return False
        if rest[0] not in starts.STARTS:
            return False
        for begin in self._BEGINNINGS.get(rest[0], ()):
            outcome = begin(self, rest, indent)
            if outcome is not None:
                return outcome
        return False

    def _begin_code(self) -> None:
        self._take(TAB)
        leaf = self._add("code", self._rest)
        if leaf is not None:
            leaf.lines.append(self._rest)
            self._rest = ""
            self._leaf = leaf

    def _quote(self, _: str, indent: int) -> bool | None:
        block = self._enter("quote")
        if block is None:
            return None
        self._take(indent + 1)
        if self._indent() and self._rest:
            self._take(1)
        return True

    def _atx(self, rest: str, _: int) -> bool | None:
        if (found := starts.heading(rest)) is None:
            return None
        level, text = found
        leaf = self._add("heading", text, number=level)
        leaf.lines.append(text)
        self._rest = ""
        return False

    def _fence(self, rest: str, indent: int) -> bool | None:
        if (match := starts.FENCE.match(rest)) is None:
            return None
        mark = match[1] or match[3]
        info = match[2] if match[1] else match[4]
        self._leaf = self._add("fence", mark, offset=indent, number=len(mark))
        self._leaf.lines.append(info.strip())
        self._rest = ""
        return False

    def _html(self, rest: str, _: int) -> bool | None:
        paragraph = self._running() is not None
        begun = html.begun(rest, in_paragraph=paragraph)
        if begun is None:
            return None
        leaf = self._add("html")
        without = html.with_markdown(rest) if begun.ends_at_blank() else None
        asked = self._asked == self._number - 1 and begun.ends_at_blank() and html.is_whole(rest)
        if without is not None or asked:
            leaf.lines.append(self._rest if without is None else without)
            self._asked = self._number
        else:
            leaf.lines.append(self._rest)
            if not begun.ends_in(rest):
                self._leaf, self._ends = leaf, begun
        self._rest = ""
        return False

    def _setext(self, rest: str, _: int) -> bool | None:
        leaf = self._running()
        if leaf is None or (match := starts.UNDERLINE.match(rest)) is None:
            return None
        self._definitions(leaf)
        if not leaf.lines:
            return None
        leaf.kind = "heading"
        leaf.number = 1 if match[1][0] == "=" else 2
        leaf.last = self._number
        self._leaf = None
        self._rest = ""
        return False

    def _rule(self, rest: str, _: int) -> bool | None:
        if starts.RULE.match(rest) is None:
            return None
        self._add("rule")
        self._rest = ""
        return False

    def _item(self, rest: str, indent: int) -> bool | None:
        match = starts.BULLET.match(rest) or starts.NUMBER.match(rest)
        if match is None:
            return None
        after = rest[match.end() :]
        empty = not after.strip(" \t")
        ordered = match[0][0].isdigit()
        if self._running() is not None and (empty or (ordered and int(match[1]) != 1)):
            return None
        kind = match[2] if ordered else match[0]
        at = self._open[self._matched - 1]
        if at.kind != "list" or at.data != kind:
            if self._too_deep():
                return None
            if at.kind == "list":
                self._matched -= 1
            number = int(match[1]) if ordered else -1
            self._enter("list", kind, number=number)
        self._take(indent + match.end())
        gap = self._indent()
        width = match.end() + (1 if empty or gap > TAB else gap)
        self._enter("item", offset=indent + width)
        self._take(0 if empty else (1 if gap > TAB else gap))
        if empty:
            self._rest = ""
        return True

    def _table(self, rest: str, _: int) -> bool | None:
        leaf = self._running()
        if leaf is None or not leaf.lines or (columns := tables.columns(rest)) is None:
            return None
        heads = tables.cells(leaf.lines[-1])
        if len(heads) != len(columns):
            if "|" in leaf.lines[-1]:
                text = f"tabellen har {len(heads)} rubriker men {len(columns)} kolumner under dem"
                hint = "Skriv lika många, annars blir det ingen tabell."
                self._document.advise(self._number, text, hint)
            return None
        if len(columns) > tables.WIDEST:
            text = f"tabellen har {len(columns)} kolumner: högst {tables.WIDEST} går"
            self._document.fault(self._number, text, "Dela upp den i flera tabeller.")
            return None
        head = leaf.lines.pop()
        leaf.last -= 1
        if leaf.lines:
            self._end_paragraph(leaf)
        else:
            self._open[-1].blocks.pop()
        self._leaf = None
        self._leaf = table = self._add("table")
        table.line = self._number - 1
        table.lines += [head, rest]
        self._rest = ""
        return False

    def _meaning(self, rest: str, indent: int) -> bool | None:
        match = starts.MEANING.match(rest)
        if match is None or not self._features.definitions:
            return None
        at = self._open[self._matched - 1]
        if at.kind == "definitions":
            self._close_to(self._matched)
            loose = self._number - at.last > 1
        else:
            if (found := self._term(at)) is None or self._too_deep():
                return None
            loose = self._number - found.last > 1
            found.kind = "term"
            self._close_to(self._matched)
            at.blocks.pop()
            self._in_definitions(at, found)
        self._enter("meaning", offset=TAB, number=int(loose))
        self._take(indent + match.end())
        return True

    def _in_definitions(self, at: Block, term: Block) -> None:
        """Go on with the definitions that stand just above, or begin some."""
        if at.blocks and at.blocks[-1].kind == "definitions":
            self._open.append(at.blocks[-1])
            self._matched += 1
        else:
            self._enter("definitions")
        self._open[-1].blocks.append(term)

    def _term(self, at: Block) -> Block | None:
        """The paragraph that the meaning is of: the one above, of this container's own."""
        if self._matched < len(self._open) or not at.blocks:
            return None
        above = at.blocks[-1]
        near = above.kind == "paragraph" and self._number - above.last <= 2  # noqa: PLR2004 (one empty line)
        return above if near and above.lines else None

    def _box(self, rest: str, _: int) -> bool | None:
        found = starts.box(rest)
        if found is None or not self._features.boxes:
            return None
        kind, title = found
        block = self._enter("box", kind)
        if block is None:
            return None
        block.lines.append(title)
        self._rest = ""
        return False

    def _note(self, rest: str, indent: int) -> bool | None:
        match = starts.NOTE.match(rest)
        if match is None or not self._features.footnotes:
            return None
        if self._document.footnotes.define(match[1], self._number):
            block = self._enter("note", match[1], offset=TAB)
        else:
            block = self._enter("gone", match[1], offset=TAB)
        if block is None:
            return None
        self._take(indent + match.end())
        return True

    def _abbreviation(self, rest: str, _: int) -> bool | None:
        match = starts.ABBREVIATION.match(rest)
        if match is None or not self._features.abbreviations:
            return None
        self._close_to(self._matched)
        name, meaning = match[1].strip(), match[2].strip()
        if name in self.abbreviations:
            self._document.twice(
                f"förkortningen *[{name}]", self._number, self._document.abbreviations[name]
            )
        elif name:
            self._document.abbreviations[name] = self._number
            self.abbreviations[name] = meaning
        self._rest = ""
        return False

    def _remainder(self) -> None:
        leaf = self._leaf
        if self._blank():
            self._close_to(self._matched) if self._matched < len(self._open) else None
        elif leaf is not None and leaf.kind == "paragraph":
            if self._matched < len(self._open):
                self._loose_table(leaf)
            self._words()  # also where the line has left its containers: lazy continuation
        elif leaf is None or leaf.kind != "paragraph":
            if self._matched < len(self._open):
                self._close_to(self._matched)
            if self._leaf is None:
                self._words()

    def _loose_table(self, leaf: Block) -> None:
        """A list's or a quote's last paragraph goes on through a table that stands right below."""
        if leaf.lines and "|" in leaf.lines[-1] and tables.columns(self._rest) is not None:
            text = "tabellen hamnar i stycket ovanför och blir ingen tabell"
            self._document.advise(self._number, text, "Lämna en tom rad före tabellen.")

    _BEGINNINGS: ClassVar[
        Mapping[str, tuple[Callable[[BlockReader, str, int], bool | None], ...]]
    ] = {
        ">": (_quote,),
        "#": (_atx,),
        "`": (_fence,),
        "~": (_fence,),
        "<": (_html,),
        "=": (_setext,),
        "-": (_setext, _table, _rule, _item),
        "_": (_rule,),
        "*": (_rule, _abbreviation, _item),
        "+": (_item,),
        "|": (_table,),
        ":": (_table, _meaning),
        "!": (_box,),
        "[": (_note,),
    } | dict.fromkeys("0123456789", (_item,))
