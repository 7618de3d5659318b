"""The theme's `mail/style.css` with the publication's colours, in the parts that letters need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publisher.config import Look
from publisher.problems import Problem, PublisherError, did_you_mean

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"[^{}]+\{(?:[^{}]|\{[^{}]*\})*\}")
_NOT_INLINE = re.compile(r":(?:hover|focus|active|visited|root|:)[^{]*\{|\[data-[^{]*\{")
_NAMES = re.compile(r":root\s*\{(?P<names>(?:\s*--[\w-]+:[^;{}]+;)+)\s*\}")
_NAME = re.compile(r"--([\w-]+):\s*([^;]+?)\s*;")
_CLASS = re.compile(r"""\sclass=["']([^"']*)""")
_NAMED = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_USE = re.compile(r"var\(--([\w-]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Rules to inline, and what stays in the head: at-rules, and other rules only it can hold.

    The last two stand in a block each: Gmail throws away a whole block for one rule it dislikes.
    """

    inline: tuple[str, ...]
    at_rules: str
    others: str


def styled(css: str, look: Look, path: str) -> Style:
    """A style sheet with its names exchanged for their values: no big program knows `var()`.

    The names stand in the first `:root { --ink: …; }`, and the settings go before `--accent` and
    `--accent-dark` there. PublisherError for a name that is used and not given; `path` is the
    file's own.
    """
    css = _COMMENT.sub("", css)
    given = _NAMES.search(css)
    colours: dict[str, str] = dict(_NAME.findall(given["names"] if given else ""))
    colours |= _decided(look)
    css = css.replace(given[0], "", 1) if given else css

    def value(use: re.Match[str]) -> str:
        if use[1] not in colours:
            hint = f"{did_you_mean(use[1], colours)}Namnen står i :root först i filen."
            text = f"stilmallen nämner --{use[1]}, som ingen har bestämt"
            raise PublisherError(Problem(path=path, text=text, hint=hint))
        return colours[use[1]]

    inline, at_rules, others = split_style(_USE.sub(value, css))
    return Style(inline=inline, at_rules=at_rules, others=others)


def split_style(css: str) -> tuple[tuple[str, ...], str, str]:
    """A style sheet as (rules to inline, at-rules, other rules that only a style sheet can hold).

    >>> split_style("p{margin:0} a:hover{color:red} @media print{p{color:black}}")
    (('p{margin:0}',), '@media print{p{color:black}}', 'a:hover{color:red}')
    """
    rules = [rule.strip() for rule in _RULE.findall(_COMMENT.sub("", css))]
    at_rules = [rule for rule in rules if rule.startswith("@")]
    others = [rule for rule in rules if rule not in at_rules and _NOT_INLINE.search(rule)]
    inline = [rule for rule in rules if rule not in at_rules and rule not in others]
    return tuple(inline), "\n".join(at_rules), "\n".join(others)


def classes_in(html: str) -> frozenset[str]:
    """Every name in a `class` attribute, as serialised HTML and our templates write them."""
    return frozenset(" ".join(set(_CLASS.findall(html))).split())


def rules_for(classes: frozenset[str], rules: Iterable[str]) -> Iterator[str]:
    """The rules (one each) that can hold for anything in a letter that has just these classes.

    The inliner reads its style sheet anew for each letter, which takes a third of its time.
    """
    for rule in rules:
        selector = rule.partition("{")[0]
        asked = (_NAMED.findall(each) for each in selector.split(","))
        # `:not(.lead)` holds where the class is not.
        if "(" in selector or any(map(classes.issuperset, asked)):
            yield rule


def _decided(look: Look) -> dict[str, str]:
    """What the owner has decided; the theme's own accents are the theme's to say."""
    standard = Look()
    decided = {"accent": look.accent, "accent-dark": look.accent_dark}
    usual = {"accent": standard.accent, "accent-dark": standard.accent_dark}
    return {name: colour for name, colour in decided.items() if colour != usual[name]}
