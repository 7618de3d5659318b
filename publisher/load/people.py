"""content/forfattare.yml → the people who sign pieces."""

from __future__ import annotations

from pathlib import Path

from publisher.addresses import slug
from publisher.fields import Parsed, check, parse
from publisher.load.paths import PEOPLE
from publisher.model import Person
from publisher.problems import Problem
from publisher.source import read_text


def read_people(file: Path | None) -> tuple[tuple[Person, ...], tuple[Problem, ...]]:
    """Everybody in the file, by id; nobody when there is no file."""
    if file is None:
        return (), ()
    text, problems = read_text(file, PEOPLE)
    if text is None:
        return (), problems
    parsed, problems = parse(text, PEOPLE)
    if parsed is None:
        return (), problems
    people: list[Person] = []
    for id_, value in parsed.values.items():
        person, more = _person(id_, value, parsed)
        problems = (*problems, *more)
        if person is not None:
            people.append(person)
    return tuple(sorted(people, key=lambda person: person.id)), problems


def _person(id_: str, value: object, parsed: Parsed) -> tuple[Person | None, tuple[Problem, ...]]:
    from publisher.schema import AuthorFields

    line = parsed.line(id_)
    if slug(id_) != id_:
        hint = f"Skriv {slug(id_) or 'ett namn med a–z'}: den blir en del av sidans adress."
        text = f"”{id_}” kan inte vara en författares id"
        return None, (Problem(path=PEOPLE, line=line, text=text, hint=hint),)
    if not isinstance(value, dict):
        hint = "Skriv name: och ett namn på raden under, indraget."
        text = f"författaren ”{id_}” saknar uppgifter"
        return None, (Problem(path=PEOPLE, line=line, text=text, hint=hint),)
    lines = {key[1:]: where for key, where in parsed.lines.items() if key[:1] == (id_,)}
    fields, problems = check(AuthorFields, Parsed(values=value, lines=lines), PEOPLE)
    if fields is None:
        return None, problems
    return Person(id=id_, name=fields.name, bio=fields.bio, email=fields.email), problems
