"""XMP: who made the picture and on what terms it may be used (ISO 16684-1; IPTC Photo Metadata).

Programs fill these packets with whole histories of editing; of them only named properties stay,
written anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_PREFIXES = {
    "adobe:ns:meta/": "x",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://creativecommons.org/ns#": "cc",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
}
_PROPERTIES = frozenset(
    {
        *("dc:creator", "dc:rights", "photoshop:Credit", "tiff:Artist", "tiff:Copyright"),
        *("xmpRights:Marked", "xmpRights:Owner", "xmpRights:UsageTerms", "xmpRights:WebStatement"),
        *("plus:CopyrightOwner", "plus:CopyrightOwnerName", "plus:ImageCreator"),
        *("plus:ImageCreatorName", "plus:Licensor", "plus:LicensorName", "plus:LicensorURL"),
        *("cc:license", "cc:attributionName", "cc:attributionURL"),
        "Iptc4xmpExt:DigitalSourceType",  # whether a lens or a program made it
    }
)
_AROUND = frozenset({"rdf:Description", "rdf:Alt", "rdf:Bag", "rdf:Seq", "rdf:li"})
_SAID = frozenset({"xml:lang", "rdf:parseType", "rdf:resource"})
_DEEPEST = 8
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_END = '<?xpacket end="w"?>'


def kept(packet: bytes) -> bytes:
    """The packet with nothing but those properties; empty when it has none of them.

    A damaged one is as none: nobody reads it. So is one with a document type, which could make a
    few bytes gigabytes.
    """
    from xml.etree.ElementTree import ParseError, fromstring

    try:
        text = packet.decode("utf-8").strip("\0\ufeff \t\r\n")
        if "<!DOCTYPE" in text:
            return b""
        whole = fromstring(text)  # noqa: S314 (no document type, hence no entities)
    except (ParseError, UnicodeDecodeError, ValueError):
        return b""
    rows = [row for each in _descriptions(whole) for row in _properties(each)]
    return _written(rows).encode() if rows else b""


def unwrapped(packet: bytes) -> bytes:
    """The same packet without what makes it easy to find in a file, and easy to lengthen."""
    return packet.removeprefix(_BEGIN.encode()).removesuffix(_END.encode())


def _descriptions(whole: Element) -> Iterator[Element]:
    for rdf in whole.iter():
        if _name(rdf.tag) == "rdf:RDF":
            yield from (each for each in rdf if _name(each.tag) == "rdf:Description")
            return


def _properties(description: Element) -> Iterator[str]:
    """Each as an element, also what stood as an attribute."""
    for name, value in description.attrib.items():
        if (known := _name(name)) in _PROPERTIES:
            yield f"<{known}>{escape(value)}</{known}>"
    for each in description:
        if _name(each.tag) in _PROPERTIES:
            yield _element(each)


def _element(each: Element, depth: int = 0) -> str:
    """An element, with those of its attributes and children that may stay."""
    name = _name(each.tag)
    said = "".join(
        f' {_name(key)}="{escape(value)}"'
        for key, value in each.attrib.items()
        if _name(key) in _SAID | _PROPERTIES
    )
    inside = "".join(
        _element(child, depth + 1)
        for child in each
        if _name(child.tag) in _AROUND | _PROPERTIES and depth < _DEEPEST
    )
    text = "" if len(each) else escape((each.text or "").strip())
    return f"<{name}{said}>{inside or text}</{name}>"


def _written(rows: list[str]) -> str:
    inside = "".join(rows)
    spaces = "".join(
        f' xmlns:{prefix}="{space}"'
        for space, prefix in _PREFIXES.items()
        if prefix not in {"x", "rdf", "xml"} and f"{prefix}:" in inside
    )
    return (
        f'{_BEGIN}<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about=""{spaces}>{inside}</rdf:Description>'
        f"</rdf:RDF></x:xmpmeta>{_END}"
    )


def _name(tag: str) -> str:
    """`{http://purl.org/dc/elements/1.1/}creator` → `dc:creator`; of other spaces nothing."""
    space, _, local = tag.removeprefix("{").partition("}")
    return f"{_PREFIXES[space]}:{local}" if space in _PREFIXES else ""
