"""A tree of HTML → the Markdown of a whole text, block by block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from publisher.content.markup import embeds
from publisher.content.markup.escaping import address, line_starts
from publisher.content.markup.figures import figure, gallery, raw_inside
from publisher.content.markup.inline import InlineWriter, lone, name_of, source_of
from publisher.content.markup.lists import definitions, listed_items
from publisher.content.markup.settings import Settings
from publisher.content.markup.tables import table
from publisher.content.markup.tree import (
    BLOCKS,
    GONE,
    Element,
    classes,
    elements,
    hrefs,
    is_block,
    is_more,
    name,
    words_of,
)

_DEEPEST = 80
_HEADING = re.compile(r"h[1-6]")
_ENDS = re.compile(r"^(?: |\\\n|<br>)+|(?: |\\\n|<br>)+$")
_FENCE = re.compile(r"`{3,}")
_LANGUAGE = re.compile(r"(?:language-|lang-|brush:\s*|lang:)([\w+#.-]+)")


def converted(root: Element, settings: Settings) -> str:
    """The Markdown of all that stands in `root`. What it could not say is in `settings.notes`."""
    anchors = [each.get("id") or each.get("name") or "" for each in root.iter("*")]
    writer = BlockWriter(InlineWriter(settings, frozenset(filter(None, anchors))))
    blocks = list(writer.of(root))
    blocks += [writer.note(each) for each in root.iter("div") if each.get("data-fn-body")]
    return "\n\n".join(block for block in blocks if block.strip()) + "\n"


class BlockWriter:
    """Writes the blocks of one text."""

    def __init__(self, inline: InlineWriter) -> None:
        """With what writes the inside of each."""
        self.inline = inline
        self.notes = inline.notes
        self._depth = 0
        self._kinds: dict[str, Callable[[Element], Iterator[str]]] = {
            "p": self._paragraph,
            "ul": self._list,
            "ol": self._list,
            "dl": self._definitions,
            "blockquote": self._quote,
            "pre": self._code,
            "table": self._table,
            "figure": self._figure,
            "hr": self._rule,
            "details": self._details,
            "audio": self._sound,
            "video": self._sound,
        }

    def of(self, element: Element) -> Iterator[str]:
        """The blocks in an element; words that stand beside blocks are paragraphs."""
        self._depth += 1
        if self._depth > _DEEPEST:
            self.notes.add(
                "look", "för djupt", "texten ligger för djupt i andra taggar; bara orden kom med"
            )
            yield line_starts(self.inline.of(element))
        else:
            yield from self._within(element)
        self._depth -= 1

    def _within(self, element: Element) -> Iterator[str]:
        run = Run(element.text or "")
        for child in element:
            if is_more(child):
                yield from self._paragraph(run.taken())
                yield "<!-- more -->"
            elif is_block(child):
                yield from self._paragraph(run.taken())
                yield from self.block(child)
            else:
                run.add(child)
            if child.tail:
                run.say(child.tail)
        yield from self._paragraph(run.taken())

    def block(self, element: Element) -> Iterator[str]:
        """One element that is a block, or holds one."""
        tag = name(element)
        if tag in GONE or element.get("data-fn-body"):
            return
        if element.get("data-embed"):
            yield f"{element.get('data-embed')}"
        elif "data-gallery" in element.attrib or _is_gallery(element):
            yield gallery(element, self.inline)
        elif _HEADING.fullmatch(tag):
            yield from self._heading(element)
        elif tag in self._kinds:
            yield from self._kinds[tag](element)
        elif tag == "div" and _is_image_box(element):
            yield figure(element, self.inline)
        elif (
            tag not in BLOCKS
            and element.get("href")
            and not list(element.iter("p", "div", "h2", "h3"))
        ):
            yield from self._paragraph(_alone(element))
        else:
            yield from self.of(element)

    def _heading(self, element: Element) -> Iterator[str]:
        if any(is_block(child) for child in elements(element)):
            yield from self.of(element)
            return
        words = _ENDS.sub("", self.inline.of(element, rows=False))
        if not words:
            return
        if "![" in words and not words_of(element):
            yield words
            return
        level = max(2, int(name(element)[1]))
        own = element.get("id")
        kept = self.inline.anchor(own) if own else ""
        if kept and words.endswith("#"):  # which would be read as the heading's end
            words, kept = f'<a id="{kept}"></a>{words}', ""
        ending = f" {{#{kept}}}" if kept else ""
        closed = re.sub(r"(?<!\\)#$", r"\\#", words)
        yield f"{'#' * level} {closed}{ending}"

    def _paragraph(self, element: Element) -> Iterator[str]:
        if element.tag == "p" and any(is_block(child) for child in elements(element)):
            yield from self.of(element)
            return
        if element.getparent() is not None and (address_ := embeds.lone_address(element)):
            yield from self._address(element, address_)
            return
        if (image := lone(element, "img")) is not None:
            yield self.inline.picture(image)
            return
        words = _ENDS.sub("", self.inline.of(element)).strip(" \n")
        if not words.strip("\xa0 \n"):
            return
        words = line_starts(words)
        if lang := _language(element):
            words += f'\n{{: lang="{lang}" }}'
        yield words

    def _address(self, element: Element, written: str) -> Iterator[str]:
        """A line that is an address and nothing else: a card, as it was to become there."""
        link = next(iter(hrefs(element)), written)
        goal = self.inline.goal(link, written)
        yield (
            goal
            if goal.startswith(("http://", "https://")) and " " not in goal
            else f"[{written}]({address(goal)})"
        )

    def _list(self, element: Element) -> Iterator[str]:
        yield from listed_items(element, self)

    def _definitions(self, element: Element) -> Iterator[str]:
        yield from definitions(element, self)

    def _quote(self, element: Element) -> Iterator[str]:
        inner = "\n\n".join(filter(None, self.of(element)))
        if inner:
            yield quoted(inner)

    def _code(self, element: Element) -> Iterator[str]:
        if "wp-block-verse" in classes(element) or element.get("data-verse"):
            yield from self._verse(element)
            return
        if element.find(".//img") is not None or element.find(".//a") is not None:
            self.notes.add("told", "kod med länkar", "förformaterad text med länkar står som rader")
            yield from self._verse(element)
            return
        text = "".join(_code_text(element)).replace("\r\n", "\n").strip("\n")
        if not text.strip():
            return
        inner = element.find("code")
        told = " ".join(
            each.get(key) or ""
            for each in (element, inner)
            if each is not None
            for key in ("class", "data-language", "lang")
        )
        named = _LANGUAGE.search(told)
        language = element.get("data-language") or (named[1] if named else "")
        longest = max(map(len, _FENCE.findall(text)), default=2)
        fence = "`" * (longest + 1)
        yield f"{fence}{language}\n{text}\n{fence}"

    def _verse(self, element: Element) -> Iterator[str]:
        """A poem: its lines and what they stand in are kept."""
        _break_lines(element)
        for stanza in re.split(r"(?:\\\n[ \xa0]*){2,}", self.inline.of(element)):
            words = _ENDS.sub("", stanza)
            if words.strip("\xa0 \n"):
                yield line_starts(words)

    def _table(self, element: Element) -> Iterator[str]:
        yield table(element, self.inline)

    def _figure(self, element: Element) -> Iterator[str]:
        inner = next(element.iter("table"), None)
        if inner is not None or (element.find(".//img") is None and not element.get("data-embed")):
            yield from self._captioned(element)
        else:
            yield figure(element, self.inline)

    def _captioned(self, element: Element) -> Iterator[str]:
        """What is no picture: a table, a quote, a player. Its caption is a paragraph below it."""
        for child in elements(element):
            if child.tag != "figcaption":
                yield from self._any(child)
        for caption in element.findall("figcaption"):
            yield from self.of(caption)

    def _rule(self, element: Element) -> Iterator[str]:  # noqa: ARG002 (one of a kind)
        yield "***"

    def _details(self, element: Element) -> Iterator[str]:
        summary = element.find("summary")
        head = raw_inside(summary, self.inline) if summary is not None else "Mer"
        body = "\n\n".join(
            block
            for child in elements(element)
            if child.tag != "summary"
            for block in self._any(child)
        )
        yield f"<details markdown>\n<summary>{head}</summary>\n\n{body}\n\n</details>"

    def _any(self, element: Element) -> Iterator[str]:
        if is_block(element):
            yield from self.block(element)
        else:
            yield from self._paragraph(_alone(element))

    def _sound(self, element: Element) -> Iterator[str]:
        sources = [element.get("src"), *(each.get("src") for each in element.iter("source"))]
        src = next(filter(None, sources), "")
        if not src:
            self.notes.add(
                "look", "ljud utan adress", f"<{name(element)}> säger inte var filen ligger"
            )
            return
        found, tag = self.inline.settings.media(src), name(element)
        if found.missing:
            word = "Ljud" if element.tag == "audio" else "Film"
            text = f"{word}: {name_of(src)}"
            self.notes.add(
                "look", "fil saknas", f"{src}: {found.missing}", images=(src,), added=text
            )
            yield f"[{text}]({address(found.written)})"
        else:
            yield f'<{tag} controls src="{found.written}"></{tag}>'

    def note(self, element: Element) -> str:
        """A footnote's text, where Markdown wants it: last, its further blocks standing in."""
        inner = "\n\n".join(filter(None, self.of(element)))
        return f"[^{element.get('data-fn-body')}]: " + inner.replace("\n", "\n    ").replace(
            "\n    \n", "\n\n"
        )


