"""The letter that a new reader gets: a Markdown file of the editor's, beside the texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from publisher.config import Config
from publisher.content.render import Context, render
from publisher.content.source import read
from publisher.model import Page
from publisher.problems import Problem

if TYPE_CHECKING:
    from publisher.content.front_matter import WelcomeFields

FILE = "prenumeranter/valkommen.md"
"""Outside content/: it is no page, and nothing that a build makes."""


def welcome(config: Config) -> tuple[tuple[str, str, str] | None, tuple[Problem, ...]]:
    """Subject, line for the inbox, and fragment; None where there is no file, or it has faults."""
    from publisher.config.fields import check
    from publisher.content.front_matter import WelcomeFields

    file = config.root / FILE
    if not file.exists():
        return None, ()
    found, problems = read(file, FILE)
    if found is None:
        return None, problems
    head, more = check(WelcomeFields, found.front, FILE)
    problems = (*problems, *more)
    if head is None:
        return None, problems
    html, more = _fragment(config, head, found.body, found.body_line)
    problems = (*problems, *more)
    fatal = any(problem.fatal for problem in problems)
    return None if fatal else (head.title, head.preheader, html), problems


def _fragment(
    config: Config, head: WelcomeFields, body: str, line: int
) -> tuple[str, tuple[Problem, ...]]:
    """Links lead to addresses of the site; of other files it knows nothing, for none were read."""
    entry = Page(id="valkommen", source=FILE, url="/", title=head.title, body_line=line)
    context = Context(
        root=Path(config.root),
        extensions=config.markdown,
        urls={},
        hidden={},
        files=(),
        language=config.language,
    )
    rendered, problems = render(entry, body, context)
    return rendered.html, problems
