"""`publisher check` reads the letter that a new reader gets, which no build makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from publisher.build import BuildOptions, check
from publisher.problems import Problem

FILE = "prenumeranter/valkommen.md"


def told(root: Path) -> list[Problem]:
    return [each for each in check(BuildOptions(root=root, jobs=1)) if each.path == FILE]


def test_faults_in_the_welcome_letter_are_told_with_their_line_and_stop_no_build(
    publication: Callable[..., Path],
) -> None:
    root = publication({FILE: "---\ntitle: Hej\n---\n\nVälkommen!\n"})
    assert told(root) == []
    publication({FILE: "---\ntitle: Hej\ntitel: Hej\n---\n\nVälkommen!\n"})
    (head,) = told(root)
    assert (head.line, head.fatal) == (3, False)
    assert "titel" in head.text
    publication({FILE: "---\ntitle: Hej\n---\n\nVälkommen!\n\n[Brev](saknas.md)\n"})
    (link,) = told(root)
    assert (link.line, link.fatal) == (7, False)
