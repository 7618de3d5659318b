"""An address that nobody may know is told by nothing that a target serves, and goes when it must.

Each kind of target is deployed to for real, and what lies there is served by a real nginx.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pytest
from program import Ran
from s3_server import KEY, SECRET
from sample.episodes import EPISODE as ONE
from sample.episodes import MP3, SHOW, SOUND, episode
from sample.publication import MKDOCS_YML
from stores import FolderPlace, Place, built, make_place
from web_server import free_port, serving

from publisher.deploy.targets import KINDS, Target
from publisher.deploy.targets.notes import MEMORY_FOLDER, OLD, chosen, place_for
from publisher.model import addresses
from publisher.system.web import ask

pytestmark = pytest.mark.sampled(2)
TOKEN = "0f" * 16
HIDDEN = f"media/prenumeranter/{TOKEN}/ljud.wav"
PUBLIC = {
    "index.html": "start",
    "feed.xml": "<rss/>",
    "2025/ett/index.html": "ett",
    "media/ljud.mp3": "ljud",
}
SITE = {**PUBLIC, HIDDEN: "hemligt ljud"}
UNGUESSABLE = re.compile(r"[0-9a-f]{32}")
GUESSES = (
    OLD,
    f"{OLD}.part",
    f".{OLD}.publisher-part",
    f"{MEMORY_FOLDER}/",
    ".publisher-kept/",
    ".publisher-locks/",
    "media/prenumeranter/",
)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "HOME": str(tmp_path),
        "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)


@pytest.fixture(params=sorted(KINDS))
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return make_place(request.param, request, tmp_path)


def reached(served: Place, root: Path) -> Target:
    """The target, as a machine with its publication in `root` reaches it."""
    elsewhere: Any = replace(cast("Any", served), root=root)
    return cast("Target", elsewhere.target())


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Callable[[], Path]]:
    """A function that gives a publication's folder on a machine that has never deployed."""
    numbers = iter(range(99))

    def new() -> Path:
        folder = tmp_path / f"dator-{next(numbers)}"
        folder.mkdir()
        return folder

    return new


@pytest.fixture
def fetched(tool: Callable[[str], str], tmp_path: Path) -> Callable[..., dict[str, bytes | None]]:
    """A function that serves files with nginx and fetches these addresses; None: not to be had."""

    def fetch(files: Mapping[str, bytes], *paths: str) -> dict[str, bytes | None]:
        number = len(list(tmp_path.glob("www-*")))
        site, home = tmp_path / f"www-{number}", tmp_path / f"nginx-{number}"
        home.mkdir()
        for name, data in files.items():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_bytes(data)
        with serving(tool("nginx"), site, home, free_port()) as origin:
            return {path: _got(f"{origin}/{path}") for path in (paths or files)}

    return fetch


def _got(url: str) -> bytes | None:
    answer = ask(url)
    assert answer.status in {200, 403, 404}, url
    return answer.data if answer.status == 200 else None


def deploy(target: Target, root: Path, site: Mapping[str, str], day: int = 0) -> tuple[str, ...]:
    """Deploy; returns what was removed."""
    return target.apply(target.plan(built(root, site, days=day, promised="ett"))).removed


def tells_nothing(files: Mapping[str, bytes | None]) -> None:
    """Nothing at an address that one can guess says where the others are, or what lies there."""
    secret = {TOKEN.encode(), sha256(SITE[HIDDEN].encode()).hexdigest().encode()}
    names = {found for path in files for found in UNGUESSABLE.findall(path)}
    secret |= {name.encode() for name in names}
    open_ = {path: data for path, data in files.items() if not UNGUESSABLE.search(path)}
    assert open_.keys() >= PUBLIC.keys()
    for path, data in open_.items():
        assert data is not None, path
        assert not [each for each in secret if each in data], path


def test_the_address_stands_in_nothing_that_can_be_found(
    served: Place, machine: Callable[[], Path], fetched: Callable[..., dict[str, bytes | None]]
) -> None:
    root = machine()
    deploy(reached(served, root), root, SITE)
    files = served.everything()
    assert OLD not in files
    tells_nothing(fetched(files))
    assert fetched(files, HIDDEN) == {HIDDEN: b"hemligt ljud"}
    assert fetched(files, *GUESSES) == dict.fromkeys(GUESSES)


def test_a_machine_that_knows_nothing_removes_the_sound_and_can_put_it_back(
    served: Place, machine: Callable[[], Path], fetched: Callable[..., dict[str, bytes | None]]
) -> None:
    first, second = machine(), machine()
    deploy(reached(served, first), first, SITE)
    assert deploy(reached(served, second), second, PUBLIC, 1) == (HIDDEN,)
    files = served.everything()
    assert fetched(files, HIDDEN) == {HIDDEN: None}
    tells_nothing(fetched(files))
    third = reached(served, machine())
    assert third.roll_back(third.kept()[0]).added == (HIDDEN,)
    assert fetched(served.everything(), HIDDEN) == {HIDDEN: b"hemligt ljud"}
    assert reached(served, second).plan(built(second, PUBLIC)).remembered == {"ett": "x"}
    assert deploy(reached(served, second), second, PUBLIC, 2) == (HIDDEN,)


