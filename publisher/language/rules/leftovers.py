"""Things lost, or brought along, when a text was moved from somewhere else."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.language.rule import Desk, LanguageRule, RuleMatch, pattern
from publisher.model.prose import HIDDEN, Prose, ProseBlock

_RESIDUE = (
    r"Read on Substack|App Icon [A-Z]\w+(?: \w+)?|Translate article|Share this post|Subscribe now|Subscribe"
    r"|Leave a comment|Thanks for reading!?.*|Listen on \w+|Play episode|Get more from .* in the Substack app.*"
    r"|Continue reading|View original|Advertisement|Skip to content|Cookie settings"
)


_SHORT = 90
"""Signs of a line that may be what was promised: an address, a name, a formula."""


def _lost(prose: Prose, _desk: Desk) -> Iterator[tuple[ProseBlock, RuleMatch]]:
    """A paragraph that promises something, and then a paragraph that goes on as if it had come."""
    for block, after in zip(prose.blocks, (*prose.blocks[1:], None), strict=True):
        text = block.text.rstrip()
        if block.kind not in {"paragraph", "item"} or not text.endswith(":") or len(text) < 30:
            continue
        goes_on = after is not None and after.kind == "paragraph" and not _answers(after.text)
        if after is None or after.kind == "heading" or goes_on:
            yield block, RuleMatch(len(text) - 1, len(text))


def _answers(text: str) -> bool:
    """Whether it may be what was promised: a quotation, a line of speech, code, a short line."""
    return text[0] in '”"’–-•1(' + HIDDEN or HIDDEN in text[-2:] or len(text) < _SHORT


RULES = (
    LanguageRule(
        id="tappad-inbaddning",
        says="stycket slutar med kolon, men inget kommer: föll en bild eller ett inlägg bort?",
        source="huset",
        level="råd",
        wrong=(
            (
                "Sedan byggde bolaget en superdator av alla dessa chip:\n\nOavsett superdatorer eller om antalet chip är 50 000 eller färre, så är det uppenbart varför bolaget inte vill nämna det.",
                "",
            ),
        ),
        fine=("Sedan byggde bolaget en superdator av alla dessa chip:\n\n”En superdator.”",),
        look_through=_lost,
    ),
    LanguageRule(
        id="rester",
        says="raden hör till den plats som texten har flyttats från",
        source="huset",
        level="fel",
        wrong=(("Read on Substack", ""), ("App Icon Apple Podcasts", "")),
        fine=("Han sa: Read on Substack, så får du se.",),
        look=pattern(
            rf"^(?:{_RESIDUE})$", lambda _m: "", kinds=("paragraph", "item", "heading", "quote")
        ),
    ),
)
