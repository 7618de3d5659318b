"""What each kind of target makes of its options: said, unsaid, at the limits and beyond them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from stores import NEEDED

from publisher.config import TargetSettings
from publisher.deploy.targets import KINDS, make
from publisher.problems import Problem, PublisherError

ROOT = Path("/srv/tidning")


def test_every_kind_of_target_is_asked_here() -> None:
    assert NEEDED.keys() == KINDS.keys()


def target(kind: str, **options: object) -> Any:
    given = {**NEEDED[kind], **options}
    settings = TargetSettings(name="skarpt", kind=kind, options=given, line=7)
    return make(settings, ROOT, "mkdocs.yml")


def values(thing: Any) -> dict[str, Any]:
    """All that is known of a target, in one row: the store's and the host's own things too."""
    found: dict[str, Any] = {}
    for field in dataclasses.fields(thing):
        value = getattr(thing, field.name)
        inner = dataclasses.is_dataclass(value)
        found |= values(value) if inner else {field.name: value}
    return found


def refused(kind: str, **options: object) -> tuple[Problem, ...]:
    with pytest.raises(PublisherError) as caught:
        target(kind, **options)
    assert all((each.path, each.line) == ("mkdocs.yml", 7) for each in caught.value.problems)
    assert all("skarpt" in each.text for each in caught.value.problems)
    return caught.value.problems


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("folder", {"name": "skarpt", "place": ROOT / "ut", "keep": 3, "root": ROOT}),
        (
            "git",
            {"branch": "gh-pages", "squash": False, "cname": "", "nojekyll": True, "message": ""},
        ),
        (
            "rsync",
            {"address": "anna@exempel.se", "folder": "/srv/www", "port": 0, "identity": ""}
            | {"known_hosts": "", "keep": 3},
        ),
        (
            "s3",
            {"bucket": "tidningen", "endpoint": "", "region": "", "profile": "", "site": ""}
            | {"own": "", "keep": 3, "compress": False, "conditional": True},
        ),
        (
            "sftp",
            {"host": "exempel.se", "port": 22, "user": "", "path": "www/sajt", "own": "www/sajt"}
            | {"identity": "", "known_hosts": "/home/anna/.ssh/known_hosts", "keep": 3},
        ),
    ],
)
def test_what_is_not_said_is_this(
    kind: str, expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/anna")
    found = values(target(kind))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("folder", {"path": "~/ut/", "keep": 0}, {"place": Path("/home/anna/ut"), "keep": 0}),
        (
            "git",
            {"branch": "sajt", "history": "squash", "cname": "WWW.exempel.se", "nojekyll": False}
            | {"message": " Ny sajt "},
            {"branch": "sajt", "squash": True, "cname": "www.exempel.se", "nojekyll": False}
            | {"message": "Ny sajt"},
        ),
        (
            "rsync",
            {"port": 22, "identity": "nyckel", "known_hosts": "~/kanda", "keep": 50},
            {"port": 22, "identity": "/srv/tidning/nyckel", "known_hosts": "/home/anna/kanda"}
            | {"keep": 50},
        ),
        (
            "s3",
            {"endpoint": "https://s3.exempel.se/", "prefix": "/a/b/", "compress": "gzip"}
            | {"conditional": False, "region": "se-1", "profile": "p", "keep": 1},
            {"endpoint": "https://s3.exempel.se", "site": "a/b/", "own": "a/b/", "compress": True}
            | {"conditional": False, "region": "se-1", "profile": "p", "keep": 1},
        ),
        ("s3", {"prefix": "a", "memory": "minne"}, {"site": "a/", "own": "minne/"}),
        (
            "sftp",
            {"port": 2222, "user": "anna", "memory": "minne/", "identity": "~/nyckel"}
            | {"known_hosts": "kanda"},
            {"port": 2222, "user": "anna", "path": "www/sajt", "own": "minne"}
            | {"identity": "/home/anna/nyckel", "known_hosts": "/srv/tidning/kanda"},
        ),
    ],
)
def test_what_is_said_counts(
    kind: str, options: dict[str, Any], expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/anna")
    found = values(target(kind, **options))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("port", "ssh"), [(None, []), (1, ["-p", "1"]), (22, ["-p", "22"]), (65535, ["-p", "65535"])]
)
def test_ssh_is_told_a_port_only_where_one_is_said(port: int | None, ssh: list[str]) -> None:
    """Else what stands in the owner's own ~/.ssh/config counts."""
    found = target("rsync", **({} if port is None else {"port": port})).settings.host.options
    assert found[len(found) - len(ssh) :] == ssh
    assert ("-p" in found) is bool(ssh)


@pytest.mark.parametrize(
    ("name", "least", "most", "kinds"),
    [("keep", 0, 50, ("folder", "rsync", "s3", "sftp")), ("port", 1, 65535, ("rsync", "sftp"))],
)
def test_numbers_have_limits(name: str, least: int, most: int, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        for number in (least, most):
            assert values(target(kind, **{name: number}))[name] == number
        for wrong in (least - 1, most + 1, str(most), 3.5, True, None):
            (problem,) = refused(kind, **{name: wrong})
            assert f"behöver ett heltal från {least} till {most} i {name}:" in problem.text


@pytest.mark.parametrize("wrong", ["", "  ", 5, None, ["ut"], True])
def test_what_is_needed_must_be_a_line_of_text(wrong: object) -> None:
    for kind, needed in NEEDED.items():
        if kind != "git":
            name = next(iter(needed))
            problems = refused(kind, **{name: wrong})
            assert f"saknar {name}:, som ska vara en rad text" in problems[0].text
            assert problems[0].hint.startswith(f"Skriv till exempel {name}: ")
    (problem,) = refused("s3", region=wrong)
    assert (problem.text, problem.hint) == (
        "målet ”skarpt” saknar region:, som ska vara en rad text",
        'Skriv till exempel region: "…"',
    )


def test_every_fault_is_told_at_once_with_what_nobody_asked_for() -> None:
    found = refused(
        "s3", bucket="a\u200bb", conditional="ja", compress="zip", kep=3, endpoint="ftp://x"
    )
    assert [each.text.removeprefix("målet ”skarpt” ") for each in found[:4]] == [
        "har tecken i bucket: som inte syns",
        "har något annat än väntat i compress:",
        "behöver true eller false i conditional:",
        "behöver en adress med bara värden i endpoint:",
    ]
    assert "none, gzip" in found[1].hint
    assert "kep" in found[4].text
    assert "Menade du ”keep”?" in found[4].hint
    assert len(found) == 5


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_handbook_lists_exactly_the_options_there_are(kind: str) -> None:
    allowed = refused(kind, zzz=1)[0].hint.removeprefix("Tillåtna fält: ").split(", ")
    handbook = (Path(__file__).parents[2] / "docs" / "handbok.md").read_text("utf-8")
    _, heading, below = handbook.partition(f"\n| `kind: {kind}` |")
    assert heading
    rows = f"{heading}{below}".partition("\n\n")[0].strip().splitlines()
    named = [row.split("`")[1].partition(":")[0] for row in rows]
    assert sorted(named) == sorted(allowed)
