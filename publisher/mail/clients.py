"""What the mail programs in the settings do not show of a letter, and who is to put it right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from publisher.config.standards.mail_clients import spoken, table, together
from publisher.engine.recipes import BuildContext, ThemeFile
from publisher.mail.compatibility import Accepted, MailFinding, check, used
from publisher.mail.letter import Letter
from publisher.mail.source_lines import place
from publisher.model import Edition, Piece
from publisher.problems import Problem, PublisherError, did_you_mean, faults
from publisher.swedish import listing

if TYPE_CHECKING:
    from publisher.config.fields import Parsed

ACCEPTED = "mail/accepted.yml"
_NAMED = 3
"""So many programs are each named in a sentence; more are named by their families."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedFinding(MailFinding):
    """A finding, and the file and line (from 1) where it is put right, as far as that is known.

    `theirs` tells that it comes of the publication's own template or style sheet. No path: it is of
    the templates that came along.
    """

    path: str = ""
    at: int | None = None
    theirs: bool = False

    @property
    def where(self) -> str:
        """The file and the line in words, for the author; else the line of the HTML itself."""
        name, at = (
            (self.path.rpartition("/")[2], self.at) if self.path else ("index.html", self.line)
        )
        return f"{name} (rad\u00a0{at})" if at else name


class Clients:
    """The mail programs of one build, and what the theme accepts that they lack.

    Reads the theme's files when they are first asked for. PublisherError if what the theme accepts
    is not written as it should be.
    """

    def __init__(self, context: BuildContext) -> None:
        """`context` has the mail programs in its settings; nothing is read yet."""
        self._context = context

    def findings(self, html: str) -> tuple[MailFinding, ...]:
        """All that some program does not show of a letter, worst first."""
        return check(html, self._context.config.mail.clients, self._accepted)

    def traced(
        self, entry: Piece | Edition, letter: Letter, found: tuple[MailFinding, ...]
    ) -> tuple[MailFinding, ...]:
        """The same findings; what is to be put right is Traced, to a template or else to a text.

        May read the files of the texts that the letter shows.
        """
        return tuple(
            one if one.accepted or one.level == "unknown" else self._traced(entry, letter, one)
            for one in found
        )

    def _traced(self, entry: Piece | Edition, letter: Letter, one: MailFinding) -> TracedFinding:
        slug = one.feature.slug
        facts = {field: getattr(one, field) for field in MailFinding.__slots__}
        if own := self._own.get(slug):
            return TracedFinding(**facts, path=own[0], at=own[1], theirs=True)
        if slug in self._ours:
            return TracedFinding(**facts)
        found = place(self._context, entry, letter, slug)
        return TracedFinding(**facts, path=found.path, at=found.line)

    def problems(self, found: tuple[MailFinding, ...]) -> Iterator[Problem]:
        """What is to be put right: in the publication's own templates, or else in the text.

        What only our own templates use is ours to answer for, and is in no author's way.
        """
        for one in found:
            if isinstance(one, TracedFinding) and one.path:
                yield self._of_template(one) if one.theirs else self._of_text(one)

    def _of_template(self, found: TracedFinding) -> Problem:
        text, path, line = self._said(found), found.path, found.at
        if found.level == "breaks":
            hint = "Gör på något annat sätt: det här kan inte alla läsare vara utan."
            return Problem(path=path, line=line, text=text, hint=hint)
        slug = found.feature.slug
        hint = f"Gör på något annat sätt, eller godta {slug} i {ACCEPTED} och säg varför."
        return Problem(path=path, line=line, text=text, hint=hint, fatal=False)

    def _of_text(self, found: TracedFinding) -> Problem:
        hint = (
            "På webben blir det som du skrev. "
            "Se i brevets preview.html om det duger, eller skriv om det."
        )
        text = self._said(found)
        return Problem(path=found.path, line=found.at, text=text, hint=hint, fatal=False)

    def _said(self, found: MailFinding) -> str:
        names = listing(self._named(found.missing or found.clients))
        return f"{names} {found.verb} {found.feature.title}: {found.meaning}"

    def _named(self, clients: tuple[str, ...]) -> list[str]:
        """Programs as a sentence has them; of more than a few, a whole family as one."""
        if len(clients) <= _NAMED:
            return [spoken(one) for one in clients]
        asked = _families(self._context.config.mail.clients)
        names = []
        for family, rows in _families(clients):
            (name,) = together(rows)
            names.append(name.partition(" (")[0] if (family, rows) in asked else name)
        return names

    @cached_property
    def _accepted(self) -> tuple[Accepted, ...]:
        file = self._context.theme.get(ACCEPTED)
        accepted, problems = read_accepted(file, self._path(file)) if file else ((), ())
        if faults(problems):
            raise PublisherError(problems)
        return accepted

    @cached_property
    def _own(self) -> dict[str, tuple[str, int]]:
        """Feature → file and line, in the templates that are the publication's own."""
        places: dict[str, tuple[str, int]] = {}
        for file in self._templates:
            if not self._path(file).startswith("@"):
                for slug, line in _features(file).items():
                    places.setdefault(slug, (self._path(file), line))
        return places

    @cached_property
    def _ours(self) -> frozenset[str]:
        """Features of the templates that came along."""
        files = (file for file in self._templates if self._path(file).startswith("@"))
        return frozenset(slug for file in files for slug in _features(file))

    @property
    def _templates(self) -> list[ThemeFile]:
        names = (name for name in sorted(self._context.theme) if name.startswith("mail/"))
        return [
            self._context.theme[name]
            for name in names
            if name.endswith((".html", ".css")) and not name.startswith("mail/preview")
        ]

    def _path(self, file: ThemeFile) -> str:
        """The file as a Problem names it; of the theme that came along, `@theme/…`."""
        config = self._context.config
        own = config.root / config.theme if config.theme else None
        if own and file.path.is_relative_to(own):
            return file.path.relative_to(config.root).as_posix()
        return f"@theme/mail/{file.path.name}"


