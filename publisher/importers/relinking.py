"""An author's own Markdown with its links and pictures led to where they are to lie.

It is tried like all else: where this misses one, or our renderer reads the text in another way than
its program did, the text is made anew from the HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from publisher.content.markup.escaping import address
from publisher.content.markup.settings import LinkGoal, Settings

_CODE = re.compile(
    r"^( {0,3})(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\2[`~]*[ \t]*$|\Z)|(`+)(?!`)[^\n]*?(?<!`)\3(?!`)",
    re.DOTALL | re.MULTILINE,
)
_INLINE = re.compile(
    r"(!?)(\[(?:[^\[\]]|\[[^\[\]]*\])*\]\()(?:<([^<>\n]*)>|([^\s()<>]+(?:\([^\s()]*\)[^\s()]*)*))"
)
_DEFINED = re.compile(r"^( {0,3}\[(?!\^)[^\]\n]+\]:\s*)(?:<([^<>\n]*)>|(\S+))", re.MULTILINE)
_ATTRIBUTE = re.compile(
    r"""(<(a|img|audio|video|source)\b[^<>]*?\s(?:href|src)=)(["'])([^"']*)\3"""
)


class UnlikeError(Exception):
    """Something in the text cannot stay as it is written."""


def relinked(markdown: str, resolved: Callable[[str], str], settings: Settings) -> str:
    """The same text. Raises UnlikeError where a link leads nowhere, or a picture is missing."""

    def led(written: str, *, shown: bool) -> str:
        if written.startswith("#"):
            return written
        goal: LinkGoal = (settings.media if shown else settings.link)(resolved(written))
        if goal.missing or not goal.written:
            raise UnlikeError
        return goal.written

    def inline(match: re.Match[str]) -> str:
        goal = led(match[3] if match[3] is not None else match[4], shown=bool(match[1]))
        return f"{match[1]}{match[2]}{address(goal)}"

    def attribute(match: re.Match[str]) -> str:
        return f"{match[1]}{match[3]}{led(match[4], shown=match[2] != 'a')}{match[3]}"

    def prose(text: str) -> str:
        text = _INLINE.sub(inline, text)
        text = _DEFINED.sub(
            lambda match: match[1] + address(led(match[2] or match[3], shown=False)), text
        )
        return _ATTRIBUTE.sub(attribute, text)

    made, at = [], 0
    for code in _CODE.finditer(markdown):
        made += [prose(markdown[at : code.start()]), code[0]]
        at = code.end()
    return "".join((*made, prose(markdown[at:]))).strip("\n") + "\n"
