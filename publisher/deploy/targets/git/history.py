"""Which commits of a branch are sites that one can go back to."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.deploy.target import EarlierSite
from publisher.deploy.targets.git.cache import Commit

BUILD, FILES, BACK = "Publisher-Build", "Publisher-Files", "Publisher-Back-To"
"""Lines at the end of a commit's message: which build it is, how many files the site has, and which
commit it goes back to."""


def message(subject: str, build: str, files: int, back: str = "") -> str:
    """What a commit of ours says; `back` is the commit it goes back to."""
    lines = [f"{BUILD}: {build}", f"{FILES}: {files}", *([f"{BACK}: {back}"] if back else [])]
    return "\n".join([subject, "", *lines, ""])


def kept(commit: Commit) -> EarlierSite:
    """The site that a commit of ours is."""
    count = commit.trailer(FILES)
    return EarlierSite(id=commit.id, when=commit.when, files=int(count) if count.isdecimal() else 0)


def earlier(commits: Sequence[Commit]) -> list[Commit]:
    """Our commits before the newest of ours; `commits` are the branch's, newest first.

    A commit that went back to another is that other one: what was gone back from is passed over.
    """
    numbers = {commit.id: number for number, commit in enumerate(commits)}
    found: list[Commit] = []
    number = 0
    while number < len(commits):
        commit = commits[number]
        number += 1
        if commit.trailer(BUILD):
            found.append(commit)
        if goal := commit.trailer(BACK):
            number = numbers.get(goal, len(commits)) + 1
    return found[1:]
