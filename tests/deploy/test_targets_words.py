"""What git says when it refuses, in Swedish: the cause, the way out, and no English but the answer."""

from __future__ import annotations

import pytest

from publisher.deploy.targets.git.words import problem, problem_here


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (" ! [rejected]        x -> gh-pages (stale info)", "någon annan har lagt ut"),
        (
            "fatal: not a git repository (or any of the parent directories): .git",
            "i något git-repo",
        ),
        ("remote: error: GH001: Large files detected.", "för stor"),
        ("remote: error: GH006: Protected branch update failed", "skyddad"),
        ("fatal: Authentication failed for 'https://x.se/'", "släpps inte in"),
        ("fatal: unable to access 'x': Could not resolve host: x", "inte att nå"),
        ("fatal: unable to access 'x': SSL certificate problem: expired", "certifikatet"),
        ("fatal: detected dubious ownership in repository at '/srv/x'", "ägs av någon annan"),
        ("fatal: Unable to create '/srv/x/gh.lock': File exists.", "en annan git-körning"),
        ("remote: Write access to repository not granted.", "går bara att läsa"),
        ("fatal: unable to access 'x': The requested URL returned error: 503", "fel hos sig"),
        ("fatal: unable to access 'x': The requested URL returned error: 429", "fel hos sig"),
        ("git: 'remote-ftps' is not a git command. remote helper 'ftps'", "på det sätt"),
        ("! [remote rejected] x -> y (shallow update not allowed)", "hela sin historia"),
        ("fatal: 'a..b' is not a valid branch name", "grenens namn"),
        ("remote: Stopp: se https://exempel.se/x\n! [remote rejected] (hook declined)", "vägrade"),
        ("error: something nobody has seen", "känner till"),
        ("", "känner till"),
    ],
)
def test_what_git_says_is_said_in_swedish(said: str, says: str) -> None:
    found = problem(said, "git@exempel.se:x")
    assert says in found.text
    assert found.path == "git@exempel.se:x"
    assert found.hint.partition("Svaret:")[0].strip()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (" ! [rejected]        x -> gh-pages (stale info)", ""),
        ("remote: Stopp: fråga Anna\n! [remote rejected] (hook declined)", "Stopp: fråga Anna"),
        ("fatal: Unable to create '/srv/x/gh.lock': File exists.", "/srv/x/gh.lock"),
        ("error: something nobody has seen\nmore", "something nobody has seen"),
        ("error: \x1b[31mred\x07", "[31mred"),
        ("fatal: x https://anna:hemligt@exempel.se/x.git", "https://exempel.se/x.git"),
    ],
)
def test_the_answer_stands_last_where_it_tells_more_than_we_do(said: str, answer: str) -> None:
    told, mark, quoted = problem(said, "x").hint.partition("Svaret: ”")
    assert told
    assert bool(mark) is bool(answer)
    assert answer in quoted
    assert quoted.isprintable()
    assert "hemligt" not in quoted


def test_on_this_machine_it_is_our_own_cache_that_is_named() -> None:
    found = problem_here("fatal: unable to write new index file")
    assert (found.path, found.text) == (".publisher/git", "git kunde inte arbeta där")
    assert found.hint.endswith("Svaret: ”fatal: unable to write new index file”")
