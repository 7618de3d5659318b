"""Pictures that belong together: a box of the kind `bilder` becomes a figure of figures.

    !!! bilder "Kashgar 1929. Foto: Gunnar Jarring"
        ![En gata](gata.jpg "Marknaden")
        ![En moské](moske.jpg)

Page, feed and letter show the same fragment, each in its own frame: in rows, one after another, two
beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

KIND = "bilder"
"""The box's kind, as it is written after `!!!`."""
TITLE = KIND.capitalize()
"""What a box is called that has no title of its own; of pictures it would say nothing."""
CLASS = "gallery"

_HOLDERS = frozenset({"p", "ul", "ol", "li"})
"""What pictures may stand in: in a row, on lines of their own, in a list."""
HINT = (
    "Skriv orden som bildtext, inom citattecken efter filnamnet: "
    '![Vad den visar](bild.jpg "Bildtext"). Eller lägg dem utanför rutan, utan indrag.'
)


class GalleryFault(NamedTuple):
    """Something that is no picture, and the element that it stands in."""

    element: Element
    text: str
    hint: str


def is_one(element: Element) -> bool:
    """Whether an element is such a box."""
    classes = (element.get("class") or "").split()
    return element.tag == "div" and classes[:2] == ["admonition", KIND]


def settled(box: Element) -> tuple[list[Element], list[GalleryFault]]:
    """Make the box a figure; its parts whose words are still to be read, and what is wrong in it.

    Of a box with faults nothing is changed.
    """
    title = next((each for each in box if each.get("class") == "admonition-title"), None)
    inside = [each for each in box if each is not title]
    faults = [fault for each in inside for fault in _faults(each)]
    pictures = [picture for each in inside for picture in _pictures(each)]
    if not pictures and not faults:
        text = "rutan har inga bilder"
        hint = "Skriv dem under den, indragna fyra mellanslag: ![Vad den visar](bild.jpg)"
        faults.append(GalleryFault(box if title is None else title, text, hint))
    if faults:
        return [], faults
    box.tag, box.text = "figure", None
    box.set("class", " ".join([CLASS, *(box.get("class") or "").split()[2:]]))
    box[:] = [_figure(picture) for picture in pictures]
    unread = [each for each in box if each.find("figcaption") is not None]
    if title is not None and ((title.text or "") != TITLE or len(title)):
        title.tag, title.tail = "figcaption", None
        del title.attrib["class"]
        box.append(title)
    return unread, []


def _figure(picture: Element) -> Element:
    made = Element("figure")
    picture.tail = None
    made.append(picture)
    image = picture if picture.tag == "img" else picture[0]
    if caption := image.attrib.pop("title", ""):
        SubElement(made, "figcaption").text = caption
    return made


def _pictures(element: Element) -> Iterator[Element]:
    """Every picture below, with the link that it is all there is of."""
    if element.tag == "img" or (element.tag == "a" and _is_linked(element)):
        yield element
    elif element.tag in _HOLDERS:
        for child in element:
            yield from _pictures(child)


def _is_linked(link: Element) -> bool:
    return len(link) == 1 and link[0].tag == "img" and not _words(link.text, link[0].tail)


def _faults(element: Element) -> Iterator[GalleryFault]:
    """What stands there besides pictures."""
    if element.tag not in _HOLDERS:
        yield GalleryFault(element, _told("".join(element.itertext()) or f"<{element.tag}>"), HINT)
        return
    if said := _words(element.text, *(child.tail for child in element)):
        yield GalleryFault(element, _told(said), HINT)
        return
    for child in element:
        if child.tag in _HOLDERS:
            yield from _faults(child)
        elif child.tag not in {"img", "br"} and not (child.tag == "a" and _is_linked(child)):
            said = "".join(child.itertext()) or f"<{child.tag}>"
            yield GalleryFault(element, _told(said), HINT)


def _words(*texts: str | None) -> str:
    return " ".join(" ".join(text or "" for text in texts).split())


def _told(said: str) -> str:
    # Here, for pages and letters ask this module what a gallery is called, and need no Markdown.
    from markdown.util import HTML_PLACEHOLDER_RE

    words = HTML_PLACEHOLDER_RE.sub(" HTML ", said)
    shown = "HTML" if set(words.split()) == {"HTML"} else shorten(words, 40, placeholder=" …")
    return f"i en ruta med bilder står det något annat: ”{shown}”"
