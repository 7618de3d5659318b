"""What the mail programs in the settings do not show of a letter, and who is to put it right."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from publisher.mailclients import Accepted, Finding, check, spoken, table, used
from publisher.model import Edition, Piece
from publisher.problems import Problem, PublisherError, did_you_mean, faults
from publisher.swedish import listing
from publisher.work import ThemeFile, Work

if TYPE_CHECKING:
    from publisher.fields import Parsed

ACCEPTED = "mail/accepted.yml"


class Clients:
    """The mail programs of one build, and what the theme accepts that they lack.

    Reads the theme's files when they are first asked for. PublisherError if what the theme accepts
    is not written as it should be.
    """

    def __init__(self, work: Work) -> None:
        """Remember the build; reads nothing."""
        self._work = work

    def findings(self, html: str) -> tuple[Finding, ...]:
        """All that some program does not show of a letter, worst first."""
        return check(html, self._work.config.mail.clients, self._accepted)

    def problems(self, entry: Piece | Edition, found: tuple[Finding, ...]) -> Iterator[Problem]:
        """What is to be put right: in the publication's own templates, or else in the text.

        What only our own templates use is ours to answer for, and is in no author's way.
        """
        for one in found:
            if one.accepted or one.level == "unknown":
                continue
            if place := self._own.get(one.feature.slug):
                yield _of_template(one, *place)
            elif one.feature.slug not in self._ours:
                yield _of_text(one, entry)

    @cached_property
    def _accepted(self) -> tuple[Accepted, ...]:
        file = self._work.theme.get(ACCEPTED)
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
        names = (name for name in sorted(self._work.theme) if name.startswith("mail/"))
        return [
            self._work.theme[name]
            for name in names
            if name.endswith((".html", ".css")) and not name.startswith("mail/preview")
        ]

    def _path(self, file: ThemeFile) -> str:
        """The file as a Problem names it; of the theme that came along, `@theme/…`."""
        config = self._work.config
        own = config.root / config.theme if config.theme else None
        if own and file.path.is_relative_to(own):
            return file.path.relative_to(config.root).as_posix()
        return f"@theme/mail/{file.path.name}"


def read_accepted(file: ThemeFile, path: str) -> tuple[tuple[Accepted, ...], tuple[Problem, ...]]:
    """What a theme accepts that some programs lack, and every fault in how it says so."""
    from publisher.fields import parse
    from publisher.source import read_text

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
    from publisher.config.schema_accepted import AcceptedFields
    from publisher.fields import Parsed as Parsed_
    from publisher.fields import check as fitted

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


def _features(file: ThemeFile) -> dict[str, int]:
    text = file.path.read_text("utf-8")
    return used(f"<style>{text}</style>" if file.path.suffix == ".css" else text)


def _of_template(found: Finding, path: str, line: int) -> Problem:
    if found.level == "breaks":
        hint = "Gör på något annat sätt: det här kan inte alla läsare vara utan."
        return Problem(path=path, line=line, text=_said(found), hint=hint)
    hint = f"Gör på något annat sätt, eller godta {found.feature.slug} i {ACCEPTED} och säg varför."
    return Problem(path=path, line=line, text=_said(found), hint=hint, fatal=False)


def _of_text(found: Finding, entry: Piece | Edition) -> Problem:
    hint = "Så blir det i brevet, inte på webben. Se efter i brevets preview.html."
    return Problem(path=entry.source, text=_said(found), hint=hint, fatal=False)


def _said(found: Finding) -> str:
    names = listing([spoken(one) for one in found.missing or found.clients])
    return f"{names} {found.verb} {found.feature.title}: {found.meaning}"
