"""A new text for the author to go on with: the file, its head filled in, and an episode's sound.

Nothing that exists is ever written over. Everything starts as a draft, so that a half-written text
cannot go out with the next build.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from publisher.config import load_config
from publisher.config.fields import one_line, shown
from publisher.media.chapters import as_line, clean, exactly
from publisher.model import Chapter, Show, limits
from publisher.model.addresses import CONTENT, slug
from publisher.problems import Problem, PublisherError, did_you_mean, faults, reason
from publisher.swedish import STOCKHOLM
from publisher.system.disk import composed

_TODO = "Skriv texten här."
# Text that needs no quotes in YAML, short of the words that YAML takes for something else.
_PLAIN = re.compile(r"[A-Za-zÅÄÖåäöÉé][\w åäöÅÄÖéÉ,.!?()”–-]*(?<! )")
_TAKEN = frozenset(["true", "false", "yes", "no", "on", "off", "null", "y", "n"])


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What was made: the Markdown file, the sound beside it when that was copied, and advice."""

    text: Path
    sound: Path | None = None
    advice: tuple[Problem, ...] = ()


def text(root: Path, kind: Literal["article", "edition"], title: str, now: datetime) -> NewEntry:
    """Start an article or an edition. Raises PublisherError when the file is there already."""
    day = now.astimezone(STOCKHOLM)
    title = " ".join(composed(title).split(" ")).strip()
    name = _slug(title)
    if kind == "article":
        path = root / CONTENT / "artiklar" / f"{day:%Y}" / f"{name}.md"
        head = {"title": title, "description": "", "date": f"{day:%Y-%m-%d}"}
    else:
        # A letter comes under the same title every week; the day is what tells one from the next.
        dated = name if name.startswith(f"{day:%Y-%m-%d}") else f"{day:%Y-%m-%d}-{name}"
        path = root / CONTENT / "nyhetsbrev" / f"{dated}.md"
        head = {"title": title, "date": f"{day:%Y-%m-%d}", "subject": title}
    _free(root, path)
    lines = [*_lines(head), *(_gathered(day) if kind == "edition" else [])]
    _write(root, path, lines, _TODO)
    return NewEntry(text=path)


def _gathered(day: datetime) -> list[str]:
    """What a letter gathers: nothing yet. On a Monday the week that is told of has just ended."""
    year, week, _ = (day - timedelta(days=1)).isocalendar()
    told = f"# Ska allt från en vecka vara med, skriv: week: {year}-{week:02}"
    return [told, "articles: []"]


def episode(  # noqa: PLR0913 (what an episode is started from)
    root: Path, settings: str, sound: Path, *, title: str = "", show: str = "", now: datetime
) -> NewEntry:
    """Start an episode from a sound file's own tags, with the sound copied beside the text.

    `title` and `show` may be empty: then the file's own title and the only podcast are meant. A
    sound that lies in `content/avsnitt/` already is used where it is. Raises PublisherError when
    the sound cannot be published, when no title is to be had, and when a file is in the way.
    """
    from publisher.media.audio import absent, measure, own_tags

    if (missing := absent(sound)) is not None:
        raise PublisherError(missing)
    found = measure(sound.parent, sound.name)
    if isinstance(found, Problem):
        raise PublisherError(found)
    own = own_tags(sound)
    title = " ".join((title or own.title).split())
    if not title:
        text_ = "ljudfilen säger inte vad avsnittet heter"
        hint = 'Skriv det: publisher new episode "Rubriken" --audio FIL'
        raise PublisherError(Problem(path=str(sound), text=text_, hint=hint))
    folder, name = root / CONTENT / "avsnitt", _slug(title)
    path, goal = folder / f"{name}.md", folder / (name + sound.suffix.lower())
    if sound.resolve().parent == folder.resolve():
        goal = sound
    _free(root, path, *([] if goal is sound else [goal]))
    description, body = _told(own.comment)
    head = {
        "title": title,
        "description": description,
        "date": own.date or f"{now.astimezone(STOCKHOLM):%Y-%m-%d}",
        "show": _show(root, settings, show).id,
        "audio": goal.name,
        "number": own.number or "",
    }
    _copy(root, sound, goal)
    _write(root, path, [*_lines(head), *_chapters(own.chapters)], body or _TODO)
    return NewEntry(text=path, sound=None if goal is sound else goal, advice=found.advice)


