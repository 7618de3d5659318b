"""Which editions are named, what their keys depend on, and what files they become."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample.mail import (
    EPISODE,
    FRAGMENTS,
    MONDAY,
    SHOW,
    SITE,
    TRAIN,
    UNSENT,
    Texts,
    article,
    build,
    files,
    html,
    keys,
    settings,
    text,
    theme,
)

from publisher.engine.recipes import BuildContext, ThemeFile, key
from publisher.mail import groups
from publisher.model import Change, MailOptions, Person, Site


def named(context: BuildContext) -> dict[str, int]:
    return {group.name: len(group.recipes) for group in groups(context)}


def test_every_mailed_piece_and_newsletter_becomes_four_files_and_nothing_else_does() -> None:
    made = files(build())
    assert sorted(made) == [
        f"editions/{id_}/{name}"
        for id_ in ("avsnitt-3", "taget", "vecka-6")
        for name in ("index.html", "message.eml", "preview.html", "text.txt")
    ]


def test_the_same_build_gives_the_same_bytes() -> None:
    assert files(build()) == files(build())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (TRAIN, TRAIN, {"editions:taget": 1, "editions:vecka-6": 1}),
        (UNSENT, UNSENT, {"editions:vecka-6": 1}),
        (None, EPISODE, {"editions:avsnitt-3": 1, "editions:vecka-6": 1}),
        (MONDAY, MONDAY, {"editions:vecka-6": 1}),
        (article("borta"), None, {"editions:borta": 0}),
        (article("osand"), UNSENT, {"editions:osand": 0, "editions:vecka-6": 1}),
        (
            article("gammalt-id"),
            TRAIN,
            {"editions:gammalt-id": 0, "editions:taget": 1, "editions:vecka-6": 1},
        ),
        (None, article("ny", mail=MailOptions()), {}),
    ],
)
def test_a_change_names_its_own_edition_and_the_newsletters_that_gather_it(
    old: None, new: None, expected: dict[str, int]
) -> None:
    assert named(build(changes=(Change(old=old, new=new),))) == expected


def test_what_stands_still_is_named_only_when_everything_is() -> None:
    assert named(build(changes=(), everything=False)) == {}
    assert set(named(build())) == {"editions:avsnitt-3", "editions:taget", "editions:vecka-6"}


def test_keys_are_told_without_reading_a_fragment() -> None:
    texts = Texts(FRAGMENTS)
    assert keys(build(texts=texts)) == keys(build())
    assert texts.read == []


def other_theme() -> dict[str, ThemeFile]:
    return theme() | {"mail/style.css": ThemeFile(path=Path("x"), hash="annan")}


def with_article(**more: Any) -> Site:
    return replace(SITE, articles=(replace(TRAIN, **more), UNSENT))


ALL = {"editions:taget", "editions:avsnitt-3", "editions:vecka-6"}


@pytest.mark.parametrize(
    ("context", "differing"),
    [
        (build(with_article(title="Ny rubrik")), {"editions:taget", "editions:vecka-6"}),
        (build(fragments={"taget": "<p>Nytt.</p>"}), {"editions:taget", "editions:vecka-6"}),
        (build(fragments={"osand": "<p>Nytt.</p>"}), {"editions:vecka-6"}),
        (
            build(fragments={"avsnitt-3": "<p>Nytt.</p>"}),
            {"editions:avsnitt-3", "editions:vecka-6"},
        ),
        (
            build(replace(SITE, people=(Person(id="anna", name="Anna Ny"), SITE.people[1]))),
            {"editions:taget", "editions:vecka-6"},
        ),
        (build(replace(SITE, people=(*SITE.people, Person(id="ny", name="Ny")))), set()),
        (build(config=settings(salt="annat")), ALL),
        (build(config=settings(shows=(replace(SHOW, title="Ny titel"),))), ALL),
        (build(theme=other_theme()), ALL),
    ],
)
def test_a_key_holds_all_that_the_edition_depends_on(
    context: BuildContext, differing: set[str]
) -> None:
    before, after = keys(build()), keys(context)
    assert {name for name in before if before[name] != after[name]} == differing


def test_the_publications_own_templates_and_style_are_used(tmp_path: Path) -> None:
    style, foot = tmp_path / "style.css", tmp_path / "footer.html"
    style.write_text("h1 { color: #00ff00; }", encoding="utf-8")
    foot.write_text("<tr><td>Egen fot för {{ site_name }}</td></tr>", encoding="utf-8")
    own = theme() | {
        "mail/style.css": ThemeFile(path=style, hash="1"),
        "mail/footer.html": ThemeFile(path=foot, hash="2"),
    }
    page = html(build(theme=own), "taget")
    assert '<h1 style="color:#00ff00">' in page
    assert "Egen fot för Kinamedia" in page
    assert key(own["mail/style.css"]) != key(theme()["mail/style.css"])


def test_subscribers_get_the_whole_text_of_what_the_site_only_gives_a_taste_of() -> None:
    site = replace(SITE, articles=(replace(TRAIN, audience="prenumeranter"), UNSENT))
    assert "Fjärde steget" in html(build(site), "taget")
    assert "Fjärde steget" in text(build(site), "taget")
    assert "Smakprov" not in html(build(site), "taget")


def test_naming_editions_loads_nothing_heavy() -> None:
    code = (
        "import sys, publisher.mail\n"
        "heavy = {'jinja2', 'css_inline', 'selectolax', 'email.message', 'publisher.mail.templates'}\n"
        "print(sorted(heavy & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