def read_accepted(file: ThemeFile, path: str) -> tuple[tuple[Accepted, ...], tuple[Problem, ...]]:
    """What a theme accepts that some programs lack, and every fault in how it says so."""
    from publisher.config.fields import parse
    from publisher.content.source import read_text

    text, problems = read_text(file.path, path)
    parsed, more = parse(text, path) if text is not None else (None, ())
    if parsed is None:
        return (), (*problems, *more)
    read = [_row(slug, value, parsed, path) for slug, value in parsed.values.items()]
    accepted = tuple(each for each, _ in read if each)
    return accepted, (*problems, *more, *(one for _, faulty in read for one in faulty))


def _row(
    slug: str, value: object, parsed: Parsed, path: str
) -> tuple[Accepted | None, tuple[Problem, ...]]:
    from publisher.config.fields import Parsed as Parsed_
    from publisher.config.fields import check as fitted
    from publisher.config.schema_accepted import AcceptedFields

    line = parsed.line(slug)
    if slug not in table().features:
        hint = f"{did_you_mean(slug, table().features)}Namnen står på caniemail.com."
        text = f"”{slug}” är inget vi känner"
        return None, (Problem(path=path, line=line, text=text, hint=hint),)
    if not isinstance(value, dict):
        hint = "Skriv clients: och reason: på raderna under, indragna."
        text = f"”{slug}” saknar uppgifter"
        return None, (Problem(path=path, line=line, text=text, hint=hint),)
    inside = {key[1:]: where for key, where in parsed.lines.items() if key[:1] == (slug,)}
    fields, problems = fitted(AcceptedFields, Parsed_(values=value, lines=inside), path)
    if fields is None:
        return None, problems
    return Accepted(feature=slug, clients=tuple(fields.clients), reason=fields.reason), problems


def _families(clients: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    grouped = groupby(clients, key=lambda one: one.partition(".")[0])
    return [(family, tuple(rows)) for family, rows in grouped]


def _features(file: ThemeFile) -> dict[str, int]:
    text = file.path.read_text("utf-8")
    return used(f"<style>{text}</style>" if file.path.suffix == ".css" else text)
