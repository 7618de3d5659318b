"""Runs of Chinese, Japanese and Korean in a fragment, marked with the language that they are in.

Without it browsers show Han signs in whichever face comes first, often a Japanese one for Chinese,
and screen readers in Swedish spell them or pass over them. Of no other script can the language be
told from the signs alone: Cyrillic may be Russian or Ukrainian.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from publisher.content.html.listed import VOID

if TYPE_CHECKING:
    from markupsafe import Markup

_TONGUES = frozenset({"zh", "ja", "ko"})
"""Languages whose own texts need no marks: all runs in them are in that language, or seem so."""

_KANA = (
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff6f\uff71-\uff9d"
)
_HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc"
_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BOPOMOFO = "\u3105-\u312f\u31a0-\u31bf"
_SIGNS = f"{_KANA}{_HANGUL}{_HAN}{_BOPOMOFO}"
_WITHIN = (
    "\u3001\u3002\u3008-\u3011\u3014-\u301f\u3099-\u309c\u30a0\u30fb\u30fc\ufe00-\ufe0f"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff3d\uff5b-\uff65\uff70\uff9e\uff9f\U000e0100-\U000e01ef"
)
"""What stands between such signs, or after them: their points, brackets, long vowels, forms."""
_OPENING = "\u3008\u300a\u300c\u300e\u3010\u3014\u3016\u3018\u301a\uff08\uff3b\uff5b\uff5f\uff62"
_WORD = f"[{_OPENING}]*[{_SIGNS}][{_SIGNS}{_WITHIN}]*"
_RUN = re.compile(f"{_WORD}(?:[ \u3000]{_WORD})*")
_ANY = re.compile(f"[{_SIGNS}]")
_OTHER_BYTES = bytes({*range(0xE1), 0xE2, 0xEE, *range(0xF1, 0x100)})
"""In UTF-8 no such sign begins with one of these: a look at bytes takes a tenth of the time."""
_JAPANESE = re.compile(f"[{_KANA}]")
_KOREAN = re.compile(f"[{_HANGUL}]")

_PIECE = re.compile(
    r"""<!--.*?-->|<(script|style|textarea|title)\b.*?</\1\s*>|</?[a-zA-Z](?:[^"'>]|"[^"]*"|'[^']*')*>""",
    re.DOTALL | re.IGNORECASE,
)
_NAMED = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_SPOKEN_FOR = re.compile(r"\s(?:lang|translate)\s*=", re.IGNORECASE)
_CODE = frozenset({"code", "kbd", "pre", "samp", "var"})
_BLOCKS = re.compile(
    r"address|article|aside|audio|blockquote|caption|center|col|colgroup|d[dlt]|details|div|fieldset"
    r"|fig(?:ure|caption)|footer|form|h[1-6r]|header|hgroup|iframe|li|main|nav|[ou]l|p|pre|section"
    r"|summary|t(?:able|body|d|foot|h|head|r)|video"
)
"""Elements that begin or end a paragraph."""


def marked(html: str, language: str = "sv") -> str:
    """The fragment with each run in a `<span lang>`, but where a language is given already.

    One that is in such a `language` itself stays as it is.

    >>> marked("Staden 北京 och ordet <i>ニュース</i>")
    'Staden <span lang="ja">北京</span> och ordet <i><span lang="ja">ニュース</span></i>'
    """
    if not html.encode(errors="surrogatepass").translate(None, _OTHER_BYTES):
        return html
    if _ANY.search(html) is None or language.partition("-")[0].lower() in _TONGUES:
        return html
    return "".join(part for paragraph in _paragraphs(html) for part in _told(paragraph))


def for_templates(language: str) -> Callable[[str], Markup]:
    """A filter that marks plain words in a page in `language`, and escapes them."""
    from markupsafe import Markup, escape

    return lambda words: Markup(marked(str(escape(words)), language))  # noqa: S704 (escaped here)


def _told(paragraph: list[tuple[str, bool]]) -> Iterator[str]:
    japanese = any(free and _JAPANESE.search(text) for text, free in paragraph)

    def span(run: re.Match[str]) -> str:
        return f'<span lang="{_tongue(run[0], japanese=japanese)}">{run[0]}</span>'

    for text, free in paragraph:
        yield _RUN.sub(span, text) if free else text


def _tongue(run: str, *, japanese: bool) -> str:
    """Kana and Hangul are one language's own. Han is Chinese, if no Kana stands beside it."""
    if _JAPANESE.search(run):
        return "ja"
    if _KOREAN.search(run):
        return "ko"
    return "ja" if japanese else "zh"


def _paragraphs(html: str) -> Iterator[list[tuple[str, bool]]]:
    """Tags and texts, by paragraph, each with whether it is text whose language is open."""
    paragraph: list[tuple[str, bool]] = []
    closed: list[str] = []  # the elements that stand open, from the first that gives a language
    at = 0
    for piece in _PIECE.finditer(html):
        paragraph.append((html[at : piece.start()], not closed))
        at = piece.end()
        named = _NAMED.match(piece[0])
        if named is not None and not piece[1]:
            name = named[2].lower()
            if _BLOCKS.fullmatch(name):
                yield paragraph
                paragraph = []
            _follow(closed, name, piece[0], ends=bool(named[1]))
        paragraph.append((piece[0], False))
    paragraph.append((html[at:], not closed))
    yield paragraph


def _follow(closed: list[str], name: str, tag: str, *, ends: bool) -> None:
    if ends:
        if name in closed:  # and with it what was left open in it
            del closed[len(closed) - 1 - closed[::-1].index(name) :]
    elif name not in VOID and (closed or name in _CODE or _SPOKEN_FOR.search(tag)):
        closed.append(name)
