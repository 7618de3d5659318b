"""What stands within a paragraph, as Markdown."""

from __future__ import annotations

import re

from publisher.content.html import ELEMENTS, RESERVED, is_id, listed
from publisher.content.markup.escaping import address, attribute, escaped, markup
from publisher.content.markup.notes import Grade
from publisher.content.markup.settings import Settings
from publisher.content.markup.tree import (
    BLOCKS,
    GONE,
    SPACE,
    Element,
    classes,
    elements,
    hrefs,
    is_more,
    name,
    words_of,
)

_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
_NAMES = {
    "tt": "code",
    "strike": "del",
    "acronym": "abbr",
    "i": "em",
    "b": "strong",
    "big": "strong",
}
_KEPT = frozenset(
    [
        "abbr",
        "bdi",
        "bdo",
        "cite",
        "data",
        "del",
        "dfn",
        "ins",
        "kbd",
        "mark",
        "q",
        "ruby",
        "rb",
        "rp",
        "rt",
        "s",
        "samp",
        "small",
        "sub",
        "sup",
        "time",
        "u",
        "var",
    ]
)
_TELLS = frozenset(["lang", "dir", "title", "datetime", "cite", "value"])
_SIMPLE = re.compile(r"https?\\://(?:[A-Za-z0-9./]|-(?!-))*[A-Za-z0-9/]")
"""An address that needs no escaping within its own link."""
_ENDS = re.compile(r"^(?: |\n|\\\n|<br>)+|(?: |\n|\\\n|<br>)+$")
_TICKS = re.compile(r"`+")


