"""What HTML a text may hold, and what becomes of its links, pictures and ids.

The same rules for what came through Markdown and for HTML that the author wrote by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from publisher.content.html import ELEMENTS, RESERVED, is_id, listed
from publisher.content.render.findings import Findings
from publisher.content.render.links import Linker


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALLOWED = ELEMENTS.keys()
_PARTS_OF_CODE = _words("base embed frame frameset iframe link meta object script style")
_PARTS_OF_FORMS = _words("button fieldset form input label option select textarea")

_REFUSED = _words("""
    action attributionsrc background classid code codebase data formaction formmethod imagesrcset
    lowsrc ping poster profile srcdoc srcset usemap xlink:href
""")
"""Attributes that fetch, send or tell on the reader. They go as all that is not listed does, but an
author who writes one meant something by it, and is stopped."""
_YOUTUBE = re.compile(r"youtube(?:-nocookie)?\.com/embed/([\w-]+)")

_PLAYERS = frozenset({"audio", "video", "source", "track"})
_UNLESS = "Måste det stå kvar: skriv raw_html: true under publisher i mkdocs.yml."
DECORATION = '""'
"""For a picture's description when it shows nothing: as `image_alt: ""` in the front matter."""

_LONE_LINK = "Skriv länken på en egen rad, så blir den ett kort med rubrik och länk."

SMALLER = (
    "Är det titeln en gång till: ta bort raden, för titeln visas redan. Annars: börja med ##, "
    "för titeln är sidans enda rubrik på första nivån."
)

Where = Callable[[], int]
"""Finds the line, which costs something: called only when there is something to report."""


class Elements:
    """Goes through one text's elements, one at a time, whatever they came from."""

    def __init__(self, findings: Findings) -> None:
        """For the text that `findings` is about."""
        self.found = findings
        self.linker = Linker(findings)
        self.raw = findings.context.raw_html

    def refused(self, tag: str, attributes: Mapping[str, str | None], where: Where) -> bool:
        """Report an element that has no place in a text; whether it had none."""
        if tag in ALLOWED:
            return False
        if self.raw and tag in _PARTS_OF_CODE | _PARTS_OF_FORMS:
            return False
        if tag in _PARTS_OF_CODE:
            text = f"HTML-taggen <{tag}> är inte tillåten: sidan hämtar och kör inget från andra"
            self.found.fault(where(), text, _instead(attributes))
        elif tag in _PARTS_OF_FORMS:
            text = f"HTML-taggen <{tag}> är inte tillåten: texten kan inte ha formulär"
            self.found.fault(where(), text, f"Länka till en sida där formuläret finns. {_UNLESS}")
        else:
            text = f"HTML-taggen <{tag}> går inte att använda i en text"
            hint = f"Ska tecknen synas, skriv &lt;{tag}&gt;. Annars ta bort taggen."
            self.found.fault(where(), text, hint)
        return True

    def attributes(
        self, tag: str, given: Mapping[str, str | None], where: Where
    ) -> dict[str, str | None]:
        """What is to be written of the attributes given, which have lower-case names."""
        kept: dict[str, str | None] = {}
        for name, value in given.items():
            text = (value or "").strip()
            if name == "id" or (name == "name" and tag == "a"):
                self._anchor(name, text, where)
                kept[name] = text
            elif name == "href" and tag == "a":
                kept[name] = self.linker.link(text)
            elif name == "src" and tag == "img":
                kept |= self.linker.picture(text, given.get("alt") or "")
            elif (name == "src" and tag in _PLAYERS) or (name == "poster" and tag == "video"):
                kept[name] = self.linker.file(text)
            elif self.raw or self._stays(tag, name, text, where):
                kept.setdefault(name, value)
        if tag == "img":
            kept |= self._alt(given, where)
            if kept.get("alt") == "":
                kept.pop("role", None)  # which an empty alt already says
        return {name: kept[name] for name in (*given, *kept) if name in kept}

    def _anchor(self, name: str, value: str, where: Where) -> None:
        self.found.anchors[value] = None
        if not is_id(value):
            text = f"{name}=”{value}” går inte att länka till"
            hint = 'Använd bokstäver, siffror och bindestreck, till exempel id="bakgrund".'
            self.found.fault(where(), text, hint)
        elif value.lower().startswith(RESERVED):
            text = f"{name}=”{value}” är reserverat: så heter sidans egna delar"
            self.found.fault(where(), text, "Välj ett annat namn, utan kolon och likhetstecken.")

    def _stays(self, tag: str, name: str, value: str, where: Where) -> bool:
        """Whether an attribute may stay as it is; if not, the author is told."""
        kind = listed(tag, name)
        if kind is not None and kind(value):
            return True
        if name.startswith("on") or name in _REFUSED:
            text = f"attributet ”{name}” är inte tillåtet: sidan kör och hämtar inget från andra"
            self.found.fault(where(), text, f"Ta bort attributet. {_UNLESS}")
        elif name == "style":
            text = "attributet ”style” är inte tillåtet: hur sidan ser ut bestämmer temat"
            self.found.fault(where(), text, f"Ta bort det. {_UNLESS}")
        elif name in {"src", "href"}:
            self.found.fault(where(), f"attributet ”{name}” går inte att använda här")
        elif kind is None:
            text = f"attributet ”{name}” på <{tag}> gör ingenting i en text och utelämnas"
            self.found.advice(where(), text, "Ta bort det.")
        else:
            text = f"attributet ”{name}” på <{tag}> kan inte ha värdet ”{value}” och utelämnas"
            self.found.advice(where(), text, "Rätta det eller ta bort det.")
        return False

    def _alt(self, attributes: Mapping[str, str | None], where: Where) -> dict[str, str]:
        """What the picture shows; of decoration, which the author must call so, nothing."""
        alt = (attributes.get("alt") or "").strip()
        if alt == DECORATION or (not alt and attributes.get("role") in {"presentation", "none"}):
            return {"alt": ""}
        if not alt:
            src = attributes.get("src") or ""
            text = f"bilden ”{src}” saknar beskrivning"
            hint = (
                "Säg vad den visar, för den som inte ser den: ![Ett tåg i Chengdu](tag.jpg)."
                f" Är den bara utsmyckning, skriv ![{DECORATION}]({src})"
            )
            self.found.fault(where(), text, hint)
        return {}


def _instead(attributes: Mapping[str, str | None]) -> str:
    """What to write in place of a player that somebody pasted in."""
    if match := _YOUTUBE.search(attributes.get("src") or ""):
        return f"Skriv på en egen rad: https://www.youtube.com/watch?v={match[1]}"
    return f"{_LONE_LINK} {_UNLESS}"
