"""What the commands share: the options all of them take, and how faults and figures are shown."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publisher.problems import Coming, Problem, PublisherError, printable
from publisher.system.disk import on_disk
from publisher.system.parallel import INDEXING, unheard
from publisher.system.platform import cores

if TYPE_CHECKING:
    from publisher.build import BuildOptions


def common(function: Callable[..., None]) -> Callable[..., None]:
    """The options that most commands of a publication have."""
    verbose = click.option("-v", "--verbose", is_flag=True, help="Skriv ut namnet på varje fil.")
    return config_option(quiet_option(verbose(function)))


def config_option(function: Callable[..., None]) -> Callable[..., None]:
    """The option `--config`."""
    text = "Inställningarna. Förval: mkdocs.yml, här eller i en mapp ovanför."
    return click.option("--config", default="mkdocs.yml", metavar="FIL", help=text)(function)


def quiet_option(function: Callable[..., None]) -> Callable[..., None]:
    """The option `--quiet`."""
    text = "Skriv bara ut det som är fel."
    return click.option("-q", "--quiet", is_flag=True, help=text)(function)


class Hour(click.ParamType[datetime]):
    """A time as `2026-12-24` or `2026-12-24T08:00`; without a zone it is Swedish time."""

    name = "TID"

    def convert(
        self,
        value: Any,  # noqa: ANN401 (as click calls it)
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        """An aware time."""
        from publisher.swedish import STOCKHOLM

        if isinstance(value, datetime):
            return value
        try:
            when = datetime.fromisoformat(value)
        except ValueError:
            self.fail("skriv som 2026-12-24 eller 2026-12-24T08:00", param, ctx)
        return when if when.tzinfo else when.replace(tzinfo=STOCKHOLM)


def now_option(function: Callable[..., None]) -> Callable[..., None]:
    """The option `--now`."""
    text = "Gör som om klockan vore så mycket, till exempel 2026-12-24T08:00. Förval: nu."
    return click.option("--now", type=Hour(), help=text)(function)


PROGRESS = "PUBLISHER_PROGRESS"
"""Set where the desk reads what is printed, see `publisher/desk/running.py`."""
_LONG = 48
"""Fewer items than this are done before anyone could read how far it has come."""


def options_of(  # noqa: PLR0913 (one for each option of a command line)
    config: str,
    now: datetime | None,
    *,
    jobs: int | None = None,
    clean: bool = False,
    quiet: bool = False,
    search: bool = True,
) -> BuildOptions:
    """What the command line says, for a build. Raises PublisherError without a settings file."""
    from publisher.build import BuildOptions

    file = settings_file(config)
    if file is None:
        hint = "Gå till publikationens mapp, eller peka ut filen: --config MAPP/mkdocs.yml"
        text = "inställningsfilen finns inte"
        if Path(config).name == config:
            text = "inställningsfilen finns varken här eller i någon mapp ovanför"
        raise PublisherError(Problem(path=config, text=text, hint=hint))
    return BuildOptions(
        root=file.parent.resolve(),
        file=file.name,
        jobs=jobs or cores(),
        clean=clean,
        now=now or datetime.now(UTC),
        on_progress=unheard if quiet else progress(),
        search=search,
    )


def settings_file(config: str) -> Path | None:
    """The settings as they were pointed out; a bare name is sought upwards too, as git does."""
    file = Path(config)
    if file.is_file():
        return file
    above = Path.cwd().parents if file.name == config else ()
    return next((each for folder in above if (each := folder / config).is_file()), None)


def progress() -> Callable[[str, int, int], None]:
    """How far it has come: for a terminal, on lines of its own for the desk, or for nobody."""
    if sys.stderr.isatty():
        return _progress
    return _told_to_the_desk if PROGRESS in os.environ else unheard


def _told_to_the_desk(stage: str, done: int, total: int) -> None:
    if done % 10 == 0 or done == total or stage == INDEXING:
        click.echo(f"\x1f{stage} {done} av {total}…", err=True)


def _progress(stage: str, done: int, total: int) -> None:
    """One line on the terminal, written over itself and wiped when the stage is done."""
    slow = stage == INDEXING
    if not slow and (total < _LONG or (done % 10 and done < total)):
        return
    line = f"{stage} {done} av {total}…" if done < total else ""
    click.echo(f"\r\x1b[K{line}", nl=False, err=True)


def about(paths: tuple[str, ...], problems: tuple[Problem, ...], root: Path) -> tuple[Problem, ...]:
    """Those that stand in one of the files or folders; all of them when none is named.

    Faults in the settings are about every file: none has been read.
    """
    wanted = [Path(path).resolve() for path in paths]
    for path, place in zip(paths, wanted, strict=True):
        if not place.exists():
            hint = "Kontrollera namnet på filen."
            raise PublisherError(Problem(path=path, text="finns inte", hint=hint))
    return tuple(
        problem
        for problem in problems
        if not wanted
        or (problem.fatal and _settings(problem.path))
        or any(on_disk(root, problem.path).is_relative_to(place) for place in wanted)
    )


def _settings(path: str) -> bool:
    return path.startswith("feeds/") or ("/" not in path and path.endswith((".yml", ".yaml")))


def say(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print text of ours, with whatever of others' stands in it made printable line by line.

    Everything that commands print goes through here, but for lines that are written over.
    """
    click.echo("\n".join(map(printable, text.split("\n"))), err=err, nl=nl)