class InlineWriter:
    """Writes the inside of paragraphs, headings, cells and captions of one text."""

    def __init__(self, settings: Settings, anchors: frozenset[str] = frozenset()) -> None:
        """`anchors` are the ids that the text has."""
        self.settings = settings
        self.notes = settings.notes
        self._anchors = anchors
        self._given: set[str] = set()

    def of(self, element: Element, *, rows: bool = True, linked: bool = False) -> str:
        """The inside of an element. Without `rows` a line break is a tag: all is one line."""
        return _ENDS.sub("", self.written(element, rows=rows, linked=linked))

    def written(self, element: Element, *, rows: bool, linked: bool = False) -> str:
        """As `of`, spaces at its edges included."""
        out: list[str] = []
        if element.text:
            self._words(element.text, out, linked=linked)
        for child in element:
            if isinstance(child.tag, str):
                self.child(child, out, rows=rows, linked=linked)
            if child.tail:
                self._words(child.tail, out, linked=linked)
        return "".join(out)

    def _words(self, text: str, out: list[str], *, linked: bool) -> None:
        text = SPACE.sub(" ", text)
        if text.startswith(" ") and out and out[-1].endswith("\\\n"):
            text = text[1:]
        out.append(escaped(text, linked=linked))

    def child(self, element: Element, out: list[str], *, rows: bool, linked: bool = False) -> None:
        """One element within a line."""
        tag = name(element)
        if tag in GONE:
            return
        if tag == "br":
            out.append("\\\n" if rows else "<br>")
        elif tag == "wbr":
            out.append("<wbr>")
        elif tag == "img":
            self._picture(element, out, linked=linked)
        elif tag in _MARKS:
            self._emphasis(element, out, rows=rows, linked=linked)
        elif tag == "a":
            self._link(element, out, rows=rows)
        elif tag in {"code", "tt"} and not len(element):
            out.append(_code(element.text or ""))
        elif tag == "sup" and element.get("data-fn"):
            out.append(f"[^{element.get('data-fn')}]")
        else:
            self._other(element, out, rows=rows, linked=linked)

    def _emphasis(self, element: Element, out: list[str], *, rows: bool, linked: bool) -> None:
        inner = self.written(element, rows=rows, linked=linked)
        before, core, after = _edges(inner)
        if not core:
            out.append(inner)
            return
        mark = _MARKS[name(element)]
        tag = _NAMES.get(name(element), name(element))
        if self._plain(element, core, before, after, out) and "*" not in (core[0], core[-1]):
            made = f"{mark}{core}{mark}"
        else:
            made = f"<{tag}>{core}</{tag}>"
        out.append(f"{before}{made}{after}")

    def _plain(self, element: Element, core: str, before: str, after: str, out: list[str]) -> bool:
        """Whether stars around it are read as emphasis, whatever stands outside."""
        if element.get("lang") or "\n\n" in core:
            return False
        last = out[-1][-1:] if out else ""
        follows = element.getnext() if not element.tail else None
        following = "x" if follows is not None else (element.tail or "")[:1]
        if last == "*" or (follows is not None and follows.tag in _MARKS):
            return False
        starts = core[0].isalnum() or bool(before) or last in {"", " ", "\n"}
        ends = core[-1].isalnum() or bool(after) or following in {"", " ", "\n"}
        return starts and ends and core[0] != "\xa0" and core[-1] not in "\xa0\\"

    def _link(self, element: Element, out: list[str], *, rows: bool) -> None:
        own = element.get("id") or element.get("name")
        if own and (kept := self.anchor(own)):
            out.append(f'<a id="{attribute(kept)}"></a>')
        href = (element.get("href") or "").strip()
        if not href:
            out.append(self.written(element, rows=rows))
            return
        inner = self.written(element, rows=rows, linked=True)
        before, core, after = _edges(inner)
        goal = self.goal(href, core)
        if not core or not goal:
            out.append(inner)
            if not core and goal:
                self.notes.add("told", "tom länk", f"en länk utan ord: {href}", links=(href,))
            return
        if _SIMPLE.fullmatch(core):
            core = core.replace("\\:", ":")
        out.append(f"{before}[{core}]({address(goal)}){after}")

    def goal(self, href: str, words: str) -> str:
        """Where a link is to lead; empty where it can lead nowhere, which is told."""
        if href.startswith("#"):
            if href[1:] in self._anchors:
                return href
            if words:
                text = f"länken {href} leder till ett ställe som inte finns i texten"
                self.notes.add("changed", "länk utan mål", text, links=(href,))
            return ""
        found = self.settings.link(href)
        if found.missing:
            self.notes.add("changed", "länk utan mål", found.missing, links=(href,))
        return found.written

    def anchor(self, own: str) -> str:
        """An id as it may stand; empty where it cannot, or stands already."""
        if not is_id(own) or own.lower().startswith(RESERVED) or own in self._given:
            return ""
        self._given.add(own)
        return own

    def _picture(self, element: Element, out: list[str], *, linked: bool) -> None:
        made = self.picture(element, linked=linked)
        if made and not made.startswith("!"):  # words, which must not touch other words
            made = f"{made} " if not out or out[-1].endswith((" ", "\n")) else f" {made} "
        out.append(made)

    def picture(self, element: Element, *, linked: bool = False) -> str:
        """A picture; when it is not at hand a link to where it lies (its words, `linked`)."""
        src = source_of(element)
        if not src:
            return ""
        alt = SPACE.sub(" ", element.get("alt") or "").strip()
        found = self.settings.media(src)
        if found.missing:
            words = escaped(self.missing(src, alt, found.missing), linked=True)
            return words if linked else f"[{words}]({address(found.written)})"
        if not alt:
            self.notes.add("told", "bild utan beskrivning", f"{src} har ingen beskrivning")
        said = escaped(alt, linked=True) or '""'
        return f"![{said}]({address(found.written)})"

    def missing(self, src: str, alt: str, why: str) -> str:
        """Tell of a picture that is not at hand; the words that stand there instead."""
        words = f"Bild: {alt or name_of(src)}"
        self.notes.add("look", "bild saknas", f"{src}: {why}", images=(src,), added=words)
        return words

    def _other(self, element: Element, out: list[str], *, rows: bool, linked: bool) -> None:
        tag = _NAMES.get(name(element), name(element))
        inner = self.written(element, rows=rows, linked=linked)
        own = element.get("id")
        if own and tag not in BLOCKS and (kept := self.anchor(own)):
            out.append(f'<a id="{attribute(kept)}"></a>')
        told = {key: element.get(key, "") for key in element.attrib if key in _TELLS}
        told = {key: value for key, value in told.items() if _may(tag, key, value)}
        if tag in _KEPT or tag == "code" or (tag in {"span", "font"} and told):
            tag = "span" if tag == "font" else tag
            said = "".join(f' {key}="{attribute(value)}"' for key, value in told.items())
            out.append(f"<{tag}{said}>{inner}</{tag}>" if inner else "")
            return
        if tag in BLOCKS and inner.strip() and out and not out[-1].endswith((" ", "\n")):
            out.append(" ")
        if tag not in ELEMENTS and tag not in BLOCKS and tag not in _PASSED:
            self._unsaid(element, inner)
        out.append(inner)
        if tag in BLOCKS and inner.strip():
            out.append(" ")

    def _unsaid(self, element: Element, inner: str) -> None:
        text = f"taggen <{name(element)}> går inte att säga; orden i den står kvar"
        grade: Grade = "look" if not inner.strip() else "changed"
        self.notes.add(grade, "okänd tagg", text, links=() if inner.strip() else hrefs(element))


