"""Markdown that came out as it went in: marks that mean something, and that readers would see."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from publisher.content.render.findings import Findings

_CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]")
_REFERENCE = re.compile(r"\[[^\[\]]{1,80}\]\[[^\[\]]{0,80}\]")
_WIKI = re.compile(r"(?<!!)\[\[[^\[\]\n]{1,300}\]\]")
_ID = re.compile(r"<[a-z][^<>]*? id=\"([^\"]*)\"")
_APART = re.compile(r"\[[^\[\]]{1,80}\] \((?:https?://|\.{0,2}/|[\w-]+\.md)[^)\s]*\)")


def report(html: str, found: Findings) -> None:
    """What is wrong with the marks that are left.

    A footnote that is not there is a fault, since a reader would look for it; the rest is advice.
    """
    _report_ids(html, found)
    if "[" not in html:
        return
    text = _TAG.sub("", _CODE.sub("", html))
    for mark in dict.fromkeys(_FOOTNOTE.findall(text)):
        if not re.search(rf"(?<!\\){re.escape(mark)}", found.lines.prose):
            continue  # `\[^x]`: the signs themselves are meant
        hint = f"Skriv den längst ned i texten: {mark}: Fotnotens text. Ska tecknen synas: \\{mark}"
        found.fault(found.lines.text(mark), f"fotnoten {mark} finns inte", hint)
    for mark in dict.fromkeys(_REFERENCE.findall(text)):
        name = mark[mark.index("][") + 2 : -1] or mark[1 : mark.index("][")]
        hint = f"Skriv målet på en egen rad: [{name}]: https://exempel.se/"
        found.advice(found.lines.text(mark), f"länken ”{mark}” saknar mål", hint)
    for mark in dict.fromkeys(_WIKI.findall(text)):
        message = f"”{mark}” är Obsidians sätt att länka, och det är inte säkert vart den ska leda"
        hint = "Skriv [ord](fil.md): vägen till filen, räknad från den här textens mapp."
        found.advice(found.lines.text(mark), message, hint)
    for mark in dict.fromkeys(_APART.findall(text)):
        hint = "Ta bort mellanslaget mellan ] och (."
        found.advice(found.lines.text(mark), f"”{mark}” blir ingen länk", hint)


def _report_ids(html: str, found: Findings) -> None:
    """A fault for each name that two places have: links can only lead to the first."""
    for name, count in Counter(_ID.findall(html)).items():
        if count > 1:
            lines = found.lines.named(unescape(name))
            where = f", på rad {' och '.join(map(str, lines[:2]))}" if len(lines) > 1 else ""
            hint = "Ge den ena ett annat namn: länkar kan bara leda till en av dem."
            found.fault(lines[-1], f"namnet ”{unescape(name)}” står två gånger{where}", hint)