def for_programs(facts: object) -> str:
    """For programs: what a terminal could be steered by is escaped, so that nothing is lost."""
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    return "".join(
        sign if sign == "\n" or printable(sign) == sign else f"\\u{ord(sign):04x}" for sign in text
    )


def show(problems: Iterable[Problem]) -> None:
    """Print faults and advice where faults belong."""
    for problem in problems:
        text = str(problem) if problem.fatal else f"Råd: {problem}"
        say(text, err=True)


def show_all(problems: Iterable[Problem]) -> None:
    """What a check found: of what is out first, then of drafts, then of each coming hour."""
    parts: dict[Coming, list[Problem]] = {}
    now = []
    for problem in problems:
        if problem.coming is None:
            now.append(problem)
        else:
            parts.setdefault(replace(problem.coming, stops=False), []).append(problem)
    show(now)
    for part in sorted(parts, key=lambda part: part.at or datetime.min.replace(tzinfo=UTC)):
        say(f"\n{_heading(part.at)}", err=True)
        for problem in sorted(parts[part], key=_gravity):
            say(f"{'Råd' if _gravity(problem) else 'Blir fel'}: {problem}", err=True)


def _heading(at: datetime | None) -> str:
    from publisher.swedish import STOCKHOLM, day

    if at is None:
        return "Utkast:"
    return f"Publiceras {day(at)} kl. {at.astimezone(STOCKHOLM):%H.%M}:"


def _gravity(problem: Problem) -> bool:
    """Whether it is advice also when its day has come; that stands last."""
    return not (problem.coming and problem.coming.stops)


def advised(problems: Iterable[Problem]) -> str:
    """The line after a check that found no faults."""
    problems = tuple(problems)
    now = [each for each in problems if each.coming is None]
    later = [each for each in problems if each.coming is not None]
    stops = sum(not _gravity(each) for each in later)
    advice = plural(len(later) - stops, "råd", "råd") if len(later) > stops else ""
    faults_ = f"{plural(stops, 'fel', 'fel')} att rätta innan" if stops else ""
    coming = " och ".join(part for part in (faults_, advice) if part)
    return " ".join(
        part
        for part in (
            "Inga fel.",
            f"{plural(len(now), 'råd', 'råd')}." if now else "",
            f"Om det som inte är publicerat än: {coming}." if later else "",
        )
        if part
    )


def sum_up(problems: tuple[Problem, ...], *, half: bool = False) -> str:
    """The line after the faults; `half` when they came after part of it was written."""
    return f"{len(problems)} fel. {'En del skrevs.' if half else 'Inget skrevs.'}"


def plural(count: int, one: str, many: str) -> str:
    """`1 ny fil`, `2 048 nya filer`."""
    from publisher.swedish import number

    return f"{number(count)} {one if count == 1 else many}"


def stage_table(stages: Mapping[str, float]) -> str:
    """A line for each stage of a build: its name, its seconds, its share of them all."""
    whole, width = sum(stages.values()) or 1, max(map(len, stages), default=0)
    rows = []
    for name, took in stages.items():
        seconds_ = f"{took:.2f}".replace(".", ",")
        rows.append(f"  {name:{width}} {seconds_:>7} s {round(100 * took / whole):>3} %")
    return "\n".join(rows)


def list_files(added: Iterable[str], changed: Iterable[str], removed: Iterable[str]) -> None:
    """Every path of a build or a deploy, with what happened to it."""
    for mark, paths in (("+", added), ("~", changed), ("-", removed)):
        for path in paths:
            say(f"  {mark} {path}")


def count(added: tuple[str, ...], changed: tuple[str, ...], removed: tuple[str, ...]) -> str:
    """What was done in numbers: `2 nya filer, 1 ändrad.`."""
    parts = [
        plural(len(added), "ny fil", "nya filer") if added else "",
        plural(len(changed), "ändrad", "ändrade") if changed else "",
        plural(len(removed), "borttagen", "borttagna") if removed else "",
    ]
    text = ", ".join(part for part in parts if part)
    return f"{text}." if text else "Inget har ändrats."


def seconds(value: float) -> str:
    """Time as `1,2 s`."""
    return f"{value:.1f} s".replace(".", ",").replace(" ", "\u00a0")


def size(amount: int) -> str:
    """Bytes as `12 kB` or `1,2 MB`."""
    if amount < 1_000_000:  # noqa: PLR2004
        return f"{-(-amount // 1000)}\u00a0kB"
    return f"{amount / 1_000_000:.1f}\u00a0MB".replace(".", ",")
