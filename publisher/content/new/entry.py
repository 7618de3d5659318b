"""A new text for the author to go on with: the file, its head filled in, and an episode's sound.

Nothing that exists is ever written over. Everything starts as a draft, so that a half-written text
cannot go out with the next build.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from publisher.config import load_config
from publisher.content.new.following import Records, next_letter, next_number, rows
from publisher.content.new.writing import free, lines, name_of, unwritten, write
from publisher.media.chapters import as_line, clean, exactly
from publisher.model import Chapter, Show
from publisher.model.addresses import CONTENT, slug
from publisher.problems import Problem, PublisherError, did_you_mean, faults
from publisher.swedish import STOCKHOLM
from publisher.system.disk import composed

if TYPE_CHECKING:
    from publisher.media.audio.own import OwnTags

_TODO = "Skriv texten här."
_USUAL_OF_PIECE = (
    "description: Vad texten handlar om, i en mening.",
    "authors: [redaktionen]",
    "categories: [Politik]",
    "tags: [Kina, handel]",
    "image: bild.jpg",
    "image_alt: Vad bilden visar",
)
_USUAL = {
    "article": (*_USUAL_OF_PIECE, "mail: {send: true, subject: Brevets ämnesrad}"),
    "edition": ("preheader: Raden efter ämnet", "layout: full"),
    "page": ("description: Vad sidan handlar om, i en mening.", "menu: 3"),
    "episode": (
        *_USUAL_OF_PIECE,
        "number: 12",
        "season: 1",
        "transcript: avsnitt.vtt",
        'chapters: ["00:00 Inledning", "01:30 Mera"]',
        "people: [{name: Förnamn Efternamn, role: guest}]",
    ),
}
"""What is often written in a head, as comments to take the sign away from; see the handbook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What was made: the Markdown file, the sound beside it when that was copied, and advice.

    `gathered` are the titles of what a letter begins with, counted from `since`.
    """

    text: Path
    sound: Path | None = None
    gathered: tuple[str, ...] = ()
    since: str = ""
    advice: tuple[Problem, ...] = ()


def text(
    root: Path, kind: Literal["article", "page"], title: str, now: datetime, name: str = ""
) -> NewEntry:
    """Start an article or a page, in a file of that `name` or one made of the title.

    Raises PublisherError when the file is there already.
    """
    day = now.astimezone(STOCKHOLM)
    title = _on_one_line(title)
    name = name_of(title, name)
    head: dict[str, object]
    if kind == "page":
        path = root / CONTENT / "sidor" / f"{name}.md"
        head = {"title": title}
    else:
        path = root / CONTENT / "artiklar" / f"{day:%Y}" / f"{name}.md"
        head = {"title": title, "date": f"{day:%Y-%m-%d}"}
    free(root, path)
    _write(root, path, lines(head, _USUAL[kind]), _TODO)
    return NewEntry(text=path)


def edition(
    root: Path, records: Records, now: datetime, title: str = "", name: str = ""
) -> NewEntry:
    """Start a letter with what is published since the last one, in the order of the newest first.

    `records` are all entries that there are. Without a `title` it is called as the last one with
    the next number. Raises PublisherError when the file is there already.
    """
    letter = next_letter(records, _on_one_line(title), now)
    day, name = letter.date[:10], name_of(letter.title, name)
    # A letter comes under the same title every week; the day is what tells one from the next.
    dated = name if name.startswith(day) else f"{day}-{name}"
    path = root / CONTENT / "nyhetsbrev" / f"{dated}.md"
    free(root, path)
    head = {"title": letter.title, "date": letter.date, "subject": letter.subject}
    _write(root, path, [*lines(head, _USUAL["edition"]), *rows(letter)], _TODO)
    titles = tuple(piece.title for piece in letter.pieces)
    return NewEntry(text=path, gathered=titles, since=letter.since)


def _on_one_line(title: str) -> str:
    return " ".join(composed(title).split(" ")).strip()


def episode(  # noqa: PLR0913 (what an episode is started from)
    root: Path,
    settings: str,
    sound: Path,
    *,
    title: str = "",
    show: str = "",
    name: str = "",
    now: datetime,
    records: Records = MappingProxyType({}),
) -> NewEntry:
    """Start an episode from a sound file's own tags, with the sound copied beside the text.

    Among `records`, all entries there are, it is found which number comes next in the podcast.
    What is empty of `title`, `show` and `name` is the file's own, the only podcast, and made of
    the title. A sound that lies in `content/avsnitt/` already is used where it is. Raises
    PublisherError when the sound cannot be published, when no title is to be had, and when a file
    is in the way.
    """
    own, advice = _heard(sound)
    title = _titled(title or own.title, sound)
    folder, name = root / CONTENT / "avsnitt", name_of(title, name)
    path, goal = folder / f"{name}.md", folder / (name + sound.suffix.lower())
    if sound.resolve().parent == folder.resolve():
        goal = sound
    free(root, path, *([] if goal is sound else [goal]))
    description, body = _told(own.comment)
    show = _show(root, settings, show).id
    head = {
        "title": title,
        "description": description,
        "date": own.date or f"{now.astimezone(STOCKHOLM):%Y-%m-%d}",
        "show": show,
        "audio": goal.name,
        **_numbered(own, records, show),
    }
    _copy(root, sound, goal)
    with _whole_or_not_at_all(sound, goal):
        _write(root, path, _with_chapters(lines(head, _USUAL["episode"]), own), body or _TODO)
    return NewEntry(text=path, sound=None if goal is sound else goal, advice=advice)


@contextmanager
def _whole_or_not_at_all(sound: Path, goal: Path) -> Iterator[None]:
    """Take the copy back when its text was not written: alone it looks like an episode."""
    try:
        yield
    except BaseException:  # Ctrl-C among them
        if goal is not sound:
            goal.unlink(missing_ok=True)
        raise


def _heard(sound: Path) -> tuple[OwnTags, tuple[Problem, ...]]:
    """What the sound says of itself, and advice about it."""
    from publisher.media.audio import absent, measure, own_tags

    if (missing := absent(sound)) is not None:
        raise PublisherError(missing)
    found = measure(sound.parent, sound.name)
    if isinstance(found, Problem):
        raise PublisherError(found)
    return own_tags(sound), found.advice


def _titled(title: str, sound: Path) -> str:
    if title := " ".join(title.split()):
        return title
    text_ = "ljudfilen säger inte vad avsnittet heter"
    hint = 'Skriv det: publisher new episode "Rubriken" --audio FIL'
    raise PublisherError(Problem(path=str(sound), text=text_, hint=hint))


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
        as_wanted = f" --slug {wanted}" if wanted and wanted == slug(wanted) else ""
        hint = f'Börja på en: publisher new show "Poddens namn"{as_wanted}'
    elif wanted:
        said = f"podden ”{wanted}” finns inte: feeds/{wanted}.yml saknas"
        hint = f"{did_you_mean(wanted, shows)}Finns: {', '.join(shows)}."
    else:
        said = "det står inte vilken podd avsnittet hör till"
        hint = f"Skriv --show och poddens id. Finns: {', '.join(shows)}."
    raise PublisherError(Problem(path="feeds", text=said, hint=hint))


def _told(comment: str) -> tuple[str, str]:
    """A comment as a dek of one paragraph, and the rest as body."""
    first, _, rest = comment.strip().partition("\n\n")
    return " ".join(first.split()), rest.strip()


def _numbered(own: OwnTags, records: Records, show: str) -> dict[str, object]:
    number, season = next_number(records, show)
    return {"number": own.number or number or "", "season": season or ""}


def _with_chapters(head: list[str], own: OwnTags) -> list[str]:
    if not own.chapters:
        return head
    return [
        *(row for row in head if not row.startswith("# chapters:")),
        "chapters:",
        *(f"  - {json.dumps(_row(each), ensure_ascii=False)}" for each in own.chapters),
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
        raise unwritten(root, goal, error) from error
    finally:
        partial.unlink(missing_ok=True)


def _write(root: Path, path: Path, head: list[str], body: str) -> None:
    write(root, path, "\n".join(["---", *head, "draft: true", "---", "", body, ""]))
