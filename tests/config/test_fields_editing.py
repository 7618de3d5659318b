"""A field given another value: exactly that has changed, and not a byte beside it."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.config.fields.editing import NotEditableError, edited, values_in

HEAD = """\
title: 'Kinas AI'  # så står det
# om bilden
image: chip.jpg
tags: [ai,  teknik]
authors:
  - redaktionen   # först
  - anna
description: >
  En rad
  och en till

mail:
  send: true
date: 2025-02-02
"""
ORDER = ("title", "description", "date", "authors", "tags", "image", "image_alt", "mail", "pinned")


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("title", "En ny: rubrik", "title: 'Kinas AI'  #", "title: 'En ny: rubrik'  #"),
        ("title", "Kinas 'AI'", "title: 'Kinas AI'  #", "title: 'Kinas ''AI'''  #"),
        ("image", "å bild.jpg", "image: chip.jpg", "image: å bild.jpg"),
        ("image", "#1: x.jpg", "image: chip.jpg", 'image: "#1: x.jpg"'),
        ("image", "true", "image: chip.jpg", 'image: "true"'),
        ("image", None, "image: chip.jpg\n", ""),
        ("tags", ["ai", "Kina, Taiwan"], "[ai,  teknik]", '[ai, "Kina, Taiwan"]'),
        ("tags", [], "[ai,  teknik]", "[]"),
        ("tags", None, "tags: [ai,  teknik]\n", ""),
        ("authors", ["redaktionen", "bo", "anna"], "  - anna", "  - bo\n  - anna"),
        ("authors", ["redaktionen"], "\n  - anna", ""),
        ("authors", ["anna"], "  - redaktionen   # först\n", ""),
        ("description", "Kort", "description: >\n  En rad\n  och en till\n", "description: Kort\n"),
        ("mail.subject", "Ämne", "  send: true", "  send: true\n  subject: Ämne"),
        ("mail.send", False, "send: true", "send: false"),
        ("mail.send", None, "mail:\n  send: true\n", ""),
        ("date", dt.date(2026, 1, 2), "date: 2025-02-02", "date: 2026-01-02"),
        (
            "date",
            dt.datetime(2026, 1, 2, 6, 30),  # noqa: DTZ001 (as it is written)
            "date: 2025-02-02",
            "date: 2026-01-02 06:30:00",
        ),
        ("image_alt", "Ett chip", "image: chip.jpg", "image: chip.jpg\nimage_alt: Ett chip"),
        ("pinned", True, "  send: true\n", "  send: true\npinned: true\n"),
        ("guid", "x", "date: 2025-02-02\n", "date: 2025-02-02\nguid: x\n"),
        (
            "corrections",
            [{"date": dt.date(2026, 1, 2), "text": "Fel: år"}],
            "date: 2025-02-02\n",
            'date: 2025-02-02\ncorrections:\n  - date: 2026-01-02\n    text: "Fel: år"\n',
        ),
    ],
)
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_only_what_was_asked_for_changes(
    name: str, value: Any, old: str, new: str, line: str
) -> None:
    head = HEAD.replace("\n", line)
    wanted = HEAD.replace(old, new, 1).replace("\n", line)
    assert wanted != head
    assert edited(head, {name: value}, ORDER) == wanted


@pytest.mark.parametrize(
    ("head", "name", "value", "wanted"),
    [
        ("", "title", "Ny", "title: Ny\n"),
        ("title:\n", "title", "Ny", "title: Ny\n"),
        ("title: X\n# tags: [Kina]\n", "tags", ["ai"], "title: X\ntags: [ai]\n"),
        ("#tags: [Kina]\ntitle: X", "tags", ["ai"], "tags: [ai]\ntitle: X"),
        ("tags: kina\n", "tags", ["ai"], "tags: [ai]\n"),
        ("tags: kina\n", "tags", ["ai", "kina"], "tags: [ai, kina]\n"),
        ("mail:\n", "mail.send", True, "mail:\n  send: true\n"),
        ("mail: {}\n", "mail.send", True, "mail: {send: true}\n"),
        ("mail: {send: true}  # x\n", "mail.subject", "Å", "mail: {send: true, subject: Å}  # x\n"),
        ("mail: {send: true, subject: Å}\n", "mail.send", None, "mail: {subject: Å}\n"),
        ("title: X\n", "mail.send", True, "title: X\nmail:\n  send: true\n"),
        ("a: 1\n", "description", "En\ntvå", "a: 1\ndescription: |-\n  En\n  två\n"),
        ("a: 1\n", "description", "En\n två\n", "a: 1\ndescription: |\n  En\n   två\n"),
        ("tags:\n- a\n- b\nz: 1\n", "tags", ["b", "c"], "tags:\n- b\n- c\nz: 1\n"),
        ("tags:\n- a\nz: 1\n", "tags", [], "tags: []\nz: 1\n"),
        ("a: |\n  x\n\n# om z\nz: 1\n", "a", None, "\n# om z\nz: 1\n"),
        ("pinned: yes\n", "pinned", True, "pinned: true\n"),
        ("n: 1\n", "n", True, "n: true\n"),
        (
            "links:\n  - title: A  # a\n    url: https://a.se/\n  - {title: B, url: https://b.se/}\n",
            "links",
            [{"title": "C", "url": "https://c.se/"}, {"title": "B", "url": "https://b.se/"}],
            "links:\n  - title: C\n    url: https://c.se/\n  - {title: B, url: https://b.se/}\n",
        ),
    ],
)
def test_in_every_shape_a_head_may_have(head: str, name: str, value: Any, wanted: str) -> None:
    assert edited(head, {name: value}) == wanted


@pytest.mark.parametrize(
    "head",
    [
        "- a\n",
        "{title: x}\n",
        "bara text",
        "title: x\ntitle: y\n",
        "a: [\n",
        "a: &x [1]\nb: *x\n",
        "a\0: 1",
    ],
)
def test_what_cannot_be_read_for_certain_is_left_alone(head: str) -> None:
    with pytest.raises(NotEditableError):
        edited(head, {"title": "Ny"})


def test_a_value_that_is_there_already_changes_nothing() -> None:
    same = {"title": "Kinas AI", "tags": ["ai", "teknik"], "mail.send": True, "pinned": None}
    assert edited(HEAD, same) == HEAD


WORDS = st.builds(
    partial(normalize, "NFC"),
    st.text(
        st.one_of(
            st.sampled_from("aåB ':\"#-,[]{}|>&*!%@`?=\\/.0習😀"),
            st.characters(codec="utf-8", categories=["L", "P", "Zs"]),
        ),
        max_size=12,
    ),
)
SCALARS = st.one_of(
    WORDS, st.booleans(), st.integers(0, 99), st.dates(dt.date(1900, 1, 1), dt.date(2199, 1, 1))
)
NAMES = st.sampled_from(["title", "tags", "mail", "image", "links", "å-ä", "kind"])
LISTS = st.lists(SCALARS, max_size=4)
GROUPS = st.dictionaries(NAMES, SCALARS, min_size=1, max_size=3)
VALUES = st.one_of(SCALARS, LISTS, st.lists(GROUPS, max_size=3))


@st.composite
def heads(draw: st.DrawFn) -> str:
    """Heads of which each line is written in one of the manners of people."""
    import yaml

    rows = []
    for name in draw(st.lists(NAMES, max_size=5, unique=True)):
        value = draw(st.one_of(VALUES, GROUPS))
        style = draw(st.sampled_from([None, "'", '"', "|", ">"]))
        if draw(st.booleans()) and not isinstance(value, str):
            inside = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=9999)
            rows.append(f"{name}: {inside.removesuffix('...' + chr(10))}")
        else:
            rows.append(
                yaml.safe_dump(
                    {name: value},
                    allow_unicode=True,
                    default_style=style if isinstance(value, str) else None,
                    default_flow_style=False,
                    width=draw(st.sampled_from([20, 1000])),
                )
            )
        rows.append(draw(st.sampled_from(["", "# en anmärkning\n", "\n", "   # inåt\n\n"])))
    line = draw(st.sampled_from(["\n", "\r\n"]))
    return "".join(rows).replace("\n", line)


def holds(head: str, name: str, value: Any) -> None:
    try:
        before = values_in(head)
    except NotEditableError:  # what nobody could read
        return
    after = values_in(edited(head, {name: value}, ORDER))
    before.pop(name, None)
    held = after.pop(name, None)
    assert after == before
    assert held == value


@settings(max_examples=500, deadline=None)
@given(heads(), NAMES, st.one_of(st.none(), VALUES))
def test_whatever_a_head_holds_only_the_field_becomes_another(
    head: str, name: str, value: Any
) -> None:
    holds(head, name, value)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None)
@given(heads(), NAMES, st.one_of(st.none(), VALUES))
def test_ten_thousand_heads(head: str, name: str, value: Any) -> None:
    holds(head, name, value)