_PASSED = frozenset(["font", "center", "big", "nobr", "label"])
"""Elements that only looked like something; how pages look is the theme's."""


def _edges(inner: str) -> tuple[str, str, str]:
    """Spaces and breaks before, the words, spaces and breaks after: marks must touch words."""
    core = _ENDS.sub("", inner)
    if not core:
        return inner, "", ""
    start = inner.index(core)
    return inner[:start], core, inner[start + len(core) :]


def _may(tag: str, key: str, value: str) -> bool:
    kind = listed(tag if tag in ELEMENTS else "span", key)
    return kind is not None and kind(value) and bool(value)


def _code(text: str) -> str:
    text = SPACE.sub(" ", text)
    if not text.strip():
        return text
    longest = max(map(len, _TICKS.findall(text)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def source_of(element: Element) -> str:
    """Where a picture lies, also one that a script was to show later."""
    for key in ("data-orig-file", "data-lazy-src", "data-src", "src"):
        value = (element.get(key) or "").strip()
        if value and not value.startswith("data:"):
            return value
    return ""


def name_of(url: str) -> str:
    """The file's name in an address."""
    return re.split(r"[?#]", url)[0].rstrip("/").rpartition("/")[2] or url


def raw(element: Element, inline: InlineWriter) -> str:  # noqa: PLR0911 (one for each kind)
    """An element as HTML, with only what our texts may hold, on lines of which none is empty."""
    if is_more(element):
        return ""
    tag = _NAMES.get(name(element), name(element))
    inside = markup(element.text or "")
    for child in element:
        inside += raw(child, inline) + markup(child.tail or "")
    if element.tag in GONE:
        return ""
    if tag == "img":
        return raw_picture(element, inline)
    if tag == "sup" and element.get("data-fn"):
        return f"[^{element.get('data-fn')}]"
    if tag == "a" and element.get("href"):
        goal = inline.goal(element.get("href", "").strip(), words_of(element) or "x")
        return f'<a href="{attribute(goal)}">{inside}</a>' if goal else inside
    if tag not in ELEMENTS:
        return inside
    given = {
        key: element.get(key, "") for key in element.attrib if key not in {"id", "class", "style"}
    }
    given = {key: value for key, value in given.items() if _may(tag, key, value) and key != "title"}
    said = "".join(f' {key}="{attribute(value)}"' for key, value in given.items())
    if tag in {"br", "hr", "wbr", "col"}:
        return f"<{tag}{said}>"
    return f"<{tag}{said}>{inside}</{tag}>"


def raw_picture(element: Element, inline: InlineWriter, *, linked: bool = False) -> str:
    """A picture as HTML, or a link to it."""
    src = source_of(element)
    if not src:
        return ""
    found = inline.settings.media(src)
    alt = SPACE.sub(" ", element.get("alt") or "").strip()
    if found.missing:
        words = markup(inline.missing(src, alt, found.missing))
        linked = linked or any(each.get("href") for each in element.iterancestors("a"))
        return f" {words} " if linked else f' <a href="{attribute(found.written)}">{words}</a> '
    return f'<img src="{attribute(found.written)}" alt="{attribute(alt)}">'


def lone(element: Element, tag: str) -> Element | None:
    """The element of this kind that is all there is in another; None when there is more."""
    inside = list(elements(element))
    if len(inside) != 1 or (element.text or "").strip() or (inside[0].tail or "").strip():
        return None
    return (
        inside[0]
        if inside[0].tag == tag
        else lone(inside[0], tag)
        if inside[0].tag in {"span", "strong", "em", "b", "i", "p", "div"} and tag == "img"
        else None
    )


__all__ = ["InlineWriter", "classes", "lone", "name_of", "raw", "raw_picture", "source_of"]
