"""What is to be done with each file at a target, for all that may lie there and be remembered."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from publisher.deploy.targets.difference import answer, first_of, questions, relearnt, unread
from publisher.deploy.targets.memory import Goal, Stored, StoreMemory
from publisher.deploy.targets.seen import BEHIND, FOLDER, SeenFile
from publisher.problems import Problem


def never(_path: str) -> bool:
    """Nothing stays that the site does not have."""
    return False


def goal(word: str, form: str = "") -> Goal:
    """Of a file with this one word in it; its hash is the word itself."""
    return Goal(sha256=word, bytes=len(word), form=form)


class Case(NamedTuple):
    """One path: how it is to be, what is remembered, what lies there, and what is to be done.

    `there` is the size, tag and mark of what is seen, `read` its content where that was asked for.
    """

    wanted: Goal | None
    known: Stored | None
    pending: Goal | None
    there: SeenFile | None
    read: str
    done: str
    told: str = ""


def lying(word: str, tag: str = "t", mark: Goal | None = None) -> SeenFile:
    return SeenFile(bytes=len(word), tag=tag, goal=mark)


def ours(word: str, tag: str = "t", form: str = "") -> Stored:
    return Stored.of(goal(word, form), tag)


NEW, OLD, ZIPPED = goal("ny!"), goal("gammal"), goal("ny!", "gzip")
WAS_CHANGED = "hade ändrats på plats; ändringen skrivs över"
STAYS = "hör inte längre till sajten, men har ändrats på plats och lämnas kvar"
FOREIGN = "finns redan, och är inte utlagd av publisher"
BLOCKED = "ligger i vägen för sajtens mapp med samma namn"
IN_THE_WAY = "ligger i vägen för en av sajtens filer"
CASES = {
    "nothing there, nothing known": Case(NEW, None, None, None, "", "added"),
    "remembered, but gone": Case(NEW, ours("gammal"), None, None, "", "added"),
    "under way, and not there": Case(NEW, None, NEW, None, "", "added"),
    "as it is to be": Case(NEW, ours("ny!"), None, lying("ny!"), "", ""),
    "the last one": Case(NEW, ours("gammal"), None, lying("gammal"), "", "changed"),
    "the last one, under another tag": Case(
        NEW, ours("gammal"), None, lying("gammal", "u"), "gammal", "changed"
    ),
    "the last one, of another form": Case(ZIPPED, ours("ny!"), None, lying("ny!"), "", "changed"),
    "somebody's own": Case(NEW, None, None, lying("deras"), "deras", "conflict", FOREIGN),
    "somebody's own of that size": Case(NEW, None, None, lying("din"), "din", "conflict", FOREIGN),
    "somebody's own, the same": Case(NEW, None, None, lying("ny!"), "ny!", ""),
    "the same, whose form nobody could see": Case(
        ZIPPED, ours("gammal"), None, lying("ny!", "u"), "ny!", ""
    ),
    "somebody's change": Case(
        NEW, ours("gammal"), None, lying("annan", "u"), "annan", "changed", WAS_CHANGED
    ),
    "somebody's change that was not read": Case(
        NEW, ours("gammal"), None, lying("annan", "u"), "", "changed", WAS_CHANGED
    ),
    "somebody's change, of what was under way": Case(
        NEW, ours("gammal"), NEW, lying("annan", "u"), "annan", "changed", WAS_CHANGED
    ),
    "what was under way got there": Case(NEW, ours("gammal"), NEW, lying("ny!", "u"), "ny!", ""),
    "what was under way did not": Case(
        NEW, ours("gammal"), NEW, lying("gammal", "t"), "", "changed"
    ),
    "our mark, though nothing is known": Case(NEW, None, None, lying("ny!", "u", NEW), "", ""),
    "our mark of another": Case(
        NEW, None, None, lying("gammal", "u", OLD), "", "changed", WAS_CHANGED
    ),
    "our mark of another form": Case(
        ZIPPED, None, None, lying("ny!", "u", NEW), "", "changed", WAS_CHANGED
    ),
    "somebody's own, where ours was under way": Case(
        NEW, None, NEW, lying("deras", "u"), "deras", "conflict", FOREIGN
    ),
    "a link above it": Case(
        NEW, None, None, SeenFile(bytes=BEHIND, tag="x"), "", "conflict", BLOCKED
    ),
    "no longer wanted, behind a link": Case(
        None, ours("gammal"), None, SeenFile(bytes=BEHIND, tag="x"), "", "forgotten"
    ),
    "a folder in its place": Case(
        NEW, None, None, SeenFile(bytes=FOLDER, tag=""), "", "conflict", IN_THE_WAY
    ),
    "a folder in the place of ours": Case(
        NEW, ours("gammal"), None, SeenFile(bytes=FOLDER, tag=""), "", "conflict", IN_THE_WAY
    ),
    "no longer wanted": Case(None, ours("gammal"), None, lying("gammal"), "", "removed"),
    "no longer wanted, under another tag": Case(
        None, ours("gammal"), None, lying("gammal", "u"), "gammal", "removed"
    ),
    "no longer wanted, and gone": Case(None, ours("gammal"), None, None, "", "forgotten"),
    "no longer wanted, but changed": Case(
        None, ours("gammal"), None, lying("deras", "u"), "deras", "forgotten", STAYS
    ),
    "no longer wanted, and never finished": Case(None, None, NEW, None, "", "forgotten"),
    "no longer wanted, and finished": Case(None, None, NEW, lying("ny!", "u"), "ny!", "removed"),
    "no longer wanted, of another's since": Case(
        None, None, NEW, lying("deras", "u"), "deras", "forgotten", STAYS
    ),
    "no longer wanted, put and remembered": Case(
        None, ours("gammal"), NEW, lying("ny!", "u"), "ny!", "removed"
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_is_to_be_done(case: Case) -> None:
    memory = StoreMemory(
        files={"x": case.known} if case.known else {},
        pending={"x": case.pending} if case.pending else {},
    )
    goals = {"x": case.wanted} if case.wanted else {}
    seen = {"x": case.there} if case.there else {}
    read = {"x": "".join(case.read)} if case.read else {}  # equal, as what is read is, and no more
    asked = questions(goals, memory, never, every=False)
    found = answer(goals, memory, asked, seen, read, front="skarpt/")
    done = {
        "added": found.added,
        "changed": found.changed,
        "removed": found.removed,
        "conflict": found.conflicts,
    }
    unseen = case.done == "forgotten"
    assert " ".join(name for name, paths in done.items() if paths) == ("" if unseen else case.done)
    assert found.idle is (case.done in {"", "conflict", "forgotten"})
    told = [*found.advice, *found.conflicts]
    assert [(each.path, each.text) for each in told] == (
        [("skarpt/x", case.told)] if case.told else []
    )
    assert [each.fatal for each in found.advice] == [False] * len(found.advice)
    if case.done in {"added", "forgotten"}:
        assert "x" not in found.ours
    elif case.done == "" and case.there:
        # As it lies there: the next time nothing needs to be asked of it.
        assert found.ours["x"] == Stored.of(goals["x"], case.there.tag)


def test_only_what_may_differ_is_looked_at() -> None:
    memory = StoreMemory(
        files={path: ours("ny!") for path in ("same", "other", "form", "half", "gone")},
        pending={"half": NEW, "lost": NEW},
    )
    goals = {"same": NEW, "other": OLD, "form": ZIPPED, "half": NEW, "new": NEW}
    unlike = ["form", "gone", "half", "lost", "new", "other"]
    assert questions(goals, memory, never, every=False) == unlike
    assert questions(goals, memory, never, every=True) == sorted([*unlike, "same"])
    assert (
        questions({"same": NEW}, StoreMemory(files={"same": ours("ny!")}), never, every=False) == []
    )


@pytest.mark.parametrize(
    ("there", "wanted", "reads"),
    [
        (lying("din", "u"), True, True),  # of the size that it is to have
        (lying("gammal", "u"), True, True),  # …that it had
        (lying("halvvägs", "u"), True, True),  # …that it was about to get
        (lying("annan", "u"), True, False),
        (lying("annan", "u"), False, True),  # or it could be lost
        (lying("din", "t"), True, False),  # its tag tells
        (lying("din", "u", OLD), True, False),  # its mark tells
        (SeenFile(bytes=FOLDER, tag="u"), False, False),
    ],
)
def test_only_what_can_be_ours_is_read(there: SeenFile, *, wanted: bool, reads: bool) -> None:
    memory = StoreMemory(files={"x": ours("gammal")}, pending={"x": goal("halvvägs")})
    goals = {"x": NEW} if wanted else {}
    assert unread(goals, memory, {"x": there}) == ["x"] * reads


@pytest.mark.parametrize(
    ("sizes", "marked", "sure", "known"),
    [
        ("aab", (), False, "abc"),  # two of three
        ("ab", (), False, ""),  # one of two is not most of them
        ("abb", (), False, ""),
        ("abb", (), True, "abc"),
        ("aaa", (0,), False, "a"),  # where there are marks, only they tell
        ("bbb", (2,), False, "c"),
        ("", (), False, ""),
    ],
)
def test_a_lost_memory_is_made_of_what_lies_there(
    sizes: str, marked: tuple[int, ...], *, sure: bool, known: str
) -> None:
    """Three files are to be there; of those that are, `a` has the right size."""
    goals = dict.fromkeys("abc", NEW)
    seen = {
        path: SeenFile(bytes=3 if size == "a" else 4, tag="t", goal=OLD if at in marked else None)
        for at, (path, size) in enumerate(zip("abc", sizes, strict=False))
    }
    strange = {"deras": lying("ny!"), "vårt": lying("ny!", mark=NEW)}
    found = relearnt(goals, {**seen, **strange}, sure=sure)
    assert "".join(sorted(found)) == known
    for path in found:  # and then whatever lies there may be replaced, and nothing need be told
        there = {path: lying("annan")}
        done = answer(goals, StoreMemory(), [path], there, {}, front="skarpt/", taken=found)
        assert (done.changed, done.advice, done.conflicts) == ([path], [], [])


@pytest.mark.parametrize("count", [0, 1, 20, 21, 22, 500])
def test_of_many_faults_twenty_are_told_and_how_many_more(count: int) -> None:
    every = [Problem(path=f"{at:03}", text="i vägen") for at in reversed(range(count))]
    found = first_of([*every, *every[:1]])
    assert [each.path for each in found[:20]] == [f"{at:03}" for at in range(min(count, 20))]
    assert [each.text for each in found[20:]] == (
        [f"… och {count - 20} till som ligger i vägen"] if count > 20 else []
    )