def _show(root: Path, settings: str, wanted: str) -> Show:
    from publisher.media import images

    config, problems = load_config(root, settings, measure=images.measure)
    if config is None:
        raise PublisherError(faults(problems))
    shows = {show.id: show for show in config.shows}
    if wanted in shows:
        return shows[wanted]
    if not wanted and len(shows) == 1:
        return next(iter(shows.values()))
    if not shows:
        said = "här finns ingen podd än"
        hint = f"Skriv först feeds/{slug(wanted) or 'podden'}.yml, med kind: podcast, title, "
        hint += "description, author, owner, image och categories. "
        hint += "publisher check säger vad som fattas."
    elif wanted:
        said = f"podden ”{wanted}” finns inte: feeds/{wanted}.yml saknas"
        hint = f"{did_you_mean(wanted, shows)}Finns: {', '.join(shows)}."
    else:
        said = "det står inte vilken podd avsnittet hör till"
        hint = f"Skriv --show och poddens id. Finns: {', '.join(shows)}."
    raise PublisherError(Problem(path="feeds", text=said, hint=hint))


def _slug(title: str) -> str:
    """A name that every disk can hold, cut between words; the title is kept whole in the head."""
    try:
        title = one_line(title)
    except ValueError as error:
        text, hint = [*error.args, ""][:2]
        hint = hint or "Skriv den på en enda rad."
        raise PublisherError(Problem(path="", text=f"rubriken {text}", hint=hint)) from error
    name = slug(title)
    if len(name) > limits.NAME_CHARS:
        whole, _, _ = name[: limits.NAME_CHARS + 1].rpartition("-")
        name = whole or name[: limits.NAME_CHARS]
    if name:
        return name
    hint = "Ta med någon bokstav a–ö eller siffra: av rubriken blir filens namn och adress."
    text = f"rubriken {shown(title)} ger ingen adress" if title.strip() else "rubriken är tom"
    raise PublisherError(Problem(path="", text=text, hint=hint))


def _free(root: Path, *paths: Path) -> None:
    """Raise PublisherError for every file that is in the way."""
    hint = "Välj en annan rubrik, eller skriv vidare i den filen."
    taken = [path for path in paths if path.exists()]
    if taken:
        raise PublisherError(
            Problem(path=path.relative_to(root).as_posix(), text="filen finns redan", hint=hint)
            for path in taken
        )


def _told(comment: str) -> tuple[str, str]:
    """A comment as a dek of one paragraph, and the rest as body."""
    first, _, rest = comment.strip().partition("\n\n")
    return " ".join(first.split()), rest.strip()


def _lines(head: Mapping[str, object]) -> list[str]:
    return [f"{name}: {_value(value)}".rstrip() for name, value in head.items() if value != ""]


def _value(value: object) -> str:
    written = str(value)
    if isinstance(value, int) or re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        return written
    if _PLAIN.fullmatch(written) and written.lower() not in _TAKEN:
        return written
    return json.dumps(written, ensure_ascii=False)


def _chapters(chapters: tuple[Chapter, ...]) -> list[str]:
    if not chapters:
        return []
    return [
        "chapters:",
        *(f"  - {json.dumps(_row(each), ensure_ascii=False)}" for each in chapters),
    ]


def _row(chapter: Chapter) -> str | dict[str, str]:
    """A line, or the longer form for a chapter that a line does not hold: one with an address."""
    if line := as_line(chapter):
        return line
    row = {"start": exactly(chapter.start), "title": clean(chapter.title), "url": chapter.url}
    return {name: value for name, value in row.items() if value}


def _copy(root: Path, sound: Path, goal: Path) -> None:
    """Whole or not at all, so that a full disk leaves nothing that looks like an episode."""
    if goal is sound:
        return
    partial = goal.with_name(f".{goal.name}.part")
    try:
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sound, partial)
        partial.replace(goal)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise _unwritten(root, goal, error) from error


def _write(root: Path, path: Path, head: list[str], body: str) -> None:
    """Whole or not at all; a file that came there in the meantime stays as it is."""
    ours = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            ours = True
            file.write("\n".join(["---", *head, "draft: true", "---", "", body, ""]))
    except OSError as error:
        if ours:
            path.unlink(missing_ok=True)
        raise _unwritten(root, path, error) from error


def _unwritten(root: Path, path: Path, error: OSError) -> PublisherError:
    hint = "Rätta till det och kör kommandot igen."
    said = f"gick inte att skriva: {reason(error)}"
    place = path.relative_to(root).as_posix()
    return PublisherError(Problem(path=place, text=said, hint=hint))
