"""Where long words of headings may break: at the joints of compounds, with a soft hyphen.

Swedish headlines hold words that are wider than a phone. A browser has no list of compounds, and
breaks `exportkontrollmyndigheten` where the line ends or not at all. Words that fit everywhere stay
as they are, so that most pages need no list of words either.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publisher.swedish.compounds import Splitter

SHY = "\u00ad"
LONG = 16
"""Letters; a shorter word fits on a phone's line at the size of the largest headings."""

_WORD = re.compile(rf"[^\W\d_]{{{LONG},}}")
_HEADING = re.compile(r"(<h([2-6])\b[^>]*>)(.*?)(</h\2>)", re.DOTALL)
_OUTSIDE = re.compile(rf"<[^>]*>|&[^;\s]*;|({_WORD.pattern})")


@lru_cache(maxsize=1)
def _splitter() -> Splitter:
    from publisher.swedish.compounds import Splitter

    return Splitter()


def joined(words: str) -> str:
    """Plain words, with soft hyphens in those that are long compounds.

    >>> joined("Ny exportkontrollmyndighet").replace(SHY, "|")
    'Ny export|kontroll|myndighet'
    """
    return _WORD.sub(lambda word: SHY.join(_splitter()(word[0])), words)


def in_headings(html: str) -> str:
    """A fragment in Swedish, with soft hyphens in its headings and nowhere else."""

    def heading(found: re.Match[str]) -> str:
        return f"{found[1]}{_OUTSIDE.sub(_part, found[3])}{found[4]}"

    return _HEADING.sub(heading, html)


def for_templates(language: str) -> Callable[[str], str]:
    """A filter for headings in a page in `language`; only Swedish compounds are known."""
    return joined if is_swedish(language) else str


def is_swedish(language: str) -> bool:
    """Whether a language, as settings and front matter name it, is Swedish."""
    return language.partition("-")[0].lower() == "sv"


def _part(found: re.Match[str]) -> str:
    return joined(found[1]) if found[1] else found[0]
