"""Text and HTML that feeds can bear: legal in XML, simple enough for Apple, never cut in half."""

from __future__ import annotations

import re
import unicodedata
from html import escape

from lxml import etree

# XML 1.0, production 2 (Char): what is not in it may not stand in a document, even escaped.
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROLS = bytes(sign for sign in range(32) if sign not in b"\t\n\r")
_SPACES = re.compile(r"  +")
_MISREAD = re.compile(r"&(?=[a-zA-Z0-9#])|<(?=[a-zA-Z/!?])")
_TOKEN = re.compile(r"""<(?:[^>"]|"[^"]*")*>|[^<]+""")
_HALF_ENTITY = re.compile(r"&[^;\s]*$")
_JOINERS = frozenset({"\N{ZERO WIDTH JOINER}", "\N{VARIATION SELECTOR-16}"})

_DROPPED = ("audio", "iframe", "script", "style", "svg", "template", "video")
_INLINE = (
    *("abbr", "b", "bdi", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd"),
    *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "td", "th", "time", "u"),
    *("var", "wbr"),
)
_BLOCKS = ("p", "ol", "ul", "li")
_KEPT = (*_BLOCKS, "a")
_ELSEWHERE = re.compile(r"https?://|mailto:")


def legal(text: str) -> str:
    """Without the characters that XML forbids (control characters, half a surrogate pair)."""
    # Most short texts are one printable line, and what Python calls printable XML allows; the long
    # ones are looked through as bytes, since the expression takes twice the time.
    return text if text.isprintable() or _is_legal(text) else _ILLEGAL.sub("", text)


def _is_legal(text: str) -> bool:
    try:
        data = text.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return False
    return data == data.translate(None, _CONTROLS) and not ("\ufffe" in text or "\uffff" in text)


def from_plain(text: str) -> str:
    """Plain text as HTML that reads the same to a program that takes it for plain text.

    Some feed readers take a description for the one, some for the other. So only what HTML would
    misread is escaped: `Fika & kaka` stays as it is, `<b>` and `&copy` do not.
    """
    return _MISREAD.sub(lambda sign: escape(sign[0]), text)


def plain(fragment: str) -> str:
    """The text of an HTML fragment, on one line."""
    return _on_one_line("".join(_parsed(fragment).itertext()))


def notes(fragment: str, limit: int) -> str:
    """A fragment as `simple` makes it, in at most `limit` bytes of UTF-8.

    What is too long ends with "…" after a whole word, with every element closed.
    """
    text = simple(fragment)
    return text if len(text.encode()) <= limit else _shortened(text, limit)


def simple(fragment: str) -> str:
    """A fragment with only `<p> <ol> <ul> <li> <a>`, on one line.

    Those are the elements Apple shows in a description (A Podcaster's Guide to RSS); headings, rows
    of tables and the like become paragraphs.
    """
    root = _parsed(fragment)
    etree.strip_elements(
        root, etree.Comment, etree.ProcessingInstruction, *_DROPPED, with_tail=False
    )
    for gap in root.iter("br", "td", "th"):
        gap.tail = f" {gap.tail or ''}"
    for link in root.iter("a"):
        _simplify_link(link)
    etree.strip_tags(root, "stripped", *_INLINE)
    _simplify_blocks(root)
    text = _on_one_line(etree.tostring(root, method="html", encoding="unicode"))
    return text.removeprefix("<html>").removesuffix("</html>").strip()


def _parsed(fragment: str) -> etree._Element:
    """The fragment in an `<html>`, in one block of its own so that loose text has a place too."""
    return etree.HTML(f"<html><body><div>{legal(fragment)}</div></body></html>")


def _on_one_line(text: str) -> str:
    """With single spaces, as a browser shows it; the hard space of "2 048" is not such a space."""
    for space in "\t\n\r\f":
        text = text.replace(space, " ")
    return _SPACES.sub(" ", text).strip()


def _simplify_link(link: etree._Element) -> None:
    """Only the address is kept, and the link only where that leads somewhere from an app."""
    href = link.get("href", "")
    link.attrib.clear()
    if _ELSEWHERE.match(href):
        link.set("href", href)
    else:
        link.tag = "stripped"


def _simplify_blocks(root: etree._Element) -> None:
    """From the inside out: what holds paragraphs or lists is taken away, any other block is one.

    So is what holds no text, such as the paragraph around a picture.
    """
    for element in root:
        _simplify_block(element)
    etree.strip_tags(root, "stripped")


def _simplify_block(element: etree._Element) -> tuple[bool, bool]:
    """Whether there is text within the element, and whether it is or holds a block.

    One visit for each element (libxml2 lets them lie 256 deep at most).
    """
    text, block = bool(element.text and element.text.strip()), False
    for child in element:
        text_within, block_within = _simplify_block(child)
        text = text or text_within or bool(child.tail and child.tail.strip())
        block = block or block_within
    if not text:
        element.tag = "stripped"
    elif element.tag not in _KEPT:
        element.tag = "stripped" if block else "p"
    if element.tag != "a" and element.attrib:
        element.attrib.clear()
    return text, block or element.tag in _BLOCKS


def _shortened(text: str, limit: int) -> str:
    """Tags and text as long as there is room for them, for what closes them and for the mark."""
    room = limit - len("…".encode())
    kept: list[str] = []
    closing: list[str] = []
    for token in _TOKEN.findall(text):
        if token.startswith("</"):
            kept.append(closing.pop())
            continue
        end = f"</{token[1:-1].split()[0]}>" if token.startswith("<") else ""
        head = token if end else _head(token, room)
        room -= len((head + end).encode())
        if room < 0:
            break
        kept.append(head)
        if end:
            closing.append(end)
        elif head != token:
            break
    return "".join([*kept, "…", *reversed(closing)])


def _head(text: str, room: int) -> str:
    """As many whole words of escaped text as `room` bytes hold; of a single long word, its letters.

    A letter here is what a reader sees as one: accents and joined emoji stay with what they mark.
    """
    if len(text.encode()) <= room:
        return text
    cut = text.encode()[: max(room, 0)].decode(errors="ignore")
    if " " in cut:
        return cut.rpartition(" ")[0]
    cut = _HALF_ENTITY.sub("", cut)
    while cut and (_joins(text[len(cut)]) or cut[-1] == "\N{ZERO WIDTH JOINER}"):
        cut = cut[:-1]
    return cut


def _joins(letter: str) -> bool:
    """Whether the letter belongs to the one before it (the last range: tones of skin)."""
    return (
        letter in _JOINERS
        or unicodedata.combining(letter) > 0
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
    )