def test_a_memory_from_before_is_read_moved_at_once_and_loses_nothing(
    served: Place, machine: Callable[[], Path], fetched: Callable[..., dict[str, bytes | None]]
) -> None:
    root = machine()
    deploy(reached(served, root), root, {**SITE, "gammal.html": "gammal"})
    deploy(reached(served, root), root, SITE, 1)
    as_before(served)
    assert fetched(served.everything(), OLD)[OLD] is not None
    other = machine()
    assert deploy(reached(served, other), other, SITE, 2) == ()
    assert OLD not in served.everything()
    tells_nothing(fetched(served.everything()))
    # At a branch the move itself is one more commit.
    assert [each.files for each in reached(served, other).kept()][-1] == len(SITE) + 1
    assert deploy(reached(served, other), other, PUBLIC, 3) == (HIDDEN,)


def test_going_back_moves_a_memory_from_before_too(
    served: Place, machine: Callable[[], Path]
) -> None:
    root = machine()
    deploy(reached(served, root), root, SITE)
    deploy(reached(served, root), root, PUBLIC, 1)
    as_before(served)
    target = reached(served, machine())
    assert target.roll_back(target.kept()[0]).added == (HIDDEN,)
    assert OLD not in served.everything()
    assert deploy(target, root, PUBLIC, 2) == (HIDDEN,)


def as_before(served: Place) -> None:
    """Lay the memory where it lay in the first version."""
    (name,) = (name for name in served.everything() if name.startswith(f"{MEMORY_FOLDER}/"))
    served.write(OLD, served.everything()[name].decode())
    served.remove(name)


def test_a_branch_that_others_may_read_is_warned_of(
    tmp_path: Path, request: pytest.FixtureRequest, machine: Callable[[], Path]
) -> None:
    served, root = make_place("git", request, tmp_path), machine()
    (advice,) = reached(served, root).plan(built(root, SITE)).advice
    assert "bara prenumeranter ska få" in advice.text
    assert not advice.fatal
    assert TOKEN not in str(advice)
    deploy(reached(served, root), root, SITE)
    assert reached(served, root).plan(built(root, {**SITE, "index.html": "två"})).advice == ()


def test_every_place_gets_a_name_of_its_own_and_keeps_it() -> None:
    first, second = place_for(""), place_for(OLD)
    assert first != second
    for name in (first, second):
        assert re.fullmatch(rf"{re.escape(MEMORY_FOLDER)}/[0-9a-f]{{32}}\.json", name)
        assert place_for(name) == name


def test_the_moved_memory_goes_before_the_old_one_and_other_files_are_none() -> None:
    names = [f"{MEMORY_FOLDER}/{'0b' * 16}.json", f"{MEMORY_FOLDER}/{'0a' * 16}.json"]
    others = [
        f"{MEMORY_FOLDER}/x.json",
        f"{MEMORY_FOLDER}/.{'00' * 16}.json.publisher-part",
        "index.html",
    ]
    assert chosen(others) == ""
    assert chosen([*others, OLD]) == OLD
    assert chosen([*others, OLD, *names]) == names[1]


# From the author's files to the web


def test_an_episode_for_subscribers_is_given_away_by_no_file_and_goes_from_any_machine(
    publication: Callable[..., Path],
    run: Callable[..., Ran],
    fetched: Callable[..., dict[str, bytes | None]],
) -> None:
    more = "audience: prenumeranter\nmail: {send: true}\n"
    closed = episode(more=more)
    root = publication({**SHOW, ONE: closed, MP3: SOUND})
    out = FolderPlace(root=root, folder=root / "publicerat")
    assert run("build", cwd=root).code == 0
    assert run("deploy", cwd=root).code == 0
    [sound] = (path for path in out.everything() if path.endswith("/ett.mp3"))
    assert addresses.SECRET.search(sound)
    files = fetched(out.everything())
    assert files[sound]
    secret = UNGUESSABLE.findall(sound)[0].encode()
    telling = {path for path, data in files.items() if secret in (data or b"")}
    assert all(map(UNGUESSABLE.search, telling)), telling
    assert len(telling) == 1  # the memory, at an address of its own that nobody knows

    other = publication(
        {
            **SHOW,
            "mkdocs.yml": MKDOCS_YML.replace("publicerat", str(root / "publicerat")),
            "feeds/ledger.jsonl": (root / "feeds/ledger.jsonl").read_bytes(),
        },
        folder="annan",
    )
    assert run("ledger", "accept", "2025-03-03-ett", cwd=other).code == 0
    assert run("build", cwd=other).code == 0
    done = run("deploy", cwd=other)
    assert done.code == 0, done.stderr
    assert fetched(out.everything(), sound) == {sound: None}
