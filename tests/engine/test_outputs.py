"""Recipes → files, in small: what is made, what goes, what two want, and what is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from publisher.engine import integrity, outputs
from publisher.engine.recipes import Recipe, RecipeGroup
from publisher.engine.state import State
from publisher.model import Artifact
from publisher.problems import PublisherError
from publisher.system.parallel import serial

Groups = Mapping[str, Mapping[str, tuple[str, Mapping[str, str]]]]
"""By the group's name and the recipe's: its key, and the text of each path it leads to."""
FIRST: Groups = {
    "site:front": {"site/": ("a", {"site/index.html": "start"})},
    "site:tag:kina": {
        "site/1/": ("a", {"site/1/index.html": "ett", "site/1/kort.png": "kort"}),
        "site/2/": ("a", {"site/2/index.html": "två"}),
    },
    "search:index": {"site/sok/": ("a", {"site/sok/index.json": "register"})},
}


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(State(tmp_path / "state")) as opened:
        yield opened


def group(name: str, recipes: Mapping[str, tuple[str, Mapping[str, str]]]) -> RecipeGroup:
    return RecipeGroup(
        name=name,
        recipes=tuple(
            Recipe(
                name=recipe,
                key=key,
                make=lambda files=files: [
                    Artifact(path=path, data=text.encode()) for path, text in files.items()
                ],
            )
            for recipe, (key, files) in recipes.items()
        ),
    )


def build(
    root: Path,
    state: State,
    groups: Groups,
    *,
    everything: bool = True,
    spared: str | None = None,
) -> tuple[outputs.Result, str]:
    """One build of these groups; what was done, and its id."""
    where, staging = root / "build", root / "build/.staging"
    disk = integrity.look(where, state, lambda path: outputs.hash_of(path, state))
    every = [group(name, recipes) for name, recipes in groups.items()]
    found = outputs.plan(every, state, everything=everything, spared=spared, broken=disk.broken)
    result = outputs.make(found, state, disk, staging, serial)
    if outputs.settle(result, disk, spared="site/sok/" if spared else None):
        outputs.move(result, disk, staging)
    identity = outputs.keep(result, state)
    disk.note(state, outputs.touched(result))
    state.commit()
    return result, identity


def lying(root: Path) -> dict[str, str]:
    files = (path for path in (root / "build").rglob("*") if path.is_file())
    return {path.relative_to(root / "build").as_posix(): path.read_text("utf-8") for path in files}


def texts(groups: Groups) -> dict[str, str]:
    """Every path that these groups lead to, and its text."""
    every = (files for recipes in groups.values() for _, files in recipes.values())
    return {path: text for files in every for path, text in files.items()}


def done(result: outputs.Result) -> tuple[tuple[str, ...], ...]:
    return result.added, result.changed, result.removed


def test_all_is_made_and_a_second_time_nothing(tmp_path: Path, state: State) -> None:
    result, one = build(tmp_path, state, FIRST)
    assert done(result) == (tuple(sorted(texts(FIRST))), (), ())
    assert result.plan.gone == set()
    assert lying(tmp_path) == texts(FIRST)
    assert {path: each.hash for path, each in outputs.placed(state).items()} == {
        path: sha256(text.encode()).hexdigest() for path, text in texts(FIRST).items()
    }
    result, two = build(tmp_path, state, FIRST)
    assert (done(result), result.plan.todo) == (((), (), ()), {})
    assert one == two


LESS: Groups = {
    "site:tag:kina": {
        "site/1/": ("b", {"site/1/index.html": "nytt", "site/1/ny.png": "kort"}),
        "site/3/": ("a", {"site/3/index.html": "tre"}),
    }
}
CHANGED = (("site/1/ny.png", "site/3/index.html"), ("site/1/index.html",))


def test_a_group_that_is_named_loses_what_is_not_in_it_and_others_stay(
    tmp_path: Path, state: State
) -> None:
    build(tmp_path, state, FIRST)
    result, identity = build(tmp_path, state, LESS, everything=False)
    assert done(result) == (*CHANGED, ("site/1/kort.png", "site/2/index.html"))
    after = {**FIRST, **LESS}
    assert lying(tmp_path) == texts(after)
    assert outputs.placed(state).keys() == texts(after).keys()
    with closing(State(tmp_path / "annat")) as other:
        assert build(tmp_path / "ren", other, after)[1] == identity


def test_with_everything_all_shelves_that_nobody_named_go_but_the_spared_one(
    tmp_path: Path, state: State
) -> None:
    build(tmp_path, state, FIRST)
    result, _ = build(tmp_path, state, LESS, spared="search:index")
    gone = ("site/1/kort.png", "site/2/index.html", "site/index.html")
    assert done(result) == (*CHANGED, gone)
    assert result.plan.gone == {"site:tag:kina\nsite/2/", "site:front\nsite/"}
    result, identity = build(tmp_path, state, LESS)
    assert done(result) == ((), (), ("site/sok/index.json",))
    assert lying(tmp_path) == texts(LESS)
    with closing(State(tmp_path / "annat")) as other:
        assert build(tmp_path / "ren", other, LESS)[1] == identity


def test_the_same_bytes_of_another_key_are_not_moved(tmp_path: Path, state: State) -> None:
    build(tmp_path, state, FIRST)
    file = tmp_path / "build/site/index.html"
    before = file.stat()
    again = {**FIRST, "site:front": {"site/": ("b", {"site/index.html": "start"})}}
    result, _ = build(tmp_path, state, again)
    assert list(result.plan.todo) == ["site:front\nsite/"]
    assert done(result) == ((), (), ())
    assert file.stat() == before


@pytest.mark.parametrize("harm", ["gone", "edited", "a folder"])
def test_what_was_harmed_is_made_again_and_what_nobody_made_goes(
    tmp_path: Path, state: State, harm: str
) -> None:
    build(tmp_path, state, FIRST)
    place = tmp_path / "build/site/1/index.html"
    place.unlink()
    if harm == "edited":
        place.write_text("ändrat", "utf-8")
    elif harm == "a folder":
        (place / "inuti").mkdir(parents=True)
    (tmp_path / "build/site/eget.txt").write_text("eget", "utf-8")
    result, _ = build(tmp_path, state, FIRST)
    assert lying(tmp_path) == texts(FIRST)
    assert list(result.plan.todo) == ["site:tag:kina\nsite/1/"]
    assert "site/eget.txt" in result.removed
    assert build(tmp_path, state, FIRST)[0].plan.todo == {}


def test_folders_may_have_other_permissions_and_a_room_may_be_empty(
    tmp_path: Path, state: State
) -> None:
    build(tmp_path, state, FIRST)
    (tmp_path / "build/site/1").chmod(0o700)
    (tmp_path / "build/editions").mkdir()
    result, _ = build(tmp_path, state, FIRST)
    assert (done(result), result.plan.todo) == (((), (), ()), {})
    assert lying(tmp_path) == texts(FIRST)


def test_after_forgetting_all_is_made_anew_and_nothing_is_moved(
    tmp_path: Path, state: State
) -> None:
    _, identity = build(tmp_path, state, FIRST)
    outputs.forget(state)
    assert outputs.placed(state) == {}
    result, again = build(tmp_path, state, FIRST)
    assert len(result.plan.todo) == 4
    assert done(result) == ((), (), ())
    assert again == identity


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("site/index.html", True),
        ("site/3/index.html", True),
        ("site/1/index.html", True),
        ("site/2/index.html", False),
        ("site/annat/index.html", False),
    ],
)
def test_whether_the_finished_build_will_hold_a_file_is_known_before_it_is_moved(
    tmp_path: Path, state: State, path: str, *, there: bool
) -> None:
    build(tmp_path, state, FIRST)
    groups = [group(name, recipes) for name, recipes in LESS.items()]
    disk = integrity.look(tmp_path / "build", state, lambda path: outputs.hash_of(path, state))
    found = outputs.plan(groups, state, everything=False)
    result = outputs.make(found, state, disk, tmp_path / "build/.staging", serial)
    assert outputs.exists(result, state, path) is there


def test_what_takes_long_is_made_when_all_else_is_staged(tmp_path: Path, state: State) -> None:
    order: list[str] = []

    def recipe(name: str, *, late: bool = False) -> Recipe:
        return Recipe(name=name, key="a", make=lambda: order.append(name) or [], late=late)  # type: ignore[func-returns-value]

    groups = [
        RecipeGroup(name="ett", recipes=(recipe("sen", late=True), recipe("a"))),
        RecipeGroup(name="två", recipes=(recipe("b"),)),
    ]
    disk = integrity.look(tmp_path / "build", state, lambda _: None)
    found = outputs.plan(groups, state, everything=True)
    outputs.make(found, state, disk, tmp_path / "build/.staging", serial)
    assert order == ["a", "b", "sen"]


def front(key: str, *paths: str) -> Mapping[str, tuple[str, Mapping[str, str]]]:
    return {"site/": (key, dict.fromkeys(paths, "x"))}


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        # Two that are made now, and one that stands from before.
        ({}, {"site:front": front("a", "site/x"), "site:404": front("a", "site/x")}, "site/x"),
        ({"site:front": front("a", "site/x")}, {"site:404": front("a", "site/x")}, "site/x"),
        # It leads elsewhere now; it is gone; it is the same one.
        (
            {"site:front": front("a", "site/x")},
            {"site:front": front("b", "site/y"), "site:404": front("a", "site/x")},
            "",
        ),
        (
            {"site:front": front("a", "site/x")},
            {"site:front": {}, "site:404": front("a", "site/x")},
            "",
        ),
        ({"site:front": front("a", "site/x")}, {"site:front": front("b", "site/x")}, ""),
    ],
)
def test_two_recipes_never_lead_to_one_path(
    tmp_path: Path, state: State, first: Groups, then: Groups, told: str
) -> None:
    build(tmp_path, state, first)
    before = lying(tmp_path)
    if not told:
        build(tmp_path, state, then, everything=False)
        assert set(texts(then)) <= lying(tmp_path).keys()
        return
    with pytest.raises(PublisherError) as caught:
        build(tmp_path, state, then, everything=False)
    (problem,) = caught.value.problems
    assert problem.path == f"build/{told}"
    assert problem.text == (
        "två saker vill ligga på samma plats: sidan för adresser som inte finns (site/) "
        "och startsidan (site/)"
    )
    assert {
        path: text for path, text in lying(tmp_path).items() if ".staging" not in path
    } == before


@pytest.mark.parametrize("same", [True, False])
def test_two_recipes_of_one_name_are_one_if_they_agree(state: State, *, same: bool) -> None:
    def recipe(key: str) -> Recipe:
        return Recipe(name="site/a.html", key=key, make=list)

    doubled = RecipeGroup(name="site:front", recipes=(recipe("a"), recipe("a" if same else "b")))
    found = outputs.plan([doubled], state, everything=True)
    problems = outputs.collisions(found, {}, {})
    wanted = [] if same else ["build/site/a.html"]
    assert [problem.path for problem in problems] == wanted
