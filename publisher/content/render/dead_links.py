"""The words for links and pictures that lead nowhere: the fault, and the next step."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from difflib import get_close_matches
from urllib.parse import unquote

from publisher.content.render.context import Context
from publisher.model.addresses import CONTENT
from publisher.problems import alike_name, did_you_mean

Fault = tuple[str, str]

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_DRIVE = re.compile(r"[a-z]:[\\/]|file:", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+([a-z]{2,24})(?::\d+)?", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,24}", re.IGNORECASE)
_FILE = re.compile(
    r"avif|csv|docx|gif|html?|jpe?g|json|m4a|markdown|md|mov|mp[34]|od[st]|ogg|opus|pdf|png|pptx|srt"
    r"|svg|txt|vtt|wav|web[mp]|xlsx|xml|ya?ml|zip"
)
"""Endings that make `rapport.pdf` a file and not the host of somebody's site."""

_COMPUTER = "Lägg filen i mappen bredvid texten och skriv bara dess namn."
_PRIVACY = (
    "Lägg den i mappen bredvid texten och skriv filens namn: hämtas något från andra, får de veta"
    " vem som läser."
)


def unfit_link(href: str) -> Fault | None:
    """Why a link that is neither web, mail nor telephone can be no path either; None if it can."""
    if href in {"", "#"}:
        return "länken saknar mål", "Skriv adressen inom parentesen: [text](adress)."
    if href.startswith("//"):
        return f"länken ”{href}” saknar https:", f"Skriv https:{href}"
    if _DRIVE.match(href):
        return f"länken ”{href}” pekar på din egen dator", _COMPUTER
    if (match := _SCHEME.match(href)) is None:
        return None
    if match[0].lower() in {"http:", "https:"}:
        return (
            f"länken ”{href}” är ingen hel adress",
            "Skriv hela, till exempel https://exempel.se/",
        )
    hint = "Länka till en sida (https://…), en adress (mailto:…) eller ett nummer (tel:…)."
    return f"länkar som börjar med ”{match[0]}” går inte att använda", hint


def unfit_file(src: str, noun: str) -> Fault | None:
    """Why what is to be shown or played cannot be a file beside the text; None when it can."""
    if not src or src.startswith("#"):
        return (
            f"{noun} saknar namn",
            "Skriv filens namn inom parentesen: ![vad den visar](namn.jpg).",
        )
    if src.lower().startswith(("http://", "https://", "//")):
        return f"{noun} ”{src}” hämtas från en annan sajt", _PRIVACY
    if src.lower().startswith("data:"):
        return f"{noun} ligger inbäddad i texten (data:)", "Spara den som en fil bredvid texten."
    if _SCHEME.match(src):
        return f"{noun} ”{src}” går inte att publicera", _COMPUTER
    return None


def dead_link(written: str, path: str | None, noun: str, source: str, context: Context) -> Fault:
    """Why nothing is found at `path` (None: outside `content/`), which `source` calls `written`."""
    text = (
        f"länken ”{written}” leder ingenstans"
        if noun == "länken"
        else f"{noun} ”{written}” finns inte"
    )
    if path in context.hidden and path is not None:
        text = f"{noun} ”{written}” leder till en text som {context.hidden[path]}"
        return text, "Ta bort länken, eller se till att texten publiceras."
    if _MAIL.fullmatch(written):
        return text, f"Är det en e-postadress? Skriv mailto:{written}"
    if noun == "länken" and _is_host(written):
        return f"länken ”{written}” saknar https://", f"Skriv https://{written}"
    if "\\" in written:
        return text, "Skriv / mellan mapparna, inte \\."
    if path is None:
        return f"{noun} ”{written}” leder ut ur {CONTENT}/", _COMPUTER
    known = (*context.urls, *context.files) if noun == "länken" else context.files
    hint = _percent(written, source, context) or _near(path, known, source) or _default(noun)
    return text, hint


def _percent(written: str, source: str, context: Context) -> str:
    """A hint at how a file is written whose name has # or ? in it, if there is one; else empty."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(written)))
    if path not in context.files and path not in context.urls:
        return ""
    encoded = written.replace("#", "%23").replace("?", "%3F")
    return f"Tecknen # och ? betyder något annat i en adress: skriv {encoded}"


def nowhere(written: str, anchor: str, anchors: Iterable[str]) -> Fault:
    """A link within the text to something that is not in it."""
    text = f"länken ”{written}” pekar på en rubrik som inte finns"
    near = did_you_mean(anchor, (each for each in anchors if not each.startswith("fn")))
    return text, near.rstrip() or "Länken ska vara rubrikens ord i små bokstäver: #rubrikens-ord."


def _is_host(written: str) -> bool:
    first = re.split(r"[/?#]", written, maxsplit=1)[0]
    match = _HOST.fullmatch(first)
    return match is not None and _FILE.fullmatch(match[1].lower()) is None


def _near(path: str, known: Iterable[str], source: str) -> str:
    """The file that may have been meant: of the same name elsewhere, or named alike beside it.

    A text is never taken for a picture: nobody means `.png` who has written `.md`.
    """
    folder, name = posixpath.split(path.casefold())
    alike: dict[str, str] = {}
    beside: dict[str, str] = {}
    for each in sorted(known):
        folded = each.casefold()
        if folded.endswith("/" + name):
            alike[folded] = each
        elif folded.startswith(folder + "/") and folded.endswith(".md") == name.endswith(".md"):
            beside[posixpath.basename(folded)] = each
    found = get_close_matches(path.casefold(), alike, n=1, cutoff=0.0)
    if found:
        meant = alike[found[0]]
    elif near := alike_name(name, beside):
        meant = beside[near]
    else:
        return ""
    written = posixpath.relpath(meant, posixpath.dirname(source))
    if meant.casefold() == path.casefold():
        return f"Stora och små bokstäver räknas: skriv ”{written}”."
    return f"Menade du ”{written}”?"


def _default(noun: str) -> str:
    if noun == "länken":
        return "Skriv sökvägen till .md-filen, räknad från den här textens mapp."
    return "Lägg filen i samma mapp som texten och skriv dess namn."
