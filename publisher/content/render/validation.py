"""Rules over a text's finished HTML: nothing unlisted in it, and nested as browsers nest it."""

from __future__ import annotations

from publisher.content.html import anew
from publisher.content.html.nesting import DEEPEST, misplaced, too_deep
from publisher.content.render.findings import Findings

_HINT = "Avsluta varje tagg i det stycke den börjar i, i omvänd ordning: <b><i>så</i></b>."


def whole(html: str, found: Findings, *, silent: bool = False) -> str:
    """The fragment as every browser reads it; what that changes is told, unless `silent`.

    With `raw_html: true` it stays as it was written.
    """
    if name := too_deep(html):
        if not silent:
            text = f"HTML-taggen <{name}> ligger i fler än {DEEPEST} andra"
            line = found.lines.text(f"<{name}", DEEPEST)
            found.fault(line, text, "Ta bort taggar, tills varje ligger i högst så många.")
        return ""
    if found.context.raw_html:
        return html
    made = anew(html)
    if not silent:
        _tell(html, made.strange, found, moved=made.moved)
    return made.html


def _tell(html: str, strange: tuple[str, ...], found: Findings, *, moved: bool) -> None:
    if any(problem.fatal for problem in found.problems):
        return  # the cause is told already, with its line
    for tag in strange:
        # Every tag has been looked at once, so this one was made by an extension.
        text = f"HTML-taggen ”{tag}” är inte tillåten i en text"
        hint = "Den kommer från ett tillägg under markdown_extensions i mkdocs.yml."
        found.fault(found.lines.text(tag), text, hint)
    if moved:
        _tell_moved(html, found)


def _tell_moved(html: str, found: Findings) -> None:
    for name, within in misplaced(html):
        if not within:
            text = f"HTML-taggen </{name}> saknar sin början, <{name}>"
            found.fault(found.lines.text(f"</{name}"), text)
            return
        line = found.lines.text(f"<{name}")
        if within == "p":
            text = f"<{name}> kan inte stå i ett stycke: stycket tar slut där"
            hint = f"Skriv <{name}> först på en egen rad, med en tom rad före."
            found.advice(line, text, hint)
            return
        found.advice(line, f"HTML-taggen <{name}> tar slut först efter </{within}>", _HINT)
        return
