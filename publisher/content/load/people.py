"""content/forfattare.yml → the people who sign pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from publisher.content.load.paths import SourceFiles
from publisher.content.load.portraits import Portraits
from publisher.content.source import read_text
from publisher.model import Person, ShowLink
from publisher.model.addresses import PEOPLE, slug
from publisher.problems import Problem

if TYPE_CHECKING:
    from publisher.config.fields import Parsed

Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody who signs, by id, and whom the file names although something is wrong with them.

    `named` is None when nobody can tell whom it names: then nobody is unknown. `depends` are the
    pictures that it tells of, whether they are there or not.
    """

    found: tuple[Person, ...] = ()
    named: frozenset[str] | None = frozenset()
    problems: tuple[Problem, ...] = ()
    depends: tuple[str, ...] = ()


def read_people(file: Path | None, sources: SourceFiles | None = None) -> People:
    """Everybody in the file; nobody when there is no file.

    `sources` are the files there are; without them nobody gets a picture, and none is missed.
    """
    from publisher.config.fields import parse

    if file is None:
        return People()
    text, problems = read_text(file, PEOPLE)
    if text is None:
        return People(named=None, problems=problems)
    parsed, problems = parse(text, PEOPLE, go_on=True)
    if parsed is None:
        return People(named=None, problems=problems)
    lost = {str(key[0]) for key in parsed.faulty if key}
    people: list[Person] = []
    all_problems = list(problems)
    depends: list[str] = []
    for id_, own in _each(parsed):
        portraits = Portraits(id_, own, sources)
        person, more = _person(id_, own, portraits)
        all_problems += more
        depends += portraits.depends
        if person is not None:
            people.append(person)
    return People(
        found=tuple(sorted(people, key=lambda person: person.id)),
        named=frozenset(parsed.values) | lost,
        problems=tuple(all_problems),
        depends=tuple(depends),
    )


def _each(parsed: Parsed) -> Iterator[tuple[str, Parsed]]:
    """Each author as a file of their own, in one walk: there may be thousands."""
    from publisher.config.fields import Parsed

    lines: defaultdict[str, dict[Keys, int]] = defaultdict(dict)
    written: defaultdict[str, dict[Keys, str]] = defaultdict(dict)
    faulty: defaultdict[str, set[Keys]] = defaultdict(set)
    for key, line in parsed.lines.items():
        lines[str(key[:1])][key[1:]] = line
    for key, text in parsed.written.items():
        written[str(key[:1])][key[1:]] = text
    for key in parsed.faulty:
        faulty[str(key[:1])].add(key[1:])
    for id_, value in parsed.values.items():
        at = str((id_,))
        yield id_, Parsed(value, lines[at], frozenset(faulty[at]), written[at])


def _person(
    id_: str, own: Parsed, portraits: Portraits
) -> tuple[Person | None, tuple[Problem, ...]]:
    from publisher.config.fields import check
    from publisher.content.front_matter import AuthorFields

    line, value = own.line(), cast("object", own.values)
    if () in own.faulty:
        return None, ()
    if slug(id_) != id_:
        hint = f"Skriv {slug(id_) or 'ett namn med a–z'}: den blir en del av sidans adress."
        text = f"”{id_}” kan inte vara en författares id"
        return None, (Problem(path=PEOPLE, line=line, text=text, hint=hint),)
    if not isinstance(value, dict):
        hint = "Skriv name: och ett namn på raden under, indraget."
        text = f"författaren ”{id_}” saknar uppgifter"
        return None, (Problem(path=PEOPLE, line=line, text=text, hint=hint),)
    fields, problems = check(AuthorFields, own, PEOPLE)
    if fields is None:
        return None, problems
    links = tuple(ShowLink(title=link.title, url=link.url) for link in fields.links)
    image, more = portraits.of(fields)
    made = Person(
        id=id_,
        name=fields.name,
        line=fields.line,
        bio=fields.bio,
        email=fields.email,
        links=links,
        image=image,
    )
    return made, (*problems, *more)
