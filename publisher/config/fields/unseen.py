"""Signs that nobody sees, by name: what stands in a file must be possible to point at."""

from __future__ import annotations

import re
import unicodedata

_NAMES = {
    "\t": "tabb",
    "\n": "radslut",
    "\r": "vagnretur",
    "\x00": "nolltecken",
    "\xa0": "hårt blanksteg",
    "\xad": "mjukt bindestreck",
    "\u1680": "ovanligt blanksteg",
    "\u200b": "nollbreddstecken",
    "\u200c": "nollbreddstecken (ZWNJ)",
    "\u200d": "nollbreddstecken (ZWJ)",
    "\u200e": "riktningstecken (LRM)",
    "\u200f": "riktningstecken (RLM)",
    "\u2028": "radbrytningstecken (U+2028)",
    "\u2029": "styckebrytningstecken (U+2029)",
    "\u202a": "riktningstecken (LRE)",
    "\u202b": "riktningstecken (RLE)",
    "\u202c": "riktningstecken (PDF)",
    "\u202d": "riktningstecken (LRO)",
    "\u202e": "riktningstecken (RLO)",
    "\u202f": "smalt hårt blanksteg",
    "\u2060": "ordfog (U+2060)",
    "\u2066": "riktningstecken (LRI)",
    "\u2067": "riktningstecken (RLI)",
    "\u2068": "riktningstecken (FSI)",
    "\u2069": "riktningstecken (PDI)",
    "\u3000": "brett blanksteg",
    "\ufeff": "BOM",
}  # fmt: skip
HARD_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""For a character class: what looks like a space and is none to YAML."""
WIDTHLESS = "\xad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
"""For a character class: what takes no room at all."""
UNSEEN = re.compile(f"[{HARD_SPACES}{WIDTHLESS}]")


def called(sign: str) -> str:
    """What an unseen sign is called: `hårt blanksteg`, `styrtecken U+0007`."""
    if sign in _NAMES:
        return _NAMES[sign]
    kind = unicodedata.category(sign)
    noun = "blanksteg" if kind == "Zs" else "styrtecken" if kind == "Cc" else "osynligt tecken"
    return f"{noun} U+{ord(sign):04X}"


def unveiled(text: str) -> str:
    """The text with a name in the place of every sign that nobody sees: `2025-02-02‹tabb›`."""
    return "".join(sign if sign == " " or _shows(sign) else f"‹{called(sign)}›" for sign in text)


def seen(text: str) -> str:
    """The text with plain spaces for hard ones, and without what takes no room."""
    text = re.sub(f"[{HARD_SPACES}]", " ", text)
    return re.sub(f"[{WIDTHLESS}]", "", text)


def _shows(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Zs", "Zl", "Zp", "Cc", "Cf", "Co", "Cs"}
