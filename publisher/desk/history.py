"""What a text has been: as the desk has kept it, and as git has where there is a repository."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from publisher.config.fields.editing import NotEditableError
from publisher.content.load.records import schema_of
from publisher.desk.form import order_of
from publisher.desk.text_files import OpenText, TextEdit, TextFiles, parts_of
from publisher.desk.versions import Versions
from publisher.problems import Problem, PublisherError
from publisher.system import git

_MOST = 60
_GIT = 40
"""Signs of a commit's name; a version of the desk's own has fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastText:
    """One earlier version: when, by which name it is asked for, and what was said of it in git."""

    when: datetime
    name: str
    kept_by: Literal["desk", "git"]
    message: str = ""


class TextHistory:
    """Earlier versions of the texts of one publication."""

    def __init__(self, root: Path, home: Path) -> None:
        """`home` is the folder where the desk remembers."""
        self._root = root
        self._files, self._versions = TextFiles(root, home), Versions(home / "versions")

    def all(self, path: str) -> tuple[PastText, ...]:
        """All there are, the newest first. Raises PublisherError when the path is no text."""
        self._files.place(path)
        kept = [
            PastText(when=each.when, name=each.version, kept_by="desk")
            for each in self._versions.all(path)
        ]
        found = sorted([*kept, *self._in_git(path)], key=lambda each: each.when, reverse=True)
        return tuple(found[:_MOST])

    def read(self, path: str, name: str) -> str:
        """The text of a version. Raises PublisherError when there is none of that name."""
        self._files.place(path)
        data = self._shown(name, path) if len(name) == _GIT else self._versions.read(path, name)
        if data is None:
            hint = "Se vilka som finns: publisher text versions."
            raise PublisherError(Problem(path=path, text="den versionen finns inte", hint=hint))
        return data.decode("utf-8", "replace")

    def current(self, path: str) -> str:
        """The text as it lies there now. Raises PublisherError when there is none."""
        return self._files.open(path).parts.whole

    def put_back(self, path: str, name: str) -> OpenText:
        """Write a version in the place of what is there now, which is kept too.

        Raises PublisherError when there is none of that name, or when the disk refuses.
        """
        old = parts_of(self.read(path, name).replace("\r\n", "\n"))
        now = self._files.open(path)
        head = old.head if now.parts.opening and old.opening else None
        edit = TextEdit(body=old.body, fields={}, head=head)
        try:
            return self._files.save(path, now.version, edit, order_of(schema_of(now.kind, path)))
        except NotEditableError:
            hint = "Rätta huvudet först."
            raise PublisherError(
                Problem(path=path, text="huvudet går inte att läsa", hint=hint)
            ) from None

    def _in_git(self, path: str) -> list[PastText]:
        log = ("log", f"-{_MOST}", "--format=%H%x1f%aI%x1f%s", "--", path)
        try:
            told = git.run(log, self._root, git.clean(), "")
        except (git.GitFault, FileNotFoundError):
            return []
        rows = (line.split("\x1f") for line in told.splitlines())
        return [
            PastText(when=datetime.fromisoformat(when), name=name, kept_by="git", message=message)
            for name, when, message in rows
        ]

    def _shown(self, name: str, path: str) -> bytes | None:
        if not name.isalnum():
            return None
        try:
            return git.run(("show", f"{name}:./{path}"), self._root, git.clean(), "").encode(
                "utf-8", "surrogateescape"
            )
        except (git.GitFault, FileNotFoundError):
            return None
