"""What programs put into Markdown besides Markdown → Markdown that says the same.

Liquid (Jekyll, Eleventy), Hugo's shortcodes, Obsidian's `[[links]]` and `![[embeds]]`. Whatever is
not known keeps the words that stood in it, and is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from publisher.content.markup.escaping import attribute
from publisher.content.markup.notes import Notes

_CODE = re.compile(
    r"^( {0,3})(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\2[`~]*[ \t]*$|\Z)|(`+)(?!`)[^\n]*?(?<!`)\3(?!`)",
    re.DOTALL | re.MULTILINE,
)
_WIKI = re.compile(r"(!?)\[\[([^\[\]\n|#^]*)(?:#([^\[\]\n|]*))?(?:\|([^\[\]\n]*))?\]\]")
_HUGO = re.compile(r"\{\{([<%])\s*(/?)\s*([\w./-]+)\s*(.*?)\s*(/?)\s*[>%]\}\}", re.DOTALL)
_BLOCK = re.compile(r"\{%-?\s*(\w+)\s*(.*?)\s*-?%\}", re.DOTALL)
_OUTPUT = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_LIT = re.compile(
    r"""\{%-?\s*(highlight)\s+(\S+).*?-?%\}\n?(.*?)\{%-?\s*endhighlight\s*-?%\}|\{%-?\s*(raw)\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}|\{%-?\s*(comment)\s*-?%\}(.*?)\{%-?\s*endcomment\s*-?%\}""",
    re.DOTALL,
)
_SHOWN = re.compile(
    r"\{\{[<%]\s*highlight\s+\"?(\w+)\"?.*?[>%]\}\}\n?(.*?)\{\{[<%]\s*/\s*highlight\s*[>%]\}\}",
    re.DOTALL,
)
_GIVEN = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))|"([^"]*)"|'([^']*)'|(\S+)""")
_EMBEDS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "spotify": "https://open.spotify.com/{}",
    "soundcloud": "https://soundcloud.com/{}",
}
_PICTURES = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp)$", re.IGNORECASE)
_MARK = "\x00{}\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """What texts call one another. Each gives a path in the folder; empty for what is not there."""

    text: Callable[[str], str]
    """Of a text, by its name, path or title."""
    file: Callable[[str], str]
    """Of any other file, by its name."""


def expanded(body: str, names: KnownNames, notes: Notes) -> str:
    """The body with nothing but Markdown and HTML in it. Paths begin with `/`: the folder's top."""
    kept: list[str] = []

    def hide(text: str) -> str:
        kept.append(text)
        return _MARK.format(len(kept) - 1)

    body = body.replace("\x00", "")
    body = _LIT.sub(lambda match: hide(_literal(match, notes)), body)
    body = _SHOWN.sub(lambda match: hide(f"```{match[1]}\n{match[2].rstrip(chr(10))}\n```"), body)
    body = _CODE.sub(lambda match: hide(match[0]), body)
    writer, before = _Expansion(names, notes), body
    body = _HUGO.sub(writer.hugo, body)
    body = _BLOCK.sub(writer.liquid, body)
    body = _OUTPUT.sub(writer.output, body)
    body = _WIKI.sub(writer.wiki, body)
    if body != before:
        body = re.sub(r"\n{3,}", "\n\n", body)
    for number in reversed(range(len(kept))):
        body = body.replace(_MARK.format(number), kept[number])
    return body


def _literal(match: re.Match[str], notes: Notes) -> str:
    if match[1]:
        inner = (match[3] or "").rstrip("\n")
        return f"```{match[2]}\n{inner}\n```"
    if match[4]:
        return match[5] or ""
    notes.add("told", "kommentar", "en kommentar som läsare inte såg kom inte med")
    return ""


