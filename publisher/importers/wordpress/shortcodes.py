"""Words in square brackets that WordPress made something of: `[caption]`, `[gallery]`, `[embed]`.

A word in brackets is a shortcode if we know it, or if it is written as only shortcodes are: with
attributes, or with an end. `[here]` and `[sic]` are words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from publisher.content.markup.escaping import attribute, markup
from publisher.content.markup.notes import Notes
from publisher.importers.judge.facts import address_of
from publisher.importers.records import SourceIndex

_CODE = re.compile(
    r"\[(?P<open>\[?)(?P<name>[A-Za-z][\w-]{1,50})"
    r"(?P<given>(?:\s+|=)[^\[\]<>]*?(?:<a [^>]*>[^<]*</a>)?[^\[\]<>]*?)?"
    r"(?P<self>/?)\](?P<close>\]?)"
)
_GIVEN = re.compile(
    r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|“([^”]*)”|”([^”]*)”|([^\s"'\]]+))"""
    r"""|"([^"]*)"|'([^']*)'|(\S+)"""
)
_CODES = frozenset(
    (
        "code",
        "sourcecode",
        "cc",
        "php",
        "python",
        "html",
        "css",
        "js",
        "javascript",
        "bash",
        "sql",
        "xml",
        "java",
        "ruby",
        "source",
    )
)
_UNWRAPPED = re.compile(
    r"(?:vc|et_pb|fl|av|fusion|mk|tatsu|x|cs)_\w+|su_\w+"
    r"|(?:one|two|three)_(?:half|third|fourth)(?:_last)?|columns?|row"
    r"|dropcap|center|highlight|box|divider|spacer|clear|tabs?|accordion|toggle|quote|pullquote"
    r"|intro|lead"
)
_VIDEOS = frozenset(
    [
        "youtube",
        "vimeo",
        "dailymotion",
        "slideshare",
        "soundcloud",
        "ted",
        "embed",
        "wpvideo",
        "video",
        "audio",
        "playlist",
        "tweet",
        "instagram",
        "spotify",
        "bandcamp",
    ]
)
_NOTES = frozenset(("ref", "footnote", "fn", "note", "efn_note", "mfn"))
_KNOWN = (
    _CODES
    | _VIDEOS
    | {"caption", "wp_caption", "gallery", "button", "ref", "footnote", "efn_note", "mfn", "fn"}
)
_GONE = frozenset(
    (
        "contact-form",
        "contact-form-7",
        "contact-field",
        "gravityform",
        "gravityforms",
        "mc4wp_form",
        "subscribe",
        "jetpack_subscription_form",
        "ninja_form",
        "wpforms",
        "nextpage",
        "references",
        "footnotes",
        "wp_ad_camp_1",
    )
)
_CDATA = re.compile(r"<(pre|code|script|style|textarea)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_URL = re.compile(r"https?://[^\s\"'<>\[\]]+")
_IMAGE = re.compile(
    r"^\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)\s*(.*)$", re.DOTALL | re.IGNORECASE
)


def census(text: str) -> list[str]:
    """The names of all that looks like a shortcode in a text."""
    return [match["name"].lower() for match in _CODE.finditer(text)] if "[" in text else []


class Shortcodes:
    """Rewrites one text's shortcodes as HTML."""

    def __init__(self, index: SourceIndex, record: str, notes: Notes) -> None:
        """For the record of this id."""
        self._index = index
        self._record = record
        self._notes = notes
        self._held: list[str] = []
        self._footnotes: list[str] = []
        self._unknown: set[str] = set()

    def expanded(self, text: str) -> str:
        """The text with every shortcode as what it stood for."""
        if "[" not in text:
            return text
        text = self._codes(text)
        text = _CDATA.sub(self._hold, text)
        text = self._expand(text)
        text = re.sub(r"\x04(\d+)\x05", lambda match: self._held[int(match[1])], text)
        for number, said in enumerate(self._footnotes, start=1):
            text += f'\n\n<div data-fn-body="{number}">{said}</div>'
        return text

    def _hold(self, match: re.Match[str]) -> str:
        self._held.append(match[0])
        return f"\x04{len(self._held) - 1}\x05"

    def _codes(self, text: str) -> str:
        """`[sourcecode language="py"]…[/sourcecode]`: what is in it is looked at by nobody."""
        text = text.replace("\x04", "").replace("\x05", "")

        def code(match: re.Match[str]) -> str:
            given = _attributes(match["given"] or "")
            language = (
                given.get("language")
                or given.get("lang")
                or (
                    match["name"]
                    if match["name"] not in {"code", "sourcecode", "source", "cc"}
                    else ""
                )
            )
            said = f' data-language="{attribute(language)}"' if language else ""
            inner = unescape(match["inner"]).strip("\n")
            self._held.append(f"<pre{said}><code>{markup(inner)}</code></pre>")
            return f"\n\n\x04{len(self._held) - 1}\x05\n\n"

        names = "|".join(sorted(_CODES))
        return re.sub(
            rf"\[(?P<name>{names})(?P<given>\s[^\]]*)?\](?P<inner>.*?)\[/(?P=name)\]",
            code,
            text,
            flags=re.DOTALL,
        )

    def _expand(self, text: str, depth: int = 0) -> str:
        out: list[str] = []
        at = 0
        while (match := _CODE.search(text, at)) is not None:
            out.append(text[at : match.start()])
            if match["open"] and match["close"]:  # [[x]] stands for the words [x]
                out.append(match[0][1:-1])
                at = match.end()
                continue
            name = match["name"].lower()
            start = match.start() + len(match["open"])
            stop = match.end() - len(match["close"])
            end = text.find(f"[/{match['name']}]", stop) if not match["self"] else -1
            known = (
                (name in _KNOWN and (name not in _CODES or end >= 0))
                or name in _GONE
                or _UNWRAPPED.fullmatch(name) is not None
            )
            given = _attributes(match["given"] or "")
            if not known and end < 0 and not any(not key.isdigit() for key in given):
                out.append(text[match.start() : match.end()])
                at = match.end()
                continue
            out.append(match["open"])
            inner = text[stop:end] if end >= 0 else ""
            at = end + len(match["name"]) + 3 if end >= 0 else stop
            if depth < 20 and name not in {"caption", "wp_caption", "embed"}:  # noqa: PLR2004
                inner = self._expand(inner, depth + 1)
            out.append(self._made(name, given, inner, text[start : at if end >= 0 else stop]))
        out.append(text[at:])
        return "".join(out)

    def _made(self, name: str, given: dict[str, str], inner: str, written: str) -> str:
        special: dict[str, Callable[[], str]] = {
            "caption": lambda: self._caption(given, inner),
            "wp_caption": lambda: self._caption(given, inner),
            "gallery": lambda: self._gallery(given),
            "button": lambda: self._button(given, inner),
        }
        if name in special:
            return special[name]()
        if name in _VIDEOS:
            return self._player(name, given, written)
        if name in _NOTES and inner.strip():
            self._footnotes.append(inner.strip())
            return f'<sup data-fn="{len(self._footnotes)}"></sup>'
        if name in _GONE:
            self._notes.add(
                "look" if name not in {"nextpage", "references", "footnotes"} else "told",
                "kortkod",
                f"{written[:200]} gjorde något på den gamla sajten som inte finns här",
                words=written,
            )
            return ""
        if _UNWRAPPED.fullmatch(name):
            return self._unwrapped(name, given, inner)
        return self._unknown_one(name, inner, written)

    def _unwrapped(self, name: str, given: dict[str, str], inner: str) -> str:
        heading = markup(given.get("title") or given.get("heading") or "")
        text = f"[{name}] var utseende; det som stod i den är kvar"
        self._notes.add("changed", "sidbyggare", text)
        return f"\n\n{f'<h3>{heading}</h3>' if heading else ''}{inner}\n\n"

    def _unknown_one(self, name: str, inner: str, written: str) -> str:
        if name not in self._unknown:
            self._unknown.add(name)
            text = f"[{name}] är okänd, och står kvar som den var skriven"
            self._notes.add("look", "okänd kortkod", text)
        if not inner:
            return markup(written)
        return f"{markup(written.partition(']')[0])}]{inner}[/{name}]"

    def _caption(self, given: dict[str, str], inner: str) -> str:
        match = _IMAGE.match(inner)
        if match is None:
            return inner
        caption = given.get("caption") or match[2].strip()
        said = f"<figcaption>{caption}</figcaption>" if caption else ""
        return f'\n\n<figure class="wp-caption">{match[1]}{said}</figure>\n\n'

    def _gallery(self, given: dict[str, str]) -> str:
        ids = [
            each
            for each in re.split(r"[\s,]+", given.get("ids") or given.get("include") or "")
            if each
        ]
        ids = ids or self._index.children.get(given.get("id") or self._record, [])
        parts = []
        for each in ids:
            src = self._index.media.get(each)
            if src is None:
                text = f"bild {each} i ett galleri finns inte i exporten"
                self._notes.add("look", "bild saknas", text)
                continue
            alt, caption = self._index.captions.get(each, ("", ""))
            said = f"<figcaption>{markup(caption)}</figcaption>" if caption else ""
            parts.append(
                f'<figure><img src="{attribute(src)}" alt="{attribute(alt)}" />{said}</figure>'
            )
        if not ids:
            self._notes.add("look", "galleri", "ett galleri vars bilder inte finns i exporten")
        return f'\n\n<figure data-gallery="1">{"".join(parts)}</figure>\n\n' if parts else ""

    def _button(self, given: dict[str, str], inner: str) -> str:
        goal = given.get("link") or given.get("url") or given.get("href") or ""
        words = inner or markup(given.get("text", ""))
        return (
            f'\n\n<p><a href="{attribute(goal)}">{words}</a></p>\n\n' if goal and words else words
        )

    def _player(self, name: str, given: dict[str, str], written: str) -> str:
        found = _URL.search(unescape(written))
        url = found[0].rstrip("&;") if found else ""
        src = (
            given.get("src")
            or given.get("mp3")
            or given.get("m4a")
            or given.get("mp4")
            or given.get("ogg")
            or ""
        )
        if name in {"audio", "video"} and (src or url):
            return f'\n\n<{name} src="{attribute(src or url)}"></{name}>\n\n'
        if not url and name in {"youtube", "vimeo"} and (bare := given.get("id") or given.get("0")):
            base = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}[
                name
            ]
            url = base + bare
        if url:
            from publisher.content.markup.embeds import page_of

            return f'\n\n<p data-embed="{attribute(page_of(url))}"></p>\n\n'
        self._notes.add(
            "look",
            "inbäddning utan adress",
            f"{written[:200]} säger inte vart det leder",
            words=written,
        )
        return ""


def _attributes(text: str) -> dict[str, str]:
    """What stands after the name: by name, and by number for what has none."""
    text = unescape(re.sub(r"<[^>]*>", " ", text)).replace("\xa0", " ").strip().lstrip("=")
    given: dict[str, str] = {}
    for match in _GIVEN.finditer(text):
        values = [each for each in match.groups()[1:6] if each is not None]
        if match[1]:
            given[match[1].lower()] = values[0] if values else ""
        else:
            bare = match[7] or match[8] or match[9] or ""
            given[str(sum(key.isdigit() for key in given))] = bare
    return given


__all__ = ["Shortcodes", "address_of", "census"]
