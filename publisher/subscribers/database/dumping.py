"""PostgreSQL's own copies: `pg_dump` and `pg_restore`, given the address where nobody can read it.

A password on a command line can be read by everybody on the machine; these programs take it from
their environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from publisher.problems import Problem, PublisherError
from publisher.subscribers.database.postgres import SCHEMA, environment

_INSTALLED = "/usr/lib/postgresql"
"""Where Debian keeps one version beside another, off everybody's PATH."""
_PATIENCE = 3600


def dumped(address: str, target: Path) -> None:
    """All of our tables as they are at this instant. Raises PublisherError."""
    command = ["--format=custom", "--no-owner", f"--schema={SCHEMA}", f"--file={target}"]
    _run("pg_dump", command, address)


def loaded(address: str, source: Path) -> None:
    """Our tables replaced by those of a dump, all of it or nothing. Raises PublisherError."""
    how = ["--single-transaction", "--clean", "--if-exists", "--no-owner"]
    name = environment(address).get("PGDATABASE", "")
    _run("pg_restore", [*how, f"--dbname={name}", str(source)], address)


def _run(name: str, arguments: list[str], address: str) -> None:
    program = _program(name)
    if program is None:
        text = f"programmet {name} finns inte"
        hint = "Det hör till PostgreSQL: installera postgresql-client, samma version som servern."
        raise PublisherError(Problem(path="", text=text, hint=hint))
    env = {**os.environ, **environment(address), "PGOPTIONS": "-c lock_timeout=30s", "LC_ALL": "C"}
    done = subprocess.run(  # noqa: S603 (arguments of ours)
        [program, *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=_PATIENCE,
    )
    if done.returncode:
        text = f"{name} kunde inte göra sitt"
        hint = "Kontrollera att databasservern är igång, att inget skickas just nu och att "
        hint += f"{name} är minst lika ny som servern."
        raise PublisherError(Problem(path="", text=text, hint=hint))


def _program(name: str) -> str | None:
    """The newest; one that is older than the server cannot read it."""
    found = sorted(Path(_INSTALLED).glob(f"*/bin/{name}"), key=lambda path: path.parts[-3])
    return str(found[-1]) if found else shutil.which(name)
