"""Those who signed the old texts → `content/forfattare.yml`, to which they are added."""

from __future__ import annotations

import json
from pathlib import Path

from publisher.content.load.people import read_people
from publisher.model.addresses import PEOPLE
from publisher.problems import PublisherError, faults


def settled(
    root: Path, authors: dict[str, tuple[str, str]]
) -> tuple[dict[str, tuple[str, str]], str]:
    """Ids that fit those who are there already, and what to add to the file (may be empty).

    Raises PublisherError when the file has faults: nothing can be added to it safely.
    """
    file = root / PEOPLE
    people = read_people(file if file.is_file() else None)
    if fatal := faults(people.problems):
        raise PublisherError(fatal)
    by_name = {person.name.casefold(): person.id for person in people.found}
    taken = {person.id: person.name for person in people.found}
    made: dict[str, tuple[str, str]] = {}
    rows: list[str] = []
    for login, (wanted, name) in authors.items():
        own = by_name.get(name.casefold(), wanted)
        bare, number = own, 2
        while taken.get(own, name).casefold() != name.casefold():
            own, number = f"{bare}-{number}", number + 1
        if own not in taken:
            rows.append(f"{own}:\n  name: {json.dumps(name, ensure_ascii=False)}\n")
        taken.setdefault(own, name)
        by_name.setdefault(name.casefold(), own)
        made[login] = (own, name)
    return made, "\n".join(rows)