class Run:
    """Words and elements that stand beside blocks, gathered to a paragraph."""

    def __init__(self, text: str) -> None:
        """It begins with this text."""
        self._element = _new("p")
        self._element.text = text

    def add(self, child: Element) -> None:
        """An element, without what follows it."""
        copy = _copied(child)
        self._element.append(copy)

    def say(self, text: str) -> None:
        """What follows the element that came last."""
        if len(self._element):
            last = self._element[-1]
            last.tail = (last.tail or "") + text
        else:
            self._element.text = (self._element.text or "") + text

    def taken(self) -> Element:
        """The paragraph so far; a new one begins."""
        taken, self._element = self._element, _new("p")
        return taken


def _new(tag: str) -> Element:
    from lxml import html

    return html.Element(tag)


def _copied(child: Element) -> Element:
    from copy import deepcopy

    copy = deepcopy(child)
    copy.tail = None
    return copy


def _alone(child: Element) -> Element:
    paragraph = _new("p")
    paragraph.append(_copied(child))
    return paragraph


def quoted(inner: str) -> str:
    """BlockWriter as a quote."""
    return "\n".join(f"> {line}".rstrip(" ") for line in inner.split("\n"))


def _is_gallery(element: Element) -> bool:
    names = classes(element)
    known = bool(names & {"wp-block-gallery", "image-gallery-embed", "kg-gallery-card", "gallery"})
    return known and element.find(".//img") is not None


