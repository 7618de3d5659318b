"""The publication's folder as a repository: what is changed, saved, fetched and sent, in words.

Nothing here rewrites what was: no rebase, no reset. What cannot be laid together is left as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from publisher.desk.differences import DifferencePart, differences
from publisher.problems import Problem, PublisherError
from publisher.system import git

_TEXTS = (".md", ".yml", ".yaml", ".txt", ".css", ".html", ".jsonl")
_LARGEST = 1_000_000
_NO_NAME = ("Please tell me who you are", "unable to auto-detect email")
_BEHIND = ("non-fast-forward", "fetch first", "[rejected]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFile:
    """A file that is not as it was saved last; `parts` are empty for what is no text."""

    path: str
    what: Literal["new", "changed", "gone"]
    parts: tuple[DifferencePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryState:
    """What is not saved, and how many saved changes have not been sent, or fetched, as last heard.

    `upstream` is where they are sent; empty: nowhere.
    """

    changed: tuple[ChangedFile, ...]
    upstream: str
    ahead: int
    behind: int


class Repository:
    """The repository that a publication lies in, or is."""

    def __init__(self, root: Path) -> None:
        """Only what is below `root` is saved."""
        self._root = root

    @property
    def exists(self) -> bool:
        """Whether there is one, and a git to ask."""
        try:
            return self._git("rev-parse", "--is-inside-work-tree").strip() == "true"
        except PublisherError:
            return False

    def state(self) -> RepositoryState:
        """How it stands. Raises PublisherError when it is none, or git refuses."""
        told = self._git("status", "--porcelain=v1", "-z", "-uall", "--no-renames", "--", ".")
        rows = [row for row in told.split("\0") if row]
        prefix = self._git("rev-parse", "--show-prefix").strip()
        changed = tuple(self._changed(row[:2], row[3:].removeprefix(prefix)) for row in rows)
        upstream = self._upstream()
        ahead = behind = 0
        if upstream:
            counts = self._git("rev-list", "--left-right", "--count", "HEAD...@{upstream}")
            ahead, behind = map(int, counts.split())
        return RepositoryState(changed=changed, upstream=upstream, ahead=ahead, behind=behind)

    def commit(self, message: str) -> int:
        """Save all that has changed; how many files. Raises PublisherError when nothing has."""
        count = len(self.state().changed)
        if not count:
            raise _refused("inget har ändrats sedan det sparades", "Skriv vidare.")
        self._git("add", "--all", "--", ".")
        self._git("commit", "--quiet", f"--message={message}", "--", ".")
        return count

    def pull(self, *, keep_both: bool = False) -> int:
        """Fetch what others have sent, and lay it together with what is here; how much there was.

        Where the same lines were changed nothing is, unless `keep_both`: then both stand, one after
        the other. Raises PublisherError then, and while something here is not saved.
        """
        self._has_upstream()
        self._git("fetch", "--quiet")
        state = self.state()
        if not state.behind:
            return 0
        if state.changed:
            hint = 'Spara dem först: publisher git commit "Vad du har ändrat".'
            raise _refused("ändringar här är inte sparade", hint)
        kept = ("-c", "merge.default=union") if keep_both else ()
        try:
            self._git(*kept, "merge", "--quiet", "--no-edit", "@{upstream}")
        except PublisherError:
            clashing = self._clashing()
            if not clashing:
                raise
            self._git("merge", "--abort")  # all of it was saved: it is as it was before
            raise PublisherError(_clash(path) for path in clashing) from None
        return state.behind

    def push(self) -> int:
        """Send what is saved; how much there was. Raises PublisherError when others were first."""
        self._has_upstream()
        ahead = self.state().ahead
        if ahead:
            self._git("push", "--quiet")
        return ahead

    def _changed(self, code: str, path: str) -> ChangedFile:
        what: Literal["new", "changed", "gone"] = "changed"
        if "D" in code:
            what = "gone"
        elif code == "??" or "A" in code:
            what = "new"
        if not path.endswith(_TEXTS):
            return ChangedFile(path=path, what=what, parts=())
        before = "" if what == "new" else self._git("show", f"HEAD:./{path}")
        parts = differences(before, self._lying(path)) if len(before) < _LARGEST else ()
        return ChangedFile(path=path, what=what, parts=parts)

    def _lying(self, path: str) -> str:
        try:
            with (self._root / path).open("rb") as file:
                return file.read(_LARGEST).decode("utf-8", "replace")
        except OSError:
            return ""

    def _upstream(self) -> str:
        try:
            return self._git("rev-parse", "--abbrev-ref", "@{upstream}").strip()
        except PublisherError:
            return ""

    def _has_upstream(self) -> None:
        if not self._upstream():
            hint = "Säg vart, en gång, i en terminal: git push --set-upstream origin main"
            raise _refused("det står inte vart det ska skickas", hint)

    def _clashing(self) -> list[str]:
        told = self._git("diff", "--name-only", "--diff-filter=U", "-z", "--relative")
        return [path for path in told.split("\0") if path]

    def _git(self, *arguments: str) -> str:
        try:
            return git.run(arguments, self._root, git.clean(), "")
        except FileNotFoundError as error:
            raise _refused("git finns inte på datorn", "Installera git.") from error
        except git.GitFault as fault:
            raise _told(fault.said) from fault


def _clash(path: str) -> Problem:
    hint = (
        "Inget är ändrat här. Enas om vilken text som gäller, eller låt båda stå, efter varandra, "
        "och ta bort det ena: publisher git pull --keep-both"
    )
    return Problem(path=path, text="du och någon annan har ändrat samma rader", hint=hint)


def _told(said: str) -> PublisherError:
    """What git said, in plain words where they are known."""
    if any(sign in said for sign in _NO_NAME):
        hint = "Säg det en gång, i en terminal: git config --global user.name NAMN, och user.email."
        return _refused("git vet inte vem du är", hint)
    if any(sign in said for sign in _BEHIND):
        hint = "Hämta det först: publisher git pull. Inget är skickat."
        return _refused("någon annan har skickat något före dig", hint)
    first = next((line for line in said.splitlines() if line.strip()), "git sade inget")
    hint = "Fråga den som sköter repot, eller gör det i en terminal."
    return _refused(f"git vägrade: {first.removeprefix('fatal: ')}", hint)


def _refused(text: str, hint: str) -> PublisherError:
    return PublisherError(Problem(path="", text=text, hint=hint))