class _Expansion:
    """Says each thing in Markdown."""

    def __init__(self, names: KnownNames, notes: Notes) -> None:
        self._names, self._notes = names, notes

    def hugo(self, match: re.Match[str]) -> str:
        """A shortcode of Hugo's."""
        closing, name = match[2], match[3].removesuffix(".html")
        if closing:
            return ""
        given, loose = _arguments(match[4])
        if name in {"ref", "relref"}:
            return self._led(loose[0] if loose else "")
        if made := self._said(name, given, loose):
            return made
        self._notes.add("look", "kortkod", f"kortkoden {name} kom inte med: {match[0][:200]}")
        return ""

    def liquid(self, match: re.Match[str]) -> str:
        """A tag of Liquid's or Nunjucks'."""
        name, rest = match[1], match[2]
        if name in {"post_url", "link"}:
            return self._led(rest.strip().split("|")[0].strip())
        if name == "include" and (made := self._said("figure", *_arguments(rest))):
            return made
        given, loose = _arguments(rest)
        if made := self._said(name, given, loose):
            return made
        self._notes.add("look", "levande kod", f"koden kom inte med: {match[0][:200]}")
        return ""

    def output(self, match: re.Match[str]) -> str:
        """`{{ site.baseurl }}` is the site's own top; all else was made by a program."""
        inner = match[1]
        if re.fullmatch(r"""site\.(?:base)?url|["']/?["']\s*\|\s*\w+_url""", inner):
            return ""
        if quoted := re.fullmatch(r"""["'](\S*?)["']\s*\|\s*(?:\w+_)?url\b.*""", inner):
            return quoted[1]
        self._notes.add("look", "levande kod", f"koden kom inte med: {match[0][:200]}")
        return ""

    def wiki(self, match: re.Match[str]) -> str:
        """`[[Name#Place|words]]`, and with `!` before it what is shown in place."""
        embedded, name, place, words = match[1], match[2].strip(), match[3] or "", match[4] or ""
        shown = words or name or place
        if (embedded and _PICTURES.search(name)) or (
            embedded and not name.endswith(".md") and self._names.file(name)
        ):
            path = self._names.file(name)
            alt = "" if re.fullmatch(r"\d+(?:x\d+)?", words) else words
            return (
                f"![{alt}](<{path or name}>)" if _PICTURES.search(name) else f"[{shown}](<{path}>)"
            )
        path = self._names.text(name) if name else ""
        if not path and (path := self._names.file(name) if name else ""):
            return f"[{shown}](<{path}>)"
        if name and not path:
            self._notes.add(
                "told", "länk utan mål", f"[[{name}]] ledde till en text som inte finns"
            )
            return shown
        if embedded:
            text = f"texten {name} visades här; nu är den en länk"
            self._notes.add("look", "inbäddad text", text)
        anchor = f"#{_place(place)}" if place else ""
        return f"[{shown}](<{path}{anchor}>)"

    def _led(self, name: str) -> str:
        path, _, anchor = name.strip("\"' ").partition("#")
        found = self._names.text(path)
        if not found:
            self._notes.add("look", "länk utan mål", f"{name} finns inte i mappen")
        return (found or path) + (f"#{anchor}" if anchor else "")

    def _said(self, name: str, given: dict[str, str], loose: list[str]) -> str:
        """What is known by its name: pictures, players, posts."""
        own = given.get("id") or next((each for each in loose if not each.endswith(".html")), "")
        if name in _EMBEDS and own:
            return f"\n\n{_EMBEDS[name].format(own)}\n\n"
        if name in {"tweet", "twitter", "x"} and own:
            user = given.get("user", "i")
            return f"\n\nhttps://x.com/{user}/status/{own}\n\n"
        if name == "gist" and len(loose) > 1:
            return f"\n\nhttps://gist.github.com/{loose[0]}/{loose[1]}\n\n"
        if name in {"figure", "image", "img"} and (src := given.get("src") or given.get("url", "")):
            alt = attribute(given.get("alt", ""))
            told = " ".join(filter(None, (given.get("title"), given.get("caption"))))
            link = given.get("link", "")
            image = f'<img src="{attribute(src)}" alt="{alt}">'
            image = f'<a href="{attribute(link)}">{image}</a>' if link else image
            caption = f"<figcaption>{told}</figcaption>" if told else ""
            return f"\n\n<figure>{image}{caption}</figure>\n\n"
        return ""


def _arguments(written: str) -> tuple[dict[str, str], list[str]]:
    given: dict[str, str] = {}
    loose: list[str] = []
    for match in _GIVEN.finditer(written):
        if match[1]:
            given[match[1].lower()] = match[2] or match[3] or match[4] or ""
        else:
            loose.append(match[5] or match[6] or match[7] or "")
    return given, loose


def _place(heading: str) -> str:
    """A heading's name in an address, as our own renderer makes it."""
    from publisher.model.addresses import slug

    return slug(heading.lstrip("^"))