def _is_image_box(element: Element) -> bool:
    """A box around one picture: `div.wp-caption`, Substack's `captioned-image-container`."""
    names = classes(element)
    boxes = {"wp-caption", "captioned-image-container", "image-caption"}
    return (
        bool(names & boxes)
        and sum(1 for each in element.iter("img") if source_of(each)) == 1
        and element.find("figure") is None
    )


def _language(element: Element) -> str:
    lang = element.get("lang") or ""
    return lang if re.fullmatch(r"[A-Za-z0-9-]{2,20}", lang) else ""


def _code_text(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield "\n"
        elif isinstance(child.tag, str):
            yield from _code_text(child)
        yield child.tail or ""


def _break_lines(element: Element) -> None:
    """Every newline of preformatted words as `<br>`, spaces at the head of a line as hard ones."""
    from lxml import html

    for each in list(element.iter("*")):
        if each.text and "\n" in each.text:
            rows = [_held(row) for row in each.text.strip("\n").split("\n")]
            each.text = rows[0]
            for at, row in enumerate(rows[1:]):
                line = html.Element("br")
                line.tail = row
                each.insert(at, line)
        if each.tail and "\n" in each.tail and each is not element:
            parent = each.getparent()
            if parent is None:
                continue
            rows = [_held(row) for row in each.tail.split("\n")]
            each.tail = rows[0]
            place = parent.index(each) + 1
            for at, row in enumerate(rows[1:]):
                line = html.Element("br")
                line.tail = row
                parent.insert(place + at, line)


def _held(row: str) -> str:
    bare = row.lstrip(" \t")
    return "\xa0" * len(row[: len(row) - len(bare)].expandtabs(4)) + bare
