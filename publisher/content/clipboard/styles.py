"""Looks that say something, as tags that say it; all other looks go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.content.markup.tree import BLOCKS, Element, drop

_BOLD = 600
_SAYS = {
    "strong": re.compile(r"(?<![\w-])font-weight:(bold|bolder|\d+)"),
    "em": re.compile(r"font-style:(italic|oblique)"),
    "del": re.compile(r"text-decoration(?:-line)?:[^;]*line-through"),
    "sup": re.compile(r"vertical-align:super"),
    "sub": re.compile(r"vertical-align:sub(?!s|p)"),
}
_DENIED = {
    "b": re.compile(r"(?<![\w-])font-weight:(normal|[1-5]00)"),
    "strong": re.compile(r"(?<![\w-])font-weight:(normal|[1-5]00)"),
    "i": re.compile(r"font-style:normal"),
    "em": re.compile(r"font-style:normal"),
    "u": re.compile(r""),
    "ins": re.compile(r""),
}
_HIDDEN = re.compile(r"(?:display:none|visibility:hidden|mso-hide:all)")
_NAMELESS = frozenset(("span", "font", "label", "bdi", "bdo", "big", "small", "wbr"))
_KEPT = frozenset(
    """a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3
    h4 h5 h6 hr i img kbd li mark ol p pre q s samp section sub sup strong table tbody td tfoot th
    thead time tr u ul var""".split()  # noqa: SIM905 (a list of words)
)


def plain(root: Element) -> None:
    """Make a tree plain, in place: bold by style becomes `<strong>`, what is hidden goes."""
    for do in (_unhidden, _said, _unwrapped):
        for each in list(root.iter("*")):
            if each is not root and each.getparent() is not None:
                do(each)
    for heading in root.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        for each in list(heading.iter("strong", "b")):
            each.drop_tag()
    for item in root.iter("li"):
        paragraphs = [each for each in item if each.tag == "p"]
        if len(paragraphs) == 1:
            paragraphs[0].drop_tag()
    _joined(root)
    _spaced(root)


def style_of(element: Element) -> str:
    """Its own style, in small letters and without spaces."""
    return re.sub(r"\s+", "", (element.get("style") or "").lower())


def _said(element: Element) -> None:
    style, tag = style_of(element), str(element.tag)
    if tag in BLOCKS or tag in {"a", "img", "br"}:
        return
    for said in reversed([*_tags(style)]):  # the last one is outermost
        _wrapped(element, said)
    if tag in _DENIED and _DENIED[tag].search(style):
        element.drop_tag()


def _tags(style: str) -> Iterator[str]:
    for tag, pattern in _SAYS.items():
        found = pattern.search(style)
        weight = found[1] if found and tag == "strong" else ""
        if found and (not weight.isdigit() or int(weight) >= _BOLD):
            yield tag


def _wrapped(element: Element, tag: str) -> None:
    """All that is in the element within a new one of that tag, unless it is one already."""
    same = {"strong": {"b", "strong"}, "em": {"i", "em"}, "del": {"s", "strike", "del"}}
    if element.tag in same.get(tag, {tag}) or not "".join(element.itertext()).strip():
        return
    inner = element.makeelement(tag)
    inner.text, element.text = element.text, None
    for child in list(element):
        inner.append(child)
    element.append(inner)


def _unhidden(element: Element) -> None:
    if _HIDDEN.search(style_of(element)):
        drop(element)


def _unwrapped(element: Element) -> None:
    """Take away a tag that only groups: `<span>`, `<o:p>`, and what nobody knows."""
    tag = str(element.tag)
    if tag in _NAMELESS or (tag not in _KEPT and tag not in BLOCKS and tag not in _RUN):
        element.drop_tag()


_RUN = frozenset(
    """audio button canvas embed form head iframe input link math meta noscript object option script
    select style svg template textarea title video""".split()  # noqa: SIM905
)
"""What the converter itself takes away, and tells of."""


def _joined(root: Element) -> None:
    """Bold beside bold is one, as programs split what was written at one go."""
    for tag in ("strong", "b", "em", "i"):
        for each in list(root.iter(tag)):
            while (after := each.getnext()) is not None and after.tag == tag and not each.tail:
                if len(each):
                    each[-1].tail = (each[-1].tail or "") + (after.text or "")
                else:
                    each.text = (each.text or "") + (after.text or "")
                for child in list(after):
                    each.append(child)
                each.tail = after.tail
                after.tail = None
                after.getparent().remove(after)  # type: ignore[union-attr]


def _spaced(root: Element) -> None:
    """Spaces at the edge of what is bold stand outside it; in Markdown they must."""
    for each in list(root.iter("strong", "b", "em", "i", "del", "s")):
        words = each.text or ""
        if words[:1].isspace():
            each.text = words.lstrip()
            before, above = each.getprevious(), each.getparent()
            if before is not None:
                before.tail = (before.tail or "") + " "
            elif above is not None:
                above.text = (above.text or "") + " "
        last = each[-1] if len(each) else None
        words = (each.text if last is None else last.tail) or ""
        if words[-1:].isspace():
            if last is None:
                each.text = words.rstrip()
            else:
                last.tail = words.rstrip()
            each.tail = " " + (each.tail or "")
        if not "".join(each.itertext()) and not len(each):
            each.drop_tag()
